"""Which models a house has is said in its settings: what cannot be used is named with its place, and keys are shown nowhere."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from agents.model.choice import Models, Price, Provider
from agents.model.port import NoModelError
from api.cli import main
from api.house_models import models_of
from api.settings import PREFIX, UnusableSettingsError, load_settings
from evals.stub_server import Behaviour, StubServer

LISTED = """\
large:
  provider: anthropic
  model: some-large-model
  key: RECOUP_LLM_KEY_LARGE
  price: {input: 3, output: 15.10, source: the provider's list, date: 2026-10-01}
  temperature: null
  seconds: 40
small:
  provider: local
  model: ours
  url: http://10.0.0.5:8000/v1/
"""


@pytest.fixture(autouse=True)
def bare_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os  # noqa: PLC0415 - only to clear what the tester has set

    for name in [n for n in os.environ if n.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECOUP_HOME", str(tmp_path / "house"))


def house(monkeypatch: pytest.MonkeyPatch, listed: str = "", **variables: str) -> Models:
    if listed:
        Path("models.yaml").write_text(listed)
        variables["RECOUP_MODELS"] = "models.yaml"
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return models_of(load_settings().settings)


def test_without_settings_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    assert house(monkeypatch) == Models(limits=models_of(load_settings().settings).limits)
    with pytest.raises(NoModelError):
        house(monkeypatch).named("")


def test_a_model_in_one_line_is_reached_at_the_providers_own_place(monkeypatch: pytest.MonkeyPatch) -> None:
    models = house(monkeypatch, RECOUP_LLM="anthropic:some-model", RECOUP_LLM_KEY="s3cret")
    model = models.named(models.default)
    assert (model.provider, model.model_id, model.base_url) == (Provider.ANTHROPIC, "some-model", "https://api.anthropic.com")
    assert model.key is not None
    assert model.key.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(models)


def test_a_file_names_models_with_prices_to_the_cent_and_keys_by_their_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    models = house(monkeypatch, LISTED, RECOUP_LLM="small", RECOUP_LLM_KEY_LARGE="s3cret")
    large, small = models.named("large"), models.named("small")
    assert large.price == Price(Decimal(3), Decimal("15.1"), "the provider's list", date(2026, 10, 1))
    assert (large.temperature, large.seconds, large.key_variable) == (None, 40, "RECOUP_LLM_KEY_LARGE")
    assert (small.key, small.base_url, models.default) == (None, "http://10.0.0.5:8000/v1", "small")
    assert load_settings().warnings == ()


def test_a_model_whose_key_is_missing_is_listed_and_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    models = house(monkeypatch, LISTED)
    with pytest.raises(NoModelError, match="set RECOUP_LLM_KEY_LARGE"):
        models.named("large")


def test_limits_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = house(monkeypatch, RECOUP_LLM_DOLLARS_PER_CASE="0.123456", RECOUP_LLM_TOKENS_PER_DAY="7").limits
    assert (limits.micros_per_case, limits.tokens_per_day, limits.micros_per_day) == (123_456, 7, 20_000_000)


@pytest.mark.parametrize(
    "listed, said",
    [
        ("small:\n  provider: local\n  model: ours\n", "models.yaml: small: a server of your own needs its url"),
        ("small:\n  provider: elsewhere\n  model: x\n", "models.yaml: small: provider"),
        ("small:\n  provider: openai\n  model: x\n  secret: s3cret\n", "models.yaml: small: secret"),
        ("small:\n  provider: openai\n  model: x\n  key: sk-s3cret\n", "models.yaml: small: key"),
        ("small:\n  provider: openai\n  model: x\n  url: https://me:s3cret@x/v1\n", "models.yaml: small: url"),
        ("none:\n  provider: openai\n  model: x\n", "is not none"),
        ("small:\n  provider: openai\n  model: x\n  price: {input: -1, output: 1, source: s, date: 2026-10-01}\n", "price.input"),
        ("- one\n- two\n", "one entry per model"),
        ("small: [\n", "line 2: is no YAML"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_secret_repeated(monkeypatch: pytest.MonkeyPatch, listed: str, said: str) -> None:
    with pytest.raises(UnusableSettingsError) as refused:
        house(monkeypatch, listed)
    assert said in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_a_default_that_is_in_no_list_is_refused_by_every_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RECOUP_LLM", "large")
    assert main(["models"]) == 2
    assert "no model is called large (known: none" in capsys.readouterr().err


def test_a_list_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnusableSettingsError, match=r"nowhere\.yaml cannot be read: No such file"):
        house(monkeypatch, RECOUP_MODELS="nowhere.yaml")


def test_the_command_lists_tries_and_says_what_was_spent(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with StubServer(lambda _: "ready") as stub:
        house(monkeypatch, LISTED, RECOUP_LLM="local:ours", RECOUP_LLM_URL=stub.url_of("local"))
        assert main(["models"]) == 0
        listed = capsys.readouterr().out
        assert "set RECOUP_LLM_KEY_LARGE" in listed
        assert "the house's own choice" in listed
        assert main(["models", "--try", "local:ours"]) == 0
        assert "'ready'" in capsys.readouterr().out
        stub.behaviour = Behaviour.STATUS_529
        assert main(["models", "--try", "local:ours"]) == 1
        assert "overloaded (529)" in capsys.readouterr().out
    assert main(["models", "--try", "large"]) == 2
    assert main(["models", "--spent"]) == 0
    assert "nothing was asked in 30 days" in capsys.readouterr().out


def test_a_supplier_says_on_the_command_line_where_its_papers_may_go(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    house(monkeypatch, LISTED, RECOUP_LLM="small")
    assert main(["supplier", "add", "Hal"]) == 0
    for choice, said in (("none", "no language model"), ("large", "no language model"), ("default", "small"), ("small", "small")):
        assert main(["supplier", "set", "hal", "--model", choice]) == 0
        (line,) = [line for line in capsys.readouterr().out.splitlines() if "papers may go to" in line]
        assert said in line
    assert main(["supplier", "set", "hal", "--model", "elsewhere"]) == 2
    assert "known: large, small" in capsys.readouterr().err
