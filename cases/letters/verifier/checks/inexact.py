"""In languages without a grammar here: words that make a figure more, less or about as much, and words that call it little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cases.letters.verifier.asserting import restricts
from cases.letters.verifier.checks.figures import figures_of, matches, same_currency, same_unit
from cases.letters.verifier.checks.labelled import worked_with
from cases.letters.verifier.checks.shown_by import is_most
from cases.letters.verifier.look import Look, spotted
from cases.letters.verifier.phrases import covered, each_meaning
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.tokens import Token
from cases.letters.verifier.verdict import Remark, Severity

_SUMS: Final = frozenset({"authorised", "deducted", "asked", "granted", "claimed_before", "asked_before", "open"})
"""Roles of nouns that are of an amount: a deduction, a claim, a credit."""
_GRANTED: Final = frozenset({"granted"})
_BOUNDS: Final = frozenset({"until", "cap"})
_MORE_THAN: Final = (
    (frozenset({"received", "booked"}), frozenset({"invoiced", "delivered"})),
    (frozenset({"due", "earned"}), frozenset({"deducted"})),
)
"""What is little where the brief has more of the other: goods booked of those billed, what is due of what was taken."""
_PARTS: Final = frozenset({"disputed", "asked"})
_WHOLES: Final = frozenset({"short", "deducted"})
"""What is less than what, whether that is cited or not."""
_FILED: Final = frozenset({"filed"})
_PARTLY: Final = "partly"
_SIZES: Final = frozenset({"more_than", "less_than"})
_TAKEN_BEFORE: Final = "taken_before"
_WIDE: Final = 3
_ITEM: Final = "sku"
_KIND: Final = "item"
_THRESHOLD: Final = "threshold"
_GOODS: Final = frozenset({"unit", "carton", "case", "pallet"})
_LITTLE: Final = 3
"""Letters of the preposition before the day of a paper at most."""
_ONLY_REACH: Final = 4
"""Words behind which a figure stands that is said to be little."""


def rounded(look: Look) -> Iterator[Remark]:
    """A word before a figure that makes it more, less or about that much is for a person."""
    if look.lexicon.grammar is not None:
        return
    yield from _lessened(look)
    tokens, worked = look.reading.tokens, worked_with(look)
    for figure in figures_of(look):
        at = next((i for i, t in enumerate(tokens) if t.start == figure.start), 0) - 1
        while at >= 0 and tokens[at].kind == "currency":
            at -= 1
        word = next((h for h in look.lexicon.hedges if _ends(tokens, at, h)), "")
        if _says_cap(look, word, "limit") and any("limit" in f.roles for _, f in matches(look, figure, values_alone=False)):
            # `hasta 4 kg`, where a cited fact has it for the limit
            continue
        if _says_cap(look, word, _THRESHOLD) and any(_THRESHOLD in f.roles for _, f in matches(look, figure, values_alone=False)):
            # `jusqu'à 60 000,00, le taux est de 1 %`
            continue
        if figure.start in worked and not any(a.predicate in _SIZES and a.text.casefold() == word for a in look.reading.assertions):
            # `= 7695.6146, gerundet 7695.61`
            continue
        if _says_cap(look, word) and any(is_most(g) for g, _ in matches(look, figure, values_alone=False)):
            # `höchstens 500`, where a fact has it for the most that is paid
            continue
        is_for = word in look.lexicon.loose_hedges and (_after_a_noun(look, tokens, at) or says_what_for(look, at))
        if word and not is_for:
            yield look.remark("rounded", f'"{word} {figure.text}" is not exactly {figure.text}', word, severity=Severity.UNVERIFIABLE)


def _says_cap(look: Look, words: str, bound: str = "cap") -> bool:
    """The words before a figure say that it is a bound."""
    first = words.partition(" ")[0]
    meant = (roles for phrase, roles in look.lexicon.role_index.get(first, ()) if " ".join(phrase) == words)
    return any(bound in roles.split("|") for roles in meant)


def _ends(tokens: Sequence[Token], at: int, words: str) -> bool:
    """True where these words stand before and up to a place."""
    parts = words.split()
    there = [t.text.casefold() for t in tokens[max(0, at - len(parts) + 1) : at + 1]]
    return at >= 0 and there == parts


def _after_a_noun(look: Look, tokens: Sequence[Token], at: int) -> bool:
    """`der Abzug über 500` is one of 500; `wir haben über 500`, `in der Rechnung über 500` are more than that."""
    head = at - 1
    if head > 1 and tokens[head].kind == "day" and len(look.reading.small[head - 1]) <= _LITTLE:
        # "unser Einspruch D-1 vom 2. September über 500"
        head -= 2
    before = tokens[head] if head >= 0 else None
    if before is None or before.kind in {"literal", "code"}:
        return before is not None and look.reading.small[at] in look.lexicon.sums
    in_phrases = covered(s for s in spotted(look, "plain_index") if s[0] < at < s[1])
    is_noun = look.lexicon.names_are_capital or before.text[:1].isupper()
    able = _SUMS | _FILED if head < at - 1 else _SUMS
    is_role = is_noun and any(
        end in {head + 1, at + 1} and start < at and role in able for start, end, role in each_meaning(spotted(look, "role_index"))
    )
    return look.reading.small[at] in look.lexicon.sums and (is_role or at in in_phrases)


def says_what_for(look: Look, at: int) -> bool:
    """`der Beleg ist über 15 Kartons unterschrieben`: of fifteen cartons it would be said that they are."""
    small, frames = look.reading.small, look.lexicon.frames
    if frames is None or not at or small[at] not in look.lexicon.sums or small[at - 1] not in frames.of_one:
        return False
    figure = next((f for f in look.reading.figures if f.at == at + 1), None)
    return figure is not None and figure.unit in _GOODS and not figure.currencies and figure.values.isdisjoint({1})


def _lessened(look: Look) -> Iterator[Remark]:
    """`lediglich 168`: a figure that is said to be little is less than another of its sort in the sentence."""
    small = look.reading.small
    only = {at for at, word in enumerate(small) if word in look.lexicon.only}
    denied = (restricts(small, at, look.lexicon) for at, word in enumerate(small) if word in look.lexicon.negators)
    for at in sorted(only | {at for at in denied if at is not None}):
        word = small[at]
        if at not in only and look.reading.tokens[at + 1].kind not in {"number", "currency"}:
            continue
        reach = [n for n in range(at + 1, len(small)) if look.reading.tokens[n].kind != "currency"][:_ONLY_REACH]
        figure = next((f for f in look.reading.figures if f.at in reach), None)
        if figure is not None and look.lexicon.unspaced and not look.lexicon.of.isdisjoint(small[figure.at + 2 : figure.at + 3]):
            # `仅对168件中的16件`
            whole = figure.at
            figure = next((f for f in look.reading.figures if f.at > whole), None)
        if _is_told_elsewhere(look, at) or _is_part_asked(look, at):
            continue
        until = any(
            role in _BOUNDS and (start in {at, at + 1} or _leads_to_last_day(look, start, end, at))
            for start, end, role in look.reading.role_spots
        )
        if figure is None and (look.cited.has_word("only") or (until and any(d.at in reach or d.at > at for d in look.reading.days))):
            # `nur bis 31.12.2025`
            continue
        figure = figure or _right_before(look, at)
        others = [
            f
            for f in look.reading.figures
            if figure is not None and f.at != figure.at and same_unit(f, figure) and same_currency(f, figure)
        ]
        cited = [
            f for g in look.cited.grounds for f in g.figures if figure is not None and same_unit(figure, f) and same_currency(figure, f)
        ]
        own = frozenset().union(*(f.roles for _, f in matches(look, figure, values_alone=False))) if figure is not None else frozenset()
        bounds = figure is not None and any(is_most(g) for g, _ in matches(look, figure, values_alone=False))
        later = _leads_to_later_day(look, at) or (figure is not None and _is_less_of_all(look, figure, own))
        if (_GRANTED & own and look.situation.asked) or bounds or later:
            continue  # less than what was asked, and than what is claimed
        if figure is None or not any(max(f.values) > max(figure.values) for f in (*others, *cited)):
            yield look.remark("wording", f'whether "{word}" holds cannot be checked', word, severity=Severity.UNVERIFIABLE)


def _is_told_elsewhere(look: Look, at: int) -> bool:
    """`con solo una parte de las pruebas`, `acordada solo en parte`, `seul l'article B0…`: held against the facts as a whole phrase."""
    small = look.reading.small
    spans = [range(a.at - 1, a.at + len(a.text.split()) + 1) for a in look.reading.assertions]
    told = [
        a for a, span in zip(look.reading.assertions, spans, strict=True) if at in span and (a.predicate == _PARTLY or len(span) > _WIDE)
    ]
    refuted = (
        a
        for a in look.reading.assertions
        if a.predicate == _TAKEN_BEFORE and not look.lexicon.negators.isdisjoint(a.text.casefold().split())
    )
    if any(look.cited.says(a.predicate, positive=a.positive) for a in (*told, *refuted)):
        # `un seul manquant ne justifie pas deux déductions`
        return True
    items = {g.fact.value for g in look.known.grounds.values() if g.fact.name == _ITEM}
    behind = [t.text for t in look.reading.tokens[at + 1 : at + _ONLY_REACH + 3] if t.kind == "literal"]
    alone = len(items) == 1 and behind[:1] == [*items]
    frames = look.lexicon.frames
    kinds = {
        name for word in small[at + 1 : at + _ONLY_REACH + 2] for _, name in (frames.kinds.get(word, ()) if frames is not None else ())
    }
    return alone and kinds == {_KIND}


def _is_part_asked(look: Look, at: int) -> bool:
    """`nous contestons une partie seulement des 663,78 déduits, à savoir 77,70`: what is asked is less than what was taken."""
    asked, taken = look.situation.asked, look.situation.deducted
    values = [f.values for f in look.reading.figures if f.currencies]
    frames = look.lexicon.frames
    parts = frames.a_part if frames is not None else frozenset()
    beside = look.reading.small[max(0, at - 2) : at + _ONLY_REACH]
    return asked < taken and any(asked in v for v in values) and any(taken in v for v in values) and not parts.isdisjoint(beside)


def _leads_to_last_day(look: Look, start: int, end: int, at: int) -> bool:
    """`solo se admitían hasta el 31 de diciembre`: the word of the bound stands right before the day."""
    behind = any(end <= d.at <= end + 1 for d in look.reading.days)
    return behind and at < start <= at + _ONLY_REACH and look.reading.tokens[at + 1].kind == "word"


def _leads_to_later_day(look: Look, at: int) -> bool:
    """`solo il 31 luglio`: later than another day of the sentence."""
    day = next((d for d in look.reading.days if at < d.at <= at + _ONLY_REACH), None)
    return day is not None and any(min(d.days) < min(day.days) for d in look.reading.days if d is not day)


def _is_less_of_all(look: Look, figure: Figure, own: frozenset[str]) -> bool:
    """What is disputed is less than what was taken or is said to be missing, also where that is not cited."""
    whole = (f for g in look.known.grounds.values() for f in g.figures if f.roles & _WHOLES and f.unit == figure.unit)
    if bool(own & _PARTS) and any(max(f.values) > max(figure.values) and same_currency(figure, f) for f in whole):
        return True
    abouts = {g.fact.about for g, _ in matches(look, figure, values_alone=False)}
    more = frozenset().union(*(roles for part, roles in _MORE_THAN if own & part))
    alike = (f for g in look.known.grounds.values() if g.fact.about in abouts for f in g.figures if f.roles & more)
    return any(same_unit(figure, f) and same_currency(figure, f) and max(f.values) > max(figure.values) for f in alike)


def _right_before(look: Look, at: int) -> Figure | None:
    """`6 820,27 EUR seulement`, `seulement nous ont été versés 500`: the figure that the word stands right behind, else the next one."""
    tokens = look.reading.tokens
    ahead = at - 1
    while ahead >= 0 and (tokens[ahead].kind == "currency" or look.reading.small[ahead] in look.lexicon.unit_index):
        ahead -= 1
    before = next((f for f in look.reading.figures if f.at == ahead), None)
    stop = next((n for n in range(at, len(tokens)) if tokens[n].kind == "mark"), len(tokens))
    return before or next((f for f in look.reading.figures if at < f.at < stop), None)
