"""What a contract expects its base to come to, and within how many days of a claim it is paid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from extractors.papers.draft import Draft
from extractors.papers.passages import Passage, Sentence
from extractors.papers.term_values import TermKind, amounts_in, percents_in, terms_in
from extractors.papers.vocabulary import cue

DAYS: Final = re.compile(rf"(\d{{1,3}})\s*(?:\([^)]{{1,20}}\)\s*)?{cue('kind_of_days')}?\s*(?={cue('days')})")
_WORKING: Final = re.compile(cue("working_days"))
"""Words for days that are not those of the calendar: how many of these they are, the contract does not say."""
_NEAR: Final = 24
_LONGEST: Final = 180


def read_plan(draft: Draft, passage: Passage) -> None:
    """The planned base: one figure in a sentence that says what is expected of the base, and that is no tier or baseline."""
    for sentence in passage.saying("planned"):
        if not sentence.found("base_word") or sentence.found("growth") or sentence.found("notice_word"):
            continue
        terms = terms_in(passage, sentence, draft.paper.region)
        figures = amounts_in(terms) or [t for t in terms if t.kind is TermKind.COUNT]
        if len(figures) == 1 and not percents_in(terms):
            figure = figures[0]
            draft.put("planned_base", passage.spot(figure.plain, figure.start, figure.end))
            return


def read_payment_days(draft: Draft, passage: Passage) -> None:
    """Days from a claim to its payment; working days, and two numbers of days in one sentence, are for a person."""
    for sentence in paying(passage):
        found = list(DAYS.finditer(sentence.folded))
        days = next((d for d in found if int(d[1]) <= _LONGEST), None)
        if days is None:
            continue
        start = sentence.start + days.start(1)
        draft.put(
            "payment_days", passage.spot(int(days[1]), start, start + len(days[1]), doubt=len(found) > 1 or is_working(sentence, days))
        )
        return


def paying(passage: Passage) -> Iterator[Sentence]:
    """Sentences on the payment of a claim: not of invoices, and not on filing it."""
    for sentence in passage.saying("pays_claim"):
        if (
            sentence.found("claim_word")
            and not sentence.found("invoice_word")
            and not sentence.found("lapse")
            and not sentence.found("notice_word")
        ):
            yield sentence


def is_working(sentence: Sentence, days: re.Match[str]) -> bool:
    """Whether a number of days counts working days."""
    return _WORKING.search(sentence.folded, days.start(), days.end() + _NEAR) is not None
