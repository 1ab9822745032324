"""Words that hold to nothing: qualities of things, shares and averages of no figure, whose and to whom, prepositions without their noun."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from cases.letters.verifier.look import Look, charge_named, in_borne, quoted, spotted
from cases.letters.verifier.phrases import covered, spots
from cases.letters.verifier.verdict import Remark, Severity
from facts.finding import FindingType

_CHECKED: Final = ("role_index", "said_index", "totals", "papers", "topics", "hedges", "openers")
"""The phrases of the lexicon that have checks of their own."""
_OVER: Final = "over"
_GENITIVES: Final = ("'s", "s'")
_SIDES: Final = frozenset({"supplier", "retailer"})
"""Who writes and who is written to."""
_TIMES: Final = frozenset({"minute", "hour", "week", "month", "year"})
"""Units of time that are told with a number or not at all."""
_NEAR: Final = 3
"""Words between a paper and what it is said to show."""
_BILLED: Final = frozenset({FindingType.COOP, FindingType.FEE, FindingType.CHARGEBACK, FindingType.FREIGHT, FindingType.PROMOTION})
"""Claims that the retailer makes by an invoice of its own."""


def qualities(look: Look) -> Iterator[Remark]:
    """`the refused shipment`, `the net delivery`: what a thing is said to be in passing is a pair that is known."""
    frames, small = look.lexicon.frames, look.reading.small
    if frames is None or look.is_list_of_attachments:
        return
    single = {s[0]: s for name in ("role_index", "said_index") for s in spotted(look, name) if s[1] - s[0] == 1}
    held, charges = _in_phrases(look), charge_named(look)
    for at in sorted(single):
        end = at + 1
        if at in held | charges or end >= len(small) or at in look.reading.hedging or small[end] not in frames.nouns:
            continue
        is_verb = small[at] in frames.limits | frames.prepositions | frames.finite or (
            (at > 0 and small[at - 1] in frames.subjects)
            or (at > 0 and look.reading.tokens[at - 1].kind in {"number", "literal"} and small[end] not in look.lexicon.unit_index)
        )
        if not is_verb and f"{small[at]} {small[end]}" not in frames.attributes and not _asks_so(look, at):
            yield _open(look, at, end + 1, "what is said of it in passing cannot be checked")


def _asks_so(look: Look, at: int) -> bool:
    return at in look.reading.asking and look.reading.small[at] in look.lexicon.requests


def unbound(look: Look) -> Iterator[Remark]:
    """`per week`, `on average`, `net` of no figure; `one` that counts nothing; `plus` without a term."""
    frames, grammar, small = look.lexicon.frames, look.lexicon.grammar, look.reading.small
    if frames is None or grammar is None or look.is_list_of_attachments:
        return
    own = quoted(look) | in_borne(look)
    for start, end, role in look.reading.role_spots:
        if (
            role in frames.measures
            and start not in own
            and not _is_kind_of_sum(look, start)
            and not {*small[end : end + 1]} & (grammar.relatives - {"we", "you"})
            and not set(range(start, end)) <= look.reading.understood
            and start not in look.reading.asking
        ):
            yield _open(look, start, end, "no figure is told by it")
    figures = {f.at for f in look.reading.figures}
    plain = covered(spotted(look, "plain_index")) | _in_phrases(look)
    for at, word in enumerate(small):
        if at in figures or at in plain or look.reading.tokens[at].kind != "word":
            continue
        if at and small[at - 1] in look.lexicon.negators:
            continue
        asked = at in look.reading.asking and small[at + 1 : at + 2] and small[at + 1] in look.lexicon.of
        if at and word in frames.pronoun and (small[at - 1] in frames.pointed or asked):
            # `the first one`, `each one`
            continue
        if word in look.lexicon.number_words or word in grammar.fractions:
            yield _open(look, at, at + 1, "it counts nothing that can be checked")
        elif word in frames.reckoning and not _leads_to_figure(look, at):
            yield _open(look, at, at + 1, "nothing that can be reckoned with follows")


def _is_kind_of_sum(look: Look, at: int) -> bool:
    """`4 % of net receipts`: what the percentage is of, in the words of the brief."""
    frames, small = look.lexicon.frames, look.reading.small
    pair = " ".join(small[at : at + 2])
    return frames is not None and pair in frames.attributes and look.known.all.has_word(small[at])


def prepositions(look: Look) -> Iterator[Remark]:
    """`units above B0…`, `on after 12 August`, `until the receipt`: a preposition leads to what it can lead to."""
    frames, small, tokens, grammar = look.lexicon.frames, look.reading.small, look.reading.tokens, look.lexicon.grammar
    if frames is None or look.is_list_of_attachments:
        return
    held = _in_phrases(look) | covered(spotted(look, "plain_index")) | look.reading.hedging
    for at, word in enumerate(small):
        ends = at + 1 >= len(small) or tokens[at + 1].kind == "mark"
        if at == 0 and not ends and small[at + 1] in grammar.is_words | grammar.relatives if grammar else False:
            # `below is a summary`
            continue
        if word in frames.limits and at not in held and not ends and not _leads_to_figure(look, at, of_number=word == _OVER):
            yield _open(look, at, at + 1, "what it sets apart cannot be checked")
        counts = look.lexicon.unit_index.get(small[at + 1], ()) if not ends else ()
        if word in frames.prepositions and at not in held and any(len(p) == 1 and unit in _TIMES for p, unit in counts):
            yield _open(look, at, at + 2, "how long that is cannot be checked")
        if word in frames.spans and at not in held and not _leads_to_day(look, at) and not _opens(look, at) and not _joins(look, at):
            yield _open(look, at, at + 1, "no day follows")
    for (at, one), (after, other) in pairwise(enumerate(small)):
        if one == other and tokens[at].kind == "word" and at not in held and one not in look.lexicon.relatives:
            yield _open(look, at, after + 1, "it is said twice")
        elif {one, other} <= frames.prepositions and (not {at, after} & held or (one in look.lexicon.of and after not in held)):
            yield _open(look, at, after + 1, "what it leads to cannot be checked")
    yield from _led_anew(look)


def _led_anew(look: Look) -> Iterator[Remark]:
    """`made on again on 12 August`; `shows instead of 20.00`, where nothing else is told that stands in its place."""
    frames, small, little = look.lexicon.frames, look.reading.small, look.lexicon.little
    prepositions = frames.prepositions if frames is not None else frozenset()
    for at in range(1, len(small) - 1):
        if small[at] in little.repeating and {small[at - 1], small[at + 1]} <= prepositions and small[at - 1] == small[at + 1]:
            yield _open(look, at - 1, at + 2, "what it leads to cannot be checked")
        figure = _figure_behind(look, at + 2) if small[at] in little.contrasting and small[at + 1] in look.lexicon.of | little.than else -1
        clause = next((c for c in look.reading.clauses if at in c), range(0))
        if figure >= 0 and at not in look.reading.asking and not any(f.at in clause and f.at != figure for f in look.reading.figures):
            yield _open(look, at, at + 2, "nothing is told that stands in its place")


def _figure_behind(look: Look, at: int) -> int:
    """Where the figure stands that begins here, signs of money and articles aside; -1 where none does."""
    tokens, grammar = look.reading.tokens, look.lexicon.grammar
    while grammar is not None and at < len(tokens) and (tokens[at].kind == "currency" or look.reading.small[at] in grammar.articles):
        at += 1
    return at if any(f.at == at for f in look.reading.figures) else -1


def sources(look: Look) -> Iterator[Remark]:
    """In languages without a grammar: `laut Ihrer Prüfung` names a source that no cited fact speaks of."""
    frames, small = look.lexicon.frames, look.reading.small
    if frames is None or not frames.according or look.is_list_of_attachments:
        return
    held = _in_phrases(look) | covered(spotted(look, "plain_index"))
    numbered = {end + 1 for _, end, _ in spots(small, frames.kinds) if end < len(small) and look.reading.tokens[end].kind == "literal"}
    for at, word in enumerate(small):
        if word in frames.trailing and frames.bearers.isdisjoint(small[max(0, at - _NEAR) : at]):
            # `Ihrem Prüfer zufolge`
            yield _open(look, max(0, at - _NEAR), at + 1, "no cited fact says what that source says")
            continue
        said = {word, " ".join(small[at : at + 2])}
        if at + 2 in numbered:
            # `contesté comme D-14`
            continue
        if at in held or (at == 0 and gives_reason(look)) or said.isdisjoint(frames.according | frames.likening):
            continue
        shown = any(w in frames.bearers for w in small[max(0, at - _NEAR) : at]) and not said.isdisjoint(frames.showing)
        shown |= at in numbered and not said.isdisjoint(frames.showing)
        shown |= bool(said & frames.likening) and _is_shown_behind(look, at)
        names = any(t.kind in {"literal", "code"} for t in look.reading.tokens[at + 1 : at + 2])
        likens = names and bool(look.cited.says("same", positive=True))
        if (
            said & frames.likening
            and not shown
            and not likens
            and not _names_sort(look, at)
            and not any(w in frames.likened for w in small[at + 1 : at + 3])
        ):
            yield _open(look, at, min(at + 3, len(small)), "it cannot be checked")
            continue
        if said & frames.likening and (
            _names_sort(look, at) or (shown and not said.isdisjoint(frames.showing) and _is_by_a_paper(look, at))
        ):
            continue
        if (
            " ".join(small[at : at + 2]) in frames.according
            and look.lexicon.role_index.keys() & set(small[at + 2 : at + 3]) - frames.bearers
        ):
            # `nach Ihrer Teilgutschrift von 500`
            continue
        follows = small[at + 1 : at + 4]
        named = any(t.kind in {"literal", "code", "quote"} for t in look.reading.tokens[at + 1 : at + 3])
        by_figure = any(t.kind in {"number", "currency", "operator"} for t in look.reading.tokens[at + 1 : at + 2])
        by_figure |= _leads_by_party(look, at)
        if not named and not by_figure and not any(w in frames.bearers for w in follows):
            yield _open(look, at, min(at + 3, len(small)), "no cited fact says what that source says")


def _names_sort(look: Look, at: int) -> bool:
    """`comme date d'expédition`, `como entregadas`: what a thing is told to be, which is held against the facts as such."""
    frames, small = look.lexicon.frames, look.reading.small
    return frames is not None and any(word in frames.taken_as for word in small[at + 1 : at + 2])


def _is_by_a_paper(look: Look, at: int) -> bool:
    """`Le connaissement 0768… montre que`: a paper of the goods shows it, and no claim or answer says so."""
    named = any(t.kind == "literal" for t in look.reading.tokens[max(0, at - _NEAR) : at])
    return named or any(at - _NEAR <= end <= at for _, end, _ in spotted(look, "shown_index"))


def gives_reason(look: Look) -> bool:
    """`Comme la commande voyage en port dû, le fret …`: a clause before a comma, in which nobody and nothing shows or says something."""
    frames, small = look.lexicon.frames, look.reading.small
    comma = next((n for n, word in enumerate(small) if word == ","), 0)
    words = frozenset(small[1:comma])
    if frames is None or small[0] not in frames.reasoning:
        return False
    return comma > _NEAR and words.isdisjoint(frames.attesting | frames.telling | frames.saying | frames.showing)


def _leads_by_party(look: Look, at: int) -> bool:
    """`按照贵方批准的 15.07`: nothing but who does it, and what figures are said to be, stands before a figure."""
    frames, tokens = look.lexicon.frames, look.reading.tokens
    figure = next((f.at for f in look.reading.figures if f.at > at), -1)
    if frames is None or figure < 0:
        return False
    plain = covered(spotted(look, "role_index"))
    sides = frames.ours | frames.yours | look.lexicon.of
    between = range(at + 1, figure)
    return bool(frames.yours) and all(n in plain or look.reading.small[n] in sides or tokens[n].kind == "currency" for n in between)


def _is_shown_behind(look: Look, at: int) -> bool:
    """`wie der beigefügte Lieferschein zeigt`: a paper that facts are taken from, one of them cited, and what it does."""
    frames, small = look.lexicon.frames, look.reading.small
    if frames is None or not any(f.places or f.rests_on for f in look.cited.facts):
        return False
    paper = next((n for n in range(at + 1, min(at + 2 + _NEAR, len(small))) if small[n] in frames.bearers), None)
    shows = small[at + 1 : paper + 1 + _NEAR] if paper is not None else ()
    return any(word in frames.showing for word in shows)


def hearsay(look: Look) -> Iterator[Remark]:
    """In languages without a grammar: `il vettore dice che`: what somebody is said to say, and nothing before it that is asked or told."""
    frames, small = look.lexicon.frames, look.reading.small
    if frames is None or not frames.that or look.is_list_of_attachments:
        return
    # `tandis que`, `mientras que`: nobody says what follows
    joined = covered(spotted(look, "plain_index"))
    at = next((at for at, word in enumerate(small) if word in frames.that and at not in joined), 0)
    told = {f.at for f in look.reading.figures} | {d.at for d in look.reading.days} | covered(spotted(look, "role_index"))
    asked = any(word in look.lexicon.requests for word in small[:at])
    named = any(t.kind in {"literal", "code", "quote"} for t in look.reading.tokens[:at])
    # `aus der Rechnung geht hervor, dass`, `wir stellen fest, dass`: a paper, or whoever writes
    said = not frames.saying.isdisjoint(small[:at])
    shown = any(word in frames.noticing for word in small[:at]) or asked or any(place < at for place in told)
    if at and not named and (said or not shown) and not _is_their_claim(look, at):
        yield _open(look, 0, at + 1, "no cited fact says who said so")


def _is_their_claim(look: Look, at: int) -> bool:
    """`Ustedes afirman que no se recibieron 10 unidades`: who is written to says that goods are missing, by a cited figure of that."""
    frames, head = look.lexicon.frames, look.reading.small[:at]
    yours = frames is not None and len(head) <= _NEAR and not frames.addressing.isdisjoint(head)
    return yours and any(
        "short" in own.roles for f in look.reading.figures for g in look.cited.grounds for own in g.figures if own.values & f.values
    )


def possessions(look: Look) -> Iterator[Remark]:
    """`our deduction`, `your filing`, `the carrier's decision`: whose a thing is, as the trade has it."""
    frames, grammar, small = look.lexicon.frames, look.lexicon.grammar, look.reading.small
    if frames is None or grammar is None or look.is_list_of_attachments or look.known.brief.claim.value.startswith("rebate"):
        return
    own = dict.fromkeys(frames.ours, "supplier") | dict.fromkeys(frames.yours, "retailer")
    parties = {s[1] - 1: s[2] for s in spotted(look, "parties")}
    for at, word in enumerate(small[:-1]):
        is_genitive = look.reading.tokens[at].text.casefold().endswith(_GENITIVES) and word not in own
        if word not in own and not (is_genitive and at in parties):
            continue
        told = own.get(word) or parties[at]
        things = [(p, o) for p, o in frames.belongings.get(small[at + 1], ()) if small[at + 1 : at + 1 + len(p)] == p]
        if told not in _SIDES:
            if told not in {o for _, o in things}:
                yield _open(look, at, at + 2, "whose it is cannot be checked")
            continue
        for phrase, owner in things:
            if owner in _SIDES:
                bills = owner == "supplier" and "invoice" in phrase and look.known.brief.claim in _BILLED
                if owner != told and not bills:
                    yield _open(look, at, at + 2, "whose it is cannot be checked")
                break


def payees(look: Look) -> Iterator[Remark]:
    """`to be paid back to the carrier`: what is asked for is asked for the one who writes."""
    grammar, reading = look.lexicon.grammar, look.reading
    paying = grammar.paying | grammar.little.giving_back if grammar is not None else frozenset()
    pays = any(reading.small[at] in paying for at in reading.asking)
    for start, end, party in spotted(look, "parties") if grammar and pays else ():
        before = next((w for w in reversed(reading.small[max(0, start - 2) : start]) if w not in grammar.articles), "") if grammar else ""
        if grammar and start in reading.asking and party != "supplier" and before in grammar.to_whom and before != "with":
            yield _open(look, start, end, "it is not asked for them")


def _in_phrases(look: Look) -> frozenset[int]:
    """The tokens of phrases of several words that have a check of their own."""
    return quoted(look) | in_borne(look) | covered(s for name in _CHECKED for s in spotted(look, name) if s[1] - s[0] > 1)


def _leads_to_figure(look: Look, at: int, *, of_number: bool = True) -> bool:
    """A figure, a number that is a name, a quotation or what has a role follows."""
    tokens, small, grammar = look.reading.tokens, look.reading.small, look.lexicon.grammar
    at += 1
    while at < len(tokens) and (
        tokens[at].kind == "currency" or (grammar and small[at] in grammar.articles | grammar.owners | grammar.determiners)
    ):
        at += 1
    figures = {f.at for f in look.reading.figures}
    roles = covered(spotted(look, "role_index"))
    named = of_number and at < len(tokens) and tokens[at].kind in {"literal", "quote", "code"}
    return at < len(tokens) and (at in figures or tokens[at].kind == "number" or named or at in roles)


def _leads_to_day(look: Look, at: int) -> bool:
    weekdays = look.lexicon.grammar.weekdays if look.lexicon.grammar else {}
    at += 1
    small, tokens = look.reading.small, look.reading.tokens
    while at < len(tokens) and (small[at] in weekdays or small[at] in {",", "the", ":"}):
        at += 1
    return at < len(tokens) and tokens[at].kind == "day"


def _joins(look: Look, at: int) -> bool:
    """`new since the dispute was filed`, `since it had been claimed before`: a verb follows, and no day is wanted."""
    grammar, small = look.lexicon.grammar, look.reading.small
    stop = next((c.stop for c in look.reading.clauses if at in c), len(small))
    says_new = any(f.name == "new" for f in look.cited.facts)
    return grammar is not None and (says_new or any(small[n] in grammar.is_words for n in range(at + 2, stop)))


def _opens(look: Look, at: int) -> bool:
    """The word begins a clause: `since payment came on …`."""
    return at == 0 or look.reading.tokens[at - 1].kind == "mark"


def _open(look: Look, start: int, end: int, why: str) -> Remark:
    tokens = look.reading.tokens
    text = look.reading.text[tokens[start].start : tokens[min(end, len(tokens)) - 1].end]
    return look.remark("loose", f'"{text}": {why}', text, severity=Severity.UNVERIFIABLE)
