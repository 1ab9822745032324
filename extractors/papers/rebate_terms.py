"""The terms of a rebate: which mechanism its sentences describe, with what tiers, for which period."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from extractors.papers.draft import Draft
from extractors.papers.paper import Paper
from extractors.papers.passages import Passage, Sentence
from extractors.papers.rate_columns import date_columns, lines_of_columns, rate_columns
from extractors.papers.rebate_bounds import read_rebate_bounds
from extractors.papers.rebate_parts import PERIODS, bounds_of_one_part, put_parts
from extractors.papers.term_values import Term, TermKind, amounts_in, groups_in, items_in, percents_in, small_number, terms_in
from extractors.papers.tiers import Band, bands_in
from extractors.papers.vocabulary import cue
from facts.documents import Field, Value
from facts.evidence import Box


def read_rebate_terms(draft: Draft, passage: Passage) -> None:
    """Fills mechanism, tiers, base and bounds. What no sentence settles stays absent: nothing is assumed."""
    found = _rebates(draft.paper, passage)
    parts = len(found) > 1 and put_parts(draft, passage, found)
    if not parts:
        for other in found[:1]:
            draft.fields |= other.fields
            draft.lines.extend(other.lines)
            draft.problems.extend(other.problems)
        if len(found) > 1:
            _for_a_person(draft, found[1])
        _period(draft, passage)
    _other_tiers(draft, passage)
    read_rebate_bounds(draft, passage)
    bounds_of_one_part(draft, passage)
    date_columns(draft)


def _rebates(paper: Paper, passage: Passage) -> list[Draft]:
    """What each mechanism finds in the contract, the likelier ones first; one that reads the same figures once more finds nothing new."""
    found: list[Draft] = []
    taken: set[tuple[int | None, Box | None]] = set()
    for mechanism in _MECHANISMS:
        other = Draft(paper)
        if not mechanism(other, passage):
            continue
        own = {(f.page, f.box) for line in other.lines for f in line.values()}
        if not found or not own & taken:
            found.append(other)
            taken |= own
    return found


def _for_a_person(draft: Draft, other: Draft) -> None:
    """A contract that pays in a second way as well is for a person: whether caps and periods are for one or for both nobody has settled."""
    draft.fields["mechanism"] = replace(draft.fields["mechanism"], review=True)
    draft.lines[:] = [{name: replace(found, review=True) for name, found in line.items()} for line in draft.lines]
    draft.problems.append(f"the contract also pays by another mechanism: {other.value('mechanism')}")


def _other_tiers(draft: Draft, passage: Passage) -> None:
    """A contract with a second list of tiers grants a second rebate: what was read is not all of it, so a person should look."""
    if "mechanism" not in draft.fields:
        return
    taken = {
        (str(f.value) if (f := line.get("from")) else "", str(line[n].value))
        for line in draft.lines
        for n in ("rate", "amount")
        if n in line
    }
    for begin, end in pairwise((*passage.clauses, len(passage.text))):
        bands = bands_in(passage, begin, end, draft.paper.region)
        told = {(b.start.plain if b.start else "", b.pays.plain) for b in bands}
        if len(bands) > 1 and not told & taken:
            draft.fields["mechanism"] = replace(draft.fields["mechanism"], review=True)
            draft.problems.append("the contract has tiers of another rebate beside those that were read")
            return


def _put(draft: Draft, passage: Passage, name: str, value: Value, start: int, end: int, *, doubt: bool = False) -> None:
    draft.put(name, passage.spot(value, start, end, doubt=doubt))


def _cell(passage: Passage, value: Value, term: Term) -> Field:
    return passage.spot(value, term.start, term.end).field()


def _mechanism(
    draft: Draft, passage: Passage, sentence: Sentence, name: str, cue_name: str, measure: str = "value", *, doubt: bool = False
) -> None:
    """Notes the mechanism at the words that say so."""
    found = sentence.found(cue_name)
    start, end = (sentence.start + found.start(), sentence.start + found.end()) if found else (sentence.start, sentence.end)
    _put(draft, passage, "mechanism", name, start, end, doubt=doubt)
    draft.derive("measure", measure, draft.fields["mechanism"])


def _matters(passage: Passage, *cues: str) -> Iterator[Sentence]:
    """The sentences with the cues that are about the rebate, not about paying invoices or ending the contract."""
    return (s for s in passage.saying(*cues) if not s.found("payment_word") and not s.found("notice_word") and not on_invoice(passage, s))


def on_invoice(passage: Passage, sentence: Sentence) -> bool:
    """Whether a sentence stands in a clause that by its heading is about discounts on the invoice: they are no rebate."""
    heading = passage.heading_of(sentence)
    return heading is not None and heading.found("on_invoice") is not None


def _cross_sell(draft: Draft, passage: Passage) -> bool:
    for sentence in _matters(passage, "groups"):
        terms = terms_in(passage, sentence, draft.paper.region)
        names, start, end = groups_in(passage, sentence)
        rates, minimums = percents_in(terms), amounts_in(terms)
        if len(names) < 2 or len(rates) != 1 or len(minimums) != 1:
            continue
        _mechanism(draft, passage, sentence, "cross_sell", "groups")
        _put(draft, passage, "required_groups", names, start, end)
        some = sentence.found("some_groups")
        if some is not None:
            said = next((g for g in some.groupdict().values() if g), "")
            if count := small_number(said):
                _put(draft, passage, "required_group_count", count, sentence.start + some.start(), sentence.start + some.end())
        draft.lines.append({"from": _cell(passage, minimums[0].plain, minimums[0]), "rate": _cell(passage, rates[0].plain, rates[0])})
        return True
    return False


def _logistics(draft: Draft, passage: Passage) -> bool:
    for sentence in _matters(passage, "full_load"):
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
        if not items or len(percents) != 2:
            continue
        share = _share(passage, percents)
        rate = next(p for p in percents if p is not share)
        _mechanism(draft, passage, stretch, "upsell", "premium")
        _put(draft, passage, "premium_skus", [i[0] for i in items], items[0][1], items[-1][2])
        draft.lines.append({"from": _cell(passage, share.plain, share), "rate": _cell(passage, rate.plain, rate)})
        return True
    return False


def _stretches(passage: Passage, cue_name: str) -> Iterator[tuple[Sentence, int]]:
    """Sentences with a cue, each alone and then with the one that follows."""
    for sentence in _matters(passage, cue_name):
        place = passage.sentences.index(sentence)
        yield sentence, sentence.end
        if place + 1 < len(passage.sentences):
            yield sentence, passage.sentences[place + 1].end


_OF_THE_WHOLE: Final = re.compile(rf"\s*[%％]?\s*(?:{cue('or_more')}\s+)?{cue('of_the_whole')}\b")
_ASKED: Final = re.compile(rf"{cue('share_asked')}\s*(?:a\s+|el\s+|il\s+)?$")
_OR_MORE: Final = re.compile(rf"\s*[%％]?\s*{cue('or_more')}")


def _share(passage: Passage, percents: list[Term]) -> Term:
    """The percentage that is asked for: `at least 30 %`, `30 % or more`, `30 % of the base`; else the larger one."""
    asked = [p for p in percents if _ASKED.search(passage.folded[max(0, p.start - 24) : p.start])]
    more = [p for p in percents if _OR_MORE.match(passage.folded[p.end : p.end + 24])]
    of = [p for p in percents if _OF_THE_WHOLE.match(passage.folded[p.end : p.end + 24])]
    for found in (more, asked, of):
        if len(found) == 1:
            return found[0]
    return max(percents, key=lambda p: p.value)


def _growth(draft: Draft, passage: Passage) -> bool:
    for sentence in _matters(passage, "growth"):
        begin, end = passage.clause_of(sentence)
        terms = terms_in(passage, sentence, draft.paper.region)
        baselines = amounts_in(terms) or amounts_in(terms_in(passage, Sentence(begin, end, passage.folded[begin:end]), draft.paper.region))
        bands = [b for b in _bands_after(draft, passage, sentence) if b.bound.kind is TermKind.PERCENT]
        if not bands or not baselines:
            continue
        _mechanism(draft, passage, sentence, "growth", "growth")
        _put(draft, passage, "baseline", baselines[0].plain, baselines[0].start, baselines[0].end, doubt=len(baselines) > 1)
        _growth_on(draft, passage, begin, end)
        _tiers(draft, passage, bands)
        return True
    return False


def _growth_on(draft: Draft, passage: Passage, begin: int, end: int) -> None:
    """Whether the rate is for the increase alone or for the whole base, as the clause says; open where it says both."""
    clause = Sentence(begin, end, passage.folded[begin:end])
    only, whole = clause.found("increase_only"), clause.found("retroactive")
    on = only or whole
    if on is not None:
        value = "increase" if only else "base"
        _put(draft, passage, "growth_on", value, begin + on.start(), begin + on.end(), doubt=bool(only and whole))


def _per_unit(draft: Draft, passage: Passage) -> bool:
    for by, cue_name in (("weight", "per_tonne"), ("quantity", "per_unit"), ("weight", "per_weight"), ("pallets", "per_pallets")):
        for sentence in _matters(passage, cue_name):
            terms = terms_in(passage, sentence, draft.paper.region)
            money = [t for t in terms if t.kind is TermKind.MONEY]
            if len(money) != 1 or percents_in(terms) or sentence.found("not_paid"):
                continue
            tonnes = cue_name == "per_tonne"
            _mechanism(draft, passage, sentence, "per_unit", cue_name, by, doubt=tonnes)
            amount = f"{money[0].value / _KILOGRAMS:f}" if tonnes else money[0].plain
            draft.lines.append({"amount": _cell(passage, amount, money[0])})
            return True
    return False


def _fixed(draft: Draft, passage: Passage) -> bool:
    """A lump with the amount that the base must reach, in one sentence or the next; a lump is the smaller of the two."""
    for sentence, end in _stretches(passage, "lump"):
        stretch = Sentence(sentence.start, end, passage.folded[sentence.start : end])
        terms = terms_in(passage, stretch, draft.paper.region)
        amounts = amounts_in(terms)
        if len(amounts) != 2 or percents_in(terms) or not stretch.found("threshold"):
            continue
        lump, asked = sorted(amounts, key=lambda a: a.value)
        _mechanism(draft, passage, stretch, "fixed", "lump")
        draft.lines.append({"from": _cell(passage, asked.plain, asked), "amount": _cell(passage, lump.plain, lump)})
        return True
    return False


def _tiered(draft: Draft, passage: Passage) -> bool:
    """Tiers without growth: part by part or back to unit one, as the sentences of their clause say."""
    for name in ("incremental", "retroactive"):
        for sentence in _matters(passage, name):
            if _denied(sentence, name):
                continue
            bands = [b for b in _bands_after(draft, passage, sentence) if b.bound.kind is not TermKind.PERCENT]
            if not bands:
                if _in_columns(draft, passage, sentence, name):
                    return True
                continue
            counted = all(b.bound.kind is TermKind.COUNT for b in bands)
            tonnes = counted and _in_tonnes(passage, bands)
            measure = "weight" if tonnes else _counted_in(passage, bands)
            paid = tonnes and any(b.pays.kind is not TermKind.PERCENT for b in bands)
            _mechanism(draft, passage, sentence, name, name, measure, doubt=_says_both(sentence) or paid)
            _tiers(draft, passage, bands, _KILOGRAMS if tonnes else 1)
            return True
    return False


def _in_columns(draft: Draft, passage: Passage, sentence: Sentence, name: str) -> bool:
    """Tiers with several columns of rates, where each is headed: by years, or by scopes that a person has to tell."""
    columns = rate_columns(draft.paper, passage)
    ways = [s for way in ("incremental", "retroactive") for s in _matters(passage, way) if not _denied(s, way)]
    if not columns or sentence is not min(ways, key=lambda s: abs(s.start - columns[-1].bands[-1].pays.end)):
        return False
    bands = [band for column in columns for band in column.bands]
    tonnes = all(b.bound.kind is TermKind.COUNT for b in bands) and _in_tonnes(passage, bands)
    lines = lines_of_columns(columns, passage, _KILOGRAMS if tonnes else 1)
    told = not any(line["part"].review for line in lines)
    _mechanism(draft, passage, sentence, name, name, "weight" if tonnes else _counted_in(passage, bands), doubt=not told)
    draft.lines.extend(lines)
    if not told:
        draft.problems.append(f"the rates stand in columns, each for a part of the purchases: {', '.join(c.heading for c in columns)}")
    return True


_DENIAL: Final = re.compile(rf"{cue('denial')}$")
_WHOLE_DENIALS: Final = re.compile(rf"{cue('own_denial')}\b")


def _denied(sentence: Sentence, name: str) -> bool:
    """Whether the words for a way of counting are there to say what it is not (`and not only to the part within the band`)."""
    found = sentence.found(name)
    if found is None or _WHOLE_DENIALS.match(found.group()):
        return False
    return bool(_DENIAL.search(sentence.folded[: found.start()]))


def _says_both(sentence: Sentence) -> bool:
    """True where a sentence speaks of parts and of the whole, and not in one breath (`without retroactive effect`)."""
    part, whole = (None if _denied(sentence, n) else sentence.found(n) for n in ("incremental", "retroactive"))
    return part is not None and whole is not None and not (part.start() < whole.end() and whole.start() < part.end())


def _counted_in(passage: Passage, bands: list[Band]) -> str:
    """What bounds without a currency count, by the unit behind one of them; where none names one it is money."""
    if not all(b.bound.kind is TermKind.COUNT for b in bands):
        return "value"
    for measure, unit in _COUNTED.items():
        if any(unit.match(passage.folded, bound.end) for bound in _bounds_of(bands)):
            return measure
    return "value"


def _in_tonnes(passage: Passage, bands: list[Band]) -> bool:
    return any(_TONNES.match(passage.folded, t.end) for t in _bounds_of(bands))


def _bounds_of(bands: list[Band]) -> Iterator[Term]:
    """The bounds of tiers: of a range the unit may stand behind its end alone."""
    return (term for band in bands for term in (band.start, band.end) if term is not None)


_COUNTED: Final = {
    measure: re.compile(rf"\s*(?:{cue(word)})(?![a-z])")
    for measure, word in (("quantity", "unit_word"), ("weight", "weight_word"), ("pallets", "pallet_word"))
}
_TONNES: Final = re.compile(rf"\s*(?:{cue('tonne_word')})(?![a-z])")
_KILOGRAMS: Final = 1000
"""In a tonne. Bounds are told in kilograms; whether an amount is due for a part of a tonne, a person knows."""


def _bands_after(draft: Draft, passage: Passage, sentence: Sentence) -> list[Band]:
    """The tiers that a sentence introduces: in what follows of its clause, else in all of it, else the only ones of the contract."""
    begin, end = passage.clause_of(sentence)
    for start, stop in ((sentence.start, end), (begin, end), (0, len(passage.text))):
        bands = bands_in(passage, start, stop, draft.paper.region)
        # one amount near one percentage is as likely to be another matter, unless the sentence itself speaks of both
        if len(bands) > 1 or (bands and _said_there(passage, sentence, bands[0])):
            return bands
    return []


def _said_there(passage: Passage, sentence: Sentence, band: Band) -> bool:
    """Whether the one tier of a list stands in a sentence or beside it, and speaks of no comparison with another year."""
    place = passage.sentences.index(sentence)
    around = passage.sentences[max(0, place - 1) : place + 2]
    first = min(t.start for t in (band.start, band.pays) if t is not None)
    held = [s for s in around if s.start <= band.pays.start < s.end]
    return first >= around[0].start and bool(held) and held[0].found("growth") is None


def _tiers(draft: Draft, passage: Passage, bands: list[Band], times: int = 1) -> None:
    for band in bands:
        cells: dict[str, Field] = {}
        if band.start is not None:
            cells["from"] = _cell(passage, f"{band.start.value * times:f}", band.start)
        if band.end is not None:
            cells["to"] = _cell(passage, f"{band.end.value * times:f}", band.end)
        cells["rate" if band.pays.kind is TermKind.PERCENT else "amount"] = _cell(passage, band.pays.plain, band.pays)
        draft.lines.append(cells)


def _period(draft: Draft, passage: Passage) -> None:
    """For how long a base is gathered: as a sentence on working out the rebate says, else one with its tiers; open where two differ."""
    said: dict[str, tuple[int, int]] = {}
    elsewhere = False
    first, last = _clause_of_mechanism(draft, passage)
    weaker = ("lump", "growth", "groups", "per_unit", "full_load", "premium", "rebate_word")
    for cue_name in ("period_word", "retroactive", "incremental", *weaker):
        for sentence in _matters(passage, cue_name):
            if cue_name in weaker and (said or sentence.found("claim")):
                continue
            for period in PERIODS:
                found = sentence.found(f"period_{period}")
                if found is not None:
                    said.setdefault(period, (sentence.start + found.start(), sentence.start + found.end()))
                    elsewhere |= cue_name in weaker and not first <= sentence.start < last
                    elsewhere |= _of_another_rate(draft, passage, sentence)
                    break
    if said:
        period = next(iter(said))
        _put(draft, passage, "period", period, *said[period], doubt=len(said) > 1 or elsewhere)


def _of_another_rate(draft: Draft, passage: Passage, sentence: Sentence) -> bool:
    """Whether a sentence grants percentages none of which was read: its period may be that of another rebate."""
    own = {Decimal(str(line["rate"].value)) for line in draft.lines if "rate" in line}
    told = {Decimal(percent.plain) for percent in percents_in(terms_in(passage, sentence, draft.paper.region))}
    return bool(told) and not own & told


def _clause_of_mechanism(draft: Draft, passage: Passage) -> tuple[int, int]:
    """The clause that says how the rebate is worked out; all of the text where none does: other clauses may be on other rebates."""
    found = draft.fields.get("mechanism")
    for sentence in passage.sentences if found is not None else ():
        strip = passage.strip_at(sentence.start)
        if found is not None and found.text and found.text in passage.part(sentence) and found.page == strip.page:
            return passage.clause_of(sentence)
    return 0, len(passage.text)


_MECHANISMS: Final[tuple[Callable[[Draft, Passage], bool], ...]] = (_growth, _cross_sell, _logistics, _upsell, _fixed, _per_unit, _tiered)
