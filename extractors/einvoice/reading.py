"""From the bytes of an XML file to the invoices in it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final
from xml.etree.ElementTree import Element

from extractors.einvoice import cii, ubl
from extractors.einvoice.tree import BrokenXmlError, UnsafeXmlError, anywhere, local, parse
from facts.documents import Document, ReadError, ReadErrorCode

_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class EinvoiceRead:
    """The invoices of an XML file, what is wrong with the file, or why it cannot be read."""

    documents: tuple[Document, ...] = ()
    problems: tuple[str, ...] = ()
    error: ReadError | None = None


def read_einvoice(content: bytes) -> EinvoiceRead:
    """Reads every UBL or CII invoice and credit note of an XML file. Never raises; what cannot be read is named."""
    if not content.strip():
        return EinvoiceRead(error=ReadError(ReadErrorCode.EMPTY, "the file is empty; ask for it again"))
    try:
        root = parse(content)
    except UnsafeXmlError as refused:
        return EinvoiceRead(error=ReadError(ReadErrorCode.UNSUPPORTED, f"the XML was not opened: {refused}; ask for a plain e-invoice"))
    except BrokenXmlError as broken:
        return EinvoiceRead(error=ReadError(ReadErrorCode.CORRUPT, f"the XML is broken ({broken}); ask for the file again"))
    documents = tuple(_document(element) for element in islice((e for e in anywhere(root, cii.ROOTS | ubl.ROOTS) if _is_invoice(e)), _MOST))
    if documents:
        return EinvoiceRead(documents)
    message = f"the XML holds <{local(root)}>, no UBL or CII invoice or credit note"
    return EinvoiceRead(error=ReadError(ReadErrorCode.UNSUPPORTED, message))


def _is_invoice(element: Element) -> bool:
    return local(element) in cii.ROOTS or element.tag.startswith(f"{{{ubl.NAMESPACE}")


def _document(element: Element) -> Document:
    return cii.read_cii(element) if local(element) in cii.ROOTS else ubl.read_ubl(element)
