"""Lays a paper out: ruled boxes, a letter, a system's print, a form of two columns. What stands where is kept as the truth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from demo.abroad.content import NUMBERS, Content, Entry
from demo.abroad.hand import Hand
from demo.chance import Chance
from demo.ink import sign
from demo.sheet import Column, Grid, Sheet, Shown
from facts.evidence import Box

Layout: TypeAlias = Callable[[Sheet, Content, Hand, Chance], None]


def _table(sheet: Sheet, at: tuple[float, float], content: Content, hand: Hand, wide: float, grid: Grid) -> float:
    """The lines and, below the columns they sum, the totals. Gives the next y."""
    shares = sum(c.wide for c in content.columns)
    columns = [Column(c.words, c.name, wide * c.wide / shares, "right" if c.name in NUMBERS else "left") for c in content.columns]
    y = sheet.table(at[0], at[1], columns, content.rows, grid)
    if not content.totals:
        return y
    y = sheet.room(y, 24)
    left = at[0]
    first = next(n for n, c in enumerate(columns) if c.name in content.totals)
    for n, column in enumerate(sheet.fitted(at[0], columns)):
        if column.name in content.totals:
            sheet.put(left + column.width - 4, y + 4, content.totals[column.name], hand.strong.at("right"))
        elif n == max(0, first - 1) or (first == 0 and n == 0):
            sheet.text(left + 3, y + 4, hand.word("total"), hand.strong)
        left += column.width
    return y + 20


def _sums(sheet: Sheet, x: float, right: float, y: float, content: Content, hand: Hand) -> float:
    y = sheet.room(y, 20 + 16 * len(content.sums))
    for n, (label, shown) in enumerate(content.sums):
        pen = hand.strong if n == len(content.sums) - 1 else hand.body
        sheet.text(x, y, label, pen)
        sheet.put(right, y, shown, pen.at("right"))
        y += hand.size + 6
    return y + 6


def _foot(sheet: Sheet, x: float, y: float, content: Content, hand: Hand, draw: Chance) -> float:
    for label, shown in content.foot:
        y = sheet.entry(x, y, f"{label}{hand.colon}", shown)
    for clause in content.clauses:
        sheet.text(x, y, clause, hand.body)
        y += hand.size + 5
    return _receipt(sheet, x, y + 8, content, hand, draw) if content.receipt else y


def _receipt(sheet: Sheet, x: float, y: float, content: Content, hand: Hand, draw: Chance) -> float:
    """The place of signing: entries below each other, then the signature beside its word."""
    y = sheet.room(y, 110)
    for label, shown in content.receipt:
        y = sheet.entry(x, y, f"{label}{hand.colon}", shown, draw.pick((-1, 150.0))) + 2
    sheet.text(x, y + 10, f"{content.signature}{hand.colon}", hand.body)
    _signed(sheet, x + 150, y, content, draw)
    sheet.rule(x + 140, y + 26, x + 300, y + 26)
    return y + 34


def _signed(sheet: Sheet, x: float, y: float, content: Content, draw: Chance) -> None:
    place = sign(sheet, x, y, draw) if content.signed else Box(x, y, x + 120, y + 24)
    sheet.remember(Shown("", "signed", value=bool(content.signed)), place)


def _implied(sheet: Sheet, content: Content) -> None:
    for shown in content.implied:
        sheet.remember(shown, None)


def boxes(sheet: Sheet, content: Content, hand: Hand, draw: Chance) -> None:
    """A program's form: title right, parties in ruled boxes, a ruled strip of labels over values, a grid."""
    right = sheet.width - 40
    sheet.text(40, 32, content.sender.name, hand.strong.sized(hand.size + 2))
    sheet.text(40, 46, ", ".join(content.sender.address), hand.thin)
    sheet.text(right, 32, content.title, hand.head.at("right"))
    for n, block in enumerate(content.blocks):
        x = 40 + n * 262.0
        sheet.frame(Box(x, 70, x + 252, 138))
        sheet.text(x + 4, 73, block.label, hand.thin)
        sheet.block(x + 4, 86, [Shown(block.firm.name, block.name, block.firm.name), *block.firm.address])
    y = 148.0
    entries: list[Entry] = [content.number, content.dated, *content.head]
    for start in range(0, len(entries), 4):
        strip = entries[start : start + 4]
        wide = (right - 40) / len(strip)
        for n, (label, shown) in enumerate(strip):
            sheet.frame(Box(40 + n * wide, y, 40 + (n + 1) * wide, y + 28))
            sheet.text(43 + n * wide, y + 2, label, hand.thin)
            sheet.put(43 + n * wide, y + 14, shown)
        y += 28
    if content.rows:
        y = _table(sheet, (40, y + 14), content, hand, right - 40, Grid("grid", filled_head=draw.likely(0.6)))
    if content.sums:
        y = _sums(sheet, right - 200, right - 4, y + 8, content, hand)
    _foot(sheet, 40, y + 8, content, hand, draw)
    _implied(sheet, content)


def letter(sheet: Sheet, content: Content, hand: Hand, draw: Chance) -> None:
    """A letter: letterhead, the addressee without a label, references at the right, number and day behind the title."""
    right = sheet.width - 60
    sheet.text(60, 36, content.sender.name, hand.head)
    sheet.text(60, 56, " · ".join(content.sender.address) if hand.language != "zh" else " ".join(content.sender.address), hand.thin)
    sheet.rule(60, 70, right, 70)
    addressee, *others = [b for b in content.blocks if b.name != "ship_from_name" and b.firm is not content.sender] or content.blocks
    end = sheet.block(60, 96, [Shown(addressee.firm.name, addressee.name, addressee.firm.name), *addressee.firm.address])
    y = 96.0
    for label, shown in content.head:
        y = sheet.entry(330, y, f"{label}{hand.colon}", shown, 110)
    y = max(y, end) + 14
    numbered = "" if hand.language == "zh" else hand.word("numbered")
    box = sheet.text(60, y, f"{content.title} {numbered}", hand.strong.sized(hand.size + 3))
    place = sheet.put(box.x1 + 4, y, content.number[1], hand.strong.sized(hand.size + 3))
    joined = sheet.text(place.x1 + 6, y, hand.word("dated"), hand.strong.sized(hand.size + 3))
    sheet.put(joined.x1 + 5, y, content.dated[1], hand.strong.sized(hand.size + 3))
    y += hand.size + 14
    for block in others:
        y = sheet.entry(60, y, f"{block.label}{hand.colon}", Shown(block.firm.name, block.name, block.firm.name))
        sheet.text(60, y, ", ".join(block.firm.address))
        y += hand.size + 8
    if content.intro:
        sheet.text(60, y, content.intro)
        y += hand.size + 10
    if content.rows:
        y = _table(sheet, (60, y), content, hand, right - 60, Grid(draw.pick(("head", "rows")), lead=15))
    if content.sums:
        y = _sums(sheet, right - 190, right - 4, y + 6, content, hand)
    _foot(sheet, 60, y + 10, content, hand, draw)
    own = content.number[1]
    sheet.remember(Shown(own.text, own.name, own.value), place)
    if any(b.name == "ship_from_name" for b in content.blocks):
        sheet.remember(Shown("", "ship_from_name", content.sender.name), None)
    _implied(sheet, content)


def listed(sheet: Sheet, content: Content, hand: Hand, draw: Chance) -> None:
    """A system's print: every label with its value on a line of its own, an open table."""
    sheet.text(50, 40, content.title.upper() if draw.likely(0.5) else content.title, hand.strong.sized(hand.size + 4))
    sheet.text(sheet.width - 50, 40, content.sender.name, hand.body.at("right"))
    y, gap = 70.0, draw.pick((130.0, 160.0))
    for label, shown in (content.number, content.dated, *content.head):
        y = sheet.entry(50, y, f"{label}{hand.colon}", shown, gap)
    for block in content.blocks:
        y = sheet.entry(50, y + 4, f"{block.label}{hand.colon}", Shown(block.firm.name, block.name, block.firm.name), gap)
        for line in block.firm.address:
            sheet.text(50 + gap, y, line)
            y += hand.size + 3
    if content.rows:
        y = _table(sheet, (50, y + 14), content, hand, sheet.width - 100, Grid("none", zebra=draw.likely(0.4), lead=13))
    if content.sums:
        y = _sums(sheet, 330, sheet.width - 54, y + 6, content, hand)
    _foot(sheet, 50, y + 10, content, hand, draw)
    _implied(sheet, content)


def columns(sheet: Sheet, content: Content, hand: Hand, draw: Chance) -> None:
    """A designer's page: sender and references left, parties right, labels above values in two columns, ruled rows."""
    middle = sheet.width / 2 + 10
    sheet.text(46, 40, content.title, hand.head.sized(hand.size + 9))
    sheet.text(46, 66, content.sender.name, hand.strong)
    y = 84.0
    entries = [content.number, content.dated, *content.head]
    for n, (label, shown) in enumerate(entries):
        end = sheet.entry(46 if n % 2 == 0 else 170, y, label, shown, 0)
        y = end if n % 2 or n == len(entries) - 1 else y
    side = 66.0
    for block in content.blocks:
        sheet.text(middle + 40, side, block.label, hand.thin)
        side = sheet.block(middle + 40, side + 11, [Shown(block.firm.name, block.name, block.firm.name), *block.firm.address]) + 6
    y = max(y, side) + 12
    if content.rows:
        y = _table(sheet, (46, y), content, hand, sheet.width - 92, Grid("rows", filled_head=True, lead=16))
    if content.sums:
        y = _sums(sheet, 320, sheet.width - 50, y + 10, content, hand)
    _foot(sheet, 46, y + 10, content, hand, draw)
    _implied(sheet, content)


LAYOUTS: Final[tuple[Layout, ...]] = (boxes, letter, listed, columns)
