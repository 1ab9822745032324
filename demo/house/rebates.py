"""Rebates of the ready-made house: a customer that earns and a maker that pays, their agreements, a year of sales, and claims."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from cases.background.work import Handler, WorkKind
from cases.intake.receiving import receive
from cases.rebating.claim_moves import move as move_claim
from cases.rebating.claims import PARTNER, ClaimWanted, submit_claim
from cases.rebating.eligibility import ScopeWanted, decide_scope, keep_customer
from cases.rebating.from_papers import us_of
from cases.rebating.partners import BankWanted, PartnerWanted, make_partner, record_bank
from cases.rebating.payouts import PayoutMade, payouts_of, reconcile, record_payout
from cases.rebating.renewing import renew
from cases.rebating.statements import latest_statement
from cases.rebating.version_moves import move
from cases.rebating.versions import VersionWanted, enter
from demo.chance import Chance
from demo.house.people import Team
from facts.calendar import add_months
from ledger.rebate_claims import ClaimState, RebateClaimRow
from ledger.rebates import Partner, PartnerRole, RebateContract, VersionState
from ledger.suppliers import Account

EARNER: Final = "Northgate Wholesale"
BRANCH: Final = "Northgate Cash & Carry"
PAYER: Final = "Kessler Packaging"
TIERS: Final = (
    {"start": "0", "end": "60000", "rate": "0"},
    {"start": "60000", "end": "120000", "rate": "0.02"},
    {"start": "120000", "rate": "0.035"},
)
BOUGHT: Final = ({"start": "0", "end": "40000", "rate": "0.01"}, {"start": "40000", "rate": "0.025"})
MONTHS_BACK: Final = 10
SALES_A_MONTH: Final = 14
HEADINGS: Final = (
    "Transaction ID", "Date", "Customer", "SKU", "Product Group", "Quantity", "Unit Price", "Net Amount", "Gross Amount", "Currency",
    "Invoice Number", "Kind",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RebateHouse:
    """What the maker of rebates is given: the desk with its inline work, the account, who works, and who speaks for the customer."""

    desk: Desk
    work: InlineWork
    handlers: dict[WorkKind, Handler]
    account_id: int
    team: Team
    speaker: str
    now: datetime

    @property
    def today(self) -> date:
        """The day on which the house is made."""
        return self.now.date()

    @property
    def start(self) -> date:
        """The first day of the agreements: ten whole months ago, so that three quarters of them are over."""
        return add_months(self.today.replace(day=1), -MONTHS_BACK)

    def told(self, actor: str, at: datetime | None = None) -> dict[str, Any]:
        """Who does something, and when."""
        moment = at or self.now
        return {"actor": actor, "now": moment, "today": moment.date()}


def make_rebates(house: RebateHouse) -> int:
    """Makes all of it; gives the id of the customer that claims, for the person who speaks for it."""
    mara, tom = house.team.specialists[0].actor, house.team.reviewer.actor
    with house.desk.sessions.begin() as session:
        account = session.get_one(Account, house.account_id)
        earner, payer = _partners(session, house, account, mara)
        _deliver(session, house, account, mara)
        _agreement(session, house, account, earner, _owed(house, account), mara, tom)
        _agreement(session, house, account, payer, _earned(house, session, account), mara, tom)
        partner_id = earner.id
    house.work.run_pending(house.desk.sessions, house.now, handlers=house.handlers, kinds=[WorkKind.READ], raising=True)
    with house.desk.sessions.begin() as session:
        renew(session, house.account_id, as_of=house.today, today=house.today, now=house.now)
    with house.desk.sessions.begin() as session:
        _claims(session, house, mara, tom)
    with house.desk.sessions.begin() as session:
        # a mail asked for another account some days ago: what is to be paid waits until somebody has called back
        bank = BankWanted(EARNER, "account", "000987654321", "021000021", "Example Trust", "US")
        earlier = house.now - timedelta(days=5)
        told: dict[str, Any] = {"actor": house.team.specialists[1].actor, "now": earlier}
        record_bank(session, session.get_one(Partner, partner_id), bank, reason="By mail of their bookkeeping.", **told)
        renew(session, house.account_id, as_of=house.today, today=house.today, now=house.now)
        _amend(session, house, mara)
    return partner_id


def _partners(session: Session, house: RebateHouse, account: Account, actor: str) -> tuple[Partner, Partner]:
    told: dict[str, Any] = {"actor": actor, "now": house.now - timedelta(days=320)}
    currency = account.currency
    wanted = PartnerWanted(EARNER, PartnerRole.EARNER, currency, (), {"customer": "20417"}, "rebates@northgate.example")
    earner = make_partner(session, account.supplier_id, wanted, **told)
    sold = PartnerWanted(PAYER, PartnerRole.PAYER, currency, (), {"vendor": "V-118"}, "accounts@kessler.example")
    payer = make_partner(session, account.supplier_id, sold, **told)
    bank = BankWanted(EARNER, "account", "000123456789", "021000021", "Example Savings", "US")
    record_bank(session, earner, bank, reason="From the signed agreement.", **told)
    keep_customer(session, account.supplier_id, {"name": EARNER, "territory": "North", "channel": "wholesale"}, **told)
    keep_customer(session, account.supplier_id, {"name": BRANCH, "territory": "North", "channel": "cash and carry"}, **told)
    return earner, payer


def _owed(house: RebateHouse, account: Account) -> dict[str, Any]:
    """What the customer earns on what it buys in a quarter, back to the first dollar."""
    return _terms(house, account) | {
        "number": f"NG-{house.start:%Y}-07", "earner": EARNER, "mechanism": "retroactive", "tiers": list(TIERS), "claim_deadline_days": 60,
    }  # fmt: skip


def _earned(house: RebateHouse, session: Session, account: Account) -> dict[str, Any]:
    """What we earn on cartons that we buy in a quarter, part by part."""
    us = us_of(session, account, house.today)
    return _terms(house, account) | {
        "number": f"KP-{house.start:%Y}-2", "payer": PAYER, "earner": us, "mechanism": "incremental", "tiers": list(BOUGHT),
        "claim_deadline_days": 180,
    }  # fmt: skip


def _terms(house: RebateHouse, account: Account) -> dict[str, Any]:
    ends = add_months(house.start, 12) - timedelta(days=1)
    return {
        "payer": PAYER, "starts_on": house.start, "ends_on": ends, "currency": account.currency, "period": "quarter",
        "periods_from": "start",
    }  # fmt: skip


def _agreement(
    session: Session, house: RebateHouse, account: Account, partner: Partner, terms: dict[str, Any], mara: str, tom: str
) -> RebateContract:
    """Entered, sent on and approved around the day it begins."""
    us = us_of(session, account, house.today)
    stated = terms if partner.role is PartnerRole.PAYER else terms | {"payer": us}
    signed = house.start - timedelta(days=12)
    moment = house.now.replace(year=signed.year, month=signed.month, day=signed.day)
    wanted = VersionWanted(stated, house.start, signed, "As signed.")
    version = enter(session, account, wanted, actor=mara, now=moment, us=us, partner=partner, title=f"{partner.name}, quarterly rebate")
    move(session, version, VersionState.SUBMITTED, actor=mara, now=moment + timedelta(hours=1))
    move(session, version, VersionState.APPROVED, actor=tom, now=moment + timedelta(days=2), reason="Read against the signed paper.")
    contract = session.get_one(RebateContract, version.contract_id)
    if partner.role is PartnerRole.EARNER:
        taken_in = ScopeWanted(include=True, customer=BRANCH, reason="Its purchases count as the parent's, by letter of the first month.")
        decide_scope(session, contract, taken_in, actor=mara, now=moment + timedelta(days=3))
    return contract


def _deliver(session: Session, house: RebateHouse, account: Account, actor: str) -> None:
    """The year's sales, and what we bought, as exports like any other."""
    us = us_of(session, account, house.today)
    for name, customers, share in (("sales", (EARNER, EARNER, EARNER, BRANCH, "Harbour Stores"), 3), ("purchases", (us,), 2)):
        table = io.StringIO()
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(_rows(house, account, name, customers, share))
        receive(
            session, house.desk.files, house.work, supplier_id=account.supplier_id, account_id=account.id, path=f"rebates/{name}.csv",
            content=table.getvalue().encode(), via="upload", actor=actor, now=house.now,
        )  # fmt: skip


def _rows(house: RebateHouse, account: Account, name: str, customers: tuple[str, ...], share: int) -> Iterator[tuple[Any, ...]]:
    number = 0
    for month in range(MONTHS_BACK + 1):
        first = add_months(house.start, month)
        for place in range(SALES_A_MONTH * share // 2):
            draw = Chance("rebates", name, month, place)
            day = first + timedelta(days=draw.whole(0, 27))
            if day > house.today:
                continue
            number += 1
            quantity, price = draw.whole(20, 160), draw.money("9.50", "22.00")
            worth = quantity * price
            sold = (draw.pick(customers), f"CTN-{draw.whole(1, 6)}", draw.pick(("cartons", "trays")), quantity, price, worth, worth)
            invoice = f"{name[:2].upper()}{number:05}"
            yield (f"{name[:1].upper()}-{number:05}", day.isoformat(), *sold, account.currency, invoice, "sale")
            if draw.likely(0.05):
                pieces = -(quantity // 4)
                returned = (*sold[:3], pieces, price, pieces * price, pieces * price)
                back = (day + timedelta(days=9)).isoformat()
                yield (f"{name[:1].upper()}R-{number:05}", back, *returned, account.currency, invoice, "return")


def _claims(session: Session, house: RebateHouse, mara: str, tom: str) -> None:
    """Of the quarters that are over: one paid and found again, one claimed too high, one that waits; ours approved and claimed."""
    for contract in session.scalars(
        select(RebateContract).where(RebateContract.account_id == house.account_id).order_by(RebateContract.id)
    ):
        if contract.side == "owed_to_us":
            _ours(session, house, contract, mara, tom)
        else:
            _theirs(session, house, contract, mara, tom)


def _theirs(session: Session, house: RebateHouse, contract: RebateContract, mara: str, tom: str) -> None:
    from_statement = _over(session, contract)
    factors = (Decimal(1), Decimal("1.18"), Decimal(1))
    filed_on: dict[int, tuple[RebateClaimRow, datetime]] = {}
    for place, (start, end, payout) in enumerate(from_statement[-3:]):
        filed = house.now.replace(year=end.year, month=end.month, day=end.day) + timedelta(days=11)
        if filed > house.now or payout <= 0:
            continue
        amount = (payout * factors[place]).quantize(Decimal("0.01"))
        wanted = ClaimWanted(f"NG-C{place + 1}", start, end, amount, contract.currency, None, "Invoices as in our statement.")
        told = house.told(house.speaker, filed)
        filed_on[place] = submit_claim(session, contract, wanted, origin=PARTNER, **told), filed
    renew(session, house.account_id, as_of=house.today, today=house.today, now=house.now)
    for place, (claim, filed) in filed_on.items():
        if place == 0:
            _paid(session, house, claim, filed, mara, tom)
        elif place == 1:
            move_claim(session, claim, ClaimState.REVIEWED, **house.told(mara, filed + timedelta(days=2)))


def _paid(session: Session, house: RebateHouse, claim: RebateClaimRow, filed: datetime, mara: str, tom: str) -> None:
    steps = ((2, ClaimState.REVIEWED, mara), (3, ClaimState.APPROVED, tom), (4, ClaimState.NOTIFIED, mara), (6, ClaimState.AGREED, ""))
    for days, to, actor in steps:
        move_claim(session, claim, to, **house.told(actor or house.speaker, filed + timedelta(days=days)))
    at = filed + timedelta(days=15)
    [payout] = payouts_of(session, claim.id)
    record_payout(session, claim, PayoutMade("credit", payout.amount_minor, at.date(), "CM-20417-1"), **house.told(mara, at))
    reconcile(session, payout, payment_number="CM-20417-1", reason="On their statement of account.", **house.told(mara, at))


def _ours(session: Session, house: RebateHouse, contract: RebateContract, mara: str, tom: str) -> None:
    wanted = select(RebateClaimRow).where(RebateClaimRow.contract_id == contract.id).order_by(RebateClaimRow.starts_on.desc())
    for place, claim in enumerate(session.scalars(wanted).all()):
        if place < 2:
            move_claim(session, claim, ClaimState.REVIEWED, **house.told(mara))
        if place == 0:
            move_claim(session, claim, ClaimState.APPROVED, **house.told(tom))
            move_claim(session, claim, ClaimState.CLAIMED, **house.told(mara))


def _over(session: Session, contract: RebateContract) -> list[tuple[date, date, Decimal]]:
    """The periods of the latest statement that are over, with what each pays."""
    statement = latest_statement(session, contract.id)
    periods = [] if statement is None else statement.content["periods"]
    return [(date.fromisoformat(p["start"]), date.fromisoformat(p["end"]), Decimal(p["payout"])) for p in periods if p["over"]]


def _amend(session: Session, house: RebateHouse, actor: str) -> None:
    """A further version of the customer's agreement that waits for approval."""
    wanted = select(RebateContract).where(RebateContract.account_id == house.account_id, RebateContract.side == "we_owe")
    contract = session.scalars(wanted).one()
    account = session.get_one(Account, house.account_id)
    us = us_of(session, account, house.today)
    terms = _owed(house, account) | {"payer": us, "cap": "9000"}
    stated = VersionWanted(terms, add_months(house.start, 9), None, "Cap from the fourth quarter on, as agreed in the yearly talks.")
    version = enter(session, account, stated, actor=actor, now=house.now, us=us, contract=contract)
    move(session, version, VersionState.SUBMITTED, actor=actor, now=house.now)
