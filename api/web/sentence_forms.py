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
        "accepted", "after", "amount", "approved", "approved_cost", "asked", "base", "before", "booked_cost", "cartons", "claimed",
        "cost", "count", "credited", "days", "difference", "excess", "fee", "filed", "gross", "invoice_cost", "least", "left",
        "limit", "longest", "missing", "off", "order_cost", "ordered", "over_billed", "own", "pack", "paid", "part", "percent",
        "price", "printed_cost", "printed_value", "quantity", "rate", "received", "short", "threshold", "to", "total", "units",
        "weight", "within",
    }
)
# fmt: on
"""Slots of numbers, which each language writes in its own way; a day is told by its form, everything else stands as it is."""
CURRENCIES: Final = frozenset({"currency", "own_currency", "card_currency"})
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
WITHIN: Final = frozenset({"problem", "mistake", "holds"})
"""Slots of sentences within the sentence."""
WHOLE: Final = WITHIN | {"words", "fact", "source", "meaning"}
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
    if slot in CURRENCIES:
        return "[A-Z]{3}"
    return _FIGURE if slot in FIGURES else ".+" if slot in WHOLE else _ONE


def _value(slot: str, value: str, say: Language, nested: Nested | None) -> str | None:
    if slot in FIGURES:
        return figure(value, say)
    if slot in PHRASES:
        return _phrase(slot, value, say)
    if slot in WITHIN:
        return nested(value, say) if nested else None
    if slot in _WORDS:
        return _WORDS[slot](value, say)
    return say.day(value) if _DAY.fullmatch(value) else value


def _phrase(slot: str, value: str, say: Language) -> str | None:
    return say.text(value) if value in PHRASES[slot] else None


def _word(table: str, name: str, say: Language) -> str | None:
    code = name.replace(" ", "_")
    return say.word(table, code) if code in WORDS[table] else None


def _field(name: str, say: Language) -> str | None:
    if tier := _TIER.fullmatch(name):
        return say.text(N_("tier {tier}")).format(tier=tier[1])
    label = PAPER_WORDS["field"].get(name.replace(" ", "_"))
    return None if label is None else say.text(label)


def _period(period: str, say: Language) -> str | None:
    found = _PERIOD.fullmatch(period)
    return f"{say.day(found[1])} – {say.day(found[2])}" if found else None


def _listed(value: str, said: Callable[[str], str | None]) -> str | None:
    told = [said(one) for one in value.split(", ")]
    return None if None in told else ", ".join(filter(None, told))


_WORDS: Final[Mapping[str, Nested]] = {
    "field": _field,
    "type": lambda value, say: _word("type", value, say),
    "keys": lambda value, say: _listed(value, lambda key: _phrase("key", key, say)),
    "fields": lambda value, say: _listed(value, lambda name: _field(name, say)),
    "papers": lambda value, say: _listed(value, lambda name: _word("paper", name, say)),
    "periods": lambda value, say: _listed(value, lambda period: _period(period, say)),
    "readings": lambda value, say: " / ".join(say.day(day) for day in value.split(" or ")),
}
"""Slots of names and lists that the house has words for."""
