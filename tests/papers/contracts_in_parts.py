"""Contracts that grant more than one thing, in six languages: two rebates, rates in columns, a rebate beside allowances; and the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from tests.papers.whole_unit_tiers import GROUPED, WAYS

TITLES: Final = {
    "en": "Rebate Agreement No. 61-2208\nbetween Alder Glass Ltd (the Supplier) and Finch Stores Ltd (the Customer)\n",
    "de": "Bonusvereinbarung Nr. 61-2208\nzwischen Erlen Glas GmbH (Lieferant) und Finken Märkte AG (Abnehmer)\n",
    "fr": "Accord de ristourne n° 61-2208\nentre Aulne Verrerie SAS (le Fournisseur) et Pinson Distribution SA (l'Acheteur)\n",
    "es": "Acuerdo de rappel n.º 61-2208\nentre Aliso Vidrio S.L. (el Proveedor) y Tiendas Pinzón S.A. (el Comprador)\n",
    "it": "Accordo premi n. 61-2208\ntra Ontano Vetri S.r.l. (il Fornitore) e Fringuello Negozi S.p.A. (l'Acquirente)\n",
    "zh": "返利协议\n协议编号：61-2208\n供应商：桤木玻璃有限公司\n采购方：雀谷百货有限公司\n",
}
NEUTRAL: Final = {
    "en": "Annual Terms Agreement\nAgreement no. 61-2208\nbetween Alder Glass Ltd (the Supplier) and Finch Stores Ltd (the Customer)\n",
    "de": "Konditionsvereinbarung\nVereinbarung Nr. 61-2208\nzwischen Erlen Glas GmbH (Lieferant) und Finken Märkte AG (Abnehmer)\n",
    "fr": "Accord commercial annuel\nAccord n° 61-2208\nentre Aulne Verrerie SAS (le Fournisseur) et Pinson Distribution SA (l'Acheteur)\n",
    "es": "Acuerdo comercial anual\nAcuerdo n.º 61-2208\nentre Aliso Vidrio S.L. (el Proveedor) y Tiendas Pinzón S.A. (el Comprador)\n",
    "it": "Accordo commerciale annuale\nAccordo n. 61-2208\n"
    "tra Ontano Vetri S.r.l. (il Fornitore) e Fringuello Negozi S.p.A. (l'Acquirente)\n",
    "zh": "年度购销协议\n协议编号：61-2208\n供应商：桤木玻璃有限公司\n采购方：雀谷百货有限公司\n",
}
TERMS: Final = {
    "en": "1. Term\nThis agreement runs from 1 January 2032 to 31 December {end}.\n",
    "de": "1. Laufzeit\nDie Vereinbarung gilt vom 01.01.2032 bis 31.12.{end}.\n",
    "fr": "1. Durée\nL'accord s'applique du 01/01/2032 au 31/12/{end}.\n",
    "es": "1. Vigencia\nEl acuerdo rige del 01/01/2032 al 31/12/{end}.\n",
    "it": "1. Durata\nL'accordo vale dal 01/01/2032 al 31/12/{end}.\n",
    "zh": "一、期限\n本协议有效期自2032年1月1日至{end}年12月31日。\n",
}
CLAUSES: Final = {
    "en": ("2. ", "3. ", "4. "),
    "de": ("2. ", "3. ", "4. "),
    "fr": ("2. ", "3. ", "4. "),
    "es": ("2. ", "3. ", "4. "),
    "it": ("2. ", "3. ", "4. "),
    "zh": ("二、", "三、", "四、"),
}
YEARLY: Final = {
    "en": "Annual rebate",
    "de": "Jahresbonus",
    "fr": "Ristourne annuelle",
    "es": "Rappel anual",
    "it": "Premio annuale",
    "zh": "年度返利",
}
FROM: Final = {
    "en": "from EUR {0}",
    "de": "ab {0} EUR",
    "fr": "à partir de {0} EUR",
    "es": "desde {0} EUR",
    "it": "da {0} EUR",
    "zh": "{0}元及以上",
}
LUMPS: Final = {
    "en": (
        "Quarterly bonus\nThe Supplier pays a fixed bonus of EUR {lump} for each quarter in which net purchases reach EUR {target}.",
        "Target bonus\nIf net purchases of a calendar quarter come to at least EUR {target}, a lump sum of EUR {lump} is due.",
    ),
    "de": (
        "Quartalsbonus\nWerden in einem Kalenderquartal mindestens {target} EUR umgesetzt, zahlt der Lieferant pauschal {lump} EUR.",
        "Zielbonus\nErreicht der Umsatz eines Quartals {target} EUR, erhält der Abnehmer einen festen Bonus von {lump} EUR.",
    ),
    "fr": (
        "Prime trimestrielle\nSi les achats d'un trimestre atteignent {target} EUR, une prime forfaitaire de {lump} EUR est versée.",
        (
            "Prime d'objectif\n"
            "Pour chaque trimestre où les achats atteignent {target} EUR, le Fournisseur verse un montant fixe de {lump} EUR."
        ),
    ),
    "es": (
        "Prima trimestral\nSi las compras de un trimestre alcanzan {target} EUR, se abona una prima fija de {lump} EUR.",
        "Prima por objetivo\nPor cada trimestre en que las compras alcancen {target} EUR se paga una cantidad fija de {lump} EUR.",
    ),
    "it": (
        "Premio trimestrale\nSe gli acquisti di un trimestre raggiungono {target} EUR, è dovuto un premio fisso di {lump} EUR.",
        "Premio obiettivo\nPer ogni trimestre in cui gli acquisti raggiungono {target} EUR si paga un importo fisso di {lump} EUR.",
    ),
    "zh": (
        "季度奖励\n每季度采购额达到{target}元的，给予固定奖励{lump}元。",
        "任务奖励\n按季度考核，季度采购额达到{target}元的，一次性奖励{lump}元。",
    ),
}
BESIDE: Final = {
    "en": "It is paid in addition to the other rebate.",
    "de": "Dieser Bonus wird zusätzlich gewährt.",
    "fr": "Cette prime s'ajoute à la ristourne.",
    "es": "Este rappel es acumulable.",
    "it": "Questo premio è cumulabile.",
    "zh": "该奖励与其他返利可同时享受。",
}
FAMILIES: Final = {
    "en": ("Paints", "Varnishes"),
    "de": ("Farben", "Lacke"),
    "fr": ("Peintures", "Vernis"),
    "es": ("Pinturas", "Barnices"),
    "it": ("Vernici", "Smalti"),
    "zh": ("涂料", "清漆"),
}
ALLOWANCES: Final = {
    "en": "Advertising allowance\nLeaflet, half a page      4 issues     EUR 2,450.00     EUR 9,800.00\n"
    "The advertising allowance is paid upon proof.",
    "de": "Werbekostenzuschuss\nHandzettel, halbe Seite   4 Ausgaben   2.450,00 EUR     9.800,00 EUR\n"
    "Der Werbekostenzuschuss wird nach Nachweis gezahlt.",
    "fr": "Participation publicitaire\nCatalogue, demi-page      4 parutions  2 450,00 EUR     9 800,00 EUR\n"
    "La participation publicitaire est versée sur justificatif.",
    "es": "Aportación publicitaria\nFolleto, media página     4 ediciones  2.450,00 EUR     9.800,00 EUR\n"
    "La aportación publicitaria se paga con justificante.",
    "it": "Contributo pubblicitario\nVolantino, mezza pagina   4 uscite     2.450,00 EUR     9.800,00 EUR\n"
    "Il contributo pubblicitario è pagato su prova.",
    "zh": "广告费支持\n海报半版                  4期          2,450.00元       9,800.00元\n广告费凭证明支付，市场费用另计。",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A contract as text, and the lines that a clerk takes from it."""

    name: str
    text: str
    lines: tuple[dict[str, Any], ...]


def figure(language: str, number: int) -> str:
    """As the language groups thousands."""
    return f"{number:,}".replace(",", GROUPED[language])


def percent(language: str, number: str) -> str:
    """As the language writes a percentage."""
    return f"{number} %" if language in {"en", "zh"} else f"{number.replace('.', ',')} %"


def two_rebates(seed: int, *, told: bool = True) -> Iterator[Made]:
    """Tiers by the year and a lump by the quarter, either first. `told`: it says that both are paid."""
    draw = Random(seed)
    for language in TITLES:
        for lump_first in (False, True):
            for wording in (0, 1):
                low, high = draw.randrange(150, 400, 10) * 1000, draw.randrange(450, 900, 10) * 1000
                target, lump = draw.randrange(50, 120, 5) * 1000, draw.randrange(10, 60, 5) * 100
                yearly = "\n".join(
                    f"{FROM[language].format(figure(language, bound)):<40}{percent(language, rate)}"
                    for bound, rate in ((low, "1.00"), (high, "2.50"))
                )
                tiers = f"{YEARLY[language]}\n{WAYS[language][0]}\n{yearly}\n"
                fixed = LUMPS[language][wording].format(lump=figure(language, lump), target=figure(language, target)) + "\n"
                first, second = (fixed, tiers) if lump_first else (tiers, fixed)
                one, two, _ = CLAUSES[language]
                beside = BESIDE[language] + "\n" if told else ""
                text = TITLES[language] + TERMS[language].format(end=2032) + one + first + two + second + beside
                tier_lines = ({"from": str(low), "to": str(high), "rate": "0.0100"}, {"from": str(high), "rate": "0.0250"})
                lump_line = ({"from": str(target), "amount": str(lump)},)
                own = {"part": "2"} | ({"mechanism": "retroactive"} if lump_first else {"mechanism": "fixed"})
                own |= {"measure": "value", "period": "year" if lump_first else "quarter"}
                lines = (*lump_line, *(own | t for t in tier_lines)) if lump_first else (*tier_lines, *(own | t for t in lump_line))
                yield Made(f"{language} {'lump first' if lump_first else 'tiers first'} {wording}", text, lines)


def in_columns(seed: int, *, years: bool) -> Iterator[Made]:
    """Two columns of rates, headed by years or by families of goods."""
    draw = Random(seed)
    for language in TITLES:
        low, high = draw.randrange(150, 400, 10) * 1000, draw.randrange(450, 900, 10) * 1000
        heads = ("2032", "2033") if years else FAMILIES[language]
        rows = [f"{'':<40}{heads[0]:<16}{heads[1]}"]
        rates = (("1.00", "1.50"), ("2.25", "3.00"))
        for bound, of_row in zip((low, high), rates, strict=True):
            cells = [percent(language, r) for r in of_row]
            rows.append(f"{FROM[language].format(figure(language, bound)):<40}{cells[0]:<16}{cells[1]}")
        body = "\n".join(rows)
        text = TITLES[language] + TERMS[language].format(end=2033) + CLAUSES[language][0] + YEARLY[language] + "\n"
        text += f"{body}\n{WAYS[language][0]}\n"
        lines = []
        for n, head in enumerate(heads):
            days = {"start_date": f"{head}-01-01", "end_date": f"{head}-12-31"} if years else {}
            of_column = [f"{int(row[n].replace('.', '')) / 10000:.4f}" for row in rates]
            lines.append({"part": head, "from": str(low), "to": str(high), "rate": of_column[0]} | days)
            lines.append({"part": head, "from": str(high), "rate": of_column[1]} | days)
        yield Made(f"{language} {'years' if years else 'families'}", text, tuple(lines))


def beside_allowances(seed: int) -> Iterator[Made]:
    """A contract with a title that says neither, a rebate in tiers, and money for advertising under one number."""
    draw = Random(seed)
    for language in NEUTRAL:
        for allowance_first in (False, True):
            low, high = draw.randrange(150, 400, 10) * 1000, draw.randrange(450, 900, 10) * 1000
            tiers = "\n".join(
                f"{FROM[language].format(figure(language, bound)):<40}{percent(language, rate)}"
                for bound, rate in ((low, "1.00"), (high, "2.50"))
            )
            rebate = f"{YEARLY[language]}\n{WAYS[language][0]}\n{tiers}\n"
            first, second = (ALLOWANCES[language] + "\n", rebate) if allowance_first else (rebate, ALLOWANCES[language] + "\n")
            one, two, _ = CLAUSES[language]
            text = NEUTRAL[language] + TERMS[language].format(end=2032) + one + first + two + second
            lines = ({"from": str(low), "to": str(high), "rate": "0.0100"}, {"from": str(high), "rate": "0.0250"})
            yield Made(f"{language} {'allowance first' if allowance_first else 'rebate first'}", text, lines)
