"""Computations in a sentence hold: what stands right of an equals sign is what the left side yields."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cases.letters.verifier.checks.relations import worked_out
from cases.letters.verifier.grammar import Grammar
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure, Reading
from cases.letters.verifier.tokens import Token
from cases.letters.verifier.verdict import Remark
from facts.money import minor_digits, round_half_up
from matchers.calculation import evaluate

_SIGNS: Final = {"+": "+", "-": "-", "x": "*", "*": "*", "/": "/"}
_MOST_MEANINGS: Final = 32
CENTS: Final = 2
_PERCENT: Final = "percent"
_HUNDRED: Final = Decimal(100)
_WHOLES: Final = frozenset({Decimal(1), Decimal(100)})


@dataclass(frozen=True, slots=True)
class Equation:
    """A computation as it stands: its terms in order (figures and signs), what it is said to yield, and whether it does."""

    text: str
    terms: tuple[Figure, ...]
    result: Figure
    holds: bool


PLACES: Final = 27
"""Digits that a figure may have and still be rounded; one with more is no figure of a letter."""


def sums(look: Look) -> Iterator[Remark]:
    """A sum, difference, product or quotient that does not come out is refused."""
    for equation in equations(look.reading):
        if not equation.holds:
            yield look.remark("sums", f"{equation.text} does not come out", equation.text, equation.result.text)


def computed(reading: Reading, grammar: Grammar | None = None) -> frozenset[int]:
    """Where the results of sound computations stand, in signs or in words: they recompute from the figures beside them.

    A whole (1, or 100 where rates are percentages) that a sound computation takes something from is no fact either.
    """
    sound = [e for e in equations(reading) if e.holds]
    wholes = {t.start for e in sound for t in e.terms if t.values <= _WHOLES and not t.unit and not t.currencies}
    in_words = worked_out(reading.figures, reading.small, grammar.totals) if grammar else frozenset()
    return frozenset({e.result.start for e in sound} | wholes) | in_words


def equations(reading: Reading) -> Iterator[Equation]:
    """The computations of a sentence, as far as they can be worked out."""
    by_start = {f.start: f for f in reading.figures}
    for part in _parts(reading.tokens):
        marks = [i for i, t in enumerate(part) if t.kind == "operator" and t.text == "="]
        for number, at in enumerate(marks):
            left = part[marks[number - 1] + 1 if number else 0 : at]
            right = part[at + 1 : marks[number + 1] if number + 1 < len(marks) else len(part)]
            result = next((by_start[t.start] for t in right if t.start in by_start), None)
            equation = _equation(reading.text, left, result, by_start) if result is not None else None
            if equation is not None:
                yield equation


def _parts(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The sentence cut at semicolons and colons, where a computation begins anew."""
    part: list[Token] = []
    for token in tokens:
        if token.kind == "mark" and token.text in ";:":
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _equation(text: str, left: Sequence[Token], result: Figure, by_start: dict[int, Figure]) -> Equation | None:
    """The left side worked out; None where it is no computation (no sign, or numbers that follow each other without one)."""
    signs: list[str] = []
    figures: list[Figure] = []
    in_words = False
    for at, token in enumerate(left):
        if token.start in by_start:
            if signs[-1:] == ["#"] and any(t.kind in {"mark", "word"} and t.text not in "()%" for t in left[begins(left, at) : at]):
                # `243 x 1.48 = 359.64, then 412.92 - 359.64 = 53.28`: what stands ahead is another computation
                signs, figures, in_words = [], [], False
            figures.append(by_start[token.start])
            signs.append("#")
        elif token.kind == "operator" and token.text in _SIGNS:
            signs.append(_SIGNS[token.text])
            in_words |= text[token.start : token.end].casefold() not in {token.text, "\u00d7", "\u2212"}
        elif token.kind == "mark" and token.text in "()":
            signs.append(token.text)
    # `500 (deducted) - 300 (due) = 200`
    shape = "".join(signs).replace("()", "")
    if len(figures) < 2 or "##" in shape or not any(s in shape for s in "+-*/"):
        return None
    holds = False
    for values in itertools.islice(itertools.product(*(_meanings(f) for f in figures)), _MOST_MEANINGS):
        worked_out = _worked_out(shape, values)
        if worked_out is None:
            return None
        # `52 less 2 cartons by 6 are 300`: words are worked out as they follow each other
        ways = [worked_out, *([made] if in_words and (made := _in_order(shape, values)) is not None else [])]
        if (shared := _worked_out(_of_shares(shape, figures), values)) is not None:
            ways.append(shared)
        holds = holds or any(_rounds_to(way, v, result) for way in ways for v in result.values)
    said = text[left[0].start : result.start + len(result.text)] if left else result.text
    return Equation(said.strip(), tuple(figures), result, holds)


def _of_shares(shape: str, figures: Sequence[Figure]) -> str:
    """`9.68 - 3 % = 9.39`: a percentage that is taken off an amount, or added to it, is one of that."""
    made, number = "", 0
    for at, sign in enumerate(shape):
        if sign == "#":
            is_share = number == 1 and figures[1].unit == _PERCENT and figures[0].unit != _PERCENT and shape[at - 1 : at] in {"+", "-"}
            made = f"{made[:-1]}*(1{shape[at - 1]}#)" if is_share else f"{made}#"
            number += 1
        else:
            made += sign
    return made


def begins(left: Sequence[Token], at: int) -> int:
    """Where what stands between a number and the one before it begins."""
    return next((n + 1 for n in range(at - 1, -1, -1) if left[n].kind == "number"), 0)


def _in_order(shape: str, values: Sequence[Decimal]) -> Decimal | None:
    """The terms worked out from the left, whatever their signs; None where some stand in brackets."""
    formula, terms = "#", list(values)
    if "(" in shape or ")" in shape:
        return None
    for sign in shape.replace("#", ""):
        formula = f"({formula}{sign}#)"
    return _worked_out(formula, terms)


def _rounds_to(worked_out: Decimal, value: Decimal, result: Figure) -> bool:
    """True where the result is exact, or rounded to no less than the digits of its currency: 3794 is not 3794.40."""
    if result.unit == _PERCENT and _digits(value) and round_half_up(worked_out * _HUNDRED, _digits(value)) == value:
        # `(120 - 100) / 100 = 20.0 %`
        return True
    fewest = max((minor_digits(c) for c in result.currencies), default=CENTS) if len(result.currencies) < 2 else CENTS
    roundable = fewest <= _digits(value) < PLACES - max(worked_out.adjusted(), 0)
    return worked_out == value or (roundable and round_half_up(worked_out, _digits(value)) == value)


def _meanings(figure: Figure) -> list[Decimal]:
    return [v / 100 if figure.unit == "percent" else v for v in sorted(figure.values)]


def _worked_out(shape: str, values: Sequence[Decimal]) -> Decimal | None:
    formula = shape
    for place, value in enumerate(values):
        formula = formula.replace("#", f"n{place}", 1)
        del value
    try:
        return evaluate(formula, {f"n{i}": v for i, v in enumerate(values)})
    except (SyntaxError, ValueError, KeyError, ArithmeticError, RecursionError):
        return None


def _digits(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
