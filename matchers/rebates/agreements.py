"""From what a contract was read to say to terms that can be computed; what it lacks is named, never assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from facts.documents import Document, DocumentKind, Field
from facts.evidence import Evidence
from facts.identifiers import compact
from facts.rebates import (
    Basis,
    Fullness,
    GroupMinimum,
    GrowthOn,
    Measure,
    Mechanism,
    Period,
    RebateAgreement,
    ReturnsIn,
    Tier,
    UnusableAgreementError,
)
from matchers.frames import Frames, Paper

_NEEDED: Final = ("agreement_number", "start_date", "end_date", "mechanism")
_SAID: Final = {"growth_on": "base for the growth rate (all of it, or the increase alone)"}


@dataclass(frozen=True, slots=True)
class Contract:
    """An agreement with the paper it was read from. `terms` is None where they cannot be computed; `problem` then says why.

    `to_review` names the fields that a person should look at before they are relied on.
    """

    number: str
    paper: Paper
    terms: RebateAgreement | None
    problem: str = ""
    to_review: tuple[str, ...] = ()

    def evidence(self, name: str, fact: str) -> Evidence:
        """The place of a field of the contract."""
        return self.paper.evidence(name, fact)


def contracts(frames: Frames, currency: str) -> dict[str, Contract]:
    """The rebate agreements of the papers by their compacted number; of several papers with one number the last one counts."""
    found: dict[str, Contract] = {}
    for paper in frames.of_kind(DocumentKind.REBATE_AGREEMENT):
        contract = contract_of(paper, currency)
        if contract is not None:
            found[compact(contract.number)] = contract
    return found


def contract_of(paper: Paper, currency: str) -> Contract | None:
    """The contract on a paper; None where its number is not readable."""
    fields = paper.document.fields
    number = paper.document.text("agreement_number")
    if not number:
        return None
    flagged = tuple(sorted(name for name, field in fields.items() if field.review)) + tuple(
        f"tier {place}" for place, line in enumerate(paper.document.lines, start=1) if any(cell.review for cell in line.values())
    )
    needed = (*_NEEDED, "growth_on") if paper.document.text("mechanism") == Mechanism.GROWTH else _NEEDED
    missing = [_SAID.get(name, name.replace("_", " ")) for name in needed if name not in fields]
    if missing:
        return Contract(number, paper, None, f"the contract was not read to say its {', '.join(missing)}", flagged)
    try:
        return Contract(number, paper, _terms(paper.document, number, currency), "", flagged)
    except UnusableAgreementError as problem:
        return Contract(number, paper, None, str(problem), flagged)
    except (ValueError, ArithmeticError) as odd:
        return Contract(number, paper, None, f"a term of the contract is not understood: {odd}", flagged)


def _terms(document: Document, number: str, currency: str) -> RebateAgreement:
    fields = document.fields
    mechanism = Mechanism(str(fields["mechanism"].value))
    tiers = tuple(_tier(line) for line in document.lines)
    minimum = tiers[0].start if tiers else Decimal(0)
    groups = tuple(GroupMinimum(name, minimum) for name in _texts(fields, "required_groups"))
    upsell = mechanism is Mechanism.UPSELL
    return RebateAgreement(
        number=number,
        payer=document.text("payer_name") or "",
        earner=document.text("earner_name") or "",
        starts_on=date.fromisoformat(str(fields["start_date"].value)),
        ends_on=date.fromisoformat(str(fields["end_date"].value)),
        currency=document.text("currency") or currency,
        mechanism=mechanism,
        tiers=tuple(Tier(Decimal(0), None, t.rate, t.amount) for t in tiers) if upsell or groups else tiers,
        basis=Basis(_word(fields, "basis", Basis.NET.value)),
        measure=Measure(_word(fields, "measure", Measure.VALUE.value)),
        period=Period(_word(fields, "period", Period.TERM.value)),
        included_skus=frozenset(_texts(fields, "included_skus")),
        excluded_skus=frozenset(_texts(fields, "excluded_skus")),
        baseline=_amount(fields, "baseline"),
        growth_on=GrowthOn(_word(fields, "growth_on", GrowthOn.BASE.value)),
        premium_skus=frozenset(_texts(fields, "premium_skus")),
        share=minimum if upsell else None,
        pallet_quantity=int(str(fields["pallet_quantity"].value)) if "pallet_quantity" in fields else None,
        fullness=Fullness(_word(fields, "fullness", Fullness.WHOLE_LINES.value)),
        required_groups=groups,
        required_count=int(str(fields["required_group_count"].value)) if "required_group_count" in fields else None,
        net_of=tuple(_texts(fields, "net_of_agreements")),
        cap=_amount(fields, "cap"),
        floor=_amount(fields, "floor"),
        minimum_payout=_amount(fields, "minimum_payout"),
        carries=_word(fields, "below_minimum", "") == "carried",
        claim_deadline_days=int(str(fields["claim_deadline_days"].value)) if "claim_deadline_days" in fields else None,
        returns_in=ReturnsIn(_word(fields, "returns_count_in", ReturnsIn.TERM_OF_SALE.value)),
    )


def _tier(line: Mapping[str, Field]) -> Tier:
    values = {name: Decimal(str(cell.value)) for name, cell in line.items()}
    return Tier(values.get("from", Decimal(0)), values.get("to"), values.get("rate"), values.get("amount"))


def _word(fields: Mapping[str, Field], name: str, otherwise: str) -> str:
    return str(fields[name].value) if name in fields else otherwise


def _amount(fields: Mapping[str, Field], name: str) -> Decimal | None:
    return Decimal(str(fields[name].value)) if name in fields else None


def _texts(fields: Mapping[str, Field], name: str) -> list[str]:
    value: Any = fields[name].value if name in fields else ()
    listed: Iterable[Any] = value if isinstance(value, list) else [value] if value else []
    return [str(v) for v in listed]
