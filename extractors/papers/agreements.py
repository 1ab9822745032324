"""Co-op and rebate agreements, first level: number, parties, term, currency. Their terms are read by a later step."""

from __future__ import annotations

import re
from typing import Final

from extractors.papers.draft import SHAPES, Draft
from extractors.papers.finder import best, candidates
from extractors.papers.paper import Paper, Spot
from extractors.papers.values import find_dates
from facts.documents import Field

_ROLE: Final = re.compile(
    r"(?P<name>[^()（）“”\"]{3,80}?)\s*[(（][^()（）]{0,30}?[“\"'‘„«]?(?P<role>Payer|Earner|Supplier|Vendor|Retailer|Customer|Buyer|Seller|Zahler|Empfänger|Lieferant|Händler|Kunde|Fournisseur|Distributeur|Client|支付方|获得方|供应商|零售商|甲方|乙方|付款方|收款方|享受方)[”\"'’“»]?[^()（）]{0,12}[)）]"
)
_LEAD: Final = re.compile(r"(?i)^.*?\b(?:between|and|zwischen|und|entre|et|tra|e|y)\s+|^.*?(?:由|与|和|：|:)\s*")


def read_coop_agreement(paper: Paper) -> Draft:
    """Number, parties, term and currency of a co-op agreement: the supplier pays, the retailer earns."""
    return _read(
        paper,
        payer=("Supplier", "Vendor", "Payer", "Seller", "Lieferant", "Fournisseur", "供应商", "支付方"),
        earner=("Retailer", "Customer", "Buyer", "Earner", "Händler", "Distributeur", "零售商", "获得方"),
    )


def read_rebate_agreement(paper: Paper) -> Draft:
    """Number, parties, term and currency of a rebate agreement."""
    return _read(
        paper,
        payer=("Payer", "Supplier", "Seller", "Zahler", "支付方", "付款方"),
        earner=("Earner", "Customer", "Buyer", "Client", "Kunde", "Empfänger", "获得方", "享受方"),
    )


def _read(paper: Paper, payer: tuple[str, ...], earner: tuple[str, ...]) -> Draft:
    draft = Draft(paper)
    draft.find("agreement_number")
    for sheet, row in paper.rows:
        del sheet
        for strip in row.strips:
            for match in _ROLE.finditer(strip.text):
                lead = _LEAD.match(match["name"])
                start = match.start("name") + (lead.end() if lead else 0)
                name = strip.text[start : match.end("name")].strip(" ,:：")
                start = strip.text.index(name, start) if name else start
                field = "payer_name" if match["role"] in payer else "earner_name" if match["role"] in earner else None
                if field and name:
                    draft.put(field, Spot(name, strip, start, start + len(name), 0.9))
    _term(draft)
    if paper.region.currency is not None:
        draft.fields["currency"] = Field(paper.region.currency, paper.region.currency, 0.9)
    return draft


def _term(draft: Draft) -> None:
    """First and last day: two dates in one sentence, else under their labels."""
    for _, row in draft.paper.rows:
        for strip in row.strips:
            dates = find_dates(strip.text, draft.paper.region)
            if len(dates) == 2 and str(dates[0].value) < str(dates[1].value):
                draft.put("start_date", Spot(dates[0].value, strip, dates[0].start, dates[0].end, 0.9, dates[0].doubt))
                draft.put("end_date", Spot(dates[1].value, strip, dates[1].start, dates[1].end, 0.9, dates[1].doubt))
                return
    for name in ("start_date", "end_date"):
        draft.put(name, best(candidates(draft.paper, name, SHAPES[name], SHAPES)))
