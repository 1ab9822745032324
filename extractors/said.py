"""All that a file says beside what its readers take from it: text nobody sees, titles and notes. Never read for facts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final

LONGEST: Final = 400_000
"""Characters of a file that are looked through."""
_NOTES: Final = re.compile(
    r"(?:xl/(?:sharedStrings|comments.*|workbook|threadedComments/.*|worksheets/.*)|docProps/(?:core|custom|app))\.xml"
)
_MOST_SHEETS: Final = 40
_TAG: Final = re.compile(r"<[^<>]*>")
_CELLS_OF_FIGURES: Final = re.compile(r"<v>[^<]*</v>|<f>[^<]*</f>")
_ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&#10;": "\n", "&amp;": "&"}


def said_plainly(content: bytes) -> tuple[str, ...]:
    """A file that is text as it stands: EDI, XML, a table of characters."""
    return (content[: 2 * LONGEST].decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace")[:LONGEST],)


def said_in_workbook(content: bytes) -> tuple[str, ...]:
    """Texts of cells, comments, sheet names and properties of a workbook; nothing where it is none. Runs in the sandbox."""
    said: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in [n for n in packed.namelist() if _NOTES.fullmatch(n)][:_MOST_SHEETS]:
                with packed.open(name) as part:
                    text = _CELLS_OF_FIGURES.sub("", part.read(4 * LONGEST).decode("utf-8", "replace"))
                names = re.findall(r'<sheet [^>]*name="([^"]*)"', text)
                said.append(_unescaped("\n".join([*names, _TAG.sub("\n", text)])))
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        pass
    return tuple(_bounded(said))


def said_in_pdf(document: Any, numbers: range) -> tuple[str, ...]:
    """Title, subject, keywords and so on of a PDF with its first page, and the text of some pages as it stands, seen or not."""
    said: list[str] = []
    try:
        if numbers.start == 1:
            said.append("\n".join(str(value) for value in document.get_metadata_dict(skip_empty=True).values()))
        said += [document[number - 1].get_textpage().get_text_range() for number in numbers]
    except (RuntimeError, ValueError, IndexError, UnicodeError):
        pass
    return tuple(_bounded(said))


def _unescaped(text: str) -> str:
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    return re.sub(r"\n\s*\n+", "\n", text).strip()


def _bounded(said: list[str]) -> Iterator[str]:
    """The texts that are there, all of them within the limit."""
    room = LONGEST
    for text in said:
        if text.strip() and room > 0:
            yield text[:room]
            room -= len(text)
