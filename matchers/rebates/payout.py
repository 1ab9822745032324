"""The payout of an agreement for a period: base, mechanism, bounds, one rounding, with its calculation down to transactions.

What periods and agreements have to do with each other stands in `matchers.rebates.stacking`. The order is fixed (domain.md 4.2):
exclusions, base, earlier agreements' earnings, tier, rate, floor and cap, minimum payout, rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

import polars as pl

from facts.calendar import add_years
from facts.evidence import Evidence
from facts.finding import Step
from facts.money import minor_digits, round_half_up
from facts.rebates import CapOver, Measure, Mechanism, RebateAgreement, Rounding, UnusableAgreementError
from facts.tables import SCALE
from matchers.calculation import Calculation
from matchers.frames import Row, decimal, row_evidence
from matchers.rebates.counted_in import COLUMNS
from matchers.rebates.loads import full_loads
from matchers.rebates.mechanisms import ZERO, Base, earned
from matchers.rebates.periods import Stretch, full_period
from matchers.rebates.transactions import base_of, counted, total

MOST_CITED: Final = 40
"""Rows of transactions that a calculation cites one by one; a statement lists them all."""
COUNTED: Final = {Measure.WEIGHT: "kilograms", Measure.PALLETS: "pallets"}
"""What is counted where it is not units."""
A_MONTH: Final = timedelta(days=31)
"""How late after the start of a year before the first sale of all customers may lie, for that year's sales to count as complete."""


@dataclass(frozen=True, slots=True)
class Payout:
    """What an agreement pays for a period as of a day, in its currency: `amount` rounded once, `earned` before bounds.

    `base` is what the rate was applied to, `carried` what was moved here from periods below the minimum, `to_carry` what is moved on.
    `rows` are the transactions that count, with their places.
    """

    agreement: RebateAgreement
    period: Stretch
    base: Decimal
    earned: Decimal
    amount: Decimal
    calculation: tuple[Step, ...]
    evidence: tuple[Evidence, ...]
    rows: pl.DataFrame
    carried: Decimal = ZERO
    to_carry: Decimal = ZERO


def payout_of(
    agreement: RebateAgreement,
    period: Stretch,
    transactions: pl.DataFrame,
    *,
    off: Mapping[str, Decimal] | None = None,
    carried: Decimal = ZERO,
    paid_before: Decimal = ZERO,
) -> Payout:
    """What one agreement pays for one period. `off` are earnings of other agreements, by number, that come off the base.

    `carried` is moved here from earlier periods, `paid_before` was paid for them: it uses up a cap that holds for the whole term. Raises
    UnusableAgreementError where the sales leave open what counts, or a baseline cannot be had.
    """
    rows = counted(transactions, agreement, period.start, period.end)
    sheet = Calculation()
    if agreement.mechanism is Mechanism.GROWTH and agreement.baseline_of_last_year:
        _lay_out_baseline(agreement, period, transactions, sheet)
    base = _laid_out(agreement, rows, off or {}, sheet)
    if agreement.pro_rated:
        base = replace(base, share_of_period=Decimal(period.days) / full_period(agreement, period).days)
    before = earned(base, agreement, sheet)
    if carried:
        sheet.given("carried", "carried over from earlier periods", carried)
    _bound(agreement, base, paid_before, sheet)
    due = sheet.known["bounded"]
    if carried:
        due = sheet.work_out("due", "due with what was carried over", "bounded + carried")
    below = agreement.minimum_payout is not None and due < agreement.minimum_payout
    if below and agreement.minimum_payout is not None:
        sheet.given("minimum_payout", "minimum payout", agreement.minimum_payout)
    amount = ZERO if below else rounded(due, agreement)
    digits = minor_digits(agreement.currency)
    if below or agreement.rounding is Rounding.HALF_EVEN:
        sheet.given("payout", "payout below the minimum" if below else "rounded half to even", amount)
    else:
        sheet.work_out("payout", "payout", f"round({'due' if carried else 'bounded'}, {digits})")
    return Payout(
        agreement,
        period,
        base.amount,
        before,
        amount,
        tuple(sheet.steps),
        tuple(sheet.evidence),
        rows,
        carried,
        due if below and agreement.carries else ZERO,
    )


def rounded(amount: Decimal, agreement: RebateAgreement) -> Decimal:
    """An amount rounded as the contract says, to the currency's minor unit."""
    digits = minor_digits(agreement.currency)
    if agreement.rounding is Rounding.HALF_EVEN:
        return amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
    return round_half_up(amount, digits)


def _lay_out_baseline(agreement: RebateAgreement, period: Stretch, transactions: pl.DataFrame, sheet: Calculation) -> None:
    """What the same scope came to on the same days a year before. Raises UnusableAgreementError where those sales are not all there."""
    start, end = (_a_year_before(day, agreement) for day in (period.start, period.end))
    first = transactions["sale_date"].min()
    if not isinstance(first, date) or first > start + A_MONTH:
        raise UnusableAgreementError(f"its baseline is the sales from {start} to {end}, and the tables of sales do not reach back so far")
    earlier = replace(agreement, starts_on=start, ends_on=end)
    rows = counted(transactions, earlier, start, end)
    amount = base_of(rows, earlier)
    if amount <= 0:
        raise UnusableAgreementError(f"nothing was bought from {start} to {end}: growth over a baseline of 0 cannot be computed")
    sheet.given("baseline", "baseline of the year before", amount, *_cited(rows))


def _a_year_before(day: date, agreement: RebateAgreement) -> date:
    """The same day of the calendar; of a calendar of weeks the same day 52 weeks before."""
    return day - timedelta(weeks=52) if agreement.calendar is not None else add_years(day, -1)


def _laid_out(agreement: RebateAgreement, rows: pl.DataFrame, off: Mapping[str, Decimal], sheet: Calculation) -> Base:
    """The base with its steps: gross, what comes off, and what the mechanism looks at beside it."""
    whole = base_of(rows, agreement)
    cited = _cited(rows)
    first = "base_before" if off else "base"
    label = "base before other agreements" if off else "base"
    back = rows.filter(pl.col("is_return"))
    if back.is_empty():
        sheet.given(first, label, whole, *cited)
    else:
        kept = rows.filter(~pl.col("is_return"))
        sheet.given("sold", "sold", base_of(kept, agreement), *_cited(kept))
        sheet.given("sent_back", "sent back", -base_of(back, agreement), *_cited(back))
        sheet.work_out(first, label, "sold - sent_back")
    if off:
        for number, (name, amount) in enumerate(sorted(off.items()), start=1):
            sheet.given(f"off_{number}", f"earned under agreement {name}", amount)
        sheet.work_out("base", "base", "base_before - " + " - ".join(f"off_{n}" for n in range(1, len(off) + 1)))
    amount = sheet.known["base"]
    units = whole if agreement.measure in COLUMNS else total(rows, "quantity", scaled=False)
    groups = {g.group: _of_group(rows, g.group, agreement) for g in agreement.required_groups}
    premium = base_of(rows.filter(pl.col("sku").is_in(sorted(agreement.premium_skus))), agreement)
    full = full_loads(rows, agreement) if agreement.mechanism is Mechanism.LOGISTICS else ZERO
    match agreement.mechanism:
        case Mechanism.PER_UNIT | Mechanism.SHIP_AND_DEBIT:
            sheet.given("units", COUNTED.get(agreement.measure, "units"), units, *cited)
        case Mechanism.UPSELL:
            sheet.given("premium_base", "base of premium items", premium, *cited)
        case Mechanism.LOGISTICS:
            sheet.given("full_pallet_base", "base of full pallets", full, *cited)
        case Mechanism.CROSS_SELL:
            for number, wanted in enumerate(agreement.required_groups, start=1):
                sheet.given(f"group_{number}", f"base of {wanted.group}", groups[wanted.group], *cited)
                sheet.given(f"group_minimum_{number}", f"minimum of {wanted.group}", wanted.minimum)
        case _:
            pass
    value = whole if agreement.measure is Measure.VALUE else total(rows, "net_amount")
    worths, pieces = _line_by_line(rows, agreement)
    return Base(amount, units, value, premium, full, groups, worths=worths, pieces=pieces)


def _line_by_line(rows: pl.DataFrame, agreement: RebateAgreement) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """Amounts and units of single transactions, where each of them is rounded."""
    if agreement.rounding is not Rounding.HALF_UP_PER_LINE:
        return (), ()
    column = "worth" if agreement.measure is Measure.VALUE else "net_amount"
    worths = tuple(Decimal(n) / SCALE for n in rows[column].fill_null(0))
    if agreement.measure in COLUMNS:
        return worths, tuple(base_of(rows[place : place + 1], agreement) for place in range(rows.height))
    return worths, tuple(Decimal(n) for n in rows["quantity"].fill_null(0))


def _of_group(rows: pl.DataFrame, group: str, agreement: RebateAgreement) -> Decimal:
    return base_of(rows.filter(pl.col("product_group").str.to_lowercase() == group.lower()), agreement)


def _bound(agreement: RebateAgreement, base: Base, paid_before: Decimal, sheet: Calculation) -> None:
    """Floor, then cap. A floor lifts what was bought at all; where nothing was bought nothing is owed.

    Of a cap over the term is left what was neither paid for earlier periods nor is carried from them.
    """
    formula = "earned"
    if agreement.floor is not None and base.amount > 0:
        sheet.given("floor", "at least", agreement.floor)
        formula = f"max({formula}, floor)"
    if agreement.cap is not None:
        sheet.given("cap", "at most", agreement.cap)
        used = ""
        if agreement.cap_over is CapOver.TERM and paid_before:
            sheet.given("paid_before", "paid for earlier periods", paid_before)
            used = " - paid_before"
        if agreement.cap_over is CapOver.TERM and "carried" in sheet.known:
            used += " - carried"
        formula = f"min({formula}, max(cap{used}, 0))" if used else f"min({formula}, cap)"
    sheet.work_out("bounded", "earned within bounds", formula)


def _cited(rows: pl.DataFrame) -> list[Evidence]:
    """The first rows as evidence, each with what it adds."""
    return [row_evidence(row, _transaction(row)) for row in rows.head(MOST_CITED).iter_rows(named=True) if row["_file"]]


def _transaction(row: Row) -> str:
    """A transaction in a few words: what it adds, as the base counts it."""
    units = row["quantity"] or 0
    amount = decimal(row["net_amount"])
    kind = "return" if row["is_return"] else "sale"
    return f"{kind} {row['transaction_id']}: {abs(units)} units" + (f", {abs(amount):f} {row['currency'] or ''}" if amount else "").rstrip()
