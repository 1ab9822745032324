"""The languages of the pages: whose a reader's is, and how words, amounts and days are said in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final

from babel import Locale, dates, numbers
from babel.messages.pofile import read_po

from api.web.words import WORDS
from cases.wording import retailer_said, words
from facts.money import Money
from templates import file_of

CODES: Final[Mapping[str, str]] = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "zh": "中文"}
"""The languages that the pages speak, each under its own name."""
LOCALES: Final[Mapping[str, str]] = {"en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "zh": "zh_Hans_CN"}
COOKIE: Final = "language"
NO_VALUE: Final = "–"


@cache
def catalogue(code: str) -> Mapping[str, str | tuple[str, ...]]:
    """English text → the language's; for a text with a plural, all of its forms. Empty for English."""
    if code == "en":
        return {}
    with file_of(f"locales/{code}.po").open("rb") as file:
        read = read_po(file, locale=LOCALES[code])
    found: dict[str, str | tuple[str, ...]] = {}
    for message in read:
        if message.id and message.string and not message.fuzzy:
            key = message.id if isinstance(message.id, str) else message.id[0]
            found[key] = message.string if isinstance(message.string, str) else tuple(message.string)
    return found


@dataclass(frozen=True, slots=True)
class Language:
    """How things are said to one reader. Amounts arrive as decimal strings in the currency's own digits and are never shortened."""

    code: str

    @property
    def locale(self) -> Locale:
        """The locale of numbers and days."""
        return _locale(self.code)

    def text(self, english: str) -> str:
        """The text in this language; English where nobody has translated it."""
        found = catalogue(self.code).get(english, english)
        return found if isinstance(found, str) else found[0]

    def texts(self, one: str, many: str, count: int) -> str:
        """The text for that many."""
        found = catalogue(self.code).get(one)
        if not isinstance(found, tuple):
            return one if count == 1 else many
        forms = len(found)
        return found[min(_plural(self.code, count), forms - 1)]

    def word(self, table: str, code: str | None) -> str:
        """A code of ours as people say it: `state`, `type`, `verdict`, … (api.web.words)."""
        if not code:
            return NO_VALUE
        known = WORDS.get(table, {}).get(code)
        return words(code) if known is None else self.text(known)

    def retailer(self, code: str) -> str:
        """A retailer's code as people say it: `amazon_us` is Amazon US."""
        return retailer_said(code)

    def money(self, amount: str | Decimal | None, currency: str) -> str:
        """An amount with its currency."""
        if amount is None:
            return NO_VALUE
        return str(numbers.format_currency(Decimal(amount), currency, locale=self.locale))

    def minor(self, minor: int, currency: str) -> str:
        """An amount in minor units with its currency."""
        return self.money(Money(minor, currency).amount, currency)

    def amount(self, amount: str | Decimal | None, currency: str) -> str:
        """An amount without its currency, in the currency's digits: for columns that name it in the heading."""
        if amount is None:
            return NO_VALUE
        digits = numbers.get_currency_precision(currency)
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return str(numbers.format_decimal(Decimal(amount), format=pattern, locale=self.locale))

    def number(self, value: str | Decimal | float | None) -> str:
        """A number."""
        return NO_VALUE if value is None else str(numbers.format_decimal(value, locale=self.locale))

    def percent(self, share: str | Decimal | float | None, digits: int = 0) -> str:
        """A share (0.5) as a percentage (50 %)."""
        if share is None:
            return NO_VALUE
        pattern = "#,##0" + ("." + "0" * digits if digits else "") + self.locale.percent_formats[None].pattern[-2:].lstrip("0")
        return str(numbers.format_percent(Decimal(share), format=pattern, locale=self.locale))

    def day(self, day: date | str | None) -> str:
        """A day, with its month in letters where the language has them."""
        if not day:
            return NO_VALUE
        return str(dates.format_date(_day(day), format="medium", locale=self.locale))

    def short_day(self, day: date | str | None) -> str:
        """Day and month."""
        if not day:
            return NO_VALUE
        return str(dates.format_skeleton("MMMd", _day(day), locale=self.locale))

    def month(self, month: str) -> str:
        """A month (`2026-09`)."""
        return str(dates.format_skeleton("yMMM", _day(f"{month}-01"), locale=self.locale))

    def moment(self, moment: datetime | None) -> str:
        """A day and a time, to the minute, in universal time and said so: colleagues sit in several zones."""
        if moment is None:
            return NO_VALUE
        parts = (
            f"{dates.format_time(moment, format='short', locale=self.locale)} UTC",
            dates.format_date(moment, format="medium", locale=self.locale),
        )
        return str(dates.get_datetime_format("medium", locale=self.locale)).format(*parts)

    def ago(self, moment: datetime | None, now: datetime) -> str:
        """How long ago something was."""
        if moment is None:
            return NO_VALUE
        return str(dates.format_timedelta(moment - now, add_direction=True, threshold=0.9, locale=self.locale))

    def until(self, day: date | str | None, today: date) -> str:
        """How far off a day is, in words: due today, in 3 days, 2 days overdue."""
        if not day:
            return ""
        left = (_day(day) - today).days
        if left == 0:
            return self.text("today")
        if left == 1:
            return self.text("tomorrow")
        spell = str(dates.format_timedelta(timedelta(days=abs(left)), granularity="day", threshold=9e9, locale=self.locale))
        return (self.text("in {spell}") if left > 0 else self.text("{spell} overdue")).format(spell=spell)

    def currencies(self, sums: Mapping[str, Any]) -> str:
        """Amounts of several currencies beside each other; they are never added."""
        return " · ".join(self.money(amount, currency) for currency, amount in sorted(sums.items())) or NO_VALUE

    def join(self, parts: Iterable[str]) -> str:
        """Parts as a list of the language: a, b and c."""
        from babel.lists import format_list

        return str(format_list(list(parts), locale=self.locale))


def language_of(preferred: str | None, cookie: str | None, accepted: str) -> Language:
    """The reader's language: as chosen in the preferences, else before log-in by the cookie, else what the browser asks for."""
    for chosen in (preferred, cookie):
        if chosen in CODES:
            return Language(str(chosen))
    return Language(next((code for code in _asked(accepted) if code in CODES), "en"))


def _asked(accepted: str) -> list[str]:
    """The language codes of an `Accept-Language` header, most wanted first."""
    found: list[tuple[float, str]] = []
    for place, part in enumerate(accepted.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wanted = float(weight or 1)
        except ValueError:
            wanted = 0.0
        found.append((-wanted + place / 1000, tag.strip().partition("-")[0].lower()))
    return [code for _, code in sorted(found)]


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(LOCALES[code])


def _plural(code: str, count: int) -> int:
    if code == "zh":
        return 0
    return int(count > 1) if code == "fr" else int(count != 1)


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day
