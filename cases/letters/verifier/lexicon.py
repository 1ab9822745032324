"""The words that the verifier can check, by language: units, roles of figures, assertions and their negation, and what is neutral."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from cases.letters.verifier.composed.words import ClauseWords, clause_words
from cases.letters.verifier.frames import Frames, frames_of
from cases.letters.verifier.grammar import Grammar, grammar_of
from cases.letters.verifier.inflected import inflected, laid_over, stem_of
from cases.letters.verifier.little_words import NO_WORDS, LittleWords
from cases.letters.verifier.phrases import NOTHING, Index, Phrase, indexed, shared
from cases.letters.verifier.things import SaidOf, said_of
from cases.letters.verifier.unspaced import numerals, without_elision
from cases.wording import plain_spelling


@dataclass(frozen=True, slots=True)
class Predicate:
    """Something that a sentence can assert or deny. `guarded`: never said unless a cited fact says so. `opposite`: what excludes it.

    `soft`: it may be said of another thing than the facts have it of, so that against them it is for a person.
    """

    name: str
    guarded: bool = False
    opposite: str = ""
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language. `phrases` give for each kind of thing the phrases that mean it, the longest first.

    `names_are_capital`: a capital letter within a sentence marks a name (not so in German). `of` are the words between a part and its
    whole (`216 of the 384 units`). `single` are the words that are known alone, `exempt` are headings and courtesies: the only
    sentences that need no fact. `facts` says what facts assert by their name. `grammar` is there where the language is checked closely.
    The indexes are the phrases by their first word; in `said_index` assertions begin with `+`, denials with `-`. `unspaced` are all
    words of a language that parts none by spaces, `elided` those written with the next one, `accented` by a role the one that says it
    with its accent alone, `nouns` those that do not behind `articles`. A negator of `paired` denies nothing of its own where one of
    `pairing` follows (`ne … pas`). `day_first` languages never write the month first, `signs` are words that stand for
    times, equals and percent, `money` names of currencies by their code. `soft_joins` join numbers and part no sentence. `hedges` make
    the figure behind them more, less or about as much, `loose_hedges` not behind a noun. In a language without a grammar the
    `shown_index` has the papers that show a figure, the `contrast_index` what sets one against another, `particles` are parts of a verb
    at the end of a clause, `yields` verbs of a result, `only` words make a figure less than another one, `sums` stand between a
    deduction or a claim and its amount; words that are `compounded` of such parts, with `joints` between, are what their last part is,
    unless one of `turning` stands before it, the full stop behind `shortened` ones ends no sentence, and behind `forbidding` ones a
    denial says what ought not to be. `changes` are words of what went down (`falling`) `away` from one figure `towards` another; in a
    language with `attributes_ahead` what stands behind a whole is said of its part; `relatives` begin a clause about what stands before
    it. `seconding` words deny only behind another denial (`weder … noch`), `adjoining` ones say what a figure is right before it
    alone, behind `than` stands what something else is held against, `measuring_off` say of a figure before them by how much. In a
    language that `denies_ahead` a negator denies nothing before it. Words `between` which others lie tell what lies apart, `namely`
    ones lead to the figure of what was said before, `reasons` are words for the reason that a letter is filed for, and `by_how_much`
    ones lead from a comparison to its measure. `fronting` words stand before a figure that the rest of the sentence is about. Before
    verbs that `show` stand `sheets_named`, words for a claim or a paper that shows figures and is none of them; `till` words lead from
    a first day to the last. Words and phrases that are `alike` say the same of a figure, whatever `endings` they have.
    `please` words begin a request, `happened` ones stand behind a verb of what was, `numbering` ones before the number of a row.
    """

    language: str
    names_are_capital: bool
    months: Mapping[str, int]
    number_words: Mapping[str, int]
    units: Sequence[tuple[Phrase, str]]
    units_before: frozenset[str]
    roles: Sequence[tuple[Phrase, str]]
    assertions: Sequence[tuple[Phrase, str]]
    denials: frozenset[tuple[Phrase, str]]
    predicates: Mapping[str, Predicate]
    negators: frozenset[str]
    joins: frozenset[str]
    turns: frozenset[str]
    requests: frozenset[str]
    sheets: frozenset[str]
    of: frozenset[str]
    neutral: frozenset[str]
    neutral_phrases: Sequence[Phrase]
    exempt: frozenset[str]
    single: frozenset[str]
    spoken: frozenset[str]
    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    grammar: Grammar | None = None
    frames: Frames | None = None
    clauses: ClauseWords | None = None
    said_of: SaidOf | None = None
    plain_index: Index = field(default_factory=lambda: NOTHING, repr=False)
    role_index: Index = field(default_factory=lambda: NOTHING, repr=False)
    unit_index: Index = field(default_factory=lambda: NOTHING, repr=False)
    said_index: Index = field(default_factory=lambda: NOTHING, repr=False)
    unspaced: frozenset[str] = frozenset()
    elided: frozenset[str] = frozenset()
    accented: Mapping[str, str] = field(default_factory=dict)
    nouns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    articles: frozenset[str] = frozenset()
    paired: frozenset[str] = frozenset()
    pairing: frozenset[str] = frozenset()
    day_first: bool = False
    signs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    money: Mapping[str, frozenset[str]] = field(default_factory=dict)
    soft_joins: frozenset[str] = frozenset()
    hedges: frozenset[str] = frozenset()
    loose_hedges: frozenset[str] = frozenset()
    shown_index: Index = field(default_factory=lambda: NOTHING, repr=False)
    contrast_index: Index = field(default_factory=lambda: NOTHING, repr=False)
    particles: frozenset[str] = frozenset()
    yields: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    sums: frozenset[str] = frozenset()
    compounded: frozenset[str] = frozenset()
    joints: frozenset[str] = frozenset()
    turning: frozenset[str] = frozenset()
    forbidding: frozenset[str] = frozenset()
    changes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    attributes_ahead: bool = False
    relatives: frozenset[str] = frozenset()
    than: frozenset[str] = frozenset()
    measuring_off: frozenset[str] = frozenset()
    shortened: frozenset[str] = frozenset()
    seconding: frozenset[str] = frozenset()
    telling: frozenset[str] = frozenset()
    showing: frozenset[str] = frozenset()
    adjoining: frozenset[str] = frozenset()
    denies_ahead: bool = False
    between: frozenset[str] = frozenset()
    namely: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    by_how_much: frozenset[str] = frozenset()
    fronting: frozenset[str] = frozenset()
    show: frozenset[str] = frozenset()
    sheets_named: frozenset[str] = frozenset()
    till: frozenset[str] = frozenset()
    please: frozenset[str] = frozenset()
    happened: frozenset[str] = frozenset()
    numbering: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    alike_index: Index = field(default_factory=lambda: NOTHING, repr=False)

    @property
    def little(self) -> LittleWords:
        """The small words of its grammar; none where it has no grammar."""
        return self.grammar.little if self.grammar is not None else NO_WORDS

    def stem(self, word: str) -> str:
        """The word without its ending for one or several, him or her: `facturad` of `facturadas`."""
        return stem_of(word, self.endings)


CURRENCIES: Final[Mapping[str, frozenset[str]]] = {
    "$": frozenset({"USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD"}),
    "US$": frozenset({"USD"}),
    "C$": frozenset({"CAD"}),
    "CA$": frozenset({"CAD"}),
    "A$": frozenset({"AUD"}),
    "AU$": frozenset({"AUD"}),
    "NZ$": frozenset({"NZD"}),
    "HK$": frozenset({"HKD"}),
    "MX$": frozenset({"MXN"}),
    "S$": frozenset({"SGD"}),
    "EUR": frozenset({"EUR"}),
    "GBP": frozenset({"GBP"}),
    "JPY": frozenset({"JPY", "CNY"}),
}
"""What a sign of money can mean, after its plain spelling."""


CURRENCY_CODES: Final = frozenset(
    {
        "AED", "ARS", "AUD", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR",
        "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KRW", "KWD", "MAD", "MXN", "MYR", "NOK", "NZD",
        "PEN", "PHP", "PLN", "RON", "RSD", "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "UAH", "USD", "VND",
        "ZAR",
    }
)  # fmt: skip
"""Codes of currencies (ISO 4217) that are told apart from other capital letters before a number."""


_GAP: Final = "_"


def phrase(text: str) -> Phrase:
    """A text as the words that are compared; `_` stands for a number or name among them: `dispute _ dated`."""
    return tuple("\0" if word == _GAP else word for word in plain_spelling(text).casefold().split())


@cache
def lexicon_of(language: str) -> Lexicon | None:
    """The lexicon of a language, or None where there is none: every sentence in it is then for a person."""
    folder = files("cases.letters.verifier") / "lexicon"
    place = folder / f"{language}.yaml"
    if not language.isalpha() or not place.is_file():
        return None
    entries = yaml.load(place.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for part in ("neutral", "grammar", "frames", "clauses", "said_of"):
        more = folder / part / place.name
        if more.is_file():
            added = yaml.load(more.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            entries[part] = [*entries.get(part, []), *added] if isinstance(added, list) else added
    for part in ("synonyms", "ordinary"):
        more = folder / part / place.name
        if more.is_file():
            entries = laid_over(entries, yaml.load(more.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    return _lexicon(language, entries)


def _lexicon(language: str, entries: Mapping[str, Any]) -> Lexicon:
    elided = frozenset(_listed(entries.get("elided", [])))
    shapes = {name: [e.strip() for e in str(endings).split("|")] for name, endings in entries.get("shapes", {}).items()}
    entries = {name: each_text(entry, lambda text: inflected(text, shapes)) for name, entry in entries.items() if name != "shapes"}
    entries = each_text(_with_spellings(entries, str.maketrans(entries.get("spellings", {}))), lambda text: without_elision(text, elided))
    predicates = {
        name: Predicate(name, bool(spec.get("guarded")), str(spec.get("opposite", "")), bool(spec.get("soft")))
        for name, spec in entries["predicates"].items()
    }
    neutral = [p for word in _listed(entries["neutral"]) for p in _also_elided(phrase(word), elided)]
    units, roles = _phrases(entries["units"]), _phrases(entries["roles"])
    assertions = _phrases({name: spec["says"] for name, spec in entries["predicates"].items()})
    denials = _phrases({name: spec["denies"] for name, spec in entries["predicates"].items() if "denies" in spec})
    shown = _phrases(entries.get("shown", {}))
    small = {name: frozenset(_words(entries[name])) for name in ("negators", "joins", "turns", "requests", "of")}
    one_word = frozenset(p[0] for p in neutral if len(p) == 1)
    said = {word for p, _ in (*units, *roles, *assertions, *denials, *shown) for word in p}
    said |= {word for text in _listed(entries.get("frames", {}).get("beside", [])) for word in phrase(text)}
    said |= {word for texts in entries.get("changes", {}).values() for text in _listed(texts) for word in phrase(text)}
    if not entries.get("unspaced"):
        kinds = entries.get("frames", {}).get("kinds", {})
        said |= {word for texts in kinds.values() for text in _listed(texts) for word in phrase(text)}
    said |= {word for name in ("contrasts", "yields", "only") for text in _listed(entries.get(name, [])) for word in phrase(text)}
    months, numbers = _numbered(entries["months"]), _numbered(entries["numbers"])
    pairs = entries.get("negator_pairs", {})
    hedges = frozenset(_words([*_listed(entries.get("hedges", [])), *_listed(entries.get("loose_hedges", []))]))
    signs = {name: frozenset(_words(texts)) for name, texts in entries.get("signs", {}).items()}
    money = {code: frozenset(_words(texts)) for code, texts in entries.get("money", {}).items()}
    if entries.get("unspaced"):
        numbers |= numerals()
    if entries.get("hundreds_joined"):
        numbers |= _joined_hundreds(numbers)
    grammar = grammar_of(entries.get("grammar"), _listed, phrase)
    endings = tuple(sorted(_words(entries.get("endings", [])), key=len, reverse=True))
    plain_phrases = sorted((p for p in neutral if len(p) > 1), key=len, reverse=True)
    spoken = one_word.union(
        said,
        months,
        numbers,
        _words(entries["sheets"]),
        _words(entries.get("forbidding", [])),
        *small.values(),
        *signs.values(),
        *money.values(),
        grammar.words if grammar else (),
    )
    return Lexicon(
        language=language,
        names_are_capital=bool(entries["names_are_capital"]),
        months=months,
        number_words=numbers,
        units=units,
        units_before=frozenset(entries["units_before"]),
        roles=roles,
        assertions=assertions,
        denials=frozenset(denials),
        predicates=predicates,
        negators=small["negators"],
        joins=small["joins"],
        turns=small["turns"],
        requests=small["requests"],
        sheets=frozenset(_listed(entries["sheets"])),
        of=small["of"],
        neutral=one_word,
        neutral_phrases=plain_phrases,
        exempt=frozenset(" ".join(phrase(text)) for text in (*entries["headings"], *entries["courtesies"])),
        single=one_word.union(months, numbers, _words(entries["sheets"]), *small.values(), grammar.single if grammar else ()),
        spoken=spoken,
        facts={name: frozenset(_listed(asserted)) for name, asserted in entries.get("facts", {}).items()},
        elided=elided,
        accented=entries.get("accented", {}),
        nouns={role: frozenset(_words(texts)) for role, texts in entries.get("nouns", {}).items()},
        articles=frozenset(_words(entries.get("articles", []))),
        paired=frozenset(_words(pairs.get("first", []))),
        pairing=frozenset(_words(pairs.get("second", []))),
        day_first=bool(entries.get("day_first")),
        signs=signs,
        money=money,
        soft_joins=frozenset(_words(entries.get("soft_joins", []))),
        hedges=hedges,
        loose_hedges=frozenset(_words(entries.get("loose_hedges", []))),
        shown_index=indexed(shown),
        contrast_index=indexed((phrase(text), "") for text in _listed(entries.get("contrasts", []))),
        particles=frozenset(_words(entries.get("particles", []))),
        yields=frozenset(_words(entries.get("yields", []))),
        only=frozenset(_words(entries.get("only", []))),
        sums=frozenset(_words(entries.get("sums", []))),
        compounded=frozenset(_words(entries.get("compounded", []))),
        joints=frozenset(_words(entries.get("joints", []))),
        turning=frozenset(_words(entries.get("turning", []))),
        changes={name: frozenset(_words(texts)) for name, texts in entries.get("changes", {}).items()},
        than=frozenset(_words(entries.get("than", []))),
        measuring_off=frozenset(_words(entries.get("measuring_off", []))),
        relatives=frozenset(_words(entries.get("relatives", []))),
        attributes_ahead=bool(entries.get("attributes_ahead")),
        forbidding=frozenset(_words(entries.get("forbidding", []))),
        shortened=frozenset(_words(entries.get("shortened", []))),
        seconding=frozenset(_words(entries.get("seconding", []))),
        telling=frozenset(_words([*_listed(entries.get("telling", [])), *_listed(entries.get("showing", []))])),
        showing=frozenset(_words(entries.get("showing", []))),
        adjoining=frozenset(_words(entries.get("adjoining", []))),
        **{name: frozenset(_words(entries.get(name, []))) for name in ("between", "namely", "reasons", "by_how_much", "fronting")},
        **{name: frozenset(_words(entries.get(name, []))) for name in ("show", "sheets_named", "till", "please", "happened", "numbering")},
        denies_ahead=bool(entries.get("denies_ahead")),
        unspaced=spoken.union(hedges, _listed(entries.get("frames", {}).get("saying", []))) if entries.get("unspaced") else frozenset(),
        grammar=grammar,
        frames=frames_of(_with_neutral(entries.get("frames"), one_word), _words, phrase),
        clauses=clause_words(entries.get("clauses"), _listed, phrase),
        said_of=said_of(entries.get("said_of"), _listed, phrase),
        endings=endings,
        alike_index=indexed((p, found[0][0]) for line in entries.get("alike", []) for found in [_stems(line, endings)] for p in found),
        plain_index=indexed((p, "") for p in plain_phrases),
        role_index=indexed(roles if grammar else shared(roles)),
        unit_index=indexed(units),
        said_index=indexed([*((p, f"+{name}") for p, name in assertions), *((p, f"-{name}") for p, name in denials)]),
    )


def _also_elided(words: Phrase, elided: frozenset[str]) -> Iterator[Phrase]:
    """`alors que`, and `alors qu` as it is before a vowel."""
    yield words
    cut = words[-1][:-1] if words else ""
    if len(words) > 1 and cut in elided and words[-1][-1:] in "aeio":
        yield (*words[:-1], cut)


def _with_neutral(frames: Any, neutral: frozenset[str]) -> Any:
    """The frames; where it is given which neutral words are `altering` the figures that they stand beside, all others may stand there."""
    if not frames or "altering" not in frames:
        return frames
    return {**frames, "beside": [*_listed(frames["beside"]), *(neutral - set(_words(frames["altering"])))]}


def _with_spellings(entry: Any, spellings: Mapping[int, str]) -> Any:
    """The entries with every text also as it is spelled without the language's special letters."""
    if isinstance(entry, dict):
        return {name: value if name == "spellings" else _with_spellings(value, spellings) for name, value in entry.items()}
    if isinstance(entry, list):
        return [text for part in entry for text in dict.fromkeys((part, str(part).translate(spellings)))]
    if isinstance(entry, str) and (other := entry.translate(spellings)) != entry:
        return f"{entry}, {other}"
    return entry


def each_text(entry: Any, change: Callable[[str], str]) -> Any:
    """The entries with every text changed so."""
    if isinstance(entry, dict):
        return {name: each_text(value, change) for name, value in entry.items()}
    if isinstance(entry, list):
        return [each_text(part, change) for part in entry]
    return change(entry) if isinstance(entry, str) else entry


def _phrases(groups: Mapping[str, Any]) -> list[tuple[Phrase, str]]:
    """Phrases with what they mean, the longest first."""
    found = [(phrase(text), name) for name, texts in groups.items() for text in _listed(texts)]
    return sorted(found, key=lambda f: (-len(f[0]), f[0]))


def _listed(texts: Any) -> list[str]:
    """The texts of a line parted by commas, or of several such lines."""
    lines = texts if isinstance(texts, list) else [texts]
    return [text.strip() for line in lines for text in str(line).split(",") if text.strip()]


def _words(texts: Any) -> list[str]:
    return [" ".join(phrase(t)) for t in _listed(texts)]


def _stems(line: str, endings: Sequence[str]) -> list[Phrase]:
    return [tuple(stem_of(word, endings) for word in phrase(text)) for text in _listed(line)]


def _numbered(entries: Mapping[Any, Any]) -> dict[str, int]:
    return {word: int(number) for number, texts in entries.items() for word in _words(texts)}


def _joined_hundreds(numbers: Mapping[str, int]) -> dict[str, int]:
    """Hundreds with what follows them, in languages that write them as one word: `hundertzwanzig`, `centoventi`."""
    hundreds = {word: n for word, n in numbers.items() if n % 100 == 0 and 0 < n < 1000}
    rest = {word: n for word, n in numbers.items() if 0 < n < 100 and " " not in word}
    return {h + r: n + m for h, n in hundreds.items() for r, m in rest.items()}
