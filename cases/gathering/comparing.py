"""A paper beside what is known of a case: value by value, what agrees, what disagrees, and where both stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final, Self

from cases.gathering.known import NUMBERS, Knowledge, Known
from cases.gathering.places import Place, clear, shown, values_of
from cases.intake.paper_posting import KEYS
from facts.identifiers import compact, look_alike_class
from matchers.keys import KnownKeys, Match

WEIGHT_WITHIN: Final = Decimal("0.01")
"""Two scales may differ by so much of the weight."""
DIGITS_FROM: Final = 6
"""Digits that a number needs to be recognised by its digits alone."""


class How(StrEnum):
    """How two values relate."""

    SAME = "same"
    LOOK_ALIKE = "look_alike"
    NEARLY = "nearly"
    DIGITS = "digits"
    INSIDE = "inside"
    IN_TIME = "in_time"
    LATE = "late"
    BEFORE = "before"
    OTHER = "other"
    UNTOLD = "untold"


AGREES: Final = frozenset({How.SAME, How.LOOK_ALIKE, How.NEARLY, How.DIGITS, How.INSIDE, How.IN_TIME})
NEAR: Final = frozenset({How.LOOK_ALIKE, How.NEARLY, How.DIGITS})
"""The same number, read or written with a slip."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One comparison: what is compared, how it came out, the two values, and where they stand. `sure`: the paper shows it clearly."""

    name: str
    how: How
    ours: str
    theirs: str
    place: Place | None = None
    ours_place: Place | None = None
    sure: bool = True

    @property
    def agrees(self) -> bool:
        """Whether it speaks for the paper."""
        return self.how in AGREES

    def to_json(self) -> dict[str, Any]:
        """As it stands on a proposal."""
        entry: dict[str, Any] = {
            "name": self.name,
            "how": self.how.value,
            "agrees": self.agrees,
            "ours": shown(self.ours),
            "theirs": shown(self.theirs),
            "sure": self.sure,
        }
        if self.place is not None:
            entry["place"] = self.place.to_json()
        if self.ours_place is not None:
            entry["ours_place"] = self.ours_place.to_json()
        return entry


@dataclass(frozen=True, slots=True)
class Compared:
    """All comparisons of one paper with one case, and what is known of the paper beside: whose it is, and what led to it."""

    paper_id: int
    document_id: int
    reasons: tuple[Reason, ...]
    other_orders: tuple[str, ...] = ()
    """Orders of ours that the paper names clearly, or that it is tied to, none of them the case's."""
    by: frozenset[str] = frozenset()
    """The searches that led to it."""
    untold_kind: bool = False
    found: Mapping[str, Reason] = field(default_factory=dict)

    @classmethod
    def of(cls, paper_id: int, document_id: int, reasons: Iterable[Reason], **said: Any) -> Self:
        """With the reasons at hand by name."""
        told = tuple(reasons)
        return cls(paper_id, document_id, told, found={reason.name: reason for reason in told}, **said)

    def how(self, name: str) -> How | None:
        """How a value came out; None where one side does not tell it."""
        return self.found[name].how if name in self.found else None

    def numbers(self, hows: frozenset[How]) -> list[Reason]:
        """Numbers that came out in one of these ways."""
        return [self.found[name] for name in NUMBERS if name in self.found and self.found[name].how in hows]

    @property
    def weak_agreements(self) -> int:
        """How many things beside numbers agree."""
        return sum(1 for reason in self.reasons if reason.agrees and reason.name not in NUMBERS)

    @property
    def disagreements(self) -> list[Reason]:
        """What speaks against it."""
        return [reason for reason in self.reasons if not reason.agrees and reason.how is not How.UNTOLD]


def compare(content: Mapping[str, Any], document_id: int, known: Knowledge, *, days: int, inside: str = "") -> Iterator[Reason]:
    """The comparisons of a paper (content as in contract.md) with what is known; what only one side tells is left out.

    `inside` is a number of the case's that stands in the paper's words or file name; `days` how late after shipping a paper may be.
    """
    numbers = {name: found for name in NUMBERS if (found := _number(content, document_id, known, name)) is not None}
    if inside and not any(reason.agrees for reason in numbers.values()):
        name, one = next(((k.name, k) for k in known.keys().values() if k.value == inside), ("purchase_order", None))
        numbers[name] = Reason(name, How.INSIDE, inside, inside, ours_place=one.place if one else None, sure=False)
    yield from numbers.values()
    yield from _destination(content, document_id, known)
    yield from _carrier(content, document_id, known)
    yield from _days(content, document_id, known, days)
    yield from _cartons(content, document_id, known)
    yield from _weight(content, document_id, known)
    yield from _items(content, document_id, known)


def _reads(content: Mapping[str, Any], called: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The values that a paper shows under a name, in its head and in its lines."""
    for fields in (content["fields"], *content["lines"]):
        for name, read in fields.items():
            if KEYS.get(name) == called:
                yield from ((value, read) for value in values_of(read))


def _number(content: Mapping[str, Any], document_id: int, known: Knowledge, name: str) -> Reason | None:
    ours = known.of(name)
    reads = list(_reads(content, name))
    if not ours or not reads:
        return None
    told = [_number_told(value, read, content, document_id, ours) for value, read in reads]
    return min(told, key=lambda reason: _RANK[reason.how])


_RANK: Final = {how: at for at, how in enumerate(How)}


def _number_told(value: str, read: Mapping[str, Any], content: Mapping[str, Any], document_id: int, ours: Sequence[Known]) -> Reason:
    """How one number of a paper relates to ours."""
    spelled = {compact(one.value): one for one in ours}
    match = KnownKeys.of(one.value for one in ours).match(value, scanned=True)
    one = spelled.get(compact(match.key), ours[0]) if match.found else ours[0]
    how = How.SAME if match.outcome is Match.EXACT else How.OTHER
    if match.outcome is Match.REPAIRED:
        how = How.LOOK_ALIKE if look_alike_class(value) == look_alike_class(one.value) else How.NEARLY
    elif match.outcome is not Match.EXACT:
        digits = {_digits(other.value): other for other in ours}
        if len(_digits(value)) >= DIGITS_FROM and _digits(value) in digits:
            how, one = How.DIGITS, digits[_digits(value)]
    return Reason(one.name, how, one.value, value, Place.of_field(document_id, read), one.place, sure=clear(content, read))


def _digits(number: str) -> str:
    return "".join(c for c in number if c.isascii() and c.isdigit())


def _destination(content: Mapping[str, Any], document_id: int, known: Knowledge) -> Iterator[Reason]:
    read = content["fields"].get("ship_to_code")
    ours = known.of("ship_to_code")
    if not ours:
        return
    if read is None:
        code = next(
            (one for one in ours if _says(content, "ship_to_name", one.value) or _says(content, "ship_to_address", one.value)), None
        )
        if code is not None:
            name = "ship_to_name" if _says(content, "ship_to_name", code.value) else "ship_to_address"
            place = Place.of_field(document_id, content["fields"][name])
            yield Reason("ship_to_code", How.SAME, code.value, code.value, place, code.place, sure=clear(content, content["fields"][name]))
        return
    for value in values_of(read)[:1]:
        one = next((k for k in ours if compact(k.value) == compact(value)), None)
        how = How.SAME if one else How.OTHER
        one = one or ours[0]
        yield Reason("ship_to_code", how, one.value, value, Place.of_field(document_id, read), one.place, sure=clear(content, read))


def _says(content: Mapping[str, Any], name: str, code: str) -> bool:
    """Whether a field has a code among its words."""
    words = {compact(word.strip("()[],;:")) for value in values_of(content["fields"].get(name)) for word in value.split()}
    return compact(code) in words


def _carrier(content: Mapping[str, Any], document_id: int, known: Knowledge) -> Iterator[Reason]:
    for name in ("scac", "carrier_name"):
        read, ours = content["fields"].get(name), known.of(name)
        if read is None or not ours:
            continue
        for value in values_of(read)[:1]:
            one = next((k for k in ours if _same_name(k.value, value)), None)
            how = How.SAME if one else How.OTHER
            one = one or ours[0]
            yield Reason(name, how, one.value, value, Place.of_field(document_id, read), one.place, sure=clear(content, read))
            return


def _same_name(one: str, other: str) -> bool:
    """Whether two spellings of a company say the same, one perhaps with less of its legal form."""
    left, right = compact(one), compact(other)
    return bool(left and right) and (left == right or (min(len(left), len(right)) >= SHORTEST_NAME and (left in right or right in left)))


SHORTEST_NAME: Final = 5


def _days(content: Mapping[str, Any], document_id: int, known: Knowledge, days: int) -> Iterator[Reason]:
    shipped = known.of("shipped_on")
    start = min(shipped, key=lambda k: k.value) if shipped else next(iter(sorted(known.of("ordered_on"), key=lambda k: k.value)), None)
    name = next((n for n in ("delivery_date", "pickup_date", "ship_date") if content["fields"].get(n)), None)
    if start is None or name is None:
        return
    read = content["fields"][name]
    dated, first = _day(read), date.fromisoformat(start.value[:10])
    if dated is None:
        return
    last = first + timedelta(days=days if shipped else 2 * days)
    how = How.BEFORE if dated < first - timedelta(days=1) else How.LATE if dated > last else How.IN_TIME
    yield Reason(name, how, start.value[:10], dated.isoformat(), Place.of_field(document_id, read), start.place, sure=clear(content, read))


def _day(read: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(read["value"])[:10])
    except ValueError:
        return None


def _cartons(content: Mapping[str, Any], document_id: int, known: Knowledge) -> Iterator[Reason]:
    read = content["fields"].get("total_cartons")
    if read is None or known.cartons is None:
        return
    for value in values_of(read)[:1]:
        how = How.SAME if _count(value) is not None and _count(value) == _count(known.cartons.value) else How.OTHER
        place = Place.of_field(document_id, read)
        yield Reason("total_cartons", how, known.cartons.value, value, place, known.cartons.place, sure=clear(content, read))


def _weight(content: Mapping[str, Any], document_id: int, known: Knowledge) -> Iterator[Reason]:
    read = content["fields"].get("total_weight")
    if read is None:
        return
    for value in values_of(read)[:1]:
        for one in known.of("total_weight"):
            theirs, ours = _count(value), _count(one.value)
            if theirs and ours and abs(theirs - ours) <= ours * WEIGHT_WITHIN:
                yield Reason("total_weight", How.SAME, one.value, value, Place.of_field(document_id, read), one.place)
                return


def _items(content: Mapping[str, Any], document_id: int, known: Knowledge) -> Iterator[Reason]:
    ours = known.keys("sku")
    reads = [(v, line["sku"]) for line in content["lines"] if "sku" in line for v in values_of(line["sku"])]
    if not ours or not reads:
        return
    for value, read in reads:
        if compact(value) in ours:
            one = ours[compact(value)]
            yield Reason("sku", How.SAME, one.value, value, Place.of_field(document_id, read), one.place, sure=clear(content, read))
            return
    value, read = reads[0]
    one = next(iter(ours.values()))
    yield Reason("sku", How.OTHER, one.value, value, Place.of_field(document_id, read), one.place, sure=False)


def _count(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
