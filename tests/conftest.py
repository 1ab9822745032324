"""What all tests share: the place of the sample files, a browser, and how hypothesis looks for counterexamples."""

import gc
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from extractors.kept_readings import KeptReadings
from extractors.read import ReaderPool
from ledger.derived import DerivedFiles
from tests.browsers import Chromium, launched
from tests.databases import Databases, with_known_statements

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("house"), derandomize=True)
settings.register_profile("brisk", settings.get_profile("house"), max_examples=15)
settings.load_profile("ci" if os.environ.get("CI") else "house")

CHECKOUT = Path(__file__).resolve().parents[1]
AT_A_PAGE, USUAL = 3, 0.3
"""Seconds that a look at pages in a browser takes where the test does not say, and any other test: hundreds of one group add up."""


ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.slow))


def pytest_addoption(parser: pytest.Parser) -> None:
    """What may be asked of a run beyond what pytest knows."""
    asked = "tests with a ledger run on SQLite and on PostgreSQL, all of them, not only those that are marked `both_engines`"
    parser.addoption("--both-engines", action="store_true", help=asked)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test with a ledger runs on SQLite, and on PostgreSQL where the two may differ or what it asks of a ledger is asked nowhere else."""
    chosen_by_test = any("database_url" in mark.args[:1] for mark in metafunc.definition.iter_markers("parametrize"))
    fixtures = metafunc.definition._fixtureinfo.name2fixturedefs.get("database_url", ())
    if not chosen_by_test and any("request" in fixture.argnames for fixture in fixtures[-1:]):
        both = metafunc.config.getoption("both_engines") or metafunc.definition.get_closest_marker("both_engines")
        metafunc.parametrize("database_url", ENGINES if both else ENGINES[:1], indirect=True)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Tests that share something dear of their own file (a module's or session's fixture) run in one process (`--dist loadgroup`).

    Those that look at pages are marked as such before any are chosen by mark. Of many processes none is to be left alone at the end
    with what takes minutes: groups of tests begin with those that say to take longest, whatever order chance gave them.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        file = item.nodeid.partition("::")[0]
        known = getattr(item, "_fixtureinfo").name2fixturedefs.values() if hasattr(item, "_fixtureinfo") else ()  # noqa: B009 - not public
        shares = any(f.scope in {"module", "session"} and f.baseid == file for found in known for f in found)
        if shares and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(file))
    yield
    if getattr(config.option, "loadgroup", False):
        _in_groups(items)


def pytest_collection_finish() -> None:
    """What thousands of tests and the libraries below them are made of stays until the end: it is not gone through again and again.

    Tests make many objects that live for moments: they need not be looked for as often as that.
    """
    gc.set_threshold(20_000, 10, 10)
    gc.collect()
    gc.freeze()


def _in_groups(items: list[pytest.Item]) -> None:
    """Puts the longest groups first, and says each test's group behind its id, where the process that hands tests out looks for it.

    pytest-xdist 3.8 wants to do the latter but changes what pytest 9.2 no longer reads, so that no test is in any group.
    """
    takes: dict[str, float] = defaultdict(float)
    for item in items:
        slow, group = item.get_closest_marker("slow"), item.get_closest_marker("xdist_group")
        if group is not None and "@" not in item.nodeid.rpartition("]")[2]:
            item._id = type(item.id).parse(f"{item.nodeid}@{group.args[0]}")
        seconds = slow.kwargs.get("seconds", 1) if slow else 0
        takes[_group(item)] += seconds or (AT_A_PAGE if item.get_closest_marker("browser") else USUAL)
    items.sort(key=lambda item: -takes[_group(item)])


def _group(item: pytest.Item) -> str:
    marker = item.get_closest_marker("xdist_group")
    return str(marker.args[0]) if marker else item.nodeid


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The project's own top folder."""
    return CHECKOUT


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample suppliers and real documents: RECOUP_SAMPLES, else `shared` beside the checkout."""
    place = Path(os.environ.get("RECOUP_SAMPLES") or CHECKOUT.parent / "shared")
    if not (place / "worlds").is_dir():
        pytest.skip("no sample files: set RECOUP_SAMPLES to the folder that holds worlds/ and corpus/")
    return place


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """A PostgreSQL server of this test process's own and empty ledgers, made when first asked for."""
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def house_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that all test processes of this run share, for what commands keep where nobody names another."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "home"


@pytest.fixture(scope="session", autouse=True)
def _no_home_of_a_person(house_folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("RECOUP_HOME", str(house_folder))
        yield


@pytest.fixture(scope="session")
def kept(house_folder: Path) -> Callable[[], KeptReadings]:
    """What was read by any test of this run: each paper is read once, unless a test is about reading itself."""
    readings = KeptReadings(DerivedFiles(house_folder / "readings"))
    return lambda: readings


@pytest.fixture(scope="session")
def readers(kept: Callable[[], KeptReadings]) -> Iterator[ReaderPool]:
    """Readers for suppliers with many papers. Of several test processes each reads with one: together they keep the processors busy."""
    with ReaderPool(1 if "PYTEST_XDIST_WORKER" in os.environ else None, kept=kept) as pool:
        yield pool


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """The browser of this test process."""
    with launched() as opened:
        yield opened


@pytest.fixture
def browser(chromium: Chromium) -> Iterator[Browser]:
    """The same, driven by one test."""
    with chromium.at_work() as at_work:
        yield at_work


@pytest.fixture
def database_url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty ledger on SQLite; of tests marked `both_engines` also on PostgreSQL."""
    if request.param == "sqlite":
        shutil.copyfile(databases.sqlite_template, tmp_path / "ledger.sqlite")
        yield f"sqlite:///{tmp_path / 'ledger.sqlite'}"
        return
    with databases.postgresql() as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on an empty ledger."""
    from ledger.database import open_engine  # noqa: PLC0415 - most tests need no database

    opened = with_known_statements(open_engine(database_url))
    yield opened
    opened.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions on an empty ledger."""
    from ledger.database import open_sessions  # noqa: PLC0415 - most tests need no database

    return open_sessions(engine)
