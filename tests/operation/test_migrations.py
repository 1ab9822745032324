"""One chain of migrations makes what the models say, on both databases, and keeps what is there."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from dbos._schemas.system_database import SystemSchema
from sqlalchemy import inspect, text

from jobs import books
from jobs.leases import database_clock
from ledger.database import open_engine, open_sessions
from ledger.migrating import current, differences, downgrade, migrating, newest, pending, upgrade
from ledger.migrations import make
from ledger.models import Job, Row, Supplier
from ledger.search import find, put
from tests.databases import Databases

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def bare(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.sqlite'}"
        return
    with databases.bare_postgresql() as url:
        yield url


def test_an_empty_database_comes_to_what_the_models_say(bare: str) -> None:
    assert current(bare) is None
    assert pending(bare)[0] == "0001"
    assert upgrade(bare)[-1] == newest()
    assert pending(bare) == []
    assert differences(bare) == [], "the models have changed: run `python -m ledger.migrations.make`"


def test_the_migrations_leave_nothing_for_the_next_one() -> None:
    name, page = make.following("Nothing")
    assert name == f"{int(newest()) + 1:04}_nothing.py"
    assert page.count("    pass") == 2


def test_migrating_twice_does_nothing_more(bare: str) -> None:
    upgrade(bare)
    assert upgrade(bare) == []


def test_the_tables_of_the_engine_of_work_are_those_we_know_and_none_of_ours(bare: str) -> None:
    upgrade(bare)
    engine = open_engine(bare)
    ours = set(inspect(engine).get_table_names())
    for _ in range(2):
        books.migrate(engine.url.render_as_string(hide_password=False))
    schema = None if engine.dialect.name == "sqlite" else books.SCHEMA
    theirs = set(inspect(engine).get_table_names(schema)) - (ours if schema is None else set())
    engine.dispose()
    assert theirs - {"event_dispatch_kv"} == books.DBOS_TABLES
    assert not books.DBOS_TABLES & set(Row.metadata.tables)


def test_all_the_way_back_leaves_nothing(bare: str) -> None:
    upgrade(bare)
    downgrade(bare, "base")
    engine = open_engine(bare)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    engine.dispose()
    assert upgrade(bare)[-1] == newest()


def test_what_is_there_stays_and_becomes_findable(bare: str) -> None:
    upgrade(bare, "0001")
    engine = open_engine(bare)
    sessions = open_sessions(engine)
    with sessions.begin() as session:
        supplier = Supplier(name="Haldane", slug="haldane", created_at=NOW)
        session.add(supplier)
        session.flush()
        put(session, supplier.id, "case", 1, "INV10482SC")
    upgrade(bare)
    with sessions() as session:
        assert session.query(Supplier).one().name == "Haldane"
        assert [hit.noun_id for hit in find(session, "10482").hits] == [1]
    engine.dispose()


def test_work_of_an_older_ledger_stays_and_is_told_of_once_it_changes(bare: str) -> None:
    upgrade(bare, "0002")
    engine = open_engine(bare)
    columns = "key, kind, queue, payload, state, done, message, attempts, submitted_at"
    with engine.begin() as connection:
        values = "'read:1', 'read', 'read', '{}', 'running', 0, '', 1, '2026-11-01 00:00:00.000000'"
        connection.execute(text(f"INSERT INTO job ({columns}) VALUES ({values})"))  # noqa: S608 - words of this test
    upgrade(bare)
    sessions = open_sessions(engine)
    with sessions.begin() as session:
        job = session.query(Job).one()
        assert job.changed_at is None
        job.state = "done"
    with sessions() as session:
        changed = session.query(Job).one().changed_at
        assert changed is not None
        assert timedelta(0) <= database_clock(session) - changed < timedelta(minutes=5)
    engine.dispose()
    downgrade(bare, "0002")
    assert current(bare) == "0002"


def test_the_search_index_is_used(bare: str) -> None:
    upgrade(bare)
    engine = open_engine(bare)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            names = {row[0] for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))}
            assert names == {"search_entry_added", "search_entry_removed", "search_entry_changed"}
        else:
            connection.execute(text("SET enable_seqscan = off"))
            plan = connection.execute(text("EXPLAIN SELECT id FROM search_entry WHERE text LIKE '%abcdef%'")).scalars().all()
            assert any("ix_search_entry_text_trigrams" in line for line in plan)
    engine.dispose()


@pytest.mark.slow
def test_without_the_right_to_make_the_extension_the_message_says_what_to_run(databases: Databases) -> None:
    with databases.bare_postgresql() as url:
        engine = open_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP ROLE IF EXISTS clerk"))
            connection.execute(text("CREATE ROLE clerk LOGIN"))
            connection.execute(text("GRANT USAGE, CREATE ON SCHEMA public TO clerk"))
        engine.dispose()
        with pytest.raises(Exception, match="CREATE EXTENSION pg_trgm"):
            upgrade(url.replace("recoup@", "clerk@"))
        assert current(url) is None
        engine = open_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP OWNED BY clerk"))
            connection.execute(text("DROP ROLE clerk"))
        engine.dispose()


def test_tables_of_the_job_engine_are_not_ours(bare: str) -> None:
    upgrade(bare)
    engine = open_engine(bare)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE workflow_status (workflow_uuid TEXT PRIMARY KEY)"))
    engine.dispose()
    assert "workflow_status" not in repr(differences(bare))


def test_no_table_of_ours_has_a_name_of_the_job_engine() -> None:
    assert not {name.rpartition(".")[2] for name in SystemSchema.metadata_obj.tables} & set(Row.metadata.tables)


def test_a_rebuilt_table_keeps_its_children(tmp_path: Path, databases: Databases) -> None:
    shutil.copyfile(databases.sqlite_template, tmp_path / "ledger.sqlite")
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    engine = open_engine(url)
    sessions = open_sessions(engine)
    with sessions.begin() as session:
        supplier = Supplier(name="Haldane", slug="haldane", created_at=NOW)
        session.add(supplier)
        session.flush()
        put(session, supplier.id, "case", 1, "INV10482SC")
    engine.dispose()
    with migrating(url) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("supplier", recreate="always"):
            pass
    with open_sessions(open_engine(url))() as session:
        assert [hit.noun_id for hit in find(session, "10482").hits] == [1]
