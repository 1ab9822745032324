"""What a letter is written within: the brief, the circumstances that it is checked against, the room it has; frozen when the run begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Self

from pydantic import TypeAdapter

from cases.letters.brief import Brief, DraftKind
from cases.letters.casefile import CaseFile
from cases.letters.drafting import letter_limit, write
from cases.letters.keeping import brief_for, situation_for
from cases.letters.letter_words import words_of
from cases.letters.sentences import Sentence
from cases.letters.verifier import Situation
from cases.wording import plain_ascii
from ledger.cases import Case
from rules.model import FieldLimit

SLOT: Final = "the letter stands here"
"""Stands for the letter's text in the fields of a situation that is kept before there is a letter."""
_SITUATION: Final = TypeAdapter(Situation)


@dataclass(frozen=True, slots=True)
class Frame:
    """All that a letter is written and judged by, so that the same reply comes to the same letter at any later time.

    `house` is the template's letter from the same brief: its sentences stand in for those that fail.
    """

    brief: Brief
    circumstances: Situation
    language: str
    limit: FieldLimit
    house: tuple[Sentence, ...]

    def situation(self, text: str) -> Situation:
        """The circumstances of a filing of this text."""
        fields = tuple(replace(f, text=text.strip()) if f.text == SLOT else f for f in self.circumstances.fields)
        return replace(self.circumstances, fields=fields)

    def spelled(self, text: str) -> str:
        """The text in the letters that the portal takes."""
        if not self.limit.ascii_only:
            return text
        return " ".join(plain_ascii(words_of(self.language, plain=True).spelled(text)).split())

    def to_json(self) -> dict[str, Any]:
        """As a run keeps it: the brief with its hash, and beside it the frame."""
        limit = {"soft": self.limit.soft, "hard": self.limit.hard, "ascii_only": self.limit.ascii_only}
        frame = {
            "situation": _SITUATION.dump_python(self.circumstances, mode="json"),
            "language": self.language,
            "limit": limit,
            "house": [s.to_json() for s in self.house],
        }
        return self.brief.to_json() | {"hash": self.brief.hash, "frame": frame}

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Self:
        """Back from `to_json`."""
        frame = entry["frame"]
        return cls(
            brief=Brief.from_json(dict(entry)),
            circumstances=_SITUATION.validate_python(frame["situation"]),
            language=frame["language"],
            limit=FieldLimit(**frame["limit"]),
            house=tuple(map(Sentence.from_json, frame["house"])),
        )


def frame_for(case: Case, file: CaseFile, *, kind: DraftKind | str | None, language: str, share: Decimal | None, now: datetime) -> Frame:
    """The frame of a letter on this case as it is now.

    Raises NothingToWriteError, DraftError for a kind or share that does not fit, LetterLanguageError for a language without letters.
    """
    brief, limit = brief_for(case, file, kind, share), letter_limit(file.rules)
    house = tuple(replace(s, by="template") for s in write(brief, limit, language).sentences)
    return Frame(brief, situation_for(file, brief, SLOT, language=language, now=now), language, limit, house)
