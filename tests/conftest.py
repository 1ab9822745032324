"""What all tests share: the place of the sample files, and how hypothesis looks for counterexamples."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")

CHECKOUT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share something dear of their own file (a module's or session's fixture) run in one process (`--dist loadgroup`)."""
    for item in items:
        file = item.nodeid.partition("::")[0]
        known = getattr(item, "_fixtureinfo").name2fixturedefs.values() if hasattr(item, "_fixtureinfo") else ()  # noqa: B009 - not public
        if any(f.scope in {"module", "session"} and f.baseid == file for found in known for f in found):
            item.add_marker(pytest.mark.xdist_group(file))


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
