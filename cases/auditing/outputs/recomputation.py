"""The recomputation of a claim as a workbook: every step with its value, its formula alive, and where it stands.

For claims whose amount is worked out: charges, fees, freight, price protection, promotions, audits, co-op and rebates.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import xlsxwriter

from cases.auditing.outputs.sheets import defused
from cases.wording import kind_name, money
from facts.evidence import Evidence
from facts.finding import Finding, FindingType, Step

NAME: Final = "recomputation.xlsx"
RECOMPUTED: Final = frozenset(
    {
        FindingType.CHARGEBACK,
        FindingType.FEE,
        FindingType.FREIGHT,
        FindingType.PRICE_PROTECTION,
        FindingType.PROMOTION,
        FindingType.POST_AUDIT,
        FindingType.COOP,
        FindingType.REBATE_UNDERPAID,
        FindingType.REBATE_OVERCLAIMED,
        FindingType.REBATE_FRAUD,
    }
)
"""Kinds of claim that a recomputation goes along with."""
MOST_LINES: Final = 2_000
"""Lines that a workbook works out one by one, the largest first; of the rest it says the count and the sum."""
_OPERATORS: Final[Mapping[type[ast.operator], str]] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_FUNCTIONS: Final = {"min": "MIN", "max": "MAX", "sum": "SUM", "abs": "ABS"}
_WIDTHS: Final = (44, 18, 46, 60)
_VALUE: Final = 1
"""The column of the values, counted from 0."""


def recomputation(findings: Sequence[Finding], currency: str, as_of: date) -> bytes:
    """The workbook over the lines of a claim. The same lines give the same bytes. Amounts are in `currency`."""
    told = io.BytesIO()
    book = xlsxwriter.Workbook(told, {"strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False})
    book.set_properties({"title": "Recomputation", "author": "Recoup", "created": datetime.combine(as_of, time())})
    sheet = book.add_worksheet("Recomputation")
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    marked = {
        "bold": book.add_format({"bold": True, "valign": "top"}),
        "head": book.add_format({"bold": True, "bg_color": "#12352F", "font_color": "#FFFFFF"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "figure": book.add_format({"num_format": "#,##0.00####", "valign": "top"}),
        "sum": book.add_format({"bold": True, "top": 1, "num_format": "#,##0.00", "valign": "top"}),
    }
    ordered = sorted(findings, key=lambda f: (-f.recoverable_amount, f.reference, f.sku, f.id))
    row = 0
    for finding in ordered[:MOST_LINES]:
        row = _line(sheet, row, finding, marked) + 2
    rest = ordered[MOST_LINES:]
    if rest:
        left = money(sum((f.recoverable_amount for f in rest), Decimal(0)), currency)
        sheet.write_string(row, 0, f"{len(rest)} more lines, together {left}", marked["bold"])
    book.close()
    return told.getvalue()


def _line(sheet: Any, row: int, finding: Finding, marked: Mapping[str, Any]) -> int:
    """One line: what it is, its steps, its sum. Gives the last row."""
    about = [f"{kind_name(finding.type)} {finding.reference}", finding.purchase_order, finding.invoice_number, finding.sku]
    sheet.write_string(row, 0, defused(" · ".join(part for part in about if part)), marked["bold"])
    sheet.write_string(row + 1, 0, defused(finding.why), marked["wrap"])
    for column, title in enumerate(("Step", finding.currency, "Worked out as", "Where it stands")):
        sheet.write_string(row + 2, column, title, marked["head"])
    cells: dict[str, str] = {}
    at = row + 2
    for step in finding.calculation:
        at += 1
        last = step is finding.calculation[-1]
        sheet.write_string(at, 0, defused(step.label), marked["bold"] if last else marked["wrap"])
        _value(sheet, at, step, cells, marked["sum"] if last else marked["figure"])
        sheet.write_string(at, 2, defused(step.formula.replace("_", " ")) if step.formula else "", marked["wrap"])
        places = [finding.evidence[i] for i in step.evidence if i < len(finding.evidence)]
        sheet.write_string(at, 3, defused("; ".join(map(_place, places))), marked["wrap"])
        cells[step.id] = f"B{at + 1}"
    return at


def _value(sheet: Any, row: int, step: Step, cells: Mapping[str, str], form: Any) -> None:
    try:
        exact = Decimal(step.value)
    except InvalidOperation:
        sheet.write_string(row, _VALUE, defused(step.value))
        return
    alive = _spoken(step.formula, cells) if step.formula else None
    if alive is None:
        sheet.write_number(row, _VALUE, float(exact), form)
    else:
        sheet.write_formula(row, _VALUE, f"={alive}", form, float(exact))


def _spoken(formula: str, cells: Mapping[str, str]) -> str | None:
    """A step's formula as a spreadsheet has it; None for one that it cannot say, which then stands as its value."""

    def said(node: ast.expr) -> str:
        match node:
            case ast.Constant(value=int() | float() as number):
                return str(number)
            case ast.Name(id=name):
                return cells[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"-{said(operand)}"
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return f"({said(left)}{_OPERATORS[type(op)]}{said(right)})"
            case ast.Call(func=ast.Name(id="round"), args=[number]):
                return f"ROUND({said(number)},0)"
            case ast.Call(func=ast.Name(id="round"), args=[number, digits]):
                return f"ROUND({said(number)},{said(digits)})"
            case ast.Call(func=ast.Name(id=name), args=arguments) if name in _FUNCTIONS:
                return f"{_FUNCTIONS[name]}({','.join(said(a) for a in arguments)})"
        raise KeyError(formula)

    try:
        return said(ast.parse(formula, mode="eval").body)
    except (KeyError, SyntaxError):
        return None


def _place(evidence: Evidence) -> str:
    spot = f"page {evidence.page}" if evidence.page is not None else f"row {evidence.row}" if evidence.row is not None else ""
    sheet = f"sheet {evidence.sheet}" if evidence.sheet else ""
    return ", ".join(part for part in (evidence.file, sheet, spot, evidence.fact) if part)
