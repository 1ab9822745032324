"""What a sentence can speak of: the values of a case by short names, for one of its lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cases.letters.brief import Brief, DraftKind, Fact
from evals.cases_at_hand import CaseAtHand
from facts.finding import FindingType
from facts.money import round_half_up

_OF_THE_CASE: Final = {
    "reference": "case/reference:1",
    "invoice": "case/invoice_number:1",
    "po": "case/purchase_order:1",
    "vendor": "case/vendor_code:1",
    "deducted": "case/deducted",
    "asked": "case/asked",
    "units": "case/units",
    "reason": "case/reason",
    "recoverable": "case/recoverable",
    "granted_before": "case/granted_before",
    "lines": "count/lines",
    "items": "count/sku",
    "cases": "count/cases",
    "open": "case/open",
    "share": "case/share",
    "dispute_id": "round:1/dispute_id",
    "filed_on": "round:1/filed_on",
    "asked_before": "round:1/asked",
    "answer": "round:1/answer",
    "answered_on": "round:1/answered_on",
    "granted": "round:1/granted",
    "denial": "round:1/reason",
    **{f"{c}_{part}": f"class:{c}/{part}" for c in ("complete", "waived", "weak", "missing") for part in ("count", "open")},
    **{f"s{n}": f"settled:{n}/reference" for n in (1, 2, 3)},
    **{f"s{n}_open": f"settled:{n}/open" for n in (1, 2, 3)},
    **{f"s{n}_dispute": f"settled:{n}/dispute_id:1" for n in (1, 2, 3)},
}
_PAPERS: Final = {
    "pod": ("proof_of_delivery",),
    "list": ("packing_list",),
    "bol": ("bill_of_lading",),
    "paper_invoice": ("invoice",),
    "agreement": ("coop_agreement", "rebate_agreement"),
}
_FIELDS: Final = {
    "": "kind", "bol": "bol_number", "pro": "pro_number", "date": "delivery_date", "receiver": "receiver_name", "carrier": "carrier_name",
    "cartons": "total_cartons", "pallets": "total_pallets", "short": "cartons_short", "signed": "signed", "stamped": "stamped",
    "centre": "ship_to_code", "new": "new", "shipped": "ship_date", "number": "invoice_number", "dated": "issue_date",
    "total": "grand_total", "agreed": "agreement_number", "start": "start_date", "end": "end_date",
}  # fmt: skip
_EVIDENCE: Final = re.compile(r"ev(\d+)")
"""The spots of evidence of a line, counted from 0."""
PLACES: Final = ("exhibit", "page", "file", "row")
"""Places that sentences name: `pod_page`, `table_row`; their values stand in the place of a fact."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A value that a sentence can say: its fact, and what of it is said (the value itself, or a part of its place)."""

    fact: Fact
    value: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Hand:
    """A case with the line that the sentence speaks of, from 1."""

    case: CaseAtHand
    line: int = 1

    @property
    def brief(self) -> Brief:
        """The brief of the case."""
        return self.case.brief

    @property
    def several(self) -> bool:
        """True where a figure of a line is only definite with its item."""
        return len(self.brief.below("line:2/")) > 0

    def spoken(self, name: str) -> Spoken | None:
        """The value of that name, or None where the case has none."""
        head, _, part = name.rpartition("_")
        if part in PLACES and (head in {*_PAPERS, "table"} or _EVIDENCE.fullmatch(head)):
            return self._place(head, part)
        fact = self._fact(name)
        return None if fact is None else Spoken(fact, fact.value)

    def _fact(self, name: str) -> Fact | None:
        if name == "item":
            return self._item()
        if spot := _EVIDENCE.fullmatch(name):
            return self.brief.at(f"line:{self.line}/evidence:{spot[1]}")
        if name in _OF_THE_CASE:
            key = _OF_THE_CASE[name]
            definite = not key.endswith(":1") or not key.startswith("case/") or self.brief.at(f"{key[:-1]}2") is None
            if not definite or self.brief.at(key) is not None or name != "units":
                return self.brief.at(key) if definite else None
        if name in {"why", "asked_of_line"}:
            return self.brief.at(f"line:{self.line}/{'why' if name == 'why' else 'asked'}")
        steps = self.brief.below(f"line:{self.line}/step:")
        if (exact := self.brief.at(f"line:{self.line}/step:{name}")) is not None:
            return exact
        found = [f for f in steps if re.sub(r"_\d+$", "", f.key.rpartition(":")[2]) == name]
        return found[0] if len(found) == 1 else self._on_paper(name)

    def _on_paper(self, name: str) -> Fact | None:
        for paper, kinds in _PAPERS.items():
            if name == paper or name.startswith(f"{paper}_"):
                field = _FIELDS.get(name[len(paper) :].lstrip("_"))
                exhibit = next((a.number for a in self.brief.attachments if a.kind in kinds), None)
                return self.brief.at(f"paper:{exhibit}/{field}") if field and exhibit else None
        return None

    def _item(self) -> Fact | None:
        about = next((f.about for f in self.brief.below(f"line:{self.line}/") if f.about), "")
        return next((f for f in self.brief.below("case/sku:") if f.value == about), None)

    def _place(self, head: str, part: str) -> Spoken | None:
        if head == "table":
            fact = next((f for f in self.brief.below(f"line:{self.line}/evidence:") if f.places and f.places[0].row), None)
        else:
            fact = self._fact(head)
        if fact is None or not fact.places:
            return None
        place = fact.places[0]
        value = place.name if part == "file" else getattr(place, part)
        return None if value is None else Spoken(fact, str(value), part)

    def number(self, name: str) -> Decimal | None:
        """The value as a number."""
        found = self.spoken(name)
        return found.fact.amount if found else None


def holds(hand: Hand, condition: str) -> bool:
    """True where the condition holds of the case; `kind_…` asks for a kind of claim. Raises KeyError for one that nobody knows."""
    if condition.startswith("kind_"):
        return hand.brief.claim is FindingType(condition.removeprefix("kind_"))
    return PREDICATES[condition](hand)


def _said(hand: Hand, name: str) -> str:
    found = hand.spoken(name)
    return found.value if found else ""


def _less(hand: Hand, one: str, other: str) -> bool:
    left, right = hand.number(one), hand.number(other)
    return left is not None and right is not None and left < right


PREDICATES: Final[dict[str, Callable[[Hand], bool]]] = {
    "one_line": lambda h: not h.several,
    "whole": lambda h: h.number("asked") == h.number("deducted"),
    "part": lambda h: _less(h, "asked", "deducted") and h.brief.draft is DraftKind.DISPUTE,
    "first": lambda h: h.brief.draft is DraftKind.DISPUTE,
    "none_received": lambda h: h.number("received") == 0,
    "some_received": lambda h: (h.number("received") or 0) > 0,
    "accepted_all": lambda h: h.number("accepted") is not None and h.number("accepted") == h.number("invoiced"),
    "all_proven": lambda h: h.number("proven") is not None and h.number("proven") == h.number("invoiced"),
    "all_short_disputed": lambda h: h.number("disputable") is not None and h.number("disputable") == h.number("short"),
    "no_exception": lambda h: _said(h, "why").endswith("no exception") and h.spoken("pod_signed") is not None,
    "noted_missing": lambda h: "noted missing" in _said(h, "why"),
    "denied": lambda h: _said(h, "answer") == "denied",
    "partly": lambda h: _said(h, "answer") == "granted in part",
    "cost_update": lambda h: (f := h.spoken("why")) is not None and f.fact.label == "cost_update_timing",
    "costs_equal": lambda h: h.number("invoice_cost") is not None and h.number("invoice_cost") == h.number("approved_cost"),
    "late_discount": lambda h: _said(h, "paid_on") > _said(h, "discount_until") != "",
    "too_high_rate": lambda h: (f := h.spoken("why")) is not None and f.fact.label == "wrong_discount_rate",
    "in_time": lambda h: "" != _said(h, "acknowledged_on") < _said(h, "delivered_on"),
    "half": lambda h: h.number("share") == Decimal("0.5"),
    "plain_quote": lambda h: '"' not in _said(h, "denial"),
    "on_the_invoice": lambda h: h.spoken("invoice") is not None,
    "not_earlier": lambda h: not h.brief.below("round:1/"),
    "freight_collect": lambda h: (f := h.spoken("why")) is not None and f.fact.label == "freight_not_ours",
    "exact": lambda h: h.number("value") == h.number("recoverable_amount"),
    "claimed_is_value": lambda h: h.number("claimed") == h.number("value"),
    "product": lambda h: _is_product(h, "value", "disputable", "unit_cost"),
    "cartons_product": lambda h: _is_product(h, "proven", "cartons", "case_pack"),
    "claimed_product": lambda h: _is_product(h, "claimed", "short", "unit_cost"),
    "short_is_gap": lambda h: (h.number("invoiced") or 0) - (h.number("received") or 0) == h.number("short"),
    "same_bol": lambda h: "" != _said(h, "pod_bol") == _said(h, "list_bol"),
    "order_lower": lambda h: _less(h, "order_cost", "invoice_cost") and h.spoken("case_pack") is None,
    "order_same": lambda h: h.spoken("order_cost") is not None and h.number("order_cost") == h.number("invoice_cost"),
    "above_tier": lambda h: _less(h, "threshold", "base") and h.spoken("baseline") is None,
    "growth_reached": lambda h: h.spoken("baseline") is not None and not _less(h, "growth", "threshold"),
    "from_share": lambda h: _is_share(h, "payout", "rate", "base"),
    "capped": lambda h: h.spoken("cap") is not None and h.number("payout") == h.number("cap"),
}
"""What must hold of a case for a sentence to be true of it."""


def _is_product(hand: Hand, result: str, one: str, other: str) -> bool:
    """True where the product comes out without any rounding or limit."""
    values = [hand.number(name) for name in (result, one, other)]
    return all(v is not None for v in values) and values[0] == (values[1] or 0) * (values[2] or 0)


def _is_share(hand: Hand, result: str, rate: str, base: str) -> bool:
    """True where the result is that share of the base, rounded to its own digits."""
    share, whole, told = hand.number(rate), hand.number(base), hand.number(result)
    return share is not None and whole is not None and told is not None and round_half_up(share * whole, 2) == told
