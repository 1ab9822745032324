"""Which figure or day a role belongs to in a language without a grammar: the nearest one that can be of its sort."""

from __future__ import annotations

from typing import Final

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
            if scene.small[start] in scene.lexicon.adjoining and (not _leads_to_number(scene, end) or _is_asked(scene, start)):
                continue
            # `rejeté notre demande du 23 août le 24 septembre`: a day that has a word of its own right before it takes no verb further off
            able = [n for n in numbers if end == n or n not in own] if role in _DAYS_APART else numbers
            able = [n for n in able if _fits(scene, n, role)] or [n for n in able if n in scene.figures and role in _OF_MONEY | _OF_COUNTS]
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
            others = scene.days if number in scene.figures else scene.figures
            shared = [
                r for r in roles if _fits(scene, number, r[2]) and any(r[2] in bound[o].near for o in numbers if o in others and o in bound)
            ]
            if shared:
                start, end, role = min(shared, key=lambda r: _words_away(scene, number, r[0], r[1]))
                bound.setdefault(number, Bound()).near.add(role)
    _fronted(scene, bound)
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
