"""Co-op and rebate agreements: number, parties, term, currency, and the terms by which they pay, clause by clause."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from functools import cache
from typing import Final

from extractors.papers.allowance_grid import read_allowance_grid
from extractors.papers.contract_parties import parties_of
from extractors.papers.contract_signs import heading_of_contract
from extractors.papers.draft import SHAPES, Draft
from extractors.papers.finder import best, candidates
from extractors.papers.paper import Paper, Spot, whole_strip
from extractors.papers.passages import Passage, passage_of, whole_words
from extractors.papers.rebate_bounds import read_claims_and_returns
from extractors.papers.rebate_terms import read_rebate_terms
from extractors.papers.special_price_signs import heading_of_special_prices
from extractors.papers.special_prices import read_special_prices
from extractors.papers.strips import Strip
from extractors.papers.term_values import TermKind, amounts_in, items_listed, percents_in, terms_in
from extractors.papers.tiers import bands_in
from extractors.papers.tokens import fold
from extractors.papers.unread_terms import read_unread_terms
from extractors.papers.values import Read, find_dates, find_identifier, find_number_in_words
from extractors.papers.vocabulary import cue
from facts.documents import Field, Value


def read_coop_agreement(paper: Paper) -> Draft:
    """The supplier pays, the retailer earns: what kind of funding, on which receipts, at what rate, up to what, without which items."""
    draft, passage = _read(paper)
    _title(draft)
    for sentence in passage.sentences:
        funding = sentence.found("funding")
        if funding is not None and "funding_type" not in draft.fields:
            name = next(n for n, text in funding.groupdict().items() if text)
            start, end = sentence.start + funding.start(name), sentence.start + funding.end(name)
            draft.put("funding_type", passage.spot(passage.folded[start:end].strip(), start, end))
        how = sentence.found("payment_method")
        if how is not None:
            start, end = sentence.start + how.start("how"), sentence.start + how.end("how")
            draft.put("payment_method", passage.spot(passage.folded[start:end].strip(), start, end))
    _coop_basis(draft, passage)
    scope(draft, passage)
    _cap(draft, passage)
    read_allowance_grid(draft, passage)
    _earlier(draft, passage)
    _rebate_beside(draft, passage)
    read_unread_terms(draft, passage)
    return draft


def read_rebate_agreement(paper: Paper) -> Draft:
    """Mechanism, tiers, base, period, bounds and scope of a rebate; or special prices that are made good afterwards."""
    heading = heading_of_special_prices(paper.sheets[0])
    if heading is not None:
        return _read_ship_and_debit(paper, heading)
    draft, passage = _read(paper)
    read_rebate_terms(draft, passage)
    scope(draft, passage)
    read_unread_terms(draft, passage)
    return draft


def _read_ship_and_debit(paper: Paper, heading: Strip) -> Draft:
    """List price less special price for what is sold on to the customers that are named."""
    draft, passage = _read(paper, of_special_prices=True)
    draft.put("mechanism", replace(whole_strip("ship_and_debit", heading), proof=True))
    read_claims_and_returns(draft, passage)
    read_special_prices(draft, passage)
    _number(draft, passage)
    read_unread_terms(draft, passage)
    return draft


def _read(paper: Paper, *, of_special_prices: bool = False) -> tuple[Draft, Passage]:
    """Number, parties and term; a form on special prices has its days behind labels, and its approval goes before a reference."""
    draft = Draft(paper)
    draft.find("agreement_number")
    passage = passage_of(paper)
    for party in parties_of(passage):
        spot = passage.spot(party.name, party.start, party.end, score=0.9)
        draft.put(party.field, spot)
    _number(draft, passage, by_reference=not of_special_prices)
    if of_special_prices:
        draft.find("start_date", "end_date")
        if str(draft.value("start_date") or "9") >= str(draft.value("end_date") or ""):
            draft.fields = {name: found for name, found in draft.fields.items() if name not in {"start_date", "end_date"}}
    _term(draft, passage)
    if paper.region.currency is not None:
        draft.fields["currency"] = Field(paper.region.currency, paper.region.currency, 0.9)
    return draft, passage


def _number(draft: Draft, passage: Passage, *, by_reference: bool = True) -> None:
    """The contract's number where its label is none of the usual ones.

    The first behind a word for contract and one for number, behind a title that names the contract (“Contrato de rappel CR/2025/77”), or
    behind a word for reference alone.
    """
    if "agreement_number" in draft.fields:
        return
    opening = fold(passage.opening)
    for label in _number_labels() if by_reference else _number_labels()[:-1]:
        for found in label.finditer(opening):
            number = find_number_in_words(passage.opening, found.end()) or find_identifier(passage.opening, found.end(), digits=3, length=4)
            if number is not None and number.start - found.end() <= 1 and not _YEAR.fullmatch(str(number.value)):
                draft.put("agreement_number", passage.spot(number.value, number.start, number.end, score=0.9))
                return


@cache
def _number_labels() -> tuple[re.Pattern[str], ...]:
    behind = rf"(?:\s*{cue('number_sign')})?\s*[:：#.]?\s*"
    titled = rf"(?:{cue('contract_word')})\s+(?:(?:d[eiu]l?|of|on|for|uber|sui?)\s+)?(?:{cue('rebate_title')})\s+"
    words = (whole_words(cue("number_label")).pattern, whole_words(cue("contract_word")).pattern, whole_words(titled).pattern)
    return tuple(re.compile(word + behind) for word in (*words, cue("reference_word")))


_YEAR: Final = re.compile(r"(?:19|20)\d\d")


def _term(draft: Draft, passage: Passage) -> None:
    """First and last day: two dates in one sentence that is about the term, else in any one, else under their labels."""
    told: list[tuple[bool, list[Read], int]] = []
    for sentence in passage.sentences:
        dates = find_dates(passage.part(sentence), draft.paper.region)
        if len(dates) == 2 and str(dates[0].value) < str(dates[1].value):
            told.append((sentence.found("term_word") is not None, dates, sentence.start))
    if told:
        _, dates, at = max(told, key=lambda t: (t[0], -t[2]))
        for name, day in zip(("start_date", "end_date"), dates, strict=True):
            draft.put(name, passage.spot(day.value, at + day.start, at + day.end, score=0.9, doubt=day.doubt))
        return
    for name in ("start_date", "end_date"):
        draft.put(name, best(candidates(draft.paper, name, SHAPES[name], SHAPES)))


def _title(draft: Draft) -> None:
    """The agreement's own name: the line between its number and its parties."""
    rows = [row for _, row in draft.paper.rows]
    for row, following in itertools.pairwise(rows):
        numbered = any(label.names("agreement_number") for strip in row.strips for label in draft.paper.labels_of(strip))
        strip = following.strips[0]
        parties = [str(draft.value(side)) for side in ("payer_name", "earner_name") if side in draft.fields]
        names_somebody = re.match(rf"(?:{cue('party_lead')})(?![a-z])", fold(strip.text)) or any(name in strip.text for name in parties)
        if numbered and len(following.strips) == 1 and not names_somebody and not re.search(r"[:：]", strip.text):
            draft.put("title", Spot(strip.text.strip(), strip, 0, len(strip.text), 0.9))
            return


def _coop_basis(draft: Draft, passage: Passage) -> None:
    """What the allowance is worked out on, and its rate; or the fixed payment."""
    for basis in ("gross_receipts", "net_receipts", "customer_shipments"):
        for sentence in passage.saying(basis):
            rates = percents_in(terms_in(passage, sentence, draft.paper.region))
            if not rates:
                continue
            found = sentence.found(basis)
            if found is not None:
                draft.put("basis", passage.spot(basis, sentence.start + found.start(), sentence.start + found.end()))
            draft.put("rate", passage.spot(rates[0].plain, rates[0].start, rates[0].end, doubt=len(rates) > 1))
            return
    for sentence in passage.saying("straight"):
        amounts = [t for t in terms_in(passage, sentence, draft.paper.region) if t.kind is TermKind.MONEY]
        found = sentence.found("straight")
        if amounts and found is not None:
            draft.put("basis", passage.spot("fixed", sentence.start + found.start(), sentence.start + found.end()))
            draft.put("amount", passage.spot(amounts[0].plain, amounts[0].start, amounts[0].end, doubt=len(amounts) > 1))
            return


def _cap(draft: Draft, passage: Passage) -> None:
    for sentence in passage.saying("cap"):
        terms = terms_in(passage, sentence, draft.paper.region)
        amounts = amounts_in(terms)
        if len(amounts) == 1 and not percents_in(terms):
            draft.put("cap", passage.spot(amounts[0].plain, amounts[0].start, amounts[0].end))


def scope(draft: Draft, passage: Passage) -> None:
    """Items that are named as excluded, or as the only ones that count."""
    for name, word in (("excluded_skus", "excluded"), ("included_skus", "included")):
        for sentence in passage.saying(word):
            listed = items_listed(passage, sentence)
            if listed:
                draft.put(name, passage.spot([i[0] for i in listed], listed[0][1], listed[-1][2]))


def _earlier(draft: Draft, passage: Passage) -> None:
    """The agreement that this one replaces and from when, or beside which nothing accrues twice."""
    for name, word in (("replaces_agreement", "replaces"), ("not_beside_agreement", "no_double")):
        for sentence in passage.saying(word):
            found = sentence.found(word)
            part = passage.part(sentence)
            number = _number_of_another(part, draft.value("agreement_number"))
            if number is None or found is None:
                continue
            draft.put(name, passage.spot(number.value, sentence.start + number.start, sentence.start + number.end))
            dates = find_dates(part, draft.paper.region)
            if dates and word == "replaces":
                day = dates[0]
                draft.put("replaced_from", passage.spot(day.value, sentence.start + day.start, sentence.start + day.end, doubt=day.doubt))


def _number_of_another(part: str, own: Value | None) -> Read | None:
    """The first number of an agreement in a sentence that is not the contract's own."""
    at = 0
    while (number := find_identifier(part, at, digits=3, length=5)) is not None:
        if number.value != own:
            return number
        at = number.end
    return None


def grants_tiers(paper: Paper) -> bool:
    """Whether a contract that is named neither for a rebate nor for allowances grants a rebate in tiers: that one is read first."""
    heading = heading_of_contract(paper.sheets[0])
    if heading is None or whole_words(cue("coop_title")).search(heading):
        return False
    draft = Draft(paper)
    read_rebate_terms(draft, passage_of(paper))
    return len(draft.lines) > 1


def _rebate_beside(draft: Draft, passage: Passage) -> None:
    """Tiers in a contract on allowances grant a rebate as well: which amount is for which is for a person."""
    stretches = [(0, len(passage.text)), *itertools.pairwise((*passage.clauses, len(passage.text)))]
    if any(len(bands_in(passage, begin, end, draft.paper.region)) > 1 for begin, end in stretches):
        for name in ("basis", "rate", "amount", "cap"):
            if name in draft.fields:
                draft.fields[name] = replace(draft.fields[name], review=True)
        draft.problems.append("the contract also grants a rebate in tiers, which was not read")
