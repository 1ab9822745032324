"""The brief: the numbered facts that a letter may rest on, each with its evidence. Frozen, the same both ways through JSON, hashed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, Self

from facts.evidence import Box
from facts.finding import FindingType, Step


class FactKind(StrEnum):
    """What a fact's value is."""

    AMOUNT = "amount"
    COUNT = "count"
    RATE = "rate"
    DATE = "date"
    IDENTIFIER = "identifier"
    NAME = "name"
    QUOTE = "quote"
    """The words of another, told as such and never as ours."""
    STATEMENT = "statement"
    """What a spot of evidence says, or what the matcher concludes, in words."""


class DraftKind(StrEnum):
    """What a letter is for."""

    DISPUTE = "dispute"
    RE_DISPUTE = "re_dispute"
    SETTLEMENT = "settlement"
    CAUSE_NOTE = "cause_note"
    """No letter: a note of the house on why deductions come again (cases.causes)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact stands: page and box of a paper, or rows of a table (`row` to `last_row`). `exhibit` is its number in the packet."""

    file: str
    document_id: int | None = None
    page: int | None = None
    box: Box | None = None
    sheet: str | None = None
    row: int | None = None
    last_row: int | None = None
    exhibit: int | None = None

    @property
    def name(self) -> str:
        """The last part of the path, also within an archive or mail, as letters name the file."""
        return PurePosixPath(self.file.rsplit("!", 1)[-1]).name

    def to_json(self) -> dict[str, Any]:
        """Absent parts are left out."""
        named = {n: getattr(self, n) for n in ("document_id", "page", "sheet", "row", "last_row", "exhibit")}
        box = {"box": self.box.rounded()} if self.box is not None else {}
        return {"file": self.file} | {n: v for n, v in named.items() if v is not None} | box

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_json`."""
        return cls(**(entry | ({"box": Box(*entry["box"])} if "box" in entry else {})))


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `value` is canonical: a decimal, a day as YYYY-MM-DD, the identifier, the words.

    `key` is its address in the brief (`case/asked`, `line:1/step:invoiced`, `paper:2/bol_number`), `name` what it is (`invoiced`,
    `bol_number`), `label` the words that go with the value in a sentence, `about` the item or order it speaks of. A computed fact
    has its `formula` over the names of the steps it rests on.
    """

    number: int
    key: str
    kind: FactKind
    name: str
    value: str
    label: str = ""
    unit: str = ""
    currency: str = ""
    about: str = ""
    places: tuple[Place, ...] = ()
    formula: str | None = None
    rests_on: tuple[int, ...] = ()

    @property
    def amount(self) -> Decimal | None:
        """The value as an exact number, or None where it is none."""
        try:
            exact = Decimal(self.value)
        except InvalidOperation:
            return None
        return exact if exact.is_finite() else None

    @property
    def day(self) -> date | None:
        """The value as a day, or None where it is none."""
        try:
            return date.fromisoformat(self.value)
        except ValueError:
            return None

    def to_json(self) -> dict[str, Any]:
        """Absent and empty parts are left out."""
        entry: dict[str, Any] = {"number": self.number, "key": self.key, "kind": self.kind.value, "name": self.name, "value": self.value}
        entry |= {n: v for n in ("label", "unit", "currency", "about", "formula") if (v := getattr(self, n))}
        if self.places:
            entry["places"] = [p.to_json() for p in self.places]
        if self.rests_on:
            entry["rests_on"] = list(self.rests_on)
        return entry

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_json`."""
        parts = entry | {"kind": FactKind(entry["kind"])}
        parts["places"] = tuple(Place.from_json(p) for p in entry.get("places", ()))
        parts["rests_on"] = tuple(entry.get("rests_on", ()))
        return cls(**parts)


@dataclass(frozen=True, slots=True)
class Attachment:
    """An exhibit as a letter names it: its number, the file name it is filed under, what kind of paper it is, where it comes from."""

    number: int
    name: str
    kind: str
    file: str = ""
    pages: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """All parts."""
        return {"number": self.number, "name": self.name, "kind": self.kind, "file": self.file, "pages": list(self.pages)}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_json`."""
        return cls(**(entry | {"pages": tuple(entry["pages"])}))


@dataclass(frozen=True, slots=True)
class Brief:
    """What a letter is written from, and all that it may say. `lines` counts the deduction lines it is about."""

    draft: DraftKind
    claim: FindingType
    currency: str
    lines: int
    facts: tuple[Fact, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    _by_key: dict[str, Fact] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {f.key: f for f in self.facts})

    def __hash__(self) -> int:
        # Letters are held against their brief sentence by sentence: all parts of all facts would be gone through each time.
        return hash((self.draft, self.claim, self.currency, tuple(f.value for f in self.facts)))

    def fact(self, number: int) -> Fact | None:
        """The fact of that number."""
        return self.facts[number - 1] if 0 < number <= len(self.facts) else None

    def at(self, key: str) -> Fact | None:
        """The fact at that address."""
        return self._by_key.get(key)

    def below(self, address: str) -> tuple[Fact, ...]:
        """The facts whose address begins with that (`case/sku:`), in their order."""
        return tuple(f for f in self.facts if f.key.startswith(address))

    def steps(self, line: int) -> tuple[Step, ...]:
        """The calculation of a line (from 1), as far as the brief has it."""
        prefix = f"line:{line}/step:"
        return tuple(Step(f.key.removeprefix(prefix), f.label, f.value, f.formula) for f in self.below(prefix))

    @property
    def hash(self) -> str:
        """SHA-256 over all that it says."""
        said = json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {
            "draft": self.draft.value,
            "claim": self.claim.value,
            "currency": self.currency,
            "lines": self.lines,
            "facts": [f.to_json() for f in self.facts],
            "attachments": [a.to_json() for a in self.attachments],
        }

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_json`."""
        return cls(
            DraftKind(entry["draft"]),
            FindingType(entry["claim"]),
            entry["currency"],
            entry["lines"],
            tuple(Fact.from_json(f) for f in entry["facts"]),
            tuple(Attachment.from_json(a) for a in entry["attachments"]),
        )
