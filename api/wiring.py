"""Puts the house together from its settings: database, files, background work, readers that stay warm, and the clock."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from agents.bench import Bench
from agents.model.choice import Models
from api.house_models import models_of
from api.http.web_settings import LOOPBACK, MEGABYTE, WebSettings
from api.settings import Settings, password_for
from cases.background.desk import Desk
from cases.background.work import Handler, Report, Task, Work, WorkKind
from cases.filing.mail_sending import SmtpTransport, Transport
from extractors.read import ReaderPool
from extractors.sandbox import Sandbox
from ledger.database import open_engine, open_sessions
from ledger.derived import DerivedFiles
from ledger.files import open_files

EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - told apart, not listened on
"""Addresses that mean every network this machine is in."""


class Closable(Protocol):
    """Something that ends."""

    def close(self) -> None:
        """Ends it."""
        ...


T = TypeVar("T", bound=Closable)


class Shelf(Generic[T]):
    """Tools that are dear to make and serve one borrower at a time: lent, taken back, and lent again while still warm.

    A tool whose borrower failed is thrown away: nobody knows what state it is in.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._idle: list[T] = []
        self._lock = threading.Lock()
        self._closed = False

    @contextlib.contextmanager
    def lend(self) -> Iterator[T]:
        """A tool for the time of one job."""
        with self._lock:
            tool = self._idle.pop() if self._idle else None
        tool = tool or self._make()
        try:
            yield tool
        except BaseException:
            tool.close()
            raise
        with self._lock:
            if not self._closed:
                self._idle.append(tool)
                return
        tool.close()

    def close(self) -> None:
        """Ends what lies on the shelf; what is still lent ends when it comes back."""
        with self._lock:
            self._closed, idle, self._idle = True, self._idle, []
        for tool in idle:
            tool.close()


@dataclass(frozen=True, slots=True)
class House:
    """What is open while a command runs."""

    settings: Settings
    engine: Engine
    desk: Desk
    models: Models = field(default_factory=Models)
    """The language models that it may ask."""


def moment() -> datetime:
    """The clock of the house."""
    return datetime.now(UTC)


@contextlib.contextmanager
def open_house(
    settings: Settings, *, work: Callable[[Engine], Work] | None = None, clock: Callable[[], datetime] = moment
) -> Iterator[House]:
    """Opens database, files and tools, and closes them at the end. `work` makes the background work, else DBOS carries it.

    Raises UnusableSettingsError for models that cannot be used.
    """
    models = models_of(settings)
    make_home(settings)
    with ExitStack() as stack:
        engine = open_engine(settings.database)
        stack.callback(engine.dispose)
        readers = Shelf(lambda: ReaderPool(workers=1))
        stack.callback(readers.close)
        sandboxes = Shelf(Sandbox)
        stack.callback(sandboxes.close)
        desk = Desk(
            sessions=open_sessions(engine),
            files=open_files(settings.storage),
            work=(work or _durable)(engine),
            clock=clock,
            readers=lambda: _lent(readers),
            sandbox=lambda: _lent(sandboxes),
            derived=DerivedFiles(settings.folder / "derived"),
        )
        yield House(settings, engine, desk, models)


def handlers(house: House) -> dict[WorkKind, Handler]:
    """Who carries out which kind of work, with what the settings say about mails, mailboxes and how long things are kept."""
    from agents.evidence.ordering import model_search
    from agents.handlers import handlers as of_agents
    from agents.narrative.ordering import model_letters
    from cases.background.handlers import handlers as of_cases

    bench = Bench(house.desk, house.models)
    of_the_house = of_cases(
        house.desk,
        transport=mail_transport(house.settings),
        mailbox_password=_mailbox_password,
        model_letter=model_letters(bench),
        after_gathering=model_search(bench),
    )
    return {**of_the_house, **of_agents(bench), WorkKind.TIDY: tidy_handler(house)}


def mail_transport(settings: Settings) -> Transport | None:
    """The way to the mail server; None where none is set: mails stay drafts then."""
    if not settings.smtp_host:
        return None
    secret = settings.smtp_password
    password = (lambda: None) if secret is None else secret.get_secret_value
    return SmtpTransport(settings.smtp_host, settings.smtp_port, settings.smtp_tls.value, settings.smtp_user, password)


def tidy_handler(house: House) -> Handler:
    """Removes what has been kept for long enough."""
    from jobs.retention import Keep, tidy

    keep = Keep(
        jobs=timedelta(days=house.settings.keep_jobs_days),
        answers=timedelta(hours=house.settings.keep_answers_hours),
        access=timedelta(days=house.settings.keep_access_days),
    )

    def carry_out(task: Task, report: Report) -> None:
        del task
        report(0, None, "looking for what is old")
        gone = tidy(house.engine, now=house.desk.now(), keep=keep)
        report(1, 1, ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in asdict(gone).items() if count) or "nothing is old")

    return carry_out


def _mailbox_password(word: str) -> str | None:
    found = password_for(word)
    return None if found is None else found.get_secret_value()


def web_settings(settings: Settings, *, address: str = "") -> WebSettings:
    """What the web part is told; `address` is where it really listens, for links, where no base URL is set."""
    host = () if settings.host in EVERYWHERE else (f"[{settings.host}]" if ":" in settings.host else settings.host,)
    return WebSettings(
        base_url=settings.base_url.rstrip("/") or address,
        hosts=(*LOOPBACK, *host, *settings.allowed_hosts),
        session_idle=timedelta(hours=settings.session_idle_hours),
        session_absolute=timedelta(days=settings.session_days),
        link_life=timedelta(days=settings.link_days),
        token_life=timedelta(days=settings.token_days),
        answer_life=timedelta(hours=settings.keep_answers_hours),
        file_bytes=settings.upload_file_megabytes * MEGABYTE,
        upload_bytes=settings.upload_request_megabytes * MEGABYTE,
        upload_files=settings.upload_files,
        request_rate=settings.rate_request,
        stranger_rate=settings.rate_stranger,
        log_in_rate=settings.rate_log_in,
        upload_rate=settings.rate_upload,
        export_rate=settings.rate_export,
    )


def make_home(settings: Settings) -> None:
    """The folders that the database file and the files stand in, readable by their owner only where they are made here."""
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _durable(engine: Engine) -> Work:
    from jobs.work import DbosWork

    return DbosWork(engine)


def _lent(shelf: Shelf[T]) -> AbstractContextManager[T]:
    return shelf.lend()
