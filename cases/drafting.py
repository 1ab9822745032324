"""The letter of a dispute: the ask, three to six facts with their papers, the sum, the request, the attachments, within limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cases.arithmetic import one_line
from cases.exhibits import Exhibit
from cases.filing_group import FilingGroup, Papers
from cases.letter_facts import LetterFact, facts_of
from cases.wording import kind_name, money, plain_ascii, words
from facts.finding import Finding
from facts.money import minor_digits, round_half_up
from rules.model import FieldLimit, Rules
from templates import has, render

MOST_FACTS: Final = 6
FEWEST_FACTS: Final = 3
LETTER_FIELDS: Final = ("explanation", "letter", "narrative", "comment", "comments", "description", "notes", "text", "default", "*")
"""Names under which packs state the limit of the free text of a dispute, the most particular first."""
_UNITS_IN_DISPUTE: Final = ("disputable", "disputable_units", "units_in_dispute", "disputed_units", "disputed")


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter ready to paste.

    `left_out` holds the facts that the field has no room for; `over_limit` says that even so it is too long, `not_plain` that
    letters were lost because the portal takes plain ASCII alone.
    """

    letter: str
    limit: FieldLimit
    left_out: tuple[str, ...] = ()
    over_limit: bool = False
    not_plain: bool = False


@dataclass(frozen=True, slots=True)
class _Form:
    """One way of writing the letter: how many facts, attachments by name or by number, the computation shown or not."""

    facts: int
    named: bool
    computed: bool = True


def letter_limit(rules: Rules | None) -> FieldLimit:
    """The limit of the free text of a dispute; 1,000 wished and 2,000 allowed where the pack states none (domain.md 6)."""
    if rules is not None:
        for name in LETTER_FIELDS:
            if name in rules.limits:
                return rules.limits[name]
    return FieldLimit()


def draft(group: FilingGroup, papers: Papers, exhibits: Sequence[Exhibit], rules: Rules | None) -> Draft:
    """The letter for one dispute within the pack's limit: the wished length if three facts fit, else the allowed one.

    What does not fit is left out whole, the least telling fact first; no sentence is cut.
    """
    limit = letter_limit(rules)
    facts = facts_of(group, papers, exhibits)
    written = ""
    for room, form in _forms(limit, len(facts)):
        kept = _most_telling(facts, form.facts)
        written = _write(group, kept, exhibits, form, rules)
        if len(written) <= room:
            left_out = tuple(f.text for f in facts if f not in kept)
            return Draft(written, limit, left_out, not_plain=_lost_letters(group, facts, limit))
    return Draft(written, limit, tuple(f.text for f in facts), over_limit=True, not_plain=_lost_letters(group, facts, limit))


def portal_reason(group: FilingGroup, rules: Rules | None) -> str:
    """The reason as the portal's list words it, else in our words."""
    reason = group.findings[0].reason
    return (rules.price.reasons.get(reason) if rules else None) or words(reason)


def portal_amount(amount: Decimal, currency: str) -> str:
    """An amount as a portal takes it: no currency, no thousands: `6189.60`."""
    return f"{round_half_up(amount, minor_digits(currency)):f}"


def units_in_dispute(finding: Finding) -> str:
    """The units that a shortage dispute asks for, from the calculation; empty where it does not say."""
    values = {s.id: s.value for s in finding.calculation}
    return next((values[name] for name in _UNITS_IN_DISPUTE if name in values), "")


def total_units(group: FilingGroup) -> str:
    """The units in dispute over all lines, or empty where a line does not say them as a whole number."""
    said = [units_in_dispute(f) for f in group.findings]
    return str(sum(int(u) for u in said)) if all(re.fullmatch(r"\d+", u) for u in said) else ""


def computation(group: FilingGroup) -> str:
    """The sum in one line: `24 units in dispute × 4.17 unit cost = 100.08`; several lines as the sum of their amounts."""
    if len(group.findings) == 1:
        return one_line(group.findings[0].calculation)
    amounts = [portal_amount(f.recoverable_amount, group.currency) for f in group.findings]
    total = portal_amount(group.amount, group.currency)
    if len(amounts) <= 8:
        return f"{' + '.join(amounts)} = {total}"
    return f"sum of {len(amounts)} lines = {total}"


def _forms(limit: FieldLimit, available: int) -> Iterator[tuple[int, _Form]]:
    """Ways of writing, the best first, each with the room it must fit."""
    most, fewest = min(MOST_FACTS, available), min(FEWEST_FACTS, available)
    for room in (limit.soft, limit.hard):
        for count in range(most, fewest - 1, -1):
            yield room, _Form(count, named=True)
            yield room, _Form(count, named=False)
    for count in range(fewest - 1, 0, -1):
        yield limit.hard, _Form(count, named=False)
    for count in (1, 0):
        yield limit.hard, _Form(count, named=False, computed=False)


def _most_telling(facts: Sequence[LetterFact], count: int) -> tuple[LetterFact, ...]:
    """The facts that weigh most, in the order of the story."""
    kept = sorted(range(len(facts)), key=lambda i: (-facts[i].weight, i))[:count]
    return tuple(facts[i] for i in sorted(kept))


def _write(group: FilingGroup, facts: Iterable[LetterFact], exhibits: Sequence[Exhibit], form: _Form, rules: Rules | None) -> str:
    template = f"letters/{group.kind.value}.txt.j2"
    references = group.same(lambda f: f.reference)
    values = {
        "kind": kind_name(group.kind),
        "reference": ", ".join(references[:5]) + (f" and {len(references) - 5} more" if len(references) > 5 else ""),
        "about": _about(group),
        "amount": money(group.amount, group.currency).replace(",", ""),
        "reason": portal_reason(group, rules),
        "why": _argument(group),
        "units": total_units(group),
        "facts": [f.text for f in facts],
        "computation": computation(group) if form.computed else "",
        "attachments": _attachments(exhibits, named=form.named),
    }
    text = render(template if has(template) else "letters/letter.txt.j2", values)
    if letter_limit(rules).ascii_only:
        text = plain_ascii(text)
    tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(re.sub(r"[ \t]{2,}", " ", line).rstrip() for line in text.splitlines()))
    return tidy.strip() + "\n"


def _argument(group: FilingGroup) -> str:
    """Why the deduction is wrong, in a sentence or two; empty where the lines have more reasons than that."""
    reasons = group.same(lambda f: f.why.strip().rstrip("."))
    return " ".join(f"{why[:1].upper()}{why[1:]}." for why in reasons) if len(reasons) <= 2 else ""


def _about(group: FilingGroup) -> str:
    """Invoice, order and item of the dispute in running text, those that one value covers."""
    parts = []
    for label, values in (
        ("invoice", group.same(lambda f: f.invoice_number if f.invoice_number != f.reference else "")),
        ("purchase order", group.same(lambda f: f.purchase_order)),
        ("item", group.same(lambda f: f.sku)),
        ("vendor code", group.same(lambda f: f.vendor_code)),
    ):
        if len(values) == 1:
            parts.append(f"{label} {values[0]}")
        elif len(values) > 1:
            parts.append(f"{len(values)} {label}s")
    return f" ({', '.join(parts)})" if parts else ""


def _attachments(exhibits: Sequence[Exhibit], *, named: bool) -> str:
    if not exhibits:
        return ""
    if named:
        return "; ".join(f"{e.number} {e.name}" for e in exhibits)
    return f"exhibits 1 to {exhibits[-1].number}, in order" if len(exhibits) > 1 else "exhibit 1"


def _lost_letters(group: FilingGroup, facts: Iterable[LetterFact], limit: FieldLimit) -> bool:
    """True where something said has letters with no plain spelling and the portal takes plain ones alone."""
    if not limit.ascii_only:
        return False
    said = [group.reference, *(f.text for f in facts)]
    return any(sum(map(str.isalnum, plain_ascii(text))) < sum(map(str.isalnum, text)) for text in said)
