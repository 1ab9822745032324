"""A paper as people look it through: its fields in words, those to look at first, each with where it stands and who put it right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from api.http.shapes.documents import CorrectionShown, PaperShown
from api.web.languages import Language
from api.web.page_pictures import PageBox
from api.web.told_sentences import told
from api.web.words import N_
from facts.documents import DocumentKind, Value
from facts.kind_fields import heading_fields, line_fields
from facts.paper_fields import CHOICES, FieldType, field_type

UNSURE: Final = 0.8
"""A value read with less certainty than this is marked, also where readers do not ask for a look."""
LINES_AT_A_TIME: Final = 40
LONG: Final = 46
"""Characters from which on a value gets a field of several lines."""
NUMBERS: Final = frozenset({FieldType.MONEY, FieldType.RATE, FieldType.NUMBER, FieldType.COUNT, FieldType.QUANTITY})
_PLACED: Final = re.compile(r"(?:line (?P<line>\d+)|(?P<name>[a-z][a-z0-9_]*)): (?P<text>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field or a cell: its value as it is edited (`value`) and as it is read (`shown`, empty where both are the same).

    `state` is review, unsure, corrected, confirmed, sure or missing.
    """

    name: str
    line: int | None
    label: str
    type: FieldType
    value: str
    shown: str
    state: str
    confidence: float
    text: str = ""
    page: int | None = None
    box: tuple[float, ...] | None = None
    reasons: tuple[str, ...] = ()
    correction: CorrectionShown | None = None
    read: str = ""
    choices: Sequence[tuple[str, str]] = ()

    @property
    def key(self) -> str:
        """What the field goes by on the page."""
        return self.name if self.line is None else f"{self.line}-{self.name}"

    @property
    def to_review(self) -> bool:
        """Whether a person should look at it."""
        return self.state in {"review", "unsure"}

    @property
    def long(self) -> bool:
        """Whether it needs room for several lines."""
        return self.type is FieldType.TEXT and len(self.value) > LONG

    @property
    def numeric(self) -> bool:
        """Whether it stands at the right."""
        return self.type in NUMBERS


@dataclass(frozen=True, slots=True)
class ShownLines:
    """The lines of a paper, some at a time: names and labels of the columns, cells by line, and the lines to look at."""

    columns: Sequence[tuple[str, str]]
    rows: Sequence[tuple[int, Sequence[ShownField]]]
    first: int
    count: int
    to_review: Sequence[int] = ()
    blank: Sequence[ShownField] = ()
    """The cells of a line that is not there yet."""

    @property
    def next(self) -> int | None:
        """Where the lines go on."""
        following = self.first + LINES_AT_A_TIME
        return following if following < self.count else None

    @property
    def previous(self) -> int | None:
        """Where the lines before these begin."""
        return max(0, self.first - LINES_AT_A_TIME) if self.first else None


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """A paper with its fields: to look at, the others, and those that its kind carries but nobody found."""

    position: int
    kind: str
    fields: Sequence[ShownField]
    absent: Sequence[ShownField]
    lines: ShownLines
    problems: Sequence[str]
    cells: Sequence[ShownField] = field(default=())

    @property
    def to_look_at(self) -> Sequence[ShownField]:
        """Fields of the heading that a person should look at, the least certain first."""
        return sorted((one for one in self.fields if one.to_review), key=lambda one: (one.state != "review", one.confidence))

    @property
    def others(self) -> Sequence[ShownField]:
        """The other fields of the heading, in the order of the kind."""
        return [one for one in self.fields if not one.to_review]

    @property
    def left(self) -> int:
        """How many values are to be looked at."""
        return sum(one.to_review for one in (*self.fields, *self.cells))

    def boxes(self) -> Sequence[PageBox]:
        """Where all values stand."""
        tones = {"review": "review", "unsure": "review", "corrected": "corrected", "confirmed": "corrected"}
        return [
            PageBox(one.key, one.page, one.box, f"{one.label}: {one.shown or one.value}", tones.get(one.state, "sure"))
            for one in (*self.to_look_at, *self.others, *self.cells)
            if one.page is not None and one.box is not None
        ]


@dataclass(frozen=True, slots=True)
class _Looked:
    """What is known of a paper while its fields are put together."""

    say: Language
    content: Mapping[str, Any]
    read: Mapping[str, Any]
    corrections: Mapping[tuple[str, int | None], CorrectionShown]
    currency: str | None


def paper_shown(
    say: Language, paper: PaperShown, read: Mapping[str, Any] | None, corrections: Sequence[CorrectionShown], first_line: int = 0
) -> ShownPaper:
    """A paper in the reader's language. `read` is what the readers saw of it, before anybody put anything right."""
    content = paper.content
    standing = {(c.name, c.line): c for c in corrections if c.position == paper.position and c.undone_at is None}
    currency = content["fields"].get("currency", {}).get("value")
    known = _Looked(say, content, read or {"fields": {}, "lines": []}, standing, str(currency) if currency else None)
    kind = DocumentKind(paper.kind)
    order = {name: place for place, name in enumerate(heading_fields(kind))}
    by_place, by_line, rest = _placed_problems(content["problems"])
    names = sorted(content["fields"], key=lambda name: order.get(name, len(order)))
    fields = [_field(known, name, None, content["fields"][name], by_place.get(name, ())) for name in names]
    cells = [
        _field(known, name, number, cell, by_line.get(number, ()) if place == 0 else ())
        for number, line in enumerate(content["lines"])
        for place, (name, cell) in enumerate(line.items())
    ]
    absent = [_field(known, name, None, None) for name in heading_fields(kind) if name not in content["fields"]]
    return ShownPaper(paper.position, paper.kind, fields, absent, _lines(known, kind, cells, first_line), rest, cells)


def _lines(known: _Looked, kind: DocumentKind, cells: Sequence[ShownField], first: int) -> ShownLines:
    """The lines from `first` on, with an empty cell where a line has none."""
    there = {one.name for one in cells}
    own = line_fields(kind)
    columns = [name for name in own if name in there or not cells] + sorted(there - set(own))
    by_place = {(one.line, one.name): one for one in cells}
    count = len(known.content["lines"])
    first = min(first, max(0, count - 1))
    rows = [
        (number, [by_place.get((number, name)) or _field(known, name, number, None) for name in columns])
        for number in range(first, min(count, first + LINES_AT_A_TIME))
        if known.content["lines"][number]  # one that was taken away stays as an empty line
    ]
    to_review = sorted({one.line for one in cells if one.to_review and one.line is not None})
    blank = [_field(known, name, count, None) for name in columns]
    return ShownLines([(name, known.say.word("field", name)) for name in columns], rows, first, count, to_review, blank)


def _field(known: _Looked, name: str, line: int | None, entry: Mapping[str, Any] | None, problems: Sequence[str] = ()) -> ShownField:
    kind, say = field_type(name), known.say
    label = say.word("field", name)
    choices = _choices(say, name, kind)
    if entry is None:
        return ShownField(name, line, label, kind, "", "", "missing", 1.0, choices=choices)
    value, correction = entry["value"], known.corrections.get((name, line))
    read = _read(known, name, line)
    edited = edited_form(value)
    state = _state(entry, correction, read)
    shown = as_read(say, name, value, known.currency)
    box = entry.get("box")
    return ShownField(
        name,
        line,
        label,
        kind,
        edited,
        "" if shown == edited or isinstance(value, list) else shown,
        state,
        float(entry["confidence"]),
        str(entry.get("text", "")),
        entry.get("page"),
        tuple(float(edge) for edge in box) if box else None,
        (*(told(problem, say) for problem in problems), *_reasons(say, entry, edited)) if state in {"review", "unsure"} else (),
        correction,
        "" if read is None else (as_read(say, name, read["value"], known.currency) or edited_form(read["value"])),
        choices,
    )


def _read(known: _Looked, name: str, line: int | None) -> Mapping[str, Any] | None:
    """The field as the readers saw it."""
    if line is None:
        found: Mapping[str, Any] | None = known.read["fields"].get(name)
        return found
    lines = known.read["lines"]
    return lines[line].get(name) if line < len(lines) else None


def _state(entry: Mapping[str, Any], correction: CorrectionShown | None, read: Mapping[str, Any] | None) -> str:
    if correction is not None:
        return "confirmed" if read is not None and read["value"] == entry["value"] else "corrected"
    if entry["review"]:
        return "review"
    return "unsure" if entry["confidence"] < UNSURE else "sure"


SURE: Final = 0.9
"""A value read with so much certainty is marked for another reason than how well it could be read."""
SECOND_LOOK: Final = N_("Well legible, but such a value needs a person's eye.")
UNCERTAIN: Final = N_("Read with {share} certainty.")
PRINTED: Final = N_("Printed as “{text}”.")


def _reasons(say: Language, entry: Mapping[str, Any], edited: str) -> list[str]:
    """Why it should be looked at, as far as the reading tells."""
    sure = float(entry["confidence"]) >= SURE
    found = [say.text(SECOND_LOOK) if sure else say.text(UNCERTAIN).format(share=say.percent(round(float(entry["confidence"]), 2)))]
    text = " ".join(str(entry.get("text", "")).split())
    if text and text != edited and isinstance(entry["value"], str | int) and not isinstance(entry["value"], bool):
        found.append(say.text(PRINTED).format(text=text[:80]))
    return found


def _placed_problems(problems: Sequence[str]) -> tuple[dict[str, list[str]], dict[int, list[str]], list[str]]:
    """The problems of a reading by the field and the line that they name, and those that name none."""
    by_name: dict[str, list[str]] = {}
    by_line: dict[int, list[str]] = {}
    rest: list[str] = []
    for problem in problems:
        found = _PLACED.fullmatch(problem)
        if found is None:
            rest.append(problem)
        elif found["line"]:
            by_line.setdefault(int(found["line"]) - 1, []).append(found["text"])
            rest.append(problem)
        else:
            by_name.setdefault(found["name"], []).append(found["text"])
    return by_name, by_line, rest


def edited_form(value: Value) -> str:
    """A value as it is typed: lists with commas, yes and no as the choices of a field."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) if isinstance(value, list) else str(value)


def as_read(say: Language, name: str, value: Value, currency: str | None) -> str:
    """A value as a person reads it, in the language's own form of days and amounts."""
    kind = field_type(name)
    if isinstance(value, bool):
        return say.text(YES) if value else say.text(NO)
    if isinstance(value, list):
        return say.join(value)
    try:
        return _spoken(say, kind, name, value, currency)
    except (ValueError, InvalidOperation):
        return str(value)


YES: Final = N_("Yes")
NO: Final = N_("No")


def _spoken(say: Language, kind: FieldType, name: str, value: str | int, currency: str | None) -> str:
    match kind:
        case FieldType.DATE:
            return say.day(str(value))
        case FieldType.MOMENT:
            return say.moment(datetime.fromisoformat(str(value)))
        case FieldType.MONEY:
            return say.money(str(value), currency) if currency else say.number(Decimal(str(value)))
        case FieldType.RATE:
            return say.percent(str(value), 2)
        case FieldType.COUNT | FieldType.QUANTITY | FieldType.NUMBER:
            return say.number(Decimal(str(value)))
        case FieldType.CHOICE:
            return say.word(name, str(value))
        case FieldType.KIND:
            return say.word("paper", str(value))
        case _:
            return str(value)


def _choices(say: Language, name: str, kind: FieldType) -> Sequence[tuple[str, str]]:
    if kind is FieldType.YES_NO:
        return (("true", say.text(YES)), ("false", say.text(NO)))
    return [(code, say.word(name, code)) for code in CHOICES[name]] if kind is FieldType.CHOICE else ()
