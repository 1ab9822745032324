"""What is filed together: the group of a deduction line as the rule pack's `grouping` says, and the key of its case."""

from __future__ import annotations

from dataclasses import dataclass

from facts.finding import Finding, FindingType
from facts.identifiers import compact
from rules.model import Rules


@dataclass(frozen=True, slots=True)
class Grouped:
    """What of a deduction line decides where it is filed."""

    type: FindingType
    currency: str
    reference: str
    invoice_number: str = ""
    vendor_code: str = ""


def grouped(finding: Finding) -> Grouped:
    """The same of a finding; one without a reference stands alone."""
    return Grouped(finding.type, finding.currency, finding.reference or finding.id, finding.invoice_number, finding.vendor_code)


def group_of(line: Grouped, grouping: str) -> tuple[str, ...]:
    """The group by the pack's `grouping`.

    `line` keeps the lines of one reference together, `invoice` and `package` those of an invoice, `statement` those of a vendor code.
    Claim and invoice numbers are the retailer's and the supplier's own, so the vendor code tells them not further apart; it is
    often learnt later than the claim, and a case must not split on that.
    """
    match grouping:
        case "invoice" | "package":
            return (line.invoice_number or line.reference,)
        case "statement":
            return ("statement", line.vendor_code)
        case _:
            return (line.reference,)


def case_key(line: Grouped, rules: Rules) -> str:
    """The key of a case within its account: `shortage|USD|INV10482`, the same however a number is spelled."""
    group = group_of(line, rules.window(line.type).grouping)
    return "|".join((line.type.value, line.currency, *(compact(part).replace("|", "/") for part in group)))
