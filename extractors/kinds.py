"""What kind of file some bytes are: by their first bytes, and by the name's ending where those say nothing."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from extractors.edi import looks_like_edi


class FileKind(StrEnum):
    """Kinds of file, each with a reader of its own."""

    PDF = "pdf"
    IMAGE = "image"
    TABLE = "table"
    EDI = "edi"
    XML = "xml"
    CONTAINER = "container"
    NOT_USED = "not_used"


_ENDINGS: Final = {
    FileKind.PDF: (".pdf",),
    FileKind.IMAGE: (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".tif", ".tiff"),
    FileKind.TABLE: (".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls"),
    FileKind.EDI: (".edi", ".x12", ".edifact", ".edf", ".850", ".855", ".856", ".860", ".810", ".812", ".820", ".861", ".997"),
    FileKind.XML: (".xml", ".ubl", ".cii"),
    FileKind.CONTAINER: (".eml", ".msg", ".zip"),
}
_BY_ENDING: Final = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
_PICTURES: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVE: Final = b"PK\x03\x04"
_MAIL_STREAM: Final = "__properties_version1.0".encode("utf-16-le")
_PDF_HEAD: Final = 1024
_MAY_BE_PDF: Final = (FileKind.PDF, FileKind.NOT_USED)
_PAGES: Final = (".html", ".htm")
_TABLE_ROW: Final = re.compile(rb"<tr[\s>]", re.IGNORECASE)
_TABLE_HEAD: Final = 20_000
_LINES_SEEN: Final = 20
_LEAST_ROWS: Final = 3
_LEAST_COLUMNS: Final = 4
_NOTES: Final = (".md", ".txt", ".yaml", ".yml", ".json", ".log")


def kind_of(content: bytes, name: str) -> FileKind:
    """The kind of a file. What the bytes say goes before what the name says; what neither tells is not used."""
    by_name = _BY_ENDING.get(ending(name), FileKind.NOT_USED)
    head = content[:_PDF_HEAD]
    if content.startswith(_PICTURES):
        return FileKind.IMAGE
    if content.startswith(_COMPOUND):
        return _compound(content, by_name)
    if content.startswith(_ARCHIVE):
        return _archive(content, by_name)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(b"%PDF-") or (b"%PDF-" in head and by_name in _MAY_BE_PDF and not _is_note(name)):
        return FileKind.PDF
    if by_name in (FileKind.PDF, FileKind.IMAGE, FileKind.CONTAINER):
        return by_name
    if looks_like_edi(content):
        return FileKind.EDI
    if _is_xml(head) and by_name is not FileKind.TABLE and not _is_note(name):
        return FileKind.XML
    return FileKind.TABLE if _holds_a_table(content, ending(name)) else by_name


def _is_note(name: str) -> bool:
    return ending(name) in _NOTES


def ending(name: str) -> str:
    """The name's ending in small letters, with its point."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def _holds_a_table(content: bytes, end: str) -> bool:
    """Whether a text or a page is an export: systems of accounts write tables to `.txt`, portals to `.html`."""
    start = content[:_TABLE_HEAD].replace(b"\0", b"")
    if end in _PAGES:
        return len(_TABLE_ROW.findall(start)) >= _LEAST_ROWS
    if end != ".txt":
        return False
    lines = [line for line in start.splitlines() if line.strip()][:_LINES_SEEN]
    for mark in (b"\t", b";", b"|"):
        marks, alike = Counter(line.count(mark) for line in lines).most_common(1)[0] if lines else (0, 0)
        if marks >= _LEAST_COLUMNS - 1 and alike >= max(_LEAST_ROWS, len(lines) // 2):
            return True
    return False


def _compound(content: bytes, by_name: FileKind) -> FileKind:
    """Microsoft's compound file: an Outlook message or an old workbook; Word and others are not used."""
    if _MAIL_STREAM in content:
        return FileKind.CONTAINER
    if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content or by_name is FileKind.TABLE:
        return FileKind.TABLE
    return by_name


def _archive(content: bytes, by_name: FileKind) -> FileKind:
    """A ZIP may be a workbook, or a text document that is not used."""
    if b"xl/workbook" in content:
        return FileKind.TABLE
    if b"[Content_Types].xml" in content[:4000] or b"mimetypeapplication/vnd.oasis" in content[:200]:
        return by_name if by_name is not FileKind.CONTAINER else FileKind.NOT_USED
    return FileKind.CONTAINER


def _is_xml(head: bytes) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    return text.startswith(b"<?xml") or head.startswith((b"\xff\xfe<\x00?", b"\xfe\xff\x00<\x00?"))
