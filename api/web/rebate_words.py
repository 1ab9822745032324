"""What the codes of rebates are called: states, sides, kinds of money, and the words that a partner reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.web.agreement_terms import RATE_WORDS, TERM_WORDS, WORD_TABLE
from api.web.marking import N_

REBATE_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    WORD_TABLE: TERM_WORDS,
    "rate_word": RATE_WORDS,
    "rebate_side": {"we_owe": N_("We owe"), "owed_to_us": N_("Owed to us")},
    "partner_role": {"payer": N_("Pays us"), "earner": N_("Earns from us")},
    "version_state": {
        "draft": N_("Draft"),
        "submitted": N_("Submitted"),
        "approved": N_("In force"),
        "superseded": N_("Superseded"),
        "withdrawn": N_("Withdrawn"),
    },
    "version_origin": {"read": N_("Read from the contract"), "entered": N_("Entered by hand")},
    "version_move": {
        "draft": N_("Send back"),
        "submitted": N_("Ask for approval"),
        "approved": N_("Approve"),
        "withdrawn": N_("Withdraw"),
    },
    "rebate_claim_state": {
        "calculated": N_("Calculated"),
        "reviewed": N_("Reviewed"),
        "approved": N_("Approved"),
        "claimed": N_("Claimed"),
        "notified": N_("Notified"),
        "agreed": N_("Agreed"),
        "disputed": N_("Disputed"),
        "credited": N_("Credited"),
        "paid": N_("Paid"),
        "reconciled": N_("Reconciled"),
        "withdrawn": N_("Withdrawn"),
    },
    "rebate_claim_move": {
        "calculated": N_("Work out anew"),
        "reviewed": N_("Reviewed"),
        "approved": N_("Approve"),
        "claimed": N_("Claimed from the partner"),
        "notified": N_("Partner notified"),
        "agreed": N_("Both sides agree"),
        "disputed": N_("Dispute it"),
        "credited": N_("Credited"),
        "paid": N_("Paid"),
        "reconciled": N_("Reconciled"),
        "withdrawn": N_("Withdraw"),
    },
    "rebate_claim_origin": {
        "calculated": N_("Worked out by us"),
        "partner": N_("Submitted by the partner"),
        "table": N_("From a table of claims"),
        "entered": N_("Entered by hand"),
    },
    "statement_change": {
        "late_data": N_("Data came late"),
        "other_terms": N_("Another version decides it"),
        "changed_data": N_("Its data changed"),
        "running": N_("It went on"),
        "new_period": N_("A new period"),
        "no_longer_a_period": N_("It is no period any more"),
    },
    "rebate_signal": {
        "claimed_twice": N_("Claimed twice"),
        "under_two_programmes": N_("Claimed under two agreements"),
        "lines_nearly_alike": N_("Lines that are nearly alike"),
        "claims_nearly_alike": N_("Claims that are nearly alike"),
        "loading": N_("Much bought at the end and sent back"),
        "just_over_threshold": N_("Just over the threshold"),
        "round_amounts": N_("Round amounts"),
        "invoices_in_a_row": N_("Invoice numbers in a row"),
        "first_digits": N_("First digits unlike grown figures"),
        "price_off_the_list": N_("Another price than the one in force"),
        "resold_elsewhere": N_("Resold in another territory"),
        "unusual_filer": N_("Filed by somebody who never files"),
        "bank_account_changed": N_("Bank account changed shortly before"),
        "agreement_after_the_fact": N_("Agreement signed or changed after the period"),
        "edited_file": N_("A file was changed after it was made"),
    },
    "rebate_deed": {
        "claim_submitted": N_("Submitted"),
        "claim_file": N_("A file came"),
        "hold_placed": N_("Held"),
        "hold_lifted": N_("Hold lifted"),
        "payout_recorded": N_("Credit or payment written down"),
        "payout_reconciled": N_("Found on a payment"),
    },
    "payout_kind": {"credit": N_("Credit note"), "payment": N_("Payment"), "offset": N_("Netted against an invoice")},
    "payout_state": {"expected": N_("Expected"), "made": N_("Made"), "reconciled": N_("Reconciled")},
    "bank_scheme": {"iban": N_("IBAN"), "account": N_("Account number")},
    "claimed_as": {
        "rebate_overclaimed": N_("Claimed"),
        "rebate_fraud": N_("Claimed"),
        "rebate_underpaid": N_("Earned"),
    },
    "claimed_as_small": {
        "rebate_overclaimed": N_("claimed"),
        "rebate_fraud": N_("claimed"),
        "rebate_underpaid": N_("earned"),
    },
    "partner_claim_state": {
        "submitted": N_("Being checked"),
        "approved": N_("Approved"),
        "claimed": N_("Claimed from you"),
        "notified": N_("Waiting for your answer"),
        "agreed": N_("Agreed"),
        "disputed": N_("In dispute"),
        "paid": N_("Settled"),
        "withdrawn": N_("Withdrawn"),
    },
    "partner_claim_next": {
        "submitted": N_("We hold it against our own figures. You hear from us here."),
        "approved": N_("It is approved. The credit or payment follows."),
        "claimed": N_("We claim this from you. Tell us whether you agree."),
        "notified": N_("This is what we work out for you. Tell us whether you agree."),
        "agreed": N_("Both sides agree. The credit or payment follows."),
        "disputed": N_("We do not agree on the amount yet."),
        "paid": N_("It is credited or paid. Nothing is left to do."),
        "withdrawn": N_("It was withdrawn. Nothing follows."),
    },
}
"""The tables of the rebate pages and of the partner's own."""
