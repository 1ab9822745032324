"""Figures that Chinese papers write in words: days in numerals, amounts by ten thousands and hundred millions."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_ONES: Final = {c: n for n, run in enumerate(("〇零○Ｏ", "一元", "二", "三", "四", "五", "六", "七", "八", "九")) for c in run}
_FIGURE: Final = "[〇零○Ｏ一二三四五六七八九]"
_DAY: Final = re.compile(
    rf"(?P<year>{_FIGURE}{{4}}|\d{{4}})年(?P<month>元|正|十[一二]?|{_FIGURE})月(?:(?P<day>[一二三]?十{_FIGURE}?|[初廿卅]{_FIGURE}?|{_FIGURE})[日号])?"
)
_NUMBER: Final = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d{1,8}(?:\.\d{1,6})?)"
_LARGE: Final = re.compile(rf"(?P<sign>[¥￥]?)(?<![\d.,]){_NUMBER}(?P<unit>[万亿])(?P<yuan>元?)整?(?![\d\u4e00-\u9fff])")
_UNITS: Final = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}


def in_figures(text: str) -> str:
    """A text with its days and its amounts by ten thousands in figures.

    >>> in_figures("二〇二六年五月二十四日"), in_figures("二零二六年元月初三日")
    ('2026年5月24日', '2026年1月3日')
    >>> in_figures("¥1.25万"), in_figures("2,150万元整"), in_figures("共3万件"), in_figures("3万")
    ('¥12500.00', '21500000.00元', '共3万件', '3万')
    """
    return _LARGE.sub(_amount, _DAY.sub(_day, text))


def _day(match: re.Match[str]) -> str:
    year = match["year"] if match["year"].isascii() else "".join(str(_ONES[c]) for c in match["year"])
    month, day = _up_to_99(match["month"]), _up_to_99(match["day"] or "一")
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match.group()
    return f"{year}年{month}月" + (f"{day}日" if match["day"] else "")


def _up_to_99(numeral: str) -> int:
    """A numeral from one to 99, as days and months are written: 十, 十二, 二十, 廿四, 初三, 元."""
    plain = numeral.replace("初", "").replace("廿", "二十").replace("卅", "三十").replace("正", "一")
    tens, ten, ones = plain.rpartition("十")
    return (10 * _ONES.get(tens, 1) if ten else 0) + _ONES.get(ones, 0)


def _amount(match: re.Match[str]) -> str:
    exact = Decimal(match["number"].replace(",", "")) * _UNITS[match["unit"]]
    if not (match["sign"] or match["yuan"]) or exact != round(exact, 2):
        return match.group()
    return f"{match['sign']}{exact:.2f}{match['yuan']}"
