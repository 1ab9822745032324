"""Rules that were kept say the same when they are read back."""

from dataclasses import replace
from datetime import date

import pytest

from rules.loader import available, read_terms, rules_of
from rules.stored import content_hash, hash_of, restored, stored

TERMS = b"""
retailer: amazon_us
supplier: Halden Kitchen Supply Corp
payment: {net_days: 45}
windows:
  shortage: {attempts: 3}
  coop: {attempts: unlimited}
chargebacks:
  po_not_on_time: {rate: "0.02", base: cost}
"""


@pytest.mark.parametrize("retailer", available())
def test_a_kept_pack_is_built_again_as_it_was(retailer: str) -> None:
    rules = rules_of(retailer, None, date(2026, 11, 1))
    assert restored(stored(rules)) == rules


def test_terms_over_a_pack_are_built_again_as_they_were() -> None:
    rules = rules_of("amazon_us", read_terms(TERMS, "terms.yaml"), date(2026, 11, 1))
    again = restored(stored(rules))
    assert again == rules
    assert again.supplier == "Halden Kitchen Supply Corp"


def test_the_hash_counts_what_is_said_and_not_where_it_is_written() -> None:
    moved = rules_of("amazon_us", read_terms(b"# a remark\n" + TERMS, "terms.yaml"), date(2026, 11, 1))
    rules = rules_of("amazon_us", read_terms(TERMS, "terms.yaml"), date(2026, 11, 1))
    assert content_hash(stored(moved)) == content_hash(stored(rules))
    other = rules_of("amazon_us", read_terms(TERMS.replace(b"45", b"60"), "terms.yaml"), date(2026, 11, 1))
    assert content_hash(stored(other)) != content_hash(stored(rules))
    assert content_hash(stored(replace(rules, supplier="Another"))) != content_hash(stored(rules))


def test_a_hash_that_was_worked_out_is_that_of_the_same_rules_alone() -> None:
    rules = rules_of("amazon_us", read_terms(TERMS, "terms.yaml"), date(2026, 11, 1))
    hashes = [(hash_of(one), content_hash(stored(one))) for one in (rules, replace(rules, supplier="Another"), rules)]
    assert [known for known, _ in hashes] == [told for _, told in hashes]
    assert len(set(hashes)) == 2
