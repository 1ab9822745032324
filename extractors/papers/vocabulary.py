"""The lexicon: which printed words name which field, column or kind of paper, and how near a scan may come to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product
from typing import Any, Final

import yaml
from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from extractors.papers.strips import CJK
from extractors.papers.tokens import NUMBER, label_key, stem

FUZZY: Final = 85.5
"""Least likeness (0 to 100) at which a misread label still counts: one letter in seven may be another."""
_FUZZY_LENGTH: Final = 6
_SHORT: Final = (4, 5)
"""Letters of a heading that is too short to be near to another in shares of its length."""
LONGEST_LABEL: Final = 9
NUMBERED: Final = frozenset({"purchase_order", "sku", "gtin", "invoice_number", "nmfc", "store", "additional"})
"""Columns whose headings may carry a word for number that the lexicon leaves out."""
COUNTED: Final = frozenset({"cartons", "pallets", "pieces", "units", "quantity"})
"""Columns of counts."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label names. `sure`: wherever it stands; otherwise only with a colon, a number sign or a cell of its own."""

    field: str
    sure: bool


@cache
def _table(name: str) -> Mapping[str, Any]:
    text = (files("extractors.papers") / "lexicon" / f"{name}.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    return loaded


def _spellings(listed: str) -> list[str]:
    return [key for part in listed.split("|") for reading in _readings(part) if (key := label_key(reading))]


def _readings(spelling: str) -> Iterator[str]:
    """All readings of a spelling with choices: `{nb,nombre de,} colis` → nb colis, nombre de colis, colis."""
    parts = [part[1:-1].split(",") if part.startswith("{") else [part] for part in re.split(r"(\{[^}]*\})", spelling)]
    return (" ".join("".join(choice).split()) for choice in product(*parts))


def _keys(entry: Any) -> list[tuple[str, bool]]:
    if isinstance(entry, str):
        return [(k, True) for k in _spellings(entry)]
    return [(k, True) for k in _spellings(entry.get("sure", ""))] + [(k, False) for k in _spellings(entry.get("loose", ""))]


@cache
def lexicon(name: str) -> Mapping[str, tuple[Meaning, ...]]:
    """All spellings of one table (`labels`, `columns`, `titles`): canonical key → what it may mean."""
    found: dict[str, list[Meaning]] = {}
    for field, entry in _table(name).items():
        for key, sure in _keys(entry):
            if all(m.field != field for m in found.setdefault(key, [])):
                found[key].append(Meaning(field, sure))
    return {key: tuple(meanings) for key, meanings in found.items()}


@cache
def phrases(name: str) -> tuple[str, ...]:
    """The wordings of one entry of `phrases.yaml`, as canonical keys."""
    return tuple(_spellings(_table("phrases")[name]))


@cache
def chinese(name: str) -> tuple[str, ...]:
    """The Chinese spellings of one table, longest first."""
    return tuple(sorted({k for k in lexicon(name) if CJK.match(k) and " " not in k}, key=len, reverse=True))


def meanings(name: str, key: str) -> tuple[Meaning, ...]:
    """What a canonical key names exactly; number words at either end may be missing from the lexicon or stand beside it."""
    table = lexicon(name)
    found = table.get(key) or table.get(" ".join(stem(w) for w in key.split()))
    if found:
        return found
    bare = key.removeprefix(f"{NUMBER} ").removesuffix(f" {NUMBER}")
    if bare != key and bare:
        if name == "columns":
            if _next_is_numbered(key):
                return ()
            return tuple(
                m for m in table.get(f"{bare} {NUMBER}") or table.get(f"{NUMBER} {bare}") or table.get(bare) or () if m.field in NUMBERED
            )
        return table.get(f"{bare} {NUMBER}") or table.get(f"{NUMBER} {bare}") or table.get(bare) or ()
    return ()


def _next_is_numbered(key: str) -> bool:
    """Whether a heading is a count with a sign for number behind it, which belongs to the next heading: “Ctns # Pallets”."""
    return key.endswith(f" {NUMBER}") and any(m.field in COUNTED for m in lexicon("columns").get(key.removesuffix(f" {NUMBER}"), ()))


@cache
def _by_length(name: str) -> Mapping[int, tuple[str, ...]]:
    lengths: dict[int, list[str]] = {}
    for key in lexicon(name):
        lengths.setdefault(len(key), []).append(key)
    return {n: tuple(keys) for n, keys in lengths.items()}


_MISREAD: Final = (("ii", "u"), ("nn", "rm"), ("rn", "m"), ("vv", "w"), ("1", "l"), ("0", "o"), ("5", "s"), ("8", "b"))


@lru_cache(maxsize=65536)
def near(name: str, key: str) -> tuple[str, float]:
    """The spelling that a misread key comes nearest to, with its likeness; empty and 0 where nothing comes near enough."""
    if len(key) < _FUZZY_LENGTH or (name == "columns" and _next_is_numbered(key)):
        return "", 0.0
    for spelled in (key, _unmixed(key), key.replace("l", "i")):
        found = _nearest(name, spelled)
        if found[0]:
            return found
    return "", 0.0


@lru_cache(maxsize=4096)
def near_count(key: str) -> tuple[Meaning, ...]:
    """What a short heading, misread by a letter, counts (“Coli” is “Colli” or “Colis”); nothing where its like count different things."""
    if not _SHORT[0] <= len(key) <= _SHORT[1]:
        return ()
    like = [k for n in (len(key), len(key) + 1, len(key) - 1) for k in _by_length("columns").get(n, ()) if " " not in k]
    found = [lexicon("columns")[k] for k in like if DamerauLevenshtein.distance(key, k, score_cutoff=1) <= 1]
    fields = {meant[0].field for meant in found}
    return found[0] if len(fields) == 1 and fields <= COUNTED else ()


def _unmixed(key: str) -> str:
    """A key with what recognisers take for other letters put right: “packstiicke” is “packstucke”."""
    for misread, meant in _MISREAD:
        key = key.replace(misread, meant)
    return key


def _nearest(name: str, key: str) -> tuple[str, float]:
    spread = max(1, len(key) // 7)
    choices = [k for n in range(len(key) - spread, len(key) + spread + 1) for k in _by_length(name).get(n, ())]
    best = process.extractOne(key, choices, scorer=fuzz.ratio, score_cutoff=FUZZY)
    return (best[0], float(best[1])) if best else ("", 0.0)


@lru_cache(maxsize=16384)
def only_labels(text: str) -> bool:
    """Whether a text is nothing but printed labels, one or two side by side (“Transporteur Carrier”), and so no value."""
    words = label_key(text).split()
    return any(_labels(words[:at]) and (at == len(words) or _labels(words[at:])) for at in range(1, len(words) + 1))


def _labels(words: list[str]) -> bool:
    key = " ".join(words)
    return bool(meanings("labels", key) or (len(words) > 1 and meanings("columns", key)))


@cache
def pattern(name: str) -> str:
    """One entry of `patterns.yaml` as a group of alternatives for a regular expression."""
    return _alternatives("patterns", name)


@cache
def cue(name: str) -> str:
    """One entry of `agreements.yaml`, what contracts say, as a group of alternatives for a regular expression.

    Text in lower case has one s for ß, so that a double s of the lexicon stands for one as well.
    """
    return re.sub(r"(?<!\\)ss", "ss?", _alternatives("agreements", name))


def _alternatives(table: str, name: str) -> str:
    return "(?:" + "|".join(line.strip() for line in _table(table)[name].splitlines() if line.strip()) + ")"


@cache
def matcher(name: str, *, folded: bool = True) -> re.Pattern[str]:
    """One entry of `patterns.yaml` compiled; `folded`: it is meant for text in lower case without accents."""
    return re.compile(pattern(name) if folded else f"(?i:{pattern(name)})")
