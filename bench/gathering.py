"""How long one case's search for missing papers takes among many: `.venv/bin/python bench/gathering.py [PAPERS [CASES]]`.

A made-up supplier with as many papers (one in ten belongs to nobody) and cases that lack their receipt; milliseconds per case, and how
that grows when there are ten times fewer papers.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.gathering.gathering import gather
from facts.documents import DocumentKind, Source
from facts.finding import Direction, FindingType, Verdict
from facts.identifiers import look_alike_class
from ledger.agents import EvidenceProposal
from ledger.cases import Case, CaseState
from ledger.database import open_engine, open_sessions
from ledger.findings import FindingRow
from ledger.migrating import upgrade
from ledger.operation import SearchEntry
from ledger.papers import Document, DocumentOrigin, DocumentState, Paper, PaperKey, PaperLink, Reading, TableRead, TradeFact
from ledger.suppliers import Account, Supplier

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
DESTINATIONS = ["FTW1", "PHX6", "RIC2", "LGB8", "MDW2", "CLT2", "ABE8", "ONT8", "IND9", "DFW7"]


def number(chance: random.Random, signs: str = SIGNS, length: int = 8) -> str:
    """A made-up number."""
    return "".join(chance.choices(signs, k=length))


def field(value: Any, top: float) -> dict[str, Any]:
    """A field of a paper."""
    return {"value": value, "text": str(value), "confidence": 0.95, "page": 1, "box": [60, top, 160, top + 11], "review": False}


def receipt(order: str, bill: str, pro: str, place: str, day: date, cartons: int) -> dict[str, Any]:
    """A receipt in the form of contract.md."""
    told = {
        "purchase_orders": [order],
        "bol_number": bill,
        "pro_number": pro,
        "ship_to_code": place,
        "delivery_date": day.isoformat(),
        "total_cartons": cartons,
        "carrier_name": "Redwood Freight",
        "signed": True,
    }
    fields = {name: field(value, 40 + 14 * at) for at, (name, value) in enumerate(told.items())}
    about = {"kind": "proof_of_delivery", "kind_confidence": 0.97, "pages": [1], "language": "en", "source": "ocr"}
    return about | {"fields": fields, "lines": [], "problems": []}


def papers(chance: random.Random, count: int) -> Iterator[tuple[int, dict[str, Any], str]]:
    """As many receipts with their order."""
    for at in range(1, count + 1):
        order, bill, pro = number(chance), number(chance, "0123456789", 17), number(chance, "0123456789", 9)
        day = date(2026, 5, 1) + timedelta(days=chance.randrange(120))
        yield at, receipt(order, bill, pro, chance.choice(DESTINATIONS), day, chance.randrange(5, 60)), order


def fill(session: Session, count: int, cases: int) -> None:
    """The supplier's ledger."""
    chance = random.Random(7)  # noqa: S311 - made-up papers
    session.execute(insert(Supplier), [{"id": 1, "name": "Halden", "slug": "halden", "created_at": NOW}])
    session.execute(insert(Account), [{"id": 1, "supplier_id": 1, "retailer": "amazon_us", "currency": "USD", "created_at": NOW}])
    rows: dict[Any, list[dict[str, Any]]] = {kind: [] for kind in (Document, DocumentOrigin, Paper, PaperKey, SearchEntry, PaperLink)}
    for at, content, order in papers(chance, count):
        name = f"pods/{at}.pdf"
        rows[Document].append({
            "id": at, "supplier_id": 1, "sha256": f"{at:064d}", "size": 1, "name": f"{at}.pdf", "state": DocumentState.READ,
            "received_at": NOW, "received_by": "ana",
        })  # fmt: skip
        rows[DocumentOrigin].append(
            {"document_id": at, "account_id": 1, "path": name, "via": "upload", "received_at": NOW, "received_by": "ana"}
        )
        rows[Paper].append({
            "id": at, "document_id": at, "position": 0, "kind": DocumentKind.PROOF_OF_DELIVERY, "source": Source.OCR, "content": content,
        })  # fmt: skip
        keys = {"purchase_order": order, "bol_number": content["fields"]["bol_number"]["value"]}
        keys["pro_number"] = content["fields"]["pro_number"]["value"]
        rows[PaperKey] += [{"paper_id": at, "name": n, "key": key, "look_alike": look_alike_class(key)} for n, key in keys.items()]
        said = " ".join([name, *keys.values(), content["fields"]["ship_to_code"]["value"], "redwood freight"]).casefold()
        rows[SearchEntry].append({"supplier_id": 1, "noun": "paper", "noun_id": at, "text": said})
        lost = at % 10 == 0
        rows[PaperLink].append({
            "account_id": 1, "paper_id": at, "purchase_order": "" if lost else order, "how": "unmatched" if lost else "exact", "why": "",
        })  # fmt: skip
    for kind, made in rows.items():
        for start in range(0, len(made), 2_000):
            session.execute(insert(kind), made[start : start + 2_000])
    _cases(session, chance, count, cases)


def _cases(session: Session, chance: random.Random, count: int, cases: int) -> None:
    """Cases that lack a receipt, each with an order that one sign tells from that of a receipt of nobody's."""
    table = count + 1
    session.execute(insert(Document), [{
        "id": table, "supplier_id": 1, "sha256": f"{table:064d}", "size": 1, "name": "orders.csv", "state": DocumentState.READ,
        "received_at": NOW, "received_by": "ana",
    }])  # fmt: skip
    session.execute(insert(DocumentOrigin), [{
        "document_id": table, "account_id": 1, "path": "orders.csv", "via": "upload", "received_at": NOW, "received_by": "ana",
    }])  # fmt: skip
    session.execute(insert(Reading), [{"id": 1, "document_id": table, "version": 1, "reader": "r", "made_at": NOW, "content": {}}])
    told = {"document_id": table, "reading_id": 1, "position": 0}
    session.execute(insert(TableRead), [{"id": 1, **told, "kind": "purchase_orders", "rows": cases, "about": {}}])
    item = {"paper": "proof_of_delivery", "required": True, "standing": "missing", "why": ""}
    for at in range(1, cases + 1):
        paper = session.get_one(Paper, 10 * (at % (count // 10)) + 10).content["fields"]
        order = paper["purchase_orders"]["value"][0][:-1] + chance.choice(SIGNS)
        place, day = paper["ship_to_code"]["value"], date.fromisoformat(paper["delivery_date"]["value"]) - timedelta(days=3)
        facts = {"purchase_order": order, "ship_to_code": place, "order_date": day.isoformat(), "sku": "B0VASE0001"}
        session.execute(insert(TradeFact), [{"table_id": 1, "position": at, "row": at, "values": facts, "purchase_order": order}])
        session.execute(insert(Case), [{
            "id": at, "number": at, "supplier_id": 1, "account_id": 1, "case_key": f"shortage:{at}", "type": FindingType.SHORTAGE,
            "retailer": "amazon_us", "reference": f"INV{at}SC", "purchase_order": order, "verdict": "needs_evidence", "checklist": [item],
            "state": CaseState.GATHERING_EVIDENCE, "currency": "USD", "opened_at": NOW, "changed_at": NOW, "version": 1,
        }])  # fmt: skip
        session.execute(insert(FindingRow), [{
            "account_id": 1, "case_id": at, "finding_key": f"f{at}", "type": FindingType.SHORTAGE, "direction": Direction.OWED_TO_US,
            "reference": f"INV{at}SC", "purchase_order": order, "destination": place, "carrier": "Redwood Freight", "currency": "USD",
            "claimed_minor": 10_000, "recoverable_minor": 10_000, "verdict": Verdict.NEEDS_EVIDENCE, "reason": "proof_of_delivery_missing",
            "why": "", "rule": "r", "confidence": 0.9, "missing": ["proof_of_delivery"], "fingerprint": "", "first_seen_at": NOW,
            "judged_at": NOW,
        }])  # fmt: skip


def measured(count: int, cases: int, looked: int) -> tuple[float, float, int]:
    """Milliseconds per case at the median and at the worst, and how many proposals came of it."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'ledger.sqlite'}"
        upgrade(url)
        engine = open_engine(url)
        sessions = open_sessions(engine)
        with sessions.begin() as session:
            fill(session, count, cases)
        spent = []
        for at in random.Random(3).sample(range(1, cases + 1), looked):  # noqa: S311 - which cases
            with sessions.begin() as session:
                rules = rules_for(session, 1, NOW.date())
                started = time.perf_counter()
                gather(session, session.get_one(Case, at), rules, actor="recoup", now=NOW)
                session.flush()
                spent.append(1000 * (time.perf_counter() - started))
        with sessions() as session:
            made = len(session.scalars(select(EvidenceProposal.id).where(EvidenceProposal.kind == "link")).all())
        engine.dispose()
    spent.sort()
    return spent[len(spent) // 2], spent[-1], made


def main() -> None:
    """Prints both."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    cases = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    looked = min(100, cases)
    few, _, _ = measured(max(100, count // 10), max(10, cases // 10), min(looked, max(10, cases // 10)))
    many, worst, made = measured(count, cases, looked)
    print(f"{count} papers, {cases} cases: {many:.1f} ms a case, at worst {worst:.1f} ms; {made} papers proposed for {looked} cases")
    print(f"with ten times fewer papers: {few:.1f} ms a case ({many / few:.2f} times)")


if __name__ == "__main__":
    main()
