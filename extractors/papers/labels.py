"""Finds printed labels on strips: the longest wording at each place wins, exact on digital pages, near enough on scans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from extractors.papers.strips import CJK, Strip
from extractors.papers.tokens import NUMBER, Token, key, tokens
from extractors.papers.vocabulary import LONGEST_LABEL, Meaning, chinese, meanings, near, pattern

_CLOSING: Final = re.compile(r"\s*(?:[:：;]|[#№]|[.:]{2,}|=|→)\s*")
_SKIPPED: Final = re.compile(r"[\s:：#№=._\-–—>→]*")
_PLURAL: Final = re.compile(r"\((?:s|es|en|n|e)\)")
_RUN: Final = re.compile(
    r"\s?/\s?(?:leistungsempfänger|rechnungsempfänger|empfänger|consignee|importer|exporter|buyer|seller|shipper|customer|prestatore|committente|receiver|notify|vendor|supplier|client|käufer|kunde|deliver\s+to|bill\s+to)(?![\w])",
    re.IGNORECASE,
)
"""A heading may name one party twice: “Käufer/Leistungsempfänger”."""
_RECEIVES: Final = re.compile(r"(?i)\s?/\s?(?:empfänger|consignee|receiver|deliver\s+to)")
_FUZZY_BONUS: Final = 0.9
_GLUED_LIKENESS: Final = 0.85
_NEARLY_EXACT: Final = 94.0
_LONG_WORDING: Final = 18
_NEARLY_EXACT_LONG: Final = 92.0
"""In a wording of so many letters two may be misread before it is nearer to another one."""
_LAST_WORD: Final = 3
_GLUED_ON: Final = re.compile(r"-[A-Z0-9]*\d")
_NAMES_A_CARRIER: Final = re.compile(pattern("carrier_first_word"), re.IGNORECASE)
"""“Transportes Meseta” is no misread “Transporteur”."""
_SENTENCE: Final = 8
_COPIES: Final = re.compile(
    r"(?i)\b(?:white|yellow|pink|blue|green|canary|goldenrod|weiß|gelb|rosa|blau|grün|blanc|jaune|rose|bleu|vert|blanco|amarillo|verde|bianco|giallo)(?:\s+copy)?\s*[:=–-]|(?:白|黄|红|粉|蓝)联"
)


@dataclass(frozen=True, slots=True)
class Label:
    """A label on a strip: the characters it takes, what it may name, whether a colon or number sign closes it.

    `alone`: it is the whole strip, as the heading of a cell. `likeness` is 1 for an exact wording. `after` is where the
    value would begin.
    """

    strip: Strip
    start: int
    end: int
    after: int
    meanings: tuple[Meaning, ...]
    closed: bool
    likeness: float

    @property
    def first(self) -> bool:
        """Whether the strip begins with it."""
        return not self.strip.text[: self.start].strip(" .*•-–(#0123456789)")

    @property
    def glued(self) -> bool:
        """Whether it is the first part of a number (“PO-773693”), which is no label where another one gives the number."""
        return bool(_GLUED_ON.match(self.strip.text, self.end))

    @property
    def alone(self) -> bool:
        """Whether nothing follows it on its strip and nothing stands before it."""
        return self.first and not self.strip.text[self.after :].strip(" .:_-()[]#\u2610")

    def names(self, field: str) -> bool:
        """Whether it may name a field."""
        return any(m.field == field for m in self.meanings)

    def sure_of(self, field: str) -> bool:
        """Whether it names a field wherever it stands."""
        return any(m.field == field and m.sure for m in self.meanings)

    @property
    def words(self) -> str:
        """The label as printed."""
        return self.strip.text[self.start : self.end]


@lru_cache(maxsize=16384)
def _split_chinese(text: str) -> tuple[Token, ...]:
    """Canonical tokens in which runs of Chinese are cut at the labels of the lexicon."""
    found: list[Token] = []
    for token in tokens(text):
        if not CJK.match(token.text):
            found.append(token)
            continue
        found.extend(_cut(token))
    return tuple(found)


def _cut(token: Token) -> Iterator[Token]:
    text, start, loose = token.text, 0, 0
    while start < len(text):
        label = next((k for k in chinese("labels") if text.startswith(k, start)), None)
        if label is None or len(label) < 2:
            start += 1
            continue
        if start > loose:
            yield Token(text[loose:start], token.start + loose, token.start + start)
        yield Token(label, token.start + start, token.start + start + len(label))
        start += len(label)
        loose = start
    if start > loose:
        yield Token(text[loose:start], token.start + loose, token.start + start)


def labels_on(strip: Strip, *, fuzzy: bool) -> tuple[Label, ...]:
    """All labels of a strip from left to right; they do not overlap."""
    if is_sentence(strip.text):
        return ()
    parts = _split_chinese(strip.text)
    found: list[Label] = []
    at = 0
    while at < len(parts):
        label, used = _longest(strip, parts, at, fuzzy=fuzzy)
        if label is None:
            at += 1
        else:
            found.append(label)
            at += used
    return tuple(_joined(found))


def _joined(labels: list[Label]) -> list[Label]:
    """“Transporteur / Carrier” is one label in two languages: what both name, or the first where they name different things."""
    joined: list[Label] = []
    for label in labels:
        last = joined[-1] if joined else None
        between = last.strip.text[last.end : label.start] if last is not None else ""
        if last is not None and between.strip() in {"/", "|", "-", "–", "("} and not last.closed:
            shared = tuple(m for m in label.meanings if last.names(m.field))
            if shared:
                sure = tuple(Meaning(m.field, m.sure or last.sure_of(m.field)) for m in shared)
                joined[-1] = Label(last.strip, last.start, label.end, label.after, sure, label.closed, min(last.likeness, label.likeness))
                continue
        joined.append(label)
    return joined


def is_sentence(text: str) -> bool:
    """Running words (small print, a clause) in which the words of the trade are no labels: many, mostly small letters, no figures."""
    if len(_COPIES.findall(text)) > 1:
        return True
    words = text.split()
    if len(words) < _SENTENCE or any(c.isdigit() for c in text) or ":" in text:
        return False
    return sum(w[0].islower() for w in words) >= 0.5 * len(words)


def _longest(strip: Strip, parts: tuple[Token, ...], at: int, *, fuzzy: bool) -> tuple[Label | None, int]:
    if parts[at].text == NUMBER and (at + 1 >= len(parts) or parts[at + 1].text.isdigit()):
        return None, 0
    spans = [span for size in range(min(LONGEST_LABEL, len(parts) - at), 0, -1) if _whole(strip, span := parts[at : at + size])]
    for span in spans:
        meant = meanings("labels", key(t.text for t in span))
        if meant:
            longer = _misread_longer(strip, spans, len(span)) if fuzzy else None
            return longer or (_label(strip, span, meant, 1.0), len(span))
    for span in spans if fuzzy else ():
        wording = key(t.text for t in span)
        if (len(span) > 1 or len(wording) > 6) and not (wording[0].isdigit() or _NAMES_A_CARRIER.fullmatch(wording) or _titles(wording)):
            nearest, ratio = near("labels", wording)
            if nearest and not _says_another(span, nearest):
                return _label(strip, span, meanings("labels", nearest), ratio / 100 * _FUZZY_BONUS), len(span)
    return None, 0


def _says_another(span: tuple[Token, ...], nearest: str) -> bool:
    """“our PRO” is no misread “your PO”: the words in which they differ are another label to the letter."""
    fields = {m.field for m in meanings("labels", nearest)}
    for at in range(1, len(span)):
        rest = key(t.text for t in span[at:])
        said = meanings("labels", rest) if not nearest.endswith(f" {rest}") else ()
        if any(m.sure for m in said) and fields.isdisjoint(m.field for m in said):
            return True
    return False


def _titles(wording: str) -> bool:
    """Whether a wording is the title of a paper to the letter, and so no label that was misread."""
    return any(m.sure for m in meanings("titles", wording))


def _misread_longer(strip: Strip, spans: list[tuple[Token, ...]], known: int) -> tuple[Label, int] | None:
    """“Customer order numbe”: a longer wording misread by a letter or two, of which the first words are a label themselves."""
    for span in spans:
        if len(span) > known and len(span[-1].text) >= _LAST_WORD and span[-1].text.isalpha():
            wording = key(t.text for t in span)
            nearest, ratio = near("labels", wording)
            if ratio >= (_NEARLY_EXACT_LONG if len(wording) >= _LONG_WORDING else _NEARLY_EXACT):
                return _label(strip, span, meanings("labels", nearest), ratio / 100), len(span)
    return None


def _whole(strip: Strip, span: tuple[Token, ...]) -> bool:
    """Whether tokens stand together as one wording."""
    return not any(a.end < b.start and _parted(strip.text[a.end : b.start]) for a, b in pairwise(span))


def _parted(between: str) -> bool:
    """A colon, comma or semicolon ends a wording."""
    return any(c in between for c in ":：;；,，、|=") or "  " in between


def _label(strip: Strip, span: tuple[Token, ...], meant: tuple[Meaning, ...], likeness: float) -> Label:
    end = span[-1].end
    sends = any(m.field == "ship_from_name" for m in meant)
    plural = _PLURAL.match(strip.text[end:])
    end += plural.end() if plural else 0
    rest = strip.text[end:]
    for tail in (")", "."):
        if rest.startswith(tail):
            end, rest = end + 1, rest[1:]
    while (run := _RUN.match(strip.text, end)) and not (sends and _RECEIVES.match(run.group())):
        end = run.end()
    rest = strip.text[end:]
    closing = _CLOSING.match(rest)
    closed = closing is not None or span[-1].text == NUMBER
    skipped = _SKIPPED.match(rest)
    after = end + (skipped.end() if skipped else 0)
    if _GLUED_ON.match(strip.text, end):
        likeness *= _GLUED_LIKENESS
    return Label(strip, span[0].start, end, after, meant, closed, likeness)
