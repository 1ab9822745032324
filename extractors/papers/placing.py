"""Which word of a row stands in which column: by place and shape, from left to right without crossing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from extractors.page import Word
from extractors.papers.finder import looks_like_order
from extractors.papers.headings import IDENTIFIERS, UNKNOWN, Column
from extractors.papers.vocabulary import pattern

_FAR: Final = 6.0
_WRONG_SHAPE: Final = 6.0
_AT_EDGE: Final = 0.4
"""What a word costs that stands just outside of a column: as much as one at its edge, more than one that stands below its heading."""
_SECOND_NUMBER: Final = 5.0
_TORN: Final = 1.2
_WITHIN_PHRASE: Final = 0.45
"""Gap, by the height of print, up to which two words are one phrase: between columns there is more."""
_WITHIN_NUMBER: Final = 0.5
"""Gap up to which the next three figures go on a number whose thousands are set apart by a blank."""
_WITHIN_CELL: Final = 0.9
"""Gap up to which words of one cell follow each other."""
_UNIT_REACH: Final = 2.5
"""How far behind its column, by the height of the word, the unit of a number may begin."""
_UNIT_BEHIND: Final = -4.0
"""A word right behind a number in a column of numbers is its unit."""
_UNIT_WORDS: Final = re.compile(rf"(?i)^{pattern('unit_word')}\.?$")
NUMBER_WORD: Final = re.compile(r"^[(\-−–+]?[$€£¥￥]?[-−]?\d[\d.,'’ ]*(?:[%)\-]|[A-Za-z]{1,3}\.?|[€$£])?$")


def assigned(words: Sequence[Word], columns: Sequence[Column], line_height: float) -> dict[int, list[Word]]:
    """Each word its column, left to right without crossing, at the least cost of distance, shape and torn phrases."""
    height = max(line_height, 1.0)
    count = len(columns)
    if not words:
        return {}
    cost = [[_cost(w, c, columns, j, height) for j, c in enumerate(columns)] for w in words]
    best = [[0.0] * count for _ in words]
    back = [[0] * count for _ in words]
    best[0] = cost[0][:]
    units_apart = any(c.name == "unit" for c in columns)
    for i in range(1, len(words)):
        gap = (words[i].box.x0 - words[i - 1].box.x1) / height
        for j in range(count):
            options = [
                (best[i - 1][k] + _step(words[i - 1], words[i], gap, columns[j], moved=k != j, units_apart=units_apart), k)
                for k in range(j + 1)
            ]
            least, back[i][j] = min(options, key=lambda o: (o[0], -o[1]))
            best[i][j] = least + cost[i][j]
    column = min(range(count), key=lambda j: best[-1][j])
    cells: dict[int, list[Word]] = {}
    for i in range(len(words) - 1, -1, -1):
        cells.setdefault(column, []).insert(0, words[i])
        column = back[i][column]
    return cells


def _step(before: Word, word: Word, gap: float, column: Column, *, moved: bool, units_apart: bool) -> float:
    if moved:
        return _TORN if gap < _WITHIN_PHRASE else 0.0
    if column.numeric and NUMBER_WORD.match(before.text):
        if column.name == "line_number":
            return _SECOND_NUMBER
        if gap < _WITHIN_NUMBER and re.fullmatch(r"\d{1,3}", before.text) and re.fullmatch(r"\d{3}(?:[.,]\d{1,2})?", word.text):
            return 0.0
        if NUMBER_WORD.match(word.text):
            return _SECOND_NUMBER
        coded = any(c.isdigit() for c in word.text) or column.name == "line_number"
        near = gap < _WITHIN_CELL and word.box.x0 < column.x1 + _UNIT_REACH * word.box.height
        if near and word.text[:1].isalpha() and not coded:
            return 0.0 if units_apart else _UNIT_BEHIND
    return 0.0 if gap < _WITHIN_CELL or column.textual else _TORN


def _cost(word: Word, column: Column, columns: Sequence[Column], index: int, height: float) -> float:
    x0, x1 = column.x0, column.x1
    if column.textual and index + 1 < len(columns):
        x1 = max(x1, min(columns[index + 1].x0 - 0.3 * height, x1 + 40 * height))
    apart = max(0.0, x0 - word.box.x1, word.box.x0 - x1)
    away = max(0.0, apart - 0.5 * height)
    inner = _AT_EDGE if apart else abs((word.box.x0 + word.box.x1) / 2 - (x0 + x1) / 2) / max(x1 - x0, word.box.width, 1.0) * 0.4
    return min(_FAR, away / height) + inner + _misfit(word, column)


def _misfit(word: Word, column: Column) -> float:
    number, digits = bool(NUMBER_WORD.match(word.text)), any(c.isdigit() for c in word.text)
    if column.numeric:
        if number:
            return 0.0
        return 0.6 if _UNIT_WORDS.match(word.text) else _WRONG_SHAPE / (2 if digits else 1)
    if {"sku", "description"} <= set(column.names) and column.name == "sku":
        return 0.3
    if column.name in IDENTIFIERS:
        return 0.0 if looks_like_order(word.text) and not re.search(r"[,]\d", word.text) else 2.0 if digits else 3.0
    if column.name == "unit" and digits:
        return 2.0
    return 0.8 if number and column.name != UNKNOWN else 0.0
