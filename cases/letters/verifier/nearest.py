"""Which figure or day a role belongs to in a language without a grammar: the nearest one that can be of its sort."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from cases.letters.verifier.phrases import Spot
from cases.letters.verifier.scene import Bound, Scene
from cases.letters.verifier.segments import parts

_FAR: Final = 8
"""Words within which a figure and what it is said to be belong together, where nothing else is nearer."""
_DAYS_APART: Final = frozenset({"answered", "filed", "granted", "paid", "delivered", "shipped", "asked"})
"""Roles of verbs that can be told of one of two days."""
_OF_MONEY: Final = frozenset(
    {"per_unit", "worth", "gross", "net", "base", "claimed_before", "asked_before", "open", "owed", "granted", "cost"}
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
_MEASURES: Final = frozenset({"kilogram", "pound", "ounce", "gram", "ton", "cubic", "cubic_centimetre", "length", "day"})
"""Units of what goods weigh, measure and how long they lie."""
_KILOGRAM: Final = "kilogram"
_WEIGHT: Final = "weight"
_OF_MEASURES: Final = frozenset({"weight", "volume", "measured", "limit", "stored", "per_unit"})
_APART: Final = frozenset({"difference", "excess"})
_MOSTLY_MONEY: Final = frozenset({"due", "earned", "owed"})
"""Roles of amounts first of all, though a count can have them."""
_PRICES: Final = frozenset({"invoice_cost", "order_cost", "approved_cost"})
_OLD: Final = "old_cost"
_NEW: Final = "new_cost"
PERCENT: Final = "percent"
_TWO: Final = 2
_SHARE: Final = "share"
_DELIVERED: Final = "delivered"
"""What is told of counts and days, never of an amount."""


def nearest_roles(scene: Scene) -> tuple[dict[int, Bound], frozenset[int]]:
    """Each role goes to the figure or day nearest to it; a figure left without one shares that of a day, a day that of a figure."""
    bound: dict[int, Bound] = {}
    for part in parts(scene.tokens, scene.small, scene.lexicon):
        numbers = [i for i in part if i in scene.figures or i in scene.days]
        roles = [r for r in scene.roles if numbers and r[0] in part]
        own = {end for _, end, role in roles if end in scene.days and role in _DAYS_APART}
        for start, end, role in roles:
            if _counts(scene, start, end):
                continue
            if scene.small[start] in scene.lexicon.adjoining and not _fits_behind(scene, end, role):
                continue
            if scene.small[start] in scene.lexicon.adjoining and (not _leads_to_number(scene, end) or _is_asked(scene, start)):
                continue
            # `rejeté notre demande du 23 août le 24 septembre`: a day that has a word of its own right before it takes no verb further off
            able = [n for n in numbers if end == n or n not in own] if role in _DAYS_APART else numbers
            able = [n for n in able if _fits(scene, n, role)] if role not in _APART or not _sets_apart(scene, end) else []
            able = able or [n for n in able if n in scene.figures and role in _OF_MONEY | _OF_COUNTS]
            if not able:
                continue
            if role in _MOSTLY_MONEY:
                able = _money_beside(scene, able, start, end)
            away, _, nearest = min((_words_away(scene, n, start, end), n < start, n) for n in _not_taken(scene, able, roles, start, role))
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
            others = scene.days if number in scene.figures else scene.figures
            shared = [
                r for r in roles if _fits(scene, number, r[2]) and any(r[2] in bound[o].near for o in numbers if o in others and o in bound)
            ]
            if shared:
                start, end, role = min(shared, key=lambda r: _words_away(scene, number, r[0], r[1]))
                bound.setdefault(number, Bound()).near.add(role)
    _fronted(scene, bound)
    _in_apposition(scene, bound)
    _resumed(scene, bound)
    _weighed(scene, bound)
    _moved(scene, bound)
    _of_both(scene, bound)
    _joined(scene, bound)
    return bound, frozenset()


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


def _counts(scene: Scene, start: int, end: int) -> bool:
    """`les 29 cartons de l'article`: the unit of the figure before, and not `cartons de` of the one behind it."""
    return start - 1 in scene.units and scene.small[end - 1] in scene.lexicon.of and not _leads_to_number(scene, end)


def _in_apposition(scene: Scene, bound: dict[int, Bound]) -> None:
    """`la pénalité, 500 EUR, dépasse …`, `…, soit 500 EUR`: a figure alone between commas is what the words right before it say."""
    namely = scene.lexicon.namely
    stretches = [part for part in parts(scene.tokens, scene.small, scene.lexicon) if not all(scene.small[i] in namely for i in part)]
    for before, part in pairwise(stretches):
        numbers = [i for i in part if i in scene.figures]
        marks = {scene.small[part.start - 1], scene.small[part.stop] if part.stop < len(scene.small) else ","}
        words = [i for i in part if not (i in scene.figures or scene.tokens[i].kind == "currency" or scene.small[i] == "%")]
        is_alone = all(scene.small[i] in namely for i in words)
        if len(numbers) != 1 or not is_alone or not marks <= {",", "(", ")", "."} or numbers[0] in bound:
            continue
        figures = [i for i in before if i in scene.figures or i in scene.days]
        last = max(figures, default=-1)
        told = {role for start, _, role in scene.roles if start in before and start > last and _fits(scene, numbers[0], role)}
        if told and (not figures or words):
            bound.setdefault(numbers[0], Bound()).near.update(told)


def _resumed(scene: Scene, bound: dict[int, Bound]) -> None:
    """`notre part, calculée à 4 %, est de 2 572`: what stands between commas parts a figure from what it is said to be."""
    stretches = list(parts(scene.tokens, scene.small, scene.lexicon))
    for head, aside, part in zip(stretches, stretches[1:], stretches[2:], strict=False):
        numbers = [i for i in part if i in scene.figures]
        marks = scene.small[aside.start - 1], scene.small[part.start - 1]
        if marks != (",", ",") or not numbers or numbers[0] in bound or any(i in scene.figures or i in scene.days for i in head):
            continue
        if any(start in part and start < numbers[0] for start, _, _ in scene.roles):
            continue
        told = {role for start, _, role in scene.roles if start in head and _fits(scene, numbers[0], role)}
        if told:
            bound.setdefault(numbers[0], Bound()).near.update(told)


def _weighed(scene: Scene, bound: dict[int, Bound]) -> None:
    """`le transport de 1686 kg`: what goods weigh; `15,91 pour 100 kg` is a price."""
    for number in scene.figures:
        beside = range(max(0, number - _TWO), number)
        if scene.units.get(number) == _KILOGRAM and number not in bound and not any(scene.tokens[i].kind != "word" for i in beside):
            bound[number] = Bound(near={_WEIGHT})


def _moved(scene: Scene, bound: dict[int, Bound]) -> None:
    """`le prix est passé de 29,28 à 26,35`: the price before a change and the one after it."""
    lexicon = scene.lexicon
    if lexicon.moving.isdisjoint(scene.small):
        return
    money = sorted(i for i in scene.figures if _is_money(scene, i))
    for one, other in pairwise(money):
        between = [scene.small[i] for i in range(one + 1, other) if scene.tokens[i].kind != "currency"]
        ahead = one - 1
        while ahead >= 0 and scene.tokens[ahead].kind == "currency":
            ahead -= 1
        moves = any(word in lexicon.moving for word in scene.small[max(0, ahead - _FAR) : ahead])
        if moves and scene.small[ahead] in lexicon.of | lexicon.leaving and len(between) == 1 and between[0] in lexicon.arriving:
            bound[one] = Bound(near={_OLD})
            bound[other] = Bound(near={_NEW})
            return


def _is_money(scene: Scene, number: int) -> bool:
    return any(scene.tokens[i].kind == "currency" for i in (number - 1, number + 1) if 0 <= i < len(scene.tokens))


def _fits_behind(scene: Scene, end: int, role: str) -> bool:
    """The figure right behind a word can be of that sort: `sur 36 unités` is no base."""
    number = next((at for at in range(end, len(scene.tokens)) if scene.tokens[at].kind != "currency"), end)
    return number not in scene.figures or _fits(scene, number, role)


def _not_taken(scene: Scene, able: list[int], roles: Sequence[Spot], start: int, role: str) -> list[int]:
    """`parti le 15 février pour être livré le 19`: a day led by a verb takes none behind it where another follows."""
    days = [n for n in able if n in scene.days]
    if role not in _DAYS_APART or len(days) < _TWO or not any(d > start for d in days):
        return able
    led = {d for d in days if d < start and any(end <= d and other in _DAYS_APART for _, end, other in roles)}
    return [n for n in able if n not in led]


def _of_both(scene: Scene, bound: dict[int, Bound]) -> None:
    """`entre el precio facturado y el aprobado: ambos son 33,68`: the one amount is both."""
    both = [i for i in scene.figures if scene.tokens[i].kind == "word" and scene.lexicon.number_words.get(scene.small[i]) == _TWO]
    money = [i for i in scene.figures if _is_money(scene, i)]
    if len(both) == 1 and len(money) == 1 and both[0] < money[0] and both[0] not in scene.units:
        told = {role for start, _, role in scene.roles if start < both[0] and role in _PRICES}
        if told:
            bound.setdefault(money[0], Bound()).near.update(told)


def _joined(scene: Scene, bound: dict[int, Bound]) -> None:
    """`porte sur 500 EUR et sur 36 unités`: a count joined to an amount, or an amount to a count, is the same of its sort."""
    stretches = list(parts(scene.tokens, scene.small, scene.lexicon))
    for before, part in pairwise(stretches):
        ours, theirs = ([i for i in stretch if i in scene.figures] for stretch in (part, before))
        joins = part.start and scene.small[part.start - 1] in scene.lexicon.joins
        if not joins or len(ours) != 1 or not theirs or ours[0] in bound or any(r[0] in part for r in scene.roles if r[0] > ours[0]):
            continue
        (own,), other = ours, theirs[-1]
        if other in bound and _is_money(scene, own) is not _is_money(scene, other):
            bound[own] = Bound(near={role for role in bound[other].near if _fits(scene, own, role)})


def _sets_apart(scene: Scene, end: int) -> bool:
    """`la différence entre 15,07 et 14,88`: neither is the difference."""
    return end < len(scene.small) and scene.small[end] in scene.lexicon.between


def _money_beside(scene: Scene, able: list[int], start: int, end: int) -> list[int]:
    """`721,14 EUR sont dus pour 202 unités`: the amount, where it stands as near as a count or next to that."""
    money = [n for n in able if _is_money(scene, n)]
    if not money or len(money) == len(able):
        return able
    nearest = min(_words_away(scene, n, start, end) for n in able)
    return [n for n in money if _words_away(scene, n, start, end) <= nearest + _TWO] or able


def _heads(scene: Scene, colon: int, end: int) -> bool:
    """`Offener Saldo zu Rechnung INV1: 500`: what stands before a colon, with no other figure behind it."""
    is_colon = colon >= end and scene.small[colon] == ":"
    return is_colon and not any(at in scene.figures or at in scene.days or scene.tokens[at].kind == "mark" for at in range(end, colon))


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
    is_money = _is_money(scene, number)
    if unit in _MEASURES:
        return role in _OF_MEASURES
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
