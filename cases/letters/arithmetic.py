"""A calculation said for people: its formulas with labels in place of ids, and with values in place of labels."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from cases.wording import figure
from facts.finding import Step
from facts.money import round_half_up
from matchers.calculation import evaluate

_SIGNS: Final[dict[type[ast.operator], tuple[str, int]]] = {ast.Add: ("+", 1), ast.Sub: ("−", 1), ast.Mult: ("×", 2), ast.Div: ("÷", 2)}
_ATOM: Final = 3
CENTS: Final = 2
"""Rounding to so many digits or more goes without saying."""


def in_words(formula: str, labels: Mapping[str, str]) -> str:
    """The formula with each id replaced by its label: `cartons * case_pack` → `cartons signed for × units per carton`."""
    return _say(formula, lambda name: labels.get(name, name))


def with_values(formula: str, values: Mapping[str, str]) -> str:
    """The formula with each id replaced by its value: `10 × 12`."""
    return _say(formula, lambda name: figure(values.get(name, name)))


def value_and_label(step: Step) -> str:
    """A step as a computation names it: `240 units in dispute`."""
    return f"{step.value} {step.label}"


def value_alone(step: Step) -> str:
    """A step as the result of a computation."""
    return step.value


def one_line(
    steps: Sequence[Step],
    told: Callable[[Step], str] = value_and_label,
    result: Callable[[Step], str] = value_alone,
    label: Callable[[Step], str] = lambda step: step.label,
    in_full: str = "{}, asked back in full",
) -> str:
    """The sum in one line, figures as portals take them: `24 units in dispute × 4.17 unit cost = 100.08`.

    The step that computes the amount is sought from the last one back, and within it the part that decides: of a `min` the
    smaller side. Where the whole claim is asked back, the comparison that shows it stands before it. Empty where nothing is
    computed. `told`, `result` and `label` say a step as an operand, as a result and by its name.
    """
    by_id = {s.id: s for s in steps}
    known = {s.id: exact for s in steps if (exact := _exact(s.value)) is not None}
    if not steps:
        return ""
    at, telling = steps[-1], _deciding(steps[-1], known)
    while isinstance(telling, ast.Name) and telling.id in by_id and by_id[telling.id].formula and by_id[telling.id] is not at:
        at, telling = by_id[telling.id], _deciding(by_id[telling.id], known)
    if telling is None:
        return ""
    if not isinstance(telling, ast.Name):
        return f"{_with_both(telling, by_id, told)} = {result(at)}"
    compared = [s for s in steps[: steps.index(at)] if (d := _deciding(s, known)) is not None and isinstance(d, (ast.BinOp, ast.Call))]
    whole = in_full.format(_with_both(telling, by_id, told))
    before = _deciding(compared[-1], known) if compared else None
    if before is None:
        return whole
    named = f"{name}: " if (name := label(compared[-1])) else ""
    return f"{named}{_with_both(before, by_id, told)} = {result(compared[-1])}; {whole}"


def product(
    step: Step, steps: Sequence[Step], told: Callable[[Step], str] = value_and_label, result: Callable[[Step], str] = value_alone
) -> str:
    """How a step multiplies earlier ones, in one line: `10 cartons signed for × 12 units per carton = 120`; else empty."""
    try:
        part = ast.parse(step.formula or "", mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return ""
    if not isinstance(part, ast.BinOp) or not isinstance(part.op, ast.Mult):
        return ""
    return f"{_with_both(part, {s.id: s for s in steps}, told)} = {result(step)}"


def worked(
    step: Step, steps: Sequence[Step], told: Callable[[Step], str] = value_and_label, result: Callable[[Step], str] = value_alone
) -> str:
    """How a step is worked out, in one line, of a `min` or `max` the side that counts: `4900.00 base × 0.02 rate = 98.00`; else empty."""
    known = {s.id: exact for s in steps if (exact := _exact(s.value)) is not None}
    part = _deciding(step, known)
    if not isinstance(part, ast.BinOp):
        return ""
    return f"{_with_both(part, {s.id: s for s in steps}, told)} = {result(step)}"


def _deciding(step: Step, known: Mapping[str, Decimal]) -> ast.expr | None:
    """The part of a formula that makes its value: without rounding, and of `min` and `max` the side that counts."""
    if step.formula is None:
        return None
    try:
        part = ast.parse(step.formula, mode="eval").body
        value = evaluate(step.formula, dict(known))
        while isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in {"round", "min", "max"} and part.args:
            sides = part.args[:1] if part.func.id == "round" else part.args
            worth = [s for s in sides if round_half_up(evaluate(ast.unparse(s), dict(known)), 2) == round_half_up(value, 2)]
            if not worth:
                break
            part = max(worth, key=lambda s: (isinstance(s, (ast.BinOp, ast.Call)), not isinstance(s, ast.Constant)))
    except (SyntaxError, ValueError, KeyError, ArithmeticError, RecursionError):
        return None
    return part


def _with_both(part: ast.expr, by_id: Mapping[str, Step], told: Callable[[Step], str]) -> str:
    """The part in print, each step as `told` says it."""
    try:
        return _print(part, lambda name: told(by_id[name]) if name in by_id else name, top=True)[0]
    except (ValueError, RecursionError):
        return ast.unparse(part)


def _exact(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except ArithmeticError:
        return None


def _say(formula: str, name: Callable[[str], str]) -> str:
    """The formula printed anew with the given names; as it stands where it cannot be understood."""
    try:
        tree = ast.parse(formula, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return formula
    try:
        return _print(tree, name, top=True)[0]
    except (ValueError, RecursionError):
        return formula


def _print(node: ast.AST, name: Callable[[str], str], *, top: bool = False) -> tuple[str, int]:
    """The node in print and how tightly it binds. Raises ValueError for what no calculation holds."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return str(value), _ATOM
        case ast.Name(id=identifier):
            return name(identifier), _ATOM
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"−{_bound(operand, name, _ATOM)}", 2
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            sign, binding = _SIGNS[type(op)]
            tighter = binding + 1 if isinstance(op, (ast.Sub, ast.Div)) else binding
            return f"{_bound(left, name, binding)} {sign} {_bound(right, name, tighter)}", binding
        case ast.Call(func=ast.Name(id="round"), args=[inner, *_]) if top:
            return _print(inner, name)
        case ast.Call(func=ast.Name(id="round"), args=[inner, ast.Constant(value=int() as digits)]) if digits >= CENTS:
            return _print(inner, name)
        case ast.Call(func=ast.Name(id=function), args=arguments):
            return f"{function}({', '.join(_print(a, name)[0] for a in arguments)})", _ATOM
        case _:
            pass
    raise ValueError(ast.dump(node))


def _bound(node: ast.AST, name: Callable[[str], str], least: int) -> str:
    """The node in print, in brackets where it binds more loosely than its place asks for."""
    said, binding = _print(node, name)
    return f"({said})" if binding < least else said
