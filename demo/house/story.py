"""The months of the ready-made house, day by day: exports come in and are judged, people act, the retailer answers and pays."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from cases.background.work import Handler, WorkKind
from cases.intake.importing import ImportOrder, import_folder
from cases.life.remarks import RemarkError
from cases.life.transitions import RefusedMoveError
from cases.life.write_offs import WriteOffError
from demo.chance import Chance
from demo.house import deeds
from demo.house.acts import Visit, act
from demo.house.people import Team
from demo.house.retailer import Retailer
from demo.house.world import World
from extractors.read import ReaderPool
from ledger.cases import Case
from ledger.suppliers import Account, Supplier
from rules.model import Rules

MORNING: Final = time(6, 30, tzinfo=UTC)
WORK_BEGINS: Final = time(8, 5, tzinfo=UTC)
WRITE_OFF_UP_TO: Final = 4_000
Say = Callable[[str], None]


class Clock:
    """The clock of the house while its months are told: it shows the day that is being told."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """The moment."""
        return self.moment


@dataclass(slots=True)
class Branch:
    """A supplier of the house as the ledger has it."""

    world: World
    retailer: Retailer
    supplier_id: int = 0
    accounts: tuple[int, ...] = ()


@dataclass(slots=True)
class Story:
    """All that is needed to tell it: the desk with its clock, who works, and the suppliers."""

    desk: Desk
    work: InlineWork
    handlers: dict[WorkKind, Handler]
    clock: Clock
    team: Team
    branches: Sequence[Branch]
    folder: Path
    now: datetime
    say: Say
    readers: Callable[[], AbstractContextManager[ReaderPool]] = ReaderPool
    """Who reads the papers: as many processes as there are processors, unless told otherwise."""
    waiting: list[tuple[date, int, int]] = field(default_factory=list)
    planned: set[int] = field(default_factory=set)
    looks: dict[int, int] = field(default_factory=dict)
    _rules: dict[tuple[int, date], Rules] = field(default_factory=dict)

    def tell(self) -> None:
        """From the first exports to today."""
        days = self._days()
        with self.readers() as pool:
            for number, day in enumerate(days):
                last = number + 1 == len(days)
                self.clock.moment = self.now if last else datetime.combine(day, MORNING)
                for branch in self.branches:
                    if day in branch.world.days:
                        self._take_in(branch, branch.world.days.index(day), pool)
                self.work.run_pending(self.desk.sessions, self.desk.now(), handlers=self.handlers, kinds=[WorkKind.DETECT], raising=True)
                self.say(f"{number + 1} of {len(days)}: what came in by {day} is read and judged")
                self._beside(number)
                if not last:
                    self._plan(day)
                    self._work_until(days[number + 1])

    def _days(self) -> list[date]:
        """The days on which exports of one supplier or another were pulled."""
        return sorted({day for branch in self.branches for day in branch.world.days})

    def _take_in(self, branch: Branch, number: int, pool: ReaderPool) -> None:
        root = branch.world.deliver(number, self.folder)
        imported = import_folder(self.desk, ImportOrder(root, self.desk.today(), self.team.specialists[0].actor), pool)
        branch.supplier_id, branch.accounts = imported.supplier_id, tuple(a.account_id for a in imported.accounts)
        if number == 0:
            with self.desk.sessions.begin() as session:
                supplier = session.get_one(Supplier, branch.supplier_id)
                supplier.four_eyes, supplier.write_off_up_to_minor = True, WRITE_OFF_UP_TO
                supplier.mail_from = f"deductions@{supplier.slug}.example"

    def _beside(self, number: int) -> None:
        """What is done once, some time after an export: none of it comes from looking at a single case."""
        first = self.branches[0].accounts[0]
        left = len(self._days()) - 1 - number
        specialist = self.team.specialists[0]
        self.clock.moment += timedelta(minutes=0 if left == 0 else 40)
        with self.desk.sessions.begin() as session:
            account, now = session.get_one(Account, first), self.desk.now()
            draw = Chance("beside", account.retailer, number)
            day = deeds.Day(session, account, rules_for(session, first, now.date()), specialist, now, draw)
            if left in {2, 4}:
                deeds.put_right(day, self.desk, 3)
                self._put(now.date() + timedelta(days=2), deeds.see_on_screen(day).id)
            if left in {1, 3}:
                deeds.ask_carriers(day)
            if left in {1, 2, 4} and (settlement := deeds.settle(day)) is not None:
                self._put(now.date() + timedelta(days=1), settlement.id)
            if left == 0:
                deeds.tie_siblings(session, specialist, now)
                deeds.order_packets(session, self.desk, specialist)
        kinds = [WorkKind.DETECT, WorkKind.PACKET, *([WorkKind.GATHER] if left == 0 else [])]
        self.work.run_pending(self.desk.sessions, self.desk.now(), handlers=self.handlers, kinds=kinds)

    def _plan(self, day: date) -> None:
        """Whoever has nothing planned for an open case looks at it within days of the news."""
        with self.desk.sessions() as session:
            open_cases = session.execute(
                select(Case.id, Case.reference, Case.retailer).where(Case.closed.is_(False)).order_by(Case.id)
            ).all()
        for case_id, reference, retailer in open_cases:
            if case_id not in self.planned:
                draw = Chance("plan", retailer, reference, day)
                self._put(day + timedelta(days=draw.whole(1, 9)), case_id)

    def _put(self, day: date, case_id: int) -> None:
        heapq.heappush(self.waiting, (day, case_id, case_id))
        self.planned.add(case_id)

    def _work_until(self, day: date) -> None:
        today = self.now.date()
        while self.waiting and self.waiting[0][0] < min(day, today):
            on = self.waiting[0][0]
            self.clock.moment = datetime.combine(on, WORK_BEGINS)
            with self.desk.sessions.begin() as session:
                while self.waiting and self.waiting[0][0] == on:
                    _, case_id, _ = heapq.heappop(self.waiting)
                    self.planned.discard(case_id)
                    self.clock.moment += timedelta(minutes=3)
                    again = self._visit(session, case_id, on)
                    if again is not None:
                        self._put(max(again, on + timedelta(days=1)), case_id)

    def _visit(self, session: Session, case_id: int, on: date) -> date | None:
        case = session.get_one(Case, case_id)
        look = self.looks[case_id] = self.looks.get(case_id, 0) + 1
        branch = next(b for b in self.branches if case.account_id in b.accounts)
        draw = Chance("visit", case.retailer, case.reference, case.form.value, case.state.value, look)
        visit = Visit(session, case, self._rules_of(session, case, on), self.team, branch.retailer, self.desk.now(), draw)
        try:
            with session.begin_nested():
                return act(visit)
        except (RefusedMoveError, RemarkError, WriteOffError):
            # what a person would read on the screen, and leave it: a window closed, a day that is too late
            session.refresh(case)
            return None

    def _rules_of(self, session: Session, case: Case, on: date) -> Rules:
        key = (case.account_id, on)
        if key not in self._rules:
            self._rules[key] = rules_for(session, case.account_id, on)
        return self._rules[key]
