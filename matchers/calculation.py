"""Builds the calculation of a finding: inputs with their evidence, formulas recomputed in exact decimals as they are added."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Final

from facts.evidence import Evidence
from facts.finding import Step
from facts.money import round_half_up

_OPERATORS: Final[dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FUNCTIONS: Final[dict[str, Callable[..., Decimal]]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "sum": lambda *terms: sum(terms, Decimal(0)),
    "round": lambda number, digits=Decimal(0): round_half_up(number, int(digits)),
}


@cache
def _parsed(formula: str) -> ast.expr:
    return ast.parse(formula, mode="eval").body


def evaluate(formula: str, known: dict[str, Decimal]) -> Decimal:
    """The value of a formula over named steps; + - * /, parentheses, min max sum abs round(x, digits) half up.

    Raises ValueError for anything else, KeyError for a step that is not known.
    """

    def value(node: ast.expr) -> Decimal:
        match node:
            case ast.Constant(value=int() | float() as number):
                return Decimal(str(number))
            case ast.Name(id=name):
                return known[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -value(operand)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return _OPERATORS[type(op)](value(left), value(right))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
                return _FUNCTIONS[name](*(value(a) for a in arguments))
        raise ValueError(f"not allowed in a formula: {formula}")

    return value(_parsed(formula))


@dataclass(slots=True)
class Calculation:
    """Steps and evidence while a finding is being worked out. Values are exact decimals; nothing is rounded unless a formula says so."""

    steps: list[Step] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    known: dict[str, Decimal] = field(default_factory=dict)

    def cite(self, *found: Evidence | None) -> tuple[int, ...]:
        """The indexes of pieces of evidence, each listed once."""
        indexes = []
        for evidence in found:
            if evidence is None:
                continue
            if evidence not in self.evidence:
                self.evidence.append(evidence)
            indexes.append(self.evidence.index(evidence))
        return tuple(indexes)

    def given(self, name: str, label: str, number: Decimal | int, *found: Evidence | None) -> Decimal:
        """Adds an input that stands on evidence and returns it."""
        exact = Decimal(number)
        self.steps.append(Step(name, label, f"{exact:f}", evidence=self.cite(*found)))
        self.known[name] = exact
        return exact

    def noted(self, name: str, label: str, text: str, *found: Evidence | None) -> None:
        """Adds an input that is a date or a text, which formulas cannot use."""
        self.steps.append(Step(name, label, text, evidence=self.cite(*found)))

    def work_out(self, name: str, label: str, formula: str) -> Decimal:
        """Adds a formula over earlier steps and returns its value."""
        result = evaluate(formula, self.known)
        self.steps.append(Step(name, label, f"{result:f}", formula=formula))
        self.known[name] = result
        return result

    @property
    def recoverable(self) -> Decimal:
        """The last step, once it has been worked out; 0 before."""
        return self.known.get("recoverable_amount", Decimal(0))
