"""Pages, rows and exhibits are those of the cited facts."""

from __future__ import annotations

from collections.abc import Iterator

from cases.brief import Place
from cases.verifier.look import Look
from cases.verifier.tokens import fold
from cases.verifier.verdict import Remark


def places(look: Look) -> Iterator[Remark]:
    """A page, row or exhibit that no cited fact stands on is refused; a stretch of rows begins and ends where the cited ones do."""
    if look.is_list_of_attachments:
        return
    named = [p for p in look.cited.places if fold(p.name) in look.reading.literals] or list(look.cited.places)
    stands = {"page": {p.page for p in named}, "exhibit": {p.exhibit for p in named}, "row": _rows(named)}
    for unit, known in stands.items():
        told = [int(v) for f in look.reading.figures if f.unit == unit for v in f.values if v == v.to_integral_value()]
        for number in told:
            if number not in known:
                right = ", ".join(map(str, sorted(n for n in known if n is not None))) or "none"
                yield look.remark("places", f"{unit} {number} is not where the cited facts stand ({unit} {right})", str(number), right)
        rows = sorted(n for n in known if n is not None)
        if unit == "row" and len(told) > 1 and rows and all(n in known for n in told) and (min(told), max(told)) != (rows[0], rows[-1]):
            yield look.remark(
                "places",
                f"the cited facts stand on rows {rows[0]} to {rows[-1]}",
                f"{min(told)} to {max(told)}",
                f"{rows[0]} to {rows[-1]}",
            )


def _rows(places_: list[Place]) -> set[int | None]:
    return {row for p in places_ if p.row is not None for row in range(p.row, (p.last_row or p.row) + 1)}
