"""The books of an account as rows: payments, the chain of every root invoice, and every claim on it with what was taken and given back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from cases.detection.row_differences import Key, KnownRow, RowDifferences, Values, row_differences
from facts.money import Money
from ledger.mapping import Row
from ledger.trade import Chain, Deduction, Payment
from matchers.chain import Chain as ToldChain
from matchers.chain import Claim, CreditLine, Slice
from matchers.chain_ledger import ChainLedger
from matchers.grammar import number_key

LONGEST_NUMBER = 80

PAYMENT = (Payment.number, Payment.paid_on, Payment.currency, Payment.amount_minor, Payment.void, Payment.gap_minor, Payment.note)
CHAIN = (Chain.root, Chain.currency, Chain.open_minor, Chain.rounds)
DEDUCTION = (
    Deduction.root, Deduction.number, Deduction.type, Deduction.round, Deduction.state, Deduction.currency, Deduction.amount_minor,
    Deduction.taken_minor, Deduction.reversed_minor, Deduction.repaid_minor, Deduction.deducted_on, Deduction.slices, Deduction.credits,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BalanceChange:
    """The open balance of a root invoice before and after newer exports; amounts in minor units."""

    root: str
    currency: str
    before: int
    after: int

    def to_json(self) -> dict[str, Any]:
        """As the journal keeps it."""
        return {"root": self.root, "currency": self.currency, "before_minor": self.before, "after_minor": self.after}


@dataclass(frozen=True, slots=True)
class KnownBooks:
    """The rows that are there, by key."""

    payments: Mapping[Key, KnownRow]
    chains: Mapping[Key, KnownRow]
    deductions: Mapping[Key, KnownRow]


@dataclass(frozen=True, slots=True)
class BookChanges:
    """What has to be done to the books, and which balances that changes."""

    tables: tuple[RowDifferences, ...]
    balances: tuple[BalanceChange, ...]


def known_books(session: Session, account_id: int) -> KnownBooks:
    """Reads the rows of an account."""

    def there(model: type[Row], columns: tuple[InstrumentedAttribute[Any], ...], key: int) -> dict[Key, KnownRow]:
        names = [c.key for c in columns]
        identity: Any = model.__table__.c
        wanted: Select[Any] = select(identity.id, *columns).where(identity.account_id == account_id).execution_options(yield_per=10_000)
        rows = (KnownRow(row[0], dict(zip(names, row[1:], strict=True))) for row in session.execute(wanted))
        return {tuple(list(row.values.values())[:key]): row for row in rows}

    return KnownBooks(there(Payment, PAYMENT, 1), there(Chain, CHAIN, 1), there(Deduction, DEDUCTION, 3))


def changes_to_books(known: KnownBooks, ledger: ChainLedger, account_id: int, currency: str) -> BookChanges:
    """What the chains say now against the rows that are there. Numbers that the columns cannot hold are cut."""
    own = {"account_id": account_id}
    payments = {(p["number"],): own | p for p in _payments(ledger, currency)}
    chains = {(c["root"],): own | c for c in (_chain(c, currency) for c in ledger.chains)}
    deductions = {
        (d["root"], d["number"], d["type"]): own | d for chain in ledger.chains for d in (_deduction(c, currency) for c in chain.claims)
    }
    # Claims that are gone go before the chains that they hang on.
    tables = (
        row_differences(Payment, known.payments, payments),
        row_differences(Deduction, known.deductions, deductions),
        row_differences(Chain, known.chains, chains),
    )
    return BookChanges(tables, tuple(_balances(known.chains, chains)))


def join_chains(session: Session, account_id: int) -> None:
    """Ties each claim to the chain of its root."""
    root = select(Chain.id).where(Chain.account_id == account_id, Chain.root == Deduction.root).scalar_subquery()
    unjoined = Deduction.account_id == account_id, Deduction.chain_id.is_(None)
    session.execute(update(Deduction).where(*unjoined).values(chain_id=root), execution_options={"synchronize_session": False})


def _balances(there: Mapping[Key, KnownRow], wanted: Mapping[Key, Values]) -> Iterator[BalanceChange]:
    for key, values in wanted.items():
        row = there.get(key)
        if row is not None and row.values["open_minor"] != values["open_minor"]:
            yield BalanceChange(values["root"], values["currency"], row.values["open_minor"], values["open_minor"])


def _payments(ledger: ChainLedger, currency: str) -> Iterator[dict[str, Any]]:
    gaps = {number_key(u.payment.number): u for u in ledger.untied}
    for payment in ledger.payments:
        money = payment.currency or currency
        untied = gaps.get(number_key(payment.number))
        yield {
            "number": payment.number[:LONGEST_NUMBER],
            "paid_on": payment.date,
            "currency": money,
            "amount_minor": None if payment.amount is None else Money.of(payment.amount, money).minor,
            "void": payment.void,
            "gap_minor": None if untied is None else Money.of(untied.gap, money).minor,
            "note": untied.label if untied is not None else payment.void_reason[:200],
        }


def _chain(chain: ToldChain, currency: str) -> dict[str, Any]:
    named = [c.currency for c in chain.claims] + ([chain.invoice.currency] if chain.invoice else [])
    money = next((c for c in named if c), currency)
    return {
        "root": chain.root[:LONGEST_NUMBER],
        "currency": money,
        "open_minor": Money.of(chain.open, money).minor,
        "rounds": chain.rounds,
    }


def _deduction(claim: Claim, currency: str) -> dict[str, Any]:
    money = claim.currency or currency
    return {
        "root": claim.root[:LONGEST_NUMBER],
        "number": claim.number[:LONGEST_NUMBER],
        "type": claim.type,
        "round": claim.round,
        "state": claim.state.value,
        "currency": money,
        "amount_minor": Money.of(claim.amount, money).minor,
        "taken_minor": Money.of(claim.taken, money).minor,
        "reversed_minor": Money.of(claim.reversed, money).minor,
        "repaid_minor": Money.of(claim.repaid, money).minor,
        "deducted_on": claim.deducted_on,
        "slices": list(_slices(claim.slices, money)),
        "credits": [_credit(c, money) for c in claim.credits],
    }


def _credit(credit: CreditLine, currency: str) -> dict[str, Any]:
    return {
        "number": credit.number,
        "role": credit.role.value,
        "amount_minor": Money.of(credit.amount, currency).minor,
        "certain": credit.certain,
        "slices": list(_slices(credit.slices, currency)),
    }


def _slices(slices: Iterable[Slice], currency: str) -> Iterator[dict[str, Any]]:
    for part in slices:
        yield {
            "payment_number": part.payment_number,
            "paid_on": part.payment_date.isoformat() if part.payment_date else None,
            "amount_minor": Money.of(part.amount, currency).minor,
            "settled_minor": Money.of(part.settled, currency).minor,
            "balance_minor": None if part.balance is None else Money.of(part.balance, currency).minor,
            "evidence": part.evidence.to_json(),
        }
