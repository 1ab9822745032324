"""The judgement of a chargeback: charged once, for a fault that the papers bear out, at the fee that held on its day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from facts.finding import Verdict
from facts.identifiers import compact
from matchers.calculation import Calculation
from matchers.charges.compliance import ComplianceBooks
from matchers.charges.contents import most_units
from matchers.charges.faults import hold_against
from matchers.charges.fee import ZERO, Bound, Formula, formulas, recompute
from matchers.charges.line import Charge
from matchers.charges.standing import Compliance, Standing
from matchers.claims import Outcome
from rules.model import FeeWords, Rules

_AGREED, _READ = 0.9, 0.75
"""How sure a difference from a fee is that was agreed, and from one that is only published."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A calculation of the fee by one reading."""

    sheet: Calculation
    formula: Formula

    @property
    def due(self) -> Decimal:
        return self.sheet.known["expected"]


def judge_charge(charge: Charge, earlier: Sequence[Charge], books: ComplianceBooks, rules: Rules) -> Outcome:
    """One chargeback; `earlier` are charges before it, those of its own `place_of` at least.

    What the papers cannot tell is named; what was charged beyond the fee of its day is disputed all the same.
    """
    sheet = Calculation()
    sheet.given("claimed", "charged", charge.amount, charge.evidence)
    cause = rules.causes.charge(charge.words)
    named = rules.charge_named(charge.words)
    twice = _charged_before(charge, named, earlier, rules)
    if twice is not None:
        sheet.given("claimed_before", f"charged before as issue {twice.number}", twice.amount, twice.evidence)
        why = f"the same order, item, units and fault as issue {twice.number}"
        if charge.units is None:
            return _open(sheet, "perhaps_charged_twice", f"{why}, but neither counts its units; a person decides", cause)
        sheet.work_out("value", "charged twice", "claimed")
        return Outcome(Verdict.DISPUTE, "charged_twice", why, sheet, 0.93, cause)
    readings = _readings(charge, named, books, rules)
    if named is None:
        return _open(sheet, "fee_unknown", _not_known(charge, named, rules), cause)
    fault = named.fault or named.fee
    found = hold_against(fault, books, charge, readings[0] if readings else Formula(), _shown_by(fault, rules))
    if found.standing in {Standing.KEPT, Standing.WAIVED}:
        _note(found, sheet)
        sheet.work_out("value", "charged though nothing is due", "claimed")
        return Outcome(Verdict.DISPUTE, found.reason, found.sentence, sheet, 0.92, cause)
    if not readings and found.missing:
        return _needing(sheet, replace(found, sentence=f"{found.sentence}; {_not_known(charge, named, rules)}"), cause)
    if not readings:
        return _open(sheet, "fee_unknown", _not_known(charge, named, rules), cause)
    bounds = [*found.bounds, *_taken_already(charge, named, earlier, books, rules)]
    return _by_the_fee(charge, readings, found, bounds, books, sheet, cause)


def _shown_by(fault: str, rules: Rules) -> tuple[str, ...]:
    """The papers that the rules name for a fault, what is asked for as a must first."""
    asked = rules.evidence.get(fault)
    return (*asked.needed(None), *asked.recommended) if asked is not None else ()


def _note(found: Compliance, sheet: Calculation) -> None:
    for name, label, value, place in found.compared:
        sheet.noted(name, label, value, place)


def _readings(charge: Charge, named: FeeWords | None, books: ComplianceBooks, rules: Rules) -> list[Formula]:
    """The readings of the fee that held on the day of the charge or of the fault: between two rates the higher one refutes nothing."""
    if named is None:
        return []
    kind = named.fee if named.fee in rules.chargebacks or named.fee in rules.charged_before else named.otherwise
    if not kind:
        return []
    window = books.window(charge)
    days = [charge.charged_on, window.end if window is not None and window.end != charge.charged_on else None]
    told = list(formulas(rules.fees_on(kind, days[0])))
    if days[1] is not None:
        told += [f for f in formulas(rules.fees_on(kind, days[1])) if f not in told]
    return told


def _not_known(charge: Charge, named: FeeWords | None, rules: Rules) -> str:
    words = charge.words.strip()
    if named is None:
        return f"no formula is known for “{words}”; a person decides"
    if named.fee in rules.chargebacks:
        since = f" of {charge.charged_on}" if charge.charged_on is not None else ""
        return f"the rules of {rules.name or rules.retailer} state no figure for the fee “{words}”{since}; a person decides"
    return f"the fee for “{words}” is unknown in the rules of {rules.name or rules.retailer}; a person decides"


def place_of(charge: Charge) -> tuple[str, str]:
    """The order and item of a charge: what was charged elsewhere says nothing about it."""
    return compact(charge.purchase_order), charge.sku_key


def _same_place(charge: Charge, other: Charge) -> bool:
    return bool(charge.purchase_order) and place_of(other) == place_of(charge) and other.number != charge.number


def _charged_before(charge: Charge, named: FeeWords | None, earlier: Sequence[Charge], rules: Rules) -> Charge | None:
    """An earlier charge for the same fault on the same units of the same item and order."""
    fault = _fault(named, charge)
    for other in earlier:
        alike = other.units == charge.units and (charge.units is not None or other.amount == charge.amount)
        if alike and _same_place(charge, other) and _fault(rules.charge_named(other.words), other) == fault:
            return other
    return None


def _fault(named: FeeWords | None, charge: Charge) -> str:
    """The fault by name; by the retailer's own words where they name none that is known."""
    return (named.fault or named.fee) if named is not None else " ".join(charge.words.casefold().split())


def _taken_already(charge: Charge, named: FeeWords, earlier: Sequence[Charge], books: ComplianceBooks, rules: Rules) -> Iterator[Bound]:
    """Units that are left for this fault once others of its group were charged: a unit cannot be late and not delivered at once."""
    confirmed = books.books.accepted(charge.purchase_order, charge.sku)
    if not named.group or confirmed is None:
        return
    taken = ZERO
    for other in earlier:
        words = rules.charge_named(other.words) if _same_place(charge, other) else None
        if words is not None and words.group == named.group and _fault(words, other) != _fault(named, charge):
            taken += other.units or ZERO
    if taken:
        left = max(ZERO, confirmed.value - taken)
        yield Bound("left", "units confirmed and not charged yet under another fault", left, confirmed.evidence)


def _by_the_fee(
    charge: Charge,
    readings: Sequence[Formula],
    found: Compliance,
    bounds: Sequence[Bound],
    books: ComplianceBooks,
    sheet: Calculation,
    cause: str | None,
) -> Outcome:
    """The fee worked out by the reading that gives the most; what is charged beyond it is wrong by every reading.

    Where only the fee is disputed, what tells of the fault itself is left out: nothing is asked about it.
    """
    drafts: list[_Draft] = []
    widest = most_units(books, charge)
    lacking = ""
    for formula in readings:
        draft = Calculation(list(sheet.steps), list(sheet.evidence), dict(sheet.known))
        within = (*bounds, *widest) if formula.fee is not None and formula.rate is None else bounds
        lacking = recompute(charge, formula, books.books, draft, within, len(books.shipments(charge))) or lacking
        if "expected" in draft.known:
            drafts.append(_Draft(draft, formula))
    if not drafts:
        _note(found, sheet)
        if found.missing:
            return _needing(sheet, replace(found, sentence=f"{found.sentence}; {lacking}" if lacking else found.sentence), cause)
        return _open(sheet, "fee_not_computable", lacking or found.sentence, cause)
    most = max(drafts, key=lambda d: d.due)
    final, formula = most.sheet, most.formula
    above = charge.amount > most.due
    if not (above and formula.firm):
        _note(found, final)
    final.work_out("value", "charged beyond the fee", "max(0, claimed - expected)")
    if above and formula.firm:
        reason, why = _why_over(charge, most, books)
        sure = _AGREED if formula.agreed or reason in {"units_above_order", "charged_under_two"} else _READ
        return Outcome(Verdict.DISPUTE, reason, why, final, sure, cause)
    if above:
        told = f"the fee that is cited is {formula.stated} ({formula.source}), which is not certain; the retailer's fee table tells"
        return _needing(final, Compliance(Standing.UNKNOWN, "fee_not_certain", told, missing=("fee_table",)), cause)
    if found.standing is Standing.BROKEN:
        return Outcome(Verdict.ACCEPT, found.reason, f"{found.sentence}; the fee is as agreed", final, 0.92, cause)
    if found.missing:
        return _needing(final, found, cause)
    return _open(final, found.reason, found.sentence, cause)


def _needing(sheet: Calculation, found: Compliance, cause: str | None) -> Outcome:
    if "value" in sheet.known and sheet.known["value"] == 0:
        sheet.steps.pop()
        sheet.work_out("value", "to dispute once the paper is found", "claimed")
    return Outcome(Verdict.NEEDS_EVIDENCE, found.reason, found.sentence, sheet, 0.5, cause, missing=found.missing)


def _why_over(charge: Charge, draft: _Draft, books: ComplianceBooks) -> tuple[str, str]:
    """What explains the difference: too many units, units charged before, another cost, the rate of another day."""
    known, formula = draft.sheet.known, draft.formula
    units = charge.units
    bounding = {n: known[n] for n in ("accepted", "order_units", "unfilled", "unconfirmed", "over", "cut", "left", "unlike") if n in known}
    if "cartons_due" in known and known["cartons_due"] < known["units_charged"] and "case_pack" not in known:
        return "cartons_above_shipped", f"charged on {known['units_charged']:f} cartons, {known['cartons_due']:f} were shipped"
    if units is not None and bounding:
        name, least = min(bounding.items(), key=lambda b: b[1])
        if units > least and known.get("units_due") == least:
            told = {
                "accepted": ("units_above_order", f"charged on {units:f} units, the order has {least:f}"),
                "order_units": ("units_above_order", f"charged on {units:f} units, the order has {least:f}"),
                "left": ("charged_under_two", f"{units - least:f} of the {units:f} units were charged before under another fault"),
            }
            return told.get(name, ("units_above_fault", f"charged on {units:f} units, {least:f} can be of this fault"))
    other = _other_cost(charge, draft, books)
    if other is not None:
        return "wrong_cost", f"charged on a unit cost of {other:f}, the order's is {known['unit_cost']:f}"
    if formula.rate is not None:
        return "wrong_fee_rate", f"charged above the agreed {(formula.rate * 100).normalize():f} %"
    return "wrong_fee_rate", f"charged above the agreed fee of {formula.fee or formula.fixed:f}"


def _other_cost(charge: Charge, draft: _Draft, books: ComplianceBooks) -> Decimal | None:
    """A cost of the item from another time or paper that gives the amount charged at the agreed rate."""
    known, rate = draft.sheet.known, draft.formula.rate
    if rate is None or "unit_cost" not in known or "units_due" not in known or not charge.sku:
        return None
    for record in books.books.costs.get(charge.sku_key, ()):
        if record.cost != known["unit_cost"] and abs(known["units_due"] * record.cost * rate - charge.amount) < Decimal("0.01"):
            draft.sheet.cite(record.evidence)
            return record.cost
    return None


def _open(sheet: Calculation, reason: str, why: str, cause: str | None) -> Outcome:
    return Outcome(Verdict.REVIEW, reason, why, sheet, 0.5, cause)
