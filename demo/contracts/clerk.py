"""Words an agreement: title, parties and clauses, tiers in a table or in a sentence, and clauses that have nothing to do with money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from demo.chance import Chance
from demo.contracts.deal import ALLOWANCES, Deal, Step
from demo.contracts.figures import Figures, figures

_CHINESE: Final = "零一二三四五六七八九十"
_LIST: Final = {"en": " and ", "de": " und ", "fr": " et ", "es": " y ", "it": " e ", "zh": "、"}


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a contract: a title, a heading, a paragraph, or the rows of a table."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@cache
def wording(language: str, hand: str = "") -> dict[str, Any]:
    """What clerks of a language write, by occasion; `hand` names another clerk's folder."""
    loaded: dict[str, Any] = yaml.safe_load((files("demo.contracts") / "wording" / hand / f"{language}.yaml").read_text(encoding="utf-8"))
    return loaded


def worded(draw: Chance, deal: Deal, hand: str = "") -> list[Block]:
    """The contract from its title to its last clause, by one of the clerks of its language."""
    return list(_Clerk(draw, deal, hand).blocks())


class _Clerk:
    def __init__(self, draw: Chance, deal: Deal, hand: str) -> None:
        self.draw = draw
        self.deal = deal
        self.words = wording(deal.language, hand)
        self.hand: Figures = figures(draw.branch("figures"), deal.language, deal.currency)
        self.number = 0
        self.heading = draw.branch("headings").pick(self.words["numbered"])

    def pick(self, name: str) -> str:
        return str(self.draw.branch(name).pick(self.words[name]))

    def blocks(self) -> Iterator[Block]:
        deal, words, hand = self.deal, self.words, self.hand
        coop = deal.kind in ALLOWANCES
        yield Block("title", self.pick("coop_title" if coop else "rebate_title"))
        yield Block("line", self.pick("number").format(number=deal.number))
        for line in self.draw.branch("parties").pick(words["parties"]):
            yield Block("line", line.format(payer=deal.payer, earner=deal.earner))
        yield self._head("term")
        yield Block("text", self.pick("term").format(start=hand.day(deal.starts), end=hand.day(deal.ends)))
        yield self._head("scope")
        yield Block("text", self._scope())
        if coop:
            yield from self._allowance()
        else:
            yield from self._rebate()
        for number in range(self.draw.branch("noise").whole(2, 4)):
            yield self._head("noise")
            yield Block("text", self.draw.branch("noise", number).pick(words["noise"]))

    def _head(self, name: str) -> Block:
        self.number += 1
        chinese = _CHINESE[self.number] if self.number <= 10 else f"十{_CHINESE[self.number - 10]}"
        return Block("head", self.heading.format(n=self.number, c=chinese, head=self.words["heads"][name]))

    def _scope(self) -> str:
        for name in ("excluded", "included"):
            if f"{name}_skus" in self.deal.said:
                return (
                    f"{self.pick('scope_all')} {self._skus(name, self.deal.said[f'{name}_skus'])}"
                    if name == "excluded"
                    else self._skus(name, self.deal.said["included_skus"])
                )
        return self.pick("scope_all")

    def _skus(self, name: str, skus: Sequence[str]) -> str:
        return self.pick(name).format(skus=self._listed(skus))

    def _listed(self, names: Sequence[str]) -> str:
        comma = "、" if self.deal.language == "zh" else ", "
        return comma.join(names[:-1]) + _LIST[self.deal.language] + names[-1] if len(names) > 1 else names[0]

    def _allowance(self) -> Iterator[Block]:
        said, hand = self.deal.said, self.hand
        yield self._head("base")
        worth = {"rate": hand.share(said["rate"])} if "rate" in said else {"amount": hand.amount(said["amount"])}
        yield Block("text", self.pick(self.deal.kind).format(**worth))
        if "cap" in said:
            yield Block("text", self.pick("coop_cap").format(x=hand.amount(said["cap"])))
        yield Block("text", self.pick("payment").format(way=self.pick("ways")))

    def _rebate(self) -> Iterator[Block]:
        said, hand = self.deal.said, self.hand
        if "basis" in said:
            yield self._head("base")
            yield Block("text", self.pick(f"base_{said['basis']}"))
        yield self._head("rebate")
        sentence = self.pick(self.deal.kind)
        values: dict[str, str] = {}
        if "{tiers}" in sentence:
            values["tiers"] = self._prose()
        yield Block("text", sentence.format(**values, **self._values()))
        if self.deal.kind in {"retroactive", "incremental"} and not values:
            yield self._table()
        yield Block("text", self.pick(f"period_{said['period']}"))
        if {"cap", "floor", "minimum_payout"} & said.keys():
            yield self._head("bounds")
            for name in ("cap", "floor", "minimum_payout"):
                if name in said:
                    yield Block("text", self.pick(name.split("_", maxsplit=1)[0]).format(x=hand.amount(said[name])))
        if {"claim_deadline_days", "returns_count_in"} & said.keys():
            yield self._head("claims")
            if "claim_deadline_days" in said:
                yield Block("text", self.pick("claims").format(d=said["claim_deadline_days"]))
            if "returns_count_in" in said:
                yield Block("text", self.pick("returns_sale" if said["returns_count_in"] == "term_of_sale" else "returns_return"))

    def _values(self) -> dict[str, str]:
        said, hand, steps = self.deal.said, self.hand, self.deal.steps
        first = steps[0]
        match self.deal.kind:
            case "growth_base" | "growth_increase":
                return {"baseline": hand.amount(said["baseline"])}
            case "per_unit":
                return {"amount": hand.amount(first.amount or Decimal(0))}
            case "fixed":
                return {"threshold": hand.amount(first.start), "lump": hand.amount(first.amount or Decimal(0))}
            case "upsell":
                return {"skus": self._listed(said["premium_skus"]), "share": hand.share(first.start), "rate": self._rate(first)}
            case "logistics":
                return {"pallet": str(said["pallet_quantity"]), "rate": self._rate(first)}
            case "cross_sell":
                return {"groups": self._listed(said["required_groups"]), "minimum": hand.amount(first.start), "rate": self._rate(first)}
            case _:
                return {}

    def _rate(self, step: Step) -> str:
        return self.hand.share(step.rate or Decimal(0))

    def _bound(self, value: Decimal) -> str:
        return self.hand.share(value) if self.deal.kind.startswith("growth") else self.hand.amount(value)

    def _prose(self) -> str:
        forms = self.words["growth_tier" if self.deal.kind.startswith("growth") else "tier"]
        which = self.draw.branch("tiers").whole(0, len(forms["first"]) - 1)
        parts = []
        for step in self.deal.steps:
            form = forms["last"][which] if step.end is None else forms["first"][which]
            parts.append(
                form.format(a=self._bound(step.start), b=self._bound(step.end) if step.end is not None else "", r=self._rate(step))
            )
        return str(forms["join"][which]).join(parts)

    def _table(self) -> Block:
        heads = self.draw.branch("table").pick(self.words["table"])
        open_end = self.pick("no_limit")
        rows = [tuple(heads)]
        for step in self.deal.steps:
            end = self._bound(step.end) if step.end is not None else open_end
            cells = (self._bound(step.start), end, self._rate(step)) if len(heads) == 3 else (self._bound(step.start), self._rate(step))
            rows.append(cells)
        return Block("table", rows=tuple(rows))
