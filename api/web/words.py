"""The words of the pages that do not stand in templates: what codes are called, and what scripts say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.web.marking import N_ as N_  # noqa: PLC0414 - pages take it from here
from api.web.paper_words import MORE_PAPERS, PAPER_WORDS
from cases.wording import CAUSE_NAMES, KIND_NAMES, VERDICT_NAMES


WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "type": {kind.value: name for kind, name in KIND_NAMES.items()},
    "verdict": {verdict.value: name for verdict, name in VERDICT_NAMES.items()},
    "cause": CAUSE_NAMES,
    "state": {
        "detected": N_("Detected"),
        "gathering_evidence": N_("Gathering evidence"),
        "drafting": N_("Drafting"),
        "in_review": N_("In review"),
        "ready_to_file": N_("Ready to file"),
        "filed": N_("Filed"),
        "answered": N_("Answered"),
        "closed": N_("Closed"),
        "expired": N_("Expired"),
        "withdrawn": N_("Withdrawn"),
        "snoozed": N_("Snoozed"),
    },
    "close_reason": {
        "won": N_("Won"),
        "partly_won": N_("Partly won"),
        "lost": N_("Lost"),
        "resolved": N_("Repaid before filing"),
        "written_off": N_("Written off"),
        "withdrawn": N_("Withdrawn"),
        "expired": N_("Expired"),
        "accepted": N_("Accepted as valid"),
        "settled": N_("Settled"),
    },
    "next_action": {
        "wait": N_("Snoozed"),
        "file": N_("File it"),
        "approve": N_("Approve the letter"),
        "write": N_("Finish the letter"),
        "get_papers": N_("Get the missing papers"),
        "wait_for_window": N_("Wait until it can be filed"),
        "decide": N_("Decide what it is"),
        "start": N_("Start"),
        "await_answer": N_("Wait for the answer"),
        "chase_answer": N_("Ask for the answer"),
        "reply": N_("Reply to the question"),
        "decide_re_dispute": N_("Dispute again or close"),
        "await_payment": N_("Wait for the payment"),
        "chase_payment": N_("Ask for the payment"),
        "close": N_("Close it"),
    },
    "evidence": {
        "complete": N_("Complete"),
        "weak": N_("Weak"),
        "missing": N_("Missing"),
        "waived": N_("Waived"),
        "in_hand": N_("In hand"),
    },
    "answer": {
        "approved": N_("Approved"),
        "partly_approved": N_("Partly approved"),
        "denied": N_("Denied"),
        "information_requested": N_("Information requested"),
    },
    "money": {
        "claimed": N_("Deducted"),
        "recoverable": N_("Recoverable"),
        "disputed": N_("Disputed"),
        "approved": N_("Approved"),
        "paid": N_("Paid"),
        "mitigated": N_("Credited before"),
        "offset": N_("Netted"),
        "rededucted": N_("Deducted again"),
        "written_off": N_("Written off"),
        "open": N_("Open"),
    },
    "recovery": {
        "paid": N_("Paid"),
        "mitigated": N_("Credited before filing"),
        "offset": N_("Netted against another claim"),
        "rededucted": N_("Deducted again"),
        "written_off": N_("Written off"),
    },
    "channel": {
        "portal": N_("Portal"),
        "bulk": N_("Bulk file"),
        "email": N_("E-mail"),
        "phone": N_("Phone"),
        "mail": N_("Mail"),
        "import": N_("Import"),
        "imported": N_("On record with the retailer"),
    },
    "role": {
        "admin": N_("Admin"),
        "specialist": N_("Specialist"),
        "reviewer": N_("Reviewer"),
        "supplier": N_("Supplier, reading only"),
    },
    "document_state": {
        "received": N_("Waiting to be read"),
        "read": N_("Read"),
        "failed": N_("Could not be read"),
        "unused": N_("Not used"),
    },
    "paper": {
        "bill_of_lading": N_("Bill of lading"),
        "proof_of_delivery": N_("Proof of delivery"),
        "invoice": N_("Invoice"),
        "credit_note": N_("Credit note"),
        "remittance_advice": N_("Remittance"),
        "chargeback_notice": N_("Chargeback notice"),
        "coop_agreement": N_("Co-op agreement"),
        "rebate_agreement": N_("Rebate agreement"),
        "appointment_request": N_("Appointment request"),
        "purchase_order": N_("Purchase order"),
        "advance_ship_notice": N_("Ship notice"),
        "packing_list": N_("Packing list"),
        "price_list": N_("Price list"),
        "fee_statement": N_("Fee statement"),
        "rate_card": N_("Rate card"),
        "other": N_("Other paper"),
        **MORE_PAPERS,
    },
    "priority": {"3": N_("Urgent"), "2": N_("High"), "1": N_("Raised"), "0": N_("Normal"), "-1": N_("Low"), "-2": N_("Lowest")},
    "draft": {
        "dispute": N_("Dispute"),
        "re_dispute": N_("Further dispute"),
        "settlement": N_("Settlement"),
        "paper_request": N_("Request"),
    },
    "author": {"template": N_("Template"), "person": N_("Person"), "model": N_("Model")},
    **PAPER_WORDS,
}
"""Codes of ours and what people call them, by table; a code that is missing is said as it stands."""

JS_WORDS: Final[tuple[str, ...]] = (
    N_("Saved"),
    N_("Saving…"),
    N_("That did not work."),
    N_("The server cannot be reached. What you typed is kept; try again."),
    N_("Somebody changed this meanwhile. What you typed is kept."),
    N_("Show the new state"),
    N_("Your session has ended. Log in again; nothing that you typed is lost."),
    N_("Keys on this page"),
    N_("{count} selected"),
    N_("No command found"),
    N_("Copied"),
    N_("Live updates are paused; trying again."),
    N_("Every figure and name in it is a fact of the case."),
)
"""What scripts say; they get it in the reader's language with the page."""
