"""Whose a row is, and the one place where a request's scope is laid over every question for rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from api.http.permissions import Action
from api.http.preconditions import require_unmoved
from api.http.problems import NotAllowedError, NotFoundError
from api.http.scope import Scope
from cases.accounts.rules_of_account import rules_for
from cases.background.desk import Desk
from ledger.journal import HOUSE, chain_of
from ledger.models import (
    AccessRecord,
    Account,
    AgentRun,
    Agreement,
    BankDetail,
    Batch,
    Case,
    CaseComment,
    CaseLink,
    CauseNote,
    Chain,
    ClaimFile,
    ClaimHold,
    ContractVersion,
    Correction,
    CorrectiveAction,
    CustomerScope,
    Deduction,
    Document,
    Draft,
    EvidenceProposal,
    Filing,
    FindingRow,
    HandLink,
    Job,
    JournalEntry,
    JournalHead,
    Mail,
    ModelCall,
    Outcome,
    Packet,
    Paper,
    Partner,
    Payment,
    PointedField,
    Presence,
    Reading,
    RebateClaimRow,
    RebateContract,
    RebateCustomer,
    RebateMonth,
    RebatePayout,
    RebateStatement,
    Recovery,
    Row,
    RuleVersion,
    Supplier,
    Terms,
    WatchedPlace,
)
from rules.model import Rules

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Owner:
    """Which column names the supplier of a row, and over which rows it is reached."""

    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
    over: tuple[tuple[type[Row], ColumnElement[bool]], ...] = ()


def _of_account(column: InstrumentedAttribute[int]) -> Owner:
    return Owner(Account.supplier_id, ((Account, Account.id == column),))


def _of_case(column: InstrumentedAttribute[int]) -> Owner:
    return Owner(Case.supplier_id, ((Case, Case.id == column),))


def _of_document(column: InstrumentedAttribute[int]) -> Owner:
    return Owner(Document.supplier_id, ((Document, Document.id == column),))


def _of_contract(column: InstrumentedAttribute[int]) -> Owner:
    return Owner(RebateContract.supplier_id, ((RebateContract, RebateContract.id == column),))


def _of_claim(column: InstrumentedAttribute[int]) -> Owner:
    return Owner(RebateClaimRow.supplier_id, ((RebateClaimRow, RebateClaimRow.id == column),))


OWNERS: Final[Mapping[type[Row], Owner]] = {
    Supplier: Owner(Supplier.id),
    Account: Owner(Account.supplier_id),
    Terms: _of_account(Terms.account_id),
    RuleVersion: _of_account(RuleVersion.account_id),
    Document: Owner(Document.supplier_id),
    Reading: _of_document(Reading.document_id),
    Paper: _of_document(Paper.document_id),
    Correction: _of_document(Correction.document_id),
    HandLink: Owner(Document.supplier_id, ((Paper, Paper.id == HandLink.paper_id), (Document, Document.id == Paper.document_id))),
    Batch: Owner(Batch.supplier_id),
    FindingRow: _of_account(FindingRow.account_id),
    Payment: _of_account(Payment.account_id),
    Chain: _of_account(Chain.account_id),
    Deduction: _of_account(Deduction.account_id),
    Agreement: Owner(Agreement.supplier_id),
    Case: Owner(Case.supplier_id),
    CaseComment: _of_case(CaseComment.case_id),
    CaseLink: _of_case(CaseLink.case_id),
    Draft: _of_case(Draft.case_id),
    Filing: _of_case(Filing.case_id),
    Outcome: _of_case(Outcome.case_id),
    Recovery: _of_case(Recovery.case_id),
    Packet: _of_case(Packet.case_id),
    Mail: Owner(Mail.supplier_id),
    EvidenceProposal: Owner(EvidenceProposal.supplier_id),
    Job: Owner(Job.supplier_id),
    AgentRun: Owner(AgentRun.supplier_id),
    ModelCall: Owner(ModelCall.supplier_id),
    PointedField: Owner(PointedField.supplier_id),
    WatchedPlace: Owner(WatchedPlace.supplier_id),
    Presence: Owner(Presence.supplier_id),
    AccessRecord: Owner(AccessRecord.supplier_id),
    CauseNote: Owner(CauseNote.supplier_id),
    CorrectiveAction: Owner(CorrectiveAction.supplier_id),
    Partner: Owner(Partner.supplier_id),
    BankDetail: Owner(Partner.supplier_id, ((Partner, Partner.id == BankDetail.partner_id),)),
    RebateContract: Owner(RebateContract.supplier_id),
    ContractVersion: _of_contract(ContractVersion.contract_id),
    CustomerScope: _of_contract(CustomerScope.contract_id),
    RebateCustomer: Owner(RebateCustomer.supplier_id),
    RebateStatement: Owner(RebateStatement.supplier_id),
    RebateMonth: Owner(RebateMonth.supplier_id),
    RebateClaimRow: Owner(RebateClaimRow.supplier_id),
    ClaimFile: _of_claim(ClaimFile.claim_id),
    ClaimHold: _of_claim(ClaimHold.claim_id),
    RebatePayout: Owner(RebatePayout.supplier_id),
}
"""Every noun that a request may ask for by its number."""


class Gate:
    """Rows of a request's scope, for the time of one transaction. `actor` is the user, `now` the moment of the request."""

    def __init__(self, session: Session, scope: Scope, desk: Desk, now: datetime, address: str) -> None:
        self.session = session
        self.scope = scope
        self.desk = desk
        self.now = now
        self.address = address

    @property
    def actor(self) -> str:
        """The user as the journal names them."""
        return self.scope.actor

    @property
    def today(self) -> date:
        """The day by which things are judged."""
        return self.desk.today()

    def seen(self, noun: type[R]) -> Select[R]:
        """All rows of a noun that may be seen; conditions and order are the caller's."""
        owner = OWNERS[noun]
        wanted = select(noun)
        for row, tie in owner.over:
            wanted = wanted.join(row, tie)
        known = self.scope.supplier_ids
        return wanted if known is None else wanted.where(owner.column.in_(known))

    def seen_inside(self, noun: type[R]) -> Select[R]:
        """The same without what a supplier's own reader sees: rows of the suppliers that one works for."""
        known = self.scope.inside_ids
        wanted = self.seen(noun)
        return wanted if known is None else wanted.where(OWNERS[noun].column.in_(known))

    def one(self, noun: type[R], number: int, action: Action = Action.READ, *, locked: bool = False) -> R:
        """The row of that number, held until the end of the transaction where `locked`.

        Raises NotFoundError where there is none or it is another supplier's (nobody learns which), NotAllowedError where it may
        be seen but not that be done with it.
        """
        return self._owned(noun, number, action, locked=locked)[0]

    def as_seen(
        self, noun: type[R], number: int, action: Action, if_match: str | None, tag: Callable[[R], str], *, inside: bool = True
    ) -> R:
        """The row of that number, held until the end of the transaction, which is as it was seen; `inside`: by those of the house.

        Raises NotFoundError and NotAllowedError as `one` does, then MovedError where it is not as it was, VersionNeededError where nobody
        says how it was seen.
        """
        row, supplier_id = self._owned(noun, number, action, locked=True)
        if inside:
            self.require_inside(supplier_id)
        require_unmoved(if_match, tag(row), needed=True)
        return row

    def _owned(self, noun: type[R], number: int, action: Action, *, locked: bool) -> tuple[R, int]:
        key: Any = getattr(noun, "id")  # noqa: B009 - each noun of the table has one
        wanted = self.seen(noun).add_columns(OWNERS[noun].column).where(key == number)
        found = self.session.execute(wanted.with_for_update(of=noun) if locked else wanted).one_or_none()
        if found is None:
            raise NotFoundError(f"There is no {_named(noun)} {number}.")
        self.require(action, found[1])
        return found[0], found[1]

    def require(self, action: Action, supplier_id: int | None) -> None:
        """Raises NotAllowedError where that may not be done for the supplier (None: for the house)."""
        if not self.scope.may(action, supplier_id):
            raise NotAllowedError

    def require_anywhere(self, action: Action) -> None:
        """Raises NotAllowedError where that may be done for no supplier at all."""
        if not self.scope.may_somewhere(action):
            raise NotAllowedError

    def require_inside(self, supplier_id: int) -> None:
        """Raises NotAllowedError for a supplier's own reader, who sees nothing of how the house works."""
        if not self.scope.inside(supplier_id):
            raise NotAllowedError("This is the house's own work; a supplier sees what was filed, answered and paid.")

    def rules(self, account_id: int) -> Rules:
        """The rules in force today for an account that was looked up through the gate."""
        return rules_for(self.session, account_id, self.today)

    def journal(self) -> Select[JournalEntry]:
        """Journal entries of the suppliers that may be seen; the house's own only for those who run it."""
        return select(JournalEntry).where(*self._chains(JournalEntry.chain))

    def heads(self) -> Select[str, int]:
        """The chains of the journal that may be seen, each with the sequence of its last entry."""
        return select(JournalHead.chain, JournalHead.sequence).where(*self._chains(JournalHead.chain))

    def _chains(self, chain: InstrumentedAttribute[str]) -> list[ColumnElement[bool]]:
        known = self.scope.supplier_ids
        if known is not None:
            return [chain.in_([chain_of(supplier_id) for supplier_id in known])]
        return [] if self.scope.may(Action.GOVERN, None) else [chain != HOUSE]


def supplier_of_chain(chain: str) -> int | None:
    """The supplier whose chain it is; None for the house's."""
    return None if chain == HOUSE else int(chain.partition(":")[2])


def _named(noun: type[Row]) -> str:
    """A noun as people write it."""
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in noun.__name__).split()
    return " ".join(word for word in words if word != "row")
