"""Readers of papers: from the words of pages to documents with fields and lines.

`read_pages` reads the pages of one file, `read_letter` the body of a mail. Nothing here opens a file or asks a ledger.
"""

from __future__ import annotations

from extractors.papers.letter import read_letter
from extractors.papers.reading import read_pages

__all__ = ["read_letter", "read_pages"]
