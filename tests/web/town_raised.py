"""The town is built once: its folder imported and judged by the real readers, its cases brought as far as their names say, its people."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.narrative.frame import frame_for
from agents.narrative.judging import judge
from api.http import people
from cases.accounts.clients import make_supplier, open_account
from cases.accounts.rules_of_account import rules_for
from cases.background.desk import Desk
from cases.background.handlers import handlers
from cases.background.inline_work import InlineWork
from cases.causes.actions import Plan, make_action, narrowed_by
from cases.causes.refreshing import Look, refresh_charge
from cases.filing.mail import compose_paper_request
from cases.filing.packet.of_case import build_packet
from cases.intake.importing import ImportOrder, import_folder
from cases.letters.casefile import load
from cases.letters.writing import write_draft
from cases.life import remarks
from cases.life.answers import record_answer
from cases.life.by_hand import SeenDeduction, open_by_hand
from cases.life.filings import record_filing
from cases.life.money_seen import book_money
from cases.life.standing import filings_of
from cases.life.transitions import move
from extractors.read import ReaderPool
from extractors.sandbox import Sandbox
from facts.finding import FindingType
from ledger.agents import AgentRun
from ledger.cases import Case, CaseState
from ledger.database import open_engine, open_sessions
from ledger.files import open_files
from ledger.models import Account, Document, Role, Supplier, User
from tests.http.conftest import KEPT
from tests.web.made_folder import LISTED, START, STORIES, Story, make_folder
from tests.web.town_rebates import add_papers, settle_rebates

S = CaseState
LEDGER: Final = "ledger.sqlite"
PEOPLE: Final = {
    "ada": ("Ada Stone", Role.ADMIN, None),
    "ben": ("Ben Okafor", Role.REVIEWER, None),
    "mara": ("Mara Lind", Role.SPECIALIST, "own"),
    "sol": ("Sol Rivera", Role.SUPPLIER, "own"),
    "nora": ("Nora Voss", Role.SPECIALIST, "other"),
}
"""Who lives in the town: name, role, and for which supplier (None: for all)."""


@dataclass
class Register:
    """What is where: the numbers of things by the names that tests have for them."""

    supplier: str
    supplier_id: int
    account_id: int
    other_supplier: str
    other_supplier_id: int
    other_case_id: int
    cases: dict[str, int] = field(default_factory=dict)
    """By the name of the story (`tests.web.made_folder.STORIES`)."""
    references: dict[str, str] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)
    """By file name: `pod_drafting.pdf`."""
    people: dict[str, int] = field(default_factory=dict)
    cause_id: int = 0
    """The note on the chargeback, and what somebody does about it."""
    action_id: int = 0
    agreement_id: int = 0
    customer_id: int = 0
    """The agreement with a contract that was read and a version in force; its partner, a claim on hold and one that was credited."""
    partner_id: int = 0
    rebate_claim_id: int = 0
    paid_claim_id: int = 0
    run_id: int = 0
    """A letter on the case `in_review` that was gone through in a run."""
    kept: dict[str, str] = field(default_factory=dict)
    """File names below `kept/` of what a test may bring in: `proof`, `scan`, `photo` of the paper that `no_proof` waits for."""

    def keep(self, folder: Path) -> None:
        """Written down beside the ledger."""
        (folder / "register.json").write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def of(cls, folder: Path) -> Register:
        """As it was written down."""
        return cls(**json.loads((folder / "register.json").read_text(encoding="utf-8")))


def _noted(session: Session, case: Case) -> tuple[int, int]:
    """A note on why a case was charged, and an action on it that is overdue."""
    look = Look(START.date(), START, "mara@example.com")
    [note] = refresh_charge(session, case, look).written
    plan = Plan("Send the ship notice when the truck leaves.", "Warehouse", START.date() - timedelta(days=2), note.cause, narrowed_by(note))
    account = session.get_one(Account, case.account_id)
    return note.id, make_action(session, account, plan, actor="mara@example.com", now=START, note=note).id


def _gone_through(session: Session, case: Case) -> int:
    """A run whose model gave nothing, with the brief and the verdict on the template's letter."""
    rules = rules_for(session, case.account_id, START.date())
    frame = frame_for(case, load(session, case, rules), kind=None, language="en", share=None, now=START)
    house = [sentence.to_json() for sentence in frame.house]
    steps: list[dict[str, Any]] = [
        {"node": "brief", "facts": len(frame.brief.facts), "language": "en"},
        {"node": "draft", "attempt": 0, "trouble": "no whole reply in time"},
        {"node": "verify", "attempt": 0, "sentences": house, "remarks": judge(frame, frame.house).verification.to_json()},
    ]
    run = AgentRun(
        key="narrative:town",
        supplier_id=case.supplier_id,
        case_id=case.id,
        kind="narrative",
        noun="case",
        noun_id=case.id,
        state="done",
        graph="narrative@1",
        model="house-model",
        brief=frame.to_json(),
        brief_hash=frame.brief.hash,
        steps=steps,
        result={"draft_id": None, "whole": "no whole reply in time", "sentences": {"template": len(house)}},
        ordered_at=START,
        ordered_by="mara@example.com",
        started_at=START,
        ended_at=START,
    )
    session.add(run)
    session.flush()
    return run.id


def raise_town(folder: Path, empty_ledger: Path, stories: Sequence[tuple[str, Story]] = STORIES) -> None:
    """Builds the town in a folder that is empty: ledger, files, register, and the papers that were kept back.

    With other stories than the town's own, all papers are there and nobody has done anything to the cases.
    """
    own = stories is STORIES
    made = make_folder(folder / "folder", stories, LISTED if own else dict(stories))
    if own:
        add_papers(folder / "folder", made.supplier)
    shutil.copyfile(empty_ledger, folder / LEDGER)
    engine = open_engine(f"sqlite:///{folder / LEDGER}")
    with _desk(folder, engine) as builder:
        builder.bring_in(folder / "folder")
        with builder.desk.sessions.begin() as session:
            register = _registered(session, made.supplier, made.references)
            register.people = _people(session, register)
            if own:
                _Works(session, builder, register).all_done()
                settle_rebates(session, register, builder.desk.now())
                register.run_id = _gone_through(session, session.get_one(Case, register.cases["in_review"]))
                register.cause_id, register.action_id = _noted(session, session.get_one(Case, register.cases["chargeback"]))
        builder.run()
        (folder / "kept").mkdir()
        for name, file in made.kept.items():
            (folder / "kept" / file.name).write_bytes(file.content)
            register.kept[name] = file.name
        register.keep(folder)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


@dataclass
class _Builder:
    desk: Desk
    work: InlineWork
    clock: list[datetime]
    pool: ReaderPool
    sandbox: Sandbox

    def bring_in(self, folder: Path) -> None:
        """The folder is imported two days before the town is met."""
        import_folder(self.desk, ImportOrder(folder, self.desk.today(), "mara@example.com"), self.pool)
        self.run()

    def run(self) -> None:
        """All that waits is carried out."""
        self.work.run_pending(self.desk.sessions, self.desk.now(), handlers=handlers(self.desk), raising=True)


@contextlib.contextmanager
def _desk(folder: Path, engine: Any) -> Iterator[_Builder]:
    clock, work = [START - timedelta(days=2)], InlineWork()
    with ReaderPool(1) as pool, Sandbox() as sandbox:
        desk = Desk(
            open_sessions(engine),
            open_files(str(folder / "files")),
            work,
            lambda: clock[0],
            lambda: contextlib.nullcontext(pool),
            lambda: contextlib.nullcontext(sandbox),
        )
        yield _Builder(desk, work, clock, pool, sandbox)


def _registered(session: Session, supplier: str, references: dict[str, str]) -> Register:
    own = session.scalars(select(Supplier).where(Supplier.name == supplier)).one()
    cases = {c.reference: c for c in session.scalars(select(Case))}
    other = make_supplier(session, name="Quarry Lane Foods", actor="ada@example.com", now=START)
    account = open_account(session, other, retailer="amazon_us", on=START.date(), actor="ada@example.com", now=START)
    seen = SeenDeduction(
        FindingType.SHORTAGE,
        "QL-20771SC",
        "USD",
        Decimal("312.00"),
        Decimal("312.00"),
        "the driver signed for all pallets",
        invoice_number="QL-20771",
        invoice_date=START.date() - timedelta(days=90),
        deducted_on=START.date() - timedelta(days=20),
    )
    rules = rules_for(session, account.id, START.date())
    foreign = open_by_hand(session, account, seen, rules=rules, actor="nora@example.com", now=START, today=START.date())
    return Register(
        supplier,
        own.id,
        next(iter(cases.values())).account_id,
        other.name,
        other.id,
        foreign.id,
        {name: cases[reference].id for name, reference in references.items()},
        references,
        {document.name: document.id for document in session.scalars(select(Document).order_by(Document.id))},
    )


def _people(session: Session, register: Register) -> dict[str, int]:
    where = {"own": register.supplier_id, "other": register.other_supplier_id, None: None}
    made: dict[str, int] = {}
    for key, (name, role, whose) in PEOPLE.items():
        user = people.make_user(session, email=f"{key}@example.com", name=name, actor="town", now=START)
        user.password_hash = KEPT
        people.grant(session, user, role, where[whose], actor="town", now=START)
        made[key] = user.id
    return made


@dataclass
class _Works:
    """What was done to the cases in the two days before the town is met."""

    session: Session
    builder: _Builder
    register: Register

    def all_done(self) -> None:
        """Each case goes as far as its name says."""
        for name in ("drafting", "in_review", "ready_to_file", "filed", "answered", "asked", "paid"):
            self._written(name)
        for name in ("in_review", "ready_to_file", "filed", "answered", "asked", "paid"):
            self._move(name, S.IN_REVIEW)
        for name in ("ready_to_file", "filed", "answered", "asked", "paid"):
            self._move(name, S.READY_TO_FILE, "ben")
            self._packed(name)
        for name in ("filed", "answered", "asked", "paid"):
            self._filed(name)
        self._next_day()
        self._answered("answered", "denied", reason="The proof of delivery does not show the carton count.")
        self._answered("paid", "approved")
        self._answered("asked", "information_requested", reason="Send the packing list.", reply_due=self._today())
        self._next_day()
        self._paid("paid")
        remarks.snooze(self.session, self._case("snoozed"), START.date() + timedelta(days=9), reason="carrier asked", **self._by())
        self._move("withdrawn", S.WITHDRAWN, reason="the buyer settled it by phone")
        self._remarked()

    def _case(self, name: str) -> Case:
        return self.session.get_one(Case, self.register.cases[name])

    def _by(self, who: str = "mara") -> dict[str, Any]:
        now, today = self.builder.desk.now(), self.builder.desk.today()
        return {
            "rules": rules_for(self.session, self.register.account_id, today),
            "actor": f"{who}@example.com",
            "now": now,
            "today": today,
        }

    def _today(self) -> date:
        return self.builder.desk.today()

    def _next_day(self) -> None:
        self.builder.clock[0] += timedelta(days=1)

    def _move(self, name: str, to: CaseState, who: str = "mara", reason: str = "") -> None:
        move(self.session, self._case(name), to, reason=reason, **self._by(who))

    def _written(self, name: str) -> None:
        case, by = self._case(name), self._by()
        if case.state is not S.DRAFTING:
            self._move(name, S.DRAFTING)
        write_draft(self.session, case, by["rules"], actor=by["actor"], now=by["now"])

    def _packed(self, name: str) -> None:
        by = self._by()
        files, sandbox = self.builder.desk.files, self.builder.sandbox
        build_packet(self.session, files, sandbox, self._case(name), None, by["rules"], actor=by["actor"], now=by["now"])

    def _filed(self, name: str) -> None:
        case = self._case(name)
        record_filing(self.session, case, channel="portal", filed_on=self._today(), dispute_id=f"D-55{case.number:04d}", **self._by())
        self.session.flush()

    def _answered(self, name: str, kind: str, **more: Any) -> None:
        case = self._case(name)
        filing = filings_of(self.session, case)[-1]
        record_answer(self.session, case, filing, kind=kind, answered_on=self._today(), **more, **self._by())

    def _paid(self, name: str) -> None:
        case = self._case(name)
        book_money(
            self.session,
            case,
            kind="paid",
            amount_minor=case.approved_minor,
            seen_on=self._today(),
            payment_number="7301182",
            **self._by(),
        )

    def _remarked(self) -> None:
        by = self._by()
        plain = {"actor": by["actor"], "now": by["now"]}
        mara = self.session.get_one(User, self.register.people["mara"])
        for name in ("drafting", "scan", "no_proof"):
            remarks.assign(self.session, self._case(name), mara, **plain)
        remarks.comment(self.session, self._case("no_proof"), "Asked the carrier for the signed receipt.", **plain)
        remarks.set_tags(self.session, self._case("scan"), ["Q3", "recount"], **plain)
        remarks.prioritise(self.session, self._case("price"), 1, **plain)
        supplier = self.session.get_one(Supplier, self.register.supplier_id)
        supplier.mail_from = "claims@pinecrest.example"
        compose_paper_request(
            self.session,
            supplier,
            [self._case("no_proof")],
            carrier="Redwood Freight",
            recipient="pods@redwood.example",
            needed_by=START.date() + timedelta(days=7),
            **plain,
        )
