"""How values are written in sentences: the usual spellings of amounts, counts, days and rates in each language, by name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal

from demo.chance import Chance

AMOUNTS: Final = {
    "en": ("code", "code", "plain_code", "code_after", "sign", "sign", "letters_sign", "word"),
    "de": ("code", "code_after", "code_after", "sign_after", "plain_code"),
    "fr": ("code_after", "code_after", "sign_after", "code", "plain_code"),
    "es": ("code_after", "code", "sign_after", "plain_code"),
    "it": ("code_after", "code", "sign_after", "plain_code"),
    "zh": ("code", "code_after", "word", "word", "plain_code"),
}
"""Spellings of amounts by language; one that stands twice is the more usual."""
DAYS: Final = {
    "en": ("iso", "iso", "day_month", "month_day", "short_day", "short_month", "ordinal", "weekday"),
    "de": ("iso", "figures", "figures", "long"),
    "fr": ("iso", "slashes", "long", "long"),
    "es": ("iso", "slashes", "long", "long"),
    "it": ("iso", "slashes", "long", "long"),
    "zh": ("iso", "long", "long"),
}
_SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CAD": "C$"}
_LETTERS_SIGNS: Final = {"USD": "US$", "EUR": "€", "GBP": "GB£", "JPY": "JP¥", "CAD": "CA$"}
CURRENCY_WORDS: Final = {
    "en": {"USD": "dollars", "EUR": "euros", "GBP": "pounds", "CAD": "Canadian dollars", "JPY": "yen"},
    "zh": {"USD": "美元", "EUR": "欧元", "GBP": "英镑", "CAD": "加元", "JPY": "日元"},
}
_PERCENT: Final = {
    "en": ("{} %", "{}%", "{}%", "{} percent", "{} per cent"),
    "de": ("{} %", "{} Prozent"),
    "fr": ("{} %", "{} pour cent"),
    "es": ("{} %", "{} por ciento"),
    "it": ("{} %", "{} per cento"),
    "zh": ("{}%", "百分之{}"),
}
_ONES: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _grouped(number: Decimal, language: str, *, plain: bool = False) -> str:
    """A number with as many decimals as it has, in the language's digits."""
    decimals = max(0, -int(number.as_tuple().exponent))
    pattern = ("0" if plain else "#,##0") + ("." + "0" * decimals if decimals else "")
    return format_decimal(number, format=pattern, locale="en" if language == "zh" else language)


def amount(value: Decimal, currency: str, form: str, language: str) -> str:
    """An amount in a spelling; a unit cost keeps the decimals it has.

    >>> amount(Decimal("1234.50"), "USD", "sign", "en")
    '$1,234.50'
    """
    exact = value if value.as_tuple().exponent in {-2, -3, -4} else value.quantize(Decimal("0.01"))
    figures, plain = _grouped(exact, language), _grouped(exact, language, plain=True)
    match form:
        case "code":
            return f"{currency} {figures}"
        case "plain_code":
            return f"{currency} {plain}"
        case "code_after":
            return f"{figures} {currency}"
        case "sign":
            return f"{_SIGNS[currency]}{figures}"
        case "sign_after":
            return f"{figures} {_SIGNS[currency]}"
        case "letters_sign":
            return f"{_LETTERS_SIGNS[currency]}{figures}"
        case "word":
            return f"{figures}{'' if language == 'zh' else ' '}{CURRENCY_WORDS[language][currency]}"
        case _:
            return plain if form == "plain" else figures


def day(value: date, form: str, language: str) -> str:
    """A day in a spelling.

    >>> day(date(2026, 8, 12), "weekday", "en")
    'Wednesday, 12 August 2026'
    """
    match form:
        case "iso":
            return value.isoformat()
        case "ordinal":
            return f"the {value.day}{_ordinal(value.day)} of {format_date(value, 'MMMM y', locale='en')}"
        case "slashes":
            return f"{value.day:02}/{value.month:02}/{value.year}"
        case "figures":
            return f"{value.day:02}.{value.month:02}.{value.year}"
        case _:
            return format_date(value, _DAY_PATTERNS.get(form, "long"), locale=language)


_DAY_PATTERNS: Final = {
    "day_month": "d MMMM y",
    "month_day": "MMMM d, y",
    "short_day": "d MMM y",
    "short_month": "MMM d, y",
    "weekday": "EEEE, d MMMM y",
}


def _ordinal(number: int) -> str:
    return "th" if number in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def rate(value: Decimal, form: str, language: str) -> str:
    """A rate as per cent; `form` counts the spellings of the language from 0.

    >>> rate(Decimal("0.075"), "1", "en")
    '7.5%'
    """
    percent = value * 100
    exact = percent.quantize(Decimal(1)) if percent == percent.to_integral_value() else percent.normalize()
    return _PERCENT[language][int(form)].format(_grouped(exact, language))


def count(value: Decimal, form: str, language: str) -> str:
    """A count in figures or, in English, in words.

    >>> count(Decimal(124), "words", "en")
    'one hundred and twenty-four'
    """
    if form == "words" and value == value.to_integral_value():
        return in_words(int(value))
    return _grouped(value, language, plain=form == "plain")


def in_words(number: int) -> str:
    """A whole number below 10,000 in English words."""
    if number < len(_ONES):
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_ONES[hundreds]} hundred" + (f" and {in_words(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    return f"{in_words(thousands)} thousand" + (f" {'and ' if rest < 100 else ''}{in_words(rest)}" if rest else "")


def drawn_amount(chance: Chance, language: str) -> str:
    """A usual spelling of an amount."""
    return chance.pick(AMOUNTS[language])


def drawn_day(chance: Chance, language: str) -> str:
    """A usual spelling of a day."""
    return chance.pick(DAYS[language])


def drawn_rate(chance: Chance, language: str) -> str:
    """A usual spelling of a rate."""
    return str(chance.whole(0, len(_PERCENT[language]) - 1))


def drawn_count(chance: Chance, language: str, value: Decimal) -> str:
    """A usual spelling of a count: small ones now and then in words."""
    if language == "en" and value <= 12 and chance.likely(0.35):
        return "words"
    return chance.pick(("figures", "plain"))
