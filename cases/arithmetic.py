"""A calculation said for people: its formulas with labels in place of ids, and with values in place of labels."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cases.wording import figure
from facts.finding import Step

_SIGNS: Final[dict[type[ast.operator], tuple[str, int]]] = {ast.Add: ("+", 1), ast.Sub: ("−", 1), ast.Mult: ("×", 2), ast.Div: ("÷", 2)}
_ATOM: Final = 3


def in_words(formula: str, labels: Mapping[str, str]) -> str:
    """The formula with each id replaced by its label: `cartons * case_pack` → `cartons signed for × units per carton`."""
    return _say(formula, lambda name: labels.get(name, name))


def with_values(formula: str, values: Mapping[str, str]) -> str:
    """The formula with each id replaced by its value: `10 × 12`."""
    return _say(formula, lambda name: figure(values.get(name, name)))


def one_line(steps: Sequence[Step]) -> str:
    """The step that makes the amount, with values and labels: `24 units in dispute × 4.17 unit cost = 100.08`.

    A last step that only repeats another is followed back to the one that computes. Empty where nothing is computed.
    """
    if not steps:
        return ""
    by_id = {s.id: s for s in steps}
    telling = steps[-1]
    while telling.formula is not None and telling.formula.strip() in by_id and by_id[telling.formula.strip()] is not telling:
        telling = by_id[telling.formula.strip()]
    if telling.formula is None:
        return ""
    said = _say(telling.formula, lambda name: f"{figure(by_id[name].value)} {by_id[name].label}" if name in by_id else name)
    return f"{said} = {figure(telling.value)}"


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
        case ast.Call(func=ast.Name(id=function), args=arguments):
            return f"{function}({', '.join(_print(a, name)[0] for a in arguments)})", _ATOM
    raise ValueError(ast.dump(node))


def _bound(node: ast.AST, name: Callable[[str], str], least: int) -> str:
    """The node in print, in brackets where it binds more loosely than its place asks for."""
    said, binding = _print(node, name)
    return f"({said})" if binding < least else said
