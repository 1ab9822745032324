"""Totals of an invoice as a puzzle: the labelled amounts for which net + tax + freight - discount = total."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import Final

from extractors.papers.labels import Label
from extractors.papers.paper import Paper, Spot
from extractors.papers.strips import Strip, same_line
from extractors.papers.values import Read, find_amount

_TIES: Final = 1.5
_MOST: Final = 6
_LOOSE: Final = 0.75


@dataclass(frozen=True, slots=True)
class Totals:
    """The amounts of an invoice as far as they were found. `tied`: they add up, which confirms all of them."""

    net: Spot | None = None
    tax: Spot | None = None
    grand: Spot | None = None
    tied: bool = False


def money_in(strip: Strip, start: int, paper: Paper, end: int | None = None) -> list[Read]:
    """All amounts of a strip that are no percentage, from left to right; money has decimals or a currency beside it."""
    found: list[Read] = []
    at = start
    text = strip.text if end is None else strip.text[:end]
    while (read := find_amount(text, paper.region, at)) is not None:
        at = max(read.end, at + 1)
        after = text[read.end : read.end + 3].lstrip()
        if after.startswith("%") or re.match(r"[-/]\d", text[read.end :]) or re.search(r"\d[-/.]$", text[: read.start]):
            continue
        whole = "." not in str(read.value)
        beside = text[max(0, read.start - 5) : read.start] + " " + text[read.end : read.end + 5]
        if whole and not re.search(r"[$€£¥￥]|USD|EUR|GBP|CNY|CHF|JPY", beside):
            continue
        found.append(replace(read, value=str(read.value)))
    return found


def labelled_amounts(paper: Paper, field: str) -> list[Spot]:
    """Every amount that a label may give to a total: the last one on its line, else the first below it."""
    found: list[Spot] = []
    for label in paper.named(field):
        sure = label.sure_of(field)
        if not (label.first or label.closed or sure):
            continue
        if (
            re.search(r"[A-Za-z]$", label.strip.text[: label.start].strip())
            and not label.closed
            and not label.first
            and len(label.words) < 6
        ):
            continue
        beside = _on_line(paper, label)
        weight = label.likeness * (1.0 if sure else _LOOSE) * (1.0 if label.first or label.closed else 0.85)
        longer = 0.01 * len(label.words.split())
        found += [replace(s, score=s.score * weight + longer) for s in ([beside] if beside is not None else _below(paper, label))]
    return found


def _on_line(paper: Paper, label: Label) -> Spot | None:
    inline = money_in(label.strip, label.end, paper, _next_label(paper, label))
    if inline:
        return Spot(inline[-1].value, label.strip, inline[-1].start, inline[-1].end)
    if _next_label(paper, label) is not None:
        return None
    sheet = paper.sheet_of(label.strip)
    beside = sorted(
        (s for s in sheet.strips if s.box.x0 >= label.strip.box.x1 - 1 and same_line(s.box, label.strip.box) and s is not label.strip),
        key=lambda s: s.box.x0,
    )
    last: Spot | None = None
    for strip in beside:
        if any(o.first and any(m.sure for m in o.meanings) for o in paper.labels_of(strip)) and last is None:
            break
        reads = money_in(strip, 0, paper)
        if reads:
            last = Spot(reads[-1].value, strip, reads[-1].start, reads[-1].end, 0.97)
    return last


def _next_label(paper: Paper, label: Label) -> int | None:
    return next((o.start for o in paper.labels_of(label.strip) if o.start >= label.after and (o.closed or len(o.words) > 4)), None)


def _below(paper: Paper, label: Label) -> list[Spot]:
    """The amounts in the column under a label, down to the first line without one; the last may be the sum of the others."""
    sheet = paper.sheet_of(label.strip)
    box = label.strip.box_of(label.start, label.end)
    found: list[Spot] = []
    anchor = box
    for strip in sheet.below(box, 9.0):
        if same_line(strip.box, label.strip.box) or strip.box.top - anchor.bottom > 2.5 * sheet.line_height:
            continue
        reads = money_in(strip, 0, paper)
        near = [r for r in reads if strip.box_of(r.start, r.end).x1 > box.x0 - 8 and strip.box_of(r.start, r.end).x0 < box.x1 + 8]
        if not near:
            if strip.box.x0 < box.x1 and strip.box.x1 > box.x0 and not reads:
                break
            continue
        found.append(Spot(near[0].value, strip, near[0].start, near[0].end, 0.85 - 0.02 * len(found)))
        anchor = strip.box
    return found


def solve(paper: Paper, lines_sum: Decimal | None) -> Totals:
    """The best scored choice of net, tax and total; one that adds up is preferred and confirmed."""
    nets, taxes, grands = (_ranked(labelled_amounts(paper, f)) for f in ("net_total", "tax_total", "grand_total"))
    extras = [e for f in ("freight_total", "discount_total") for e in _ranked(labelled_amounts(paper, f))][:3]
    largest = max((abs(Decimal(str(g.value))) for g in grands), default=Decimal(0))
    best: tuple[float, Totals] = (0.0, Totals())
    for net, tax, grand in product([*nets, None], [*taxes, None], [*grands, None]):
        score, tied = _worth(net, tax, grand, extras, lines_sum)
        if tied and grand is not None and largest:
            score += 0.3 * float(abs(Decimal(str(grand.value))) / largest)
        if score > best[0]:
            best = score, Totals(net, tax, grand, tied)
    return best[1]


def _ranked(spots: Sequence[Spot]) -> list[Spot]:
    by_value: dict[str, Spot] = {}
    for spot in sorted(spots, key=lambda s: -s.score):
        kept = by_value.get(str(spot.value))
        by_value[str(spot.value)] = spot if kept is None else replace(kept, score=kept.score + 0.05)
    return sorted(by_value.values(), key=lambda s: -s.score)[:_MOST]


def _worth(net: Spot | None, tax: Spot | None, grand: Spot | None, extras: Sequence[Spot], lines_sum: Decimal | None) -> tuple[float, bool]:
    score = sum(s.score for s in (net, tax, grand) if s is not None)
    if grand is None:
        return (score * 0.8 if net is None else score * 0.5), False
    total = Decimal(str(grand.value))
    tied = False
    if net is not None:
        base = Decimal(str(net.value))
        taxes = abs(Decimal(str(tax.value))) if tax is not None else Decimal(0)
        taxes = -taxes if base < 0 else taxes
        if base + taxes == total:
            tied = True
            score += _TIES
        elif any(base + taxes + sign * abs(Decimal(str(e.value))) == total for e in extras for sign in (1, -1)):
            tied = True
            score += _TIES * 0.9
        else:
            score -= 0.9 if tax is not None else 0.4
        if tax is not None and abs(taxes) > abs(base) * Decimal("0.6"):
            score -= 0.8
        if lines_sum is not None and base == lines_sum:
            score += 0.8
    elif tax is not None:
        score -= 0.3 if abs(Decimal(str(tax.value))) < abs(total) else 1.5
    if lines_sum is not None and total == lines_sum:
        score += 0.6
        tied = tied or net is None
    score += 0.1 * (abs(total) > 0)
    return score, tied
