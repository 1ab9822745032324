"""Words around a figure, a day or a whole sentence that only some facts bear out: `the list cost is 13.08`, which is the cost ordered.

What is told so of any other fact is for a person. The rules are those of every language; a language has its words for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from cases.letters.brief import Fact, FactKind
from cases.letters.verifier.checks.figures import PLACES, matches, same_currency, same_unit
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.support import Grounds
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity

_FOLDER: Final = Path(__file__).parents[1] / "lexicon" / "held"
_HERE: Final = "@"
_OTHER: Final = "#"
_DAY: Final = "&"
_NAMED: Final = "~"
_ADDED: Final = 3
"""Words at most between the beginning of a clause and a day that it adds."""
_SIZES: Final = frozenset({"length", "kilogram", "pound", "gram", "ounce"})
"""Units of what a product is held to: its sides and its weight."""
_LIMIT: Final = "limit"
_MEASURED: Final = frozenset({"measured", "weight"})
_KINDS: Final = {
    "amount": frozenset({FactKind.AMOUNT}),
    "count": frozenset({FactKind.COUNT}),
    "rate": frozenset({FactKind.RATE}),
    "any": frozenset({FactKind.AMOUNT, FactKind.COUNT, FactKind.RATE}),
    "day": frozenset({FactKind.DATE}),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What words say of a figure or day, and the facts that cannot have it, or of all facts the only ones that can.

    Of nothing in particular where `of` is `none`: the words are for a person then. Of the number of another claim where it is `claim`, of
    a side or a weight where it is `size`: what measures so much is `measured` besides its name, and what may at most measure it, `limit`.
    `claims`, `has` and `lacks` narrow it to kinds of claim and to briefs that have, or have not, such a fact; `denied` are rules that hold
    of a denial as well, `partly` ones hold where a letter asks for a part of what was taken, `whole` ones where it asks for all of it,
    `untyped` those of a figure too that stands in the words of a fact alone, `led` those whose words may stand in the clause ahead.
    """

    name: str
    of: str
    never: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()
    has: str = ""
    lacks: str = ""
    denied: bool = False
    partly: bool = False
    whole: bool = False
    untyped: bool = False
    led: bool = False


@lru_cache(maxsize=1)
def _rules() -> tuple[Rule, ...]:
    told: Mapping[str, Mapping[str, Any]] = yaml.safe_load((_FOLDER / "rules.yaml").read_text(encoding="utf-8"))
    sets = ("never", "only", "claims")
    return tuple(
        Rule(
            name,
            spec["of"],
            has=spec.get("has", ""),
            lacks=spec.get("lacks", ""),
            denied=bool(spec.get("denied")),
            partly=bool(spec.get("partly")),
            whole=bool(spec.get("whole")),
            untyped=bool(spec.get("untyped")),
            led=bool(spec.get("led")),
            **{key: frozenset(str(spec.get(key, "")).replace(",", " ").split()) for key in sets},
        )
        for name, spec in told.items()
    )


@lru_cache(maxsize=16)
def words_of_rules(language: str) -> Mapping[str, re.Pattern[str]]:
    """The words of a language by rule, as patterns over a clause.

    In it `@` is the figure or day itself, `#` another figure, `&` another day, `~` a number, a name or what is quoted.
    """
    path = _FOLDER / f"{language}.yaml"
    told: Mapping[str, Sequence[str]] = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {name: re.compile("|".join(f"(?:{fold(text)})" for text in texts)) for name, texts in told.items()}


def held_to(look: Look) -> Iterator[Remark]:
    """What the words around a figure or day say it is, and no cited fact of its value can be. For a person."""
    words = words_of_rules(look.lexicon.language)
    if not words or look.is_list_of_attachments:
        return
    claim = look.known.brief.claim.value
    names = {f.name for f in look.known.brief.facts}
    asks_part = look.situation.asked < look.situation.deducted
    rules = [r for r in _rules() if r.name in words and (not r.claims or _is_of_kind(claim, r.claims)) and _fits(r, names)]
    rules = [r for r in rules if not (r.whole if asks_part else r.partly)]
    masked = Masked(look)
    for rule in rules:
        if rule.of == "none":
            if found := words[rule.name].search(masked.whole()):
                yield _open(look, rule, found[0])
            continue
        if rule.of == "claim":
            found_at = (words[rule.name].search(masked.clause(at)) for at in masked.of_other_claims())
            yield from (_open(look, rule, found[0]) for found in found_at if found)
            continue
        for at, own in masked.of_kind(rule.of):
            if (own or rule.untyped) and (own <= rule.never if rule.never else own.isdisjoint(rule.only)):
                clause = masked.led(at) if rule.of == "day" else masked.clause(at, ahead=rule.led)
                if not rule.denied and masked.is_denied(at):
                    continue
                if found := words[rule.name].search(clause):
                    yield _open(look, rule, found[0])


def _fits(rule: Rule, names: AbstractSet[str]) -> bool:
    """Whether a brief has such a fact as a rule is for, and none that it is not for."""
    return (not rule.has or rule.has in names) and rule.lacks not in names


def _is_of_kind(claim: str, kinds: frozenset[str]) -> bool:
    """A rule for `rebate` is one for every kind of claim on a rebate."""
    return any(claim == kind or claim.startswith(f"{kind}_") for kind in kinds)


def _open(look: Look, rule: Rule, text: str) -> Remark:
    message = f'"{text.strip()}": {rule.name.replace("_", " ")} is not what the cited facts have'
    return look.remark("held_to", message, text, severity=Severity.UNVERIFIABLE)


class Masked:
    """A sentence whose figures, days and numbers are signs, clause by clause."""

    def __init__(self, look: Look) -> None:
        self.look = look
        reading = look.reading
        self.joint = "" if look.lexicon.unspaced else " "
        self.figures = {f.at: f for f in reading.figures if f.unit not in PLACES}
        self.days = {d.at: d for d in reading.days}

    def of_kind(self, kind: str) -> Iterator[tuple[int, frozenset[str]]]:
        """The figures or days of a kind by their tokens, with the names of the cited facts that have their value."""
        if kind == "day":
            for at, day in self.days.items():
                yield (
                    at,
                    frozenset(g.fact.name for g in self.look.cited.grounds if any(d.days & day.days for d in g.days) and _is_typed(g.fact)),
                )
            return
        for at, figure in self.figures.items():
            if kind == "size":
                yield at, self._sized(figure) if figure.unit in _SIZES else frozenset()
                continue
            found = matches(self.look, figure, values_alone=True) if figure.start not in self.look.computed else []
            if figure.start not in self.look.computed and _is_of(kind, figure, found):
                yield at, frozenset(g.fact.name for g, f in found if _is_typed(g.fact) and same_currency(figure, f))

    def _sized(self, figure: Figure) -> frozenset[str]:
        """What measures so much, or may: by the words of any fact of the brief, since `up to 45 cm` alone is not told as what it is."""
        known = ((g.fact, f) for g in self.look.known.grounds.values() for f in g.figures)
        told = [(fact, f.roles) for fact, f in known if same_unit(figure, f) and f.values & figure.values]
        kinds = {_LIMIT if _LIMIT in roles else "measured" for _, roles in told if _LIMIT in roles or _MEASURED & roles}
        return frozenset(kinds | {fact.name for fact, _ in told if _is_typed(fact)})

    def of_other_claims(self) -> Iterator[int]:
        """The tokens of numbers that are none of the case's own: `58097SC` in a letter that asks for what 58097MAC took again."""
        own = {fold(f.value) for f in self.look.known.brief.facts if f.kind is FactKind.IDENTIFIER}
        yield from (at for at, t in enumerate(self.look.reading.tokens) if t.kind in {"literal", "code"} and t.text not in own)

    def is_denied(self, at: int) -> bool:
        """A negator stands in the clause; `noch` without a `weder` is none."""
        small, lexicon = self.look.reading.small, self.look.lexicon
        return any(small[n] in lexicon.negators - lexicon.seconding for n in self.range_of(at))

    def clause(self, at: int, *, ahead: bool = False) -> str:
        """The clause of a figure or day, with that as `@`; and the one ahead of it."""
        own = self.range_of(at)
        start = self._ahead(own).start if ahead else own.start
        return self.joint.join(self._signs(range(start, own.stop), at))

    def led(self, at: int) -> str:
        """Its clause, and the one ahead where it only adds a day: `a proof of delivery, dated 3 May`."""
        return self.clause(at, ahead=at - self.range_of(at).start < _ADDED)

    def _ahead(self, own: range) -> range:
        """The clause ahead of another, or that itself where none is."""
        near = (self.range_of(own.start - 1), self.range_of(own.start - 2)) if own else ()
        return next((clause for clause in near if clause), own)

    def whole(self) -> str:
        """The whole sentence."""
        return self.joint.join(self._signs(range(len(self.look.reading.tokens)), -1))

    def between(self, start: int, end: int) -> str:
        """What stands between two tokens, and a space on either side."""
        return self.joint + self.joint.join(self._signs(range(start + 1, end), -1)) + self.joint

    def range_of(self, at: int) -> range:
        """The tokens of the clause of a figure, a day or an assertion."""
        return next((c for c in self.look.reading.clauses if at in c), range(0))

    def _signs(self, places: range, here: int) -> Iterator[str]:
        tokens = self.look.reading.tokens
        for n in places:
            kind = tokens[n].kind
            if kind == "currency":
                continue
            if n == here:
                yield _HERE
            elif n in self.figures:
                yield _OTHER
            elif n in self.days:
                yield _DAY
            elif kind in {"literal", "code", "quote"}:
                yield _NAMED
            else:
                yield tokens[n].text.casefold()


def _is_typed(fact: Fact) -> bool:
    return fact.kind in _KINDS["any"] | _KINDS["day"]


def _is_of(kind: str, figure: Figure, found: Sequence[tuple[Grounds, Figure]]) -> bool:
    """An amount without its currency is one by its facts: `our request is for 1,759.43`."""
    is_bare = not figure.currencies and not figure.unit and any(f.currencies for _, f in found)
    if kind == "amount":
        return bool(figure.currencies) or is_bare
    if kind == "rate":
        return figure.unit == "percent"
    return kind == "any" or not (figure.currencies or is_bare or figure.unit == "percent")
