"""Allowances with a rate for each kind of advertising: which one an invoice is under, by its own words and by nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from facts.documents import Document, Field
from matchers.grammar import plain


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of advertising as an agreement lists it: its name, its rate (a share), its cap, and the cells they were read from."""

    name: str
    rate: Decimal
    cap: Decimal | None
    cells: Mapping[str, Field]

    @property
    def in_doubt(self) -> tuple[str, ...]:
        """The cells that a person should look at first."""
        return tuple(name for name in ("program", "rate", "cap") if name in self.cells and self.cells[name].review)

    @property
    def in_words(self) -> str:
        """Name, rate and cap for a sentence."""
        capped = f" up to {self.cap:f}" if self.cap is not None else ""
        return f"{self.name} {(self.rate * 100).normalize():f} %{capped}"


def kinds_of(document: Document) -> tuple[Kind, ...]:
    """The kinds of advertising of an agreement whose rates were read; empty where it has none, or all have one rate and one cap."""
    found = []
    for line in document.lines:
        rate = _decimal(line.get("rate"))
        if "program" in line and rate is not None:
            found.append(Kind(str(line["program"].value).strip(), rate, _decimal(line.get("cap")), line))
    return tuple(found) if len({(kind.rate, kind.cap) for kind in found}) > 1 or kinds_without_rate(document) else ()


def kinds_without_rate(document: Document) -> tuple[str, ...]:
    """The names of the kinds whose rate was not read; an invoice may be for one of them as well."""
    return tuple(str(line["program"].value).strip() for line in document.lines if "program" in line and _decimal(line.get("rate")) is None)


def kind_meant(kinds: Sequence[Kind], named: str, of_all: str, without_rate: Sequence[str] = ()) -> Kind | None:
    """The one kind that an invoice names in the agreement's own words, beside words of invoices, days and numbers; None where in doubt.

    `of_all` is what the agreement calls itself: words that it has say nothing of one invoice. `without_rate` are kinds of which
    the rate was not read: what names one of them is under none of the others.
    """
    said, common = plain(named), plain(of_all)
    known = [*((kind.name, kind) for kind in kinds), *((name, None) for name in without_rate)]
    alike = [k for k in known if plain(k[0]) == said] or [k for k in known if _is_all_but_day_and_number(said, plain(k[0]))]
    if len(alike) != 1 or (_says(common, plain(alike[0][0])) and plain(alike[0][0]) != said):
        return None
    return alike[0][1]


def _is_all_but_day_and_number(text: str, name: str) -> bool:
    """Whether a text has a name and nothing beside it but what any invoice has: “no print”, “print and radio” are about something else."""
    if not _says(text, name):
        return False
    rest = _INCIDENTAL_ZH.sub(" ", re.sub(rf"(?<![a-z0-9-]){re.escape(name)}(?![a-z0-9-])", " | ", text))
    return _INCIDENTAL.fullmatch(rest) is not None


def _says(text: str, name: str) -> bool:
    """Whether a text has a name word by word; Chinese has no blanks around it."""
    return bool(name) and re.search(rf"(?<![a-z0-9-]){re.escape(name)}(?![a-z0-9-])", text) is not None


_INCIDENTAL_WORDS: Final = (
    "claims?|invoices?|bills?|billing|for|of|the|in|from|to|month|monthly|year|quarter|campaigns?|period|co-?op|cw|week|q[1-4]|fy",
    "antrag|forderung|rechnung(?:en)?|abrechnung|fur|im|vom|bis|zum|monat|jahr|quartal|kampagnen?|zeitraum|kw",
    "demandes?|factures?|facturation|pour|de|du|des|au|le|la|les|mois|annee|trimestre|campagnes?|periode",
    "reclamacion(?:es)?|facturas?|para|del|al|el|mes|ano|campanas?|periodo",
    "richieste?|richiesta|fatture?|fattura|per|di|della|dal|il|mese|anno|campagn[ae]",
    "jan(?:uary|uar|vier)?|ener?o?|gen(?:naio)?|feb(?:ruary|ruar|rero|braio)?|fev(?:rier)?|mar(?:ch|s|zo)?|marz|apr(?:il|ile)?|avr(?:il)?|abr(?:il)?",
    "may|mai|mayo|maggio|june?|juni|juin|junio|giugno|july?|juli|juillet|julio|luglio|aug(?:ust)?|aout|ago(?:sto)?|sept?(?:ember|embre)?",
    "septiembre|settembre|oct(?:ober|obre|ubre)?|okt(?:ober)?|ott(?:obre)?|nov(?:ember|embre|iembre)?|de[cz](?:ember|embre)?|dic(?:iembre|embre)?",
    r"(?:no|nr|num|numero|n)\.?\s*[\d#-]*\d[\d/-]*|(?:[a-z]{1,4}-)?\d[\d./-]*(?:st|nd|rd|th)?",
)
"""What an invoice has beside what it is for, in five languages; the sixth has no blanks between its words."""
_INCIDENTAL: Final = re.compile(rf"[\s|:;.,()#–-]*(?:(?<![a-z0-9])(?:{'|'.join(_INCIDENTAL_WORDS)})(?![a-z0-9])[\s|:;.,()#–-]*)*")
_INCIDENTAL_ZH: Final = re.compile(r"发票|账单|索赔|费用|申请|合作|的|第|[一二三四1-4]季度|编号|号|\d+\s*[年月日期]|年度|月份")


def _decimal(cell: Field | None) -> Decimal | None:
    try:
        return None if cell is None else Decimal(str(cell.value))
    except ArithmeticError:
        return None
