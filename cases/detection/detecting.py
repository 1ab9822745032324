"""Detection: what papers and exports say becomes findings, findings open and change cases, money is matched, and all of it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Final, TypeAlias, TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from cases.auditing.previous import Change, ChangeKind
from cases.background.desk import SYSTEM, Desk
from cases.background.work import Handler, Report, Task, Work, WorkKind
from cases.detection.account_books import BalanceChange, join_chains
from cases.detection.day_of_cases import bring_to_day
from cases.detection.focus import keep_bearings
from cases.detection.group_posting import Judged, PostedGroup, post_groups
from cases.detection.judged_groups import Group
from cases.detection.judging import Begun, Worked, begin, held, hold, work_out
from cases.detection.redating import Redated, show_kept_dates
from cases.gathering.ordering import order_for_account
from cases.intake.touches import detection_key
from cases.rebating.renewing import order_after_judgement
from ledger.database import for_reading
from ledger.journal import record
from ledger.operation import Touch
from ledger.suppliers import Account

GROUPS_AT_A_TIME: Final = 50
KEYS_AT_A_TIME: Final = 500
TRIES: Final = 3
"""How often a piece is written when the database gives way to somebody else (a deadlock, a lock that is held too long)."""
BALANCES_TOLD: Final = 50
T = TypeVar("T")


@dataclass(slots=True)
class Detected:
    """What a judgement came to: lines judged and how they changed, cases by number, balances, and cases that were dated anew.

    `followed` is True where something was touched meanwhile and another judgement was submitted.
    """

    account_id: int
    as_of: date
    judged: int = 0
    changes: list[Change] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    balances: list[BalanceChange] = field(default_factory=list)
    redated: list[Redated] = field(default_factory=list)
    links_changed: int = 0
    followed: bool = False

    def of_kind(self, kind: ChangeKind) -> list[Change]:
        """The lines that changed in this way."""
        return [c for c in self.changes if c.kind is kind]

    def add(self, posted: PostedGroup | None) -> None:
        """Takes in what a piece of writing came to, once it stands."""
        if posted is not None:
            self.changes += posted.changes
            self.opened += posted.opened
            self.changed += posted.changed
            self.redated += posted.redated
            self.followed = self.followed or posted.followed

    def told(self) -> str:
        """In a line, for people who watch the job."""
        counts = ", ".join(f"{n} {kind.value}" for kind in ChangeKind if (n := len(self.of_kind(kind))))
        return f"{self.judged} lines judged: {counts or 'nothing changed'}; {len(self.opened)} cases opened"


Step: TypeAlias = Callable[[Session], PostedGroup | None]


def detect(session: Session, work: Work, *, account_id: int, as_of: date, now: datetime, actor: str, everything: bool = False) -> Detected:
    """Judges again what was touched in an account and writes down what came of it, all in the caller's transaction.

    `everything` judges every line whatever was touched. Raises RuleError where the account's rules cannot be used.
    """
    begun = begin(session, account_id, as_of=as_of, now=now, everything=everything)
    worked = work_out(begun, held(session, begun))
    detected = _detected(worked)
    for step in _steps(work, worked, now, actor):
        detected.add(step(session))
    session.flush()
    return detected


def detect_handler(desk: Desk) -> Handler:
    """Carries out `WorkKind.DETECT`: payload `account_id`, and `everything` where all of it is to be judged."""

    def handle(task: Task, report: Report) -> None:
        detect_in_pieces(desk, int(task.payload["account_id"]), report, everything=bool(task.payload.get("everything")))

    return handle


def detect_in_pieces(
    desk: Desk, account_id: int, report: Report, *, as_of: date | None = None, everything: bool = False, actor: str = SYSTEM
) -> Detected:
    """The same in many short transactions: no writer waits for a judgement to end. `as_of` is today where not said.

    A judgement that breaks off leaves the account marked, and the next one judges all of it. One that is overtaken by another
    writes nothing more (OvertakenError).
    """
    as_of, now = as_of or desk.today(), desk.now()
    with desk.sessions.begin() as session:
        begun = begin(session, account_id, as_of=as_of, now=now, everything=everything)
    report(0, None, "reading the ledger")
    with for_reading(desk.sessions)() as session:
        there = held(session, begun)
    report(0, None, "judging")
    worked = work_out(begun, there)
    detected, steps = _detected(worked), list(_steps(desk.work, worked, now, actor))
    for done, step in enumerate(steps):
        report(done, len(steps), "writing findings and cases")
        detected.add(_in_transaction(desk, begun, step))
    report(len(steps), len(steps), detected.told())
    return detected


def _in_transaction(desk: Desk, begun: Begun, step: Step) -> PostedGroup | None:
    for tried in range(TRIES):
        try:
            with desk.sessions.begin() as session:
                hold(session, begun)
                posted = step(session)
        except OperationalError:
            if tried + 1 == TRIES:
                raise
        else:
            return posted
    return None


def _detected(worked: Worked) -> Detected:
    links = worked.links
    return Detected(
        worked.begun.account_id,
        worked.begun.as_of,
        worked.judged,
        balances=list(worked.books.balances),
        links_changed=len(links.added) + len(links.changed) + len(links.gone),
    )


def _steps(work: Work, worked: Worked, now: datetime, actor: str) -> Iterator[Step]:
    """The writing in pieces, in an order in which each finds what it needs, the end last: nothing counts as judged before."""
    begun = worked.begun
    for table in (*worked.books.tables, worked.links):
        for piece in table.pieces():
            yield piece.write
    if any(worked.books.tables):
        yield partial(join_chains, account_id=begun.account_id)
    for groups in _chunks(worked.groups, GROUPS_AT_A_TIME):
        yield partial(_post, work=work, worked=worked, groups=groups, now=now, actor=actor)
    if begun.since is not None and begun.since < begun.as_of:
        for case_ids in _chunks(worked.of_the_day, GROUPS_AT_A_TIME):
            yield partial(_bring_to_day, work=work, worked=worked, case_ids=case_ids, now=now, actor=actor)
    if worked.redated:
        yield partial(_show_kept_dates, worked=worked, now=now, actor=actor)
    for keys in _chunks(worked.changed_keys, KEYS_AT_A_TIME):
        yield partial(keep_bearings, account_id=begun.account_id, keys=keys, after=worked.bearings)
    yield partial(_end, work=work, worked=worked, now=now, actor=actor)


def _judged(session: Session, work: Work, worked: Worked, now: datetime, actor: str) -> Judged:
    begun = worked.begun
    return Judged(
        work=work,
        account=session.get_one(Account, begun.account_id),
        rules=begun.rules,
        rule_version_id=begun.rule_version_id,
        rules_changed=begun.rules_changed,
        as_of=begun.as_of,
        now=now,
        actor=actor,
        cause=", ".join(begun.touches.causes)[:200] or ("a new day" if begun.since != begun.as_of else "judged again"),
        kept=worked.kept,
    )


def _post(session: Session, *, work: Work, worked: Worked, groups: Sequence[Group], now: datetime, actor: str) -> PostedGroup:
    return post_groups(session, _judged(session, work, worked, now, actor), groups)


def _bring_to_day(session: Session, *, work: Work, worked: Worked, case_ids: Sequence[int], now: datetime, actor: str) -> None:
    bring_to_day(session, _judged(session, work, worked, now, actor), case_ids)


def _show_kept_dates(session: Session, *, worked: Worked, now: datetime, actor: str) -> PostedGroup:
    return PostedGroup(redated=show_kept_dates(session, worked.redated, actor=actor, now=now))


def _end(session: Session, *, work: Work, worked: Worked, now: datetime, actor: str) -> PostedGroup:
    """The judgement counts: its touches are taken in, the day is noted, and what was touched meanwhile is judged next."""
    begun = worked.begun
    account = hold(session, begun)
    account.judged_as_of = begun.as_of.isoformat()
    account.judged_rule_version_id = begun.rule_version_id
    account.judgement_done = begun.number
    session.execute(update(Touch).where(Touch.id.in_(begun.touches.ids)).values(judged_at=now))
    newer = select(func.min(Touch.id)).where(Touch.account_id == begun.account_id, Touch.judged_at.is_(None))
    first = session.scalar(newer)
    if first is not None:
        key = detection_key(begun.account_id, first)
        work.submit(session, WorkKind.DETECT, {"account_id": begun.account_id}, key, now=now, supplier_id=begun.supplier_id)
    else:
        order_for_account(session, work, begun.account_id, begun.supplier_id, begun.number, now=now)
        order_after_judgement(session, work, account, begun.number, now=now)
    balances = worked.books.balances
    if balances:
        said = {"changed": len(balances), "balances": [b.to_json() for b in balances[:BALANCES_TOLD]]}
        record(
            session,
            supplier_id=begun.supplier_id,
            actor=actor,
            now=now,
            action="balances",
            noun="account",
            noun_id=begun.account_id,
            reason="newer exports",
            after=said,
        )
    return PostedGroup(followed=first is not None)


def _chunks(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]
