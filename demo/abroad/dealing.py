"""What a paper abroad is about: who sells to whom, which goods on which lorry, what was billed, paid and found missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from demo.chance import Chance
from facts.money import round_half_up

LANGUAGES: Final = ("en", "de", "fr", "es", "it", "zh")
_TAX: Final = {"en": "20", "de": "19", "fr": "20", "es": "21", "it": "22", "zh": "13"}
_CURRENCIES: Final = {"en": "GBP", "zh": "CNY"}
_ORDERS: Final = ("45{d8}", "B{d6}", "{d4}/{y}", "PO-{d6}", "{y}-{d5}", "{d7}")
_PAPERS: Final = ("{d6}", "{y}/{d4}", "L{d5}", "{y}-{d5}", "80{d6}", "RG-{d5}")


@cache
def words(language: str, hand: str = "") -> dict[str, tuple[str, ...]]:
    """What papers of a language call a thing, several spellings each; another `hand` has words of its own for most."""
    said: dict[str, tuple[str, ...]] = {}
    for folder in ("", hand) if hand else ("",):
        text = files("demo.abroad").joinpath("words", folder, f"{language}.yaml").read_text(encoding="utf-8")
        said |= {name: tuple(w.strip() for w in listed.split(" | ")) for name, listed in yaml.safe_load(text).items()}
    return said


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm with the lines of its address, without the name, and its tax number, empty where no paper needs it."""

    name: str
    address: tuple[str, ...]
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class Ware:
    """A line of goods; `discount` in per cent. Units are always whole cartons."""

    sku: str
    gtin: str
    name: str
    cartons: int
    case_pack: int
    price: Decimal
    discount: Decimal

    @property
    def units(self) -> int:
        """Pieces in all cartons."""
        return self.cartons * self.case_pack

    @property
    def worth(self) -> Decimal:
        """What the line comes to, less its discount."""
        return round_half_up(self.units * self.price * (100 - self.discount) / 100, 2)

    @property
    def weight(self) -> int:
        """Gross kilograms, rounded to whole ones."""
        return 1 + self.cartons * self.case_pack * 2 // 3


@dataclass(frozen=True, slots=True)
class Settled:
    """A document on a payment: number, day, amount, cash discount and what was paid; negative for a deduction."""

    number: str
    dated: date
    gross: Decimal
    discount: Decimal
    text: str

    @property
    def paid(self) -> Decimal:
        """What the payment holds of it."""
        return self.gross - self.discount


@dataclass(frozen=True, slots=True)
class Dealing:
    """One delivery from order to money. `day` is that of the delivery; `tax` is in per cent."""

    language: str
    seller: Firm
    buyer: Firm
    site: Firm
    carrier: str
    person: str
    order: str
    number: str
    invoice: str
    day: date
    wares: tuple[Ware, ...]
    pallets: int
    vehicle: str
    short: int
    damaged: int
    tax: Decimal
    currency: str
    settled: tuple[Settled, ...]

    @property
    def cartons(self) -> int:
        """All cartons."""
        return sum(w.cartons for w in self.wares)

    @property
    def weight(self) -> int:
        """All kilograms."""
        return sum(w.weight for w in self.wares)

    @property
    def net(self) -> Decimal:
        """What the goods come to."""
        return sum((w.worth for w in self.wares), Decimal(0))

    @property
    def tax_amount(self) -> Decimal:
        """The tax on it."""
        return round_half_up(self.net * self.tax / 100, 2)


def _firm(line: str, *, site: bool = False) -> tuple[Firm, Firm]:
    """The firm of a line of the word list, and the place where it takes goods in."""
    parts = [p.strip() for p in line.split(";")]
    if site:
        return Firm(parts[0], tuple(parts[2:])), Firm(f"{parts[0]}", (parts[1], *parts[2:]))
    return Firm(parts[0], tuple(parts[1:-1]), parts[-1]), Firm(parts[0], tuple(parts[1:-1]))


def dealing(draw: Chance, language: str) -> Dealing:
    """A delivery between two firms of a language."""
    known = words(language)
    day = draw.day(date(2026, 1, 5), date(2026, 11, 20))

    def number(forms: tuple[str, ...], *path: object) -> str:
        part = draw.branch(*path)
        return part.pick(forms).format(y=day.year, **{f"d{n}": part.digits(n) for n in range(4, 9)})

    seller, _ = _firm(draw.branch("seller").pick(known["sellers"]))
    buyer, site = _firm(draw.branch("buyer").pick(known["buyers"]), site=True)
    goods = draw.branch("goods")
    wares = tuple(_ware(goods.branch(n), name) for n, name in enumerate(goods.some(known["goods"], goods.whole(1, 5))))
    paid = draw.branch("paid")
    settled = tuple(_settled(paid.branch(n), number(_PAPERS, "paid number", n), day) for n in range(paid.whole(2, 6)))
    return Dealing(
        language,
        seller,
        buyer,
        site,
        draw.branch("carrier").pick(known["carriers"]),
        draw.branch("person").pick(known["people"]),
        number(_ORDERS, "order"),
        number(_PAPERS, "paper"),
        number(_PAPERS, "invoice"),
        day,
        wares,
        draw.whole(1, 6),
        _vehicle(draw.branch("vehicle"), language),
        draw.branch("short").pick((0, 0, 1, 2, 3)),
        draw.branch("damaged").pick((0, 0, 0, 1, 2)),
        Decimal(_TAX[language]),
        _CURRENCIES.get(language, "EUR"),
        settled,
    )


def _ware(draw: Chance, name: str) -> Ware:
    pack = draw.pick((4, 6, 8, 10, 12, 24))
    sku = draw.pick(("{d6}", "{a}{d5}", "{d3}-{d4}", "{a}-{d4}")).format(
        a=draw.characters(2, "ABHKLMT"), d3=draw.digits(3), d4=draw.digits(4), d5=draw.digits(5), d6=draw.digits(6)
    )
    discount = Decimal(draw.pick((0, 5, 10)))
    return Ware(sku, draw.checked("40", 13), name, draw.whole(3, 140), pack, draw.money("1.80", "64.90"), discount)


def _settled(draw: Chance, number: str, day: date) -> Settled:
    gross = draw.money("180.00", "9800.00")
    if draw.likely(0.2):
        return Settled(number, day - timedelta(days=draw.whole(20, 60)), -draw.money("15.00", "400.00"), Decimal(0), "deduction")
    discount = round_half_up(gross * Decimal("0.02"), 2) if draw.likely(0.6) else Decimal("0.00")
    return Settled(number, day - timedelta(days=draw.whole(20, 60)), gross, discount, "invoice")


def _vehicle(draw: Chance, language: str) -> str:
    capitals = "ABCDEFGHKLMNPRSTVXZ"
    a, b, d3, d4 = draw.characters(2, capitals), draw.characters(2, capitals), draw.digits(3), draw.digits(4)
    forms = {
        "de": f"{a}-{b} {d4}",
        "fr": f"{a}-{d3}-{b}",
        "es": f"{d4} {draw.characters(3, 'BCDFGHJKLM')}",
        "it": f"{a}{d3}{b}",
        "zh": f"粤B{d4}{a[0]}",
    }
    return forms.get(language, f"{a}{d3[:2]} {draw.characters(3, capitals)}")
