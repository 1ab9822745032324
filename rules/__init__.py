"""Dated rule packs, one per retailer, with what a supplier has agreed laid over them."""

from rules.errors import RuleError
from rules.loader import available, load_rules

__all__ = ["RuleError", "available", "load_rules"]
