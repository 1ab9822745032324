"""statements.json, statements.html and statements.xlsx: every agreement with its payouts down to the transactions."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

from cases.auditing.outputs.replacement import replacing
from cases.auditing.outputs.sheets import As, Heading, Workbook
from cases.rebating.rebates import Rebates, Unnumbered
from cases.wording import day, money, words
from facts.finding import Finding
from facts.money import Money
from facts.rebates import Measure
from matchers.rebates.outlook import Progress
from matchers.rebates.statement import PeriodAccount, Side, Statement, listed
from templates import render, source

OURS: Final = frozenset({"statements.json", "statements.html", "statements.xlsx"})
MOST_IN_JSON: Final = 100_000
"""Transactions that the JSON lists; where there are more they stand in the workbook alone, and the JSON says so."""
COUNTED_IN: Final = {Measure.QUANTITY: "units", Measure.WEIGHT: "kg", Measure.PALLETS: "pallets"}
"""What a base is counted in where it is no money."""
UNIT: Final = {"units": "unit", "kg": "kg", "pallets": "pallet"}
SIDES: Final = {Side.WE_OWE: "we owe", Side.OWED_TO_US: "owed to us"}


def write_statements(rebates: Rebates, folder: Path, out: Path) -> None:
    """Writes all three, whole or not at all. Raises OutputFolderError where `out` holds something else."""
    with replacing(out, folder, OURS) as place:
        for name in sorted(OURS):
            write_one(rebates, place / name)


def write_one(rebates: Rebates, file: Path) -> None:
    """Writes one of them; the ending says which."""
    match file.suffix:
        case ".json":
            rows = sum(p.payout.rows.height for s in rebates.statements for p in s.periods)
            told = [to_json(s, with_transactions=rows <= MOST_IN_JSON) for s in rebates.statements]
            told += [_without_number(u) for u in rebates.without_number]
            text = json.dumps(told, ensure_ascii=False, indent=1, default=_plain)
            file.write_text(text + "\n", encoding="utf-8")
        case ".html":
            file.write_text(_page(rebates), encoding="utf-8")
        case _:
            _workbook(file, rebates)


def to_json(statement: Statement, *, with_transactions: bool = True) -> dict[str, Any]:
    """A statement as plain values: amounts and rates as decimal strings, days as YYYY-MM-DD."""
    terms, contract = statement.terms, statement.contract
    entry: dict[str, Any] = {
        "agreement": contract.number,
        "side": statement.side.value,
        "problem": statement.problem,
        "to_review": list(contract.to_review),
        "file": contract.paper.file,
        "earned": statement.earned,
        "claimed": statement.claimed,
        "paid": statement.paid,
    }
    if terms is not None:
        entry |= {
            "version": terms.version,
            "signed_on": terms.signed_on,
            "payer": terms.payer,
            "earner": terms.earner,
            "starts_on": terms.starts_on,
            "ends_on": terms.ends_on,
            "currency": terms.currency,
            "mechanism": terms.mechanism.value,
            "basis": terms.basis.value,
            "measure": terms.measure.value,
            "period": terms.period.value,
            "tiers": [{"from": t.start, "to": t.end, "rate": t.rate, "amount": t.amount} for t in terms.tiers],
        }
    entry["periods"] = [period_json(p, None if with_transactions else 0) for p in statement.periods]
    if statement.progress is not None:
        entry["progress"] = progress_json(statement.progress)
    entry["claims"] = [
        {
            "claim": claim.number,
            "amount": claim.amount,
            "verdict": finding.verdict.value if finding else "",
            "reason": finding.reason if finding else "",
            "why": finding.why if finding else "",
            "recoverable_amount": finding.recoverable_amount if finding else None,
            "holds": [{"check": h.check, "sentence": h.sentence} for h in finding.holds] if finding else [],
        }
        for claim, finding in statement.claims
    ]
    entry["payments"] = [{"number": p.number, "amount": p.amount, "paid_on": p.paid_on} for p in statement.payments]
    return entry


def _without_number(of: Unnumbered) -> dict[str, Any]:
    """The entry of an agreement of which no number was read: its file and what to do, nothing worked out."""
    nothing: dict[str, Any] = {"earned": Decimal(0), "claimed": Decimal(0), "paid": Decimal(0), "periods": [], "claims": [], "payments": []}
    return {"agreement": "", "side": None, "problem": of.problem, "to_review": ["agreement_number"], "file": of.file} | nothing


def progress_json(way: Progress) -> dict[str, Any]:
    """The way to the next tier as plain values; thresholds and what is missing are in the measure of the agreement."""
    return {
        "reached_from": None if way.reached is None else way.reached.start,
        "next_tier_from": None if way.following is None else way.following.start,
        "missing": way.missing,
        "gain": way.gain,
        "worth_of_one_more": way.worth_of_one_more,
        "near_threshold": way.near,
    }


def period_json(account: PeriodAccount, most: int | None) -> dict[str, Any]:
    """A period as plain values, with at most so many of its transactions listed; None: all, 0: none, and the list is null."""
    payout = account.payout
    return {
        "start": payout.period.start,
        "end": payout.period.end,
        "over": account.over,
        "claim_by": account.claim_by,
        "base": payout.base,
        "earned": payout.earned,
        "payout": payout.amount,
        "carried": payout.carried,
        "calculation": [s.to_json() for s in payout.calculation],
        "evidence": [e.to_json() for e in payout.evidence],
        "months": [{"start": m.start, "end": m.end, "adds": amount} for m, amount in account.months],
        "accruals": [
            {
                "start": a.period.start,
                "end": a.period.end,
                "base": a.base,
                "rate": a.rate,
                "amount": a.amount,
                "true_up": a.true_up,
                "claw_back": a.claw_back,
                "to_date": a.to_date,
            }
            for a in account.accruals
        ],
        "transactions": payout.rows.height,
        "listed": list(islice(listed(payout), most)) if most != 0 else None,
    }


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _page(rebates: Rebates) -> str:
    style = source("report/report.css")
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    values = {
        "style": style,
        "style_hash": hashed,
        "supplier": rebates.supplier,
        "as_of": day(rebates.as_of),
        "statements": [_shown(s) for s in rebates.statements],
        "problems": (*rebates.problems, *map(str, rebates.without_number)),
    }
    return render("report/rebates.html.j2", values)


def _shown(statement: Statement) -> dict[str, Any]:
    """A statement as the page says it."""
    terms, contract = statement.terms, statement.contract
    currency = terms.currency if terms is not None else ""
    way = statement.progress
    units = "" if terms is None else COUNTED_IN.get(terms.measure, "")
    return {
        "number": contract.number,
        "side": SIDES[statement.side],
        "with": "" if terms is None else (terms.payer if statement.side is Side.OWED_TO_US else terms.earner),
        "term": "" if terms is None else f"{day(terms.starts_on)} to {day(terms.ends_on)}",
        "mechanism": "" if terms is None else words(terms.mechanism.value),
        "problem": statement.problem,
        "to_review": ", ".join(words(n) for n in contract.to_review),
        "file": contract.paper.file,
        "earned": money(statement.earned, currency) if terms is not None else "",
        "claimed": money(statement.claimed, currency) if statement.claims else "",
        "paid": money(statement.paid, currency) if statement.payments else "",
        "periods": [_shown_period(p, currency, units=units) for p in statement.periods],
        "near": way is not None and way.near,
        "next": ""
        if way is None or way.following is None
        else f"{_measured(way.missing, currency, units=units)} to the next tier, which adds {money(way.gain, currency)}",
        "one_more": "" if way is None else f"One more {UNIT.get(units, currency)} earns {_exact(way.worth_of_one_more)} {currency}",
        "claims": [
            (c.number, money(c.amount, c.currency), words(f.verdict.value) if f else "", f.why if f else "", _held(f))
            for c, f in statement.claims
        ],
    }


def _held(finding: Finding | None) -> str:
    """Why a claim is held, in sentences; empty where it is not."""
    return "; ".join(h.sentence for h in finding.holds) if finding is not None else ""


def _exact(amount: Decimal) -> str:
    """An amount with as many digits as it needs, at least two."""
    return f"{amount.quantize(Decimal('0.01')):f}" if amount == amount.quantize(Decimal("0.01")) else f"{amount.normalize():f}"


def _shown_period(account: PeriodAccount, currency: str, *, units: str) -> dict[str, Any]:
    payout = account.payout
    return {
        "name": f"{day(payout.period.start)} to {day(payout.period.end)}",
        "base": _measured(payout.base, currency, units=units),
        "payout": money(payout.amount, currency),
        "transactions": payout.rows.height,
        "claim_by": day(account.claim_by) if account.claim_by else "",
        "steps": [(s.label, s.value, s.formula or "") for s in payout.calculation],
        "accruals": [
            (
                f"{day(a.period.start)} to {day(a.period.end)}",
                _measured(a.base, currency, units=units),
                money(a.amount, currency),
                money(a.true_up, currency),
                money(a.to_date, currency),
            )
            for a in account.accruals
        ],
    }


def _measured(amount: Decimal, currency: str, *, units: str) -> str:
    return f"{amount:,f} {units}" if units else money(amount, currency)


_AGREEMENTS: Final = (
    Heading("Agreement", width=20), Heading("Side", width=13), Heading("Payer", width=28), Heading("Earner", width=28),
    Heading("Mechanism", width=15), Heading("From", As.DAY, 13), Heading("Until", As.DAY, 13), Heading("Currency", width=9),
    Heading("Earned", As.MONEY, 15), Heading("Claimed", As.MONEY, 15), Heading("Paid", As.MONEY, 15),
    Heading("To the next tier", As.MONEY, 16), Heading("It adds", As.MONEY, 14), Heading("What is lacking", As.LONG_TEXT, 50),
    Heading("Contract", width=36),
)  # fmt: skip
_PERIODS: Final = (
    Heading("Agreement", width=20), Heading("From", As.DAY, 13), Heading("Until", As.DAY, 13), Heading("Base", As.NUMBER, 16),
    Heading("Payout", As.MONEY, 15), Heading("Carried over", As.MONEY, 13), Heading("Transactions", As.COUNT, 13),
    Heading("Claim by", As.DAY, 13),
)  # fmt: skip
_MONTHS: Final = (
    Heading("Agreement", width=20), Heading("Month from", As.DAY, 13), Heading("until", As.DAY, 13), Heading("Base", As.NUMBER, 16),
    Heading("Accrued", As.MONEY, 14), Heading("True-up in it", As.MONEY, 14), Heading("Taken back in it", As.MONEY, 15),
    Heading("Accrued to date", As.MONEY, 15),
)  # fmt: skip
_STEPS: Final = (
    Heading("Agreement", width=20), Heading("Period from", As.DAY, 13), Heading("Step", width=22), Heading("What", As.LONG_TEXT, 44),
    Heading("Value", As.NUMBER, 18), Heading("Formula", As.LONG_TEXT, 50),
)  # fmt: skip
_CLAIMS: Final = (
    Heading("Agreement", width=20), Heading("Claim", width=18), Heading("Customer", width=28), Heading("Filed on", As.DAY, 13),
    Heading("Currency", width=9), Heading("Claimed", As.MONEY, 14), Heading("Verdict", width=15), Heading("Too much", As.MONEY, 14),
    Heading("Why", As.LONG_TEXT, 60), Heading("Held because", As.LONG_TEXT, 60),
)  # fmt: skip
_ROWS: Final = (
    Heading("Agreement", width=20), Heading("Period from", As.DAY, 13), Heading("Transaction", width=18), Heading("Counts on", As.DAY, 13),
    Heading("Customer", width=28), Heading("SKU", width=16), Heading("Quantity", As.COUNT, 10), Heading("Net amount", As.NUMBER, 15),
    Heading("Return", width=8), Heading("Invoice", width=16), Heading("File", width=30), Heading("Row", As.COUNT, 8),
)  # fmt: skip


def _workbook(path: Path, rebates: Rebates) -> None:
    rows = sum(p.payout.rows.height for s in rebates.statements for p in s.periods)
    with Workbook(path, rebates.as_of, f"Rebate statements: {rebates.supplier}", rows_expected=rows) as book:
        book.table("Agreements", _AGREEMENTS, map(_agreement_row, rebates.statements), "No rebate agreement is among the papers.")
        book.table("Periods", _PERIODS, _period_rows(rebates))
        book.table("Accruals", _MONTHS, _month_rows(rebates))
        book.table("Claims", _CLAIMS, _claim_rows(rebates))
        book.table("Calculation", _STEPS, _step_rows(rebates))
        book.table("Transactions", _ROWS, _transaction_rows(rebates))


def _agreement_row(statement: Statement) -> tuple[Any, ...]:
    terms, way = statement.terms, statement.progress
    lacking = statement.problem or (
        f"check: {', '.join(words(n) for n in statement.contract.to_review)}" if statement.contract.to_review else ""
    )
    if terms is None:
        empty = (None,) * 11
        return (statement.contract.number, SIDES[statement.side], *empty, lacking, statement.contract.paper.file)
    ahead = way is not None and way.following is not None
    return (
        statement.contract.number,
        SIDES[statement.side],
        terms.payer,
        terms.earner,
        words(terms.mechanism.value),
        terms.starts_on,
        terms.ends_on,
        terms.currency,
        Money.of(statement.earned, terms.currency),
        Money.of(statement.claimed, terms.currency) if statement.claims else None,
        Money.of(statement.paid, terms.currency) if statement.payments else None,
        way.missing if way is not None and ahead else None,
        Money.of(way.gain, terms.currency) if way is not None and ahead else None,
        lacking,
        statement.contract.paper.file,
    )


def _accounts(rebates: Rebates) -> Iterator[tuple[Statement, str, PeriodAccount]]:
    for statement in rebates.statements:
        for account in statement.periods:
            yield statement, account.payout.agreement.currency, account


def _period_rows(rebates: Rebates) -> Iterator[tuple[Any, ...]]:
    for statement, currency, account in _accounts(rebates):
        p = account.payout
        amounts = (p.base, Money.of(p.amount, currency), Money.of(p.carried, currency), p.rows.height)
        yield (statement.contract.number, p.period.start, p.period.end, *amounts, account.claim_by)


def _month_rows(rebates: Rebates) -> Iterator[tuple[Any, ...]]:
    for statement, currency, account in _accounts(rebates):
        for a in account.accruals:
            amounts = tuple(Money.of(amount, currency) for amount in (a.amount, a.true_up, a.claw_back, a.to_date))
            yield (statement.contract.number, a.period.start, a.period.end, a.base, *amounts)


def _claim_rows(rebates: Rebates) -> Iterator[tuple[Any, ...]]:
    for statement in rebates.statements:
        for claim, finding in statement.claims:
            told = (
                (words(finding.verdict.value), Money.of(finding.recoverable_amount, claim.currency), finding.why, _held(finding))
                if finding
                else ("", None, "", "")
            )
            head = (statement.contract.number, claim.number, claim.customer, claim.filed_on, claim.currency)
            yield (*head, Money.of(claim.amount, claim.currency), *told)


def _step_rows(rebates: Rebates) -> Iterator[tuple[Any, ...]]:
    for statement, _, account in _accounts(rebates):
        for step in account.payout.calculation:
            yield (statement.contract.number, account.payout.period.start, step.id, step.label, Decimal(step.value), step.formula or "")


def _transaction_rows(rebates: Rebates) -> Iterator[tuple[Any, ...]]:
    for statement, _, account in _accounts(rebates):
        for row in listed(account.payout):
            head = (statement.contract.number, account.payout.period.start, row["transaction_id"], row["counts_on"], row["customer"])
            told = (row["sku"], row["quantity"], row["net_amount"], "return" if row["is_return"] else "", row["invoice_number"])
            yield (*head, *told, row["file"], row["row"])
