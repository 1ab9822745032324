"""Falsehoods: true sentences with one thing in them made wrong, or said without ground, by fixed operators."""

from evals.falsehoods.falsehood import Falsehood, Others
from evals.falsehoods.operators import OPERATORS, TURNED, falsehoods

__all__ = ["OPERATORS", "TURNED", "Falsehood", "Others", "falsehoods"]
