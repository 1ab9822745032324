"""Agreements that papers state: a contract that was read or put right becomes a draft by itself, with the place of every term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.background.desk import SYSTEM, day_of
from cases.intake.overlay import TAKEN_AWAY
from cases.rebating.terms import plain
from cases.rebating.versions import READ, contract_of, mirror, new_contract, next_number, note, versions_of
from facts.documents import Document as PaperContent
from facts.documents import DocumentKind, Field
from facts.identifiers import compact
from ledger.papers import Document, Paper
from ledger.rebates import ContractVersion, RebateContract, VersionState
from ledger.suppliers import Account, Supplier
from matchers.frames import Paper as ReadPaper
from matchers.rebates.agreements import Contract
from matchers.rebates.agreements import contract_of as contract_on
from rules.errors import RuleError
from rules.rebates import RebateRules

PAPER_FIELDS: Final[Mapping[str, str]] = {
    "number": "agreement_number",
    "payer": "payer_name",
    "earner": "earner_name",
    "starts_on": "start_date",
    "ends_on": "end_date",
    "net_of": "net_of_agreements",
    "returns_in": "returns_count_in",
    "carries": "below_minimum",
    "required_count": "required_group_count",
}
"""Terms whose field has another name on papers (contract.md)."""
TIER_CELLS: Final[Mapping[str, str]] = {"start": "from", "end": "to", "rate": "rate", "amount": "amount"}
LONGEST_PRINT: Final = 300
STILL_OPEN: Final = frozenset({VersionState.DRAFT})


def post_contracts(
    session: Session, document: Document, papers: Sequence[Paper], *, account_id: int | None, now: datetime, only: bool = False
) -> None:
    """Keeps drafts in line with what a document's contracts say. What a person edited or sent on stays; news is a further draft.

    A contract of several rebates makes a draft of each: they are agreements of their own, to be approved and worked out one by one.
    `papers` are all of the document's, or with `only` some of them. A document of no account (one that a partner sent, say) makes none:
    it is evidence, nobody's agreement.
    """
    listed = session.scalars(select(ContractVersion).where(ContractVersion.document_id == document.id))
    drafts = {(v.paper_id, v.contract_id): v for v in listed if v.state in STILL_OPEN and v.origin == READ and not v.editors}
    for paper in papers if account_id is not None else ():
        account = session.get_one(Account, account_id)
        for contract, terms in _stated(session, paper, account, day_of(now)):
            owner = contract_of(session, account, contract.number)
            if owner is None:
                us = us_of(session, account, day_of(now))
                owner = new_contract(session, account, contract.number, terms, us=us, actor=SYSTEM, now=now)
            draft = drafts.pop((paper.id, owner.id), None)
            if draft is not None or not _is_known(session, owner, terms):
                _write(session, owner, draft, document, paper, contract, terms, now)
    looked_at = {paper.id for paper in papers}
    for (paper_id, _), draft in drafts.items():
        if not only or paper_id in looked_at:
            _take_away(session, draft)


def us_of(session: Session, account: Account, today: date) -> str:
    """Our own name as contracts have it: what the account's terms call us, else the supplier's name."""
    try:
        told = rules_for(session, account.id, today).supplier
    except RuleError:
        told = ""
    return told or session.get_one(Supplier, account.supplier_id).name


def read_paper(paper: Paper, file: str) -> ReadPaper:
    """A paper as the matchers take it, corrections laid over it."""
    content = paper.content
    gone = {number for number in content.get(TAKEN_AWAY, ()) if not content["lines"][number]}
    standing = [line for number, line in enumerate(content["lines"]) if number not in gone]
    return ReadPaper(file, PaperContent.from_json({**content, "lines": standing}))


def _stated(session: Session, paper: Paper, account: Account, today: date) -> Iterator[tuple[Contract, dict[str, Any]]]:
    """What a contract on a paper says, part by part, as far as it says anything that a payout could be worked out from."""
    if paper.kind is not DocumentKind.REBATE_AGREEMENT or paper.gone:
        return
    try:
        said = rules_for(session, account.id, today).rebates
    except RuleError:
        said = RebateRules()
    contract = contract_on(read_paper(paper, ""), account.currency, said)
    if contract is None or not compact(contract.number):
        return
    for one in contract.parts or (contract,):
        yield one, plain(one.terms) if one.terms is not None else _partly(one)


def _partly(contract: Contract) -> dict[str, Any]:
    """The terms of a contract that cannot be computed, as far as they were read; a person completes them."""
    document = contract.paper.document
    named = {paper: term for term, paper in PAPER_FIELDS.items()}
    terms: dict[str, Any] = {named.get(name, name): field.value for name, field in document.fields.items() if name != "title"}
    tiers = [{term: line[cell].value for term, cell in TIER_CELLS.items() if cell in line} for line in document.lines]
    return terms | ({"tiers": [t for t in tiers if t]} if tiers else {})


def _write(
    session: Session,
    owner: RebateContract,
    draft: ContractVersion | None,
    document: Document,
    paper: Paper,
    contract: Contract,
    terms: dict[str, Any],
    now: datetime,
) -> None:
    problem, places, review = contract.problem, _places(contract, document, paper), list(contract.to_review)
    if draft is not None and (draft.terms, draft.problem, draft.places, draft.to_review) == (terms, problem, places, review):
        return
    before = None if draft is None else {"terms": draft.terms}
    if draft is None:
        draft = ContractVersion(
            contract_id=owner.id, number=next_number(session, owner.id), origin=READ, editors=[], made_at=now, made_by=SYSTEM
        )
        session.add(draft)
    draft.document_id, draft.paper_id = document.id, paper.id
    draft.terms, draft.problem, draft.places, draft.to_review = terms, problem, places, review
    draft.effective_from = None if contract.terms is None else contract.terms.starts_on
    draft.signed_on = contract.paper.document.day("signed_on")
    draft.changed_at = now
    session.flush()
    mirror(session, owner)
    note(session, owner, draft, "version_read", actor=SYSTEM, now=now, before=before, after={"terms": terms, "problem": problem})


def _places(contract: Contract, document: Document, paper: Paper) -> dict[str, Any]:
    """Where each term was read: by its own name, and for tiers by place and name."""
    read = contract.paper.document
    named = {p: term for term, p in PAPER_FIELDS.items()}
    found = {named.get(name, name): _place(field, document, paper) for name, field in read.fields.items()}
    for number, line in enumerate(read.lines):
        for term, cell in TIER_CELLS.items():
            if cell in line:
                found[f"tiers.{number}.{term}"] = _place(line[cell], document, paper)
    return found


def _place(field: Field, document: Document, paper: Paper) -> dict[str, Any]:
    first = paper.content["pages"][0] if paper.content["pages"] else None
    return {
        "document_id": document.id,
        "paper_id": paper.id,
        "page": field.page if field.page is not None else first,
        "box": None if field.box is None else field.box.rounded(),
        "text": field.text[:LONGEST_PRINT],
        "review": field.review,
    }


def _is_known(session: Session, owner: RebateContract, terms: Mapping[str, Any]) -> bool:
    """True where a version says just that: a copy of a contract, or one that was read again, is no news."""
    return any(version.terms == terms for version in versions_of(session, owner.id))


def _take_away(session: Session, draft: ContractVersion) -> None:
    """A draft that nobody touched and no paper states any more."""
    contract = session.get_one(RebateContract, draft.contract_id)
    session.delete(draft)
    session.flush()
    if not versions_of(session, contract.id):
        session.delete(contract)
        session.flush()
    else:
        mirror(session, contract)
