"""Whether the house stands, for those who watch over it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import Request, Response
from pydantic import BaseModel, Field

from api.http.gate.house import house_shown
from api.http.gate.models import models_shown
from api.http.house import house_of
from api.http.permissions import Action
from api.http.routes.routers import guarded, open_to_all
from api.http.shapes.house import HouseShown
from api.http.shapes.models import ModelsShown
from api.http.visit import Reader
from cases.health import health

router: Final = open_to_all("health")
inside: Final = guarded("health")


class Live(BaseModel):
    """The process answers."""

    status: str


class Ready(BaseModel):
    """What answers. Why something does not stands in the log, not here."""

    ready: bool
    database: bool
    migrated: bool
    files: bool
    workers: int = Field(description="Workers alive; without any, people are served and their work waits.")
    waiting: int = Field(description="Jobs that may run and wait.")
    waiting_seconds: int = Field(description="How long the oldest of them has been waiting.")


@router.get("/health/live")
async def live() -> Live:
    """Whether the process answers. Nothing else is looked at."""
    return Live(status="ok")


@router.get("/health/ready", responses={HTTPStatus.SERVICE_UNAVAILABLE: {"model": Ready, "description": "Not ready"}})
def ready(request: Request, response: Response) -> Ready:
    """Whether requests can be served: the database in its latest form, and the files."""
    house = house_of(request)
    found = health(house.readers, house.desk.files, now=house.desk.now())
    if not found.ready:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return Ready(
        ready=found.ready,
        database=found.database,
        migrated=found.migrated,
        files=found.files,
        workers=found.workers,
        waiting=found.waiting,
        waiting_seconds=int(found.waiting_for.total_seconds()),
    )


@inside.get("/house")
def show_house(visit: Reader) -> HouseShown:
    """What answers, which versions run, the workers with their leases, and the languages that scans are read in."""
    with visit.reading() as gate:
        gate.require(Action.RUN, None)
        return house_shown(visit, gate)


@inside.get("/models")
def show_models(visit: Reader) -> ModelsShown:
    """The language models of the house, what they may take, what they have used in a month, and what failed of late."""
    with visit.reading() as gate:
        gate.require(Action.RUN, None)
        return models_shown(gate, visit.house.models)
