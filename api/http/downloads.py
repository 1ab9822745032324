"""Files on their way out: always as a download under a harmless name, never run by a browser, each one recorded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from fastapi import Response

from api.http.access import AccessEvent, record_access
from api.http.visit import Visit
from ledger.suppliers import Supplier

TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values",
    "json": "application/json",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "zip": "application/zip",
}
"""Types that are told by a file's ending; everything else is bytes. What is no text is never called one."""
BYTES: Final = "application/octet-stream"
LONGEST_NAME: Final = 150
DANGEROUS: Final = re.compile(r'[\\/:*?"<>|;%\x00-\x1f\x7f-\x9f]')


def download(content: bytes, name: str, *, media_type: str | None = None) -> Response:
    """An answer that browsers save and never show or run."""
    safe = harmless(name)
    kind = media_type or TYPES.get(safe.rpartition(".")[2].lower(), BYTES)
    return Response(content, media_type=kind, headers={"Content-Disposition": disposition(safe), "X-Download-Options": "noopen"})


def disposition(name: str) -> str:
    """`attachment` with the name in both spellings (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def harmless(name: str) -> str:
    """A file name without folders, control characters, signs that turn text around, or what a system gives a meaning to."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in last if unicodedata.category(c) not in {"Cf", "Cc", "Cs", "Co", "Zl", "Zp"})
    kept = DANGEROUS.sub("_", shown).strip(". ")
    stem, dot, ending = kept.rpartition(".")
    return (f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}" if stem else kept[:LONGEST_NAME]) or "file"


def recorded(visit: Visit, event: AccessEvent, supplier_id: int | None, **detail: Any) -> None:
    """Records what is taken out, before it is given. A supplier that is not there is in the filters at most."""
    with visit.house.desk.sessions.begin() as session:
        known = supplier_id if supplier_id is not None and session.get(Supplier, supplier_id) is not None else None
        record_access(session, event, actor=visit.scope.actor, now=visit.now, address=visit.address, supplier_id=known, detail=detail)
