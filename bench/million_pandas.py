"""Shortage and price claims judged by the rules of `matchers.shortage` and `matchers.price` in pandas, whole columns at a time.

Written as well as pandas allows: only the needed columns, Arrow strings where they are to be had, merges on few keys, `numpy.select` for
the classes. It gives the verdict, the reason, the amount and the days of every line as the audit does; no calculation, evidence, sentences
or chains, and amounts are whole cents. Where pyarrow is not installed, files are read by the parser of pandas and the columns are pickled
instead of written to Parquet.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench.million_tables import header_line

CENTS = 100
PAYMENT_DAYS, OPENS_AFTER, PRICE_DAYS, YEARS = 60, 35, 30, 2
AGREED_DISCOUNT = 95
HEADED, APART = 2, 3
"""Lines of a remittance above its payments, and those that are none between them and the lines that they pay."""
KEPT = ["Claim Number", "ASIN", "verdict", "reason", "recoverable", "taken", "opens", "safe_by", "closes", "attempts"]


def judge(folder: Path, as_of: date) -> int:
    """Reads the tables, judges every claim line, writes them beside the folder; the number of lines."""
    found = judged(folder, as_of)
    target = folder.parent / f"{folder.name}-pandas"
    try:
        found.to_parquet(target.with_suffix(".parquet"))
    except ImportError:
        found.to_pickle(target.with_suffix(".pickle"))
    return len(found)


def judged(folder: Path, as_of: date) -> Any:
    """Every claim line with what is concluded of it, as the columns of `KEPT`."""
    orders = _read(
        folder / "purchase_orders.csv", ["PO Number", "Vendor", "ASIN", "Ordered On", "Accepted Quantity", "Unit Cost", "Freight Terms"]
    )
    orders = orders.rename(columns={"PO Number": "PO", "Unit Cost": "Booked Cost"})
    orders["Ordered On"] = pd.to_datetime(orders["Ordered On"], format="%m/%d/%Y")
    billed = _read(folder / "invoice_lines.csv", ["Invoice Number", "Invoice Date", "Due Date", "ASIN", "Unit Price"])
    for name in ("Invoice Date", "Due Date"):
        billed[name] = pd.to_datetime(billed[name], format="%m/%d/%Y")
    remitted = pd.concat([_remitted(path) for path in sorted(folder.glob("remittance_*.csv"))])
    filed = _read(folder / "disputes.csv", ["Reference", "Status", "Attempt"]).drop_duplicates("Reference")
    parts = []
    for name, merits in (("shortage_detail.csv", _shortages), ("price_discrepancies.csv", _prices)):
        lines = _read(folder / name, None)
        lines = lines.merge(orders, on=["PO", "ASIN"], how="left").merge(billed, on=["Invoice Number", "ASIN"], how="left")
        lines = lines.merge(remitted, left_on="Claim Number", right_on="Number", how="left")
        lines = lines.merge(remitted.add_suffix(" back"), left_on=lines["Claim Number"] + "R", right_on="Number back", how="left")
        lines = lines.merge(filed, left_on="Claim Number", right_on="Reference", how="left")
        parts.append(_concluded(merits(lines, folder), as_of)[KEPT])
    return pd.concat(parts)


def _read(path: Path, columns: list[str] | None, skip: int = 0) -> Any:
    try:
        return pd.read_csv(path, usecols=columns, skiprows=skip, engine="pyarrow", dtype_backend="pyarrow")
    except ImportError:
        return pd.read_csv(path, usecols=columns, skiprows=skip)


def _remitted(path: Path) -> Any:
    """The lines of a remittance, each with the day of its payment; payments stand above the lines."""
    first = header_line(path)
    paid = pd.read_csv(path, usecols=["Payment Number", "Payment Date"], skiprows=HEADED, nrows=first - HEADED - APART)
    days = pd.to_datetime(paid["Payment Date"], format="%m/%d/%Y").set_axis(paid["Payment Number"])
    lines = _read(path, ["Payment Number", "Invoice Number", "Amount Paid"], first).rename(columns={"Invoice Number": "Number"})
    lines["taken"] = days.reindex(lines.pop("Payment Number")).array
    return lines


def _cents(amounts: Any) -> Any:
    return (amounts.astype("float64") * CENTS).round().astype("int64")


def _shortages(lines: Any, folder: Path) -> Any:
    del folder
    over = (lines["Invoiced Quantity"] - lines["Accepted Quantity"]).clip(lower=0).fillna(0)
    contestable = (lines["Short Quantity"] - over).clip(lower=0)
    lines["claimed"] = _cents(lines["Amount"])
    lines["value"] = np.minimum(lines["claimed"], contestable * _cents(lines["Unit Cost"]))
    lines["allowed"] = 2
    lines["merits"] = np.where(contestable == 0, "accept", "needs_evidence")
    wanted = np.where(lines["Freight Terms"].eq("Collect").fillna(value=False), "bill_of_lading_missing", "proof_of_delivery_missing")
    lines["reason"] = np.where(contestable == 0, "over_billed", wanted)
    due = _due(lines)
    lines["opens"] = due + pd.Timedelta(days=OPENS_AFTER)
    lines["closes"] = np.minimum(lines["Invoice Date"], lines["taken"].fillna(pd.Timestamp.max)) + pd.DateOffset(years=YEARS)
    lines["safe_by"] = lines["closes"]
    return lines


def _prices(lines: Any, folder: Path) -> Any:
    packs = _read(folder / "catalogue.csv", ["ASIN", "Case Pack"]).drop_duplicates("ASIN", keep="last")
    costs = _read(folder / "cost_history.csv", ["ASIN", "Cost", "Effective From", "Effective To"])
    for name in ("Effective From", "Effective To"):
        costs[name] = pd.to_datetime(costs[name], format="%m/%d/%Y")
    lines = lines.merge(packs, on="ASIN", how="left").reset_index(drop=True)
    held = lines[["ASIN", "Ordered On"]].reset_index().merge(costs, on="ASIN")
    held = held[
        (held["Effective From"] <= held["Ordered On"]) & (held["Effective To"].isna() | (held["Ordered On"] <= held["Effective To"]))
    ]
    newest = held.sort_values("Effective From").drop_duplicates("index", keep="last").set_index("index")["Cost"]
    lines["record"] = _cents(newest.reindex(lines.index).fillna(0))
    known = set(zip(costs["ASIN"], _cents(costs["Cost"]), strict=True))
    invoiced, ordered, claimed = _cents(lines["Invoice Cost"]), _cents(lines["PO Cost"]), _cents(lines["Amount"])
    difference, quantity = invoiced - ordered, lines["Quantity"]
    left = (claimed - (invoiced - lines["record"]).clip(lower=0) * quantity).clip(lower=0)
    excess = (claimed - difference * quantity).clip(lower=0)
    listed = pd.Series([key in known for key in zip(lines["ASIN"], invoiced, strict=True)], index=lines.index)
    on_record = lines["record"].eq(0) | lines["record"].eq(invoiced) | lines["record"].eq(ordered)
    discounted = ((invoiced * AGREED_DISCOUNT + CENTS // 2) // CENTS == ordered) & on_record
    cases = [
        (_cents(lines["Unit Price"]) != invoiced, "sources_contradict", "review", 0),
        ((difference <= 0) & (_cents(lines["Booked Cost"].fillna(0)) < invoiced), "sources_contradict", "review", 0),
        (difference <= 0, "invoice_cost_equals_po_cost", "dispute", claimed),
        (discounted, "purchase_discount", "dispute", claimed),
        ((lines["record"] > ordered) & (left > 0), "cost_update_timing", "dispute", left),
        (lines["Case Pack"].gt(1) & (ordered * lines["Case Pack"] == invoiced), "unit_of_measure", "dispute", claimed),
        (difference <= 1, "rounding", "dispute", claimed),
        (excess > quantity, "claimed_beyond_difference", "dispute", excess),
        (listed, "cost_change_not_in_force", "accept", 0),
    ]
    holds = [np.asarray(case[0].fillna(value=False), dtype=bool) for case in cases]
    lines["claimed"] = claimed
    lines["allowed"] = 1
    lines["opens"] = lines["taken"]
    lines["closes"] = lines["Invoice Date"] + pd.DateOffset(years=YEARS)
    lines["safe_by"] = _due(lines) + pd.Timedelta(days=PRICE_DAYS)
    lines["reason"] = np.select(holds, [case[1] for case in cases], "invoice_above_po")
    lines["merits"] = np.select(holds, [case[2] for case in cases], "accept")
    lines["value"] = np.select(holds, [np.asarray(case[3]) for case in cases], 0)
    return lines


def _due(lines: Any) -> Any:
    return lines["Due Date"].fillna(lines["Invoice Date"] + pd.Timedelta(days=PAYMENT_DAYS))


def _concluded(lines: Any, as_of: date) -> Any:
    """Windows, what came back and what is filed: the table of verdicts."""
    today = pd.Timestamp(as_of)
    lines["attempts"] = (lines["allowed"] - lines["Attempt"].fillna(0).astype("int64")).clip(lower=0)
    back = _cents(lines["Amount Paid back"].fillna(0))
    disputable = lines["merits"].isin(["dispute", "needs_evidence"])
    wrong = np.where(disputable, np.minimum(lines["value"], lines["claimed"]), lines["claimed"])
    holds = [
        back.gt(0) & (back >= wrong),
        lines["Status"].eq("Pending").fillna(value=False),
        disputable & (lines["closes"] < today),
        disputable & lines["attempts"].eq(0),
        disputable & (lines["opens"] > today),
    ]
    rows = [np.asarray(h, dtype=bool) for h in holds]
    lines["verdict"] = np.select(rows, ["resolved", "in_dispute", "expired", "expired", "too_early"], lines["merits"])
    reasons = ["reversed", "dispute_on_record", "window_closed", "no_attempts_left", "window_not_open"]
    lines["reason"] = np.select(rows, reasons, lines["reason"])
    settled = lines["verdict"].isin(["accept", "resolved", "review"])
    lines["recoverable"] = np.where(settled, 0, (lines["value"] - back).clip(lower=0))
    return lines
