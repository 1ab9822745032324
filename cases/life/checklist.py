"""The evidence checklist of a case: what the rule pack asks for, and whether it is in hand, weak or missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.causes.charges import charge_words
from cases.life.case_lines import open_lines
from cases.wording import document_name
from facts.finding import FindingType, Verdict
from facts.identifiers import compact
from facts.tables import TableKind
from ledger.cases import Case
from ledger.findings import FindingRow
from ledger.papers import DocumentOrigin, HandLink, Paper, PaperLink, TableRead
from rules.model import EvidenceList, Rules


class Standing(StrEnum):
    """How a paper of the checklist stands."""

    IN_HAND = "in_hand"
    WEAK = "weak"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"


TABLES_AS_PAPERS: Final = {
    TableKind.REMITTANCE_LINES: "remittance_advice",
    TableKind.PAYMENTS: "remittance_advice",
    TableKind.RETURN_AUTHORIZATIONS: "return_authorization",
    TableKind.COST_HISTORY: "cost_history",
    TableKind.PURCHASE_ORDERS: "purchase_order",
    TableKind.COOP_BACKUP: "coop_backup",
    TableKind.INVOICE_LINES: "invoice",
    TableKind.ALL_INVOICES: "invoice",
    TableKind.SHIPMENT_LINES: "packing_list",
    TableKind.RATE_CARD: "rate_card",
    TableKind.FEE_STATEMENT: "fee_statement",
    TableKind.CATALOGUE: "item_dimensions",
    TableKind.FREIGHT_CHARGES: "freight_bill",
    TableKind.FREIGHT_RATES: "freight_rates",
    TableKind.PROMOTIONS: "promotion_agreement",
    TableKind.PROMOTION_CLAIMS: "promotion_detail",
    TableKind.SELL_THROUGH: "sell_through_report",
}
"""Exports that say what a paper of the checklist would say."""


@dataclass(frozen=True, slots=True)
class Item:
    """One paper of the checklist: asked for (`required`) or only helpful, how it stands, and why in words."""

    paper: str
    required: bool
    standing: Standing
    why: str = ""

    def to_json(self) -> dict[str, Any]:
        """As it stands on the case."""
        return {"paper": self.paper, "required": self.required, "standing": self.standing.value, "why": self.why}


def checklist_of(session: Session, case: Case, lines: Sequence[FindingRow], rules: Rules) -> tuple[Item, ...]:
    """The checklist for a case's kind and freight terms. What a required paper lacks comes from the lines' own verdicts."""
    asked = rules.evidence.get(case.type.value) or _of_the_fault(session, case, rules)
    wanting = [line for line in open_lines(lines) if line.verdict is Verdict.NEEDS_EVIDENCE]
    there = _papers_in_hand(session, case, lines)
    needed = asked.needed(case.freight_terms or "prepaid") if asked else ()
    items = [_item(paper, there, rules, required=True) for paper in needed]
    proof = _proof_paper(case, rules)
    if wanting and proof is not None:
        items = [i for i in items if i.paper != proof]
        items.insert(0, _wanting_item(proof, wanting, in_hand=proof in there))
    named = {_code(paper) for line in wanting for paper in line.missing if proof is None or not _is_sentence(paper)}
    items += [Item(paper, required=True, standing=Standing.MISSING) for paper in sorted(named) if not _said_already(paper, items)]
    if wanting and not any(i.required and i.standing is not Standing.IN_HAND for i in items):
        items.append(Item("other", required=True, standing=Standing.MISSING, why=wanting[0].why))
    items += [_item(paper, there, rules, required=False) for paper in (asked.recommended if asked else ()) if paper != proof]
    return tuple(items)


def _of_the_fault(session: Session, case: Case, rules: Rules) -> EvidenceList | None:
    """What helps against the fault that a chargeback is for, by the retailer's own words; nothing of it is asked for as a must.

    A fault that the papers at hand refute needs no further paper; what does lack is in the lines' own verdicts.
    """
    if case.type is not FindingType.CHARGEBACK:
        return None
    named = rules.charge_named(charge_words(session, case.account_id, case.reference))
    asked = rules.evidence.get(named.fault or named.fee) if named is not None else None
    if asked is None:
        return None
    papers = dict.fromkeys((*asked.needed(case.freight_terms or "prepaid"), *asked.recommended))
    return EvidenceList(recommended=tuple(papers))


def _code(paper: str) -> str:
    """A paper that the judge names in words as the list names it."""
    return paper.strip().lower().replace(" ", "_")


def _is_sentence(paper: str) -> bool:
    """Whether the judge tells of one shipment what its proof lacks (`bill of lading …: no proof of delivery …`): no further paper."""
    return ":" in paper


def _said_already(paper: str, items: Iterable[Item]) -> bool:
    """Whether the list has the paper, perhaps without what the judge says more of it: `proof of delivery signed at destination`."""
    return any(paper == item.paper or paper.startswith(f"{item.paper}_") for item in items)


def evidence_state(items: Iterable[Item], *, waived: bool) -> str:
    """`complete`, `weak` or `missing` by the required papers; `waived` where a person let what lacks pass."""
    required = [i.standing for i in items if i.required]
    if all(s is Standing.IN_HAND for s in required):
        return "complete"
    if waived:
        return "waived"
    return "missing" if Standing.MISSING in required else "weak"


def _item(paper: str, there: frozenset[str], rules: Rules, *, required: bool) -> Item:
    if paper in there:
        return Item(paper, required, Standing.IN_HAND)
    instead = next((other for other in rules.stand_ins.get(paper, ()) if other in there), None)
    if instead is not None:
        return Item(paper, required, Standing.IN_HAND, f"the {document_name(instead)} stands in")
    return Item(paper, required, Standing.MISSING)


def _wanting_item(proof: str, wanting: Sequence[FindingRow], *, in_hand: bool) -> Item:
    """The proof of delivery as the judge found it: absent, or there and too weak."""
    largest = max(wanting, key=lambda line: line.recoverable_minor)
    absent = all(line.reason.endswith("_missing") for line in wanting) or not in_hand
    return Item(proof, required=True, standing=Standing.MISSING if absent else Standing.WEAK, why=largest.why)


def _proof_paper(case: Case, rules: Rules) -> str | None:
    """The paper that proves delivery, for claims about deliveries; its strength is the judge's to tell."""
    if case.type not in {FindingType.SHORTAGE, FindingType.DUPLICATE}:
        return None
    return rules.shortage.proof.get(case.freight_terms or "prepaid")


def _papers_in_hand(session: Session, case: Case, lines: Sequence[FindingRow]) -> frozenset[str]:
    """Kinds of papers that belong to the case: tied to its orders, linked by hand, or cited by its lines."""
    orders = {compact(line.purchase_order) for line in lines if line.purchase_order}
    found: set[str] = set()
    if orders:
        tied = (
            select(Paper.kind)
            .join(PaperLink, PaperLink.paper_id == Paper.id)
            .where(PaperLink.account_id == case.account_id, PaperLink.purchase_order.in_(orders), Paper.gone.is_(False))
        )
        found |= {kind.value for kind in session.scalars(tied.distinct())}
    by_hand = (
        select(Paper.kind)
        .join(HandLink, HandLink.paper_id == Paper.id)
        .where(HandLink.case_id == case.id, HandLink.linked.is_(True), HandLink.undone_at.is_(None))
    )
    found |= {kind.value for kind in session.scalars(by_hand)}
    cited = {e["file"] for line in lines for e in line.evidence if e.get("file")}
    if cited:
        documents = select(DocumentOrigin.document_id).where(DocumentOrigin.account_id == case.account_id, DocumentOrigin.path.in_(cited))
        papers = select(Paper.kind).where(Paper.document_id.in_(documents), Paper.gone.is_(False))
        found |= {kind.value for kind in session.scalars(papers.distinct())}
        tables = session.scalars(select(TableRead.kind).where(TableRead.document_id.in_(documents)).distinct())
        found |= {TABLES_AS_PAPERS.get(TableKind(kind), kind) for kind in tables}
    return frozenset(found)
