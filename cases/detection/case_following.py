"""How a case follows its lines: taken up again, closed where nothing is left, sent back where what it asks for changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.life.case_lines import OPEN, fileable_lines, lines_of, open_lines
from cases.life.standing import filings_of, outcomes_of, verdicts
from cases.life.transitions import BEFORE_FILING, enter, first_state, note
from facts.finding import Verdict
from facts.identifiers import compact
from ledger.cases import Case, CaseState, Draft
from ledger.findings import FindingRow
from rules.model import Rules

S = CaseState
UNTOUCHED: Final = frozenset({S.DETECTED, S.GATHERING_EVIDENCE})
"""States in which nobody has written anything yet: the verdicts alone say where the case stands."""
ENDED_BY_ITSELF: Final = frozenset({"accepted", "resolved", "expired", "gone", "merged"})
"""Reasons for which a judgement closed a case; another judgement may open it again."""
CHANGED_DRAFT: Final[Mapping[str, Any]] = {
    "check": "brief",
    "severity": "objection",
    "sentence": None,
    "message": "what the case asks for changed after this was written; write it again",
    "found": "",
    "expected": "",
    "facts": [],
}
"""What the verifier would say of such a letter, in its own form."""


@dataclass(frozen=True, slots=True)
class Before:
    """A case before a judgement: the verdicts of its lines by row, their claims, and what a filing would have asked for."""

    known: bool = False
    verdicts: Mapping[int, Verdict] | None = None
    references: frozenset[str] = frozenset()
    asked: frozenset[tuple[int, int]] = frozenset()

    @classmethod
    def of(cls, case: Case, lines: Sequence[FindingRow]) -> Before:
        """The case as it stands now."""
        return cls(
            known=True,
            verdicts={x.id: x.verdict for x in lines},
            references=frozenset(compact(x.reference) for x in lines),
            asked=_asked(case, lines),
        )

    @property
    def open(self) -> frozenset[int]:
        """The rows on which something could be won."""
        return frozenset(i for i, verdict in (self.verdicts or {}).items() if verdict in OPEN)


def follow(
    session: Session,
    case: Case,
    before: Before,
    changes: Sequence[Mapping[str, Any]],
    *,
    rules: Rules,
    actor: str,
    now: datetime,
    today: date,
) -> Draft | None:
    """Puts the case where its lines leave it. What was filed stands: it is shown beside what differs now.

    Gives the letter that has to be written anew, if there is one.
    """
    if not before.known:
        return None
    lines = lines_of(session, case)
    hand: dict[str, Any] = {"rules": rules, "actor": actor, "now": now, "today": today}
    if case.rounds and changes:
        _show(session, case, changes, actor=actor, now=now)
    stands = case.state_before or S.DETECTED if case.state is S.SNOOZED else case.state
    if case.closed or stands not in BEFORE_FILING:
        return None
    if case.rounds == 0:
        return _before_filing(session, case, before, lines, stands, hand)
    if stands not in UNTOUCHED:
        return _mind_draft(session, case, before, lines, stands, hand)
    if verdicts(open_lines(lines)) == {Verdict.IN_DISPUTE} and case.state is not S.SNOOZED:
        enter(session, case, _waiting(session, case), reason="all that is open of it is filed", **hand)
    return None


def open_again(session: Session, case: Case, before: Before, *, rules: Rules, actor: str, now: datetime, today: date) -> None:
    """Opens a case that ended where a judgement finds something in it that is to be acted on again."""
    if not before.known or not case.closed:
        return
    lines = lines_of(session, case)
    if _to_be_opened(case, before, lines):
        to = first_state(verdicts(open_lines(lines)))
        anew = any(compact(x.reference) not in before.references for x in open_lines(lines))
        reason = "claimed again" if anew else "there is something to act on again"
        if case.rounds and to in UNTOUCHED:
            to = S.GATHERING_EVIDENCE
        enter(session, case, to, rules=rules, actor=actor, now=now, today=today, reason=reason)


def _waiting(session: Session, case: Case) -> CaseState:
    """Filed or answered, by the latest round."""
    last = filings_of(session, case)[-1]
    return S.ANSWERED if any(o.filing_id == last.id for o in outcomes_of(session, case)) else S.FILED


def _before_filing(
    session: Session, case: Case, before: Before, lines: Sequence[FindingRow], stands: CaseState, hand: dict[str, Any]
) -> Draft | None:
    found = verdicts(lines)
    if not lines:
        enter(session, case, S.CLOSED, reason="no judgement finds its lines any more", close_reason="gone", **hand)
    elif not found & OPEN:
        _end(session, case, before, lines, hand)
    elif stands in UNTOUCHED:
        to = first_state(found)
        if to in UNTOUCHED and to is not stands and found != frozenset((before.verdicts or {}).values()):
            if case.state is S.SNOOZED:
                case.state_before = to
            else:
                enter(session, case, to, reason="its verdict changed", **hand)
    else:
        return _mind_draft(session, case, before, lines, stands, hand)
    return None


def _mind_draft(
    session: Session, case: Case, before: Before, lines: Sequence[FindingRow], stands: CaseState, hand: dict[str, Any]
) -> Draft | None:
    """A case on which somebody writes is sent back to writing where what it asks for changed."""
    if _asked(case, lines) == before.asked:
        return None
    outdated = _take_back_draft(session, case)
    if case.state is S.SNOOZED:
        case.state_before = S.DRAFTING
    elif stands is not S.DRAFTING:
        enter(session, case, S.DRAFTING, reason="what it asks for changed", **hand)
    return outdated


def _end(session: Session, case: Case, before: Before, lines: Sequence[FindingRow], hand: dict[str, Any]) -> None:
    """Nothing of the case is open any more: its window closed, or the deductions are right, or the money came back."""
    found = verdicts(lines)
    if Verdict.EXPIRED not in found:
        reason = "resolved" if Verdict.RESOLVED in found else "accepted"
        enter(session, case, S.CLOSED, reason="none of its lines is open any more", close_reason=reason, **hand)
        return
    today = hand["today"]
    missed = any(x.verdict is Verdict.EXPIRED and x.id in before.open and x.dispute_by is not None and x.dispute_by < today for x in lines)
    case.missed_deadline = case.missed_deadline or missed
    enter(session, case, S.EXPIRED, reason="its window closed before it was filed" if missed else "it cannot be filed any more", **hand)


def _to_be_opened(case: Case, before: Before, lines: Sequence[FindingRow]) -> bool:
    """A case that a judgement ended is opened by a line that became open; one that a person ended by a claim it did not have."""
    became_open = [x for x in open_lines(lines) if x.id not in before.open]
    if case.close_reason in ENDED_BY_ITSELF:
        return bool(became_open)
    return any(compact(x.reference) not in before.references for x in became_open)


def _show(session: Session, case: Case, changes: Sequence[Mapping[str, Any]], *, actor: str, now: datetime) -> None:
    """Only what a filing was about is told, and lines that came to the case since."""
    told = {_told(c) for c in case.changes}
    filed = {_identity(line["reference"], line["sku"]) for f in filings_of(session, case) for line in f.snapshot.get("lines", ())}
    detailed = {compact(c["line"]) for c in changes if c["what"] == "new"} & {compact(c["line"]) for c in changes if c["what"] == "gone"}
    new = [
        dict(c)
        for c in changes
        if _told(c) not in told
        and compact(c["line"]) not in detailed
        and (_identity(c["line"], c["sku"]) in filed or (c["what"] == "new" and c["after"] != Verdict.IN_DISPUTE.value))
    ]
    if new:
        case.changes = [*case.changes, *new]
        note(session, case, "changed_after_filing", actor=actor, now=now, after={"changes": new})


def _identity(reference: str, sku: str) -> tuple[str, str]:
    return compact(reference), compact(sku)


def _told(change: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(change.get(name) for name in ("line", "sku", "what", "before", "after"))


def _take_back_draft(session: Session, case: Case) -> Draft | None:
    """A letter about what no longer holds is neither verified nor approved."""
    latest = session.scalar(select(Draft).where(Draft.case_id == case.id).order_by(Draft.version.desc()).limit(1))
    if latest is not None:
        latest.verified, latest.approved_by, latest.approved_at = False, None, None
        latest.problems = [*(p for p in latest.problems if p.get("message") != CHANGED_DRAFT["message"]), dict(CHANGED_DRAFT)]
    return latest


def _asked(case: Case, lines: Sequence[FindingRow]) -> frozenset[tuple[int, int]]:
    return frozenset((x.id, x.recoverable_minor) for x in fileable_lines(case, lines))
