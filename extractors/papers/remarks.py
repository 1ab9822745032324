"""What driver, receiver or dock wrote about the goods: short, damaged, over, subject to count, shipper's load and count."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from extractors.papers.part_counts import part_count
from extractors.papers.tokens import fold
from extractors.papers.vocabulary import matcher, pattern, phrases

_N: Final = rf"(?P<n>\d{{1,5}}|{pattern('number_word')})(?![a-z])"
_WORDS: Final = {
    word: number
    for number, words in enumerate(
        (
            "",
            "one ein eine einen un une uno 一",
            "two zwei deux dos due 二 两",
            "three drei trois tres tre 三",
            "four vier quatre 四",
            "five funf 五",
            "six 六",
            "seven 七",
            "eight 八",
            "nine 九",
            "ten 十",
        )
    )
    for word in words.split()
}
_GAP: Final = r"[\s:=\-–.,#x]*"
_NONE: Final = re.compile(rf"^{pattern('none')}[\s.!]*$")
_NONE_APART: Final = re.compile(_NONE.pattern.replace(r"\s+", "").replace(r"\s?", ""))
"""The same without blanks, for a hand in wide letters that fell apart (“co nfo rme”)."""
_RECEIVED: Final = re.compile(
    rf"(?P<n>\d{{1,5}})\s*(?:ctns?|cartons?|cs|cases?|pcs)?\s*{pattern('received')}\b|(?:实收|收到)\s*(?P<m>\d{{1,5}})"
)


_PACKAGES: Final = re.compile(rf"^\W*(?:{_N}\W*)?{pattern('package')}\W*$")
_WORD: Final = re.compile(r"[a-z]{4,}")
_RUN: Final = re.compile(r"\d+|[^\d]*[a-z][^\d]*")
_LONGEST_NOTE: Final = 40
_LONGEST_WORD: Final = 14
_SHORTEST_APART: Final = 4
_SPECKS: Final = re.compile(r"^(?:\S\s+)+|(?:\s+\S)+$")
"""Lone characters before and behind a note, which a recogniser makes of specks."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a note says: cartons short, damaged and over (0 where it says nothing), and its reservations."""

    text: str
    short: int = 0
    damaged: int = 0
    over: int = 0
    received: int | None = None
    subject_to_count: bool = False
    shipper_load_and_count: bool = False
    pallets_only: bool = False
    clean: bool = False

    @property
    def speaks(self) -> bool:
        """Whether the note takes any exception."""
        return not self.clean

    @property
    def understood(self) -> bool:
        """Whether it says anything that was taken apart."""
        counted = self.short or self.damaged or self.over
        return bool(counted or self.subject_to_count or self.shipper_load_and_count or self.pallets_only)


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS.get(word, 0)


_UNCOUNTED: Final = re.compile(
    r"\b(?:not|non|nicht|no)\s+(?:verified|counted|checked|tallied|verifie|compte|controle|geprueft|gepruft|gezahlt|verificad[oa]|contad[oa]"
    r"|verificat[oi]|contat[oi])\s+(?:by|par|durch|vom|por|dal?)\s+(?:the\s+|le\s+|den\s+|el\s+|il\s+)?\w+"
)
"""Who did not count: “not verified by carrier”."""
_BE: Final = r"(?:(?:were|was|are|is|sont|est|wurden|sind|ist|received|recd)\s+)?"


@cache
def _before_and_after(what: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """“2 ctns short” and “short 2 ctn” for one kind of difference."""
    package, words = pattern("package"), pattern(what)
    return (
        re.compile(rf"(?<![\w]){_N}{_GAP}(?:{package}{_GAP})?{_BE}(?<![a-z]){words}(?![a-z]*[a-df-z]{{3}})"),
        re.compile(
            rf"(?<![a-z]){words}(?![a-z]){_GAP}(?:delivered\s+|geliefert\s+)?(?:by\s+|von\s+|de\s+|di\s+)?{_N}(?!\s*(?:rec|pal|plt|lb|kg|/))(?![\d/])"
        ),
    )


def _counted(text: str, what: str) -> int:
    """“short 2 ctn”, “2 ctns short”, “3 Kolli fehlen”, “少2箱”: the number, or 0."""
    before, after = (wording.search(text) for wording in _before_and_after(what))
    found = [m for m in (after, before) if m]
    if not found:
        return 0
    return _count(min(found, key=lambda m: (m.start(), m is not after))["n"])


def reads_none(text: str) -> bool:
    """Whether a note says that nothing is wrong (“none”, “n/a”, “ohne Vorbehalt”, “无”) or says nothing."""
    folded = fold(text).strip(" .:;-–_*'\"()[]")
    together = "".join(folded.split())
    apart = " " in folded and len(together) >= _SHORTEST_APART and together.isalpha() and _NONE_APART.match(together)
    return not folded or bool(_NONE.match(folded) or _NONE.match(_SPECKS.sub("", folded)) or apart)


def remark(text: str) -> Remark:
    """What a note means, in any of the languages."""
    folded = fold(text)
    if reads_none(text):
        return Remark(text, clean=True)
    note = _as_written(text, folded)
    if note.clean or note.understood:
        return note
    others = (other for other in (_spelled(folded), _put_together(folded)) if other not in {folded, ""})
    return next((again for other in others if (again := _as_written(text, other)).understood), note)


def _spelled(folded: str) -> str:
    """A note in which each word that is nearly one of those that notes are made of is that word: a hand is misread by a letter."""
    return _WORD.sub(lambda word: _nearest_word(word.group()), folded)


@lru_cache(maxsize=4096)
def _nearest_word(word: str) -> str:
    known = phrases("note_words")
    if word in known or _PACKAGES.match(word):
        return word
    near = sorted(other for other in known if DamerauLevenshtein.distance(word, other, score_cutoff=1) <= 1)
    return near[0] if len({other.removesuffix("s") for other in near}) == 1 else word


def _put_together(folded: str) -> str:
    """A note in wide letters that fell apart (“2 ct n sho rt”), where all of its letters are words of notes; else nothing."""
    if not any(c.isdigit() for c in folded) or len(folded) > 2 * _LONGEST_NOTE:
        return ""
    parts = _RUN.findall(folded)
    words = [part if part.isdigit() else _divided(re.sub(r"[^a-z]", "", part)) for part in parts]
    return " ".join(words) if all(words) else ""


@lru_cache(maxsize=4096)
def _divided(letters: str) -> str:
    """Letters as words of notes, as few as there can be; nothing where they are not made of such words alone."""
    known = {*phrases("note_words"), *phrases("note_short_words")}
    best: list[str | None] = ["", *([None] * len(letters))]
    for end in range(1, len(letters) + 1):
        ways = [
            f"{before} {letters[at:end]}"
            for at in range(max(0, end - _LONGEST_WORD), end)
            if (before := best[at]) is not None and letters[at:end] in known
        ]
        best[end] = min(ways, key=lambda way: (way.count(" "), way), default=None)
    return (best[-1] or "").strip() if len(letters) <= _LONGEST_NOTE else ""


def _as_written(text: str, folded: str) -> Remark:
    got = _RECEIVED.search(folded)
    short, damaged, over = _counted(folded, "short"), _counted(folded, "damaged"), _counted(folded, "over")
    found = Remark(
        text.strip(),
        short=short,
        damaged=damaged,
        over=over,
        received=int(got["n"] or got["m"]) if got and (short or over) else None,
        subject_to_count=says_subject_to_count(folded),
        shipper_load_and_count=says_shipper_load_and_count(folded),
        pallets_only=bool(matcher("pallets_only").search(folded)),
    )
    if found.understood:
        return found
    counted = part_count(folded)
    if counted is not None and counted.came != counted.whole:
        missing = counted.whole - counted.came
        return replace(found, short=max(0, missing), over=max(0, -missing), received=counted.came)
    return Remark(text, clean=True) if counted is not None or matcher("clean").search(folded) else found


def says_subject_to_count(text: str) -> bool:
    """“Subject to count”, “STC”, “sous réserve de comptage”, “vorbehaltlich Zählung”, “待清点” and the like."""
    return bool(matcher("subject_to_count").search(fold(text)))


def says_shipper_load_and_count(text: str) -> bool:
    """“SLC”, “shipper load and count”, “vom Absender verladen und gezählt”, “自装自点” and the like."""
    return bool(matcher("shipper_load_and_count").search(fold(text)))


def speaks(text: str) -> bool:
    """Whether a line that no label introduces is a note about the goods: a number short, damaged or over, or a reservation."""
    note = remark(text)
    if note.received is not None and not matcher("came").search(fold(text)):
        return False
    said = note.short or note.damaged or note.over or note.pallets_only
    return bool(said or says_subject_to_count(text) or says_shipper_load_and_count(text))


def counts_packages(text: str) -> bool:
    """Whether a text is a number of packages or the word for them, as a note in large letters falls into parts: “4 CARTONS”."""
    return bool(_PACKAGES.match(fold(text)))


def counting(text: str) -> str | None:
    """Who counted, from words: `driver_pallets`, `driver_pieces`, `shipper`, or None."""
    folded = _UNCOUNTED.sub("", fold(text))
    if matcher("driver").search(folded):
        if matcher("by_pallets").search(folded):
            return "driver_pallets"
        return "driver_pieces" if matcher("by_pieces").search(folded) else None
    return "shipper" if matcher("shipper").search(folded) else None
