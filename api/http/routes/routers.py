"""How routers are made: guarded or open, each with the problems that any of its answers can be."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from api.http.problems import answers
from api.http.visit import GuardedRoute

ANYWHERE: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
"""What any address can answer: an unusable address or host, a request of the wrong form, too many of them, a busy database."""
GUARDED: Final = (*ANYWHERE, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
WRITES: Final = answers(HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
"""What a write can answer beside that: it stands against what is there, or is too large."""
MOVING: Final = WRITES | answers(HTTPStatus.PRECONDITION_FAILED)
"""The same for what others may have changed."""
UNSEEN: Final = MOVING | answers(HTTPStatus.PRECONDITION_REQUIRED)
"""The same for what must not be done unseen."""


def guarded(*tags: str) -> APIRouter:
    """A router that lets in who is known."""
    return APIRouter(tags=list(tags), route_class=GuardedRoute, responses=answers(*GUARDED))


def open_to_all(*tags: str) -> APIRouter:
    """A router for those who are not known yet."""
    return APIRouter(tags=list(tags), responses=answers(*ANYWHERE))
