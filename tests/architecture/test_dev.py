"""The one script that sets up, shows and tests: honest exit codes, and no step that stops where it could go on."""

import ast
import importlib.util
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import ModuleType

import pytest

import dev_machine

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("file", ["dev.py", "dev_machine.py"])
def test_needs_nothing_but_the_standard_library(file: str) -> None:
    tree = ast.parse((ROOT / file).read_text())
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in plain | named} <= {*sys.stdlib_module_names, "dev_machine"}


@pytest.mark.parametrize("arguments", [[], ["build"], ["setup", "now"], ["up", "--fast"], ["check", "tests"]], ids=" ".join)
def test_wrong_arguments_print_the_usage(dev: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(arguments) == 2
    assert "dev.py test [--fast]" in capsys.readouterr().out


def test_asking_for_help_is_no_mistake(dev: ModuleType) -> None:
    assert dev.main(["--help"]) == 0


def test_missing_language_data_is_named_and_setup_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev_machine, "TESSDATA", ())
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    (tmp_path / "eng.traineddata").touch()
    (tmp_path / "osd.traineddata").touch()
    dev_machine.language_data()
    said = capsys.readouterr().out
    assert "OCR runs without deu, fra, spa, ita, chi_sim" in said
    assert "install" in said


def test_without_english_the_reading_of_scans_is_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev_machine, "TESSDATA", ())
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    dev_machine.language_data()
    assert "OCR is off" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["-x"]], ids=["all", "with an argument"])
@pytest.mark.parametrize(
    "lints_pass, code, expected",
    [(True, 0, 0), (False, 0, 1), (True, 1, 1), (True, 5, 1)],
    ids=["all well", "a lint failed", "a test failed", "no test found"],
)
def test_the_exit_code_tells_of_lints_and_tests(
    dev: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lints_pass: bool,
    code: int,
    expected: int,
    arguments: list[str],
) -> None:
    _stands_for_pytest(dev, monkeypatch, tmp_path, f"exit {code}")
    monkeypatch.setattr(dev, "lint", lambda **_: lints_pass)
    assert dev.main(["test", *arguments]) == expected


def test_the_last_line_is_pytests_whatever_the_lints_say_and_whenever(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = tmp_path / "ended"

    def lint(**_: bool) -> bool:
        while not ended.exists():
            time.sleep(0.01)
        sys.stdout.write("· ruff check exit 1\n")
        return False

    _stands_for_pytest(dev, monkeypatch, tmp_path, f"echo a test\necho 7 passed\ntouch {ended}")
    monkeypatch.setattr(dev, "lint", lint)
    assert dev.main(["test"]) == 1
    *before, said, last = capsys.readouterr().out.splitlines()
    assert (said, last) == (dev.LINT_FAILED, "7 passed")
    assert sorted(before) == ["a test", "· ruff check exit 1"]


def _stands_for_pytest(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """Nothing is set up, and whatever is asked of Python says and does this."""
    python = folder / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    monkeypatch.setattr(dev, "setup", lambda **_: None)
    monkeypatch.setattr(dev, "BIN", folder)


def test_parts_are_set_up_beside_each_other_and_what_stops_one_is_said(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    met = threading.Barrier(3)

    def stops() -> None:
        met.wait(60)
        raise dev.Stopped("No network.")

    monkeypatch.setattr(dev, "_python_packages", stops)
    monkeypatch.setattr(dev, "_web_assets", lambda: met.wait(60))
    monkeypatch.setattr(dev, "language_data", lambda: met.wait(60))
    assert dev.main(["setup"]) == 2
    assert "No network." in capsys.readouterr().out


def test_further_arguments_go_to_pytest(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def run(argv: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        ran.append(argv)
        return subprocess.CompletedProcess(argv, 0)

    monkeypatch.setattr(dev, "setup", lambda **_: None)
    monkeypatch.setattr(dev, "lint", lambda **_: True)
    monkeypatch.setattr(subprocess, "run", run)
    assert dev.main(["test", "--fast", "tests/architecture", "-x"]) == 0
    assert "not slow" in ran[0]
    assert dev.MAIN_WAY not in ran[0]
    assert ran[0][-2:] == ["tests/architecture", "-x"]


def test_fast_runs_the_main_way_whose_every_file_is_there(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(dev, "setup", lambda **_: None)
    monkeypatch.setattr(dev, "lint", lambda **_: True)

    def beside(_lints: object, argv: list[str], _environment: object) -> int:
        ran.append(argv)
        return 0

    monkeypatch.setattr(dev, "_tests_beside", beside)
    assert dev.main(["test", "--fast"]) == 0
    assert dev.MAIN_WAY in ran[0]
    listed = (ROOT / dev.MAIN_WAY.removeprefix("@")).read_text().split()
    assert [place for place in listed if not (ROOT / place.partition("::")[0]).exists()] == []


def test_a_lint_goes_on_after_one_has_failed(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def step(name: str, _argv: list[str], **_: object) -> int:
        ran.append(name)
        return 1 if name == "ruff check" else 0

    monkeypatch.setattr(dev, "step", step)
    assert not dev.lint(fast=False)
    assert ran[0] == "ruff check"
    assert ran[-1] == "mypy"
