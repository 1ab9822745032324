"""The computation of a letter in one line, from the steps and sums of its brief."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cases.letters.arithmetic import one_line, product, worked
from cases.letters.brief import Brief, DraftKind, Fact
from cases.letters.letter_words import MATCHERS_LANGUAGE, LetterWords
from cases.letters.sentences import marked
from facts.finding import FindingType, Step

_EARNED: Final = ("base", "earned")
_ON_THE_WAY: Final[Mapping[FindingType, tuple[str, ...]]] = {
    FindingType.COOP: ("all_effects",),
    FindingType.REBATE_OVERCLAIMED: _EARNED,
    FindingType.REBATE_UNDERPAID: _EARNED,
    FindingType.REBATE_FRAUD: _EARNED,
}
"""Steps that a letter tells before its sum: how effects add up, how the base came about and what it earns (domain.md 6)."""
MOST_SUMMANDS: Final = 8
"""Lines whose amounts a computation adds up one by one; of more it says the count."""


def computation(brief: Brief, words: LetterWords) -> str:
    """The sum in one line: `10 cartons signed for × 12 units per carton = 120; 24 units in dispute × 4.17 unit cost = 100.08`.

    Several lines are the sum of their amounts, a settlement the sum of its claims times the share that is asked for.
    """
    if brief.draft is DraftKind.SETTLEMENT:
        said = _settlement(brief, words)
    elif brief.lines == 1:
        said = "; ".join(_one_line(brief, words))
    else:
        said = _sum_of_lines(brief, words)
    return "; ".join(filter(None, (said, _less_granted(brief, words))))


def _one_line(brief: Brief, words: LetterWords) -> list[str]:
    """The units proven, where cartons make them, and the amount."""
    steps = brief.steps(1)

    def fact_of(step: Step) -> Fact | None:
        return brief.at(f"line:1/step:{step.id}")

    def label(step: Step) -> str:
        fact = fact_of(step)
        return step.label if words.language == MATCHERS_LANGUAGE or fact is None else words.of("labels", fact.name)

    def result(step: Step) -> str:
        fact = fact_of(step)
        return words.bare(fact) if fact else step.value

    def told(step: Step) -> str:
        return f"{result(step)} {label(step)}".strip()

    units = [product(s, steps, told, told) for s in steps if (f := fact_of(s)) is not None and f.name == "proven"]
    before = [told_so for s in steps if s.id in _ON_THE_WAY.get(brief.claim, ()) and (told_so := worked(s, steps, told, told))]
    line = one_line(steps, told, result, label, words.say("in_full", "{}"))
    first, parted, rest = line.partition("; ")
    if parted and any(said.rpartition(" = ")[0] in first for said in before):
        line = rest  # what shows that all of it is asked back was told on the way
    return [*filter(None, (*units, *before, line))]


def _sum_of_lines(brief: Brief, words: LetterWords) -> str:
    amounts = [f for f in brief.below("line:") if f.name == "line_asked"]
    total, count = brief.at("case/recoverable") or brief.at("case/asked"), brief.at("count/lines")
    if total is None:
        return ""
    if len(amounts) == brief.lines <= MOST_SUMMANDS:
        return f"{' + '.join(words.bare(f) for f in amounts)} = {words.bare(total)}"
    return f"{words.say('sum_of', words.bare(count))} = {words.bare(total)}" if count else ""


def _less_granted(brief: Brief, words: LetterWords) -> str:
    """What was granted before comes off what is asked for again."""
    whole, granted, asked = brief.at("case/recoverable"), brief.at("case/granted_before"), brief.at("case/asked")
    if whole is None or granted is None or asked is None:
        return ""
    return f"{words.bare(whole)} - {words.bare(granted)} {words.say('granted_before')} = {words.bare(asked)}"


def _settlement(brief: Brief, words: LetterWords) -> str:
    parts = [f for f in brief.below("class:") if f.name.endswith("_open")]
    total, share, asked = brief.at("case/open"), brief.at("case/share"), brief.at("case/asked")
    if total is None or asked is None:
        return ""
    said = [f"{' + '.join(words.bare(f) for f in parts)} = {words.bare(total)}"] if len(parts) > 1 else []
    if share is not None:
        said.append(f"{words.bare(total)} x {marked(words.figure(share.value), share.number)} = {words.bare(asked)}")
    return "; ".join(said)
