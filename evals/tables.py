"""How measurements are printed: one table of the verifier, the sentences that came out wrong, the bounds that are missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from evals.falsehoods import OPERATORS
from evals.verifying import Held, Measurement, Verdict

SHOWN: Final = 12
"""Sentences of a kind that are printed."""


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns as wide as they need to be; the first stands left, figures right."""
    lines = [tuple(map(str, head)), *(tuple(map(str, row)) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width) for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def verifier_report(measured: Measurement) -> str:
    """The table by operator, what share of the true sentences came out how, the worst examples, the bounds missed."""
    parts = []
    for language in dict.fromkeys(h.language for h in measured.held):
        told = {operator: measured.tally(language, operator) for operator in OPERATORS}
        rows = [_row(operator, count) for operator, count in told.items() if count]
        rows.append(_row("all falsehoods", sum(told.values(), Counter())))
        parts.append(table((f"falsehoods ({language})", "n", "refused", "unverifiable", "PASSED"), rows))
        true = measured.tally(language, "")
        refused, unverifiable = measured.share(language, Verdict.REFUSED), measured.share(language, Verdict.UNVERIFIABLE)
        parts.append(
            f"true sentences ({language}): {true.total()}, refused {true[Verdict.REFUSED]} ({refused:.1f} %), "
            f"unverifiable {true[Verdict.UNVERIFIABLE]} ({unverifiable:.1f} %)"
        )
    parts += [_examples("falsehoods that passed", measured.passed)]
    parts += [_examples("true sentences refused", [h for h in measured.held if not h.operator and h.verdict is Verdict.REFUSED])]
    parts += [_examples("true sentences not checked", [h for h in measured.held if not h.operator and h.verdict is Verdict.UNVERIFIABLE])]
    parts.append(f"{len(measured.held)} sentences in {measured.seconds:.1f} s")
    parts += [f"MISSED: {said}" for said in measured.missed()]
    return "\n\n".join(part for part in parts if part)


def _row(name: str, count: Counter[Verdict]) -> tuple[object, ...]:
    return name, count.total(), count[Verdict.REFUSED], count[Verdict.UNVERIFIABLE], count[Verdict.PASSED]


def _examples(title: str, held: Sequence[Held]) -> str:
    """One sentence per pattern, so that a class of misses is told once."""
    first = {(h.operator, h.pattern): h for h in held}
    lines = [f"  {h.operator or 'true'}: {h.text}  {list(h.facts)}{_why(h)}" for h in list(first.values())[:SHOWN]]
    return "\n".join([f"{title}: {len(held)}, of {len(first)} kinds", *lines]) if held else ""


def _why(held: Held) -> str:
    return f"  <- {held.remarks[0].check}: {held.remarks[0].message}" if held.remarks else ""
