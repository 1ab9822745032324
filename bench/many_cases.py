"""Fills an empty ledger with many made-up cases as a house of some years has them: few large suppliers, mostly closed, some old ones open.

The same seed gives the same cases. Rows go in past the services, as fast as the database takes them: this is for measurements.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, islice
from typing import Any

from psycopg import sql
from sqlalchemy import Engine, Index, Table, insert, text
from sqlalchemy.schema import CreateIndex, DropIndex
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from cases.odds.cells import FIRST, Sort, key_of
from facts.finding import FindingType
from ledger.cases import Case, CaseState, CaseTag
from ledger.findings import FindingRow
from ledger.people import User
from ledger.suppliers import Account, Supplier

TODAY = date(2026, 11, 1)
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
SUPPLIERS = 40
USERS = 15
OLDEST = 1000
"""Days back that the oldest deduction lies."""
BATCH = 20_000
RETAILERS = ("amazon_us", "walmart", "target", "amazon_uk", "amazon_de", "kroger", "costco")
CURRENCIES = {"amazon_uk": "GBP", "amazon_de": "EUR"}
KINDS = {
    FindingType.SHORTAGE: 55,
    FindingType.PRICE_CLAIM: 15,
    FindingType.CHARGEBACK: 15,
    FindingType.COOP: 8,
    FindingType.RETURN: 4,
    FindingType.DUPLICATE: 2,
    FindingType.FREIGHT: 1,
    FindingType.REBATE_FRAUD: 0.01,
}
CAUSES = ("not_received", "missing_cartons", "count_difference", "each_case", "retailer_cost_record", "cost_update_timing", None)
CHECKLIST = json.dumps(
    [
        {"paper": p, "required": True, "standing": "in_hand", "note": "signed, stamped, no exceptions noted"}
        for p in ("bill_of_lading", "proof_of_delivery", "invoice")
    ]
)
ODDS = 660_000
"""What an open case brings of what is asked, in millionths."""
WAITING = {"filed", "snoozed"}
"""States in which nobody has work with a case."""
WHY = "The signed proof of delivery shows all cartons; the retailer booked in fewer units than were signed for, and no exception is noted."


def fill(engine: Engine, count: int, *, seed: int = 7) -> None:
    """Makes `count` cases with their findings, tags, suppliers, accounts and users, then builds the indexes and gathers statistics."""
    chance = random.Random(seed)  # noqa: S311 - the same seed gives the same cases
    people(engine)
    cases = (made(chance, number) for number in range(1, count + 1))
    tables = [table for table in (Case.__table__, FindingRow.__table__, CaseTag.__table__) if isinstance(table, Table)]
    indexes = [index for table in tables for index in table.indexes]
    with engine.begin() as connection:
        for index in indexes:
            connection.execute(DropIndex(index))
    while batch := list(islice(cases, BATCH)):
        put(engine, tables[0], [case for case, _, _ in batch])
        put(engine, tables[1], [line for _, lines, _ in batch for line in lines])
        put(engine, tables[2], [tag for _, _, tags in batch for tag in tags])
    build(engine, indexes)


def build(engine: Engine, indexes: Iterable[Index]) -> None:
    """The indexes that were dropped for the time of filling; PostgreSQL also gets what its autovacuum would do by itself."""
    with engine.begin() as connection:
        for index in indexes:
            connection.execute(CreateIndex(index))
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def people(engine: Engine) -> None:
    """Suppliers with an account at each of some retailers, and the users that cases are assigned to."""
    with engine.begin() as connection:
        connection.execute(
            insert(Supplier),
            [{"id": n, "name": f"Supplier {n}", "slug": f"supplier-{n}", "created_at": NOW} for n in range(1, SUPPLIERS + 1)],
        )
        connection.execute(
            insert(Account),
            [
                {"id": account_of(n, r), "supplier_id": n, "retailer": r, "currency": CURRENCIES.get(r, "USD"), "created_at": NOW}
                for n in range(1, SUPPLIERS + 1)
                for r in RETAILERS
            ],
        )
        connection.execute(
            insert(User), [{"id": n, "email": f"user{n}@example.test", "name": f"User {n}", "created_at": NOW} for n in range(1, USERS + 1)]
        )


def account_of(supplier: int, retailer: str) -> int:
    """The number of a supplier's account with a retailer."""
    return supplier * 100 + RETAILERS.index(retailer)


Made = tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]
_SUPPLIER_WEIGHTS = list(accumulate(1 / (n + 1) for n in range(SUPPLIERS)))
_RETAILER_WEIGHTS = list(accumulate((50, 20, 10, 8, 6, 5, 0.5)))
_KIND_NAMES = [kind.value for kind in KINDS]
_KIND_WEIGHTS = list(accumulate(KINDS.values()))
_OPEN_STATES = [s.value for s in CaseState if s not in {CaseState.CLOSED, CaseState.EXPIRED, CaseState.WITHDRAWN}]
_OPEN_WEIGHTS = list(
    accumulate(
        {
            "detected": 30,
            "gathering_evidence": 25,
            "drafting": 5,
            "in_review": 2,
            "ready_to_file": 5,
            "filed": 25,
            "answered": 7,
            "snoozed": 1,
        }[s]
        for s in _OPEN_STATES
    )
)


def made(chance: random.Random, number: int) -> Made:
    """One case with its findings and tags, as columns."""
    supplier = chance.choices(range(1, SUPPLIERS + 1), cum_weights=_SUPPLIER_WEIGHTS)[0]
    retailer = chance.choices(RETAILERS, cum_weights=_RETAILER_WEIGHTS)[0]
    kind = chance.choices(_KIND_NAMES, cum_weights=_KIND_WEIGHTS)[0]
    age = min(OLDEST, int(chance.expovariate(1 / 300)))
    claimed = int(chance.lognormvariate(9.5, 1.3)) + 1
    recoverable = claimed if percent(chance, 60) else int(claimed * chance.random())
    taken = TODAY - timedelta(days=age)
    case = {
        "id": number,
        "supplier_id": supplier,
        "account_id": account_of(supplier, retailer),
        "number": number,
        "case_key": f"{kind}:{number}",
        "form": "dispute",
        "origin": "detected",
        "type": kind,
        "retailer": retailer,
        "reference": f"INV{number:08}SC",
        "invoice_number": f"INV{number:08}",
        "purchase_order": f"4X{number // 3:06}",
        "vendor_code": f"EXM{supplier:02}",
        "sku": f"B0{chance.randrange(3000):08}",
        "destination": f"DC{chance.randrange(60):02}",
        "carrier": f"SCAC{chance.randrange(25):02}",
        "freight_terms": "prepaid",
        "root_cause": chance.choice(CAUSES),
        "verdict": "dispute",
        "why": WHY,
        "currency": CURRENCIES.get(retailer, "USD"),
        "claimed_minor": claimed,
        "recoverable_minor": recoverable,
        "deducted_on": taken,
        "deduction_month": f"{taken:%Y-%m}",
        "safe_by": taken + timedelta(days=60),
        "dispute_by": taken + timedelta(days=730),
        "missed_deadline": percent(chance, 1),
        "evidence_state": chance.choices(("complete", "weak", "missing", "waived"), cum_weights=(60, 70, 99, 100))[0],
        "checklist": CHECKLIST,
        "changes": "[]",
        "external_keys": "{}",
        "attempts_used": 0,
        "rounds": 0,
        "priority": int(percent(chance, 3)),
        "opened_at": moment(taken),
        "changed_at": moment(taken),
        "version": 1,
    } | standing(chance, age, taken, recoverable)
    sort = Sort(FIRST, kind, "proof_shows_full_delivery", str(case["evidence_state"]), retailer, supplier)
    case["odds_key"] = None if case["closed"] else key_of(sort.path)
    return case, lines_of(chance, case), tags_of(chance, case)


def standing(chance: random.Random, age: int, taken: date, recoverable: int) -> dict[str, Any]:
    """Where a case of that age stands: not filed yet, filed, answered, closed; with its sums and days."""
    closed = percent(chance, min(97, age * 100 // 250))
    state = "closed" if closed else chance.choices(_OPEN_STATES, cum_weights=_OPEN_WEIGHTS)[0]
    filed = percent(chance, 85) if closed else state in {"filed", "answered"}
    if closed and not filed:
        state = chance.choice(("closed", "expired", "withdrawn"))
    first_filed = taken + timedelta(days=min(age, chance.randrange(5, 90))) if filed else None
    decided = min(TODAY, first_filed + timedelta(days=chance.randrange(5, 60))) if first_filed and (closed or state == "answered") else None
    granted = 0 if decided is None or percent(chance, 25) else recoverable if percent(chance, 75) else recoverable // 2
    paid = granted if closed else 0
    lost = (None, "won" if granted == recoverable and granted else "partly_won" if granted else "lost")[closed and filed]
    return {
        "state": state,
        "state_before": "detected" if state == "snoozed" else None,
        "closed": closed,
        "close_reason": lost or ("accepted" if closed else None),
        "assignee_id": chance.randrange(1, USERS + 1) if not closed and percent(chance, 70) else None,
        "next_due": None if closed or percent(chance, 5) else TODAY + timedelta(days=chance.randrange(-20, 200)),
        "next_action": "" if closed else "file",
        "disputed_minor": recoverable if filed else 0,
        "approved_minor": granted,
        "paid_minor": paid,
        "mitigated_minor": 0,
        "offset_minor": 0,
        "rededucted_minor": paid // 2 if percent(chance, 2) else 0,
        "written_off_minor": recoverable if closed and not filed and recoverable < 3000 else 0,
        "open_minor": 0 if closed else recoverable,
        "chance_ppm": None if closed else ODDS,
        "expected_minor": 0 if closed else recoverable * ODDS // 1_000_000,
        "worth_per_hour_minor": 0 if closed or state in WAITING else recoverable * ODDS // 1_000_000 * 60 // chance.randrange(6, 25),
        "minutes_left": None if closed else 0 if state in WAITING else 12,
        "first_filed_on": first_filed,
        "decided_on": decided,
        "paid_on": decided + timedelta(days=20) if decided and paid else None,
        "rounds": int(filed),
        "attempts_used": int(filed),
    }


def lines_of(chance: random.Random, case: dict[str, Any]) -> list[dict[str, Any]]:
    """One finding in four cases of five, else two to five that sum to the case."""
    count = 1 if percent(chance, 80) else chance.randrange(2, 6)
    shares = [case["claimed_minor"] // count] * (count - 1)
    amounts = [*shares, case["claimed_minor"] - sum(shares)]
    return [
        {
            "account_id": case["account_id"],
            "case_id": case["id"],
            "finding_key": f"{case['id']}-{place}",
            "type": case["type"],
            "direction": "owed_to_us",
            "reference": case["reference"],
            "purchase_order": case["purchase_order"],
            "invoice_number": case["invoice_number"],
            "sku": case["sku"] if not place else f"B0{chance.randrange(3000):08}",
            "vendor_code": case["vendor_code"],
            "currency": case["currency"],
            "claimed_minor": amount,
            "recoverable_minor": min(amount, case["recoverable_minor"]),
            "verdict": "dispute",
            "reason": "proof_shows_full_delivery",
            "why": WHY,
            "rule": "amazon_us/shortage@2026-01",
            "confidence": 0.9,
            "missing": "[]",
            "deducted_on": case["deducted_on"],
            "destination": case["destination"],
            "carrier": case["carrier"],
            "freight_terms": "prepaid",
            "calculation": CHECKLIST,
            "evidence": CHECKLIST,
            "external_keys": "{}",
            "fingerprint": f"{case['id']:064}",
            "first_seen_at": case["opened_at"],
            "judged_at": case["opened_at"],
        }
        for place, amount in enumerate(amounts)
    ]


def percent(chance: random.Random, of_hundred: int) -> bool:
    """True so many times of a hundred."""
    return chance.randrange(100) < of_hundred


def tags_of(chance: random.Random, case: dict[str, Any]) -> list[dict[str, Any]]:
    """A tag on every tenth case; one of them is rare."""
    if not percent(chance, 10):
        return []
    return [{"case_id": case["id"], "tag": "rare" if chance.randrange(1000) == 0 else chance.choice(("urgent", "ask_carrier", "call"))}]


def moment(day: date) -> str:
    """A moment of that day in the form that both databases read."""
    return f"{day.isoformat()} 08:00:00.000000"


def put(engine: Engine, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Rows of one table, all with the same columns, in one transaction."""
    if not rows:
        return
    rest = usual(table, rows[0])
    names = [*rows[0], *rest]
    values = ([*row.values(), *rest.values()] for row in rows)
    connection = engine.raw_connection()
    try:
        if engine.dialect.name == "postgresql":
            _copy(connection, table.name, names, values)
        else:
            marks = ", ".join("?" * len(names))
            quoted = ", ".join(f'"{name}"' for name in names)
            cursor = connection.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            cursor.executemany(f"INSERT INTO {table.name} ({quoted}) VALUES ({marks})", list(_plain(values)))  # noqa: S608 - our own names
        connection.commit()
    finally:
        connection.close()


def usual(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """What columns that a row does not name, and that may not be empty, hold by the model."""
    left = [column for column in table.columns if column.name not in row and not column.nullable and not column.primary_key]
    return {c.name: c.default.arg if isinstance(c.default, ScalarElementColumnDefault) else "[]" for c in left if c.default is not None}


def _copy(connection: Any, table: str, names: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names)))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in values:
            copy.write_row(row)


def _plain(rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """Days as text, as SQLite keeps them."""
    for row in rows:
        yield [value.isoformat() if isinstance(value, date) else value for value in row]
