"""Co-op invoices held against their agreements: what is due on each, and the exact rest with its effects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from facts.evidence import Evidence
from facts.finding import FindingType, Verdict
from facts.identifiers import compact
from facts.tables import TableKind
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from matchers.coop.accruals import ZERO, BackupLine, Effect, LineDue, OrderCost, Shortfall, Terms, backup_line, due_on, total_effects
from matchers.coop.contracts import FIXED, CoopContract, coop_contracts, in_force
from matchers.coop.kinds import Kind, kind_meant, kinds_without_rate
from matchers.coop.steps import write_steps
from matchers.frames import Frames, Row, decimal, named_rows, newest, row_evidence, rows

WHY: Final[Mapping[str, str]] = {
    "billed_twice": "the same receipts or payment were billed before",
    "outside_agreement_dates": "receipts outside the term of the agreement were accrued",
    "excluded_item": "items that the agreement excludes were accrued",
    "double_accrual": "receipts that accrue under another agreement bear nothing under this one",
    "units_never_received": "units deducted as short were accrued as received",
    "returns_not_netted": "net receipts are agreed, and returned units were not deducted",
    "wrong_base": "the base differs from units received at their cost",
    "wrong_rate": "another rate was billed than agreed",
    "superseded_agreement": "another agreement had taken the place of the billed one before these receipts",
    "cap_exceeded": "what was billed under the agreement goes beyond its cap",
    "does_not_tie": "the lines of the backup do not sum to what was billed",
    "another_amount": "another amount was billed than agreed",
    "wrong_unit_cost": "units were accrued at another cost than the order states",
}
"""Reasons of co-op findings in a sentence each."""


Receipt: TypeAlias = tuple[str, str, date | None, Decimal]
"""What tells one receipt from another."""


@dataclass(frozen=True, slots=True)
class CoopInvoice:
    """An invoice for an allowance as the retailer billed it."""

    number: str
    agreement: str
    amount: Decimal
    currency: str
    billed_on: date | None
    row: Row
    named: str = ""
    """What the invoice calls what it is for."""

    @property
    def evidence(self) -> Evidence:
        """The row that states it."""
        return row_evidence(self.row, f"{self.amount:f} {self.currency} billed under agreement {self.agreement}")


@dataclass(slots=True)
class CoopBooks:
    """Agreements, invoices in the order in which they were billed, their backup, and what the retailer says it never received.

    `due_so_far` grows while invoices are judged in their order: what was due under an agreement with a cap.
    """

    contracts: dict[str, CoopContract]
    invoices: tuple[CoopInvoice, ...]
    backup: dict[str, list[BackupLine]]
    shortages: dict[tuple[str, str], Shortfall]
    due_so_far: dict[str, Decimal] = field(default_factory=dict)
    receipts: dict[str, set[Receipt]] = field(default_factory=lambda: defaultdict(set))
    costs: Mapping[tuple[str, str], OrderCost] = field(default_factory=dict)
    accrued: dict[tuple[str, str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    held_short: dict[tuple[str, str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    billed: dict[str, list[CoopInvoice]] = field(init=False)
    accruing: dict[str, frozenset[Receipt]] = field(init=False)
    under: dict[Receipt, dict[str, int]] = field(init=False)

    def __post_init__(self) -> None:
        """Lays out invoices by agreement, receipts by agreement, and agreements by receipt with the place where each comes first."""
        self.billed, self.under = defaultdict(list), defaultdict(dict)
        for invoice in self.invoices:
            self.billed[compact(invoice.agreement)].append(invoice)
        accruing: dict[str, set[Receipt]] = defaultdict(set)
        for place, line in enumerate(line for lines in self.backup.values() for line in lines):
            agreement = compact(line.agreement)
            accruing[agreement].add(line.receipt)
            self.under[line.receipt].setdefault(agreement, place)
        self.accruing = {agreement: frozenset(found) for agreement, found in accruing.items()}

    @classmethod
    def of(
        cls,
        frames: Frames,
        currency: str,
        shortages: Mapping[tuple[str, str], Shortfall],
        costs: Mapping[tuple[str, str], OrderCost] | None = None,
    ) -> CoopBooks:
        """From everything that was read; `costs` are those of the orders, by order and item."""
        backup: dict[str, list[BackupLine]] = defaultdict(list)
        for row in rows(frames.table(TableKind.COOP_BACKUP)):
            if row["invoice_id"]:
                backup[compact(row["invoice_id"])].append(backup_line(row))
        return cls(coop_contracts(frames), tuple(coop_invoices(frames, currency)), backup, dict(shortages), costs=costs or {})

    def short_of(self, line: BackupLine, agreement: str) -> Shortfall | None:
        """Units of a line that were never received, each once however many receipts an order has. Notes what was accrued so far.

        Where the retailer says how much it received, only what is accrued beyond that was never received.
        """
        order = (compact(line.purchase_order), compact(line.sku))
        key = (agreement, *order)
        self.accrued[key] += line.quantity
        known = self.shortages.get(order)
        if known is None:
            return None
        units = min(known.units - self.held_short[key], line.quantity)
        if known.received is not None:
            units = min(units, self.accrued[key] - self.held_short[key] - known.received)
        if units <= 0:
            return None
        self.held_short[key] += units
        return replace(known, units=units)

    def cost_of(self, line: BackupLine) -> OrderCost | None:
        """What the order states where the backup states another cost."""
        known = self.costs.get((compact(line.purchase_order), compact(line.sku)))
        return known if known is not None and known.value != line.unit_cost else None


def coop_invoices(frames: Frames, currency: str) -> list[CoopInvoice]:
    """The invoices for allowances, each once, in the order in which they were billed."""
    found = [
        CoopInvoice(
            row["invoice_id"],
            row["agreement_id"] or "",
            abs(decimal(row["amount"]) or ZERO),
            row["currency"] or currency,
            row["invoice_date"],
            row,
            row["agreement_title"] or "",
        )
        for row in newest(named_rows(frames.table(TableKind.COOP_INVOICES), "invoice_id"), lambda r: compact(r["invoice_id"]))
        if row["amount"] is not None
    ]
    seen: dict[str, CoopInvoice] = {}
    for invoice in found:
        seen.setdefault(compact(invoice.number), invoice)
    return sorted(seen.values(), key=lambda i: (i.billed_on or date.max, i.number))


def judge_coop(books: CoopBooks) -> Iterator[tuple[ClaimLine, CoopInvoice, Outcome]]:
    """Every co-op invoice with its outcome, in the order in which they were billed."""
    for invoice in books.invoices:
        line = ClaimLine(FindingType.COOP, invoice.number, invoice.amount, invoice.currency, invoice.evidence)
        yield line, invoice, judge_invoice(invoice, books)


def judge_invoice(invoice: CoopInvoice, books: CoopBooks) -> Outcome:
    """One invoice against its agreement. Notes what it accrued, so that the invoices after it are judged beside it."""
    sheet = Calculation()
    sheet.given("billed", "billed", invoice.amount, invoice.evidence)
    contract = books.contracts.get(compact(invoice.agreement))
    if contract is None:
        named = invoice.agreement or "(none named)"
        return _open(sheet, "agreement_missing", f"agreement {named} is not among the papers; add the contract")
    if contract.currency and contract.currency != invoice.currency:
        told = f"the agreement is in {contract.currency}, the invoice in {invoice.currency}, and no rate is agreed; a person compares them"
        return _open(sheet, "currency_differs", told)
    if contract.basis == FIXED:
        return _fixed(invoice, contract, books, sheet)
    if contract.kinds:
        kind = _kind_of(contract, invoice)
        if kind is None:
            return _open(sheet, "kind_of_advertising_unclear", _which_kind(contract, invoice))
        contract = contract.under(kind)
    lines = books.backup.get(compact(invoice.number), [])
    if not lines:
        return _open(sheet, "backup_missing", "the backup of this invoice is not among the exports; add it")
    if contract.rate is None:
        return _open(sheet, "agreement_unclear", f"agreement {contract.number} was not read to state a rate")
    return _accrued(invoice, contract, lines, books, sheet)


def _which_kind(contract: CoopContract, invoice: CoopInvoice) -> str:
    """Why nobody but a person can say which rate holds."""
    listed = "; ".join(kind.in_words for kind in contract.kinds)
    said = f"names “{invoice.named}”" if invoice.named else "names none"
    several = f"agreement {contract.number} has a rate for each kind of advertising ({listed})"
    return f"{several}, and the invoice {said}; a person tells which is meant"


def _kind_of(contract: CoopContract, invoice: CoopInvoice) -> Kind | None:
    """The kind of advertising that an invoice is for; None where the agreement has none or the invoice does not say."""
    agreed = contract.paper.document
    return kind_meant(contract.kinds, invoice.named, agreed.text("title") or "", kinds_without_rate(agreed)) if contract.kinds else None


def _fixed(invoice: CoopInvoice, contract: CoopContract, books: CoopBooks, sheet: Calculation) -> Outcome:
    """A payment that is agreed once."""
    key = compact(contract.number)
    paid = books.due_so_far.get(key, ZERO)
    agreed = contract.amount
    if agreed is None:
        return _open(sheet, "agreement_unclear", f"agreement {contract.number} was not read to state its amount")
    sheet.given("agreed", "agreed once", agreed, contract.evidence("amount", "payment agreed"))
    sheet.given("billed_before", "billed before under this agreement", paid, *(_earlier(invoice, contract, books) or [invoice.evidence]))
    sheet.work_out("due", "still due", "max(0, agreed - billed_before)")
    over = sheet.work_out("value", "billed beyond what was agreed", "max(0, billed - due)")
    books.due_so_far[key] = paid + min(invoice.amount, sheet.known["due"])
    return _concluded(sheet, contract, over, "billed_twice" if paid else "another_amount")


def _before(invoice: CoopInvoice, books: CoopBooks) -> list[CoopInvoice]:
    """The invoices that were billed before under the same agreement."""
    found = [i for i in books.billed.get(compact(invoice.agreement), ()) if i.number != invoice.number]
    return [i for i in found if (i.billed_on or date.max, i.number) < (invoice.billed_on or date.max, invoice.number)]


def _earlier(invoice: CoopInvoice, contract: CoopContract, books: CoopBooks) -> list[Evidence]:
    """The invoices before it, of an agreement with several kinds of advertising those for the same kind."""
    return [i.evidence for i in _before(invoice, books) if contract.kind is None or _kind_of(contract, i) is contract.kind]


def _accrued(invoice: CoopInvoice, contract: CoopContract, lines: list[BackupLine], books: CoopBooks, sheet: Calculation) -> Outcome:
    for other in (in_force(contract, line.received_on, books.contracts) for line in lines):
        if other is not contract and other.kinds:
            return _open(sheet, "kind_of_advertising_unclear", _which_kind(other, invoice))
    key = _key(contract)
    beside = books.accruing.get(contract.not_beside, frozenset()) if contract.not_beside else frozenset()
    before = books.receipts[key]
    judged: list[LineDue] = []
    for line in sorted(lines, key=_turn):
        agreed = in_force(contract, line.received_on, books.contracts)
        terms = Terms(contract, agreed, beside, before, invoice.currency, books.short_of(line, key), books.cost_of(line))
        judged.append(due_on(line, terms))
        before.add(line.receipt)
    due = sum((d.due for d in judged), ZERO)
    so_far = books.due_so_far.get(key, ZERO)
    capped = max(ZERO, so_far + due - contract.cap) - max(ZERO, so_far - contract.cap) if contract.cap is not None else ZERO
    books.due_so_far[key] = so_far + due - capped
    effects = total_effects(judged, invoice.amount, capped)
    write_steps(
        sheet,
        judged,
        effects,
        contract,
        so_far,
        (_earlier(invoice, contract, books) if Effect.CAP in effects else []) or [invoice.evidence],
    )
    beside_it = _accrues_elsewhere(contract, lines, books) if sum(effects.values(), ZERO) <= 0 else ""
    if beside_it:
        why = f"these receipts accrue under agreement {beside_it} too, for the same purpose; neither says whether both may"
        return _open(sheet, "double_accrual_possible", why)
    sheet.work_out("all_effects", "effects in all", " + ".join(f"{e}_effect" for e in effects) or "0")
    sheet.work_out("expected", "due by the agreement", "billed - all_effects")
    over = sheet.work_out("value", "billed beyond what is due", "max(0, billed - expected)")
    if over <= 0 and contract.cap_over_all is not None:
        together = sum((i.amount for i in _before(invoice, books)), invoice.amount)
        if together > contract.cap_over_all:
            return _open(sheet, "contract_to_check", f"{WHY['cap_exceeded']}, as far as the contract was read; check first: cap")
    return _concluded(sheet, contract, over, _reason(judged, effects))


def _key(contract: CoopContract) -> str:
    """What counts together: receipts and cap of an agreement, or of one kind of advertising under it."""
    return compact(contract.number) + (f" {compact(contract.kind.name)}" if contract.kind is not None else "")


def _turn(line: BackupLine) -> tuple[object, ...]:
    """The order in which lines are judged: by what they say, so that the order of an export's rows changes nothing."""
    return (
        line.received_on or date.max, compact(line.purchase_order), compact(line.sku), line.quantity, line.unit_cost, line.billed,
        line.rate or ZERO,
    )  # fmt: skip


def _accrues_elsewhere(contract: CoopContract, lines: Sequence[BackupLine], books: CoopBooks) -> str:
    """Another agreement for the same purpose under which the same receipts accrue, where neither replaces the other; else empty."""
    if not contract.funding:
        return ""
    first: dict[str, int] = {}
    for receipt in {line.receipt for line in lines}:
        for agreement, place in books.under.get(receipt, {}).items():
            first[agreement] = min(place, first.get(agreement, place))
    for agreement in sorted(first, key=first.__getitem__):
        other = books.contracts.get(agreement)
        if other is None or compact(other.number) == compact(contract.number):
            continue
        named = {contract.replaces, other.replaces, contract.not_beside, other.not_beside}
        if other.funding == contract.funding and not {compact(contract.number), compact(other.number)} & named:
            return other.number
    return ""


def _reason(judged: list[LineDue], effects: Mapping[Effect, Decimal]) -> str:
    """The reason of the largest effect."""
    if not effects:
        return "as_agreed"
    largest = max(effects, key=lambda e: abs(effects[e]))
    if largest is Effect.CAP:
        return "cap_exceeded"
    if largest is Effect.UNEXPLAINED:
        return "does_not_tie"
    weighed: dict[str, Decimal] = defaultdict(Decimal)
    for due in judged:
        weighed[due.why] += abs(due.effects.get(largest, ZERO))
    return max(weighed, key=lambda why: (weighed[why], why))


def _concluded(sheet: Calculation, contract: CoopContract, over: Decimal, reason: str) -> Outcome:
    sure = 0.8 if contract.to_review else 0.95
    sheet.cite(contract.evidence("agreement_number", f"agreement {contract.number}"))
    if over <= 0:
        return Outcome(Verdict.ACCEPT, "as_agreed", "rate, base, scope and period as agreed", sheet, sure)
    if contract.to_review:
        asked = ", ".join(name.replace("_", " ") for name in contract.to_review)
        return _open(sheet, "contract_to_check", f"{WHY[reason]}, as far as the contract was read; check first: {asked}")
    return Outcome(Verdict.DISPUTE, reason, WHY[reason], sheet, sure)


def _open(sheet: Calculation, reason: str, why: str) -> Outcome:
    return Outcome(Verdict.REVIEW, reason, why, sheet, 0.5)
