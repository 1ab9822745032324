"""Tables that portals hand out as `.xls` and that are none: HTML pages, and the XML spreadsheets of 2003."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree
from lxml import html as lxml_html

from extractors.tables.encoding import decode
from extractors.tables.grid import DATE_MARK, NUMBER_MARK, Grid, grid_of, text_columns
from facts.documents import ReadError, ReadErrorCode

MAX_BYTES: Final = 60_000_000
MAX_CELLS: Final = 5_000_000
MAX_COLUMNS: Final = 512
_HTML_START: Final = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.IGNORECASE | re.DOTALL
)
_SPREADSHEET: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_SS: Final = f"{{{_SPREADSHEET}}}"


def is_markup(content: bytes) -> bool:
    """True for an HTML page or an XML spreadsheet, by its first bytes."""
    start = content[:4096].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return bool(_HTML_START.match(start)) or (start.lstrip().startswith(b"<?xml") and _SPREADSHEET.encode() in start)


def read_markup(content: bytes) -> tuple[Grid, ...] | ReadError:
    """The tables of an HTML page stacked as one sheet, or the sheets of an XML spreadsheet."""
    if len(content) > MAX_BYTES:
        return ReadError(ReadErrorCode.TOO_LARGE, f"the page has {len(content):,} bytes; export it as CSV or XLSX instead")
    text = decode(content).text
    is_page = _SPREADSHEET not in text[:8192]
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode()
    try:
        if is_page:
            return (_page(lxml_html.document_fromstring(source, parser=lxml_html.HTMLParser(encoding="utf-8", no_network=True))),)
        return _sheets(etree.fromstring(source, parser=etree.XMLParser(resolve_entities=False, no_network=True, encoding="utf-8")))
    except (etree.LxmlError, ValueError) as error:
        return ReadError(ReadErrorCode.CORRUPT, f"the page cannot be read as a table ({error}); export it as CSV or XLSX instead")


def _page(root: lxml_html.HtmlElement) -> Grid:
    rows: list[list[str | None]] = []
    cells = 0
    for line in root.iter("tr"):
        if line.find(".//table") is not None:
            continue
        row: list[str | None] = []
        for cell in line.iterchildren("td", "th"):
            span = str(cell.get("colspan", "1"))
            row.append(" ".join(str(cell.text_content()).split()))
            row += [None] * (int(span) - 1 if span.isdigit() and int(span) < MAX_COLUMNS else 0)
        rows.append(row[:MAX_COLUMNS])
        cells += len(row)
        if cells > MAX_CELLS:
            break
    return grid_of(text_columns(rows), None, None)


def _sheets(root: etree._Element) -> tuple[Grid, ...]:
    grids = []
    for sheet in root.iter(f"{_SS}Worksheet"):
        rows: list[list[str | None]] = []
        for line in sheet.iter(f"{_SS}Row"):
            index = _index(line)
            while index and len(rows) < min(index - 1, MAX_CELLS // MAX_COLUMNS):
                rows.append([])
            rows.append(_xml_row(line))
        grids.append(grid_of(text_columns(rows), sheet.get(f"{_SS}Name"), None))
    return tuple(grids)


def _xml_row(line: etree._Element) -> list[str | None]:
    row: list[str | None] = []
    for cell in line.iterchildren(f"{_SS}Cell"):
        index = min(_index(cell), MAX_COLUMNS)
        row += [None] * (index - 1 - len(row))
        value = cell.find(f"{_SS}Data")
        text = "" if value is None else "".join(map(str, value.itertext())).strip()
        kind = None if value is None else value.get(f"{_SS}Type")
        if kind == "Number" and re.fullmatch(r"-?\d+(?:\.\d+)?", text):
            text = NUMBER_MARK + text
        elif kind == "DateTime":
            text = DATE_MARK + text.removesuffix(".000").removesuffix("T00:00:00")
        row.append(text)
        across = str(cell.get(f"{_SS}MergeAcross", "0"))
        row += [None] * (int(across) if across.isdigit() and int(across) < MAX_COLUMNS else 0)
    return row[:MAX_COLUMNS]


def _index(element: etree._Element) -> int:
    index = str(element.get(f"{_SS}Index", "0"))
    return int(index) if index.isdigit() else 0
