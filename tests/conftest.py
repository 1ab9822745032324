"""What all tests share: the place of the sample files, and how hypothesis looks for counterexamples."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")

CHECKOUT = Path(__file__).resolve().parents[1]


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
