"""A run of the root-cause graph gone through again from the replies that were kept: the same note, or what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from agents.replayed import GONE, Replayed, differs, question
from agents.root_cause.asking import VERSION, chosen_cause, hypothesis_prompt, note_prompt, revise_prompt
from agents.root_cause.frame import NoteFrame
from agents.root_cause.mending import mended
from agents.root_cause.steps import note_of, said_of
from cases.causes.note_check import check_note
from cases.letters.sentences import Sentence


def gone_through(brief: Mapping[str, Any], steps: Sequence[Mapping[str, Any]], replies: Mapping[int, str]) -> list[Replayed]:
    """Each step of a run as it comes out now. `replies` are the texts of its calls by number."""
    return list(_each(NoteFrame.from_json(brief), steps, replies)) if brief else []


def _each(frame: NoteFrame, steps: Sequence[Mapping[str, Any]], replies: Mapping[int, str]) -> Iterator[Replayed]:
    cause, named = frame.causes[0], ""
    note: tuple[Sentence, ...] = ()
    faults: list[str] = []
    for step in steps:
        node, attempt = step["node"], step.get("attempt", 0)
        match node:
            case "hypothesis":
                yield Replayed(node, attempt, question(partial(hypothesis_prompt, frame), VERSION, step))
                named = replies.get(step.get("call_id") or 0, "")
            case "chosen":
                now = (chosen_cause(named, frame) if named else None) or frame.causes[0]
                cause = step["cause"]
                yield Replayed(node, attempt, differs("the cause", cause, now))
            case "note" | "revise":
                revised = partial(revise_prompt, frame, cause, note, said_of(frame, note), faults)
                yield Replayed(node, attempt, question(partial(note_prompt, frame, cause) if node == "note" else revised, VERSION, step))
                if step.get("call_id") is None:
                    continue
                reply = replies.get(step["call_id"])
                if reply is None:
                    yield Replayed(node, attempt, GONE)
                    return
                note, faults = note_of(frame, cause, reply)
            case "verify":
                said = check_note(note, frame.brief, frame.situation, frame.own).to_json()
                yield Replayed(node, attempt, differs("the verdict", step.get("remarks", []), said))
            case "mend":
                put_right = [s.to_json() for s in mended(frame, cause, note).sentences]
                yield Replayed(node, attempt, differs("the note", step.get("sentences"), put_right))
            case _:
                continue
