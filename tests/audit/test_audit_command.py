"""`recoup audit` as a user runs it: a small supplier's tables, the real command, its output and its exit code."""

from __future__ import annotations

import json
import resource
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TERMS = """retailer: {retailer}
supplier: Alder Home Goods
currency: USD
source: test terms
payment: {{net_days: 60, terms_discount: {{rate: "0.02", within_days: 30, only_if_invoice_grants: true}}}}
windows:
  shortage: {{opens: {{after: invoice_due_date, days: 35}}, closes: {{after: invoice_date, years: 2}}}}
  price_claim: {{closes: {{after: invoice_due_date, days: 30}}}}
"""
ORDERS = (
    "PO,Vendor,Ship to location,ASIN,Order Date,Window Type,Window Start,Window End,Quantity Requested,Accepted Quantity,"
    "Quantity Received,Unit Cost,Currency,Freight Terms\n"
    "{po},ALDR1,FTW1,B0ALDER0001,07/15/2026,Delivery,07/20/2026,07/30/2026,120,120,96,4.17,USD,Prepaid\n"
)
PRICES = """Claim Number,Invoice Number,PO,ASIN,Quantity,Invoice Cost,PO Cost,Initial Research Adjusted Cost,Amount
{invoice}PC,{invoice},{po},B0ALDER0001,120,4.17,4.17,4.00,20.40
"""
REMITTANCE = """Remittance payments

Payment Number,Payment Date,Payment Currency,Payment Amount,Payee,Payer,Method,Payment Type,Status,Void Reason
{payment},09/24/2026,USD,480.00,Alder,Retailer,EFT,Standard,Cleared,

Invoices
Payment Number,Invoice Number,Invoice Date,Description,Invoice Amount,Invoice Currency,Terms Discount Taken,Amount Paid,Remaining Amount
{payment},{invoice},07/25/2026,Invoice {invoice},500.40,USD,0.00,500.40,0.00
{payment},{invoice}PC,07/25/2026,Price claim FOR PPV {invoice},-20.40,USD,0.00,-20.40,0.00
"""


def supplier(
    folder: Path, invoice: str = "INV7001", po: str = "4XK2P9QR", retailer: str = "amazon_us", payment: str = "1000000001"
) -> Path:
    """Writes a small supplier's folder and returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    words = {"invoice": invoice, "po": po, "retailer": retailer, "payment": payment}
    for name, text in (("terms.yaml", TERMS), ("orders.csv", ORDERS), ("prices.csv", PRICES), ("remittance.csv", REMITTANCE)):
        (folder / name).write_text(text.format(**words), encoding="utf-8")
    return folder


def recoup(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "api.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, cwd=cwd)


@dataclass(frozen=True)
class Audited:
    """A small supplier's folder, what its audit handed out, and how the command ended."""

    folder: Path
    out: Path
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """One audit for those who only look at it, or go on from a copy of it."""
    place = tmp_path_factory.mktemp("audited")
    folder, out = supplier(place / "in"), place / "out"
    return Audited(folder, out, recoup("audit", folder, "--as-of", "2026-10-01", "--out", out))


def findings(out: Path) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((out / "findings.json").read_text(encoding="utf-8"))
    return loaded


def test_a_price_claim_without_a_difference_is_disputed_with_everything_to_file_it(audited: Audited) -> None:
    done, out = audited.done, audited.out
    assert done.returncode == 0, done.stderr
    (found,) = findings(out)
    assert (found["verdict"], found["recoverable_amount"], found["reference"]) == ("dispute", "20.40", "INV7001PC")
    assert found["dispute_by"] == "2026-10-23"
    names = {p.name for p in out.iterdir()}
    assert names >= {"findings.json", "readings.jsonl", "report.html", "report.xlsx", "pod_requests.xlsx", "packets"}
    assert "20.40" in (out / "packets" / "INV7001PC" / "letter.txt").read_text(encoding="utf-8")
    assert "Recoverable" in done.stdout
    assert "files" in done.stderr


@pytest.mark.slow
def test_running_twice_gives_the_same_bytes(audited: Audited, tmp_path: Path) -> None:
    assert recoup("audit", audited.folder, "--as-of", "2026-10-01", "--afresh", "--out", tmp_path / "second").returncode == 0
    first, second = ({p.relative_to(t): p.read_bytes() for p in t.rglob("*") if p.is_file()} for t in (audited.out, tmp_path / "second"))
    assert first == second


@pytest.mark.slow
def test_two_retailers_in_subfolders_are_judged_each_by_its_own_rules(tmp_path: Path) -> None:
    supplier(tmp_path / "in" / "us")
    supplier(tmp_path / "in" / "wm", "INV8001", "5XK2P9QR", "walmart", "1000000002")
    done = recoup("audit", tmp_path / "in", "--as-of", "2026-10-01", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert {(f["reference"], f["retailer"]) for f in findings(tmp_path / "out")} == {("INV7001PC", "amazon_us"), ("INV8001PC", "walmart")}


@pytest.mark.slow
def test_an_earlier_audit_says_what_is_new(audited: Audited, tmp_path: Path) -> None:
    folder = supplier(tmp_path / "in")
    supplier(folder / "more", "INV7002", "6XK2P9QR", payment="1000000003")
    (folder / "more" / "terms.yaml").unlink()
    done = recoup("audit", folder, "--as-of", "2026-10-01", "--previous", audited.out, "--out", tmp_path / "second")
    assert done.returncode == 0, done.stderr
    changes = (tmp_path / "second" / "changes.json").read_text(encoding="utf-8")
    assert "INV7002PC" in changes
    assert "INV7001PC" not in changes


@pytest.mark.slow
def test_the_sweep_of_an_event_counts_the_orders_of_its_days(audited: Audited, tmp_path: Path) -> None:
    done = recoup(
        "audit", audited.folder, "--as-of", "2026-10-01", "--event", "Prime Day", "2026-07-14", "2026-07-17", "--out", tmp_path / "out"
    )
    assert done.returncode == 0, done.stderr
    assert '"claimed": "20.40"' in (tmp_path / "out" / "event.json").read_text(encoding="utf-8")


@pytest.mark.slow
def test_an_unreadable_file_is_named_and_the_rest_is_audited(tmp_path: Path) -> None:
    folder = supplier(tmp_path / "in")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 torn")
    done = recoup("audit", folder, "--as-of", "2026-10-01", "--out", tmp_path / "out")
    assert done.returncode == 3
    assert len(findings(tmp_path / "out")) == 1
    broken = [json.loads(x) for x in (tmp_path / "out" / "readings.jsonl").read_text(encoding="utf-8").splitlines() if "broken.pdf" in x]
    assert broken[0]["error"]["code"] == "corrupt"


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--as-of", "soon"], "soon"),
        (["--retailer", "nobody"], "nobody"),
        (["--event", "Sale", "2026-07-17", "tomorrow"], "tomorrow"),
        (["--previous", "nowhere"], "nowhere"),
    ],
)
def test_unusable_arguments_are_refused_with_a_reason_and_nothing_is_written(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = recoup("audit", supplier(tmp_path / "in"), "--out", tmp_path / "out", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_misspelt_term_is_refused_with_file_and_line(tmp_path: Path) -> None:
    folder = supplier(tmp_path / "in")
    text = (folder / "terms.yaml").read_text(encoding="utf-8")
    (folder / "terms.yaml").write_text(text + "shortages: {weak_counts: []}\n", encoding="utf-8")
    done = recoup("audit", folder, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "terms.yaml" in done.stderr
    assert "shortages" in done.stderr


@pytest.mark.slow
def test_an_interrupt_leaves_the_earlier_output_as_it_was(audited: Audited, tmp_path: Path) -> None:
    folder, out = supplier(tmp_path / "in"), tmp_path / "out"
    shutil.copytree(audited.out, out)
    before = (out / "findings.json").read_bytes()
    command = [sys.executable, "-m", "api.cli", "audit", str(folder), "--as-of", "2026-10-02", "--out", str(out)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1.0)
    running.send_signal(signal.SIGINT)
    running.wait(timeout=60)
    assert (out / "findings.json").read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {"in", "out"}


@pytest.mark.slow(seconds=25)
def test_every_hostile_file_is_read_or_named_and_memory_stays_bounded(samples: Path, tmp_path: Path) -> None:
    hostile = samples / "corpus" / "hostile"
    done = recoup("audit", hostile, "--as-of", "2026-11-01", "--out", tmp_path / "out")
    assert done.returncode in {0, 3}, done.stderr[-2000:]
    entries = [json.loads(x) for x in (tmp_path / "out" / "readings.jsonl").read_text(encoding="utf-8").splitlines()]
    named = {e["file"] for e in entries if "!" not in e["file"]}
    assert named == {p.relative_to(hostile).as_posix() for p in hostile.rglob("*") if p.is_file()}
    codes = {"encrypted", "corrupt", "unsupported", "too_large", "timeout", "empty"}
    assert {e["error"]["code"] for e in entries if "error" in e} <= codes
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 4 * 1024 * 1024
    assert {p.name for p in tmp_path.iterdir()} == {"out"}
