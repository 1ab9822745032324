"""A mail server on the loopback that keeps what it is given, and can misbehave at each step."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from cases.filing.mail_sending import SmtpTransport


@dataclass
class PostOffice:
    """What came in, and what it answers to recipients and texts; `hang_up` ends the connection instead of answering the text."""

    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    to_recipient: str = "250 OK"
    to_text: str = "250 taken"
    hang_up: bool = False
    port: int = 0

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 - their name
        del server, session, options
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - their name
        del session
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        if self.to_text.startswith("250"):
            self.raw.append(content)
            self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
            parsed = message_from_bytes(content, policy=policy.default)
            assert isinstance(parsed, EmailMessage)
            self.letters.append(parsed)
        if self.hang_up and server.transport is not None:
            server.transport.close()
        return self.to_text

    def transport(self, **more: Any) -> SmtpTransport:
        """The way to this office."""
        usual: dict[str, Any] = {"host": "127.0.0.1", "port": self.port, "tls": "none", "timeout": 5.0}
        return SmtpTransport(**(usual | more))


def _known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    del server, session, envelope, mechanism
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"halden", b"open sesame")
    return AuthResult(success=good, handled=False)


@contextlib.contextmanager
def opened(office: PostOffice, **settings: Any) -> Iterator[PostOffice]:
    """The office, open for the time of a test on a free port."""
    if settings.pop("with_password", False):
        settings |= {"authenticator": _known, "auth_required": True}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        office.port = int(probe.getsockname()[1])
    controller = Controller(office, hostname="127.0.0.1", port=office.port, **settings)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate of its own for localhost, and a client's that trusts it."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(cert), "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    return server, ssl.create_default_context(cafile=str(cert))
