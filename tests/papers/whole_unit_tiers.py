"""Contracts whose tiers are printed in whole units, in six languages and several layouts, with the tiers that a clerk takes from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Final

HEADS: Final = {
    "en": "Rebate Agreement No. 61-2208\nbetween Alder Glass Ltd (the Supplier) and Finch Stores Ltd (the Customer)\n"
    "1. Term\nThis agreement runs from 1 January 2032 to 31 December 2032.\n2. Rebate\n",
    "de": "Bonusvereinbarung Nr. 61-2208\nzwischen Erlen Glas GmbH (Lieferant) und Finken Märkte AG (Abnehmer)\n"
    "1. Laufzeit\nDie Vereinbarung gilt vom 01.01.2032 bis 31.12.2032.\n2. Bonus\n",
    "fr": "Accord de ristourne n° 61-2208\nentre Aulne Verrerie SAS (le Fournisseur) et Pinson Distribution SA (l'Acheteur)\n"
    "1. Durée\nL'accord s'applique du 01/01/2032 au 31/12/2032.\n2. Ristourne\n",
    "es": "Acuerdo de rappel n.º 61-2208\nentre Aliso Vidrio S.L. (el Proveedor) y Tiendas Pinzón S.A. (el Comprador)\n"
    "1. Vigencia\nEl acuerdo rige del 01/01/2032 al 31/12/2032.\n2. Rappel\n",
    "it": "Accordo premi n. 61-2208\ntra Ontano Vetri S.r.l. (il Fornitore) e Fringuello Negozi S.p.A. (l'Acquirente)\n"
    "1. Durata\nL'accordo vale dal 01/01/2032 al 31/12/2032.\n2. Premio\n",
    "zh": "返利协议\n协议编号：61-2208\n供应商：桤木玻璃有限公司\n采购方：雀谷百货有限公司\n"
    "一、期限\n本协议有效期自2032年1月1日至2032年12月31日。\n二、返利\n",
}
WAYS: Final = {
    "en": (
        "The rate of the tier reached applies retroactively to all net purchases of the year.",
        "Each rate applies only to the part of the purchases within its tier.",
    ),
    "de": (
        "Der Satz der erreichten Stufe gilt rückwirkend für den gesamten Umsatz des Kalenderjahres.",
        "Jeder Satz gilt nur für den Teil des Umsatzes innerhalb der jeweiligen Stufe.",
    ),
    "fr": (
        "Le taux du palier atteint s'applique rétroactivement à la totalité des achats de l'année civile.",
        "Chaque taux ne s'applique qu'à la fraction des achats comprise dans la tranche, par tranches.",
    ),
    "es": (
        "El porcentaje del tramo alcanzado se aplica con efecto retroactivo a la totalidad de las compras del año natural.",
        "Cada porcentaje se aplica solo a la parte de las compras comprendida en su tramo.",
    ),
    "it": (
        "La percentuale dello scaglione raggiunto si applica retroattivamente a tutti gli acquisti dell'anno solare.",
        "Ogni percentuale si applica solo alla parte degli acquisti compresa nel suo scaglione.",
    ),
    "zh": ("达到某档后，该档比例追溯适用于全年全部采购额。", "各档比例仅适用于落入该区间的采购额部分，分段计算。"),
}
ROWS: Final = {
    "en": (("0 to {0} {u}", "{1} to {2} {u}", "{3} {u} and over"), ("up to {0} {u}", "from {1} to {2} {u}", "from {3} {u}")),
    "de": (("0 bis {0} {u}", "{1} bis {2} {u}", "ab {3} {u}"), ("bis {0} {u}", "von {1} bis {2} {u}", "{3} {u} und mehr")),
    "fr": (("de 0 à {0} {u}", "de {1} à {2} {u}", "à partir de {3} {u}"), ("jusqu'à {0} {u}", "{1} à {2} {u}", "{3} {u} et plus")),
    "es": (("de 0 a {0} {u}", "de {1} a {2} {u}", "desde {3} {u}"), ("hasta {0} {u}", "{1} a {2} {u}", "{3} {u} en adelante")),
    "it": (("da 0 a {0} {u}", "da {1} a {2} {u}", "da {3} {u}"), ("fino a {0} {u}", "{1} - {2} {u}", "{3} {u} e oltre")),
    "zh": (("0至{0}{u}", "{1}至{2}{u}", "{3}{u}及以上"), ("{0}{u}以下", "{1}－{2}{u}", "{3}{u}以上")),
}
UNITS: Final = {
    "en": ("units", "EUR"),
    "de": ("Stück", "EUR"),
    "fr": ("unités", "EUR"),
    "es": ("unidades", "EUR"),
    "it": ("pezzi", "EUR"),
    "zh": ("件", "元"),
}
GROUPED: Final = {"en": ",", "de": ".", "fr": " ", "es": ".", "it": ".", "zh": ","}
RATES: Final = ("1.25", "2.00", "3.50")


@dataclass(frozen=True, slots=True)
class Contract:
    """The text of a contract, and what a clerk takes from it: bounds as (from, to), the rates, and whether a bound must be exceeded."""

    name: str
    text: str
    mechanism: str
    measure: str
    bounds: tuple[tuple[Decimal, Decimal | None], ...]
    exceeds: bool


def contracts(seed: int) -> Iterator[Contract]:
    """Every language, layout and way of counting once: upper bounds printed in full, or one less than the next start."""
    draw = Random(seed)
    for language, head in HEADS.items():
        for layout in (0, 1):
            for unit in (0, 1):
                for way in (0, 1)[: unit + 1]:
                    for one_more in (True, False):
                        first, second = sorted(draw.sample(range(40, 900, 10), 2))
                        bounds = (first * 1000, second * 1000)
                        yield _contract(language, head, layout, unit, way, bounds, one_more=one_more)


def _contract(language: str, head: str, layout: int, unit: int, way: int, bounds: tuple[int, int], *, one_more: bool) -> Contract:
    first, second = bounds
    shown = (first, first + 1, second, second + 1) if one_more else (first - 1, first, second - 1, second)
    figures = [f"{n:,}".replace(",", GROUPED[language]) for n in shown]
    rates = [f"{r} %" if language in {"en", "zh"} else f"{r.replace('.', ',')} %" for r in RATES]
    rows = [row.format(*figures, u=UNITS[language][unit]) for row in ROWS[language][layout]]
    table = "\n".join(f"{row:<44}{rate}" for row, rate in zip(rows, rates, strict=True))
    lower, upper = (shown[0], shown[2]) if one_more else (shown[1], shown[3])
    told = ((Decimal(0), Decimal(lower)), (Decimal(lower), Decimal(upper)), (Decimal(upper), None))
    return Contract(
        f"{language} {layout} {UNITS[language][unit]} {'part by part' if way else 'whole'} {'more' if one_more else 'less'}",
        f"{head}{table}\n{WAYS[language][way]}\n",
        ("retroactive", "incremental")[way],
        ("quantity", "value")[unit],
        told,
        one_more,
    )
