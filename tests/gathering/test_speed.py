"""One case's search asks the ledger by index, however many papers there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from cases.gathering.gathering import situation_of
from cases.gathering.searches import TOOLS
from ledger.database import is_sqlite
from tests.detection.house import House
from tests.gathering.truck import exports, receipt

LARGE = ("paper", "paper_key", "paper_link", "document", "document_origin", "trade_fact", "search_entry", "case_file", "finding")
"""Tables that grow with what comes in."""


@contextmanager
def asked(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """The questions that the database is asked meanwhile."""
    told: list[tuple[str, Any]] = []

    def note(connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        del connection, cursor, context, many
        told.append((statement, parameters))

    engine = session.get_bind()
    assert isinstance(engine, Engine)
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.both_engines
def test_no_search_walks_a_whole_table(house: House) -> None:
    if not is_sqlite(house.session):
        pytest.skip("a planner without figures walks small tables")
    house.take(*exports(receipt(number="7HN4W2KB")))
    case = next(c for c in house.cases().values() if c.reference == "HK-5501SC")
    house.session.flush()
    with asked(house.session) as told:
        at = situation_of(house.session, case, house.rules)
        for tool in TOOLS.values():
            list(tool(house.session, at.scope(at.needs), at.known))
    raw = house.session.connection().connection.cursor()
    walks = []
    for statement, parameters in told:
        if statement.lstrip().upper().startswith("SELECT"):
            plan = raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            walks += [f"{row[3]}: {statement[:200]}" for row in plan for table in LARGE if row[3].split() == ["SCAN", table]]
    assert walks == []
