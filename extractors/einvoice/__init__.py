"""Readers of e-invoices: UBL and CII, stand-alone or inside a hybrid PDF."""

from extractors.einvoice.attachment import embedded_xml
from extractors.einvoice.reading import EinvoiceRead, read_einvoice
from extractors.einvoice.recognise import looks_like_einvoice

__all__ = ["EinvoiceRead", "embedded_xml", "looks_like_einvoice", "read_einvoice"]
