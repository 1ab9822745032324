"""What the catalogue says of an item holds from its day: the row in force when goods were ordered or shipped is the one that counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from facts.documents import DocumentKind
from facts.finding import Finding, Verdict
from facts.tables import TableKind
from matchers.books import Books, open_books
from matchers.judge import judge
from rules.loader import load_rules
from tests.matchers.folder import BILL, CLAIM, INVOICE, ITEM, ORDER, Folder, shortage_folder, with_receipt

AS_OF = date(2026, 11, 1)
RULES = load_rules("amazon_us", None, AS_OF)
ORDERED, SHIPPED = date(2026, 4, 1), date(2026, 5, 1)


def listed(*entries: tuple[date | None, dict[str, Any]]) -> Books:
    folder = Folder()
    for since, said in entries:
        folder.row(TableKind.CATALOGUE, sku=ITEM, effective_from=since, **said)
    return open_books(folder.frames(), RULES)


def pack(books: Books, day: date | None) -> Decimal | None:
    item = books.catalogue.item(ITEM, day)
    return item.pack if item is not None else None


def test_the_entry_in_force_counts_wherever_it_is_listed() -> None:
    books = listed((date(2026, 6, 1), {"case_pack": 6}), (date(2026, 1, 1), {"case_pack": 12}))
    assert pack(books, SHIPPED) == 12
    assert pack(books, date(2026, 6, 1)) == 6
    assert pack(books, date(2025, 12, 31)) is None, "nothing was listed yet"
    assert pack(books, None) is None, "the day would tell which"


def test_what_a_later_entry_leaves_out_stays_as_it_was() -> None:
    books = listed((None, {"case_pack": 12, "gtin": "00012345678905"}), (date(2026, 3, 1), {"prep_owner": "Vendor"}))
    item = books.catalogue.item(ITEM, SHIPPED)
    assert item is not None
    assert item.pack == 12
    assert item.gtin == "00012345678905"
    assert item.prep_owner is not None
    assert item.prep_owner.value == "Vendor"
    before = books.catalogue.item(ITEM, date(2026, 2, 28))
    assert before is not None
    assert before.prep_owner is None


def test_of_two_entries_without_a_day_the_one_listed_last_counts() -> None:
    books = listed((None, {"case_pack": 12}), (None, {"case_pack": 6}))
    assert pack(books, SHIPPED) == 6
    assert pack(books, None) == 6


def test_a_size_of_record_holds_from_its_day() -> None:
    def size(side: str) -> dict[str, Any]:
        return {"length": side, "width": "5", "height": "5", "dimension_unit": "in", "weight": "2", "weight_unit": "lb"}

    books = listed((date(2026, 6, 1), size("30")), (date(2026, 1, 1), size("10")))
    before, after = (books.catalogue.measures(ITEM, day) for day in (SHIPPED, AS_OF))
    assert before is not None
    assert after is not None
    assert before.sides[0] * 3 == after.sides[0]
    assert books.catalogue.measures(ITEM, None) is None


def shortage_with_pack_changed_on(day: date) -> Finding:
    """An order of 120 units; the packing list counts ten cartons and leaves the units to the catalogue, which goes from 12 to 6."""
    folder = shortage_folder().row(TableKind.CATALOGUE, sku=ITEM, case_pack=6, effective_from=day)
    line = {"purchase_order": ORDER, "sku": ITEM, "cartons": 10}
    folder.paper(DocumentKind.PACKING_LIST, (line,), bol_number=BILL, ship_date=str(SHIPPED), ship_to_code="FTW1", purchase_orders=[ORDER])
    return next(f for f in judge(with_receipt(folder).frames(), RULES, AS_OF).findings if f.reference == CLAIM)


def test_cartons_hold_what_they_held_on_the_day_of_shipping() -> None:
    after = shortage_with_pack_changed_on(date(2026, 5, 2))
    assert (after.verdict, after.recoverable_amount) == (Verdict.DISPUTE, Decimal("100.08"))
    before = shortage_with_pack_changed_on(date(2026, 4, 15))
    assert before.verdict is Verdict.NEEDS_EVIDENCE, "ten cartons of six are 60 units, and 96 were received"


def test_a_case_price_is_held_against_the_pack_of_the_order_s_day() -> None:
    def claim(since: date) -> Finding:
        folder = (
            Folder().row(TableKind.CATALOGUE, sku=ITEM, case_pack=12).row(TableKind.CATALOGUE, sku=ITEM, case_pack=10, effective_from=since)
        )
        folder.row(TableKind.PURCHASE_ORDERS, purchase_order=ORDER, sku=ITEM, order_date=ORDERED, unit_cost="5.00", quantity_accepted=6000)
        said = {"claim_number": CLAIM, "invoice_number": INVOICE, "purchase_order": ORDER, "sku": ITEM, "quantity": 40}
        folder.row(TableKind.PRICE_DISCREPANCIES, invoice_cost="60.00", po_cost="5.00", amount="2200.00", **said)
        return next(f for f in judge(folder.frames(), RULES, date(2026, 5, 20)).findings if f.reference == CLAIM)

    assert claim(date(2026, 4, 2)).reason == "unit_of_measure"
    assert claim(date(2026, 3, 31)).reason != "unit_of_measure"
