"""The terms of an agreement as plain values and back: what a form or the ledger states becomes a record, or every problem is named."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final

from facts.rebates import RebateAgreement, UnusableAgreementError

MOST_LISTED: Final = 5_000
"""Items, customers or groups that one list of an agreement names."""
LONGEST_TEXT: Final = 200
MOST_DIGITS: Final = 18
MOST_DECIMALS: Final = 10
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_APART: Final = re.compile(r"[,;\n]")
_YES: Final = frozenset({"true", "yes", "on", "1"})
_NO: Final = frozenset({"false", "no", "off", "0", ""})
_ABOUT: Final = (
    ("ends on", "ends_on"), ("baseline", "baseline"), ("floor", "floor"), ("net of", "net_of"), ("premium", "premium_skus"),
    ("pallet", "pallet_quantity"), ("groups", "required_groups"), ("list price", "list_price"), ("step", "step"),
    ("tier", "tiers"), ("rate", "tiers"), ("amount", "tiers"),
)  # fmt: skip
"""Which field a sentence of `UnusableAgreementError` is about, by the first of these words that it has."""


@dataclass(frozen=True, slots=True)
class TermsProblem:
    """What cannot be used: the field (`cap`, `tiers.1.rate`) and a sentence that says what is wrong and what to write."""

    field: str
    sentence: str


class UnusableTermsError(ValueError):
    """Terms that no payout can be worked out from; `problems` names each."""

    def __init__(self, problems: Sequence[TermsProblem]) -> None:
        super().__init__("; ".join(p.sentence for p in problems))
        self.problems = tuple(problems)


def plain(terms: RebateAgreement) -> dict[str, Any]:
    """The terms as the ledger keeps them: decimals as text, days as ISO text, words by their value, sets in order."""
    kept: dict[str, Any] = _plain(terms)
    return kept


def terms_of(told: Mapping[str, Any]) -> RebateAgreement:
    """The record of what was told, by the names of `facts.rebates.RebateAgreement`. Raises UnusableTermsError with every problem."""
    problems: list[TermsProblem] = []
    made = _record(RebateAgreement, told, "", problems)
    if made is None or problems:
        raise UnusableTermsError(problems)
    found: RebateAgreement = made
    return found


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """The fields in which two versions differ, in the order of the record; what neither says anything special of is left out."""
    names = [f.name for f in dataclasses.fields(RebateAgreement)]
    return [(n, before.get(n), after.get(n)) for n in names if before.get(n) != after.get(n) and n != "version"]


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    match value:
        case StrEnum():
            return value.value
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(_plain(v) for v in value)
        case tuple() | list():
            return [_plain(v) for v in value]
        case dict():
            return {str(k): _plain(v) for k, v in value.items()}
        case _:
            return value


_HINTS: dict[type[Any], dict[str, Any]] = {}


def _types(kind: type[Any]) -> dict[str, Any]:
    if kind not in _HINTS:
        _HINTS[kind] = typing.get_type_hints(kind)
    return _HINTS[kind]


def _record(kind: type[Any], told: Any, within: str, problems: list[TermsProblem]) -> Any | None:
    """A dataclass from a mapping; None where something of it cannot be used."""
    if not isinstance(told, Mapping):
        problems.append(TermsProblem(within or "terms", "write the terms by their names"))
        return None
    before = len(problems)
    fields = {f.name: f for f in dataclasses.fields(kind)}
    for name in told:
        if name not in fields:
            near = get_close_matches(str(name)[:60], fields, 1)
            meant = f"; is {near[0]} meant?" if near else ""
            problems.append(TermsProblem(_under(within, str(name)[:60]), f"there is no term {str(name)[:60]!r}{meant}"))
    values: dict[str, Any] = {}
    for name, field in fields.items():
        needed = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        given = told.get(name)
        if given is None or (isinstance(given, str) and not given.strip()):
            if needed:
                problems.append(TermsProblem(_under(within, name), f"{_named(name)} is missing; write it"))
            continue
        values[name] = _value(_types(kind)[name], given, _under(within, name), problems)
    if len(problems) > before:
        return None
    try:
        return kind(**values)
    except UnusableAgreementError as odd:
        sentence = str(odd).removeprefix(f"agreement {values.get('number', '')}: ")
        problems.append(TermsProblem(_about(sentence, fields), sentence))
    except ValueError as odd:
        problems.append(TermsProblem(within or "terms", str(odd)))
    return None


def _value(kind: Any, given: Any, field: str, problems: list[TermsProblem]) -> Any:
    origin = typing.get_origin(kind)
    if origin in {types.UnionType, typing.Union}:
        return _value(next(a for a in typing.get_args(kind) if a is not type(None)), given, field, problems)
    if origin in {tuple, frozenset}:
        return origin(_listed(typing.get_args(kind)[0], given, field, problems))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, given, field, problems)
    try:
        return _single(kind, given)
    except (ValueError, TypeError, InvalidOperation) as odd:
        said = str(odd) if type(odd) is ValueError else "cannot be used"
        problems.append(TermsProblem(field, f"{_named(field.rpartition('.')[2])}: {said}"))
        return None


def _listed(kind: Any, given: Any, field: str, problems: list[TermsProblem]) -> Iterable[Any]:
    """The members of a list; of one text, what commas, semicolons or line ends part."""
    members = [m.strip() for m in _APART.split(given) if m.strip()] if isinstance(given, str) else given
    if not isinstance(members, Sequence):
        problems.append(TermsProblem(field, f"{_named(field)}: write a list"))
        return ()
    if len(members) > MOST_LISTED:
        problems.append(TermsProblem(field, f"{_named(field)}: at most {MOST_LISTED} are listed, not {len(members)}"))
        return ()
    return [_value(kind, m, f"{field}.{n}", problems) for n, m in enumerate(members) if m is not None]


def _single(kind: Any, given: Any) -> Any:
    """One value. Raises ValueError with what to write."""
    if kind is Decimal:
        return _decimal(given)
    if kind is bool:
        return _flag(given)
    if kind is int:
        number = _decimal(given)
        if number != number.to_integral_value():
            raise ValueError(f"write a whole number, not {_short(given)}")
        return int(number)
    if kind is date:
        return _day(given)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if given not in set(kind):
            raise ValueError(f"write one of {', '.join(kind)}, not {_short(given)}")
        return kind(given)
    return _text(given)


def _decimal(given: Any) -> Decimal:
    if isinstance(given, bool | float) or not isinstance(given, str | int | Decimal):
        raise ValueError("write a number as text, such as 0.03 or 250000")  # noqa: TRY004 - all problems of a value are one kind
    try:
        number = Decimal(str(given).strip())
    except InvalidOperation:
        raise ValueError(f"write a number such as 0.03 or 250000, not {_short(given)}") from None
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > MOST_DECIMALS or number.adjusted() >= MOST_DIGITS:
        raise ValueError(f"{_short(given)} has too many digits")
    return number


def _flag(given: Any) -> bool:
    word = str(given).strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"write true or false, not {_short(given)}")


def _day(given: Any) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given).strip())
    except ValueError:
        raise ValueError(f"write a day as 2026-11-01, not {_short(given)}") from None


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise ValueError("write words")  # noqa: TRY004 - all problems of a value are one kind
    told = _CONTROL.sub(" ", given).strip()
    if len(told) > LONGEST_TEXT:
        raise ValueError(f"at most {LONGEST_TEXT} characters")
    return told


def unusable_for_payout(terms: RebateAgreement) -> list[TermsProblem]:
    """What the record cannot say of itself: a number, both parties by name, and a currency of three letters."""
    problems = [
        TermsProblem(name, f"{_named(name)} is missing; write it")
        for name in ("number", "payer", "earner")
        if not getattr(terms, name).strip()
    ]
    if not _CURRENCY.fullmatch(terms.currency):
        problems.append(TermsProblem("currency", "currency: write its three letters, such as USD"))
    return problems


def _short(given: Any) -> str:
    return repr(_CONTROL.sub(" ", str(given))[:40])


def _named(field: str) -> str:
    return field.replace("_", " ")


def _under(within: str, name: str) -> str:
    return f"{within}.{name}" if within else name


def _about(sentence: str, fields: Mapping[str, Any]) -> str:
    return next((field for word, field in _ABOUT if word in sentence and field in fields), "terms")
