"""What an installation may be told: every setting with its default, read from the environment and from a `.env` file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

from limits import parse_many
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX: Final = "RECOUP_"
PASSWORD_PREFIX: Final = "RECOUP_PASSWORD_"  # noqa: S105 - the beginning of a variable's name
"""`RECOUP_PASSWORD_<WORD>` holds the password that a watched mailbox names by its word."""
KEY_PREFIX: Final = "RECOUP_LLM_KEY_"
"""`RECOUP_LLM_KEY_<WORD>` holds the key of a model whose entry in RECOUP_MODELS names it."""
NOT_OURS: Final = frozenset({"RECOUP_SAMPLES"})
"""Variables of the tests, which no setting takes."""


class LogFormat(StrEnum):
    """How a line of the log looks: one JSON object, or for a person's eyes."""

    JSON = "json"
    CONSOLE = "console"


class LogLevel(StrEnum):
    """The least that is worth a line."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class MailTls(StrEnum):
    """How the connection to the mail server is kept private."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class UnusableSettingsError(Exception):
    """Some setting has a value that cannot be used."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """All settings. Each is RECOUP_ and its name in capitals; the environment comes before `.env`, that before the default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    home: Path = Field(default=Path("~/.local/share/recoup"), description="folder for what is kept on this machine")
    database_url: str = Field(
        default="", repr=False, description="database: sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME; else HOME/ledger.sqlite"
    )
    storage_url: str = Field(default="", repr=False, description="files: a folder, or s3://BUCKET/PREFIX; else HOME/files")

    host: str = Field(default="127.0.0.1", description="address that `recoup serve` listens on")
    port: int = Field(default=8484, ge=0, le=65535, description="port that `recoup serve` listens on; 0 takes a free one")
    base_url: str = Field(default="", description="address that people use, for links in mails and for cookies; else made of host and port")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="host names that requests may be addressed to, with commas; else that of the base URL, and this machine"
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="addresses of proxies whose word on the client's address counts, with commas"
    )

    session_idle_hours: int = Field(default=12, ge=1, description="a log-in ends after so long without a request")
    session_days: int = Field(default=7, ge=1, description="a log-in ends after so long in any case")
    link_days: int = Field(default=3, ge=1, description="a one-time link is good for so long")
    token_days: int = Field(default=90, ge=1, le=366, description="an API token is good for so long where nothing else was said")

    upload_file_megabytes: int = Field(default=100, ge=1, description="largest file")
    upload_request_megabytes: int = Field(default=500, ge=1, description="largest upload as a whole")
    upload_files: int = Field(default=200, ge=1, description="most files in one upload")
    rate_request: str = Field(default="1200/minute", description="requests of one log-in or token")
    rate_stranger: str = Field(default="300/minute", description="requests from one address that name nobody who is let in")
    rate_log_in: str = Field(default="30/minute", description="log-ins tried from one address")
    rate_upload: str = Field(default="600/minute", description="uploads of one user")
    rate_export: str = Field(default="60/minute", description="exports and packets of one user")

    workers: int = Field(default=1, ge=0, description="worker processes that `recoup serve` starts; 0 where workers run elsewhere")
    readers: int = Field(default=0, ge=0, description="documents read at a time by one worker; 0 shares the processors among the workers")
    lease_seconds: int = Field(default=30, ge=15, le=3600, description="a worker that was silent for so long counts as dead")

    smtp_host: str = Field(default="", description="mail server; without one no mail is sent")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="port of the mail server")
    smtp_user: str = Field(default="", description="user at the mail server")
    smtp_password: SecretStr | None = Field(default=None, description="password at the mail server")
    smtp_tls: MailTls = Field(default=MailTls.STARTTLS, description="starttls, tls or none")

    llm: str = Field(
        default="",
        description="language model of suppliers that chose none: a name in RECOUP_MODELS, or openai:MODEL, anthropic:MODEL, local:MODEL",
    )
    llm_url: str = Field(
        default="", description="where that model is reached, if written as provider:MODEL and not at the provider's own place"
    )
    llm_key: SecretStr | None = Field(default=None, description="key of models that name no variable of their own")
    models: Path | None = Field(default=None, description="YAML file of the language models that suppliers may choose from")
    llm_at_a_time: int = Field(default=2, ge=1, le=100, description="runs with a language model at a time in one worker")
    llm_per_minute: int = Field(default=60, ge=1, description="runs with a language model begun in a minute by all workers")
    llm_seconds_per_call: int = Field(
        default=60, ge=1, le=3600, description="one question to a model ends after so long, tries and waits included"
    )
    llm_seconds_per_case: int = Field(default=180, ge=1, le=7200, description="a run on one case waits for models so long in all")
    llm_tokens_per_case: int = Field(default=200_000, ge=0, description="tokens that models may use for one case, read and written")
    llm_tokens_per_day: int = Field(default=5_000_000, ge=0, description="the same for a day (UTC) and the whole house")
    llm_dollars_per_case: Decimal = Field(
        default=Decimal("1.00"), ge=0, lt=1_000_000, description="US dollars that models may cost for one case"
    )
    llm_dollars_per_day: Decimal = Field(
        default=Decimal("20.00"), ge=0, lt=1_000_000, description="the same for a day (UTC) and the whole house"
    )

    keep_readings_megabytes: int = Field(
        default=500,
        ge=0,
        description="what commands have read is kept in HOME/readings, so that the same bytes are read once; 0 keeps nothing",
    )
    keep_jobs_days: int = Field(default=30, ge=1, description="ended jobs are kept for so long")
    keep_answers_hours: int = Field(default=24, ge=1, description="answers to requests with an Idempotency-Key are kept for so long")
    keep_access_days: int = Field(default=400, ge=1, description="the record of log-ins and downloads is kept for so long")

    log_level: LogLevel = Field(default=LogLevel.INFO, description="debug, info, warning or error")
    log_format: LogFormat = Field(default=LogFormat.CONSOLE, description="console or json")

    @field_validator("allowed_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: str) -> str:
        if not value:
            return value
        try:
            backend = make_url(value).get_backend_name()
        except (ArgumentError, ValueError):
            raise ValueError("is no database URL; write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME") from None
        if backend not in {"sqlite", "postgresql", "postgres"}:
            raise ValueError(f"{backend} is not supported; use SQLite or PostgreSQL")
        return value

    @field_validator("rate_request", "rate_stranger", "rate_log_in", "rate_upload", "rate_export")
    @classmethod
    def _is_a_rate(cls, value: str) -> str:
        try:
            parse_many(value)
        except ValueError:
            raise ValueError("is no rate; write one as 10/minute") from None
        return value

    @property
    def folder(self) -> Path:
        """The folder for what is kept on this machine."""
        return self.home.expanduser()

    @property
    def database(self) -> str:
        """The database's URL, with its password."""
        return self.database_url or f"sqlite:///{self.folder / 'ledger.sqlite'}"

    @property
    def storage(self) -> str:
        """Where files are kept: a folder or a URL."""
        return self.storage_url or str(self.folder / "files")

    @property
    def address(self) -> str:
        """The address that people use, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.base_url.rstrip("/") or f"http://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class InForce:
    """One setting as it is in force: its variable, its value as text (secrets masked), where that comes from, and what it decides."""

    variable: str
    value: str
    source: str
    description: str


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, and what was noticed while they were loaded."""

    settings: Settings
    warnings: tuple[str, ...]
    sources: dict[str, str]
    """Field name → `environment` or the `.env` file's path; fields at their default are not in it."""

    def in_force(self) -> Iterator[InForce]:
        """Every setting, in the order of the table in the operator's guide."""
        for name, field in Settings.model_fields.items():
            shown = _shown(name, self.settings)
            yield InForce(_variable(name), shown, self.sources.get(name, "default"), field.description or "")


def load_settings() -> LoadedSettings:
    """The settings in force. Raises UnusableSettingsError that names each variable whose value cannot be used."""
    try:
        settings = Settings()
    except ValidationError as error:
        raise UnusableSettingsError(
            [f"{_variable('.'.join(str(part) for part in e['loc']))}: {_said(e)}" for e in error.errors(include_input=False)]
        ) from None
    in_file = {name.upper() for name, value in DotEnvSettingsSource(Settings).env_vars.items() if value}
    in_environment = {name.upper() for name, value in os.environ.items() if value}
    sources = {}
    for name in Settings.model_fields:
        if _variable(name) in in_environment:
            sources[name] = "environment"
        elif _variable(name) in in_file:
            sources[name] = str(Path(".env").resolve())
    return LoadedSettings(settings, tuple(_unknown(in_environment | in_file)), sources)


def password_for(word: str) -> SecretStr | None:
    """The password that a watched mailbox names by `word`: RECOUP_PASSWORD_WORD from the environment or `.env`; None where missing."""
    return secret_for(f"{PASSWORD_PREFIX}{word.upper()}")


def secret_for(variable: str) -> SecretStr | None:
    """What stands in a variable of the environment or of `.env`, as a secret; None where it is missing."""
    value = os.environ.get(variable) or DotEnvSettingsSource(Settings).env_vars.get(variable.lower())
    return SecretStr(value) if value else None


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _said(error: Any) -> str:
    return str(error["msg"]).removeprefix("Value error, ")


def _unknown(present: set[str]) -> Iterator[str]:
    known = {_variable(name) for name in Settings.model_fields} | NOT_OURS
    for name in sorted(present):
        if name.startswith(PREFIX) and name not in known and not name.startswith((PASSWORD_PREFIX, KEY_PREFIX)):
            yield f"{name} is no setting of Recoup and is ignored"


def _shown(name: str, settings: Settings) -> str:
    """The value that counts, as text; never a secret."""
    match name:
        case "home":
            return str(settings.folder)
        case "database_url":
            return make_url(settings.database).render_as_string(hide_password=True)
        case "storage_url":
            return _without_password(settings.storage)
        case "base_url":
            return settings.address
        case "llm_url":
            return _without_password(settings.llm_url)
        case _:
            value = getattr(settings, name)
    if isinstance(value, SecretStr):
        return "***"
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def _without_password(place: str) -> str:
    """A storage URL without what stands before the @, and without its query: either may hold a key."""
    scheme, separator, rest = place.partition("://")
    if not separator:
        return place
    path, query, _ = rest.partition("?")
    authority, slash, below = path.partition("/")
    *user, host = authority.rpartition("@")
    masked = f"***@{host}" if user[0] else authority
    return f"{scheme}://{masked}{slash}{below}{'?***' if query else ''}"
