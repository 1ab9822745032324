"""The stories are told as the trade knows them: exports, orders and truth agree with each other."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from demo.edi import Mailbox
from demo.names import LOCALES
from demo.plan import play
from demo.workshop import Workshop


@pytest.fixture(scope="module", params=sorted(LOCALES))
def shop(request: pytest.FixtureRequest) -> Workshop:
    made = Workshop(21, LOCALES[request.param], date(2026, 9, 3), 40)
    play(made, "medium")
    return made


def test_a_medium_folder_tells_every_story(shop: Workshop) -> None:
    told = {line.scenario for line in shop.ledger.truth}
    verdicts = {line.verdict for line in shop.ledger.truth}
    assert {
        "short_full_proof",
        "short_slc",
        "short_multi_po_truck",
        "duplicate_deduction",
        "price_unit_of_measure",
        "qpd_wrong_rate",
    } <= told
    assert verdicts == {"dispute", "needs_evidence", "accept", "expired", "too_early", "in_dispute", "resolved", "review"}


def test_a_shortage_is_what_was_invoiced_less_what_was_received(shop: Workshop) -> None:
    for row in shop.ledger.shortages:
        assert row["quantity_short"] == row["quantity_invoiced"] - row["quantity_received"] > 0
        assert row["amount"] == row["quantity_short"] * row["unit_cost"]


def test_the_order_export_shows_what_the_last_claim_says_was_received(shop: Workshop) -> None:
    received = {(o.number, line.item.sku): line.received for o in shop.ledger.orders for line in o.lines}
    last = {(row["purchase_order"], row["sku"]): row for row in shop.ledger.shortages if row["quantity_received"]}
    for key, row in last.items():
        assert received[key] == row["quantity_received"]


def test_open_disputes_lie_in_their_windows(shop: Workshop) -> None:
    for line in shop.ledger.truth:
        if line.verdict == "dispute" and line.dispute_by:
            assert line.dispute_by >= shop.as_of
            assert line.opens_on is None or line.opens_on <= shop.as_of
        if line.verdict == "expired":
            assert line.dispute_by is not None
            assert line.dispute_by < shop.as_of
        if line.verdict == "too_early":
            assert line.opens_on is not None
            assert line.opens_on > shop.as_of


def test_a_missing_proof_is_really_missing(shop: Workshop) -> None:
    missing = {line.purchase_order for line in shop.ledger.truth if line.scenario == "short_missing_pod"}
    proofs = {o for w in shop.ledger.wishes if w.kind == "proof_of_delivery" for o in w.subject.orders}
    assert missing
    assert not missing & proofs


def test_messages_count_their_own_segments(shop: Workshop, tmp_path: Path) -> None:
    Mailbox(shop, tmp_path).write(5)
    files = sorted((tmp_path / "edi").iterdir())
    assert files
    for file in files:
        content = file.read_text(encoding="latin-1")
        if content.startswith("ISA"):
            element, end = content[3], content[105]
            segments = [s.strip().split(element) for s in content.split(end) if s.strip()]
            first = next(i for i, s in enumerate(segments) if s[0] == "ST")
            last = next(i for i, s in enumerate(segments) if s[0] == "SE")
            assert int(segments[last][1]) == last - first + 1
        else:
            rows = re.split(r"(?<!\?)'\s*", content.removeprefix("UNA:+.? '"))
            first = next(i for i, row in enumerate(rows) if row.startswith("UNH"))
            last = next(i for i, row in enumerate(rows) if row.startswith("UNT"))
            assert int(rows[last].split("+")[1]) == last - first + 1
