"""Level strokes: a hand's stroke stays whole however level a piece of it is, and what a form rules or frames is no hand."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from demo.chance import Chance
from demo.ink import sign
from demo.sheet import Sheet
from demo.voice import Voice
from extractors.ink import PageInk
from extractors.pdf import open_pdf
from facts.evidence import Box

PLACES: Final = [(40.0 + across * 140, 40.0 + down * 50) for down in range(14) for across in range(4)]
LABEL: Final = "Received by (signature)"


def page(hand: str) -> Sheet:
    return Sheet(Voice(Chance("level strokes", hand), "en", "us"), "proof_of_delivery", hand)


def chances(sheet: Sheet, boxes: list[Box]) -> list[float]:
    for box in boxes:
        sheet.text(box.x0, box.bottom + 8, LABEL, sheet.voice.small)
    (seen,) = open_pdf(sheet.finish(), 1, 1).sheets
    assert seen.bitmap is not None
    ink = PageInk(seen.bitmap, seen.words)
    return [ink.handwriting(Box(box.x0 - 6, box.top - 4, box.x1 + 6, box.bottom + 5)) for box in boxes]


@pytest.mark.parametrize("hand", ["7", "30"])
def test_flat_signatures_are_seen_as_well_as_tall_ones(hand: str) -> None:
    sheet = Sheet(Voice(Chance("sig", hand).branch("v"), "en", "us"), "proof_of_delivery", hand)
    boxes = [sign(sheet, x, y, Chance("sig", hand).branch(f"s{n // 4}-{n % 4}")) for n, (x, y) in enumerate(PLACES)]
    assert min(chances(sheet, boxes)) > 0.75


def looped(canvas: Canvas, x: float, y: float, level: float, swing: float, weight: float) -> Box:
    """A stroke that swings, runs level for a while, and swings again."""
    path = canvas.beginPath()
    path.moveTo(x, y)
    path.curveTo(x + 4, y + swing, x + 10, y + swing, x + 14, y - 2)
    path.curveTo(x + 18, y - 8, x + 22, y + swing, x + 26, y)
    path.lineTo(x + 26 + level, y + 0.4)
    path.curveTo(x + 30 + level, y + swing, x + 38 + level, y + swing, x + 42 + level, y - 6)
    path.curveTo(x + 45 + level, y - 8, x + 48 + level, y + swing, x + 52 + level, y + 3)
    canvas.setLineWidth(weight)
    canvas.drawPath(path)
    return Box(x, 0, x + 52 + level, 0)


@settings(max_examples=6, deadline=None)
@given(level=st.floats(10, 55), swing=st.floats(6, 14), weight=st.floats(0.7, 1.6))
def test_a_stroke_with_a_level_piece_between_its_curves_is_one_hand(level: float, swing: float, weight: float) -> None:
    sheet = page("looped")
    drawn = looped(sheet.canvas, 60, sheet.height - 100, level, swing, weight)
    (chance,) = chances(sheet, [drawn._replace(top=82, bottom=110)])
    assert chance > 0.75


def ruled(canvas: Canvas, kind: str, at: tuple[float, float], size: tuple[float, float]) -> None:
    (x, y), (wide, high) = at, size
    if kind == "rule":
        canvas.line(x, y, x + wide, y)
    elif kind == "slanting":
        canvas.line(x, y, x + wide, y + high / 3)
    elif kind == "cells":
        for part in range(4):
            canvas.line(x, y + part * high / 3, x + wide, y + part * high / 3)
            canvas.line(x + part * wide / 3, y, x + part * wide / 3, y + high)
    elif kind == "round":
        canvas.roundRect(x, y, wide, high, high / 2 - 0.01)
    elif kind == "arrow":
        for way in (-5, 5):
            canvas.line(x, y + high / 2, x + 6, y + high / 2 + way)
            canvas.line(x + wide, y + high / 2, x + wide - 6, y + high / 2 + way)
        canvas.line(x, y + high / 2, x + wide, y + high / 2)
    elif kind == "bracket":
        canvas.lines([(x, y, x + 4, y + high), (x + 4, y + high, x + wide - 4, y + high), (x + wide - 4, y + high, x + wide, y)])
    else:
        canvas.drawString(x, y + 3, "Peggy Quigley")
        canvas.line(x, y + 1, x + wide, y + 1)


@settings(max_examples=6, deadline=None)
@given(wide=st.floats(40, 110), high=st.floats(8, 22), weight=st.floats(0.4, 2))
@example(wide=40.0, high=21.0, weight=0.5)
def test_nothing_that_a_form_rules_or_frames_is_a_hand(wide: float, high: float, weight: float) -> None:
    sheet, boxes = page("ruled"), []
    for (x, y), kind in zip(PLACES, ("rule", "slanting", "cells", "round", "arrow", "bracket", "underlined"), strict=False):
        sheet.canvas.setLineWidth(weight)
        ruled(sheet.canvas, kind, (x, sheet.height - y - 24), (wide, high))
        boxes.append(Box(x, y, x + 118, y + 25))
    assert max(chances(sheet, boxes)) < 0.5
