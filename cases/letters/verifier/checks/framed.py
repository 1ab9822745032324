"""Beside figures, days and numbers stand only words that leave them as they are; any other word makes the sentence one for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.verifier.checks.built import words_of_build
from cases.letters.verifier.checks.changed import changed
from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.checks.reckoned import reckoned
from cases.letters.verifier.checks.relations import DAYS, NUMBERS, holds
from cases.letters.verifier.checks.settling import is_argued
from cases.letters.verifier.frames import Frames
from cases.letters.verifier.look import Look, in_borne, quoted, spotted
from cases.letters.verifier.phrases import covered
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.tokens import Token
from cases.letters.verifier.verdict import Remark, Severity

_SPAN: Final = frozenset({"from", "until"})
_BACK: Final = 5
"""Words before `from` among which stands what is taken or moves from a figure."""
_RETAILER: Final = "retailer"
_CLOSED: Final = frozenset({"literal", "day", "quote", "code", "number", "currency"})
_SIZES: Final = frozenset({"more_than", "less_than"})
_CHECKED: Final = ("role_index", "said_index", "totals", "money", "papers", "openers")
"""The words of the lexicon that have checks of their own."""
_REACH: Final = 4
"""Words between a modal and the request that it begins."""
_LITTLE: Final = 2
"""Letters of a preposition that does no more than lead to a day."""
_TIMES: Final = frozenset({"hour", "day", "business_day", "week", "month", "year"})
"""Units of time, which set a day apart from the one that follows."""
_DOUBTS: Final = frozenset({"doubted", "alleged"})
"""What is said of a figure by a word beside it, which a fact of that figure has to say."""


def beside_figures(look: Look) -> Iterator[Remark]:
    """`another 72 units`, `USD 20.00 a day`, `in addition to 20.00`: what stands beside a figure is known to leave it as it is."""
    frames = look.lexicon.frames
    if frames is None or look.is_list_of_attachments:
        return
    known, own = _checked_elsewhere(look), quoted(look)
    for figure in figures_of(look):
        if figure.at < 0:
            continue
        before, behind = _before(look, figure.at), _behind(look, figure)
        built, end = words_of_build(look, figure), len(look.reading.tokens)
        yield from _doubted(look, figure, before)
        if before >= 0 and before not in built and not {before, figure.at} <= own and not _leads_on(look, frames, known, before, figure):
            yield _open(look, before, figure.text)
        if behind < end and behind not in built and not {figure.at, behind} <= own and not _follows(look, frames, known, behind, figure):
            yield _open(look, behind, figure.text)


def _doubted(look: Look, figure: Figure, before: int) -> Iterator[Remark]:
    """`supposedly 72 units`, `72 alleged units`: the doubt is a fact's own."""
    within = {before, figure.at + 1} - {-1}
    for start, end, name in spotted(look, "said_index"):
        if name[1:] in _DOUBTS and end - start == 1 and start in within and figure.at + 1 < len(look.reading.small):
            stands = start == before or look.reading.small[start + 1 : start + 2] in {(u,) for u in look.lexicon.unit_index}
            borne = any(name[1:] in g.asserted for g, _ in matches(look, figure, values_alone=False))
            if (start == before and name[1:] == "doubted") or (stands and not borne):
                yield _open(look, start, figure.text)


def beside_days(look: Look) -> Iterator[Remark]:
    """The same for days: `shortly before 12 August`, `12 August at the latest`."""
    frames, small = look.lexicon.frames, look.reading.small
    if frames is None or look.is_list_of_attachments:
        return
    known, own, weekdays = _checked_elsewhere(look), quoted(look), look.lexicon.grammar.weekdays if look.lexicon.grammar else {}
    for day in look.reading.days:
        at = day.at - 1
        while at >= 0 and (
            small[at] in weekdays or small[at] in look.lexicon.little.the or (small[at] == "," and at and small[at - 1] in weekdays)
        ):
            at -= 1
        if at >= 0 and not {at, day.at} <= own and not _leads_to_day(look, frames, known, at):
            yield _open(look, at, day.text)
        at = day.at + 1
        while at < len(small) and (small[at] in weekdays or small[at] == ")"):
            at += 1
        if (
            at < len(small)
            and not {day.at, at} <= own
            and not (_closes(look.reading.tokens[at]) or at in known or small[at] in frames.behind_day)
            and not (look.reading.tokens[at].kind in {"currency", "number"} and look.lexicon.grammar is None and _is_led(look, day.at))
        ):
            yield _open(look, at, day.text)


def _leads_to_day(look: Look, frames: Frames, known: frozenset[int], at: int) -> bool:
    word, grammar = look.reading.small[at], look.lexicon.grammar
    if grammar is not None and word in grammar.by_whom:
        return at in look.reading.asking
    if at and look.reading.small[at - 1] in look.lexicon.unit_index:
        # `the day before 12 August`, `the week of 12 August`
        return look.lexicon.unit_index[look.reading.small[at - 1]][0][1] not in _TIMES
    spot = frames.spot_of_day if grammar is not None else frozenset()
    if at and look.reading.small[at - 1] in spot and any(s == at and e - s == 1 for s, e, _ in spotted(look, "role_index")):
        # `on starting 1 January`
        return False
    compares = [a for a in look.reading.assertions if a.predicate in DAYS and a.at <= at < a.at + len(a.text.split())]
    if compares:
        return all(holds(look, a) is not None for a in compares)
    if word in look.lexicon.of and frames.day_of and at and look.reading.tokens[at - 1].kind == "word":
        # `the week of 12 August`
        return at - 1 in known or at in known or look.reading.small[at - 1] in frames.day_of | frames.nouns
    return _closes(look.reading.tokens[at]) or at in known or word in frames.before_day


def signed_figures(look: Look) -> Iterator[Remark]:
    """`-24.21`, `is (24.21)`: an amount below nothing is none of the facts'."""
    if look.lexicon.grammar is None:
        return
    tokens, small, is_words = look.reading.tokens, look.reading.small, look.lexicon.grammar.is_words
    own = quoted(look)
    for figure in figures_of(look):
        at = _before(look, figure.at, brackets=False)
        if figure.at in own:
            continue
        adjoins = at >= 0 and tokens[at].text == "-" and tokens[at].end == tokens[at + 1].start
        is_minus = adjoins and (at == 0 or tokens[at - 1].kind not in _CLOSED)
        alone = tokens[at].text == "(" and at + 2 < len(tokens) and tokens[at + 1].kind == "number" and tokens[at + 2].text == ")"
        in_brackets = at >= 0 and ((alone and "." in figure.text) or (at > 0 and tokens[at].text == "(" and small[at - 1] in is_words))
        if (is_minus or in_brackets) and not any((g.fact.amount or 0) < 0 for g, _ in matches(look, figure, values_alone=True)):
            message = f"{figure.text} is said as if it were below nothing"
            yield look.remark("numbers", message, figure.text, severity=Severity.UNVERIFIABLE)


def _checked_elsewhere(look: Look) -> frozenset[int]:
    """The tokens of roles, assertions, sums, money and hedges, which have checks of their own."""
    asking = look.reading.asking if look.lexicon.grammar is not None else range(len(look.reading.small))
    requests = {at for at in asking if look.reading.small[at] in look.lexicon.requests}
    contrasts = covered(spotted(look, "contrast_index")) if look.lexicon.grammar is None else frozenset()
    moved = frozenset().union(*look.lexicon.changes.values())
    contrasts |= {at for at, word in enumerate(look.reading.small) if word in moved}
    return frozenset().union(requests, contrasts, look.reading.hedging, *(covered(spotted(look, name)) for name in _CHECKED))


def _before(look: Look, at: int, *, brackets: bool = True) -> int:
    """The token before a figure, its sign of money and an opening bracket aside."""
    at -= 1
    tokens = look.reading.tokens
    while at >= 0 and (tokens[at].kind == "currency" or (brackets and tokens[at].text == "(")):
        at -= 1
    return at


def _behind(look: Look, figure: Figure) -> int:
    """The token behind a figure, its unit and money aside."""
    tokens, lexicon = look.reading.tokens, look.lexicon
    at = figure.at + 1
    held = covered(s for s in spotted(look, "unit_index") if s[2] == figure.unit) if figure.unit else frozenset()
    if lexicon.grammar is not None:
        held |= covered(spotted(look, "money"))
    while at < len(tokens) and (tokens[at].kind == "currency" or at in held or tokens[at].text in {")", "%", "'"}):
        at += 1
    return at


def _closes(token: Token) -> bool:
    return token.kind in {"mark", "operator", "literal", "quote"}


def _is_led(look: Look, day: int) -> bool:
    """`ab 1. Januar 4,98`, `am 1. Januar 500 bewilligt`: a word that leads to a day stands right before it."""
    frames = look.lexicon.frames
    before = look.reading.small[day - 1] if day else ""
    return (frames is not None and len(before) <= _LITTLE and before in frames.before_day) or any(
        end == day and role in _SPAN for _, end, role in look.reading.role_spots
    )


def _stands_apart(look: Look, at: int, figure: Figure) -> bool:
    """`2 572,00 USD (4 % de 64 300)`, `ab 1. Januar 4,98`: before a bracket, or a day with a word of its own."""
    kind = look.reading.tokens[at].kind
    return (kind == "number" and "(" in look.reading.small[at + 1 : figure.at]) or (kind == "day" and _is_led(look, at))


def _leads_on(look: Look, frames: Frames, known: frozenset[int], at: int, figure: Figure) -> bool:
    small, tokens = look.reading.small, look.reading.tokens
    word = small[at]
    if _closes(tokens[at]) or (look.lexicon.grammar is None and _stands_apart(look, at, figure)):
        return True
    little = look.lexicon.little
    if word in little.parting:
        if small[at - 1] in little.out:
            return _is_of_a_whole(look, at, figure)
        if small[at - 1] in frames.no_leads and at - 1 not in known:
            return False
        opens = at == 0 or tokens[at - 1].kind in {"mark", "operator", "literal", "number"} or small[at - 1] in look.lexicon.number_words
        return opens or _ends(small, at, frames.before_of) or at - 1 in known or small[at - 1] in look.lexicon.unit_index
    if word in little.to or (word in little.departing and frames.before_from):
        return _moves(look, frames, known, at)
    if word in frames.reckoning:
        return _is_reckoned(look, figure) or at in known
    if tokens[at].kind == "number" or (
        word in little.within and at and (tokens[at - 1].kind == "number" or small[at - 1] in look.lexicon.number_words)
    ):
        return False
    is_due = word in little.being and look.lexicon.grammar and small[at - 1] in look.lexicon.grammar.modals and at not in known
    if is_due or _is_one_of(look, known, at):
        return False
    if at in (comparing := _comparing(look)):
        return comparing[at]
    return at in known or word in frames.before_figure or word in look.lexicon.unit_index


def _follows(look: Look, frames: Frames, known: frozenset[int], at: int, figure: Figure) -> bool:
    small, tokens, grammar = look.reading.small, look.reading.tokens, look.lexicon.grammar
    word = small[at]
    if tokens[at].text == "(" and at + 2 < len(tokens) and tokens[at + 1].kind == "word" and tokens[at + 2].text == ")":
        return False
    if _closes(tokens[at]) or tokens[at].kind in {"number", "day"}:
        return True
    if word in frames.reckoning:
        return _is_reckoned(look, figure) or at in known
    if at in (comparing := _comparing(look)):
        return comparing[at] if grammar is None else _comes_to_something(look, at)
    if word in look.lexicon.little.per:
        # `15.91 per 100 kg`
        return at in covered(spotted(look, "role_index")) or any(t.kind == "number" for t in tokens[at + 1 : at + 2])
    if grammar is not None and word in grammar.articles and at + 1 in known and (word not in grammar.little.indefinite or at in known):
        return True
    if word in look.lexicon.little.contrasting:
        return any(f.at > at for f in look.reading.figures)
    return at in known or word in frames.behind_figure or (grammar is None and word in look.lexicon.unit_index)


def _moves(look: Look, frames: Frames, known: frozenset[int], at: int) -> bool:
    """`comes to 20.00`, `reduced from 20.00`: what leads to a figure, or away from one."""
    small = look.reading.small
    if any(at < place <= at + 2 for place in changed(look)):
        return True
    if small[at] in look.lexicon.little.to:
        return at - 1 in known or _ends(small, at, frames.before_to) or at in known
    return bool(frames.before_from.intersection(small[max(0, at - _BACK) : at]))


def _is_one_of(look: Look, known: frozenset[int], at: int) -> bool:
    """`a disputed 20.00`: an article of one before what has no figure of its own."""
    wide = covered(s for name in _CHECKED for s in spotted(look, name) if s[1] - s[0] > 1) | look.reading.hedging
    is_word = look.lexicon.grammar is not None and look.reading.tokens[at].kind == "word"
    return bool(at) and look.reading.small[at - 1] in look.lexicon.little.indefinite and is_word and at in known - wide


def _is_reckoned(look: Look, figure: Figure) -> bool:
    """A term or result of a computation in words, or beside an equals sign."""
    return figure.at in reckoned(look.reading, look.lexicon.little) or any(
        t.kind == "operator" and t.text == "=" for t in look.reading.tokens
    )


def _comparing(look: Look) -> dict[int, bool]:
    """Where words of comparison stand that are no part of a role, and whether what they compare holds."""
    held = covered(s for s in spotted(look, "role_index") if s[1] - s[0] > 1) | look.reading.understood
    told = {a.at: holds(look, a) is True or not a.positive for a in look.reading.assertions if a.predicate in NUMBERS}
    found: dict[int, bool] = {}
    for start, end, name in spotted(look, "said_index"):
        if name[1:] in _SIZES and start not in held and not _heads(look, start):
            found |= {at: told.get(start, False) or start in look.reading.hedging for at in range(start, end)}
    return found


def _heads(look: Look, at: int) -> bool:
    """`claims over 20.00`, `deduction INV1SC over 20.00`: it says of how much."""
    frames, small = look.lexicon.frames, look.reading.small
    if frames is None or small[at] not in frames.headings or not at:
        return False
    return look.reading.tokens[at - 1].kind == "literal" or small[at - 1] in frames.nouns


def _comes_to_something(look: Look, at: int) -> bool:
    """A figure, `than` or, behind a preposition, what has a role follows a comparison."""
    small, tokens, grammar = look.reading.small, look.reading.tokens, look.lexicon.grammar
    follows = at + 1
    while grammar and follows < len(small) and small[follows] in grammar.articles | grammar.owners:
        follows += 1
    if follows >= len(small):
        return False
    frames = look.lexicon.frames
    if frames is not None and small[at] in frames.headings and (tokens[follows].kind == "literal" or small[follows] in frames.nouns):
        return True
    is_role = grammar is not None and small[at] in grammar.aside_sizes and follows in covered(spotted(look, "role_index"))
    return tokens[follows].kind in {"number", "currency"} or small[follows] in look.lexicon.little.than or is_role


def _is_of_a_whole(look: Look, at: int, figure: Figure) -> bool:
    """`72 out of 96 billed`, `out of 96 billed, none`: a part of it is told, and the words stand where a part can stand."""
    small, tokens, frames = look.reading.small, look.reading.tokens, look.lexicon.frames
    before = at - 2
    parts = [f for f in figures_of(look) if f.at != figure.at and f.values and figure.values and max(f.values) <= max(figure.values)]
    told = any(bool(f.currencies) == bool(figure.currencies) or not f.unit for f in parts)
    denied = any(w in look.lexicon.negators for w in small)
    stands = (
        before < 0
        or tokens[before].kind == "mark"
        or not (frames and small[before] in frames.prepositions | frames.no_leads | frames.shows)
    )
    operates = before >= 0 and tokens[before].kind == "operator"
    return (told or denied) and stands and not operates


def _ends(small: tuple[str, ...], at: int, phrases: frozenset[str]) -> bool:
    """True where the words before a place end with one of these."""
    return any(at and (small[at - 1] == p or " ".join(small[max(0, at - 2) : at]) == p) for p in phrases)


def _open(look: Look, at: int, text: str) -> Remark:
    token = look.reading.tokens[at]
    return look.remark("framed", f'what "{token.text}" makes of {text} cannot be checked', token.text, severity=Severity.UNVERIFIABLE)


def parties_aside(look: Look) -> Iterator[Remark]:
    """`468 units by us`: a party that is said to do what no verb says is for a person."""
    grammar, reading = look.lexicon.grammar, look.reading
    for start, end, party in spotted(look, "parties") if grammar else ():
        owned = end - start == 1 and reading.small[start] in (grammar.owners if grammar else ()) and reading.small[end : end + 1]
        if start in covered(spotted(look, "plain_index")) or (owned and reading.small[end] in look.lexicon.little.means):
            continue
        at = start - 1
        while grammar and at >= 0 and reading.small[at] in grammar.articles:
            at -= 1
        is_doer = any(a.doer == party for a in reading.assertions) or start in in_borne(look)
        is_wanted = start in reading.asking and party == _RETAILER
        if grammar and at >= 0 and reading.small[at] in grammar.by_whom and not is_doer and not is_wanted:
            token = reading.tokens[start]
            yield look.remark("parties", f'what "by {token.text}" was done cannot be checked', token.text, severity=Severity.UNVERIFIABLE)


def modals(look: Look) -> Iterator[Remark]:
    """`the overcharge may be 20.00`, outside of requests and of what a fact says."""
    grammar, reading = look.lexicon.grammar, look.reading
    for at, word in enumerate(reading.small) if grammar else ():
        leads = any(at < asked <= at + _REACH for asked in reading.asking)
        if grammar and word in grammar.modals and at not in reading.asking and not leads and at not in reading.understood:
            is_phrase = at in covered(spotted(look, "role_index")) or at in covered(spotted(look, "plain_index"))
            if not is_phrase and not look.cited.has_word(word) and not is_argued(look, at):
                yield look.remark("wording", f'"{word}": what may or ought to be cannot be checked', word, severity=Severity.UNVERIFIABLE)
