"""Writes migrations from the models: `python -m ledger.migrations.make "adds a column"`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import MigrationScript
from sqlalchemy import Connection

from ledger.database import open_engine
from ledger.migrating import autogenerate_options, newest, upgrade
from ledger.models import Row

VERSIONS: Final = Path(__file__).with_name("versions")
PAGE: Final = '''"""{message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The change."""
    {upgrades}


def downgrade() -> None:
    """Back again."""
    {downgrades}
'''


def following(message: str) -> tuple[str, str]:
    """Name and text of the next migration: what the models say beyond the migrations there are."""
    last = newest()
    revision = f"{int(last) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ledger.sqlite"
        upgrade(url)
        engine = open_engine(url)
        with engine.connect() as connection:
            up, down = _rendered(_differences(connection))
        engine.dispose()
    words = "_".join("".join(c if c.isalnum() else " " for c in message.lower()).split())
    page = PAGE.format(message=message, revision=revision, before=f'"{last}"', upgrades=up, downgrades=down)
    return f"{revision}_{words}.py", page


def _differences(connection: Connection) -> MigrationScript:
    return produce_migrations(MigrationContext.configure(connection, opts=autogenerate_options()), Row.metadata)


def _rendered(script: MigrationScript) -> tuple[str, str]:
    if script.upgrade_ops is None or script.downgrade_ops is None:
        raise RuntimeError("Alembic found no operations")
    render = autogenerate_options()["render_item"]
    up, down = (render_python_code(ops, render_item=render, render_as_batch=True) for ops in (script.upgrade_ops, script.downgrade_ops))
    return _without_remarks(up), _without_remarks(down)


def _without_remarks(code: str) -> str:
    return "\n".join(line for line in code.splitlines() if not line.lstrip().startswith("# ###")).strip()


def in_house_form(page: str, name: str) -> str:
    """The text as the house's formatter leaves it."""
    file = str(VERSIONS / name)
    for command in (["check", "--quiet", "--fix", "--exit-zero"], ["format"]):
        asked = [sys.executable, "-m", "ruff", *command, "--stdin-filename", file, "-"]
        page = subprocess.run(asked, input=page, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own tool
    return page


def main() -> None:
    """Writes the file and says which."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("message")
    name, page = following(arguments.parse_args().message)
    (VERSIONS / name).write_text(in_house_form(page, name), encoding="utf-8")
    sys.stdout.write(f"{VERSIONS / name}\n")


if __name__ == "__main__":
    main()
