"""Corrections laid over what readers saw: which paper and which row of a later reading a correction belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from facts.documents import DocumentKind
from facts.identifiers import compact
from ledger.papers import Correction

KIND: Final = "kind"
LINE: Final = "line"
"""A correction of a line by this name takes the whole line away."""
TAKEN_AWAY: Final = "taken_away"
"""Which lines of a paper, by their places, a person took away; only papers that have such lines say so."""
ADDED: Final = "added"
"""In an anchor: the number of the correction that began a line which readers missed."""
LINES_THEN: Final = "lines"
"""In an anchor: how many lines the reading had when the line was added."""
TELLING: Final = ("sku", "gtin", "purchase_order", "invoice_number", "line_number", "description")
"""Cells by which a row is known again when a later reading counts the rows otherwise."""
NEAR: Final = 6.0
"""Points by which the middle of a row may move between two readings."""


@dataclass(slots=True)
class Laid:
    """A paper with its corrections, and those of them for which it has no row any more.

    `added` are the anchors of the lines that stand after those that were read, in their order.
    """

    content: dict[str, Any]
    homeless: list[Correction] = field(default_factory=list)
    added: list[dict[str, Any]] = field(default_factory=list)

    def take_away(self, row: int) -> None:
        """Notes that a line counts no more."""
        self.content[TAKEN_AWAY] = sorted({*self.content.get(TAKEN_AWAY, ()), row})


def positions(known: Sequence[tuple[int, Sequence[int]]], pages: Sequence[Sequence[int]]) -> list[int]:
    """For each paper of a reading, given by its pages, the position it keeps.

    `known` holds position and pages of the papers of the document so far. The same pages are the same paper; then those that share
    most pages; papers without pages (EDI) keep their turn. What is new gets a position that nobody had.
    """
    free = dict(known)
    found: dict[int, int] = {}
    for turn, own in enumerate(pages):
        same = next((p for p, its in free.items() if list(its) == list(own) and (own or p == turn)), None)
        if same is not None:
            found[turn] = same
            del free[same]
    for turn, own in enumerate(pages):
        nearest = max(free, key=lambda p: (len(set(free[p]) & set(own)), -p), default=None)
        if turn not in found and nearest is not None and set(free[nearest]) & set(own):
            found[turn] = nearest
            del free[nearest]
    unused = count(max([position for position, _ in known], default=-1) + 1)
    return [found[turn] if turn in found else next(unused) for turn in range(len(pages))]


def laid_over(content: Mapping[str, Any], corrections: Sequence[Correction]) -> Laid:
    """A paper in the form of contract.md with corrections over it, in the order they were made; the reading itself stays as it is.

    A corrected field is certain and needs no look; its `text` stays what was printed. A correction whose row is gone stays open:
    the paper says so among its problems. Lines keep their places: one that was taken away stays as an empty line and is named in
    `taken_away`. A line that readers missed stands after those that were read, or on the one that a later reading found.
    """
    laid = Laid(
        {
            **content,
            "fields": dict(content["fields"]),
            "lines": [dict(line) for line in content["lines"]],
            "problems": list(content["problems"]),
        }
    )
    for missed in added_lines(corrections):
        _add(laid, content["lines"], missed)
    for correction in corrections:
        if correction.name == KIND and correction.line is None:
            if correction.after is not None:
                laid.content |= {"kind": DocumentKind(correction.after["value"]).value, "kind_confidence": 1.0}
        elif correction.line is None:
            _put(laid.content["fields"], correction)
        elif added_line(correction) is None:
            _put_in_line(laid, content["lines"], correction)
    return laid


def added_line(correction: Correction) -> int | None:
    """Which missed line a correction is about, by the correction that began it; None for a line that was read."""
    return None if correction.line is None else (correction.anchor or {}).get(ADDED)


def added_lines(corrections: Sequence[Correction]) -> list[list[Correction]]:
    """The corrections of each line that readers missed, in the order in which the lines were begun."""
    found: dict[int, list[Correction]] = {}
    for correction in corrections:
        begun = added_line(correction)
        if begun is not None:
            found.setdefault(begun, []).append(correction)
    return [found[begun] for begun in sorted(found)]


def _put_in_line(laid: Laid, read: Sequence[Mapping[str, Any]], correction: Correction) -> None:
    row = row_of(read, correction.line or 0, correction.anchor)
    if row is None:
        laid.homeless.append(correction)
        laid.content["problems"].append(_homeless(correction))
    elif correction.name == LINE:
        laid.content["lines"][row] = {}
        laid.take_away(row)
    else:
        _put(laid.content["lines"][row], correction)


def _add(laid: Laid, read: Sequence[Mapping[str, Any]], missed: Sequence[Correction]) -> None:
    """A missed line as people wrote it; laid over the line in which a later reading found it, so that it does not count twice."""
    taken_away = max((number for number, correction in enumerate(missed) if correction.name == LINE), default=-1)
    cells = missed[taken_away + 1 :]
    made: dict[str, Any] = {}
    for correction in cells:
        _put(made, correction)
    anchor = missed[0].anchor or {}
    row = row_of(read, -1, anchor_of(made, "")) if made and len(read) > anchor.get(LINES_THEN, 0) else None
    if row is None:
        laid.content["lines"].append(made)
        if not made:
            laid.take_away(len(laid.content["lines"]) - 1)
        laid.added.append({name: anchor[name] for name in (ADDED, LINES_THEN) if name in anchor})
        return
    for correction in cells:
        _put(laid.content["lines"][row], correction)


def anchor_of(line: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What tells a row apart from the others when its cell `name` is corrected: other telling cells as read, and its place on the page."""
    anchor: dict[str, Any] = {told: line[told]["value"] for told in TELLING if told in line and told != name}
    place = _place(line)
    return anchor | ({"page": place[0], "middle": place[1]} if place is not None else {})


def row_of(lines: Sequence[Mapping[str, Any]], line: int, anchor: Mapping[str, Any] | None) -> int | None:
    """The row that a correction of row `line` is about, or None where no row, or more than one, can be meant.

    The row at the same place of the page, with the same telling cells where several are that near; else the one row that has them.
    """
    if not anchor:
        return line if line < len(lines) else None
    alike = [number for number, cells in enumerate(lines) if _agrees(cells, anchor)]
    near = [number for number, cells in enumerate(lines) if _stands_near(cells, anchor)]
    for candidates in ([number for number in near if number in alike], near, alike):
        if line in candidates:
            return line
        if len(candidates) == 1:
            return candidates[0]
    return None


def _put(fields: dict[str, Any], correction: Correction) -> None:
    """The corrected field: text and place as the reading in force shows them, unless the person pointed at another place."""
    if correction.after is None:
        fields.pop(correction.name, None)
        return
    read = fields.get(correction.name)
    place = correction.after if "page" in correction.after else read or {}
    fields[correction.name] = {
        "value": correction.after["value"],
        "text": read["text"] if read is not None else correction.after.get("text", ""),
        "confidence": 1.0,
        **{name: place[name] for name in ("page", "box") if name in place},
        "review": False,
    }


def _agrees(cells: Mapping[str, Any], anchor: Mapping[str, Any]) -> bool:
    """True where row and anchor have a telling cell in common, and every such cell says the same."""
    shared = [name for name in TELLING if name in anchor and name in cells]
    return bool(shared) and all(compact(str(cells[name]["value"])) == compact(str(anchor[name])) for name in shared)


def _stands_near(cells: Mapping[str, Any], anchor: Mapping[str, Any]) -> bool:
    place = _place(cells)
    return place is not None and "middle" in anchor and place[0] == anchor["page"] and abs(place[1] - anchor["middle"]) <= NEAR


def _place(line: Mapping[str, Any]) -> tuple[int, float] | None:
    """Page and middle height of a row, of the first cell that has a box."""
    for cell in line.values():
        if cell.get("page") is not None and cell.get("box"):
            return cell["page"], round((cell["box"][1] + cell["box"][3]) / 2, 1)
    return None


def _homeless(correction: Correction) -> str:
    value = "removed" if correction.after is None else correction.after["value"]
    name = correction.name.replace("_", " ")
    return f"a correction of line {(correction.line or 0) + 1} ({name}: {value}) finds its line no more; make it again where it belongs"
