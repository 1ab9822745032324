"""Rules as they are kept with what was judged by them: plain values from which the same rules can be built again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping as Map
from typing import Any, Final

from rules.build import build_rules
from rules.located import Mapping, Node, Place, Scalar, Sequence
from rules.model import Rules
from rules.schema import Dated, Each, Record, Section, Spec, Stamp, read_section
from rules.vocabulary import RULES

_HEAD: Final = ("retailer", "version", "name", "supplier", "marketplace")
_STAMP: Final = ("effective_from", "effective_to", "source", "mark")
_RULES: Final = Section(dict(RULES))
_MOST: Final = 64
_HASHES: Final[dict[int, tuple[Rules, str]]] = {}
"""By the object itself, which is kept so that no other takes its place: it never changes, and thousands of values take a while."""


def stored(rules: Rules) -> dict[str, Any]:
    """The rules as plain values: who they are for, and every value with its dates, source and place."""
    return {name: getattr(rules, name) for name in _HEAD} | {"rules": rules.raw}


def content_hash(content: Map[str, Any]) -> str:
    """SHA-256 over what stored rules say. Where a value is written (file and line) does not count: a remark above it moves it."""
    said = json.dumps(_without_places(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def hash_of(rules: Rules) -> str:
    """`content_hash` of what `stored` gives, worked out once for rules that are used again and again."""
    known = _HASHES.get(id(rules))
    if known is None or known[0] is not rules:
        if len(_HASHES) >= _MOST:
            _HASHES.clear()
        known = _HASHES[id(rules)] = rules, content_hash(stored(rules))
    return known[1]


def restored(content: Map[str, Any]) -> Rules:
    """The rules that `stored` kept. Raises RuleError where a later vocabulary no longer takes a value."""
    tree = read_section(_block(content["rules"], _RULES), _RULES, Stamp())
    agreed = {"supplier": content["supplier"], "marketplace": content["marketplace"]}
    return build_rules(content["retailer"], content["version"], tree, pack_name=content["name"], agreed=agreed)


def _without_places(value: Any) -> Any:
    if isinstance(value, dict):
        dated = "value" in value and "source" in value
        return {k: _without_places(v) for k, v in value.items() if not (dated and k == "place")}
    return [_without_places(v) for v in value] if isinstance(value, list) else value


def _block(shown: Map[str, Any], spec: Section | Each) -> Mapping:
    nodes = {key: _node(value, spec.keys[key] if isinstance(spec, Section) else spec.value) for key, value in shown.items()}
    place = Place("stored rules", 1)
    return Mapping(nodes, dict.fromkeys(nodes, place), place)


def _node(shown: Any, spec: Spec) -> Node:
    if isinstance(spec, Dated):
        entries = tuple(_entry(entry, isinstance(spec.payload, Record)) for entry in shown)
        return Sequence(entries, entries[0].place)
    return _block(shown, spec)


def _entry(shown: Map[str, Any], record: bool) -> Mapping:  # noqa: FBT001 - a record's parts stand beside its stamp
    file, _, line = str(shown["place"]).rpartition(":")
    place = Place(file, int(line))
    values = dict(shown["value"]) if record else {"value": shown["value"]}
    values |= {name: shown[name] for name in _STAMP if name in shown}
    nodes = {key: _plain_node(value, place) for key, value in values.items()}
    return Mapping(nodes, dict.fromkeys(nodes, place), place)


def _plain_node(value: Any, place: Place) -> Node:
    match value:
        case dict():
            nodes = {key: _plain_node(inner, place) for key, inner in value.items()}
            return Mapping(nodes, dict.fromkeys(nodes, place), place)
        case list() | tuple():
            return Sequence(tuple(_plain_node(inner, place) for inner in value), place)
        case None:
            return Scalar("unlimited", place)
        case bool():
            return Scalar("true" if value else "false", place)
        case _:
            return Scalar(str(value), place)
