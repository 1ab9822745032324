"""What the checklist of a case lacks: the required papers first, then those that are there and too weak, then what would help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_

from cases.life.case_lines import open_lines
from cases.life.checklist import Standing
from cases.life.transitions import BEFORE_FILING
from facts.documents import DocumentKind
from facts.identifiers import compact
from ledger.agents import EvidenceProposal
from ledger.cases import Case, CaseForm, CaseState
from ledger.findings import FindingRow
from rules.model import Rules

GATHERED_FOR: Final = BEFORE_FILING | {CaseState.ANSWERED}
"""States in which a paper still helps a filing."""
LACKING: Final = ("missing", "weak")
_ORDER: Final = {Standing.MISSING: 0, Standing.WEAK: 1}


@dataclass(frozen=True, slots=True)
class Need:
    """One paper that a case lacks. `kinds` are the kinds of paper that would do, stand-ins included; `orders` are compacted."""

    paper: str
    kinds: tuple[DocumentKind, ...]
    required: bool
    weak: bool
    orders: tuple[str, ...]
    why: str = ""


def needs_of(case: Case, lines: Sequence[FindingRow], rules: Rules) -> tuple[Need, ...]:
    """What the case lacks, as its checklist stands; empty where nothing more helps it.

    A sentence of the judge about one shipment (`bill of lading …: no proof of delivery …`) is no paper of its own.
    """
    if not is_gathered_for(case):
        return ()
    orders = tuple(dict.fromkeys(compact(line.purchase_order) for line in open_lines(lines) if line.purchase_order))
    lacking = [item for item in case.checklist if item["standing"] in {Standing.MISSING, Standing.WEAK} and ":" not in item["paper"]]
    ranked = sorted(lacking, key=lambda item: (not item["required"], _ORDER[Standing(item["standing"])]))
    found = (
        Need(
            item["paper"],
            kinds_for(item["paper"], rules),
            bool(item["required"]),
            item["standing"] == Standing.WEAK,
            orders,
            str(item.get("why", "")),
        )
        for item in ranked
    )
    return tuple(found)


def is_gathered_for(case: Case) -> bool:
    """Whether papers are looked for: a dispute that may still be filed, and is not put off for good."""
    state = case.state_before if case.state is CaseState.SNOOZED else case.state
    return case.form is CaseForm.DISPUTE and not case.closed and state in GATHERED_FOR


def kinds_for(paper: str, rules: Rules) -> tuple[DocumentKind, ...]:
    """The kinds of paper that do for one of the checklist, which may say more of it (`proof_of_delivery_signed_at_destination`)."""
    named = {kind.value: kind for kind in DocumentKind if kind is not DocumentKind.OTHER}
    wanted = [paper, *rules.stand_ins.get(paper, ())]
    exact = [named[name] for name in wanted if name in named]
    longer = [kind for name, kind in named.items() if paper.startswith(f"{name}_")]
    return tuple(dict.fromkeys([*exact, *longer]))


def lacks_papers() -> ColumnElement[bool]:
    """The condition on cases that something is to be looked for, or that a proposal stands which may be overtaken."""
    stands = exists().where(EvidenceProposal.case_id == Case.id, EvidenceProposal.state == "proposed")
    asked = exists().where(EvidenceProposal.case_id == Case.id, EvidenceProposal.state == "accepted", EvidenceProposal.kind != "link")
    lacking = and_(Case.evidence_state.in_(LACKING), Case.closed.is_(False), Case.form == CaseForm.DISPUTE)
    return or_(lacking, stands, asked)
