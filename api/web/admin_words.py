"""What codes are called on the pages of the administration and on a supplier's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.web.marking import N_

ADMIN_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "access": {
        "log_in": N_("Logged in"),
        "log_in_refused": N_("Log-in refused"),
        "log_out": N_("Logged out"),
        "link_used": N_("One-time link used"),
        "link_refused": N_("One-time link refused"),
        "password_changed": N_("Password changed"),
        "download": N_("Download"),
        "export": N_("Export"),
    },
    "taken": {
        "document_id": N_("Document"),
        "case_id": N_("Case"),
        "packet_id": N_("Packet"),
        "part": N_("Part"),
        "report": N_("Report"),
        "export": N_("List"),
        "format": N_("Format"),
        "filters": N_("Filters"),
        "layout": N_("Layout"),
        "rows": N_("Rows"),
        "name": N_("Name"),
    },
    "scope": {
        "read": N_("Read cases and papers"),
        "documents": N_("Bring documents in and correct them"),
        "cases": N_("Work on cases and file"),
        "approve": N_("Approve letters"),
        "admin": N_("Administrate"),
    },
    "role_does": {
        "admin": N_("Everything, for one supplier or for all"),
        "specialist": N_("Works on cases: papers, letters, filing, money"),
        "reviewer": N_("The same, and approves letters"),
        "supplier": N_("Sees and downloads its own cases, nothing internal"),
        "partner": N_("Sees its own agreements and claims, and submits claims"),
    },
    "provider": {
        "openai": N_("OpenAI"),
        "anthropic": N_("Anthropic"),
        "local": N_("A server of one's own"),
    },
    "job": {
        "read": N_("Read a document"),
        "detect": N_("Judge deductions"),
        "draft": N_("Write a letter"),
        "packet": N_("Build an evidence packet"),
        "mail": N_("Send a mail"),
        "deadlines": N_("Look for deadlines"),
        "watch": N_("Look into watched places"),
        "tidy": N_("Tidy up"),
        "odds": N_("Learn from answers"),
        "narrate": N_("Have a model write a letter"),
        "causes": N_("Look for causes"),
        "gather": N_("Look for missing papers"),
        "evidence": N_("Have a model look for missing papers"),
        "point": N_("Have a model look for missing values"),
    },
    "job_state": {
        "waiting": N_("Waiting"),
        "running": N_("Running"),
        "done": N_("Done"),
        "failed": N_("Failed"),
        "cancelled": N_("Cancelled"),
    },
    "job_help": {
        "read": N_("Open the document: it says what could not be read. Ask for a better copy, or have it read again."),
        "detect": N_("What came in stays in the ledger and is judged with the next paper. Have one of the account's papers read again."),
        "draft": N_("Open the case and have the letter written again, or write it by hand."),
        "packet": N_("Open the case's filing kit: it names the papers that are missing or could not be enclosed. Then build it again."),
        "mail": N_("Check the address and the mail settings of the server, then send it again from the case."),
        "deadlines": N_("It runs again by itself. If it fails again, look into the server's log."),
        "watch": N_("Check the place's folder or mailbox and its password in the server's settings; it is looked into again by itself."),
        "tidy": N_("It runs again by itself. If it fails again, look into the server's log."),
        "odds": N_("It runs again by itself. If it fails again, look into the server's log."),
        "narrate": N_("Open the case and have the letter written again, or write it by hand."),
        "causes": N_("It runs again by itself. If it fails again, look into the server's log."),
        "gather": N_("Open the case and have its missing papers looked for again."),
        "evidence": N_("Open the case and have its missing papers looked for again."),
        "point": N_("Open the document: the values can be typed in, or looked for again."),
    },
    "watched": {"folder": N_("Folder"), "imap": N_("Mailbox (IMAP)")},
    "ocr_language": {
        "eng": N_("English"),
        "deu": N_("German"),
        "fra": N_("French"),
        "spa": N_("Spanish"),
        "ita": N_("Italian"),
        "chi_sim": N_("Chinese, simplified"),
        "chi_tra": N_("Chinese, traditional"),
    },
    "database": {"sqlite": "SQLite", "postgresql": "PostgreSQL"},
}
"""The administration's tables."""

PORTAL_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "portal_state": {
        "detected": N_("Found"),
        "gathering_evidence": N_("Collecting proof"),
        "drafting": N_("Being prepared"),
        "in_review": N_("Being prepared"),
        "ready_to_file": N_("About to be filed"),
        "filed": N_("With the retailer"),
        "answered": N_("Answered"),
        "closed": N_("Closed"),
        "expired": N_("Too late to dispute"),
        "withdrawn": N_("Withdrawn"),
        "snoozed": N_("On hold"),
    },
    "portal_next": {
        "wait": N_("It is on hold for now. We take it up again by ourselves."),
        "file": N_("The dispute is ready. We file it with the retailer next."),
        "approve": N_("The dispute is written and is being checked before it goes out."),
        "write": N_("We are writing the dispute."),
        "get_papers": N_("A paper that proves it is still missing. We are looking for it; if you have it, send it to us."),
        "wait_for_window": N_("The retailer does not take disputes of this kind yet. We file it as soon as it does."),
        "decide": N_("We are checking whether this deduction can be disputed."),
        "start": N_("We prepare the dispute next."),
        "await_answer": N_("The dispute is with the retailer. We wait for its answer."),
        "chase_answer": N_("The retailer's answer is overdue. We are asking for it."),
        "reply": N_("The retailer asked a question. We answer it next."),
        "decide_re_dispute": N_("The retailer did not grant all of it. We decide whether to dispute it again."),
        "await_payment": N_("The retailer granted it. We watch its payments for the money."),
        "chase_payment": N_("The retailer granted it and has not paid. We are asking for the money."),
        "close": N_("Nothing more is to come. We close the case."),
    },
}
"""A supplier's own: states and next steps in words for somebody who does not work on cases."""
