"""For whom special prices hold and under which number: end customers, approval, and what puts the whole paper before a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from extractors.papers.contract_parties import company_names
from extractors.papers.draft import Draft
from extractors.papers.paper import Spot
from extractors.papers.passages import Passage, Sentence, whole_words
from extractors.papers.special_price_rows import role_of
from extractors.papers.strips import Row, Sheet, Strip
from extractors.papers.term_values import Term, TermKind, amounts_in, percents_in, terms_in
from extractors.papers.tokens import fold
from extractors.papers.values import Read, find_identifier, find_number_in_words
from extractors.papers.vocabulary import cue

_LABELLED: Final = re.compile(r"^\s*(?P<label>[^:：]{1,60}?)\s*[:：]\s*(?P<value>\S.*)$")
_APART: Final = re.compile(r"\s*[;；、|]\s*")
_MAY_PART: Final = re.compile(rf",|，|(?<!\w){cue('listed_and')}(?!\w)|/")
_PLACEHOLDER: Final = re.compile(r"(?i)(?:all|any|alle|tous|todos|tutti|various|diverse|n/?a|[-–—]|所有|全部).*")
_LONGEST: Final = 90
_STATUS_WORDS: Final = 5
_BELOW: Final = 1.6
_LEAST_LIMIT: Final = 2


def read_whom_for(draft: Draft, passage: Passage, *, by_row: bool) -> list[str]:
    """Puts end customers and approval number; `by_row`: each row of prices names its own customer. Returns what a person has to settle."""
    if not by_row:
        _end_customers(draft, passage)
    _approval(draft, passage)
    _parties_by_place(draft, passage)
    return [*_open(draft, passage, by_row=by_row), *_limits(draft, passage)]


def _parties_by_place(draft: Draft, passage: Passage) -> None:
    """Where no word tells a party: who grants heads the paper, whom it is for is the one company besides; both for a person to confirm."""
    heading = draft.fields["mechanism"]
    above = [
        strip
        for strip in passage.strips
        if heading.box is not None and strip.page == heading.page and strip.box.bottom <= heading.box.top + 1
    ]
    head = len(" ".join(s.text for s in above))
    for name, end in (("payer_name", head), ("earner_name", len(passage.opening))):
        customers = draft.value("end_customers")
        taken = {str(draft.value("payer_name")), str(draft.value("earner_name")), *(customers if isinstance(customers, list) else ())}
        found = {n[0]: n for n in company_names(passage, Sentence(0, end, passage.folded[:end])) if n[0] not in taken}
        if name not in draft.fields and len(found) == 1:
            [(told, start, stop)] = found.values()
            draft.put(name, passage.spot(told, start, stop, doubt=True))


def _end_customers(draft: Draft, passage: Passage) -> None:
    """Those behind a label, each line and semicolon parting two; else the company that a sentence on end customers names."""
    by_label = [spots for sheet, row in draft.paper.rows if (spots := list(_customers_on(sheet, row)))]
    told = [tuple(name for spot in spots for name in _names(str(spot.value))) for spots in by_label]
    names = list(dict.fromkeys(name for of_label in told for name in of_label))
    if names:
        if not any(_PLACEHOLDER.fullmatch(name) for name in names):
            # two labels may stand over the prices of one customer each
            doubt = any(_unclear(n) for n in names) or len(set(told)) > 1
            draft.put("end_customers", replace(by_label[0][0], value=[*names], doubt=doubt))
        return
    parties = {str(draft.value(name)) for name in ("payer_name", "earner_name")}
    for sentence in _on_end_customers(passage):
        found = [] if sentence.found("excluded") else [n for n in _named_in(passage, sentence) if n[0] not in parties]
        if found:
            names = list(dict.fromkeys(n[0] for n in found))
            draft.put("end_customers", passage.spot(names, found[0][1], found[0][2], doubt=len(names) > 1))
            return
        if not sentence.found("excluded") and (spot := _by_its_capitals(passage, sentence)) is not None:
            draft.put("end_customers", spot)
            return


def _by_its_capitals(passage: Passage, sentence: Sentence) -> Spot | None:
    """A name without a legal form right before or behind the words for end customers: where it ends is for a person to see."""
    for cue_found in _word("end_customer").finditer(sentence.folded):
        start, end = sentence.start + cue_found.start(), sentence.start + cue_found.end()
        before = _BEFORE_ROLE.search(passage.text, sentence.start, start)
        behind = _RUN.match(passage.text, end)
        name = before or behind
        if name is not None and sum(c.isalpha() for c in name["name"]) >= _SHORTEST:
            return passage.spot([name["name"]], name.start("name"), name.end("name"), doubt=True)
    return None


def _on_end_customers(passage: Passage) -> Iterator[Sentence]:
    """The sentences on end customers; what begins with a bracket goes on with the one before, which ended in the dot of a legal form."""
    for place, sentence in enumerate(passage.sentences):
        begin = passage.sentences[place - 1].start if place and sentence.folded.lstrip().startswith(("(", "（")) else sentence.start
        if sentence.found("end_customer"):
            yield Sentence(begin, sentence.end, passage.folded[begin : sentence.end])


def _named_in(passage: Passage, sentence: Sentence) -> Iterator[tuple[str, int, int]]:
    """The companies of a sentence on end customers: each begins behind the words for them, else with its own capitals."""
    cues = [m.end() + sentence.start for m in _word("end_customer").finditer(sentence.folded)]
    for _, start, end in company_names(passage, sentence):
        begin = max((c for c in cues if start <= c < end), default=None)
        text = passage.text[start:end]
        if begin is None:
            own = _CAPITALS.search(text) or _HANDED.search(text)
            begin = start + (own.start("name") if own is not None else 0)
        while begin < end and (lead := _LEAD.match(passage.text, begin)) and lead.end() > begin:
            begin = lead.end()
        name = passage.text[begin:end].rstrip()
        if name.endswith(".") and "." not in name.split()[-1][:-1] and begin + len(name) >= len(passage.text[: sentence.end].rstrip()):
            name = name[:-1]
        if len(name) >= _SHORTEST:
            yield name, begin, begin + len(name)


_SHORTEST: Final = 4
_RUN_OF_CAPITALS: Final = r"(?P<name>[A-ZÀ-Þ][\w'’&-]*(?:\s+(?:&\s+)?(?:(?:de|du|des|del|della|di|of|la|le)\s+)*[A-ZÀ-Þ0-9][\w'’&-]*)+)"
_RUN: Final = re.compile(rf"[\s:：“\"„«]+{_RUN_OF_CAPITALS}")
_BEFORE_ROLE: Final = re.compile(rf"{_RUN_OF_CAPITALS}\s*[(（]\s*(?:the\s+|der\s+|le\s+|el\s+|il\s+)?[“\"„«]?\s*$")
_CAPITALS: Final = re.compile(
    r"(?P<name>[A-ZÀ-Þ][\w.'’&-]*(?:\s+(?:&|[A-ZÀ-Þ0-9][\w.'’&-]*|(?:de|du|des|del|della|di|und|et|y|e|and|of)(?=\s+[A-ZÀ-Þ])))*)$"
)
_HANDED: Final = re.compile(r".*[给向至为](?P<name>[\u4e00-\u9fff（）()]{4,})$")
_LEAD: Final = re.compile(r"[\s:：,，(（\"“„«'-]+")


def _names(text: str) -> list[str]:
    return [n for part in _APART.split(text) if (n := part.strip(" ,;，。"))]


def _unclear(name: str) -> bool:
    """Whether what stands between two separators may be two names: a comma or an “and” parts names as well as it joins one."""
    return _MAY_PART.search(_LEGAL.sub("", fold(name))) is not None


_LEGAL: Final = re.compile(
    r",\s*(?:inc|ltd|llc|plc|corp|co|gmbh|ag|s\.?a\.?|s\.?l\.?|s\.?p\.?a|s\.?r\.?l)\b\.?|&\s*co\b|s\.?\s?a\.?\s?/\s?n\.?v"
)


def _customers_on(sheet: Sheet, row: Row) -> Iterator[Spot]:
    """Values behind labels for end customers: on the line, beside, below; lines under the first that have no label of their own go on."""
    for place, strip in enumerate(row.strips):
        inline = _LABELLED.match(strip.text)
        if inline is not None and role_of(inline["label"]) == "end_customer":
            first = Spot(inline["value"].strip(), strip, inline.start("value"), len(strip.text))
        elif role_of(strip.text) == "end_customer":
            beside = row.strips[place + 1 : place + 2]
            under = [s for s in sheet.below(strip.box, _BELOW) if s.box.top > strip.box.bottom - 1]
            value = next((s for s in (*beside, *under[:1]) if not role_of(s.text) and not _LABELLED.match(s.text)), None)
            if value is None:
                continue
            first = Spot(value.text.strip(), value, 0, len(value.text))
        else:
            continue
        if any(c.isalpha() for c in str(first.value)):
            yield first
            yield from _going_on(sheet, row, strip, first)


def _going_on(sheet: Sheet, row: Row, label: Strip, first: Spot) -> Iterator[Spot]:
    """The lines of a list of names: alone on their line, right under the first value and further in than its label."""
    left, bottom = first.box.x0, first.strip.box.bottom
    for following in sheet.rows[sheet.rows.index(row) + 1 :]:
        strip = following.strips[0]
        beside = abs(strip.box.x0 - left) < sheet.line_height < left - label.box.x0
        if len(following.strips) > 1 or not beside or strip.box.top - bottom > _BELOW * sheet.line_height or _LABELLED.match(strip.text):
            return
        bottom = strip.box.bottom
        yield Spot(strip.text.strip(), strip, 0, len(strip.text))


def _approval(draft: Draft, passage: Passage) -> None:
    """The number behind a word for approval, or behind the paper's own title; it is the paper's number where that has no other."""
    for name, behind in (
        ("approval_label", r"\s*[:：#.]?\s*"),
        ("special_price_title", rf"\s*(?:\([^)]{{2,24}}\))?\s*(?:{cue('number_sign')})?\s*[:：#.–-]?\s*"),
    ):
        if "approval_number" in draft.fields or (name == "special_price_title" and "agreement_number" in draft.fields):
            break
        ends = (m.end() for m in re.finditer(_word(name).pattern + behind, passage.folded))
        numbers = [number for end in ends if (number := _number_behind(passage.text, end)) is not None]
        if numbers:
            several = len({str(n.value) for n in numbers}) > 1
            draft.put("approval_number", passage.spot(numbers[0].value, numbers[0].start, numbers[0].end, score=0.9, doubt=several))
    labelled = next((s for sheet, row in draft.paper.rows for s in _approvals_on(sheet, row)), None)
    if "approval_number" not in draft.fields:
        draft.put("approval_number", labelled)
    if "agreement_number" not in draft.fields and "approval_number" in draft.fields:
        draft.fields["agreement_number"] = draft.fields["approval_number"]


def _number_behind(text: str, start: int) -> Read | None:
    number = find_number_in_words(text, start) or find_identifier(text, start, digits=2, length=3)
    return number if number is not None and number.start - start <= 1 and not _DAY.match(text, number.start) else None


_DAY: Final = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)|\d{1,2}\.?\s|(?:19|20)\d\d(?!\d|[-/.]\d)|\d{4}年")


def _approvals_on(sheet: Sheet, row: Row) -> Iterator[Spot]:
    """Numbers under a label for approval."""
    for strip in row.strips:
        if role_of(strip.text) == "approval_label":
            for under in sheet.below(strip.box, _BELOW)[:1]:
                number = _number_behind(under.text, 0)
                if number is not None and under.box.top > strip.box.bottom - 1:
                    yield Spot(number.value, under, number.start, number.end, 0.9)


def _open(draft: Draft, passage: Passage, *, by_row: bool) -> Iterator[str]:
    """What the paper leaves open as a whole."""
    if not by_row and "end_customers" not in draft.fields:
        named = any(True for _ in passage.saying("end_customer"))
        yield "its end customers were not read" if named else "it names no end customer; whether sales to anybody count, a person tells"
    if "earner_name" not in draft.fields:
        yield "who sells on under it was not read"
    for sentence in passage.saying("on_invoice"):
        if not sentence.found("claim") and not percents_in(terms_in(passage, sentence, draft.paper.region)):
            yield "the special price may be given on the invoice already; then nothing is paid back"
            break
    for _, row in draft.paper.rows:
        for strip in row.strips:
            said = fold(strip.text).strip(" .*[]()（）")
            if len(said.split()) <= _STATUS_WORDS and _granted().fullmatch(said):
                yield f"it is not in force as it stands: “{strip.text.strip()}”"


def _limits(draft: Draft, passage: Passage) -> Iterator[str]:
    """Bounds in sentences: of quantities, which payouts do not hold, and of money, which may be for one item or for all."""
    for sentence in passage.sentences:
        bound = sentence.found("quantity_bound")
        if bound is None or sentence.found("days") or sentence.found("notice_word"):
            continue
        terms = terms_in(passage, sentence, draft.paper.region)
        counts = [t for t in terms if t.kind is TermKind.COUNT and t.value >= _LEAST_LIMIT and _counted(passage, t)]
        money = [t for t in amounts_in(terms) if t.kind is TermKind.MONEY]
        if counts:
            draft.put("approved_quantity", passage.spot(counts[0].plain, counts[0].start, counts[0].end, doubt=True))
            yield f"its quantity of {counts[0].plain} is a bound that payouts do not hold; a person counts what is used up"
        elif len(money) == 1 and sentence.found("cap") and not _prices(sentence):
            draft.put("cap", passage.spot(money[0].plain, money[0].start, money[0].end, doubt=True))
            yield f"it is bounded at {money[0].plain}; whether for each item or for all, a person tells"


def _prices(sentence: Sentence) -> bool:
    return sentence.found("list_price") is not None or sentence.found("special_price") is not None


def _counted(passage: Passage, term: Term) -> bool:
    return _UNIT.match(passage.folded, term.end) is not None


_UNIT: Final = re.compile(rf"\s*(?:{cue('unit_word')})(?![a-z])")


@cache
def _word(name: str) -> re.Pattern[str]:
    return whole_words(cue(name))


@cache
def _granted() -> re.Pattern[str]:
    return re.compile(cue("not_granted"))
