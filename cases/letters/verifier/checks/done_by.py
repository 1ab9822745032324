"""In languages without a grammar: who is said to have done it; which paper is signed, new or filed. What does not fit is for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.verifier.checks.figures import figures_of
from cases.letters.verifier.doing import turn
from cases.letters.verifier.look import Look, spotted
from cases.letters.verifier.pieces import Assertion
from cases.letters.verifier.verdict import Remark, Severity
from facts.finding import FindingType

_THEIRS: Final = frozenset(
    {"deducted", "charged", "received", "booked", "granted", "signed_for", "signed", "denied", "approved", "stamped"}
)
"""What the retailer does."""
_ASKED_BEFORE: Final = "asked_before"
_OURS: Final = frozenset({"filed", _ASKED_BEFORE})
"""What the supplier does."""
_GOODS: Final = frozenset({"received", "booked"})
_INVOICED: Final = "invoiced"
_CHARGED: Final = "charged"
_BILLING: Final = frozenset({FindingType.COOP, FindingType.FEE, FindingType.CHARGEBACK, FindingType.FREIGHT, FindingType.PROMOTION})
"""Claims that the retailer makes by an invoice of its own."""
_MARKS: Final = ",;:.()，；。：（）"
_SIGNING: Final = frozenset({"signed", "stamped", "signed_for", "noted_short", "exception"})
_BORNE: Final = frozenset({"signed", "stamped", "new"})
"""What is said of the paper that bears it."""
_PAPERS: Final = {"packing": "packing_list", "invoice": "invoice", "receipt": "proof_of_delivery", "lading": "bill_of_lading"}
_CARRIER_SIGNED: Final = "carrier_signed"
_NEW: Final = "new"
_OPEN: Final = Severity.UNVERIFIABLE


def other_side(look: Look) -> Iterator[Remark]:
    """`Wir haben 264 Stück erhalten`, `844,75 EUR wurden von uns berechnet`: an act of the other side."""
    reading = look.reading
    if look.lexicon.grammar is not None or reading.asking or look.known.brief.claim.value.startswith("rebate"):
        return
    if any(word in look.lexicon.negators for word in reading.small):
        return
    claim = look.known.brief.claim
    for name, acts in (("we_did", _THEIRS), ("you_did", _OURS)):
        told = turn(look, name)
        if told is None:
            continue
        stop = next((at for at in range(told.stop, len(reading.text)) if reading.text[at] in _MARKS and _ends(reading.text, at)), None)
        done = _acts(look, told.stop, len(reading.text) if stop is None else stop)
        act = next((one for one in done if one in acts), "")
        is_own = (act == "approved" and claim is FindingType.RETURN) or (act == _ASKED_BEFORE and claim is FindingType.POST_AUDIT)
        if act and not is_own:
            message = f'"{reading.text[told.start : told.stop]}": {act.replace("_", " ")} is what the other side did'
            yield look.remark("parties", message, act, severity=_OPEN)


def _ends(text: str, at: int) -> bool:
    """A mark that ends a part of a sentence, and no sign within a number."""
    return at + 1 >= len(text) or not text[at + 1].isdigit()


def _acts(look: Look, start: int, stop: int) -> list[str]:
    """What the verb between these places says is done; goods alone are received."""
    reading = look.reading
    # `avons facturé` begins with what says who does it
    told = [(max(reading.tokens[at].start, min(start, reading.tokens[end - 1].start)), role) for at, end, role in reading.role_spots]
    told += [(reading.tokens[a.at].start, a.predicate) for a in reading.assertions]
    goods = any(f.unit and not f.currencies for f in figures_of(look))
    here = sorted((at, name) for at, name in told if start <= at < stop)
    if not here:
        return []
    # a verb ends its clause ("haben Sie 264 Stück erhalten"), or follows who does it ("avez reçu 264 unités")
    own = here[-1][0] if look.lexicon.unspaced or look.lexicon.compounded else here[0][0]
    billed = look.known.brief.claim in _BILLING
    names = [name for at, name in here if at == own and (goods or name not in _GOODS)]
    return [_CHARGED if name == _INVOICED and billed else name for name in names]


def owing(look: Look) -> Iterator[Remark]:
    """`Wir schulden 500 EUR`: an amount that is asked back is not owed by who asks."""
    told = turn(look, "owe") if look.lexicon.grammar is None else None
    figure = next((f for f in figures_of(look) if told is not None and f.currencies and f.start >= told.stop), None)
    ahead = look.reading.text[: told.start].casefold().split()[-1:] if told is not None else []
    if figure is not None and look.situation.asked in figure.values and look.lexicon.negators.isdisjoint(ahead):
        yield look.remark("parties", f"{figure.text} is asked back, and not owed by us", figure.text, severity=_OPEN)


def signed_by(look: Look) -> Iterator[Remark]:
    """`Der Fahrer hat 29 Kartons quittiert`: whoever carried it is not who signed, unless a cited fact says so."""
    told = turn(look, "carrier") if look.lexicon.grammar is None else None
    names = {a.predicate for a in look.reading.assertions} | {role for _, _, role in look.reading.role_spots}
    if told is not None and names & _SIGNING and not _carrier_signed(look):
        word = look.reading.text[told.start : told.stop]
        yield look.remark("parties", f'"{word}": no cited fact has the carrier sign or note it', word, severity=_OPEN)


def _carrier_signed(look: Look) -> bool:
    return any(f.name == _CARRIER_SIGNED for f in look.cited.facts)


def of_its_paper(look: Look) -> Iterator[Remark]:
    """`Die Packliste ist unterschrieben`, `la liste de colisage est nouvelle`: a paper that does not bear it."""
    if look.lexicon.grammar is not None or _carrier_signed(look):
        return
    named = [(start, _PAPERS[name]) for start, _, name in spotted(look, "shown_index") if name in _PAPERS]
    for assertion in look.reading.assertions:
        if assertion.predicate not in _BORNE or not assertion.positive or not named:
            continue
        kinds = _bearing(look, assertion)
        if kinds and not kinds & {kind for _, kind in named}:
            message = f'"{assertion.text}" is not said of that paper by the cited facts'
            yield look.remark("said_of", message, assertion.text, severity=_OPEN)


def _bearing(look: Look, assertion: Assertion) -> frozenset[str]:
    keys = {
        g.fact.key.partition("/")[0] for g in look.cited.grounds if assertion.predicate in g.asserted and g.fact.key.startswith("paper:")
    }
    return frozenset().union(*(g.papers for g in look.known.grounds.values() if g.fact.key.partition("/")[0] in keys))


def filed_before(look: Look) -> Iterator[Remark]:
    """`We attach the receipt, which was among the papers filed on D`: a paper that is new was not. In every language."""
    new = {f.key.partition("/")[0] for f in look.known.brief.facts if f.name == _NEW and f.key.startswith("paper:")}
    kinds = frozenset().union(*(g.papers for g in look.known.grounds.values() if g.fact.key.partition("/")[0] in new))
    if not kinds or look.lexicon.grammar is not None or any(word in look.lexicon.negators for word in look.reading.small):
        return
    named = {_PAPERS[name] for _, _, name in spotted(look, "shown_index") if name in _PAPERS}
    told = {a.predicate for a in look.reading.assertions if a.positive}
    names = {g.fact.name for d in look.reading.days for g in look.cited.grounds for own in g.days if own.days & d.days}
    if named & kinds and names == {"filed_on"} and _NEW not in told:
        yield look.remark("said_of", "the paper that is spoken of was not filed before", severity=_OPEN)
