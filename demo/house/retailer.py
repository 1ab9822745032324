"""The other side: what the retailer answers to a filing, when its list of disputes shows it, and what its remittances then pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from cases.life.answers import AnswerKind
from demo.chance import Chance
from demo.house import people
from demo.house.world import Record, World
from demo.trade import Bill, Entry
from facts.money import Money

REVERSALS: Final = {"shortage": "shortage_reversal", "price_claim": "price_reversal"}
"""Kinds whose claims are given back by a line of the remittance that names the claim."""
FIRST: Final = (
    (0.55, AnswerKind.APPROVED),
    (0.72, AnswerKind.PARTLY_APPROVED),
    (0.91, AnswerKind.DENIED),
    (1.0, AnswerKind.INFORMATION_REQUESTED),
)
AGAIN: Final = ((0.4, AnswerKind.APPROVED), (0.55, AnswerKind.PARTLY_APPROVED), (1.0, AnswerKind.DENIED))
"""How answers fall: up to which share of the draws each is given, in a first round and later."""
SILENT: Final = 0.05
ON_LIST: Final = 0.3
"""The share of filings that are never answered, and of answers that are learnt from the list of disputes alone."""
NEVER_PAID: Final = 0.08
TAKEN_AGAIN: Final = 0.07


@dataclass(frozen=True, slots=True)
class Asked:
    """A filing as the retailer sees it."""

    case_id: int
    kind: str
    reference: str
    invoice_number: str
    purchase_order: str
    round: int
    replies: int
    filed_on: date
    dispute_id: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Answer:
    """What it says to it; `on_list` where only the list of disputes tells."""

    kind: AnswerKind
    on: date
    approved: Money
    reason: str
    code: str | None
    on_list: bool


class Retailer:
    """Decides by chance, the same for the same filing, and keeps its books in the world's own ledger."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.chance = world.shop.chance.branch("retailer")
        self._settled: set[tuple[int, int, int]] = set()

    def answer(self, asked: Asked) -> Answer | None:
        """The answer to a filing, None where none ever comes. Asked again, it says the same."""
        draw = self.chance.branch(asked.reference, asked.round, asked.replies)
        if draw.likely(SILENT):
            return None
        place = draw.part(0, 1)
        kind = next(kind for share, kind in (FIRST if asked.round == 1 and not asked.replies else AGAIN) if place <= share)
        on = asked.filed_on + timedelta(days=draw.whole(7, 34))
        whole = asked.amount.amount
        granted = {AnswerKind.APPROVED: whole, AnswerKind.PARTLY_APPROVED: round(whole * draw.whole(25, 75) / 100, 2)}.get(kind, Decimal(0))
        if kind is AnswerKind.PARTLY_APPROVED and not 0 < granted < whole:
            kind, granted = AnswerKind.APPROVED, whole
        reason, code = self._words(kind, draw)
        listed = asked.round == 1 and asked.kind == "shortage" and kind is not AnswerKind.INFORMATION_REQUESTED and draw.likely(ON_LIST)
        return Answer(kind, on, Money.of(granted, asked.amount.currency), reason, code, listed and not asked.replies)

    def settle(self, asked: Asked, answer: Answer) -> date | None:
        """Books what follows from an answer, once: its line in the list of disputes, and the payment. Gives the day it pays."""
        key = (asked.case_id, asked.round, asked.replies)
        draw = self.chance.branch("after", asked.reference, asked.round, asked.replies)
        pays = None if answer.approved.minor == 0 or draw.likely(NEVER_PAID) else answer.on + timedelta(days=draw.whole(8, 30))
        if key in self._settled:
            return pays
        self._settled.add(key)
        if answer.on_list:
            self._list(asked, answer)
        bill = next((b for b in self.world.shop.ledger.bills if b.number == asked.invoice_number), None)
        if pays is not None and bill is not None and self.pays_by_remittance(asked):
            self._pay(asked, bill, answer.approved.amount, pays)
            if asked.kind == "shortage" and asked.round == 1 and draw.likely(TAKEN_AGAIN):
                self._take_again(bill, asked, pays + timedelta(days=draw.whole(10, 20)))
        return pays

    def pays_by_remittance(self, asked: Asked) -> bool:
        """Whether the payment is a line of the remittance that names the claim."""
        return asked.kind in REVERSALS and asked.reference in {f"{asked.invoice_number}SC", f"{asked.invoice_number}PC"}

    def _list(self, asked: Asked, answer: Answer) -> None:
        status = {AnswerKind.APPROVED: "Approved", AnswerKind.PARTLY_APPROVED: "Partially approved"}.get(answer.kind, "Denied")
        row = {
            "dispute_id": asked.dispute_id,
            "reference": asked.reference,
            "purchase_order": asked.purchase_order,
            "status": status,
            "submitted": asked.filed_on,
            "amount": asked.amount.amount,
            "approved_amount": answer.approved.amount,
            "attempt": asked.round,
        }
        self.world.records.append(Record(answer.on, row))

    def _pay(self, asked: Asked, bill: Bill, amount: Decimal, on: date) -> None:
        kind = REVERSALS[asked.kind]
        number = f"{asked.reference}R"
        self.world.shop.ledger.entries.append(Entry(number, bill.number, kind, "", bill.issued_on, amount, on, Decimal(0), amount))

    def _take_again(self, bill: Bill, asked: Asked, on: date) -> None:
        """The same claim once more under its next number, with its row in the shortage detail."""
        row = next((r for r in self.world.shop.ledger.shortages if r["claim_number"] == asked.reference), None)
        if row is None:
            return
        number = f"{asked.reference}RSC"
        amount = row["amount"]
        entry = Entry(number, bill.number, "shortage", "", bill.issued_on, -amount, on, Decimal(0), -amount)
        self.world.shop.ledger.entries.append(entry)
        self.world.shop.ledger.shortages.append({**row, "claim_number": number})

    def _words(self, kind: AnswerKind, draw: Chance) -> tuple[str, str | None]:
        match kind:
            case AnswerKind.DENIED:
                return draw.pick(people.DENIED)
            case AnswerKind.PARTLY_APPROVED:
                return draw.pick(people.PARTLY), None
            case AnswerKind.INFORMATION_REQUESTED:
                return draw.pick(people.QUESTIONS), None
            case AnswerKind.APPROVED:
                return "", None
