"""What a note is written within: the brief, the causes whose conditions hold, the template's note for each; frozen when the run begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from cases.causes.hypotheses import NOT_KNOWN
from cases.causes.note_check import situation_of_note
from cases.causes.note_text import causes_in, write_note
from cases.letters.brief import Brief
from cases.letters.sentences import Sentence
from cases.letters.verifier.situation import Situation
from ledger.improving import CauseNote
from rules.model import Rules


@dataclass(frozen=True, slots=True)
class NoteFrame:
    """All that a note is written and judged by. `house` holds the template's note by the cause that leads it."""

    brief: Brief
    scope: str
    language: str
    today: date
    forbidden: Mapping[str, tuple[str, ...]]
    house: Mapping[str, tuple[Sentence, ...]]
    held: tuple[Mapping[str, Any], ...] = ()
    """Every cause that was held against the figures, with its conditions and what they found."""

    @property
    def causes(self) -> tuple[str, ...]:
        """The causes that may be argued for, the leading one first."""
        return tuple(self.house)

    @property
    def own(self) -> tuple[Sentence, ...]:
        """All that the house itself would say."""
        return tuple(s for sentences in self.house.values() for s in sentences)

    @property
    def situation(self) -> Situation:
        """What a note is checked against beside its brief."""
        deducted = self.brief.at("all/deducted")
        total = (deducted.amount if deducted else None) or Decimal(0)
        return Situation(self.language, self.today, self.brief.currency, total, total, forbidden=self.forbidden)

    def to_json(self) -> dict[str, Any]:
        """As a run keeps it: the brief with its hash, and beside it the frame."""
        frame = {
            "scope": self.scope,
            "language": self.language,
            "today": self.today.isoformat(),
            "forbidden": {kind: list(words) for kind, words in self.forbidden.items()},
            "house": {cause: [s.to_json() for s in sentences] for cause, sentences in self.house.items()},
            "held": [dict(h) for h in self.held],
        }
        return self.brief.to_json() | {"hash": self.brief.hash, "frame": frame}

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Self:
        """Back from `to_json`."""
        frame = entry["frame"]
        return cls(
            Brief.from_json(dict(entry)),
            frame["scope"],
            frame["language"],
            date.fromisoformat(frame["today"]),
            {kind: tuple(words) for kind, words in frame["forbidden"].items()},
            {cause: tuple(map(Sentence.from_json, sentences)) for cause, sentences in frame["house"].items()},
            tuple(frame["held"]),
        )


def frame_of(note: CauseNote, rules: Rules, today: date) -> NoteFrame:
    """The frame of a note that the template wrote."""
    brief = Brief.from_json(note.brief)
    causes = causes_in(brief) or (NOT_KNOWN,)
    ordered = (*(c for c in causes if c == note.cause), *(c for c in causes if c != note.cause))
    house = {c: tuple(replace(s, by="template") for s in write_note(brief, note.scope, note.language, c)) for c in ordered}
    forbidden = dict(situation_of_note(brief, note.language, rules, today).forbidden)
    return NoteFrame(brief, note.scope, note.language, today, forbidden, house, tuple(note.brief.get("weighed", ())))
