"""Writes migrations from the models: `python -m ledger.migrations.make "adds a column"`; `--first` writes 0001 anew before a release."""

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
from sqlalchemy import Connection, ForeignKeyConstraint, create_engine
from sqlalchemy.pool import StaticPool

from ledger.database import open_engine
from ledger.migrating import autogenerate_options, newest, upgrade
from ledger.models import Row

VERSIONS: Final = Path(__file__).with_name("versions")
FIRST: Final = "0001_tables.py"
PAGE: Final = '''"""{message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before}
branch_labels = None
depends_on = None


def upgrade() -> None:{excuse}
    """The change."""
    {upgrades}


def downgrade() -> None:{excuse}
    """Back again."""
    {downgrades}
'''
MANY: Final = "  # noqa: PLR0915 - a statement per table and index"


def first() -> str:
    """The text of 0001: every table, from nothing."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as connection:
        up, down = _rendered(_differences(connection), batch=False)
    return PAGE.format(
        message="Every table of the ledger",
        revision="0001",
        before="None",
        excuse=MANY,
        upgrades=up + _circles(add=True),
        downgrades=_circles(add=False).lstrip() + "\n    " + down,
    )


def following(message: str) -> tuple[str, str]:
    """Name and text of the next migration: what the models say beyond the migrations there are."""
    last = newest()
    revision = f"{int(last) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ledger.sqlite"
        upgrade(url)
        engine = open_engine(url)
        with engine.connect() as connection:
            up, down = _rendered(_differences(connection), batch=True)
        engine.dispose()
    words = "_".join("".join(c if c.isalnum() else " " for c in message.lower()).split())
    page = PAGE.format(message=message, revision=revision, before=f'"{last}"', excuse="", upgrades=up, downgrades=down)
    return f"{revision}_{words}.py", page


def _differences(connection: Connection) -> MigrationScript:
    return produce_migrations(MigrationContext.configure(connection, opts=autogenerate_options()), Row.metadata)


def _rendered(script: MigrationScript, *, batch: bool) -> tuple[str, str]:
    if script.upgrade_ops is None or script.downgrade_ops is None:
        raise RuntimeError("Alembic found no operations")
    render = autogenerate_options()["render_item"]
    up, down = (render_python_code(ops, render_item=render, render_as_batch=batch) for ops in (script.upgrade_ops, script.downgrade_ops))
    return _without_remarks(up), _without_remarks(down)


def _without_remarks(code: str) -> str:
    return "\n".join(line for line in code.splitlines() if not line.lstrip().startswith("# ###")).strip()


def _circles(*, add: bool) -> str:
    """Foreign keys between tables that name each other. SQLite has them in the table; PostgreSQL takes them afterwards."""
    lines = ['\n    if op.get_bind().dialect.name == "postgresql":']
    for constraint in sorted(_use_alter(), key=lambda c: str(c.name)):
        name, table, other = str(constraint.name), constraint.table.name, constraint.referred_table.name
        columns, others = list(constraint.column_keys), [element.column.name for element in constraint.elements]
        if add:
            lines.append(f"        op.create_foreign_key({name!r}, {table!r}, {other!r}, {columns}, {others})")
        else:
            lines.append(f"        op.drop_constraint({name!r}, {table!r}, type_='foreignkey')")
    return "\n".join(lines)


def _use_alter() -> list[ForeignKeyConstraint]:
    return [c for table in Row.metadata.tables.values() for c in table.foreign_key_constraints if c.use_alter]


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
    arguments.add_argument("message", nargs="?")
    arguments.add_argument("--first", action="store_true", help="write 0001 anew; only while nobody has a database made by it")
    chosen = arguments.parse_args()
    if chosen.first == bool(chosen.message):
        arguments.error("give a message for the next migration, or --first")
    name, page = (FIRST, first()) if chosen.first else following(chosen.message)
    (VERSIONS / name).write_text(in_house_form(page, name), encoding="utf-8")
    sys.stdout.write(f"{VERSIONS / name}\n")


if __name__ == "__main__":
    main()
