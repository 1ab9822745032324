"""Whether the cited facts bear out what the build of a sentence says of a figure."""

from __future__ import annotations

from typing import Final

from cases.letters.verifier.checks.figures import matches
from cases.letters.verifier.composed.sentence import composed
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure

_PART: Final = frozenset({"sought", "excess"})
"""Roles of what is asked back or was too much, which is a part of what was taken."""
_TAKEN: Final = "deducted"


def told_of(look: Look, figure: Figure, have: frozenset[str]) -> tuple[frozenset[str], frozenset[str], bool]:
    """The roles that are told of a figure, surely and perhaps, less those that its sentence's build explains; whether that bears it out.

    `the USD 20 deducted for units sold`: what was sold are units, and 20 is what was deducted.
    """
    builds = composed(look.reading, look.lexicon.language)
    own = builds.told.get(figure.at)
    if own is None or not all(roles & _entailing(have, own) for roles in own):
        return figure.roles, figure.far, False
    open_ones = {role for start, _, role in look.reading.role_spots if role in have or not builds.explains(start, role)}
    open_ones -= _entailing(have, own) - have
    return figure.roles & open_ones, figure.far & open_ones, True


def words_of_build(look: Look, figure: Figure) -> frozenset[int]:
    """The tokens of verbs and states that say what a figure is, where cited facts bear that out."""
    have = frozenset().union(*(f.roles for _, f in matches(look, figure, values_alone=False)))
    return composed(look.reading, look.lexicon.language).words if told_of(look, figure, have)[2] else frozenset()


def _entailing(have: frozenset[str], told: tuple[frozenset[str], ...]) -> frozenset[str]:
    """What is asked back or too much, and told as that, was deducted."""
    return have | {_TAKEN} if any(roles & have & _PART for roles in told) else have
