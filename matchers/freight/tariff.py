"""The agreed freight rates: which row holds for a shipment, and what it gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.identifiers import compact
from matchers.calculation import Calculation
from matchers.frames import Row, decimal, row_evidence
from matchers.freight.charge import FreightCharge
from matchers.measures import kilograms, unit_of

POUND: Final = Decimal("0.45359237")
TONNE: Final = Decimal(1000)
_BASES: Final[tuple[tuple[re.Pattern[str], Decimal], ...]] = (
    (re.compile(r"cwt|hundred ?weight|100 ?lbs?"), POUND * 100),
    (re.compile(r"100 ?kgs?|dezitonne|\bdt\b"), Decimal(100)),
    (re.compile(r"\blbs?\b|pound"), POUND),
    (re.compile(r"\bkgs?\b|kilo|公斤|千克"), Decimal(1)),
    (re.compile(r"\bshort tons?\b"), POUND * 2000),
    (re.compile(r"\blong tons?\b"), POUND * 2240),
    (re.compile(r"\bton(?:ne|nes|nen|s)?\b|\bt\b|tonnellata|tonelada|吨"), TONNE),
)
"""Kilograms that a rate is for, by the words that name them; the first match counts."""
_BARE_TON: Final = re.compile(r"(?<!short )(?<!long )(?<!metric )\btons?\b")
"""A ton by itself is 2,000 lb to who weighs in pounds, and 1,000 kg to who does not."""
_BY_TIME: Final = re.compile(
    r"\b(?:hours?|hrs?|minutes?|days?|stunden?|heures?|horas?|or[ae]|tage?|jours?|d[ií]as?|giorn[oi]|miles?|km)\b|小时|天|公里"
)
"""Rates for what no shipment states: time waited, distance driven."""
_FLAT: Final = re.compile(
    r"flat|shipment|load|truck|trip|stop|pausch|sendung|fuhre|forfait|envoi|camion|tanto alzado|env[ií]o|viaje|spedizione|viaggio|票|车"
)


@dataclass(frozen=True, slots=True)
class Rate:
    """A row of the tariff. `per` are the kilograms that the rate is for, None where it is one for the whole shipment."""

    zone: str
    origin: str
    destination: str
    freight_class: str
    weight_from: Decimal | None
    weight_to: Decimal | None
    rate: Decimal
    per: Decimal | None
    minimum: Decimal | None
    accessorial: str
    fuel: Decimal | None
    since: date
    until: date | None
    currency: str
    evidence: Evidence
    bare_ton: bool = False
    in_pounds: bool = False

    def ton_unclear(self, charge: FreightCharge) -> bool:
        """True where the rate is for a ton by itself and tariff or charge are of a place that weighs in pounds."""
        pounds = self.in_pounds or is_pounds(charge.row["weight_unit"]) or "USD" in {self.currency, charge.currency}
        return self.bare_ton and pounds

    def holds_on(self, day: date) -> bool:
        """True where the row is in force on that day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def carries(self, charge: FreightCharge, weight: Decimal | None) -> bool:
        """True where the row's lane, class and weights are those of the shipment; what the row leaves out holds for all."""
        same = all(
            not wanted or not given or compact(wanted) == compact(given)
            for wanted, given in (
                (self.zone, charge.zone),
                (self.origin, charge.origin),
                (self.destination, charge.destination),
                (self.freight_class, charge.freight_class),
            )
        )
        named = not self.zone or bool(charge.zone) or bool(self.origin and charge.origin)
        above = self.weight_from is None or (weight is not None and weight >= self.weight_from)
        below = self.weight_to is None or (weight is not None and weight <= self.weight_to)
        return same and named and above and below


def rates_of(found: Iterable[Row]) -> tuple[Rate, ...]:
    """The tariff's rows that can be used; one whose basis or unit is not understood is left out."""
    return tuple(rate for row in found if (rate := _rate(row)) is not None)


def unread_services(found: Iterable[Row]) -> frozenset[str]:
    """Services that the tariff names in rows whose basis or unit is not understood."""
    return frozenset(_plain(row["accessorial"]) for row in found if row["accessorial"] and _rate(row) is None)


def is_pounds(unit: str | None) -> bool:
    """True where a unit of weight is the pound."""
    return unit_of(unit) in {"lb", "lbs", "pound", "pounds"}


def _plain(service: str | None) -> str:
    return " ".join((service or "").lower().split())


def _rate(row: Row) -> Rate | None:
    rate = decimal(row["rate"])
    basis = (row["fee_basis"] or "").lower()
    if _BY_TIME.search(basis):
        return None
    per = next((kilos for pattern, kilos in _BASES if pattern.search(basis)), None)
    if rate is None or row["effective_from"] is None or (per is None and basis and not _FLAT.search(basis)):
        return None
    limits = [kilograms(w, row["weight_unit"]) if (w := decimal(row[name])) is not None else None for name in ("weight_from", "weight_to")]
    if any(decimal(row[name]) is not None and limit is None for name, limit in zip(("weight_from", "weight_to"), limits, strict=True)):
        return None
    return Rate(
        row["zone"] or "",
        row["origin"] or "",
        row["destination"] or "",
        row["freight_class"] or "",
        limits[0],
        limits[1],
        rate,
        per,
        decimal(row["minimum_charge"]),
        (row["accessorial"] or "").strip(),
        decimal(row["fuel_surcharge"]),
        row["effective_from"],
        row["effective_to"],
        row["currency"] or "",
        row_evidence(row, f"rate {rate:f}{f' per {_bare(basis)}' if basis else ''} from {row['effective_from']}"),
        bool(_BARE_TON.search(basis)) and per == TONNE,
        is_pounds(row["weight_unit"]),
    )


def _bare(basis: str) -> str:
    return basis.removeprefix("per ").strip()


def rate_for(rates: Sequence[Rate], charge: FreightCharge, weight: Decimal | None, day: date) -> Rate | None:
    """The one row that holds for the shipment on a day, the newest of them; None where none or several of one day do.

    A row of a freight class is sure only of a charge that states its class.
    """
    wanted = _plain(charge.accessorial)
    fitting = [r for r in rates if _plain(r.accessorial) == wanted and r.holds_on(day) and (r.accessorial or r.carries(charge, weight))]
    newest = [r for r in fitting if r.since == max(f.since for f in fitting)]
    if not charge.freight_class and any(r.freight_class and not r.accessorial for r in newest):
        return None
    return newest[0] if len({(r.rate, r.per, r.minimum, r.fuel) for r in newest}) == 1 else None


def work_out(rate: Rate, weight: Decimal | None, weight_place: Evidence | None, sheet: Calculation, digits: int) -> Decimal | None:
    """Writes what the tariff gives as the step `expected`; None where a weight is needed and not known."""
    sheet.given("freight_rate", "agreed freight rate", rate.rate, rate.evidence)
    due = "freight_rate"
    if rate.per is not None:
        if weight is None:
            return None
        sheet.given("weight", "weight in kg", weight.normalize(), weight_place)
        sheet.given("per", "kg that the rate is for", rate.per.normalize(), rate.evidence)
        due = "freight_rate * weight / per"
    if rate.minimum is not None:
        sheet.given("least", "least charge", rate.minimum, rate.evidence)
        due = f"max({due}, least)"
    if rate.fuel is not None:
        sheet.given("fuel_rate", "fuel surcharge", rate.fuel, rate.evidence)
        due = f"({due}) * (1 + fuel_rate)"
    return sheet.work_out("expected", "due", f"round({due}, {digits})")
