"""What is worked out in the gist of a sentence: a count times what one of it holds or costs, a share of an amount."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.checks.figures import matches
from cases.letters.verifier.gist.cutting import Cut
from cases.letters.verifier.gist.pieces import Piece, alike
from cases.letters.verifier.gist.words import PLAIN, SOFT
from cases.letters.verifier.pieces import Figure
from facts.money import round_half_up

_OF_ONE: Final = frozenset({"case_pack", "per_unit", "unit_cost", "cost"})
_DIFFERENCE: Final = "difference"
_PERCENT: Final = "percent"
_HUNDRED: Final = Decimal(100)


def worked_out(cut: Cut, pieces: Sequence[Piece]) -> frozenset[int]:
    """The figures that others come to, by what the words and the cited facts have them for; only where no space parts words."""
    if not cut.words.modifiers_ahead:
        return frozenset()
    figures = [s for p in pieces for s in p.spots if isinstance(s, Figure)]
    results = [s for p in pieces for s in _results(cut, p)]
    found = {id(r) for r in results for a, b in _pairs(figures[: figures.index(r)]) if _comes_to(cut, a, b, r)}
    found |= {id(r) for r in results for a, p in _pairs(figures[: figures.index(r)]) if _is_share(a, p, r)}
    found |= {id(r) for r in results for a in figures[: figures.index(r)] if _comes_to_by_cited(cut, a, r)}
    found |= {id(s) for a, b, c in zip(figures, figures[1:], figures[2:], strict=False) if _leaves(cut, pieces, a, b, c) for s in (a, b)}
    found |= _sums(figures) | _gaps(figures) | _reduced(cut, pieces, figures)
    found |= {id(b) for share in cut.shares for a, b in _shared(cut, figures, share)}
    shares = zip(figures, figures[1:], figures[2:], strict=False)
    return frozenset(found | {id(a) for a, b, p in shares if p.unit == _PERCENT and b.currencies and _is(a, _times(b, p) / _HUNDRED)})


def _results(cut: Cut, piece: Piece) -> Iterator[Figure]:
    """Figures right behind a word of a result: `就是432件`, `为 USD 40.70`."""
    for place, bit in enumerate(piece.bits):
        figure = cut.figures.get(bit.start)
        before = next((b for b in reversed(piece.bits[:place]) if b.kind not in {PLAIN, "currency"}), None)
        yields = before.kind == SOFT or cut.text.said(before.start, before.end) in cut.lexicon.yields if before is not None else False
        if figure is not None and (yields or (before is None and piece.lead in cut.lexicon.yields)):
            yield figure


def _pairs(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    yield from ((a, b) for place, a in enumerate(figures) for b in figures[place + 1 :])


def _comes_to(cut: Cut, one: Figure, other: Figure, result: Figure) -> bool:
    """A count and what one of it holds or costs make so many, or so much."""
    for price, count in ((one, other), (other, one)):
        of_one = any(f.roles & _OF_ONE for _, f in matches(cut.look, price, values_alone=False))
        counted = not count.currencies and count.unit not in {"", _PERCENT}
        fits = bool(price.currencies) == bool(result.currencies) and (bool(price.currencies) or price.unit == result.unit)
        if of_one and counted and fits and _is(result, _times(price, count)):
            return True
    return False


def _comes_to_by_cited(cut: Cut, price: Figure, result: Figure) -> bool:
    """`每件1.87，合计366.52`: by a count that a cited fact has and the sentence does not name."""
    if not price.currencies or not result.currencies or not any(f.roles & _OF_ONE for _, f in matches(cut.look, price, values_alone=False)):
        return False
    counts = [f.amount for f in cut.look.cited.facts if f.kind is FactKind.COUNT and f.amount is not None]
    return any(_is(result, max(price.values) * count) for count in counts)


def _is_share(whole: Figure, percent: Figure, result: Figure) -> bool:
    """`113,300的5%，即5,665.00`."""
    return percent.unit == _PERCENT and alike(whole, result) and _is(result, _times(whole, percent) / _HUNDRED)


def _leaves(cut: Cut, pieces: Sequence[Piece], whole: Figure, part: Figure, rest: Figure) -> bool:
    """`746.76减去366.52，差额为380.24`: a subtraction in words that comes out, of three figures of a kind."""
    taken_off = any(p.lead in cut.words.takes_off and any(s is part for s in p.spots) for p in pieces)
    beside = any(p.lead in cut.words.apart and any(s is part for s in p.spots) for p in pieces)
    apart = any(_DIFFERENCE in c.tags and any(s is rest for s in p.spots) for p in pieces for c in p.clues)
    return (
        (taken_off or (beside and apart))
        and alike(whole, part)
        and alike(part, rest)
        and any(a - b in rest.values for a in whole.values for b in part.values)
    )


def _sums(figures: Sequence[Figure]) -> set[int]:
    """`多收的384.69由基数影响128.02和费率影响256.67组成`: the whole, which no other of the three can be."""
    found: set[int] = set()
    for three in zip(figures, figures[1:], figures[2:], strict=False):
        for whole, one, other in (three, (three[2], three[0], three[1])):
            is_sum = alike(whole, one) and alike(whole, other) and max(one.values) + max(other.values) in whole.values
            found |= {id(whole)} if is_sum and min(one.values) > 0 < min(other.values) else set()
    return found


def _gaps(figures: Sequence[Figure]) -> set[int]:
    """`549.91是433件在33.68与32.41之间的差额`: two prices whose difference, so many times, is what is told ahead; the larger goes first."""
    return {
        id(price)
        for total, count, one, other in zip(figures, figures[1:], figures[2:], figures[3:], strict=False)
        if total.currencies and one.currencies and other.currencies and not count.currencies and count.unit != _PERCENT
        if max(one.values) > max(other.values) and _is(total, (max(one.values) - max(other.values)) * max(count.values))
        for price in (one, other)
    }


def _reduced(cut: Cut, pieces: Sequence[Piece], figures: Sequence[Figure]) -> set[int]:
    """`9.68减去3%的折扣，得9.39`, `9.39等于9.68减去3%`: a price less a share of it."""
    taken_off = {id(s) for p in pieces if p.lead in cut.words.takes_off for s in p.spots}
    found: set[int] = set()
    for three in zip(figures, figures[1:], figures[2:], strict=False):
        for whole, share, rest in (three, (three[1], three[2], three[0])):
            left = share.unit == _PERCENT and id(share) in taken_off and alike(whole, rest) and whole.currencies
            if left and max(whole.values) > max(rest.values) and _is(rest, max(whole.values) * (_HUNDRED - max(share.values)) / _HUNDRED):
                found |= {id(whole), id(rest)}
    return found


def unshared(cut: Cut, pieces: Sequence[Piece]) -> bool:
    """Whether a share in words, `一半`, is that of no amount of the sentence in another."""
    figures = [s for p in pieces for s in p.spots if isinstance(s, Figure)]
    return not all(any(True for _ in _shared(cut, figures, at)) for at in cut.shares)


def _shared(cut: Cut, figures: Sequence[Figure], at: int) -> Iterator[tuple[Figure, Figure]]:
    """`未结的22,628.40的一半为11,314.20`: the amount right before a share in words, and the one that it comes to."""
    whole = next((f for f in reversed(figures) if f.currencies and cut.text.place(f) < at), None)
    if whole is not None:
        part = _HUNDRED * cut.shares[at] * max(whole.values) / _HUNDRED
        yield from ((whole, f) for f in figures if f is not whole and alike(whole, f) and _is(f, part))


def _times(one: Figure, other: Figure) -> Decimal:
    return max(one.values) * max(other.values)


def _is(figure: Figure, value: Decimal) -> bool:
    """Whether it is as much, rounded as the trade does to the last place that it is written with."""
    return any(round_half_up(value, -int(v.as_tuple().exponent)) == v for v in figure.values)
