"""The account's look at its rebates: statements worked out, claims brought in and held against them, holds placed, payouts found again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from cases.background.desk import SYSTEM, Desk
from cases.background.work import Handler, Report, Task, Work, WorkKind
from cases.rebating import claims as claim_service
from cases.rebating.claim_guards import BEFORE_PAYMENT, granted_minor, situation_of, upheld_minor
from cases.rebating.claim_moves import REBATES, bank_days, enter
from cases.rebating.examining import Examined, examine, stated_claims
from cases.rebating.from_papers import post_contracts
from cases.rebating.holds import holds_of, place
from cases.rebating.payouts import EXPECTED, MADE, PayoutError, PayoutMade, find_again, payouts_of, reconcile, record_payout
from cases.rebating.statements import (
    RebateLedger,
    WorkedStatement,
    contracts_kept,
    is_live,
    keep,
    latest_statement,
    rebate_ledger,
    work_out,
)
from cases.rebating.versions import deciding, put_in_force
from facts.documents import DocumentKind
from facts.identifiers import compact
from facts.money import Money
from ledger.database import for_reading
from ledger.files import FileStore
from ledger.findings import FindingRow
from ledger.papers import Document, DocumentOrigin, Paper
from ledger.rebates import ClaimFile, ClaimState, ContractVersion, RebateClaimRow, RebateContract, RebatePayout
from ledger.suppliers import Account
from matchers.rebates.claims import RebateClaim
from matchers.rebates.payments import PaidRebate, paid_to_us
from matchers.rebates.signals.signal import Signal
from matchers.rebates.statement import Side
from rules.errors import RuleError


@dataclass(frozen=True, slots=True)
class RebateLook:
    """All that a look found, before any of it is written."""

    books: RebateLedger
    as_of: date
    statements: Mapping[int, WorkedStatement]
    filed: Mapping[int, tuple[RebateClaim, ...]]
    examined: Mapping[int, Examined]
    paid: tuple[PaidRebate, ...]


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
    report(0, None, "reading the ledger")
    try:
        with for_reading(desk.sessions)() as session:
            look = look_at(session, account_id, as_of or today, today=today, files=desk.files)
    except RuleError as unusable:
        report(0, 0, f"the rules of the account cannot be used: {unusable}")
        return
    for done, roll in enumerate(look.books.rolls, start=1):
        with desk.sessions.begin() as session:
            write(session, look, roll.contract.id, today=today, now=now)
        report(done, len(look.books.rolls), "writing statements and claims")


def renew(session: Session, account_id: int, *, as_of: date, today: date, now: datetime, files: FileStore | None = None) -> RebateLook:
    """The same in one transaction. Raises RuleError where the account's rules cannot be used."""
    take_contracts_in(session, account_id, now=now)
    session.flush()
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
    by_key = {r.contract.key: r.contract.id for r in books.rolls}
    filed: dict[int, list[RebateClaim]] = {}
    for claim in books.books.claims:
        contract_id = by_key.get(compact(claim.agreement))
        if contract_id is not None:
            filed.setdefault(contract_id, []).append(claim)
    contracts = {k: c for r in books.rolls for k, c in _in_force(books, r.contract.id, as_of)}
    paid = tuple(paid_to_us(replace(books.books, contracts=contracts), books.frames, books.rules.currency))
    examined: dict[int, Examined] = {}
    owed = [r.contract for r in books.rolls if r.contract.side == Side.WE_OWE]
    stated = {c.id: tuple(stated_claims(session, c, worked[c.id], filed.get(c.id, ())).values()) for c in owed}
    for own in owed:
        others = [c for c in owed if c.id != own.id and _same_customer(c, own, worked)]
        beside = [claim for c in others for claim in stated[c.id]]
        examined |= examine(session, books, own, worked[own.id], filed.get(own.id, ()), today, files, beside)
    return RebateLook(books, as_of, worked, {k: tuple(v) for k, v in filed.items()}, examined, paid)


def write(session: Session, look: RebateLook, contract_id: int, *, today: date, now: datetime) -> None:
    """Writes what a look found of one agreement. What others changed meanwhile is seen by the look that their change ordered."""
    contract = session.get(RebateContract, contract_id, with_for_update=True)
    if contract is None:
        return
    keep(session, look.statements[contract_id], look.books.came, actor=SYSTEM, now=now)
    if look.as_of < today:
        return
    put_in_force(session, contract, today)
    if not is_live(contract):
        return
    _bring_in(session, contract, look.filed.get(contract_id, ()), now=now, today=today)
    if contract.side == Side.OWED_TO_US:
        _calculate_due(session, contract, now=now, today=today)
    statement = latest_statement(session, contract_id)
    for claim in claim_service.claims_of(session, contract_id):
        if claim.state in BEFORE_PAYMENT:
            _hold_against(session, claim, statement, look.examined.get(claim.id), now=now, today=today)
        _tie_to_case(session, claim, contract.account_id)
    _settle(session, contract, look.paid, now=now, today=today)


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


def _bring_in(session: Session, contract: RebateContract, filed: Sequence[RebateClaim], *, now: datetime, today: date) -> None:
    """Claims of tables become claims of the ledger: theirs to be looked at, ours as filed."""
    kept = {compact(c.number): c for c in claim_service.claims_of(session, contract.id)}
    known = set(kept)
    for claim in filed:
        row = kept.get(compact(claim.number))
        if row is not None and (row.origin, row.submitted_by) == (claim_service.TABLE, SYSTEM):
            row.submitted_by = _uploader(session, contract, claim)
    for claim in filed:
        if compact(claim.number) in known or claim.period is None or claim.amount <= 0:
            continue
        stated = claim_service.ClaimWanted(claim.number, claim.period.start, claim.period.end, claim.amount, claim.currency, claim.base)
        try:
            made = claim_service.submit_claim(session, contract, stated, origin=claim_service.TABLE, actor=SYSTEM, now=now, today=today)
        except claim_service.ClaimError:
            continue
        made.evidence = [claim.evidence.to_json()] if not made.evidence else made.evidence
        made.submitted_by = _uploader(session, contract, claim)
        known.add(compact(claim.number))
        if contract.side == Side.OWED_TO_US:
            made.state, made.agreed_minor = ClaimState.CLAIMED, made.claimed_minor
            made.approved_by, made.approved_at = SYSTEM, now
    session.flush()


def _uploader(session: Session, contract: RebateContract, claim: RebateClaim) -> str:
    """Who sent the table that states a claim: as good as who submits it."""
    wanted = select(DocumentOrigin.received_by).where(
        DocumentOrigin.account_id == contract.account_id, DocumentOrigin.path == claim.evidence.file
    )
    return session.scalar(wanted.limit(1)) or SYSTEM


def _calculate_due(session: Session, contract: RebateContract, *, now: datetime, today: date) -> None:
    """A claim of ours for every period that is over and earned something, unless one of those days is here already."""
    statement = latest_statement(session, contract.id)
    periods = () if statement is None else statement.content.get("periods", ())
    known = [(c.starts_on, c.ends_on) for c in claim_service.claims_of(session, contract.id) if c.state is not ClaimState.WITHDRAWN]
    for period in periods:
        start, end = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
        if not period["over"] or Decimal(period["payout"]) <= 0 or any(s <= end and start <= e for s, e in known):
            continue
        claim_service.calculate(session, contract, start, end, actor=SYSTEM, now=now, today=today)


def _hold_against(
    session: Session, claim: RebateClaimRow, statement: Any, examined: Examined | None, *, now: datetime, today: date
) -> None:
    """Brings a claim's comparison up to date; one of ours follows its statement until it was approved."""
    before = (claim.calculated_minor, claim.claimed_minor, upheld_minor(claim))
    claim_service.compare(session, claim, statement)
    follows = claim.origin == claim_service.CALCULATED and claim.state in {ClaimState.CALCULATED, ClaimState.REVIEWED}
    if follows and claim.calculated_minor:
        claim.claimed_minor, claim.difference_minor = claim.calculated_minor, 0
        claim.difference_reason, claim.difference_why = "as_agreed", "claimed as earned"
    if examined is not None:
        came = session.scalar(select(func.count()).select_from(ClaimFile).where(ClaimFile.claim_id == claim.id)) or 0
        claim.verdict = examined.verdict if came == examined.files else ""  # a file that came meanwhile is gone through by the next look
        claim.checks = list(examined.checks)
        claim.calculation, claim.evidence = list(examined.calculation), list(examined.evidence)
        claim.difference_reason, claim.difference_why = examined.reason, examined.why
    less = tuple(_earns_less_now(claim))
    if examined is not None:
        place(session, claim, (*examined.signals, *less), now=now)
    elif less or (claim.origin == claim_service.CALCULATED and holds_of(session, claim.id)):
        place(session, claim, less, now=now)
    session.flush()
    after = (claim.calculated_minor, claim.claimed_minor, upheld_minor(claim))
    if before != after:
        _send_back(session, claim, now=now, today=today)


def _send_back(session: Session, claim: RebateClaimRow, *, now: datetime, today: date) -> None:
    """What was looked at on other figures is looked at again: a claim that was reviewed, or approved for more than is earned now."""
    less = claim.state is ClaimState.APPROVED and _is_less(claim)
    if claim.state is ClaimState.REVIEWED or less:
        told = "what was earned has changed since; look at it again"
        at = situation_of(session, claim, actor=SYSTEM, today=today, bank_days=bank_days(session, claim, today), reason=told)
        enter(session, at, ClaimState.CALCULATED, now=now)


def _is_less(claim: RebateClaimRow) -> bool:
    return claim.calculated_minor is not None and granted_minor(claim) > min(claim.calculated_minor, upheld_minor(claim))


def _earns_less_now(claim: RebateClaimRow) -> Iterator[Signal]:
    """A hold on a claim that the other side was told of and that comes to less by now than somebody approved: no money moves unseen."""
    told = claim.state in {ClaimState.NOTIFIED, ClaimState.CLAIMED} and claim.approved_by not in {None, SYSTEM}
    if told and _is_less(claim):
        approved, now = (Money(m, claim.currency) for m in (granted_minor(claim), min(claim.calculated_minor or 0, upheld_minor(claim))))
        said = f"{approved} {claim.currency} was approved, and by now it comes to {now}; record that it is disputed and look at it again"
        yield Signal("earned_less_since", said)


def _tie_to_case(session: Session, claim: RebateClaimRow, account_id: int) -> None:
    """The case that a judgement opened for the same claim."""
    if claim.case_id is not None:
        return
    wanted = select(FindingRow.case_id).where(
        FindingRow.account_id == account_id,
        FindingRow.reference == claim.number,
        FindingRow.type.in_(REBATES),
        FindingRow.gone_at.is_(None),
        FindingRow.case_id.is_not(None),
    )
    claim.case_id = session.scalar(wanted.limit(1))


def _settle(session: Session, contract: RebateContract, paid: Sequence[PaidRebate], *, now: datetime, today: date) -> None:
    """Finds payouts again: ours on lines of remittances that name the agreement, theirs among payments and deductions.

    A line settles a claim where it is the only one of just that amount and the claim the only one that waits for it.
    """
    told: dict[str, Any] = {"actor": SYSTEM, "now": now, "today": today}
    waiting = [p for c in claim_service.claims_of(session, contract.id) for p in payouts_of(session, c.id)]
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
