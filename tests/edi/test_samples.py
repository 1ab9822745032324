"""The sample suppliers and the corpus of real interchanges, where they are at hand."""

from __future__ import annotations

import os
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractors.edi import looks_like_edi, read_edi
from facts.documents import Document

SAMPLES = Path(os.environ.get("RECOUP_SAMPLES", Path(__file__).parents[3] / "shared"))
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here; set RECOUP_SAMPLES to their folder")
QUANTITY = {
    "purchase_order": "quantity", "order_confirmation": "quantity_accepted", "purchase_order_change": "quantity",
    "advance_ship_notice": "units", "invoice": "quantity", "receiving_advice": "quantity_received",
}  # fmt: skip


def files(*folders: str) -> list[Path]:
    return sorted(p for folder in folders for p in SAMPLES.glob(folder) if p.is_file())


def documents(world: str) -> list[Document]:
    found: list[Document] = []
    for path in files(f"worlds/{world}/files/edi/*"):
        read = read_edi(path.read_bytes())
        assert looks_like_edi(path.read_bytes())
        assert (read.error, read.problems) == (None, ()), path.name
        assert [d.problems for d in read.documents] == [()] * len(read.documents), path.name
        found += read.documents
    return found


@pytest.mark.parametrize("path", files("corpus/edi_x12/*", "corpus/edi_edifact/*"), ids=lambda p: p.name)
def test_every_file_of_the_corpus_is_read_or_named(path: Path) -> None:
    read = read_edi(path.read_bytes())
    assert looks_like_edi(path.read_bytes())
    assert read.documents or (read.error is not None and "is not read" in read.error.message)


@pytest.mark.parametrize("world", ["us-1", "eu-1"])
def test_the_papers_of_a_supplier_agree_with_each_other(world: str) -> None:
    book: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for document in documents(world):
        for line in document.lines:
            if document.kind.value in QUANTITY:
                order = document.text("purchase_order") or str(line["purchase_order"].value)
                entry = book[order, str(line["sku"].value)]
                entry[document.kind.value] = line[QUANTITY[document.kind.value]].value
                entry["short"] = line["quantity_short"].value if "quantity_short" in line else entry.get("short", 0)
                if "unit_price" in line:
                    entry.setdefault("prices", set()).add(line["unit_price"].value)
    whole = [entry for entry in book.values() if "purchase_order" in entry]
    assert whole
    for entry in whole:
        confirmed = entry["order_confirmation"]
        assert entry.get("purchase_order_change", confirmed) == confirmed
        assert entry.get("advance_ship_notice", confirmed) == confirmed
        assert entry["receiving_advice"] + entry["short"] == entry["invoice"]
        assert len(entry["prices"]) == 1


@pytest.mark.parametrize("world", ["us-1", "eu-1"])
def test_payments_tie_and_ship_notices_are_acknowledged(world: str) -> None:
    found = documents(world)
    for payment in (d for d in found if d.kind.value == "remittance_advice"):
        assert sum(Decimal(str(line["amount_paid"].value)) for line in payment.lines) == payment.number("total_paid")
    notices = {d.text("group_control_number"): d for d in found if d.kind.value == "advance_ship_notice"}
    acknowledged = [d for d in found if d.kind.value == "acknowledgement"]
    assert acknowledged
    for answer in acknowledged:
        notice = notices[answer.text("acknowledged_group")]
        assert str(answer.value("received_at")) > str(notice.value("sent_at"))
        assert sum(int(str(line["cartons"].value)) for line in notice.lines) == notice.value("total_cartons")
