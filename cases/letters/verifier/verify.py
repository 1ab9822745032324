"""Holds a letter against its brief and the situation: every check on every sentence, then those on the letter as a whole."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from cases.letters.brief import Brief
from cases.letters.letter_words import MATCHERS_LANGUAGE
from cases.letters.sentences import Sentence
from cases.letters.verifier.called import as_called
from cases.letters.verifier.checks import (
    bare_counts,
    bearing,
    belonging,
    by_terms,
    compared,
    day_of_paper,
    days,
    directions,
    done_by,
    figures,
    filing,
    forbidden,
    fragments,
    framed,
    grounding,
    hedged,
    held_to,
    identifiers,
    inexact,
    labelled,
    loose,
    numbered,
    of_a_whole,
    of_items,
    of_one_fact,
    of_tiers,
    own_words,
    parties,
    placed,
    places,
    plainly,
    purer,
    relations,
    requests,
    said_of,
    shape,
    shares,
    sums,
    together,
    told_plainly,
    unheld,
    valued,
    vouched,
    whole,
    whose_day,
    without_figures,
    wording,
)
from cases.letters.verifier.conclusions import is_computation, is_conclusion, is_listing, is_statement
from cases.letters.verifier.gist.told import less_told
from cases.letters.verifier.lexicon import Lexicon, lexicon_of
from cases.letters.verifier.look import Letter, LetterCheck, Look, SentenceCheck
from cases.letters.verifier.pieces import Reading
from cases.letters.verifier.reading import read
from cases.letters.verifier.situation import Situation
from cases.letters.verifier.support import Known
from cases.letters.verifier.verdict import Remark, Severity, Verification

SENTENCE_CHECKS: Final[tuple[SentenceCheck, ...]] = (
    shape.citations,
    figures.numbers,
    figures.digits,
    figures.currencies,
    figures.units,
    figures.roles,
    bearing.bearing,
    purer.purer,
    purer.named,
    purer.done_to,
    hedged.hedges,
    relations.summed,
    figures.in_their_places,
    sums.sums,
    of_a_whole.of_a_whole,
    shares.shares,
    days.days,
    days.two_ways,
    days.deadlines,
    bearing.day_bearing,
    days.weekdays,
    days.lone_weekdays,
    identifiers.identifiers,
    identifiers.each_named,
    identifiers.check_digits,
    identifiers.names,
    identifiers.initials,
    parties.kinds_of_number,
    parties.names_in_place,
    identifiers.quotations,
    places.places,
    plainly.said_for,
    own_words.of_another,
    whose_day.days_said_for,
    plainly.twice,
    compared.one_amount,
    of_items.of_items,
    of_one_fact.of_one_fact,
    of_tiers.of_tiers,
    inexact.rounded,
    by_terms.set_by_terms,
    by_terms.by_the_card,
    by_terms.due_by_agreement,
    by_terms.moved,
    day_of_paper.day_of_paper,
    day_of_paper.spans,
    plainly.unclear,
    plainly.exchanged,
    wording.assertions,
    wording.modal,
    parties.doers,
    parties.writers,
    parties.attributed,
    wording.negations,
    wording.nothings,
    wording.wording,
    relations.narrowed,
    without_figures.spoken_of,
    said_of.said_of,
    said_of.shown,
    said_of.rightly_taken,
    said_of.contrasted,
    said_of.in_order,
    said_of.unordered,
    said_of.compared_by_name,
    said_of.taken_earlier,
    said_of.new_paper,
    said_of.of_everything,
    said_of.ended_on,
    together.with_its_day,
    together.of_its_figure,
    together.against_conclusion,
    valued.value_of,
    valued.all_came,
    valued.noted_and_came,
    valued.whole_of_a_part,
    valued.comes_out,
    valued.of_cartons,
    valued.packs_come_out,
    valued.by_whom,
    done_by.other_side,
    done_by.owing,
    done_by.signed_by,
    done_by.of_its_paper,
    done_by.filed_before,
    told_plainly.price_of_one,
    told_plainly.total_of_invoice,
    told_plainly.all_there_are,
    told_plainly.the_only_ones,
    told_plainly.missing_none,
    told_plainly.smaller_tier,
    told_plainly.by_the_rates,
    told_plainly.multiplied,
    told_plainly.earlier_by_number,
    told_plainly.still_more,
    unheld.nothing_held,
    unheld.of_others,
    unheld.classed,
    unheld.as_own,
    held_to.held_to,
    bare_counts.bare_counts,
    belonging.worth_of_units,
    belonging.what_is_left,
    belonging.part_ahead,
    belonging.by_size,
    belonging.by_how_much,
    belonging.by_day,
    belonging.of_its_tier,
    belonging.of_its_class,
    belonging.of_the_named_class,
    belonging.of_its_claim,
    belonging.of_its_turn,
    grounding.papers,
    grounding.topics,
    grounding.containers,
    grounding.sources,
    grounding.hearsay,
    bearing.signed_papers,
    requests.turned_requests,
    grounding.empty_clauses,
    framed.beside_figures,
    framed.beside_days,
    numbered.announced,
    numbered.numbers_in_place,
    framed.signed_figures,
    framed.parties_aside,
    framed.modals,
    placed.identifiers,
    placed.of_one_item,
    placed.papers,
    placed.exhibits,
    placed.names,
    fragments.fragments,
    fragments.behind_figures,
    fragments.conditions,
    fragments.others,
    fragments.doubled,
    fragments.compounds,
    loose.qualities,
    loose.unbound,
    loose.prepositions,
    loose.sources,
    loose.hearsay,
    vouched.headed,
    vouched.spoken,
    vouched.vouched,
    whose_day.of_one_paper,
    loose.possessions,
    loose.payees,
    directions.led_to,
    directions.contested,
    directions.verbs_as_things,
    directions.in_whose_books,
    directions.given_to,
    forbidden.forbidden,
    shape.attachment_list,
)
LETTER_CHECKS: Final[tuple[LetterCheck, ...]] = (
    shape.ask,
    shape.news,
    filing.window,
    filing.attempts,
    filing.within_the_claim,
    filing.attachments,
    filing.fields,
)


_OF_WORDS: Final[tuple[SentenceCheck, ...]] = (wording.assertions, wording.negations, wording.wording)
"""Checks that need the lexicon of the letter's language."""

_OF_CONCLUSIONS: Final[tuple[SentenceCheck, ...]] = (shape.citations, forbidden.forbidden)
"""Checks of a sentence that is a cited conclusion, word for word."""

_OF_STATEMENTS: Final[tuple[SentenceCheck, ...]] = (shape.citations, identifiers.identifiers, places.places, forbidden.forbidden)
"""Checks of a sentence that is a cited fact in words, and the place where it stands."""

_UNREAD: Final = frozenset({"wording", "framed", "fragments"})
"""Checks that say which words of a sentence are not understood."""
_READ: Final = frozenset({"assertions", "parties", "roles"})
"""Checks that rest on what its words mean."""

_CASES: Final = "claim"
_GOODS: Final = "unit"
"""Units of what is counted."""

MOST_BRIEFS: Final = 32
"""Briefs that are kept taken apart."""
MOST_SENTENCES: Final = 64
"""Sentences on one brief that are kept with what was said of them."""


class NoLexiconError(LookupError):
    """There is no lexicon of the matchers' own language: the installation is not whole."""


def verify(sentences: Sequence[Sentence], brief: Brief, situation: Situation) -> Verification:
    """All that speaks against the letter, and all that only a person can judge.

    In a language without a lexicon figures, days and identifiers are checked all the same, and every sentence is for a person.
    """
    bench, around = bench_of(brief, situation.language), _around(situation)
    held = [_held(i, s, bench, situation, around) for i, s in enumerate(sentences)]
    said = [remark for _, remarks in held for remark in remarks]
    letter = Letter(tuple(look for look, _ in held), bench.known, bench.spoken, situation)
    said += [remark for check in LETTER_CHECKS for remark in check(letter)]
    return _sorted(said)


def verify_sentence(sentence: Sentence, brief: Brief, situation: Situation) -> Verification:
    """What the checks of single sentences say about this one, without those on the letter as a whole."""
    return _sorted(_held(0, sentence, bench_of(brief, situation.language), situation, _around(situation))[1])


@dataclass(frozen=True, slots=True)
class Bench:
    """A brief taken apart once, and the lexicon of the letter's language; the matchers' own where that language has none.

    `kept` are sentences that were looked at already, by all that the checks of single sentences look at.
    """

    known: Known
    spoken: Lexicon
    has_lexicon: bool
    kept: dict[tuple[Hashable, ...], tuple[Look, tuple[Remark, ...]]] = field(default_factory=dict, compare=False, repr=False)


@lru_cache(maxsize=MOST_BRIEFS)
def bench_of(brief: Brief, language: str) -> Bench:
    """The bench for letters on this brief; kept, for a letter is verified again and again. Raises NoLexiconError."""
    own, lexicon = lexicon_of(MATCHERS_LANGUAGE), lexicon_of(language)
    if own is None:
        raise NoLexiconError(MATCHERS_LANGUAGE)
    plainly = lexicon is not None and lexicon.grammar is None
    known = Known.of(brief, own, sorted(own.sheets | (lexicon.sheets if lexicon else frozenset())), plainly=plainly)
    known = as_called(known) if lexicon is not None and lexicon.grammar is None else known
    return Bench(known, lexicon or replace(own, names_are_capital=False), lexicon is not None)


def _around(situation: Situation) -> tuple[Hashable, ...]:
    """The situation as the checks of single sentences see it: the texts of the portal's fields are for those of the whole letter."""
    forbidden = tuple(sorted(situation.forbidden.items()))
    return (*(getattr(situation, name) for name in Situation.__slots__ if name not in {"fields", "forbidden"}), forbidden)


def _held(
    index: int, sentence: Sentence, bench: Bench, situation: Situation, around: tuple[Hashable, ...]
) -> tuple[Look, Sequence[Remark]]:
    """The sentence taken apart and what is said of it; a letter is verified when it is judged, revised and kept, mostly unchanged."""
    key = (sentence.text, sentence.facts, sentence.kind, *around)
    found = bench.kept.get(key)
    if found is None:
        look = look_at(index, sentence, bench.known, bench.spoken, situation)
        found = look, tuple(_said_of(look, has_lexicon=bench.has_lexicon))
        if len(bench.kept) >= MOST_SENTENCES:
            bench.kept.clear()
        bench.kept[key] = found
    look, said = found
    if look.index == index and look.situation is situation:
        return found
    return replace(look, index=index, sentence=sentence, situation=situation), [replace(r, sentence=index) for r in said]


def _said_of(look: Look, *, has_lexicon: bool) -> list[Remark]:
    """All that the checks say about one sentence."""
    checks: Sequence[SentenceCheck] = SENTENCE_CHECKS if has_lexicon else [c for c in SENTENCE_CHECKS if c not in _OF_WORDS]
    if is_conclusion(look) or is_computation(look):
        checks = _OF_CONCLUSIONS
    elif is_statement(look) or is_listing(look):
        checks = _OF_STATEMENTS
    said = [] if look.is_exempt else _weighed(look, [remark for check in checks for remark in check(look)])
    if checks is SENTENCE_CHECKS and any(r.check in whole.YIELDING for r in said):
        said = whole.less_explained(look, said, _stands_alone)
    if checks is SENTENCE_CHECKS and said:
        said = own_words.less_own(look, said)
        said = less_told(look, said)
    if not has_lexicon:
        language = look.situation.language
        said.append(look.remark("wording", f"no wording is checked in the language {language}", severity=Severity.UNVERIFIABLE))
    return said


def _stands_alone(look: Look, text: str) -> bool:
    """Whether a part of a sentence holds on its own, by the same facts."""
    part = look_at(look.index, replace(look.sentence, text=text), look.known, look.lexicon, look.situation)
    return not any(True for check in SENTENCE_CHECKS for _ in check(part))


def _weighed(look: Look, said: list[Remark]) -> list[Remark]:
    """What rests on the reading of a sentence refuses none that has words nobody knows: it is for a person then.

    Wrong figures, days, numbers and names, what is forbidden and what nobody read (a signature) are refused all the same.
    """
    if not any(r.check in _UNREAD and r.severity is Severity.UNVERIFIABLE for r in said):
        return said
    return [replace(r, severity=Severity.UNVERIFIABLE) if r.check in _READ and not _is_invented(look, r) else r for r in said]


def _is_invented(look: Look, remark: Remark) -> bool:
    """A guarded assertion that no cited fact makes."""
    guarded = {name for name, predicate in look.lexicon.predicates.items() if predicate.guarded}
    return any(a.text == remark.found and a.positive and a.predicate in guarded for a in look.reading.assertions)


def _sorted(said: Sequence[Remark]) -> Verification:
    return Verification(*(tuple(r for r in said if r.severity is severity) for severity in Severity))


def counting_cases(reading: Reading, known: Known) -> Reading:
    """`其中2件证据齐全`: where a brief counts claims and no goods, a measure word of goods counts claims."""
    counted = {f.unit for g in known.grounds.values() for f in g.figures}
    if _CASES not in counted or _GOODS in counted:
        return reading
    return replace(reading, figures=tuple(replace(f, unit=_CASES) if f.unit == _GOODS else f for f in reading.figures))


def look_at(index: int, sentence: Sentence, known: Known, lexicon: Lexicon, situation: Situation) -> Look:
    """One sentence taken apart, with what its facts allow."""
    reading, cited = read(sentence.text, lexicon, known.literals), known.cited(sentence.facts)
    reading = counting_cases(reading, known) if lexicon.unspaced else reading
    reading = reading if lexicon.grammar is not None or "=" not in reading.small else labelled.with_labels(reading, cited)
    return Look(index, sentence, reading, cited, known, lexicon, situation, sums.computed(reading, lexicon.grammar))
