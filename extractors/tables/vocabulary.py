"""How people name columns: spellings in six languages, brought to one form in which word order, accents and abbreviations do not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

import yaml
from rapidfuzz.distance import DamerauLevenshtein

from extractors.tables.words import ABBREVIATIONS, COMPOUND_ENDS, FILLERS
from facts.tables import TABLES, TableKind

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARKS: Final = {
    "#": " number ",
    "%": " percent ",
    "№": " number ",
    "°": " ",
    "º": " ",
    "ª": " ",
    "&": " and ",
    "Q.t": "quantit",
    "q.t": "quantit",
    "Q.T": "quantit",
}
_MARK: Final = re.compile("|".join(map(re.escape, _MARKS)))
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CHINESE: Final = re.compile(r"([\u3400-\u9fff]+)")
_SHORTENED: Final = re.compile(r"(?<=[a-z])\.(?=[a-z]\b)")
_WORD: Final = re.compile(r"[^\W_]+")
_SHORT_WORD: Final = 3
_MENDABLE: Final = 8
"""Headers shorter than this are not mended: a letter makes another word of them."""
_END: Final = 3
_LONGEST: Final = 120
_UMLAUTS: Final = {ord(letter): written for letter, written in zip("äöüÄÖÜ", ("ae", "oe", "ue", "Ae", "Oe", "Ue"), strict=True)}
_CURRENCY_SUFFIX: Final = re.compile(r"^(.*\S)[\s_/:,-]+(?:in )?([A-Z]{3}|[€$£¥])$")
_BRACKETED: Final = re.compile(r"[(（\[【{]([^)）\]】}]*)[)）\]】}]")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header may mean, the languages that spell it so, and whether the spelling was exact (not mended)."""

    names: frozenset[str]
    languages: frozenset[str]
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Header:
    """A printed header, what it may mean, and what its brackets add: a currency, a unit, or that values are per cent."""

    printed: str
    meaning: Meaning | None
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Spellings in one form → meanings; per table and column the meanings it may go by, the most telling first."""

    spellings: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    tables: dict[TableKind, dict[str, tuple[str, ...]]] = field(default_factory=dict)


def one_form(text: str, *, lost: str | None = None) -> str:
    """A spelling in the form that is compared: words in lower case without accents, plural s or fillers, abbreviations written out, sorted.

    `lost` gives the form of a spelling whose accented letters were lost on the way: replaced by that text.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        if lost is not None:
            text = "".join(lost if ord(c) > 0x7F and unicodedata.category(c)[0] == "L" else c for c in text)
    text = _MARK.sub(lambda mark: _MARKS[mark.group()], text)
    if not (text.isascii() and text.islower()):
        text = _HUMP.sub(" ", text).casefold()
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = _CHINESE.sub(r" \1 ", text)
    if "." in text:
        text = _SHORTENED.sub("", text)
    words = _WORD.findall(text)
    return " ".join(sorted({part for word in words for part in _parts(word)} or set(words)))


@cache
def _parts(word: str) -> tuple[str, ...]:
    """A word as compared; German compounds are cut before their last part: bestellnummer → bestell number."""
    if "\u3400" <= word[0] <= "\u9fff":
        return (word.replace("的", ""),)
    for end in COMPOUND_ENDS:
        if word.endswith(end) and len(word) > len(end) + 2:
            return (_singular(word[: -len(end)]), ABBREVIATIONS.get(end, end))
    word = ABBREVIATIONS.get(word, word)
    return () if word in FILLERS else (_singular(word),)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _SHORT_WORD and word.endswith("s") else word


def expanded(spelling: str) -> Iterator[str]:
    """All readings of a spelling with choices: `{po|order} date` → po date, order date."""
    parts = [part[1:-1].split("|") if part.startswith("{") else [part] for part in re.split(r"(\{[^}]*\})", spelling)]
    return (" ".join("".join(choice).split()) for choice in product(*parts))


@cache
def as_written() -> dict[str, Any]:
    """The data file beside this module: `meanings` and `tables`."""
    with Path(__file__).with_name("vocabulary.yaml").open(encoding="utf-8") as file:
        known: dict[str, Any] = _LOADER(file).get_data()
    return known


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the data file beside this module, read once."""
    known = Vocabulary()
    for name, languages in as_written()["meanings"].items():
        for language, spellings in languages.items():
            for spelling in (reading for choice in spellings for reading in expanded(choice)):
                for form in _forms(spelling, language):
                    known.spellings.setdefault(form, {}).setdefault(name, set()).add(language)
    for kind, columns in TABLES.items():
        named = as_written()["tables"].get(kind.value, {})
        known.tables[kind] = {column.name: tuple(named.get(column.name, [column.name])) for column in columns}
    return known


def make_ready() -> None:
    """Loads at once all that headers are understood by, for processes that are forks of this one."""
    vocabulary()
    _by_their_ends()


def _forms(spelling: str, language: str) -> set[str]:
    forms = {one_form(spelling)}
    if language != "zh" and not spelling.isascii():
        forms |= {one_form(spelling, lost=""), one_form(spelling, lost=" ")}
        if language == "de":
            forms.add(one_form(spelling.translate(_UMLAUTS)))
    return forms - {""}


@cache
def understand(printed: str) -> Header:
    """What a header may mean: as printed; without brackets and currency; the parts of a bilingual one; with a single typing error."""
    if not re.search(r"[^\W\d_]", printed) or len(printed) > _LONGEST:
        return Header(printed, None)
    text = _mended(printed)
    bare = _BRACKETED.sub(" ", text).strip()
    hints = _hints(text, bare)
    known = vocabulary().spellings
    for candidate in _readings(text, bare, hints):
        found = known.get(one_form(candidate))
        if found:
            return Header(printed, Meaning(frozenset(found), frozenset().union(*found.values())), hints)
    return Header(printed, _near(one_form(bare)), hints)


def _hints(text: str, bare: str) -> tuple[str, ...]:
    """What brackets, a currency at the end or a per cent sign add to a header."""
    hints = [hint.strip() for hint in _BRACKETED.findall(text)]
    suffix = _CURRENCY_SUFFIX.match(bare)
    if suffix:
        hints.append(suffix.group(2))
    if "%" in text and "%" not in hints:
        hints.append("%")
    return tuple(hints)


def _readings(text: str, bare: str, hints: tuple[str, ...]) -> Iterator[str]:
    """Ways to read a header, the fullest first."""
    yield text
    yield bare
    suffix = _CURRENCY_SUFFIX.match(bare)
    if suffix:
        yield suffix.group(1)
    if "%" in hints:
        yield bare.replace("%", " ")
    yield from (part for part in re.split(r"[/|\n;]| - ", text) if part.strip())
    yield from (hint for hint in hints if len(hint) > _SHORT_WORD)
    yield re.sub(r"[\u3000-\u9fff]+", " ", bare)
    yield "".join(re.findall(r"[\u3400-\u9fff]+", bare))


def _mended(text: str) -> str:
    """UTF-8 that was read as Windows-1252 and saved again (`BestÃ¤tigte`) is put right; line breaks become blanks."""
    if re.search(r"[ÃÂ][\u0080-\u00ff]|ä¸|å", text):
        try:
            text = text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            return text
    return " ".join(text.split()) if "\n" not in text else text


@cache
def _by_their_ends() -> dict[tuple[bool, str], list[str]]:
    """Spellings by their first and their last letters: of a longer word a single typing error leaves one of the two as it is."""
    found: dict[tuple[bool, str], list[str]] = {}
    for spelling in vocabulary().spellings:
        for end in ((True, spelling[:_END]), (False, spelling[-_END:])):
            found.setdefault(end, []).append(spelling)
    return found


def _near(form: str) -> Meaning | None:
    """The one spelling a single typing error away, for longer headers; none where two different meanings are as near."""
    if len(form) < _MENDABLE or not form.isascii():
        return None
    ends = _by_their_ends()
    alike = dict.fromkeys([*ends.get((True, form[:_END]), ()), *ends.get((False, form[-_END:]), ())])
    near = (s for s in alike if abs(len(s) - len(form)) <= 1 and DamerauLevenshtein.distance(s, form, score_cutoff=1) <= 1)
    found = [vocabulary().spellings[spelling] for spelling in near]
    if not found or any(set(names) != set(found[0]) for names in found):
        return None
    return Meaning(frozenset(found[0]), frozenset().union(*found[0].values()), exact=False)
