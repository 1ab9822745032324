"""How a person wants their pages, as it goes over the wire; the pages read the same words in `api.web.preferences`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from api.http.shapes.plain import RowId, Shown, Wanted

Language = Literal["en", "fr", "de", "es", "zh"]
Theme = Literal["system", "light", "dark"]
Density = Literal["normal", "compact"]
Key = Annotated[str, StringConstraints(pattern=r"^[!-~]$"), Field(examples=["j"])]
Guide = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,59}$"), Field(examples=["first-visit"])]


class PreferencesShown(Shown):
    """How a person wants their pages; what was never chosen is as it comes."""

    language: Language | None = Field(default=None, description="Null: the browser's.")
    theme: Theme = "system"
    density: Density = "normal"
    dim_pages: bool = Field(default=False, description="Whether white pages of papers are dimmed in the dark theme.")
    all_keys_off: bool = Field(default=False, description="Whether single keys do nothing.")
    keys_off: list[Key] = Field(default=[], description="Single keys that do nothing.")
    guides_seen: list[Guide] = Field(default=[], description="Guides that were dismissed.")
    supplier_id: int | None = Field(default=None, description="The supplier to begin with; null: all.")


class PreferencesChange(Wanted):
    """What is to change; parts left out stay, and null makes one as it comes. A list takes the place of the one before."""

    language: Language | None = None
    theme: Theme | None = None
    density: Density | None = None
    dim_pages: Annotated[bool, Field(strict=True)] | None = None
    all_keys_off: Annotated[bool, Field(strict=True)] | None = None
    keys_off: Annotated[list[Key], Field(max_length=94)] | None = None
    guides_seen: Annotated[list[Guide], Field(max_length=100)] | None = None
    supplier_id: RowId | None = None

    def chosen(self) -> dict[str, Any]:
        """What was said, null included."""
        return self.model_dump(mode="json", exclude_unset=True)
