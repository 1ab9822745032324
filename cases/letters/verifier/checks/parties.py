"""Who did what to whom, which number is whose, and which name stands for whom, as the cited facts have it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.brief import Fact, FactKind
from cases.letters.verifier.checks.figures import matches
from cases.letters.verifier.look import Look, spotted
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.pieces import Assertion
from cases.letters.verifier.support import BY_TERMS, TAKEN
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity
from facts.finding import FindingType

_MODALS: Final = frozenset({"would", "will", "can", "could", "should", "must", "may", "cannot"})
_BILLED: Final = frozenset({FindingType.COOP, FindingType.FEE, FindingType.CHARGEBACK, FindingType.FREIGHT, FindingType.PROMOTION})
"""Claims that the retailer makes by an invoice of its own."""
_BILLING: Final = frozenset({"invoiced", "charged"})
_RETAILER: Final = "retailer"
_SUPPLIER: Final = "supplier"
_WRONG: Final = "wrong"
_AGREEMENT: Final = "agreement_number"
_STATED: Final = frozenset({"evidence", "why"})
"""Facts that say the same in words."""
_RECEIVERS: Final = frozenset({"retailer", "receiver"})


def doers(look: Look) -> Iterator[Remark]:
    """The retailer deducts and receives, the supplier invoices and ships: a verb with the wrong party is for a person, unless facts say so.

    It is refused where a cited fact has another party do it.
    """
    grammar = look.lexicon.grammar
    if grammar is None:
        return
    # a rebate is owed by the one who sells, or by the one who buys: who is who is for a person
    wrong = Severity.UNVERIFIABLE if look.known.brief.claim.value.startswith("rebate") else Severity.OBJECTION
    for assertion in look.reading.assertions:
        if _bills_claim(look, assertion):
            message = f'"{assertion.text}" is said of the supplier, but that is what the retailer took'
            yield look.remark("parties", message, assertion.text, _RETAILER, severity=wrong)
        if assertion.predicate == _WRONG and assertion.goal == _SUPPLIER and not look.lexicon.negators.isdisjoint(assertion.text.split()):
            message = f'"{assertion.text}" to us: what is asked back is owed to us'
            yield look.remark("parties", message, assertion.text, severity=Severity.UNVERIFIABLE)
        for side, party, able in (
            ("by", assertion.doer, grammar.doers.get(assertion.predicate, frozenset())),
            ("to", assertion.goal, grammar.goals.get(assertion.predicate, frozenset())),
        ):
            if (
                not party
                or (assertion.predicate == "invoiced" and look.known.brief.claim in _BILLED)
                or (side == "by" and is_ours(look, assertion))
            ):
                continue
            own = look.cited.doers_of(assertion.predicate) if side == "by" else frozenset()
            severity = Severity.UNVERIFIABLE if side == "to" else wrong
            if own and not _among(party, own):
                told = " or ".join(sorted(own))
                message = f'"{assertion.text}" is said of the {party}, the facts say it of the {told}'
                yield look.remark("parties", message, assertion.text, told, severity=severity)
            elif able and not own and not _among(party, able):
                told = " or ".join(sorted(able))
                message = f'"{assertion.text}" {side} the {party} does not hold: it is for the {told}'
                yield look.remark("parties", message, assertion.text, told, severity=Severity.UNVERIFIABLE)
            elif side == "by" and not able and not own:
                message = f'whether "{assertion.text}" is said rightly of the {party} cannot be checked'
                yield look.remark("parties", message, assertion.text, severity=Severity.UNVERIFIABLE)


def _bills_claim(look: Look, assertion: Assertion) -> bool:
    """`We billed you USD 20`, of what the retailer billed: the figure behind the verb is what was taken, and nothing else."""
    if assertion.doer != "supplier" or assertion.predicate not in _BILLING or look.known.brief.claim not in _BILLED:
        return False
    figure = next((f for f in look.reading.figures if f.at > assertion.at and f.currencies), None)
    names = {g.fact.name for g, _ in matches(look, figure, values_alone=False)} if figure is not None else set()
    return bool(names & TAKEN) and names <= TAKEN | _STATED


def is_ours(look: Look, assertion: Assertion) -> bool:
    """What who writes does for once: allows what is right, leaves out what was noted missing, authorises a return, gets money."""
    if assertion.doer != "supplier" or look.lexicon.grammar is None:
        return False
    names = {f.name for f in look.cited.facts}
    match assertion.predicate:
        case "approved":
            return look.known.brief.claim is FindingType.RETURN
        case "deducted":
            return assertion.positive and bool(look.cited.says("noted_short", positive=True))
        case "accepted":
            return bool(names & BY_TERMS) and any(f.currencies for f in look.reading.figures)
        case "received":
            return bool(names & {"paid", "rebate_paid"}) and any(f.currencies for f in look.reading.figures)
        case _:
            return False


def writers(look: Look) -> Iterator[Remark]:
    """Who writes objects, asks and encloses; a sentence that has the other side do so is for a person."""
    grammar, small = look.lexicon.grammar, look.reading.small
    if grammar is None:
        return
    for start, end, party in spots(small, grammar.parties):
        at = end
        while at < len(small) and (small[at] in grammar.meanwhile | grammar.is_words or small[at] in _MODALS):
            at += 1
        opens = start == 0 or small[start - 1] not in grammar.aside | grammar.own_verbs
        if party != "supplier" and opens and at < len(small) and small[at] in grammar.own_verbs and small[start] not in grammar.owners:
            told = " ".join(small[start : at + 1])
            yield look.remark("parties", f'"{told}": that is for the writer to say', told, severity=Severity.UNVERIFIABLE)


def attributed(look: Look) -> Iterator[Remark]:
    """What the other side is said to allege is a shortage or deduction; what it would allege besides cannot be checked."""
    grammar = look.lexicon.grammar
    for clause in look.reading.clauses if grammar else ():
        here = [a for a in look.reading.assertions if a.at in clause]
        if any(_refutes(look, a) for a in here):
            continue
        for assertion in here:
            beside = grammar.beside.get(assertion.predicate, frozenset()) if grammar else frozenset()
            # `you say` is of what follows, `allegedly` of all that is beside it
            behind = assertion.at if " " in assertion.text else -1
            other = next((a for a in here if beside and a.predicate not in beside and a.at > behind), None)
            if other is not None:
                message = f'whether "{other.text}" is what "{assertion.text}" says cannot be checked'
                yield look.remark("parties", message, other.text, severity=Severity.UNVERIFIABLE)
                break


def _refutes(look: Look, assertion: Assertion) -> bool:
    """`the alleged shortage is refuted`: what stands against an allegation is no part of it."""
    said = tuple(assertion.text.casefold().split())
    return assertion.positive and (said, assertion.predicate) in look.lexicon.denials


def _among(party: str, able: frozenset[str]) -> bool:
    return party in able or (party in _RECEIVERS and bool(able & _RECEIVERS))


def kinds_of_number(look: Look) -> Iterator[Remark]:
    """The word before an identifier is what the identifier is: a PRO number is no bill of lading number."""
    grammar = look.lexicon.grammar
    if grammar is None or look.is_list_of_attachments:
        return
    for at, token in enumerate(look.reading.tokens):
        if token.kind != "literal":
            continue
        owners = [g.fact for g in look.known.grounds.values() if g.fact.kind is FactKind.IDENTIFIER and fold(g.fact.value) == token.text]
        is_of_agreement = any(f.name == _AGREEMENT for f in owners) and is_under(look, at)
        is_verb = at > 1 and look.reading.small[at - 2] in grammar.parties and look.reading.small[at - 2] not in grammar.owners
        kind = _kind_before(look, at) if owners and not is_of_agreement and not is_verb else ""
        able = grammar.kinds.get(kind, frozenset())
        if kind and not any(f.name in able for f in owners):
            others = [g.fact for g in look.known.grounds.values() if g.fact.name in able and g.fact.kind is FactKind.IDENTIFIER]
            severity = Severity.OBJECTION if others else Severity.UNVERIFIABLE
            expected = others[0].value if others else ""
            word = kind.replace("_", " ")
            yield look.remark(
                "identifiers", f"{token.text} is no {word}: {_what(owners[0])}", token.text, expected, [owners[0].number], severity
            )


def is_under(look: Look, at: int) -> bool:
    """`the claim under AGR-14`: the kind before it is that of another number."""
    return look.lexicon.frames is not None and at > 0 and look.reading.small[at - 1] in look.lexicon.frames.under


def _what(fact: Fact) -> str:
    return f"fact {fact.number} has it as {fact.label or fact.name.replace('_', ' ')}"


def _kind_before(look: Look, at: int) -> str:
    """The kind that the words right before an identifier name; words like `number` and `no.` in between."""
    grammar = look.lexicon.grammar
    if grammar is None:
        return ""
    told = _kind_named(look, at, grammar.fillers) or _kind_named(look, at, frozenset())
    bears = not told and not grammar.little.bearing.isdisjoint(look.reading.small[max(0, at - 4) : at])
    return told or (_kind_named(look, at, grammar.fillers | grammar.little.bearing | grammar.articles) if bears else "")


def _kind_named(look: Look, at: int, fillers: frozenset[str]) -> str:
    grammar, small = look.lexicon.grammar, look.reading.small
    if grammar is None:
        return ""
    stop = at
    while stop > 0 and (small[stop - 1] in fillers or small[stop - 1] in {".", ":", "#", "("}):
        stop -= 1
    is_said = any(w in grammar.is_words for w in small[stop:at])
    for start in range(max(0, stop - 4), stop):
        for phrase, kind in grammar.kind_words.get(small[start], ()):
            if start + len(phrase) != stop or tuple(small[start:stop]) != phrase:
                continue
            if start in look.reading.asking and small[start] in look.lexicon.requests:
                # `please check RE12`
                continue
            ahead = [
                w for w in small[max(0, start - 2) : start] if w not in grammar.articles | grammar.owners | grammar.determiners | {"this"}
            ]
            # `the vendor code for this order is X`: the order is not what is named
            return "" if is_said and ahead and ahead[-1] in grammar.aside else kind
    return ""


def names_in_place(look: Look) -> Iterator[Remark]:
    """A name is said for what the fact has it for: who received is not who carried."""
    grammar = look.lexicon.grammar
    if grammar is None or look.is_list_of_attachments:
        return
    names = {fold(g.fact.value): g.fact for g in look.known.grounds.values() if g.fact.kind is FactKind.NAME}
    for at, token in enumerate(look.reading.tokens):
        fact = names.get(token.text) if token.kind == "literal" else None
        if fact is None:
            yield from _place(look, at)
            continue
        party = "carrier" if fact.name == "carrier_name" else "receiver" if fact.name == "receiver_name" else ""
        told = _verb_of_name(look, at)
        able = grammar.doers.get(told, frozenset())
        if party and told and able and not _among(party, able):
            yield look.remark(
                "names", f'{fact.value} is named for "{told.replace("_", " ")}", but {_what(fact)}', fact.value, facts=[fact.number]
            )
        elif party and not told and not _is_called(look, at, party) and not _gave_paper(look, at, fact):
            message = f"what {fact.value} is said to have done cannot be checked"
            yield look.remark("names", message, fact.value, facts=[fact.number], severity=Severity.UNVERIFIABLE)


def _gave_paper(look: Look, at: int, fact: Fact) -> bool:
    """`the receipt from Acme`: the name stands on the kind of paper that is named right before it."""
    grammar, small = look.lexicon.grammar, look.reading.small
    if grammar is None or at < 1 or small[at - 1] not in grammar.aside:
        return False
    named = {kind for _, end, kind in (*spotted(look, "papers"), *spotted(look, "bare_papers")) if end == at - 1}
    paper = look.known.brief.at(f"{fact.key.partition('/')[0]}/kind")
    return paper is not None and bool(look.known.grounds[paper.number].papers & named)


def _place(look: Look, at: int) -> Iterator[Remark]:
    """Where goods went is no place that they came from, and none of the supplier's."""
    grammar, token = look.lexicon.grammar, look.reading.tokens[at]
    if grammar is None or token.kind != "literal":
        return
    fact = next((g.fact for g in look.known.grounds.values() if g.fact.name == "ship_to_code" and fold(g.fact.value) == token.text), None)
    clause = next((c for c in look.reading.clauses if at in c), range(0))
    own = any(
        party == "supplier" and end - start > 1 and start in clause for start, end, party in spots(look.reading.small, grammar.parties)
    )
    before = look.reading.small[at - 1] if at else ""
    verb = next((a.predicate for a in reversed(look.reading.assertions) if a.at < at and a.at in clause), "")
    left = before in grammar.aside - grammar.to_whom - look.lexicon.of and verb == "shipped"
    if fact is not None and (own or left or before == "from"):
        message = f"{fact.value} is where the goods went"
        yield look.remark("names", message, fact.value, facts=[fact.number], severity=Severity.UNVERIFIABLE)


def _is_called(look: Look, at: int, party: str) -> bool:
    """`The carrier was Acme`: the name is given for the party."""
    grammar = look.lexicon.grammar
    clause = next((c for c in look.reading.clauses if at in c), range(0))
    if clause.start == at and at and look.reading.small[at - 1] == ":":
        # `Receiver: A. Ferreira`
        clause = next((c for c in look.reading.clauses if at - 2 in c), range(0))
    said = {name for start, _, name in spots(look.reading.small, grammar.parties) if start in clause} if grammar else set()
    return bool(said) and all(_among(party, frozenset({name})) for name in said - {"supplier"})


def _verb_of_name(look: Look, at: int) -> str:
    """What a name is said to have done: the assertion nearest to it in its clause."""
    clause = next((c for c in look.reading.clauses if at in c), range(0))
    grammar = look.lexicon.grammar
    by = [a for a in look.reading.assertions if a.at in clause and a.at < at and grammar and a.predicate in grammar.doers]
    if by and grammar and look.reading.small[at - 1] in grammar.by_whom:
        # `handed over by Acme and accepted`: the verb that `by` stands behind
        return by[-1].predicate
    near = [a for a in look.reading.assertions if a.at in clause and look.lexicon.grammar and a.predicate in look.lexicon.grammar.doers]
    if not near:
        near = [a for a in look.reading.assertions if look.lexicon.grammar and a.predicate in look.lexicon.grammar.doers]
    return min(near, key=lambda a: (abs(a.at - at), a.at > at)).predicate if near else ""
