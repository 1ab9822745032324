"""Filings and answers that the retailer's exports show: taken into the case once; a newer export adds an answer, it edits none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases.life.answers import AnswerKind, record_answer
from cases.life.case_lines import lines_of
from cases.life.filings import record_imported_filing, set_dispute_id
from cases.life.standing import filings_of, outcomes_of, refresh, verdicts
from cases.life.transitions import OPEN_STATES, close_if_done, enter, first_state, note
from facts.finding import Verdict
from facts.identifiers import compact
from facts.money import Money
from ledger.cases import Case, CaseState, Filing, Outcome
from ledger.findings import FindingRow
from matchers.chain import DisputeRecord
from matchers.claims import NEVER_FILED
from rules.model import Rules

SAME_FILING_DAYS: Final = 7
"""A filing of ours without a dispute id is taken for the one on record where they lie no further apart."""
_REFUSED: Final = frozenset({"denied"})
_GRANTED: Final = frozenset({"approved", "partly_approved", "settled", "resolved"})
_ASKED: Final = frozenset({"pending_supplier"})


@dataclass(frozen=True, slots=True)
class Round:
    """The disputes on record that are one round of filing: the same claim, the same attempt; one per item where it is by item."""

    reference: str
    attempt: int
    records: tuple[DisputeRecord, ...]

    @property
    def key(self) -> str:
        """By which a filing remembers its round."""
        return f"{compact(self.reference)}/{self.attempt}"

    @property
    def ids(self) -> list[str]:
        """The dispute ids."""
        return [d.dispute_id for d in self.records]

    def filed_on(self, today: date) -> date:
        """The first day of it; today where the export does not say."""
        return min((d.submitted for d in self.records if d.submitted), default=today)

    def about(self, lines: Iterable[FindingRow]) -> list[FindingRow]:
        """The lines of the case that it is about."""
        items = {compact(d.sku) for d in self.records if d.sku}
        whole = any(not d.sku for d in self.records)
        return [x for x in lines if compact(x.reference) == compact(self.reference) and (whole or compact(x.sku) in items)]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the records of a round say together; `granted` None where they do not say how much."""

    kind: AnswerKind
    granted: int | None
    words: str


def rounds_of(disputes: Iterable[DisputeRecord]) -> list[Round]:
    """The rounds in the order they were filed; drafts and cancelled disputes are none."""
    found: dict[tuple[str, int], list[DisputeRecord]] = defaultdict(list)
    for record in disputes:
        if record.status not in NEVER_FILED:
            found[compact(record.reference), record.attempt].append(record)
    rounds = [Round(records[0].reference, attempt, tuple(records)) for (_, attempt), records in found.items()]
    return sorted(rounds, key=lambda r: (r.filed_on(date.max), r.attempt, compact(r.reference)))


def answer_of(records: Sequence[DisputeRecord], currency: str, asked_minor: int) -> Answer | None:
    """The answer to a round, None while one of its disputes waits for the retailer."""
    states = [d.status for d in records]
    words = ", ".join(dict.fromkeys(d.printed_status for d in records))
    if any(s in _ASKED for s in states):
        return Answer(AnswerKind.INFORMATION_REQUESTED, 0, words)
    if any(s not in _REFUSED | _GRANTED for s in states):
        return None
    amounts = [Money.of(d.approved_amount, currency).minor for d in records if d.approved_amount is not None]
    said = sum(amounts)
    if all(s in _REFUSED for s in states) or (states == ["resolved"] * len(states) and len(amounts) == len(states) and said == 0):
        return Answer(AnswerKind.DENIED, 0, words)
    if len(amounts) < sum(s in _GRANTED for s in states):
        whole = all(s == "approved" for s in states) and not amounts
        return Answer(AnswerKind.APPROVED if whole else AnswerKind.PARTLY_APPROVED, asked_minor if whole else None, words)
    if said == 0:
        return Answer(AnswerKind.DENIED, 0, words)
    return Answer(AnswerKind.APPROVED if said >= asked_minor else AnswerKind.PARTLY_APPROVED, said, words)


def take_in_disputes(
    session: Session, case: Case, disputes: Sequence[DisputeRecord], *, rules: Rules, actor: str, now: datetime, today: date
) -> None:
    """Brings a case after the disputes on record: filings that it does not have yet, then answers that are new."""
    hand = {"rules": rules, "actor": actor, "now": now, "today": today}
    rounds = rounds_of(disputes)
    if not rounds:
        return
    imported = False
    filings: list[tuple[Round, Filing]] = []
    for found in rounds:
        filing = _known(filings_of(session, case), found)
        if filing is None:
            filing = _move_here(session, case, found, hand) or _import(session, case, found, hand)
            imported = True
        elif filing.dispute_id is None:
            set_dispute_id(session, case, filing, found.ids[0], actor=actor, now=now)
        filing.external_keys = filing.external_keys | {"record": found.key, "disputes": found.ids}
        filings.append((found, filing))
    for found, filing in filings:
        _take_in_answer(session, case, found, filing, hand)
    if imported:
        _settle_state(session, case, filings, hand)


def _known(filings: Iterable[Filing], found: Round) -> Filing | None:
    """The filing of the case that a round on record is: by its key, its dispute id, or as the one sent about that day."""
    own = list(filings)
    for filing in own:
        ids = {filing.dispute_id, *filing.external_keys.get("disputes", ())}
        if filing.external_keys.get("record") == found.key or ids & set(found.ids):
            return filing
    unnamed = [f for f in own if f.dispute_id is None and f.channel != "imported"]
    day = min((d.submitted for d in found.records if d.submitted), default=None)
    near = [f for f in unnamed if day is not None and abs((f.filed_on - day).days) <= SAME_FILING_DAYS]
    return near[0] if len(near) == 1 else None


def _move_here(session: Session, case: Case, found: Round, hand: dict[str, Any]) -> Filing | None:
    """A filing on record that was taken in for another case, whose lines have gone to this one since: it comes along, answers and all."""
    elsewhere = select(Filing).join(Case, Case.id == Filing.case_id)
    elsewhere = elsewhere.where(
        Case.account_id == case.account_id, Case.id != case.id, Filing.channel == "imported", Filing.dispute_id == found.ids[0][:120]
    )
    filing = next((f for f in session.scalars(elsewhere.order_by(Filing.id)) if f.external_keys.get("record") == found.key), None)
    left = session.get(Case, filing.case_id) if filing is not None else None
    if filing is None or left is None or found.about(lines_of(session, left)):
        return None
    own = filings_of(session, case)
    note(session, left, "filing_moved", actor=hand["actor"], now=hand["now"], before={"round": filing.round}, after={"case": case.number})
    session.execute(update(Outcome).where(Outcome.filing_id == filing.id).values(case_id=case.id))
    filing.case_id, filing.round = case.id, max((f.round for f in own), default=0) + 1
    session.flush()
    if case.state in OPEN_STATES:
        answered = any(o.filing_id == filing.id for o in outcomes_of(session, case))
        enter(session, case, CaseState.ANSWERED if answered else CaseState.FILED, reason="on record in the retailer's export", **hand)
    refresh(session, left, hand["rules"], today=hand["today"], now=hand["now"])
    return filing


def _import(session: Session, case: Case, found: Round, hand: dict[str, Any]) -> Filing:
    lines = found.about(lines_of(session, case))
    stated = [d.amount for d in found.records]
    asked = sum(Money.of(a, case.currency).minor for a in stated if a is not None)
    if any(a is None for a in stated):
        asked = max(asked, sum(x.recoverable_minor or x.claimed_minor for x in lines))
    return record_imported_filing(
        session,
        case,
        dispute_id=found.ids[0][:120],
        filed_on=min(found.filed_on(hand["today"]), hand["today"]),
        amount_minor=asked,
        lines=lines,
        **hand,
    )


def _take_in_answer(session: Session, case: Case, found: Round, filing: Filing, hand: dict[str, Any]) -> None:
    answer = answer_of(found.records, case.currency, filing.amount_minor)
    if answer is None:
        return
    last = next((o for o in reversed(outcomes_of(session, case)) if o.filing_id == filing.id), None)
    granted = filing.amount_minor if answer.kind is AnswerKind.APPROVED and answer.granted is None else answer.granted or 0
    if last is not None and (last.kind, last.approved_minor) == (answer.kind.value, granted):
        return
    if last is not None and last.kind == answer.kind.value and answer.granted is None:
        return
    words = f"{answer.words}, as the export of disputes says"
    latest = all(f.round <= filing.round for f in filings_of(session, case))
    fits = answer.kind is not AnswerKind.PARTLY_APPROVED or 0 < granted < filing.amount_minor
    if latest and fits:
        day = max(filing.filed_on, hand["today"])
        record_answer(
            session, case, filing, kind=answer.kind.value, answered_on=day, approved_minor=granted, reason=words, via="import", **hand
        )
        return
    outcome = Outcome(
        case_id=case.id,
        filing_id=filing.id,
        kind=answer.kind.value,
        answered_on=max(filing.filed_on, hand["today"]),
        currency=filing.currency,
        approved_minor=granted,
        reason=words if answer.granted is not None else f"{words}; it does not say how much",
        via="import",
        recorded_at=hand["now"],
        recorded_by=hand["actor"],
    )
    session.add(outcome)
    said = {"round": filing.round, "kind": outcome.kind, "approved_minor": granted, "via": "import"}
    note(session, case, "answered", actor=hand["actor"], now=hand["now"], reason=words, after=said)
    if latest and case.state is CaseState.FILED:
        enter(session, case, CaseState.ANSWERED, reason=f"answered: {outcome.kind}", **hand)
    refresh(session, case, hand["rules"], today=hand["today"], now=hand["now"])
    close_if_done(session, case, **hand)


def _settle_state(session: Session, case: Case, filings: Sequence[tuple[Round, Filing]], hand: dict[str, Any]) -> None:
    """After filings were taken in: who acts next? The retailer, unless lines are left that no filing is about."""
    lines = lines_of(session, case)
    covered = {x.id for found, _ in filings for x in found.about(lines)}
    left = [x for x in lines if x.id not in covered and x.verdict in {Verdict.DISPUTE, Verdict.NEEDS_EVIDENCE}]
    if left and case.state in OPEN_STATES:
        to = first_state(verdicts(left))
        if case.state is not to:
            enter(session, case, to, reason="lines are left that no filing on record is about", **hand)
