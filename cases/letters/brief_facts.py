"""Builds the brief of a matter: its identifiers and sums, what each line was judged by, what its papers say, what went before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from cases.filing.exhibits import Exhibit
from cases.filing.filing_group import FilingGroup, Papers
from cases.letters.brief import Attachment, Brief, DraftKind, Fact, FactKind, Place
from cases.letters.history import EarlierFiling, SettledCase
from cases.letters.paper_fields import MARKS, PAPER_FIELDS, certain
from cases.wording import document_name
from facts.documents import Document, Field
from facts.evidence import Evidence
from facts.finding import Finding, FindingType, Step, Verdict
from facts.money import minor_digits, round_half_up

MOST_LINES: Final = 40
"""Lines that a brief tells in full, the largest first; of the rest it has the count and their part of the sums."""
_UNITS: Final = {"unit": "unit", "carton": "carton", "case": "case", "pallet": "pallet", "line": "line", "day": "day"}
_RATES: Final = frozenset({"rate", "agreed_discount", "fee_rate", "fuel_rate", "rate_billed", "growth", "share", "share_asked"})
_MEASURED: Final = re.compile(r"(?:^|\bin )(kg|cm³|m³|cm)\b")
_MEASURES: Final = {"kg": "kilogram", "cm": "length", "cm³": "cubic_centimetre", "m³": "cubic"}
_NUMBERS: Final = frozenset({"steps", "groups_needed", "groups_reached", "volume", "divisor", "exchange_rate"})
"""Steps that are numbers of no unit and no money."""
_PER_UNIT: Final = "amount per unit"
"""How labels begin of what a promotion pays for a unit: a rate by the name of its step, and no share."""
_GROWTH: Final = "growth "
"""How the labels of rates of growth begin."""
_CLASSES: Final = {
    "complete": "complete evidence",
    "waived": "part of the evidence",
    "weak": "weak evidence",
    "missing": "evidence still missing",
}
"""How strong the evidence of a settled claim is, in words."""
_DISPUTED: Final = ("disputable", "disputable_units", "units_in_dispute", "disputed_units", "disputed")


@dataclass(frozen=True, slots=True)
class Matter:
    """What a letter is about: the lines to dispute with their papers, or the cases to settle, and what went before.

    `reason` is the one that the portal's list words. `document_ids` gives the ledger's number of a document by its path, where
    there is a ledger. `new_exhibits` and `new_lines` (finding ids) came after the last filing. `share` is the part of the open
    total that a settlement asks for.
    """

    draft: DraftKind
    claim: FindingType
    currency: str
    asked: Decimal
    group: FilingGroup | None = None
    papers: Papers = field(default_factory=lambda: Papers(()))
    exhibits: tuple[Exhibit, ...] = ()
    reason: str = ""
    document_ids: Mapping[str, int] = field(default_factory=dict)
    earlier: tuple[EarlierFiling, ...] = ()
    new_exhibits: frozenset[int] = frozenset()
    new_lines: frozenset[str] = frozenset()
    settled: tuple[SettledCase, ...] = ()
    share: Decimal | None = None


def brief_of(matter: Matter) -> Brief:
    """All that a letter on this matter may say. Nothing that is the house's own gets in: no confidence, no remark, no other case."""
    facts = _Facts(matter)
    if matter.group is not None:
        _about_the_case(facts, matter.group)
    if matter.settled:
        _about_the_settlement(facts)
    _about_the_amount(facts)
    if matter.earlier:
        _about_earlier_rounds(facts)
    if matter.group is not None:
        _about_the_lines(facts, matter.group)
    _about_the_papers(facts)
    return Brief(
        draft=matter.draft,
        claim=matter.claim,
        currency=matter.currency,
        lines=len(matter.group.findings) if matter.group else len(matter.settled),
        facts=tuple(facts.found),
        attachments=tuple(_attachment(e, matter.papers) for e in matter.exhibits),
    )


def units_in_dispute(finding: Finding) -> str:
    """The units that a shortage dispute asks for, from the calculation; empty where it does not say."""
    values = {s.id: s.value for s in finding.calculation}
    return next((values[name] for name in _DISPUTED if name in values), "")


def total_units(group: FilingGroup) -> str:
    """The units in dispute over all lines, or empty where a line does not say them as a whole number."""
    said = [units_in_dispute(f) for f in group.findings]
    return str(sum(int(u) for u in said)) if all(re.fullmatch(r"\d+", u) for u in said) else ""


class _Facts:
    """Facts while a brief is being put together, numbered as they come."""

    def __init__(self, matter: Matter) -> None:
        self.matter = matter
        self.found: list[Fact] = []
        self.numbers: dict[str, int] = {}

    def add(
        self,
        key: str,
        kind: FactKind,
        name: str,
        value: str,
        label: str = "",
        *,
        unit: str = "",
        currency: str = "",
        about: str = "",
        places: Iterable[Place] = (),
        formula: str | None = None,
        rests_on: Iterable[int] = (),
    ) -> int:
        """Adds a fact and gives its number."""
        number = len(self.found) + 1
        fact = Fact(number, key, kind, name, value, label, unit, currency, about, tuple(places), formula, tuple(rests_on))
        self.found.append(fact)
        self.numbers[key] = number
        return number

    def place(self, evidence: Evidence) -> Place:
        """The spot of evidence, with the exhibit that it lies in."""
        exhibit = next(
            (e.number for e in self.matter.exhibits if e.file == evidence.file and (not e.pages or evidence.page in e.pages)), None
        )
        return Place(
            evidence.file,
            self.matter.document_ids.get(evidence.file),
            evidence.page,
            evidence.box,
            evidence.sheet,
            evidence.row,
            None,
            exhibit,
        )


def _about_the_case(facts: _Facts, group: FilingGroup) -> None:
    """What the dispute goes by, and its sums."""
    for name, label, values in (
        ("reference", "", group.same(lambda f: f.reference)),
        ("invoice_number", "invoice", group.same(lambda f: f.invoice_number)),
        ("purchase_order", "purchase order", group.same(lambda f: f.purchase_order)),
        ("sku", "item", group.same(lambda f: f.sku)),
        ("vendor_code", "vendor code", group.same(lambda f: f.vendor_code)),
    ):
        for place, value in enumerate(values[:MOST_LINES], start=1):
            facts.add(f"case/{name}:{place}", FactKind.IDENTIFIER, name, value, label)
        if len(values) > 1:
            facts.add(f"count/{name}", FactKind.COUNT, f"{name}_count", str(len(values)), f"{label or 'deduction'}s", unit=label)
    if len(group.findings) > 1:
        facts.add("count/lines", FactKind.COUNT, "lines", str(len(group.findings)), "lines", unit="line")
    currency = group.currency
    facts.add("case/deducted", FactKind.AMOUNT, "deducted", _exact(group.claimed, currency), "deducted", currency=currency)
    if units := total_units(group):
        facts.add("case/units", FactKind.COUNT, "disputed_units", units, "units in dispute", unit="unit")
    if facts.matter.reason:
        facts.add("case/reason", FactKind.STATEMENT, "reason", facts.matter.reason)


def _about_the_amount(facts: _Facts) -> None:
    """What is asked for, and, where earlier rounds were granted part of it, from what that is left."""
    matter, currency = facts.matter, facts.matter.currency
    if matter.group is not None and matter.asked != matter.group.amount:
        facts.add(
            "case/recoverable", FactKind.AMOUNT, "recoverable", _exact(matter.group.amount, currency), "wrongly deducted", currency=currency
        )
        before = _exact(matter.group.amount - matter.asked, currency)
        facts.add("case/granted_before", FactKind.AMOUNT, "granted_before", before, "granted before", currency=currency)
    facts.add("case/asked", FactKind.AMOUNT, "asked", _exact(matter.asked, currency), "asked back", currency=currency)


def _about_the_lines(facts: _Facts, group: FilingGroup) -> None:
    """For each line its amount, the spots of evidence, the steps of its calculation, and what the matcher concluded."""
    for place, finding in enumerate(group.findings[:MOST_LINES], start=1):
        about = finding.sku or finding.reference
        amount = _exact(finding.recoverable_amount, finding.currency)
        if len(group.findings) > 1:
            facts.add(f"line:{place}/asked", FactKind.AMOUNT, "line_asked", amount, "asked back", currency=finding.currency, about=about)
        for spot, evidence in enumerate(finding.evidence):
            if evidence.file:
                key = f"line:{place}/evidence:{spot}"
                facts.add(
                    key,
                    FactKind.STATEMENT,
                    "evidence",
                    evidence.fact,
                    currency=finding.currency,
                    about=about,
                    places=[facts.place(evidence)],
                )
        _calculation(facts, place, finding, about)
        if finding.verdict is Verdict.DISPUTE and any(e.file for e in finding.evidence):
            steps = [n for key, n in facts.numbers.items() if key.startswith(f"line:{place}/step:")]
            why = finding.why.strip().rstrip(".")
            facts.add(
                f"line:{place}/why", FactKind.STATEMENT, "why", why, finding.reason, currency=finding.currency, about=about, rests_on=steps
            )
    _rows_by_table(facts, group)


def _calculation(facts: _Facts, place: int, finding: Finding, about: str) -> None:
    numbers: dict[str, int] = {}
    for step in finding.calculation:
        kind, unit = _kind_of_step(step)
        rests_on = [numbers[name] for name in dict.fromkeys(re.findall(r"[a-z]\w*", step.formula or "")) if name in numbers]
        numbers[step.id] = facts.add(
            f"line:{place}/step:{step.id}",
            kind,
            re.sub(r"_\d+$", "", step.id),
            step.value,
            step.label,
            unit=unit,
            currency=finding.currency if kind is FactKind.AMOUNT else "",
            about=about,
            places=[facts.place(finding.evidence[i]) for i in step.evidence if i < len(finding.evidence) and finding.evidence[i].file],
            formula=step.formula,
            rests_on=rests_on,
        )


def _kind_of_step(step: Step) -> tuple[FactKind, str]:
    """What a step's value is: a day, a rate, a measure, a count with its unit by the first word of the label, else an amount."""
    try:
        Decimal(step.value)
    except InvalidOperation:
        return (FactKind.DATE if _is_day(step.value) else FactKind.STATEMENT), ""
    name = re.sub(r"_\d+$", "", step.id)
    if (name in _RATES and not step.label.startswith(_PER_UNIT)) or step.label.startswith(_GROWTH):
        return FactKind.RATE, "percent"
    measured = _MEASURED.search(step.label)
    if measured or name in _NUMBERS:
        return FactKind.COUNT, _MEASURES[measured[1]] if measured else ""
    first, _, rest = step.label.partition(" ")
    unit = _UNITS.get(first.removesuffix("s"), "")
    if unit and not rest.startswith("cost"):
        return FactKind.COUNT, unit
    return FactKind.AMOUNT, ""


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _rows_by_table(facts: _Facts, group: FilingGroup) -> None:
    """How many rows of each table are cited, for letters that count them where they cannot tell them all."""
    rows: dict[tuple[str, str | None], list[Evidence]] = {}
    for finding in group.findings:
        for evidence in finding.evidence:
            if evidence.page is None and evidence.file:
                rows.setdefault((evidence.file, evidence.sheet), []).append(evidence)
    for place, cited in enumerate(rows.values(), start=1):
        spots = {(e.row, e.fact): e for e in cited}
        if len(spots) > 1:
            numbers = sorted({e.row for e in cited if e.row is not None})
            places = [_range(facts.place(cited[0]), first, last) for first, last in _ranges(numbers)] or [facts.place(cited[0])]
            facts.add(f"table:{place}/lines", FactKind.COUNT, "cited_lines", str(len(spots)), "lines", unit="line", places=places)


def _range(place: Place, first: int, last: int) -> Place:
    return Place(place.file, place.document_id, None, None, place.sheet, first, last, place.exhibit)


def _ranges(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Stretches of rows that follow each other."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def _about_the_papers(facts: _Facts) -> None:
    """What the exhibits show, as far as it was read without doubt."""
    for exhibit in facts.matter.exhibits:
        document = _document(exhibit, facts.matter.papers)
        if document is None:
            continue
        whole = Place(
            exhibit.file, facts.matter.document_ids.get(exhibit.file), exhibit.pages[0] if exhibit.pages else None, exhibit=exhibit.number
        )
        head = f"paper:{exhibit.number}"
        facts.add(f"{head}/kind", FactKind.STATEMENT, "paper", document_name(document.kind.value), places=[whole])
        for name, spec in PAPER_FIELDS.items():
            if (found := certain(document, name)) is not None:
                currency = facts.matter.currency if spec.kind is FactKind.AMOUNT else ""
                place = _field_place(whole, found)
                facts.add(
                    f"{head}/{name}", spec.kind, name, str(found.value), spec.label, unit=spec.unit, currency=currency, places=[place]
                )
        for name, said in MARKS.items():
            mark = certain(document, name)
            if mark is not None and mark.value is True:
                facts.add(f"{head}/{name}", FactKind.STATEMENT, name, said, places=[_field_place(whole, mark)])
        orders = document.fields.get("purchase_orders")
        if orders is not None and not orders.review:
            for place_, order in enumerate(document.texts("purchase_orders")[:MOST_LINES], start=1):
                facts.add(
                    f"{head}/purchase_order:{place_}",
                    FactKind.IDENTIFIER,
                    "purchase_order",
                    order,
                    "purchase order",
                    places=[_field_place(whole, orders)],
                )
        if exhibit.number in facts.matter.new_exhibits:
            facts.add(f"{head}/new", FactKind.STATEMENT, "new", "new since the last filing", places=[whole])


def _field_place(whole: Place, found: Field) -> Place:
    return Place(whole.file, whole.document_id, found.page or whole.page, found.box, exhibit=whole.exhibit)


def _document(exhibit: Exhibit, papers: Papers) -> Document | None:
    return papers.document(exhibit.file, exhibit.pages[0] if exhibit.pages else None) if exhibit.file else None


def _attachment(exhibit: Exhibit, papers: Papers) -> Attachment:
    document = _document(exhibit, papers)
    return Attachment(exhibit.number, exhibit.name, document.kind.value if document else "other", exhibit.file, exhibit.pages)


def _about_earlier_rounds(facts: _Facts) -> None:
    """What was filed before, what was answered, and what is new since."""
    for filing in facts.matter.earlier:
        head = f"round:{filing.round}"
        if filing.dispute_id:
            facts.add(f"{head}/dispute_id", FactKind.IDENTIFIER, "dispute_id", filing.dispute_id, "dispute")
        facts.add(f"{head}/filed_on", FactKind.DATE, "filed_on", filing.filed_on.isoformat(), "filed on")
        asked = _exact(filing.amount.amount, filing.amount.currency)
        facts.add(f"{head}/asked", FactKind.AMOUNT, "asked_before", asked, "asked before", currency=filing.amount.currency)
        decision = filing.decision
        if decision is None:
            continue
        said = {"denied": "denied", "partly_approved": "granted in part", "approved": "granted"}.get(decision.kind, decision.kind)
        facts.add(f"{head}/answer", FactKind.STATEMENT, "answer", said, decision.kind)
        facts.add(f"{head}/answered_on", FactKind.DATE, "answered_on", decision.answered_on.isoformat(), "answered on")
        if decision.approved:
            granted = _exact(decision.approved.amount, decision.approved.currency)
            facts.add(f"{head}/granted", FactKind.AMOUNT, "granted", granted, "granted", currency=decision.approved.currency)
        if reason := " ".join(decision.reason.split()):
            facts.add(f"{head}/reason", FactKind.QUOTE, "denial_reason", reason)
    if facts.matter.group is not None:
        for place, finding in enumerate(facts.matter.group.findings[:MOST_LINES], start=1):
            if finding.id in facts.matter.new_lines:
                about = finding.sku or finding.reference
                facts.add(f"line:{place}/new", FactKind.IDENTIFIER, "new_line", finding.reference, "new line", about=about)


def _about_the_settlement(facts: _Facts) -> None:
    """The open statement: totals, count, how strong the evidence is, and the share that is asked for."""
    settled, currency = facts.matter.settled, facts.matter.currency
    facts.add("count/cases", FactKind.COUNT, "cases", str(len(settled)), "claims", unit="claim")
    total = sum((s.open.amount for s in settled), Decimal(0))
    classes = {c: [s for s in settled if s.evidence_state == c] for c in _CLASSES}
    parts: list[int] = []
    for name, cases in classes.items():
        if cases:
            label = f"claims with {_CLASSES[name]}"
            facts.add(f"class:{name}/count", FactKind.COUNT, f"{name}_count", str(len(cases)), label, unit="claim", about=name)
            amount = _exact(sum((s.open.amount for s in cases), Decimal(0)), currency)
            parts.append(facts.add(f"class:{name}/open", FactKind.AMOUNT, f"{name}_open", amount, "open", currency=currency, about=name))
    facts.add("case/open", FactKind.AMOUNT, "open", _exact(total, currency), "open in all", currency=currency, rests_on=parts)
    if facts.matter.share is not None:
        facts.add("case/share", FactKind.RATE, "share", f"{facts.matter.share:f}", "of the open total", unit="percent")
    for place, case in enumerate(settled[:MOST_LINES], start=1):
        head = f"settled:{place}"
        facts.add(f"{head}/reference", FactKind.IDENTIFIER, "reference", case.reference)
        open_amount = _exact(case.open.amount, currency)
        facts.add(f"{head}/open", FactKind.AMOUNT, "open", open_amount, "open", currency=currency, about=case.reference)
        for number, dispute in enumerate(case.dispute_ids, start=1):
            facts.add(f"{head}/dispute_id:{number}", FactKind.IDENTIFIER, "dispute_id", dispute, "dispute", about=case.reference)


def _exact(amount: Decimal, currency: str) -> str:
    """An amount in the currency's own digits: `6189.60`."""
    return f"{round_half_up(amount, minor_digits(currency)):f}"
