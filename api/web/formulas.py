"""Formulas of calculations as people read them: the values that were put in, with the signs of arithmetic and a few words."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from babel import numbers

from api.web.languages import Language
from api.web.marking import N_

SIGNS: Final[Mapping[type[ast.operator], str]] = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "÷"}


def figure(value: str, say: Language) -> str:
    """A value of a calculation in the reader's language: numbers with all their digits, days, and everything else as it stands."""
    try:
        exact = Decimal(value)
    except InvalidOperation:
        return _day_or_word(value, say)
    if not exact.is_finite():
        return value
    places = -int(exact.as_tuple().exponent)
    pattern = "#,##0" + ("." + "0" * places if places > 0 else "")
    return str(numbers.format_decimal(exact, format=pattern, locale=say.locale))


def _day_or_word(value: str, say: Language) -> str:
    try:
        return say.day(date.fromisoformat(value))
    except ValueError:
        return value


def in_words(formula: str, values: Mapping[str, str], say: Language) -> str:
    """A formula with its values: `min(claimed, round(units * cost, 2))` as "the smaller of 378.24 and 48 × 7.88".

    `values` are the steps before it by id. A formula of another form is given as it stands.
    """
    try:
        return _said(ast.parse(formula, mode="eval").body, values, say)
    except (SyntaxError, ValueError):
        return formula


def _said(node: ast.expr, values: Mapping[str, str], say: Language, *, inner: bool = False) -> str:
    match node:
        case ast.Name(id=name):
            return figure(values.get(name, name), say)
        case ast.Constant(value=value):
            return figure(str(value), say)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"−{_said(operand, values, say, inner=True)}"
        case ast.BinOp(left=left, op=op, right=right):
            text = f"{_said(left, values, say, inner=True)} {SIGNS[type(op)]} {_said(right, values, say, inner=True)}"
            return f"({text})" if inner else text
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _called(name, arguments, values, say, inner=inner)
        case _:
            raise ValueError("no formula of ours")


def _called(name: str, arguments: list[ast.expr], values: Mapping[str, str], say: Language, *, inner: bool) -> str:
    """A function in words; within another step as spreadsheets write it, so that nothing becomes ambiguous."""
    if name == "round":  # every amount is rounded to its cents; saying so each time hides what matters
        return _said(arguments[0], values, say, inner=inner)
    floor = [a for a in arguments if isinstance(a, ast.Constant) and a.value == 0]
    if name == "max" and len(arguments) == 1 + len(floor) and not inner:
        rest = next(a for a in arguments if a is not floor[0])
        return say.text("{value}, at least 0").format(value=_said(rest, values, say))
    parts = [_said(argument, values, say, inner=True) for argument in arguments]
    if name in {"min", "max"} and not inner:
        words = N_("the smaller of {parts}") if name == "min" else N_("the larger of {parts}")
        return say.text(words).format(parts=say.join(part.strip("()") for part in parts))
    match name:
        case "min" | "max":
            return f"{name}({', '.join(parts)})"
        case "sum":
            return " + ".join(parts)
        case "abs":
            return f"|{parts[0]}|"
        case _:
            raise ValueError("no formula of ours")
