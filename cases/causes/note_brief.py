"""The brief of a note: the numbered facts that it may rest on, each with the cases it was counted over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from cases.causes.clusters import Base
from cases.causes.figures import Figures, Part, figures_of
from cases.causes.hypotheses import NOT_KNOWN, Hypothesis
from cases.causes.lines import CAUSE, Dimension, Lines, Span
from cases.letters.brief import Brief, DraftKind, Fact, FactKind
from cases.letters.letter_words import words_of
from facts.finding import FindingType
from facts.money import Money, round_half_up
from ledger.cases import Case
from ledger.findings import FindingRow
from rules.causes import CauseRules

MOST_CASES: Final = 25
"""Cases that a fact names, the dearest first; the others are counted."""
MOST_CAUSES: Final = 3
"""Causes that a note speaks of."""

Named: TypeAlias = tuple[int, int]
"""A case as a fact names it: its row and its number."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a note is about: its scope, the lines, their figures, what stands, and what the figures are held against.

    `before` are the figures of the span before, for a month; `case` and `words` are those of a single charge, `earlier` the figures of
    the same cause over the months before it.
    """

    scope: str
    lines: Lines
    retailer: str
    figures: Figures
    standing: tuple[Hypothesis, ...]
    weighed: tuple[Hypothesis, ...] = ()
    base: Base | None = None
    before: Figures | None = None
    case: Case | None = None
    words: str = ""
    earlier: Figures | None = None
    earlier_span: Span | None = None

    @property
    def cause(self) -> str:
        """The cause that leads; `not_known` where none stands."""
        return self.standing[0].cause if self.standing else NOT_KNOWN


@dataclass(frozen=True, slots=True)
class NoteBrief:
    """A brief with the cases that each fact was counted over, by the fact's number."""

    brief: Brief
    cases: Mapping[int, tuple[Named, ...]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As a note keeps it; `Brief.from_json` reads its part of it."""
        return self.brief.to_json() | {"cases": {str(number): [list(c) for c in named] for number, named in self.cases.items()}}


@dataclass(slots=True)
class _Facts:
    """The facts so far."""

    currency: str
    found: list[Fact] = field(default_factory=list)
    cases: dict[int, tuple[Named, ...]] = field(default_factory=dict)

    def add(self, key: str, kind: FactKind, value: str, label: str = "", *, cases: Iterable[Named] = (), **more: Any) -> None:
        """One more; its name is the last part of its address."""
        number = len(self.found) + 1
        currency = self.currency if kind is FactKind.AMOUNT else ""
        self.found.append(Fact(number, key, kind, key.rpartition("/")[2], value, label, currency=currency, **more))
        if named := tuple(cases):
            self.cases[number] = named

    def count(self, key: str, number: int, label: str = "", *, cases: Iterable[Named] = (), unit: str = "claim") -> None:
        """A count of deductions, or of something else."""
        self.add(key, FactKind.COUNT, str(number), label, cases=cases, unit=unit)

    def amount(self, key: str, minor: int, label: str = "deducted", *, cases: Iterable[Named] = (), **more: Any) -> None:
        """An amount in minor units."""
        self.add(key, FactKind.AMOUNT, str(Money(minor, self.currency)), label, cases=cases, **more)

    def rate(self, key: str, part: int, whole: int, label: str) -> None:
        """A share, to three digits, as it is said in percent."""
        self.add(key, FactKind.RATE, str(round_half_up(Decimal(part) / whole, 3)), label)


def brief_of_note(session: Session, subject: Subject, rules: CauseRules, language: str) -> NoteBrief:
    """The facts of a note. What a cause is and what prevents it are the pack's sentences in the note's language, facts like others."""
    facts = _Facts(subject.lines.currency)
    span, figures = subject.lines.span, subject.figures
    if figures.first is not None:
        facts.add("span/first", FactKind.DATE, span.first.isoformat(), "from")
        facts.add("span/last", FactKind.DATE, span.last.isoformat(), "until")
    facts.add("all/retailer", FactKind.NAME, subject.retailer)
    named = named_cases(session, subject.lines)
    facts.count("all/claims", figures.lines, cases=named)
    facts.amount("all/deducted", figures.claimed_minor, cases=named)
    if figures.recoverable_minor:
        facts.amount("all/recoverable", figures.recoverable_minor, "asked back")
    if subject.case is not None:
        _charge(facts, subject)
    _place(facts, subject)
    _months(facts, subject, rules)
    _kinds(session, facts, subject, language)
    for hypothesis in subject.standing[:MOST_CAUSES]:
        _cause(session, facts, subject, hypothesis, rules, language)
    if not subject.standing:
        _texts(facts, NOT_KNOWN, rules, language)
    kind = subject.case.type if subject.case is not None else subject.lines.kind or FindingType.UNCLASSIFIED
    brief = Brief(DraftKind.CAUSE_NOTE, kind, subject.lines.currency, figures.lines, tuple(facts.found))
    return NoteBrief(brief, facts.cases)


def named_cases(session: Session, lines: Lines, *more: ColumnElement[bool]) -> tuple[Named, ...]:
    """The dearest cases of some lines."""
    asked = (
        select(Case.id, Case.number)
        .join(FindingRow, FindingRow.case_id == Case.id)
        .where(*lines.where(), *more)
        .group_by(Case.id, Case.number)
        .order_by(func.sum(FindingRow.claimed_minor).desc(), Case.id)
        .limit(MOST_CASES)
    )
    return tuple((case_id, number) for case_id, number in session.execute(asked))


def _charge(facts: _Facts, subject: Subject) -> None:
    """What a single charge says of itself, and how often its cause came up before."""
    case = subject.case
    assert case is not None  # noqa: S101 - asked by the caller
    facts.add("case/number", FactKind.IDENTIFIER, str(case.number))
    facts.add("case/reference", FactKind.IDENTIFIER, case.reference)
    if subject.words:
        facts.add("case/words", FactKind.QUOTE, subject.words)
    if subject.earlier is not None and subject.earlier_span is not None:
        facts.add("earlier/first", FactKind.DATE, subject.earlier_span.first.isoformat(), "from")
        facts.count("earlier/claims", subject.earlier.lines)
        facts.amount("earlier/deducted", subject.earlier.claimed_minor)


def _place(facts: _Facts, subject: Subject) -> None:
    """Where the lines lie together, and what that is held against."""
    found, base = subject.lines.place, subject.base
    if found is not None:
        dimension, value = found
        facts.add(f"place/{dimension.value}", FactKind.DATE if dimension is Dimension.WEEK else FactKind.IDENTIFIER, value)
    if base is not None:
        facts.count("base/among", base.among)
        facts.rate("base/here", base.lines, base.among, "share here")
        facts.count("base/others", base.others_among, unit="claim" if base.basis == "all" else "")
        facts.rate("base/elsewhere", base.others, base.others_among, "share otherwise")
    least = subject.figures.lines / 2
    for dimension, (value, lines) in subject.figures.top.items():
        known = subject.figures.values.get(dimension, 0)
        if subject.scope == "cluster" and dimension is not Dimension.WEEK and lines > least and lines > 1 and known > 0:
            facts.add(f"top:{dimension.value}/{dimension.value}", FactKind.IDENTIFIER, value)
            facts.count(f"top:{dimension.value}/claims", lines)


def _months(facts: _Facts, subject: Subject, rules: CauseRules) -> None:
    if subject.scope == "cluster" and len(subject.figures.months) > 1:
        facts.count("months/with", len(subject.figures.months), unit="month")
        facts.count("months/of", rules.months, unit="month")
    if subject.before is not None:
        facts.count("before/claims", subject.before.lines, "in the month before")
        facts.amount("before/deducted", subject.before.claimed_minor, "deducted in the month before")


def _kinds(session: Session, facts: _Facts, subject: Subject, language: str) -> None:
    """The dearest kind of claim, where there are several."""
    if subject.lines.kind is None and len(subject.figures.by_kind) > 1:
        kind, part = next(iter(subject.figures.by_kind.items()))
        named = named_cases(session, subject.lines, FindingRow.type == FindingType(kind))
        label = words_of(language).forms("claims", kind)[1]
        facts.count(f"kind:{kind}/claims", part.lines, label, cases=named)
        facts.amount(f"kind:{kind}/deducted", part.minor, cases=named)


def _cause(session: Session, facts: _Facts, subject: Subject, hypothesis: Hypothesis, rules: CauseRules, language: str) -> None:
    """What a cause is, which lines bear it, what prevents it and what that would be worth: what was deducted for them, no more."""
    at = f"cause:{hypothesis.cause}"
    _texts(facts, hypothesis.cause, rules, language)
    bearing = _bearing(session, subject.lines, hypothesis)
    if hypothesis.part.lines != subject.figures.lines:
        facts.count(f"{at}/claims", hypothesis.part.lines, cases=bearing)
        facts.count(f"{at}/among", hypothesis.among)
    facts.amount(f"{at}/deducted", hypothesis.part.minor, cases=bearing)
    deducted = len(facts.found)
    facts.amount(f"{at}/worth", hypothesis.part.minor, "worth", cases=bearing, formula="deducted", rests_on=(deducted,))
    if hypothesis.cause == "each_case" and subject.figures.counts.packed.lines >= hypothesis.part.lines:
        facts.count(f"{at}/pack", subject.figures.counts.pack, unit="")


def _texts(facts: _Facts, cause: str, rules: CauseRules, language: str) -> None:
    for name, texts in (("said", rules.said), ("prevention", rules.prevention)):
        told = texts.get(language, {}).get(cause) or texts.get("en", {}).get(cause, "")
        if told:
            facts.add(f"cause:{cause}/{name}", FactKind.STATEMENT, told)


def _bearing(session: Session, lines: Lines, hypothesis: Hypothesis) -> Sequence[Named]:
    """The cases of the lines that bear a cause."""
    part: Part = hypothesis.part
    if part.findings:
        dearest = part.findings if len(part.findings) <= MOST_CASES * 20 else part.findings[: MOST_CASES * 20]
        return named_cases(session, lines, FindingRow.id.in_(dearest))
    return named_cases(session, lines, CAUSE.in_((hypothesis.cause,)))


def month_before(session: Session, lines: Lines, before: Span, rules: CauseRules) -> Figures | None:
    """The figures of the span before; None where nothing was deducted then."""
    figures = figures_of(session, lines.over(before), small_units=rules.small_units)
    return figures if figures.lines else None
