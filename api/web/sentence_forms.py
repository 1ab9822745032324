"""Texts with values in them, found again in what is kept: `cost of {item} on the order` in "cost of B0ABC on the order"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from api.web.formulas import figure
from api.web.languages import Language
from api.web.marking import N_
from api.web.paper_words import PAPER_WORDS
from api.web.words import WORDS
from matchers.proof import PAPER_WORDS as PROOFS

Nested = Callable[[str, Language], str | None]
"""What a sentence within a sentence is in the reader's language; None where it is not known."""

_SLOT: Final = re.compile(r"\{(\w+)\}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_PERIOD: Final = re.compile(r"(\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)")
_TIER: Final = re.compile(r"tier (\d+)")
_FIGURE: Final = r"-?\d+(?:\.\d+)?"
_ONE: Final = r"[^;]+?"

# fmt: off
FIGURES: Final = frozenset(
    {
        "accepted", "amount", "approved", "approved_cost", "base", "booked_cost", "cartons", "claimed", "count", "credited", "days",
        "difference", "excess", "fee", "filed", "invoice_cost", "left", "limit", "longest", "missing", "off", "order_cost",
        "ordered", "over_billed", "own", "pack", "part", "percent", "price", "printed_cost", "quantity", "rate", "received",
        "short", "threshold", "to", "units", "weight", "within",
    }
)
# fmt: on
"""Slots of numbers, which each language writes in its own way; a day is told by its form, everything else stands as it is."""
PHRASES: Final[Mapping[str, frozenset[str]]] = {
    "paper": frozenset({N_("the receipt"), N_("the bill of lading")}),
    "wanted": frozenset(PROOFS.values()),
    "key": frozenset(
        {
            N_("bill of lading number"),
            N_("PRO number"),
            N_("order"),
            N_("destination"),
            N_("carton count"),
            N_("date"),
            N_("nearly the same bol number"),
            N_("nearly the same pro number"),
        }
    ),
    "measured": frozenset({N_("delivered on"), N_("delivery requested for"), N_("freight ready on")}),
    "each": frozenset({N_("fault"), N_("defect"), N_("unit"), N_("carton"), N_("pallet"), N_("load"), N_("shipment")}),
}
"""Slots that hold a word of ours, which is said in the reader's language; another word is not known."""
WHOLE: Final = frozenset({"words", "fact", "source", "meaning", "problem", "mistake"})
"""Slots that hold text of any kind, semicolons among it."""


@dataclass(frozen=True, slots=True)
class Form:
    """A text with `{slots}`, and the pattern of what was made of it."""

    text: str
    pattern: re.Pattern[str]

    @property
    def weight(self) -> int:
        """How many of its letters are its own: of two forms that fit, the one that says more itself is meant."""
        return len(_SLOT.sub("", self.text))


def form_of(text: str) -> Form:
    """The form of a text."""
    parts, at = [], 0
    for slot in _SLOT.finditer(text):
        parts += [re.escape(text[at : slot.start()]), f"(?P<{slot[1]}>{_looks(slot[1])})"]
        at = slot.end()
    return Form(text, re.compile("".join([*parts, re.escape(text[at:])])))


class Forms:
    """Forms of which those are tried that begin with the same word, the weightiest first."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.all: Final = tuple(sorted((form_of(text) for text in dict.fromkeys(texts)), key=lambda form: -form.weight))
        self._by_word: Final[dict[str, list[Form]]] = {}
        for form in self.all:
            word = form.text.partition(" ")[0]
            self._by_word.setdefault("" if "{" in word else word, []).append(form)

    def said(self, english: str, say: Language, nested: Nested | None = None) -> str | None:
        """The text in the reader's language with its values; None where no form is it, whole."""
        for form in (*self._by_word.get(english.partition(" ")[0], ()), *self._by_word.get("", ())):
            found = form.pattern.fullmatch(english)
            values = None if found is None else values_said(found.groupdict(), say, nested)
            if values is not None:
                return say.text(form.text).format(**values)
        return None


def values_said(values: Mapping[str, str], say: Language, nested: Nested | None = None) -> dict[str, str] | None:
    """The values of a text as the reader's language writes them; None where one is a word that it does not know."""
    told = {}
    for slot, value in values.items():
        said = _value(slot, value, say, nested)
        if said is None:
            return None
        told[slot] = said
    return told


def _looks(slot: str) -> str:
    if slot in PHRASES:
        return "|".join(re.escape(phrase) for phrase in sorted(PHRASES[slot]))
    return _FIGURE if slot in FIGURES else ".+" if slot in WHOLE else _ONE


def _value(slot: str, value: str, say: Language, nested: Nested | None) -> str | None:
    if slot in FIGURES:
        return figure(value, say)
    if slot in PHRASES:
        return say.text(value) if value in PHRASES[slot] else None  # also one of a list
    match slot:
        case "problem" | "mistake":
            return nested(value, say) if nested else None
        case "keys":
            return _listed(value, lambda key: _value("key", key, say, nested))
        case "fields":
            return _listed(value, lambda name: _field(name, say))
        case "type":
            code = value.replace(" ", "_")
            return say.word("type", code) if code in WORDS["type"] else None
        case "readings":
            return " / ".join(say.day(day) for day in value.split(" or "))
        case "periods":
            return _listed(value, lambda period: _period(period, say))
        case _:
            return say.day(value) if _DAY.fullmatch(value) else value


def _listed(value: str, said: Callable[[str], str | None]) -> str | None:
    told = [said(one) for one in value.split(", ")]
    return None if None in told else ", ".join(filter(None, told))


def _field(name: str, say: Language) -> str | None:
    if tier := _TIER.fullmatch(name):
        return say.text(N_("tier {tier}")).format(tier=tier[1])
    label = PAPER_WORDS["field"].get(name.replace(" ", "_"))
    return None if label is None else say.text(label)


def _period(period: str, say: Language) -> str | None:
    found = _PERIOD.fullmatch(period)
    return f"{say.day(found[1])} – {say.day(found[2])}" if found else None
