"""Which figure or day a role belongs to: what stands nearest in its stretch of the sentence, and what else it could belong to."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from cases.letters.verifier.grammar import Grammar
from cases.letters.verifier.nearest import nearest_roles
from cases.letters.verifier.phrases import Spot, covered
from cases.letters.verifier.scene import Bound, Scene
from cases.letters.verifier.segments import parts
from cases.letters.verifier.sorts import PERCENT

_OUT: Final = "out"
"""Word before `of` that says that a whole follows."""
NEAR: Final = 3
"""Words within which a figure and what it is said to be belong together."""
_PUT: Final = frozenset({"amount", "sum", "total", "lot", "everything", "out"})
_LABELS: Final = frozenset({":", "="})
"""What stands between a figure and what it is called: `Received: 72`, `unit cost = 4.17`."""


def bound_roles(scene: Scene) -> tuple[dict[int, Bound], frozenset[int]]:
    """The roles of each figure and day by its token, and the tokens of roles that were bound."""
    grammar = scene.lexicon.grammar
    return _closely(scene, grammar) if grammar is not None else nearest_roles(scene)


def _away(number: int, start: int, end: int) -> int:
    return start - number if number < start else number - end + 1


def _closely(scene: Scene, grammar: Grammar) -> tuple[dict[int, Bound], frozenset[int]]:
    bound: dict[int, Bound] = {}
    used: set[int] = set()
    held = covered(r for r in scene.roles if r[1] - r[0] > 1)
    stretches = list(parts(scene.tokens, scene.small, scene.lexicon, held))
    for part in stretches:
        roles = [r for r in scene.roles if r[0] in part]
        of_figures = [r for r in roles if r[2] not in grammar.day_roles]
        figures = [i for i in part if i in scene.figures and scene.units.get(i) not in scene.lexicon.units_before]
        days = [i for i in part if i in scene.days]
        if figures and of_figures:
            used |= _to_figures(scene, grammar, figures, of_figures, bound)
        for figure in figures:
            rates = {role for role in bound[figure].near if role in grammar.rates} if figure in bound else set()
            if not rates and _is_rate(scene, grammar, figure):
                bound.setdefault(figure, Bound()).near.add(grammar.rate)
        if days and roles:
            used |= _to_days(scene, days, roles, bound, grammar)
    _from_beside(scene, stretches, bound, used)
    return bound, frozenset(used)


def _to_figures(scene: Scene, grammar: Grammar, figures: Sequence[int], roles: Sequence[Spot], bound: dict[int, Bound]) -> set[int]:
    """Binds the roles of a stretch to its figures. A rate (`at 4.17`) takes only roles of rates; the part of a whole takes the verb."""
    used: set[int] = set()
    rated = {f for f in figures if _is_rate(scene, grammar, f)}
    whole = _whole_of(scene, grammar, figures)
    of_the_whole = _of_a_whole(scene, grammar, figures)
    apart = {f: by for f in figures if (by := _stands_off(scene, grammar, f))}
    for figure in apart:
        bound.setdefault(figure, Bound()).near.add(grammar.difference)
    for start, end, role in roles:
        if start in of_the_whole:
            used.update(range(start, end))
            continue
        if rated and role in grammar.rate_of:
            _to_rate(start, grammar.rate_of[role], rated, bound)
        able = [f for f in figures if (f in rated) <= (role in grammar.rates) and not (role in grammar.count_roles and _is_money(scene, f))]
        able = [f for f in able if not (scene.units.get(f) == PERCENT and role in grammar.money_roles | grammar.rates - {grammar.rate})]
        if any(start < f for f in apart) and role not in grammar.rates and not [f for f in able if f not in apart]:
            used.update(range(start, end))
        able = [f for f in able if not (f in apart and start < f)]
        if role in grammar.money_roles and any(_is_money(scene, f) for f in able):
            able = [f for f in able if _is_money(scene, f)]
        owner = _owner(scene, able, start, end, whole)
        if owner is None:
            continue
        nearest, sure = owner
        spot = bound.setdefault(nearest, Bound())
        # the figure's own word, or one of several in a longer stretch?
        (spot.near if sure else spot.far).add(role)
        used.update(range(start, end))
    for of_figure in (bound[f] for f in figures if f in bound):
        if not of_figure.near and len(of_figure.far) == 1:
            of_figure.near, of_figure.far = of_figure.far, set()
    return used


def _stands_off(scene: Scene, grammar: Grammar, figure: int) -> bool:
    """`exceeds what was agreed by 20.00`: the figure is by how much."""
    before = figure - 1
    while before > 0 and scene.tokens[before].kind == "currency":
        before -= 1
    return scene.small[before] in grammar.by_whom and any(w in grammar.exceeding for w in scene.small[:before])


def _is_money(scene: Scene, figure: int) -> bool:
    """True where a currency stands beside the figure: no count of goods."""
    beside = [i for i in (figure - 1, figure + 1) if 0 <= i < len(scene.tokens)]
    money = scene.lexicon.grammar.money if scene.lexicon.grammar else {}
    return any(scene.tokens[i].kind == "currency" for i in beside) or (figure + 1 < len(scene.small) and scene.small[figure + 1] in money)


def _to_rate(start: int, rate: str, rated: AbstractSet[int], bound: dict[int, Bound]) -> None:
    """`invoiced at 3.92` is a price on the invoice."""
    behind = [f for f in rated if f > start]
    if behind:
        bound.setdefault(min(behind), Bound()).near.add(rate)


def _is_rate(scene: Scene, grammar: Grammar, figure: int) -> bool:
    """True for `at 4.17` and `4.17 each`: a price of one."""
    before = figure - 1
    while before >= 0 and scene.tokens[before].kind == "currency":
        before -= 1
    is_amount = figure not in scene.units
    if any(start <= before < end and end - start > 1 and role not in grammar.rates for start, end, role in scene.roles):
        # `stops at 20.00`, `starts at 20.00`
        return False
    # `puts the amount at 20.00`, `works out at 20.00`
    stands = before > 0 and (scene.small[before - 1] in grammar.is_words or scene.small[before - 1] in _PUT)
    return before >= 0 and scene.small[before] in grammar.rate_words and is_amount and not stands


def _whole_of(scene: Scene, grammar: Grammar, figures: Sequence[int]) -> dict[int, range]:
    """For the whole in `72 of the 96 units invoiced`: the tokens whose roles are its own; the verb belongs to the part."""
    found: dict[int, range] = {}
    for figure in figures:
        if figure > 1 and scene.small[figure - 1] in scene.lexicon.of and scene.small[figure - 2] == _OUT:
            found[figure] = range(figure - 2, min(figure + 3, len(scene.tokens)))
    for part, whole in itertools.pairwise([*_denied_part(scene, figures)[-1:], *figures]):
        held = {i for s, e, _ in scene.roles if e - s > 1 for i in range(s, e)}
        joined = [at for at in range(part + 1, whole) if scene.small[at] in scene.lexicon.of and at not in held]
        if joined and all(_joins_part(scene, grammar, i) for i in range(part + 1, whole)):
            end = whole + 1
            while end < len(scene.tokens) and (scene.tokens[end].kind == "currency" or scene.small[end] in grammar.money):
                end += 1
            opened = False
            while end < len(scene.tokens):
                word = scene.small[end]
                starts = any(s <= end < e for s, e, _ in scene.roles)
                is_verb = word in grammar.is_words
                if word in scene.lexicon.of or scene.tokens[end].kind == "literal":
                    end += 1
                    continue
                if word in grammar.relatives or (opened and is_verb):
                    opened = True
                elif is_verb or (not starts and word not in _units_of(scene) and not opened):
                    break
                elif opened and starts:
                    end = next(e for s, e, _ in scene.roles if s <= end < e)
                    break
                end += 1
            found[whole] = range(joined[0], end)
    return found


def _denied_part(scene: Scene, figures: Sequence[int]) -> list[int]:
    """`none` in `none of the 96 units`, as if it were the figure of the part."""
    ones = {word for word, value in scene.lexicon.number_words.items() if value == 1}
    found: list[int] = []
    for at in range(figures[0]):
        end = at + 1 + int(scene.small[at + 1] in ones)
        if scene.small[at] in scene.lexicon.negators and scene.small[end] in scene.lexicon.of:
            found.append(end - 1)
    return found


def _of_a_whole(scene: Scene, grammar: Grammar, figures: Sequence[int]) -> frozenset[int]:
    """The tokens of the whole in `20.00 of the discount taken`, where the whole has no figure: what it is said to be is not the part."""
    found: set[int] = set()
    for figure in figures:
        at = figure + 1
        while at < len(scene.small) and (scene.small[at] in _units_of(scene) or scene.tokens[at].kind == "currency"):
            at += 1
        if not (
            at + 1 < len(scene.small)
            and scene.small[at] in scene.lexicon.of
            and scene.small[at + 1] in grammar.determiners | grammar.articles
        ):
            continue
        end = at
        while (
            end < len(scene.small) and scene.small[end] not in grammar.is_words and scene.tokens[end].kind == "word" and end not in figures
        ):
            end += 1
        while end < len(scene.small) and scene.tokens[end].kind == "currency":
            end += 1
        if end not in figures:
            found.update(range(at, end))
    return frozenset(found)


def _joins_part(scene: Scene, grammar: Grammar, at: int) -> bool:
    word = scene.small[at]
    return (
        word in scene.lexicon.of
        or word in _units_of(scene)
        or any(s <= at < e for s, e, _ in scene.roles)
        or scene.tokens[at].kind == "currency"
        or word in grammar.articles | grammar.determiners | grammar.is_words
        or word in grammar.money
    )


def _units_of(scene: Scene) -> Iterable[str]:
    return scene.lexicon.unit_index


def _owner(scene: Scene, figures: Sequence[int], start: int, end: int, whole: Mapping[int, range]) -> tuple[int, bool] | None:
    """The figure that a role belongs to, and whether that is sure."""
    for figure, own in whole.items():
        if start in own and figure in figures:
            return figure, True
    able = [f for f in figures if f not in whole]
    if not able:
        return None
    ordered = sorted((_gap(scene, f, start, end), f < start, f) for f in able)
    first = ordered[0]
    if len(able) == 1:
        return first[2], first[0] <= NEAR or not whole
    return first[2], ordered[1][0] - first[0] > 0 and first[0] <= NEAR


def _gap(scene: Scene, figure: int, start: int, end: int) -> int:
    """Words between a figure and a role, its own unit, its currency and articles aside."""
    between = range(figure + 1, start) if figure < start else range(end, figure)
    units = _units_of(scene)
    plain = scene.lexicon.grammar.articles if scene.lexicon.grammar else frozenset()
    return sum(
        1
        for i in between
        if scene.tokens[i].kind != "currency" and scene.small[i] not in plain and (figure > start or scene.small[i] not in units)
    )


def _to_days(scene: Scene, days: Sequence[int], roles: Sequence[Spot], bound: dict[int, Bound], grammar: Grammar) -> set[int]:
    """Each day takes the role nearest to it, the one before it where two are as near; days of the week aside."""
    used: set[int] = set()
    dated = grammar.dated
    named = {at for at, word in enumerate(scene.small) if word in grammar.weekdays}
    named |= {at + 1 for at in named if scene.small[at + 1 : at + 2] == (",",)}
    for day in days:
        ordered = sorted(
            (_away(day, start, end) - sum(1 for at in named if min(day, end) <= at < max(day, start)), start > day, start, end, role)
            for start, end, role in roles
        )
        away, _, start, end, role = ordered[0]
        spot = bound.setdefault(day, Bound())
        (spot.near if away <= 2 * NEAR else spot.far).add(role)
        if away <= 2 * NEAR and role in dated:
            used.update(range(start, end))
    return used


def _names_doer(scene: Scene, stretch: range) -> bool:
    """`received by J. Smith:` says who, and not what the figure behind it is."""
    by = scene.lexicon.grammar.by_whom if scene.lexicon.grammar else frozenset()
    return any(scene.tokens[i].kind == "literal" and scene.small[i - 1] in by for i in stretch if i)


def _from_beside(scene: Scene, stretches: Sequence[range], bound: dict[int, Bound], used: set[int]) -> None:
    """A figure without a role may have it from the stretch beside it: `Received: 72`, `120 units, all invoiced`."""
    bare = {n: [i for i in part if i in scene.figures or i in scene.days] for n, part in enumerate(stretches)}
    for n, part in enumerate(stretches):
        for at in bare[n]:
            if at in bound or scene.units.get(at) in scene.lexicon.units_before:
                continue
            for other in (n - 1, n - 2, n + 1):
                if not 0 <= other < len(stretches) or bare[other]:
                    continue
                mark = scene.small[max(part.start, stretches[other].start) - 1]
                named = mark == ":" and _names_doer(scene, stretches[other])
                roles = [] if named else [r for r in scene.roles if r[0] in stretches[other] and r[0] not in used]
                counts = scene.lexicon.grammar.count_roles if scene.lexicon.grammar and _is_money(scene, at) else frozenset()
                roles = [r for r in roles if r[2] not in counts]
                if (
                    not roles
                    or mark not in {":", ",", "to", "through", "="}
                    or (mark in _LABELS and other > n)
                    or (mark == "=" and (other != n - 1 or _computes(scene, part.start)))
                ):
                    continue
                spot = bound.setdefault(at, Bound())
                (spot.near if mark in _LABELS else spot.far).update(role for _, _, role in roles[-1:])
                if mark == "=":
                    spot.near.update(_equalled(scene, stretches[:other], stretches[other].start - 1))
                used.update(i for start, end, _ in roles for i in range(start, end))
                break


def _equalled(scene: Scene, stretches: Sequence[range], mark: int) -> Iterator[str]:
    """What else a figure is said to be in `approved cost = invoiced cost = 4.17`."""
    for stretch in reversed(stretches):
        if mark < 0 or scene.small[mark] != "=":
            return
        yield from (role for start, _, role in scene.roles if start in stretch)
        mark = stretch.start - 1


def _computes(scene: Scene, at: int) -> bool:
    """A figure stands on the left side of the equals sign: what it yields is no label."""
    before = at - 1
    while before > 0 and scene.small[before - 1] not in {";", ":"}:
        before -= 1
    return any(before <= figure < at for figure in scene.figures)
