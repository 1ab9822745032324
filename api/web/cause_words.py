"""What the pages say of causes, notes and actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.web.marking import N_

CAUSE_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "cause_state": {
        "proposed": N_("Proposed"),
        "accepted": N_("Accepted"),
        "dismissed": N_("Dismissed"),
        "overtaken": N_("Overtaken"),
    },
    "cause_scope": {"cluster": N_("Cluster"), "month": N_("Month"), "chargeback": N_("Chargeback")},
    "action_state": {
        "planned": N_("Planned"),
        "under_way": N_("Under way"),
        "done": N_("Done"),
        "dropped": N_("Dropped"),
    },
    "dimension": {
        "type": N_("Kind"),
        "cause": N_("Cause"),
        "destination": N_("Delivered to"),
        "carrier": N_("Carrier"),
        "sku": N_("Item"),
        "week": N_("Week from"),
    },
    "condition": {
        "enough": N_("Enough deductions bear it"),
        "most": N_("The larger part bears it"),
        "one_place": N_("All at one place"),
        "many_orders": N_("On several orders"),
        "same_pack": N_("The same pack in each"),
    },
    "effect": {
        "not_done": N_("Not done yet: there is nothing to compare."),
        "too_early": N_("Done today: there are no days to compare yet."),
        "too_few": N_("Too few deductions to say anything."),
        "fewer": N_("Fewer than before, by more than chance alone lets expect. Other things may have changed as well."),
        "more": N_("More than before, by more than chance alone lets expect."),
        "no_difference": N_("No difference that these counts show."),
    },
    "note_fact": {
        "span/first": N_("First day"),
        "span/last": N_("Last day"),
        "all/retailer": N_("Retailer"),
        "all/claims": N_("Deductions"),
        "all/deducted": N_("Deducted"),
        "all/recoverable": N_("Of it to be asked back"),
        "base/among": N_("Held against: deductions of the same sort"),
        "base/here": N_("Share that lies here"),
        "base/others": N_("Held against: all there are"),
        "base/elsewhere": N_("Share to be expected"),
        "months/with": N_("Months in which they came up"),
        "months/of": N_("Months looked at"),
        "before/claims": N_("Deductions in the month before"),
        "before/deducted": N_("Deducted in the month before"),
        "case/number": N_("Case"),
        "case/reference": N_("Reference"),
        "case/words": N_("In the retailer's words"),
        "earlier/first": N_("Looked at since"),
        "earlier/claims": N_("Deductions with the same cause"),
        "earlier/deducted": N_("Deducted with the same cause"),
        "place/destination": N_("Delivered to"),
        "place/carrier": N_("Carrier"),
        "place/sku": N_("Item"),
        "place/week": N_("Week from"),
    },
    "note_fact_part": {
        "said": N_("What it is"),
        "prevention": N_("What prevents it"),
        "claims": N_("Deductions that bear it"),
        "among": N_("Deductions that could bear it"),
        "deducted": N_("Deducted for them"),
        "worth": N_("What preventing it is worth"),
        "pack": N_("Units per case"),
        "destination": N_("Mostly delivered to"),
        "carrier": N_("Mostly with carrier"),
        "sku": N_("Mostly of item"),
    },
}
"""Codes of notes and actions, by table."""

RUN_STEPS: Final[Mapping[str, str]] = {
    "look": N_("Looked at what deductions have in common"),
    "hypothesis": N_("Cause asked for"),
    "chosen": N_("Cause chosen"),
    "note": N_("Note written"),
}
"""Nodes of the root-cause graph that others do not have."""
