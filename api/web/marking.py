"""How texts of the pages are marked for the catalogues."""

from __future__ import annotations


def N_(english: str) -> str:  # noqa: N802 - the name by which catalogues are made
    """Marks a text for the catalogues; it is said in the reader's language where it is shown."""
    return english
