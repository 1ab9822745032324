"""Which figure or day a role belongs to in a language without a grammar: the nearest one that can be of its sort."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from cases.letters.verifier.passed_on import disputed, passed_on
from cases.letters.verifier.phrases import Spot, spots
from cases.letters.verifier.scene import Bound, Scene
from cases.letters.verifier.segments import parts
from cases.letters.verifier.sorts import OF_COUNTS, OF_MONEY, PERCENT, fits, is_money, is_other_sort

_GRANTED: Final = "granted"
_FAR: Final = 8
"""Words within which a figure and what it is said to be belong together, where nothing else is nearer."""
_SPAN: Final = frozenset({"from", "until"})
_DAYS_APART: Final = frozenset({"answered", "filed", "granted", "paid", "delivered", "shipped", "asked"})
"""Roles of verbs that can be told of one of two days."""
_DIFFERENCE: Final = "difference"
_APART: Final = frozenset({_DIFFERENCE, "excess"})
_BOUNDS: Final = frozenset({"from", "until"})
"""Roles whose words lead to the day right behind them."""
_LIMITS: Final = frozenset({"threshold", "cap", "limit"})
"""Roles of amounts that the words for where something begins or ends can lead to as well."""
_ARTICLE: Final = 3
"""Letters of an article or preposition at most."""
_MOSTLY_MONEY: Final = frozenset({"due", "earned", "owed"})
"""Roles of amounts first of all, though a count can have them."""
_TWO: Final = 2
_HEAD: Final = 3
"""Words of the head of a sentence, in which it says what it is about."""
_OF_GOODS: Final = frozenset({"unit", "carton", "case", "pallet"})
_NAMED: Final = 3
"""Words before a bracket or clause among which its name ends."""
_NOTED: Final = "noted"
_DAYS_OF: Final = {"receipt": "delivered", "packing": "shipped"}
"""What happened on the day of a paper."""
_IN_ALL: Final = "on_board"
"""The role of words for all of it, which are said of sums as well."""
_ITEM: Final = 5
"""Words behind a count among which its item stands."""
_PART: Final = 3
"""Words within which the part stands before its whole."""
_SIZES_SAID: Final = frozenset({"+more_than", "+less_than"})
_ORDERS_SAID: Final = frozenset({"+before", "+after"})


def nearest_roles(scene: Scene) -> tuple[dict[int, Bound], frozenset[int]]:
    """Each role goes to the figure or day nearest to it; a figure left without one shares that of a day, a day that of a figure."""
    bound: dict[int, Bound] = {}
    for part in parts(scene.tokens, scene.small, scene.lexicon):
        numbers = [i for i in part if i in scene.figures or i in scene.days]
        roles = [r for r in scene.roles if numbers and r[0] in part]
        own = {end for _, end, role in roles if end in scene.days and role in _DAYS_APART}
        own |= _day_of_noun(scene, roles, bound) if scene.lexicon.unspaced else set()
        led = {end for _, end, role in roles if role in _SPAN and end in scene.days} if any(n in scene.figures for n in numbers) else set()
        spans = {(start, end) for start, end, role in roles if role in _BOUNDS}
        for start, end, role in roles:
            if _counts(scene, start, end):
                continue
            if scene.small[start] in scene.lexicon.adjoining and (
                not _leads_to_number(scene, end) or _is_asked(scene, start) or not _fits_behind(scene, end, role)
            ):
                continue
            # `rejeté notre demande du 23 août le 24 septembre`: a day that has a word of its own right before it takes no verb further off
            able = [n for n in numbers if end == n or n not in own] if role in _DAYS_APART else numbers
            able = _led_to(scene, able, end) if role in _BOUNDS else able
            if role in _LIMITS and (start, end) in spans:
                # `ab 2026-01-01`, `bis 45 cm`: what such a word leads to is bounded, and nothing else
                able = [n for n in able if n in scene.figures and _leads_to(scene, end, n)]
            able = [n for n in able if not _names_claim(scene, start, end, n)]
            if role == _GRANTED and any(n > end and is_money(scene, n) for n in scene.figures):
                # "Unser Einspruch über 500 wurde anerkannt, nämlich mit 200"
                able = [n for n in able if n not in disputed(scene)]
            # "beträgt ab 1. Januar 4,98": a day with such a word of its own takes nothing else, where there is a figure
            able = [n for n in able if n not in led or role in _SPAN or role in _DAYS_APART]
            able = [
                n
                for n in able
                if not (is_other_sort(scene, n, role) or _is_set_apart(scene, n, start, end) or _is_whole(scene, n, start, role))
            ]
            if role in _APART and _lies_between(scene, end):
                able = []
            able = [n for n in able if fits(scene, n, role)] or [
                n for n in able if n in scene.figures and role in OF_MONEY | OF_COUNTS - {_IN_ALL}
            ]
            if not able:
                continue
            if role in _MOSTLY_MONEY:
                able = _money_beside(scene, able, start, end)
            away, _, nearest = min((_words_away(scene, n, start, end), n < start, n) for n in _not_taken(scene, able, roles, start, role))
            if away <= _FAR or (len(numbers) == 1 and away <= 2 * _FAR):
                bound.setdefault(nearest, Bound()).near.add(role)
        _by_how_much(scene, numbers, roles, bound)
        _left(scene, part, numbers, roles, bound)
    passed_on(scene, bound)
    _span(scene, bound)
    return bound, frozenset()


def _by_how_much(scene: Scene, numbers: Sequence[int], roles: Sequence[Spot], bound: dict[int, Bound]) -> None:
    """`supérieure de 3 498 à la protection convenue`: what leads right to a figure says by how much, and what follows is another thing."""
    for number in numbers:
        first = number
        while first > 0 and scene.tokens[first - 1].kind == "currency":
            first -= 1
        apart = {role for start, end, role in roles if end == first and end - start > 1 and role in _APART}
        if apart and scene.small[first - 1] in scene.lexicon.by_how_much:
            bound.setdefault(number, Bound()).near.intersection_update(_APART)
            bound[number].near.update(apart)
        elif number in scene.figures and _is_more_or_less(scene, number):
            bound.setdefault(number, Bound()).near.intersection_update(_APART)
            bound[number].near.add(_DIFFERENCE)


def _is_more_or_less(scene: Scene, number: int) -> bool:
    """`9,49 mehr als die geschuldeten 64,78`, `30 unités de moins que`: a figure right before a comparison says by how much."""
    follows = number + 1
    while follows < len(scene.tokens) and (scene.tokens[follows].kind == "currency" or scene.small[follows] in scene.lexicon.unit_index):
        follows += 1
    while (
        follows + 1 < len(scene.tokens)
        and scene.small[follows] in scene.lexicon.of
        and scene.tokens[follows + 1].kind in {"literal", "word"}
    ):
        # `24 unités de l'article B0… de moins que`
        item = next((n for n in range(follows + 1, min(follows + _ITEM, len(scene.tokens))) if scene.tokens[n].kind == "literal"), -1)
        if item < 0:
            break
        follows = item + 1
    linked = follows + int(scene.small[follows : follows + 1] != () and scene.small[follows] in scene.lexicon.of)
    sizes = {
        start
        for start, _, name in spots(scene.small, scene.lexicon.said_index)
        if name in _SIZES_SAID and scene.small[start] in scene.lexicon.measuring_off
    }
    return not sizes.isdisjoint({follows, linked})


def _span(scene: Scene, bound: dict[int, Bound]) -> None:
    """`vom 23. bis 29. August`, `entre el 23 y el 29`: the first of two days begins what the second ends."""
    days = sorted(scene.days)
    for one, other in pairwise(days):
        words = list(scene.small[one + 1 : other])
        led = any(w in scene.lexicon.between for w in scene.small[max(0, one - _TWO) : one])
        joined = len(words) in {1, _TWO} and words[0] in scene.lexicon.joins and words[-1] in scene.lexicon.neutral | scene.lexicon.joins
        if (led and joined) or " ".join(words) in scene.lexicon.till:
            first, last = bound.setdefault(one, Bound()), bound.setdefault(other, Bound())
            first.near.discard("until")
            if not led:
                # "362 Stück vom 27. November bis 10. Dezember": what is said of goods is not said of the first day
                first.near -= {role for n in scene.figures if n in bound for role in bound[n].near}
            first.near.add("from")
            last.near.discard("from")
            last.near.add("until")


def _left(scene: Scene, part: range, numbers: Sequence[int], roles: Sequence[Spot], bound: dict[int, Bound]) -> None:
    """What the figures and days of a part of the sentence are that no word of it went to."""
    for number in [n for n in numbers if n not in bound]:
        # `Abgezogen: 14996,80`
        label = [
            role
            for _, end, role in scene.roles
            if number == numbers[0] and _heads(scene, part.start - 1, end) and fits(scene, number, role)
        ]
        if label:
            bound.setdefault(number, Bound()).near.update(label)
            continue
        if (
            led := _apposed(scene, part, number)
            | _carried(scene, part.start, number)
            | _named_before(scene, part.start, number)
            | _listed_behind(scene, part, number, bound)
        ):
            bound.setdefault(number, Bound()).near.update(led)
            continue
        others = scene.days if number in scene.figures else scene.figures
        shared = [
            r for r in roles if fits(scene, number, r[2]) and any(r[2] in bound[o].near for o in numbers if o in others and o in bound)
        ]
        if shared:
            nearest = min(shared, key=lambda r: _words_away(scene, number, r[0], r[1]))
            bound.setdefault(number, Bound()).near.add(nearest[2])


def _led_to(scene: Scene, numbers: list[int], end: int) -> list[int]:
    """`vom … bis zum …`: the day that such a word leads to, with no more than an article between."""
    follows = end + int(end < len(scene.small) and scene.tokens[end].kind == "word" and len(scene.small[end]) <= _ARTICLE)
    return [n for n in numbers if n in scene.days and end <= n <= follows] or numbers


def _day_of_noun(scene: Scene, roles: Sequence[Spot], bound: dict[int, Bound]) -> set[int]:
    """`在9月24日的答复中拒绝了8月23日的争议`: the noun behind a day says what it is the day of."""
    found: set[int] = set()
    for day in scene.days:
        begins = {day + 1}
        begins |= {day + 2} if scene.small[day + 1 : day + 2] and scene.small[day + 1] in scene.lexicon.of else set()
        told = {role for start, _, role in roles if start in begins and role in _DAYS_APART}
        told |= {
            _DAYS_OF[paper] for start, _, paper in spots(scene.small, scene.lexicon.shown_index) if start in begins and paper in _DAYS_OF
        }
        if told:
            bound.setdefault(day, Bound()).near.update(told)
            found.add(day)
    return found


def _counts(scene: Scene, start: int, end: int) -> bool:
    """`les 29 cartons de l'article`: the unit of the figure before, and not `cartons de` of the one behind it."""
    return start - 1 in scene.units and scene.small[end - 1] in scene.lexicon.of and not _leads_to_number(scene, end)


def _is_set_apart(scene: Scene, number: int, start: int, end: int) -> bool:
    """`Die Forderung übersteigt die Auszahlung von 500`: what stands on the other side of a comparison is another thing."""
    between = range(end, number) if end <= number else range(number + 1, start)
    if number in scene.days and end <= number and len(scene.days) > 1:
        return False
    if (
        number in scene.days
        and end <= number
        and any(begin in between and number - _TWO <= stop <= number for begin, stop, _ in _orders(scene))
    ):
        # `presentada después del 31 de diciembre`: what happened was not on that day
        return True
    if number in scene.days and end > number:
        between = range(number + 1, end)
    if number in scene.days and len(scene.days) > 1 and any(begin in between for begin, _, name in _orders(scene)):
        # "lag nach dem letzten Tag für das Skonto"
        return True
    return bool(
        _SIZES_SAID & {name for at in between for phrase, name in scene.lexicon.said_index.get(scene.small[at], ()) if len(phrase) == 1}
    )


def _orders(scene: Scene) -> list[Spot]:
    """Words that put one day before or after another."""
    return [spot for spot in spots(scene.small, scene.lexicon.said_index) if spot[2] in _ORDERS_SAID]


def _is_whole(scene: Scene, number: int, start: int, role: str) -> bool:
    """`3 von 59 Kartons als fehlend`: behind what is counted the part is spoken of; what stands before it says what the whole is."""
    if role == _NOTED and scene.units.get(number) and scene.lexicon.unspaced:
        # `注明59箱中缺少3箱`
        return any(w in scene.lexicon.of for w in scene.small[number + 2 : number + 3]) and any(n > number for n in scene.figures)
    if not scene.lexicon.attributes_ahead or number not in scene.figures or scene.small[number - 1] not in scene.lexicon.of:
        return False
    counted = next((at for at in range(number + 1, start) if scene.small[at] in scene.lexicon.unit_index), -1)
    part = any(0 < number - n <= _PART and scene.units.get(n, "") in {"", scene.units.get(number, "")} for n in scene.figures)
    return counted > 0 and part


def _heads(scene: Scene, colon: int, end: int) -> bool:
    """`Offener Saldo zu Rechnung INV1: 500`: what stands before a colon, with no other figure behind it."""
    is_colon = colon >= end and scene.small[colon] == ":"
    return is_colon and not any(at in scene.figures or at in scene.days or scene.tokens[at].kind == "mark" for at in range(end, colon))


def _carried(scene: Scene, start: int, number: int) -> set[str]:
    """`Der Preisschutz gilt für 58 Stück und beträgt 79,46`: a verb of result behind `und` tells of what the sentence began with."""
    before = next((at for at in range(number - 1, start - 1, -1) if scene.tokens[at].kind != "currency"), -1)
    if before != start or not start or scene.small[start - 1] not in scene.lexicon.joins or scene.small[start] not in scene.lexicon.yields:
        return set()
    return {role for at, _, role in scene.roles if at < _HEAD and fits(scene, number, role)}


def _named_before(scene: Scene, start: int, number: int) -> set[str]:
    """`Bestellpreis (14,88)`, `eine Kürzung, die Sie in Höhe von 500 vornahmen`: the word before the bracket or clause says what it is."""
    mark = start - 1
    relative = start < number and (scene.small[start] in scene.lexicon.relatives or scene.small[start + 1] in scene.lexicon.relatives)
    if mark < 1 or scene.units.get(number) == PERCENT or not (scene.small[mark] == "(" or (scene.small[mark] == "," and relative)):
        return set()
    if any(at in scene.figures for at in range(mark, number)):
        # `la participation due (4 % de 64 300)`
        return set()
    ends = [end for _, end, role in scene.roles if mark - _NAMED <= end <= mark and fits(scene, number, role)]
    return {role for _, end, role in scene.roles if ends and end == max(ends) and fits(scene, number, role)}


def _apposed(scene: Scene, part: range, number: int) -> set[str]:
    """`2 % Skonto, also 131,04 EUR, abziehen dürfen`: what the rest of the clause says of the figure that it comes to."""
    alone = all(at == number or scene.tokens[at].kind == "currency" or scene.small[at] in scene.lexicon.yields for at in part)
    if not alone or scene.small[part.start] not in scene.lexicon.yields or scene.small[part.stop : part.stop + 1] != (",",):
        return set()
    stop = next((at for at in range(part.stop + 1, len(scene.tokens)) if scene.tokens[at].kind == "mark"), len(scene.tokens))
    return {role for start, _, role in scene.roles if part.stop < start < stop and fits(scene, number, role)}


def _listed_behind(scene: Scene, part: range, number: int, bound: dict[int, Bound]) -> set[str]:
    """`Ladung: 9 Paletten, 47 Kartons`: goods in another unit right behind others are what these are."""
    before = max((n for n in scene.figures if n < part.start and n in bound), default=-1)
    alone = all(at == number or scene.small[at] in scene.lexicon.unit_index for at in part)
    if before < 0 or not alone or part.start - before > _NAMED or {scene.units.get(n, "") for n in (before, number)} - _OF_GOODS:
        return set()
    return {role for role in bound[before].near if fits(scene, number, role)}


def _fits_behind(scene: Scene, end: int, role: str) -> bool:
    """The figure right behind a word can be of that sort: `sur 36 unités` is no base."""
    number = next((at for at in range(end, len(scene.tokens)) if scene.tokens[at].kind != "currency"), end)
    return number not in scene.figures or fits(scene, number, role)


def _not_taken(scene: Scene, able: list[int], roles: Sequence[Spot], start: int, role: str) -> list[int]:
    """`parti le 15 février pour être livré le 19`: a day led by a verb takes none behind it where another follows."""
    days = [n for n in able if n in scene.days]
    if role not in _DAYS_APART or len(days) < _TWO or not any(d > start for d in days):
        return able
    led = {d for d in days if d < start and any(end <= d and other in _DAYS_APART for _, end, other in roles)}
    return [n for n in able if n not in led]


def _lies_between(scene: Scene, end: int) -> bool:
    """`la différence entre 15,07 et 14,88`: neither is the difference."""
    return end < len(scene.small) and scene.small[end] in scene.lexicon.between


def _money_beside(scene: Scene, able: list[int], start: int, end: int) -> list[int]:
    """`721,14 EUR sont dus pour 202 unités`: the amount, where it stands as near as a count or next to that."""
    money = [n for n in able if is_money(scene, n)]
    if not money or len(money) == len(able):
        return able
    nearest = min(_words_away(scene, n, start, end) for n in able)
    return [n for n in money if _words_away(scene, n, start, end) <= nearest + _TWO] or able


def _is_asked(scene: Scene, at: int) -> bool:
    """`Wir bitten, … um 500 zu korrigieren`: what is asked for was not taken."""
    return any(scene.small[i] in scene.lexicon.requests for i in range(at))


def _names_claim(scene: Scene, start: int, end: int, number: int) -> bool:
    """`Wir bitten um 500 aus der Gebühr FEE-1`: in a request the noun before a number says which claim it is, and not what is asked."""
    is_named = end - start == 1 and end < len(scene.tokens) and scene.tokens[end].kind == "literal"
    asking = [at for at, word in enumerate(scene.small) if word in scene.lexicon.requests]
    return is_named and bool(asking) and (number < start or any(end < at < number for at in asking))


def _leads_to_number(scene: Scene, at: int) -> bool:
    """Nothing but signs of money stand between a word and a figure."""
    while at < len(scene.tokens) and scene.tokens[at].kind == "currency":
        at += 1
    return at in scene.figures


def _leads_to(scene: Scene, at: int, number: int) -> bool:
    """Nothing but signs of money and an article stand between a word and this figure."""
    return at <= number and all(scene.tokens[i].kind == "currency" or _is_article(scene, i) for i in range(at, number))


def _is_article(scene: Scene, at: int) -> bool:
    return scene.tokens[at].kind == "word" and len(scene.small[at]) <= _ARTICLE


def _words_away(scene: Scene, number: int, start: int, end: int) -> int:
    """Words between a figure and a role, signs of money aside; a verb that asks stands between what is and what is asked for."""
    between = range(number + 1, start) if number < start else range(end, number)
    asks = _FAR if number > start and any(scene.small[i] in scene.lexicon.requests for i in between) else 0
    return asks + sum(1 for i in between if scene.tokens[i].kind != "currency")
