"""Rebates of the town: a contract that was read, its later version, another side's agreement, claims, holds, money, and a partner."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.http import people
from cases.rebating.claim_moves import move as move_claim
from cases.rebating.claims import PARTNER, ClaimWanted, submit_claim
from cases.rebating.eligibility import ScopeWanted, decide_scope, keep_customer
from cases.rebating.holds import place
from cases.rebating.partners import BankWanted, PartnerWanted, make_partner, record_bank
from cases.rebating.payouts import PayoutMade, record_payout
from cases.rebating.renewing import renew
from cases.rebating.version_moves import move
from cases.rebating.versions import VersionWanted, enter, set_partner, versions_of
from demo.chance import Chance
from demo.contracts.clerk import worded
from demo.contracts.deal import Deal, Step
from demo.contracts.paper import drawn
from ledger.models import Account
from ledger.people import Role
from ledger.rebate_claims import ClaimState
from ledger.rebates import Partner, PartnerRole, RebateContract, VersionState
from matchers.rebates.signals.signal import Signal
from tests.http.conftest import KEPT
from tests.web.made_folder import START

if TYPE_CHECKING:
    from tests.web.town_raised import Register

EARNER: Final = "Larkspur Retail Co"
PAYER: Final = "Oder Steelworks"
NUMBER: Final = "LR-2026-01"
THEIRS: Final = "OS-4417"
TODAY: Final = START.date()
SALES: Final = (
    "Transaction ID", "Date", "Customer", "SKU", "Product Group", "Quantity", "Unit Price", "Net Amount", "Currency", "Invoice Number",
    "Kind",
)  # fmt: skip
SAID: Final = {"period": "term", "basis": "net", "claim_deadline_days": 60}
TIERS: Final = ((0, 20_000, "0"), (20_000, 60_000, "0.02"), (60_000, None, "0.035"))


def add_papers(folder: Path, supplier: str) -> None:
    """The contract and the sales, into the folder that is imported."""
    steps = tuple(Step(Decimal(start), None if end is None else Decimal(end), Decimal(rate)) for start, end, rate in TIERS)
    deal = Deal("en", "retroactive", NUMBER, supplier, EARNER, date(2026, 1, 1), date(2026, 12, 31), "USD", steps, SAID)
    draw = Chance("the town's contract")
    (folder / "papers" / "contract_larkspur.pdf").write_bytes(drawn(worded(draw, deal), draw, "en"))
    with (folder / "sales.csv").open("w", newline="", encoding="utf-8") as file:
        written = csv.writer(file)
        written.writerow(SALES)
        item = ("KN-210", "Knives")
        for number in range(1, 21):
            day = date(2026, 1, 15) + timedelta(days=14 * number)
            customer = EARNER if number % 4 else supplier
            written.writerow((f"T{number:04d}", day, customer, *item, 400, "9.90", "3960.00", "USD", f"LI-{number:05d}", "sale"))
        written.writerow(("T0900", date(2026, 6, 20), EARNER, *item, -20, "9.90", "-198.00", "USD", "LI-00009", "return"))


def settle_rebates(session: Session, register: Register, now: datetime) -> None:
    """What was done to the agreements before the town is met."""
    by: dict[str, Any] = {"actor": "mara@example.com", "now": now}
    ben: dict[str, Any] = {"actor": "ben@example.com", "now": now}
    account = session.get_one(Account, register.account_id)
    earner = make_partner(session, account.supplier_id, PartnerWanted(EARNER, PartnerRole.EARNER, "USD"), **by)
    payer = make_partner(session, account.supplier_id, PartnerWanted(PAYER, PartnerRole.PAYER, "USD"), **by)
    record_bank(session, earner, BankWanted(EARNER, "iban", "DE89370400440532013000"), reason="signed letter", **by)
    register.people["pia"] = _partners_person(session, earner, now)
    contract = _larkspur(session, register, account, earner, by)
    theirs = _entered(session, register, account, payer, by)
    for version in (versions_of(session, contract.id)[0], versions_of(session, theirs.id)[0]):
        move(session, version, VersionState.SUBMITTED, **by)
        move(session, version, VersionState.APPROVED, **ben)
    decide_scope(session, contract, ScopeWanted(include=False, reason="buys through a dealer", customer="Larkspur Outlet"), **by)
    register.customer_id = keep_customer(session, account.supplier_id, {"name": "Larkspur Outlet", "territory": "West"}, **by).id
    renew(session, account.id, as_of=TODAY, today=TODAY, now=now)
    _claims(session, register, contract, now)
    register.agreement_id, register.partner_id = contract.id, earner.id


def _partners_person(session: Session, partner: Partner, now: datetime) -> int:
    user = people.make_user(session, email="pia@example.com", name="Pia Roth", actor="town", now=now)
    user.password_hash = KEPT
    people.grant(session, user, Role.PARTNER, partner.supplier_id, partner_id=partner.id, actor="town", now=now)
    return user.id


def _larkspur(session: Session, register: Register, account: Account, partner: Partner, by: dict[str, Any]) -> RebateContract:
    """The contract as it was read, and a version that mara entered over it, with a cap and a deadline."""
    contract = session.scalars(select(RebateContract).where(RebateContract.number == NUMBER)).one_or_none()
    if contract is not None:
        set_partner(session, contract, partner, title="Knives 2026", **by)
    told = _terms(NUMBER, register.supplier, EARNER) | {"cap": "4000", "claim_deadline_days": "45"}
    wanted = VersionWanted(told, reason="the cap that was agreed by letter")
    made = enter(session, account, wanted, us=register.supplier, partner=partner, title="Knives 2026", contract=contract, **by)
    return session.get_one(RebateContract, made.contract_id)


def _entered(session: Session, register: Register, account: Account, partner: Partner, by: dict[str, Any]) -> RebateContract:
    """An agreement by which the town's supplier earns."""
    wanted = VersionWanted(_terms(THEIRS, PAYER, register.supplier) | {"mechanism": "incremental", "period": "term"})
    made = enter(session, account, wanted, us=register.supplier, partner=partner, title="Steel 2026", **by)
    return session.get_one(RebateContract, made.contract_id)


def _terms(number: str, payer: str, earner: str) -> dict[str, Any]:
    tiers = [{"start": str(start), "end": None if end is None else str(end), "rate": rate} for start, end, rate in TIERS]
    return {
        "number": number, "payer": payer, "earner": earner, "starts_on": "2026-01-01", "ends_on": "2026-12-31", "currency": "USD",
        "mechanism": "retroactive", "period": "term", "tiers": tiers,
    }  # fmt: skip


def _claims(session: Session, register: Register, contract: RebateContract, now: datetime) -> None:
    """Two claims of the partner: one that waits on hold, one that went all the way to a credit."""
    pia: dict[str, Any] = {"actor": "pia@example.com", "now": now, "today": TODAY}
    term = (date(2026, 1, 1), date(2026, 12, 31))
    part = ClaimWanted("LRC-70", *term, Decimal("500.00"), "USD", remarks="first part")
    paid = submit_claim(session, contract, part, origin=PARTNER, **pia)
    renew(session, contract.account_id, as_of=TODAY, today=TODAY, now=now)
    told: dict[str, Any] = {"now": now, "today": date(2027, 1, 4)}  # what is claimed for a term is approved once it is over
    ways = ((ClaimState.REVIEWED, "mara"), (ClaimState.APPROVED, "ada"), (ClaimState.NOTIFIED, "mara"), (ClaimState.AGREED, "mara"))
    for to, who in ways:
        move_claim(session, paid, to, actor=f"{who}@example.com", **told)
    record_payout(session, paid, PayoutMade("credit", 50_000, TODAY, "CN-5501"), actor="ben@example.com", **told)
    waits = ClaimWanted("LRC-77", *term, Decimal("2400.00"), "USD")
    held = submit_claim(session, contract, waits, origin=PARTNER, **pia)
    place(session, held, [Signal("round_amounts", "Nearly all amounts that are claimed are round.")], now=now)
    register.rebate_claim_id, register.paid_claim_id = held.id, paid.id
