"""A day goes with the verb that is said of it and, in every language, with what its paper says besides: who signed, where, how much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.brief import Fact, FactKind
from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.checks.shown_by import is_contrary
from cases.letters.verifier.doing import turn
from cases.letters.verifier.look import Look, spotted
from cases.letters.verifier.phrases import each_meaning, spots
from cases.letters.verifier.pieces import Day
from cases.letters.verifier.verdict import Remark, Severity

OF_ANY_DAY: Final = frozenset({"dated", "from"})
"""Roles whose words stand before any day: `vom`, `du`, `desde`."""
_PAPER: Final = "paper:"
_SHOWN: Final = {"receipt": "proof_of_delivery", "packing": "packing_list", "invoice": "invoice", "order": "purchase_order"}
"""The kinds of the papers that are spoken of, by what they show."""
_RECEIVED: Final = frozenset({"received", "delivered", "signed_for"})
_SHIPPED: Final = frozenset({"shipped"})
_UNTIL: Final = frozenset({"until"})
_END_DATE: Final = "end_date"
_RUNNING: Final = frozenset({"in_force", "covered"})
_SHOWS: Final = 2
_LITTLE: Final = 3
"""Letters of an article or preposition at most."""


def of_one_paper(look: Look) -> Iterator[Remark]:
    """`P. Abernathy signed on 15 February`, the day of another paper than the one that bears the name."""
    named = _papers_named(look)
    if not named or look.is_list_of_attachments:
        return
    for day in look.reading.days:
        facts = [g.fact for g in look.cited.grounds for d in g.days if d.days & day.days]
        own = {_paper(f) for f in facts}
        if facts and all(own) and own.isdisjoint(named) and _has_its_own(look, day, named):
            message = f"{day.text} is a day of another paper than the one that is spoken of"
            yield look.remark("days", message, day.text, facts[0].value, [facts[0].number], Severity.UNVERIFIABLE)


def _papers_named(look: Look) -> frozenset[str]:
    """The papers that are spoken of, or of which something is said that no other has: a name, a number, a place, a count."""
    literals = set(look.reading.literals)
    grounds = look.known.grounds.values()
    said = [f for g in grounds if (f := g.fact).kind in {FactKind.NAME, FactKind.IDENTIFIER} and f.value in literals]
    told = [{_paper(f) for f in said if f.value == literal} for literal in literals]
    told += [{_paper(g.fact) for g, _ in matches(look, figure, values_alone=False)} for figure in figures_of(look)]
    kinds = {_SHOWN.get(name, "") for _, _, name in spots(look.reading.small, look.lexicon.shown_index)} - {""}
    shown = {_paper(g.fact) for g in grounds if kinds & g.papers and g.fact.kind is FactKind.DATE}
    return frozenset(paper for papers in told if len(papers) == 1 for paper in papers if paper) | (shown - {""})


def _has_its_own(look: Look, day: Day, papers: frozenset[str]) -> bool:
    """One of these papers has a day for what this one is said for; for one that is said for nothing, any day."""
    told = (day.roles | day.far) - OF_ANY_DAY
    return any(_paper(g.fact) in papers and any(not told or told & d.roles for d in g.days) for g in look.known.grounds.values())


def _paper(fact: Fact) -> str:
    return fact.key.partition("/")[0] if fact.key.startswith(_PAPER) else ""


def days_said_for(look: Look) -> Iterator[Remark]:
    """In languages without a grammar: what a day is said for is what a cited fact has it for; the last one of a window is no other."""
    for day in look.reading.days if look.lexicon.grammar is None else ():
        dated = [d for g in look.cited.grounds for d in g.days if d.days & day.days]
        told = day.roles - OF_ANY_DAY
        if _RECEIVED & told and _is_thing(look) and not _is_shown(look, day):
            told -= _SHIPPED
        have = frozenset().union(*(d.roles for d in dated))
        told -= _meant_otherwise(look, told & have)
        have |= _UNTIL if runs_until(look, day) else frozenset()
        told -= _UNTIL if runs_until(look, day) else frozenset()
        if dated and _UNTIL & told and not _UNTIL & have and len(look.reading.days) > 1:
            yield _unsaid(look, day, _UNTIL)
        elif told and dated and not any(told & d.roles and not is_contrary(told, d.roles) for d in dated):
            yield _unsaid(look, day, told)
        elif dated and (own := _beside(look, day, told)) and not own & have and not _is_aside(look, day, told & have):
            yield _unsaid(look, day, own)


def runs_until(look: Look, day: Day) -> bool:
    """`en vigueur du 1er janvier au 31 décembre`: the day on which it ends, of an agreement that is said to be in force."""
    ends = any(g.fact.name == _END_DATE for g in look.cited.grounds for d in g.days if d.days & day.days)
    return ends and any(a.predicate in _RUNNING and a.positive for a in look.reading.assertions) and day.roles >= _UNTIL


def role_before(look: Look, day: Day) -> frozenset[str]:
    """The role of the word right before a day, also where that joins numbers: `bis 12. August`."""
    return frozenset(role for _, end, role in each_meaning(spotted(look, "role_index")) if end == day.at)


def roles_said_for(look: Look, day: Day) -> frozenset[str]:
    """The roles that a day is said for and that cited facts have it for."""
    return ((day.roles | role_before(look, day)) - OF_ANY_DAY) & roles_had(look, day)


def roles_had(look: Look, day: Day) -> frozenset[str]:
    """What cited facts have a day for, that it ends something where a word says so."""
    ends = _UNTIL if runs_until(look, day) else frozenset[str]()
    return ends.union(*(d.roles for g in look.cited.grounds for d in g.days if d.days & day.days))


def _is_aside(look: Look, day: Day, borne: frozenset[str]) -> bool:
    """`rejeté la contestation le 30 septembre`, `indique le 25 juillet comme date d'expédition`: the verb of the clause tells of the day.

    What stands right before it is what was done to, or only shows it; `du 30 septembre` would make it the day of that.
    """
    starts = [t.start for t in look.reading.tokens]
    if not borne or day.at < 1:
        return False
    led = turn(look, "on_day", starts[day.at - 1], starts[day.at]) is not None or day.at - 1 in _in_phrases(look)
    return led or _is_shown(look, day)


def _is_shown(look: Look, day: Day) -> bool:
    return any(word in look.lexicon.show for word in look.reading.small[max(0, day.at - _SHOWS) : day.at])


def _in_phrases(look: Look) -> frozenset[int]:
    """`in data 21 settembre`: the last words of phrases that say nothing."""
    return frozenset(end - 1 for start, end, _ in spotted(look, "plain_index") if end - start > 1)


def _meant_otherwise(look: Look, borne: frozenset[str]) -> frozenset[str]:
    """`bestätigt`, of a ship notice: what else a word can mean where one of its meanings is borne out by a cited day."""
    of_words: dict[tuple[int, int], set[str]] = {}
    for start, end, role in look.reading.role_spots:
        of_words.setdefault((start, end), set()).add(role)
    return _RECEIVED & frozenset(role for roles in of_words.values() if roles & borne - _RECEIVED for role in roles)


def _is_thing(look: Look) -> bool:
    """`réceptionné l'envoi`: what is received is called by how it came."""
    things = look.lexicon.frames.consignments if look.lexicon.frames is not None else frozenset()
    return not things.isdisjoint(look.reading.small)


def _beside(look: Look, day: Day, told: frozenset[str]) -> frozenset[str]:
    """What the verb of a day says: the one right before it, else, where nothing else is said of it, the next one behind it.

    Only what some fact of the brief has a day for; `reçu`, said of the only day of a sentence, is said of it wherever it stands.
    """
    known = frozenset().union(*(d.roles for g in look.known.grounds.values() for d in g.days))
    before = _right_before(look, day) & known
    if before:
        return before
    if _RECEIVED & told & known and len(look.reading.days) == 1:
        return _RECEIVED & told
    return frozenset() if told else _right_behind(look, day) & known


def _right_before(look: Look, day: Day) -> frozenset[str]:
    """What the words say that end right before a day, articles and the words that lead to any day left out."""
    small, tokens = look.reading.small, look.reading.tokens
    if look.lexicon.unspaced and _says_next(look, day.at + 1):
        # `我方8月23日的争议`
        return frozenset()
    led = {at for start, end, role in look.reading.role_spots if role in OF_ANY_DAY for at in range(start, end)}
    at = day.at - 1
    while at >= 0 and (at in led or (tokens[at].kind == "word" and len(small[at]) <= _LITTLE and not _says(look, at))):
        if small[at] in look.lexicon.joins:
            return frozenset()
        at -= 1
    return _says(look, at) if at >= 0 else frozenset()


def _says_next(look: Look, at: int) -> bool:
    """A role begins here or behind the word that leads on here."""
    places = {at, at + 1} if look.reading.small[at : at + 1] and look.reading.small[at] in look.lexicon.of else {at}
    return any(start in places for start, _, role in look.reading.role_spots if role not in OF_ANY_DAY)


def _says(look: Look, at: int) -> frozenset[str]:
    return frozenset(role for start, end, role in look.reading.role_spots if end == at + 1) - OF_ANY_DAY


def _right_behind(look: Look, day: Day) -> frozenset[str]:
    """`in data 4 gennaio sono stati consegnati`: the first role behind it, with no mark, number or day between."""
    tokens = look.reading.tokens
    days = {d.at for d in look.reading.days}
    start = next((s for s, e, role in look.reading.role_spots if s > day.at and role not in OF_ANY_DAY and e not in days), -1)
    if start < 0 or any(tokens[at].kind != "word" for at in range(day.at + 1, start)):
        return frozenset()
    end = max(e for s, e, _ in look.reading.role_spots if s == start)
    if any(d.at == end and d is not day for d in look.reading.days):
        # `vom … bis zum …`
        return frozenset()
    return frozenset(role for s, _, role in look.reading.role_spots if s == start)


def _unsaid(look: Look, day: Day, roles: frozenset[str]) -> Remark:
    names = " or ".join(sorted(role.replace("_", " ") for role in roles))
    return look.remark("said_for", f"no cited fact gives {day.text} as {names}", day.text, severity=Severity.UNVERIFIABLE)
