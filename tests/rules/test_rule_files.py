"""Rule tests that a recovery specialist can write: see the YAML files beside this one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from facts.finding import FindingType
from matchers.grammar import KnownNumbers, LineWords, number_key, own_series, read_line
from rules.filing import Filing, filing_block
from rules.loader import read_terms, rules_of
from rules.model import Rules

HERE = Path(__file__).parent


def cases(name: str) -> list[Any]:
    entries = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [pytest.param(entry, id=entry["name"]) for entry in entries]


@cache
def pack(retailer: str, on: date) -> Rules:
    return rules_of(retailer, None, on)


def rules(case: dict[str, Any]) -> Rules:
    on = case.get("as_of") or case.get("today") or date(2026, 11, 1)
    if "terms" in case:
        return rules_of(None, read_terms(yaml.safe_dump(case["terms"]).encode(), "terms.yaml"), on)
    return pack(case.get("retailer", "amazon_us"), on)


@pytest.mark.parametrize("case", cases("windows.yaml"))
def test_window(case: dict[str, Any]) -> None:
    window = rules(case).window(FindingType(case["window"]))
    dates = case["dates"]
    found = {
        "opens_on": window.opens_on(dates) or "none",
        "safe_by": window.safe_by(dates) or "none",
        "dispute_by": window.dispute_by(dates) or "none",
        "attempts": "unlimited" if window.attempts is None else window.attempts,
        "disputable": window.disputable,
        "reply_days": window.reply_days,
        "grouping": window.grouping,
    }
    assert {name: found[name] for name in case["expect"]} == case["expect"]


@pytest.mark.parametrize("case", cases("filings.yaml"))
def test_filing(case: dict[str, Any]) -> None:
    earlier = [Filing(f.get("line", "this"), f["submitted"], f.get("outcome", ""), f.get("answered_on")) for f in case.get("earlier", ())]
    block = filing_block(rules(case).window(FindingType(case["window"])), case["dates"], "this", earlier, case["today"])
    assert (block.code if block else "nothing") == case["expect"]


@pytest.mark.parametrize("case", cases("lines.yaml"))
def test_line(case: dict[str, Any]) -> None:
    grammar = rules(case).grammar
    invoices = {number_key(n): n for n in case.get("known", ())}
    known = KnownNumbers(invoices, own_series=own_series(invoices.values(), grammar))
    line = {**case["line"], "amount": Decimal(case["line"]["amount"])}
    meaning = read_line(LineWords(**line), known, grammar)
    found = {
        "role": meaning.role.value,
        "type": meaning.type.value,
        "root": meaning.root,
        "round": meaning.round,
        "certain": meaning.certain,
    }
    assert {name: found[name] for name in case["expect"]} == case["expect"], meaning.basis
