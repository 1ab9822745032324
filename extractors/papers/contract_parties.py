"""Who pays and who earns under a contract: names by their legal form, roles by the words beside them or the label before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from extractors.papers.passages import Passage, Sentence, whole_words
from extractors.papers.special_price_rows import role_of
from extractors.papers.strips import same_line
from extractors.papers.tokens import fold
from extractors.papers.vocabulary import cue, pattern

_PAYER: Final = "payer_name"
_EARNER: Final = "earner_name"
_NEAR: Final = 90
_COMPANY_END: Final = re.compile(rf"(?<!\w){pattern('legal_form')}(?!\w)|(?:有限公司|股份公司|集团|公司|商行|经营部|厂)(?!\w)")
_CHINESE_TAIL: Final = re.compile(r"[\u4e00-\u9fff（）()]*$")
_SEAM: Final = re.compile(r"[,;:，；：)）\"”»“„«]|\s-\s|\s–\s")
_LABELLED: Final = re.compile(r"^\s*(?P<label>[^:：\n]{2,40}?)\s*[:：]\s*(?P<name>\S.{2,80})$")
_PLACEHOLDER: Final = re.compile(r"[甲乙丙]方")


@dataclass(frozen=True, slots=True)
class Party:
    """A name with its offsets in the passage, and which field of the contract it fills."""

    field: str
    name: str
    start: int
    end: int


def parties_of(passage: Passage) -> tuple[Party, ...]:
    """The payer and the earner; a party whose role no word tells stays out, unless the other one's is told."""
    found: dict[str, Party] = {}
    for party in (*_labelled(passage), *_beside(passage)):
        found.setdefault(party.field, party)
    labelled = {party.name.casefold() for party in found.values()}
    for party in _introduced(passage):
        if party.name.casefold() not in labelled:
            found.setdefault(party.field, party)
    for party in _without_form(passage, tuple(found.values())):
        found.setdefault(party.field, party)
    return tuple(found.values())


def _role(text: str) -> str | None:
    """The field that the first word for a role in a text stands for; an end customer is no party."""
    text = _without_end_customers(text)
    payer, earner = _roles(_PAYER).search(text), _roles(_EARNER).search(text)
    if payer is None or earner is None:
        return _PAYER if payer else _EARNER if earner else None
    return _PAYER if payer.start() < earner.start() else _EARNER


_NAMED_SO: Final = re.compile(r"[(（\"“„«'‘][^()\"“”„«»'’]{0,40}$")


def _role_behind(text: str) -> str | None:
    """The role of a name by the words right behind it, or further on, past its address and numbers, by a name in quotes or brackets.

    A word that runs on from others without a mark or an article (`… parties and term vendor`) labels something else.
    """
    text = _without_end_customers(text)
    for field in (_PAYER, _EARNER):
        others = _roles(_EARNER if field == _PAYER else _PAYER)
        for match in _roles(field).finditer(text):
            other = others.search(text)
            if other is not None and other.start() < match.start():
                break
            before = text[: match.start()]
            if match.start() < _NEAR and (
                not before.strip() or not (before.rstrip()[-1:].isalnum() or before.rstrip()[-1:] in ")）.") or _ARTICLE.search(before)
            ):
                return field
            if match.start() < _FAR and _NAMED_SO.search(before):
                return field
    return None


def _without_end_customers(text: str) -> str:
    """A text of the same length in which the words for end customers name nobody."""
    return _END_CUSTOMER.sub(lambda m: "_" * len(m.group()), text)


_END_CUSTOMER: Final = whole_words(cue("end_customer"))
_FAR: Final = 260
_ARTICLE: Final = re.compile(rf"{cue('role_article')}\s+$")


@cache
def _roles(field: str) -> re.Pattern[str]:
    return whole_words(cue("payer_role" if field == _PAYER else "earner_role"))


def _lines(passage: Passage) -> Iterator[tuple[int, str]]:
    """The strips of the opening with their offsets."""
    limit = len(passage.opening)
    for start, strip in zip(passage.starts, passage.strips, strict=True):
        if start < limit:
            yield start, strip.text


def _labelled(passage: Passage) -> Iterator[Party]:
    """`Supplier: NAME`, `甲方（供方）：NAME`, `甲方：NAME（以下简称“供应商”）`."""
    for offset, line in _lines(passage):
        match = _LABELLED.match(line)
        if match is None:
            continue
        name = match["name"]
        bracket = re.search(r"\s*[（(]", name)
        behind = name[bracket.start() :] if bracket else ""
        bare = (name[: bracket.start()] if bracket else name).strip(" ,;，；。")
        field = _role(fold(behind)) or (None if _heads_prices(match["label"]) else _role(fold(match["label"])))
        if field is None or not bare or _PLACEHOLDER.fullmatch(bare):
            continue
        start = offset + match.start("name")
        yield Party(field, bare, start, start + len(bare))


def _beside(passage: Passage) -> Iterator[Party]:
    """`Distributor | NAME`: a label in a cell of its own, with the name in the next one."""
    opening = [(start, strip) for start, strip in zip(passage.starts, passage.strips, strict=True) if start < len(passage.opening)]
    for (_, one), (start, other) in pairwise(opening):
        bare, name = one.text.rstrip(" :："), other.text
        field = _role(fold(bare)) if len(bare.split()) <= _LABEL_WORDS and not _COMPANY_END.search(bare) else None
        if field is None or one.page != other.page or not same_line(one.box, other.box) or _role(fold(name)) is not None:
            continue
        if _heads_prices(bare) or _heads_prices(name):
            continue
        text = name.strip(" ,;，；。")
        if len(text) >= _SHORTEST and any(c.isalpha() for c in text) and not _LABELLED.match(name):
            yield Party(field, text, start + name.index(text), start + name.index(text) + len(text))


def _heads_prices(text: str) -> bool:
    """Whether a strip heads a column or a value of special prices: “Distributor cost” and “Approved net price” are nobody's name."""
    return role_of(text) not in {"", "end_customer"}


_LABEL_WORDS: Final = 3


def _introduced(passage: Passage) -> Iterator[Party]:
    """`between NAME, hereinafter the Supplier, and NAME (“Customer”)`: names by their legal form, each with the role behind it."""
    opening = passage.opening
    ends = _forms(opening)
    names = [(_begin(passage, opening, a, ends[n - 1][1] if n else 0), _end(passage, opening, b)) for n, (a, b) in enumerate(ends)]
    told: list[tuple[str | None, int, int]] = []
    for number, (start, end) in enumerate(names):
        following = names[number + 1][0] if number + 1 < len(names) else len(opening)
        told.append((_role_behind(passage.folded[end:following]), start, end))
    if len(told) == 2 and sum(role is None for role, _, _ in told) == 1:
        known = next(role for role, _, _ in told if role)
        told = [(role or (_EARNER if known == _PAYER else _PAYER), a, b) for role, a, b in told]
    for role, start, end in told:
        name = opening[start:end].strip()
        if role is not None and len(name) > 2:
            yield Party(role, name, start + opening[start:end].index(name), end)


def company_names(passage: Passage, sentence: Sentence) -> list[tuple[str, int, int]]:
    """The companies that a sentence names by their legal form, with their offsets."""
    text = passage.text[: sentence.end]
    found: list[tuple[str, int, int]] = []
    for start, legal in _forms(text):
        if start >= sentence.start:
            begin, end = _begin(passage, text, start, found[-1][2] if found else sentence.start), _end(passage, text, legal)
            name = text[begin:end].strip()
            found.append((name, begin + text[begin:end].index(name), end))
    return found


def _without_form(passage: Passage, known: tuple[Party, ...]) -> Iterator[Party]:
    """`… and Quill & Main Stores North (the “Customer”)`: a name without a legal form, right before the words that give it its role."""
    if len(known) != 1:
        return
    wanted = _EARNER if known[0].field == _PAYER else _PAYER
    for opener in _ROLE_OPENS.finditer(passage.opening):
        said = passage.folded[opener.end() : opener.end() + _ROLE_REACH]
        if known[0].start <= opener.start() <= known[0].end or _role(_SEAM.split(said, maxsplit=1)[0]) != wanted:
            continue
        line = max((s for s in passage.starts if s <= opener.start()), default=0)
        begin = max(line, known[0].end if known[0].end <= opener.start() else line)
        name = _PROPER.search(passage.opening[begin : opener.start()])
        start = begin + name.start() if name is not None else opener.start()
        while lead := _lead().match(passage.folded, start, opener.start()):
            if lead.end() == start:
                break
            start = lead.end()
        text = passage.opening[start : opener.start()].strip(" ,")
        if len(text) >= _SHORTEST and text[:1].isupper() and _role(fold(text)) is None and not any(c.isdigit() for c in text):
            yield Party(wanted, text, start, start + len(text))


_ROLE_OPENS: Final = re.compile(r"\s*(?:[（(]\s*|,\s+)(?=\S)")
_ROLE_REACH: Final = 60
_SHORTEST: Final = 4
_PROPER: Final = re.compile(
    r"[A-ZÀ-Þ][\w.'’&-]*(?:\s+(?:&|[A-ZÀ-Þ0-9][\w.'’&-]*|(?:de|du|des|del|della|di|la|le|el|von|und|et|y|e|and|of)(?=\s+[A-ZÀ-Þ]))){0,6}\s*$"
)
"""Words in capitals, with the small words that join them, at the end of a stretch."""


def _forms(opening: str) -> list[tuple[int, int]]:
    """Where legal forms stand; those that touch are one: `Trading Co Ltd`, `GmbH & Co. KG`."""
    found: list[tuple[int, int]] = []
    for match in _COMPANY_END.finditer(opening):
        if found and not opening[found[-1][1] : match.start()].strip(" .,&"):
            found[-1] = (found[-1][0], match.end())
        else:
            found.append(match.span())
    return found


_BRANCH: Final = re.compile(r"(?:\s+[A-ZÀ-Þ0-9][\w'’-]*){1,2}(?=\s*(?:[,;(（\"“„«]|$|\s[-–]\s))")
"""What may follow a legal form within a name: a branch or a region (`… Ltd North`)."""


def _end(passage: Passage, opening: str, legal: int) -> int:
    """Where a name ends: at its legal form, or behind the name of a branch that follows on the same line."""
    line = next((s for s in passage.starts if s > legal), len(opening))
    branch = _BRANCH.match(opening[:line].rstrip(), legal)
    return branch.end() if branch and _role(passage.folded[legal : branch.end()]) is None else legal


def _begin(passage: Passage, opening: str, legal: int, last: int) -> int:
    """Where the name that ends in a legal form begins: behind the name before, the line's start, a seam, and words like `between`."""
    chinese = _CHINESE_TAIL.search(opening, last, legal)
    if chinese and chinese.group() and legal < len(opening) and "\u4e00" <= opening[legal] <= "\u9fff":
        lead = re.search(r".*(?:由|与|和|为)(?=[\u4e00-\u9fff]{4})", chinese.group())
        return chinese.start() + (lead.end() if lead else 0)
    line = max((s for s in passage.starts if s <= legal), default=0)
    begin = max(last, line)
    for between in _between().finditer(passage.folded, begin, legal):
        begin = between.end()
    for seam in _SEAM.finditer(opening, begin, legal):
        if opening[seam.end() : legal].strip(" .,"):
            begin = seam.end()
    while lead := _lead().match(passage.folded, begin, legal):
        if lead.end() == begin:
            break
        begin = lead.end()
    return _on_the_line_before(passage, opening, line, last) if begin == line > last else begin


def _on_the_line_before(passage: Passage, opening: str, line: int, last: int) -> int:
    """Where a name begins whose first words end the line above, in one sentence with the rest; the line's start where none do."""
    if any(line - 1 <= s.start <= line for s in passage.sentences) or not opening[:line].rstrip()[-1:].isalnum():
        return line
    first = _PROPER.search(opening[last:line])
    if first is None or _role(fold(first.group())) is not None:
        return line
    begin = last + first.start()
    while (lead := _lead().match(passage.folded, begin, line)) and lead.end() > begin:
        begin = lead.end()
    return min(line, begin)


@cache
def _between() -> re.Pattern[str]:
    return whole_words(cue("party_between"))


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{cue('party_lead')})(?![a-z])\s*|\s+|[-–—]\s*")
