"""The terms of a rebate: which mechanism its sentences describe, with what tiers, on what base, within which bounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from extractors.papers.draft import Draft
from extractors.papers.passages import Passage, Sentence
from extractors.papers.term_values import (
    Band,
    Term,
    TermKind,
    amounts_in,
    bands_in,
    groups_in,
    items_in,
    percents_in,
    terms_in,
)
from extractors.papers.values import find_identifier
from facts.documents import Field, Value

_NUMBER_WORDS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "eine": 1, "zwei": 2, "drei": 3, "vier": 4, "deux": 2, "trois": 3, "quatre": 4,
    "dos": 2, "tres": 3, "cuatro": 4, "due": 2, "tre": 3, "quattro": 4,
}  # fmt: skip


def read_rebate_terms(draft: Draft, passage: Passage) -> None:
    """Fills mechanism, tiers, base and bounds. What no sentence settles stays absent: nothing is assumed."""
    for mechanism in _MECHANISMS:
        if mechanism(draft, passage):
            break
    _base(draft, passage)
    _bounds(draft, passage)
    _claims(draft, passage)
    _others(draft, passage)


def _put(draft: Draft, passage: Passage, name: str, value: Value, start: int, end: int, *, doubt: bool = False) -> None:
    draft.put(name, passage.spot(value, start, end, doubt=doubt))


def _cell(passage: Passage, value: Value, term: Term) -> Field:
    return passage.spot(value, term.start, term.end).field()


def _mechanism(draft: Draft, passage: Passage, sentence: Sentence, name: str, cue: str, measure: str = "value") -> None:
    """Notes the mechanism at the words that say so, and the period where the same sentence states it."""
    found = sentence.found(cue)
    if found is None:
        return
    start, end = sentence.start + found.start(), sentence.start + found.end()
    _put(draft, passage, "mechanism", name, start, end)
    draft.derive("measure", measure, draft.fields["mechanism"])
    for period in ("term", "quarter", "month", "year"):
        said = sentence.found(f"period_{period}")
        if said is not None:
            _put(draft, passage, "period", period, sentence.start + said.start(), sentence.start + said.end())
            return


def _cross_sell(draft: Draft, passage: Passage) -> bool:
    for sentence in passage.saying("groups"):
        terms = terms_in(passage, sentence, draft.paper.region)
        names, start, end = groups_in(passage, sentence)
        rates, minimums = percents_in(terms), amounts_in(terms)
        if len(names) < 2 or not rates or not minimums:
            continue
        _mechanism(draft, passage, sentence, "cross_sell", "groups")
        _put(draft, passage, "required_groups", names, start, end)
        some = sentence.found("some_groups")
        if some is not None:
            said = next((g for g in some.groupdict().values() if g), "")
            if count := _NUMBER_WORDS.get(said) or (int(said) if said.isdigit() else 0):
                _put(draft, passage, "required_group_count", count, sentence.start + some.start(), sentence.start + some.end())
        draft.lines.append({"from": _cell(passage, minimums[0].plain, minimums[0]), "rate": _cell(passage, rates[0].plain, rates[0])})
        return True
    return False


def _logistics(draft: Draft, passage: Passage) -> bool:
    for sentence in passage.saying("full_load"):
        terms = terms_in(passage, sentence, draft.paper.region)
        rates = percents_in(terms)
        sizes = [t for t in terms if t.kind is TermKind.COUNT and t.value == t.value.to_integral_value() and t.value > 1]
        if not rates or not sizes:
            continue
        _mechanism(draft, passage, sentence, "logistics", "full_load")
        _put(draft, passage, "pallet_quantity", int(sizes[0].value), sizes[0].start, sizes[0].end, doubt=len(sizes) > 1)
        if (by := sentence.found("by_pallet")) is not None:
            _put(draft, passage, "fullness", "full_pallets", sentence.start + by.start(), sentence.start + by.end())
        draft.lines.append({"rate": _cell(passage, rates[0].plain, rates[0])})
        return True
    return False


def _upsell(draft: Draft, passage: Passage) -> bool:
    """Two percentages beside a list of items: the one that is paid, and the share that the items must reach."""
    for sentence, end in _stretches(passage, "premium"):
        stretch = Sentence(sentence.start, end, passage.folded[sentence.start : end])
        items = items_in(passage, stretch)
        percents = percents_in(terms_in(passage, stretch, draft.paper.region))
        if not items or len(percents) < 2:
            continue
        share = _share(passage, percents)
        rate = next(p for p in percents if p is not share)
        _mechanism(draft, passage, stretch, "upsell", "premium")
        _put(draft, passage, "premium_skus", [i[0] for i in items], items[0][1], items[-1][2])
        draft.lines.append({"from": _cell(passage, share.plain, share), "rate": _cell(passage, rate.plain, rate)})
        return True
    return False


def _stretches(passage: Passage, cue: str) -> Iterator[tuple[Sentence, int]]:
    """Sentences with a cue, each alone and then with the one that follows."""
    for place, sentence in enumerate(passage.sentences):
        if sentence.found(cue):
            yield sentence, sentence.end
            if place + 1 < len(passage.sentences):
                yield sentence, passage.sentences[place + 1].end


_OF_THE_WHOLE: Final = re.compile(r"\s*[%％]?\s*(?:(?:or\s+more|oder\s+mehr)\s+)?(?:of|de[rsl]?|du|del|des|von|d[ei]l?la?)\b")
_ASKED: Final = re.compile(
    r"(?:at\s+least|share\s+of|reach|mindestens|au\s+moins|al\s+menos|almeno|至少|达到?|不低于|占[^%]{0,12})\s*(?:a\s+)?$"
)


def _share(passage: Passage, percents: list[Term]) -> Term:
    """The percentage that is asked for: `at least 30 %`, `30 % of the base`; else the larger one."""
    asked = [p for p in percents if _ASKED.search(passage.folded[max(0, p.start - 24) : p.start])]
    of = [p for p in percents if _OF_THE_WHOLE.match(passage.folded[p.end : p.end + 24])]
    for found in (asked, of):
        if len(found) == 1:
            return found[0]
    return max(percents, key=lambda p: p.value)


def _growth(draft: Draft, passage: Passage) -> bool:
    for sentence in passage.saying("growth"):
        terms = terms_in(passage, sentence, draft.paper.region)
        baselines = amounts_in(terms)
        bands = _bands_after(draft, passage, sentence, start=baselines[0].end) if baselines else []
        if not bands:
            continue
        _mechanism(draft, passage, sentence, "growth", "growth")
        _put(draft, passage, "baseline", baselines[0].plain, baselines[0].start, baselines[0].end)
        only = sentence.found("increase_only")
        on = only or sentence.found("retroactive")
        if on is not None:
            _put(draft, passage, "growth_on", "increase" if only else "base", sentence.start + on.start(), sentence.start + on.end())
        _tiers(draft, passage, bands)
        return True
    return False


def _per_unit(draft: Draft, passage: Passage) -> bool:
    for sentence in passage.saying("per_unit"):
        terms = terms_in(passage, sentence, draft.paper.region)
        money = [t for t in terms if t.kind is TermKind.MONEY]
        if len(money) != 1 or percents_in(terms) or sentence.found("not_paid"):
            continue
        _mechanism(draft, passage, sentence, "per_unit", "per_unit", "quantity")
        draft.lines.append({"amount": _cell(passage, money[0].plain, money[0])})
        return True
    return False


def _fixed(draft: Draft, passage: Passage) -> bool:
    """A lump with the amount that the base must reach: the one said beside the base, in the same sentence or the next."""
    for sentence, end in _stretches(passage, "lump"):
        stretch = Sentence(sentence.start, end, passage.folded[sentence.start : end])
        terms = terms_in(passage, stretch, draft.paper.region)
        amounts = amounts_in(terms)
        if len(amounts) != 2 or percents_in(terms):
            continue
        lump = _beside(passage, amounts, stretch, "lump")
        asked = next(a for a in amounts if a is not lump)
        _mechanism(draft, passage, stretch, "fixed", "lump")
        draft.lines.append({"from": _cell(passage, asked.plain, asked), "amount": _cell(passage, lump.plain, lump)})
        return True
    return False


def _beside(passage: Passage, amounts: list[Term], stretch: Sentence, cue: str) -> Term:
    """The amount that stands nearest to a cue."""
    del passage
    found = stretch.found(cue)
    at = stretch.start + found.end() if found else stretch.start
    return min(amounts, key=lambda a: abs(a.start - at))


def _tiered(draft: Draft, passage: Passage) -> bool:
    """Tiers without growth: part by part or back to unit one, as the sentences around them say."""
    for name in ("incremental", "retroactive"):
        for sentence in passage.saying(name):
            bands = _bands_after(draft, passage, sentence) or _bands_before(draft, passage, sentence)
            if not bands:
                continue
            counted = all(b.start is not None and b.start.kind is TermKind.COUNT and b.start.value for b in bands)
            _mechanism(draft, passage, sentence, name, name, "quantity" if counted and _counts_units(passage, bands) else "value")
            if "period" not in draft.fields:
                _period_near(draft, passage, sentence)
            _tiers(draft, passage, bands)
            return True
    return False


def _period_near(draft: Draft, passage: Passage, sentence: Sentence) -> None:
    """The period where the sentence after says it: `the rebate of the contract term is the sum of the tiers`."""
    at = passage.sentences.index(sentence)
    for near in passage.sentences[at + 1 : at + 2]:
        for period in ("term", "quarter", "month", "year"):
            said = near.found(f"period_{period}")
            if said is not None and near.found("rebate_word"):
                _put(draft, passage, "period", period, near.start + said.start(), near.start + said.end())
                return


_UNITS: Final = re.compile(
    r"\s*(?:units?|pieces?|pcs|cases?|cartons?|stuck|einheiten|kartons?|unites?|pieces?|unidades|cajas|unita|pezzi|件|台|箱|个|套)\b"
)


def _counts_units(passage: Passage, bands: list[Band]) -> bool:
    return any(b.start is not None and _UNITS.match(passage.folded[b.start.end : b.start.end + 12]) for b in bands)


def _bands_after(draft: Draft, passage: Passage, sentence: Sentence, *, start: int | None = None) -> list[Band]:
    """Tiers in the sentence itself, from `start` on, or in the few that follow."""
    begin = sentence.start if start is None else start
    at = passage.sentences.index(sentence)
    for last in range(at, min(at + 4, len(passage.sentences))):
        bands = bands_in(passage, begin, passage.sentences[last].end, draft.paper.region)
        after = bands_in(passage, begin, passage.sentences[min(last + 3, len(passage.sentences) - 1)].end, draft.paper.region)
        if bands:
            return after if len(after) > len(bands) else bands
    return []


def _bands_before(draft: Draft, passage: Passage, sentence: Sentence) -> list[Band]:
    """Tiers in the sentences just before: `The following rates apply: … They hold for the whole base.`."""
    at = passage.sentences.index(sentence)
    start = passage.sentences[max(0, at - 4)].start
    return bands_in(passage, start, sentence.end, draft.paper.region)


def _tiers(draft: Draft, passage: Passage, bands: list[Band]) -> None:
    for band in bands:
        cells: dict[str, Field] = {}
        if band.start is not None:
            cells["from"] = _cell(passage, band.start.plain, band.start)
        if band.end is not None:
            cells["to"] = _cell(passage, band.end.plain, band.end)
        cells["rate" if band.pays.kind is TermKind.PERCENT else "amount"] = _cell(passage, band.pays.plain, band.pays)
        draft.lines.append(cells)


def _base(draft: Draft, passage: Passage) -> None:
    """Net or gross, where a sentence defines the base."""
    if draft.value("measure") == "quantity":
        return
    for sentence in passage.saying("base_word"):
        defines = re.search(
            r"means|is\s+the|bedeutet|bezeichnet|ist\s+der|signifie|designe|s'entend|significa|se\s+entiende|si\s+intende|指",
            sentence.folded,
        )
        if not defines:
            continue
        gross = sentence.found("gross")
        net = re.search(r"\bnet\w*|\bnett\w*|\bnet[oa]s?\b|净", sentence.folded)
        found = gross if gross is not None and (net is None or gross.start() < net.start()) else net
        if found is not None:
            name = "gross" if found is gross else "net"
            _put(draft, passage, "basis", name, sentence.start + found.start(), sentence.start + found.end())
            return


def _bounds(draft: Draft, passage: Passage) -> None:
    """Cap, floor and minimum payout: sentences about the rebate with one amount and no percentage."""
    for sentence in passage.sentences:
        terms = terms_in(passage, sentence, draft.paper.region)
        amounts = [t for t in amounts_in(terms) if not _is_taken(draft, passage, t)]
        if len(amounts) != 1 or percents_in(terms) or not sentence.found("rebate_word"):
            continue
        amount = amounts[0]
        if sentence.found("not_paid") and sentence.found("under"):
            _put(draft, passage, "minimum_payout", amount.plain, amount.start, amount.end)
            if (carried := sentence.found("carried")) is not None:
                _put(draft, passage, "below_minimum", "carried", sentence.start + carried.start(), sentence.start + carried.end())
        elif sentence.found("cap"):
            _put(draft, passage, "cap", amount.plain, amount.start, amount.end)
        elif sentence.found("floor"):
            _put(draft, passage, "floor", amount.plain, amount.start, amount.end)


def _is_taken(draft: Draft, passage: Passage, term: Term) -> bool:
    """True where a number is a tier's or the baseline already."""
    spot = passage.spot(term.plain, term.start, term.end).field()
    fields = [f for line in draft.lines for f in line.values()] + [f for n, f in draft.fields.items() if n == "baseline"]
    return any(f.box == spot.box and f.page == spot.page for f in fields)


_DAYS: Final = re.compile(
    r"(\d{1,3})\s*(?:\([^)]{1,20}\)\s*)?(?:calendar\s+|business\s+|working\s+|kalender|werk)?\s*(?=个|days?|tage|jours?|dias|giorni|工作日|日|天)"
)


def _claims(draft: Draft, passage: Passage) -> None:
    """Until when claims may be filed, and when returns count."""
    for sentence in passage.saying("claim", "days"):
        found = _DAYS.search(sentence.folded)
        if found is not None and (
            sentence.found("lapse") or sentence.found("rebate_word") or re.search(r"claims?|申报|antrag", sentence.folded)
        ):
            start = sentence.start + found.start(1)
            _put(draft, passage, "claim_deadline_days", int(found[1]), start, start + len(found[1]))
            break
    for sentence in passage.saying("returns"):
        for name, cue in (("term_of_sale", "sale_term"), ("term_of_return", "return_term")):
            said = sentence.found(cue)
            if said is not None:
                _put(draft, passage, "returns_count_in", name, sentence.start + said.start(), sentence.start + said.end())


def _others(draft: Draft, passage: Passage) -> None:
    """Agreements whose rebate comes off this one's base."""
    own = draft.value("agreement_number")
    for sentence in passage.saying("reduced_by"):
        part = passage.part(sentence)
        at = 0
        numbers: list[tuple[str, int, int]] = []
        while (number := find_identifier(part, at, digits=3, length=5)) is not None:
            at = number.end
            if number.value != own:
                numbers.append((str(number.value), sentence.start + number.start, sentence.start + number.end))
        if numbers:
            _put(draft, passage, "net_of_agreements", [n[0] for n in numbers], numbers[0][1], numbers[-1][2])


_MECHANISMS: Final[tuple[Callable[[Draft, Passage], bool], ...]] = (_growth, _cross_sell, _logistics, _upsell, _fixed, _per_unit, _tiered)
