"""Which figure or day a role belongs to in a language without a grammar: the nearest one that can be of its sort."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from cases.letters.verifier.phrases import Spot, spots
from cases.letters.verifier.scene import Bound, Scene
from cases.letters.verifier.segments import parts

_FAR: Final = 8
"""Words within which a figure and what it is said to be belong together, where nothing else is nearer."""
_DAYS_APART: Final = frozenset({"answered", "filed", "granted", "paid", "delivered", "shipped", "asked"})
"""Roles of verbs that can be told of one of two days."""
_OF_MONEY: Final = frozenset(
    {"per_unit", "worth", "gross", "net", "open", "owed", "granted", "cost"}
    | {"unit_cost", "invoice_cost", "order_cost", "approved_cost", "adjusted_cost"}
)
"""Roles that no count in a unit has, where another figure stands beside it."""
_OF_COUNTS: Final = frozenset({"short", "noted", "case_pack", "on_board", "signed_for", "on_hand"})
"""Roles that no amount of money has."""
_NEVER_OF_DAYS: Final = (
    _OF_MONEY
    | (_OF_COUNTS - {"signed_for"})
    | {"asked", "sought", "due", "agreed", "earned", "share", "excess", "difference", "base", "payout", "per_unit"}
)
"""Roles that no day has."""
_OF_DAYS: Final = frozenset({"dated", "filed", "answered", "until", "from", "notified", "acknowledged"})
"""Roles that belong to days alone."""
_LISTED: Final = frozenset({"claim", "line", "row", "page", "exhibit"})
"""Units of what a letter lists or where something stands."""
PERCENT: Final = "percent"
_TWO: Final = 2
_HEAD: Final = 3
"""Words of the head of a sentence, in which it says what it is about."""
_SHARE: Final = "share"
_PACKED: Final = "case_pack"
_PACKS: Final = frozenset({"carton", "case", "pallet"})
"""Units that hold others."""
_WEIGHTS: Final = frozenset({"kilogram", "pound"})
_OF_WEIGHTS: Final = frozenset({"weight", "limit"})
_OF_GOODS: Final = frozenset({"unit", "carton", "case", "pallet"})
_NAMED: Final = 3
"""Words before a bracket or clause among which its name ends."""
_NOTED: Final = "noted"
_NEVER_OF_RATES: Final = _OF_COUNTS | {"open", "worth", "gross", "owed", "asked", "base", "per_unit", "cost", "unit_cost", "due"}
_DAYS_OF: Final = {"receipt": "delivered", "packing": "shipped"}
"""What happened on the day of a paper."""
_IN_ALL: Final = "on_board"
"""The role of words for all of it, which are said of sums as well."""
_OLD: Final = "old_cost"
_NEW: Final = "new_cost"
_LED: Final = 3
"""Words before a figure, its sign of money among them, where the preposition stands that leads to it."""
_PART: Final = 3
"""Words within which the part stands before its whole."""
_SIZES_SAID: Final = frozenset({"+more_than", "+less_than"})
_DELIVERED: Final = "delivered"
"""What is told of counts and days, never of an amount."""


def nearest_roles(scene: Scene) -> tuple[dict[int, Bound], frozenset[int]]:
    """Each role goes to the figure or day nearest to it; a figure left without one shares that of a day, a day that of a figure."""
    bound: dict[int, Bound] = {}
    for part in parts(scene.tokens, scene.small, scene.lexicon):
        numbers = [i for i in part if i in scene.figures or i in scene.days]
        roles = [r for r in scene.roles if numbers and r[0] in part]
        own = {end for _, end, role in roles if end in scene.days and role in _DAYS_APART}
        own |= _day_of_noun(scene, roles, bound) if scene.lexicon.unspaced else set()
        for start, end, role in roles:
            if scene.small[start] in scene.lexicon.adjoining and (not _leads_to_number(scene, end) or _is_asked(scene, start)):
                continue
            # `rejeté notre demande du 23 août le 24 septembre`: a day that has a word of its own right before it takes no verb further off
            able = [n for n in numbers if end == n or n not in own] if role in _DAYS_APART else numbers
            able = [
                n
                for n in able
                if not (_is_other_sort(scene, n, role) or _is_set_apart(scene, n, start, end) or _is_whole(scene, n, start, role))
            ]
            able = [n for n in able if _fits(scene, n, role)] or [
                n for n in able if n in scene.figures and role in _OF_MONEY | _OF_COUNTS - {_IN_ALL}
            ]
            if not able:
                continue
            away, _, nearest = min((_words_away(scene, n, start, end), n < start, n) for n in able)
            if away <= _FAR or (len(numbers) == 1 and away <= 2 * _FAR):
                bound.setdefault(nearest, Bound()).near.add(role)
        for number in [n for n in numbers if n not in bound]:
            # `Abgezogen: 14996,80`
            label = [
                role
                for _, end, role in scene.roles
                if number == numbers[0] and _heads(scene, part.start - 1, end) and _fits(scene, number, role)
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
                r for r in roles if _fits(scene, number, r[2]) and any(r[2] in bound[o].near for o in numbers if o in others and o in bound)
            ]
            if shared:
                start, end, role = min(shared, key=lambda r: _words_away(scene, number, r[0], r[1]))
                bound.setdefault(number, Bound()).near.add(role)
    _fronted(scene, bound)
    _lowered(scene, bound)
    return bound, frozenset()


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


def _fronted(scene: Scene, bound: dict[int, Bound]) -> None:
    """`2026年2月19日，X 签收了货物`, `Le 10 septembre, …`: a day that stands alone at the head takes what the next part says of a day."""
    stretches = list(parts(scene.tokens, scene.small, scene.lexicon))
    if len(stretches) < _TWO or not (scene.lexicon.unspaced or scene.lexicon.denies_ahead):
        return
    head, follows = stretches[:_TWO]
    days = [i for i in head if i in scene.days]
    if len(days) != 1 or len(head) > _TWO or days[0] in bound or any(i in scene.days for i in follows):
        return
    told = {role for start, _, role in scene.roles if start in follows and _fits(scene, days[0], role)}
    if told:
        bound.setdefault(days[0], Bound()).near.update(told)


def _lowered(scene: Scene, bound: dict[int, Bound]) -> None:
    """`eine Preissenkung von 57,15 auf 6,64`: what it was before and what it is after."""
    words = scene.lexicon.changes
    if words.get("falling", frozenset()).isdisjoint(scene.small):
        return
    led = {n: {w for w in scene.small[max(0, n - _LED) : n] if w != "\0"} for n in sorted(scene.figures) if n not in scene.units}
    for one, other in pairwise(led):
        if led[one] & words["away"] and led[other] & words["towards"]:
            bound.setdefault(one, Bound()).near.add(_OLD)
            bound.setdefault(other, Bound()).near.add(_NEW)


def _is_other_sort(scene: Scene, number: int, role: str) -> bool:
    """A carton is in no carton, kilograms are a weight, and a rate is no amount."""
    unit = scene.units.get(number, "")
    if unit == PERCENT:
        return role in _NEVER_OF_RATES
    return (role == _PACKED and unit in _PACKS) or (unit in _WEIGHTS and role not in _OF_WEIGHTS)


def _is_set_apart(scene: Scene, number: int, start: int, end: int) -> bool:
    """`Die Forderung übersteigt die Auszahlung von 500`: what stands on the other side of a comparison is another thing."""
    between = range(end, number) if end <= number else range(number + 1, start)
    return bool(
        _SIZES_SAID & {name for at in between for phrase, name in scene.lexicon.said_index.get(scene.small[at], ()) if len(phrase) == 1}
    )


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
    return {role for at, _, role in scene.roles if at < _HEAD and _fits(scene, number, role)}


def _named_before(scene: Scene, start: int, number: int) -> set[str]:
    """`Bestellpreis (14,88)`, `eine Kürzung, die Sie in Höhe von 500 vornahmen`: the word before the bracket or clause says what it is."""
    mark = start - 1
    relative = start < number and (scene.small[start] in scene.lexicon.relatives or scene.small[start + 1] in scene.lexicon.relatives)
    if mark < 1 or scene.units.get(number) == PERCENT or not (scene.small[mark] == "(" or (scene.small[mark] == "," and relative)):
        return set()
    ends = [end for _, end, role in scene.roles if mark - _NAMED <= end <= mark and _fits(scene, number, role)]
    return {role for _, end, role in scene.roles if ends and end == max(ends) and _fits(scene, number, role)}


def _apposed(scene: Scene, part: range, number: int) -> set[str]:
    """`2 % Skonto, also 131,04 EUR, abziehen dürfen`: what the rest of the clause says of the figure that it comes to."""
    alone = all(at == number or scene.tokens[at].kind == "currency" or scene.small[at] in scene.lexicon.yields for at in part)
    if not alone or scene.small[part.start] not in scene.lexicon.yields or scene.small[part.stop : part.stop + 1] != (",",):
        return set()
    stop = next((at for at in range(part.stop + 1, len(scene.tokens)) if scene.tokens[at].kind == "mark"), len(scene.tokens))
    return {role for start, _, role in scene.roles if part.stop < start < stop and _fits(scene, number, role)}


def _listed_behind(scene: Scene, part: range, number: int, bound: dict[int, Bound]) -> set[str]:
    """`Ladung: 9 Paletten, 47 Kartons`: goods in another unit right behind others are what these are."""
    before = max((n for n in scene.figures if n < part.start and n in bound), default=-1)
    alone = all(at == number or scene.small[at] in scene.lexicon.unit_index for at in part)
    if before < 0 or not alone or part.start - before > _NAMED or {scene.units.get(n, "") for n in (before, number)} - _OF_GOODS:
        return set()
    return {role for role in bound[before].near if _fits(scene, number, role)}


def _is_asked(scene: Scene, at: int) -> bool:
    """`Wir bitten, … um 500 zu korrigieren`: what is asked for was not taken."""
    return any(scene.small[i] in scene.lexicon.requests for i in range(at))


def _leads_to_number(scene: Scene, at: int) -> bool:
    """Nothing but signs of money stand between a word and a figure."""
    while at < len(scene.tokens) and scene.tokens[at].kind == "currency":
        at += 1
    return at in scene.figures


def _fits(scene: Scene, number: int, role: str) -> bool:
    """Whether a figure or day can be of that sort: an amount, a count, a day."""
    if number in scene.days:
        return role not in _NEVER_OF_DAYS
    unit = scene.units.get(number, "")
    beside = [i for i in (number - 1, number + 1) if 0 <= i < len(scene.tokens)]
    is_money = any(scene.tokens[i].kind == "currency" for i in beside)
    is_count = bool(unit) and not is_money
    if role == _SHARE:
        return unit == PERCENT
    if role == _DELIVERED and is_money:
        return False
    return not (
        unit in _LISTED or role in _OF_DAYS or (role in _OF_MONEY and is_count) or (role in _OF_COUNTS and (is_money or unit == PERCENT))
    )


def _words_away(scene: Scene, number: int, start: int, end: int) -> int:
    """Words between a figure and a role, signs of money aside; a verb that asks stands between what is and what is asked for."""
    between = range(number + 1, start) if number < start else range(end, number)
    asks = _FAR if number > start and any(scene.small[i] in scene.lexicon.requests for i in between) else 0
    return asks + sum(1 for i in between if scene.tokens[i].kind != "currency")
