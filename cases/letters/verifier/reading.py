"""Takes a sentence apart: its figures with unit, currency and role, days, identifiers, quotes, what it asserts or denies, other words.

Facts are read in the same way, so that a sentence that says a fact word for word comes out as the fact does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from cases.letters.verifier.asserting import assertions
from cases.letters.verifier.binding import bound_roles
from cases.letters.verifier.figures import days_in, number_values
from cases.letters.verifier.grammar import Grammar
from cases.letters.verifier.homographs import told_apart
from cases.letters.verifier.inflected import head_of
from cases.letters.verifier.lexicon import CURRENCIES, Lexicon
from cases.letters.verifier.numerals import behind_an_amount, merged
from cases.letters.verifier.phrases import Spot, covered, each_meaning, spots
from cases.letters.verifier.pieces import Day, Figure, Reading, Word
from cases.letters.verifier.scene import Bound, Scene
from cases.letters.verifier.segments import STOPS, asking, clauses
from cases.letters.verifier.separable import parted
from cases.letters.verifier.showing import only_shows
from cases.letters.verifier.spoken import with_signs
from cases.letters.verifier.tokens import Token, fold, is_taken_off, tokens_of

_PER_UNIT: Final = "per_unit"
_PAID: Final = frozenset({"paid"})
_SET_PHRASE: Final = 3
"""Words of a phrase that says one thing as a whole, at least."""
_INVOICE: Final = "invoice"
_OF_INVOICES: Final = frozenset({"invoiced", "invoice_cost", "on_invoice"})
_ROUNDS: Final = frozenset({"filed", "asked_before"})
"""Roles of words for an earlier dispute: its number says which one it is."""
_DENIABLE: Final = frozenset({"due", "earned", "agreed", "authorised", "granted", "approved_cost"})
"""Roles that a figure has not where they are denied right before: `in Höhe von 500 nicht gerechtfertigt`."""
_WRONG: Final = "+wrong"
_SHORT_COMPOUND: Final = 8
"""Letters of a compound of two parts at least."""
_TIME: Final = "time"
"""The unit that counts how often."""


def read(text: str, lexicon: Lexicon, literals: re.Pattern[str] | None = None) -> Reading:
    """The sentence taken apart. `literals` finds the identifiers and names that are known."""
    said = fold(text)
    tokens = with_signs(merged(said, _written_out(tokens_of(said, lexicon, literals), lexicon), lexicon), lexicon)
    small = tuple(_headed(_lower(t), lexicon) for t in tokens)
    named = spots(small, lexicon.role_index)
    plain = spots(small, lexicon.plain_index)
    taken = covered(p for p in plain if not any(r[0] < p[1] and p[0] < r[1] and r[1] - r[0] >= p[1] - p[0] for r in named))
    asked = asking(tokens, small, lexicon)
    roles = [
        r for r in spots(small, lexicon.role_index, taken) if not _is_asked(r, small, lexicon, asked) and not _names(r, tokens, lexicon)
    ]
    if lexicon.grammar is None:
        # `entbehrt jeder Grundlage` tells of no basis of a computation
        held = covered(s for s in spots(small, lexicon.said_index) if s[1] - s[0] >= _SET_PHRASE and s[2] == _WRONG)
        roles = [r for r in roles if r[1] - r[0] > 1 or r[0] not in held]
        apart = list(parted(tokens, small, lexicon.role_index, lexicon))
        roles = sorted([*(r for r in roles if r[1] - r[0] > 1 or r[0] not in {p[0] for p in apart}), *apart])
        roles = [r for r in told_apart(each_meaning(roles), text, tokens, small, lexicon) if not only_shows(r, small, lexicon, tokens)]
        roles = [r for r in roles if not (r[2] in _DENIABLE and r[0] and small[r[0] - 1] in lexicon.negators)]
    roles = each_meaning(r for r in roles if not (r[0] in asked and lexicon.grammar and r[2] in lexicon.grammar.wanted))
    units = _units(tokens, small, lexicon, roles)
    phrased = covered(r for r in roles if r[1] - r[0] > 1)
    said_longer = spots(small, lexicon.said_index)
    # `two times`, `en dos ocasiones`: it says that it happened before, and counts nothing
    told = covered(s for s in (*(() if lexicon.grammar else plain), *said_longer) if s[1] - s[0] > 1)
    in_words = {at for at in phrased | told if tokens[at].kind == "word"}
    numbers = frozenset(at for at in range(len(tokens)) if at not in in_words and _is_number(tokens, small, at, lexicon))
    days = frozenset(at for at, t in enumerate(tokens) if t.kind == "day")
    bound, used = bound_roles(Scene(tokens, small, lexicon, numbers, days, roles, units))
    items = _items(tokens)
    asserted, negations = assertions(tokens, small, lexicon, covered(_outdone_by_none(plain, said_longer)), used, asked)
    alone = {a.at for a in asserted if a.positive and " " not in a.text and only_shows((a.at, a.at + 1, ""), small, lexicon, tokens)}
    asserted = tuple(a for a in asserted if a.at not in alone)
    return Reading(
        text=said,
        figures=tuple(_figure(tokens, small, at, lexicon, units, bound.get(at, Bound()), items[at], phrased) for at in sorted(numbers)),
        days=tuple(_day(said, tokens, small, at, lexicon, bound.get(at, Bound()), items[at]) for at in sorted(days)),
        literals=tuple(t.text for t in tokens if t.kind == "literal"),
        codes=tuple(t.text for t in tokens if t.kind == "code"),
        quotes=tuple(t.text for t in tokens if t.kind == "quote"),
        assertions=asserted,
        negations=negations,
        words=tuple(_words(tokens, taken, numbers)),
        tokens=tokens,
        small=small,
        hedging=frozenset(i for at in numbers for i in _hedge(tokens, small, at, lexicon, phrased)[1]),
        asking=asked,
        clauses=tuple(clauses(tokens, small, lexicon)),
        role_spots=tuple(roles),
        understood=used,
        matched=_matched(small, lexicon, plain),
    )


def _written_out(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens without the full stop of a word that is cut short: `p. 1`, `no. D-14`, `inv. cost`; one that ends a sentence stays."""
    shortened = lexicon.grammar.shortened if lexicon.grammar else lexicon.shortened
    return tuple(t for at, t in enumerate(tokens) if not (t.text == "." and at and _cuts_short(tokens, at, shortened)))


def _cuts_short(tokens: Sequence[Token], at: int, shortened: frozenset[str]) -> bool:
    word, follows = tokens[at - 1], tokens[at + 1] if at + 1 < len(tokens) else None
    if follows is None or word.kind != "word" or word.end != tokens[at].start or word.text.casefold() not in shortened:
        return False
    return follows.kind in {"number", "literal", "code", "currency", "day"} or (follows.kind == "word" and follows.text.islower())


def _matched(small: Sequence[str], lexicon: Lexicon, plain: Sequence[Spot]) -> frozenset[int]:
    """The words that stand in a phrase of the lexicon: one that a phrase only holds somewhere says nothing by itself."""
    grammar = lexicon.grammar
    if grammar is None:
        return frozenset()
    indexes = (lexicon.role_index, lexicon.said_index, lexicon.unit_index, grammar.parties, grammar.papers, grammar.topics)
    more = (grammar.totals, grammar.openers, grammar.money, grammar.kind_words)
    hinting = [s for index in (grammar.hints, grammar.day_hints) for s in spots(small, index) if s[1] - s[0] > 1]
    return covered([*plain, *hinting]).union(*(covered(spots(small, index)) for index in (*indexes, *more)))


def _is_asked(role: Spot, small: Sequence[str], lexicon: Lexicon, asked: frozenset[int]) -> bool:
    """A verb within a request says what is wanted, not what a figure is."""
    start, end, _ = role
    return start in asked and end - start == 1 and small[start] in lexicon.requests


def _names(role: Spot, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """`on the invoice INV1` says where, and not what a figure is; `prix unitaire de INV1` does."""
    start, end, told = role
    frames = lexicon.frames
    if lexicon.grammar is None and frames is not None and end - start == 1 and end < len(tokens) and tokens[end].kind == "literal":
        # `déduit de la facture 91223`, which is spelled like the participle but for an accent
        is_noun = any(name == _INVOICE for _, _, name in spots((_lower(tokens[start]),), frames.kinds))
        return is_noun and not _OF_INVOICES.isdisjoint(told.split("|"))
    places = frames.before_place if frames is not None else frozenset()
    leads = lexicon.grammar is None and (_lower(tokens[end - 1]) in lexicon.of | places or not _ROUNDS.isdisjoint(told.split("|")))
    return end - start > 1 and end < len(tokens) and tokens[end].kind == "literal" and not leads


def _headed(word: str, lexicon: Lexicon) -> str:
    """A compound that nobody knows is what its last part is: `fehlmengenabzug` is an `abzug`."""
    if not lexicon.compounded or word in lexicon.spoken or len(word) < _SHORT_COMPOUND:
        return word
    return head_of(word, lexicon.compounded, lexicon.joints, lexicon.turning) or word


def _lower(token: Token) -> str:
    if token.kind == "word":
        return token.text.casefold().removesuffix("'s").removesuffix("s'")
    return token.text if token.kind in {"mark", "operator"} else "\0"


def _units(tokens: Sequence[Token], small: Sequence[str], lexicon: Lexicon, roles: Sequence[Spot]) -> dict[int, str]:
    """The unit of each number by its token: the word after it, or the one before it (`page 2`, `rows 3, 14 and 20`)."""
    # a language without a grammar has its units right behind the number, also where a role begins there: `144 cartons de`
    closely = lexicon.grammar is not None
    in_roles = frozenset(i for start, end, _ in roles if closely and end - start > 1 for i in range(start, end))
    found = spots(small, lexicon.unit_index, in_roles)
    after = {start: name for start, _, name in found if name not in lexicon.units_before}
    before = {end - 1: name for _, end, name in found if name in lexicon.units_before}
    units: dict[int, str] = {}
    for at in range(len(tokens)):
        if not _is_number(tokens, small, at, lexicon):
            continue
        if not closely and _is_money(tokens, at):
            # `facturées 54,54 EUR pièce`, `el precio de USD 33,68 del artículo`
            continue
        if (counted := _counted(small, at, after, roles, lexicon)) is not None and not _multiplies(tokens, counted, after[counted]):
            units[at] = after[counted]
        elif at - 1 in before:
            units[at] = before[at - 1]
        elif _continues(tokens, small, at, lexicon) and units.get(_number_before(tokens, small, at, lexicon), "") in lexicon.units_before:
            units[at] = units[_number_before(tokens, small, at, lexicon)]
    for at in sorted(units, reverse=True):
        # `216 of the 384 units`: the part is counted in what the whole is counted in
        part = next((n for n in (at - 2, at - 3, at - 4) if n >= 0 and _is_number(tokens, small, n, lexicon)), None)
        is_part = part is not None and units[at] not in {*lexicon.units_before, "percent"}
        if is_part and part is not None and part not in units and all(_joins_whole(w, lexicon) for w in small[part + 1 : at]):
            units[part] = units[at]
    return units


def _is_money(tokens: Sequence[Token], at: int) -> bool:
    """A sign of money stands beside the number, and no other number has it."""
    before, behind = tokens[max(0, at - 1)], tokens[min(len(tokens) - 1, at + 1)]
    follows = tokens[at + 2].kind if at + 2 < len(tokens) else ""
    return (at > 0 and before.kind == "currency") or (behind.kind == "currency" and follows != "number")


def _multiplies(tokens: Sequence[Token], at: int, unit: str) -> bool:
    """`36 times 26.47`: an amount is taken so often."""
    return unit == _TIME and at + 1 < len(tokens) and tokens[at + 1].kind in {"number", "currency"}


def _joins_whole(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.of or (lexicon.grammar is not None and word in lexicon.grammar.determiners)


def _counted(small: Sequence[str], at: int, after: dict[int, str], roles: Sequence[Spot], lexicon: Lexicon) -> int | None:
    """Where the word stands that a number counts: beside it, or, in a language checked closely, behind words on the way to it."""
    if lexicon.grammar is None:
        return _counted_plainly(small, at, after, lexicon)
    if at + 1 in after:
        return at + 1
    in_roles = {i for start, end, _ in roles for i in range(start, end)}
    place = at + 1
    while place < len(small) and place <= at + 4 and (small[place] in lexicon.grammar.fillers or place in in_roles or small[place] == "-"):
        place += 1
    return place if place in after and after[place] != "percent" else None


def _counted_plainly(small: Sequence[str], at: int, after: dict[int, str], lexicon: Lexicon) -> int | None:
    """`5 offene Fälle`: one word that says what they are may stand between; `5 个未结案件`: a measure word before what is counted."""
    if at + 1 in after:
        measures = lexicon.unspaced and after[at + 1] == "unit"
        behind = (place for place in (at + 2, at + 3, at - 1, at - 2) if measures and after.get(place) == "claim")
        return next(behind, at + 1)
    word = next(iter(small[at + 1 : at + 2]), "")
    qualities = {role for phrase, roles in lexicon.role_index.get(word, ()) if len(phrase) == 1 for role in roles.split("|")}
    # `3,45 je Stück` counts nothing
    qualified = at + 2 in after and bool(qualities) and _PER_UNIT not in qualities
    return at + 2 if qualified and after[at + 2] != "percent" else None


def _is_number(tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """A number in figures, or one in words; `one` counts only before a unit."""
    token = tokens[at] if 0 <= at < len(tokens) else None
    if token is None or token.kind == "number":
        return token is not None
    value = lexicon.number_words.get(token.text.casefold()) if token.kind == "word" else None
    if value is None:
        return False
    if value != 1:
        return True
    counted = lexicon.unit_index.get(small[at + 1], ()) if at + 1 < len(tokens) else ()
    # `un document nouveau` is no first exhibit
    return any(lexicon.grammar is not None or name not in lexicon.units_before for _, name in counted)


def _continues(tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """True where only a comma or a joining word stands between this number and the one before."""
    return at >= 2 and (tokens[at - 1].text == "," or small[at - 1] in lexicon.joins)


def _number_before(tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon) -> int:
    return at - 2 if _is_number(tokens, small, at - 2, lexicon) else -1


def _figure(
    tokens: Sequence[Token],
    small: Sequence[str],
    at: int,
    lexicon: Lexicon,
    units: dict[int, str],
    bound: Bound,
    items: frozenset[str],
    phrased: frozenset[int],
) -> Figure:
    token = tokens[at]
    # `paid -20.00`: what a remittance takes off was not paid
    off = _PAID if is_taken_off(tokens, at) else frozenset()
    ordinal = lexicon.grammar is not None and re.fullmatch(r"\d+(?:st|nd|rd|th)", token.text, re.IGNORECASE) is not None
    return Figure(
        text=token.text,
        values=_values(token, lexicon),
        unit="ordinal" if ordinal else units.get(at, ""),
        currencies=frozenset() if behind_an_amount(tokens, at, units) else _currencies(tokens, small, at, lexicon),
        roles=frozenset(bound.near - off),
        items=items,
        start=token.start,
        far=frozenset(bound.far - bound.near - off),
        hedge=_hedge(tokens, small, at, lexicon, phrased)[0],
        noun="" if at in units else _noun(tokens, small, at, lexicon),
        at=at,
    )


def _day(said: str, tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon, bound: Bound, items: frozenset[str]) -> Day:
    token = tokens[at]
    ((_, _, meant),) = days_in(said[token.start : token.end].casefold(), lexicon.months, day_first=lexicon.day_first)
    return Day(token.text, meant, frozenset(bound.near), items, frozenset(bound.far - bound.near), _weekday(small, at, lexicon), at)


def _weekday(small: Sequence[str], at: int, lexicon: Lexicon) -> int | None:
    """The day of the week that is said directly before or after a day."""
    if lexicon.grammar is None:
        return None
    for place in (at - 1, at - 2, at + 1, at + 2):
        if 0 <= place < len(small) and small[place] in lexicon.grammar.weekdays:
            between = small[min(place, at) + 1 : max(place, at)]
            if all(w in {",", "(", "the"} for w in between):
                return lexicon.grammar.weekdays[small[place]]
    return None


def _hedge(tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon, phrased: frozenset[int]) -> tuple[str, range]:
    """What makes a figure inexact: a word before it (`about`, `over`, `up to`), signs of money aside, or behind it (`or more`)."""
    if lexicon.grammar is None:
        return "", range(0)
    first = at
    while first > 0 and (tokens[first - 1].kind == "currency" or small[first - 1] in {"(", *lexicon.grammar.articles, "total", "of"}):
        first -= 1
    for start in range(max(0, first - 4), first):
        # `handed over ten cartons`, `deduction INV1SC over 20.00`
        if start in phrased or (start and (tokens[start - 1].kind == "literal" or small[start - 1] in lexicon.grammar.kind_words)):
            continue
        for phrase, meaning in lexicon.grammar.hedges.get(small[start], ()):
            if (
                start + len(phrase) == first
                and not _sums_up(small, start, first, lexicon.grammar)
                and tuple(small[start:first]) == phrase
                and not meaning.startswith("behind_")
            ):
                return meaning, range(start, first)
    for start in range(at + 1, min(at + 4, len(small))):
        for phrase, meaning in lexicon.grammar.hedges.get(small[start], ()):
            end = start + len(phrase)
            leads_on = end < len(tokens) and tokens[end].kind in {"currency", "number"}
            if meaning.startswith("behind_") and tuple(small[start:end]) == phrase and not leads_on:
                return meaning.removeprefix("behind_"), range(start, end)
    return "", range(0)


def _sums_up(small: Sequence[str], start: int, end: int, grammar: Grammar) -> bool:
    """`add up to 20.00`: a sum is told exactly."""
    ahead = range(max(0, start - 1), start)
    return any(tuple(small[at:end]) == phrase for at in ahead for phrase, _ in grammar.totals.get(small[at], ()))


def _noun(tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon) -> str:
    """The word right behind a number that is no unit, role or verb: what it may count (`120 deliveries`)."""
    grammar = lexicon.grammar
    if grammar is None or at + 1 >= len(tokens) or tokens[at + 1].kind != "word":
        return ""
    word = small[at + 1]
    is_plural = word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3
    return word if is_plural and word in lexicon.neutral and word not in grammar.is_words | grammar.fillers else ""


def _values(token: Token, lexicon: Lexicon) -> frozenset[Decimal]:
    if token.value is not None:
        return frozenset({token.value})
    if token.kind == "word":
        return frozenset({Decimal(lexicon.number_words[token.text.casefold()])})
    digits = re.match(r"[\d.,' \u00a0\u202f]+", token.text)
    return number_values(digits[0].rstrip(".,' ") if digits else token.text)


def _currencies(tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon) -> frozenset[str]:
    """The currencies that stand beside a number, a minus or bracket between them aside; `dollars` is one as well."""
    before = at - 1
    while before >= 0 and tokens[before].text in {"-", "("}:
        before -= 1
    if 0 < before < at - 1 and tokens[before - 1].kind == "number":
        # `2 572,00 USD (4 % …)`
        before = -1
    for place in (before, at + 1):
        if 0 <= place < len(tokens) and tokens[place].kind == "currency":
            text = tokens[place].text.replace(" ", "")
            return CURRENCIES.get(text, frozenset({text}))
    if lexicon.grammar is not None:
        named = [
            (len(p), name)
            for p, name in lexicon.grammar.money.get(small[at + 1] if at + 1 < len(small) else "", ())
            if tuple(small[at + 1 : at + 1 + len(p)]) == p
        ]
        if named:
            name = max(named)[1]
            return CURRENCIES.get(name, frozenset({name}))
    return frozenset()


def _items(tokens: Sequence[Token]) -> list[frozenset[str]]:
    """For each token the identifiers in its part of the sentence up to a semicolon."""
    found: list[frozenset[str]] = []
    start = 0
    for at in range(len(tokens) + 1):
        if at == len(tokens) or (tokens[at].kind == "mark" and tokens[at].text in STOPS):
            here = frozenset(t.text for t in tokens[start:at] if t.kind == "literal")
            found += [here] * (at - start + (at < len(tokens)))
            start = at + 1
    return found


def _outdone_by_none(plain: Sequence[Spot], others: Sequence[Spot]) -> list[Spot]:
    """The phrases that say nothing and are no part of a longer one that does: `part of`, but not in `part of the evidence`."""
    return [p for p in plain if not any(o[0] <= p[0] and p[1] <= o[1] and o[1] - o[0] > p[1] - p[0] for o in others)]


def _words(tokens: Sequence[Token], taken: frozenset[int], numbers: frozenset[int]) -> Iterator[Word]:
    opens = True
    for at, token in enumerate(tokens):
        if token.kind == "word" and at not in taken and at not in numbers:
            yield Word(token.text, opens, at)
        opens = token.kind == "mark" and token.text in ":.!?"
