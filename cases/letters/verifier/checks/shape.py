"""The shape of a letter: every sentence cites, the first asks for the amount, a further dispute says what is new."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.brief import DraftKind
from cases.letters.letter_words import LetterLanguageError, words_of
from cases.letters.verifier.checks.figures import amounts_in, items_of, matches
from cases.letters.verifier.look import Letter, Look
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.support import Grounds
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity

_OF_ONE: Final = frozenset({"per_unit", "cost", "cap"})
_ROUND: Final = frozenset({"asked_before", "granted"})
"""What was asked for before, and what came of it."""
_ASKED: Final = frozenset({"asked", "sought", "open"})
_OF_LINE: Final = "line_asked"
_RECKONED: Final = frozenset({"take", "note", "find", "apply"})
"""Requests to reckon, for no amount."""


def citations(look: Look) -> Iterator[Remark]:
    """No sentence without a fact it rests on, but for headings and courtesies, which are a closed list, and the attachments."""
    missing = [n for n in look.sentence.facts if look.known.brief.fact(n) is None]
    if missing:
        yield look.remark("citations", f"fact {', '.join(map(str, missing))} is not in the brief", facts=missing)
    if not look.sentence.facts and not look.is_list_of_attachments and not look.is_exempt:
        yield look.remark("citations", "the sentence rests on no fact", look.sentence.text)


def attachment_list(look: Look) -> Iterator[Remark]:
    """The list of attachments names the packet's exhibits in their order, or says `exhibits 1 to 3, in order`."""
    if not look.is_list_of_attachments:
        return
    head, colon, rest = look.reading.text.partition(": ")
    told, known = (rest if colon else head).rstrip("."), look.known.brief.attachments
    right = {"; ".join(f"{a.number} {fold(a.name)}" for a in known)}
    try:
        for words in (words_of(look.situation.language), words_of(look.situation.language, plain=True)):
            if known:
                right.add(words.say("exhibit_only") if len(known) == 1 else words.say("exhibits_through", str(known[-1].number)))
    except LetterLanguageError:
        pass
    if told not in {fold(r) for r in right}:
        yield look.remark("attachment_list", "this is not the list of the packet's exhibits", told, min(right))


def ask(letter: Letter) -> Iterator[Remark]:
    """The amount that is asked for stands in the first sentence, and in every sentence that asks for an amount."""
    asked = letter.situation.asked
    asking = [look for look in letter.looks if _asks(look)]
    if not any(asked in amounts_in(look) for look in asking):
        yield Remark("ask", Severity.OBJECTION, f"no sentence asks for {letter.situation.currency} {asked}", expected=f"{asked}")
    elif letter.looks and asked not in amounts_in(letter.looks[0]):
        yield Remark("ask", Severity.REMARK, "the first sentence does not name the amount that is asked for", 0)
    for look in asking:
        told = amounts_in(look)
        if told and asked not in told and not _only_looks(look) and not _tells_others(look):
            # a word of asking anywhere is all that is known of a request in a language without a grammar
            is_sure = look.lexicon.grammar is not None and not all(_is_of_cited_item(look, f) for f in look.reading.figures if f.currencies)
            severity = Severity.OBJECTION if is_sure else Severity.UNVERIFIABLE
            yield look.remark("ask", f"this asks for another amount than {asked}", look.sentence.text, f"{asked}", severity=severity)


def _asks(look: Look) -> bool:
    if look.lexicon.grammar is not None:
        small, little, perfect = look.reading.small, look.lexicon.little, look.lexicon.little.perfect
        been = little.been - little.to - perfect
        # `should have been settled at 20.00` tells what was due
        asked = (at for at in look.reading.asking if small[at] in look.lexicon.requests)
        return any(not (perfect & {*small[max(0, at - 2) : at - 1]} and small[at - 1] in been) for at in asked)
    if look.lexicon.unspaced:
        # words that stand together may be known as one: `请退还`, `申请退还`
        asking = tuple(look.lexicon.requests)
        return any(word.startswith(asking) and not _is_told(look, at) for at, word in enumerate(look.reading.small) if word)
    return not look.lexicon.requests.isdisjoint(look.reading.small)


def _is_told(look: Look, at: int) -> bool:
    """`退回货物`, `支付返利`, `提出过`: a word that begins like one of asking and tells of something else, or of what was."""
    small = look.reading.small
    if any(word in small[at] for word in look.lexicon.happened) or any(word in look.lexicon.happened for word in small[at + 1 : at + 2]):
        return True
    meant = {role for p, roles in look.lexicon.role_index.get(small[at], ()) if len(p) == 1 for role in roles.split("|")}
    return bool(meant) and meant.isdisjoint(_ASKED) and small[at] not in look.lexicon.requests


def _only_looks(look: Look) -> bool:
    """`Take the 4 % off, and you arrive at 20.00`: the reader is asked to reckon, and for no amount."""
    grammar = look.lexicon.grammar
    if grammar is None:
        return False
    asked = {look.reading.small[at] for at in look.reading.asking if look.reading.small[at] in look.lexicon.requests}
    return asked <= grammar.looking | _RECKONED


def _tells_others(look: Look) -> bool:
    """In a language without a grammar: `zu zahlen sind je Stück 3,45`, `zuvor verlangten wir 500`: each amount is told for what it is."""
    amounts = [f for f in look.reading.figures if f.currencies]
    if look.lexicon.grammar is not None or (look.lexicon.unspaced and amounts and _begins_by_asking(look, amounts[0])):
        return False
    return all(
        _is_of_cited_item(look, amount)
        or any(
            f.roles & amount.roles and (g.fact.name in _ROUND or _OF_ONE & f.roles) for g, f in matches(look, amount, values_alone=False)
        )
        for amount in amounts
    )


def _begins_by_asking(look: Look, amount: Figure) -> bool:
    """`请向我方账户贷记 500`: what follows in the clause is asked for, whatever else the amount is told as."""
    ahead = look.reading.tokens[: amount.at]
    return look.reading.text.startswith(tuple(look.lexicon.please)) and not any(t.kind == "mark" for t in ahead)


def _is_of_cited_item(look: Look, amount: Figure) -> bool:
    """`For item B0…, we ask for 356.04`: what is asked for one of several items."""
    return any(_is_of_item(look, amount, g) for g, _ in matches(look, amount, values_alone=False))


def _is_of_item(look: Look, amount: Figure, grounds: Grounds) -> bool:
    """`Pour l'article B0…, nous demandons 356,04`: what is asked for one of several items that the sentence names."""
    return grounds.fact.name == _OF_LINE and grounds.fact.about in items_of(look, amount)


def news(letter: Letter) -> Iterator[Remark]:
    """A further dispute says what is new since the last one, and quotes the reason it was denied for, where one was given."""
    brief = letter.known.brief
    if brief.draft is not DraftKind.RE_DISPUTE:
        return
    cited = {fact.name for look in letter.looks for fact in look.cited.facts}
    if not cited & {"new", "new_line"}:
        yield Remark("news", Severity.OBJECTION, "a further dispute says what is new since the last filing; add the new paper to the case")
    reasons = [f for f in brief.facts if f.name == "denial_reason"]
    if reasons and "denial_reason" not in cited:
        yield Remark(
            "news", Severity.OBJECTION, "the reason for the denial is not quoted", expected=reasons[-1].value, facts=(reasons[-1].number,)
        )
    ids = [f for f in brief.facts if f.name == "dispute_id" and f.key.startswith("round:")]
    if ids and "dispute_id" not in cited:
        yield Remark("news", Severity.OBJECTION, "the earlier dispute is not named", expected=ids[-1].value, facts=(ids[-1].number,))
