"""One's own settings: language, theme, keys, password."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from api.http.visit import Reader
from api.web.page import page, pages

router: Final = pages()
KEYS: Final = tuple("jkxeauncstpdfrywvboqlmgi/?[]<>+=-0123456789")
"""Single keys that pages use, to be switched off one by one."""


@router.get("/me")
def my_page(request: Request, visit: Reader) -> Response:
    """Settings of the person who is logged in."""
    with visit.reading() as gate:
        told = {"keys": KEYS, "shortest": visit.house.settings.shortest_password}
        return page(request, visit, gate, "me/me", told)
