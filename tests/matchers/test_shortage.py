"""Shortage claims by the trade's own examples (domain.md section 9, tests 12 and 13)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.documents import DocumentKind, Field, Source
from facts.finding import Finding, Verdict
from facts.tables import TableKind
from matchers.judge import judge
from rules.loader import load_rules
from rules.model import Rules
from tests.matchers.folder import BILL, CLAIM, INVOICE, ITEM, ORDER, Folder, shortage_folder, with_packing_list, with_receipt

RULES = load_rules("amazon_us", None, date(2026, 11, 1))
AS_OF = date(2026, 11, 1)


def finding(folder: Folder, as_of: date = AS_OF, rules: Rules = RULES) -> Finding:
    found = [f for f in judge(folder.frames(), rules, as_of).findings if f.reference == CLAIM]
    assert len(found) == 1
    return found[0]


def step(found: Finding, name: str) -> str:
    return next(s.value for s in found.calculation if s.id == name)


def test_signed_receipt_of_ten_cartons_proves_the_24_units_not_booked() -> None:
    found = finding(with_receipt(with_packing_list(shortage_folder())))
    assert (found.verdict, found.reason) == (Verdict.DISPUTE, "proof_shows_full_delivery")
    assert step(found, "disputable") == "24"
    assert found.recoverable_amount == Decimal("100.08")


def test_a_carton_noted_short_on_the_receipt_leaves_twelve_units() -> None:
    found = finding(with_receipt(with_packing_list(shortage_folder()), cartons_short=1, exceptions="short 1 ctn"))
    assert (found.verdict, found.reason) == (Verdict.DISPUTE, "proof_shows_partial_delivery")
    assert step(found, "disputable") == "12"
    assert found.recoverable_amount == Decimal("50.04")


def test_a_receipt_of_another_destination_proves_no_delivery() -> None:
    there = with_receipt(with_packing_list(shortage_folder()), ship_to_code="ONT8")
    assert (finding(there).verdict, finding(there).reason) == (Verdict.NEEDS_EVIDENCE, "another_destination")
    assert finding(with_receipt(with_packing_list(shortage_folder()), ship_to_code="ftw1")).verdict is Verdict.DISPUTE


def test_a_scan_that_misreads_the_site_by_a_character_that_looks_alike_still_proves_the_delivery() -> None:
    said: dict[str, Any] = {"signed": True, "delivery_date": "2026-05-04", "bol_number": BILL}
    said |= {"purchase_orders": [ORDER], "total_cartons": 10}
    proof = DocumentKind.PROOF_OF_DELIVERY
    packed = with_packing_list(shortage_folder())
    assert finding(packed.paper(proof, source=Source.OCR, ship_to_code="FTWI", **said)).verdict is Verdict.DISPUTE
    for source, code in ((Source.TEXT, "FTWI"), (Source.OCR, "FTW2")):
        other = with_packing_list(shortage_folder()).paper(proof, source=source, ship_to_code=code, **said)
        assert finding(other).reason == "another_destination"


def test_a_packing_list_on_a_scan_that_misreads_the_site_leaves_the_receipt_its_proof() -> None:
    def received(site: str) -> Finding:
        return finding(with_receipt(with_packing_list(shortage_folder(), source=Source.OCR, ship_to_code="FTWI"), ship_to_code=site))

    assert received("FTW1").verdict is Verdict.DISPUTE
    assert received("FTW2").reason == "another_destination"


def credited(folder: Folder, amount: str) -> Folder:
    """The claim taken by one payment and partly given back by the next."""
    line = {"invoice_date": date(2026, 5, 1), "currency": "USD"}
    return (
        folder.row(TableKind.PAYMENTS, payment_number="P1", payment_date=date(2026, 7, 1), amount="-100.08", currency="USD")
        .row(TableKind.PAYMENTS, payment_number="P2", payment_date=date(2026, 9, 1), amount=amount, currency="USD")
        .row(TableKind.REMITTANCE_LINES, payment_number="P1", invoice_number=CLAIM, invoice_amount="-100.08", amount_paid="-100.08", **line)
        .row(TableKind.REMITTANCE_LINES, payment_number="P2", invoice_number=f"{CLAIM}R", invoice_amount=amount, amount_paid=amount, **line)
    )


def test_once_all_that_was_wrong_came_back_the_rest_is_deducted_rightly() -> None:
    noted = with_receipt(with_packing_list(shortage_folder()), cartons_short=1, exceptions="short 1 ctn")
    found = finding(credited(noted, "50.04"))
    assert (found.verdict, found.reason, found.recoverable_amount) == (Verdict.RESOLVED, "reversed", Decimal(0))


def test_what_came_back_is_taken_off_what_is_wrong_and_not_off_what_is_right() -> None:
    noted = with_receipt(with_packing_list(shortage_folder()), cartons_short=1, exceptions="short 1 ctn")
    found = finding(credited(noted, "40.00"))
    assert (found.verdict, found.recoverable_amount) == (Verdict.DISPUTE, Decimal("10.04"))


def test_a_lower_count_and_a_note_of_the_same_cartons_are_not_taken_off_twice() -> None:
    found = finding(with_receipt(with_packing_list(shortage_folder()), cartons=9, cartons_short=1))
    assert step(found, "disputable") == "12"


def test_a_total_corrected_by_hand_for_what_is_noted_short_is_not_taken_off_twice() -> None:
    said: dict[str, Any] = {"signed": True, "bol_number": BILL, "purchase_orders": [ORDER], "total_cartons": 9, "cartons_short": 1}
    folder = shortage_folder().paper(DocumentKind.PROOF_OF_DELIVERY, ({"sku": ITEM, "cartons": 10},), **said)
    assert step(finding(folder), "proven") == "108"


def test_a_struck_figure_and_the_one_beside_it_read_as_one_prove_no_more_than_was_sent() -> None:
    """“10” struck out and “9” set beside it by hand: “109” on a scan, for a person, with one carton noted short."""
    read = Field(109, "109", 0.5, 1, None, review=True)
    said: dict[str, Any] = {"signed": True, "bol_number": BILL, "purchase_orders": [ORDER], "total_cartons": read, "cartons_short": 1}
    for lines in (({"sku": ITEM, "cartons": 10},), ()):
        folder = shortage_folder().paper(DocumentKind.PROOF_OF_DELIVERY, lines, source=Source.OCR, **said)
        assert step(finding(folder), "proven") == "108"
        assert finding(folder).recoverable_amount == Decimal("50.04")


def test_a_figure_that_lost_a_digit_under_a_hand_is_no_count_where_the_lines_have_one() -> None:
    """“33” struck out and “31” set beside it: “3” on a scan, for a person, with 33 cartons by its lines and two noted short."""
    read = Field(1, "1", 0.5, 1, None, review=True)
    said: dict[str, Any] = {"signed": True, "bol_number": BILL, "purchase_orders": [ORDER], "total_cartons": read, "cartons_short": 1}
    lines: dict[str, Any] = {"sku": ITEM, "cartons": Field(10, "10", 0.9, 1, None, review=True)}
    folder = shortage_folder().paper(DocumentKind.PROOF_OF_DELIVERY, (lines,), source=Source.OCR, **said)
    assert step(finding(folder), "proven") == "108"
    alone = finding(shortage_folder().paper(DocumentKind.PROOF_OF_DELIVERY, (), source=Source.OCR, **said))
    assert (alone.verdict, alone.reason) == (Verdict.REVIEW, "count_unclear")


def test_cartons_noted_short_that_explain_the_whole_claim_make_it_valid() -> None:
    found = finding(with_receipt(with_packing_list(shortage_folder()), cartons_short=2))
    assert (found.verdict, found.reason, found.recoverable_amount) == (Verdict.ACCEPT, "short_noted_on_proof", Decimal(0))


@pytest.mark.parametrize(
    "weakness",
    [{"subject_to_count": True}, {"shipper_load_and_count": True}, {"counted_by": "shipper"}],
    ids=["subject to count", "shipper load and count", "counted by shipper"],
)
def test_a_count_that_nobody_made_is_no_proof(weakness: dict[str, Any]) -> None:
    found = finding(with_receipt(with_packing_list(shortage_folder()), **weakness))
    assert (found.verdict, found.reason) == (Verdict.NEEDS_EVIDENCE, "count_not_verified")
    assert found.recoverable_amount == Decimal("100.08")
    assert found.missing


def test_pallets_only_is_no_carton_count() -> None:
    folder = with_packing_list(shortage_folder())
    folder.paper(DocumentKind.PROOF_OF_DELIVERY, signed=True, bol_number=BILL, purchase_orders=[ORDER], total_pallets=1)
    assert finding(folder).reason == "count_not_verified"


def test_an_unsigned_receipt_needs_evidence_and_a_stamp_is_as_good_as_a_signature() -> None:
    folder = with_packing_list(shortage_folder())
    assert finding(with_receipt(folder, signed=False)).reason == "proof_not_signed"
    stamped = with_receipt(with_packing_list(shortage_folder()), signed=False, stamped=True)
    assert finding(stamped).verdict is Verdict.DISPUTE


def test_a_stamp_that_nobody_could_read_may_bear_a_reservation() -> None:
    unread = Field(value=True, text="", confidence=0.6, page=1, review=True)
    found = finding(with_receipt(with_packing_list(shortage_folder()), stamped=unread))
    assert found.verdict is not Verdict.DISPUTE
    assert found.reason == "exception_note_unread"
    counted = finding(with_receipt(with_packing_list(shortage_folder()), stamped=unread, subject_to_count=True))
    assert counted.reason == "count_not_verified", "what it says was read elsewhere"


def test_without_a_receipt_a_prepaid_order_wants_the_proof_of_delivery() -> None:
    found = finding(with_packing_list(shortage_folder()))
    assert (found.verdict, found.reason) == (Verdict.NEEDS_EVIDENCE, "proof_of_delivery_missing")


@pytest.mark.parametrize(
    "signed, counted_by, verdict",
    [
        (True, "driver_pieces", Verdict.DISPUTE),
        (True, "driver_pallets", Verdict.NEEDS_EVIDENCE),
        (False, "driver_pieces", Verdict.NEEDS_EVIDENCE),
    ],
)
def test_a_collect_order_is_proved_by_the_bill_the_carrier_signed_with_a_piece_count(
    signed: bool, counted_by: str, verdict: Verdict
) -> None:
    folder = with_packing_list(shortage_folder(freight="Collect"))
    folder.paper(
        DocumentKind.BILL_OF_LADING,
        bol_number=BILL,
        purchase_orders=[ORDER],
        total_cartons=10,
        carrier_signed=signed,
        counted_by=counted_by,
    )
    assert finding(folder).verdict is verdict


def test_units_beyond_the_confirmed_quantity_are_not_disputed() -> None:
    found = finding(with_receipt(with_packing_list(shortage_folder(accepted=108))))
    assert step(found, "disputable") == "12"


def test_cases_booked_as_eaches_are_disputed_in_full() -> None:
    found = finding(with_receipt(with_packing_list(shortage_folder(received=10))))
    assert (found.reason, found.root_cause) == ("unit_of_measure", "each_case")
    assert (step(found, "disputable"), step(found, "cartons"), step(found, "case_pack")) == ("110", "10", "12")


def test_a_receipt_that_names_another_order_does_not_prove_ours() -> None:
    folder = with_receipt(with_packing_list(shortage_folder()), bol_number="06141419999999998", purchase_orders=["7ZZZ0000"])
    found = finding(folder)
    assert found.verdict is Verdict.NEEDS_EVIDENCE


def test_a_scanned_order_number_is_repaired_when_only_one_order_fits() -> None:
    folder = with_packing_list(shortage_folder())
    folder.paper(
        DocumentKind.PROOF_OF_DELIVERY, source=Source.OCR, signed=True, bol_number=BILL, purchase_orders=["4XK2P9OR"], total_cartons=10
    )
    assert finding(folder).verdict is Verdict.DISPUTE


def test_a_digital_order_number_is_never_repaired() -> None:
    folder = with_packing_list(shortage_folder())
    with_receipt(folder, purchase_orders=["4XK2P9OR"])
    assert finding(folder).reason == "purchase_order_not_on_proof"


def test_a_second_invoice_for_what_was_already_billed_is_accepted() -> None:
    folder = with_receipt(with_packing_list(shortage_folder(received=0)))
    folder.tables[TableKind.PURCHASE_ORDERS][0]["quantity_received"] = 120
    line = {"sku": ITEM, "quantity": 120, "unit_price": "4.17"}
    folder.paper(DocumentKind.INVOICE, (line,), invoice_number="INV10400", issue_date="2026-05-01", purchase_order=ORDER)
    found = finding(folder)
    assert (found.verdict, found.reason, found.recoverable_amount) == (Verdict.ACCEPT, "duplicate_invoice", Decimal(0))


def test_only_the_truck_with_a_receipt_is_proven() -> None:
    folder = with_packing_list(shortage_folder(received=0), cartons=6, units=72)
    second = {"purchase_order": ORDER, "sku": ITEM, "cartons": 4, "units": 48}
    folder.paper(DocumentKind.PACKING_LIST, (second,), bol_number="06141410000000019", purchase_orders=[ORDER], total_cartons=4)
    found = finding(with_receipt(folder, cartons=6))
    assert (found.verdict, found.reason, step(found, "disputable")) == (Verdict.DISPUTE, "proof_shows_partial_delivery", "72")


def test_before_the_35th_day_after_the_due_date_it_is_too_early_and_after_two_years_expired() -> None:
    folder = with_receipt(with_packing_list(shortage_folder()))
    assert finding(folder, date(2026, 8, 3)).verdict is Verdict.TOO_EARLY
    assert finding(folder, date(2026, 8, 4)).verdict is Verdict.DISPUTE
    assert finding(folder, date(2028, 5, 1)).verdict is Verdict.DISPUTE
    late = finding(folder, date(2028, 5, 2))
    assert (late.verdict, late.recoverable_amount) == (Verdict.EXPIRED, Decimal("100.08"))


def test_a_filed_dispute_is_not_filed_again() -> None:
    folder = with_receipt(with_packing_list(shortage_folder()))
    folder.row(TableKind.DISPUTES, dispute_id="D1", reference=CLAIM, status="Submitted", submitted=date(2026, 9, 1), amount="100.08")
    assert finding(folder).verdict is Verdict.IN_DISPUTE


def test_a_denied_dispute_leaves_one_attempt() -> None:
    folder = with_receipt(with_packing_list(shortage_folder()))
    folder.row(TableKind.DISPUTES, dispute_id="D1", reference=CLAIM, status="Denied", submitted=date(2026, 9, 1), amount="100.08")
    found = finding(folder)
    assert (found.verdict, found.attempts_left) == (Verdict.DISPUTE, 1)


@given(
    cartons=st.integers(1, 60),
    case_pack=st.integers(1, 48),
    received=st.integers(0, 3000),
    short=st.integers(0, 60),
    accepted=st.integers(0, 3000),
)
def test_never_more_is_claimed_than_was_deducted_or_proven(cartons: int, case_pack: int, received: int, short: int, accepted: int) -> None:
    units = cartons * case_pack
    received = min(received, units)
    folder = shortage_folder(units, received, accepted, case_pack=case_pack)
    found = finding(with_receipt(with_packing_list(folder, cartons, units), cartons, cartons_short=min(short, cartons)))
    assert 0 <= found.recoverable_amount <= found.claimed_amount
    proven = (cartons - min(short, cartons)) * case_pack
    assert found.recoverable_amount <= max(0, proven - received) * Decimal("4.17")


def test_the_claim_names_its_invoice_order_and_vendor_code() -> None:
    found = finding(with_receipt(with_packing_list(shortage_folder())))
    assert (found.invoice_number, found.purchase_order, found.sku, found.vendor_code) == (INVOICE, ORDER, ITEM, "HALD1")


def test_a_claim_without_detail_is_worked_out_from_invoice_and_receipts_when_it_ties_to_the_cent() -> None:
    folder = with_receipt(with_packing_list(shortage_folder()))
    del folder.tables[TableKind.SHORTAGE_DETAIL]
    folder.papers.pop(0)
    line = {"sku": ITEM, "quantity": 120, "unit_price": "4.17"}
    folder.paper(
        DocumentKind.INVOICE, (line,), invoice_number=INVOICE, issue_date="2026-05-01", due_date="2026-06-30", purchase_order=ORDER
    )
    folder.row(TableKind.PAYMENTS, payment_number="9000000001", payment_date=date(2026, 7, 2), amount="400.32")
    paid = {"payment_number": "9000000001", "invoice_date": date(2026, 5, 1), "currency": "USD"}
    folder.row(TableKind.REMITTANCE_LINES, invoice_number=INVOICE, invoice_amount="500.40", amount_paid="500.40", **paid)
    words = f"Shortage Claim for Invoice {INVOICE}"
    folder.row(TableKind.REMITTANCE_LINES, invoice_number=CLAIM, description=words, invoice_amount="-100.08", amount_paid="-100.08", **paid)
    found = finding(folder)
    assert (found.verdict, found.sku, found.recoverable_amount) == (Verdict.DISPUTE, ITEM, Decimal("100.08"))


def test_a_newer_export_of_the_same_claim_line_counts() -> None:
    """The retailer received twelve more after the first export was drawn."""
    folder = with_receipt(with_packing_list(shortage_folder()))
    row = folder.tables[TableKind.SHORTAGE_DETAIL][0]
    newer = row | {"quantity_received": 108, "quantity_short": 12, "amount": 12 * row["unit_cost"], "_file": "shortages_later.csv"}
    folder.tables[TableKind.SHORTAGE_DETAIL].append(newer)
    (found,) = [f for f in judge(folder.frames(), RULES, AS_OF).findings if f.reference == CLAIM]
    assert (found.claimed_amount, found.recoverable_amount) == (Decimal("50.04"), Decimal("50.04"))
