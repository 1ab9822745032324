"""How one sender writes: language, type, which spelling of each label, and the local forms of dates and numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from demo.chance import Chance
from demo.wording import WORDS

_STANDARD: Final = (
    ("Helvetica", "Helvetica-Bold"),
    ("Times-Roman", "Times-Bold"),
    ("Courier", "Courier-Bold"),
    ("Helvetica", "Helvetica-Bold"),
)
_FONT_FOLDERS: Final = ("/usr/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")
_WANTED: Final = (
    ("DejaVuSans", "DejaVuSans-Bold"),
    ("DejaVuSansCondensed", "DejaVuSansCondensed-Bold"),
    ("DejaVuSerif", "DejaVuSerif-Bold"),
    ("LiberationSans-Regular", "LiberationSans-Bold"),
    ("LiberationSerif-Regular", "LiberationSerif-Bold"),
    ("NotoSans-Regular", "NotoSans-Bold"),
    ("Carlito-Regular", "Carlito-Bold"),
)


def _installed_families() -> list[tuple[str, str]]:
    """Families of the system, registered for drawing; the standard ones alone where the system has none."""
    paths = {p.stem: p for folder in _FONT_FOLDERS if Path(folder).is_dir() for p in sorted(Path(folder).rglob("*.ttf"))}
    found = [pair for pair in _WANTED if all(name in paths for name in pair)]
    for pair in found:
        for name in pair:
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(name, str(paths[name])))
    return found


@dataclass(frozen=True, slots=True)
class Pen:
    """Type for one piece of text: font, size in points, alignment at its x (left, right, centre), grey from 0 (black) to 1."""

    font: str
    size: float
    align: str = "left"
    grey: float = 0.0

    def at(self, align: str) -> Pen:
        """The same type, aligned otherwise."""
        return replace(self, align=align)

    def sized(self, size: float) -> Pen:
        """The same type in another size."""
        return replace(self, size=size)


class Voice:
    """The hand of one sender, fixed by a stream of chance: the same sender writes the same way on all of its papers."""

    def __init__(self, draw: Chance, language: str, locale: str) -> None:
        self.draw = draw
        self.language = language
        self.locale = locale
        families = [*_STANDARD, *_installed_families()]
        self.regular, self.bold = draw.branch("type").pick(families)
        self.size = draw.branch("size").pick((7.5, 8.0, 8.5, 9.0))
        self.colon = draw.branch("colon").pick((":", ":", "", " :" if language == "fr" else ":"))
        self.upper = draw.branch("upper").likely(0.2)
        self._date_form = draw.branch("dates").whole(0, 3)
        self._grouping = draw.branch("grouping").likely(0.8)
        self._currency_form = draw.branch("currency").whole(0, 2)

    @property
    def body(self) -> Pen:
        """Type of values."""
        return Pen(self.regular, self.size)

    @property
    def strong(self) -> Pen:
        """Type of what stands out."""
        return Pen(self.bold, self.size)

    @property
    def small(self) -> Pen:
        """Type of labels and clauses."""
        return Pen(self.regular, self.size - 1.5)

    @property
    def head(self) -> Pen:
        """Type of the paper's title."""
        return Pen(self.bold, self.size + 6)

    def word(self, key: str, **values: object) -> str:
        """What this sender calls a thing; always the same spelling."""
        word = self.draw.branch("word", key).pick(WORDS[key][self.language]).format(**values)
        return word.upper() if self.upper and "_" in key else word

    def label(self, key: str) -> str:
        """A word as a label before a value, with this sender's colon."""
        return f"{self.word(key)}{self.colon}"

    def date(self, day: date) -> str:
        """A day in this sender's form."""
        month = WORDS["month"][self.language][day.month - 1]
        if self.locale == "us":
            forms = (f"{day:%m/%d/%Y}", f"{day:%m/%d/%y}", f"{month[:3]} {day.day}, {day.year}", f"{day:%d}-{month[:3].upper()}-{day.year}")
        else:
            dotted = f"{day:%d.%m.%Y}" if self.language == "de" else f"{day:%d/%m/%Y}"
            forms = (
                dotted,
                dotted,
                f"{day.day}. {month} {day.year}" if self.language == "de" else f"{day.day} {month} {day.year}",
                f"{day:%Y-%m-%d}",
            )
        return forms[self._date_form]

    def time(self, moment: datetime) -> str:
        """A time of day in this sender's form."""
        if self.locale == "us" and self._date_form in {0, 2}:
            return f"{moment.hour % 12 or 12}:{moment:%M} {'AM' if moment.hour < 12 else 'PM'}"
        return f"{moment:%H:%M}"

    def count(self, number: int) -> str:
        """A count, grouped in thousands where this sender does."""
        return f"{number:,}".replace(",", self._separator) if self._grouping else str(number)

    def amount(self, money: Decimal, places: int = 2) -> str:
        """An amount without its currency."""
        whole, _, cents = f"{money:,.{places}f}".partition(".")
        return f"{whole.replace(',', self._separator if self._grouping else '')}{'.' if self.locale == 'us' else ','}{cents}"

    def currency(self, code: str) -> str:
        """How this sender prints a currency: its sign or its code."""
        return {"USD": "$", "EUR": "€"}[code] if self._currency_form == 0 else code

    def priced(self, money: Decimal, code: str) -> str:
        """An amount with its currency."""
        printed = self.currency(code)
        if printed == "$":
            return f"${self.amount(money)}"
        return f"{printed} {self.amount(money)}" if self._currency_form == 2 else f"{self.amount(money)} {printed}"

    @property
    def _separator(self) -> str:
        if self.locale == "us":
            return ","
        return "\u00a0" if self.language == "fr" else "."
