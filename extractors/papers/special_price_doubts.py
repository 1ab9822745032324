"""What else a paper says of its special prices, so that what was read of them is for a person: many pieces, other money, later words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from extractors.papers.draft import Draft
from extractors.papers.passages import Passage, Sentence, whole_words
from extractors.papers.region import Region
from extractors.papers.strips import Strip
from extractors.papers.term_values import Term, TermKind, terms_in
from extractors.papers.tokens import fold
from extractors.papers.values import MONTH, find_dates
from extractors.papers.vocabulary import cue

MANY_PIECES: Final = "prices are for several pieces at once; enter them for a single one"
_CODES: Final = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "rmb": "CNY", "元": "CNY"}
_CURRENCY: Final = re.compile(r"us\$|[$€£¥￥元]|(?<![a-z])(?:usd|eur|gbp|cny|rmb|cad|aud|chf)(?![a-z])")
_SIGN: Final = r"(?:usd|eur|gbp|cny|rmb|cad|aud|chf|[$€£¥￥元])"
_COUNT: Final = r"(?:\d{1,3}(?:[.,'’ ]\d{3})+|\d{2,}|[2-9])(?![.,/-]?\d)"
_ROUND: Final = r"(?:10{2,}|10?[.,'’ ]000)(?![.,/-]?\d)"
_UNIT: Final = cue("special_unit")
_MANY: Final = re.compile(
    rf"{whole_words(cue('special_many')).pattern}"
    rf"|(?:(?<![a-z])(?:{cue('special_per')}))\s*(?!(?:19|20)\d\d(?!\d)){_COUNT}"
    rf"(?!\s*(?:[%％]|{_SIGN}|{cue('percent_word')}|(?:{cue('time_kind')})?{cue('time_unit')}(?![a-z])|\.?\s*(?:{MONTH})))"
    rf"|/\s*{_COUNT}\s*(?:{_UNIT})(?![a-z])"
    rf"|(?:\d[.,]\d{{2}}|{_SIGN})\s*/\s*(?:{_ROUND}|[cm](?![a-z])|{cue('special_hundred')}(?![a-z]))"
    rf"|(?:\d|{_SIGN})\s*/\s*(?:case|carton|box|pallet|pack|bag|reel|roll|pair|ve|vpe|karton|rolle|paar|caja|scatola|箱|盒|包|卷)(?![a-z])"
    rf"|(?:{cue('special_basis')})[\s:：=]*(?:(?:is|ist|est|es|e|per|je|de|von|为|是)\s+)?(?:{_COUNT}|{cue('special_hundred')}(?![a-z]))"
)
_COUNTED: Final = re.compile(rf"\s*(?:{_UNIT})(?![a-z])")
_LEAST: Final = 2


def codes_in(text: str) -> set[str]:
    """The currencies that a text in any case names, by their codes."""
    return {_CODES.get(m.group(), m.group().upper()) for m in _CURRENCY.finditer(fold(text))}


def foreign(texts: Collection[str], region: Region) -> str:
    """A sentence where amounts are in other money than the paper, or in that of two countries; empty where all is in its own."""
    codes = {code for text in texts for code in codes_in(text)}
    if not codes - {region.currency}:
        return ""
    return f"prices are in {' and '.join(sorted(codes))}, the paper is in {region.currency or 'no currency that it names'}"


def or_share(heading: str, told: str, others: Collection[str] = ()) -> str:
    """A sentence where a credit may be per cent: its heading says so, or is over either and no cell of its column names a currency."""
    is_either = _EITHER.fullmatch(fold(heading).strip(" .:：*")) is not None and not any(map(codes_in, (told, *others)))
    if not is_either and _PERCENT.search(fold(heading)) is None:
        return ""
    return f"whether “{heading.strip()}” of {told.strip()} is money or per cent, a person tells"


_PERCENT: Final = re.compile(rf"[%％]|{whole_words(cue('percent_word')).pattern}")
_EITHER: Final = re.compile(cue("credit_or_share"))


def for_many(passage: Passage) -> bool:
    """Whether anything on the paper says that prices are for a hundred, a dozen or a case."""
    return _MANY.search(passage.folded) is not None


def beside_the_pair(draft: Draft, passage: Passage, sentence: Sentence, taken: Collection[Term]) -> Iterator[str]:
    """What else stands in a sentence of which prices were read: differences, other days, further numbers, other money, shares."""
    said = f"“{_shown(passage, sentence)}”"
    if sentence.found("special_difference") is not None:
        yield f"an amount may be a difference between prices: {said}"
    if sentence.found("special_not") is not None:
        yield f"an item or a price may be left out: {said}"
    if found := foreign([passage.part(sentence)], draft.paper.region):
        yield found
    held = {str(draft.value(name)) for name in ("start_date", "end_date")}
    if any(str(day.value) not in held for day in find_dates(passage.part(sentence), draft.paper.region)):
        yield f"a price may hold from another day on: {said}"
    places = {term.start for term in taken}
    others = [t for t in terms_in(passage, sentence, draft.paper.region) if t.start not in places]
    if any(t.kind is not TermKind.COUNT or _decimals(t) or _of_pieces(passage, t) for t in others) or sentence.found("special_share"):
        yield f"more is said of the prices than was read: {said}"


def said_besides(draft: Draft, passage: Passage, strips: Collection[Strip], read: Collection[Sentence]) -> Iterator[str]:
    """What sentences say of prices, quantities or shares that were not read; `strips` and the sentences `read` are settled."""
    own = _without(passage, strips)
    settled = {(s.start, s.end) for s in read}
    for sentence in own.sentences:
        if (sentence.start, sentence.end) not in settled and _of_consequence(draft, own, sentence):
            yield f"more is said of the prices than was read: “{_shown(own, sentence)}”"


def _of_consequence(draft: Draft, passage: Passage, sentence: Sentence) -> bool:
    """Whether a sentence tells a price with its amount, a share, or a number of pieces that is no forecast."""
    terms = terms_in(passage, sentence, draft.paper.region)
    amounts = [t for t in terms if t.kind is TermKind.MONEY or _decimals(t)]
    shares = [t for t in terms if t.kind is TermKind.PERCENT]
    counts = [t for t in terms if t.kind is TermKind.COUNT and _of_pieces(passage, t)]
    if amounts and (_tells_price(sentence) or sentence.found("special_difference") or sentence.found("for_one")):
        return True
    if _holds_from_another_day(draft, passage, sentence) or sentence.found("special_share") or sentence.found("special_lot"):
        return True
    bound = sentence.found("quantity_bound") or sentence.found("special_threshold")
    counts += [t for t in terms if bound and t.kind is TermKind.COUNT and t.value >= _LEAST]
    if counts and not sentence.found("planned_quantity"):
        return True
    aside = sentence.found("tax_word") or sentence.found("special_interest")
    return bool(shares) and not (len(shares) == len(terms) == 1 and aside and not sentence.found("special_difference"))


def _holds_from_another_day(draft: Draft, passage: Passage, sentence: Sentence) -> bool:
    """Whether a sentence lets a price begin or end on a day that is not the paper's own."""
    if not sentence.found("special_from") or not _tells_price(sentence, _PRICE_WORDS):
        return False
    held = {str(draft.value(name)) for name in ("start_date", "end_date")}
    return any(str(day.value) not in held for day in find_dates(passage.part(sentence), draft.paper.region))


_PRICE_WORDS: Final = ("list_price", "special_price", "special_price_word")


def _tells_price(sentence: Sentence, names: Collection[str] = (*_PRICE_WORDS, "unit_credit")) -> bool:
    """Whether a sentence has a word for a price, other than one for which goods are sold on."""
    rest = _word("other_price").sub(lambda m: m.group() if _OURS.search(m.group()) else " " * len(m.group()), sentence.folded)
    return any(_word(name).search(rest) for name in names)


_OURS: Final = re.compile(
    rf"{whole_words(cue('special_price')).pattern}|{whole_words(cue('list_price')).pattern}|previous|old|former|prior"
)


def _without(passage: Passage, strips: Collection[Strip]) -> Passage:
    """The passage with blanks where some strips stand."""
    text, folded = passage.text, passage.folded
    left = {id(strip) for strip in strips}
    for start, strip in zip(passage.starts, passage.strips, strict=True):
        if id(strip) in left:
            blank = " " * len(strip.text)
            text, folded = text[:start] + blank + text[start + len(blank) :], folded[:start] + blank + folded[start + len(blank) :]
    return replace(
        passage, text=text, folded=folded, sentences=tuple(Sentence(s.start, s.end, folded[s.start : s.end]) for s in passage.sentences)
    )


def _decimals(term: Term) -> bool:
    return term.kind is TermKind.COUNT and int(term.value.as_tuple().exponent) < 0


def _of_pieces(passage: Passage, term: Term) -> bool:
    return term.value >= _LEAST and _COUNTED.match(passage.folded, term.end) is not None


_LONGEST: Final = 120


def _shown(passage: Passage, sentence: Sentence) -> str:
    said = " ".join(passage.part(sentence).split())
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


@cache
def _word(name: str) -> re.Pattern[str]:
    return whole_words(cue(name))
