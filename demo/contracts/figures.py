"""How one contract writes amounts, percentages, days and counts: local marks, currency before or after, Chinese ten thousands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from demo.chance import Chance
from demo.wording import WORDS

_MARKS: Final = {
    "en": (".", (",", ",", "")),
    "de": (",", (".", ".", " ")),
    "fr": (",", ("\u202f", "\u00a0", " ")),
    "es": (",", (".", ".", " ")),
    "it": (",", (".", ".", "")),
    "zh": (".", (",", "", ",")),
}
_SIGN: Final = {"EUR": "€", "USD": "$", "GBP": "£", "CNY": "¥"}
_NAME: Final = {"EUR": {"de": "Euro", "fr": "euros", "es": "euros", "it": "euro", "en": "euros"}, "CNY": {"zh": "元"}}
_WIDE: Final = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
_MYRIAD: Final = 10_000


@dataclass(frozen=True, slots=True)
class Figures:
    """The hand of one contract. `form` is where the currency stands, `cents` whether whole amounts have decimals all the same."""

    language: str
    currency: str
    form: str
    grouping: str
    cents: bool
    spaced: bool
    days: int
    myriads: bool = False
    wide: bool = False

    def amount(self, value: Decimal) -> str:
        """An amount with its currency."""
        if self.myriads and value >= _MYRIAD and not value % 100:
            return self._shown(f"{(value / _MYRIAD).normalize():f}万元")
        digits = self.number(value, 2 if self.cents or value % 1 else 0)
        sign, name = _SIGN[self.currency], _NAME.get(self.currency, {}).get(self.language, self.currency)
        match self.form:
            case "code before":
                return f"{self.currency} {digits}"
            case "sign before":
                return f"{sign}{digits}" if self.language in {"en", "zh"} else f"{sign} {digits}"
            case "sign after":
                return f"{digits} {sign}"
            case "name after":
                return self._shown(f"{digits}{name}") if self.language == "zh" else f"{digits} {name}"
            case _:
                return f"{digits} {self.currency}"

    def number(self, value: Decimal, places: int = 0) -> str:
        """A number without currency."""
        mark, _ = _MARKS[self.language]
        return self._shown(f"{value:,.{places}f}".replace(",", "\0").replace(".", mark).replace("\0", self.grouping))

    def share(self, value: Decimal) -> str:
        """A percentage of a share: 0.025 is 2.5 %."""
        percent = f"{(value * 100).normalize():f}".replace(".", _MARKS[self.language][0])
        return self._shown(f"{percent}{' ' if self.spaced else ''}%")

    def day(self, day: date) -> str:
        """A day in words or figures."""
        month = WORDS["month"].get(self.language, WORDS["month"]["en"])[day.month - 1]
        match self.language:
            case "zh":
                return (f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}", f"{day:%Y}年{day:%m}月{day:%d}日")[self.days]
            case "de":
                return (f"{day:%d.%m.%Y}", f"{day.day}. {month} {day.year}", f"{day:%d.%m.%Y}")[self.days]
            case "fr":
                first = "1er" if day.day == 1 else str(day.day)
                return (f"{day:%d/%m/%Y}", f"{first} {month} {day.year}", f"{day:%d/%m/%Y}")[self.days]
            case "es":
                return (f"{day:%d/%m/%Y}", f"{day.day} de {month} de {day.year}", f"{day:%d-%m-%Y}")[self.days]
            case "it":
                return (f"{day:%d/%m/%Y}", f"{day.day} {month} {day.year}", f"{day:%d.%m.%Y}")[self.days]
            case _:
                return (f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", f"{day:%Y-%m-%d}")[self.days]

    def _shown(self, text: str) -> str:
        return text.translate(_WIDE) if self.wide else text


def figures(draw: Chance, language: str, currency: str) -> Figures:
    """A hand as one finds it in a language."""
    forms = {
        "zh": ("name after", "name after", "sign before"),
        "en": ("code before", "sign before", "code after"),
    }.get(language, ("code after", "sign after", "name after", "code before"))
    return Figures(
        language,
        currency,
        draw.pick(forms),
        draw.pick(_MARKS[language][1]),
        draw.likely(0.6),
        language in {"de", "fr", "es"} and draw.likely(0.7),
        draw.whole(0, 2),
        language == "zh" and draw.likely(0.4),
        language == "zh" and draw.likely(0.2),
    )
