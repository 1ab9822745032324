"""What requests do to a case, each said once: for one case at its own address, and for many in a bulk action."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from agents.narrative.ordering import order_letter
from api.http.gate import cases
from api.http.permissions import Action
from api.http.problems import UnusableError
from api.http.shapes.case_deeds import BulkWanted, CaseChange, TransitionWanted
from api.http.visit import WritingGate
from cases.gathering.ordering import order_for_case
from cases.letters.keeping import latest_draft
from cases.letters.ordering import LetterOrder
from cases.letters.writing import verify_again
from cases.life import remarks
from cases.life.transitions import move, waive_evidence
from cases.life.undo import undo
from cases.life.write_offs import write_off
from ledger.cases import Case, CaseState

OWN_ADDRESS: Final = {
    CaseState.FILED: "Record what was sent with POST /cases/{id}/filings, or a reply with POST /cases/{id}/replies.",
    CaseState.ANSWERED: "Record the answer with POST /cases/{id}/outcomes.",
}
"""States that a case reaches by what happened outside."""


def needed_for(wanted: TransitionWanted) -> Action:
    """What one must be allowed to do: making a case ready to file approves its draft."""
    return Action.APPROVE if wanted.to is CaseState.READY_TO_FILE else Action.WORK


def told(gate: WritingGate, case: Case) -> dict[str, Any]:
    """What every service wants to know of who does it, when, and by which rules."""
    return {"rules": gate.rules(case.account_id), "actor": gate.actor, "now": gate.now, "today": gate.today}


def transit(gate: WritingGate, case: Case, wanted: TransitionWanted) -> None:
    """Moves a case; puts it off, or takes it up again where it was put off."""
    if wanted.to in OWN_ADDRESS and case.state is not CaseState.SNOOZED:
        raise UnusableError.of("body.to", OWN_ADDRESS[wanted.to])
    if wanted.to is CaseState.SNOOZED:
        if wanted.until is None:
            raise UnusableError.of("body.until", "Say until when.")
        remarks.snooze(gate.session, case, wanted.until, reason=wanted.reason, **told(gate, case))
        return
    if case.state is CaseState.SNOOZED and wanted.to is (case.state_before or CaseState.DETECTED):
        remarks.wake(gate.session, case, reason=wanted.reason, **told(gate, case))
        return
    _verify_letter(gate, case, wanted.to)
    sent_back = case.state in SENT_BACK and wanted.to is CaseState.DRAFTING
    move(gate.session, case, wanted.to, reason=wanted.reason, **told(gate, case))
    if wanted.to is CaseState.GATHERING_EVIDENCE:
        order_for_case(gate.session, gate.desk.work, case, actor=gate.actor, now=gate.now)
    if sent_back and wanted.reason.strip():
        _have_rewritten(gate, case, wanted.reason)


LETTER_STANDS: Final = {CaseState.IN_REVIEW: CaseState.DRAFTING, CaseState.READY_TO_FILE: CaseState.IN_REVIEW}
"""Steps that a letter has to stand for, each with the state that it leads from."""


SENT_BACK: Final = frozenset({CaseState.IN_REVIEW, CaseState.READY_TO_FILE})
"""States from which a letter is sent back to be written otherwise."""


def _have_rewritten(gate: WritingGate, case: Case, reason: str) -> None:
    """A letter that no person wrote is written again by the supplier's model, with the colleague's words beside the facts."""
    latest = latest_draft(gate.session, case)
    if latest is None or latest.made_by == "person":
        return
    share = next((Decimal(f["value"]) for f in latest.brief.get("facts", ()) if f["key"] == "case/share"), None)
    order = LetterOrder(gate.actor, language=latest.language, share=share, remarks=(reason.strip(),))
    order_letter(gate.session, gate.desk.work, gate.models, case, order, now=gate.now)


def _verify_letter(gate: WritingGate, case: Case, to: CaseState) -> None:
    """A letter that somebody is to approve, or approves, is held against the case as it is today."""
    latest = latest_draft(gate.session, case) if LETTER_STANDS.get(to) is case.state else None
    if latest is not None:
        verify_again(gate.session, latest, rules=gate.rules(case.account_id), now=gate.now)


def change(gate: WritingGate, case: Case, wanted: CaseChange) -> None:
    """Assigns, prioritises, tags; what is left out stays."""
    given = wanted.model_fields_set
    if "assignee_id" in given:
        user = None if wanted.assignee_id is None else cases.colleague(gate, wanted.assignee_id, case.supplier_id)
        remarks.assign(gate.session, case, user, actor=gate.actor, now=gate.now)
    if wanted.priority is not None:
        remarks.prioritise(gate.session, case, wanted.priority, actor=gate.actor, now=gate.now)
    if {"tags", "add_tags", "remove_tags"} & given:
        remarks.set_tags(gate.session, case, _tags(gate, case, wanted), actor=gate.actor, now=gate.now)
    if "external_id" in given:
        case.external_id = wanted.external_id or None


def _tags(gate: WritingGate, case: Case, wanted: CaseChange) -> list[str]:
    """The tags of a case as they are to be."""
    kept = remarks.tags_of(gate.session, case) if wanted.tags is None else list(wanted.tags)
    gone = set(wanted.remove_tags or ())
    return [tag for tag in (*kept, *(wanted.add_tags or ())) if tag not in gone]


def needed_for_bulk(wanted: BulkWanted) -> Action:
    """What one must be allowed to do. Raises UnusableError where not exactly one thing is to be done."""
    asked = [name for name in ("transition", "change", "comment", "waive", "write_off", "undo") if getattr(wanted, name) is not None]
    if len(asked) != 1:
        raise UnusableError("Say exactly one thing that is to be done.")
    if wanted.transition is not None:
        return needed_for(wanted.transition)
    return Action.FILE if wanted.write_off is not None else Action.WORK


def carry_out(gate: WritingGate, case: Case, wanted: BulkWanted) -> None:
    """The one thing that is to be done, to one of the cases."""
    if wanted.transition is not None:
        transit(gate, case, wanted.transition)
    elif wanted.change is not None:
        try:
            change(gate, case, wanted.change)
        except UnusableError as refusal:  # somebody may work for the supplier of one case and not for another's
            raise remarks.RemarkError(refusal.message) from refusal
    elif wanted.comment is not None:
        remarks.comment(gate.session, case, wanted.comment.text, actor=gate.actor, now=gate.now)
    elif wanted.waive is not None:
        waive_evidence(gate.session, case, reason=wanted.waive.reason, **told(gate, case))
    elif wanted.write_off is not None:
        write_off(gate.session, case, reason=wanted.write_off.reason, **told(gate, case))
    else:
        undo(gate.session, case, **told(gate, case))
