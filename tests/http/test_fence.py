"""Routes reach rows through the gate alone: they import no queries, and of the ledger nothing but words and types."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

HTTP = Path(__file__).resolve().parents[2] / "api" / "http"
ROUTES = sorted((HTTP / "routes").glob("*.py"))
WORDS = {
    "ledger.papers": {"DocumentState"},
    "ledger.people": {"Role"},
    "ledger.cases": {"Case", "CaseState", "Mail", "Draft"},
    "ledger.journal": {"record"},
    "ledger.rebates": {"PartnerRole", "VersionState"},
    "ledger.rebate_claims": {"ClaimState", "RebateClaimRow"},
}
"""What routes may take from the ledger: enumerations, names of rows for annotations, and the journal's pen."""


def imported(file: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from ((name.name, "") for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", name.name) for name in node.names)


def test_routes_import_no_queries_and_no_rows() -> None:
    found = [
        f"{file.name}: {module}.{name}"
        for file in (*ROUTES, HTTP / "case_deeds.py")
        for module, name in imported(file)
        if module.partition(".")[0] == "sqlalchemy" or (module.startswith("ledger") and name not in WORDS.get(module, set()))
    ]
    assert found == []


def test_routes_ask_a_session_for_nothing_themselves() -> None:
    asking = {"get", "get_one", "scalar", "scalars", "execute", "query", "add", "add_all", "delete", "merge"}
    found = [
        f"{file.name}:{node.lineno}"
        for file in (*ROUTES, HTTP / "case_deeds.py")
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in asking
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "session"
    ]
    assert found == []


def test_no_route_makes_a_row() -> None:
    rows = {name for names in WORDS.values() for name in names} - {
        "DocumentState",
        "Role",
        "CaseState",
        "record",
        "ClaimState",
        "PartnerRole",
        "VersionState",
    }
    found = [
        f"{file.name}:{node.lineno}"
        for file in ROUTES
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in rows
    ]
    assert found == []
