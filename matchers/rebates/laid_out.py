"""What is due as it stands on a finding: its own steps, with what the contract says of each beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.rebates import Mechanism
from matchers.calculation import Calculation
from matchers.rebates.agreements import Contract
from matchers.rebates.dues import Due


def lay_out(sheet: Calculation, contract: Contract, due: Due) -> None:
    """The steps of what is due, with the contract beside them."""
    placed = [*_tier_reached(contract, due), *_told(contract)]
    offset = {i: sheet.cite(e)[0] for i, e in enumerate(due.evidence)}
    agreed = sheet.cite(*placed, contract.evidence("agreement_number", _named(contract)))
    for step in due.calculation:
        cited = tuple(offset[i] for i in step.evidence)
        if step.formula is None and not cited:
            cited = agreed
        sheet.steps.append(replace(step, evidence=cited))
        sheet.known[step.id] = Decimal(step.value)


def _named(contract: Contract) -> str:
    """The agreement by its number, with its version where there is more than one."""
    terms = contract.terms
    version = f", version {terms.version}" if terms is not None and terms.version > 1 else ""
    signed = f", signed on {terms.signed_on}" if terms is not None and terms.signed_on is not None else ""
    return f"agreement {contract.number}{version}{signed}"


def _told(contract: Contract) -> Iterator[Evidence]:
    """What the contract says of what money depends on, each at its place."""
    fields = contract.paper.document.fields
    for name, said in _SAID:
        if name in fields:
            value = fields[name].value
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value).replace("_", " ")
            yield contract.evidence(name, f"{said} {shown}")


def _tier_reached(contract: Contract, due: Due) -> Iterator[Evidence]:
    """The tier that the base reaches, as the contract states it."""
    known = {step.id: Decimal(step.value) for step in due.calculation if step.id in {"threshold", "rate", "per_unit", "lump"}}
    terms = contract.terms
    for tier, cells in zip(terms.tiers if terms is not None else (), contract.paper.document.lines, strict=False):
        if tier.start == known.get("threshold"):
            pays = f"{(tier.rate * 100).normalize():f} %" if tier.rate is not None else f"{tier.amount or 0:f}"
            start = f"{tier.start * 100:f} % of growth" if terms is not None and terms.mechanism is Mechanism.GROWTH else f"{tier.start:f}"
            told = f"{pays} above {start}" if terms is not None and terms.exceeds else f"{pays} from {start} on"
            printed = cells["from"].text if "from" in cells and Decimal(str(cells["from"].value)) != tier.start else ""
            said = f"{told}, printed as from {printed}" if printed else told
            yield contract.paper.line_evidence(dict(cells), "rate" if tier.rate is not None else "amount", said)


_SAID: Final = (
    ("mechanism", "the mechanism is"),
    ("basis", "the base is"),
    ("cap", "capped at"),
    ("floor", "at least"),
    ("minimum_payout", "minimum payout"),
    ("baseline", "baseline"),
    ("excluded_skus", "left out:"),
    ("net_of_agreements", "base net of the rebate under"),
)
