"""The payout of an agreement for a period: base, mechanism, bounds, one rounding, with its calculation down to transactions.

The order is fixed (domain.md 4.2): exclusions, base, earlier agreements' earnings, tier, rate, floor and cap, minimum payout, rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

import polars as pl

from facts.evidence import Evidence
from facts.finding import Step
from facts.money import minor_digits, round_half_up
from facts.rebates import Fullness, Measure, Mechanism, RebateAgreement, Rounding, UnusableAgreementError
from facts.tables import SCALE
from matchers.calculation import Calculation
from matchers.rebates.mechanisms import ZERO, Base, earned
from matchers.rebates.periods import FiscalCalendar, Stretch, months_within, stretches
from matchers.rebates.transactions import base_of, counted, total

MOST_CITED: Final = 40
"""Rows of transactions that a calculation cites one by one; a statement lists them all."""


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


def payouts(
    agreements: Sequence[RebateAgreement],
    transactions: pl.DataFrame,
    *,
    until: date | None = None,
    calendar: FiscalCalendar | None = None,
) -> list[Payout]:
    """The payouts of all agreements, period by period, with what happened up to a day (None: all).

    Agreements whose base is net of others come after those. Raises UnusableAgreementError where two are net of each other, or one is
    net of an agreement that is not there.
    """
    seen = transactions if until is None else transactions.filter(pl.col("sale_date") <= until)
    made: list[Payout] = []
    for agreement in in_order(agreements):
        carried = ZERO
        for period in stretches(agreement, calendar):
            if until is not None and period.start > until:
                break
            off = _earned_by(made, agreement.net_of, period)
            payout = payout_of(agreement, period, seen, off=off, carried=carried)
            carried = payout.to_carry
            made.append(payout)
    return made


def in_order(agreements: Iterable[RebateAgreement]) -> list[RebateAgreement]:
    """Agreements so that each comes after those that its base is net of, else by number: the order that the contracts state."""
    waiting = {a.number: a for a in sorted(agreements, key=lambda a: (a.number, a.version))}
    known = set(waiting)
    ordered: list[RebateAgreement] = []
    while waiting:
        ready = [a for a in waiting.values() if not set(a.net_of) & set(waiting)]
        for agreement in ready:
            if missing := set(agreement.net_of) - known:
                raise UnusableAgreementError(f"agreement {agreement.number} is net of {', '.join(sorted(missing))}, which is not there")
        if not ready:
            raise UnusableAgreementError(f"agreements {', '.join(waiting)} are net of each other; the contracts must state an order")
        ordered += ready
        waiting = {n: a for n, a in waiting.items() if a not in ready}
    return ordered


def payout_of(
    agreement: RebateAgreement,
    period: Stretch,
    transactions: pl.DataFrame,
    *,
    off: Mapping[str, Decimal] | None = None,
    carried: Decimal = ZERO,
) -> Payout:
    """What one agreement pays for one period. `off` are earnings of other agreements, by number, that come off the base."""
    rows = counted(transactions, agreement, period.start, period.end)
    sheet = Calculation()
    base = _laid_out(agreement, rows, off or {}, sheet)
    before = earned(base, agreement, sheet)
    _bound(agreement, base, sheet)
    if carried:
        sheet.given("carried", "carried over from earlier periods", carried)
    due = sheet.work_out("due", "due with what was carried over", "bounded + carried" if carried else "bounded + 0")
    below = agreement.minimum_payout is not None and due < agreement.minimum_payout
    if below and agreement.minimum_payout is not None:
        sheet.given("minimum_payout", "minimum payout", agreement.minimum_payout)
    amount = ZERO if below else rounded(due, agreement)
    digits = minor_digits(agreement.currency)
    if below or agreement.rounding is Rounding.HALF_EVEN:
        sheet.given("payout", "below the minimum nothing is paid" if below else "rounded half to even", amount)
    else:
        sheet.work_out("payout", "payout", f"round(due, {digits})")
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


def interim(
    agreement: RebateAgreement, period: Stretch, transactions: pl.DataFrame, *, calendar: FiscalCalendar | None = None
) -> list[tuple[Stretch, Decimal]]:
    """What each month of a period adds, worked out from the beginning of the period each time, so that the months sum to the period.

    A month can be negative: what was earned before is taken back where returns lower the tier.
    """
    found: list[tuple[Stretch, Decimal]] = []
    before = ZERO
    for month in months_within(period, calendar):
        so_far = payout_of(agreement, Stretch(period.start, month.end), transactions).amount
        found.append((month, so_far - before))
        before = so_far
    return found


def _laid_out(agreement: RebateAgreement, rows: pl.DataFrame, off: Mapping[str, Decimal], sheet: Calculation) -> Base:
    """The base with its steps: gross, what comes off, and what the mechanism looks at beside it."""
    whole = base_of(rows, agreement)
    cited = _cited(rows)
    if off:
        sheet.given("base_before", "base before other agreements", whole, *cited)
        for number, (name, amount) in enumerate(sorted(off.items()), start=1):
            sheet.given(f"off_{number}", f"earned under agreement {name}", amount)
        sheet.work_out("base", "base", "base_before - " + " - ".join(f"off_{n}" for n in range(1, len(off) + 1)))
    else:
        sheet.given("base", "base", whole, *cited)
    amount = sheet.known["base"]
    units = total(rows, "quantity", scaled=False)
    groups = {g.group: _of_group(rows, g.group, agreement) for g in agreement.required_groups}
    premium = base_of(rows.filter(pl.col("sku").is_in(sorted(agreement.premium_skus))), agreement)
    full = _full_pallets(rows, agreement)
    match agreement.mechanism:
        case Mechanism.PER_UNIT | Mechanism.SHIP_AND_DEBIT:
            sheet.given("units", "units", units, *cited)
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
    return Base(amount, units, value, premium, full, groups)


def _of_group(rows: pl.DataFrame, group: str, agreement: RebateAgreement) -> Decimal:
    return base_of(rows.filter(pl.col("product_group").str.to_lowercase() == group.lower()), agreement)


def _full_pallets(rows: pl.DataFrame, agreement: RebateAgreement) -> Decimal:
    """The base of what was bought in full pallets, order line by order line; what was returned of a line is no longer a full pallet."""
    size = agreement.pallet_quantity
    if not size or rows.is_empty():
        return ZERO
    keys = ["order_number", "sku"] if rows["order_number"].null_count() < rows.height else ["transaction_id"]
    lines = rows.group_by(keys).agg(pl.col("worth").sum(), pl.col("quantity").sum()).filter(pl.col("quantity") > 0)
    if agreement.fullness is Fullness.WHOLE_LINES:
        return base_of(lines.filter(pl.col("quantity") % size == 0), agreement)
    exact = ZERO
    for worth, quantity in lines.select("worth", "quantity").iter_rows():
        exact += Decimal(worth) * (quantity // size * size) / quantity
    return exact / SCALE if agreement.measure is Measure.VALUE else exact


def _bound(agreement: RebateAgreement, base: Base, sheet: Calculation) -> None:
    """Floor, then cap. A floor lifts what was bought at all; where nothing was bought nothing is owed."""
    formula = "earned"
    if agreement.floor is not None and base.amount > 0:
        sheet.given("floor", "at least", agreement.floor)
        formula = f"max({formula}, floor)"
    if agreement.cap is not None:
        sheet.given("cap", "at most", agreement.cap)
        formula = f"min({formula}, cap)"
    sheet.work_out("bounded", "earned within bounds", formula)


def _earned_by(made: Iterable[Payout], numbers: Sequence[str], period: Stretch) -> dict[str, Decimal]:
    """What other agreements paid for periods within this one."""
    found: dict[str, Decimal] = {}
    for payout in made:
        if payout.agreement.number in numbers and payout.period.start >= period.start and payout.period.end <= period.end:
            found[payout.agreement.number] = found.get(payout.agreement.number, ZERO) + payout.amount
    return found


def _cited(rows: pl.DataFrame) -> list[Evidence]:
    """The first rows as evidence, each with what it adds."""
    return [
        Evidence(row["_file"], f"{row['transaction_id']}: {row['quantity']} units", sheet=row["_sheet"], row=row["_row"])
        for row in rows.head(MOST_CITED).iter_rows(named=True)
        if row["_file"]
    ]
