"""Folders of contracts and sales in one language, worked out with the product: is each payout right to the cent."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import yaml

from cases.auditing.audit import AuditOrder
from cases.rebating.rebates import work_out
from demo.chance import Chance
from demo.contracts.clerk import worded
from demo.contracts.deal import REBATES, Deal, deal
from demo.contracts.paper import drawn
from demo.contracts.sales import payout, sales_of
from demo.erp import write_sales
from extractors.read import ReaderPool
from facts.identifiers import compact

HEAD: Final = f"{'':<9}{'contracts':>10}{'exact':>7}{'off':>5}{'asked':>7}{'not worked out':>16}"
AFTER: Final = date(2030, 1, 1)


def run(languages: Sequence[str], each: int, seed: int, hand: str, worst: int) -> None:
    """Makes one folder per language, works it out, prints the table. `asked` payouts are off but their contract is for review."""
    print(HEAD)
    for language in languages:
        with tempfile.TemporaryDirectory() as folder, ReaderPool(2) as pool:
            root = Path(folder)
            deals = _written(root, language, each, seed, hand)
            sales = sales_of(Chance("sales", seed, language), deals)
            write_sales(root / "sales.csv", Chance("sales export", seed, language), language, sales)
            order = AuditOrder(folder=root, as_of=AFTER, retailer=None, terms=None)
            found = {compact(s.contract.number): s for s in work_out(order, pool).statements}
        counts, notes = dict.fromkeys(("exact", "off", "asked", "not"), 0), []
        for made in deals:
            statement = found.get(compact(made.number))
            right = payout(made, sales)
            if statement is None or statement.terms is None or statement.problem:
                counts["not"] += 1
                notes.append(f"    {made.kind} {made.number}: {statement.problem if statement else 'no statement'}")
            elif statement.earned == right:
                counts["exact"] += 1
            else:
                counts["asked" if statement.contract.to_review else "off"] += 1
                notes.append(f"    {made.kind} {made.number}: right {right}, worked out {statement.earned}; {made.said}")
        print(f"{language:<9}{len(deals):>10}{counts['exact']:>7}{counts['off']:>5}{counts['asked']:>7}{counts['not']:>16}", flush=True)
        if worst and notes:
            print("\n".join(notes[:worst]))


def _written(root: Path, language: str, each: int, seed: int, hand: str) -> list[Deal]:
    """Contracts of every mechanism as papers, with the supplier's terms beside them."""
    deals: list[Deal] = []
    for kind in REBATES:
        for number in range(each):
            draw = Chance("rebate", seed, language, kind, number)
            made = deal(draw.branch("deal"), language, kind)
            pdf = drawn(worded(draw.branch("words"), made, hand), draw.branch("paper"), language)
            (root / f"{kind}-{number}.pdf").write_bytes(pdf)
            deals.append(made)
    terms = {"retailer": "amazon_eu", "supplier": deals[0].payer, "currency": deals[0].currency, "source": "terms in force"}
    (root / "terms.yaml").write_text(yaml.safe_dump(terms, allow_unicode=True), encoding="utf-8")
    return deals
