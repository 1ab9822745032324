"""What bears on a payout and is not read into terms: goods or sales left out in words, conditions, allowances and rates beside those read.

None of it is computed. Each is put before a person at its place, so that no payout is called sure that the contract may not grant.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from extractors.papers.draft import Draft
from extractors.papers.passages import Passage, Sentence
from extractors.papers.rebate_terms import on_invoice
from extractors.papers.term_values import TermKind, items_listed, percents_in, terms_in
from extractors.papers.vocabulary import cue

_OTHER_MATTERS: Final = ("payment_word", "notice_word", "example", "claim", "claim_word", "on_invoice")
_LONGEST: Final = 300
"""Characters of a sentence that are kept as the value."""


def read_unread_terms(draft: Draft, passage: Passage) -> None:
    """Puts the first sentence of each sort as a field that is always for review; none where the contract has no such words."""
    for name, tells in _SORTS.items():
        for sentence in passage.sentences:
            if tells(draft, passage, sentence):
                said = passage.part(sentence).strip()[:_LONGEST]
                start = sentence.start + len(passage.part(sentence)) - len(passage.part(sentence).lstrip())
                draft.put(name, passage.spot(said, start, start + len(said), doubt=True))
                break


def _scope_in_words(draft: Draft, passage: Passage, sentence: Sentence) -> bool:
    """Goods or sales that do not count, named by no item number: ranges, own labels, promotions, project prices."""
    leaves_out = sentence.found("excluded")
    if leaves_out is None and draft.value("mechanism") == "ship_and_debit" and sentence.found("end_customer"):
        return False
    if not (leaves_out or sentence.found("included")) or not _with_its_list(passage, sentence).found("goods_told"):
        return False
    if leaves_out is not None and (_of_returns(sentence, leaves_out) or _of_the_rest(sentence, leaves_out)):
        return False
    return not items_listed(passage, sentence)


def _with_its_list(passage: Passage, sentence: Sentence) -> Sentence:
    """A sentence that ends in a colon together with the first entry of the list below it."""
    place = passage.sentences.index(sentence) + 1
    if not passage.part(sentence).rstrip().endswith((":", "：")) or place >= len(passage.sentences):
        return sentence
    end = passage.sentences[min(place + 1, len(passage.sentences) - 1)].end
    return Sentence(sentence.start, end, passage.folded[sentence.start : end])


def _of_returns(sentence: Sentence, leaves_out: re.Match[str]) -> bool:
    """Whether it is returns that are left out (`for each unit bought, returns excepted`): they are no range of goods."""
    touching = sentence.folded[max(0, leaves_out.start() - _TOUCHING) : leaves_out.end() + _TOUCHING]
    return Sentence(0, len(touching), touching).found("returns") is not None


_TOUCHING: Final = 12


def _of_the_rest(sentence: Sentence, leaves_out: re.Match[str]) -> bool:
    """Whether it is all but what counts that is left out (`full pallets only; other order lines do not count`): no further limit."""
    return _THE_REST.search(sentence.folded, max(0, leaves_out.start() - 3 * _TOUCHING), leaves_out.start()) is not None


_THE_REST: Final = re.compile(cue("the_rest"))


def _conditions(draft: Draft, passage: Passage, sentence: Sentence) -> bool:
    """A state of accounts or a conduct on which the rebate is lost or rests."""
    del draft, passage
    if not sentence.found("rebate_word") or not sentence.found("standing"):
        return False
    return bool(sentence.found("not_paid") or sentence.found("lapse") or sentence.found("on_condition"))


def _allowances(draft: Draft, passage: Passage, sentence: Sentence) -> bool:
    """What is granted for advertising and the like beside a rebate: claims for it come under the same number."""
    if draft.value("mechanism") in {None, "ship_and_debit"} or any(sentence.found(name) for name in ("example", "notice_word", "excluded")):
        return False
    terms = terms_in(passage, sentence, draft.paper.region)
    if all(t.kind is TermKind.COUNT for t in terms) or {Decimal(t.plain) for t in percents_in(terms)} & _rates_read(draft):
        return False
    heading = passage.heading_of(sentence)
    headed = heading is not None and (heading.found("coop_title") or heading.found("coop_word")) and not heading.found("rebate_title")
    told = sentence.found("coop_word") and not sentence.found("rebate_word")
    return bool(headed or told)


def _further_rates(draft: Draft, passage: Passage, sentence: Sentence) -> bool:
    """Percentages of a rebate or of its bounds, or a lump, none of which was read."""
    if any(sentence.found(name) for name in _OTHER_MATTERS) or on_invoice(passage, sentence):
        return False
    if "mechanism" in draft.fields and sentence.found("lump") and sentence.found("rebate_word"):
        amounts = {t.value for t in terms_in(passage, sentence, draft.paper.region) if t.kind is TermKind.MONEY}
        if amounts and not amounts & _amounts_read(draft):
            return True
    heading = passage.heading_of(sentence)
    if not (sentence.found("rebate_word") or sentence.found("cap") or (heading is not None and heading.found("rebate_word"))):
        return False
    told = {
        Decimal(percent.plain)
        for percent in percents_in(terms_in(passage, sentence, draft.paper.region))
        if not _TAX.search(passage.folded, max(0, percent.start - _TOUCHING), percent.start)
    }
    return bool(told - {Decimal(0)}) and not told & _rates_read(draft)


_TAX: Final = re.compile(cue("tax_word"))


def _amounts_read(draft: Draft) -> set[Decimal]:
    """The amounts of tiers, bounds and plans."""
    told = [cell.value for line in draft.lines for name, cell in line.items() if name in {"from", "to", "amount"}]
    bounds = (draft.value(name) for name in ("cap", "floor", "minimum_payout", "baseline", "planned_base"))
    return {Decimal(str(value)) for value in (*told, *bounds) if value is not None}


def _rates_read(draft: Draft) -> set[Decimal]:
    """The percentages of the tiers, the bounds among them too, and the contract's one rate."""
    told = [cell.value for line in draft.lines for name, cell in line.items() if name in {"from", "to", "rate"}]
    return {Decimal(str(value)) for value in (*told, draft.value("rate")) if value is not None}


_SORTS: Final[dict[str, Callable[[Draft, Passage, Sentence], bool]]] = {
    "scope_in_words": _scope_in_words,
    "conditions": _conditions,
    "allowances": _allowances,
    "further_rates": _further_rates,
}
