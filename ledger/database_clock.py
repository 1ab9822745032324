"""The database's clock, which all servers and workers share, as a moment to ask for and as a value that a column takes by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from ledger.mapping import UtcTime


class DatabaseMoment(FunctionElement[datetime]):
    """The moment by the database's clock; also within a transaction it moves on."""

    name = "database_moment"
    type = UtcTime()
    inherit_cache = True


@compiles(DatabaseMoment, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    del element, compiler, how
    return "clock_timestamp()"


@compiles(DatabaseMoment, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    del element, compiler, how
    # As moments are kept there: without zone, with six digits, of which the database knows three.
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"
