"""Gathers what people made of drafts in a ledger as eval cases: accepted, edited (how far), rejected (why); names kept out where wanted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.letters.brief import Brief
from cases.letters.sentences import Sentence
from evals.anonymous import Pseudonyms
from evals.narratives import likeness
from ledger.agents import AgentRun
from ledger.cases import Case, CaseState, Draft
from ledger.journal import chain_of
from ledger.operation import JournalEntry
from ledger.suppliers import Account, Supplier

BY_PEOPLE: Final = "person"
_BEFORE_SENT_BACK: Final = frozenset({CaseState.IN_REVIEW.value, CaseState.READY_TO_FILE.value})


class Judged(StrEnum):
    """What people made of a draft."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Gathered:
    """A draft that a model or a template wrote, what became of it, and the text that stood in the end (none for a rejected one).

    `distance` is how far the person's text lies from what was written: 0 the same, 1 nothing in common.
    """

    name: str
    made_by: str
    model: str
    language: str
    retailer: str
    deducted: str
    brief: dict[str, Any]
    written: tuple[Sentence, ...]
    verdict: Judged
    narrative: tuple[Sentence, ...] = ()
    distance: float = 0.0
    remark: str = ""

    def to_json(self) -> dict[str, Any]:
        """As a golden brief is kept, and what became of it beside."""
        told = {n: getattr(self, n) for n in ("name", "made_by", "model", "language", "retailer", "deducted", "brief", "remark")}
        said = {"written": [s.to_json() for s in self.written], "narrative": [s.to_json() for s in self.narrative]}
        return told | said | {"verdict": self.verdict.value, "distance": round(self.distance, 3)}


def gathered(session: Session) -> Iterator[Gathered]:
    """Every draft of the ledger that was written by a model or a template and judged by people, case by case."""
    for case in session.scalars(select(Case).order_by(Case.id)):
        drafts = session.scalars(select(Draft).where(Draft.case_id == case.id).order_by(Draft.version)).all()
        for first, stands in _stretches(drafts):
            found = _judged(session, case, first, stands, _next_machine(drafts, stands))
            if found is not None:
                yield found


def _stretches(drafts: Sequence[Draft]) -> Iterator[tuple[Draft, Draft]]:
    """Each draft that a machine wrote with the last version that people made of it."""
    first: Draft | None = None
    last: Draft | None = None
    for draft in drafts:
        if draft.made_by != BY_PEOPLE:
            if first is not None and last is not None:
                yield first, last
            first = draft
        last = draft
    if first is not None and last is not None:
        yield first, last


def _next_machine(drafts: Sequence[Draft], stands: Draft) -> Draft | None:
    return next((d for d in drafts if d.version > stands.version), None)


def _judged(session: Session, case: Case, first: Draft, stands: Draft, following: Draft | None) -> Gathered | None:
    """What became of a draft; None where nobody has judged it."""
    remark = _sent_back(session, case, first, following)
    if stands.approved_at is None and remark is None:
        return None
    account = session.get_one(Account, case.account_id)
    run = session.scalar(select(AgentRun).where(AgentRun.case_id == case.id, AgentRun.ended_at.is_not(None)).order_by(AgentRun.id.desc()))
    written, approved = _sentences(first), _sentences(stands)
    rejected = stands.approved_at is None
    edited = stands is not first and stands.text != first.text
    deducted = next((f["value"] for f in first.brief.get("facts", ()) if f["key"] in {"case/deducted", "case/open"}), "0")
    return Gathered(
        name=f"case-{case.id}-version-{first.version}",
        made_by=first.made_by,
        model=run.model if run is not None and first.made_by == "model" else "",
        language=first.language,
        retailer=account.retailer,
        deducted=deducted,
        brief={k: v for k, v in first.brief.items() if k != "hash"},
        written=written,
        verdict=Judged.REJECTED if rejected else Judged.EDITED if edited else Judged.ACCEPTED,
        narrative=() if rejected else approved,
        distance=1 - likeness(written, approved) if edited and not rejected else 0.0,
        remark=remark or "",
    )


def _sent_back(session: Session, case: Case, draft: Draft, following: Draft | None) -> str | None:
    """The reason with which a person sent the letter back before a machine wrote the next one; None where nobody did."""
    moved = select(JournalEntry).where(
        JournalEntry.chain == chain_of(case.supplier_id),
        JournalEntry.noun == "case",
        JournalEntry.noun_id == case.id,
        JournalEntry.action == "moved",
        JournalEntry.at >= draft.at,
    )
    if following is not None:
        moved = moved.where(JournalEntry.at <= following.at)
    for entry in session.scalars(moved.order_by(JournalEntry.sequence)):
        before, after = (entry.before or {}).get("state"), (entry.after or {}).get("state")
        if before in _BEFORE_SENT_BACK and after == CaseState.DRAFTING.value:
            return entry.reason
    return None


def _sentences(draft: Draft) -> tuple[Sentence, ...]:
    return tuple(map(Sentence.from_json, draft.sentences))


def written_out(session: Session, folder: Path, *, anonymous: bool) -> list[Gathered]:
    """Writes each gathered draft into the folder and gives them all.

    `anonymous`: names, numbers of papers and files are others of the same shape, the same one everywhere; remarks are left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    suppliers = tuple(session.scalars(select(Supplier.name)))
    found = list(gathered(session))
    for one in found:
        entry = one.to_json()
        if anonymous:
            entry = Pseudonyms.of(Brief.from_json(one.brief), suppliers).replaced(entry)
        text = json.dumps(entry, ensure_ascii=False, indent=1)
        (folder / f"{one.name}.json").write_text(f"{text}\n", encoding="utf-8")
    return found
