"""What the log looks like: one line per event with time, level and what is bound to it, as JSON or for a person; never a secret."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from structlog.types import Processor

from api.settings import LogFormat, Settings

HIDDEN: Final = "***"
SECRET_NAME: Final = re.compile(r"pass(word|wd)?$|secret|token|authorization|cookie|csrf|api_?key", re.IGNORECASE)
"""Names whose values are never written."""
SECRETS: Final = (
    (re.compile(r"(?<=://)([^/\s:@]*):([^/\s@]+)(?=@)"), r"\1:" + HIDDEN),
    (re.compile(r"\brcp_[A-Za-z0-9_-]{8,}"), HIDDEN),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"), r"\1 " + HIDDEN),
    (re.compile(r"(/link/)[A-Za-z0-9_-]{16,}"), r"\1" + HIDDEN),
)
"""What looks like a secret within a text: passwords in URLs, our tokens, headers, one-time links."""
QUIET: Final = {
    "uvicorn.error": logging.WARNING,
    "alembic": logging.WARNING,
    "uvicorn.access": logging.WARNING,
    "httpx": logging.WARNING,
    "httpx2": logging.WARNING,
    "openai": logging.WARNING,
    "anthropic": logging.WARNING,
    "dbos": logging.WARNING,
}
"""Libraries that say more than anybody asked for."""


def configure(settings: Settings) -> None:
    """Sends every line, ours and the libraries', to standard error in one form. May be called again."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, without_secrets, _renderer(settings.log_format)],
        )
    )
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h.formatter, structlog.stdlib.ProcessorFormatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(settings.log_level.value.upper())
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(max(level, root.level))


def without_secrets(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hides values that go by the name of a secret, and whatever looks like one inside a text."""
    del logger, method
    for name, value in event.items():
        event[name] = HIDDEN if value is not None and SECRET_NAME.search(name) else _cleaned(value)
    return event


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        for secret, instead in SECRETS:
            value = secret.sub(instead, value)
        return value
    if isinstance(value, dict):
        return {k: HIDDEN if SECRET_NAME.search(str(k)) else _cleaned(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(v) for v in value]
    return value


def _renderer(form: LogFormat) -> Processor:
    if form is LogFormat.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
