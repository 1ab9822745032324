"""A small supplier made up by hand, and the truth of the sample worlds in the form of an audit's result."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from cases.auditing.outputs import AuditResult, PaperRequest, Scope, UnmatchedPaper, UntiedPayment
from facts.documents import Document, DocumentKind, Field, FileReading, ReadError, ReadErrorCode, Source
from facts.evidence import Box, Evidence, Problem
from facts.finding import Direction, Finding, FindingType, Step, Verdict
from rules.model import FieldLimit, Rules, Window

AS_OF = date(2026, 11, 1)
RULES = Rules(
    retailer="amazon_us",
    id="amazon_us@2026-01",
    version="2026-01",
    name="Amazon Vendor Central (US)",
    windows={FindingType.SHORTAGE: Window(grouping="line"), FindingType.COOP: Window(grouping="invoice")},
    limits={"default": FieldLimit(1000, 2000)},
    portal_fields={
        "shortage": (
            "Invoice number",
            "Claim number",
            "ASIN lines",
            "Dispute Quantity",
            "Shipped date",
            "Delivered date",
            "Title",
            "Explanation",
            "Attachments",
        ),
    },
)


def finding(**changes: Any) -> Finding:
    """A shortage of 120 units, fully proven, unless said otherwise."""
    usual = Finding(
        id="amazon_us-shortage-INV10482SC-B0ABCDEF12",
        type=FindingType.SHORTAGE,
        direction=Direction.OWED_TO_US,
        reference="INV10482SC",
        currency="USD",
        claimed_amount=Decimal("500.40"),
        recoverable_amount=Decimal("500.40"),
        verdict=Verdict.DISPUTE,
        reason="proof_shows_full_delivery",
        why="the receipt is signed for 10 cartons of 12 without exception, all 120 units that were invoiced",
        rule="amazon_us/shortage@2026-01",
        confidence=0.97,
        calculation=(
            Step("invoiced", "units invoiced", "120", evidence=(0,)),
            Step("received", "units received by the retailer", "0", evidence=(0,)),
            Step("cartons", "cartons signed for", "10", evidence=(1,)),
            Step("case_pack", "units per carton", "12", evidence=(2,)),
            Step("unit_cost", "unit cost", "4.17", evidence=(0,)),
            Step("proven", "units proven delivered", "120", "cartons * case_pack"),
            Step("disputable", "units in dispute", "120", "min(proven, invoiced) - received"),
            Step("recoverable_amount", "to recover", "500.40", "round(disputable * unit_cost, 2)"),
        ),
        evidence=(
            Evidence("deductions/shortage_detail.csv", "invoiced 120, received 0, cost 4.17", row=14),
            Evidence("pods/scan_0007.pdf", "10 cartons, signed, no exceptions", page=1, box=Box(412.0, 88.5, 540.2, 101.0)),
            Evidence("master/catalogue.csv", "case pack 12", row=3),
        ),
        purchase_order="4XK2P9QR",
        invoice_number="INV10482",
        sku="B0ABCDEF12",
        vendor_code="HALD1",
        retailer="amazon_us",
        opens_on=date(2026, 9, 14),
        safe_by=date(2026, 11, 10),
        dispute_by=date(2028, 7, 1),
        attempts_left=2,
        root_cause="missing_cartons",
        deducted_on=date(2026, 8, 20),
    )
    return replace(usual, **changes)


def field(value: Any, *, review: bool = False) -> Field:
    """A field read on page 1."""
    return Field(value, str(value), page=1, box=Box(1, 2, 30, 12), review=review)


def receipt(**fields: Field) -> Document:
    """A signed proof of delivery."""
    usual = {
        "bol_number": field("06141411234567895"),
        "pro_number": field("176187491"),
        "delivery_date": field("2026-08-12"),
        "ship_to_code": field("PHX6"),
        "receiver_name": field("J. Smith"),
        "signed": field(True),
    }
    return Document(DocumentKind.PROOF_OF_DELIVERY, Source.OCR, 0.98, (1,), "en", usual | fields)


def audit(*findings: Finding, **changes: Any) -> AuditResult:
    """An audit with one of everything that an audit can come to."""
    usual = AuditResult(
        as_of=AS_OF,
        supplier="Halden Kitchen Supply Corp",
        scopes=(Scope("amazon_us", "", RULES),),
        findings=findings or (finding(),),
        readings=(
            FileReading("pods/scan_0007.pdf", "ab" * 32, (receipt(),)),
            FileReading(
                "pods/locked.pdf", "cd" * 32, error=ReadError(ReadErrorCode.ENCRYPTED, "locked with a password; save it without one")
            ),
            FileReading("notes.md", "ef" * 32, used=False),
        ),
        unmatched=(UnmatchedPaper("scans/batch_001.pdf", (3,), "proof_of_delivery", "no order has this number", ("4XK2P9QR", "4XK2P9OR")),),
        untied=(
            UntiedPayment("7609737233", date(2026, 8, 20), "USD", Decimal("1000.00"), Decimal("998.50"), Decimal("1.50"), "hidden lines"),
        ),
        problems=(Problem("unknown_column", "the column Foo is not known and was kept aside", Evidence("orders/po.csv", "header", row=1)),),
        requests=(
            PaperRequest(
                ("amazon_us-shortage-INV10482SC-B0ABCDEF12",),
                "Blue Ridge Freight Lines",
                "BRFL",
                "543652561",
                "06141411126083897",
                "437RYKC4",
                date(2026, 6, 24),
                "ABE8",
                "proof_of_delivery",
                "the receipt in the folder is not signed",
            ),
        ),
    )
    return replace(usual, **changes)


def sample_audit(world: Path) -> AuditResult:
    """The truth of a sample world as if an audit had found it: boxes from the true readings, a simple calculation."""
    truth = json.loads((world / "truth" / "findings.json").read_text(encoding="utf-8"))
    about = json.loads((world / "truth" / "world.json").read_text(encoding="utf-8"))
    readings = json.loads((world / "truth" / "readings.json").read_text(encoding="utf-8"))
    by_file: dict[str, list[Any]] = {}
    for entry in readings:
        name = f"{entry['container']}!{entry['file']}" if entry["container"] else entry["file"]
        by_file.setdefault(entry["container"] or entry["file"], []).append((name, entry))
    rules = replace(RULES, retailer=about["retailer"], supplier=about["supplier"])
    return AuditResult(
        as_of=date.fromisoformat(about["as_of"]),
        supplier=about["supplier"],
        scopes=(Scope(about["retailer"], "", rules),),
        findings=tuple(_true_finding(t, about["retailer"], by_file) for t in truth),
        readings=tuple(_true_reading(name, entry) for entries in by_file.values() for name, entry in entries),
        requests=tuple(
            PaperRequest(
                (t["id"],), "Blue Ridge Freight Lines", "BRFL", "", "", t["purchase_order"], None, "", "proof_of_delivery", t["why"]
            )
            for t in truth
            if t["verdict"] == "needs_evidence" and t["type"] == "shortage"
        ),
    )


def _true_finding(t: dict[str, Any], retailer: str, by_file: dict[str, list[Any]]) -> Finding:
    opens, closes = (date.fromisoformat(t[name]) if t[name] else None for name in ("opens_on", "dispute_by"))
    proof = [_spot(by_file, file, t) for file in t["evidence"]]
    evidence = (Evidence("deductions/detail.csv", f"deducted {t['claimed_amount']}", row=7), *(e for e in proof if e))
    return Finding(
        id=t["id"],
        type=FindingType(t["type"]),
        direction=Direction.OWED_TO_US,
        reference=t["reference"],
        currency=t["currency"],
        claimed_amount=Decimal(t["claimed_amount"]),
        recoverable_amount=Decimal(t["recoverable_amount"]),
        verdict=Verdict(t["verdict"]),
        reason=t["reason"],
        why=t["why"],
        rule=f"{retailer}/{t['type']}@2026-01",
        confidence=0.95,
        calculation=(
            Step("claimed", "amount deducted", t["claimed_amount"], evidence=(0,)),
            Step("valid", "part that is right", f"{Decimal(t['claimed_amount']) - Decimal(t['recoverable_amount'])}", evidence=(0,)),
            Step("recoverable_amount", "to recover", t["recoverable_amount"], "claimed - valid"),
        ),
        evidence=evidence,
        purchase_order=t["purchase_order"],
        invoice_number=t["invoice_number"],
        sku=t["sku"],
        vendor_code="HALD1",
        retailer=retailer,
        opens_on=opens,
        safe_by=closes - timedelta(days=15) if closes and t["type"] == "chargeback" else closes,
        dispute_by=closes,
        attempts_left=2,
        root_cause=t["reason"] if t["verdict"] in {"dispute", "accept"} else None,
        missing=("proof_of_delivery",) if t["verdict"] == "needs_evidence" else (),
        deducted_on=date(2026, 8, 20),
    )


def _spot(by_file: dict[str, list[Any]], file: str, t: dict[str, Any]) -> Evidence | None:
    for name, entry in by_file.get(file, []):
        for document in entry["documents"]:
            orders = [
                *document["fields"].get("purchase_orders", {}).get("value", []),
                document["fields"].get("purchase_order", {}).get("value"),
            ]
            if t["purchase_order"] in orders or len(entry["documents"]) == 1:
                spot = next(
                    (f for n in ("total_cartons", "grand_total", "rate", "purchase_orders") if (f := document["fields"].get(n))), None
                )
                if spot and spot.get("box"):
                    return Evidence(name, f"{document['kind'].replace('_', ' ')}: {spot.get('text', '')}", spot["page"], Box(*spot["box"]))
    return None


def _true_reading(name: str, entry: dict[str, Any]) -> FileReading:
    documents = tuple(
        Document(
            DocumentKind(d["kind"]),
            Source(d["source"]),
            1.0,
            tuple(d["pages"]),
            d["language"],
            {
                n: Field(f["value"], str(f.get("text", "")), 1.0, f.get("page"), Box(*f["box"]) if f.get("box") else None)
                for n, f in d["fields"].items()
            },
        )
        for d in entry["documents"]
    )
    return FileReading(name, entry["sha256"] or "", documents, container=entry["container"])
