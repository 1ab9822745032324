"""Other names and numbers of the same shape in place of those of a case, so that it can be shown outside the house."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final, Self

from cases.letters.brief import Brief, FactKind
from facts.identifiers import gs1_check_digit, has_valid_gs1_check_digit

_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_NAMES: Final = ("A. Example", "B. Sample", "C. Specimen", "D. Instance", "E. Pattern", "F. Model", "G. Mould", "H. Token")
_SHORTEST: Final = 3
"""Shorter identifiers (a page, a count) are no names of anything and stand in too many places."""
LEFT_OUT: Final = frozenset({"remark"})
"""What people wrote freely: it may name anybody."""


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """What stands for what, the longest first, so that a number within another is not replaced first."""

    other: Mapping[str, str]

    @classmethod
    def of(cls, brief: Brief, names: Iterable[str] = ()) -> Self:
        """Drawn anew for each case: the same number in two cases is not the same afterwards."""
        found: dict[str, str] = {}
        people = [f.value for f in brief.facts if f.kind is FactKind.NAME]
        for place, name in enumerate(dict.fromkeys([*people, *names])):
            found[name] = _NAMES[place % len(_NAMES)]
        for fact in brief.facts:
            if fact.kind is FactKind.IDENTIFIER and len(fact.value) >= _SHORTEST:
                found.setdefault(fact.value, other_number(fact.value))
        files = {p.file for f in brief.facts for p in f.places} | {a.file for a in brief.attachments}
        for number, file in enumerate(sorted(files - {""}), start=1):
            stem = PurePosixPath(file).stem
            found.setdefault(file, f"paper_{number}{PurePosixPath(file).suffix}")
            found.setdefault(PurePosixPath(file).name, f"paper_{number}{PurePosixPath(file).suffix}")
            if len(stem) > _SHORTEST:
                found.setdefault(stem, f"paper_{number}")
                found.setdefault(re.sub(r"[^A-Za-z0-9._-]+", "_", stem), f"paper_{number}")
        return cls(dict(sorted(found.items(), key=lambda pair: -len(pair[0]))))

    def replaced(self, said: Any) -> Any:
        """Everything that is said, at any depth, with the other names in it."""
        if isinstance(said, str):
            return self._text(said)
        if isinstance(said, Mapping):
            return {name: "" if name in LEFT_OUT else self.replaced(value) for name, value in said.items()}
        if isinstance(said, (list, tuple)):
            return [self.replaced(value) for value in said]
        return said

    def _text(self, text: str) -> str:
        if not self.other:
            return text
        pattern = "|".join(map(re.escape, self.other))
        return re.sub(pattern, lambda found: self.other[found[0]], text)


def other_number(number: str) -> str:
    """Another number of the same shape: letters for letters, digits for digits, its check digit right where it was.

    >>> len(other_number("INV10482SC"))
    10
    """
    made = "".join(secrets.choice(_LETTERS) if c.isalpha() else secrets.choice("123456789") if c.isdigit() else c for c in number)
    if number.isdigit() and has_valid_gs1_check_digit(number):
        body = f"{number[0]}{made[1:-1]}"
        made = f"{body}{gs1_check_digit(body)}"
    return made
