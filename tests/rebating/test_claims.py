"""A claim goes its way: held against our statement, on hold where something is unusual, approved by another, paid and found again."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cases.check.rebates import check_rebates
from cases.rebating.claim_moves import RefusedClaimError, move, moves_of
from cases.rebating.claims import ClaimError, attach
from cases.rebating.eligibility import keep_customer
from cases.rebating.holds import holds_of, lift
from cases.rebating.partners import BankWanted, PartnerError, bank_of, change_partner, masked, record_bank
from cases.rebating.payouts import PayoutError, PayoutMade, find_again, payouts_of, reconcile, record_payout
from cases.rebating.renewing import renew
from cases.rebating.version_moves import move as move_version
from cases.rebating.versions import VersionWanted, edit, enter
from facts.tables import TableKind
from ledger.files import open_files
from ledger.models import Case, ClaimState, Document, DocumentOrigin, JournalEntry, Payment, RebateClaimRow, RebateContract, VersionState
from tests.detection.supplier import table
from tests.rebating.agreed import CUSTOMER, US, Desk, sale, sales, terms
from tests.rebating.claiming import MARCH, QUARTER, TIERS, look, state, submit, take, told

S = ClaimState


@pytest.mark.both_engines
def test_a_claim_as_earned_is_reviewed_approved_notified_agreed_paid_and_found_again(owed: Desk) -> None:
    claim = submit(owed, "240.00")
    assert (claim.calculated_minor, claim.difference_minor, claim.difference_why) == (240_00, 0, "claimed as earned")
    take(owed, claim, (S.REVIEWED, "ben"), (S.APPROVED, "rita"), (S.NOTIFIED, "ben"), (S.AGREED, "pia"))
    [expected] = payouts_of(owed.session, claim.id)
    assert (expected.state, expected.amount_minor) == ("expected", 240_00)
    made = PayoutMade("credit", 200_00, owed.house.today, "CN-88")
    record_payout(owed.session, claim, made, **told(owed, "ben"))
    assert state(claim) is S.AGREED
    record_payout(owed.session, claim, PayoutMade("credit", 40_00, owed.house.today, "CN-89"), **told(owed, "ben"))
    assert (state(claim), claim.settled_minor) == (S.CREDITED, 240_00)
    for payout in payouts_of(owed.session, claim.id):
        reconcile(owed.session, payout, payment_number=payout.reference, **told(owed, "ben"))
    assert state(claim) is S.RECONCILED
    done = owed.session.scalars(select(JournalEntry.action).where(JournalEntry.noun == "rebate_claim").order_by(JournalEntry.id)).all()
    assert done.count("claim_moved") == 6
    assert {"claim_submitted", "payout_recorded", "payout_reconciled"} <= set(done)


def test_what_is_claimed_too_much_is_told_to_the_cent_and_only_what_was_earned_is_granted(owed: Desk) -> None:
    claim = submit(owed, "310.50")
    look(owed)
    assert (claim.difference_minor, claim.verdict) == (70_50, "dispute")
    assert claim.checks[0]["refutes"]
    assert claim.checks[0]["excess"] == "70.50"
    for hold in holds_of(owed.session, claim.id):
        lift(owed.session, claim, hold, reason="looked at", actor="rita", now=owed.house.now)
    take(owed, claim, (S.REVIEWED, "ben"), (S.APPROVED, "rita"))
    assert claim.agreed_minor == 240_00
    take(owed, claim, (S.NOTIFIED, "ben"))
    with pytest.raises(RefusedClaimError, match="for more, look at the claim again"):
        move(owed.session, claim, S.AGREED, **told(owed, "pia"), amount_minor=310_50)


def test_nobody_approves_what_they_submitted_wrote_or_changed_the_bank_of(owed: Desk) -> None:
    claim = submit(owed, "240.00", actor="pia")
    record_bank(owed.session, owed.earner, _bank(), reason="letter of 3 October", **owed.by("bea"))
    take(owed, claim, (S.REVIEWED, "ben"))
    for actor, why in (("pia", "submitted this claim"), ("ana", "wrote on version 1"), ("bea", "changed the partner's bank detail")):
        with pytest.raises(RefusedClaimError, match=why):
            move(owed.session, claim, S.APPROVED, **told(owed, actor))
    assert moves_of(owed.session, claim, actor="ana", today=owed.house.today)[S.APPROVED]
    owed.house.later(31)
    take(owed, claim, (S.APPROVED, "bea"))
    assert claim.approved_by == "bea"


def test_a_hold_keeps_a_claim_from_approval_until_another_lifts_it_with_a_reason(owed: Desk) -> None:
    record_bank(owed.session, owed.earner, _bank(), reason="contract", **owed.by("bea"))
    owed.house.later(3)
    record_bank(owed.session, owed.earner, _bank("DE02120300000000202051"), reason="mail", **owed.by("bea"))
    claim = submit(owed, "240.00")
    before = (claim.claimed_minor, claim.calculated_minor)
    look(owed)
    assert (claim.claimed_minor, claim.calculated_minor, claim.verdict) == (*before, "accept")
    held = [h for h in holds_of(owed.session, claim.id) if h.signal == "bank_account_changed"]
    take(owed, claim, (S.REVIEWED, "ben"))
    with pytest.raises(RefusedClaimError, match=r"on hold: .*bank account was changed"):
        move(owed.session, claim, S.APPROVED, **told(owed, "rita"))
    with pytest.raises(ClaimError, match="somebody else lifts"):
        lift(owed.session, claim, held[0], reason="fine", actor="pia", now=owed.house.now)
    with pytest.raises(ClaimError, match="say what was looked at"):
        lift(owed.session, claim, held[0], reason=" ", actor="rita", now=owed.house.now)
    for hold in holds_of(owed.session, claim.id):
        lift(owed.session, claim, hold, reason="called the partner back", actor="rita", now=owed.house.now)
    look(owed)
    take(owed, claim, (S.APPROVED, "rita"))


@pytest.mark.both_engines
def test_a_claim_of_ours_is_made_by_itself_and_becomes_a_case_where_it_is_disputed(earned: Desk) -> None:
    claim = earned.session.scalars(select(RebateClaimRow)).one()
    assert (claim.origin, claim.claimed_minor, claim.state, claim.starts_on) == ("calculated", 240_00, S.CALCULATED, QUARTER[0])
    take(earned, claim, (S.REVIEWED, "ben"), (S.APPROVED, "rita"), (S.CLAIMED, "ben"))
    move(earned.session, claim, S.DISPUTED, **told(earned, "ben"), reason="they count 5,000 less", amount_minor=140_00)
    case = earned.session.get_one(Case, claim.case_id)
    assert (case.type, case.reference, case.recoverable_minor) == ("rebate_underpaid", claim.number, 100_00)


def test_a_rebate_that_comes_on_a_remittance_settles_the_claim_that_waits_for_it(earned: Desk) -> None:
    claim = earned.session.scalars(select(RebateClaimRow)).one()
    take(earned, claim, (S.REVIEWED, "ben"), (S.APPROVED, "rita"), (S.CLAIMED, "ben"), (S.AGREED, "ben"))
    line = {"payment_number": "P-1", "invoice_number": "RBT-7", "invoice_date": date(2026, 10, 20), "description": "rebate RB-2",
            "amount_paid": "240.00", "invoice_amount": "240.00", "currency": "USD"}  # fmt: skip
    earned.house.receive(table("paid.csv", TableKind.REMITTANCE_LINES, line))
    look(earned)
    [payout] = payouts_of(earned.session, claim.id)
    assert (claim.state, payout.state, payout.payment_number, payout.evidence[0]["file"]) == (
        S.RECONCILED, "reconciled", "RBT-7", "paid.csv",
    )  # fmt: skip


def test_late_data_sends_back_what_was_approved_for_more_than_is_earned_now(earned: Desk) -> None:
    claim = earned.session.scalars(select(RebateClaimRow)).one()
    take(earned, claim, (S.REVIEWED, "ben"), (S.APPROVED, "rita"))
    earned.house.later(1)
    back = sale(9, "1000.00", date(2026, 3, 20), US, sale_kind="return", invoice_number="I1")
    earned.house.receive(sales("returned.csv", back))
    look(earned)
    assert (claim.state, claim.approved_by, claim.calculated_minor) == (S.CALCULATED, None, 220_00)


@pytest.mark.both_engines
def test_claims_of_a_table_come_in_and_the_second_for_a_period_is_refuted(owed: Desk) -> None:
    rows = [
        {"claim_id": f"T-{n}", "agreement_number": "RB-1", "customer": CUSTOMER, "period_start": QUARTER[0], "period_end": QUARTER[1],
         "claimed_amount": "240.00", "currency": "USD", "claim_date": date(2026, 4, 10 + n)} for n in (1, 2)
    ]  # fmt: skip
    owed.house.receive(table("claims.csv", TableKind.REBATE_CLAIMS, *rows))
    look(owed)
    look(owed)
    first, second = owed.session.scalars(select(RebateClaimRow).order_by(RebateClaimRow.id)).all()
    assert (first.origin, first.verdict, second.verdict, second.difference_reason) == ("table", "accept", "dispute", "duplicate_claim")


@pytest.mark.parametrize(
    "amount,number,period,field",
    [
        ("240.001", "CL-1", QUARTER, "amount"),
        ("-1", "CL-1", QUARTER, "amount"),
        ("240", "///", QUARTER, "number"),
        ("240", "CL-1", (QUARTER[1], QUARTER[0]), "ends_on"),
        ("240", "CL-1", (date(2027, 1, 1), date(2027, 3, 31)), "starts_on"),
    ],
)
def test_a_claim_that_does_not_fit_is_refused_with_the_field(owed: Desk, amount: str, number: str, period: Any, field: str) -> None:
    with pytest.raises(ClaimError) as refused:
        submit(owed, amount, number, period)
    assert refused.value.field == field


def test_a_period_that_the_agreement_does_not_have_is_said(owed: Desk) -> None:
    claim = submit(owed, "240.00", period=(date(2026, 2, 1), date(2026, 4, 30)))
    assert claim.calculated_minor is None
    assert "its periods are 2026-01-01 to 2026-03-31" in claim.difference_why
    with pytest.raises(RefusedClaimError, match="no period of the agreement"):
        move(owed.session, claim, S.REVIEWED, **told(owed, "ben"))


def test_a_disputed_claim_that_nobody_approved_is_not_agreed_on(owed: Desk) -> None:
    claim = submit(owed, "310.50")
    move(owed.session, claim, S.DISPUTED, **told(owed, "ben"), reason="too much")
    with pytest.raises(RefusedClaimError, match="nobody has approved it"):
        move(owed.session, claim, S.AGREED, **told(owed, "ben"))


def test_money_is_recorded_once_both_agree_and_never_more_than_is_expected(owed: Desk) -> None:
    claim = submit(owed, "240.00")
    with pytest.raises(PayoutError, match="once both sides have agreed"):
        record_payout(owed.session, claim, PayoutMade("credit", 1, owed.house.today, "X"), **told(owed, "ben"))
    take(owed, claim, (S.REVIEWED, "ben"), (S.APPROVED, "rita"), (S.NOTIFIED, "ben"), (S.AGREED, "pia"))
    with pytest.raises(PayoutError, match=r"the 240\.00 USD that are still expected"):
        record_payout(owed.session, claim, PayoutMade("credit", 240_01, owed.house.today, "X"), **told(owed, "ben"))


def test_a_claim_by_the_editor_of_a_draft_that_never_held_is_no_matter(owed: Desk) -> None:
    """Only versions that decide the claim's period count."""
    owner = owed.session.scalars(_contracts()).one()
    wanted = VersionWanted(terms(period="quarter", tiers=TIERS), effective_from=date(2026, 7, 1))
    draft = enter(owed.session, owed.house.account, wanted, us=US, contract=owner, **owed.by("rita"))
    edit(owed.session, draft, wanted, **owed.by("rita"))
    claim = submit(owed, "240.00")
    take(owed, claim, (S.REVIEWED, "ben"), (S.APPROVED, "rita"))
    move_version(owed.session, draft, VersionState.SUBMITTED, **owed.by("rita"))


def test_of_an_account_number_only_the_end_is_shown_and_an_iban_must_fit(owed: Desk) -> None:
    record_bank(owed.session, owed.earner, _bank(), reason="contract", **owed.by("bea"))
    held = bank_of(owed.session, owed.earner.id)
    assert held is not None
    assert masked(held) == "…3000"
    with pytest.raises(PartnerError, match="check digits"):
        record_bank(owed.session, owed.earner, _bank("DE89370400440532013001"), reason="x", **owed.by("bea"))
    entries = owed.session.scalars(select(JournalEntry).where(JournalEntry.action == "bank_detail")).all()
    assert "370400440532013000" not in str([e.after for e in entries])


def test_a_claim_is_late_after_the_last_day(desk: Desk) -> None:
    desk.approved(period="quarter", tiers=TIERS, claim_deadline_days=30)
    desk.house.receive(sales("sales.csv", sale(1, "12000.00", MARCH)))
    look(desk)
    claim = submit(desk, "240.00")
    assert (claim.claim_by, claim.difference_reason) == (QUARTER[1] + timedelta(days=30), "claimed_after_deadline")


def _bank(number: str = "DE89370400440532013000") -> BankWanted:
    return BankWanted("Brenner Wholesale", "iban", number)


def _contracts() -> Any:
    return select(RebateContract)


def test_who_changed_the_bank_detail_pays_nothing_there_for_some_time(owed: Desk) -> None:
    claim = submit(owed, "240.00")
    take(owed, claim, (S.REVIEWED, "ben"), (S.APPROVED, "rita"), (S.NOTIFIED, "ben"))
    move(owed.session, claim, S.AGREED, **told(owed, "pia"), expected_on=date(2026, 12, 1))
    record_bank(owed.session, owed.earner, _bank(), reason="letter", **owed.by("bea"))
    made = PayoutMade("payment", 240_00, owed.house.today, "W-1")
    with pytest.raises(PayoutError, match="somebody else pays it"):
        record_payout(owed.session, claim, made, **told(owed, "bea"))
    payout = record_payout(owed.session, claim, made, **told(owed, "ben"))
    assert (claim.state, payout.bank_detail_id, payout.expected_on) == (S.PAID, bank_id(owed), date(2026, 12, 1))


def bank_id(desk: Desk) -> int:
    held = bank_of(desk.session, desk.earner.id)
    assert held is not None
    return held.id


def test_a_file_that_was_changed_after_it_was_made_holds_the_claim_it_came_with(owed: Desk, tmp_path: Path) -> None:
    files = open_files(str(tmp_path))
    pdf = b"%PDF-1.7 /CreationDate (D:20260401120000) /ModDate (D:20260409120000) /Producer (Editor) %%EOF"
    claim = submit(owed, "240.00")
    came: dict[str, Any] = {"received_at": owed.house.now, "received_by": "pia"}
    document = Document(supplier_id=claim.supplier_id, sha256=files.put(pdf), size=len(pdf), name="invoice.pdf", **came)
    owed.session.add(document)
    owed.session.flush()
    attach(owed.session, claim, document, name="invoice.pdf", **owed.by("pia"))
    renew(owed.session, owed.house.account.id, as_of=owed.house.today, today=owed.house.today, now=owed.house.now, files=files)
    [held] = [h for h in holds_of(owed.session, claim.id) if h.signal == "edited_file"]
    assert held.sentence == "invoice.pdf was made on 2026-04-01 and changed on 2026-04-09 with Editor"


def test_an_agreement_that_was_merely_entered_late_was_not_edited(owed: Desk) -> None:
    claim = submit(owed, "240.00")
    look(owed)
    assert [h.signal for h in holds_of(owed.session, claim.id)] == []


@pytest.mark.both_engines
def test_the_check_of_the_ledger_names_a_sum_that_does_not_hold_and_an_approval_of_ones_own(owed: Desk) -> None:
    claim = submit(owed, "240.00")
    take(owed, claim, (S.REVIEWED, "ben"), (S.APPROVED, "rita"))
    owed.session.flush()
    assert check_rebates(owed.session).sound
    claim.settled_minor, claim.approved_by = 5, "pia"
    owed.session.flush()
    assert [p.partition(": ")[2] for p in check_rebates(owed.session).problems] == [
        "settled shows 5, its payouts come to 0",
        "pia filed it and approved it",
    ]


def test_a_claim_is_approved_only_once_it_was_gone_through_with_all_its_files(owed: Desk) -> None:
    claim = submit(owed, "240.00")
    move(owed.session, claim, S.REVIEWED, **told(owed, "ben"))
    with pytest.raises(RefusedClaimError, match="has not been gone through"):
        move(owed.session, claim, S.APPROVED, **told(owed, "rita"))
    look(owed)
    came: dict[str, Any] = {"received_at": owed.house.now, "received_by": "pia"}
    document = Document(supplier_id=claim.supplier_id, sha256="0" * 64, size=1, name="more.pdf", **came)
    owed.session.add(document)
    owed.session.flush()
    attach(owed.session, claim, document, name="more.pdf", **owed.by("pia"))
    with pytest.raises(RefusedClaimError, match="has not been gone through"):
        move(owed.session, claim, S.APPROVED, **told(owed, "rita"))
    look(owed)
    take(owed, claim, (S.APPROVED, "rita"))


def test_a_late_claim_is_refuted_whole_and_nobody_approves_it(desk: Desk) -> None:
    desk.approved(period="quarter", tiers=TIERS, claim_deadline_days=30)
    desk.house.receive(sales("sales.csv", sale(1, "12000.00", MARCH)))
    look(desk)
    claim = submit(desk, "240.00")
    with pytest.raises(RefusedClaimError, match=r"nothing of it holds: claimed .* after the period"):
        take(desk, claim, (S.REVIEWED, "ben"), (S.APPROVED, "rita"))


def test_what_is_approved_is_never_above_what_is_claimed_less_what_is_refuted(owed: Desk) -> None:
    claim = submit(owed, "200.00")
    take(owed, claim, (S.REVIEWED, "ben"))
    claim.verdict, claim.checks = "dispute", [{"check": "returned", "sentence": "sent back", "refutes": True, "excess": "30.00"}]
    take(owed, claim, (S.APPROVED, "rita"))
    assert claim.agreed_minor == 170_00


def test_nothing_is_approved_for_a_period_that_still_runs(desk: Desk) -> None:
    desk.approved(tiers=TIERS)
    desk.house.receive(sales("sales.csv", sale(1, "12000.00", MARCH)))
    look(desk)
    claim = submit(desk, "240.00", period=(QUARTER[0], date(2026, 12, 31)))
    with pytest.raises(RefusedClaimError, match="its period runs until 2026-12-31"):
        take(desk, claim, (S.REVIEWED, "ben"), (S.APPROVED, "rita"))


def test_who_sent_the_table_of_a_claim_submitted_it(owed: Desk) -> None:
    row = {"claim_id": "T-1", "agreement_number": "RB-1", "customer": CUSTOMER, "period_start": QUARTER[0], "period_end": QUARTER[1],
           "claimed_amount": "240.00", "currency": "USD", "claim_date": date(2026, 4, 10)}  # fmt: skip
    owed.house.receive(table("claims.csv", TableKind.REBATE_CLAIMS, row))
    look(owed)
    claim = owed.session.scalars(select(RebateClaimRow)).one()
    sent = owed.session.scalars(select(DocumentOrigin.received_by).where(DocumentOrigin.path == "claims.csv")).one()
    assert claim.submitted_by == sent != "recoup"
    with pytest.raises(RefusedClaimError, match=f"{sent} submitted this claim"):
        take(owed, claim, (S.REVIEWED, "ben"), (S.APPROVED, sent))


def test_who_changed_a_spelling_or_a_customer_of_the_agreement_approves_none_of_its_claims(owed: Desk) -> None:
    claim = submit(owed, "240.00")
    take(owed, claim, (S.REVIEWED, "ben"))
    change_partner(owed.session, owed.earner, {"names": ["Brenner W."]}, **owed.by("cora"))
    keep_customer(owed.session, claim.supplier_id, {"name": CUSTOMER, "territory": "North"}, **owed.by("dora"))
    keep_customer(owed.session, claim.supplier_id, {"name": "Nobody of this agreement"}, **owed.by("rita"))
    for actor in ("cora", "dora"):
        with pytest.raises(RefusedClaimError, match=f"{actor} said who counts"):
            move(owed.session, claim, S.APPROVED, **told(owed, actor))
    take(owed, claim, (S.APPROVED, "rita"))


def test_returns_after_the_other_side_was_told_hold_the_money_until_somebody_looked(earned: Desk) -> None:
    claim = earned.session.scalars(select(RebateClaimRow)).one()
    take(earned, claim, (S.REVIEWED, "ben"), (S.APPROVED, "rita"), (S.CLAIMED, "ben"))
    back = sale(9, "1000.00", date(2026, 3, 20), US, sale_kind="return", invoice_number="I1")
    earned.house.receive(sales("returned.csv", back))
    look(earned)
    [held] = holds_of(earned.session, claim.id)
    assert (state(claim), held.signal) == (S.CLAIMED, "earned_less_since")
    assert held.sentence.startswith("240.00 USD was approved, and by now it comes to 220.00")


@pytest.mark.both_engines
def test_an_invoice_claimed_under_two_agreements_holds_both_claims(owed: Desk) -> None:
    owed.approved(number="RB-9", period="quarter", tiers=TIERS)
    rows = [
        {"claim_id": f"T-{n}", "agreement_number": agreement, "customer": CUSTOMER, "period_start": QUARTER[0], "period_end": QUARTER[1],
         "claimed_amount": amount, "currency": "USD", "claim_date": date(2026, 4, 10), "invoice_number": "I1", "sku": "POT-1",
         "quantity": 10, "amount": amount} for n, (agreement, amount) in enumerate((("RB-1", "140.00"), ("RB-9", "130.00")))
    ]  # fmt: skip
    owed.house.receive(table("claims.csv", TableKind.REBATE_CLAIMS, *rows))
    look(owed)
    look(owed)
    for claim in owed.session.scalars(select(RebateClaimRow)):
        assert "under_two_programmes" in [h.signal for h in holds_of(owed.session, claim.id)]


@pytest.mark.both_engines
def test_one_payment_carries_one_payout(owed: Desk) -> None:
    first, second = submit(owed, "120.00"), submit(owed, "100.00", "CL-2")
    look(owed)
    for claim in (first, second):
        for hold in holds_of(owed.session, claim.id):
            lift(owed.session, claim, hold, reason="looked at", actor="rita", now=owed.house.now)
        take(owed, claim, (S.REVIEWED, "ben"), (S.APPROVED, "rita"), (S.NOTIFIED, "ben"))
        move(owed.session, claim, S.AGREED, **told(owed, "pia"), amount_minor=100_00)
        record_payout(owed.session, claim, PayoutMade("payment", 100_00, owed.house.today, "W-1"), **told(owed, "ben"))
    account = owed.house.account
    paid: dict[str, Any] = {"paid_on": owed.house.today, "currency": "USD", "amount_minor": 100_00}
    owed.session.add(Payment(account_id=account.id, number="W-1", **paid))
    owed.session.flush()
    waiting = [p for c in (first, second) for p in payouts_of(owed.session, c.id)]
    assert find_again(owed.session, account.id, waiting, **told(owed, "ben")) == 0
    assert find_again(owed.session, account.id, waiting[:1], **told(owed, "ben")) == 1
    assert find_again(owed.session, account.id, waiting, **told(owed, "ben")) == 0


def test_a_version_that_begins_later_is_in_force_on_its_day(owed: Desk) -> None:
    owner = owed.session.scalars(_contracts()).one()
    begins = owed.house.today + timedelta(days=5)
    wanted = VersionWanted(terms(period="quarter", tiers=TIERS, cap="9"), effective_from=begins)
    draft = enter(owed.session, owed.house.account, wanted, us=US, contract=owner, **owed.by("ana"))
    before = owner.in_force_id
    move_version(owed.session, draft, VersionState.SUBMITTED, **owed.by("ana"))
    move_version(owed.session, draft, VersionState.APPROVED, **owed.by("rita"))
    assert (owner.in_force_id, draft.state) == (before, VersionState.APPROVED)
    owed.house.later(5)
    look(owed)
    assert owner.in_force_id == draft.id
