"""What a model is asked to point at, and what its answer points at: numbers of words, nothing else is taken from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any, Final

from agents.model.port import Prompt
from cases.intake.pointing import MOST_FIELDS, Held, NumberedPage, NumberedWord, Pointed
from facts.paper_fields import WANTED, field_type

VERSION: Final = 1
LONGEST_ANSWER: Final = 50_000
MOST_NUMBER: Final = 1_000_000
_TOKENS: Final = 1_500


def prompt_of(brief: Mapping[str, Any], brief_hash: str, refused: Sequence[Held] = (), fault: str = "") -> Prompt:
    """The question; `refused` is what was pointed at before and objected to, `fault` why an answer could not be used at all."""
    material: dict[str, Any] = {
        "paper": brief["paper"],
        "fields": [{"name": name, "takes": WANTED.get(field_type(name), "")} for name in brief["fields"]],
        "pages": [{"page": page.number, "lines": list(page.lines)} for page in pages_of(brief).values()],
    }
    objected = [asdict(held.pointed) | {"why": list(held.problems)} for held in refused]
    before = [one for one in brief["refused"] if one["field"] in brief["fields"]]
    if objected or before:
        material["refused"] = objected + before
    if fault:
        material["not_understood"] = fault
    return Prompt("reading_help.point", VERSION, _instructions(), material, brief_hash, _TOKENS)


def pages_of(brief: Mapping[str, Any]) -> dict[int, NumberedPage]:
    """The pages of a frozen brief with their words, by number."""
    return {
        page["number"]: NumberedPage(page["number"], tuple(NumberedWord.from_json(word) for word in page["words"]))
        for page in brief["pages"]
    }


def read_answer(text: str) -> tuple[list[Pointed], str]:
    """What an answer points at, one place per field, and why it could not be used where it could not."""
    begins = text.find("{")
    try:
        told, _ = json.JSONDecoder().raw_decode(text[begins : begins + LONGEST_ANSWER]) if begins >= 0 else (None, 0)
    except (ValueError, RecursionError):
        return [], "the answer is no JSON"
    listed = told.get("pointed") if isinstance(told, dict) else None
    if not isinstance(listed, list):
        return [], "the answer holds no list of what was pointed at"
    found: dict[str, Pointed] = {}
    for entry in listed[: 2 * MOST_FIELDS]:
        one = _pointed(entry)
        if one is not None:
            found.setdefault(one.field, one)
    return list(found.values()), ""


def _pointed(entry: Any) -> Pointed | None:
    if not isinstance(entry, dict):
        return None
    field, places = entry.get("field"), [entry.get(name) for name in ("page", "first", "last")]
    numbers = [place for place in places if type(place) is int and 0 < place < MOST_NUMBER]
    return Pointed(field[:80], *numbers) if isinstance(field, str) and len(numbers) == len(places) else None


@cache
def _instructions() -> str:
    return (files("agents.reading_help") / "prompts" / "point.txt").read_text(encoding="utf-8")
