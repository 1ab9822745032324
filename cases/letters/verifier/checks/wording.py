"""Assertions, denials and other words: what facts say, what the pack forbids, and what only a person can judge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.brief import DraftKind, Fact
from cases.letters.verifier.checks.borne import is_borne
from cases.letters.verifier.checks.changed import changed
from cases.letters.verifier.checks.compared import of_what_is_undue
from cases.letters.verifier.checks.figures import PLACES, figures_of, matches
from cases.letters.verifier.checks.open_denials import is_loosely_denied, is_said_by_us, names_a_thing, of_another_matter, of_nothing
from cases.letters.verifier.checks.parties import is_ours
from cases.letters.verifier.checks.plain_denials import is_borne_denial, is_plain_denial
from cases.letters.verifier.checks.relations import holds
from cases.letters.verifier.checks.said_of import is_told_in_order
from cases.letters.verifier.checks.settling import is_argued, is_settled
from cases.letters.verifier.inflected import is_compound
from cases.letters.verifier.look import Look, charge_named
from cases.letters.verifier.pieces import Assertion, Word
from cases.letters.verifier.support import BY_TERMS
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity

_EXTENTS: Final = frozenset({"whole", "partly"})
_ANSWERS: Final = frozenset({"answered", "granted", "approved"})
"""Roles of an answer, which leave open what it was."""
_EXCEEDING: Final = frozenset({"exceeds", "in_excess"})
_SAME: Final = "same"
_DUE: Final = "due"
_DISPUTED: Final = "disputed"
_ATTRIBUTED: Final = "attributed"
_GIVEN_BACK: Final = "given_back"
_ALL_CLAIMS: Final = "cases"
_CLAIMS: Final = frozenset({"", "claim"})
"""The unit in which a settlement counts what it is about, where one is said."""
_MODAL_REACH: Final = 3
"""Words before a verb among which a modal stands."""
_BEYOND: Final = frozenset({"excess", "difference"})
"""Roles of what is more than it should be."""


def assertions(look: Look) -> Iterator[Remark]:
    """What a sentence asserts or denies, a cited fact asserts or denies: a dropped `not`, and a signature that nobody read, are refused.

    What facts neither say nor contradict, and what is not among the guarded assertions, is left to a person.
    """
    charges = charge_named(look)
    reasoning = look.lexicon.frames.reasoning if look.lexicon.frames is not None else frozenset()
    for assertion in look.reading.assertions:
        # `Comme la commande voyage …`: whether it names a source is looked at as such
        leads = assertion.at == 0 and assertion.predicate == _ATTRIBUTED and look.reading.small[0] in reasoning
        leads |= assertion.predicate == _ATTRIBUTED and _is_one_of_two(look, assertion)
        if assertion.at in charges or leads or _is_due_back(look, assertion) or is_told_in_order(look, assertion):
            continue
        compared = holds(look, assertion)
        predicate = look.lexicon.predicates.get(assertion.predicate)
        opposite = predicate.opposite if predicate else ""
        if compared is False:
            # `the same shortage of 22 units was claimed`: what a cited fact has for the same need not be the figures
            is_open = assertion.predicate == _SAME and bool(look.cited.says(_SAME, positive=True))
            if is_open and look.lexicon.grammar is None and assertion.positive and _is_one_of_each(look):
                continue
            severity = Severity.UNVERIFIABLE if is_open else Severity.OBJECTION
            message = f'"{_in_words(assertion)}" does not hold for the figures beside it'
            yield look.remark("assertions", message, assertion.text, severity=severity)
            continue
        if (
            compared
            or _is_told(look, assertion, opposite)
            or look.cited.says(assertion.predicate, positive=assertion.positive)
            or is_ours(look, assertion)
        ):
            yield from _denied_twice(look, assertion)
            yield from _of_other_claims(look, assertion)
            continue
        against = _against(look, assertion, opposite)
        if against:
            numbers = ", ".join(map(str, against))
            is_open = (
                (predicate and predicate.soft)
                or of_nothing(look, assertion)
                or is_loosely_denied(look, assertion)
                or names_a_thing(look, assertion)
                or (assertion.predicate == _DISPUTED and not assertion.positive)
                or of_another_matter(look, against)
            )
            severity = Severity.UNVERIFIABLE if is_open else Severity.OBJECTION
            message = f'"{_in_words(assertion)}" is the opposite of what fact {numbers} says'
            yield look.remark("assertions", message, assertion.text, facts=against, severity=severity)
        elif predicate is not None and predicate.guarded:
            is_open = names_a_thing(look, assertion) or is_said_by_us(look, assertion)
            severity = Severity.UNVERIFIABLE if is_open else Severity.OBJECTION
            yield look.remark("assertions", f'no cited fact says "{_in_words(assertion)}"', assertion.text, severity=severity)
        else:
            message = f'whether "{_in_words(assertion)}" holds cannot be checked against the cited facts'
            yield look.remark("assertions", message, assertion.text, severity=Severity.UNVERIFIABLE)


def _is_one_of_each(look: Look) -> bool:
    """`le même manquant de 24 unités`: no two figures of a sort stand in the sentence, so that it holds none against another."""
    sorts = [(bool(f.currencies), f.unit) for f in figures_of(look)]
    return len(sorts) == len(set(sorts))


def _is_one_of_two(look: Look, assertion: Assertion) -> bool:
    """`tanto la lista de empaque como el comprobante`: both of them, and neither a source."""
    twofold = look.lexicon.frames.twofold if look.lexicon.frames is not None else frozenset()
    return not twofold.isdisjoint(look.reading.small[: assertion.at])


def _is_due_back(look: Look, assertion: Assertion) -> bool:
    """`should be returned to us`: what is asked for, said as what ought to be."""
    grammar = look.lexicon.grammar
    if grammar is None and assertion.positive and assertion.predicate == _GIVEN_BACK:
        # `doit nous être remboursée`: what is due back is asked for
        return not look.lexicon.forbidding.isdisjoint(look.reading.small[max(0, assertion.at - _MODAL_REACH) : assertion.at])
    if grammar is None or assertion.predicate not in grammar.asked_for or not assertion.positive:
        return False
    ahead = range(max(0, assertion.at - _MODAL_REACH), assertion.at)
    return any(look.reading.small[n] in grammar.little.modal and is_argued(look, n) for n in ahead)


def modal(look: Look) -> Iterator[Remark]:
    """`may be signed`, `should be received`: what can or ought to be is not what the facts say."""
    grammar = look.lexicon.grammar
    for assertion in look.reading.assertions if grammar else ():
        before = look.reading.small[max(0, assertion.at - _MODAL_REACH) : assertion.at]
        words = grammar.modals.intersection(before) if grammar else ()
        places = [n for n in range(max(0, assertion.at - _MODAL_REACH), assertion.at) if look.reading.small[n] in words]
        if words and assertion.at not in look.reading.asking and not look.cited.has_word(next(iter(words))):
            if all(is_argued(look, n) for n in places):
                continue
            message = f'whether "{assertion.text}" can or ought to be cannot be checked'
            yield look.remark("assertions", message, assertion.text, severity=Severity.UNVERIFIABLE)


def _is_told(look: Look, assertion: Assertion, opposite: str) -> bool:
    """True for the role of a figure or day, which is checked as such, and for the label of a nothing that is said."""
    if _of_none(look, assertion):
        return True
    excluded = look.cited.says(opposite, positive=True) if opposite else ()
    if assertion.predicate == "whole" and assertion.positive and _is_all_of_it(look):
        return True
    if look.lexicon.grammar is None and not assertion.positive and assertion.denials == 1 and excluded:
        # `nicht von uns zu tragen`, of what is theirs
        return True
    if look.lexicon.grammar is None and (is_borne(look, assertion) or is_borne_denial(look, assertion)):
        return True
    if assertion.predicate == "granted" and not assertion.positive and look.known.brief.draft is DraftKind.DISPUTE:
        # nothing was granted before a first dispute
        return True
    if assertion.predicate in _EXTENTS and assertion.positive and (_disputes(look, assertion) or assertion.at in look.reading.asking):
        return assertion.predicate == _extent(look)
    if assertion.told and not assertion.positive and not assertion.denials and not excluded:
        # `left 20.00 unpaid`: a denial in one word is what the figure is
        return True
    return (assertion.told or _is_told_of_figure(look, assertion, opposite)) and assertion.positive and not excluded


def _is_told_of_figure(look: Look, assertion: Assertion, opposite: str) -> bool:
    """In a language without a grammar: the word says what a figure or day is, and a cited fact has that for it; `geliefert: 120`."""
    predicate = look.lexicon.predicates.get(assertion.predicate)
    if look.lexicon.grammar is not None or predicate is None or predicate.guarded:
        return False
    if assertion.predicate in _EXCEEDING and of_what_is_undue(look, assertion):
        return False
    roles = {role for start, end, role in look.reading.role_spots if start <= assertion.at < end} - _ANSWERS
    if opposite:
        # `500 über den Tarif hinaus berechnet`: how much more it is
        roles &= _BEYOND
    told_alone = roles if sum(1 for f in look.reading.figures if f.currencies) == 1 else frozenset[str]()
    of_figures = (
        roles & (told.roles or (told_alone if told.currencies else frozenset())) & f.roles
        for told in figures_of(look)
        for _, f in matches(look, told, values_alone=False)
    )
    of_days = (roles & day.roles & d.roles for day in look.reading.days for g in look.cited.grounds for d in g.days if d.days & day.days)
    return any(of_figures) or any(of_days)


def _disputes(look: Look, assertion: Assertion) -> bool:
    """`is contested in part`: it is the dispute that goes so far."""
    return any(a.predicate == "disputed" and 0 < assertion.at - a.at <= _MODAL_REACH for a in look.reading.assertions)


def _extent(look: Look) -> str:
    """Whether the letter asks for all that was deducted or for a part of it."""
    asked, deducted = look.situation.asked, look.situation.deducted
    return "whole" if asked == deducted else "partly" if asked < deducted else ""


def _of_none(look: Look, assertion: Assertion) -> bool:
    """True for the label of a cited count of nothing, where the nothing is said: `0 invoiced above the order`."""
    zero = any(0 in f.values for f in look.reading.figures)
    return zero and any(assertion.predicate in g.of_none for g in look.cited.grounds)


def _is_all_of_it(look: Look) -> bool:
    """`the whole deduction of 20.00`: what is asked for is all that was deducted, by the cited facts."""
    money = [f.values for f in look.reading.figures if f.currencies]
    counts = [f.values for f in look.reading.figures if f.unit and f.unit not in {*PLACES, "percent"}]
    told = money or counts
    names = {
        _thing(g.fact)
        for g in look.cited.grounds
        for f in g.figures
        if (counts or g.fact.amount is not None) and told and f.values & told[0]
    }
    return len(told) == 1 and len(names) > 1


def _thing(fact: Fact) -> tuple[str, str]:
    """What a figure is, and on which of several papers it stands."""
    return fact.name, fact.key.partition("/")[0] if fact.key.startswith("paper:") else ""


def _of_other_claims(look: Look, assertion: Assertion) -> Iterator[Remark]:
    """`complete evidence for four of the claims`: as many as a cited fact has with such evidence."""
    strengths = look.lexicon.grammar.strengths if look.lexicon.grammar is not None else {}
    told = {n for name in strengths for n in look.cited.says(name, positive=True)}
    found = {f.at: {g.fact.number: g.fact.name for g, _ in matches(look, f, values_alone=True)} for f in figures_of(look)}
    for figure in figures_of(look) if assertion.predicate in strengths and assertion.positive else ():
        counts = figure.unit in _CLAIMS and not figure.currencies and "." not in figure.text
        # `of the 4 claims 2 have complete evidence`
        of_all = _ALL_CLAIMS in found[figure.at].values() and any(not told.isdisjoint(own) for at, own in found.items() if at != figure.at)
        if counts and not of_all and told.isdisjoint(g.fact.number for g, _ in matches(look, figure, values_alone=False)):
            message = f"no cited fact has {figure.text} with such evidence"
            yield look.remark("assertions", message, figure.text, severity=Severity.UNVERIFIABLE)


def _denied_twice(look: Look, assertion: Assertion) -> Iterator[Remark]:
    """Two denials of one thing are for a person: what they come to is not for a machine to say."""
    if assertion.denials > 1:
        message = f'"{assertion.text}" is denied twice; what that comes to cannot be checked'
        yield look.remark("negations", message, assertion.text, severity=Severity.UNVERIFIABLE)


def _against(look: Look, assertion: Assertion, opposite: str) -> tuple[int, ...]:
    """Facts that say the opposite: cited ones, or, where no fact at all says it so, any of the brief."""
    predicate = look.lexicon.predicates.get(assertion.predicate)
    is_guarded = predicate is not None and predicate.guarded
    for support in (look.cited,) if not is_guarded else (look.cited, look.known.all):
        if support.says(assertion.predicate, positive=assertion.positive):
            return ()
        found = support.says(assertion.predicate, positive=not assertion.positive)
        found += support.says(opposite, positive=assertion.positive) if opposite else ()
        if found:
            return tuple(dict.fromkeys(found))[:3]
    return ()


def _in_words(assertion: Assertion) -> str:
    return assertion.text if assertion.positive else f"not {assertion.text}"


def negations(look: Look) -> Iterator[Remark]:
    """A denial of something that the lexicon does not know is for a person, unless a cited fact is said in these very words."""
    for words in look.reading.negations:
        if not any(words.casefold() in fold(f.value).casefold() for f in look.cited.facts) and not _is_plain_denial(look, words):
            yield look.remark("negations", f'the denial "{words}" cannot be checked', words, severity=Severity.UNVERIFIABLE)


def _is_plain_denial(look: Look, words: str) -> bool:
    """`we find no purchase`, `we cannot reconcile`: of what a cited fact says there is none, and what who writes cannot do."""
    grammar, small = look.lexicon.grammar, look.reading.small
    first = words.casefold().split()[0]
    if grammar is None and is_plain_denial(look, words):
        return True
    if grammar is None and first in look.lexicon.negators:
        # "fällig ist nichts", of what a cited fact says nothing is due for
        clauses = [c for c in look.reading.clauses if first in look.reading.small[c.start : c.stop]]
        due = {phrase[0] for phrase, role in look.lexicon.roles if role == _DUE and len(phrase) == 1}
        is_due = any(look.reading.small[at] in due for clause in clauses for at in clause)
        return is_due and look.cited.has_word("nothing") and len(look.reading.negations) == 1
    for clause in look.reading.clauses if grammar else ():
        for at in clause:
            if grammar is None or small[at] != first or at + 1 >= clause.stop:
                continue
            none = frozenset().union(*(g.nothings for g in look.cited.grounds))
            denied = sum(1 for place in clause if small[place] in look.lexicon.negators)
            if denied == 1 and not none.isdisjoint(small[at + 1 : clause.stop]):
                return True
            if small[at] in grammar.little.nothings and not grammar.little.agreeing.isdisjoint(small[clause.start : at]):
                # `the agreement allows nothing for that year`
                return any(f.name in BY_TERMS and f.amount == 0 for f in look.cited.facts)
            if small[at + 1] in grammar.little.stances and _writes(look, at):
                return True
    return False


def _writes(look: Look, at: int) -> bool:
    """Who writes stands right before a denial: `I cannot`, `we do not`."""
    grammar = look.lexicon.grammar
    ahead = at - 1
    while grammar is not None and ahead >= 0 and look.reading.small[ahead] in grammar.meanwhile | grammar.is_words | grammar.modals:
        ahead -= 1
    return grammar is not None and ahead >= 0 and look.reading.small[ahead] in grammar.little.writing


def nothings(look: Look) -> Iterator[Remark]:
    """`we find a purchase`: a thing that a cited fact says there is none of is told with a denial, or is for a person."""
    none = frozenset().union(*(g.nothings for g in look.cited.grounds)) if look.lexicon.grammar is not None else frozenset()
    for clause in look.reading.clauses if none and not look.is_list_of_attachments else ():
        denied = any(look.reading.small[at] in look.lexicon.negators for at in clause)
        at = next((at for at in clause if look.reading.small[at] in none), -1)
        if at >= 0 and not denied:
            word = look.reading.tokens[at].text
            yield look.remark("negations", f'a cited fact says that there is no "{word}"', word, severity=Severity.UNVERIFIABLE)


def wording(look: Look) -> Iterator[Remark]:
    """Words that are neither neutral, nor checkable, nor the cited facts' own are shown to a person."""
    if look.is_list_of_attachments:
        return
    known = look.lexicon.single if look.lexicon.grammar else look.lexicon.spoken
    moved = look.lexicon.little.falling | look.lexicon.little.rising if changed(look) else frozenset()
    asserted = {a.at for a in look.reading.assertions} if look.lexicon.grammar is not None else frozenset()
    unknown = [
        word.text
        for word in look.reading.words
        if word.at not in look.reading.hedging
        and word.text.casefold() not in moved
        and word.at not in asserted
        and not _is_wished(look, word)
        and not is_settled(look, word.at)
        and not (look.lexicon.grammar is not None and word.at in look.reading.matched)
        and word.text.casefold() not in known
        and word.text.casefold().removesuffix("'s") not in known
        and not is_compound(word.text.casefold(), look.lexicon.compounded, look.lexicon.joints)
        and not look.cited.has_word(word.text)
        and (word.opens or not (look.lexicon.names_are_capital and word.text[:1].isupper()))
    ]
    if unknown:
        told = ", ".join(dict.fromkeys(unknown))
        yield look.remark("wording", f"not checked, for a person to judge: {told}", told, severity=Severity.UNVERIFIABLE)


def _is_wished(look: Look, word: Word) -> bool:
    """`please check once more`: a word that says nothing within a request to look; to pay once more is another thing."""
    grammar = look.lexicon.grammar
    if grammar is None or word.at not in look.reading.asking or word.text.casefold() not in grammar.wished:
        return False
    return any(look.reading.small[at] in grammar.looking for at in look.reading.asking)
