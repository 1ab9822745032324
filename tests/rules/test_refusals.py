"""A broken pack or terms file is refused with file and line, and with what to write instead."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import RuleError, load_rules
from rules.loader import read_pack, read_terms, rules_of

TODAY = date(2026, 11, 1)

BROKEN_TERMS = {
    "an unknown key at the top": ("retailer: amazon_us\npaymnt: {net_days: 60}\n", 2, "did you mean `payment`"),
    "an unknown key inside": ("retailer: amazon_us\npayment:\n  net_dys: 60\n", 3, "`net_dys` is an unknown key"),
    "an unknown kind of claim": ("windows:\n  shortages: {attempts: 2}\n", 2, "did you mean `shortage`"),
    "an unknown date to count from": (
        "windows:\n  shortage:\n    closes: {after: invoice_day, years: 2}\n",
        3,
        "did you mean `invoice_date`",
    ),
    "a window that counts from nothing": ("windows:\n  shortage:\n    closes: {years: 2}\n", 3, "`after` is missing"),
    "a key twice": ("currency: USD\nretailer: amazon_us\ncurrency: EUR\n", 3, "`currency` is written twice (first on line 1)"),
    "a rate as percent": ("payment:\n  terms_discount: {rate: 2, within_days: 30}\n", 2, '3 % is written "0.03"'),
    "a rate with a percent sign": ("payment:\n  terms_discount: {rate: 2 %, within_days: 30}\n", 2, "a number with a decimal point"),
    "a decimal comma": ('price: {rounding_per_unit: "0,01"}\n', 1, "a number with a decimal point"),
    "a discount without its days": ("payment:\n  terms_discount: {rate: 0.02}\n", 2, "`within_days` is missing"),
    "days in words": ("payment: {net_days: sixty}\n", 1, "a whole number is expected"),
    "a value left out": ("retailer: amazon_us\ncurrency:\n", 2, "`currency` has no value"),
    "a list where a value belongs": ("payment: {net_days: [60, 90]}\n", 1, "one value is expected here"),
    "a value where a block belongs": ("payment: 60\n", 1, "a block of `key: value` lines"),
    "a date in another order": ("effective_from: 01.02.2026\n", 1, "a date is written YYYY-MM-DD"),
    "an alias": ("payment: &p {net_days: 60}\nwindows: *p\n", 1, "anchors, aliases and tags"),
    "a tag": ("retailer: !!python/object:os.system x\n", 1, "anchors, aliases and tags"),
    "a tab": ("payment:\n\tnet_days: 60\n", 2, "not valid YAML"),
    "a bracket left open": ("payment: {net_days: 60\n", 2, "not valid YAML"),
    "a list at the top": ("- retailer: amazon_us\n", 1, "`key: value` lines at its top level"),
    "two documents": ("retailer: amazon_us\n---\nretailer: walmart\n", 2, "not valid YAML"),
    "yes and no misspelled": (
        "payment:\n  terms_discount: {rate: 0.02, within_days: 30, only_if_invoice_grants: maybe}\n",
        2,
        "true or false",
    ),
    "a chargeback without a fee": ("chargebacks:\n  late: {base: cost}\n", 2, "one of `rate`, `fee`, `tiers`, `condition` is needed"),
    "tiers that are no list": ("chargebacks:\n  late: {tiers: 3}\n", 2, "a list is expected here"),
    "an empty list": ("windows:\n  shortage:\n    closes: []\n", 3, "the list is empty"),
    "an empty text": ('currency: " "\n', 1, "a text is expected"),
    "a name in capitals": ("chargebacks:\n  Late: {fee: 3}\n", 2, "small letters, digits and _"),
    "a key that is a list": ("payment:\n  ? [net_days]\n  : 60\n", 2, "a key is one word or number"),
    "two lines for the retailer": ("retailer: [amazon_us, walmart]\n", 1, "takes one line of text"),
    "an unknown part of a chargeback": ("chargebacks:\n  late: {rate: 0.02, basis: cost}\n", 2, "did you mean `base`"),
}


@pytest.mark.parametrize("name", BROKEN_TERMS)
def test_broken_terms(name: str) -> None:
    text, line, said = BROKEN_TERMS[name]
    with pytest.raises(RuleError) as refused:
        read_terms(text.encode(), "supplier/terms.yaml")
    assert (refused.value.file, refused.value.line) == ("supplier/terms.yaml", line), str(refused.value)
    assert said in str(refused.value)
    assert str(refused.value).startswith(f"supplier/terms.yaml, line {line}: ")


def test_terms_in_another_encoding() -> None:
    with pytest.raises(RuleError, match="save it as UTF-8"):
        read_terms("supplier: Müller\n".encode("cp1252"), "terms.yaml")


def test_terms_with_a_byte_order_mark_are_read() -> None:
    assert read_terms("retailer: amazon_us\nsupplier: Müller\n".encode("utf-8-sig"), "terms.yaml").head["supplier"] == "Müller"


def test_empty_terms_agree_on_nothing() -> None:
    assert rules_of("amazon_us", read_terms(b"# nothing yet\n", "terms.yaml"), TODAY).payment_net_days == 60


def test_an_unknown_retailer() -> None:
    with pytest.raises(RuleError, match="no rule pack is called `amazn_us`; did you mean `amazon_us`"):
        load_rules("amazn_us", None, TODAY)


def test_an_unknown_retailer_in_the_terms(tmp_path: Path) -> None:
    file = tmp_path / "terms.yaml"
    file.write_text("retailer: kwik_e_mart\n", encoding="utf-8")
    with pytest.raises(RuleError, match="kwik_e_mart") as refused:
        load_rules(None, file, TODAY)
    assert refused.value.file == str(file)


HEAD = "retailer: corner_shop\n"
BROKEN_PACKS = {
    "no retailer": ("stamp: {effective_from: 2026-01-01, source: x, mark: R}\n", 1, "`retailer` is missing"),
    "no source": (HEAD + "payment:\n  net_days: {value: 60, effective_from: 2026-01-01, mark: R}\n", 3, "no `source`"),
    "no mark": (HEAD + "payment:\n  net_days: {value: 60, effective_from: 2026-01-01, source: x}\n", 3, "no `mark`"),
    "no start": (HEAD + "payment:\n  net_days: {value: 60, source: x, mark: R}\n", 3, "no `effective_from`"),
    "a stamp that says too much": (
        HEAD + "stamp: {effective_from: 2026-01-01, source: x, mark: R, since: 2020-01-01}\n",
        2,
        "`since` is an unknown key",
    ),
    "no value beside the date": (
        HEAD + "payment:\n  net_days: {effective_from: 2026-01-01, source: x, mark: R}\n",
        3,
        "`value` is missing",
    ),
    "something beside the value": (
        HEAD + "payment:\n  net_days: {value: 60, days: 3, effective_from: 2026-01-01, source: x, mark: R}\n",
        3,
        "`days` is an unknown key",
    ),
    "an unknown mark": (
        HEAD + "stamp: {effective_from: 2026-01-01, source: x, mark: Q}\npayment: {net_days: 60}\n",
        2,
        "`Q` is not taken here",
    ),
    "an end before the start": (
        HEAD + "payment:\n  net_days: {value: 60, effective_from: 2026-01-01, effective_to: 2025-01-01, source: x, mark: R}\n",
        3,
        "ends (2025-01-01) before it starts",
    ),
    "two values at once": (
        HEAD
        + "stamp: {effective_from: 2026-01-01, source: x, mark: R}\npayment:\n  net_days:\n    - {value: 60}\n"
        + "    - {value: 90, effective_from: 2026-06-01}\n",
        6,
        "and the one on line 5 are in force on the same days",
    ),
    "a pattern that is none": (
        HEAD
        + "stamp: {effective_from: 2026-01-01, source: x, mark: R}\ngrammar:\n  types:\n"
        + "    - {type: shortage, language: en, pattern: '(short'}\n",
        5,
        "is not taken here",
    ),
    "a key of the terms": (HEAD + "supplier: Halden\n", 2, "`supplier` is an unknown key"),
}


@pytest.mark.parametrize("name", BROKEN_PACKS)
def test_broken_packs(name: str) -> None:
    text, line, said = BROKEN_PACKS[name]
    with pytest.raises(RuleError) as refused:
        read_pack(text.encode(), "rules/packs/corner_shop.yaml")
    assert refused.value.line == line, str(refused.value)
    assert said in str(refused.value)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_the_file_holds_it_is_read_or_refused_by_name(content: bytes) -> None:
    try:
        read_terms(content, "terms.yaml")
    except RuleError as refused:
        said = str(refused)
    else:
        said = "terms.yaml"
    assert said.startswith("terms.yaml")


def test_endless_nesting_is_refused() -> None:
    with pytest.raises(RuleError, match="too deeply"):
        read_terms(b"payment: " + b"[" * 100_000, "terms.yaml")


def test_a_file_far_too_large_is_refused() -> None:
    with pytest.raises(RuleError, match="larger than 200 kB"):
        read_terms(b"#" * 200_001, "terms.yaml")
