"""Which rules are in force for a supplier on a day: the retailer's pack, the packs it builds on, and the supplier's terms."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePath
from typing import Any, Final, cast

from rules.build import build_rules
from rules.errors import RuleError
from rules.located import Mapping, Scalar, Sequence, read_yaml
from rules.model import Rules
from rules.schema import DAY, Dated, Each, Entry, Merge, Record, Section, Stamp, Tree, read_section, unknown_key
from rules.vocabulary import PACK_HEAD, RULES, TERMS_HEAD

FALLBACK: Final = "generic"
"""The pack for a retailer that no pack is written for."""

_RULES: Final = Section(dict(RULES))
_CHARGES: Final = cast("Each", RULES["chargebacks"])
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A read pack or terms file: who it is about, and what it says."""

    file: str
    head: Map[str, str]
    lists: Map[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Tree = field(default_factory=dict)


def available() -> tuple[str, ...]:
    """The retailers that have a pack, by name."""
    return tuple(sorted(p.name.removesuffix(".yaml") for p in (files("rules") / "packs").iterdir() if p.name.endswith(".yaml")))


def load_rules(retailer: str | None, terms: Path | None, on: date) -> Rules:
    """The rules in force on the day `on`.

    `retailer` names a pack (`available()`); without it the terms file does, and without either the generic pack is taken.
    `terms` is the supplier's terms.yaml, which lies over the pack. Raises RuleError naming file and line when the pack or
    the terms file cannot be used, and OSError when the terms file cannot be opened.
    """
    agreed = read_terms(terms.read_bytes(), str(terms)) if terms is not None else None
    return rules_of(retailer, agreed, on)


def rules_of(retailer: str | None, agreed: RuleFile | None, on: date) -> Rules:
    """The same from a terms file that is already read (`read_terms`)."""
    name = retailer_name(retailer, agreed)
    packs = _pack_with_its_ground(name)
    tree: Tree = {}
    for pack in packs:
        tree = merged(tree, in_force(pack.rules, on), _RULES)
    version = f"{latest_start(tree) or on:%Y-%m}"
    if agreed is not None:
        tree = merged(tree, in_force(agreed.rules, on), _RULES)
    before = charged_before([*packs, *([agreed] if agreed is not None else [])], tree, on)
    if before:
        tree["charged_before"] = before
    return build_rules(name, version, tree, pack_name=packs[-1].head.get("name", name), agreed=agreed.head if agreed else {})


def retailer_name(retailer: str | None, agreed: RuleFile | None) -> str:
    """The pack that is meant: by the argument, else by the terms, else the generic one. Raises RuleError for an unknown one."""
    asked = retailer or (agreed.head.get("retailer") if agreed else None)
    if asked is None:
        return FALLBACK
    name = _spelling(asked)
    known = available()
    if name in known:
        return name
    for pack in known:
        if name in {_spelling(a) for a in _pack(pack).lists.get("aliases", ())}:
            return pack
    near = difflib.get_close_matches(name, known, 1)
    where = "the retailer" if retailer or agreed is None else agreed.file
    raise RuleError(
        where,
        None,
        f"no rule pack is called `{asked}`; " + (f"did you mean `{near[0]}`? " if near else "") + f"There are {', '.join(known)}",
    )


def read_terms(content: bytes, file: str) -> RuleFile:
    """A terms file: the pack's own words, without dates and sources, for what supplier and retailer have agreed.

    Raises RuleError naming file and line for an unknown key or a value that is not taken.
    """
    root = read_yaml(content, file)
    head, lists = _head(root, TERMS_HEAD, ("vendor_codes",))
    stamp = Stamp(
        DAY.read(head["effective_from"]) if "effective_from" in head else None,
        DAY.read(head["effective_to"]) if "effective_to" in head else None,
        head.get("source", f"terms agreed ({PurePath(file).name})"),
        "terms",
    )
    return RuleFile(file, head, lists, _body(root, TERMS_HEAD, stamp))


def read_pack(content: bytes, file: str) -> RuleFile:
    """A rule pack. Raises RuleError naming file and line for anything that a pack may not say."""
    root = read_yaml(content, file)
    head, lists = _head(root, PACK_HEAD, ("aliases", "marketplaces"))
    if "retailer" not in head:
        raise RuleError(file, 1, "`retailer` is missing; a pack names the retailer it is for")
    return RuleFile(file, head, lists, _body(root, PACK_HEAD, Stamp()))


def _head(root: Mapping, keys: tuple[str, ...], listed: tuple[str, ...]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    head: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for key in keys:
        node = root.values.get(key)
        if node is None:
            continue
        if key in listed:
            items = node.items if isinstance(node, Sequence) else (node,)
            lists[key] = tuple(item.text for item in items if isinstance(item, Scalar))
        elif isinstance(node, Scalar):
            head[key] = node.text.strip()
            if key.startswith("effective_"):
                _checked_day(node)
        else:
            raise node.place.error(f"`{key}` takes one line of text")
    return head, lists


def _checked_day(node: Scalar) -> None:
    try:
        DAY.read(node.text)
    except ValueError as error:
        raise node.place.error(f"`{node.text}` is not taken here: {error}") from error


def _body(root: Mapping, head: tuple[str, ...], stamp: Stamp) -> Tree:
    for key, place in root.places.items():
        if key not in head and key not in RULES and key != "stamp":
            raise unknown_key(place, key, (*head, *RULES))
    rest = {k: v for k, v in root.values.items() if k not in head}
    return read_section(Mapping(rest, root.places, root.place), _RULES, stamp)


@cache
def _pack(name: str) -> RuleFile:
    file = f"{name}.yaml"
    return read_pack((files("rules") / "packs" / file).read_bytes(), f"rules/packs/{file}")


def _pack_with_its_ground(name: str) -> tuple[RuleFile, ...]:
    """The pack after those it extends, the most general first."""
    chain: list[RuleFile] = []
    seen: list[str] = []
    following: str | None = name
    while following is not None:
        if following in seen:
            raise RuleError(f"rules/packs/{seen[-1]}.yaml", None, f"`extends` goes in a circle: {' → '.join([*seen, following])}")
        if following not in available():
            raise RuleError(
                f"rules/packs/{seen[-1]}.yaml", None, f"`extends: {following}` names no pack; there are {', '.join(available())}"
            )
        seen.append(following)
        chain.append(_pack(following))
        following = chain[-1].head.get("extends")
    return tuple(reversed(chain))


def in_force(tree: Tree, on: date) -> Tree:
    """The tree with only the values that hold on that day; what is left empty goes."""
    kept: Tree = {}
    for key, value in tree.items():
        found: Any = in_force(value, on) if isinstance(value, dict) else tuple(e for e in value if e.holds_on(on))
        if found:
            kept[key] = found
    return kept


def merged(below: Tree, above: Tree, spec: Section | Each) -> Tree:
    """`above` laid over `below`: blocks are merged, values replaced, tried first or filled up, as the schema says."""
    tree = dict(below)
    for key, value in above.items():
        inner = spec.keys[key] if isinstance(spec, Section) else spec.value
        tree[key] = _over(below.get(key, ()), value, inner) if isinstance(inner, Dated) else merged(below.get(key, {}), value, inner)
    return tree


def _over(below: tuple[Entry, ...], above: tuple[Entry, ...], spec: Dated) -> tuple[Entry, ...]:
    match spec.merge:
        case Merge.FIRST:
            return (*above, *below)
        case Merge.PARTS if len(below) == len(above) == 1 and above[0].stamp.mark == "terms" and isinstance(spec.payload, Record):
            return (replace(above[0], payload=spec.payload.filled(above[0].payload, below[0].payload)),)
        case _:
            return above


def charged_before(layers: Iterable[RuleFile], now: Tree, on: date) -> Tree:
    """The fees of charges that held before `on` and are others now, by fee, each with the days between which it held.

    A charge that is judged today was made on an earlier day, at the fee of that day.
    """
    told = [layer.rules.get("chargebacks", {}) for layer in layers]
    stamps = [e.stamp for layer in told for e in entries(layer)]
    turns = {s.effective_from for s in stamps if s.effective_from} | {s.effective_to + _DAY for s in stamps if s.effective_to}
    days = sorted(day for day in turns if day <= on)
    found: dict[str, list[Entry]] = {}
    for first, last in zip(days, [*(day - _DAY for day in days[1:]), on][: len(days)], strict=True):
        laid: Tree = {}
        for layer in told:
            laid = merged(laid, in_force(layer, first), _CHARGES)
        for kind, held in laid.items():
            if [e.payload for e in held] != [e.payload for e in now.get("chargebacks", {}).get(kind, ())]:
                for entry in held:
                    _lengthen(found.setdefault(kind, []), entry, first, last)
    return {kind: tuple(held) for kind, held in found.items()}


def _lengthen(held: list[Entry], entry: Entry, first: date, last: date) -> None:
    """Adds an entry for some days, or the days to the same entry that ended the day before."""
    for at, earlier in enumerate(held):
        if earlier.payload == entry.payload and earlier.place == entry.place and earlier.stamp.effective_to == first - _DAY:
            held[at] = replace(earlier, stamp=replace(earlier.stamp, effective_to=last))
            return
    held.append(replace(entry, stamp=replace(entry.stamp, effective_from=first, effective_to=last)))


def latest_start(tree: Tree) -> date | None:
    """The youngest `effective_from` of all values, which names the version."""
    return max((d for e in entries(tree) if (d := e.stamp.effective_from)), default=None)


def entries(tree: Tree) -> list[Entry]:
    """All dated values of a tree."""
    found: list[Entry] = []
    for value in tree.values():
        found += entries(value) if isinstance(value, dict) else value
    return found


def _spelling(name: str) -> str:
    return "_".join(name.strip().lower().replace("-", " ").replace("_", " ").split())
