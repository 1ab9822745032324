"""What bounds a rebate: its base, cap, floor and least payout, when claims lapse and returns count, and what comes off first."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from extractors.papers.draft import Draft
from extractors.papers.passages import Passage, Sentence
from extractors.papers.plans_and_payment import DAYS, is_working, paying, read_payment_days, read_plan
from extractors.papers.term_values import Term, TermKind, amounts_in, percents_in, terms_in
from extractors.papers.values import find_identifier
from facts.documents import Value

_NEAR: Final = 24
_LEAST_AMOUNT: Final = 10
"""A number without a currency is an amount from here on."""


def read_rebate_bounds(draft: Draft, passage: Passage) -> None:
    """Fills base, bounds, deadline of claims, returns and agreements that come off the base."""
    _base(draft, passage)
    _bounds(draft, passage)
    read_plan(draft, passage)
    read_payment_days(draft, passage)
    _claims(draft, passage)
    _returns(draft, passage)
    _others(draft, passage)


def read_claims_and_returns(draft: Draft, passage: Passage) -> None:
    """Fills until when claims may be filed, by what they are gathered, and when returns count, of contracts without tiers and bounds.

    Days that do not run from the end of a period are for a person: a deadline for each sale is none that terms can hold.
    """
    _claims(draft, passage)
    _returns(draft, passage)
    gathered: dict[str, tuple[int, int]] = {}
    for sentence in passage.saying("claim"):
        for period in ("quarter", "month"):
            if (found := sentence.found(f"period_{period}")) is not None or (period == "month" and (found := sentence.found("month_end"))):
                gathered.setdefault(period, (sentence.start + found.start(), sentence.start + found.end()))
    for period, (start, end) in gathered.items():
        _put(draft, passage, "period", period, start, end, doubt=len(gathered) > 1)
    for sentence in passage.saying("claim", "days", "month_end") if "claim_deadline_days" not in draft.fields else ():
        if (found := DAYS.search(sentence.folded)) is not None and not sentence.found("payment_word"):
            start = sentence.start + found.start(1)
            _put(draft, passage, "claim_deadline_days", int(found[1]), start, start + len(found[1]), doubt=is_working(sentence, found))
    days = draft.fields.get("claim_deadline_days")
    if days is not None and not any(
        True for _ in (*passage.saying("claim", "days", "period_end"), *passage.saying("claim", "days", "month_end"))
    ):
        draft.fields["claim_deadline_days"] = replace(days, review=True)


def _put(draft: Draft, passage: Passage, name: str, value: Value, start: int, end: int, *, doubt: bool = False) -> None:
    draft.put(name, passage.spot(value, start, end, doubt=doubt))


def _base(draft: Draft, passage: Passage) -> None:
    """Net or gross, where a sentence says what the base is; the first of the two words counts."""
    if draft.value("measure") != "value":
        return
    for sentence in passage.saying("base_word"):
        if terms_in(passage, sentence, draft.paper.region) or sentence.found("payment_word") or sentence.found("returns_rule"):
            continue
        gross, net = sentence.found("gross"), sentence.found("net")
        found = gross if gross is not None and (net is None or gross.start() <= net.start()) else net
        if found is not None:
            _put(
                draft, passage, "basis", "gross" if found is gross else "net", sentence.start + found.start(), sentence.start + found.end()
            )
            return


def _bounds(draft: Draft, passage: Passage) -> None:
    """Cap, floor and minimum payout: sentences about the rebate with one amount and no percentage."""
    for sentence in passage.sentences:
        terms = terms_in(passage, sentence, draft.paper.region)
        amounts = [t for t in amounts_in(terms) or _bare(terms) if not _is_taken(draft, passage, t)]
        if len(amounts) != 1 or percents_in(terms) or not _of_the_rebate(sentence):
            continue
        if sentence.found("payment_word") or sentence.found("notice_word"):
            continue
        amount = amounts[0]
        name = _bound(sentence)
        if name is None:
            continue
        _put(draft, passage, name, amount.plain, amount.start, amount.end)
        if name == "minimum_payout" and (carried := sentence.found("carried")) is not None:
            _put(draft, passage, "below_minimum", "carried", sentence.start + carried.start(), sentence.start + carried.end())


def _bound(sentence: Sentence) -> str | None:
    """Which bound a sentence states."""
    if sentence.found("not_paid") and sentence.found("under"):
        return "minimum_payout"
    cap, floor = sentence.found("cap"), sentence.found("floor")
    if cap is not None and floor is not None:
        # `shall be no less than` holds a `maximum` or an `exceed` of another clause rarely; the one that begins first is meant
        return "cap" if cap.start() <= floor.start() else "floor"
    return "cap" if cap else "floor" if floor else None


def _of_the_rebate(sentence: Sentence) -> bool:
    return any(sentence.found(name) for name in ("rebate_word", "cap", "not_paid"))


def _bare(terms: list[Term]) -> list[Term]:
    """Counts, where a sentence has no amount."""
    return (
        [t for t in terms if t.kind is TermKind.COUNT and t.value >= _LEAST_AMOUNT] if all(t.kind is TermKind.COUNT for t in terms) else []
    )


def _is_taken(draft: Draft, passage: Passage, term: Term) -> bool:
    """True where a number is a tier's or the baseline already."""
    spot = passage.spot(term.plain, term.start, term.end).field()
    fields = [f for line in draft.lines for f in line.values()] + [
        f for n, f in draft.fields.items() if n in {"baseline", "pallet_quantity"}
    ]
    return any(f.box == spot.box and f.page == spot.page for f in fields)


def _claims(draft: Draft, passage: Passage) -> None:
    """Until when claims may be filed, in days from the end of the period; working days are for a person."""
    of_payment = {s.start for s in paying(passage) if len(DAYS.findall(s.folded)) == 1}
    for sentence in passage.saying("days"):
        found = DAYS.search(sentence.folded)
        if found is None or sentence.start in of_payment or sentence.found("payment_word") or sentence.found("notice_word"):
            continue
        told = sum(bool(sentence.found(name)) for name in ("claim", "period_end", "lapse"))
        if told > 1 or (sentence.found("claim") and sentence.found("rebate_word")):
            start = sentence.start + found.start(1)
            _put(draft, passage, "claim_deadline_days", int(found[1]), start, start + len(found[1]), doubt=is_working(sentence, found))
            return


def _returns(draft: Draft, passage: Passage) -> None:
    """When returns count; open where a sentence speaks of both periods."""
    for sentence in passage.saying("returns"):
        sale, back = sentence.found("sale_term"), sentence.found("return_term")
        said = sale or back
        if said is not None:
            name = "term_of_sale" if sale else "term_of_return"
            _put(
                draft,
                passage,
                "returns_count_in",
                name,
                sentence.start + said.start(),
                sentence.start + said.end(),
                doubt=bool(sale and back),
            )
            return


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
