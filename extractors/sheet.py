"""A page as a file holds it, before any recognition: what comes out of the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from extractors.bitmap import Bitmap
from extractors.page import Ruling, Word
from facts.evidence import Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its size in points as a viewer shows it, the words of its text layer, its rulings, and a picture of it.

    `scanned` says that the words of the text layer cannot be relied on (there are none, they are hidden beneath a picture,
    or their encoding is garbage), so that the bitmap must be read. `rotation`: degrees by which digital text was turned to
    stand upright. `pictures` are places of a digital page where a picture may hold print that the text layer has not.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    bitmap: Bitmap | None = None
    scanned: bool = False
    pictures: tuple[Box, ...] = ()
    rotation: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheets:
    """Some pages of a file that has `total` of them; `attachments` are files embedded in it (name, content).

    `said` is text of the file beside what is seen: titles, notes, the text of its pages as it stands.
    """

    total: int
    sheets: tuple[Sheet, ...]
    attachments: tuple[tuple[str, bytes], ...] = ()
    said: tuple[str, ...] = ()

    def to_wire(self) -> tuple[dict[str, Any], list[bytes]]:
        """Plain values and blobs, for the way out of the sandbox."""
        blobs: list[bytes] = []
        entries = []
        for sheet in self.sheets:
            entry: dict[str, Any] = {
                "number": sheet.number,
                "size": [sheet.width, sheet.height],
                "words": [[w.text, *(round(v, 2) for v in w.box)] for w in sheet.words],
                "rulings": [[r.horizontal, *(round(v, 2) for v in r.box)] for r in sheet.rulings],
                "scanned": sheet.scanned,
                "pictures": [list(box) for box in sheet.pictures],
                "rotation": sheet.rotation,
                "problems": list(sheet.problems),
            }
            if sheet.bitmap is not None:
                entry["bitmap"], raw = sheet.bitmap.to_wire()
                blobs.append(raw)
            entries.append(entry)
        blobs.extend(content for _, content in self.attachments)
        attached = [name for name, _ in self.attachments]
        return {"total": self.total, "sheets": entries, "attachments": attached, "said": list(self.said)}, blobs

    @classmethod
    def from_wire(cls, entry: dict[str, Any], blobs: list[bytes]) -> Sheets:
        """Back from `to_wire`; raises KeyError, TypeError, ValueError or IndexError where the form is broken."""
        rest = iter(blobs)
        sheets = tuple(_sheet(e, rest) for e in entry["sheets"])
        attachments = tuple((str(name), next(rest)) for name in entry["attachments"])
        return cls(int(entry["total"]), sheets, attachments, tuple(map(str, entry["said"])))


def _sheet(entry: dict[str, Any], blobs: Any) -> Sheet:
    width, height = entry["size"]
    return Sheet(
        number=int(entry["number"]),
        width=float(width),
        height=float(height),
        words=tuple(Word(str(text), Box(*map(float, box))) for text, *box in entry["words"]),
        rulings=tuple(Ruling(Box(*map(float, box)), bool(horizontal)) for horizontal, *box in entry["rulings"]),
        bitmap=Bitmap.from_wire(entry["bitmap"], next(blobs)) if "bitmap" in entry else None,
        scanned=bool(entry["scanned"]),
        pictures=tuple(Box(*map(float, box)) for box in entry["pictures"]),
        rotation=int(entry["rotation"]),
        problems=tuple(str(p) for p in entry["problems"]),
    )
