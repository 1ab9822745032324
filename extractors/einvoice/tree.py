"""An XML document without its namespaces: elements by local name, alternatives in a path, text trimmed. No entities, no network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

_LARGEST: Final = 64 * 1024 * 1024
_DEEPEST: Final = 200


class UnsafeXmlError(ValueError):
    """The XML declares entities or a document type, is nested absurdly deep, or is larger than any invoice."""


class BrokenXmlError(ValueError):
    """The bytes are not well-formed XML."""


def parse(content: bytes) -> Element:
    """The root of an XML document. Raises BrokenXmlError or UnsafeXmlError."""
    if len(content) > _LARGEST:
        raise UnsafeXmlError(f"larger than {_LARGEST // (1024 * 1024)} MB")
    try:
        root = fromstring(content.strip(b"\x00 \t\r\n"), forbid_dtd=True)
    except DefusedXmlException as refused:
        raise UnsafeXmlError("a document type or entity is declared") from refused
    except (ParseError, ValueError, LookupError) as broken:
        raise BrokenXmlError(str(broken)) from broken
    if _depth(root) > _DEEPEST:
        raise UnsafeXmlError(f"nested deeper than {_DEEPEST} levels")
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace; empty for a comment or instruction."""
    return str(element.tag).rpartition("}")[2]


def every(element: Element | None, path: str) -> list[Element]:
    """All elements below by a path of local names; `A|B` takes either. Nothing below nothing."""
    found = [] if element is None else [element]
    for step in path.split("/"):
        names = set(step.split("|"))
        found = [child for parent in found for child in parent if local(child) in names]
    return found


def one(element: Element | None, path: str) -> Element | None:
    """The first element of a path, or None."""
    return next(iter(every(element, path)), None)


def text(element: Element | None, path: str = "") -> str:
    """The text of the first element of a path that has any, trimmed."""
    candidates = [element] if not path and element is not None else every(element, path) if path else []
    return next((t for c in candidates if (t := (c.text or "").strip())), "")


def attribute(element: Element | None, name: str) -> str:
    """An attribute by local name, empty where absent."""
    if element is None:
        return ""
    return next((value.strip() for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def anywhere(root: Element, names: frozenset[str]) -> Iterator[Element]:
    """Every element of one of these local names, the root included, in document order."""
    return (element for element in root.iter() if local(element) in names)


def _depth(root: Element) -> int:
    deepest, level = 0, [root]
    while level:
        deepest += 1
        if deepest > _DEEPEST:
            break
        level = [child for parent in level for child in parent]
    return deepest
