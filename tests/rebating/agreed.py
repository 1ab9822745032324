"""Agreements, sales and claims for tests, stated as people and papers state them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from cases.rebating.partners import PartnerWanted, make_partner
from cases.rebating.statements import keep, rebate_ledger, work_out
from cases.rebating.version_moves import move
from cases.rebating.versions import VersionWanted, enter
from cases.rebating.worked import WorkedStatement
from facts.documents import DocumentKind
from facts.tables import TableKind
from ledger.rebates import ContractVersion, Partner, PartnerRole, RebateContract, RebateStatement, VersionState
from tests.detection.house import House, open_house
from tests.detection.supplier import File, paper, table

US = "Halden Kitchen Supply"
CUSTOMER = "Brenner Wholesale"
VENDOR = "Oder Steelworks"
TIERS = [
    {"start": "0", "end": "10000", "rate": "0"},
    {"start": "10000", "end": "50000", "rate": "0.02"},
    {"start": "50000", "rate": "0.04"},
]


@dataclass
class Desk:
    """A house with its partners: `earner` buys from us and earns, `payer` sells to us and pays."""

    house: House
    earner: Partner
    payer: Partner

    @property
    def session(self) -> Session:
        return self.house.session

    def by(self, actor: str = "ana") -> dict[str, Any]:
        return {"actor": actor, "now": self.house.now}

    def enter(self, partner: Partner | None = None, **more: Any) -> ContractVersion:
        """A draft that ana entered."""
        wanted = VersionWanted(terms(**more))
        return enter(self.session, self.house.account, wanted, us=US, partner=partner or self.earner, **self.by())

    def approved(self, partner: Partner | None = None, **more: Any) -> RebateContract:
        """The same, approved by rita."""
        version = self.enter(partner, **more)
        move(self.session, version, VersionState.SUBMITTED, **self.by())
        move(self.session, version, VersionState.APPROVED, **self.by("rita"))
        return self.session.get_one(RebateContract, version.contract_id)

    def work_out(self, contract: RebateContract, as_of: date) -> WorkedStatement:
        books = rebate_ledger(self.session, self.house.account.id, as_of)
        return work_out(books, next(r for r in books.rolls if r.contract.id == contract.id), as_of)

    def statement(self, contract: RebateContract, as_of: date) -> RebateStatement | None:
        """Worked out and kept; None where it says nothing new."""
        came = rebate_ledger(self.session, self.house.account.id, as_of).came
        return keep(self.session, self.work_out(contract, as_of), came, **self.by("recoup"))


def open_desk(session: Session) -> Desk:
    house = open_house(session)
    told: dict[str, Any] = {"actor": "ana", "now": house.now}
    earner = make_partner(session, house.account.supplier_id, PartnerWanted(CUSTOMER, PartnerRole.EARNER, "USD"), **told)
    payer = make_partner(session, house.account.supplier_id, PartnerWanted(VENDOR, PartnerRole.PAYER, "USD"), **told)
    return Desk(house, earner, payer)


def terms(**more: Any) -> dict[str, Any]:
    """A yearly rebate on net purchases, back to the first dollar, that we owe the customer."""
    told = {
        "number": "RB-1", "payer": US, "earner": CUSTOMER, "starts_on": "2026-01-01", "ends_on": "2026-12-31", "currency": "USD",
        "mechanism": "retroactive", "tiers": TIERS,
    }  # fmt: skip
    return told | more


def sale(number: int, amount: str, day: date, customer: str = CUSTOMER, **more: Any) -> Mapping[str, Any]:
    told = {
        "transaction_id": f"T{number}", "sale_date": day, "customer": customer, "sku": "POT-1", "quantity": 10, "net_amount": amount,
        "gross_amount": amount, "currency": "USD", "invoice_number": f"I{number}", "sale_kind": "sale",
    }  # fmt: skip
    return told | more


def sales(name: str, *rows: Mapping[str, Any]) -> File:
    return table(name, TableKind.SALES, *rows)


def contract(name: str = "contracts/rb-1.pdf", **more: Any) -> File:
    """A contract as its paper is read."""
    fields = {
        "agreement_number": "RB-1", "payer_name": US, "earner_name": CUSTOMER, "start_date": "2026-01-01", "end_date": "2026-12-31",
        "currency": "USD", "mechanism": "retroactive", "basis": "net", "measure": "value", "period": "term",
    }  # fmt: skip
    lines = [{"from": "0", "to": "10000", "rate": "0"}, {"from": "10000", "to": "50000", "rate": "0.02"}, {"from": "50000", "rate": "0.04"}]
    return paper(name, DocumentKind.REBATE_AGREEMENT, *lines, **(fields | more))
