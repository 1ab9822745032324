"""The town behind a real server, and browsers in the hands of its people."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.databases import Databases
from tests.web.browsing import Browsing
from tests.web.house_open import House, open_house
from tests.web.raised_before import folder_for
from tests.web.town import Town, moved_in
from tests.web.town_raised import raise_town


@pytest.fixture(scope="session")
def raised(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Path:
    """The folder of the town as it was raised, once for all processes of this run. Tests copy it and change nothing in it."""
    own = tmp_path_factory.getbasetemp()
    folder = folder_for(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "town/register.json").is_file():
            (folder / "town").mkdir()
            raise_town(folder / "town", databases.sqlite_template)
    return folder / "town"


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """The server of this process."""
    with open_house() as opened:
        yield opened


@pytest.fixture
def town(raised: Path, house: House, tmp_path: Path) -> Iterator[Town]:
    """The town, as it was raised, for one test."""
    with moved_in(raised, tmp_path / "town", house) as town:
        yield town


@pytest.fixture
def visit(browser: Browser, town: Town) -> Iterator[Browsing]:
    """`visit("/queue", user="ben")`: a page as that person sees it. Whatever a page must not do fails the test at its end."""
    browsing = Browsing(browser, town)
    yield browsing
    troubles = [*browsing.close(), *town.mistakes]
    if troubles:
        pytest.fail("\n".join(["In the browser:", *troubles]), pytrace=False)
