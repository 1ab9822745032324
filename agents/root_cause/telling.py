"""That notes were written stands in the journal, once for each look or run, so that pages that show them are drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ledger import journal
from ledger.agents import AgentRun


def tell_of_notes(session: Session, run: AgentRun, note_ids: Sequence[int], *, now: datetime) -> None:
    """Records which notes a run wrote: in the story of the case where it is about one."""
    journal.record(
        session,
        supplier_id=run.supplier_id,
        actor=run.ordered_by,
        now=now,
        action="causes_noted",
        noun="cause_note" if run.case_id is None else "case",
        noun_id=note_ids[0] if run.case_id is None else run.case_id,
        after={"notes": list(note_ids), "run": run.id, "by": run.model or "template"},
    )
