"""Days between two dates, said the same way to both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class DaysBetween(FunctionElement[int]):
    """Whole days from the second date to the first; NULL where one of them is."""

    name = "days_between"
    type = Integer()
    inherit_cache = True


@compiles(DaysBetween, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    later, earlier = element.clauses
    return f"({compiler.process(later, **how)} - {compiler.process(earlier, **how)})"


@compiles(DaysBetween, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    later, earlier = element.clauses
    return f"CAST(julianday({compiler.process(later, **how)}) - julianday({compiler.process(earlier, **how)}) AS INTEGER)"
