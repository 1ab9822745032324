"""The judgement of a chargeback: charged once, for a fault that the papers bear out, at the fee that was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from facts.finding import Verdict
from facts.identifiers import compact
from matchers.calculation import Calculation
from matchers.charges.compliance import Compliance, ComplianceBooks, Standing
from matchers.charges.fee import Formula, formulas, recompute
from matchers.charges.line import Charge
from matchers.claims import Outcome
from rules.model import Rules

ON_TIME: Final = "po_not_on_time"
SHIP_NOTICE: Final = "late_ship_notice"
OVERWEIGHT: Final = "overweight_carton"


def judge_charge(charge: Charge, earlier: Sequence[Charge], books: ComplianceBooks, rules: Rules) -> Outcome:
    """One chargeback. What the papers cannot tell is named; what was charged beyond the agreed fee is disputed all the same."""
    sheet = Calculation()
    sheet.given("charged", "charged", charge.amount, charge.evidence)
    cause = rules.causes.charge(charge.words)
    twice = _charged_before(charge, earlier, rules)
    if twice is not None:
        sheet.given("charged_before", f"charged before as issue {twice.number}", twice.amount, twice.evidence)
        sheet.work_out("value", "charged twice", "charged")
        why = f"the same order, item, units and fault as issue {twice.number}"
        return Outcome(Verdict.DISPUTE, "charged_twice", why, sheet, 0.93, cause)
    kind = rules.fee_kind(charge.words)
    readings = formulas(rules.chargebacks.get(kind, ())) if kind else []
    if not readings:
        return _open(sheet, "fee_unknown", f"no formula is known for “{charge.words.strip()}”; a person decides", cause)
    found = _compliance(kind, charge, readings[0], books)
    for name, label, value, place in found.compared:
        sheet.noted(name, label, value, place)
    if found.standing in {Standing.KEPT, Standing.WAIVED}:
        sheet.work_out("value", "charged though nothing is due", "charged")
        return Outcome(Verdict.DISPUTE, found.reason, found.sentence, sheet, 0.92, cause)
    return _by_the_fee(charge, readings, found, books, sheet, cause)


def _charged_before(charge: Charge, earlier: Sequence[Charge], rules: Rules) -> Charge | None:
    """An earlier charge for the same fault on the same units of the same item and order."""
    kind = rules.fee_kind(charge.words)
    for other in earlier:
        same = (compact(other.purchase_order), other.sku_key, other.units) == (compact(charge.purchase_order), charge.sku_key, charge.units)
        if same and charge.purchase_order and rules.fee_kind(other.words) == kind and other.number != charge.number:
            return other
    return None


def _compliance(kind: str, charge: Charge, formula: Formula, books: ComplianceBooks) -> Compliance:
    match kind:
        case "po_not_on_time":
            return books.on_time(charge, formula)
        case "late_ship_notice":
            return books.ship_notice(charge)
        case "overweight_carton":
            return books.carton_weight(charge, formula)
        case _:
            told = "whether this fault happened shows on photographs and records that are not among the papers"
            return Compliance(Standing.UNKNOWN, "compliance_not_shown", told, missing="photographs")


def _by_the_fee(
    charge: Charge, readings: Sequence[Formula], found: Compliance, books: ComplianceBooks, sheet: Calculation, cause: str | None
) -> Outcome:
    """The fee worked out by the reading that gives the most; what is charged beyond it is wrong by every reading."""
    drafts: list[tuple[Calculation, Formula]] = []
    lacking = ""
    for formula in readings:
        draft = Calculation(list(sheet.steps), list(sheet.evidence), dict(sheet.known))
        lacking = recompute(charge, formula, books.books, draft) or lacking
        if "fee_due" in draft.known:
            drafts.append((draft, formula))
    if not drafts:
        return _open(sheet, "fee_not_computable", lacking or found.sentence, cause)
    draft, formula = max(drafts, key=lambda d: d[0].known["fee_due"])
    over = draft.work_out("value", "charged beyond the fee", "max(0, charged - fee_due)")
    if over > 0:
        reason, why = _why_over(charge, formula, draft)
        return Outcome(Verdict.DISPUTE, reason, f"{found.sentence}; {why}" if found.sentence else why, draft, 0.9, cause)
    if found.standing is Standing.BROKEN:
        return Outcome(Verdict.ACCEPT, found.reason, f"{found.sentence}; the fee is as agreed", draft, 0.92, cause)
    if found.missing and found.missing != "photographs":
        draft.steps.pop()
        draft.work_out("value", "to dispute once the paper is found", "charged")
        return Outcome(Verdict.NEEDS_EVIDENCE, found.reason, found.sentence, draft, 0.5, cause, missing=(found.missing,))
    return _open(draft, found.reason, found.sentence, cause)


def _why_over(charge: Charge, formula: Formula, draft: Calculation) -> tuple[str, str]:
    confirmed = draft.known.get("confirmed")
    if confirmed is not None and charge.units is not None and charge.units > confirmed:
        return "units_above_order", f"charged on {charge.units:f} units, the order has {confirmed:f}"
    agreed = f"{formula.rate * 100:f} %" if formula.rate is not None else f"{formula.fee:f} per {formula.per or 'fault'}"
    return "wrong_fee_rate", f"charged above the agreed {agreed}"


def _open(sheet: Calculation, reason: str, why: str, cause: str | None) -> Outcome:
    return Outcome(Verdict.REVIEW, reason, why, sheet, 0.5, cause)
