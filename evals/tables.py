"""How measurements are printed: one table of the verifier, the sentences that came out wrong, the bounds that are missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from evals.collecting import Gathered, Judged
from evals.falsehoods import OPERATORS, TURNED
from evals.narratives import Written, likeness
from evals.verifying import Held, Measurement, Verdict

SHOWN: Final = 12
"""Sentences of a sort that are printed, if not told otherwise."""


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


def verifier_report(measured: Measurement, shown: int = SHOWN) -> str:
    """The table by operator, what share of the true sentences came out how, the worst examples, the bounds missed."""
    parts = []
    for language in dict.fromkeys(h.language for h in measured.held):
        told = {operator: measured.tally(language, operator) for operator in (*OPERATORS, *TURNED)}
        rows = [_row(operator, count) for operator, count in told.items() if count]
        rows.append(_row("all falsehoods", sum(told.values(), Counter())))
        parts.append(table((f"falsehoods ({language})", "n", "refused", "unverifiable", "PASSED"), rows))
        true = measured.tally(language, "")
        refused, unverifiable = measured.share(language, Verdict.REFUSED), measured.share(language, Verdict.UNVERIFIABLE)
        parts.append(
            f"true sentences ({language}): {true.total()}, refused {true[Verdict.REFUSED]} ({refused:.1f} %), "
            f"unverifiable {true[Verdict.UNVERIFIABLE]} ({unverifiable:.1f} %)"
        )
    parts += [_examples("falsehoods that passed", measured.passed, shown)]
    parts += [_examples("true sentences refused", [h for h in measured.held if not h.operator and h.verdict is Verdict.REFUSED], shown)]
    parts += [
        _examples("true sentences not checked", [h for h in measured.held if not h.operator and h.verdict is Verdict.UNVERIFIABLE], shown)
    ]
    parts.append(f"{len(measured.held)} sentences in {measured.seconds:.1f} s")
    parts += [f"MISSED: {said}" for said in measured.missed()]
    return "\n\n".join(part for part in parts if part)


def narratives_report(title: str, written: Sequence[Written]) -> str:
    """One line per case and the whole: acceptance, revisions, fallbacks, what a person must judge, likeness, cost, time."""
    head = (
        title,
        "sentences",
        "at once",
        "refused",
        "doubtful",
        "revised",
        "replaced",
        "template",
        "to judge",
        "like",
        "USD",
        "model s",
        "own ms",
    )
    rows = [_case_row(w) for w in written]
    rows.append(_whole_row(written))
    said = [table(head, rows)]
    said += [f"{w.name}: {w.trouble}" for w in written if w.trouble][:SHOWN]
    said += [f"MISSED: {w.name} ends with a letter that has {w.objections} objections" for w in written if w.objections]
    said += [f"MISSED: {w.name} holds {', '.join(w.never)}" for w in written if w.never]
    return "\n".join(said)


def _case_row(w: Written) -> tuple[object, ...]:
    figures = (w.sentences, w.at_once, w.refused, w.doubtful, w.revisions, w.replaced, "yes" if w.template else "", w.unverifiable)
    return w.name, *figures, f"{w.like:.2f}", _dollars(w.cost_micros), f"{w.model_seconds:.1f}", round(1000 * w.own_seconds)


def _whole_row(written: Sequence[Written]) -> tuple[object, ...]:
    count, sentences = len(written) or 1, sum(w.sentences for w in written)
    share = f"{100 * sum(w.at_once for w in written) / sentences:.0f} %" if sentences else "-"
    sums = (sum(w.refused for w in written), sum(w.doubtful for w in written), sum(w.revisions for w in written))
    fell = (sum(w.replaced for w in written), sum(w.template for w in written), sum(w.unverifiable for w in written))
    like, cost = sum(w.like for w in written) / count, sum(w.cost_micros for w in written)
    model, own = sum(w.model_seconds for w in written) / count, 1000 * sum(w.own_seconds for w in written) / count
    return f"all {len(written)}", sentences, share, *sums, *fell, f"{like:.2f}", _dollars(cost), f"{model:.1f}", round(own)


def _dollars(micros: int) -> str:
    return f"{Decimal(micros) / 1_000_000:.4f}"


def drift_report(one: Sequence[Written], other: Sequence[Written]) -> str:
    """Where two writers differ, the least alike letters first."""
    pairs = sorted(zip(one, other, strict=True), key=lambda pair: likeness(pair[0].letter, pair[1].letter))
    rows = [
        (
            a.name,
            f"{likeness(a.letter, b.letter):.2f}",
            b.at_once - a.at_once,
            b.revisions - a.revisions,
            b.replaced - a.replaced,
            b.unverifiable - a.unverifiable,
        )
        for a, b in pairs
    ]
    return table(("drift (second less first)", "alike", "at once", "revised", "replaced", "to judge"), rows)


def _row(name: str, count: Counter[Verdict]) -> tuple[object, ...]:
    return name, count.total(), count[Verdict.REFUSED], count[Verdict.UNVERIFIABLE], count[Verdict.PASSED]


def _examples(title: str, held: Sequence[Held], shown: int) -> str:
    """One sentence per pattern, so that a class of misses is told once."""
    first = {(h.operator, h.pattern): h for h in held}
    lines = [f"  {h.operator or 'true'}: {h.text}  {list(h.facts)}{_why(h)}" for h in list(first.values())[:shown]]
    return "\n".join([f"{title}: {len(held)}, of {len(first)} kinds", *lines]) if held else ""


def _why(held: Held) -> str:
    return f"  <- {held.remarks[0].check}: {held.remarks[0].message}" if held.remarks else ""


def collected_report(found: Sequence[Gathered]) -> str:
    """Per writer (a model by its name, or the template) how many drafts people accepted, edited and how far, rejected."""
    rows = []
    for writer in dict.fromkeys(one.model or one.made_by for one in found):
        own = [one for one in found if (one.model or one.made_by) == writer]
        count = Counter(one.verdict for one in own)
        far = [one.distance for one in own if one.verdict is Judged.EDITED]
        mean = f"{sum(far) / len(far):.2f}" if far else "-"
        rows.append((writer, len(own), count[Judged.ACCEPTED], count[Judged.EDITED], mean, count[Judged.REJECTED]))
    return table(("drafts of", "n", "accepted", "edited", "mean distance", "rejected"), rows)
