"""What may be changed only as it was seen: ETags of versions, and `If-Match` (RFC 9110, 13.1.1)."""

from __future__ import annotations

import re
from typing import Final

from api.http.problems import MovedError, UnusableError, VersionNeededError

TAGS: Final = re.compile(r'\s*(?:\*|(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"(?:\s*,\s*(?:W/)?"[\x21\x23-\x7e\x80-\xff]*")*)\s*')
TAG: Final = re.compile(r'(W/)?"([^"]*)"')


def etag(noun: str, number: int, version: int) -> str:
    """The strong tag of a version: `"case-7-3"`."""
    return f'"{noun}-{number}-{version}"'


def unmodified(if_none_match: str | None, current: str) -> bool:
    """Whether the asker has what is there now (RFC 9110, 13.1.2); what is no list of tags is passed over."""
    if if_none_match is None or not TAGS.fullmatch(if_none_match):
        return False
    return if_none_match.strip() == "*" or current in {f'"{tag}"' for _, tag in TAG.findall(if_none_match)}


def require_unmoved(if_match: str | None, current: str, *, needed: bool = False) -> None:
    """Lets pass what was seen as it is now.

    Raises MovedError where it was not, VersionNeededError where nothing was sent and something is needed, UnusableError for what
    is no list of tags. A weak tag never matches.
    """
    if if_match is None:
        if needed:
            raise VersionNeededError
        return
    if not TAGS.fullmatch(if_match):
        raise UnusableError.of("header.If-Match", "If-Match takes * or ETags in double quotes.")
    if if_match.strip() != "*" and current not in {f'"{tag}"' for weak, tag in TAG.findall(if_match) if not weak}:
        raise MovedError
