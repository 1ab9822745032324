"""What a rule pack may say: the keys, what each holds, and how a dated value with its source is written.

A dated value is written in one of three ways: bare (`net_days: 60`, then the block's `stamp` says since when and by whom), as
a mapping with `value` or the value's own keys beside `effective_from`, `effective_to`, `source` and `mark`, or as a list of
such mappings: later dates follow earlier ones, and where several are in force at once they are readings that disagree.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from facts.finding import FindingType
from rules.grammar import LineRole
from rules.located import Mapping, Node, Place, Scalar, Sequence
from rules.model import ANCHORS

MARKS: Final = {"R": "read in the source", "M": "computed", "K": "trade knowledge", "terms": "agreed"}
_STAMP_KEYS: Final = ("effective_from", "effective_to", "source", "mark")


class Merge(StrEnum):
    """What happens to the values of the pack below: the new ones replace them, are tried before them, or fill their parts."""

    REPLACE = "replace"
    FIRST = "first"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Since when, until when, by which source and with what certainty a value holds; None is still to be filled in."""

    effective_from: date | None = None
    effective_to: date | None = None
    source: str | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a pack: the payload, its stamp, and the place where it is written."""

    payload: Any
    stamp: Stamp
    place: Place

    def holds_on(self, day: date) -> bool:
        """True where the value is in force on that day, first and last day included."""
        start, end = self.stamp.effective_from, self.stamp.effective_to
        return (start is None or start <= day) and (end is None or day <= end)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One word, number or date; `read` turns its text into the value or raises ValueError with what is taken."""

    read: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of leaves, or one leaf for a list of one."""

    item: Leaf


@dataclass(frozen=True, slots=True)
class Record:
    """A value made of several named parts, some of them needed. `together`: parts that mean something only with each other."""

    parts: Map[str, Leaf | Listed | Record | Rows]
    needed: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()

    def filled(self, payload: Map[str, Any], below: Map[str, Any]) -> dict[str, Any]:
        """The payload with the parts it does not speak of taken from `below`; parts that belong together are not mixed."""
        spoken = set(payload)
        for group in self.together:
            if spoken & set(group):
                spoken |= set(group)
        return {k: v for k, v in below.items() if k not in spoken} | dict(payload)


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of records (the tiers of a fee)."""

    row: Record


@dataclass(frozen=True, slots=True)
class Dated:
    """A dated value. `several`: more than one may be in force at once, as readings that disagree or as a list."""

    payload: Leaf | Listed | Record
    several: bool = False
    merge: Merge = Merge.REPLACE


@dataclass(frozen=True, slots=True)
class Section:
    """A block with known keys."""

    keys: Map[str, Spec]


@dataclass(frozen=True, slots=True)
class Each:
    """A block whose keys are names; `name` checks them and says what is taken."""

    value: Spec
    name: Leaf


Spec = Dated | Section | Each
Tree = dict[str, Any]
"""What a file says, in the shape of its schema: nested dicts with tuples of Entry at the ends."""


def read_section(node: Node, spec: Section, stamp: Stamp) -> Tree:
    """The block as a tree. Raises RuleError naming file and line for an unknown key or a value that is not taken."""
    return _section(node, spec, stamp)


def _section(node: Node, spec: Section, stamp: Stamp) -> Tree:
    mapping = _mapping(node)
    stamp = _block_stamp(mapping, stamp)
    tree: Tree = {}
    for key, child in mapping.values.items():
        if key == "stamp":
            continue
        if key not in spec.keys:
            raise unknown_key(mapping.places[key], key, spec.keys)
        tree[key] = _read(child, spec.keys[key], stamp)
    return tree


def _read(node: Node, spec: Spec, stamp: Stamp) -> Any:
    match spec:
        case Section():
            return _section(node, spec, stamp)
        case Each():
            mapping = _mapping(node)
            stamp = _block_stamp(mapping, stamp)
            for key in mapping.values:
                if key != "stamp":
                    _leaf(Scalar(key, mapping.places[key]), spec.name)
            return {k: _read(child, spec.value, stamp) for k, child in mapping.values.items() if k != "stamp"}
        case Dated():
            return _entries(node, spec, stamp)


def _block_stamp(mapping: Mapping, stamp: Stamp) -> Stamp:
    if "stamp" not in mapping.values:
        return stamp
    block = _mapping(mapping.values["stamp"])
    for key, place in block.places.items():
        if key not in _STAMP_KEYS:
            raise unknown_key(place, key, _STAMP_KEYS)
    return read_stamp(block, stamp)


def read_stamp(mapping: Mapping, over: Stamp) -> Stamp:
    """The stamp that the mapping's own keys give, completed by the one of the block around it."""

    def part(key: str, leaf: Leaf, otherwise: Any) -> Any:
        return _leaf(_scalar(mapping.values[key]), leaf) if key in mapping.values else otherwise

    found = Stamp(
        part("effective_from", DAY, over.effective_from),
        part("effective_to", DAY, over.effective_to),
        part("source", TEXT, over.source),
        part("mark", MARK, over.mark),
    )
    if found.effective_from and found.effective_to and found.effective_to < found.effective_from:
        raise mapping.place.error(f"the value ends ({found.effective_to}) before it starts ({found.effective_from})")
    return found


def _entries(node: Node, spec: Dated, stamp: Stamp) -> tuple[Entry, ...]:
    many = spec.several and not isinstance(spec.payload, Listed)
    if isinstance(node, Sequence) and (many or any(isinstance(item, Mapping) for item in node.items)):
        entries = tuple(_entry(item, spec.payload, stamp) for item in node.items)
    else:
        entries = (_entry(node, spec.payload, stamp),)
    if not entries:
        raise node.place.error("the list is empty; leave the key out if nothing is meant")
    if not spec.several:
        _refuse_overlap(entries)
    return entries


def _refuse_overlap(entries: tuple[Entry, ...]) -> None:
    """A value of which only one can hold must not be in force twice on one day."""
    for i, later in enumerate(entries):
        for earlier in entries[:i]:
            starts = later.stamp.effective_from or date.min
            other = earlier.stamp.effective_from or date.min
            if starts <= (earlier.stamp.effective_to or date.max) and other <= (later.stamp.effective_to or date.max):
                raise later.place.error(
                    f"this value and the one on line {earlier.place.line} are in force on the same days; "
                    "give the earlier one an `effective_to`"
                )


def _entry(node: Node, payload: Leaf | Listed | Record, stamp: Stamp) -> Entry:
    if not isinstance(node, Mapping):
        return Entry(_payload(node, payload), _complete(stamp, node.place), node.place)
    own = {k: v for k, v in node.values.items() if k not in _STAMP_KEYS}
    stamped = _complete(read_stamp(node, stamp), node.place)
    if isinstance(payload, Record):
        return Entry(_payload(Mapping(own, node.places, node.place), payload), stamped, node.place)
    if "value" not in own:
        raise node.place.error("`value` is missing beside the date and source")
    for key in own:
        if key != "value":
            raise unknown_key(node.places[key], key, ("value", *_STAMP_KEYS))
    return Entry(_payload(own["value"], payload), stamped, node.place)


def _complete(stamp: Stamp, place: Place) -> Stamp:
    if stamp.source is None:
        raise place.error("the value has no `source`; name where it was read, here or in the block's `stamp`")
    if stamp.mark is None:
        raise place.error("the value has no `mark`; write R (read), M (computed), K (trade knowledge), here or in the block's `stamp`")
    if stamp.mark != "terms" and stamp.effective_from is None:
        raise place.error("the value has no `effective_from`; write the day since which it holds, here or in the block's `stamp`")
    return stamp


def _payload(node: Node, spec: Leaf | Listed | Record | Rows) -> Any:
    match spec:
        case Leaf():
            return _leaf(_scalar(node), spec)
        case Listed():
            items = node.items if isinstance(node, Sequence) else (node,)
            return tuple(_leaf(_scalar(item), spec.item) for item in items)
        case Rows():
            if not isinstance(node, Sequence):
                raise node.place.error("a list is expected here, one line with `- ` for each row")
            return tuple(_payload(item, spec.row) for item in node.items)
        case Record():
            mapping = _mapping(node)
            for key in mapping.values:
                if key not in spec.parts:
                    raise unknown_key(mapping.places[key], key, spec.parts)
            for key in spec.needed:
                if key not in mapping.values:
                    raise node.place.error(f"`{key}` is missing")
            if spec.one_of and not any(key in mapping.values for key in spec.one_of):
                raise node.place.error(f"one of {_quoted(spec.one_of)} is needed")
            return {key: _payload(child, spec.parts[key]) for key, child in mapping.values.items()}


def _leaf(node: Scalar, leaf: Leaf) -> Any:
    try:
        return leaf.read(node.text)
    except (ValueError, InvalidOperation, re.error) as error:
        raise node.place.error(f"`{node.text}` is not taken here: {error}") from error


def _scalar(node: Node) -> Scalar:
    if not isinstance(node, Scalar):
        raise node.place.error("one value is expected here, not a list or a block")
    return node


def _mapping(node: Node) -> Mapping:
    if not isinstance(node, Mapping):
        raise node.place.error("a block of `key: value` lines is expected here")
    return node


def unknown_key(place: Place, key: str, known: Iterable[str]) -> Exception:
    """The error for a key that no pack has, with the nearest one that they do have."""
    known = sorted(known)
    near = difflib.get_close_matches(key, known, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"known are {_quoted(known)}"
    return place.error(f"`{key}` is an unknown key; {hint}")


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"`{w}`" for w in words)


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError("a text is expected")
    return text.strip()


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise ValueError("a whole number is expected")
    return int(text)


def _number(text: str) -> Decimal:
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,9})?", text):
        raise ValueError('a number with a decimal point is expected, a rate of 3 % as "0.03"')
    return Decimal(text)


def _rate(text: str) -> Decimal:
    rate = _number(text)
    if not 0 <= rate <= 1:
        raise ValueError('a rate lies between 0 and 1; 3 % is written "0.03"')
    return rate


def _flag(text: str) -> bool:
    flags = {"true": True, "yes": True, "false": False, "no": False}
    if text.lower() not in flags:
        raise ValueError("write true or false")
    return flags[text.lower()]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("a date is written YYYY-MM-DD") from error


def _attempts(text: str) -> int | None:
    return None if text == "unlimited" else _count(text)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        raise ValueError("a name is written in small letters, digits and _")
    return text


def one_of(choices: Iterable[str]) -> Leaf:
    """A leaf that takes one of some words."""
    words = tuple(choices)

    def read(text: str) -> str:
        if text not in words:
            near = difflib.get_close_matches(text, words, 1)
            raise ValueError(f"did you mean `{near[0]}`?" if near else f"taken are {_quoted(words)}")
        return text

    return Leaf(read)


TEXT: Final = Leaf(_text)
DAY: Final = Leaf(_day)
MARK: Final = one_of(MARKS)
COUNT: Final = Leaf(_count)
NUMBER: Final = Leaf(_number)
RATE: Final = Leaf(_rate)
FLAG: Final = Leaf(_flag)
ATTEMPTS: Final = Leaf(_attempts)
PATTERN: Final = Leaf(_pattern)
NAME: Final = Leaf(_name)
CLAIM_KIND: Final = one_of(t.value for t in FindingType)
ROLE: Final = one_of(r.value for r in LineRole)
ANCHOR: Final = one_of(ANCHORS)
