"""The judgement of a promotion claim: what agreement, units sold and fee come to, and the exact rest with its effects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.finding import Verdict
from facts.identifiers import compact
from facts.money import minor_digits
from facts.tables import TableKind
from matchers.books import Books
from matchers.calculation import Calculation
from matchers.charges.fee import formulas
from matchers.claims import ClaimLine, Outcome
from matchers.coop.billing import coop_invoices
from matchers.frames import Frames, Row, rows
from matchers.grammar import number_key
from matchers.promotions.claims import ZERO, PromotionClaim, clips_of, promotion_claims
from matchers.promotions.deals import Deal, agreements_for, cap_of, deals_of, promoted_agreements
from matchers.promotions.effects import DETAIL, SALES_REPORT, Effect, Funded, LineDue, Shown, due_on
from matchers.promotions.sold import SalesShown
from rules.model import Rules

AGREEMENT: Final = "promotion_agreement"
ADMINISTRATION: Final = "mcb_administration"
"""The fee of `chargebacks` that a distributor takes for the administration of a claim."""
MOST_LINES: Final = 40
"""Lines that a calculation works out one by one; the differences of the others go in as sums."""
WHY: Final[Mapping[str, str]] = {
    "billed_before": "the same item, days and units were billed before",
    "outside_promotion": "units sold outside the days of the promotion were billed",
    "item_not_promoted": "items that the promotion does not name were billed",
    "customer_not_promoted": "sales to another customer than that of the promotion were billed",
    "units_above_sold": "more units were billed than were sold",
    "units_billed_before": "units were billed that earlier claims had taken",
    "beyond_unit_cap": "more units were billed than the promotion funds",
    "wrong_funding": "another amount per unit was billed than agreed",
    "wrong_promotion_fee": "the fee is above the agreed one",
    "cap_exceeded": "what was billed under the agreement goes beyond its cap",
    "wrong_promotion_extension": "units times the amount per unit are less than was billed",
}
"""Reasons of promotion findings in a sentence each."""
CAUSES: Final[Mapping[str, str]] = {
    "billed_before": "duplicate_deduction",
    "units_billed_before": "duplicate_deduction",
    "units_above_sold": "promotion_units",
}
"""Root causes by reason; all others are terms of the promotion that were not kept."""
LACKING: Final[Mapping[str, str]] = {
    DETAIL: "the claim does not say of which item how many units were sold when; its detail tells",
    SALES_REPORT: "funding and days are as agreed; that so many units were sold, no report of the retailer shows",
    "cost_history": "a share of the price is agreed, and neither claim nor cost history states the price",
}
_OF_LINES: Final[Mapping[Effect, str]] = {Effect.RATE: "wrong_funding", Effect.UNEXPLAINED: "wrong_promotion_extension"}


class PromotionBooks:
    """Agreements and claims of one account, co-op invoices under listed promotions among them, in the order in which they were billed.

    `shown` grows while claims are judged in that order.
    """

    def __init__(self, frames: Frames, currency: str) -> None:
        promoted = promoted_agreements(frames)
        backup: dict[str, list[Row]] = defaultdict(list)
        if promoted:
            for row in rows(frames.table(TableKind.COOP_BACKUP)):
                backup[compact(row["invoice_id"] or "")].append(row)
        billed = [i for i in coop_invoices(frames, currency) if compact(i.agreement) in promoted] if promoted else []
        claims = [*promotion_claims(frames, currency), *(clips_of(i, backup[compact(i.number)]) for i in billed)]
        self.claims = sorted(claims, key=lambda c: (c.claimed_on or date.max, c.number))
        self.deals = deals_of(frames) if self.claims else {}
        self.shown = Shown(Funded(), SalesShown(frames) if self.claims else SalesShown(Frames()))

    def deals_of(self, claim: PromotionClaim) -> tuple[Deal, ...]:
        """The deals of the agreement that a claim is under; none where it names none and several may be meant."""
        if claim.agreements:
            return tuple(deal for number in claim.agreements for deal in self.deals.get(number, ()))
        lines = [line for line in claim.lines if not line.is_fee]
        found = {n for line in lines for n in agreements_for(self.deals, line.sku, line.customer, line.sold_from, line.sold_until)}
        return self.deals[next(iter(found))] if len(found) == 1 else ()


def days_sold(frames: Frames, currency: str) -> dict[str, tuple[date, date]]:
    """The first and last day on which the units of each claim were sold, by `number_key` of its number; without claims that name none."""
    found: dict[str, tuple[date, date]] = {}
    for claim in PromotionBooks(frames, currency).claims:
        days = [day for line in claim.lines for day in (line.sold_from, line.sold_until) if day is not None]
        if days:
            found[number_key(claim.number)] = (min(days), max(days))
    return found


def judge_promotion(claim: PromotionClaim, books: PromotionBooks, costs: Books, rules: Rules, *, stands: bool = True) -> Outcome:
    """One claim. What is right of it counts against later ones, unless it was given back (`stands` False)."""
    sheet = Calculation()
    sheet.given("billed", "billed", claim.amount, claim.evidence)
    deals = books.deals_of(claim)
    if not deals:
        named = ", ".join(dict.fromkeys(line.agreement for line in claim.lines if line.agreement)) or "(none named)"
        return _wanting(sheet, "agreement_missing", f"promotion {named} is not among the papers; add its agreement", AGREEMENT)
    other = next((d.currency for d in deals if d.currency and d.currency != claim.currency), None)
    if other is not None:
        told = f"the promotion is in {other}, the claim in {claim.currency}, and no rate is agreed; a person compares them"
        return Outcome(Verdict.REVIEW, "currency_differs", told, sheet, 0.5)
    if all(line.is_fee for line in claim.lines):
        paper = "coop_backup" if claim.backed else DETAIL
        return _wanting(sheet, "detail_missing", "no line of the claim says what was sold; add its detail", paper)
    judged = []
    for line in claim.lines:
        if not line.is_fee:
            judged.append(due_on(line, claim, deals, books.shown, costs))
            if stands:
                books.shown.funded.note(claim, judged[-1])
    return _by_effects(claim, judged, deals, books, rules, sheet, stands=stands)


def _by_effects(
    claim: PromotionClaim, judged: Sequence[LineDue], deals: Sequence[Deal], books: PromotionBooks, rules: Rules, sheet: Calculation, *,
    stands: bool,
) -> Outcome:  # fmt: skip
    effects: dict[Effect, Decimal] = defaultdict(Decimal)
    for due in judged:
        for effect, amount in due.effects().items():
            effects[effect] += amount
    parts = _write(judged, sheet)
    fee = _fee_effect(claim, judged, deals, rules, sheet)
    if fee:
        effects[Effect.FEE], parts[Effect.FEE] = fee, ["fee_difference"]
    capped = _cap_effect(judged, deals, books, sheet, stands=stands)
    if capped:
        effects[Effect.CAP] += capped
        parts[Effect.CAP].append("beyond_cap")
    if claim.amount != claim.listed:
        effects[Effect.UNEXPLAINED] += claim.amount - claim.listed
        sheet.given("listed", "billed by the lines", claim.listed, *(d.line.evidence for d in judged[:MOST_LINES]))
        sheet.work_out("not_listed", "explained by no line", "billed - listed")
        parts[Effect.UNEXPLAINED].append("not_listed")
    for effect, names in parts.items():
        sheet.work_out(f"{effect}_effect", f"{effect} effect", " + ".join(names))
    sheet.work_out("all_effects", "effects in all", " + ".join(f"{e}_effect" for e in parts) or "0")
    sheet.work_out("expected", "due by the agreement", "billed - all_effects")
    return _concluded(sheet, judged, {e: a for e, a in effects.items() if a}, deals)


def _concluded(sheet: Calculation, judged: Sequence[LineDue], effects: Mapping[Effect, Decimal], deals: Sequence[Deal]) -> Outcome:
    sheet.cite(*(deal.place for deal in dict.fromkeys(d.deal for d in judged) if deal is not None))
    over = max(ZERO, sheet.known["billed"] - sheet.known["expected"])
    lacking = next((due.missing for due in judged if due.missing), "")
    asked = sorted({name.replace("_", " ") for deal in deals for name in deal.to_review})
    if over <= 0 and lacking:
        return _wanting(sheet, f"{lacking}_missing", LACKING[lacking], lacking)
    sheet.work_out("value", "billed beyond what is due", "max(0, billed - expected)")
    if over <= 0:
        return Outcome(Verdict.ACCEPT, "as_agreed", "units, days and funding as agreed", sheet, 0.8 if asked else 0.92)
    reason = _reason(judged, effects)
    if asked:
        told = f"{WHY[reason]}, as far as the agreement was read; check first: {', '.join(asked)}"
        return Outcome(Verdict.REVIEW, "contract_to_check", told, sheet, 0.5)
    cause = CAUSES.get(reason, "promotion_terms")
    return Outcome(Verdict.DISPUTE, reason, WHY[reason], sheet, 0.8 if lacking else 0.9, cause)


def _reason(judged: Sequence[LineDue], effects: Mapping[Effect, Decimal]) -> str:
    """The reason of the largest effect."""
    largest = max(effects, key=lambda e: (effects[e], e.value))
    if largest in _OF_LINES:
        return _OF_LINES[largest]
    if largest is Effect.FEE:
        return "wrong_promotion_fee"
    weighed: dict[str, Decimal] = defaultdict(Decimal)
    for due in judged:
        for cut in (*due.cuts, *([due.whole] if due.whole is not None else [])):
            if cut.effect is largest:
                weighed[cut.why] += due.worth(cut.units)
    return max(weighed, key=lambda why: (weighed[why], why), default="cap_exceeded")


def _write(judged: Sequence[LineDue], sheet: Calculation) -> dict[Effect, list[str]]:
    """The lines that differ, worked out one by one as far as there is room; gives the names of each effect's parts."""
    different = [due for due in judged if due.effects()]
    parts: dict[Effect, list[str]] = defaultdict(list)
    for number, due in enumerate(different[:MOST_LINES], start=1):
        for effect, name in _line_steps(sheet, number, due):
            parts[effect].append(name)
    rest: dict[Effect, Decimal] = defaultdict(Decimal)
    for due in different[MOST_LINES:]:
        for effect, amount in due.effects().items():
            rest[effect] += amount
    places = [due.line.evidence for due in different[MOST_LINES : 2 * MOST_LINES]]
    for effect, amount in rest.items():
        sheet.given(f"{effect}_rest", f"{effect} effect of the other lines", amount, *places)
        parts[effect].append(f"{effect}_rest")
    return parts


def _line_steps(sheet: Calculation, number: int, due: LineDue) -> Iterator[tuple[Effect, str]]:
    """The steps of one line; gives its effects with the names of the steps that hold them."""
    line = due.line
    sheet.given(f"line_billed_{number}", f"billed on {line.sku}", line.goods, line.evidence)
    if due.whole is not None:
        sheet.cite(*due.whole.places)
        yield due.whole.effect, f"line_billed_{number}"
        return
    sheet.given(f"billed_units_{number}", f"units of {line.sku}", line.units or ZERO, line.evidence)
    if line.per_unit is not None:
        sheet.given(f"rate_billed_{number}", "amount per unit billed", line.per_unit, line.evidence)
    left = f"line_billed_{number}"
    units = f"billed_units_{number}"
    if line.per_unit is not None and due.at_billed != line.goods:
        sheet.work_out(f"at_billed_{number}", "units at the amount billed", f"round({units} * rate_billed_{number}, {due.digits})")
        sheet.work_out(f"extension_{number}", "explained by no line", f"{left} - at_billed_{number}")
        left = f"at_billed_{number}"
        yield Effect.UNEXPLAINED, f"extension_{number}"
    for place, cut in enumerate(due.cuts, start=1):
        name = f"{cut.effect}_{number}_{place}"
        sheet.given(f"not_funded_{number}_{place}", "units not funded", cut.units, *(cut.places or (line.evidence,)))
        units = f"({units} - not_funded_{number}_{place})"
        after = f"left_{number}_{place}"
        sheet.work_out(after, "of these units at the amount billed", _at_billed(units, number, due))
        sheet.work_out(name, f"{cut.effect} effect", f"{left} - {after}")
        left = after
        yield cut.effect, name
    if due.funding is not None and due.effects().get(Effect.RATE):
        agreed = _agreed(sheet, number, due)
        sheet.work_out(f"rate_effect_{number}", "rate effect", f"{left} - round({units} * {agreed}, {due.digits})")
        yield Effect.RATE, f"rate_effect_{number}"


def _at_billed(units: str, number: int, due: LineDue) -> str:
    if due.line.per_unit is not None:
        return f"round({units} * rate_billed_{number}, {due.digits})"
    return f"round(line_billed_{number} * {units} / billed_units_{number}, {due.digits})"


def _agreed(sheet: Calculation, number: int, due: LineDue) -> str:
    """The agreed funding of a unit as a term of a formula."""
    deal = due.deal
    if deal is None or deal.per_unit is not None:
        sheet.given(f"rate_{number}", "amount per unit agreed", due.funding or ZERO, deal.place if deal is not None else None)
        return f"rate_{number}"
    sheet.given(f"rate_{number}", "rate agreed", deal.rate or ZERO, deal.place)
    sheet.given(f"price_{number}", "unit price", (due.funding or ZERO) / (deal.rate or Decimal(1)), due.price_place)
    return f"rate_{number} * price_{number}"


def _fee_effect(claim: PromotionClaim, judged: Sequence[LineDue], deals: Sequence[Deal], rules: Rules, sheet: Calculation) -> Decimal:
    """What was taken for handling beyond what is agreed; nothing where nobody says what is."""
    taken = sum((line.fees for line in claim.lines), ZERO)
    if not taken:
        return ZERO
    digits = minor_digits(claim.currency)
    goods, clips = sum((due.due for due in judged), ZERO), sum((due.units for due in judged if due.whole is None), ZERO)
    clip_fee = next((d.redemption_fee for d in deals if d.redemption_fee is not None), None)
    agreed = next((d for d in deals if d.administration_rate is not None), None)
    share, least, place = (agreed.administration_rate, agreed.least_administration, agreed.place) if agreed else _published(claim, rules)
    if clip_fee is None and share is None:
        return ZERO
    sheet.given("fees_billed", "fees billed", taken, *(line.evidence for line in claim.lines if line.fees))
    terms = []
    if clip_fee is not None:
        sheet.given("units_funded", "units funded", clips, *(d.line.evidence for d in judged[:MOST_LINES]))
        sheet.given("redemption_fee", "fee per unit agreed", clip_fee, next(d.place for d in deals if d.redemption_fee is not None))
        terms.append("units_funded * redemption_fee")
    if share is not None:
        sheet.given("funding_due", "due for the units", goods, *(d.line.evidence for d in judged[:MOST_LINES]))
        sheet.given("administration_rate", "rate of the administration fee", share, place)
        term = "funding_due * administration_rate"
        if least is not None and goods:
            sheet.given("least_administration", "least administration fee", least, place)
            term = f"max({term}, least_administration)"
        terms.append(term)
    due = sheet.work_out("fees_due", "fees due", f"round({' + '.join(terms)}, {digits})")
    over = taken - due
    if over:
        sheet.work_out("fee_difference", "fee effect", "fees_billed - fees_due")
    return over


def _published(claim: PromotionClaim, rules: Rules) -> tuple[Decimal | None, Decimal | None, Evidence]:
    """The administration fee by the rules of the claim's day: of several readings the dearest, which refutes least."""
    firm = [f for f in formulas(rules.fees_on(ADMINISTRATION, claim.claimed_on)) if f.firm and f.rate is not None]
    dearest = max(firm, key=lambda f: (f.rate or ZERO, f.minimum or ZERO), default=None)
    return (None, None, claim.evidence) if dearest is None else (dearest.rate, dearest.minimum, claim.evidence)


def _cap_effect(judged: Sequence[LineDue], deals: Sequence[Deal], books: PromotionBooks, sheet: Calculation, *, stands: bool) -> Decimal:
    """What goes beyond the cap of the agreement, after what earlier claims were due."""
    capped = cap_of(deals)
    key = compact(deals[0].agreement)
    here, before = sum((due.due for due in judged), ZERO), books.shown.funded.money[key]
    most = capped.cap if capped is not None else None
    beyond = ZERO if most is None else min(here, max(ZERO, before + here - most))
    if stands:
        books.shown.funded.money[key] += here - beyond
    if capped is None or not beyond:
        return ZERO
    places = [d.line.evidence for d in judged[:MOST_LINES]]
    sheet.given("cap", "cap of the agreement", capped.cap or ZERO, capped.place)
    sheet.given("due_before", "due on earlier claims", before, *places[:1])
    sheet.given("due_here", "due here without the cap", here, *places)
    sheet.work_out("beyond_cap", "beyond the cap", "max(0, due_here - max(0, cap - due_before))")
    return beyond


def _wanting(sheet: Calculation, reason: str, why: str, paper: str) -> Outcome:
    """Nothing is refuted, and nothing shows that it is right: all of it is in question until the paper is found."""
    sheet.work_out("value", "in question until the paper is found", "billed")
    return Outcome(Verdict.NEEDS_EVIDENCE, reason, why, sheet, 0.6, missing=(paper,))


def promotion_without_detail(line: ClaimLine, told: str) -> Outcome:
    """A promotion that only a remittance shows."""
    sheet = Calculation()
    sheet.given("billed", "billed", line.amount, line.evidence)
    sheet.work_out("value", "in question until the papers are found", "billed")
    why = f"the remittance takes it as promotion; neither the detail of the claim nor its agreement is in the folder{told}"
    return Outcome(Verdict.NEEDS_EVIDENCE, "detail_missing", why, sheet, 0.6, missing=(DETAIL, AGREEMENT))
