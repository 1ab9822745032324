"""A case follows its lines: opened, changed, closed, opened again, and shown beside what was filed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from cases.detection.judging import foresee
from cases.life.by_hand import SeenDeduction, open_by_hand
from cases.life.remarks import snooze
from cases.life.standing import filings_of
from cases.life.transitions import move
from facts.finding import FindingType, Verdict
from facts.tables import TableKind as T
from ledger.cases import CaseLink, CaseState
from ledger.findings import FindingRow, FindingVersion
from ledger.operation import Job
from ledger.search import find
from rules.loader import read_terms, rules_of
from tests.detection.house import House
from tests.detection.money import INVOICE, ORDER, SKU, claimed, filed, ready, remittance
from tests.detection.supplier import File, dispute, short, table

SHORTER = "windows: {shortage: {closes: [{after: invoice_date, months: 18}]}}"


def but(files: tuple[File, ...], *names: str) -> tuple[File, ...]:
    return tuple(f for f in files if f.name not in names)


def test_a_receipt_that_comes_later_takes_the_case_from_gathering_to_writing(house: House) -> None:
    house.take(*but(claimed(), "pod.pdf"))
    case = house.case(INVOICE)
    assert (case.state, case.verdict, case.evidence_state) == (CaseState.GATHERING_EVIDENCE, "needs_evidence", "missing")
    found = house.take(*(f for f in claimed() if f.name == "pod.pdf"))
    assert (case.state, case.verdict, case.evidence_state) == (CaseState.DETECTED, "dispute", "complete")
    (change,) = found.changes
    assert ("verdict", "Needs evidence", "Dispute") in {(d.name, d.before, d.after) for d in change.differences}
    (row,) = [r for r in house.rows().values() if r.case_id == case.id]
    versions = house.session.scalars(
        select(FindingVersion).where(FindingVersion.finding_id == row.id).order_by(FindingVersion.version)
    ).all()
    assert [v.version for v in versions] == [1, 2]
    assert versions[1].differences[0] == {"name": "verdict", "before": "Needs evidence", "after": "Dispute"}


def test_a_case_under_somebodys_pen_is_sent_back_when_what_it_asks_for_changes(house: House) -> None:
    house.take(*claimed())
    case = house.case(INVOICE)
    ready(house, case)
    assert house.state(case) == CaseState.READY_TO_FILE
    house.take(table("shortages_later.csv", T.SHORTAGE_DETAIL, short(f"{INVOICE}SC", INVOICE, ORDER, SKU, 120, 60, "10.00")))
    assert (case.state, case.recoverable_minor) == (CaseState.DRAFTING, 60_000)
    draft = house.draft(case)
    assert (draft.verified, draft.approved_at, draft.problems[0]["check"]) == (False, None, "brief")


def test_its_new_letter_is_ordered_with_it_and_once_per_change(house: House) -> None:
    def ordered() -> list[Job]:
        return list(house.session.scalars(select(Job).where(Job.kind == "draft").order_by(Job.id)))

    house.take(*claimed())
    case = house.case(INVOICE)
    ready(house, case)
    before = len(ordered())
    house.detect()
    assert len(ordered()) == before, "nothing changed"
    for times, deducted in enumerate((60, 40, 60), start=1):
        house.take(table("shortages_later.csv", T.SHORTAGE_DETAIL, short(f"{INVOICE}SC", INVOICE, ORDER, SKU, 120, deducted, "10.00")))
        house.detect()
        assert len(ordered()) == before + times
    [last] = ordered()[-1:]
    assert (last.payload, last.supplier_id, last.state) == ({"case_id": case.id, "language": "en"}, case.supplier_id, "waiting")


def test_a_case_of_which_nothing_is_written_yet_orders_no_letter(house: House) -> None:
    house.take(*claimed())
    move(house.session, house.case(INVOICE), CaseState.DRAFTING, **house.by())
    house.take(table("shortages_later.csv", T.SHORTAGE_DETAIL, short(f"{INVOICE}SC", INVOICE, ORDER, SKU, 120, 60, "10.00")))
    assert house.session.scalar(select(Job).where(Job.kind == "draft")) is None


def test_what_changes_after_filing_is_shown_and_the_filing_stays(house: House) -> None:
    house.take(*claimed())
    case = house.case(INVOICE)
    filed(house, case)
    (filing,) = filings_of(house.session, case)
    snapshot = filing.snapshot
    house.later(1)
    house.take(table("shortages_later.csv", T.SHORTAGE_DETAIL, short(f"{INVOICE}SC", INVOICE, ORDER, SKU, 120, 60, "10.00")))
    told = [(c["what"], c["before"], c["after"]) for c in case.changes]
    assert told == [("deducted", "1,000.00", "600.00"), ("recoverable", "1,000.00", "600.00")]
    assert (case.state, case.disputed_minor, filing.snapshot, filing.amount_minor) == (CaseState.FILED, 100_000, snapshot, 100_000)
    assert "changed_after_filing" in house.journal(case)


def test_a_line_that_vanishes_after_filing_is_shown(house: House) -> None:
    house.take(*claimed())
    case = house.case(INVOICE)
    filed(house, case)
    house.take(File("shortages.csv"), File("pay_08.csv"))
    assert [(c["what"], c["line"]) for c in case.changes] == [("gone", f"{INVOICE}SC")]
    assert house.state(case) == CaseState.FILED


def test_a_line_that_vanishes_before_filing_closes_its_case(house: House) -> None:
    house.take(*claimed())
    case = house.case(INVOICE)
    found = house.take(File("shortages.csv"), File("pay_08.csv"))
    assert [c.kind.value for c in found.changes] == ["gone"]
    assert (case.state, case.close_reason) == (CaseState.CLOSED, "gone")
    (row,) = house.session.scalars(select(FindingRow)).all()
    assert row.gone_at == house.now
    house.take(*(f for f in claimed() if f.name in {"shortages.csv", "pay_08.csv"}))
    assert (house.state(case), len(house.rows()), len(house.cases())) == (CaseState.DETECTED, 1, 1)


def test_an_accepted_deduction_opens_no_case_and_joins_one_that_is_there(house: House) -> None:
    noted = table("shortages.csv", T.SHORTAGE_DETAIL, short(f"{INVOICE}SC", INVOICE, ORDER, SKU, 120, 132, "10.00"))
    house.take(*but(claimed(), "shortages.csv", "pay_08.csv"), noted)
    assert house.cases() == {}
    assert [r.case_id for r in house.rows().values()] == [None]
    house.take(remittance("pay_08.csv", "7000001", date(2026, 8, 20), (f"{INVOICE}SCRSC", "-700.00")))
    (case,) = house.cases().values()
    assert {r.case_id for r in house.rows().values()} == {case.id}


def test_a_case_whose_invoice_becomes_known_keeps_its_number_and_its_history(house: House) -> None:
    house.take(remittance("pay_08.csv", "7000001", date(2026, 8, 20), (f"{INVOICE}SC", "-1000.00")))
    (case,) = house.cases().values()
    assert case.case_key == f"shortage|USD|{INVOICE}SC"
    house.take(*but(claimed(), "pay_08.csv"))
    assert (case.case_key, case.state, case.number, len(house.cases())) == (f"shortage|USD|{INVOICE}", CaseState.DETECTED, 1, 1)
    assert "rekeyed" in house.journal(case)


@pytest.mark.both_engines
def test_a_case_whose_lines_went_to_another_is_merged_into_it(house: House) -> None:
    other = table("orders_2.csv", T.SHORTAGE_DETAIL, short(f"{INVOICE}SC2", INVOICE, ORDER, "B0OTHER", 10, 0, "10.00"))
    house.take(*but(claimed(), "pay_08.csv", "shortages.csv", "invoices.csv"), other)
    house.take(remittance("pay_08.csv", "7000001", date(2026, 8, 20), (f"{INVOICE}SC", "-1000.00"), description="Shortage claim"))
    assert len(house.cases()) == 2
    house.take(*(f for f in claimed() if f.name in {"shortages.csv", "invoices.csv"}))
    left = next(c for c in house.cases().values() if c.closed)
    (link,) = house.session.scalars(select(CaseLink)).all()
    assert (left.close_reason, link.case_id, link.how, link.other_id) == ("merged", left.id, "merged_into", house.case(f"USD|{INVOICE}").id)


def test_a_line_entered_by_hand_gives_way_to_the_export(house: House) -> None:
    seen = SeenDeduction(
        FindingType.SHORTAGE, f"{INVOICE}SC", "USD", Decimal("900.00"), Decimal("900.00"), "seen in the portal", invoice_number=INVOICE
    )
    by_hand = open_by_hand(house.session, house.account, seen, **house.by())
    house.take(*claimed())
    (case,) = house.cases().values()
    assert case.id == by_hand.id
    assert [(r.verdict, r.claimed_minor) for r in house.rows().values()] == [(Verdict.DISPUTE, 100_000)]
    assert (case.claimed_minor, "line_superseded" in house.journal(case)) == (100_000, True)


def test_a_deadline_that_passes_unfiled_is_a_miss(house: House) -> None:
    house.take(*claimed())
    case = house.case(INVOICE)
    house.now = house.now.replace(year=2028, month=6, day=10)
    house.detect()
    assert house.state(case) == CaseState.DETECTED
    house.later(1)
    house.detect()
    assert (case.state, case.close_reason, case.missed_deadline) == (CaseState.EXPIRED, "expired", True)


def test_a_deduction_that_comes_in_expired_is_no_miss_of_ours(house: House) -> None:
    house.now = house.now.replace(year=2029)
    house.take(*claimed())
    case = house.case(INVOICE)
    assert (case.state, case.missed_deadline) == (CaseState.EXPIRED, False)


def test_a_window_opens_on_its_day(house: House) -> None:
    house.now = house.now.replace(month=9, day=1)
    house.take(*claimed())
    case = house.case(INVOICE)
    assert (case.verdict, case.next_action, case.next_due) == ("too_early", "wait_for_window", date(2026, 9, 13))
    house.later(12)
    found = house.detect()
    assert (case.verdict, case.next_action, found.judged) == ("dispute", "start", 1)


def test_a_new_day_that_changes_nothing_judges_nothing(house: House) -> None:
    house.take(*claimed())
    house.later(1)
    assert house.detect().judged == 0


def test_a_case_that_was_put_off_comes_back_on_its_day(house: House) -> None:
    house.take(*claimed())
    case = house.case(INVOICE)
    snooze(house.session, case, date(2026, 11, 10), **house.by())
    house.later(8)
    house.detect()
    assert house.state(case) == CaseState.SNOOZED
    house.later(1)
    house.detect()
    assert (case.state, case.snoozed_until, case.next_action) == (CaseState.DETECTED, None, "start")


@pytest.mark.both_engines
def test_other_rules_date_open_cases_anew_and_leave_filed_ones(house: House) -> None:
    """Domain test 11."""
    second = (
        table("shortages_2.csv", T.SHORTAGE_DETAIL, short("INV20000SC", "INV20000", "5YL3Q0RS", SKU, 120, 20, "10.00")),
        table(
            "invoices_2.csv",
            T.INVOICE_LINES,
            {
                "invoice_number": "INV20000",
                "issue_date": date(2026, 6, 10),
                "due_date": date(2026, 8, 9),
                "quantity": 120,
                "unit_price": "10.00",
            },
        ),
    )
    house.take(*claimed(), *second)
    case, other = house.case(INVOICE), house.case("INV20000")
    filed(house, case)
    rules = rules_of("amazon_us", read_terms(SHORTER.encode(), "terms.yaml"), house.today)
    foreseen = {
        r.number: (r.kept, r.before.dispute_by, r.after.dispute_by)
        for r in foresee(house.session, house.account.id, rules, as_of=house.today)
    }
    assert foreseen[case.number] == (True, date(2028, 6, 10), date(2027, 12, 10))
    house.agree(SHORTER)
    redated = {r.number: (r.kept, r.before.dispute_by, r.after.dispute_by) for r in house.detect().redated}
    assert redated == {
        case.number: (True, date(2028, 6, 10), date(2027, 12, 10)),
        other.number: (False, date(2028, 6, 10), date(2027, 12, 10)),
    }
    assert (case.dispute_by, other.dispute_by) == (date(2028, 6, 10), date(2027, 12, 10))
    assert case.rule_version_id != other.rule_version_id
    assert ("dispute by under the new rules", "2028-06-10", "2027-12-10") in {(c["what"], c["before"], c["after"]) for c in case.changes}
    assert ("redated" in house.journal(other), "kept_its_rules" in house.journal(case)) == (True, True)
    house.later(1)
    house.detect(everything=True)
    assert case.dispute_by == date(2028, 6, 10)


def test_another_spelling_of_the_supplier_in_the_terms_makes_no_new_lines(house: House) -> None:
    house.take(*claimed())
    before = {r.id for r in house.rows().values()}
    house.agree("supplier: Halden Kitchen Supply Corporation")
    found = house.detect()
    assert ({r.id for r in house.rows().values()}, found.changes) == (before, [])


@pytest.mark.both_engines
def test_a_case_is_found_by_what_stands_on_it(house: House) -> None:
    house.take(*claimed(), table("disputes.csv", T.DISPUTES, dispute("D-4711", f"{INVOICE}SC", "Submitted", "1000.00")))
    case = house.case(INVOICE)
    for words in (INVOICE, "inv10482sc", ORDER, SKU, "D-4711", "FTW1", "RDWD"):
        hits = find(house.session, words, nouns=("case",)).hits
        assert [h.noun_id for h in hits] == [case.id], words


@pytest.mark.both_engines
def test_numbers_of_cases_count_up(house: House) -> None:
    house.take(*claimed())
    house.take(
        table(
            "cb.csv",
            T.CHARGEBACKS,
            *({"issue_id": f"CB-{n}", "issue_type": "x", "amount": "5.00", "charge_date": house.today} for n in range(3)),
        )
    )
    assert sorted(c.number for c in house.cases().values()) == [1, 2, 3, 4]


def test_a_person_s_withdrawal_stands_until_something_is_claimed_anew(house: House) -> None:
    house.take(*claimed())
    case = house.case(INVOICE)
    move(house.session, case, CaseState.WITHDRAWN, reason="the buyer asked us to", **house.by())
    house.detect(everything=True)
    assert house.state(case) == CaseState.WITHDRAWN
    changed = replace(claimed()[0], tables=((T.CATALOGUE, ({"sku": SKU, "case_pack": 6},)),))
    house.take(changed)
    assert house.state(case) == CaseState.WITHDRAWN
    house.take(remittance("pay_09.csv", "7000002", date(2026, 9, 10), (f"{INVOICE}SCR", "1000.00"), (f"{INVOICE}SCRSC", "-400.00")))
    assert house.state(case) != CaseState.WITHDRAWN


@pytest.mark.parametrize("verdict", [Verdict.DISPUTE, Verdict.NEEDS_EVIDENCE])
def test_rows_carry_where_the_goods_went_and_by_whom(house: House, verdict: Verdict) -> None:
    files = claimed() if verdict is Verdict.DISPUTE else but(claimed(), "pod.pdf")
    house.take(*files)
    (row,) = house.rows().values()
    assert (row.verdict, row.destination, row.carrier, row.freight_terms) == (verdict, "FTW1", "RDWD", "prepaid")
