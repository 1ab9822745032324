"""The account's look at its rebates: statements worked out, claims brought in and held against them, holds placed, payouts found again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cases.background.desk import SYSTEM, Desk
from cases.background.work import Handler, Report, Task, Work, WorkKind
from cases.rebating.claim_days import DaysDue, days_due
from cases.rebating.claim_guards import BEFORE_PAYMENT, UNDECIDED
from cases.rebating.claims import claims_of
from cases.rebating.claims_followed import bring_in, calculate_due, hold_against, tie_to_case
from cases.rebating.eligibility import Roll
from cases.rebating.examining import Examined, examine
from cases.rebating.from_papers import post_contracts
from cases.rebating.payouts import EXPECTED, MADE, PayoutError, PayoutMade, find_again, payouts_of, reconcile, record_payout
from cases.rebating.stated import rolls_meant, standing_claims, stands, stated_claims
from cases.rebating.statements import RebateLedger, contracts_kept, is_live, keep, latest_statement, rebate_ledger, work_out
from cases.rebating.versions import deciding, put_in_force
from cases.rebating.worked import WorkedStatement
from facts.documents import DocumentKind
from facts.identifiers import compact
from facts.money import Money
from ledger.database import for_reading
from ledger.files import FileStore
from ledger.papers import Document, DocumentOrigin, Paper
from ledger.rebate_claims import RebateClaimRow, RebatePayout
from ledger.rebates import ContractVersion, RebateContract
from ledger.suppliers import Account
from matchers.rebates.agreements import with_wholes
from matchers.rebates.filed import RebateClaim
from matchers.rebates.payments import PaidRebate, paid_to_us
from matchers.rebates.statement import Side
from rules.errors import RuleError

LOOKS: Final = 2
"""How often one job looks: again where claims came in with the first look, which are then gone through as well."""


@dataclass(frozen=True, slots=True)
class RebateLook:
    """All that a look found, before any of it is written."""

    books: RebateLedger
    as_of: date
    statements: Mapping[int, WorkedStatement]
    filed: Mapping[int, tuple[RebateClaim, ...]]
    examined: Mapping[int, Examined]
    days: Mapping[int, DaysDue]
    paid: tuple[PaidRebate, ...]
    of_which_part: Mapping[int, tuple[str, ...]]
    """By agreement, what is told of claims that name a contract of which several parts hold for their days: a person says which."""


def order_renewal(session: Session, work: Work, account: Account, *, now: datetime, as_of: date | None = None) -> str:
    """Submits the look at an account's rebates; asked for twice within a second it is done once. Gives the job's key."""
    told = "" if as_of is None else f":{as_of.isoformat()}"
    key = f"rebates:{account.id}:{now.astimezone(UTC):%Y%m%dT%H%M%S}{told}"
    payload = {"account_id": account.id} | ({"as_of": as_of.isoformat()} if as_of is not None else {})
    return work.submit(session, WorkKind.REBATES, payload, key, now=now, supplier_id=account.supplier_id)


def order_renewals(session: Session, work: Work, supplier_id: int, *, now: datetime, partner_id: int | None = None) -> None:
    """Submits the look at every account of a supplier with agreements, or with those of one partner: who counts there has changed."""
    held = exists().where(RebateContract.account_id == Account.id)
    if partner_id is not None:
        held = held.where(RebateContract.partner_id == partner_id)
    for account in session.scalars(select(Account).where(Account.supplier_id == supplier_id, held).order_by(Account.id)):
        order_renewal(session, work, account, now=now)


def order_after_move(session: Session, work: Work, claim: RebateClaimRow, *, now: datetime) -> None:
    """Submits the look that follows a decision on a claim, where others for some of the same days wait: what is left for them changed."""
    waiting = exists().where(
        RebateClaimRow.contract_id == claim.contract_id,
        RebateClaimRow.id != claim.id,
        RebateClaimRow.state.in_(UNDECIDED),
        RebateClaimRow.starts_on <= claim.ends_on,
        RebateClaimRow.ends_on >= claim.starts_on,
    )
    if session.scalar(select(waiting)):
        contract = session.get_one(RebateContract, claim.contract_id)
        account = session.get_one(Account, contract.account_id)
        session.flush()
        key = f"rebates:{account.id}:claim:{claim.id}:{claim.version}"
        work.submit(session, WorkKind.REBATES, {"account_id": account.id}, key, now=now, supplier_id=account.supplier_id)


def order_after_judgement(session: Session, work: Work, account: Account, judgement: int, *, now: datetime) -> str | None:
    """Submits the look that follows a judgement; None where the account has no agreement and no contract among its papers."""
    if not _has_rebates(session, account.id):
        return None
    key = f"rebates:{account.id}:judgement:{judgement}"
    return work.submit(session, WorkKind.REBATES, {"account_id": account.id}, key, now=now, supplier_id=account.supplier_id)


def renewal_handler(desk: Desk) -> Handler:
    """Carries out `WorkKind.REBATES`: payload `account_id` (and `as_of`); without one, orders the looks of the day."""

    def handle(task: Task, report: Report) -> None:
        if "account_id" not in task.payload:
            with desk.sessions.begin() as session:
                accounts = session.scalars(select(Account).where(Account.active.is_(True)).order_by(Account.id)).all()
                for account in accounts:
                    if _has_rebates(session, account.id):
                        key = f"rebates:{account.id}:{desk.today().isoformat()}"
                        payload = {"account_id": account.id}
                        desk.work.submit(session, WorkKind.REBATES, payload, key, now=desk.now(), supplier_id=account.supplier_id)
            return
        told = task.payload.get("as_of")
        renew_in_pieces(desk, int(task.payload["account_id"]), report, as_of=date.fromisoformat(told) if told else None)

    return handle


def renew_in_pieces(desk: Desk, account_id: int, report: Report, *, as_of: date | None = None) -> None:
    """The look in many short transactions: one to take contracts in, one to read, one per agreement to write."""
    today, now = desk.today(), desk.now()
    with desk.sessions.begin() as session:
        take_contracts_in(session, account_id, now=now)
    came = True
    for _ in range(LOOKS):
        if not came:
            return
        report(0, None, "reading the ledger")
        try:
            with for_reading(desk.sessions)() as session:
                look = look_at(session, account_id, as_of or today, today=today, files=desk.files)
        except RuleError as unusable:
            report(0, 0, f"the rules of the account cannot be used: {unusable}")
            return
        came = False
        for done, roll in enumerate(look.books.rolls, start=1):
            with desk.sessions.begin() as session:
                came = write(session, look, roll.contract.id, today=today, now=now) or came
            report(done, len(look.books.rolls), "writing statements and claims")


def renew(session: Session, account_id: int, *, as_of: date, today: date, now: datetime, files: FileStore | None = None) -> RebateLook:
    """The same in one transaction. Raises RuleError where the account's rules cannot be used."""
    take_contracts_in(session, account_id, now=now)
    session.flush()
    look = look_at(session, account_id, as_of, today=today, files=files)
    came = [roll for roll in look.books.rolls if write(session, look, roll.contract.id, today=today, now=now)]
    if came:
        look = look_at(session, account_id, as_of, today=today, files=files)
        for roll in look.books.rolls:
            write(session, look, roll.contract.id, today=today, now=now)
    return look


def take_contracts_in(session: Session, account_id: int, *, now: datetime) -> None:
    """Makes drafts of contracts among the account's papers that none was made of: those that came before, or were assigned later."""
    wanted = (
        select(Paper)
        .join(DocumentOrigin, DocumentOrigin.document_id == Paper.document_id)
        .where(
            DocumentOrigin.account_id == account_id,
            Paper.kind == DocumentKind.REBATE_AGREEMENT,
            Paper.gone.is_(False),
            ~exists().where(ContractVersion.paper_id == Paper.id),
        )
        .order_by(Paper.document_id, Paper.id)
    )
    by_document: dict[int, list[Paper]] = {}
    for paper in session.scalars(wanted):
        by_document.setdefault(paper.document_id, []).append(paper)
    for document_id, papers in by_document.items():
        post_contracts(session, session.get_one(Document, document_id), papers, account_id=account_id, now=now, only=True)


def look_at(session: Session, account_id: int, as_of: date, *, today: date, files: FileStore | None = None) -> RebateLook:
    """Everything that is to be written, from one moment's ledger. Raises RuleError."""
    books = rebate_ledger(session, account_id, as_of)
    worked = {r.contract.id: work_out(books, r, as_of) for r in books.rolls}
    filed: dict[int, list[RebateClaim]] = {}
    unplaced: list[tuple[RebateClaim, tuple[Roll, ...]]] = []
    for claim in books.books.claims:
        meant = rolls_meant(books.rolls, claim.agreement, claim.period)
        if len(meant) == 1:
            filed.setdefault(meant[0].contract.id, []).append(claim)
        elif meant:
            unplaced.append((claim, meant))
    in_force = {k: c for r in books.rolls for k, c in _in_force(books, r.contract.id, as_of)}
    contracts = with_wholes(in_force, (r.contract.number for r in books.rolls if stands(r)))
    paid = tuple(paid_to_us(replace(books.books, contracts=contracts), books.frames, books.rules.currency))
    examined: dict[int, Examined] = {}
    days: dict[int, DaysDue] = {}
    for roll in books.rolls:
        days |= days_due(books, worked[roll.contract.id], standing_claims(session, roll.contract), as_of)
    owed = [r.contract for r in books.rolls if r.contract.side == Side.WE_OWE]
    stated = {c.id: tuple(stated_claims(session, c, worked[c.id], filed.get(c.id, ())).values()) for c in owed}
    for own in owed:
        others = [c for c in owed if c.id != own.id and _same_customer(c, own, worked)]
        beside = [claim for c in others for claim in stated[c.id]]
        examined |= examine(session, books, own, worked[own.id], filed.get(own.id, ()), today, files, beside)
    of_which_part = _of_which_part(session, unplaced)
    return RebateLook(books, as_of, worked, {k: tuple(v) for k, v in filed.items()}, examined, days, paid, of_which_part)


def _of_which_part(session: Session, unplaced: Sequence[tuple[RebateClaim, tuple[Roll, ...]]]) -> dict[int, tuple[str, ...]]:
    """By agreement, what is told of claims that may be under several parts, but for those that somebody has submitted under one of them."""
    parts = {roll.contract.id: roll.contract for _, meant in unplaced for roll in meant}
    submitted = {k: {compact(c.number) for c in standing_claims(session, part)} for k, part in parts.items()}
    told: dict[int, list[str]] = {}
    for claim, meant in unplaced:
        asked = (
            f"claim {claim.number} names agreement {claim.agreement}, of which several parts hold for its days; "
            "submit it under the part that it is for"
        )
        for roll in meant if all(compact(claim.number) not in submitted[part.contract.id] for part in meant) else ():
            told.setdefault(roll.contract.id, []).append(asked)
    return {k: tuple(dict.fromkeys(those)) for k, those in told.items()}


def write(session: Session, look: RebateLook, contract_id: int, *, today: date, now: datetime) -> bool:
    """Writes what a look found of one agreement; True where claims came in by it that it has not gone through.

    What others changed meanwhile is seen by the look that their change ordered.
    """
    contract = session.get(RebateContract, contract_id, with_for_update=True)
    if contract is None:
        return False
    keep(session, look.statements[contract_id], look.books.came, actor=SYSTEM, now=now)
    if look.as_of < today:
        return False
    contract.figures = {**contract.figures, "of_which_part": list(look.of_which_part.get(contract_id, ()))}
    put_in_force(session, contract, today)
    if not is_live(contract):
        return False
    came = bring_in(session, contract, look.filed.get(contract_id, ()), now=now, today=today)
    if contract.side == Side.OWED_TO_US:
        calculate_due(session, contract, now=now, today=today)
    statement = latest_statement(session, contract_id)
    for claim in claims_of(session, contract_id):
        if claim.state in BEFORE_PAYMENT:
            due, examined = look.days.get(claim.id), look.examined.get(claim.id)
            hold_against(session, claim, statement, due, examined, now=now, today=today)
        tie_to_case(session, claim, contract.account_id)
    _settle(session, contract, look.paid, now=now, today=today)
    return came > 0


def _same_customer(one: RebateContract, other: RebateContract, worked: Mapping[int, WorkedStatement]) -> bool:
    """Whether two agreements are with the same partner, or count the purchases of the same customer."""
    if one.partner_id is not None and one.partner_id == other.partner_id:
        return True
    return not {c.lower() for c in worked[one.id].customers}.isdisjoint(c.lower() for c in worked[other.id].customers)


def _has_rebates(session: Session, account_id: int) -> bool:
    if session.scalar(select(exists().where(RebateContract.account_id == account_id))):
        return True
    papers = select(Paper.id).join(DocumentOrigin, DocumentOrigin.document_id == Paper.document_id)
    contract = papers.where(DocumentOrigin.account_id == account_id, Paper.kind == DocumentKind.REBATE_AGREEMENT)
    return session.scalar(contract.limit(1)) is not None


def _in_force(books: RebateLedger, contract_id: int, as_of: date) -> Iterator[tuple[str, Any]]:
    roll = books.roll(contract_id)
    version = deciding(roll.versions, as_of)
    if version is not None:
        yield from ((k, c) for k, c in contracts_kept(books, roll, version, (), as_of) if k == roll.contract.key)


def _settle(session: Session, contract: RebateContract, paid: Sequence[PaidRebate], *, now: datetime, today: date) -> None:
    """Finds payouts again: ours on lines of remittances that name the agreement, theirs among payments and deductions.

    A line settles a claim where it is the only one of just that amount and the claim the only one that waits for it.
    """
    told: dict[str, Any] = {"actor": SYSTEM, "now": now, "today": today}
    waiting = [p for c in claims_of(session, contract.id) for p in payouts_of(session, c.id)]
    if contract.side == Side.WE_OWE:
        find_again(session, contract.account_id, waiting, **told)
        return
    used = {p.payment_number for p in waiting if p.payment_number}
    for line in (p for p in paid if compact(p.agreement) == contract.key and p.number not in used and p.paid_on is not None):
        amount = Money.of(line.amount, line.currency)
        fits = [p for p in waiting if p.state in {EXPECTED, MADE} and (p.amount_minor, p.currency) == (amount.minor, amount.currency)]
        same = [q for q in paid if compact(q.agreement) == contract.key and (q.amount, q.currency) == (line.amount, line.currency)]
        if len(fits) == 1 and len(same) == 1:
            _found(session, fits[0], line, told)


def _found(session: Session, payout: RebatePayout, line: PaidRebate, told: Mapping[str, Any]) -> None:
    claim = session.get_one(RebateClaimRow, payout.claim_id)
    if payout.state == EXPECTED and line.paid_on is not None:
        try:
            record_payout(session, claim, PayoutMade("credit", payout.amount_minor, line.paid_on, line.number), **told)
        except PayoutError:
            return
    evidence = [line.evidence.to_json()]
    reconcile(session, payout, payment_number=line.number, evidence=evidence, reason="found on a remittance", **told)
