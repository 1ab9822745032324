"""The queue and the reports at 10,000 and at 1,000,000 cases, on SQLite and on PostgreSQL.

.venv/bin/python bench/worklist.py [--small N] [--large N] [--times N] [--only sqlite|postgresql]

For each view the first page and the next one are timed in turns in the small and in the large ledger, so that a busy machine slows
both; the shortest of some times counts, and the ratio is the figure to look at: at most 2. `*` marks views that show fewer cases in
the small ledger, which compares less work with more. Reports are timed beside one bare aggregate over the same columns: at most 3.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session, sessionmaker

from bench.many_cases import TODAY, fill
from cases.reports.catalogue import report
from cases.reports.selection import Axis
from cases.worklist.pages import Page, Sort, View, counts, page
from facts.finding import FindingType
from ledger.cases import CaseState
from ledger.database import for_reading, open_engine, open_sessions
from ledger.models import Row
from tests.databases import Databases

VIEWS: Final = {
    "open": View(None, closed=False),
    "everything": View(None),
    "one supplier": View([1], closed=False),
    "twenty suppliers": View(range(1, 21), closed=False),
    "thirty-five suppliers": View(range(5, 40), closed=False),
    "in review": View(None, states=[CaseState.IN_REVIEW]),
    "a supplier's filed ones": View([1], states=[CaseState.FILED]),
    "mine": View(None, closed=False, assignee_id=3),
    "nobody's": View(None, closed=False, unassigned=True),
    "freight": View(None, types=[FindingType.FREIGHT]),
    "one retailer": View(None, closed=False, retailer="kroger"),
    "evidence missing": View(None, closed=False, evidence_state="missing"),
    "tagged": View(None, closed=False, tag="urgent"),
    "overdue": View(None, closed=False, due_before=TODAY),
    "three at once": View([1], closed=False, retailer="walmart", types=[FindingType.CHARGEBACK], evidence_state="weak"),
    "overdue by amount": View(None, closed=False, due_before=TODAY + timedelta(days=7), sort=Sort.AMOUNT),
    "a retailer by age": View(None, closed=False, retailer="kroger", sort=Sort.AGE),
    **{f"by {sort}": View(None, closed=False, sort=sort) for sort in Sort},
    **{f"by {sort}, backwards": View(None, closed=False, sort=sort, backwards=True) for sort in Sort},
    **{f"one supplier by {sort}": View([1], closed=False, sort=sort) for sort in Sort},
}
DECISION: Final = "max(decided_on), max(reply_due), max(state), max(state_before), max(close_reason), count(closed), max(form), max(rounds)"
AMOUNTS: Final = (
    "sum(claimed_minor), sum(disputed_minor), sum(approved_minor), sum(paid_minor), sum(mitigated_minor), sum(offset_minor), "
    "sum(rededucted_minor), sum(written_off_minor), sum(open_minor)"
)
BARE: Final = {
    "win-rates": f"sum(disputed_minor), sum(approved_minor), sum(paid_minor), sum(offset_minor), {DECISION}",
    "recovery": AMOUNTS,
    "coverage": "sum(claimed_minor), sum(recoverable_minor), sum(disputed_minor), sum(paid_minor), sum(offset_minor), sum(mitigated_minor)",
    "ageing": "sum(claimed_minor), sum(open_minor), max(deducted_on), max(settlement_id)",
    "deadlines": "sum(recoverable_minor), sum(disputed_minor), sum(approved_minor), sum(paid_minor), sum(offset_minor), max(state)",
    "evidence": "sum(recoverable_minor), sum(disputed_minor), max(evidence_state), max(form)",
    "timing": "max(deducted_on), max(first_filed_on), max(decided_on), max(paid_on)",
    "root-causes": "max(root_cause), sum(claimed_minor), sum(recoverable_minor), sum(disputed_minor), sum(open_minor)",
}
"""What one bare aggregate asks of the columns that a report reads."""
COLUMN_OF: Final = {Axis.SUPPLIER: "supplier_id", Axis.MONTH: "deduction_month"}


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that a call took."""
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def shortest(works: list[Callable[[], object]], times: int) -> list[float]:
    """The shortest time of each, taken in turns."""
    taken = [[timed(work) for work in works] for _ in range(times)]
    return [min(column) for column in zip(*taken, strict=True)]


def shown(sessions: sessionmaker[Session], view: View, after: str | None = None) -> Page:
    """One page in a session of its own."""
    with sessions() as session:
        return page(session, view, after=after)


def queue(small: sessionmaker[Session], large: sessionmaker[Session], times: int) -> None:
    """The table of views."""
    print(f"{'view':<28}{'first ms':>18}{'ratio':>7}{'next ms':>18}{'ratio':>7}{'counts ms':>11}")
    for name, view in VIEWS.items():
        first = [shown(sessions, view) for sessions in (small, large)]
        one, other = shortest([partial(shown, sessions, view) for sessions in (small, large)], times)
        mark = "*" if len(first[0].rows) < len(first[1].rows) else ""
        line = f"{name + mark:<28}{one:>8.1f} {other:>8.1f}{other / one:>8.2f}"
        if first[0].next is not None and first[1].next is not None:
            one, other = shortest([partial(shown, small, view, first[0].next), partial(shown, large, view, first[1].next)], times)
            line += f"{one:>10.1f} {other:>8.1f}{other / one:>7.2f}"
        with large() as session:
            counted = timed(partial(counts, session, view))
        print(f"{line:<79}{counted:>10.1f}")


def aggregated(session: Session, statement: TextClause) -> None:
    """All rows of a bare aggregate."""
    session.execute(statement).all()


def reports(sessions: sessionmaker[Session], times: int) -> None:
    """The table of reports beside bare aggregates."""
    print(f"{'report':<18}{'by':<10}{'ours s':>8}{'bare s':>8}{'ratio':>7}")
    for name, columns in BARE.items():
        for by in (None, *COLUMN_OF):
            keys = "currency" if by is None else f"currency, {COLUMN_OF[by]}"
            statement = text(f"SELECT {keys}, count(*), {columns} FROM case_file GROUP BY {keys}")  # noqa: S608 - our own words
            with sessions() as session:
                made = partial(report, session, name, supplier_ids=None, today=TODAY, by=by)
                ours, bare = shortest([made, partial(aggregated, session, statement)], times)
            print(f"{name:<18}{by or '':<10}{ours / 1000:>8.2f}{bare / 1000:>8.2f}{ours / bare:>7.2f}")


@contextlib.contextmanager
def ledgers(backend: str, folder: Path, sizes: tuple[int, ...]) -> Iterator[list[sessionmaker[Session]]]:
    """Filled ledgers of these sizes."""
    with contextlib.ExitStack() as stack:
        databases = Databases(folder)
        stack.callback(databases.close)
        opened = []
        for size in sizes:
            url = f"sqlite:///{folder / f'{size}.sqlite'}" if backend == "sqlite" else stack.enter_context(databases.postgresql())
            engine = open_engine(url)
            stack.callback(engine.dispose)
            if backend == "sqlite":
                Row.metadata.create_all(engine)
            seconds = timed(partial(fill, engine, size)) / 1000
            print(f"{backend}: {size:,} cases made in {seconds:.0f} s", file=sys.stderr)
            opened.append(open_sessions(engine))
        yield opened


def main() -> int:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=5, help="how often a page is timed; reports a third of that")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    given = parser.parse_args()
    for backend in (given.only,) if given.only else ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, ledgers(backend, Path(folder), (given.small, given.large)) as (small, large):
            print(f"\n{backend}, {given.small:,} and {given.large:,} cases")
            queue(for_reading(small), for_reading(large), given.times)
            reports(for_reading(large), max(1, given.times // 3))
    return 0


if __name__ == "__main__":
    sys.exit(main())
