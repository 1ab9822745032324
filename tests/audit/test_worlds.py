"""The figures that the audit holds itself to, on the sample suppliers (they must hold for any supplier's folder)."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from cases.auditing.audit import AuditOrder, audit
from cases.auditing.outputs import write_outputs
from extractors.read import ReaderPool


def _tool(samples: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, samples / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WORLDS = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("us-1", "eu-1", "cn-1")]


AUDITED: dict[str, Path] = {}
"""Outputs by world: random order changes the parameter back and forth, and a world takes minutes to read."""


@pytest.fixture(scope="session", params=WORLDS)
def audited(
    request: pytest.FixtureRequest, samples: Path, tmp_path_factory: pytest.TempPathFactory, readers: ReaderPool
) -> tuple[Path, Path]:
    """A world's folder and all that its audit hands out."""
    name = str(request.param)
    world = samples / "worlds" / name
    if name not in AUDITED:
        files, AUDITED[name] = world / "files", tmp_path_factory.mktemp("audit") / "out"
        write_outputs(audit(AuditOrder(files, date(2026, 11, 1)), readers).result, files, AUDITED[name])
    return world, AUDITED[name]


@pytest.mark.slow(seconds=60)
def test_wrong_deductions_are_found_to_the_cent_and_nothing_else_is_claimed(audited: tuple[Path, Path], samples: Path) -> None:
    world, out = audited
    score: dict[str, Any] = _tool(samples, "score").score_findings(world / "truth", out / "findings.json")
    assert score["dollar_recall"] >= 0.99
    assert (score["false_share_of_claimed"] or 0) <= 0.001
    assert score["verdict_accuracy"] >= 0.98
    assert score["missed_deadlines"] == []
    assert score["unexplained"] == []


@pytest.mark.slow(seconds=60)
def test_every_finding_recomputes_from_its_own_calculation(audited: tuple[Path, Path], samples: Path) -> None:
    recompute = _tool(samples, "recompute")
    for finding in json.loads((audited[1] / "findings.json").read_text(encoding="utf-8")):
        assert recompute.faults(finding) == []


@pytest.mark.slow(seconds=60)
def test_every_dispute_has_a_packet_with_letter_portal_fields_and_exhibits(audited: tuple[Path, Path]) -> None:
    _, out = audited
    for finding in json.loads((out / "findings.json").read_text(encoding="utf-8")):
        if finding["verdict"] == "dispute":
            packets = [p for p in (out / "packets").iterdir() if p.name.startswith(finding["reference"])]
            assert packets, finding["reference"]
            assert {"letter.txt", "portal_fields.txt", "exhibits.txt"} <= {p.name for p in packets[0].iterdir()}
