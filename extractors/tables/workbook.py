"""Workbooks (XLSX, XLS): their sheets as grids, after a look whether opening them is safe."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import polars as pl
import python_calamine

from extractors.tables.grid import DATE_MARK, NUMBER_MARK, Grid, grid_of
from facts.documents import ReadError, ReadErrorCode

ZIP_MAGIC: Final = b"PK\x03\x04"
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_UNCOMPRESSED: Final = 1_500_000_000
MAX_RATIO: Final = 250
RATIO_FROM: Final = 60_000_000
"""Below this size a high ratio is harmless."""
MAX_CELLS: Final = 40_000_000
MAX_MERGED: Final = 2_000
CHUNK: Final = 20_000
_EXACT_BELOW: Final = 2**53
_STEP: Final = 1 << 20
_REFERENCE: Final = re.compile(rb"r=[\"']([A-Z]{2,3})\d")
_ROW_NUMBER: Final = re.compile(rb"row[^>]{0,200}?r=[\"'](\d{1,7})[\"']")
"""Both may match too much, which only makes a sheet look larger; they begin with plain letters to be fast."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """Sheets of a workbook that are shown, and problems in words."""

    grids: tuple[Grid, ...]
    problems: tuple[str, ...] = ()


def is_workbook(content: bytes) -> bool:
    """True where the first bytes are those of a ZIP or OLE container, whatever the name says."""
    return content.startswith((ZIP_MAGIC, OLE_MAGIC))


def read_workbook(content: bytes) -> Workbook | ReadError:
    """The sheets of an XLSX or XLS file, or the reason why they cannot be read. Hidden sheets are named and left out."""
    refusal = _refusal(content)
    if refusal is not None:
        return refusal
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError:
        return _encrypted()
    except python_calamine.CalamineError as error:
        return _corrupt(error)
    grids, problems = [], []
    for about in book.sheets_metadata:
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if about.visible != python_calamine.SheetVisibleEnum.Visible:
            problems.append(f"sheet {about.name} is hidden and was not used; show it in the workbook if it should be")
            continue
        try:
            grids.append(_grid(book.get_sheet_by_name(about.name), about.name))
        except python_calamine.CalamineError as error:
            problems.append(f"sheet {about.name} cannot be read ({error}); save it again and hand it in anew")
    if not grids and problems and not any("hidden" in problem for problem in problems):
        return ReadError(ReadErrorCode.CORRUPT, problems[0])
    return Workbook(tuple(grids), tuple(problems))


def _grid(sheet: python_calamine.CalamineSheet, name: str) -> Grid:
    parts: list[pl.DataFrame] = []
    for rows in _in_chunks(sheet.iter_rows()):
        columns = list(zip(*rows, strict=False))
        parts.append(pl.DataFrame({f"c{index}": _texts(column) for index, column in enumerate(columns)}))
    if not parts:
        return grid_of([], name, None)
    return grid_of(_merged_down(pl.concat(parts, how="diagonal").get_columns(), sheet), name, None)


def _merged_down(columns: list[pl.Series], sheet: python_calamine.CalamineSheet) -> list[pl.Series]:
    """A cell merged over several rows of one column holds for each of them."""
    left = sheet.start[1] if sheet.start else 0
    for (top, first), (bottom, last) in (sheet.merged_cell_ranges or [])[:MAX_MERGED]:
        place = first - left
        if first == last and top < bottom < columns[0].len() and 0 <= place < len(columns):
            columns[place] = columns[place].scatter(list(range(top + 1, bottom + 1)), columns[place][top])
    return columns


def _in_chunks(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    chunk: list[list[Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) >= CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _texts(column: tuple[Any, ...]) -> pl.Series:
    """A column's cells as texts, typed ones with their mark."""
    kinds = set(map(type, column))
    if kinds == {str} and not any("\x01" in cell for cell in column):
        return pl.Series(column, dtype=pl.String)
    if kinds == {date}:
        return DATE_MARK + pl.Series(column, dtype=pl.Date).cast(pl.String)
    if kinds == {float}:
        texts = pl.Series(column, dtype=pl.Float64).cast(pl.String).str.strip_suffix(".0")
        if texts.str.contains(r"^-?\d+(?:\.\d+)?$").all():
            return NUMBER_MARK + texts
    return pl.Series([_text(cell) for cell in column], dtype=pl.String)


def _text(cell: Any) -> str | None:
    if isinstance(cell, str):
        return cell.replace("\x01", "")
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return f"{NUMBER_MARK}{cell}"
    if isinstance(cell, float):
        return NUMBER_MARK + _exact(cell)
    if isinstance(cell, datetime):
        return f"{DATE_MARK}{cell.isoformat() if cell.time() != time() else cell.date().isoformat()}"
    if isinstance(cell, date):
        return f"{DATE_MARK}{cell.isoformat()}"
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    return None


def _exact(number: float) -> str:
    """The shortest decimal that gives this number, without exponent: 35.22 → 35.22, 5419515192.0 → 5419515192."""
    if number.is_integer() and abs(number) < _EXACT_BELOW:
        return str(int(number))
    text = repr(number)
    return f"{number:.15f}".rstrip("0") if "e" in text else text


def _encrypted() -> ReadError:
    return ReadError(ReadErrorCode.ENCRYPTED, "the workbook is protected by a password; save it without one and hand it in again")


def _corrupt(error: Exception) -> ReadError:
    return ReadError(ReadErrorCode.CORRUPT, f"the workbook cannot be opened ({error}); open it in a spreadsheet and save it again")


def _refusal(content: bytes) -> ReadError | None:
    if content.startswith(OLE_MAGIC):
        return _encrypted() if "EncryptedPackage".encode("utf-16-le") in content else None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _zip_refusal(archive, content)
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError) as error:
        return _corrupt(error)


def _zip_refusal(archive: zipfile.ZipFile, content: bytes) -> ReadError | None:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        return _encrypted()
    names = {member.filename for member in members}
    if not any(name.startswith("xl/") or name == "content.xml" for name in names):
        return ReadError(ReadErrorCode.UNSUPPORTED, "this is a ZIP archive but no workbook; hand it in with the ending .zip")
    total = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if total > MAX_UNCOMPRESSED or (total > RATIO_FROM and total / packed > MAX_RATIO):
        return _too_large(f"it unpacks to {total:,} bytes")
    unpacked = 0
    for member in members:
        sheet = _Extent() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member.filename) else None
        for block in _inflated(content, member):
            unpacked += len(block)
            if unpacked > MAX_UNCOMPRESSED or (unpacked > RATIO_FROM and unpacked / packed > MAX_RATIO):
                return _too_large(f"it unpacks to more than {unpacked:,} bytes")
            if sheet is not None:
                sheet.see(block)
        if sheet is not None and sheet.cells > MAX_CELLS:
            return _too_large(f"{member.filename} spans {sheet.rows:,} rows by {sheet.columns:,} columns; delete stray cells far outside")
    return None


def _too_large(what: str) -> ReadError:
    return ReadError(ReadErrorCode.TOO_LARGE, f"the workbook is too large to open safely: {what}; split it into smaller files")


def _inflated(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked bytes of a member in blocks, as many as there really are, whatever its directory entry says."""
    header = content[member.header_offset : member.header_offset + 30]
    if len(header) < 30 or not header.startswith(ZIP_MAGIC):
        raise zipfile.BadZipFile(f"{member.filename} is damaged")
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    start = member.header_offset + 30 + name_length + extra_length
    packed = memoryview(content)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(packed), _STEP):
            yield bytes(packed[at : at + _STEP])
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile(f"{member.filename} is packed in an unusual way")
    inflater = zlib.decompressobj(-15)
    rest: bytes = bytes(packed)
    try:
        while rest and not inflater.eof:
            block = inflater.decompress(rest, _STEP)
            rest = inflater.unconsumed_tail
            yield block
            if not block:
                break
        yield inflater.flush()
    except zlib.error as error:
        raise zipfile.BadZipFile(f"{member.filename} is damaged") from error


class _Extent:
    """How far the cells of a sheet reach, from the references in its XML."""

    def __init__(self) -> None:
        self.rows = 1
        self.columns = 26
        self._rest = b""

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    def see(self, block: bytes) -> None:
        text = self._rest + block
        self._rest = text[-40:]
        for letters in set(_REFERENCE.findall(text)):
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            self.columns = max(self.columns, column)
        self.rows = max(self.rows, *map(int, _ROW_NUMBER.findall(text)), 1)
