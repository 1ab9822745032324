"""Jinja2 templates: letters and mails as text, the report as one page of HTML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

_HERE: Final = Path(__file__).parent
_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=select_autoescape(enabled_extensions=("html", "html.j2"), default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    extensions=["jinja2.ext.i18n"],
)


def render(name: str, values: Mapping[str, Any]) -> str:
    """The template filled in; values in HTML templates are escaped.

    Raises `jinja2.UndefinedError` for a value that the template asks for and nobody gave, `jinja2.TemplateNotFound` for none.
    """
    return _ENVIRONMENT.get_template(name).render(values)


def has(name: str) -> bool:
    """True where there is a template of that name."""
    return (_HERE / name).is_file()


def source(name: str) -> str:
    """The text of a style sheet or script that goes into a page as it stands."""
    return (_HERE / name).read_text(encoding="utf-8")


def file_of(name: str) -> Path:
    """Where a file that goes along with the templates lies."""
    return _HERE / name


def folders(name: str) -> tuple[str, ...]:
    """The folders below a folder, by name."""
    return tuple(sorted(p.name for p in (_HERE / name).iterdir() if p.is_dir() and not p.name.startswith((".", "_"))))
