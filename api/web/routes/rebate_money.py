"""Rebates in figures: what every agreement sets aside in a month, and what is earned, claimed, paid, owed and expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from pydantic import Field

from api.http.gate import rebate_overview, reports
from api.http.permissions import Action
from api.http.shapes.rebates import AgreementListed, RebateMonthShown
from api.http.visit import Reader
from api.web.agreement_terms import measured
from api.web.charts import Columns, columns
from api.web.figures import rows_of
from api.web.languages import Language
from api.web.page import EMPTY, Which, language_of_gate, page, pages
from api.web.rebates_shown import MOST_MONTHS, rate_of
from api.web.words import N_
from cases.reports.rebates import RebateAxis, RebateSelection
from cases.reports.report import Report, plain
from facts.money import Money

router: Final = pages()
MOST_ROWS: Final = 500
SUMMED: Final = ("accrued", "true_up", "claw_back", "to_date")
MONEY: Final = ("earned", "accrued", "claw_back", "claimed", "paid", "liability", "receivable", "expected")
CHARTED: Final = ("accrued", "claimed", "paid")
SIDES: Final = {"we owe": "we_owe", "owed to us": "owed_to_us"}
AXES: Final = (
    (RebateAxis.MONTH, N_("Month")),
    (RebateAxis.AGREEMENT, N_("Agreement")),
    (RebateAxis.PARTNER, N_("Partner")),
    (RebateAxis.SUPPLIER, N_("Supplier")),
)
ADDRESSES: Final = {RebateAxis.AGREEMENT: "/rebates/agreements", RebateAxis.PARTNER: "/rebates/partners", RebateAxis.SUPPLIER: "/suppliers"}
Month = Annotated[Annotated[str, Field(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$")] | None, EMPTY, Query()]
Side = Annotated[Literal["we_owe", "owed_to_us"] | None, EMPTY, Query()]


@router.get("/rebates/accruals")
def accruals_page(request: Request, visit: Reader, supplier: Which = None, month: Month = None) -> Response:
    """What every agreement sets aside in a month: the present one, or the last in which anything was."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        say = language_of_gate(request, gate)
        known = rebate_overview.months_accrued(gate, supplier)
        chosen = month if month in known else known[-1] if known else None
        at = known.index(chosen) if chosen is not None else 0
        found = [] if chosen is None else rebate_overview.accruals_of(gate, chosen, supplier, MOST_ROWS)
        terms = rebate_overview.terms_in_force(gate, [agreement.id for agreement, _ in found])
        told = {
            "month": chosen,
            "before": known[at - 1] if at > 0 else None,
            "after_it": known[at + 1] if at + 1 < len(known) else None,
            "rows": [_accrual(agreement, row, terms.get(agreement.id, {}), say) for agreement, row in found],
            "totals": _totals(found),
        }
        return page(request, visit, gate, "rebates/accruals", told)


@router.get("/rebates/reports")
def reports_page(
    request: Request,
    visit: Reader,
    supplier: Which = None,
    by: Annotated[RebateAxis, Query()] = RebateAxis.MONTH,
    side: Side = None,
    first: Month = None,
    last: Month = None,
) -> Response:
    """Earned, accrued, claimed, paid, owed and expected, by month, agreement, partner or supplier."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        say = language_of_gate(request, gate)
        found = reports.rebates(gate, RebateSelection(supplier, side, first=first, last=last), by)
        kept = {"supplier": supplier, "side": side, "first": first, "last": last}
        exported = {"supplier_id": supplier, "side": side, "first": first, "last": last, "by": by.value}
        told = {
            "by": by.value,
            "axes": [(axis.value, say.text(title)) for axis, title in AXES],
            "axis_title": say.text(dict(AXES)[by]),
            "side": side,
            "first": first,
            "last": last,
            "kept": urlencode({name: value for name, value in kept.items() if value}),
            "export": urlencode({name: value for name, value in exported.items() if value}),
            "money_names": MONEY,
            "lines": [_line(row, by, say) for row in rows_of(found)],
            "totals": _report_totals(found),
            "charts": _charts(found, say) if by is RebateAxis.MONTH else [],
        }
        return page(request, visit, gate, "rebates/reports", told)


def _accrual(agreement: AgreementListed, row: RebateMonthShown, terms: Mapping[str, Any], say: Language) -> dict[str, Any]:
    return {
        "month": row,
        "agreement_id": agreement.id,
        "agreement": agreement.number,
        "partner": agreement.partner.name if agreement.partner else "",
        "side": agreement.side,
        "base": measured(row.base, terms, say),
        "rate": rate_of(row.rate, say),
    }


def _totals(found: Sequence[tuple[AgreementListed, RebateMonthShown]]) -> list[dict[str, str]]:
    """The sums of a month for each side and currency."""
    whole: dict[tuple[str, str], list[RebateMonthShown]] = {}
    for agreement, row in found:
        whole.setdefault((agreement.side, row.currency), []).append(row)
    return [
        {"side": side, "currency": currency, **{name: _sum([getattr(row, name) for row in rows], currency) for name in SUMMED}}
        for (side, currency), rows in sorted(whole.items())
    ]


def _sum(amounts: Sequence[str], currency: str) -> str:
    return str(Money.of(sum((Decimal(amount) for amount in amounts), Decimal(0)), currency))


def _line(row: Mapping[str, Any], by: RebateAxis, say: Language) -> dict[str, Any]:
    label, value = str(row["label"]), row[by.value]
    if value is None:
        label = say.text("Not known")
    elif by is RebateAxis.MONTH:
        label = say.month(label)
    address = f"{ADDRESSES[by]}/{value}" if by in ADDRESSES and value is not None else ""
    return {**row, "label": label, "side": SIDES[str(row["side"])], "address": address}


def _report_totals(found: Report) -> list[dict[str, Any]]:
    rows = [{c.name: plain(v) for c, v in zip(found.columns, row, strict=True)} for row in found.totals]
    return [{**row, "side": SIDES[str(row["side"])]} for row in rows]


def _charts(found: Report, say: Language) -> list[dict[str, Any]]:
    """Accrued, claimed and paid by month, a chart for each side and currency."""
    charts = []
    rows = [row for row in rows_of(found) if row["month"]]
    for side, currency in sorted({(str(row["side"]), str(row["currency"])) for row in rows}):
        own = [row for row in rows if (row["side"], row["currency"]) == (side, currency)][-MOST_MONTHS:]
        drawn: Columns = columns(
            [say.month(str(row["month"])) for row in own], [[Decimal(row[name] or 0) for row in own] for name in CHARTED]
        )
        title = f"{say.word('rebate_side', SIDES[side])}, {currency}"
        charts.append({"columns": drawn, "currency": currency, "title": title})
    return charts
