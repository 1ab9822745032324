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
from cases.rebating.eligibility import Roll, judged, roll_of
from cases.rebating.outputs import period_json, progress_json
from cases.rebating.terms import UnusableTermsError, terms_of
from cases.rebating.versions import DECIDED, deciding
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
from matchers.rebates.kept import contract_kept, eligible, known_transactions, late, print_of, statement_of
from matchers.rebates.outlook import Progress
from matchers.rebates.statement import PeriodAccount
from rules.model import Rules

MOST_LISTED: Final = 200
"""Transactions of a period that a kept statement lists; the download lists all."""
MOST_FILES: Final = 10
PERIOD_SHOWN: Final = ("start", "end", "over", "claim_by", "base", "payout", "transactions")
"""What lists show of the last period of an agreement."""
TABLES: Final = frozenset({
    TableKind.SALES, TableKind.REBATE_CLAIMS, TableKind.PAYMENTS, TableKind.REMITTANCE_LINES, TableKind.COST_HISTORY,
    TableKind.EXCHANGE_RATES,
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


@dataclass(frozen=True, slots=True)
class DecidedPeriod:
    """A period with the version that decides it."""

    version: ContractVersion
    account: PeriodAccount


@dataclass(frozen=True, slots=True)
class WorkedStatement:
    """A statement before it is kept. `problem` says why nothing, or not all, could be worked out."""

    contract: RebateContract
    as_of: date
    currency: str
    periods: tuple[DecidedPeriod, ...]
    progress: Progress | None
    problem: str
    customers: tuple[str, ...]
    inputs_hash: str
    content: Mapping[str, Any]
    contract_kept: Contract | None = None
    """The agreement by the version that decided last, as the matchers have it; None where none decides anything."""

    @property
    def earned(self) -> Decimal:
        """What all periods so far pay."""
        return sum((p.account.payout.amount for p in self.periods), Decimal(0))

    @property
    def accrued(self) -> Decimal:
        """What is set aside to date."""
        return sum((p.account.accruals[-1].to_date for p in self.periods if p.account.accruals), Decimal(0))


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
    rows, customers = eligible(transactions, lambda customer, day: judged(roll, customer, day).eligible)
    found: list[DecidedPeriod] = []
    progress: Progress | None = None
    problems: list[str] = []
    last: Contract | None = None
    for version in sorted((v for v in roll.versions if v.state in DECIDED), key=lambda v: v.number):
        known = dict(contracts_kept(books, roll, version, customers, as_of))
        own = known.get(roll.contract.key)
        if own is None:
            problems.append(f"version {version.number}: {version.problem or 'its terms cannot be computed'}")
            continue
        told = statement_of(replace(books.books, contracts=known, transactions=rows), own.number, as_of)
        if told.problem:
            problems.append(told.problem)
        decided = [p for p in told.periods if deciding(roll.versions, p.payout.period.start) is version]
        found += [DecidedPeriod(version, p) for p in decided]
        last = own
        if decided and not decided[-1].over:
            progress = told.progress
    found.sort(key=lambda p: p.account.payout.period.start)
    if not any(v.state in DECIDED for v in roll.versions):
        problems.append("no version of the agreement is approved")
    told_of = _told(roll.contract, as_of, found, progress, "; ".join(dict.fromkeys(problems)), customers)
    return replace(told_of, contract_kept=last)


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
        earned_minor=Money.of(worked.earned, worked.currency).minor,
        accrued_minor=Money.of(worked.accrued, worked.currency).minor,
        problem=worked.problem,
        near_threshold=worked.progress is not None and worked.progress.near,
        content=dict(worked.content),
        difference=[] if last is None else list(_differences(last, worked, came)),
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
    return same, [] if same else list(_differences(statement, again, {}))


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
    periods: Sequence[DecidedPeriod],
    progress: Progress | None,
    problem: str,
    customers: tuple[str, ...],
) -> WorkedStatement:
    prints = [(p.version.number, p.account.payout.period.start.isoformat(), print_of(p.account.payout.rows)) for p in periods]
    terms = {p.version.number: p.version.terms for p in periods}
    inputs = json.dumps([prints, terms, problem], sort_keys=True, default=str)
    content = _plainly(
        {
            "side": contract.side,
            "customers": list(customers),
            "periods": [
                period_json(p.account, MOST_LISTED) | {"version": p.version.number, "print": print_[2]}
                for p, print_ in zip(periods, prints, strict=True)
            ],
            "progress": None if progress is None else progress_json(progress),
        }
    )
    digest = hashlib.sha256(inputs.encode()).hexdigest()
    return WorkedStatement(contract, as_of, contract.currency, tuple(periods), progress, problem, customers, digest, content)


def _differences(last: RebateStatement, worked: WorkedStatement, came: Mapping[str, datetime]) -> Iterator[dict[str, Any]]:
    """What changed since a statement, period by period, and why: other terms, data that came late, or days that went by."""
    before = {p["start"]: p for p in last.content.get("periods", ())}
    after = {p["start"]: (p, d) for p, d in zip(worked.content["periods"], worked.periods, strict=True)}
    new_files = [path for path, at in came.items() if at > last.made_at]
    for start in sorted(before.keys() | after.keys()):
        was, (now, period) = before.get(start), after.get(start, (None, None))
        if was is not None and now is not None and (was["print"], was["payout"], was["base"]) == (now["print"], now["payout"], now["base"]):
            continue
        told = {f"{name}_{when}": None if p is None else p[name] for name in ("base", "payout", "transactions") for when, p in
                (("before", was), ("after", now))}  # fmt: skip
        entry: dict[str, Any] = {"start": start, "end": (now or was or {})["end"], "cause": _cause(was, now)} | told
        if period is not None and was is not None:
            count, amount, files = late(period.account.payout.rows, new_files, last.as_of)
            if count:
                entry |= {"cause": "late_data", "late": {"transactions": count, "base": f"{amount:f}", "files": list(files[:MOST_FILES])}}
        yield entry


def _cause(was: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> str:
    if was is None:
        return "new_period"
    if now is None:
        return "no_longer_a_period"
    if was["version"] != now["version"]:
        return "other_terms"
    return "changed_data" if was["over"] else "running"


def _figures(worked: WorkedStatement) -> dict[str, Any]:
    """What lists show of an agreement."""
    last = worked.content["periods"][-1] if worked.periods else None
    way = worked.content["progress"]
    running = None if last is None else {name: last[name] for name in PERIOD_SHOWN}
    told: dict[str, Any] = _plainly(
        {
            "as_of": worked.as_of,
            "earned": worked.earned,
            "accrued": worked.accrued,
            "period": running,
            "progress": way,
            "problem": worked.problem,
        }
    )
    return told


def _keep_months(session: Session, statement: RebateStatement, worked: WorkedStatement) -> None:
    session.execute(delete(RebateMonth).where(RebateMonth.contract_id == statement.contract_id))

    def minor(amount: Decimal) -> int:
        return Money.of(amount, worked.currency).minor

    for period in worked.periods:
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
                    currency=worked.currency,
                    base=f"{accrual.base:f}",
                    rate=f"{accrual.rate:.10f}".rstrip("0").rstrip("."),
                    earned_minor=minor(adds.get(accrual.period.start, Decimal(0))),
                    accrued_minor=minor(accrual.amount),
                    true_up_minor=minor(max(accrual.true_up, Decimal(0))),
                    claw_back_minor=minor(accrual.claw_back),
                    to_date_minor=minor(accrual.to_date),
                )
            )


def _plainly(value: Any) -> Any:
    """The same without what JSON does not have: decimals and days as text."""
    return json.loads(json.dumps(value, default=lambda v: f"{v:f}" if isinstance(v, Decimal) else v.isoformat()))


def is_live(contract: RebateContract) -> bool:
    """Whether an agreement has a version in force."""
    return contract.in_force_id is not None and contract.state is not VersionState.WITHDRAWN
