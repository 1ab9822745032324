"""All reports by name: the one door through which pages, API and exports ask for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import partial
from typing import Final, Protocol

from sqlalchemy.orm import Session

from cases.reports.causes import repeat_offenders, root_causes
from cases.reports.definitions import TABLES
from cases.reports.durations import timing
from cases.reports.report import Report
from cases.reports.selection import EVERYTHING, Axis, Selection
from cases.reports.tables import tabulated


class Made(Protocol):
    """How a report is made."""

    def __call__(
        self, session: Session, *, supplier_ids: Collection[int] | None, selection: Selection, by: Axis | None, today: date
    ) -> Report:
        """The report over the cases of these suppliers (None: all)."""
        ...


REPORTS: Final[Mapping[str, Made]] = {table.name: partial(tabulated, table=table) for table in TABLES} | {
    "timing": timing,
    "root-causes": root_causes,
    "repeat-offenders": repeat_offenders,
}
"""Every report by the name that its address and its file bear."""


class UnknownReportError(KeyError):
    """There is no report of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no report {name}; there are {', '.join(REPORTS)}")


def report(
    session: Session,
    name: str,
    *,
    supplier_ids: Collection[int] | None,
    today: date,
    selection: Selection = EVERYTHING,
    by: Axis | None = None,
) -> Report:
    """The report of that name. `supplier_ids` is the scope of who asks; an empty one gives an empty report."""
    if name not in REPORTS:
        raise UnknownReportError(name)
    return REPORTS[name](session, supplier_ids=supplier_ids, selection=selection, by=by, today=today)
