"""What a judgement says about one case, written down: findings and their versions, the case that they open or change, its records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.auditing.previous import Change, ChangeKind
from cases.background.work import Work
from cases.detection.case_following import Before, follow, open_again
from cases.detection.case_search import make_findable
from cases.detection.disputes_on_record import take_in_disputes
from cases.detection.finding_rows import fingerprint, new_version, put
from cases.detection.judged_groups import Group, JudgedRow
from cases.detection.line_changes import LineChange, change_of, change_of_row
from cases.detection.redating import CaseDates, Redated
from cases.detection.resolution import book_movements, give_up_movements
from cases.letters.ordering import order_letter_anew
from cases.life.by_hand import PREFIX
from cases.life.case_lines import lines_of
from cases.life.case_numbers import next_number
from cases.life.remarks import link_cases
from cases.life.standing import CLOSED_STATES, refresh, verdicts
from cases.life.transitions import first_state, note
from facts.finding import Verdict
from facts.identifiers import compact
from ledger.cases import Case, CaseState
from ledger.findings import FindingRow
from ledger.suppliers import Account
from rules.model import Rules


@dataclass(frozen=True, slots=True)
class Judged:
    """By whom, when and under which rules an account was judged; `kept` are the rules of cases that were filed under earlier ones."""

    work: Work
    account: Account
    rules: Rules
    rule_version_id: int
    rules_changed: bool
    as_of: date
    now: datetime
    actor: str
    cause: str
    kept: Mapping[int, Rules] = field(default_factory=dict)

    def rules_of(self, case: Case) -> Rules:
        """The rules that a case stands under."""
        return self.kept.get(case.rule_version_id or 0, self.rules) if case.rounds else self.rules


@dataclass(slots=True)
class PostedGroup:
    """What came of it: changed lines as they are told to a person, and the numbers of cases that were opened or changed."""

    changes: list[Change] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    redated: list[Redated] = field(default_factory=list)
    followed: bool = False


def post_groups(session: Session, judged: Judged, groups: Sequence[Group]) -> PostedGroup:
    """Writes the groups down. Holds the rows of their cases until the caller commits; the journal is written after that."""
    posting = _Posting(session, judged, groups)
    for group in groups:
        posting.post(group)
    session.flush()
    return posting.posted


class _Posting:
    def __init__(self, session: Session, judged: Judged, groups: Sequence[Group]) -> None:
        self.session = session
        self.judged = judged
        self.posted = PostedGroup()
        self._numbers: Iterator[int] | None = None
        self._cases = self._lock_cases(groups)
        self._rows = self._load_rows(groups)

    def _lock_cases(self, groups: Sequence[Group]) -> dict[int, Case]:
        """The cases, locked in the order of their ids before anything is journaled: who waits for one of them holds no chain."""
        ids = {i for g in groups for i in (g.case_id, g.adopts, *g.merges) if i is not None}
        keys = [g.key for g in groups if g.case_id is None and g.key]
        here = Case.account_id == self.judged.account.id
        wanted = select(Case).where(here, Case.id.in_(sorted(ids)) | Case.case_key.in_(keys)).order_by(Case.id)
        found = self.session.scalars(wanted.with_for_update().execution_options(populate_existing=True))
        return {case.id: case for case in found}

    def _load_rows(self, groups: Sequence[Group]) -> dict[int, FindingRow]:
        ids = {i for g in groups for i in (*g.gone, *g.joining, *(c.row.id for c in g.changed if c.row is not None))}
        return {row.id: row for row in self.session.scalars(select(FindingRow).where(FindingRow.id.in_(sorted(ids))))}

    def post(self, group: Group) -> None:
        """One group: its findings first, then its case."""
        case = self._case_of(group)
        before = Before.of(case, lines_of(self.session, case)) if case is not None else Before()
        told: list[LineChange] = [self._put(found, case) for found in group.changed]
        told += [self._gone(row) for i in group.gone if (row := self._rows.get(i)) is not None and row.gone_at is None]
        self.posted.changes += [t.change for t in told if t.change is not None]
        if not group.has_a_case:
            return
        if case is None:
            case = self._open(group)
        for i in (*group.joining, *(c.row.id for c in group.changed if c.row is not None)):
            self._rows[i].case_id = case.id
        for row in (t.row for t in told if t.row.gone_at is None):
            row.case_id = case.id
        self.session.flush()
        if before.known:
            self._supersede_hand_lines(case, group.changed)
        for merged in group.merges:
            self._merge(self._cases[merged], case)
        self._tell(case, before, told, group)

    def _case_of(self, group: Group) -> Case | None:
        known = group.case_id or group.adopts
        if known is None:
            return next((c for c in self._cases.values() if c.case_key == group.key and group.key), None)
        case = self._cases[known]
        if group.adopts is not None:
            self._journal(case, "rekeyed", before={"case_key": case.case_key}, after={"case_key": group.key})
            case.case_key = group.key
        return case

    def _put(self, found: JudgedRow, case: Case | None) -> LineChange:
        row = self._rows.get(found.row.id) if found.row is not None else self._by_key(found.line.finding.id)
        new = row is None or row.gone_at is not None
        was = row.verdict if row is not None else None
        if row is None:
            row = FindingRow(account_id=self.judged.account.id, first_seen_at=self.judged.now)
            self.session.add(row)
        same = row.fingerprint == fingerprint(found.content) and not new
        version = self.judged.rule_version_id
        if case is not None and case.rounds and found.line.finding.rule != self.judged.rules.rule_id(found.line.finding.type):
            version = case.rule_version_id or version
        put(row, found.line, found.content, rule_version_id=version, now=self.judged.now)
        if same:
            return LineChange(row, None)
        self.session.flush()
        _, differing = new_version(self.session, row, found.content, cause=self.judged.cause, now=self.judged.now)
        paid = row.verdict is Verdict.RESOLVED and was is not None and was is not Verdict.RESOLVED
        kind = ChangeKind.NEW if new else ChangeKind.PAID if paid else ChangeKind.CHANGED
        return LineChange(row, change_of(kind, found.line.finding, differing), was)

    def _by_key(self, key: str) -> FindingRow | None:
        """A row that another judgement wrote since this one looked."""
        return self.session.scalar(select(FindingRow).where(FindingRow.account_id == self.judged.account.id, FindingRow.finding_key == key))

    def _gone(self, row: FindingRow) -> LineChange:
        row.gone_at = self.judged.now
        return LineChange(row, change_of_row(ChangeKind.GONE, row, self.judged.account.retailer), row.verdict)

    def _open(self, group: Group) -> Case:
        if self._numbers is None:
            self._numbers = count(next_number(self.session, self.judged.account.supplier_id))
        first = group.changed[0].line.finding if group.changed else None
        row = self._rows[group.joining[0]] if first is None else None
        case = Case(
            supplier_id=self.judged.account.supplier_id,
            account_id=self.judged.account.id,
            number=next(self._numbers),
            case_key=group.key,
            type=first.type if first is not None else row.type if row is not None else None,
            retailer=self.judged.account.retailer,
            reference="",
            currency=first.currency if first is not None else row.currency if row is not None else self.judged.account.currency,
            verdict=Verdict.REVIEW.value,
            rule_version_id=self.judged.rule_version_id,
            opened_at=self.judged.now,
            changed_at=self.judged.now,
        )
        self.session.add(case)
        self.session.flush()
        return case

    def _supersede_hand_lines(self, case: Case, changed: Iterable[JudgedRow]) -> None:
        """A deduction that a person entered from a screen gives way to the exports once they show it."""
        shown = {compact(c.line.finding.reference) for c in changed}
        for row in lines_of(self.session, case):
            if row.finding_key.startswith(PREFIX) and compact(row.reference) in shown:
                row.gone_at = self.judged.now
                said = {"reference": row.reference, "claimed_minor": row.claimed_minor}
                self._journal(case, "line_superseded", reason="the retailer's exports show it now", before=said)

    def _merge(self, left: Case, case: Case) -> None:
        """A case whose lines all went to another one ends there; what was done in it stays to be seen."""
        if left.closed and left.close_reason == "merged":
            return
        link_cases(self.session, left, case, "merged_into", actor=self.judged.actor, now=self.judged.now)
        before = {"state": left.state.value}
        give_up_movements(self.session, left)
        left.state, left.closed, left.close_reason, left.state_before, left.snoozed_until = CaseState.CLOSED, True, "merged", None, None
        refresh(self.session, left, self.judged.rules_of(left), today=self.judged.as_of, now=self.judged.now)
        left.records_hash = ""
        self._journal(left, "moved", reason=f"its lines belong to case {case.number}", before=before, after={"state": "closed"})

    def _tell(self, case: Case, before: Before, told: Sequence[LineChange], group: Group) -> None:
        """Brings the case after its lines: opened, changed or reopened; then filings on record, money, and where it stands."""
        judged, session = self.judged, self.session
        rules = judged.rules_of(case)
        lines = lines_of(session, case)
        if not before.known:
            case.state = first_state(verdicts(lines))
            case.closed = case.state in CLOSED_STATES
            case.close_reason = "expired" if case.state is CaseState.EXPIRED else None
            said = {"case_key": case.case_key, "state": case.state.value, "lines": len(lines)}
            self._journal(case, "opened", reason=judged.cause, after=said)
            self.posted.opened.append(case.number)
        elif any(t.change is not None for t in told):
            self._journal(case, "judged", reason=judged.cause, after={"lines": [t.to_json() for t in told if t.change is not None]})
            self.posted.changed.append(case.number)
        dates = CaseDates.of(case)
        refresh(session, case, rules, today=judged.as_of, now=judged.now)
        if judged.rules_changed and before.known and not case.rounds and not case.closed and dates != CaseDates.of(case):
            self._redated(case, dates)
        open_again(session, case, before, rules=rules, actor=judged.actor, now=judged.now, today=judged.as_of)
        if group.stale_records:
            take_in_disputes(session, case, group.records.disputes, rules=rules, actor=judged.actor, now=judged.now, today=judged.as_of)
            book_movements(session, case, group.records.movements, rules=rules, actor=judged.actor, now=judged.now, today=judged.as_of)
            case.records_hash = group.records.hash
        changes = [change for t in told for change in t.after_filing(judged.now)]
        outdated = follow(session, case, before, changes, rules=rules, actor=judged.actor, now=judged.now, today=judged.as_of)
        if outdated is not None:
            order_letter_anew(session, judged.work, case, outdated, now=judged.now)
        make_findable(session, case)

    def _redated(self, case: Case, dates: CaseDates) -> None:
        """The rules changed the days of a case that is not filed yet: both are told."""
        anew = CaseDates.of(case)
        self._journal(case, "redated", reason="other rules are in force", before=dates.to_json(), after=anew.to_json())
        self.posted.redated.append(Redated(case.id, case.number, kept=False, before=dates, after=anew))

    def _journal(self, case: Case, action: str, **said: Any) -> None:
        note(self.session, case, action, actor=self.judged.actor, now=self.judged.now, **said)
