"""The operators by name, and the falsehoods that they make of a case's true sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from demo.chance import Chance
from evals.falsehoods import figures, turns, words_said
from evals.falsehoods.falsehood import Falsehood, Operator, Others
from evals.sentences.patterns import TrueSentence

OPERATORS: Final[dict[str, Operator]] = {
    "amount": figures.amount,
    "count": figures.count,
    "rate": figures.rate,
    "date": figures.day,
    "day and month swapped": figures.day_and_month,
    "wrong weekday": figures.weekday,
    "digit swap": figures.digit_swap,
    "decimal shift": figures.decimal_shift,
    "unit": figures.unit,
    "rounded": figures.rounded,
    "number in words": figures.in_words,
    "wrong currency": figures.currency,
    "sum off by one": figures.sum_off_by_one,
    "more or less than exact": figures.qualified,
    "percentage points": figures.percent_points,
    "rate as money": figures.rate_as_money,
    "wrong conversion": figures.conversion,
    "invented figure": figures.invented_figure,
    "other page, row or file": figures.place,
    "dropped not": words_said.dropped_not,
    "contrary word": words_said.turned_words,
    "added not": words_said.added_not,
    "role told wrongly": words_said.role_words,
    "before and after": words_said.before_and_after,
    "role swapped": words_said.role_swap,
    "cited but not saying it": words_said.from_another_role,
    "other facts cited": words_said.other_facts_cited,
    "nothing cited": words_said.nothing_cited,
    "everything cited": words_said.everything_cited,
    "of another case": words_said.of_another_case,
    "other item": words_said.other_item,
    "other name": words_said.other_name,
    "quotation altered": words_said.quote_altered,
    "invented signature": words_said.invention,
    "invented source": words_said.source,
    "other supplier": words_said.other_supplier,
    "threat or blame": words_said.threat,
}
"""Each takes a true sentence and gives one that is false, or that its facts do not bear out."""


TURNED: Final[dict[str, Operator]] = {name: turns.drawn(ways) for name, ways in turns.TURNS.items()}
"""The same by a word or two; some of what they make comes to the same thing, so that a person looks at what passes."""


def falsehoods(
    sentences: Iterable[TrueSentence], others: Others, seed: int = 0, operators: Mapping[str, Operator] = OPERATORS
) -> Iterator[Falsehood]:
    """Every operator on every sentence that it can make false, in their order; the same seed gives the same ones."""
    for said in sentences:
        for name, operator in operators.items():
            chance = Chance("false", seed, name, said.case.name, said.text)
            changed = operator(said, others, chance)
            if changed is not None and (changed.text, changed.facts) != (said.text, said.facts):
                yield Falsehood(name, changed.text, changed.facts, said)
