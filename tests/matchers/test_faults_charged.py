"""Every fault that retailers charge for, held against what the house knows of the order (domain.md 1.6, test 15)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from facts.documents import DocumentKind, Field, Source
from facts.finding import Verdict
from facts.tables import TableKind
from matchers.judge import judge
from rules.loader import load_rules, read_terms, rules_of
from tests.matchers.charged_order import (
    AS_OF,
    ISSUE,
    RULES,
    announced,
    charged,
    confirmation,
    delivered_late,
    finding,
    money,
    ordered,
    sized,
    told,
    week,
)
from tests.matchers.folder import BILL, ITEM, ORDER, Folder, with_packing_list, with_receipt


def test_forty_late_units_at_eight_dollars_are_waived_above_ninety_per_cent_and_cost_nine_sixty_below() -> None:
    """Test 15 of the domain reference."""
    late = delivered_late(ordered(charged("9.60", "Not on time")))
    assert told(week(late, "0.92")) == (Verdict.DISPUTE, "waived_week", Decimal("9.60"))
    due = finding(week(delivered_late(ordered(charged("9.60", "Not on time"))), "0.88"))
    assert due.verdict is Verdict.ACCEPT
    assert next(s.value for s in due.calculation if s.id == "expected") == "9.60"


def test_a_charge_is_held_against_the_fee_of_its_own_day() -> None:
    """Not filled cost 10 % until June 2025 and 5 % since."""
    short: dict[str, Any] = {"requested": 200, "accepted": 200, "received": 160}
    assert told(ordered(charged("32.00", "Not filled"), **short)) == (Verdict.DISPUTE, "wrong_fee_rate", Decimal("16.00"))
    before = ordered(charged("32.00", "Not filled", charge_date=date(2025, 6, 20)), **short)
    assert finding(before).verdict is Verdict.ACCEPT


def test_units_that_came_were_not_left_unfilled() -> None:
    assert told(ordered(charged("32.00", "Not filled")))[:2] == (Verdict.DISPUTE, "order_filled")
    few = ordered(charged("16.00", "Not filled"), received=190)
    assert told(few) == (Verdict.DISPUTE, "units_above_fault", Decimal("12.00"))


def test_units_that_were_shipped_and_not_booked_in_want_the_receipt() -> None:
    short = with_packing_list(ordered(charged("48.00", "Not filled", units=120), accepted=120, received=0))
    found = finding(short)
    assert (found.verdict, found.missing) == (Verdict.NEEDS_EVIDENCE, ("proof_of_delivery",))


def test_a_confirmation_that_was_never_cut_refutes_a_charge_for_a_cut() -> None:
    whole = confirmation(ordered(charged("9.60", "Down-confirmed")), "2026-08-01", 200)
    assert told(whole)[:2] == (Verdict.DISPUTE, "nothing_cut")


@pytest.mark.parametrize("cut_on, verdict", [("2026-08-14", Verdict.DISPUTE), ("2026-08-16", Verdict.ACCEPT)])
def test_a_cut_counts_from_the_sixth_day_of_the_window(cut_on: str, verdict: Verdict) -> None:
    cut = confirmation(ordered(charged("9.60", "Down-confirmed"), accepted=160), "2026-08-01", 200)
    assert finding(confirmation(cut, cut_on, 160)).verdict is verdict


def test_without_a_dated_confirmation_a_cut_is_not_settled() -> None:
    found = finding(ordered(charged("9.60", "Down-confirmed")))
    assert (found.verdict, found.missing) == (Verdict.NEEDS_EVIDENCE, ("order_confirmation",))


def test_a_confirmation_of_all_units_refutes_a_charge_for_unconfirmed_ones() -> None:
    assert told(confirmation(ordered(charged("32.00", "Unconfirmed PO units")), "2026-08-01", 200))[1] == "order_confirmed"


def test_a_unit_is_not_late_and_not_delivered_at_once() -> None:
    folder = delivered_late(ordered(charged("45.60", "Not on time", units=190), received=160))
    charged("16.00", "Not filled", units=40, folder=folder, number="2222222222", charge_date=date(2026, 10, 27))
    assert told(folder, "2222222222") == (Verdict.DISPUTE, "charged_under_two", Decimal("12.00"))


def test_a_fee_on_another_cost_than_the_order_s_is_corrected() -> None:
    folder = delivered_late(ordered(charged("10.80", "Not on time")))
    folder.row(TableKind.COST_HISTORY, sku=ITEM, cost="9.00", effective_from=date(2026, 9, 1))
    found = finding(folder)
    assert (found.reason, found.recoverable_amount) == ("wrong_cost", Decimal("1.20"))
    assert "a unit cost of 9.00" in found.why


def test_a_charge_on_a_whole_order_is_a_share_of_its_cost() -> None:
    folder = delivered_late(
        ordered(ordered(charged("99.00", "Not on time", units=None, sku="")), sku="B0ZZZZZZZ1", cost="4.00", accepted=100)
    )
    assert told(folder) == (Verdict.DISPUTE, "wrong_fee_rate", Decimal("39.00"))


def test_more_than_was_ordered_is_charged_for_what_is_over_alone() -> None:
    assert told(ordered(charged("20.00", "Overage PO units"), received=220))[0] is Verdict.REVIEW, "the pack knows no fee for overage"
    assert told(ordered(charged("20.00", "Overage PO units")))[1] == "nothing_over", "without a fault no fee need be known"
    terms = read_terms(b"retailer: amazon_us\nchargebacks:\n  po_overage_units: {fee: 0.50, per: unit}\n", "terms.yaml")
    agreed = rules_of(None, terms, AS_OF)
    assert told(ordered(charged("20.00", "Overage PO units"), received=220), rules=agreed) == (
        Verdict.DISPUTE,
        "units_above_fault",
        Decimal("10.00"),
    )
    assert told(ordered(charged("20.00", "Overage PO units")), rules=agreed)[1] == "nothing_over"


def test_a_ship_notice_that_was_taken_before_the_goods_came_is_not_missing() -> None:
    def notice(taken: bool) -> Folder:
        folder = with_receipt(
            with_packing_list(ordered(charged("6.40", "Missing ASN", issue_type="Receive Accuracy"))), delivery_date="2026-08-12"
        )
        folder.paper(
            DocumentKind.ADVANCE_SHIP_NOTICE,
            bol_number=BILL,
            purchase_orders=[ORDER],
            sent_at="2026-08-11T08:00:00",
            transaction_control_number="0007",
        )
        if taken:
            folder.paper(
                DocumentKind.ACKNOWLEDGEMENT, acknowledged_transaction="0007", received_at="2026-08-11T09:00:00", status="accepted"
            )
        return folder

    assert told(notice(taken=True))[:2] == (Verdict.DISPUTE, "notice_before_arrival")
    assert finding(notice(taken=False)).missing == ("acknowledgement",)


def test_a_delivery_on_the_day_of_the_appointment_is_no_missed_one() -> None:
    terms = read_terms(b"retailer: amazon_us\nchargebacks:\n  no_show: {fee: 300, per: shipment}\n", "terms.yaml")
    folder = with_receipt(with_packing_list(ordered(charged("300.00", "No-show", units=None))), delivery_date="2026-08-12")
    folder.paper(DocumentKind.APPOINTMENT_REQUEST, purchase_orders=[ORDER], appointment_id="77120", requested_delivery_date="2026-08-12")
    assert told(folder, rules=rules_of(None, terms, AS_OF))[1] == "appointment_kept"


def test_an_invoice_by_edi_that_was_acknowledged_was_not_on_paper() -> None:
    rules = load_rules("amazon_eu", None, AS_OF)
    folder = ordered(charged("5.00", "Paper invoice", units=None, currency="EUR"))
    folder.paper(DocumentKind.INVOICE, source=Source.EDI, invoice_number="INV1", purchase_order=ORDER, transaction_control_number="0042")
    folder.paper(DocumentKind.ACKNOWLEDGEMENT, acknowledged_transaction="0042", received_at="2026-08-11T09:00:00", status="accepted")
    assert told(folder, rules=rules)[:2] == (Verdict.DISPUTE, "invoiced_by_edi")


def test_a_fee_that_is_only_cited_refutes_nothing() -> None:
    found = finding(charged("50.00", "Ships in own container", units=10, issue_type="Packaging"))
    assert (found.verdict, found.missing) == (Verdict.NEEDS_EVIDENCE, ("fee_table",))


def test_a_fee_in_another_currency_is_not_compared() -> None:
    found = finding(
        charged("9.00", "Carton content", units=10, currency="EUR", issue_type="Carton"), rules=load_rules("amazon_eu", None, AS_OF)
    )
    assert (found.verdict, found.missing) == (Verdict.NEEDS_EVIDENCE, ("advance_ship_notice",))
    assert "GBP" in found.why


def test_what_the_pack_does_not_know_is_said_to_be_unknown() -> None:
    found = finding(charged("9.00", "Unplanned prep - bagging", units=10, issue_type="Prep"))
    assert (found.verdict, found.missing) == (Verdict.NEEDS_EVIDENCE, ("prep_terms", "photo"))
    assert "state no figure" in found.why


def test_a_notice_stands_for_a_charge_that_no_export_has() -> None:
    def notice(number: str, folder: Folder) -> Folder:
        return folder.paper(
            DocumentKind.CHARGEBACK_NOTICE,
            ({"sku": ITEM, "quantity": 40, "amount": "16.00"},),
            chargeback_id=number,
            chargeback_type="PO On-Time Accuracy",
            chargeback_subtype="Not on time",
            purchase_order=ORDER,
            issue_date="2026-10-20",
            amount="16.00",
        )

    assert told(notice("99", delivered_late(ordered(Folder()))), "99") == (Verdict.DISPUTE, "wrong_fee_rate", Decimal("6.40"))
    both = notice("98", delivered_late(ordered(charged("16.00", "Not on time"))))
    assert [f.reference for f in judge(both.frames(), RULES, AS_OF).findings] == [ISSUE], "the export's figures stand"


def test_an_item_read_with_doubt_on_a_notice_is_the_one_that_we_sell() -> None:
    def item_of(folder: Folder, sku: str) -> str:
        lines = ({"sku": Field(sku, sku, 0.5, review=True), "quantity": 40, "amount": "16.00"},)
        said: dict[str, Any] = {
            "chargeback_id": "97",
            "chargeback_type": "Prep",
            "chargeback_subtype": "Missing prep",
            "purchase_order": ORDER,
        }
        folder.paper(DocumentKind.CHARGEBACK_NOTICE, lines, issue_date="2026-10-20", amount="16.00", **said)
        return finding(folder, "97").sku

    assert item_of(ordered(Folder()), ITEM) == ITEM
    assert not item_of(ordered(Folder()), ITEM.replace("0", "O"))


def test_walmart_takes_a_fixed_part_and_one_by_the_case() -> None:
    rules = load_rules("walmart", None, AS_OF)
    found = finding(charged("260.00", "SQEP defect", units=40, issue_type="SQEP"), rules=rules)
    assert (found.reason, found.recoverable_amount) == ("wrong_fee_rate", Decimal("20.00"))


def test_a_fee_stays_within_its_least_and_its_most() -> None:
    rules = load_rules("kehe", None, AS_OF)
    folder = ordered(charged("900.00", "EP fee", units=2000, issue_type="Fee"), requested=2000, accepted=2000, received=2000)
    assert told(folder, rules=rules) == (Verdict.DISPUTE, "wrong_fee_rate", Decimal("200.00"))


def test_the_same_words_from_a_terms_file_are_read(tmp_path: Path) -> None:
    (tmp_path / "terms.yaml").write_text(
        "retailer: amazon_us\nfreight: {weight_tolerance: 0.02}\nprice_protection: {covers: [units_on_hand], claim_within_days: 30}\n"
        "post_audit: {claims_until: {after: invoice_date, years: 2}}\n"
    )
    rules = load_rules(None, tmp_path / "terms.yaml", AS_OF)
    assert rules.freight.weight_tolerance == Decimal("0.02")
    assert (rules.price_protection.covers, rules.price_protection.agreed) == (("units_on_hand",), True)
    assert rules.post_audit.agreed


@pytest.mark.parametrize(
    "side, pack, verdict, reason",
    [
        ("5", 4, Verdict.DISPUTE, "carton_within_size"),
        ("12", 12, Verdict.NEEDS_EVIDENCE, "carton_size_missing"),
        ("30", 4, Verdict.ACCEPT, "carton_too_large"),
        ("30", 1, Verdict.NEEDS_EVIDENCE, "single_item"),
    ],
)
def test_a_carton_is_no_longer_than_its_items_in_one_row(side: str, pack: int, verdict: Verdict, reason: str) -> None:
    found = finding(sized(charged("50.00", "Oversized carton", units=2, issue_type="Carton"), side, pack))
    assert (found.verdict, found.reason) == (verdict, reason)


@pytest.mark.parametrize(
    "received, verdict, reason, money",
    [
        (120, Verdict.DISPUTE, "content_as_announced", "15.00"),
        (118, Verdict.DISPUTE, "units_above_fault", "9.80"),
        (96, Verdict.NEEDS_EVIDENCE, "content_differs", "15.00"),
    ],
)
def test_content_is_held_against_what_was_announced(received: int, verdict: Verdict, reason: str, money: str) -> None:
    folder = announced(ordered(charged("15.00", "Carton content accuracy", units=10, issue_type="Carton"), received=received), 120, 10)
    assert told(folder) == (verdict, reason, Decimal(money))


def test_cartons_of_two_counts_are_not_proven_by_a_sum_that_agrees() -> None:
    folder = announced(ordered(charged("15.00", "Carton content accuracy", units=10, issue_type="Carton"), received=121), 121, 10)
    assert finding(folder).missing == ("packing_list",)


def test_case_packs_as_shipped_are_held_against_the_catalogue() -> None:
    def folder(pack: int) -> Folder:
        made = ordered(charged("26.00", "Case pack defect", units=1, issue_type="Carton"), received=120)
        return announced(made.row(TableKind.CATALOGUE, sku=ITEM, case_pack=pack), 120, 10)

    assert told(folder(12))[:2] == (Verdict.DISPUTE, "packed_as_recorded")
    assert finding(folder(10)).verdict is Verdict.ACCEPT


def test_preparation_is_held_against_who_prepares_the_item_by_the_catalogue() -> None:
    def folder(owner: str) -> Folder:
        made = charged("9.00", "Unplanned prep - bagging", units=10, issue_type="Prep")
        return made.row(TableKind.CATALOGUE, sku=ITEM, case_pack=12, prep_owner=owner, prep_category="Poly bagging")

    assert told(folder("Amazon")) == (Verdict.DISPUTE, "prep_not_ours", Decimal("9.00"))
    assert finding(folder("Vendor")).missing == ("photo",)
    assert finding(folder("Amazon or vendor")).missing == ("prep_terms",), "both are named"


def test_labels_want_their_photograph_and_the_codes_announced_are_said_along() -> None:
    bare = charged("50.00", "No carton content label", units=10, issue_type="Carton")
    assert finding(bare).missing == ("label_photo", "advance_ship_notice")
    line = {"purchase_order": ORDER, "sku": ITEM, "cartons": 10, "units": 120, "sscc": ["006141411234567890", "006141411234567906"]}
    coded = bare.paper(DocumentKind.ADVANCE_SHIP_NOTICE, (line,), bol_number=BILL, purchase_orders=[ORDER])
    assert finding(coded).missing == ("label_photo",)
    assert "2 cartons by serial code" in finding(coded).why


def test_no_more_cartons_are_charged_than_were_shipped() -> None:
    folder = announced(ordered(charged("180.00", "No carton label", units=12, issue_type="Carton"), received=120), 120, 10)
    assert told(folder) == (Verdict.DISPUTE, "cartons_above_shipped", Decimal("30.00"))
    further = announced(ordered(charged("180.00", "No carton label", units=12, issue_type="Carton"), received=160), 120, 10)
    assert told(further)[1] != "cartons_above_shipped", "what was received tells of cartons that no paper counts"


def test_no_more_units_are_charged_by_the_unit_than_the_order_has() -> None:
    folder = ordered(charged("3.50", "Carton label missing", units=25, currency="EUR", issue_type="Labels"), received=20, accepted=20)
    assert told(folder, rules=load_rules("amazon_eu", None, AS_OF)) == (Verdict.DISPUTE, "units_above_order", Decimal("0.70"))


def test_several_ship_notices_are_right_where_each_is_of_a_shipment_of_its_own() -> None:
    def notices(*bills: str) -> Folder:
        folder = charged("9.00", "Multiple ASNs", units=10, issue_type="Receive Accuracy")
        for bill in bills:
            folder.paper(DocumentKind.ADVANCE_SHIP_NOTICE, bol_number=bill, purchase_orders=[ORDER], sent_at="2026-08-11T08:00:00")
        return folder

    assert told(notices("0614141000000001", "0614141000000002"))[:2] == (Verdict.DISPUTE, "one_notice_each")
    assert finding(notices("0614141000000001")).missing == ("acknowledgement",)
    assert finding(notices("0614141000000001", "0614141000000001")).verdict is not Verdict.DISPUTE


def test_an_item_that_fills_its_carton_is_exempt_where_that_is_on_record() -> None:
    heavy = charged("25.00", "Overweight carton", units=1, issue_type="Carton")
    heavy.row(
        TableKind.CATALOGUE,
        sku=ITEM, case_pack=1, length="10", width="10", height="10", dimension_unit="in", weight="60", weight_unit="lb",
    )  # fmt: skip
    assert finding(heavy).missing == ("single_item_exemption",)


def test_what_came_back_for_the_invoice_of_a_charge_came_back_for_the_charge() -> None:
    billed = delivered_late(ordered(charged("16.00", "Not on time", invoice_number="1234567890VCBSINV")))
    assert told(billed)[0] is Verdict.DISPUTE
    assert told(money(billed, "-16.00", "16.00"))[:2] == (Verdict.RESOLVED, "reversed")


def test_of_an_invoice_for_several_charges_the_one_whose_amount_came_back_is_settled() -> None:
    both = delivered_late(ordered(charged("16.00", "Not on time", invoice_number="1234567890VCBSINV")))
    charged("32.00", "Not on time", units=80, folder=both, number="22", invoice_number="1234567890VCBSINV")
    money(both, "-48.00", "32.00")
    assert (finding(both).verdict, finding(both, "22").verdict) == (Verdict.DISPUTE, Verdict.RESOLVED)


def test_a_charge_that_the_export_shows_as_waived_is_settled_unless_it_was_deducted() -> None:
    waived = charged("16.00", "Not on time", status="Waived", invoice_number="1234567890VCBSINV")
    assert told(waived)[:2] == (Verdict.RESOLVED, "charge_waived")
    assert told(money(waived, "-16.00")) == (Verdict.DISPUTE, "waived_and_deducted", Decimal("16.00"))


@pytest.mark.parametrize(
    "status, verdict, left",
    [("Disputed", Verdict.IN_DISPUTE, 1), ("Dispute denied", Verdict.DISPUTE, 1), ("Charged", Verdict.DISPUTE, 2)],
)
def test_what_the_export_says_of_a_dispute_counts_where_no_list_has_it(status: str, verdict: Verdict, left: int) -> None:
    found = finding(delivered_late(ordered(charged("16.00", "Not on time", status=status))))
    assert (found.verdict, found.attempts_left) == (verdict, left)
