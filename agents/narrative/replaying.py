"""A run gone through again from the replies that were kept: the same reading, the same verdicts, the same letter, or what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agents.narrative.asking import VERSION, draft_prompt, revise_prompt
from agents.narrative.frame import Frame
from agents.narrative.judging import judge
from agents.narrative.mending import mended
from agents.narrative.reply import read_reply
from agents.narrative.steps import letter_of
from agents.replayed import GONE, Replayed, differs, question
from cases.letters.sentences import Sentence


def gone_through(
    brief: Mapping[str, Any], steps: Sequence[Mapping[str, Any]], replies: Mapping[int, str], remarks: Sequence[str]
) -> list[Replayed]:
    """Each step of a narrative run as it comes out now. `replies` are the texts of its calls by number."""
    if not brief:
        return []
    return list(_each(Frame.from_json(brief), steps, replies, remarks))


def _each(frame: Frame, steps: Sequence[Mapping[str, Any]], replies: Mapping[int, str], remarks: Sequence[str]) -> Iterator[Replayed]:
    letter: tuple[Sentence, ...] = ()
    faults: list[str] = []
    for step in steps:
        match step["node"]:
            case "draft" | "revise" as node:
                yield Replayed(node, step["attempt"], _question(frame, step, letter, faults, remarks))
                if step.get("call_id") is None:
                    continue
                reply = replies.get(step["call_id"])
                if reply is None:
                    yield Replayed(node, step["attempt"], GONE)
                    return
                told, faults = letter_of(frame, read_reply(reply))
                letter = tuple(map(Sentence.from_json, told))
                yield Replayed(node, step["attempt"], differs("the letter", step.get("sentences"), told))
            case "verify":
                said = judge(frame, letter).verification.to_json()
                yield Replayed("verify", step["attempt"], _remarks(step.get("remarks", []), said))
            case "mend":
                put_right = [s.to_json() for s in mended(frame, letter).sentences]
                yield Replayed("mend", 0, differs("the letter", step.get("sentences"), put_right))
            case _:
                continue


def _question(
    frame: Frame, step: Mapping[str, Any], letter: Sequence[Sentence], faults: Sequence[str], remarks: Sequence[str]
) -> tuple[str, ...]:
    if step["node"] == "draft":
        return question(lambda: draft_prompt(frame, remarks), VERSION, step)
    return question(lambda: revise_prompt(frame, letter, judge(frame, letter), faults=faults, remarks=remarks), VERSION, step)


def _remarks(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What the verifier says now and did not say then, and the other way round."""
    new = [f"said now: {_told(r)}" for r in now if r not in before]
    gone = [f"said then: {_told(r)}" for r in before if r not in now]
    return tuple((*new, *gone)[:20])


def _told(remark: Mapping[str, Any]) -> str:
    place = "the letter" if remark.get("sentence") is None else f"sentence {remark['sentence'] + 1}"
    return f"{place}, {remark['severity']}: {remark['message']}"
