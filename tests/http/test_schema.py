"""The whole API held against its own description by schemathesis: no 5xx, no answer outside the schema."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from ledger.database import open_engine, open_sessions
from ledger.models import Role
from tests.databases import Databases
from tests.http.conftest import town_of
from tests.http.shop import stocked

EXAMPLES: Final = int(os.environ.get("RECOUP_SCHEMA_EXAMPLES", "6"))
"""Requests per operation; more find more."""
CHECKS: Final = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
)
ENDLESS: Final = "/stream$"
"""An event stream has no end to wait for; it has tests of its own."""


@pytest.fixture(scope="module")
def described(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The API of a house with one of everything, asked by somebody who may do everything."""
    folder = tmp_path_factory.mktemp("described")
    shutil.copyfile(databases.sqlite_template, folder / "ledger.sqlite")
    engine = open_engine(f"sqlite:///{folder / 'ledger.sqlite'}")
    town = town_of(open_sessions(engine), folder)
    stocked(town, "Hal")
    token = town.token(town.user("ada@example.com", (Role.ADMIN, None)))
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", town.app)
    schema.config.update(headers={"authorization": f"Bearer {token}"})
    yield schema
    engine.dispose()


@pytest.mark.slow(seconds=60)
def test_no_answer_is_outside_the_description(described: Any) -> None:
    refused: list[str] = []
    for found in described.exclude(path_regex=ENDLESS).get_all_operations():
        operation = found.ok()

        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def holds(case: Case[Any]) -> None:
            case.call_and_validate(checks=list(CHECKS))

        try:
            holds()
        except (Exception, BaseExceptionGroup) as failure:  # noqa: BLE001 - all of them are told at the end
            refused.append(f"{operation.label}: {told(failure)}")
    assert not refused, "\n\n".join(refused)


def told(failure: BaseException) -> str:
    """A failure with all that went into it."""
    parts = failure.exceptions if isinstance(failure, BaseExceptionGroup) else ()
    return str(failure) + "".join(f"\n- {told(part)}" for part in parts)
