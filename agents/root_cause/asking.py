"""What a model is asked about causes: the house's instructions, and the note's brief as data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from agents.model.port import Prompt
from agents.narrative.reply import one_line
from agents.root_cause.frame import NoteFrame
from cases.causes.note_text import note_words
from cases.letters.brief import Fact, FactKind
from cases.letters.sentences import Sentence
from cases.letters.verifier import Remark

VERSION: Final = 1
"""Of the instructions; another one asks anew where the same was asked before."""
LONGEST_VALUE: Final = 500
LONGEST_REPLY: Final = 20_000
_TOKENS: Final = 2_000


def hypothesis_prompt(frame: NoteFrame) -> Prompt:
    """Asks which of the causes whose conditions hold explains the figures best."""
    return _prompt("hypothesis", frame, _material(frame))


def note_prompt(frame: NoteFrame, cause: str) -> Prompt:
    """Asks for the note with that cause."""
    return _prompt("note", frame, _material(frame) | {"cause": cause})


def revise_prompt(
    frame: NoteFrame, cause: str, sentences: Sequence[Sentence], said: Mapping[int, Sequence[Remark]], faults: Sequence[str]
) -> Prompt:
    """Asks for the note again, with the verifier's own words on each sentence that does not stand or cannot be checked."""
    previous = [
        {"sentence": number + 1, "text": s.text, "facts": list(s.facts), "said_of_it": [one_line(r.message) for r in said.get(number, ())]}
        for number, s in enumerate(sentences)
    ]
    return _prompt("revise", frame, _material(frame) | {"cause": cause, "previous": previous, "not_understood": list(faults)})


def chosen_cause(reply: str, frame: NoteFrame) -> str | None:
    """The cause that an answer names (`{"cause": …}`); None where it is none of those that may be argued for."""
    begins, ends = reply.find("{"), reply[:LONGEST_REPLY].rfind("}")
    try:
        told = json.loads(reply[begins : ends + 1]) if 0 <= begins < ends else None
    except (ValueError, RecursionError):
        return None
    cause = told.get("cause") if isinstance(told, dict) else None
    return cause if isinstance(cause, str) and cause in frame.causes else None


@cache
def instructions(name: str) -> str:
    """The house's words to the model."""
    return (files("agents.root_cause") / "prompts" / f"{name}.txt").read_text(encoding="utf-8")


def _prompt(name: str, frame: NoteFrame, material: Mapping[str, Any]) -> Prompt:
    return Prompt(f"root_cause.{name}", VERSION, instructions(name), material, frame.brief.hash, _TOKENS)


def _material(frame: NoteFrame) -> dict[str, Any]:
    return {
        "note": {"about": frame.scope, "claims": frame.brief.claim.value.replace("_", " "), "language": frame.language},
        "causes": list(frame.causes),
        "conditions": [_held(h) for h in frame.held if h.get("cause") in frame.causes],
        "facts": [_fact(f) for f in frame.brief.facts],
        "plain_words": sorted(note_words(frame.language).spoken),
    }


def _held(hypothesis: Mapping[str, Any]) -> dict[str, Any]:
    said = [one_line(str(c.get("said", ""))) for c in hypothesis.get("conditions", ())]
    return {"cause": hypothesis.get("cause"), "conditions": said}


def _fact(fact: Fact) -> dict[str, Any]:
    told: dict[str, Any] = {"number": fact.number, "kind": fact.kind.value, "name": fact.key, "value": one_line(fact.value)[:LONGEST_VALUE]}
    told |= {name: one_line(value) for name in ("label", "unit", "currency") if (value := getattr(fact, name))}
    return told | ({"quoted": True} if fact.kind is FactKind.QUOTE else {})
