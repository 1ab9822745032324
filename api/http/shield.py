"""What every request passes before anything else looks at it: host names, sizes, security headers, the access log, our own mistakes."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from typing import Final

import structlog
from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import described, unexpected
from api.http.web_settings import WebSettings

LOG: Final = structlog.get_logger("recoup.http")

PAGES_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
"""No inline code, nothing from elsewhere, in no frame."""
ANSWERS_POLICY: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""For all that is no page: it loads nothing and runs nothing, whatever a browser takes it for."""
HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send forms with `Origin: null`, which is refused as forged
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex",
}
UPLOADS: Final = frozenset({"/api/v1/documents", "/api/v1/batches"})
"""Addresses that take files."""


class Shield:
    """Stands around the whole application, as the outermost layer of our own."""

    def __init__(self, app: ASGIApp, settings: WebSettings, our_mistake: Callable[[Request], ASGIApp] = unexpected) -> None:
        self._app = app
        self._settings = settings
        self._our_mistake = our_mistake

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request pass, or answers it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        passage = _Passage(scope, receive, send, self._settings, self._our_mistake)
        refusal = passage.refusal()
        if refusal is not None:
            await refusal(scope, receive, passage.send)
        else:
            await passage.through(self._app)
        passage.log()


class _Passage:
    """One request on its way through, and what is known of it for the log."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, settings: WebSettings, our_mistake: Callable[[Request], ASGIApp]
    ) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._settings, self._our_mistake = settings, our_mistake
        self._headers = Headers(scope=scope)
        self._started = time.perf_counter()
        self._taken = 0
        self._status = 0
        self._id = uuid.uuid4().hex[:16]
        path: str = scope["path"]
        self._limit = settings.upload_bytes if path in UPLOADS else settings.body_bytes

    def refusal(self) -> ASGIApp | None:
        """Why a request does not pass, as an answer."""
        request = Request(self._scope)
        if _host(self._headers.get("host", "")) not in self._settings.names:
            return described(request, 400, "unknown-host", "This house does not answer to that host name.")
        if b"%00" in self._scope.get("raw_path", b"") + b"?" + self._scope.get("query_string", b"") or "\0" in self._scope["path"]:
            return described(request, 400, "unusable-address", "The address holds a character that no address has.")
        length = self._headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._limit:
            return described(request, 413, "too-large", f"A request here has at most {self._limit} bytes.", headers={"Connection": "close"})
        return None

    async def through(self, app: ASGIApp) -> None:
        """On to the application; what it does not catch itself becomes an answer that tells nothing."""
        try:
            await app(self._scope, self._counted, self.send)
        except ClientDisconnect:  # who asked has left: nobody is there to be answered, and nothing is wrong with us
            LOG.info("left", request=self._id, method=self._scope["method"], path=self._scope["path"])
        except Exception:
            LOG.exception("request_failed", request=self._id, method=self._scope["method"], path=self._scope["path"])
            if self._status:
                raise
            await self._our_mistake(Request(self._scope))(self._scope, self._receive, self.send)

    async def _counted(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._taken += len(message.get("body", b""))
            if self._taken > self._limit:
                raise HTTPException(413, f"A request here has at most {self._limit} bytes.", {"Connection": "close"})
        return message

    async def send(self, message: Message) -> None:
        """The answer, with what every answer carries."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            page = headers.get("content-type", "").startswith("text/html")
            headers.setdefault("Content-Security-Policy", PAGES_POLICY if page else ANSWERS_POLICY)
            headers.setdefault("Cache-Control", "no-store")
            headers["X-Request-Id"] = self._id
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if self._settings.secure:
                headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        await self._send(message)

    def log(self) -> None:
        """One line per request, without query, headers and body: those may hold secrets."""
        visit = self._scope.get("state", {}).get("visit")
        path: str = self._scope["path"]
        LOG.info(
            "request",
            request=self._id,
            method=self._scope["method"],
            path="/link/…" if path.startswith("/link/") else path,
            status=int(self._status),
            milliseconds=round((time.perf_counter() - self._started) * 1000, 1),
            bytes_taken=self._taken,
            user=visit.scope.user_id if visit is not None else None,
            address=self._scope["client"][0] if self._scope.get("client") else "",
        )


def _host(header: str) -> str:
    """The host name of a Host header, without its port."""
    name = header.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]
