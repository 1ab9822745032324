"""The commands that run the house, as a person at the shell meets them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import main
from api.settings import PREFIX


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    import os  # noqa: PLC0415 - only to clear what the tester has set

    for name in [n for n in os.environ if n.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RECOUP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RECOUP_LOG_LEVEL", "error")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(arguments) == code
    out = capsys.readouterr()
    return out.err if code else out.out


def test_help_loads_no_framework() -> None:
    script = (
        "import sys, api.cli; api.cli.parser().format_help(); "
        "print([m for m in ('sqlalchemy', 'fastapi', 'dbos', 'pydantic', 'rich', 'polars', 'alembic') if m in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert ended.stdout.strip() == "[]"


@pytest.mark.slow
def test_a_house_is_furnished_from_the_shell(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert said(capsys, "supplier", "add", "Haldane & Co").strip() == "haldane-co"
    assert "account 1" in said(capsys, "supplier", "account", "haldane-co", "amazon_us", "--contact", "disputes@example.com")
    shown = said(capsys, "supplier", "set", "haldane-co", "--four-eyes", "on", "--unattended", "250.00 USD")
    assert "250.00 USD" in shown
    assert "off" in said(capsys, "supplier", "set", "haldane-co", "--unattended", "off")
    (tmp_path / "inbox").mkdir()
    assert "is watched" in said(capsys, "supplier", "watch-folder", "haldane-co", "amazon_us", str(tmp_path / "inbox"))
    assert "watched no longer" in said(capsys, "supplier", "unwatch", "1")
    assert re.search(r"/link/\S{40,}", said(capsys, "user", "add", "ana@example.com", "--role", "admin"))
    assert "admin" in said(capsys, "user", "list")
    assert said(capsys, "token", "add", "ana@example.com", "import", "--scope", "read").startswith("rcp_")
    assert "has ended" in said(capsys, "token", "revoke", "1")
    assert "no tokens" in said(capsys, "token", "list")
    assert "last active admin" in said(capsys, "user", "disable", "ana@example.com", code=2)
    assert "no user" in said(capsys, "user", "link", "ben@example.com", code=2)
    assert "no supplier" in said(capsys, "user", "role", "ana@example.com", "reviewer", "--supplier", "x", code=2)


@pytest.mark.slow
def test_a_backup_restored_elsewhere_checks_clean(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(capsys, "supplier", "add", "Haldane")
    archive = tmp_path / "b.tar.gz"
    said(capsys, "backup", str(archive))
    assert archive.stat().st_mode & 0o077 == 0
    assert "is there already" in said(capsys, "backup", str(archive), code=2)
    monkeypatch.setenv("RECOUP_HOME", str(tmp_path / "elsewhere"))
    assert "waiting again: 0 documents" in said(capsys, "restore", str(archive))
    assert "not empty" in said(capsys, "restore", str(archive), code=2)
    assert "haldane" in said(capsys, "supplier", "list")
    assert "wrong" not in said(capsys, "check")


def test_settings_that_cannot_be_used_end_with_what_to_do(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOUP_PORT", "many")
    assert "RECOUP_PORT" in said(capsys, "settings", code=2)


def test_migrate_says_what_has_yet_to_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--check"]) == 1
    assert "0001" in capsys.readouterr().out


def test_a_database_that_does_not_answer_is_said_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOUP_DATABASE_URL", "postgresql://recoup@127.0.0.1:1/recoup")
    assert "does not answer" in said(capsys, "supplier", "list", code=2)
