"""Finds the invoice XML inside a hybrid PDF (Factur-X, ZUGFeRD, XRechnung)."""

from __future__ import annotations

import io
import zlib
from typing import Final

import pikepdf

from extractors.einvoice.recognise import looks_like_einvoice

_NAMES: Final = frozenset({"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "cii.xml", "ubl.xml", "invoice.xml"})
_BROKEN: Final = (
    pikepdf.PdfError, pikepdf.PasswordError, pikepdf.DataDecodingError, ValueError, LookupError, TypeError, AttributeError, RuntimeError,
    zlib.error,
)  # fmt: skip
_LARGEST: Final = 64 * 1024 * 1024
_MOST: Final = 200


def embedded_xml(pdf: bytes) -> bytes | None:
    """The e-invoice attached to a PDF, the one with a standard's own name first; None where there is none or the PDF cannot be opened."""
    if b"%PDF" not in pdf[:2048]:
        return None
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return _attached(document)
    except _BROKEN:
        return None


def _attached(document: pikepdf.Pdf) -> bytes | None:
    candidates: list[tuple[bool, pikepdf.Object]] = []
    for key, specification in list(document.attachments.items())[:_MOST]:
        name = (specification.filename or key).strip().lower()
        if name.endswith(".xml") or key.strip().lower() in _NAMES:
            candidates.append((name not in _NAMES, specification.get_file().obj))
    for associated in _associated(document):
        name = str(associated.get("/UF", associated.get("/F", ""))).strip().lower()
        embedded = associated.get("/EF")
        stream = embedded.get("/F") if isinstance(embedded, pikepdf.Dictionary) else None
        if name.endswith(".xml") and isinstance(stream, pikepdf.Stream):
            candidates.append((name not in _NAMES, stream))
    for _, stream in sorted(candidates, key=lambda c: c[0]):
        content = _unpacked(stream)
        if content is not None and looks_like_einvoice(content):
            return content
    return None


def _associated(document: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Files that the document names as belonging to it (/AF) without listing them among its attachments."""
    files = document.Root.get("/AF")
    if not isinstance(files, pikepdf.Array):
        return []
    return [file for file in list(files)[:_MOST] if isinstance(file, pikepdf.Dictionary)]


def _unpacked(stream: pikepdf.Object) -> bytes | None:
    """The bytes of an attachment, unpacked no further than any invoice is large."""
    raw = stream.read_raw_bytes()
    if len(raw) > _LARGEST:
        return None
    if str(stream.get("/Filter", "")) != "/FlateDecode":
        return bytes(stream.read_bytes())
    inflater = zlib.decompressobj()
    content = inflater.decompress(raw, _LARGEST)
    return None if inflater.unconsumed_tail else content
