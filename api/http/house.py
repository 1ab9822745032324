"""What the web part holds while it runs: the desk, its settings, who proves people, and what is counted in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from fastapi import Request
from sqlalchemy.orm import Session, sessionmaker

from agents.model.choice import Models
from api.http.idempotency import KeysUnderWay
from api.http.passwords import Passwords
from api.http.rate_limits import Places, RateLimits
from api.http.sign_in import PasswordSignIn, SignIn
from api.http.turns import Turns
from api.http.web_settings import WebSettings
from cases.background.desk import Desk
from ledger.database import for_reading


@dataclass(frozen=True, slots=True)
class WebHouse:
    """One per application. `readers` opens sessions that only read."""

    desk: Desk
    settings: WebSettings
    readers: sessionmaker[Session]
    passwords: Passwords
    sign_in: SignIn
    rates: RateLimits
    streams: Places
    keys: KeysUnderWay
    turns: Turns
    models: Models
    """The language models that suppliers may choose from."""

    @classmethod
    def around(cls, desk: Desk, settings: WebSettings, models: Models | None = None) -> Self:
        """The house around a desk."""
        passwords = Passwords(settings.password_cost, settings.shortest_password)
        return cls(
            desk=desk,
            settings=settings,
            readers=for_reading(desk.sessions),
            passwords=passwords,
            sign_in=PasswordSignIn(passwords),
            rates=RateLimits(),
            streams=Places(settings.streams_at_a_time),
            keys=KeysUnderWay(),
            turns=Turns(desk.sessions),
            models=models or Models(),
        )


def house_of(request: Request) -> WebHouse:
    """The house that a request came to."""
    house: WebHouse = request.app.state.house
    return house
