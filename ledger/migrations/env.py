"""Runs migrations on the connection that `ledger.migrating` hands over, within its transaction."""

from __future__ import annotations

from alembic import context

from ledger.migrating import autogenerate_options

connection = context.config.attributes["connection"]
context.configure(connection=connection, render_as_batch=connection.dialect.name == "sqlite", **autogenerate_options())
with context.begin_transaction():
    context.run_migrations()
