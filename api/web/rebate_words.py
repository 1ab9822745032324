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
        "calculated": N_("Received"),
        "reviewed": N_("Being checked"),
        "approved": N_("Approved"),
        "claimed": N_("Claimed"),
        "notified": N_("Waiting for your answer"),
        "agreed": N_("Agreed"),
        "disputed": N_("In dispute"),
        "credited": N_("Credited"),
        "paid": N_("Paid"),
        "reconciled": N_("Settled"),
        "withdrawn": N_("Withdrawn"),
    },
    "partner_claim_next": {
        "calculated": N_("We hold it against our own figures next."),
        "reviewed": N_("Somebody else looks at it before it is approved."),
        "approved": N_("It is approved. You hear from us when it is credited or paid."),
        "claimed": N_("We have claimed it from you. Tell us whether you agree."),
        "notified": N_("We have told you what we work out. Tell us whether you agree."),
        "agreed": N_("Both sides agree. The credit or payment follows."),
        "disputed": N_("We do not agree on the amount yet. The figures beside each other stand below."),
        "credited": N_("It is credited. We look for it on the next statement of account."),
        "paid": N_("It is paid. We look for it on the next statement of account."),
        "reconciled": N_("It is settled. Nothing is left to do."),
        "withdrawn": N_("It was withdrawn. Nothing follows."),
    },
}
"""The tables of the rebate pages and of the partner's own."""
