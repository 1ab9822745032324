"""Whether a page is the first one of a contract on rebates or allowances, by the words of its heading and of its clauses."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from extractors.papers.passages import whole_words
from extractors.papers.special_price_signs import heading_of_special_prices
from extractors.papers.strips import Sheet
from extractors.papers.tokens import fold
from extractors.papers.vocabulary import cue

_TITLE_ZONE: Final = 0.3
_LONGEST: Final = 90
_MANY: Final = 2
_CLAUSES: Final = 3
"""So many words of rebates or allowances in so many clauses say what a contract without a telling title is about."""
_TITLE: Final = 7.0
_BODY: Final = 3.5


def contract_weights(sheet: Sheet) -> dict[str, float]:
    """How much a page speaks for a rebate or a co-op agreement: by its title, or by its clauses below the word for a contract.

    Empty where it is about something else.
    """
    if heading_of_special_prices(sheet) is not None:
        return {"rebate_agreement": _TITLE}
    heading = heading_of_contract(sheet) or ""
    rebate, coop = bool(_word("rebate_title").search(heading)), bool(_word("coop_title").search(heading))
    if rebate != coop:
        return {"rebate_agreement" if rebate else "coop_agreement": _TITLE}
    text = fold("\n".join(row.text for row in sheet.rows))
    if _is_offered(sheet, text):
        return {"rebate_agreement": _BODY}
    clauses = sum(bool(_word("clause_heading").match(fold(row.text).strip())) for row in sheet.rows)
    rebates, allowances = len(_word("rebate_word").findall(text)), len(_word("coop_word").findall(text))
    terms = bool(_word("number_label").search(text)) + bool(_word("term_word").search(text)) + bool(_word("payer_role").search(text))
    if clauses < _CLAUSES or max(rebates, allowances) < _MANY or terms < 2:
        return {}
    return {"rebate_agreement" if rebates >= allowances else "coop_agreement": _BODY}


def _is_offered(sheet: Sheet, text: str) -> bool:
    """Whether a letter offers a rebate: its subject says so, and below stands a place for the other side to agree."""
    subjects = (fold(row.text).strip() for row in sheet.rows if row.box.top <= _SUBJECT_ZONE * sheet.page.height)
    named = any(_word("subject_label").match(line) and _word("rebate_title").search(line) for line in subjects)
    return named and _word("agreed").search(text) is not None and len(_PERCENT.findall(text)) >= _MANY


_SUBJECT_ZONE: Final = 0.45
_PERCENT: Final = re.compile(r"\d\s?[%％]")


def heading_of_contract(sheet: Sheet) -> str | None:
    """The line near the top that names a contract and is no sentence."""
    for row in sheet.rows:
        line = fold(row.text).strip()
        if row.box.top > _TITLE_ZONE * sheet.page.height:
            return None
        if len(line) <= _LONGEST and not line.endswith((".", "。", ",")) and _word("contract_word").search(line):
            return line
    return None


@cache
def _word(name: str) -> re.Pattern[str]:
    if name == "clause_heading":
        return re.compile(cue(name))
    return whole_words(cue(name))
