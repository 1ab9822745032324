"""Other figures of the brief of which the words by a figure of a sentence could be said as well."""

from __future__ import annotations

from collections.abc import Sequence

from cases.letters.brief import FactKind
from cases.letters.verifier.checks.missing_roles import of_item
from cases.letters.verifier.gist.made import Made
from cases.letters.verifier.gist.pieces import Bit, is_kind
from cases.letters.verifier.pieces import Day, Figure


class Rivals(Made):
    """A sentence whose figures have to be told from all that they could be instead."""

    def _rival(self, spot: Figure | Day, told: Sequence[Bit], whole: Figure | Day | None = None) -> str:
        """Another figure of the brief of which the same words could be said; no part is as much as its whole."""
        most = max(whole.values) if isinstance(whole, Figure) else None
        own = spot.days if isinstance(spot, Day) else spot.values
        names = {g.fact.name for g in self.look.cited.grounds if self._has(g, spot)}
        names |= frozenset().union(*(kin for kin in self.words.kin if kin & names))
        is_named = not self.lexicon.unspaced and any(all(name in c.tags for c in told) for name in names)
        unnamed = self._unnamed(spot)
        for g in self.look.known.grounds.values():
            if (
                (g.fact.name in names and not (unnamed and g.fact.about not in unnamed))
                or g.fact.kind is FactKind.STATEMENT
                or (is_named and not all(g.fact.name in c.tags for c in told))
            ):
                # what goes by its own name is not taken for what is only told alike
                continue
            if isinstance(spot, Figure) and self._is_line_of(g, names, spot):
                continue
            if isinstance(spot, Day):
                theirs = [d.roles for d in g.days if not d.days & own]
            else:
                others = [f for f in g.figures if not f.values & own and is_kind(spot, f) and (most is None or min(f.values) < most)]
                theirs = [f.roles for f in others if of_item(self.look, spot, g) and not self._is_of_one(f, spot)]
            if any(all(c.tags & (roles | {g.fact.name}) for c in told) for roles in theirs):
                return g.fact.name
        return ""

    def _unnamed(self, spot: Figure | Day) -> frozenset[str]:
        """What an amount is of by its facts where the sentence names none of that: `1,500.40 open in all`, which is open of one claim."""
        if isinstance(spot, Day) or not spot.currencies:
            return frozenset()
        of = frozenset(g.fact.about for g in self.look.cited.grounds if self._has(g, spot))
        return frozenset() if "" in of or of & {*self.look.reading.literals} else of
