"""How nouns stand in the database: names of constraints, exact column types, and the columns that every noun has."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import JSON, BigInteger, DateTime, Integer, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

E = TypeVar("E", bound=StrEnum)

NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(DeclarativeBase):
    """A row of the ledger."""

    metadata = MetaData(naming_convention=NAMES)


class MinorUnits(TypeDecorator[int]):
    """An amount as a whole number of the currency's smallest unit; its currency stands in a column beside it.

    SQLite takes 12.5 for a whole number without complaint, so what is no int is refused here with TypeError.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Only whole numbers go in."""
        del dialect
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"an amount is a whole number of minor units, not {value!r}")
        return value


class UtcTime(TypeDecorator[datetime]):
    """A moment with its zone; kept in UTC, given back in UTC, also where the database keeps no zones. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC; without the zone where the database has none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """With the zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[E], Generic[E]):
    """A StrEnum kept as its text, so that a new word needs no migration."""

    impl = String(40)
    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The text; ValueError for a word that is not one of them."""
        del dialect
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        """The word."""
        del dialect
        return None if value is None else self.words(value)


ID: Final = BigInteger().with_variant(Integer, "sqlite")
"""Numbers of rows; SQLite counts up by itself only in a column that it calls INTEGER."""


class Outside:
    """What every noun has for the systems around: its number there, and their keys by system name."""

    external_id: Mapped[str | None] = mapped_column(String(200), default=None)
    external_keys: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
