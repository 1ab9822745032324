"""The statement of an agreement from the ledger: by the versions in force, as of a day, kept with a print of its inputs."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.rebating.eligibility import Roll, counts, roll_of
from cases.rebating.outputs import period_json, progress_json
from cases.rebating.statement_changes import differences
from cases.rebating.terms import UnusableTermsError, terms_of
from cases.rebating.versions import DECIDED, deciding
from cases.rebating.worked import DecidedPeriod, WorkedStatement, totals_of
from facts.identifiers import compact
from facts.money import Money
from facts.rebates import RebateAgreement
from facts.tables import TableKind
from ledger.frames import facts_of
from ledger.papers import DocumentOrigin
from ledger.rebates import ContractVersion, RebateContract, RebateMonth, RebateStatement, VersionState
from ledger.suppliers import Account
from matchers.frames import Frames, collect
from matchers.rebates.agreements import Contract
from matchers.rebates.claims import RebateBooks
from matchers.rebates.kept import contract_kept, known_transactions, print_of, statement_of, with_eligibility
from matchers.rebates.outlook import Progress
from matchers.rebates.stacking import Decides
from rules.model import Rules

MOST_LISTED: Final = 200
"""Transactions of a period that a kept statement lists; the download lists all."""
PERIOD_SHOWN: Final = ("start", "end", "over", "claim_by", "base", "payout", "transactions", "currency")
"""What lists show of the last period of an agreement."""
TABLES: Final = frozenset({
    TableKind.SALES, TableKind.REBATE_CLAIMS, TableKind.PAYMENTS, TableKind.REMITTANCE_LINES, TableKind.COST_HISTORY,
    TableKind.EXCHANGE_RATES, TableKind.CATALOGUE,
})  # fmt: skip
"""What statements are worked out from and claims held against."""


@dataclass(frozen=True, slots=True)
class RebateLedger:
    """What an account's statements are worked out from, read once: its tables, rules, agreements with their rolls, and when files came."""

    account: Account
    rules: Rules
    books: RebateBooks
    came: Mapping[str, datetime]
    rolls: tuple[Roll, ...]
    frames: Frames
    terms: Mapping[int, RebateAgreement]
    """By version, the terms of those that a payout can be worked out from."""

    def roll(self, contract_id: int) -> Roll:
        """What decides who counts under one of the agreements."""
        return next(r for r in self.rolls if r.contract.id == contract_id)


def rebate_ledger(session: Session, account_id: int, today: date) -> RebateLedger:
    """Reads it. Raises RuleError where the account's rules cannot be used."""
    account = session.get_one(Account, account_id)
    facts = facts_of(session, account_id, TABLES)
    frames = collect(facts.readings, facts.tables, facts.hidden_payments)
    origins = session.execute(select(DocumentOrigin.path, DocumentOrigin.received_at).where(DocumentOrigin.account_id == account_id))
    wanted = select(RebateContract).where(RebateContract.account_id == account_id).order_by(RebateContract.id)
    rolls = tuple(roll_of(session, contract) for contract in session.scalars(wanted))
    rules = rules_for(session, account_id, today)
    books = RebateBooks.with_contracts(frames, rules.currency, rules.rebates, {})
    came = {row.path: row.received_at for row in origins}
    return RebateLedger(account, rules, books, came, rolls, frames, dict(_terms(rolls)))


def _terms(rolls: Sequence[Roll]) -> Iterator[tuple[int, RebateAgreement]]:
    for version in (v for roll in rolls for v in roll.versions if v.state in DECIDED):
        with contextlib.suppress(UnusableTermsError):
            yield version.id, terms_of(version.terms)


def work_out(books: RebateLedger, roll: Roll, as_of: date, known_at: datetime | None = None) -> WorkedStatement:
    """The statement of one agreement as of a day, from what had come in by a moment (None: all). No database is asked.

    Every period is worked out by the version that was in force when it began (`versions.deciding`).
    """
    transactions = known_transactions(books.books.transactions, books.came, known_at)
    rows, customers = with_eligibility(transactions, lambda customer, day: counts(roll, customer, day))
    at_hand = replace(books.books, transactions=rows)
    found: list[DecidedPeriod] = []
    progress: Progress | None = None
    problems: list[str] = []
    kept: dict[str, Contract] = {}
    reach: dict[int, Decides] = {}
    decided = sorted((v for v in roll.versions if v.state in DECIDED), key=lambda v: (v.effective_from or date.min, v.number))
    for version, following in zip(decided, [*decided[1:], None], strict=False):
        known = dict(contracts_kept(books, roll, version, customers, as_of))
        own = known.get(roll.contract.key)
        if own is None or own.terms is None:
            problems.append(f"version {version.number}: {version.problem or 'its terms cannot be computed'}")
            continue
        reach[version.id] = _decides(version, following, found, own.terms.currency, first=version is decided[0])
        told = statement_of(replace(at_hand, contracts=known, reach={roll.contract.key: reach[version.id]}), own.number, as_of)
        if told.problem:
            problems.append(told.problem)
        found += [DecidedPeriod(version, p) for p in told.periods]
        kept[own.terms.currency] = own
        if told.periods and not told.periods[-1].over:
            progress = told.progress
    if not decided:
        problems.append("no version of the agreement is approved")
    told_of = _told(roll.contract, as_of, tuple(found), progress, "; ".join(dict.fromkeys(problems)), customers, at_hand)
    return replace(told_of, kept=kept, reach=reach)


def _decides(
    version: ContractVersion, following: ContractVersion | None, found: Sequence[DecidedPeriod], currency: str, *, first: bool
) -> Decides:
    """The periods that begin while a version is in force, and after those that began before it; payouts in its currency come before."""
    since = [] if first or version.effective_from is None else [version.effective_from]
    if found:
        since.append(found[-1].account.payout.period.end + timedelta(days=1))
    until = None if following is None or following.effective_from is None else following.effective_from - timedelta(days=1)
    return Decides(max(since, default=None), until, tuple(p.account.payout for p in found if p.currency == currency))


def keep(session: Session, worked: WorkedStatement, came: Mapping[str, datetime], *, actor: str, now: datetime) -> RebateStatement | None:
    """Keeps a statement where it says something new, with what changed since the last one; None where it does not.

    The months of the agreement are replaced, what lists show of it is renewed. A statement of an earlier day is kept beside, and changes
    neither.
    """
    contract = session.get_one(RebateContract, worked.contract.id, with_for_update=True)
    newest, last = latest_statement(session, contract.id), latest_statement(session, contract.id, worked.as_of)
    is_newest = newest is None or worked.as_of >= newest.as_of
    if last is not None and (last.inputs_hash, last.content) == (worked.inputs_hash, worked.content):
        contract.renewed_at = now if is_newest else contract.renewed_at
        session.flush()
        return None
    version = worked.periods[-1].version.id if worked.periods else contract.in_force_id
    made = RebateStatement(
        supplier_id=contract.supplier_id,
        contract_id=contract.id,
        version_id=version,
        as_of=worked.as_of,
        made_at=now,
        made_by=actor,
        inputs_hash=worked.inputs_hash,
        transactions=sum(p.account.payout.rows.height for p in worked.periods),
        currency=worked.currency,
        earned_minor=Money.of(worked.total.earned, worked.currency).minor,
        accrued_minor=Money.of(worked.total.accrued, worked.currency).minor,
        problem=worked.problem,
        near_threshold=worked.progress is not None and worked.progress.near,
        content=dict(worked.content),
        difference=[] if last is None else list(differences(last, worked, came)),
    )
    session.add(made)
    session.flush()
    if is_newest:
        contract.renewed_at, contract.figures = now, _figures(worked)
        _keep_months(session, made, worked)
    session.flush()
    return made


def latest_statement(session: Session, contract_id: int, as_of: date | None = None) -> RebateStatement | None:
    """The latest statement of an agreement, or the latest as of no later than a day."""
    wanted = select(RebateStatement).where(RebateStatement.contract_id == contract_id)
    if as_of is not None:
        wanted = wanted.where(RebateStatement.as_of <= as_of)
    return session.scalar(wanted.order_by(RebateStatement.as_of.desc(), RebateStatement.id.desc()).limit(1))


def recomputed(session: Session, statement: RebateStatement) -> tuple[bool, list[dict[str, Any]]]:
    """A kept statement worked out again from what had come in when it was made: whether it is the same, and what differs.

    Versions and eligibility are those of now: what was approved since shows as a difference.
    """
    contract = session.get_one(RebateContract, statement.contract_id)
    books = rebate_ledger(session, contract.account_id, statement.as_of)
    again = work_out(books, books.roll(contract.id), statement.as_of, known_at=statement.made_at)
    same = again.inputs_hash == statement.inputs_hash
    return same, [] if same else list(differences(statement, again, {}))


def months_of(session: Session, contract_id: int) -> Sequence[RebateMonth]:
    """The months of an agreement as its latest statement has them, in their order."""
    return session.scalars(select(RebateMonth).where(RebateMonth.contract_id == contract_id).order_by(RebateMonth.starts_on)).all()


def period_of(statement: RebateStatement, starts_on: date, ends_on: date) -> Mapping[str, Any] | None:
    """The period of a kept statement with these days; None where the agreement has no such period."""
    days = starts_on.isoformat(), ends_on.isoformat()
    return next((p for p in statement.content.get("periods", ()) if (p["start"], p["end"]) == days), None)


def contracts_kept(
    books: RebateLedger, roll: Roll, version: ContractVersion, customers: Sequence[str], as_of: date
) -> Iterator[tuple[str, Contract]]:
    """The agreement by one of its versions, and beside it all others of the account by those in force."""
    for other in books.rolls:
        own = other.contract.id == roll.contract.id
        held = version if own else deciding(other.versions, as_of)
        terms = None if held is None else books.terms.get(held.id)
        if held is None or terms is None:
            continue
        terms = _until_replaced(books, other, held, terms)
        named = tuple(customers) if own else terms.customers
        told = f"agreement {terms.number}, version {held.number}"
        yield compact(terms.number), contract_kept(replace(terms, customers=named or (terms.earner,)), told)


def _until_replaced(books: RebateLedger, roll: Roll, held: ContractVersion, terms: RebateAgreement) -> RebateAgreement:
    """A version whose place another one takes with a term of its own ends the day before that one begins: no day counts twice."""
    later = [
        v.effective_from
        for v in roll.versions
        if v.state in DECIDED and v.number > held.number and v.effective_from is not None and v.id in books.terms
        and terms.starts_on < books.terms[v.id].starts_on
    ]  # fmt: skip
    ends = min(later, default=None)
    if ends is None or not terms.starts_on < ends <= terms.ends_on:
        return terms
    return replace(terms, ends_on=ends - timedelta(days=1))


def _told(
    contract: RebateContract,
    as_of: date,
    periods: tuple[DecidedPeriod, ...],
    progress: Progress | None,
    problem: str,
    customers: tuple[str, ...],
    books: RebateBooks,
) -> WorkedStatement:
    prints = [(p.version.number, p.account.payout.period.start.isoformat(), print_of(p.account.payout.rows)) for p in periods]
    terms = {p.version.number: p.version.terms for p in periods}
    currency = periods[-1].currency if periods else contract.currency
    totals = totals_of(periods, currency)
    inputs = json.dumps([prints, terms, problem], sort_keys=True, default=str)
    content = _plainly(
        {
            "side": contract.side,
            "customers": list(customers),
            "periods": [
                period_json(p.account, MOST_LISTED) | {"version": p.version.number, "currency": p.currency, "print": print_[2]}
                for p, print_ in zip(periods, prints, strict=True)
            ],
            "progress": None if progress is None else progress_json(progress),
            "totals": [{"currency": c, "earned": t.earned, "accrued": t.accrued} for c, t in totals.items()],
        }
    )
    digest = hashlib.sha256(inputs.encode()).hexdigest()
    return WorkedStatement(contract, as_of, currency, periods, progress, problem, customers, digest, content, books)


def _figures(worked: WorkedStatement) -> dict[str, Any]:
    """What lists show of an agreement."""
    last = worked.content["periods"][-1] if worked.periods else None
    way = worked.content["progress"]
    running = None if last is None else {name: last[name] for name in PERIOD_SHOWN}
    told: dict[str, Any] = _plainly(
        {
            "as_of": worked.as_of,
            "earned": worked.total.earned,
            "accrued": worked.total.accrued,
            "totals": worked.content["totals"],
            "period": running,
            "progress": way,
            "problem": worked.problem,
        }
    )
    return told


def _keep_months(session: Session, statement: RebateStatement, worked: WorkedStatement) -> None:
    session.execute(delete(RebateMonth).where(RebateMonth.contract_id == statement.contract_id))

    for period in worked.periods:
        currency = period.currency
        adds = {stretch.start: amount for stretch, amount in period.account.months}
        for accrual in period.account.accruals:
            session.add(
                RebateMonth(
                    supplier_id=statement.supplier_id,
                    contract_id=statement.contract_id,
                    statement_id=statement.id,
                    month=f"{accrual.period.start:%Y-%m}",
                    starts_on=accrual.period.start,
                    ends_on=accrual.period.end,
                    currency=currency,
                    base=f"{accrual.base:f}",
                    rate=f"{accrual.rate:.10f}".rstrip("0").rstrip("."),
                    earned_minor=Money.of(adds.get(accrual.period.start, Decimal(0)), currency).minor,
                    accrued_minor=Money.of(accrual.amount, currency).minor,
                    true_up_minor=Money.of(max(accrual.true_up, Decimal(0)), currency).minor,
                    claw_back_minor=Money.of(accrual.claw_back, currency).minor,
                    to_date_minor=Money.of(accrual.to_date, currency).minor,
                )
            )


def _plainly(value: Any) -> Any:
    """The same without what JSON does not have: decimals and days as text."""
    return json.loads(json.dumps(value, default=lambda v: f"{v:f}" if isinstance(v, Decimal) else v.isoformat()))


def is_live(contract: RebateContract) -> bool:
    """Whether an agreement has a version in force."""
    return contract.in_force_id is not None and contract.state is not VersionState.WITHDRAWN
