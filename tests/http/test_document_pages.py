"""Pages of documents over HTTP: pictures that a browser keeps, words to point at, and batches that a person cuts."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from ledger.models import Role
from tests.http.conftest import Town
from tests.http.shop import Shop, stocked


@pytest.fixture
def shop(town: Town) -> Shop:
    return stocked(town, "Halden")


@pytest.fixture
def clerk(town: Town, shop: Shop) -> Any:
    return town.logged_in(town.user("cleo@example.com", (Role.SPECIALIST, shop.supplier.id)))


@pytest.fixture
def document(shop: Shop) -> str:
    return f"/api/v1/documents/{shop.numbers['document_id']}"


def test_pages_are_told_with_sizes_and_where_their_pictures_are(clerk: Any, document: str, shop: Shop) -> None:
    told = clerk.get(f"{document}/pages").json()
    assert (told["count"], told["name"]) == (1, f"{shop.mark}.pdf")
    (page,) = told["pages"]
    assert (page["number"], page["width"], page["height"], page["turned"]) == (1, 612.0, 792.0, 0)
    assert Image.open(io.BytesIO(clerk.get(page["picture"]).content)).size == (1224, 1584)


def test_a_picture_is_one_that_a_page_of_ours_can_show_and_a_browser_keeps_for_itself(clerk: Any, document: str) -> None:
    answer = clerk.get(f"{document}/pages/1.webp", params={"dpi": 48, "turn": 90})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert Image.open(io.BytesIO(answer.content)).size == (528, 408)
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = clerk.get(f"{document}/pages/1.webp", params={"dpi": 48, "turn": 90}, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = clerk.get(f"{document}/pages/1.webp", params={"dpi": 144}, headers={"If-None-Match": answer.headers["etag"]})
    assert (other.status_code, other.headers["cache-control"]) == (200, "private, no-cache")


def test_words_stand_where_they_can_be_pointed_at(clerk: Any, document: str, shop: Shop) -> None:
    told = clerk.get(f"{document}/pages/1/words").json()
    (word,) = told["words"]
    assert word["text"] == shop.mark
    assert word["box"][0] == pytest.approx(72, abs=1.5)
    assert word["box"][3] == pytest.approx(92, abs=3)


@pytest.mark.parametrize("page", ["2.webp", "2/words"])
def test_a_page_that_is_not_there_is_not_found(clerk: Any, document: str, page: str) -> None:
    answer = clerk.get(f"{document}/pages/{page}")
    assert answer.status_code == 404
    assert answer.json()["detail"].endswith("has 1 page; there is no page 2")


def test_a_table_has_no_pages(clerk: Any, shop: Shop) -> None:
    sent = {"supplier_id": shop.supplier.id, "account_id": shop.account.id}
    made = clerk.post("/api/v1/documents", data=sent, files={"file": ("costs.csv", b"SKU,Cost\nA,1\n")}).json()["document"]["id"]
    assert clerk.get(f"/api/v1/documents/{made}/pages").json()["pages"] == []
    assert clerk.get(f"/api/v1/documents/{made}/pages/1.webp").status_code == 409
    assert clerk.put(f"/api/v1/documents/{made}/cuts", json={"papers": []}).status_code == 409


@pytest.mark.both_engines
def test_a_batch_is_cut_read_again_and_the_cut_taken_back(clerk: Any, document: str, town: Town) -> None:
    town.wait(minutes=1)
    answer = clerk.put(f"{document}/cuts", json={"papers": [{"pages": [1], "kind": "proof_of_delivery"}], "reason": "it is signed"})
    assert answer.status_code == 200, answer.text
    (_, made) = answer.json()["corrections"]
    assert (made["name"], made["after"], made["reason"]) == (
        "papers",
        {"papers": [{"pages": [1], "kind": "proof_of_delivery"}]},
        "it is signed",
    )
    assert answer.json()["job"]["key"].startswith("read:")
    town.wait(minutes=1)
    undone = clerk.delete(f"/api/v1/corrections/{made['id']}").json()
    assert undone["corrections"][-1]["undone_at"] is not None


@pytest.mark.parametrize(
    "papers,objection",
    [([{"pages": [1]}, {"pages": [1]}], "page 1 is in two papers"), ([{"pages": [2]}], "there is no page 2"), ([{"pages": []}], "")],
)
def test_a_cut_that_cannot_be_is_refused_with_the_reason(clerk: Any, document: str, papers: list[Any], objection: str) -> None:
    answer = clerk.put(f"{document}/cuts", json={"papers": papers})
    assert answer.status_code == 422
    assert objection in answer.json()["detail"]


def test_a_reader_looks_and_does_not_cut(town: Town, shop: Shop, document: str) -> None:
    reader = town.logged_in(town.user("rita@example.com", (Role.SUPPLIER, shop.supplier.id)))
    assert reader.get(f"{document}/pages/1.webp").status_code == 200
    assert reader.put(f"{document}/cuts", json={"papers": None}).status_code == 403


def test_a_missed_line_is_added_by_its_number_and_taken_away_again(clerk: Any, document: str) -> None:
    cells = [{"line": 0, "name": "sku", "value": "B0AAAAAAA1"}, {"line": 0, "name": "quantity", "value": 4}]
    shown = clerk.patch(f"{document}/fields", json={"corrections": cells}).json()
    (line,) = shown["papers"][0]["content"]["lines"]
    assert (line["sku"]["value"], line["quantity"]["value"]) == ("B0AAAAAAA1", 4)
    gone = {"corrections": [{"line": 0, "name": "line", "value": None}]}
    assert clerk.patch(f"{document}/fields", json=gone).json()["papers"][0]["content"]["lines"] == [{}]
    assert clerk.patch(f"{document}/fields", json={"corrections": [{"line": 2, "name": "sku", "value": "X"}]}).status_code == 422
