"""`recoup demo` keeps to a folder of its own: nothing of a real house is read, and nothing that lies there is swept away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.commands import demo
from api.errors import CommandError
from api.opening import settings_in_force
from demo.house.make import EDITION


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [n for n in os.environ if n.startswith("RECOUP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RECOUP_HOME", str(tmp_path))
    monkeypatch.setenv("RECOUP_LOG_LEVEL", "warning")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_real_database_and_mail_server_are_left_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOUP_DATABASE_URL", "postgresql://somebody@db.example/real")
    (home / ".env").write_text("RECOUP_SMTP_HOST=mail.example\nRECOUP_STORAGE_URL=s3://real\n")
    settings = demo._apart(settings_in_force(), 0)
    assert settings.folder == home / "demo"
    assert settings.database == f"sqlite:///{home / 'demo' / 'ledger.sqlite'}"
    assert settings.storage == str(home / "demo" / "files")
    assert settings.smtp_host == ""
    assert settings.host == "127.0.0.1"


def test_a_folder_that_something_else_made_is_refused(home: Path) -> None:
    (home / "demo").mkdir()
    (home / "demo" / "thesis.odt").write_text("ten years of work")
    with pytest.raises(CommandError, match="was not made by this command"):
        demo._apart(settings_in_force(), 0)
    assert (home / "demo" / "thesis.odt").exists()


def test_two_commands_do_not_make_the_same_house(home: Path) -> None:
    folder = home / "demo"
    folder.mkdir()
    with demo._alone(folder):
        code = f"from pathlib import Path\nfrom api.commands.demo import _alone\nwith _alone(Path({str(folder)!r})): pass"
        second = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert "another command is making the house" in second.stderr


@pytest.mark.usefixtures("home")
def test_a_house_left_half_made_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = demo._apart(settings_in_force(), 0)
    (settings.folder / demo.BEGUN).touch()
    (settings.folder / "ledger.sqlite").write_text("half a ledger")
    whole = {"edition": EDITION, "made_on": "2026-11-25", "password": "-", "small": True}
    there: list[list[str]] = []

    def made(_settings: object, *, small: bool) -> dict[str, object]:
        there.append(sorted(p.name for p in settings.folder.iterdir()))
        return whole | {"small": small}

    monkeypatch.setattr(demo, "_make", made)
    assert demo._made(settings, fresh=False, small=True) == whole
    assert demo._made(settings, fresh=False, small=True) == whole
    assert there == [[demo.BEGUN, demo.LOCK]]
