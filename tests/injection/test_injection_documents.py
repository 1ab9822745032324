"""Fifty papers with planted words: each is read, says the same as its clean twin but for those words, and is shown to a person."""

from pathlib import Path
from typing import Any

import pytest

from cases.intake.planted_marks import planted_problems, with_planted
from cases.intake.posting import content_of
from demo.make import make
from extractors.read import ReaderPool, ReadFile
from tests.injection.planting import Planting, plantings

FEWEST = 50
pytestmark = pytest.mark.xdist_group("us-11")


@pytest.fixture(scope="module")
def planted_files(tmp_path_factory: pytest.TempPathFactory) -> list[Planting]:
    out: Path = tmp_path_factory.mktemp("planted")
    make(out, seed=11)
    return list(plantings(out / "files"))


def facts(read: ReadFile) -> dict[str, Any]:
    """What judges and letters could take from a file."""
    return {
        "kinds": [d.kind.value for d in read.reading.documents],
        "fields": [{name: f.value for name, f in d.fields.items()} for d in read.reading.documents],
        "lines": [[{name: f.value for name, f in line.items()} for line in d.lines] for d in read.reading.documents],
        "tables": [[t.kind.value, *(list(row) for row in t.frame.select(sorted(t.columns)).rows())] for t in read.tables],
        "parts": [part.sha256 for part in read.parts],
        "error": read.reading.error,
    }


def told(read: ReadFile) -> list[str]:
    """Planted words among the problems of the reading and its papers."""
    content = with_planted(content_of(read), read)
    papers = [problem for paper in content.get("documents", ()) for problem in paper["problems"]]
    return list(planted_problems([*content.get("problems", ()), *papers]))


def without_the_words(planted: Any, clean: Any, saying: str) -> Any:
    """The facts of the planted file, its own words taken back out: a field of free text may hold them, and nothing else may differ."""
    if isinstance(planted, dict) and isinstance(clean, dict):
        return {n: without_the_words(v, clean.get(n), saying) for n, v in planted.items() if n in clean or not holds_words(v, saying)}
    if isinstance(planted, list) and isinstance(clean, list) and len(planted) == len(clean):
        return [without_the_words(p, c, saying) for p, c in zip(planted, clean, strict=True)]
    return clean if planted != clean and holds_words(planted, saying) else planted


def what_both_show(planted: dict[str, Any], clean: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of a scan the values that were recognised on both pictures: another line of print decides what a recogniser is sure of."""
    shared = ("fields", "lines")
    return (
        planted | {name: _shared(planted[name], clean[name]) for name in shared},
        clean | {name: _shared(clean[name], planted[name]) for name in shared},
    )


def _shared(mine: Any, theirs: Any) -> Any:
    if isinstance(mine, list):
        return [_shared(m, t) for m, t in zip(mine, theirs, strict=True)] if len(mine) == len(theirs) else []
    return {name: value for name, value in mine.items() if name in theirs}


def holds_words(value: Any, saying: str) -> bool:
    text = "".join(c for c in str(value).casefold() if c.isalnum())
    words = ["".join(c for c in word.casefold() if c.isalnum()) for word in saying.split()]
    return sum(word in text for word in words if len(word) > 3) >= 2 or saying[:12] in str(value)


def test_there_are_fifty_in_many_ways(planted_files: list[Planting]) -> None:
    assert len(planted_files) >= FEWEST
    assert len({p.way for p in planted_files}) >= 25


@pytest.mark.slow(seconds=90)
def test_each_is_read_says_what_its_clean_twin_says_and_is_shown(planted_files: list[Planting], readers: ReaderPool) -> None:
    read: dict[tuple[str, bytes], ReadFile] = {}
    for planting in planted_files:
        for name, content in ((planting.name, planting.content), (planting.clean_name, planting.clean)):
            if (name, content) not in read:
                read[name, content] = readers.read_bytes(content, name)
    silent, changed = [], []
    for planting in planted_files:
        found, clean = read[planting.name, planting.content], read[planting.clean_name, planting.clean]
        assert clean.reading.error is None
        if not told(found):
            silent.append(planting.way)
        seen, right = facts(found), facts(clean)
        if planting.way == "scan":
            seen, right = what_both_show(seen, right)
        if without_the_words(seen, right, planting.saying) != right:
            changed.append((planting.way, planting.saying, seen, right))
        assert told(clean) == []
    assert silent == []
    assert changed == []
