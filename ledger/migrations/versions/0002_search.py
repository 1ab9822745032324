"""Trigram search over the words of papers and cases."""

from __future__ import annotations

from alembic import op
from sqlalchemy.exc import DBAPIError

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(text, content='search_entry', content_rowid='id', tokenize='trigram')",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
    INSERT INTO search_index(rowid, text) VALUES (new.id, new.text);
    END""",
    """CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
    INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', old.id, old.text);
    END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN
    INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO search_index(rowid, text) VALUES (new.id, new.text);
    END""",
    "INSERT INTO search_index(search_index) VALUES ('rebuild')",
)


class NoTrigramsError(Exception):
    """PostgreSQL lacks the extension pg_trgm, and this user may not create it.

    As a superuser, once: CREATE EXTENSION pg_trgm (on Debian it comes with the package postgresql-contrib or postgresql itself).
    """

    def __init__(self) -> None:
        super().__init__(
            "PostgreSQL lacks the extension pg_trgm and this user may not create it; let a superuser run, in this database: "
            "CREATE EXTENSION pg_trgm"
        )


def upgrade() -> None:
    """The index, and what keeps it in step."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE:
            op.execute(statement)
        return
    try:
        with op.get_bind().begin_nested():
            op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DBAPIError as error:
        raise NoTrigramsError from error
    op.execute("CREATE INDEX ix_search_entry_text_trigrams ON search_entry USING gin (text gin_trgm_ops)")


def downgrade() -> None:
    """Without the index; the extension stays, others may use it."""
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("added", "removed", "changed"):
            op.execute(f"DROP TRIGGER search_entry_{trigger}")
        op.execute("DROP TABLE search_index")
        return
    op.execute("DROP INDEX ix_search_entry_text_trigrams")
