"""What a sentence states beside its figures, held against what the cited facts say, or by their figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cases.letters.verifier.gist.derived import derived_from
from cases.letters.verifier.gist.pieces import Bit
from cases.letters.verifier.gist.rivals import Rivals

_WHOLE: Final = "whole"
_AS_MANY: Final = "as_many"
_ALL_ASKED: Final = "all_asked"
_BILLED: Final = frozenset({"invoiced"})
_DISPUTED: Final = frozenset({"disputed_units", "disputable", "contestable", "sku_count", "lines"})
_NOTED_LEFT: Final = "noted_left"


class Stated(Rivals):
    """A sentence whose states are held against its facts."""

    def _is_stated(self, clue: Bit) -> bool:
        """Whether the cited facts say it, in words or by their figures."""
        positive = not clue.name.startswith("-")
        names = clue.name.lstrip("+-").split("|")
        if _NOTED_LEFT in names and not self._we_leave_it_out():
            return False
        if not self._is_of_its_figure(names, clue):
            return False
        derived = derived_from(self.look) if positive else frozenset[str]()
        if names == [_WHOLE] and self.is_all_asked(clue):
            return True
        return any(self.look.cited.says(n, positive=positive) or n in derived for n in names)

    def _is_of_its_figure(self, names: Sequence[str], clue: Bit) -> bool:
        """`we billed as many`, `all of which we dispute`: of the figure told right before, which has to be what was billed, or disputed."""
        before = next((self.figures[at] for at in sorted(self.figures, reverse=True) if at < clue.start), None)
        if before is None or (_AS_MANY not in names and _ALL_ASKED not in names):
            return True
        tags = self._tags(before)
        if _AS_MANY in names:
            return not tags.isdisjoint(_BILLED)
        return self.look.situation.asked in before.values if before.currencies else not tags.isdisjoint(_DISPUTED)

    def _we_leave_it_out(self) -> bool:
        """`davon 3 als fehlend vermerkt; das bestreiten wir nicht`: we are who leaves it, where a language tells sides."""
        return not self.words.ours or not self.words.ours.isdisjoint(self.text.small)
