"""Answers are compressed, but not what arrives word by word; and a page gives its csrf value away to nobody who watches its length."""

from __future__ import annotations

import re

from api.http.web_sessions import masked_csrf, same_csrf
from ledger.models import User
from tests.http.conftest import Town


def page_value(text: str) -> str:
    found = re.search(r'<meta name="csrf" content="([^"]+)"', text)
    assert found is not None
    return found[1]


def test_pages_and_answers_are_compressed_where_that_is_wanted(town: Town, admin: User) -> None:
    town.supplier("Hal")
    client = town.logged_in(admin)
    for path in ("/queue", "/api/v1/openapi.json"):
        packed = client.get(path, headers={"accept-encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip", path
        assert "Accept-Encoding" in packed.headers["vary"]
        plain = client.get(path, headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert len(plain.text) == len(packed.text)


def test_every_page_masks_the_csrf_value_anew_and_takes_it_back(town: Town, admin: User) -> None:
    client = town.logged_in(admin)
    plain = client.headers["x-csrf-token"]
    values = {page_value(client.get("/queue").text) for _ in range(3)}
    assert len(values) == 3
    assert plain not in values
    for value in values:
        client.headers["x-csrf-token"] = value
        assert client.post("/api/v1/views", json={"name": value[:20], "query": ""}).status_code == 201
    client.headers["x-csrf-token"] = values.pop()[:-4] + "AAA="
    assert client.post("/api/v1/views", json={"name": "forged", "query": ""}).status_code == 403


def test_only_the_own_value_is_taken() -> None:
    own = "n3Xw-9_abcdefghijklmnopqrstuvwxyz0123456789"
    assert same_csrf(own, own)
    assert same_csrf(own, masked_csrf(own))
    for wrong in ("", own[:-1], own + "x", masked_csrf(own)[4:], masked_csrf(own[::-1]), masked_csrf(own + "x"), "é" * 43, "\ud800"):
        assert not same_csrf(own, wrong)
