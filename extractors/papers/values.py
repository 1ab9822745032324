"""Values as papers print them: dates, times, counts, weights, amounts, identifiers. Each says what it took and what is open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from extractors.papers.region import Region
from extractors.papers.tokens import fold
from facts.documents import Value


@dataclass(frozen=True, slots=True)
class Read:
    """A value found in a text between two offsets. `doubt`: its reading is open, so a person should look."""

    value: Value
    start: int
    end: int
    doubt: bool = False


_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janner janvier janv enero ene gennaio gen jänner",
            "february feb februar fevrier fevr fev febrero febbraio febr",
            "march mar marz mars marzo mrz maerz",
            "april apr avril avr abril abr aprile",
            "may mai mayo maggio mag",
            "june jun juni juin junio giugno giu",
            "july jul juli juillet juil julio luglio lug",
            "august aug aout agosto ago ag",
            "september sep sept septembre septiembre set settembre sett",
            "october oct oktober okt octobre octubre ottobre ott",
            "november nov novembre noviembre",
            "december dec dezember dez decembre diciembre dic dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_D: Final = r"[0-9OoIl]"
_DATE_FORMS: Final = (
    ("ymd", re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)\s?日?")),
    ("ymd", re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")),
    ("num", re.compile(r"(?<![\d/])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?((?:19|20)\d{2}|\d{2})(?![\d/])")),
    (
        "dMy",
        re.compile(
            rf"(?<![\da-z])(\d{{1,2}})(?:st|nd|rd|th|er|º|°|\.)?(?:\s+de)?[\s\-./]*({MONTH})\.?(?:\s+(?:de|del))?[\s\-./,]*((?:19|20)\d{{2}}|'?\d{{2}})(?!\d)"
        ),
    ),
    ("Mdy", re.compile(rf"(?<![a-z])({MONTH})\.?[\s\-./]*(\d{{1,2}})(?:st|nd|rd|th)?[\s,\-./]+((?:19|20)\d{{2}}|'?\d{{2}})(?!\d)")),
)


def find_date(text: str, region: Region, start: int = 0) -> Read | None:
    """The first date from `start`, as YYYY-MM-DD; in doubt where day and month could change places and nothing tells them."""
    folded = fold(text)
    found: list[Read] = []
    for form, pattern in _DATE_FORMS:
        match = pattern.search(folded, start)
        read = _date(form, match, region) if match else None
        if read is not None:
            found.append(read)
    return min(found, key=lambda r: (r.start, -r.end), default=None)


def find_dates(text: str, region: Region) -> list[Read]:
    """All dates of a text, in order."""
    found, start = [], 0
    while (read := find_date(text, region, start)) is not None:
        found.append(read)
        start = read.end
    return found


def _date(form: str, match: re.Match[str], region: Region) -> Read | None:
    doubt = False
    if form == "ymd":
        year, month, day = (int(g) for g in match.groups())
    elif form == "num":
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        order = region.order or ("dmy" if match[2] == "." else None)
        if first > 12 or second > 12:
            day, month = (first, second) if first > 12 else (second, first)
            doubt = region.order is not None and (region.order == "dmy") != (first > 12)
        else:
            day, month = (second, first) if order in {"mdy", None} else (first, second)
            doubt = order is None and first != second
    elif form == "dMy":
        day, month, year = int(match[1]), _MONTHS[match[2]], _year(match[3])
    else:
        month, day, year = _MONTHS[match[1]], int(match[2]), _year(match[3])
    try:
        read = date(year, month, day)
    except ValueError:
        return None
    if not 1990 <= read.year <= 2079:
        return None
    return Read(read.isoformat(), match.start(), match.end(), doubt)


def _year(text: str) -> int:
    number = int(text.lstrip("'"))
    return number + 2000 if number < 100 else number


_TIME: Final = re.compile(
    r"(?<![\d:.,/-])(\d{1,2})\s?([:.h：]|uhr|时|點|点)\s?(\d{2})?(?:[:.](\d{2}))?\s*分?\s*(a\.?m\.?|p\.?m\.?)?(?![\d/]|[.-]\d)",
    re.IGNORECASE,
)
_MILITARY: Final = re.compile(r"(?<!\d)([01]\d|2[0-3])([0-5]\d)\s*(?:hrs?|hours|h|uhr)\b", re.IGNORECASE)
_BARE_AMPM: Final = re.compile(r"(?<!\d)(\d{1,2})\s*(a\.?m\.?|p\.?m\.?)(?![a-z])", re.IGNORECASE)


def find_time(text: str, start: int = 0) -> Read | None:
    """The first time of day from `start`, as HH:MM."""
    for match in _TIME.finditer(text, start):
        hour, minute = int(match[1]), int(match[3] or 0)
        mark = match[2].lower()
        if (match[3] is None and mark not in {"h", "uhr", "时", "点"}) or (
            mark == "." and not match[5] and (len(match[1]) < 2 or match[4])
        ):
            continue
        read = _clock(hour, minute, match[5])
        if read:
            return Read(read, match.start(), match.end())
    for match in _MILITARY.finditer(text, start):
        return Read(f"{match[1]}:{match[2]}", match.start(), match.end())
    for match in _BARE_AMPM.finditer(text, start):
        read = _clock(int(match[1]), 0, match[2])
        if read:
            return Read(read, match.start(), match.end())
    return None


def _clock(hour: int, minute: int, half: str | None) -> str | None:
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower().startswith("p") else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


_NUMBER: Final = re.compile(
    r"(?<![\w.,])[(\-−–+]?\s?[$€£¥￥]?\s?-?(\d{1,3}(?:([.,'’ \u00a0\u202f])\d{3})(?:\2\d{3})*(?:[.,]\d{1,6})?|\d+(?:[.,]\d{1,6})?)(?![\d])"
)


def number_at(text: str, region: Region, start: int = 0) -> tuple[Decimal, int, int] | None:
    """The first number from `start` with its offsets; which mark is decimal is decided by the paper, not by the number."""
    for match in _NUMBER.finditer(text, start):
        value = decimal_of(match[1], region)
        if value is not None:
            return value, match.start(1), match.end(1)
    return None


_NOUGHTS: Final = "000"
"""No amount is printed with three noughts for decimals where nothing on the paper shows how it writes them: they are thousands."""


def decimal_of(digits: str, region: Region) -> Decimal | None:
    """A printed number as an exact decimal; `1.234` is a thousand where the paper writes decimals with a comma."""
    plain = re.sub(r"[ \u00a0\u202f'’]", "", digits)
    last = max(plain.rfind(","), plain.rfind("."))
    if last < 0:
        return Decimal(plain) if plain.isdigit() else None
    mark, tail = plain[last], plain[last + 1 :]
    other = "." if mark == "," else ","
    if other in plain or plain.count(mark) > 1:
        grouped = plain.count(mark) > 1
    elif len(tail) == 3 and 1 <= last <= 3:
        grouped = (
            (mark == ",") != bool(region.decimal_comma)
            if region.decimal_comma is not None
            else tail == _NOUGHTS or (mark == ",") == (region.language in {"en", "zh"})
        )
        grouped = grouped and plain[0] != "0"
    else:
        grouped = False
    whole = plain if grouped else plain[:last]
    cleaned = re.sub(r"[.,]", "", whole) + ("" if grouped else f".{tail}")
    try:
        return Decimal(cleaned)
    except ArithmeticError:
        return None


_COUNT: Final = re.compile(r"(?<![\w.,/\-])(\d{1,3}(?:[.,' ’]\d{3})+|\d{1,7})(?:[.,]0{1,3})?(?![\d/]|[.,]\d|[-.]?[A-Za-z]{2,}\d)")


def find_count(text: str, start: int = 0) -> Read | None:
    """The first whole number from `start`; marks between groups of three digits are dropped."""
    match = _COUNT.search(text, start)
    if match is None:
        return None
    return Read(int(re.sub(r"\D", "", match[1])), match.start(1), match.end(1))


def whole(value: Decimal) -> int | None:
    """A count that was printed as a decimal (12.00), or None where it is none."""
    return int(value) if value == value.to_integral_value() else None


def plain(value: Decimal, digits: int | None = None) -> str:
    """A decimal as JSON holds it: no exponent; to `digits` places, else as printed but without idle zeros after whole numbers."""
    if digits is not None:
        return f"{value:.{digits}f}"
    return f"{value:f}"


_AMOUNT: Final = re.compile(
    r"(?P<open>\()?\s?(?P<sign>[-−–])?\s?(?:(?:USD|EUR|GBP|CNY|CHF|CAD|AUD|US)\s?)?[$€£¥￥]?\s?(?P<sign2>[-−–])?\s?"
    r"(?P<number>\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,5})?|\d+(?:[.,]\d{1,5})?)(?!\d|[.,]\d)"
    r"\s?(?P<close>\))?(?P<trail>-(?![\w\d]))?(?P<credit>\s?CR\b)?"
)


def find_amount(text: str, region: Region, start: int = 0) -> Read | None:
    """The first amount of money from `start` as a decimal string; brackets, a trailing minus and CR make it negative."""
    for match in _AMOUNT.finditer(text, start):
        before = text[match.start("number") - 1] if match.start("number") else ""
        if before.isalnum() and not "\u4e00" <= before <= "\u9fff":
            continue
        after = text[match.end("number") :]
        if after[:1].isalpha() and not re.match(r"(?:(?:USD|EUR|GBP|CNY|CHF|CAD|AUD|CR|kr|zł)\b|元)", after):
            continue
        value = decimal_of(match["number"], region)
        if value is None:
            continue
        if match["sign"] or match["sign2"] or match["trail"] or match["credit"] or (match["open"] and match["close"]):
            value = -value
        begin = match.start("sign") if match["sign"] else match.start("number")
        return Read(plain(value), begin, match.end("trail") if match["trail"] else match.end("number"))
    return None


_ID: Final = re.compile(r"[A-Z0-9](?:[A-Z0-9]|[-/._](?=[A-Z0-9]))*", re.IGNORECASE)
_DIGIT_GROUPS: Final = re.compile(r"\d{2,}(?:\s\d{2,})+")


def find_identifier(text: str, start: int = 0, *, digits: int = 1, length: int = 3, spaced: bool = False) -> Read | None:
    """The first identifier from `start`: letters and digits joined by - / . _, with at least `digits` digits."""
    if spaced:
        groups = _DIGIT_GROUPS.match(text, start)
        if groups:
            return Read(re.sub(r"\s", "", groups.group()), groups.start(), groups.end())
    for match in _ID.finditer(text, start):
        word = match.group()
        if len(word) >= length and sum(c.isdigit() for c in word) >= digits:
            return Read(word, match.start(), match.end())
    return None


_IN_WORDS: Final = re.compile(r"\s?[A-Z]{2,5} (?=\d[\d./-]*\d)[\d./-]{4,}(?<=\d)")


def find_number_in_words(text: str, start: int) -> Read | None:
    """A number at `start` that its letters stand apart from (“DRA 2025/017”)."""
    found = _IN_WORDS.match(text, start)
    if found is None:
        return None
    begin = found.end() - len(found.group().lstrip())
    return Read(text[begin : found.end()], begin, found.end())


WEIGHT_UNITS: Final = {
    "lb": "lb",
    "lbs": "lb",
    "pound": "lb",
    "pounds": "lb",
    "#": "lb",
    "kg": "kg",
    "kgs": "kg",
    "kilo": "kg",
    "kilos": "kg",
    "kilogram": "kg",
    "kilograms": "kg",
    "公斤": "kg",
    "千克": "kg",
    "磅": "lb",
}
UNIT: Final = re.compile(r"\s*([l1I|]bs?|pounds?|kgs?|kilos?|kilograms?|公斤|千克|磅)(?![a-z])", re.IGNORECASE)


def unit_named(word: str) -> str:
    """Lb or kg for a printed unit; “Ib” and “1b” are how a scan reads lb."""
    return WEIGHT_UNITS.get(word.lower(), "lb")


def weight_unit_in(text: str) -> str | None:
    """The unit of weight named anywhere in a heading, as lb or kg."""
    match = re.search(r"(?<![a-z0-9])([l1I|]bs?|pounds?|kgs?|kilos?|公斤|千克|磅)(?![a-z])", text, re.IGNORECASE)
    return unit_named(match[1]) if match else None
