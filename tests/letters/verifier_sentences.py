"""True sentences about a brief in many wordings, and the ways in which each is made false; for tests of the verifier."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import yaml

from cases.letters.brief import Brief, Fact, FactKind
from cases.letters.sentences import Sentence

_SAID = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
SAYINGS: list[str] = _SAID["sayings"]
"""True of any brief that has the facts they name; words in square brackets are facts that are cited besides, or conditions."""

_PLACE = re.compile(r"\{(\w+)\}")
_MARK = re.compile(r"\s?\[([^\]]+)\]")
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["x", "x", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


@dataclass(frozen=True, slots=True)
class Told:
    """A true sentence with the facts it names by their place in the wording."""

    sentence: Sentence
    saying: str
    facts: dict[str, Fact]


def in_words(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        return f"{_ONES[number // 100]} hundred" + (f" and {in_words(number % 100)}" if number % 100 else "")
    return f"{in_words(number // 1000)} thousand" + (f" {in_words(number % 1000)}" if number % 1000 else "")


def named(brief: Brief, name: str) -> Fact | None:
    """The first fact of that name; the discount taken is the claim of a discount letter."""
    if name == "claimed_discount":
        return named(brief, "claimed") if brief.claim.value == "quick_pay_discount" else None
    return next((f for f in brief.facts if f.name == name), None)


def told(brief: Brief, chance: Random) -> Iterator[Told]:
    """Every saying that the brief bears out, each in one spelling."""
    for saying in SAYINGS:
        made = _told(saying, brief, chance)
        if made is not None:
            yield made


def _told(saying: str, brief: Brief, chance: Random) -> Told | None:
    facts: dict[str, Fact] = {}
    extra: list[Fact] = []
    for mark in _MARK.findall(saying):
        found = _marked(mark, brief)
        if found is None:
            return None
        extra += found
    text = _MARK.sub("", saying)
    if not _stands_there(
        text, brief, [named(brief, n) for n in ("cartons", "signed", "total_cartons") if f"{{{n}}}" in saying or f"[{n}]" in saying]
    ):
        return None
    written = []
    at = 0
    for place in _PLACE.finditer(text):
        name, _, form = place[1].partition("_money") if place[1].endswith("_money") else (place[1].removesuffix("_percent"), "", "")
        form = "money" if place[1].endswith("_money") else "percent" if place[1].endswith("_percent") else ""
        fact = named(brief, name)
        if fact is None or (fact.amount == 0 and fact.kind is not FactKind.COUNT) or _plural(fact, text):
            return None
        facts[place[1]] = fact
        written += [text[at : place.start()], spelled(fact, form, chance)]
        at = place.end()
    said = "".join([*written, text[at:]])
    said = said[:1].upper() + said[1:]
    return Told(Sentence(said, tuple(sorted({f.number for f in (*facts.values(), *extra)}))), saying, facts)


def _stands_there(text: str, brief: Brief, facts: list[Fact | None]) -> bool:
    """A paper is named only where the fact stands on it."""
    kinds = {a.number: a.kind for a in brief.attachments}
    wanted = (
        "proof_of_delivery"
        if re.search("proof of delivery|receipt", text)
        else "bill_of_lading"
        if "bill of lading" in text.casefold()
        else ""
    )
    return not wanted or all(f is None or any(kinds.get(p.exhibit or 0) == wanted for p in f.places) for f in facts)


def _plural(fact: Fact, text: str) -> bool:
    """One carton is not `1 cartons`."""
    return fact.kind is FactKind.COUNT and fact.value in {"0", "1"} and "received" not in fact.name and bool(text)


def _marked(mark: str, brief: Brief) -> list[Fact] | None:
    if mark == "no exception":
        why = named(brief, "why")
        return [why] if why and "no exception" in why.value else None
    if mark.startswith(("gt:", "eq:")):
        left, sign, right = re.split(r"([>=])", mark[3:])
        a, b = named(brief, left), named(brief, right)
        return [] if a and b and a.amount and b.amount and ((a.amount > b.amount) if sign == ">" else a.amount == b.amount) else None
    if mark == "product":
        cartons, pack, proven = (f.amount if (f := named(brief, n)) else None for n in ("cartons", "case_pack", "proven"))
        return [] if cartons and pack and proven and cartons * pack == proven else None
    if mark == "late":
        paid, until = named(brief, "paid_on"), named(brief, "discount_until")
        return [] if paid and until and paid.value > until.value else None
    fact = named(brief, mark)
    if mark == "answer" and (fact is None or fact.value != "denied"):
        return None
    if mark == "why" and (fact is None or "not given back" not in fact.value):
        return None
    return [fact] if fact else None


def spelled(fact: Fact, form: str, chance: Random) -> str:
    """A fact's value as somebody may write it."""
    if fact.kind is FactKind.DATE:
        day = date.fromisoformat(fact.value)
        return chance.choice(
            [
                fact.value,
                f"{day:%B} {day.day}, {day.year}",
                f"{day.day} {day:%B} {day.year}",
                f"{day:%b} {day.day}, {day.year}",
                f"{day.day} {day:%b} {day.year}",
            ]
        )
    if form == "percent":
        return f"{(Decimal(fact.value) * 100).normalize():f} %"
    if form == "money":
        sign = {"USD": "$", "EUR": "€", "GBP": "£"}.get(fact.currency, "")
        amount = Decimal(fact.value)
        grouped = f"{amount:,f}"
        return chance.choice(
            [
                f"{fact.currency} {fact.value}",
                f"{fact.currency} {grouped}",
                f"{sign}{grouped}" if sign else f"{fact.value} {fact.currency}",
                f"{fact.value} {fact.currency}",
            ]
        )
    if fact.kind is FactKind.COUNT and fact.amount is not None and chance.random() < 0.25:
        return in_words(int(fact.amount))
    return fact.value


def falsehoods(of: Told, brief: Brief, others: list[Brief], chance: Random) -> Iterator[tuple[str, Sentence]]:
    """The sentence made false in every way that fits it: the operator's name and the false sentence."""
    text = of.sentence.text
    yield from _numbers(of, chance)
    yield from _swapped(of, brief)
    yield from _dates(of, chance)
    for fact in of.facts.values():
        if fact.kind is FactKind.IDENTIFIER and fact.value in text:
            yield "digit swap", replace(of.sentence, text=text.replace(fact.value, _digits_swapped(fact.value)))
            other = next(
                (f for b in others for f in b.facts if f.name == fact.name and not any(g.value == f.value for g in brief.facts)), None
            )
            if other is not None:
                yield "of another case", replace(of.sentence, text=text.replace(fact.value, other.value))
    yield from _words(text, of)
    own = {f.value for f in brief.facts if f.number in of.sentence.facts}
    for fact in brief.facts:
        if fact.value in own and fact.number not in of.sentence.facts and of.facts and fact.kind in {FactKind.COUNT, FactKind.AMOUNT}:
            twin = next(f for f in brief.facts if f.number in of.sentence.facts and f.value == fact.value)
            if twin.name != fact.name and twin.kind in {FactKind.COUNT, FactKind.AMOUNT} and {twin.name, fact.name} not in ALIKE:
                yield (
                    "cited but not saying it",
                    replace(of.sentence, facts=tuple(fact.number if n == twin.number else n for n in of.sentence.facts)),
                )
    stranger = next((f for f in brief.facts if f.number not in of.sentence.facts and f.value not in text), None)
    if stranger is not None and of.facts:
        yield "cites another", replace(of.sentence, facts=(stranger.number,))
    yield (
        "invented",
        replace(
            of.sentence,
            text=text.rstrip(".")
            + chance.choice(
                [
                    ", as your buyer confirmed by phone.",
                    ", and the driver's photo shows it.",
                    ", which your inspector verified.",
                    ", as you promised.",
                    " under seal.",
                ]
            ),
        ),
    )


ALIKE: list[set[str]] = [set(names) for names in _SAID["alike"]]
"""Facts that can be told in each other's words."""


def _numbers(of: Told, chance: Random) -> Iterator[tuple[str, Sentence]]:
    text = of.sentence.text
    for m in re.finditer(r"(?<![\w.,-])(?:\$|€|£)?\d[\d,]*(?:\.\d+)?(?![\w-])", text):
        bare = m[0].lstrip("$€£").replace(",", "")
        if any(f.kind is FactKind.IDENTIFIER and f.value == bare for f in of.facts.values()):
            continue
        value = Decimal(bare)
        for name, other in (
            ("amount", value + 1),
            ("off by a little", value + (Decimal("0.01") if "." in bare else 2)),
            ("tenfold", value * 10),
        ):
            yield name, replace(of.sentence, text=text[: m.start()] + m[0].replace(m[0].lstrip("$€£"), f"{other:f}") + text[m.end() :])
        if "." in bare and value != value.to_integral_value():
            yield (
                "rounded",
                replace(
                    of.sentence, text=text[: m.start()] + m[0][: len(m[0]) - len(m[0].lstrip("$€£"))] + f"{round(value)}" + text[m.end() :]
                ),
            )
        if value == value.to_integral_value() and value < 1000:
            yield (
                "in words",
                replace(of.sentence, text=text[: m.start()] + in_words(int(value) + chance.choice([1, 10, 2])) + text[m.end() :]),
            )
    for before, after in (
        ("units", "cartons"),
        ("cartons", "pallets"),
        ("cartons", "units"),
        (" %", " points"),
        ("USD", "EUR"),
        ("EUR", "USD"),
        ("$", "€"),
        ("€", "$"),
        ("GBP", "USD"),
        ("£", "$"),
        ("pallets", "cartons"),
        ("units", "kg"),
    ):
        if before in text and not (before == "cartons" and "units" in text and after == "units"):
            yield "unit" if before.islower() or "%" in before else "currency", replace(of.sentence, text=text.replace(before, after))


def _swapped(of: Told, brief: Brief) -> Iterator[tuple[str, Sentence]]:
    """Two figures or days of a sentence in each other's place, or another fact's figure in the place of one."""
    counts = [f for f in of.facts.values() if f.kind in {FactKind.COUNT, FactKind.AMOUNT, FactKind.DATE}]
    text = of.sentence.text
    for a, b in itertools.combinations(counts, 2):
        alike = a.kind is b.kind and a.unit == b.unit and a.value not in b.value and b.value not in a.value
        if alike and a.value in text and b.value in text:
            yield "role swapped", replace(of.sentence, text=text.replace(a.value, "#").replace(b.value, a.value).replace("#", b.value))
    for a in counts:
        for other in brief.facts:
            same = (
                other.kind is a.kind
                and other.unit == a.unit
                and other.currency == a.currency
                and other.value != a.value
                and {a.name, other.name} not in ALIKE
            )
            if same and text.count(a.value) == 1:
                changed = text.replace(a.value, other.value)
                yield "another's figure", Sentence(changed, (*of.sentence.facts, other.number))
                yield (
                    "another's figure cited alone",
                    Sentence(changed, tuple(other.number if n == a.number else n for n in of.sentence.facts)),
                )


def _dates(of: Told, chance: Random) -> Iterator[tuple[str, Sentence]]:
    for name, fact in of.facts.items():
        if fact.kind is FactKind.DATE:
            day = date.fromisoformat(fact.value)
            for wrong in (
                day.replace(day=day.day % 27 + 1),
                day.replace(month=day.month % 12 + 1, day=min(day.day, 28)),
                day.replace(year=day.year - 1, day=min(day.day, 28)),
            ):
                moved = replace(fact, value=wrong.isoformat())
                text = _MARK.sub("", of.saying)
                values = {place: f.value for place, f in of.facts.items()} | {name: spelled(moved, "", chance)}
                yield "date", replace(of.sentence, text=text.format(**values))


def _digits_swapped(value: str) -> str:
    at = [i for i in range(len(value) - 1) if value[i].isalnum() and value[i + 1].isalnum() and value[i] != value[i + 1]]
    i = at[-1] if at else 0
    return value[:i] + value[i + 1] + value[i] + value[i + 2 :]


_TURNS: list[tuple[str, str]] = [(before, after) for before, after in _SAID["turns"]]


def _words(text: str, of: Told) -> Iterator[tuple[str, Sentence]]:
    for before, after in _TURNS:
        if (
            before in text
            and text.count(before) == 1
            and not text.startswith(
                ("We ask", "We request", "We therefore", "We seek", "We contest", "We dispute", "We resp", "We propose")
            )
        ):
            yield f"{before.strip() or 'not'} -> {after.strip()}", replace(of.sentence, text=text.replace(before, after))
