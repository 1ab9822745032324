"""What is filed together has one key, however its numbers are spelled."""

from datetime import date

from cases.detection.case_keys import Grouped, case_key, group_of
from facts.finding import FindingType
from rules.loader import rules_of

LINE = Grouped(FindingType.SHORTAGE, "USD", "INV10482SC", "INV10482", "HALD1")


def test_lines_of_an_invoice_share_a_case_where_the_retailer_takes_them_as_one() -> None:
    rules = rules_of("amazon_us", None, date(2026, 11, 1))
    assert case_key(LINE, rules) == "shortage|USD|INV10482"
    again = Grouped(FindingType.SHORTAGE, "USD", "INV10482SCRSC", "inv-10482")
    assert case_key(again, rules) == case_key(LINE, rules)


def test_a_vendor_code_learnt_later_does_not_split_a_case() -> None:
    assert group_of(LINE, "line") == group_of(Grouped(FindingType.SHORTAGE, "USD", "INV10482SC"), "line")


def test_a_statement_gathers_a_vendor_code() -> None:
    assert group_of(LINE, "statement") == ("statement", "HALD1")


def test_a_line_without_an_invoice_is_filed_by_its_own_number() -> None:
    assert group_of(Grouped(FindingType.COOP, "USD", "1234-567"), "invoice") == ("1234-567",)
