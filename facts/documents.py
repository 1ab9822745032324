"""What a reader found on a paper: fields with their place, lines, problems. The form of a reading in contract.md."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self, TypeAlias

from facts.evidence import Box

Value: TypeAlias = str | int | bool | list[str]
"""A read value as JSON holds it: money and rates as decimal strings, counts as int, dates as YYYY-MM-DD."""


class DocumentKind(StrEnum):
    """Kinds of paper that are told apart (contract.md)."""

    BILL_OF_LADING = "bill_of_lading"
    PROOF_OF_DELIVERY = "proof_of_delivery"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    REMITTANCE_ADVICE = "remittance_advice"
    CHARGEBACK_NOTICE = "chargeback_notice"
    COOP_AGREEMENT = "coop_agreement"
    REBATE_AGREEMENT = "rebate_agreement"
    APPOINTMENT_REQUEST = "appointment_request"
    PURCHASE_ORDER = "purchase_order"
    PURCHASE_ORDER_CHANGE = "purchase_order_change"
    ORDER_CONFIRMATION = "order_confirmation"
    RECEIVING_ADVICE = "receiving_advice"
    ADVANCE_SHIP_NOTICE = "advance_ship_notice"
    ACKNOWLEDGEMENT = "acknowledgement"
    DEBIT_MEMO = "debit_memo"
    PACKING_LIST = "packing_list"
    PRICE_LIST = "price_list"
    FEE_STATEMENT = "fee_statement"
    RATE_CARD = "rate_card"
    OTHER = "other"


class Source(StrEnum):
    """How the words of a document were come by."""

    TEXT = "text"
    OCR = "ocr"
    XML = "xml"
    EDI = "edi"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Field:
    """One value with the words it was read from and the place where they stand.

    `text` is what the reader saw, before any repair. `review` means that a person should look before relying on it.
    """

    value: Value
    text: str
    confidence: float = 1.0
    page: int | None = None
    box: Box | None = None
    review: bool = False

    def to_json(self) -> dict[str, Any]:
        """The form of contract.md."""
        entry: dict[str, Any] = {"value": self.value, "text": self.text, "confidence": round(self.confidence, 3)}
        if self.page is not None:
            entry["page"] = self.page
        if self.box is not None:
            entry["box"] = self.box.rounded()
        entry["review"] = self.review
        return entry

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_json`."""
        box = entry.get("box")
        return cls(entry["value"], entry["text"], entry["confidence"], entry.get("page"), Box(*box) if box else None, entry["review"])


@dataclass(frozen=True, slots=True)
class Document:
    """One paper found in a file: `pages` counts from 1 in that file; `lines` are its rows, each a dict of fields.

    `turned` holds by how many degrees (clockwise) a scanned page was turned to stand upright, for the pages that were: boxes
    are places on the upright page. `changed_on` is the day on which the file says that it was last changed, where that is after it was
    made. `belongs_to` and `ruled_out` are what a person decided, no reading: the orders and bills of
    lading (compacted) that the paper is of, and those that it is not of whatever its numbers say. They are not written out.
    """

    kind: DocumentKind
    source: Source
    kind_confidence: float = 1.0
    pages: tuple[int, ...] = ()
    language: str | None = None
    fields: dict[str, Field] = field(default_factory=dict)
    lines: tuple[dict[str, Field], ...] = ()
    problems: tuple[str, ...] = ()
    turned: dict[int, int] = field(default_factory=dict)
    changed_on: date | None = None
    belongs_to: frozenset[str] = frozenset()
    ruled_out: frozenset[str] = frozenset()

    def value(self, name: str) -> Value | None:
        """The value of a field, or None where the paper does not show it."""
        found = self.fields.get(name)
        return None if found is None else found.value

    def text(self, name: str) -> str | None:
        """The value as text, or None."""
        found = self.value(name)
        return None if found is None else str(found)

    def number(self, name: str) -> Decimal | None:
        """The value of a money, rate or count field as an exact decimal, or None."""
        found = self.value(name)
        return None if found is None or isinstance(found, (bool, list)) else Decimal(found)

    def day(self, name: str) -> date | None:
        """The value of a date field, or None."""
        found = self.value(name)
        return None if not isinstance(found, str) else date.fromisoformat(found[:10])

    def texts(self, name: str) -> list[str]:
        """The value of a list field; a single text counts as a list of one."""
        found = self.value(name)
        return [] if found is None else [str(v) for v in found] if isinstance(found, list) else [str(found)]

    def says(self, name: str) -> bool:
        """True where a yes/no field was read as yes."""
        return self.value(name) is True

    def to_json(self) -> dict[str, Any]:
        """The form of contract.md."""
        entry: dict[str, Any] = {
            "kind": self.kind.value,
            "kind_confidence": round(self.kind_confidence, 3),
            "pages": list(self.pages),
            "language": self.language,
            "source": self.source.value,
            "fields": {name: f.to_json() for name, f in self.fields.items()},
            "lines": [{name: f.to_json() for name, f in line.items()} for line in self.lines],
            "problems": list(self.problems),
        }
        if self.turned:
            entry["turned"] = {str(page): degrees for page, degrees in sorted(self.turned.items())}
        if self.changed_on is not None:
            entry["changed_on"] = self.changed_on.isoformat()
        return entry

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_json`."""
        return cls(
            kind=DocumentKind(entry["kind"]),
            source=Source(entry["source"]),
            kind_confidence=entry["kind_confidence"],
            pages=tuple(entry["pages"]),
            language=entry["language"],
            fields={name: Field.from_json(f) for name, f in entry["fields"].items()},
            lines=tuple({name: Field.from_json(f) for name, f in line.items()} for line in entry["lines"]),
            problems=tuple(entry["problems"]),
            turned={int(page): degrees for page, degrees in entry.get("turned", {}).items()},
            changed_on=date.fromisoformat(entry["changed_on"]) if entry.get("changed_on") else None,
        )


class ReadErrorCode(StrEnum):
    """Why a file could not be read (contract.md)."""

    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class ReadError:
    """A file that could not be read: the code, and a sentence that says what is wrong and what to do."""

    code: ReadErrorCode
    message: str


@dataclass(frozen=True, slots=True)
class FileReading:
    """All that was found in one file, or the reason why nothing was.

    `file` is the path below the folder; a part of a mail or archive is an entry of its own (`drivers.zip!pods/7.pdf`) that
    names its `container`. `used` is False for a file that is listed but not read (notes, unknown endings): no error.
    """

    file: str
    sha256: str
    documents: tuple[Document, ...] = ()
    error: ReadError | None = None
    container: str | None = None
    problems: tuple[str, ...] = ()
    used: bool = True

    def renamed(self, file: str) -> Self:
        """The same reading under another path."""
        return replace(self, file=file)

    def to_json(self) -> dict[str, Any]:
        """The form of contract.md."""
        entry: dict[str, Any] = {"file": self.file, "sha256": self.sha256}
        if self.container is not None:
            entry["container"] = self.container
        if self.error is not None:
            return entry | {"error": {"code": self.error.code.value, "message": self.error.message}}
        if not self.used:
            entry["used"] = False
        entry["documents"] = [d.to_json() for d in self.documents]
        if self.problems:
            entry["problems"] = list(self.problems)
        return entry

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_json`."""
        error = entry.get("error")
        return cls(
            file=entry["file"],
            sha256=entry["sha256"],
            documents=tuple(Document.from_json(d) for d in entry.get("documents", [])),
            error=ReadError(ReadErrorCode(error["code"]), error["message"]) if error else None,
            container=entry.get("container"),
            problems=tuple(entry.get("problems", [])),
            used=entry.get("used", True),
        )
