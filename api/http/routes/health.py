"""Whether the house stands, for those who watch over it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import Request, Response
from pydantic import BaseModel

from api.http.gate.health import Readiness, readiness
from api.http.house import house_of
from api.http.routes.routers import open_to_all

router: Final = open_to_all("health")


class Live(BaseModel):
    """The process answers."""

    status: str


@router.get("/health/live")
async def live() -> Live:
    """Whether the process answers. Nothing else is looked at."""
    return Live(status="ok")


@router.get("/health/ready", responses={HTTPStatus.SERVICE_UNAVAILABLE: {"model": Readiness, "description": "Not ready"}})
def ready(request: Request, response: Response) -> Readiness:
    """Whether requests can be served: database and files answer. Workers are counted; without any, people are still served."""
    found = readiness(house_of(request))
    if not found.ready:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return found
