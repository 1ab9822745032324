"""Shortage and price claims judged by the rules of `matchers.shortage` and `matchers.price` in pandas, whole columns at a time.

Written as well as pandas allows: only the needed columns, Arrow strings where they are to be had, merges on few keys, `numpy.select` for
the classes. It gives verdict, reason, amounts and windows; no calculation, evidence, sentences or chains, and amounts are whole cents.
Where pyarrow is not installed, files are read by the parser of pandas and the seven columns are pickled instead of written to Parquet.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench.million_tables import header_line

CENTS = 100
PAYMENT_DAYS, OPENS_AFTER, CLOSES_AFTER = 60, 35, 730
AGREED_DISCOUNT = 95
KEPT = ["Claim Number", "ASIN", "verdict", "reason", "recoverable", "opens", "closes"]


def judge(folder: Path, as_of: date) -> int:
    """Reads the tables, judges every claim line, writes them beside the folder; the number of lines."""
    orders = _read(folder / "purchase_orders.csv", ["PO Number", "Vendor", "ASIN", "Ordered On", "Accepted Quantity", "Unit Cost"])
    orders = orders.rename(columns={"PO Number": "PO", "Unit Cost": "Booked Cost"})
    orders["Ordered On"] = pd.to_datetime(orders["Ordered On"], format="%m/%d/%Y")
    billed = _read(folder / "invoice_lines.csv", ["Invoice Number", "Invoice Date", "Due Date", "ASIN", "Unit Price"])
    for name in ("Invoice Date", "Due Date"):
        billed[name] = pd.to_datetime(billed[name], format="%m/%d/%Y")
    remitted = pd.concat([_remitted(path) for path in sorted(folder.glob("remittance_*.csv"))])
    filed = _read(folder / "disputes.csv", ["Reference", "Status"]).drop_duplicates("Reference")
    parts = []
    for name, judged in (("shortage_detail.csv", _shortages), ("price_discrepancies.csv", _prices)):
        lines = _read(folder / name, None)
        lines = lines.merge(orders, on=["PO", "ASIN"], how="left").merge(billed, on=["Invoice Number", "ASIN"], how="left")
        lines = lines.merge(remitted, left_on="Claim Number", right_on="Number", how="left")
        lines = lines.merge(remitted.add_suffix(" back"), left_on=lines["Claim Number"] + "R", right_on="Number back", how="left")
        lines = lines.merge(filed, left_on="Claim Number", right_on="Reference", how="left")
        parts.append(_concluded(judged(lines, folder), as_of)[KEPT])
    found = pd.concat(parts)
    target = folder.parent / f"{folder.name}-pandas"
    try:
        found.to_parquet(target.with_suffix(".parquet"))
    except ImportError:
        found.to_pickle(target.with_suffix(".pickle"))
    return len(found)


def _read(path: Path, columns: list[str] | None, skip: int = 0) -> Any:
    try:
        return pd.read_csv(path, usecols=columns, skiprows=skip, engine="pyarrow", dtype_backend="pyarrow")
    except ImportError:
        return pd.read_csv(path, usecols=columns, skiprows=skip)


def _remitted(path: Path) -> Any:
    lines = _read(path, ["Payment Number", "Invoice Number", "Amount Paid"], header_line(path))
    return lines.rename(columns={"Invoice Number": "Number"}).drop(columns="Payment Number")


def _cents(amounts: Any) -> Any:
    return (amounts.astype("float64") * CENTS).round().astype("int64")


def _shortages(lines: Any, folder: Path) -> Any:
    del folder
    over = (lines["Invoiced Quantity"] - lines["Accepted Quantity"]).clip(lower=0).fillna(0)
    contestable = (lines["Short Quantity"] - over).clip(lower=0)
    lines["claimed"] = _cents(lines["Amount"])
    lines["value"] = np.minimum(lines["claimed"], contestable * _cents(lines["Unit Cost"]))
    lines["attempts"] = 2
    lines["merits"] = np.where(contestable == 0, "accept", "needs_evidence")
    lines["reason"] = np.where(contestable == 0, "over_billed", "proof_missing")
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
    discounted = ((invoiced * AGREED_DISCOUNT + CENTS // 2) // CENTS == ordered) & (lines["record"].eq(0) | lines["record"].eq(invoiced))
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
    lines["attempts"] = 1
    lines["reason"] = np.select(holds, [case[1] for case in cases], "invoice_above_po")
    lines["merits"] = np.select(holds, [case[2] for case in cases], "accept")
    lines["value"] = np.select(holds, [np.asarray(case[3]) for case in cases], 0)
    return lines


def _concluded(lines: Any, as_of: date) -> Any:
    """Windows, what came back and what is filed: the table of verdicts."""
    today = pd.Timestamp(as_of)
    due = lines["Due Date"].fillna(lines["Invoice Date"] + pd.Timedelta(days=PAYMENT_DAYS))
    lines["opens"] = due + pd.Timedelta(days=OPENS_AFTER)
    lines["closes"] = lines["Invoice Date"] + pd.Timedelta(days=CLOSES_AFTER)
    back = _cents(lines["Amount Paid back"].fillna(0))
    disputable = lines["merits"].isin(["dispute", "needs_evidence"])
    wrong = np.where(disputable, np.minimum(lines["value"], lines["claimed"]), lines["claimed"])
    holds = [
        back.gt(0) & (back >= wrong),
        lines["Status"].eq("Pending").fillna(value=False),
        disputable & (lines["closes"] < today),
        disputable & (lines["attempts"] == 1) & lines["Status"].eq("Denied").fillna(value=False),
        disputable & (lines["opens"] > today),
    ]
    names = ["resolved", "in_dispute", "expired", "expired", "too_early"]
    lines["verdict"] = np.select([np.asarray(h, dtype=bool) for h in holds], names, lines["merits"])
    settled = lines["verdict"].isin(["accept", "resolved", "review"])
    lines["recoverable"] = np.where(settled, 0, (lines["value"] - back).clip(lower=0))
    return lines
