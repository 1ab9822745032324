"""A letter as sentences, each with the facts it rests on: how templates mark them, how they become text, how text becomes sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

_OPEN, _SAYS, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARKED: Final = re.compile(f"{_OPEN}([0-9,]*){_SAYS}([^{_OPEN}{_SAYS}{_CLOSE}]*){_CLOSE}")
_UNWANTED: Final = re.compile(f"[{_OPEN}{_SAYS}{_CLOSE}\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TYPED: Final = re.compile(r"@([a-z]+) (.*)")
_ORDINAL: Final = re.compile(r"\s*(\d{1,2})[.)]\s+(?=\S)")
_END: Final = re.compile(r"[.!?](?:[\"')\]]+)?(?=\s+[\"'(\[]?[^\W_]|\s*$)|[。！？][\"')\]”’」』）]*")
_ENDS_WHOLE: Final = re.compile(r"[。！？][\"')\]”’」』）]*$")
"""The end of a sentence after which no space is put."""
_INITIAL: Final = re.compile(r"(?:^|[\s(])(?:[^\W\d_]|No|Nr|St|Dr|Mr|Ms|Inc|Co|Ltd|Corp|vs|approx|z\.B|M)\.$")


class SentenceKind(StrEnum):
    """What a sentence is for, which decides where it stands. It exempts from nothing: the verifier looks at the words."""

    ASK = "ask"
    REASON = "reason"
    HISTORY = "history"
    NEWS = "news"
    WHY = "why"
    FACT = "fact"
    COMPUTATION = "computation"
    REQUEST = "request"
    ATTACHMENTS = "attachments"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a letter, with the numbers of the facts of its brief that it rests on.

    `paragraph` counts from 0; sentences of one paragraph follow each other on a line, facts stand on lines of their own, numbered.
    `by` says what wrote it: `template`, `model` or `person`; empty where nobody has said so yet.
    """

    text: str
    facts: tuple[int, ...] = ()
    kind: SentenceKind = SentenceKind.OTHER
    paragraph: int = 0
    by: str = ""

    def to_json(self) -> dict[str, Any]:
        """As a draft keeps it."""
        told = {"text": self.text, "facts": list(self.facts), "kind": self.kind.value, "paragraph": self.paragraph}
        return told | ({"by": self.by} if self.by else {})

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_json`."""
        kind = SentenceKind(entry.get("kind", SentenceKind.OTHER))
        return cls(entry["text"], tuple(entry.get("facts", ())), kind, entry.get("paragraph", 0), entry.get("by", ""))


def marked(text: str, *numbers: int) -> str:
    """The text with the numbers of the facts it was taken from, so that the sentence it goes into carries them.

    What comes from outside stays within its line: line breaks and marks in it become spaces.
    """
    said = _UNWANTED.sub(" ", text)
    return f"{_OPEN}{','.join(map(str, numbers))}{_SAYS}{said}{_CLOSE}" if numbers else said


def plain(text: str) -> str:
    """The text without its marks."""
    return _MARKED.sub(lambda found: found[2], text)


def outside_marks(text: str, change: Callable[[str], str]) -> str:
    """The text with its own words changed; what is marked, the values, stays as it is."""
    parts, at = [], 0
    for found in _MARKED.finditer(text):
        parts += [change(text[at : found.start()]), found[0]]
        at = found.end()
    return "".join([*parts, change(text[at:])])


def capitalised(text: str) -> str:
    """The text with its first shown character large; the marks stay."""
    at = text.index(_SAYS) + 1 if text.startswith(_OPEN) else 0
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def sentences_of(rendered: str) -> tuple[Sentence, ...]:
    """The sentences of a rendered template: a line `@kind text` each, paragraphs parted by empty lines.

    Raises ValueError for a line that does not say its kind: a template that forgot it.
    """
    found: list[Sentence] = []
    paragraph, begun = 0, False
    for line in rendered.split("\n"):
        if not line.strip():
            paragraph, begun = paragraph + begun, False
            continue
        typed = _TYPED.fullmatch(line.strip())
        if typed is None:
            raise ValueError(f"a line of a letter begins with @ and its kind, not with {line[:40]!r}")
        numbers = {int(n) for marks in _MARKED.finditer(typed[2]) for n in marks[1].split(",") if n}
        found.append(Sentence(_tidy(plain(typed[2])), tuple(sorted(numbers)), SentenceKind(typed[1]), paragraph))
        begun = True
    return tuple(found)


def text_of(sentences: Iterable[Sentence]) -> str:
    """The letter as it is pasted: paragraphs parted by an empty line, facts numbered from 1."""
    paragraphs: list[list[Sentence]] = []
    for sentence in sentences:
        if not paragraphs or paragraphs[-1][0].paragraph != sentence.paragraph:
            paragraphs.append([])
        paragraphs[-1].append(sentence)
    number = 0
    written: list[str] = []
    for paragraph in paragraphs:
        lines: list[str] = []
        for place, sentence in enumerate(paragraph):
            if sentence.kind is SentenceKind.FACT:
                number += 1
                lines.append(f"{number}. {sentence.text}")
            elif place == 0 or paragraph[place - 1].kind is SentenceKind.FACT:
                lines.append(sentence.text)
            else:
                lines[-1] += sentence.text if _ENDS_WHOLE.search(lines[-1]) else f" {sentence.text}"
        written.append("\n".join(lines))
    return "\n\n".join(written) + "\n" if written else ""


def sentences_in(text: str, known: Sequence[Sentence] = ()) -> tuple[Sentence, ...]:
    """The sentences of a text that a person wrote or changed.

    A sentence that stood in `known` word for word keeps its kind and facts; the others come back with none. A line that begins
    with `1.` or `1)` is a fact.
    """
    taken = {_tidy(s.text): s for s in reversed(known)}
    found: list[Sentence] = []
    paragraph, begun = 0, False
    for line in text.replace("\r\n", "\n").split("\n"):
        if not line.strip():
            paragraph, begun = paragraph + begun, False
            continue
        begun = True
        ordinal = _ORDINAL.match(line)
        rest = line[ordinal.end() :] if ordinal else line
        kind = SentenceKind.FACT if ordinal else SentenceKind.OTHER
        found += [_placed(said, taken, kind, paragraph) for said in _parted(_tidy(_UNWANTED.sub(" ", rest)), taken)]
    return tuple(found)


def _placed(said: str, taken: dict[str, Sentence], kind: SentenceKind, paragraph: int) -> Sentence:
    was = taken.get(said)
    return Sentence(said, (), kind, paragraph) if was is None else Sentence(said, was.facts, was.kind, paragraph, was.by)


def _parted(line: str, taken: dict[str, Sentence]) -> Iterator[str]:
    """The sentences of a line: known ones whole, the rest parted at full stops."""
    while line:
        known = max((t for t in taken if line == t or line.startswith(t if _ENDS_WHOLE.search(t) else f"{t} ")), key=len, default="")
        said = known or line[: _first_end(line)]
        yield said
        line = line[len(said) :].strip()


def _first_end(line: str) -> int:
    """Where the first sentence of a line ends; a full stop after an initial or a usual short form ends none."""
    for found in _END.finditer(line):
        if not _INITIAL.search(line[: found.end()]):
            return found.end()
    return len(line)


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
