"""Settings come from the environment, then `.env`, then defaults; what is wrong is named and no secret is shown."""

from pathlib import Path

import pytest

from api.settings import PREFIX, UnusableSettingsError, load_settings, password_for


@pytest.fixture(autouse=True)
def bare_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os  # noqa: PLC0415 - only to clear what the tester has set

    for name in [n for n in os.environ if n.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def in_force(name: str) -> tuple[str, str]:
    return next((s.value, s.source) for s in load_settings().in_force() if s.variable == name)


def test_the_environment_comes_before_the_file_and_the_file_before_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("RECOUP_PORT=9001\nRECOUP_WORKERS=3\n")
    monkeypatch.setenv("RECOUP_PORT", "9002")
    assert in_force("RECOUP_PORT") == ("9002", "environment")
    assert in_force("RECOUP_WORKERS") == ("3", str(tmp_path / ".env"))
    assert in_force("RECOUP_LOG_LEVEL") == ("info", "default")


def test_everything_lives_in_one_folder_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RECOUP_HOME", str(tmp_path / "house"))
    settings = load_settings().settings
    assert settings.database == f"sqlite:///{tmp_path}/house/ledger.sqlite"
    assert settings.storage == f"{tmp_path}/house/files"


def test_a_name_that_is_no_setting_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RECOUP_DATABASE", "sqlite:///x")
    (tmp_path / ".env").write_text("RECOUP_STORAGE=here\nOTHER=1\n")
    assert load_settings().warnings == (
        "RECOUP_DATABASE is no setting of Recoup and is ignored",
        "RECOUP_STORAGE is no setting of Recoup and is ignored",
    )


def test_passwords_of_mailboxes_go_by_their_word(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RECOUP_PASSWORD_DISPUTES", "s3cret")
    (tmp_path / ".env").write_text("RECOUP_PASSWORD_PODS=other\n")
    assert load_settings().warnings == ()
    found = {word: password_for(word) for word in ("disputes", "pods", "nobody")}
    assert {word: p.get_secret_value() if p else None for word, p in found.items()} == {
        "disputes": "s3cret",
        "pods": "other",
        "nobody": None,
    }


@pytest.mark.parametrize(
    "name, value, shown",
    [
        ("RECOUP_SMTP_PASSWORD", "hunter2", "***"),
        ("RECOUP_DATABASE_URL", "postgresql://me:hunter2@db/recoup", "postgresql://me:***@db/recoup"),
        ("RECOUP_STORAGE_URL", "s3://hunter2:hunter2@bucket/x?key=hunter2", "s3://***@bucket/x?***"),
    ],
)
def test_secrets_are_masked(monkeypatch: pytest.MonkeyPatch, name: str, value: str, shown: str) -> None:
    monkeypatch.setenv(name, value)
    assert in_force(name) == (shown, "environment")
    assert "hunter2" not in repr(load_settings())


@pytest.mark.parametrize(
    "name, value",
    [
        ("RECOUP_PORT", "many"),
        ("RECOUP_PORT", "70000"),
        ("RECOUP_DATABASE_URL", "mysql://root:hunter2@db/x"),
        ("RECOUP_DATABASE_URL", "hunter2"),
        ("RECOUP_RATE_LOG_IN", "hunter2"),
        ("RECOUP_LOG_FORMAT", "hunter2"),
        ("RECOUP_SMTP_TLS", "hunter2"),
        ("RECOUP_LEASE_SECONDS", "1"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_variable_and_keeps_the_value_to_itself(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UnusableSettingsError, match=name) as refused:
        load_settings()
    assert "hunter2" not in str(refused.value)


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOUP_ALLOWED_HOSTS", "recoup.example.com, recoup.internal")
    assert load_settings().settings.allowed_hosts == ("recoup.example.com", "recoup.internal")


def test_the_guide_lists_every_setting(checkout: Path) -> None:
    guide = (checkout / "docs" / "operators-guide.md").read_text(encoding="utf-8")
    assert [s.variable for s in load_settings().in_force() if f"`{s.variable}`" not in guide] == []
