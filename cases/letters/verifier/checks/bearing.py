"""In a language that is checked closely: each figure and day is said for exactly what a cited fact has it for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from cases.letters.brief import Fact, FactKind
from cases.letters.verifier.asserting import contrasts
from cases.letters.verifier.checks.figures import comparable, figures_of, items_of, matches, same_currency, same_unit
from cases.letters.verifier.checks.hinted import is_plain
from cases.letters.verifier.checks.reckoned import reckoned
from cases.letters.verifier.checks.relations import comes_out
from cases.letters.verifier.checks.requests import is_demanded
from cases.letters.verifier.look import Look, said
from cases.letters.verifier.phrases import covered, spots
from cases.letters.verifier.pieces import Assertion, Day, Figure
from cases.letters.verifier.support import NO_MONEY, Grounds
from cases.letters.verifier.verdict import Remark, Severity

_MONEY: Final = "money"
_SHOWN: Final = frozenset({"invoice", "purchase_order", "proof_of_delivery", "bill_of_lading", "packing_list", "remittance_advice"})
"""Papers whose days are told apart."""
_ORDERED: Final = frozenset({"ordered", "order_date", "accepted", "acknowledged", "requested"})
_ALL: Final = frozenset({"all", "total", "altogether", "overall"})
_BOOKED: Final = frozenset({"received", "booked"})
_LEADING: Final = frozenset(
    {"signed", "attached", "enclosed", "stamped", "dated", "and", "alleged", "reported", "this", "that", "said", "disputed"}
)
"""Words before a paper at the head of a clause."""
DIFFERENCE: Final = "difference"
EXCESS: Final = "excess"
_RESULTS: Final = frozenset({"sought", "recoverable"})
"""Roles of what letters work out."""
DISPUTED: Final = "disputed"
"""The role of units that a request wants received."""
ASKED: Final = "sought"
"""The role of what a request asks for."""
_RATES: Final = frozenset({"rate", "share", "agreed_discount"})
"""Rates that a letter gives without a word of their own."""
_SHORT: Final = 3
_CLAIMED_BY_TERMS: Final = frozenset({"owed", "earned", "agreed", "cost", "due"})
"""Roles that a word gives which is also said of other things: `the protection owed`, `what the contract allows`."""
_OPEN: Final = Severity.UNVERIFIABLE
_NEAR: Final = 5
_MOST: Final = 6
"""Figures of a sentence that are held against each other."""
_OF_MONEY: Final = frozenset({"open", "owed", "due"})
_CLAIMS: Final = "claim"
_INVOICE: Final = "invoice"
_UNTIL: Final = frozenset({"until"})
_ENDING: Final = {"claims": "claims_until", "discount": "discount_until"}
"""Facts that say until when that is open."""
_DATED: Final = frozenset({"dated"})
_FILED: Final = frozenset({"filed"})
_THEIRS: Final = frozenset({"yours", "your"})
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
        found = [(g, f) for g, f in matches(look, figure, values_alone=False) if _of_item(look, figure, g)]
        if figure.start in look.computed:
            yield from _computed(look, figure, found)
            continue
        if found and _is_contrasted(look, figure):
            continue
        if not found:
            yield from _of_another(look, figure)
            continue
        yield from _roles_of(look, figure, found)
        yield from _unit_of(look, figure, found)
        yield from _whose(look, figure, found)


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
    told = figure.roles
    if is_demanded(look, figure) or (not told and _is_asked(look, figure)):
        told |= {ASKED}
    if is_demanded(look, figure, of_units=True) and not told:
        told |= {DISPUTED}
    whole = frozenset({look.lexicon.grammar.whole}) if look.lexicon.grammar else frozenset()
    told -= _going_along(look, figure, told, have) | _never_of(look, figure)
    far = figure.far - _never_of(look, figure) - frozenset().union(*(f.roles for f in figures_of(look) if f.at != figure.at))
    if figure.at in look.reading.asking and told & _BOOKED and DISPUTED not in have:
        yield _open(look, figure.text, f"{figure.text} is not what is in dispute", found)
    elif told - have:
        yield _missing_role(look, figure, told - have)
    elif far - have:
        yield _open(look, figure.text, f"whether {figure.text} is {_named(far - have)} cannot be told", found)
    elif whole - have and _totalled(look, figure, whole):
        yield _open(look, figure.text, f"{figure.text} is a part and no total", found)
    elif _of_all(look, have, found) and not _in_computation(look, figure):
        yield _open(look, figure.text, f"{figure.text} is that of all, and a part of it is spoken of", found)
    elif _on_another(look, figure, have):
        yield _open(look, figure.text, f"{figure.text} stands on another paper than the one that is named", found)
    elif not (told | far) - whole and not _as_shown(look, figure, have):
        yield from _without_role(look, figure, [(g, f.roles) for g, f in found])


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
    return any(not (figure.at < s and "of" in small[max(figure.at, s - 3) : s]) for s in own)


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
        kinds = set(_leading(look, assertion)) if grammar and assertion.predicate in grammar.on_paper else set()
        if kinds and bearers and not any(kinds & g.papers for g in bearers):
            yield _open(look, assertion.text, f'"{assertion.text}" is not said of that paper', ())


def _of_all(look: Look, have: frozenset[str], found: Sequence[tuple[Grounds, Figure]]) -> bool:
    """What is open in all, said beside a class of claims without a word for the total."""
    whole = look.lexicon.grammar.whole if look.lexicon.grammar else ""
    classes = any(g.fact.key.startswith("class:") for g in look.cited.grounds)
    in_all = any(g.fact.key == "case/open" for g, _ in found)
    is_told = any(role == whole for _, _, role in look.reading.role_spots) or bool(_ALL.intersection(look.reading.small))
    return classes and in_all and whole in have and not is_told


def _on_another(look: Look, figure: Figure, have: frozenset[str]) -> bool:
    """True where the clause begins with one paper and the figure stands on another: `the order shows` the invoice's cost."""
    grammar = look.lexicon.grammar
    leading = set(_leading(look, figure))
    if any(leading & g.papers for g, _ in matches(look, figure, values_alone=False)):
        return False
    told = frozenset().union(*(grammar.shown[kind] for kind in leading if kind in grammar.shown)) if grammar else frozenset()
    others = frozenset().union(*grammar.shown.values()) if grammar else frozenset()
    return bool(told) and not told & have and bool(others & have)


def _as_shown(look: Look, spot: Figure | Day, have: frozenset[str]) -> bool:
    """`The proof of delivery shows 27 cartons`: what the paper that is spoken of is there to show."""
    grammar = look.lexicon.grammar
    if grammar is None:
        return False
    return any(grammar.shown.get(kind, frozenset()) & have for kind in _leading(look, spot)) or _is_subject(look, spot, have)


def _is_subject(look: Look, spot: Figure | Day, have: frozenset[str]) -> bool:
    """`The deduction amounts to 20.00`: the clause begins with what the figure is."""
    grammar, small = look.lexicon.grammar, look.reading.small
    clause = next((c for c in look.reading.clauses if spot.at in c), range(0))
    places = [f.at for f in look.reading.figures] if isinstance(spot, Figure) else [d.at for d in look.reading.days]
    if grammar is None or any(at in clause and at < spot.at for at in places):
        return False
    for start, end, role in spots(small, grammar.subjects):
        before = small[clause.start : start] if start in clause else ()
        if start in clause and end <= spot.at and role in have and all(w in _LEADING | grammar.articles | grammar.owners for w in before):
            return True
    return False


def _leading(look: Look, spot: Figure | Day | Assertion) -> Iterator[str]:
    """The kind of paper, or of number, that the clause of a figure begins with."""
    grammar, small = look.lexicon.grammar, look.reading.small
    clause = next((c for c in look.reading.clauses if spot.at in c), range(0))
    if grammar is None:
        return
    held = covered(r for r in look.reading.role_spots if r[1] - r[0] > 1)
    bare = [s for s in spots(small, grammar.bare_papers) if small[s[1] : s[1] + 1] != ("of",)]
    for start, end, kind in (*spots(small, grammar.papers), *spots(small, grammar.kind_words), *bare):
        # `the order left our warehouse`: an order is also the goods
        is_goods = isinstance(spot, Day) and kind == "purchase_order" and end - start == 1
        if (
            start in clause
            and not is_goods
            and start not in held
            and end <= spot.at
            and all(w in _LEADING | grammar.articles | grammar.owners for w in small[clause.start : start])
        ):
            yield kind


def _is_asked(look: Look, figure: Figure) -> bool:
    """An amount within a request is what is asked for, unless it is said what it is."""
    return figure.at in look.reading.asking and bool(figure.currencies) and not figure.far


def _computed(look: Look, figure: Figure, found: Sequence[tuple[Grounds, Figure]]) -> Iterator[Remark]:
    """A result that recomputes needs no fact; where cited facts have its value, one of them is worked out or is what is said."""
    missing = figure.roles - frozenset().union(*(f.roles for _, f in found))
    if missing:
        yield _open(look, figure.text, f"whether {figure.text} is {_named(missing)} cannot be told", found)
        return
    told = figure.roles | figure.far or frozenset({DIFFERENCE})
    if found and not any(
        g.fact.formula or g.fact.rests_on or g.fact.kind is FactKind.STATEMENT or f.roles & (told | _RESULTS) for g, f in found
    ):
        yield _open(look, figure.text, f"the facts have {figure.text} for something else", found)


def _whose(look: Look, figure: Figure, found: Sequence[tuple[Grounds, Figure]]) -> Iterator[Remark]:
    """Where lines differ, a figure of a line is told with its item or number."""
    facts = [g.fact for g, _ in found]
    if (
        figure.items & {f.about for f in facts}
        or _all_items(look) & set(look.reading.literals) == {f.about for f in facts}
        or _in_computation(look, figure)
        or not all(f.about and f.key.startswith("line:") for f in facts)
    ):
        return
    own = {f.about for f in facts}
    for other in figures_of(look):
        theirs = {g.fact.about for g, _ in matches(look, other, values_alone=False) if g.fact.key.startswith("line:")}
        if theirs and own.isdisjoint(theirs):
            message = f"{figure.text} is that of {facts[0].about} alone: say of which item"
            yield _open(look, figure.text, message, found)
            return
    everywhere = () if figure.items & _all_items(look) else look.known.grounds.values()
    for grounds in (*look.cited.grounds, *everywhere):
        rival = grounds.fact
        same = rival.name == facts[0].name and rival.key.startswith("line:") and rival.about != facts[0].about
        if same and rival.value != facts[0].value and facts[0].kind is not FactKind.STATEMENT:
            message = f"{figure.text} is that of {facts[0].about} alone: say of which item"
            yield _open(look, figure.text, message, found)
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
            message = f"no cited fact gives {day.text} as {_named(missing)}"
            if against is not None and day.roles & missing:
                near = any(abs(start - day.at) <= _BESIDE for start, _, role in look.reading.role_spots if role in day.roles & missing)
                severity = Severity.OBJECTION if near else _OPEN
                yield look.remark("days", f"{message}; {said(against)} does", day.text, against.value, [against.number], severity)
            else:
                yield _open(look, day.text, message, found)
        elif (
            paper := next((k for k in _leading(look, day) if k in _SHOWN and all(g.papers and k not in g.papers for g, _ in found)), "")
        ) != "":
            yield _open(look, day.text, f"{day.text} does not stand on the {paper.replace('_', ' ')}", found)
        elif "purchase_order" in set(_leading(look, day)) and not any(d.roles & _ORDERED for _, d in found):
            yield _open(look, day.text, f"{day.text} is no day of the order", found)
        elif _is_of_other_paper(look, day, have):
            yield _open(look, day.text, f"whether {day.text} is a day of that paper cannot be told", found)
        elif not day.roles and not day.far:
            yield from _without_role(look, day, [(g, d.roles) for g, d in found])


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
    for word, name in _ENDING.items():
        # `the time for audit claims ended on …`: not that of the whole agreement
        has = any(g.fact.name == name for g in look.known.grounds.values())
        if has and _UNTIL & day.roles and word in small[clause.start : day.at] and name not in names:
            return True
    return bool(_FILED & day.roles) and bool(_THEIRS.intersection(before)) and "claimed_on" not in names


def _of_item(look: Look, figure: Figure, grounds: Grounds) -> bool:
    items = items_of(look, figure)
    return not items or not grounds.fact.about or grounds.fact.about in items


def _of_another(look: Look, figure: Figure) -> Iterator[Remark]:
    """A figure that cited facts have for another item alone."""
    found = matches(look, figure, values_alone=False)
    if found:
        fact, items = found[0][0].fact, ", ".join(sorted(items_of(look, figure)))
        message = f"{figure.text} is given for {items}, but {said(fact)} is about {fact.about}"
        yield look.remark("roles", message, figure.text, fact.value, [fact.number])


def _missing_role(look: Look, figure: Figure, missing: frozenset[str]) -> Remark:
    """Refused where a fact has the role, with another figure or uncited; where none has it, it cannot be told."""
    cited = {g.fact.number for g in look.cited.grounds}
    owners = [
        (g, f)
        for g in look.known.grounds.values()
        for f in g.figures
        if missing & f.roles and same_unit(figure, f) and same_currency(figure, f) and comparable(figure, f) and _of_item(look, figure, g)
    ]
    owners.sort(key=lambda o: (o[0].fact.number not in cited, not o[1].values & figure.values))
    if not owners:
        return _open(look, figure.text, f"no cited fact gives {figure.text} as {_named(missing)}", ())
    fact = owners[0][0].fact
    if fact.number not in cited:
        return _open(look, figure.text, f"no cited fact gives {figure.text} as {_named(missing)}; {said(fact)} speaks to it", owners[:1])
    message = f"{figure.text} is given as {_named(missing & owners[0][1].roles)}, but {said(fact)} says otherwise"
    # `20.00 for a price that …`: a word that only stands near may be that of another thing
    severity = Severity.OBJECTION if any(_adjoins(look, figure, role) for role in missing & owners[0][1].roles) else _OPEN
    return look.remark("roles", message, figure.text, fact.value, [fact.number], severity)


def _adjoins(look: Look, figure: Figure, role: str) -> bool:
    """Nothing but signs of money, units, articles and forms of to be stands between the figure and what it is said to be."""
    grammar, tokens, small = look.lexicon.grammar, look.reading.tokens, look.reading.small
    plain = look.lexicon.unit_index.keys() | (
        grammar.articles | grammar.is_words | grammar.by_whom | grammar.money.keys() if grammar else set()
    )
    for start, end, name in look.reading.role_spots:
        between = range(end, figure.at) if end <= figure.at else range(figure.at + 1, start)
        if name == role and name not in _CLAIMED_BY_TERMS and all(tokens[i].kind == "currency" or small[i] in plain for i in between):
            return True
    return False


def _without_role(look: Look, spot: Figure | Day, found: Sequence[tuple[Grounds, frozenset[str]]]) -> Iterator[Remark]:
    """Said for nothing in particular, it has to be what a cited fact says in these words, or a rate, a term of a computation, a label."""
    if isinstance(spot, Figure) and (spot.at in reckoned(look.reading) or _is_third(look, spot)):
        return
    if any(_says_so(look, spot, g) or _is_worked_out(look, spot, g) for g, _ in found) or _is_term(look, spot, found):
        kinds: list[frozenset[str]] = []
        whole = {look.lexicon.grammar.whole} if look.lexicon.grammar else set()
        for roles in (r - whole for _, r in found):
            if roles and not any(roles & kind for kind in kinds):
                kinds.append(roles)
        if len(kinds) > 1 and not _is_term(look, spot, found):
            told = " or ".join(_named(kind) for kind in kinds[:3])
            yield _open(look, spot.text, f"{spot.text} could be {told}: say which", found)
        return
    if not is_plain(look, spot, found):
        yield _open(look, spot.text, f"what {spot.text} is cannot be told from the wording", found)


def _is_third(look: Look, figure: Figure) -> bool:
    """`deducting 20.00 from sales of 120.00, the base is 100.00`: two others make it, and what these are is told."""
    known = [(f, min(f.values)) for f in figures_of(look) if len(f.values) == 1 and f.at != figure.at][:_MOST]
    if len(figure.values) != 1:
        return False
    (own,) = figure.values
    for (one, a), (other, b) in combinations(known, 2):
        told = (one.roles, other.roles)
        if all(told) and own in {a + b, abs(a - b)}:
            return True
    return False


def _is_worked_out(look: Look, spot: Figure | Day, grounds: Grounds) -> bool:
    """True for a figure of a sum or product in words that comes out, where the facts are worked out from each other so."""
    if not isinstance(spot, Figure) or not comes_out(spot, look.reading.figures):
        return False
    cited = {f.number for f in look.cited.facts}
    of = grounds.fact
    return bool(of.formula and cited & set(of.rests_on)) or _is_rested_on(look, of)


def _is_rested_on(look: Look, fact: Fact) -> bool:
    return any(f.formula and fact.number in f.rests_on for f in look.cited.facts)


def _in_computation(look: Look, spot: Figure | Day) -> bool:
    return any(look.reading.tokens[i].kind == "operator" for c in look.reading.clauses if spot.at in c for i in c)


def _is_term(look: Look, spot: Figure | Day, found: Sequence[tuple[Grounds, frozenset[str]]]) -> bool:
    """A figure of a computation in signs; a count is one that a cited result rests on, where a cited fact is worked out at all."""
    if not _in_computation(look, spot):
        return False
    is_count = isinstance(spot, Figure) and bool(spot.unit)
    worked_out = any(f.formula and f.rests_on for f in look.cited.facts)
    return not (is_count and worked_out) or any(_is_rested_on(look, g.fact) for g, _ in found)


def _says_so(look: Look, spot: Figure | Day, grounds: Grounds) -> bool:
    """True where the words around it are the fact's own: a statement's, or those of a label that the lexicon has no role for."""
    fact, reading = grounds.fact, look.reading
    if fact.kind is FactKind.STATEMENT:
        around = {w for w in reading.small[max(0, spot.at - 2) : spot.at + 3] if len(w) > 1} & grounds.words
        return bool(around) or fact.value.casefold() in reading.text.casefold()
    if fact.kind is FactKind.RATE and isinstance(spot, Figure):
        # growth, a surcharge or the rate that was billed is told in words of its own
        own = {w for w in fact.label.casefold().split() if len(w) > _SHORT} - {"rate"} if fact.name not in _RATES else set()
        return spot.unit == "percent" and (not own or bool(own & set(reading.small)))
    plain = look.lexicon.grammar.single if look.lexicon.grammar else frozenset()
    label = {w.removesuffix("s") for w in grounds.words if len(w) > 3 and w not in plain}
    roles = frozenset().union(*(f.roles for f in grounds.figures), *(d.roles for d in grounds.days))
    has_roles = bool(roles - {look.lexicon.grammar.whole if look.lexicon.grammar else ""})
    return not has_roles and bool(label) and label <= {w.removesuffix("s") for w in reading.small}


def _unit_of(look: Look, figure: Figure, found: Sequence[tuple[Grounds, Figure]]) -> Iterator[Remark]:
    """A unit or currency is borne out by a fact that has one; a fact in words that gives a bare figure leaves it open."""
    told = _MONEY if figure.currencies else figure.unit
    if not told and _lacks_unit(look, found) and not _in_computation(look, figure):
        yield _open(look, figure.text, f"what {figure.text} counts is not said", found)
        return
    if not told and figure.noun:
        yield from _noun_of(look, figure, found)
        return
    if not told or any(f.unit or g.fact.kind is not FactKind.STATEMENT for g, f in found):
        return
    if any(_is_money(f) for _, f in found) and told == _MONEY:
        return
    typed = {
        _MONEY if g.fact.kind is FactKind.AMOUNT else f.unit for g, f in _everywhere(look, figure) if g.fact.kind is not FactKind.STATEMENT
    }
    typed |= {f.unit for _, f in _everywhere(look, figure) if f.unit}
    typed -= {""}
    if told in typed:
        return
    if typed:
        units = " or ".join(sorted(typed))
        yield look.remark("units", f"{figure.text} is given in {told}, but the facts have it in {units}", figure.text, units)
    else:
        yield _open(look, figure.text, f"whether {figure.text} is in {told} is not said by a fact", found)


def _lacks_unit(look: Look, found: Sequence[tuple[Grounds, Figure]]) -> bool:
    """Cartons and pallets are counted by name: a bare figure would be one of units."""
    grammar = look.lexicon.grammar
    said = {name for _, _, name in spots(look.reading.small, look.lexicon.unit_index)}
    return grammar is not None and all(f.unit in grammar.containers and f.unit not in said for _, f in found)


def _is_money(figure: Figure) -> bool:
    """A figure of a statement with decimals is an amount."""
    return "." in figure.text and figure.currencies != NO_MONEY


def _everywhere(look: Look, figure: Figure) -> Iterator[tuple[Grounds, Figure]]:
    for grounds in look.known.grounds.values():
        for f in grounds.figures:
            if {abs(v) for v in f.values} & figure.values and (not figure.roles or figure.roles & f.roles):
                yield grounds, f


def _noun_of(look: Look, figure: Figure, found: Sequence[tuple[Grounds, Figure]]) -> Iterator[Remark]:
    """A number of things that are no unit (`3 deliveries`) counts what the fact counts."""
    noun = figure.noun
    forms = {noun, noun.removesuffix("s"), noun.removesuffix("es"), f"{noun.removesuffix('ies')}y"}
    if not any(forms & g.words or f.unit in forms for g, f in found):
        yield _open(look, figure.text, f"whether {figure.text} counts {noun} is not said by the cited facts", found)


def _open(look: Look, text: str, message: str, found: Iterable[tuple[Grounds, object]]) -> Remark:
    facts = tuple(dict.fromkeys(g.fact.number for g, _ in found))[:3]
    return look.remark("roles", message, text, facts=facts, severity=_OPEN)


def _named(roles: Iterable[str]) -> str:
    return " and ".join(sorted({r.replace("_", " ") for r in roles})) or "anything"
