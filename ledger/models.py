"""All models in one place, so that the metadata is whole wherever it is needed."""

from ledger.agents import AgentRun, EvidenceProposal, ModelCall, PointedField
from ledger.cases import Case, CaseComment, CaseForm, CaseLink, CaseState, CaseTag, Draft, Filing, Mail, Outcome, Packet, Recovery
from ledger.findings import FindingRow, FindingVersion, JudgedKey
from ledger.improving import CauseNote, CorrectiveAction, OddsCell
from ledger.mapping import Row
from ledger.operation import (
    Effect,
    IdempotentAnswer,
    Job,
    JournalEntry,
    JournalHead,
    Presence,
    SearchEntry,
    Touch,
    Turn,
    WatchedPlace,
    WorkerLease,
)
from ledger.papers import (
    Batch,
    Correction,
    Document,
    DocumentOrigin,
    DocumentState,
    HandLink,
    Paper,
    PaperKey,
    PaperLink,
    Reading,
    TableRead,
    TradeFact,
)
from ledger.people import AccessRecord, Audience, Grant, OneTimeLink, Role, SavedView, Token, User, WebSession
from ledger.rebate_claims import ClaimFile, ClaimHold, ClaimState, RebateClaimRow, RebatePayout
from ledger.rebates import (
    BankDetail,
    ContractVersion,
    CustomerScope,
    Partner,
    PartnerRole,
    RebateContract,
    RebateCustomer,
    RebateMonth,
    RebateStatement,
    VersionState,
)
from ledger.suppliers import Account, RuleVersion, Supplier, Terms
from ledger.trade import Agreement, Chain, Deduction, Payment

__all__ = [
    "AccessRecord", "Account", "AgentRun", "Agreement", "Audience", "BankDetail", "Batch", "Case", "CaseComment", "CaseForm", "CaseLink",
    "CaseState", "CaseTag", "CauseNote", "Chain", "ClaimFile", "ClaimHold", "ClaimState", "ContractVersion", "Correction",
    "CorrectiveAction", "CustomerScope", "Deduction", "Document", "DocumentOrigin", "DocumentState", "Draft", "Effect", "EvidenceProposal",
    "Filing", "FindingRow", "FindingVersion", "Grant", "HandLink", "IdempotentAnswer", "Job", "JournalEntry", "JournalHead", "JudgedKey",
    "Mail", "ModelCall", "OddsCell", "OneTimeLink", "Outcome", "Packet", "Paper", "PaperKey", "PaperLink", "Partner", "PartnerRole",
    "Payment", "PointedField", "Presence", "Reading", "RebateClaimRow", "RebateContract", "RebateCustomer", "RebateMonth", "RebatePayout",
    "RebateStatement", "Recovery", "Role", "Row", "RuleVersion", "SavedView", "SearchEntry", "Supplier", "TableRead", "Terms", "Token",
    "Touch", "TradeFact", "Turn", "User", "VersionState", "WatchedPlace", "WebSession", "WorkerLease",
]  # fmt: skip
