"""Every day equals a cited fact, in the role that the sentence gives it."""

from __future__ import annotations

from collections.abc import Iterator

from cases.letters.verifier.look import Look, said
from cases.letters.verifier.verdict import Remark


def days(look: Look) -> Iterator[Remark]:
    """A day that no cited fact has is refused, in whatever form it is written; one that can be two days must be one of them."""
    for day in look.reading.days:
        if not day.days:
            yield look.remark("days", f"{day.text} is no day of the calendar", day.text)
            continue
        found = [(g, d) for g in look.cited.grounds for d in g.days if d.days & day.days]
        if not found:
            elsewhere = [g.fact for g in look.known.grounds.values() if any(d.days & day.days for d in g.days)]
            hint = f"; {said(elsewhere[0])} has it: cite it" if elsewhere else ""
            yield look.remark("days", f"{day.text} is in none of the cited facts{hint}", day.text, facts=[f.number for f in elsewhere[:3]])
            continue
        if day.roles and not any(day.roles & d.roles for _, d in found):
            other = next((g.fact for g in look.cited.grounds for d in g.days if d.roles & day.roles), None)
            if other is not None:
                names = " and ".join(sorted(r.replace("_", " ") for r in day.roles))
                yield look.remark(
                    "days", f"{day.text} is given as {names}, but {said(other)} says otherwise", day.text, other.value, [other.number]
                )
