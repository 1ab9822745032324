"""What a paper's own words say about its locale: order of dates, decimal mark, currency, language."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

from extractors.papers.tokens import tokens
from extractors.papers.vocabulary import matcher, phrases

DateOrder = Literal["dmy", "mdy"]

_NUMERIC_DATE: Final = re.compile(r"(?<![\d/.-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-])")
_US_PLACE: Final = re.compile(
    r"\b(?:AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI"
    r"|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|PR)\.?,?\s+\d{5}(?:-\d{4})?\b"
)
_COMMA_DECIMAL: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:[. ’']\d{3})*,\d{2}(?![\d,])")
_POINT_DECIMAL: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:[, ’']\d{3})*\.\d{2}(?![\d.])")
_CODES: Final = [
    "USD",
    "EUR",
    "GBP",
    "CNY",
    "CAD",
    "AUD",
    "CHF",
    "JPY",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "HUF",
    "MXN",
    "BRL",
    "INR",
    "SGD",
    "HKD",
    "NZD",
    "ZAR",
    "TRY",
    "AED",
    "SAR",
    "RMB",
    "RON",
    "BGN",
    "KRW",
]
_CODE: Final = re.compile(rf"(?<![A-Za-z0-9])({'|'.join(_CODES)})(?![A-Za-z0-9])")
_PRICED: Final = re.compile(rf"(?<![A-Za-z0-9])({'|'.join(_CODES)})\s?-?\d|\d[.,]\d\d\s?({'|'.join(_CODES)})(?![A-Za-z])")
SIGNS: Final = {"€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "₹": "INR", "zł": "PLN", "元": "CNY", "人民币": "CNY", "円": "JPY"}
_NAMES: Final = {"EUR": r"\d\s?(?:euros?)\b", "USD": r"\d\s?(?:us[- ]?dollars?|dolares)\b", "GBP": r"\d\s?(?:pounds|pfund)\b"}
_WORDS: Final = {language: frozenset(phrases(f"words_{language}")) for language in ("en", "fr", "de", "es", "it")}
_DAY_FIRST: Final = frozenset({"EUR", "GBP", "CHF", "PLN", "SEK", "DKK", "NOK", "CZK", "AUD", "INR"})
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_EUROPEAN_FORM: Final = matcher("european_form", folded=True)
_AMERICAN_FORM: Final = re.compile(r"\b(?:LLC|Inc|Corp)\b")
_CONTINENTAL_FORM: Final = re.compile(r"\b(?:GmbH|KG|AG|e\.?G|OHG|S\.?p\.?A|S\.?r\.?l|SARL|SAS|S\.L|S\.n\.c)\b")
_ENGLISH_FORM: Final = re.compile(r"\b(?:LLC|Inc|Corp|Ltd|Limited|plc|PLC)\b")
"""Firms of countries with a decimal comma, and of those without."""
_KILOS: Final = re.compile(r"\b(?:kg|kgs|kilo)\b", re.IGNORECASE)
_POUNDS: Final = re.compile(r"\b(?:lb|lbs|pounds)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Region:
    """`order` is None where nothing on the paper tells day-month from month-day; `decimal_comma` likewise for amounts."""

    language: str
    order: DateOrder | None
    decimal_comma: bool | None
    currency: str | None


def region_of(text: str) -> Region:
    """The locale of one paper, judged from its whole text."""
    language = _language(text)
    comma, point = len(_COMMA_DECIMAL.findall(text)), len(_POINT_DECIMAL.findall(text))
    decimal_comma = False if language == "zh" else None if comma == point == 0 else comma > point
    currency = currency_in(text)
    if decimal_comma is None and language == "en" and _CONTINENTAL_FORM.search(text) and not _ENGLISH_FORM.search(text):
        decimal_comma = True
    return Region(language, _order(text, language, currency), decimal_comma, currency)


def currency_in(text: str) -> str | None:
    """The currency that a paper names most often, by the code at an amount, another code, or a sign; None where it names none."""
    for codes in (_PRICED.findall(text), _CODE.findall(text)):
        counted = Counter("CNY" if c == "RMB" else c for found in codes for c in ([found] if isinstance(found, str) else found) if c)
        if counted:
            return counted.most_common(1)[0][0]
    signs = Counter({code: text.count(sign) for sign, code in SIGNS.items() if sign in text})
    if signs:
        return signs.most_common(1)[0][0]
    named = Counter({code: len(found) for code, words in _NAMES.items() if (found := re.findall(words, text, re.IGNORECASE))})
    if named:
        return named.most_common(1)[0][0]
    return "USD" if re.search(r"\$\s?\d", text) else None


def _language(text: str) -> str:
    if len(_CHINESE.findall(text)) > 0.08 * max(1, len(text.replace(" ", ""))):
        return "zh"
    found = Counter(t.text for t in tokens(text))
    scores = {language: sum(found[w] for w in words) for language, words in _WORDS.items()}
    best = max(scores, key=lambda k: (scores[k], k == "en"))
    return best if scores[best] else "en"


def _order(text: str, language: str, currency: str | None) -> DateOrder | None:
    votes: Counter[DateOrder] = Counter()
    for first, mark, second, _ in _NUMERIC_DATE.findall(text):
        if max(int(first), int(second)) > 31:
            continue
        if int(first) > 12 >= int(second):
            votes["dmy"] += 5
        elif int(second) > 12 >= int(first):
            votes["mdy"] += 5
        elif mark == "." and int(first) <= 31:
            votes["dmy"] += 1
    if votes["dmy"] and votes["mdy"]:
        return "dmy" if votes["dmy"] > 2 * votes["mdy"] else "mdy" if votes["mdy"] > 2 * votes["dmy"] else None
    if votes:
        return votes.most_common(1)[0][0]
    return _order_by_place(text, language, currency)


def _order_by_place(text: str, language: str, currency: str | None) -> DateOrder | None:
    if language in {"fr", "de", "es", "it"}:
        return "dmy"
    american = (
        bool(re.search(r"\b\d{2}-\d{7}\b", text))
        + 2 * bool(_US_PLACE.search(text))
        + (currency == "USD")
        + bool(_POUNDS.search(text))
        + bool(_AMERICAN_FORM.search(text))
    )
    european = 2 * (currency in _DAY_FIRST) + bool(_KILOS.search(text)) + len(set(_EUROPEAN_FORM.findall(text)))
    if american >= 2 * european + 1 and american > 1:
        return "mdy"
    if european >= 2 * american + 1 and european > 1:
        return "dmy"
    return None
