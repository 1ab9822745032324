"""Readers of X12 and EDIFACT: bytes in, one document per business document out."""

from extractors.edi.reading import EdiRead, looks_like_edi, read_edi

__all__ = ["EdiRead", "looks_like_edi", "read_edi"]
