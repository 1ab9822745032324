"""How a remittance names its lines: suffixes of claim numbers, patterns over numbers and descriptions, words in several languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from facts.finding import FindingType


class LineRole(StrEnum):
    """What a line of a remittance does."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    CLAIM = "claim"
    REVERSAL = "reversal"
    REPAYMENT = "repayment"
    MISSED_ADJUSTMENT = "missed_adjustment"
    HOLDBACK = "holdback"
    ADJUSTMENT = "adjustment"
    NETTING = "netting"
    REPARENTED = "reparented"
    BANK_FEE = "bank_fee"
    UNCLASSIFIED = "unclassified"


@dataclass(frozen=True, slots=True)
class ClaimToken:
    """A suffix of a claim number (`SC`, `SCR`) and what it means: the kind of claim and `claim` or `reversal`."""

    token: str
    type: FindingType
    role: LineRole


@dataclass(frozen=True, slots=True)
class LinePattern:
    """A regular expression over a line's `number` or `description`, and what such a line is.

    The number is compared in upper case with its hyphens, the description as `matchers.grammar.plain` writes it.
    """

    field: str
    pattern: re.Pattern[str]
    type: FindingType
    role: LineRole = LineRole.CLAIM


@dataclass(frozen=True, slots=True)
class TypeWord:
    """Words of a language that name a kind of claim in a description."""

    type: FindingType
    language: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class RoleWord:
    """Words of a language that say what a line does: an invoice, a reversal, a repayment."""

    role: LineRole
    language: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a remittance names its lines: suffix tokens (longest first), patterns and words, each tried in order."""

    tokens: tuple[ClaimToken, ...] = ()
    patterns: tuple[LinePattern, ...] = ()
    types: tuple[TypeWord, ...] = ()
    roles: tuple[RoleWord, ...] = ()
