"""`pytest tests/letters --write-letters` writes the letters that are expected anew; look at the difference before you keep it."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-letters", action="store_true", help="write the expected letters anew")


@pytest.fixture
def write_letters(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--write-letters", default=False))
