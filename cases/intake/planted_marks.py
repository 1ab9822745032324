"""Words planted in a file, told among the problems of its reading: on the papers whose pages bear them, else on the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final

from cases.intake.planted import PROBLEM, Planted, planted, planted_in
from extractors.read import ReadFile
from extractors.seen_pages import SeenPage, unpacked

MOST_TOLD: Final = 10
"""Problems of this sort that are told of one paper, and of the file."""


def with_planted(content: Mapping[str, Any], read: ReadFile) -> dict[str, Any]:
    """The content of a reading with what is planted in its pages, texts and names among its problems; the same where nothing is."""
    by_page = {page.number: found for page in read.pages if (found := planted(_words_of(page)))}
    told = {_letters(one.quote) for found in by_page.values() for one in found}
    beside = [one for one in planted_in(_texts(read)) if not _is_told(_letters(one.quote), told)]
    marked = dict(content)
    if by_page:
        marked["documents"] = [_paper(paper, by_page) for paper in content.get("documents", ())]
        on_none = [one for number, found in by_page.items() for one in found if not _is_on_a_paper(number, content)]
        beside = [*on_none, *beside]
    if beside:
        marked["problems"] = _and_problems(content.get("problems", ()), beside)
    return marked


def planted_problems(problems: Iterable[str]) -> tuple[str, ...]:
    """Those of a reading's problems that tell of planted words."""
    return tuple(problem for problem in problems if problem.startswith(f"{PROBLEM}: "))


def _texts(read: ReadFile) -> Iterable[str]:
    """What the file says beside its pages: its path, the names of the files in it, text that is not seen, the values of its papers."""
    yield from read.reading.file.split("!")
    yield from (part.name for part in read.parts)
    yield from read.said
    for paper in read.reading.documents:
        for fields in (paper.fields, *paper.lines):
            yield from (str(field.text) for field in fields.values() if isinstance(field.value, str))


def _words_of(page: SeenPage) -> str:
    try:
        return " ".join(word.text for word in unpacked(page.words))
    except ValueError:
        return ""


def _paper(paper: Mapping[str, Any], by_page: Mapping[int, Sequence[Planted]]) -> dict[str, Any]:
    found = [one for number in paper["pages"] for one in by_page.get(number, ())]
    return dict(paper) | ({"problems": _and_problems(paper["problems"], found)} if found else {})


def _is_on_a_paper(number: int, content: Mapping[str, Any]) -> bool:
    return any(number in paper["pages"] for paper in content.get("documents", ()))


def _and_problems(problems: Sequence[str], found: Iterable[Planted]) -> list[str]:
    """The problems with what was found, each once."""
    told = list(dict.fromkeys(one.problem for one in found))[:MOST_TOLD]
    return [*problems, *(problem for problem in told if problem not in problems)]


def _is_told(quote: str, told: AbstractSet[str]) -> bool:
    """True where a page was quoted with these words already, with more or fewer of those around them."""
    return any(quote in seen or seen in quote for seen in told)


def _letters(quote: str) -> str:
    return "".join(c for c in quote.casefold() if c.isalnum())
