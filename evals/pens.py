"""What a stand-in for a model writes on golden briefs: the approved narrative, one with falsehoods in it, or one of the bad replies."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agents.narrative.asking import draft_prompt
from cases.letters.sentences import Sentence
from demo.chance import Chance
from evals.adversarial import BAD_REPLIES
from evals.golden_briefs import GoldenCase
from evals.stub_server import Asked, Behaviour

Write = Callable[[Asked], str]
_AMOUNT = re.compile(r"\d+[.,]\d\d\b")


class Pen:
    """Knows the golden cases by what is asked about them. `bad` names the bad reply that it gives whatever is asked, empty for none."""

    def __init__(self, cases: Sequence[GoldenCase], bad: str = "") -> None:
        self._cases = {_told(draft_prompt(c.frame).material): c for c in cases}
        self._bad = bad

    def __call__(self, asked: Asked) -> str:
        """The reply to a question on one of its cases; on another case an empty letter."""
        case = self._cases.get(_told(asked.material or {}))
        narrative = case.narrative if case else ()
        if self._bad:
            return BAD_REPLIES[self._bad].write(narrative, asked.data)
        if asked.behaviour is Behaviour.WRONG:
            return reply_of(_wrong(narrative))
        return reply_of(narrative)


def reply_of(sentences: Sequence[Sentence]) -> str:
    """A letter as models are told to answer."""
    return json.dumps(
        {"sentences": [{"text": s.text, "facts": list(s.facts), "kind": s.kind.value} for s in sentences]}, ensure_ascii=False
    )


def _told(material: Mapping[str, Any]) -> str:
    """What tells the question on one case from those on others, whatever else it holds."""
    letter = material.get("letter", {})
    values = [fact.get("value") for fact in material.get("facts", ())]
    return json.dumps([letter.get("language"), letter.get("kind"), values], ensure_ascii=False)


def _wrong(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The same with another amount in every second sentence that has one, as often as it is asked."""
    chance = Chance("wrong", *(s.text for s in sentences))
    return [
        replace(s, text=_AMOUNT.sub(lambda m: m[0][:-1] + str((int(m[0][-1]) + 3) % 10), s.text, count=1)) if chance.likely(0.5) else s
        for s in sentences
    ]
