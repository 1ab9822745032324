"""In a language that is checked closely: each figure and day is said for exactly what a cited fact has it for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.asserting import contrasts
from cases.letters.verifier.checks.built import told_of
from cases.letters.verifier.checks.days import is_due, meant_paper
from cases.letters.verifier.checks.figures import figures_of, items_of, matches
from cases.letters.verifier.checks.missing_roles import DIFFERENCE, EXCESS, missing_role, of_item
from cases.letters.verifier.checks.requests import is_demanded
from cases.letters.verifier.checks.units_borne import unit_of
from cases.letters.verifier.checks.unsaid_roles import in_computation, left_open, named, without_role
from cases.letters.verifier.look import Look, said
from cases.letters.verifier.phrases import covered, spots
from cases.letters.verifier.pieces import Assertion, Day, Figure
from cases.letters.verifier.support import Grounds
from cases.letters.verifier.verdict import Remark, Severity

_SHOWN: Final = frozenset({"invoice", "purchase_order", "proof_of_delivery", "bill_of_lading", "packing_list", "remittance_advice"})
"""Papers whose days are told apart."""
_ORDERED: Final = frozenset({"ordered", "order_date", "accepted", "acknowledged", "requested"})
_BOOKED: Final = frozenset({"received", "booked"})
_RESULTS: Final = frozenset({"sought", "recoverable"})
"""Roles of what letters work out."""
DISPUTED: Final = "disputed"
"""The role of units that a request wants received."""
ASKED: Final = "sought"
"""The role of what a request asks for."""
_BOUNDS: Final = frozenset({"cap", "bound", "limit"})
"""Roles of what something comes to at most."""
_MOST: Final = "most"
_OF_CASE: Final = "case/"
_OPEN: Final = Severity.UNVERIFIABLE
_NEAR: Final = 5
_OF_MONEY: Final = frozenset({"open", "owed", "due"})
_CLAIMS: Final = "claim"
_INVOICE: Final = "invoice"
_UNTIL: Final = frozenset({"until"})
_FROM: Final = frozenset({"from"})
_OF_DAY: Final = 4
"""Words before a day among which its preposition stands."""
_DATED: Final = frozenset({"dated"})
_FILED: Final = frozenset({"filed"})
_BESIDE: Final = 4
"""Words within which what is said of a day is surely said of it."""


def bearing(look: Look) -> Iterator[Remark]:
    """A figure has the role that is said, by a cited fact: `signed for 25 cartons` is not what was invoiced, ordered or computed.

    One said for nothing in particular passes where the cited facts have it for one thing alone. What the grammar leaves open is for a
    person.
    """
    if look.lexicon.grammar is None:
        return
    for figure in figures_of(look):
        found = [(g, f) for g, f in matches(look, figure, values_alone=False) if of_item(look, figure, g)]
        if figure.start in look.computed:
            yield from _computed(look, figure, found)
            continue
        if found and _is_contrasted(look, figure):
            continue
        if not found:
            yield from _of_another(look, figure)
            continue
        yield from _roles_of(look, figure, found)
        yield from unit_of(look, figure, found)
        yield from whose(look, figure, found)


def _is_contrasted(look: Look, figure: Figure) -> bool:
    """`is 33.68 and not 32.41`: what another figure of its kind is, it is not, whatever else it is."""
    reading, grammar = look.reading, look.lexicon.grammar
    before = next((at for at in range(figure.at - 1, max(-1, figure.at - _NEAR), -1) if reading.small[at] in look.lexicon.negators), -1)
    if grammar is None or before < 0 or not contrasts(reading.tokens, reading.small, before, grammar):
        return False
    others = [f for f in figures_of(look) if f.at < before and bool(f.currencies) == bool(figure.currencies)]
    return bool(others) and bool(others[-1].roles) and others[-1].values.isdisjoint(figure.values)


def _roles_of(look: Look, figure: Figure, found: Sequence[tuple[Grounds, Figure]]) -> Iterator[Remark]:
    """The roles that are said are those of the facts; one that is said for nothing in particular has to be plain from them."""
    have = frozenset().union(*(f.roles for _, f in found))
    told, far, is_told = told_of(look, figure, have)
    if is_demanded(look, figure) or (not told and _is_asked(look, figure)):
        told |= {ASKED}
    if is_demanded(look, figure, of_units=True) and not told:
        told |= {DISPUTED}
    whole = frozenset({look.lexicon.grammar.whole}) if look.lexicon.grammar else frozenset()
    told -= _going_along(look, figure, told, have) | _never_of(look, figure)
    far -= _never_of(look, figure) | frozenset().union(*(f.roles for f in figures_of(look) if f.at != figure.at))
    if figure.at in look.reading.asking and told & _BOOKED and DISPUTED not in have:
        yield left_open(look, figure.text, f"{figure.text} is not what is in dispute", found)
    elif told - have:
        yield missing_role(look, figure, told - have, is_one=bool(told & have))
    elif far - have:
        yield left_open(look, figure.text, f"whether {figure.text} is {named(far - have)} cannot be told", found)
    elif whole - have and not is_told and _totalled(look, figure, whole):
        yield left_open(look, figure.text, f"{figure.text} is a part and no total", found)
    elif _of_all(look, have, found) and not in_computation(look, figure):
        yield left_open(look, figure.text, f"{figure.text} is that of all, and a part of it is spoken of", found)
    elif on_another(look, figure, have):
        yield left_open(look, figure.text, f"{figure.text} stands on another paper than the one that is named", found)
    elif not (told | far) - whole and not (is_told or _is_plainly(figure, told & whole, found) or _as_shown(look, figure, have)):
        yield from without_role(look, figure, [(g, f.roles) for g, f in found])


def _is_plainly(figure: Figure, total: frozenset[str], found: Sequence[tuple[Grounds, Figure]]) -> bool:
    """`up to 20.00`, where a fact is a bound; `the total of 20.00`, where that is what the whole case is about."""
    is_bound = figure.hedge == _MOST and any(f.roles & _BOUNDS for _, f in found)
    return is_bound or (bool(total) and all(g.fact.key.startswith(_OF_CASE) and total <= f.roles for g, f in found))


def _never_of(look: Look, figure: Figure) -> frozenset[str]:
    """Roles of what stands beside it: `4 % of the net receipts`, `50 % of what is open`, `all 5 open claims`."""
    grammar = look.lexicon.grammar
    if grammar is not None and figure.unit == "percent":
        return (grammar.money_roles | grammar.rates | _OF_MONEY) - {grammar.rate, "agreed"}
    return _OF_MONEY if figure.unit == _CLAIMS else frozenset()


def _totalled(look: Look, figure: Figure, whole: frozenset[str]) -> bool:
    """A word for a total is said, and of no other: not `20.00 of the total`, nor beside what is the price of one."""
    grammar, small = look.lexicon.grammar, look.reading.small
    if grammar is not None and figure.roles & grammar.rates:
        return False
    own = (s for s, _, name in look.reading.role_spots if name in whole)
    return any(not (figure.at < s and not look.lexicon.little.parting.isdisjoint(small[max(figure.at, s - 3) : s])) for s in own)


def _going_along(look: Look, figure: Figure, told: frozenset[str], have: frozenset[str]) -> frozenset[str]:
    """What is said along with the role that counts: `103.96 too much was taken`, `reversal of the 20.00 deducted`.

    What is too much or asked back is a part of what was taken; what a request wants booked is in dispute.
    """
    if EXCESS in told or ASKED in told & have:
        return frozenset({"deducted"})
    wants = figure.at in look.reading.asking and DISPUTED in have and told <= _BOOKED | {DISPUTED}
    return _BOOKED if wants else frozenset()


def signed_papers(look: Look) -> Iterator[Remark]:
    """`The invoice is signed`: a signature or stamp is said of the paper that bears it by the cited facts."""
    grammar = look.lexicon.grammar
    for assertion in look.reading.assertions if grammar else ():
        bearers = [g for g in look.cited.grounds if assertion.predicate in g.asserted and g.papers]
        kinds = set(leading(look, assertion)) if grammar and assertion.predicate in grammar.on_paper else set()
        if kinds and bearers and not any(kinds & g.papers for g in bearers):
            yield left_open(look, assertion.text, f'"{assertion.text}" is not said of that paper', ())


def _of_all(look: Look, have: frozenset[str], found: Sequence[tuple[Grounds, Figure]]) -> bool:
    """What is open in all, said beside a class of claims without a word for the total."""
    whole = look.lexicon.grammar.whole if look.lexicon.grammar else ""
    classes = any(g.fact.key.startswith("class:") for g in look.cited.grounds)
    in_all = any(g.fact.key == "case/open" for g, _ in found)
    is_told = any(role == whole for _, _, role in look.reading.role_spots) or bool(
        look.lexicon.little.in_all.intersection(look.reading.small)
    )
    return classes and in_all and whole in have and not is_told


def on_another(look: Look, figure: Figure, have: frozenset[str]) -> bool:
    """True where the clause begins with one paper and the figure stands on another: `the order shows` the invoice's cost."""
    grammar = look.lexicon.grammar
    kinds = set(leading(look, figure))
    if any(kinds & g.papers for g, _ in matches(look, figure, values_alone=False)):
        return False
    told = (
        frozenset().union(*(grammar.shown[k] | grammar.borne.get(k, frozenset()) for k in kinds & grammar.shown.keys()))
        if grammar
        else frozenset()
    )
    others = frozenset().union(*grammar.shown.values()) if grammar else frozenset()
    return bool(told) and not told & have and bool(others & have)


def _as_shown(look: Look, spot: Figure | Day, have: frozenset[str]) -> bool:
    """`The proof of delivery shows 27 cartons`: what the paper that is spoken of is there to show."""
    grammar = look.lexicon.grammar
    if grammar is None:
        return False
    return any(grammar.shown.get(kind, frozenset()) & have for kind in leading(look, spot)) or _is_subject(look, spot, have)


def _is_subject(look: Look, spot: Figure | Day, have: frozenset[str]) -> bool:
    """`The deduction amounts to 20.00`: the clause begins with what the figure is."""
    grammar, small = look.lexicon.grammar, look.reading.small
    clause = next((c for c in look.reading.clauses if spot.at in c), range(0))
    places = [f.at for f in look.reading.figures] if isinstance(spot, Figure) else [d.at for d in look.reading.days]
    if grammar is None or any(at in clause and at < spot.at for at in places):
        return False
    for start, end, role in spots(small, grammar.subjects):
        before = small[clause.start : start] if start in clause else ()
        if (
            start in clause
            and end <= spot.at
            and role in have
            and all(w in grammar.little.leading | grammar.articles | grammar.owners for w in before)
        ):
            return True
    return False


def leading(look: Look, spot: Figure | Day | Assertion) -> Iterator[str]:
    """The kind of paper, or of number, that the clause of a figure begins with."""
    grammar, small = look.lexicon.grammar, look.reading.small
    clause = next((c for c in look.reading.clauses if spot.at in c), range(0))
    if grammar is None:
        return
    held = covered(r for r in look.reading.role_spots if r[1] - r[0] > 1)
    bare = [s for s in spots(small, grammar.bare_papers) if grammar.little.parting.isdisjoint(small[s[1] : s[1] + 1])]
    for start, end, kind in (*spots(small, grammar.papers), *spots(small, grammar.kind_words), *bare):
        # `the order left our warehouse`: an order is also the goods
        is_goods = isinstance(spot, Day) and kind == "purchase_order" and end - start == 1
        if (
            start in clause
            and not is_goods
            and start not in held
            and end <= spot.at
            and all(w in grammar.little.leading | grammar.articles | grammar.owners for w in small[clause.start : start])
        ):
            yield kind


def _is_asked(look: Look, figure: Figure) -> bool:
    """An amount within a request is what is asked for, unless it is said what it is."""
    return figure.at in look.reading.asking and bool(figure.currencies) and not figure.far


def _computed(look: Look, figure: Figure, found: Sequence[tuple[Grounds, Figure]]) -> Iterator[Remark]:
    """A result that recomputes needs no fact; where cited facts have its value, one of them is worked out or is what is said."""
    missing = figure.roles - frozenset().union(*(f.roles for _, f in found))
    if missing:
        yield left_open(look, figure.text, f"whether {figure.text} is {named(missing)} cannot be told", found)
        return
    told = figure.roles | figure.far or frozenset({DIFFERENCE})
    if found and not any(
        g.fact.formula or g.fact.rests_on or g.fact.kind is FactKind.STATEMENT or f.roles & (told | _RESULTS) for g, f in found
    ):
        yield left_open(look, figure.text, f"the facts have {figure.text} for something else", found)


def whose(look: Look, figure: Figure, found: Sequence[tuple[Grounds, Figure]]) -> Iterator[Remark]:
    """Where lines differ, a figure of a line is told with its item or number."""
    facts = [g.fact for g, _ in found]
    if (
        figure.items & {f.about for f in facts}
        or _all_items(look) & set(look.reading.literals) == {f.about for f in facts}
        or in_computation(look, figure)
        or not all(f.about and f.key.startswith("line:") for f in facts)
    ):
        return
    own = {f.about for f in facts}
    for other in figures_of(look):
        theirs = {g.fact.about for g, _ in matches(look, other, values_alone=False) if g.fact.key.startswith("line:")}
        if theirs and own.isdisjoint(theirs):
            message = f"{figure.text} is that of {facts[0].about} alone: say of which item"
            yield left_open(look, figure.text, message, found)
            return
    everywhere = () if figure.items & _all_items(look) else look.known.grounds.values()
    for grounds in (*look.cited.grounds, *everywhere):
        rival = grounds.fact
        same = rival.name == facts[0].name and rival.key.startswith("line:") and rival.about != facts[0].about
        if same and rival.value != facts[0].value and facts[0].kind is not FactKind.STATEMENT:
            message = f"{figure.text} is that of {facts[0].about} alone: say of which item"
            yield left_open(look, figure.text, message, found)
            return


def _all_items(look: Look) -> frozenset[str]:
    return frozenset(g.fact.about for g in look.known.grounds.values() if g.fact.about)


def day_bearing(look: Look) -> Iterator[Remark]:
    """The same for days."""
    if look.lexicon.grammar is None:
        return
    for day in look.reading.days:
        found = [(g, d) for g in look.cited.grounds for d in g.days if d.days & day.days]
        if not found:
            continue
        have = frozenset().union(*(d.roles for _, d in found))
        missing = (day.roles | day.far) - have
        if missing:
            against = next((g.fact for g in look.cited.grounds for d in g.days if day.roles & d.roles & missing), None)
            message = f"no cited fact gives {day.text} as {named(missing)}"
            if against is not None and day.roles & missing:
                near = any(abs(start - day.at) <= _BESIDE for start, _, role in look.reading.role_spots if role in day.roles & missing)
                severity = Severity.OBJECTION if near and not is_due(look, day) else _OPEN
                yield look.remark("days", f"{message}; {said(against)} does", day.text, against.value, [against.number], severity)
            else:
                yield left_open(look, day.text, message, found)
        elif (
            paper := next(
                (
                    k
                    for k in (*leading(look, day), *meant_paper(look, day))
                    if k in _SHOWN and all(g.papers and k not in g.papers for g, _ in found)
                ),
                "",
            )
        ) != "":
            message = f"{day.text} does not stand on the {paper.replace('_', ' ')}"
            yield look.remark("days", message, day.text, facts=[g.fact.number for g, _ in found], severity=_OPEN)
        elif "purchase_order" in set(leading(look, day)) and not any(d.roles & _ORDERED for _, d in found):
            yield left_open(look, day.text, f"{day.text} is no day of the order", found)
        elif _is_of_other_paper(look, day, have):
            yield left_open(look, day.text, f"whether {day.text} is a day of that paper cannot be told", found)
        elif not day.roles and not day.far and not (have & _UNTIL and _ends_span(look, day)):
            yield from without_role(look, day, [(g, d.roles) for g, d in found])


def _ends_span(look: Look, day: Day) -> bool:
    """The second day in `in force from 1 January to 31 December`."""
    grammar, small = look.lexicon.grammar, look.reading.small
    first = next((d for d in reversed(look.reading.days) if d.at < day.at), None)
    if grammar is None or first is None or not first.roles & _FROM:
        return False
    if not any(small[at] in grammar.little.departing for at in range(max(0, first.at - _OF_DAY), first.at)):
        return False
    between = [w for w in small[first.at + 1 : day.at] if w not in grammar.articles and w not in grammar.weekdays and w != ","]
    return len(between) == 1 and between[0] in grammar.little.to


def _is_of_other_paper(look: Look, day: Day, have: frozenset[str]) -> bool:
    """`invoice dated 12 August`, where it is another paper's; `yours was made on 12 August`, where it is the day of our own filing."""
    grammar, small = look.lexicon.grammar, look.reading.small
    if grammar is None:
        return False
    before = small[max(0, day.at - _NEAR) : day.at]
    if _DATED & day.roles and _INVOICE in before:
        return not have & grammar.shown[_INVOICE]
    names = {g.fact.name for g in look.cited.grounds for d in g.days if d.days & day.days}
    clause = next((c for c in look.reading.clauses if day.at in c), range(0))
    for word, name in grammar.little.ending.items():
        # `the time for audit claims ended on …`: not that of the whole agreement
        has = any(g.fact.name == name for g in look.known.grounds.values())
        if has and _UNTIL & day.roles and word in small[clause.start : day.at] and name not in names:
            return True
    return bool(_FILED & day.roles) and bool(grammar.little.yours.intersection(before)) and "claimed_on" not in names


def _of_another(look: Look, figure: Figure) -> Iterator[Remark]:
    """A figure that cited facts have for another item alone."""
    found = matches(look, figure, values_alone=False)
    if found:
        fact, items = found[0][0].fact, ", ".join(sorted(items_of(look, figure)))
        message = f"{figure.text} is given for {items}, but {said(fact)} is about {fact.about}"
        yield look.remark("roles", message, figure.text, fact.value, [fact.number])
