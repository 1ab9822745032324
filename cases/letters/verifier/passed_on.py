"""What a figure that no word beside it says anything of is, by the rest of the sentence, in a language without a grammar."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from cases.letters.verifier.scene import Bound, Scene
from cases.letters.verifier.segments import parts
from cases.letters.verifier.sorts import fits, is_money

_KILOGRAM: Final = "kilogram"
_WEIGHT: Final = "weight"
_PRICES: Final = frozenset({"invoice_cost", "order_cost", "approved_cost"})
_OLD: Final = "old_cost"
_NEW: Final = "new_cost"
_TWO: Final = 2
_ARTICLE: Final = 2
"""Letters of an article at most."""
_GOODS: Final = frozenset({"unit", "carton", "case", "pallet"})
_OF_ANY_ONE: Final = frozenset({"unit_cost", "per_unit"})
_OF_ONE: Final = _OF_ANY_ONE | _PRICES
"""Roles of what one of something costs."""
_LYING_BETWEEN: Final = frozenset({"difference", "excess", "short"})
"""Roles of what one thing is more or less than another."""
_ASKED_BEFORE: Final = "asked_before"
_ROUNDS: Final = frozenset({"filed", _ASKED_BEFORE})
_STOPS: Final = frozenset(";.!?")
_LED: Final = 3
"""Words before a figure, its sign of money among them, where the preposition stands that leads to it."""


def passed_on(scene: Scene, bound: dict[int, Bound]) -> None:
    """Roles that are handed on from one part of a sentence to a figure or day of another one."""
    for hand_on in (_fronted, _between, _priced, _in_apposition, _resumed, _weighed, _lowered, _of_both, _joined, _disputed):
        hand_on(scene, bound)


def _fronted(scene: Scene, bound: dict[int, Bound]) -> None:
    """`2026年2月19日，X 签收了货物`, `Le 10 septembre, …`: a day that stands alone at the head takes what the next part says of a day."""
    stretches = list(parts(scene.tokens, scene.small, scene.lexicon))
    if len(stretches) < _TWO or not (scene.lexicon.unspaced or scene.lexicon.denies_ahead):
        return
    head, follows = stretches[:_TWO]
    _fronted_figure(scene, head, follows, bound)
    days = [i for i in head if i in scene.days]
    if len(days) != 1 or len(head) > _TWO or days[0] in bound or any(i in scene.days for i in follows):
        return
    told = {role for start, _, role in scene.roles if start in follows and fits(scene, days[0], role)}
    if told:
        bound.setdefault(days[0], Bound()).near.update(told)


def _between(scene: Scene, bound: dict[int, Bound]) -> None:
    """`Die Differenz zwischen berechneter und gebuchter Menge beträgt 24`: what lies between two things is neither of them."""
    joins = [at for at, word in enumerate(scene.small) if word in scene.lexicon.joins]
    for at, word in enumerate(scene.small):
        told = {role for _, end, role in scene.roles if end in {at, at + 1} and role in _LYING_BETWEEN}
        join = next((j for j in joins if j > at), -1)
        if word not in scene.lexicon.between or not told or join < 0:
            continue
        stop = next((n for n in range(join, len(scene.tokens)) if scene.tokens[n].kind == "mark"), len(scene.tokens))
        figures = [n for n in scene.figures if at < n < stop]
        if len(figures) == 1 and figures[0] > join:
            bound[figures[0]] = Bound(near=told)


def _priced(scene: Scene, bound: dict[int, Bound]) -> None:
    """`62 Stück zu 24,49 waren genehmigt`: an amount that goods are told at is that of one, and what else is said is said of the goods."""
    times = scene.lexicon.signs.get("times", frozenset()) - scene.lexicon.unspaced
    for price in (n for n in sorted(scene.figures) if is_money(scene, n)):
        at = price - 1
        while at > 0 and (scene.tokens[at].kind == "currency" or scene.small[at] in times):
            at -= 1
        goods = at - 1
        if not any(w in times for w in scene.small[at + 1 : price]) or goods not in scene.units or scene.units[goods] not in _GOODS:
            continue
        told = bound.get(price, Bound()).near
        if goods not in bound and (theirs := {role for role in told if fits(scene, goods, role)} - _OF_ONE):
            bound[goods] = Bound(near=theirs)
        bound[price] = Bound(near=(told & _OF_ONE) | _OF_ANY_ONE)


def _fronted_figure(scene: Scene, head: range, follows: range, bound: dict[int, Bound]) -> None:
    """`Avec 360 398 USD, la base est supérieure au seuil …`: the figure is what the sentence goes on to speak of."""
    figures = [i for i in head if i in scene.figures]
    alone = all(i in figures or scene.tokens[i].kind == "currency" or scene.small[i] in scene.lexicon.unit_index for i in head[1:])
    if len(figures) != 1 or not alone or scene.small[head.start] not in scene.lexicon.fronting or figures[0] in bound:
        return
    first = next((start for start, _, _ in scene.roles if start in follows), -1)
    if 0 <= first <= follows.start + _TWO:
        bound[figures[0]] = Bound(near={role for start, _, role in scene.roles if start == first and fits(scene, figures[0], role)})


def _in_apposition(scene: Scene, bound: dict[int, Bound]) -> None:
    """`la pénalité, 500 EUR, dépasse …`, `…, soit 500 EUR`: a figure alone between commas is what the words right before it say."""
    namely = scene.lexicon.namely
    stretches = [part for part in parts(scene.tokens, scene.small, scene.lexicon) if not all(scene.small[i] in namely for i in part)]
    for before, part in pairwise(stretches):
        days = [i for i in part if i in scene.days] if not any(i in scene.figures for i in part) else []
        numbers = [i for i in part if i in scene.figures] or days
        joined = scene.small[part.start - 1] in scene.lexicon.joins and scene.small[part.start - _TWO : part.start - 1] == (",",)
        marks = {"," if joined else scene.small[part.start - 1], scene.small[part.stop] if part.stop < len(scene.small) else ","}
        words = [i for i in part if not (i in scene.figures or scene.tokens[i].kind == "currency" or scene.small[i] == "%")]
        leading = namely | (scene.lexicon.of if scene.lexicon.denies_ahead else frozenset())
        is_alone = all(scene.small[i] in leading or (bool(days) and len(scene.small[i]) <= _ARTICLE) for i in words if i not in days)
        if len(numbers) != 1 or not is_alone or not marks <= {",", "."} or numbers[0] in bound:
            continue
        figures = [i for i in before if i in scene.figures or i in scene.days]
        last = max(figures, default=-1)
        told = {role for start, _, role in scene.roles if start in before and start > last and fits(scene, numbers[0], role)}
        if told and (not figures or words):
            bound.setdefault(numbers[0], Bound()).near.update(told)


def _resumed(scene: Scene, bound: dict[int, Bound]) -> None:
    """`notre part, calculée à 4 %, est de 2 572`: what stands between commas parts a figure from what it is said to be."""
    stretches = list(parts(scene.tokens, scene.small, scene.lexicon))
    for head, aside, part in zip(stretches, stretches[1:], stretches[2:], strict=False):
        numbers = [i for i in part if i in scene.figures]
        marks = scene.small[aside.start - 1], scene.small[part.start - 1]
        # `die Gebühr je Einheit (Lieferantenhandbuch) von 0,96`; a number in brackets says of what it is spoken
        plain = marks == (",", ",") or (marks == ("(", ")") and all(scene.tokens[i].kind == "word" for i in aside))
        if not plain or not numbers or numbers[0] in bound or any(i in scene.figures or i in scene.days for i in head):
            continue
        led = [r for r in scene.roles if r[0] in part and r[0] < numbers[0] and r[1] not in scene.days]
        if any(fits(scene, numbers[0], role) for _, _, role in led):
            continue
        if any(i in scene.figures and _is_alike(scene, i, numbers[0]) for i in aside):
            continue
        told = {role for start, _, role in scene.roles if start in head and fits(scene, numbers[0], role)}
        if told:
            bound.setdefault(numbers[0], Bound()).near.update(told)


def _is_alike(scene: Scene, one: int, other: int) -> bool:
    return is_money(scene, one) is is_money(scene, other) and scene.units.get(one) == scene.units.get(other)


def _weighed(scene: Scene, bound: dict[int, Bound]) -> None:
    """`le transport de 1686 kg`: what goods weigh; `15,91 pour 100 kg` is a price."""
    for number in scene.figures:
        beside = range(max(0, number - _TWO), number)
        if scene.units.get(number) == _KILOGRAM and number not in bound and not any(scene.tokens[i].kind != "word" for i in beside):
            bound[number] = Bound(near={_WEIGHT})


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


def _of_both(scene: Scene, bound: dict[int, Bound]) -> None:
    """`entre el precio facturado y el aprobado: ambos son 33,68`: the one amount is both."""
    both = [i for i in scene.figures if scene.tokens[i].kind == "word" and scene.lexicon.number_words.get(scene.small[i]) == _TWO]
    money = [i for i in scene.figures if is_money(scene, i)]
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
        if other in bound and is_money(scene, own) is not is_money(scene, other):
            bound[own] = Bound(near={role for role in bound[other].near if fits(scene, own, role)})


def disputed(scene: Scene) -> frozenset[int]:
    """`Unser Einspruch D-1 vom 2. September über 500 …`: the amounts that an earlier dispute is said to be over."""
    found: set[int] = set()
    asks = any(word in scene.lexicon.requests for word in scene.small)
    for number in (n for n in scene.figures if is_money(scene, n) and not asks):
        leads = next((at for at in range(number - 1, -1, -1) if scene.tokens[at].kind != "currency"), -1)
        filed = [start for start, _, role in scene.roles if role in _ROUNDS and start < leads]
        if leads >= 0 and scene.small[leads] in scene.lexicon.sums and filed:
            between = range(max(filed), leads)
            named = any(scene.tokens[at].kind in {"literal", "code", "day"} for at in between)
            cut = any(at in scene.figures or scene.small[at] in _STOPS for at in between)
            found |= {number} if named and not cut else set()
    return frozenset(found)


def _disputed(scene: Scene, bound: dict[int, Bound]) -> None:
    """What an earlier dispute is over was asked before."""
    for number in disputed(scene) - bound.keys():
        bound[number] = Bound(near={_ASKED_BEFORE})
