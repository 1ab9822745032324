"""What a sentence states beside its figures, held against what the cited facts say, or by their figures."""

from __future__ import annotations

from typing import Final

from cases.letters.verifier.gist.derived import derived_from
from cases.letters.verifier.gist.pieces import Bit
from cases.letters.verifier.gist.rivals import Rivals

_WHOLE: Final = "whole"
_NOTED_LEFT: Final = "noted_left"
_NOTED: Final = frozenset({"noted", "cartons_short", "noted_units"})


class Stated(Rivals):
    """A sentence whose states are held against its facts."""

    def _is_stated(self, clue: Bit) -> bool:
        """Whether the cited facts say it, in words or by their figures."""
        positive = not clue.name.startswith("-")
        names = clue.name.lstrip("+-").split("|")
        if _NOTED_LEFT in names and not self._leaves_noted_out(clue):
            return False
        derived = derived_from(self.look) if positive else frozenset[str]()
        if names == [_WHOLE] and self.is_all_asked(clue):
            return True
        return any(self.look.cited.says(n, positive=positive) or n in derived for n in names)

    def _leaves_noted_out(self, clue: Bit) -> bool:
        """`davon 3 als fehlend vermerkt; das bestreiten wir nicht`: what is left out is what is noted missing, and we are who leaves it."""
        before = [self.figures[at] for at in sorted(self.figures) if at < clue.start]
        is_noted = not before or not self._tags(before[-1]).isdisjoint(_NOTED)
        return is_noted and (not self.words.ours or not self.words.ours.isdisjoint(self.text.small))
