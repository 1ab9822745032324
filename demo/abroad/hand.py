"""How one office abroad writes: which word for a thing, and its forms of days, counts and amounts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from demo.abroad.dealing import words
from demo.chance import Chance
from demo.contracts.paper import chinese_font
from demo.voice import Pen, Voice

_DAYS: Final = {
    "en": ("{d:02}/{m:02}/{y}", "{d} {month3} {y}", "{d:02}-{month3}-{y2:02}", "{d} {month} {y}"),
    "de": ("{d:02}.{m:02}.{y}", "{d:02}.{m:02}.{y2:02}", "{d}. {month} {y}", "{d}.{m}.{y}"),
    "fr": ("{d:02}/{m:02}/{y}", "{d:02}/{m:02}/{y2:02}", "{d} {month} {y}", "{d:02}.{m:02}.{y}"),
    "es": ("{d:02}/{m:02}/{y}", "{d:02}-{m:02}-{y}", "{d} de {month} de {y}", "{d:02}/{m:02}/{y2:02}"),
    "it": ("{d:02}/{m:02}/{y}", "{d:02}.{m:02}.{y}", "{d} {month} {y}", "{d:02}-{m:02}-{y}"),
    "zh": ("{y}年{m}月{d}日", "{y}-{m:02}-{d:02}", "{y}/{m:02}/{d:02}", "{y}年{m:02}月{d:02}日"),
}
_MARKS: Final = {
    "en": ((".", ","), (".", "")),
    "de": ((",", "."), (",", "."), (",", "")),
    "fr": ((",", "\u00a0"), (",", " "), (",", "")),
    "es": ((",", "."), (",", "")),
    "it": ((",", "."), (",", "")),
    "zh": ((".", ","), (".", "")),
}
_SIGNS: Final = {"EUR": "€", "GBP": "£", "CNY": "¥"}
_CHANGING: Final = frozenset({"short_note", "damage_note", "reason_late", "reason_detail"})
"""Words that an office does not always use alike."""


class Hand(Voice):
    """The hand of one office: `word` gives always the same spelling of a thing."""

    def __init__(self, draw: Chance, language: str, hand: str = "") -> None:
        super().__init__(draw, language, "eu")
        self.whose, self._words = hand, words(language, hand)
        if language == "zh":
            self.regular, self.bold = chinese_font(), chinese_font("bold")
        self._days = draw.branch("form of days").pick(_DAYS[language])
        self._decimal, self._group = draw.branch("marks").pick(_MARKS[language])
        self._places = draw.branch("places").pick((2, 2, 2, 4, 3))
        self._money = draw.branch("money").pick(("{a} {c}", "{c} {a}", "{a} {s}", "{s}{a}", "{a}"))

    def word(self, key: str, **values: object) -> str:
        """What this office calls a thing."""
        return self.draw.branch("word", key).pick(self._words[key]).format(**values)

    def label(self, key: str) -> str:
        """The word with this office's colon; a word that ends in one keeps it."""
        return f"{self.word(key)}{'：' if self.language == 'zh' and self.colon else self.colon}"

    def date(self, day: date) -> str:
        """A day in this office's form."""
        month = self._words["month"][day.month - 1]
        return self._days.format(d=day.day, m=day.month, y=day.year, y2=day.year % 100, month=month, month3=month[:3])

    def time(self, moment: datetime) -> str:
        """A time of day."""
        return f"{moment:%H:%M}"

    def count(self, number: int) -> str:
        """A count, grouped where this office groups."""
        return f"{number:,}".replace(",", self._group)

    def amount(self, money: Decimal, places: int = 2) -> str:
        """An amount without its currency."""
        whole, _, cents = f"{money:,.{places}f}".partition(".")
        return f"{whole.replace(',', self._group)}{self._decimal}{cents}"

    def price(self, money: Decimal) -> str:
        """A price of one piece, with as many decimals as this office's system gives them."""
        return self.amount(money, self._places)

    def priced(self, money: Decimal, code: str) -> str:
        """An amount with its currency, or bare where this office names the currency elsewhere."""
        return self._money.format(a=self.amount(money), c=code, s=_SIGNS[code])

    @property
    def names_currency(self) -> bool:
        """Whether amounts bear their currency."""
        return self._money != "{a}"

    @property
    def thin(self) -> Pen:
        """Type of labels."""
        return Pen(self.regular, max(6.5, self.size - 1))
