"""Of which order is a receipt? Money rests on what it says itself; the number of the truck helps only where one order can be meant."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from facts.documents import DocumentKind, Field, Source
from facts.finding import Verdict
from facts.tables import TableKind
from matchers.bearing import bearings, changed
from matchers.grounds import Grounds, lay_out
from tests.matchers.folder import BILL, ITEM, ORDER, Folder, shortage_folder, with_packing_list
from tests.matchers.test_shortage import RULES, finding

OTHER = "7ZWMH36E"


def doubted(*orders: str) -> Field:
    """Order numbers that were hard to read."""
    return Field(list(orders), " ".join(orders), confidence=0.5, page=1, review=True)


def scanned_receipt(folder: Folder, *, source: Source = Source.OCR, cartons: int = 10, **values: Any) -> Folder:
    """A signed receipt with the bill of lading number of the shipment, and what else is said of it."""
    said: dict[str, Any] = {"signed": True, "delivery_date": "2026-05-04", "bol_number": BILL, "total_cartons": cartons}
    return folder.paper(DocumentKind.PROOF_OF_DELIVERY, source=source, **(said | values))


def truck_of_two(other: str = OTHER) -> Folder:
    """Our order with ten cartons and another of ours with four, under one bill of lading."""
    folder = shortage_folder()
    order = folder.tables[TableKind.PURCHASE_ORDERS][0]
    folder.tables[TableKind.PURCHASE_ORDERS].append(order | {"purchase_order": other, "quantity_requested": 48, "quantity_accepted": 48})
    lines = tuple(
        {"purchase_order": number, "sku": ITEM, "cartons": held, "units": held * 12} for number, held in ((ORDER, 10), (other, 4))
    )
    return folder.paper(
        DocumentKind.PACKING_LIST,
        lines,
        bol_number=BILL,
        ship_date="2026-05-01",
        ship_to_code="FTW1",
        purchase_orders=[ORDER, other],
        total_cartons=14,
    )


def judged(folder: Folder) -> tuple[Verdict, str]:
    found = finding(folder)
    return found.verdict, found.reason


def test_a_scan_whose_order_was_not_read_proves_nothing_by_its_bill_of_lading_alone() -> None:
    """The number of the truck stands on receipts of other orders too, and on a scan the order may be lost."""
    folder = scanned_receipt(with_packing_list(shortage_folder()))
    assert judged(folder) == (Verdict.REVIEW, "order_unclear")


def test_an_order_that_was_hard_to_read_and_looks_like_another_one_is_for_a_person() -> None:
    folder = scanned_receipt(with_packing_list(shortage_folder()), purchase_orders=doubted("7ZWM"))
    assert judged(folder) == (Verdict.REVIEW, "order_unclear")


def test_an_order_with_one_letter_hard_to_read_is_ours_where_the_bill_of_lading_is() -> None:
    folder = scanned_receipt(with_packing_list(shortage_folder()), purchase_orders=doubted("4XK2W9QR"))
    assert finding(folder).verdict is Verdict.DISPUTE
    loose = scanned_receipt(with_packing_list(shortage_folder()), purchase_orders=doubted("4XK2W9QR"), bol_number="06141419999999998")
    assert finding(loose).verdict is not Verdict.DISPUTE


def test_an_order_that_was_well_read_and_differs_by_a_digit_is_not_simply_taken_for_ours() -> None:
    """Retailers number their orders one after the other."""
    folder = scanned_receipt(with_packing_list(shortage_folder()), purchase_orders=["4XK2P8QR"])
    assert judged(folder) == (Verdict.REVIEW, "order_unclear")


def test_the_next_order_of_ours_is_another_one_however_alike_it_is() -> None:
    folder = with_packing_list(shortage_folder())
    order = folder.tables[TableKind.PURCHASE_ORDERS][0]
    folder.tables[TableKind.PURCHASE_ORDERS].append(order | {"purchase_order": "4XK2P8QR"})
    named = scanned_receipt(folder, purchase_orders=doubted("4XK2P8QR"))
    assert judged(named) == (Verdict.NEEDS_EVIDENCE, "purchase_order_not_on_proof")


def test_a_printed_paper_without_any_order_is_as_good_as_its_bill_of_lading_with_one_order_on_board() -> None:
    folder = scanned_receipt(with_packing_list(shortage_folder()), source=Source.TEXT)
    assert finding(folder).verdict is Verdict.DISPUTE


@pytest.mark.parametrize("cartons, verdict", [(14, Verdict.DISPUTE), (10, Verdict.REVIEW)], ids=["all that was sent", "a part of it"])
def test_with_several_orders_on_board_a_paper_without_an_order_speaks_only_of_all_of_them(cartons: int, verdict: Verdict) -> None:
    assert finding(scanned_receipt(truck_of_two(), source=Source.TEXT, cartons=cartons)).verdict is verdict


def test_of_two_orders_on_a_truck_the_one_beside_a_legible_one_is_the_other_where_all_was_counted() -> None:
    named = doubted(OTHER, "AXX")
    assert finding(scanned_receipt(truck_of_two(), cartons=14, purchase_orders=named)).verdict is Verdict.DISPUTE
    assert judged(scanned_receipt(truck_of_two(), cartons=12, purchase_orders=named)) == (Verdict.REVIEW, "order_unclear")


def test_a_receipt_known_by_its_items_alone_is_for_a_person() -> None:
    """The same items may have been ordered again."""
    folder = shortage_folder()
    line = {"sku": ITEM, "cartons": 10}
    folder.paper(DocumentKind.PROOF_OF_DELIVERY, (line,), signed=True, delivery_date="2026-05-04", total_cartons=10)
    assert judged(folder) == (Verdict.REVIEW, "order_unclear")


def test_who_says_of_which_order_a_receipt_is_goes_before_what_could_be_read() -> None:
    folder = scanned_receipt(with_packing_list(shortage_folder()))
    last = folder.papers[-1]
    said = replace(last.documents[0], belongs_to=frozenset({ORDER}))
    told = Folder(folder.tables, [*folder.papers[:-1], replace(last, documents=(said,))])
    assert finding(told).verdict is Verdict.DISPUTE


def test_a_printed_number_that_only_may_be_an_order_says_nothing_against_ours_and_for_ours_only_to_the_letter() -> None:
    """A number whose label nobody knows may be that of a trailer."""
    stranger = scanned_receipt(with_packing_list(shortage_folder()), source=Source.TEXT, purchase_orders=doubted("TR88213X"))
    assert judged(stranger) == (Verdict.REVIEW, "order_unclear")
    ours = scanned_receipt(with_packing_list(shortage_folder()), source=Source.TEXT, purchase_orders=doubted(ORDER))
    assert finding(ours).verdict is Verdict.DISPUTE


def test_an_order_of_ours_that_comes_later_bears_on_a_receipt_that_names_it() -> None:
    """Before, its number was only nearly that of the order on board."""

    def grounds(*, known: bool) -> Grounds:
        folder = with_packing_list(shortage_folder())
        if known:
            order = folder.tables[TableKind.PURCHASE_ORDERS][0]
            folder.tables[TableKind.PURCHASE_ORDERS].append(order | {"purchase_order": "4XK2P8QR"})
        return lay_out(scanned_receipt(folder, purchase_orders=doubted("4XK2P8QR")).frames(), RULES)

    focus = changed(bearings(grounds(known=False)), bearings(grounds(known=True)))
    assert ORDER in focus.orders


def test_of_each_order_on_a_truck_counts_its_own_line_and_no_surplus_of_another_makes_up_for_it() -> None:
    lines = ({"purchase_order": ORDER, "cartons": 9}, {"purchase_order": OTHER, "cartons": 5})
    folder = truck_of_two().paper(
        DocumentKind.PROOF_OF_DELIVERY,
        lines,
        signed=True,
        delivery_date="2026-05-04",
        bol_number=BILL,
        purchase_orders=[ORDER, OTHER],
        total_cartons=14,
    )
    assert (finding(folder).reason, finding(folder).recoverable_amount) == ("proof_shows_partial_delivery", Decimal("50.04"))


def test_two_orders_on_a_truck_that_follow_each_other_are_not_counted_as_one() -> None:
    """On a scan a number may be misread by a figure; the next order on board is no misread one."""
    follower = "4XK2P8QR"
    lines = ({"purchase_order": ORDER, "cartons": 9}, {"purchase_order": follower, "cartons": 4})
    folder = truck_of_two(follower).paper(
        DocumentKind.PROOF_OF_DELIVERY,
        lines,
        Source.OCR,
        signed=True,
        delivery_date="2026-05-04",
        bol_number=BILL,
        purchase_orders=[ORDER, follower],
        total_cartons=13,
    )
    assert (finding(folder).reason, finding(folder).recoverable_amount) == ("proof_shows_partial_delivery", Decimal("50.04"))
