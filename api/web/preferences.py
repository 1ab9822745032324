"""What a reader has chosen for the pages, read from the user's preferences; what is missing or of no use counts as not chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Preferences:
    """`keys_off` are single keys that are switched off, `all_keys_off` all of them; `guides_seen` what was dismissed."""

    language: str | None = None
    theme: str = "system"
    density: str = "normal"
    dim_pages: bool = False
    all_keys_off: bool = False
    keys_off: tuple[str, ...] = ()
    guides_seen: frozenset[str] = field(default_factory=frozenset)
    supplier_id: int | None = None


def preferences_of(kept: Mapping[str, Any] | None) -> Preferences:
    """From what is kept with the user."""
    told = kept or {}
    language, theme, density = told.get("language"), told.get("theme"), told.get("density")
    supplier = told.get("supplier_id")
    return Preferences(
        language=language if isinstance(language, str) else None,
        theme=theme if theme in {"light", "dark"} else "system",
        density="compact" if density == "compact" else "normal",
        dim_pages=told.get("dim_pages") is True,
        all_keys_off=told.get("all_keys_off") is True,
        keys_off=tuple(str(key) for key in told.get("keys_off") or ()),
        guides_seen=frozenset(str(guide) for guide in told.get("guides_seen") or ()),
        supplier_id=supplier if isinstance(supplier, int) else None,
    )
