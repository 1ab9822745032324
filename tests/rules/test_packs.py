"""Every value of every pack is dated and sourced; where sources disagree, all of them are kept."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from facts.finding import FindingType
from facts.rebates import ReturnsIn
from facts.tables import TableKind
from rules.grammar import LineRole
from rules.loader import _pack, available, entries, load_rules, read_terms, rules_of
from rules.schema import MARKS

TODAY = date(2026, 11, 1)


def test_the_packs_of_the_trade_are_there() -> None:
    assert available() == ("amazon_eu", "amazon_us", "generic", "home_depot", "kehe", "kroger", "target", "unfi", "walmart")


@pytest.mark.parametrize("retailer", available())
def test_every_value_has_a_start_a_source_and_a_mark(retailer: str) -> None:
    values = entries(_pack(retailer).rules)
    assert values
    for value in values:
        assert value.stamp.effective_from is not None, value.place
        assert value.stamp.source, value.place
        assert value.stamp.mark in set(MARKS) - {"terms"}, value.place


@pytest.mark.parametrize("retailer", available())
def test_codes_of_the_outside_world_lead_to_the_house_s_reasons(retailer: str) -> None:
    rules = load_rules(retailer, None, TODAY)
    for scheme, codes in rules.reason_codes.items():
        assert set(codes.values()) <= set(rules.taxonomy), scheme
    assert [rules.reason("x12_426", code) for code in ("06", "6", "01", "999")] == ["short_quantity", "short_quantity", "price", None]
    assert rules.reason("edifact_4465", "5") == "price"
    assert rules.reason("x12_412", "02") == "short_quantity"
    if retailer == "walmart":
        assert rules.reason("walmart_ap", "0022") == "billed_not_shipped"


@pytest.mark.parametrize("retailer", available())
def test_a_pack_is_shown_with_its_sources(retailer: str) -> None:
    rules = load_rules(retailer, None, TODAY)
    page = json.loads(json.dumps(rules.raw))
    shown = page["shortage"]["weak_counts"][0]
    assert shown["value"] == ["pallets_only", "shipper_load_and_count", "subject_to_count"]
    assert shown["mark"] == "K"
    assert shown["place"].startswith("rules/packs/")
    assert rules.id == f"{retailer}@{rules.version}"


def test_versions_name_the_youngest_value_in_force() -> None:
    assert load_rules("amazon_us", None, TODAY).version == "2026-01"
    assert load_rules("amazon_us", None, date(2025, 8, 1)).version == "2025-07"
    assert load_rules("amazon_us", None, TODAY).rule_id(FindingType.SHORTAGE) == "amazon_us/shortage@2026-01"


def test_a_fee_that_changed_is_the_one_of_its_day() -> None:
    before, after = (load_rules("amazon_us", None, day).chargebacks["po_not_filled"] for day in (date(2025, 6, 30), date(2025, 7, 1)))
    assert [f["rate"] for f in before] == [Decimal("0.10")]
    assert [f["rate"] for f in after] == [Decimal("0.05")]


def test_readings_that_disagree_stand_side_by_side() -> None:
    rules = load_rules("amazon_us", None, TODAY)
    closes = rules.window(FindingType.CHARGEBACK).closes
    assert {(a.after, a.days, a.hard) for a in closes} == {
        ("charge_date", 30, True),
        ("chargeback_invoice_date", 30, True),
        ("charge_date", 15, False),
    }
    assert any(said.startswith("shortage closes: 2 years after invoice_date") for said in rules.disagreements)
    assert any("carton_content" in said for said in rules.disagreements)


def test_walmart_answers_are_due_by_the_shorter_reading() -> None:
    assert load_rules("walmart", None, TODAY).window(FindingType.SHORTAGE).reply_days == 7


def test_tokens_are_tried_longest_first() -> None:
    tokens = [t.token for t in load_rules("amazon_us", None, TODAY).grammar.tokens]
    assert tokens.index("SCRI") < tokens.index("SCR") < tokens.index("SC")
    assert {t.role for t in load_rules("amazon_us", None, TODAY).grammar.tokens} == {
        LineRole.CLAIM,
        LineRole.REVERSAL,
        LineRole.MISSED_ADJUSTMENT,
    }


def test_retailers_that_are_not_amazon_have_no_suffixes() -> None:
    assert not load_rules("walmart", None, TODAY).grammar.tokens
    assert not load_rules("generic", None, TODAY).grammar.tokens


def test_the_words_of_a_remittance_are_known_in_six_languages() -> None:
    grammar = load_rules("generic", None, TODAY).grammar
    for kind in (FindingType.SHORTAGE, FindingType.PRICE_CLAIM, FindingType.RETURN, FindingType.CHARGEBACK, FindingType.PROVISION):
        assert {w.language for w in grammar.types if w.type is kind} == {"en", "de", "fr", "es", "it", "zh"}, kind
    for role in (LineRole.INVOICE, LineRole.REVERSAL, LineRole.REPAYMENT, LineRole.CREDIT_NOTE, LineRole.CLAIM):
        assert {w.language for w in grammar.roles if w.role is role} == {"en", "de", "fr", "es", "it", "zh"}, role


def test_dates_are_read_as_the_marketplace_writes_them() -> None:
    assert [load_rules(r, None, TODAY).date_order for r in ("amazon_us", "amazon_eu", "walmart")] == ["MDY", "DMY", "MDY"]


def test_what_is_believed_first() -> None:
    order = load_rules("amazon_us", None, TODAY).precedence
    assert order["quantity_accepted"][:2] == (TableKind.PURCHASE_ORDERS.value, "order_confirmation")
    assert order["quantity_received"] == (TableKind.SHORTAGE_DETAIL.value, "receiving_advice", TableKind.PURCHASE_ORDERS.value)


def test_evidence_goes_by_freight_terms() -> None:
    needed = load_rules("amazon_us", None, TODAY).evidence["shortage"].needed
    assert needed("prepaid") == ("proof_of_delivery", "packing_list")
    assert needed("collect") == ("bill_of_lading", "packing_list")
    assert load_rules("amazon_us", None, TODAY).evidence["late_ship_notice"].needed(None) == ("advance_ship_notice", "acknowledgement")


def test_limits_of_the_portal() -> None:
    rules = load_rules("amazon_us", None, TODAY)
    limit = rules.limit("Explanation")
    assert (limit.soft, limit.hard, limit.ascii_only) == (1000, 2000, True)
    assert rules.attachments.files is None
    assert "not published" in rules.attachments.note
    assert load_rules("walmart", None, TODAY).attachments.files == 10
    assert rules.portal_fields["shortage"][:4] == ("Invoice number", "Claim number", "ASIN lines", "Dispute Quantity")
    assert "Rounding Issue" in rules.dispute_reasons["price_claim"]
    assert rules.price.reasons["rounding"] == "Rounding Issue"


def test_what_terms_leave_out_stands_as_in_the_pack() -> None:
    agreed = read_terms(
        b"retailer: amazon_us\nchargebacks:\n  po_not_on_time: {rate: 0.04}\n  overweight_carton: {fee: 30, limit: 60, unit: lb}\n",
        "t.yaml",
    )
    rules = rules_of(None, agreed, TODAY)
    (late,) = rules.chargebacks["po_not_on_time"]
    assert (late["rate"], late["base"], late["waived_above_trailing_rate"]) == (Decimal("0.04"), "cost_of_confirmed_units", Decimal("0.90"))
    assert late["source"].mark == "terms"
    (heavy,) = rules.chargebacks["overweight_carton"]
    assert (heavy["fee"], heavy["limit"], heavy["unit"], heavy["per"]) == (Decimal(30), Decimal(60), "lb", "carton")
    assert rules.terms_discount is not None
    assert rules.payment_net_days == 60
    assert rules.window(FindingType.SHORTAGE).attempts == 2


def test_terms_in_full(tmp_path: Path) -> None:
    file = tmp_path / "terms.yaml"
    file.write_text(
        "# agreed\n"
        "retailer: Amazon EU\n"
        "supplier: 佛山市瑞禾电器有限公司\n"
        "currency: EUR\n"
        "source: vendor terms of 2026\n"
        "payment: {net_days: 90, terms_discount: {rate: 0.025, within_days: 20}}\n"
        "windows: {shortage: {closes: {after: deduction_date, days: 700}, attempts: 3}}\n"
        'price: {cost_in_force_on: ship_date, rounding_per_unit: "0.02", agreed_purchase_discount: "0.05"}\n'
        "shortage: {weak_counts: [pallets_only], proof: {prepaid: bill_of_lading}}\n"
        "rebates: {returns_count_in: term_of_return, rounding: half_up_once}\n",
        encoding="utf-8",
    )
    rules = load_rules(None, file, TODAY)
    assert (rules.retailer, rules.supplier, rules.currency, rules.payment_net_days) == ("amazon_eu", "佛山市瑞禾电器有限公司", "EUR", 90)
    assert rules.terms_discount is not None
    assert (rules.terms_discount.rate, rules.terms_discount.within_days) == (Decimal("0.025"), 20)
    window = rules.window(FindingType.SHORTAGE)
    assert [str(a) for a in window.closes] == ["700 days after deduction_date"]
    assert [a.source.mark for a in window.closes if a.source] == ["terms"]
    assert [str(a) for a in window.opens] == ["35 days after invoice_due_date"]
    assert window.attempts == 3
    assert (rules.price.cost_in_force_on, rules.price.rounding_per_unit) == ("ship_date", Decimal("0.02"))
    assert rules.shortage.weak_counts == ("pallets_only",)
    assert rules.shortage.proof == {"prepaid": "bill_of_lading", "collect": "bill_of_lading", "third_party": "proof_of_delivery"}
    assert rules.rebates.returns_count_in is ReturnsIn.TERM_OF_RETURN
    assert rules.raw["payment"]["net_days"] == [{"value": 90, "source": "vendor terms of 2026", "mark": "terms", "place": "terms.yaml:6"}]


def test_terms_that_have_run_out_leave_the_pack_alone() -> None:
    agreed = read_terms(b"retailer: amazon_us\neffective_to: 2026-06-30\npayment: {net_days: 90}\n", "terms.yaml")
    assert rules_of(None, agreed, date(2026, 6, 30)).payment_net_days == 90
    assert rules_of(None, agreed, date(2026, 7, 1)).payment_net_days == 60


def test_the_argument_comes_before_the_terms() -> None:
    agreed = read_terms(b"retailer: amazon_us\ncurrency: CAD\n", "terms.yaml")
    rules = rules_of("walmart", agreed, TODAY)
    assert (rules.retailer, rules.currency) == ("walmart", "CAD")
    assert rules_of(None, None, TODAY).retailer == "generic"


@pytest.mark.parametrize(
    "said, pack",
    [
        ("Amazon Vendor Central EU", "amazon_eu"),
        ("amazon-us", "amazon_us"),
        ("AMAZON", "amazon_us"),
        ("Sams Club", "walmart"),
        ("WALMART", "walmart"),
    ],
)
def test_a_retailer_is_known_by_its_usual_names(said: str, pack: str) -> None:
    assert load_rules(said, None, TODAY).retailer == pack


def test_no_rebate_and_no_co_op_is_complete_without_its_signed_agreement() -> None:
    rules = load_rules(None, None, date(2026, 11, 1))
    for kind in ("rebate_underpaid", "rebate_overclaimed", "rebate_fraud"):
        asked = rules.evidence[kind]
        assert asked.needed("prepaid") == ("rebate_agreement",)
        assert {"sales", "invoice", "receiving_advice", "proof_of_delivery"} <= set(asked.recommended)
    assert rules.evidence["coop"].needed(None) == ("coop_agreement",)
