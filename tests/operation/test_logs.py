"""Lines of the log carry what is bound to them, in either form, and never a secret."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from api.logs import configure
from api.settings import LogFormat, LogLevel, Settings


@pytest.fixture(params=list(LogFormat))
def log(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    out = io.StringIO()
    monkeypatch.setattr("sys.stderr", out)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    configure(Settings(log_format=request.param, log_level=LogLevel.INFO))
    yield out
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


SECRET = "hunter2hunter2hunter2"


@pytest.mark.parametrize(
    "say",
    [
        lambda: logging.getLogger("a").info("connecting to postgresql://me:%s@db/x", SECRET),
        lambda: logging.getLogger("a").info("taken", extra={"smtp_password": SECRET}),
        lambda: structlog.get_logger("a").info("taken", headers={"Authorization": f"Bearer {SECRET}", "Cookie": SECRET}),
        lambda: structlog.get_logger("a").warning("went to", path=f"/link/{SECRET}"),
        lambda: structlog.get_logger("a").error(f"bad token rcp_{SECRET}"),
        lambda: structlog.get_logger("a").info("got", values=[f"Bearer {SECRET}"], csrf=SECRET),
    ],
    ids=["url", "extra", "headers", "link", "token", "list"],
)
def test_no_secret_is_written(log: io.StringIO, say: object) -> None:
    assert callable(say)
    say()
    assert "***" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_a_traceback_hides_secrets_too(log: io.StringIO) -> None:
    try:
        int(f"postgresql://me:{SECRET}@db/x")
    except ValueError:
        logging.getLogger("a").exception("it failed")
    assert "Traceback" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_what_is_bound_stands_in_every_line(log: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(request="r-17", supplier=5, job="read:9")
    logging.getLogger("jobs.worker").info("worker %s works", "one")
    said = log.getvalue()
    assert all(part in said for part in ("worker one works", "jobs.worker", "r-17", "read:9"))
    if said.startswith("{"):
        assert json.loads(said)["supplier"] == 5


def test_what_is_below_the_level_is_not_written(log: io.StringIO) -> None:
    logging.getLogger("a").debug("detail")
    structlog.get_logger("a").debug("detail")
    assert log.getvalue() == ""
