"""Where a value stands, as proposals show it: the document with page and box, or a row of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

LONGEST_SHOWN: Final = 120
"""Letters of a value that are shown; numbers of the trade are shorter."""


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a document. `page` counts from 1, `box` is in points from the top left; `row` counts as in a table's file."""

    document_id: int
    page: int | None = None
    box: tuple[float, ...] = ()
    row: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As it stands on a proposal; absent parts are left out."""
        entry: dict[str, Any] = {"document_id": self.document_id}
        if self.page is not None:
            entry["page"] = self.page
        if self.box:
            entry["box"] = list(self.box)
        if self.row is not None:
            entry["row"] = self.row
        return entry

    @classmethod
    def of_field(cls, document_id: int, field: Mapping[str, Any]) -> Self:
        """The place of a field of a paper (contract.md)."""
        return cls(document_id, field.get("page"), tuple(field.get("box") or ()))


def shown(value: object) -> str:
    """A value from a paper on one line, without anything that controls a screen, and bounded."""
    plain = "".join(c if c.isprintable() else " " for c in str(value))
    return " ".join(plain.split())[:LONGEST_SHOWN]


def clear(content: Mapping[str, Any], field: Mapping[str, Any]) -> bool:
    """Whether a field of a paper can be relied on against somebody: read surely, and nobody has to look at it first."""
    return not field.get("review") and (content.get("source") != "ocr" or float(field.get("confidence", 0)) >= SURE)


SURE: Final = 0.9
"""From this certainty on a scanned value counts as clearly printed."""


def values_of(field: Mapping[str, Any] | None) -> list[str]:
    """The value of a field as texts; a list field has several."""
    if field is None or isinstance(field.get("value"), bool) or field.get("value") is None:
        return []
    value = field["value"]
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]
