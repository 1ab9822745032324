"""Pages, rows and exhibits are those of the cited facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cases.letters.brief import FactKind, Place
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity


def places(look: Look) -> Iterator[Remark]:
    """A page, row or exhibit that no cited fact stands on is refused; a stretch of rows begins and ends where the cited ones do.

    Where spots of evidence are cited, it is theirs that count: the number of a paper may stand on its first page.
    """
    if look.is_list_of_attachments:
        return
    spots = [p for f in look.cited.facts if f.name == "evidence" for p in f.places]
    named = next((found for those in (spots, look.cited.places) if (found := _named(look, those))), list(look.cited.places))
    stands = {"page": {p.page for p in named}, "exhibit": {p.exhibit for p in named}, "row": _rows(named)}
    for unit, known in stands.items():
        told = [int(v) for f in look.reading.figures if f.unit == unit for v in f.values if v == v.to_integral_value()]
        for number in told:
            if number not in known:
                right = ", ".join(map(str, sorted(n for n in known if n is not None))) or "none"
                # "有3行存在争议": as many lines as a cited fact counts
                counts = any(f.kind is FactKind.COUNT and f.amount == number for f in look.cited.facts)
                if counts and look.lexicon.unspaced and not any(_is_numbered(look, f) for f in look.reading.figures if number in f.values):
                    continue
                severity = Severity.UNVERIFIABLE if counts else Severity.OBJECTION
                message = f"{unit} {number} is not where the cited facts stand ({unit} {right})"
                yield look.remark("places", message, str(number), right, severity=severity)
        rows = sorted(n for n in known if n is not None)
        if unit == "row" and len(told) > 1 and rows and all(n in known for n in told) and (min(told), max(told)) != (rows[0], rows[-1]):
            yield look.remark(
                "places",
                f"the cited facts stand on rows {rows[0]} to {rows[-1]}",
                f"{min(told)} to {max(told)}",
                f"{rows[0]} to {rows[-1]}",
            )


def _is_numbered(look: Look, figure: Figure) -> bool:
    """`第3行`: a word before the number says which row it is; `3行` are so many."""
    return figure.at > 0 and look.reading.small[figure.at - 1] in look.lexicon.numbering


def _named(look: Look, those: Iterable[Place]) -> list[Place]:
    return [p for p in those if fold(p.name) in look.reading.literals]


def _rows(places_: list[Place]) -> set[int | None]:
    return {row for p in places_ if p.row is not None for row in range(p.row, (p.last_row or p.row) + 1)}
