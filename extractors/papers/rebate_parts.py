"""A contract that grants more than one rebate: each with its own mechanism, tiers and period, and whether they are paid beside each other.

The first one of the paper is what the fields of the document say. The lines of the others have a cell `part` and their own terms in cells
beside their tiers. Two that are not told apart by clauses of their own are for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from extractors.papers.draft import Draft
from extractors.papers.passages import Passage, Sentence
from facts.documents import Field

PERIODS: Final = ("half_year", "quarter", "month", "year", "term")
"""For how long a base can be gathered; `semi-annually` also has the word for a year in it."""
_NOT_OF_ITS_BASE: Final = ("claim", "payment_word", "notice_word", "example", "stacked", "not_stacked")
"""Sentences that speak of periods of something else: of claims, of payment, of another rebate beside this one."""
_BOUNDS: Final = ("cap", "floor", "minimum_payout")


@dataclass(frozen=True, slots=True)
class _Rebate:
    """One of several rebates, with the clause that grants it."""

    draft: Draft
    begin: int
    end: int

    def holds(self, offset: int) -> bool:
        """True for a place in its clause."""
        return self.begin <= offset < self.end


def put_parts(draft: Draft, passage: Passage, found: Sequence[Draft]) -> bool:
    """Fills a document from several rebates of one contract; False, and nothing is filled, where clauses do not part them."""
    rebates = [r for d in found if (r := _in_its_clause(passage, d)) is not None]
    if len(rebates) < len(found) or len({r.begin for r in rebates}) < len(rebates):
        return False
    rebates.sort(key=lambda r: r.begin)
    periods = [p for r in rebates if (p := _period(passage, r)) is not None]
    if len(periods) < len(rebates):
        return False
    first = rebates[0].draft
    for name, value in first.fields.items():
        draft.fields.setdefault(name, value)
    draft.fields["period"] = periods[0]
    draft.lines.extend(first.lines)
    draft.problems.extend(problem for rebate in rebates for problem in rebate.draft.problems)
    for number, (rebate, period) in enumerate(zip(rebates[1:], periods[1:], strict=True), start=2):
        own = rebate.draft.fields | {"period": period}
        label = replace(own["mechanism"], value=str(number))
        draft.lines.extend(own | line | {"part": label} for line in rebate.draft.lines)
    _stacking(draft, passage, rebates)
    return True


def bounds_of_one_part(draft: Draft, passage: Passage) -> None:
    """A cap, floor or least payout that stands in no clause of the first rebate may be for all of them: a person says."""
    if not any("part" in line for line in draft.lines):
        return
    offset = offset_of(passage, draft.fields["mechanism"])
    if offset is None:
        return
    begin, end = passage.clause_of(Sentence(offset, offset, ""))
    for name in _BOUNDS:
        if name in draft.fields:
            place = offset_of(passage, draft.fields[name])
            if place is None or not begin <= place < end:
                draft.fields[name] = replace(draft.fields[name], review=True)


def _in_its_clause(passage: Passage, draft: Draft) -> _Rebate | None:
    """The rebate with its numbered clause; None where its words and tiers do not all stand in one."""
    fields = [draft.fields["mechanism"], *(cell for line in draft.lines for cell in line.values())]
    offsets = [offset_of(passage, field) for field in fields]
    if any(o is None for o in offsets):
        return None
    clauses = {passage.clause_of(Sentence(o, o, "")) for o in offsets if o is not None}
    if len(clauses) != 1:
        return None
    begin, end = clauses.pop()
    return _Rebate(draft, begin, end) if begin else None


def offset_of(passage: Passage, field: Field) -> int | None:
    """Where in the passage the strip begins that a field was read from."""
    if field.box is None:
        return None
    middle = ((field.box.x0 + field.box.x1) / 2, (field.box.top + field.box.bottom) / 2)
    for start, strip in zip(passage.starts, passage.strips, strict=True):
        box = strip.box
        if strip.page == field.page and box.x0 <= middle[0] <= box.x1 and box.top <= middle[1] <= box.bottom:
            return start
    return None


def _period(passage: Passage, rebate: _Rebate) -> Field | None:
    """For how long the base of one rebate is gathered, as its own clause says; None where it says nothing or two things."""
    said: dict[str, Field] = {}
    own = [s for s in passage.sentences if rebate.holds(s.start)]
    for sentence in [s for s in own if not any(s.found(name) for name in _NOT_OF_ITS_BASE)] or own:
        for period in PERIODS:
            found = sentence.found(f"period_{period}")
            if found is not None:
                spot = passage.spot(period, sentence.start + found.start(), sentence.start + found.end())
                said.setdefault(period, spot.field())
                break
    return next(iter(said.values())) if len(said) == 1 else None


def _stacking(draft: Draft, passage: Passage, rebates: Sequence[_Rebate]) -> None:
    """Whether the rebates are paid beside each other: where a clause says so, or says that they are not, for a person."""
    for name, value in (("not_stacked", "either"), ("stacked", "added")):
        for sentence in passage.sentences:
            if not any(r.holds(sentence.start) for r in rebates) and not sentence.found("rebate_word"):
                continue
            found = sentence.found(name)
            if found is not None:
                start, end = sentence.start + found.start(), sentence.start + found.end()
                draft.put("stacking", passage.spot(value, start, end, doubt=value == "either"))
                return
