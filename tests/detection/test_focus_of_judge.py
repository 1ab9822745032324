"""What a new paper touches is judged again, nothing else, and the findings are those of judging everything."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.finding import Finding
from matchers.bearing import KeyKind, bearings, changed
from matchers.focus import Focus, widened
from matchers.grammar import number_key
from matchers.grounds import Grounds, lay_out
from matchers.judge import judge, judge_on
from rules.loader import rules_of
from tests.detection.supplier import DAY, FILES, File, frames, without

RULES = rules_of("amazon_us", None, DAY)


def grounds(files: Iterable[File]) -> Grounds:
    return lay_out(frames(files), RULES)


def all_of(files: Iterable[File]) -> dict[str, Finding]:
    return {f.id: f for f in judge(frames(files), RULES, DAY).findings}


def merged(before: Iterable[File], after: Iterable[File]) -> tuple[dict[str, Finding], int]:
    """The findings of before, judged again where the files that came touch them; and how many were judged."""
    standing, now = all_of(before), grounds(after)
    judged_last = [(f.reference, f.invoice_number, f.purchase_order, f.sku) for f in standing.values()]
    focus = widened(changed(bearings(grounds(before)), bearings(now)), judged_last)
    judgement = judge_on(now, DAY, focus)

    def stays(f: Finding) -> bool:
        touched = focus.touches(f.reference, f.invoice_number, f.purchase_order, f.sku)
        return not touched and number_key(f.reference) not in judgement.references

    kept = {key: f for key, f in standing.items() if stays(f)}
    return kept | {f.id: f for f in judgement.findings}, len(judgement.findings)


def test_the_made_up_supplier_has_something_of_everything() -> None:
    found = all_of(FILES).values()
    assert {f.verdict.value for f in found} >= {"dispute", "in_dispute", "resolved", "accept", "review", "needs_evidence"}
    assert {f.type.value for f in found} >= {
        "shortage",
        "price_claim",
        "return",
        "provision",
        "quick_pay_discount",
        "chargeback",
        "unclassified",
    }


@pytest.mark.parametrize("name", [f.name for f in FILES])
def test_a_file_that_comes_later_leads_to_the_findings_of_judging_everything(name: str) -> None:
    found, _ = merged(without(name), FILES)
    assert found == all_of(FILES)


@pytest.mark.parametrize("name", [f.name for f in FILES])
def test_a_file_that_is_taken_away_leads_to_the_findings_of_judging_everything(name: str) -> None:
    found, _ = merged(FILES, without(name))
    assert found == all_of(without(name))


@pytest.mark.slow
@settings(max_examples=60)
@given(st.sets(st.sampled_from(range(len(FILES)))), st.sets(st.sampled_from(range(len(FILES)))))
def test_any_files_after_any_others_lead_to_the_findings_of_judging_everything(first: set[int], then: set[int]) -> None:
    before = [FILES[i] for i in sorted(first)]
    after = [FILES[i] for i in sorted(first ^ then)]
    found, _ = merged(before, after)
    assert found == all_of(after)


def test_a_claim_that_loses_the_invoice_it_was_known_by_is_judged_again() -> None:
    names = {"invoices/lines.csv", "payments/september.xlsx", "deductions/shortages.csv"}
    before = [f for f in FILES if f.name in names - {"deductions/shortages.csv"}]
    after = [f for f in FILES if f.name in names - {"invoices/lines.csv"}]
    assert merged(before, after)[0] == all_of(after)


def test_a_receipt_judges_only_the_claims_of_its_order() -> None:
    _, judged = merged(without("pods/scan_17.pdf"), FILES)
    assert judged == 1


def test_a_paper_of_nobody_judges_nothing() -> None:
    _, judged = merged(without("pods/stranger.pdf"), FILES)
    assert judged == 0


def test_the_same_grounds_bear_the_same_hashes() -> None:
    focus = changed(bearings(grounds(FILES)), bearings(grounds(reversed(FILES))))
    assert focus == Focus()
    assert not focus


def test_an_order_bears_on_its_claims_and_a_stranger_on_none() -> None:
    keys = bearings(grounds(FILES)).keys()
    assert (KeyKind.ORDER, "4XK2P9QR") in keys
    assert (KeyKind.ORDER, "9ZZZZZZZ") not in keys
