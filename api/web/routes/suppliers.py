"""Suppliers in figures: what was won by count and by dollars, what came back, what is open and how old, why it was deducted."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from api.http.gate import causes, reports, suppliers
from api.http.gate.rows import Gate
from api.http.permissions import Action
from api.http.shapes.plain import NO_NUL, Day, PathId
from api.http.visit import Reader
from api.web.causes_shown import worth_bars
from api.web.figures import Asked, ageing, currencies_of, made, rows_of, totals_of, trend
from api.web.figures import causes as pareto
from api.web.languages import Language
from api.web.page import EMPTY, language_of_gate, page, pages
from api.web.words import N_
from cases.reports.selection import EVERYTHING, Axis, Selection
from cases.worklist import pages as worklist
from facts.finding import FindingType
from ledger.models import Supplier

router: Final = pages()
AXES: Final = (Axis.TYPE, Axis.RETAILER, Axis.DC, Axis.CARRIER, Axis.SKU, Axis.MONTH, Axis.ASSIGNEE)
REPORTS_SHOWN: Final = ("win-rates", "recovery", "coverage", "ageing", "timing", "deadlines", "evidence", "root-causes", "write-offs")
TIMING: Final = (("to_file", N_("Until filed")), ("to_decide", N_("Until decided")), ("to_pay", N_("Until paid")))
MOST_ROWS: Final = 20
NEXT_DUE: Final = 8
MOST_NOTES: Final = 200
MOST_BARS: Final = 5


@router.get("/suppliers")
def suppliers_page(request: Request, visit: Reader) -> Response:
    """All suppliers that one works for, each with what is open, what came back and how much is won."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        known = {row.id: row for row in gate.session.scalars(gate.seen(Supplier).where(Supplier.active).order_by(Supplier.name))}
        figures = _by_supplier(gate)
        lines = [(row, figures.get(number, [])) for number, row in known.items()]
        return page(request, visit, gate, "suppliers/suppliers", {"lines": lines})


@router.get("/suppliers/{supplier_id}")
def supplier_page(
    request: Request,
    visit: Reader,
    supplier_id: PathId,
    currency: Annotated[str | None, Query(pattern=r"^[A-Z]{3}$")] = None,
    retailer: Annotated[str | None, Query(max_length=80, pattern=NO_NUL)] = None,
    type: Annotated[FindingType | None, EMPTY, Query()] = None,  # noqa: A002 - the address's word
    deducted_from: Annotated[Day | None, EMPTY, Query()] = None,
    deducted_to: Annotated[Day | None, EMPTY, Query()] = None,
    by: Annotated[Axis, Query()] = Axis.TYPE,
) -> Response:
    """One supplier, narrowed to a retailer, a kind or a time where asked."""
    with visit.reading() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.WORK)
        say = language_of_gate(request, gate)
        selection = Selection(supplier_id, deducted_from, deducted_to, retailer or None, type)
        told = {"supplier": supplier, "accounts": suppliers.accounts_of(gate, supplier_id), "axes": AXES, "by": by, "selection": selection}
        told |= supplier_figures(gate, say, selection, currency, by)
        told |= cause_bars(gate, say, supplier_id, str(told["currency"])) | {"overdue_actions": causes.overdue_of(gate, supplier_id)}
        told |= {"next_due": next_due(gate, supplier_id), "kinds": [(k.value, say.word("type", k.value)) for k in FindingType]}
        return page(request, visit, gate, "suppliers/supplier", told)


def supplier_figures(gate: Gate, say: Language, selection: Selection, currency: str | None, by: Axis) -> dict[str, Any]:
    """The figures, charts and tables of a supplier's page, in one currency."""
    recovery = reports.report(gate, "recovery", selection, Axis.MONTH)
    found = currencies_of(recovery)
    chosen = currency if currency in found else found[0] if found else "USD"
    query = tuple((name, str(value)) for name, value in _query(selection).items())
    asked = Asked(selection, chosen, query)
    months = [row for row in rows_of(recovery) if row["currency"] == chosen]
    age = totals_of(reports.report(gate, "ageing", selection, None), chosen)
    return {
        "currencies": found,
        "currency": chosen,
        "query": urlencode(query),
        "asked": asked,
        "recovery": totals_of(recovery, chosen),
        "wins": totals_of(reports.report(gate, "win-rates", selection, None), chosen),
        "covered": totals_of(reports.report(gate, "coverage", selection, None), chosen),
        "deadlines": totals_of(reports.report(gate, "deadlines", selection, None), chosen),
        "timing": next(iter(made(gate, "timing", asked)), None),
        "age": age,
        "months": months,
        "trend": trend(months, say),
        "ageing": ageing(age, say, chosen) if age["open_cases"] else [],
        "causes": pareto(made(gate, "root-causes", asked), say, chosen),
        "offenders": made(gate, "repeat-offenders", asked)[:NEXT_DUE],
        "split": _split(gate, asked, by, say)[:MOST_ROWS],
        "timing_names": [(name, say.text(title)) for name, title in TIMING],
        "reports_shown": REPORTS_SHOWN,
    }


def cause_bars(gate: Gate, say: Language, supplier_id: int, currency: str) -> dict[str, Any]:
    """What preventing the causes that notes speak of is worth, in one currency."""
    standing = gate.session.scalars(causes.standing(gate, supplier_id).limit(MOST_NOTES))
    held = [causes.listed(gate, row) for row in standing if row.scope == "cluster" and row.state != "dismissed"]
    return {"cause_bars": worth_bars(held, currency, say)[:MOST_BARS]}


def next_due(gate: Gate, supplier_id: int) -> list[worklist.ListedCase]:
    """The open cases that are due first."""
    view = worklist.View(gate.scope.supplier_ids, supplier_id=supplier_id, closed=False)
    return list(worklist.page(gate.session, view, after=None, limit=NEXT_DUE).rows)


def _split(gate: Gate, asked: Asked, by: Axis, say: Language) -> list[dict[str, Any]]:
    """Recovery and win rates side by side, by the chosen axis."""
    wins = {row[by.value]: row for row in made(gate, "win-rates", asked, by)}
    lines = []
    for row in made(gate, "recovery", asked, by):
        label = say.word("type", str(row["type"])) if by is Axis.TYPE else row["label"]
        won = wins.get(row[by.value], {})
        rates = {name: won.get(name) for name in ("n", "rate_by_count", "rate_by_amount", "pending")}
        lines.append({**row, "label": say.month(str(label)) if by is Axis.MONTH and row["month"] else label, **rates})
    return lines


def _by_supplier(gate: Gate) -> dict[int, list[dict[str, Any]]]:
    """For each supplier a line per currency: recovery, win rates, missed deadlines and what is open."""
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for name in ("recovery", "win-rates", "deadlines"):
        for row in rows_of(reports.report(gate, name, EVERYTHING, Axis.SUPPLIER)):
            found.setdefault(int(row["supplier"]), {}).setdefault(row["currency"], {}).update(row)
    return {number: [lines[currency] for currency in sorted(lines)] for number, lines in found.items()}


def _query(selection: Selection) -> dict[str, Any]:
    asked = {
        "supplier_id": selection.supplier_id,
        "retailer": selection.retailer,
        "type": None if selection.type is None else selection.type.value,
        "deducted_from": selection.deducted_from,
        "deducted_to": selection.deducted_to,
    }
    return {name: value for name, value in asked.items() if value is not None}
