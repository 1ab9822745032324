"""Statements of agreements: what is earned as of a day, the way to the next tier, claims and payments, in all three forms."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cases.auditing.outputs import OutputFolderError
from cases.rebating.outputs import write_statements
from cases.rebating.rebates import Rebates, Unnumbered
from facts.documents import DocumentKind
from facts.finding import FindingType, Verdict
from facts.tables import TableKind
from matchers.judge import judge
from matchers.rebates.claims import RebateBooks
from matchers.rebates.payments import paid_to_us
from matchers.rebates.statement import Side, Statement, statements
from rules.loader import load_rules
from tests.matchers.folder import Folder

AS_OF = date(2026, 11, 1)
RULES = load_rules("generic", None, AS_OF)
TIERS = ({"from": "1000.00", "to": "5000.00", "rate": "0.02"}, {"from": "5000.00", "rate": "0.03"})


def contract(folder: Folder, **said: Any) -> Folder:
    told: dict[str, Any] = {
        "agreement_number": "KX-2031-77",
        "payer_name": "Us",
        "earner_name": "Corner Stores",
        "start_date": "2026-01-01",
        "end_date": "2026-12-31",
        "currency": "USD",
        "mechanism": "retroactive",
        "basis": "net",
        "measure": "value",
    }
    return folder.paper(DocumentKind.REBATE_AGREEMENT, TIERS, **(told | said))


def sold(folder: Folder, number: str, amount: str, day: date, **said: Any) -> Folder:
    told = {"transaction_id": number, "sale_date": day, "customer": "Corner Stores", "sku": "QF-1", "quantity": 1, "net_amount": amount}
    return folder.row(TableKind.SALES, **(told | {"currency": "USD", "sale_kind": "sale"} | said))


def claimed(folder: Folder, number: str, amount: str, **said: Any) -> Folder:
    told = {"claim_id": number, "agreement_number": "KX-2031-77", "customer": "Corner Stores", "claimed_amount": amount}
    period = {"period_start": date(2026, 1, 1), "period_end": date(2026, 12, 31), "claim_date": date(2026, 10, 1)}
    return folder.row(TableKind.REBATE_CLAIMS, **(told | period | said))


def told(folder: Folder, as_of: date = AS_OF, us: str = "Us") -> list[Statement]:
    frames = folder.frames()
    books = RebateBooks.of(frames, RULES.currency)
    return statements(books, judge(frames, RULES, as_of).findings, list(paid_to_us(books, frames, RULES.currency)), us, as_of)


def test_what_is_earned_is_that_of_the_day() -> None:
    folder = sold(sold(contract(Folder()), "1", "4000.00", date(2026, 2, 1)), "2", "2000.00", date(2026, 9, 1))
    assert told(folder, date(2026, 6, 30))[0].earned == Decimal("80.00")
    assert told(folder)[0].earned == Decimal("180.00")


def test_the_way_to_the_next_tier_says_what_it_adds() -> None:
    way = told(sold(contract(Folder()), "1", "4900.00", date(2026, 2, 1)))[0].progress
    assert way is not None
    assert (way.missing, way.gain, way.near) == (Decimal("100.00"), Decimal("52.00"), True)


def test_a_claim_above_what_is_earned_is_refused_to_the_cent() -> None:
    folder = claimed(sold(contract(Folder()), "1", "4900.00", date(2026, 2, 1)), "RC-1", "147.00")
    statement = told(folder)[0]
    ((claim, finding),) = statement.claims
    assert finding is not None
    assert (claim.amount, finding.verdict, finding.reason) == (Decimal("147.00"), Verdict.DISPUTE, "tier_not_reached")
    assert finding.recoverable_amount == Decimal("49.00")


def test_one_claim_filed_twice_is_paid_once() -> None:
    folder = sold(contract(Folder()), "1", "6000.00", date(2026, 2, 1))
    claimed(claimed(folder, "RC-1", "180.00"), "RC-2", "180.00", claim_date=date(2026, 10, 9))
    found = {f.reference: f for f in judge(folder.frames(), RULES, AS_OF).findings}
    assert found["RC-1"].verdict is Verdict.ACCEPT
    assert (found["RC-2"].type, found["RC-2"].recoverable_amount) == (FindingType.REBATE_FRAUD, Decimal("180.00"))


def test_a_rebate_that_came_in_short_is_claimed_from_the_payer() -> None:
    folder = contract(Folder(), payer_name="Resin Supply", earner_name="Us")
    sold(folder, "1", "6000.00", date(2026, 2, 1), customer="Us")
    folder.row(
        TableKind.REMITTANCE_LINES,
        payment_number="RP1",
        invoice_number="RC-9",
        description="Rebate payment, agreement KX-2031-77",
        invoice_amount="120.00",
        amount_paid="120.00",
        currency="USD",
    )
    statement = told(folder)[0]
    assert (statement.side, statement.earned, statement.paid) == (Side.OWED_TO_US, Decimal("180.00"), Decimal("120.00"))


def test_a_contract_that_lacks_a_term_says_which(tmp_path: Path) -> None:
    folder = Folder().paper(DocumentKind.REBATE_AGREEMENT, agreement_number="KX-2031-78", start_date="2026-01-01", end_date="2026-12-31")
    statement = told(folder)[0]
    assert "mechanism" in statement.problem
    write_statements(Rebates("Us", AS_OF, (statement,), 0, ()), tmp_path / "in", tmp_path / "out")
    assert json.loads((tmp_path / "out" / "statements.json").read_text())[0]["problem"] == statement.problem


def test_a_contract_without_a_number_is_named_in_every_form(tmp_path: Path) -> None:
    nameless = (Unnumbered("contracts/terms.pdf", "no number was read"),)
    write_statements(Rebates("Us", AS_OF, (), 0, (), nameless), tmp_path / "in", tmp_path / "out")
    (entry,) = json.loads((tmp_path / "out" / "statements.json").read_text())
    assert (entry["agreement"], entry["file"], entry["problem"]) == ("", "contracts/terms.pdf", "no number was read")
    assert (entry["earned"], entry["periods"], entry["claims"]) == ("0", [], [])
    assert "contracts/terms.pdf: no number was read" in (tmp_path / "out" / "statements.html").read_text()


def test_all_three_forms_are_written_whole(tmp_path: Path) -> None:
    folder = claimed(sold(contract(Folder()), "1", "6000.00", date(2026, 2, 1)), "RC-1", "180.00")
    out = tmp_path / "out"
    write_statements(Rebates("Us & <Sons>", AS_OF, tuple(told(folder)), 0, ("odd.pdf: not understood",)), tmp_path / "in", out)
    (entry,) = json.loads((out / "statements.json").read_text())
    assert (entry["earned"], entry["periods"][0]["payout"], entry["periods"][0]["listed"][0]["transaction_id"]) == ("180.00", "180.00", "1")
    page = (out / "statements.html").read_text()
    assert "Us &amp; &lt;Sons&gt;" in page
    assert "180.00" in page
    assert {p.name for p in out.iterdir()} == {"statements.json", "statements.html", "statements.xlsx"}
    (out / "mine.txt").write_text("keep")
    with pytest.raises(OutputFolderError, match=r"mine\.txt"):
        write_statements(Rebates("Us", AS_OF, (), 0, ()), tmp_path / "in", out)
