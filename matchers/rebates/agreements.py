"""From what a contract was read to say to terms that can be computed; what it lacks is named, never assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from facts.documents import Document, DocumentKind, Field
from facts.evidence import Evidence
from facts.fiscal import FiscalCalendar, weeks_of
from facts.identifiers import compact
from facts.rebates import (
    Basis,
    CapOver,
    FixedRate,
    Fullness,
    Grading,
    GroupMinimum,
    GrowthOn,
    LoadOf,
    Measure,
    Mechanism,
    Period,
    PeriodsFrom,
    RateOn,
    RebateAgreement,
    ReturnsIn,
    Rounding,
    Tier,
    UnusableAgreementError,
)
from matchers.frames import Frames, Paper
from matchers.rebates.parts import OF_ONE_ALONE, in_words, is_in_parts, lacks_scope, left_open, parts_of, whole_of
from matchers.rebates.periods import Stretch, stretches
from matchers.rebates.whole_units import closed_up
from rules.rebates import RebateRules

_NEEDED: Final = ("agreement_number", "start_date", "end_date", "mechanism")
_SAID: Final = {"growth_on": "base for the growth rate (all of it, or the increase alone)"}


@dataclass(frozen=True, slots=True)
class Contract:
    """An agreement with the paper it was read from. `terms` is None where they cannot be computed; `problem` then says why.

    `to_review` names the fields that a person should look at before they are relied on. A contract of several rebates has no terms of its
    own: they stand in its `parts`.
    """

    number: str
    paper: Paper
    terms: RebateAgreement | None
    problem: str = ""
    to_review: tuple[str, ...] = ()
    parts: tuple[Contract, ...] = ()

    @property
    def earner(self) -> str:
        """Who earns; empty where the terms cannot be computed."""
        terms = next((c.terms for c in (self, *self.parts) if c.terms is not None), None)
        return terms.earner if terms is not None else ""

    def for_days(self, days: Stretch | None) -> Contract:
        """The one part whose term a claim's days can belong to; the contract itself where it has no parts or several may be meant."""
        meant = [p for p in self.parts if p.terms is None or days is None or days.meets(Stretch(p.terms.starts_on, p.terms.ends_on))]
        return meant[0] if len(meant) == 1 else self

    def evidence(self, name: str, fact: str) -> Evidence:
        """The place of a field of the contract."""
        return self.paper.evidence(name, fact)


def contracts(frames: Frames, currency: str, said: RebateRules) -> dict[str, Contract]:
    """The rebate agreements of the papers by their compacted number, each in the version that holds.

    Of several papers with one number the highest version counts, else the one signed last. One that takes the place of another ends it
    the day before. `said` is what holds where a contract is silent.
    """
    by_number: dict[str, list[Contract]] = {}
    for paper in frames.of_kind(DocumentKind.REBATE_AGREEMENT):
        contract = contract_of(paper, currency, said)
        if contract is not None:
            by_number.setdefault(compact(contract.number), []).append(contract)
    found = {number: _in_force(same) for number, same in by_number.items()}
    for contract in list(found.values()):
        _end_the_earlier(contract, found)
    return found | {compact(part.number): part for contract in found.values() for part in contract.parts}


def with_wholes(known: Mapping[str, Contract], kept: Iterable[str]) -> dict[str, Contract]:
    """Agreements that are kept part by part, with the contract that they are parts of beside them: payments and claims name that one.

    `kept` are the numbers of all agreements. Where one of a contract's parts is not known, nobody can tell what is for that one.
    """
    unknown = {whole_of(number) for number in kept if compact(number) not in known}
    parts: dict[str, list[Contract]] = {}
    for contract in known.values():
        if (whole := whole_of(contract.number)) and whole not in unknown:
            parts.setdefault(whole, []).append(contract)
    made = (Contract(number, of[0].paper, None, parts=tuple(of)) for number, of in parts.items())
    return {compact(c.number): c for c in made} | dict(known)


def without_number(frames: Frames) -> list[Paper]:
    """The rebate agreements of which no number was read: no claim can be held against them until somebody says it."""
    return [paper for paper in frames.of_kind(DocumentKind.REBATE_AGREEMENT) if not paper.document.text("agreement_number")]


def _in_force(same: list[Contract]) -> Contract:
    """The version that holds; where nothing tells which of two different ones does, that is for a person to say."""
    usable = [c for c in same if c.terms is not None or c.parts] or same
    told = {_rank(c) for c in usable}
    last = max(enumerate(usable), key=lambda placed: (*_rank(placed[1]), -len(placed[1].to_review), placed[0]))[1]
    alike = [c for c in usable if _rank(c) == _rank(last) and _granted(c) != _granted(last)]
    if len(told) == 1 and alike and any(t is not None for t in _granted(last)):
        parts = tuple(replace(part, to_review=(*part.to_review, "version")) for part in last.parts)
        return replace(last, to_review=(*last.to_review, "version"), parts=parts)
    return last


def _granted(contract: Contract) -> tuple[RebateAgreement | None, ...]:
    """The terms of a contract and of its parts."""
    return (contract.terms, *(part.terms for part in contract.parts))


def _rank(contract: Contract) -> tuple[int, date]:
    terms = next((t for t in _granted(contract) if t is not None), None)
    return (terms.version, terms.signed_on or date.min) if terms is not None else (0, date.min)


def _end_the_earlier(contract: Contract, found: dict[str, Contract]) -> None:
    """Ends the agreement that this one says it replaces, on the day before it does."""
    earlier = found.get(compact(contract.paper.document.text("replaces_agreement") or ""))
    since = contract.paper.document.text("replaced_from") or contract.paper.document.text("start_date")
    if earlier is None or earlier is contract or not since:
        return
    last = date.fromisoformat(since[:10]) - timedelta(days=1)
    parts = (part for part in earlier.parts if part.terms is None or part.terms.starts_on <= last)
    found[compact(earlier.number)] = replace(_ended(earlier, last), parts=tuple(_ended(part, last) for part in parts))


def _ended(contract: Contract, last: date) -> Contract:
    """A contract whose last day is at most that one."""
    terms = contract.terms
    if terms is None or not terms.starts_on <= last < terms.ends_on:
        return contract
    return replace(contract, terms=replace(terms, ends_on=last))


def contract_of(paper: Paper, currency: str, said: RebateRules) -> Contract | None:
    """The contract on a paper; None where its number is not readable."""
    fields = paper.document.fields
    number = paper.document.text("agreement_number")
    if not number:
        return None
    if is_in_parts(paper.document):
        return _in_parts(paper, number, currency, said)
    flagged = tuple(sorted(name for name, field in fields.items() if field.review)) + tuple(
        f"tier {place}" for place, line in enumerate(paper.document.lines, start=1) if any(cell.review for cell in line.values())
    )
    needed = (*_NEEDED, "growth_on") if paper.document.text("mechanism") == Mechanism.GROWTH else _NEEDED
    missing = [_SAID.get(name, name.replace("_", " ")) for name in needed if name not in fields]
    if missing:
        return Contract(number, paper, None, f"the contract was not read to say its {', '.join(missing)}", flagged)
    try:
        terms = _terms(paper.document, number, currency, said)
    except UnusableAgreementError as problem:
        return Contract(number, paper, None, str(problem), flagged)
    except (ValueError, ArithmeticError) as odd:
        return Contract(number, paper, None, f"a term of the contract is not understood: {odd}", flagged)
    if "periods_from" not in fields and _is_one_period(terms):
        terms = replace(terms, periods_from=PeriodsFrom.START)
    return Contract(number, paper, terms, "", (*flagged, *_left_open(terms, fields)))


def _in_parts(paper: Paper, number: str, currency: str, said: RebateRules) -> Contract:
    """A contract of several rebates: each can be computed for itself, none of them stands for the number of the contract."""
    parts = parts_of(paper)
    found = [c for part in parts if (c := contract_of(part.paper, currency, said)) is not None]
    if lacks_scope(paper.document.lines):
        told = [f"its rates are for a part of the purchases ({p.called}); enter the agreement with what belongs to it" for p in parts]
        found = [replace(c, terms=None, problem=problem) for c, problem in zip(found, told, strict=True)]
    open_here = tuple(left_open(paper.document))
    flagged = tuple(sorted(name for name, field in paper.document.fields.items() if field.review))
    # a cap that may be for all of them is no cap of the first alone
    of_one = tuple(name for name in flagged if name in OF_ONE_ALONE)
    each = tuple(replace(c, to_review=tuple(dict.fromkeys((*c.to_review, *of_one, *open_here)))) for c in found)
    return Contract(number, paper, None, in_words(parts), (*flagged, *open_here), each)


def _is_one_period(terms: RebateAgreement) -> bool:
    """True where the term is just one of its periods, such as a year from April to March: it is not cut at New Year."""
    return terms.calendar is None and len(stretches(replace(terms, periods_from=PeriodsFrom.START))) == 1


def _left_open(terms: RebateAgreement, fields: Mapping[str, Field]) -> list[str]:
    """What the contract leaves open though money depends on it."""
    found = []
    if "periods_from" not in fields and terms.calendar is None and not _is_one_period(terms):
        by_calendar, from_start = (stretches(replace(terms, periods_from=first)) for first in PeriodsFrom)
        if by_calendar != from_start:
            found.append("start of its periods")
    if terms.returns_in is ReturnsIn.NEVER and "returns_count_in" not in fields:
        found.append("returns_count_in")
    if terms.cap is not None and "cap_over" not in fields and len(stretches(terms)) > 1:
        found.append("cap_over")
    return found


def _terms(document: Document, number: str, currency: str, said: RebateRules) -> RebateAgreement:
    fields = document.fields
    mechanism = Mechanism(str(fields["mechanism"].value))
    measure = Measure(_word(fields, "measure", Measure.VALUE.value))
    tiers, beyond = closed_up([_tier(line) for line in document.lines], mechanism, measure)
    minimum = tiers[0].start if tiers else Decimal(0)
    grading = Grading(_word(fields, "grading", Grading.ALL_OR_NOTHING.value))
    by_count = grading is Grading.BY_COUNT
    group_minimum = (_amount(fields, "group_minimum") or Decimal(0)) if by_count else minimum
    groups = tuple(GroupMinimum(name, group_minimum) for name in _texts(fields, "required_groups"))
    upsell = mechanism is Mechanism.UPSELL
    conditional = upsell or (groups and not by_count)
    deadline = _count(fields, "claim_deadline_days")
    return RebateAgreement(
        number=number,
        payer=document.text("payer_name") or "",
        earner=document.text("earner_name") or "",
        starts_on=_day(fields, "start_date") or date.min,
        ends_on=_day(fields, "end_date") or date.max,
        currency=document.text("currency") or currency,
        mechanism=mechanism,
        tiers=tuple(Tier(Decimal(0), None, t.rate, t.amount) for t in tiers) if conditional else tiers,
        version=_count(fields, "version") or 1,
        basis=Basis(_word(fields, "basis", Basis.NET.value)),
        measure=measure,
        period=Period(_word(fields, "period", Period.TERM.value)),
        customers=tuple(_texts(fields, "customers")),
        included_skus=frozenset(_texts(fields, "included_skus")),
        excluded_skus=frozenset(_texts(fields, "excluded_skus")),
        included_groups=frozenset(_texts(fields, "included_groups")),
        excluded_groups=frozenset(_texts(fields, "excluded_groups")),
        exceeds=_said(fields, "exceeds") or beyond,
        baseline=_amount(fields, "baseline"),
        growth_on=GrowthOn(_word(fields, "growth_on", GrowthOn.BASE.value)),
        premium_skus=frozenset(_texts(fields, "premium_skus")),
        share=minimum if upsell else None,
        target=_amount(fields, "target") or Decimal(0),
        step=_amount(fields, "step"),
        pallet_quantity=_count(fields, "pallet_quantity"),
        fullness=Fullness(_word(fields, "fullness", Fullness.WHOLE_LINES.value)),
        required_groups=groups,
        required_count=_count(fields, "required_group_count"),
        list_price=_amount(fields, "list_price"),
        special_price=_amount(fields, "special_price"),
        net_of=tuple(_texts(fields, "net_of_agreements")),
        cap=_amount(fields, "cap"),
        floor=_amount(fields, "floor"),
        minimum_payout=_amount(fields, "minimum_payout"),
        carries=_word(fields, "below_minimum", "") == "carried",
        claim_deadline_days=said.claim_deadline_days if deadline is None else deadline,
        returns_in=ReturnsIn(_word(fields, "returns_count_in", _returns(fields, said).value)),
        rounding=Rounding(_word(fields, "rounding", said.rounding.value)),
        calendar=_calendar(fields, said),
        periods_from=PeriodsFrom(_word(fields, "periods_from", PeriodsFrom.CALENDAR.value)),
        net_of_unnamed=_said(fields, "net_of_others") and "net_of_agreements" not in fields,
        consumed_by=tuple(_texts(fields, "consumed_by")),
        grading=grading,
        load_of=LoadOf(_word(fields, "load_of", LoadOf.ORDER_LINE.value)),
        least_fill=_amount(fields, "least_fill"),
        end_customers=tuple(_texts(fields, "end_customers")),
        approval_number=_word(fields, "approval_number", ""),
        baseline_of_last_year=_word(fields, "baseline_from", "") == "last_year",
        cap_over=CapOver(_word(fields, "cap_over", CapOver.PERIOD.value)),
        pro_rated=_said(fields, "pro_rated"),
        rate_on=RateOn(str(fields["rate_on"].value)) if "rate_on" in fields else None,
        fixed_rates=tuple(_fixed_rate(text) for text in _texts(fields, "fixed_rates")),
        payment_currency=_word(fields, "payment_currency", ""),
        signed_on=_day(fields, "signed_on"),
        territories=frozenset(_texts(fields, "territories")),
        planned_base=_amount(fields, "planned_base"),
        payment_days=_count(fields, "payment_days"),
    )


def _returns(fields: Mapping[str, Field], said: RebateRules) -> ReturnsIn:
    """Where the contract does not speak of returns: what was invoiced stays invoiced, of a net base they come off as agreed otherwise."""
    return ReturnsIn.NEVER if _word(fields, "basis", "") == Basis.GROSS else said.returns_count_in


def _calendar(fields: Mapping[str, Field], said: RebateRules) -> FiscalCalendar | None:
    """The calendar of weeks that the contract names, else the one agreed in the terms; one without its first day cannot be used."""
    weeks, first = _word(fields, "fiscal_weeks", ""), _day(fields, "fiscal_year_start")
    if not weeks:
        return said.fiscal_calendar
    if first is None and said.fiscal_calendar is not None:
        return replace(said.fiscal_calendar, weeks=weeks_of(weeks))
    if first is None:
        raise ValueError(f"quarters of {weeks} weeks are agreed, and the first day of the fiscal year is not stated")
    return FiscalCalendar(first, weeks_of(weeks), keeps_near=(first.month, min(first.day, 28)))


def _fixed_rate(text: str) -> FixedRate:
    """`USD=0.92`: one US dollar is 0.92 units of the agreement's currency."""
    currency, _, rate = text.partition("=")
    return FixedRate(currency.strip().upper(), Decimal(rate.strip()))


def _tier(line: Mapping[str, Field]) -> Tier:
    values = {name: Decimal(str(cell.value)) for name, cell in line.items()}
    return Tier(values.get("from", Decimal(0)), values.get("to"), values.get("rate"), values.get("amount"))


def _word(fields: Mapping[str, Field], name: str, otherwise: str) -> str:
    return str(fields[name].value) if name in fields else otherwise


def _amount(fields: Mapping[str, Field], name: str) -> Decimal | None:
    return Decimal(str(fields[name].value)) if name in fields else None


def _count(fields: Mapping[str, Field], name: str) -> int | None:
    return int(str(fields[name].value)) if name in fields else None


def _day(fields: Mapping[str, Field], name: str) -> date | None:
    return date.fromisoformat(str(fields[name].value)[:10]) if name in fields else None


def _said(fields: Mapping[str, Field], name: str) -> bool:
    return name in fields and fields[name].value is True


def _texts(fields: Mapping[str, Field], name: str) -> list[str]:
    value: Any = fields[name].value if name in fields else ()
    listed: Iterable[Any] = value if isinstance(value, list) else [value] if value else []
    return [str(v) for v in listed]
