"""A document under review: its addresses, fields and boxes on the page, and papers that are brought in while it is open."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect
from sqlalchemy import select

from ledger.models import Correction, Document, Paper
from tests.web.town import Town


def address(town: Town, name: str, more: str = "") -> str:
    return f"/documents/{town.documents[name]}{more}"


def paper_of(town: Town, name: str) -> Paper:
    with town.desk.sessions() as session:
        return session.scalars(
            select(Paper).where(Paper.document_id == town.documents[name], Paper.gone.is_(False))
        ).first() or pytest.fail(name)


def corrections(town: Town, document_id: int) -> list[Correction]:
    with town.desk.sessions() as session:
        return list(session.scalars(select(Correction).where(Correction.document_id == document_id).order_by(Correction.id)))


def value(page: Page, key: str) -> Locator:
    return page.locator(f"#value-{key}")


def entry(page: Page, key: str) -> Locator:
    return page.locator(f"#in-{key}")


def box(page: Page, key: str) -> Locator:
    return page.locator(f'[data-box="{key}"]')


def room(element: Locator) -> FloatRect:
    found = element.bounding_box()
    assert found is not None
    return found


def lit(element: Locator) -> None:
    expect(element).to_have_class(re.compile(r"\blit\b"))


def scan_of(town: Town, folder: Path, *names: str) -> Path:
    """Several papers of the town on one pile of pages, as a batch scan."""
    pile = pikepdf.new()
    with town.desk.sessions() as session:
        for name in names:
            row = session.get_one(Document, town.documents[name])
            pile.pages.extend(pikepdf.open(io.BytesIO(town.desk.files.get(row.sha256) or b"")).pages)
    place = folder / "pile.pdf"
    pile.save(place)
    return place


def brought_in(town: Town, file: Path) -> int:
    with town.api() as api:
        told = {"supplier_id": str(town.register.supplier_id), "account_id": str(town.register.account_id)}
        answer = api.post("/api/v1/documents", files={"file": (file.name, file.read_bytes())}, data=told)
    town.settle(60)
    number: int = answer.json()["document"]["id"]
    return number
