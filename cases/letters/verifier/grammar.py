"""What more is known of a language that is checked closely: who does what, what entails what, what compares, what asks, what hedges.

A language without it is checked by its figures, days, identifiers and assertions alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cases.letters.verifier.little_words import LittleWords, little_words
from cases.letters.verifier.phrases import Index, Phrase, indexed

Entailed = Mapping[str, frozenset[str]]
"""What follows from a thing, by its name; the thing itself is not among it."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language, closely.

    `roles` and `predicates` say what follows from a role or assertion that a fact has; `denials` what a denial denies besides, `excludes`
    what an assertion denies. `fact_roles` gives roles of facts by their name. `doers` says who can do what, `goals` to whom it is done.
    `papers` and `topics` are words for kinds of paper and of claim, `kinds` the facts that an identifier can be by the `kind_words`
    before it. `hedges` are words by which a figure is not exact, `totals` those of a sum or difference, `openers` begin a request and
    `denying` words end one, `breaks` cut a stretch, `is_words` are forms of *to be* and *to have*, `pointing` words say where something
    is seen. `subjects` give a figure its role where a clause is about them, `wanted` are roles of what a request wants done. `beside`
    gives what may be said along with an assertion in its clause. `whole` is the role of all but prices of one; `rates` are roles of such
    prices, `rate_words` what stands before one, `rate` its role where nothing more is said, `rate_of` what a verb makes of it;
    `day_roles` are those of days alone, `count_roles` those of counts. Facts `by_name` have no role by their label; `containers` are
    units that are told only of facts that speak of them; `shown` are the roles of what a paper shows where nothing more is said. `paying`
    verbs ask for an amount, `receiving` ones for units, `own_verbs` are what the writer alone does. `only` words narrow a figure, `loose`
    comparisons are prepositions where no figure follows. `meanwhile` words stand between a doer and its verb, `owners` are possessives,
    `aside` prepositions make a party no doer, `relatives` open a clause about what stands before them; `determiners` and `fillers` stand
    between a figure and what it counts, the latter also between a kind of number and the number. `hints` (`day_hints` for days) tell what
    a figure can be that has no word of its own, as `hinted` says; `wholes` are roles that a whole has by that of its part, `money_roles`
    those that a count does not take from an amount beside it, `dated` those that are told by the day of a fact. `asked_for` are
    assertions that say nothing within a request, `ours` those that the supplier's papers bear out and `theirs`, what the retailer keeps,
    does not (`our_books` are what the supplier keeps); `sources` are what words are put into the mouth of, `telling` what they are said
    to do, `hearsay` how one has it from others, `borne` the roles that a kind of paper bears out, whatever it shows.
    `claimed_on` are the papers that a kind of claim is about, `told_on` those that a fact speaks of by its name; `kindred` are kinds of
    claim that another one goes with, `spoken_of` those of facts. A figure with `by` behind an `exceeding` word is a `difference`.
    `modals` make a verb possible or due, `contrary` verbs ask for the opposite; `on_paper` are assertions of the paper that a clause
    begins with, also by a `bare_papers` word; `money_hints` say nothing of counts. `wished` words say nothing within a request that has a
    verb of `looking`. `aside_sizes` are comparisons that are prepositions. `share_of` stands between a percentage and what it is of,
    `share_at` the other way round; behind `yields` words stands what a computation comes to; `ordinals` say which of several. Behind
    `according` and `likening` words stands a source, behind `that` what it says; `showing` words say that a paper goes along, also within
    a request; with `beginners` something else is said behind a joining word. `shortened` words are written with a full stop; `little`
    words decide in single places.
    """

    roles: Entailed
    predicates: Entailed
    denials: Entailed
    excludes: Entailed
    fact_roles: Entailed
    doers: Entailed
    goals: Entailed
    kinds: Entailed
    kind_words: Index
    parties: Index
    papers: Index
    topics: Index
    hedges: Index
    totals: Index
    subjects: Index
    openers: Index
    money: Index
    breaks: frozenset[str]
    is_words: frozenset[str]
    pointing: frozenset[str]
    number_joins: frozenset[str]
    articles: frozenset[str]
    shortened: frozenset[str]
    fractions: Mapping[str, int]
    rates: frozenset[str]
    to_whom: frozenset[str]
    by_whom: frozenset[str]
    denying: frozenset[str]
    only: frozenset[str]
    meanwhile: frozenset[str]
    owners: frozenset[str]
    aside: frozenset[str]
    rate_words: frozenset[str]
    relatives: frozenset[str]
    determiners: frozenset[str]
    fillers: frozenset[str]
    hints: Index
    day_hints: Index
    hinted: Entailed
    wholes: Entailed
    asked_for: frozenset[str]
    difference: str
    exceeding: frozenset[str]
    borne: Entailed
    strengths: Entailed
    claimed_on: Entailed
    told_on: Entailed
    kindred: Entailed
    spoken_of: Entailed
    dated: frozenset[str]
    ours: frozenset[str]
    theirs: Index
    our_books: Index
    sources: frozenset[str]
    modals: frozenset[str]
    contrary: frozenset[str]
    on_paper: frozenset[str]
    money_hints: frozenset[str]
    bare_papers: Index
    telling: frozenset[str]
    hearsay: frozenset[str]
    wished: frozenset[str]
    looking: frozenset[str]
    aside_sizes: frozenset[str]
    share_of: frozenset[str]
    share_at: frozenset[str]
    yields: frozenset[str]
    ordinals: frozenset[str]
    according: frozenset[str]
    likening: frozenset[str]
    that: frozenset[str]
    showing: frozenset[str]
    beginners: frozenset[str]
    money_roles: frozenset[str]
    day_roles: frozenset[str]
    count_roles: frozenset[str]
    rate: str
    wanted: frozenset[str]
    loose: frozenset[str]
    rate_of: Mapping[str, str]
    whole: str
    by_name: frozenset[str]
    shown: Entailed
    beside: Entailed
    paying: frozenset[str]
    receiving: frozenset[str]
    own_verbs: frozenset[str]
    containers: frozenset[str]
    weekdays: Mapping[str, int]
    little: LittleWords
    words: frozenset[str]
    single: frozenset[str]


_SETS: Final = (
    "breaks",
    "is_words",
    "pointing",
    "number_joins",
    "articles",
    "to_whom",
    "by_whom",
    "denying",
    "only",
    "meanwhile",
    "owners",
    "aside",
    "rate_words",
    "relatives",
    "determiners",
    "fillers",
    "paying",
    "receiving",
    "own_verbs",
    "loose",
    "shortened",
)

_UNSPOKEN: Final = frozenset({"meanwhile", "own_verbs", "paying", "shortened"})
"""Words that are looked for in their places and are not known by that."""

_KNOWN_ALONE: Final = ("is_words", "number_joins", "articles", "determiners", "owners", "by_whom", "to_whom", "aside", "only")
"""Words that are known wherever they stand; of the others each has a place."""

Listed = Callable[[Any], list[str]]
Phrased = Callable[[str], Phrase]


def grammar_of(entries: Mapping[str, Any] | None, listed: Listed, phrase: Phrased) -> Grammar | None:
    """The grammar that a lexicon file gives, or None where it gives none. `listed` parts the words of a line."""
    if not entries:
        return None

    def index(name: str) -> Index:
        return indexed((phrase(text), meaning) for meaning, texts in entries[name].items() for text in listed(texts))

    def entailed(name: str) -> Entailed:
        return {thing: frozenset(listed(others)) for thing, others in entries.get(name, {}).items()}

    def words(name: str) -> frozenset[str]:
        return frozenset(" ".join(phrase(text)) for text in listed(entries.get(name, [])))

    def numbered(name: str) -> dict[str, int]:
        return {" ".join(phrase(w)): int(n) for n, texts in entries[name].items() for w in listed(texts)}

    # by name, for there are many of each
    indexes: dict[str, Any] = {
        name: index(name) for name in ("parties", "papers", "topics", "subjects", "hedges", "totals", "openers", "money")
    }
    kinds = {name: frozenset(listed(spec["is"])) for name, spec in entries["kinds"].items()}
    hints = {part: entries.get(part, {}) for part in ("hints", "day_hints")}
    hinted = {name: frozenset(listed(spec["is"])) for specs in hints.values() for name, spec in specs.items()}
    kind_words = indexed((phrase(t), name) for name, spec in entries["kinds"].items() for t in listed(spec["says"]))
    sets: dict[str, Any] = {name: words(name) for name in _SETS}
    fractions, weekdays = numbered("fractions"), numbered("weekdays")
    plain = [found for name, found in indexes.items() if name not in {"hedges", "subjects"}]
    known = {word for found in (*plain, kind_words) for those in found.values() for p, _ in those for word in p}
    kept = {w for name in _KNOWN_ALONE for w in sets[name]}.union(fractions, weekdays)
    return Grammar(
        roles=entailed("roles"),
        predicates=entailed("predicates"),
        denials=entailed("denials"),
        excludes=entailed("excludes"),
        fact_roles=entailed("fact_roles"),
        doers=entailed("doers"),
        goals=entailed("goals"),
        shown=entailed("shown"),
        beside=entailed("beside"),
        kinds=kinds,
        kind_words=kind_words,
        hints=indexed((phrase(t), name) for name, spec in hints["hints"].items() for t in listed(spec["says"])),
        day_hints=indexed((phrase(t), name) for name, spec in hints["day_hints"].items() for t in listed(spec["says"])),
        hinted=hinted,
        wholes=entailed("wholes"),
        dated=frozenset(listed(entries.get("dated", []))),
        difference=str(entries.get("difference", "")),
        exceeding=words("exceeding"),
        borne=entailed("borne"),
        strengths=entailed("strengths"),
        claimed_on=entailed("claimed_on"),
        told_on=entailed("told_on"),
        kindred=entailed("kindred"),
        spoken_of=entailed("spoken_of"),
        asked_for=frozenset(listed(entries.get("asked_for", []))),
        ours=frozenset(listed(entries.get("ours", []))),
        theirs=indexed((phrase(t), "") for t in listed(entries.get("theirs", []))),
        our_books=indexed((phrase(t), "") for t in listed(entries.get("our_books", []))),
        sources=words("sources"),
        modals=words("modals"),
        contrary=words("contrary"),
        on_paper=frozenset(listed(entries.get("on_paper", []))),
        money_hints=frozenset(listed(entries.get("money_hints", []))),
        bare_papers=indexed((phrase(t), kind) for kind, texts in entries.get("bare_papers", {}).items() for t in listed(texts)),
        telling=words("telling"),
        hearsay=words("hearsay"),
        wished=words("wished"),
        looking=words("looking"),
        aside_sizes=words("aside_sizes"),
        share_of=words("share_of"),
        share_at=words("share_at"),
        yields=words("yields"),
        ordinals=words("ordinals"),
        according=words("according"),
        likening=words("likening"),
        that=words("that"),
        showing=words("showing"),
        beginners=words("beginners"),
        money_roles=frozenset(listed(entries.get("money_roles", []))),
        **indexes,
        **sets,
        fractions=fractions,
        count_roles=frozenset(listed(entries.get("count_roles", []))),
        wanted=frozenset(listed(entries.get("wanted", []))),
        rate=str(entries.get("rate", "")),
        day_roles=frozenset(listed(entries.get("day_roles", []))),
        rate_of=dict(entries.get("rate_of", {})),
        by_name=frozenset(listed(entries.get("by_name", []))),
        containers=frozenset(listed(entries.get("containers", []))),
        whole=str(entries.get("whole", "")),
        rates=frozenset(listed(entries.get("rates", []))),
        weekdays=weekdays,
        little=little_words(entries["little"], listed),
        single=frozenset(kept),
        words=frozenset(known.union(*(those for name, those in sets.items() if name not in _UNSPOKEN), fractions, weekdays)),
    )


def closure(names: frozenset[str], entailed: Entailed) -> frozenset[str]:
    """The names with all that follows from them."""
    found, fresh = set(names), set(names)
    while fresh:
        fresh = {other for name in fresh for other in entailed.get(name, ())} - found
        found |= fresh
    return frozenset(found)
