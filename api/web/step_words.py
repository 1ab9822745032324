"""What steps of a calculation and facts of a letter are called in the reader's language.

Steps go by the matchers' labels, those with a value in them by patterns; facts go by their names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from api.web.languages import Language
from api.web.marking import N_
from api.web.paper_words import PAPER_WORDS
from cases.wording import words

STEP_WORDS: Final[frozenset[str]] = frozenset(
    {
        N_("agreed discount"),
        N_("agreed purchase discount"),
        N_("authorised amount"),
        N_("authorised, at the cost that was paid"),
        N_("came back on later remittances"),
        N_("cartons noted missing"),
        N_("cartons signed for"),
        N_("claimed"),
        N_("claimed beyond that"),
        N_("cost in our copy of the order"),
        N_("cost on the invoice"),
        N_("cost on the order"),
        N_("cost per unit"),
        N_("cost that was paid"),
        N_("deducted beyond that"),
        N_("deducted for returns"),
        N_("discount earned"),
        N_("discount taken"),
        N_("held back"),
        N_("in question"),
        N_("in question until shipping is shown"),
        N_("in question until the papers are found"),
        N_("invoice amount"),
        N_("invoiced above the approved cost, per unit"),
        N_("invoiced above the order, per unit"),
        N_("invoiced cost less the discount"),
        N_("invoiced per each"),
        N_("nothing proven yet; a person decides"),
        N_("nothing to recover"),
        N_("paid on"),
        N_("reversed"),
        N_("still held"),
        N_("taken beyond that"),
        N_("taken so far"),
        N_("taken twice"),
        N_("to recover"),
        N_("unit cost"),
        N_("units"),
        N_("units accepted on the order"),
        N_("units authorised"),
        N_("units claimed short"),
        N_("units in dispute"),
        N_("units invoiced"),
        N_("units invoiced beyond the order"),
        N_("units not over-billed"),
        N_("units on board by packing list"),
        N_("units on other invoices for this order"),
        N_("units per carton"),
        N_("units per case"),
        N_("units proven delivered"),
        N_("units received by the retailer"),
        N_("units received on the whole order"),
        N_("units short"),
        N_("valid price claim"),
        N_("value if the missing proof is found"),
        N_("value of the units in dispute"),
        N_("value of the units not proven"),
        N_("wrongly deducted"),
        N_("wrongly taken"),
    }
)
"""Labels that stand by themselves."""

WITH_VALUES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"approved cost in force on (?P<day>\d{4}-\d\d-\d\d)"), N_("approved cost in force on {day}")),
    (re.compile(r"approved cost in force on the day"), N_("approved cost in force on the day")),
    (re.compile(r"claimed before as (?P<reference>.+)"), N_("claimed before as {reference}")),
    (re.compile(r"cost of (?P<item>.+) on the invoice"), N_("cost of {item} on the invoice")),
    (re.compile(r"cost of (?P<item>.+) on the order"), N_("cost of {item} on the order")),
    (re.compile(r"discount until \((?P<days>\d+) days after the invoice\)"), N_("discount until ({days} days after the invoice)")),
)
"""Labels with a value in them."""


def step_label(english: str, say: Language) -> str:
    """A step's label as it stands before its value, with a capital; one that is not known here is said as it stands."""
    said = say.text(english)
    for form, text in WITH_VALUES:
        if found := form.fullmatch(english):
            values = {name: say.day(value) if name == "day" else value for name, value in found.groupdict().items()}
            said = say.text(text).format(**values)
    return said[:1].upper() + said[1:]


FACT_WORDS: Final[Mapping[str, str]] = {
    "reference": N_("Reference"),
    "reference_count": N_("Deductions"),
    "invoice_number_count": N_("Invoices"),
    "purchase_order_count": N_("Orders"),
    "sku_count": N_("Items"),
    "lines": N_("Lines"),
    "cited_lines": N_("Lines"),
    "deducted": N_("Deducted"),
    "disputed_units": N_("units in dispute"),
    "reason": N_("Reason"),
    "recoverable": N_("wrongly deducted"),
    "granted_before": N_("Granted before"),
    "asked": N_("Asked back"),
    "line_asked": N_("Asked back"),
    "evidence": N_("Evidence"),
    "why": N_("Why"),
    "vendor_code": N_("Vendor code"),
    "paper": N_("Paper"),
    "new": N_("New since the last filing"),
    "dispute_id": N_("Dispute id"),
    "filed_on": N_("Filed on"),
    "asked_before": N_("Asked before"),
    "answer": N_("Answer"),
    "answered_on": N_("Answered on"),
    "granted": N_("Granted"),
    "denial_reason": N_("In the retailer's words"),
    "new_line": N_("New line"),
    "cases": N_("Cases of this settlement"),
    "open": N_("Open"),
    "share": N_("Share that is asked for"),
}
"""Facts that are neither a step nor a field of a paper."""


def fact_label(fact: Mapping[str, Any], say: Language) -> str:
    """What a fact of a brief is called: as its step, by its own name, or as the field of papers that it was read from."""
    name, label = str(fact["name"]), str(fact.get("label") or "")
    if "/step:" in str(fact.get("key")):
        return step_label(label, say)
    known = FACT_WORDS.get(name) or PAPER_WORDS["field"].get(name)
    return step_label(known or label or words(name), say)
