"""The terms of a rebate agreement as people read, write and compare them: one table of fields for the form, the page and differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from api.web.languages import NO_VALUE, Language
from api.web.marking import N_
from facts.rebates import (
    Basis,
    CapOver,
    Fullness,
    Grading,
    GrowthOn,
    LoadOf,
    Measure,
    Mechanism,
    Period,
    PeriodsFrom,
    RateOn,
    ReturnsIn,
    Rounding,
)

M = Mechanism
WORD_TABLE: Final = "term_word"
RATE_TABLE: Final = "rate_word"
HUNDRED: Final = 100


class Entry(StrEnum):
    """How a term is written: the form draws it so, and the page says it so."""

    TEXT = "text"
    DAY = "day"
    AMOUNT = "amount"
    NUMBER = "number"
    COUNT = "count"
    PERCENT = "percent"
    WORDS = "words"
    YES = "yes"
    CHOICE = "choice"
    TIERS = "tiers"
    GROUPS = "groups"
    RATES = "rates"
    CALENDAR = "calendar"


class Part(StrEnum):
    """The parts of the form and of the page, in their order."""

    PARTIES = "parties"
    EARNS = "earns"
    SCOPE = "scope"
    BOUNDS = "bounds"
    DETAILS = "details"


@dataclass(frozen=True, slots=True)
class Term:
    """A field of `facts.rebates.RebateAgreement`: its label, how it is written, and for which mechanisms alone it means anything."""

    name: str
    label: str
    entry: Entry
    part: Part
    only: frozenset[Mechanism] = frozenset()
    choices: tuple[str, ...] = ()
    help: str = ""
    needed: bool = False

    @property
    def mechanisms(self) -> str:
        """The mechanisms for a script, with blanks between; empty for all."""
        return " ".join(sorted(self.only))


def _choice(name: str, label: str, part: Part, words: type[StrEnum], only: frozenset[Mechanism] = frozenset(), about: str = "") -> Term:
    return Term(name, label, Entry.CHOICE, part, only, tuple(word.value for word in words), about, needed=True)


_GROWTH: Final = frozenset({M.GROWTH})
_LOADS: Final = frozenset({M.LOGISTICS})
_MIX: Final = frozenset({M.CROSS_SELL})
_SHIP: Final = frozenset({M.SHIP_AND_DEBIT})
_LUMP: Final = frozenset({M.FIXED})
_STEPS: Final = frozenset({M.INCREMENT})
_BY_TIER: Final = frozenset({M.RETROACTIVE, M.INCREMENTAL, M.GROWTH, M.FIXED})

TERMS: Final[tuple[Term, ...]] = (
    Term("number", N_("Number"), Entry.TEXT, Part.PARTIES, needed=True),
    Term("payer", N_("Who pays"), Entry.TEXT, Part.PARTIES, needed=True),
    Term("earner", N_("Who earns"), Entry.TEXT, Part.PARTIES, needed=True),
    Term("starts_on", N_("From"), Entry.DAY, Part.PARTIES, needed=True),
    Term("ends_on", N_("Until"), Entry.DAY, Part.PARTIES, needed=True),
    Term("signed_on", N_("Signed on"), Entry.DAY, Part.PARTIES),
    Term("currency", N_("Currency"), Entry.TEXT, Part.PARTIES, needed=True),
    _choice("mechanism", N_("Mechanism"), Part.EARNS, Mechanism),
    _choice("period", N_("Period"), Part.EARNS, Period),
    _choice("basis", N_("What counts"), Part.EARNS, Basis),
    _choice("measure", N_("Thresholds are in"), Part.EARNS, Measure),
    Term("tiers", N_("Tiers"), Entry.TIERS, Part.EARNS, frozenset(Mechanism) - {M.SHIP_AND_DEBIT}),
    Term("exceeds", N_("A base equal to a threshold does not reach it"), Entry.YES, Part.EARNS, _BY_TIER),
    Term("baseline", N_("Baseline"), Entry.NUMBER, Part.EARNS, _GROWTH, help=N_("What growth is measured against")),
    Term("baseline_of_last_year", N_("The baseline is what the same days of the year before came to"), Entry.YES, Part.EARNS, _GROWTH),
    _choice("growth_on", N_("The rate holds for"), Part.EARNS, GrowthOn, _GROWTH),
    Term("target", N_("Target"), Entry.NUMBER, Part.EARNS, _STEPS),
    Term("step", N_("Step"), Entry.NUMBER, Part.EARNS, _STEPS),
    Term("premium_skus", N_("Premium items"), Entry.WORDS, Part.EARNS, frozenset({M.UPSELL})),
    Term("share", N_("Their least share of the base, %"), Entry.PERCENT, Part.EARNS, frozenset({M.UPSELL})),
    Term("pallet_quantity", N_("Units of a full pallet, layer or truck"), Entry.COUNT, Part.EARNS, _LOADS),
    _choice("fullness", N_("What counts as full"), Part.EARNS, Fullness, _LOADS),
    _choice("load_of", N_("Tested for each"), Part.EARNS, LoadOf, _LOADS),
    Term("least_fill", N_("Filled to at least, %"), Entry.PERCENT, Part.EARNS, _LOADS),
    Term("required_groups", N_("Product groups and their minimum"), Entry.GROUPS, Part.EARNS, _MIX),
    Term("required_count", N_("How many groups must reach it"), Entry.COUNT, Part.EARNS, _MIX, help=N_("Empty: all of them")),
    _choice("grading", N_("How the mix pays"), Part.EARNS, Grading, _MIX),
    Term("list_price", N_("List price"), Entry.NUMBER, Part.EARNS, _SHIP),
    Term("special_price", N_("Special price"), Entry.NUMBER, Part.EARNS, _SHIP),
    Term("end_customers", N_("End customers"), Entry.WORDS, Part.EARNS, _SHIP),
    Term("approval_number", N_("Approval number"), Entry.TEXT, Part.EARNS, _SHIP),
    Term("customers", N_("Customers"), Entry.WORDS, Part.SCOPE),
    Term("territories", N_("Territories"), Entry.WORDS, Part.SCOPE),
    Term("included_skus", N_("Items that count"), Entry.WORDS, Part.SCOPE),
    Term("excluded_skus", N_("Items that do not count"), Entry.WORDS, Part.SCOPE),
    Term("included_groups", N_("Product groups that count"), Entry.WORDS, Part.SCOPE),
    Term("excluded_groups", N_("Product groups that do not count"), Entry.WORDS, Part.SCOPE),
    Term("cap", N_("At most"), Entry.AMOUNT, Part.BOUNDS),
    _choice("cap_over", N_("The most holds for"), Part.BOUNDS, CapOver),
    Term("floor", N_("At least"), Entry.AMOUNT, Part.BOUNDS),
    Term("minimum_payout", N_("Nothing is paid below"), Entry.AMOUNT, Part.BOUNDS),
    Term("carries", N_("What is below the minimum moves to the next period"), Entry.YES, Part.BOUNDS),
    Term("claim_deadline_days", N_("Days to claim after the period"), Entry.COUNT, Part.BOUNDS),
    Term("pro_rated", N_("A lump is shortened where the term cuts its period"), Entry.YES, Part.BOUNDS, _LUMP),
    Term("net_of", N_("Net of the rebates of these agreements"), Entry.WORDS, Part.DETAILS),
    Term("net_of_unnamed", N_("Net of other rebates that are not named"), Entry.YES, Part.DETAILS),
    Term("consumed_by", N_("Sales used up by these agreements do not count"), Entry.WORDS, Part.DETAILS),
    _choice("returns_in", N_("A return counts"), Part.DETAILS, ReturnsIn),
    _choice("rounding", N_("Rounding"), Part.DETAILS, Rounding),
    _choice("periods_from", N_("Periods begin"), Part.DETAILS, PeriodsFrom),
    Term("calendar", N_("Fiscal calendar"), Entry.CALENDAR, Part.DETAILS),
    Term("rate_on", N_("Other currencies count at"), Entry.CHOICE, Part.DETAILS, choices=tuple(word.value for word in RateOn)),
    Term("fixed_rates", N_("Agreed exchange rates"), Entry.RATES, Part.DETAILS),
    Term("payment_days", N_("Days from a claim to its payment"), Entry.COUNT, Part.DETAILS),
    Term("planned_base", N_("Planned base of a period"), Entry.NUMBER, Part.DETAILS, help=N_("Accruals go by it, payouts do not")),
    Term("payment_currency", N_("Paid in"), Entry.TEXT, Part.DETAILS, help=N_("Empty: in the currency of the agreement")),
)  # fmt: skip
"""Every term that people write; what a version holds besides is said by its own name."""
BY_NAME: Final[Mapping[str, Term]] = {term.name: term for term in TERMS}
PARTS: Final[Mapping[Part, str]] = {
    Part.PARTIES: N_("Parties and term"),
    Part.EARNS: N_("What it pays"),
    Part.SCOPE: N_("What counts and what does not"),
    Part.BOUNDS: N_("Bounds and deadline"),
    Part.DETAILS: N_("Order, returns, calendar and currencies"),
}


@dataclass(frozen=True, slots=True)
class TermShown:
    """A term that is set: its label, and its value in the reader's words, line by line where it has several parts."""

    term: Term
    label: str
    lines: tuple[str, ...]


def choice_words(term: Term, say: Language) -> list[tuple[str, str]]:
    """The choices of a term with their words."""
    table = RATE_TABLE if term.name == "rate_on" else WORD_TABLE
    return [(code, say.word(table, code)) for code in term.choices]


def terms_shown(terms: Mapping[str, Any], say: Language) -> Iterator[tuple[str, list[TermShown]]]:
    """The terms that are set and mean something under the mechanism, by the parts of the page."""
    for part, title in PARTS.items():
        shown = [
            TermShown(term, say.text(term.label), lines)
            for term in TERMS
            if term.part is part and _means_something(term, terms) and (lines := term_said(term, terms, say))
        ]
        if shown:
            yield say.text(title), shown


def term_said(term: Term, terms: Mapping[str, Any], say: Language) -> tuple[str, ...]:
    """The value of a term in the reader's words; empty where it is not set, or says no more than silence does."""
    value = terms.get(term.name)
    if value in (None, "", [], {}, False):
        return ()
    match term.entry:
        case Entry.TIERS:
            return tuple(tier_said(tier, terms, say) for tier in value)
        case Entry.GROUPS:
            return tuple(_group(group, say) for group in value)
        case Entry.RATES:
            return tuple(f"1 {rate['currency']} = {_figure(rate['rate'], say)} {terms.get('currency', '')}" for rate in value)
        case Entry.WORDS:
            return (", ".join(str(one) for one in value),)
        case Entry.CALENDAR:
            return (_calendar(value, say),)
        case _:
            return (_plain(term, value, terms, say),)


def _plain(term: Term, value: Any, terms: Mapping[str, Any], say: Language) -> str:
    match term.entry:
        case Entry.DAY:
            return say.day(str(value))
        case Entry.AMOUNT:
            return _money(value, terms, say)
        case Entry.NUMBER | Entry.COUNT:
            return _figure(value, say)
        case Entry.PERCENT:
            return rate_said(value, say)
        case Entry.YES:
            return say.text("yes")
        case Entry.CHOICE:
            return dict(choice_words(term, say)).get(str(value), str(value))
        case _:
            return str(value)


def tier_said(tier: Mapping[str, Any], terms: Mapping[str, Any], say: Language) -> str:
    """A tier in words: from 100,000.00: 2 %."""
    start = _threshold(tier.get("start"), terms, say)
    pays = rate_said(tier["rate"], say) if tier.get("rate") is not None else _money(tier.get("amount"), terms, say)
    if terms.get("mechanism") == M.LINEAR:
        return say.text("at {start}: {rate}").format(start=start, rate=pays)
    if tier.get("end") is None:
        return say.text("from {start}: {rate}").format(start=start, rate=pays)
    return say.text("from {start} to below {end}: {rate}").format(start=start, end=_threshold(tier["end"], terms, say), rate=pays)


def measured(value: Any, terms: Mapping[str, Any], say: Language) -> str:
    """A base in the measure of the agreement: money in its currency, units, kilograms or pallets."""
    if value is None:
        return NO_VALUE
    if terms.get("measure") == Measure.WEIGHT:
        return f"{_figure(value, say)} kg"
    if terms.get("measure") == Measure.PALLETS:
        return say.texts("{count} pallet", "{count} pallets", 1 if _decimal(value) == 1 else 2).format(count=_figure(value, say))
    if terms.get("measure") == Measure.QUANTITY:
        return say.texts("{count} unit", "{count} units", 1 if _decimal(value) == 1 else 2).format(count=_figure(value, say))
    return _money(value, terms, say)


def rate_said(value: Any, say: Language) -> str:
    """A share as a percentage with all of its digits: 0.025 is 2.5 %."""
    share = _decimal(value)
    if share is None:
        return str(value)
    digits = max(0, -int((share * HUNDRED).normalize().as_tuple().exponent))
    return say.percent(share, digits)


def differences_said(
    names: Sequence[str], before: Mapping[str, Any], after: Mapping[str, Any], say: Language
) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """What two versions say differently, field by field: its label, what the older and what the newer one says."""
    told = []
    for name in names:
        term = BY_NAME.get(name)
        if term is None:
            label, was, now = name.replace("_", " "), _raw(before.get(name)), _raw(after.get(name))
        else:
            label = say.text(term.label)
            was, now = (term_said(term, terms, say) if _means_something(term, terms) else () for terms in (before, after))
        if was != now:
            told.append((label, was, now))
    return told


def _means_something(term: Term, terms: Mapping[str, Any]) -> bool:
    """Whether the mechanism of these terms asks for a term at all."""
    return not term.only or str(terms.get("mechanism") or "") in term.only


def _raw(value: Any) -> tuple[str, ...]:
    return () if value in (None, "", [], {}) else (str(value),)


def _threshold(value: Any, terms: Mapping[str, Any], say: Language) -> str:
    if terms.get("mechanism") == M.GROWTH:
        return rate_said(value, say)
    if terms.get("mechanism") == M.CROSS_SELL and terms.get("grading") == Grading.BY_COUNT:
        return _figure(value, say)
    return measured(value, terms, say)


def _group(group: Mapping[str, Any], say: Language) -> str:
    parts = [str(group["group"])]
    if _decimal(group.get("minimum") or 0):
        parts.append(say.text("at least {amount}").format(amount=_figure(group["minimum"], say)))
    if group.get("least_share") is not None:
        parts.append(say.text("at least {share} of the base").format(share=rate_said(group["least_share"], say)))
    if group.get("most_share") is not None:
        parts.append(say.text("at most {share} of the base").format(share=rate_said(group["most_share"], say)))
    return ", ".join(parts)


def _calendar(value: Mapping[str, Any], say: Language) -> str:
    weeks = "-".join(str(week) for week in value.get("weeks") or ())
    return say.text("{weeks} weeks from {day}").format(weeks=weeks, day=say.day(str(value["first_day"])))


def _money(value: Any, terms: Mapping[str, Any], say: Language) -> str:
    amount = _decimal(value)
    return NO_VALUE if amount is None else say.money(amount, str(terms.get("currency") or "USD"))


def _figure(value: Any, say: Language) -> str:
    amount = _decimal(value)
    return str(value) if amount is None else say.number(amount)


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None
