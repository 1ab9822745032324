"""The readings of a text that a machine could take for words: without invisible letters, look-alikes and spacing, decoded, turned round."""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

_TAGS: Final = 0xE0000
"""Letters of the tag block show nothing and say ASCII."""
_LOOK_ALIKES: Final = str.maketrans(
    "аеорсхуіјѕһԁɡԍкмтвнβαεινοκρτυχηΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТХІЈЅɑοıℓ",
    "aeopcxyijshdggkmtbhbaeivokptuxnABEZHIKMNOPTYXABEKMHOPCTXIJSaoil",
)
_LEET: Final = str.maketrans("013457@$!|", "oieastasil")
_MIXED: Final = re.compile(r"(?<![\w@$])[\w@$!|]*(?:[a-zA-Z][013457@$!|]|[013457@$!|][a-zA-Z])[\w@$!|]*")
_SET_APART: Final = re.compile(r"(?<![^\W_])(?:[^\W\d_][ \t.\-_*·•/]{1,6}){6,}[^\W\d_](?![^\W_])")
_BASE64: Final = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{20,}={0,2}")
_HEX: Final = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}[ :]?){16,}(?![0-9A-Fa-f])")
_ESCAPED: Final = re.compile(r"(?:%[0-9A-Fa-f]{2}|&#x?[0-9A-Fa-f]{2,6};|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2})")
_STEMS: Final = ("instruct", "prompt", "ignor", "assistant", "disregard", "anweisung", "consigne", "istruzion", "instruccion", "system")
_REVERSED: Final = re.compile("|".join(stem[::-1] for stem in _STEMS), re.IGNORECASE)
_ROTATED: Final = re.compile("|".join(codecs.encode(stem, "rot13") for stem in _STEMS[:5]), re.IGNORECASE)
_SENTENCE_ENDS: Final = re.compile(r"[.!?;:。！？；：|>*#\u2022]|\n\s*\n")
_WORD: Final = re.compile(r"[^\W_]+")
_MOST_CODES: Final = 40
_LONGEST_CODE: Final = 20_000
_READABLE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Told:
    """A reading of a text. `places` gives for each of its letters where it came from; a decoded one came from `span` as a whole.

    `hidden`: no eye would read it so. `compact`: there are no spaces between its words.
    """

    text: str
    places: Sequence[int] = ()
    span: tuple[int, int] | None = None
    hidden: bool = False
    compact: bool = False

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where letters of this reading stand in the text that it is a reading of."""
        if self.span is not None:
            return self.span
        first, last = self.places[start], self.places[max(start, end - 1)]
        return min(first, last), max(first, last) + 1


def readings_of(text: str) -> Iterator[Told]:
    """The text as it is seen, then what it hides."""
    seen = _seen(text)
    yield seen
    if any(stem in mixed[0].translate(_LEET).casefold() for mixed in _MIXED.finditer(seen.text) for stem in _STEMS):
        yield Told(_MIXED.sub(lambda m: m[0].translate(_LEET), seen.text), seen.places, hidden=True)
    if _SET_APART.search(seen.text):
        yield from _joined(seen)
    yield from _decoded(text, seen)
    if _REVERSED.search(seen.text):
        yield Told(seen.text[::-1], seen.places[::-1], hidden=True)
    if _ROTATED.search(seen.text):
        yield Told(codecs.encode(seen.text, "rot13"), seen.places, hidden=True)


@dataclass(frozen=True, slots=True)
class Words:
    """A text as words in small letters without accents, single spaces between, ` | ` between sentences.

    `begins` are the places in `text` where words begin, `spans` where each stands in the text it was taken from, `opening` those
    words that begin a sentence or a line.
    """

    text: str
    begins: Sequence[int]
    spans: Sequence[tuple[int, int]]
    opening: frozenset[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of `text` was taken from."""
        first, last = bisect_right(self.begins, start) - 1, bisect_right(self.begins, end - 1) - 1
        return self.spans[max(0, first)][0], self.spans[max(0, last)][1]


def words_in(text: str) -> Words:
    """The words of a text, to be looked through."""
    said: list[str] = []
    begins: list[int] = []
    spans: list[tuple[int, int]] = []
    opening: set[int] = set()
    length, end = 0, 0
    for found in _WORD.finditer(text):
        gap = text[end : found.start()]
        ends_sentence = not spans or _SENTENCE_ENDS.search(gap) is not None
        if ends_sentence and spans:
            said.append("|")
            length += 2
        if ends_sentence or "\n" in gap:
            opening.add(length)
        word = _small(found[0])
        begins.append(length)
        spans.append(found.span())
        said.append(word)
        length += len(word) + 1
        end = found.end()
    return Words(" ".join(said), begins, spans, frozenset(opening))


def _small(word: str) -> str:
    if word.isascii():
        return word.casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def _seen(text: str) -> Told:
    """Without what shows nothing; letters in their usual form, those of other scripts that look Latin as Latin ones."""
    if text.isascii():
        return Told(text, range(len(text)))
    said: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        shown = character if character.isascii() else _shown(character)
        if shown == " " and 0 < at < len(text) - 1 and _is_han(text[at - 1]) and _is_han(text[at + 1]):
            continue
        said.append(shown)
        places += [at] * len(shown)
    return Told("".join(said).translate(_LOOK_ALIKES), places)


def _shown(character: str) -> str:
    """What is seen of a character; of one that shows nothing but says something, what it says."""
    hidden = ord(character) - _TAGS
    if 0x20 <= hidden < 0x7F:
        return chr(hidden)
    if unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return ""
    return unicodedata.normalize("NFKC", character)


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff"


def _joined(seen: Told) -> Iterator[Told]:
    """Letters set apart, put together: words where the space between them is another, and in one piece."""
    said: list[str] = []
    places: list[int] = []
    at = 0
    for run in _SET_APART.finditer(seen.text):
        said.append(seen.text[at : run.start()])
        places += seen.places[at : run.start()]
        gaps = re.findall(r"[^\w]+|_+", run[0])
        usual = max(set(gaps), key=gaps.count)
        word = re.sub(r"(?<=[^\W_])((?:[^\w]|_)+)(?=[^\W_])", lambda m: "" if m[1] == usual else " ", run[0])  # noqa: B023 - used at once
        said.append(word)
        places += [seen.places[run.start()]] * (len(word) - 1) + [seen.places[run.end() - 1]]
        yield Told(word.replace(" ", ""), span=seen.origin(*run.span()), hidden=True, compact=True)
        at = run.end()
    yield Told("".join([*said, seen.text[at:]]), [*places, *seen.places[at:]], hidden=True)


def _decoded(text: str, seen: Told) -> Iterator[Told]:
    """What codes in the text come to where that is writing."""
    for found in list(_BASE64.finditer(seen.text))[:_MOST_CODES]:
        yield from _as_writing(_of_base64(found[0][:_LONGEST_CODE]), seen.origin(*found.span()))
    for found in list(_HEX.finditer(seen.text))[:_MOST_CODES]:
        with_pairs = re.sub(r"[ :]", "", found[0][:_LONGEST_CODE])
        yield from _as_writing(binascii.unhexlify(with_pairs[: len(with_pairs) // 2 * 2]), seen.origin(*found.span()))
    escapes = list(_ESCAPED.finditer(text))
    if len(escapes) > 2:
        opened = re.sub(r"\\[ux]([0-9A-Fa-f]{2,4})", lambda m: chr(int(m[1], 16)), html.unescape(unquote(text)))
        yield Told(_seen(opened).text, span=(escapes[0].start(), escapes[-1].end()), hidden=True)


def _of_base64(code: str) -> bytes:
    plain = code.replace("-", "+").replace("_", "/").rstrip("=")
    for cut in range(len(plain) % 4 == 1, 2):
        whole = plain[: len(plain) - cut]
        try:
            return base64.b64decode(whole + "=" * (-len(whole) % 4), validate=True)
        except (binascii.Error, ValueError):
            continue
    return b""


def _as_writing(decoded: bytes, span: tuple[int, int]) -> Iterator[Told]:
    said = decoded.decode("utf-8", "replace")
    if said and sum(c.isprintable() and c != "\ufffd" for c in said) >= _READABLE * len(said):
        yield Told(_seen(said).text, span=span, hidden=True)
