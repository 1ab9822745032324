"""The chain ledger of a remittance: root, claim, reversal, claim again, slices over payments, holdbacks (domain.md 1.1, 1.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from facts.evidence import Problem
from facts.finding import FindingType
from matchers.beside import NOTHING, Beside
from matchers.chain import (
    Chain,
    Claim,
    ClaimKey,
    ClaimState,
    CreditLine,
    DiscountTaken,
    DisputeRecord,
    OtherLine,
    PaidInvoice,
    Provision,
    Slice,
)
from matchers.chain_ledger import ChainLedger
from matchers.chain_links import ended_by, link_disputes, named_by, read_disputes
from matchers.grammar import (
    KnownClaim,
    KnownNumbers,
    LineWords,
    Meaning,
    Phrases,
    number_key,
    own_series,
    placed_on,
    read_line,
    takes_money,
)
from matchers.remittance import ZERO, RemittanceLine, Remittances, line_order, read_remittances, tied
from matchers.scanned_lines import KnownSpellings, confirm_by_sum, repair_numbers
from matchers.signs import with_signs
from matchers.suffixes import kinship
from rules.grammar import Grammar, LineRole
from rules.model import Rules

_CLAIMS: Final = {LineRole.CLAIM, LineRole.MISSED_ADJUSTMENT}
_CREDITS: Final = {LineRole.REVERSAL, LineRole.REPAYMENT}
_GAPS: Final = {
    "hidden_lines": "the export says that some lines of it cannot be shown",
    "no_lines": "no lines of it are in the folder",
    "gap": "look for a missing page or export",
}


def build_chains(
    remittance_lines: pl.DataFrame,
    payments: pl.DataFrame,
    known_invoices: Collection[str],
    rules: Rules,
    hidden_payments: Collection[str] = (),
    disputes: pl.DataFrame | None = None,
    known_claims: Iterable[str | KnownClaim] = (),
    beside: Beside = NOTHING,
) -> ChainLedger:
    """The history of every root on the remittances.

    Frames carry the columns of `facts.tables` (`REMITTANCE_LINES`, `PAYMENTS`, `DISPUTES`) and the places of
    `matchers.frames`, money in whole millionths. `known_invoices` are the supplier's own invoices, `known_claims` claims that
    detail tables name, `beside` what is told elsewhere. The order of rows, and importing the same export again, never change
    what comes out. Lines that cannot be read become `unclassified`, with a reason; nothing raises.
    """
    found = read_remittances(remittance_lines, payments, rules.statuses.get("payment", {}))
    claims = {number_key(c.number): c for c in (k if isinstance(k, KnownClaim) else KnownClaim(k) for k in known_claims)}
    known = _known(found.lines, {*known_invoices, *beside.invoices}, claims, rules.grammar, beside.own_series)
    phrases = Phrases()
    spellings = KnownSpellings.of(known.invoices, rules.grammar.tokens)
    whole = repair_numbers(found.lines, spellings)
    lines, unsigned = with_signs(whole, found.payments, lambda line: takes_money(_words(line), known, rules.grammar, phrases), beside)
    remitted = tied(found, lines, unsigned, hidden_payments, beside)
    read = _read(confirm_by_sum(remitted, spellings), known, rules.grammar, phrases)
    records = read_disputes(disputes, rules.statuses.get("dispute", {})) if disputes is not None else []
    chains, loose = _chains(read, records)
    return ChainLedger(
        chains,
        _provisions(read, rules.grammar),
        tuple(d for c in chains if c.invoice is not None for d in _discounts(c.invoice)),
        read.others,
        remitted.payments,
        remitted.untied,
        remitted.void_lines,
        remitted.balance_changes,
        loose,
        (*remitted.problems, *_notes(remitted, chains)),
    )


@dataclass(slots=True)
class _Read:
    """The lines sorted by what they are: claims and credits by root and number, invoices by root, holdbacks by stem."""

    invoices: dict[str, list[RemittanceLine]] = field(default_factory=lambda: defaultdict(list))
    claims: dict[ClaimKey, list[tuple[RemittanceLine, Meaning]]] = field(default_factory=lambda: defaultdict(list))
    credits: dict[tuple[str, str], list[tuple[RemittanceLine, Meaning]]] = field(default_factory=lambda: defaultdict(list))
    holdbacks: dict[str, list[RemittanceLine]] = field(default_factory=lambda: defaultdict(list))
    doubtful_invoices: set[str] = field(default_factory=set)
    spelled: dict[str, str] = field(default_factory=dict)
    others: tuple[OtherLine, ...] = ()


def _known(
    lines: Sequence[RemittanceLine],
    known_invoices: Collection[str],
    known_claims: Mapping[str, KnownClaim],
    grammar: Grammar,
    series: frozenset[str] | None,
) -> KnownNumbers:
    invoices = {number_key(n): n for n in sorted(known_invoices, reverse=True) if number_key(n)}
    return KnownNumbers(
        invoices,
        known_claims,
        kin=kinship((number_key(line.number) for line in lines), grammar),
        own_series=own_series(invoices.values(), grammar) if series is None else series,
    )


def _read(lines: Sequence[RemittanceLine], known: KnownNumbers, grammar: Grammar, phrases: Phrases) -> _Read:
    known.taken.update(number_key(line.number) for line in lines if _sign(line) < 0)
    for line in lines:
        if _sign(line) > 0 and read_line(_words(line), known, grammar, phrases).role is LineRole.INVOICE:
            known.remitted.add(number_key(line.number))
    read = _Read(spelled=dict(known.invoices))
    others: list[OtherLine] = []
    for line in lines:
        meaning = read_line(_words(line), known, grammar, phrases)
        key = number_key(line.number)
        if meaning.role is LineRole.INVOICE:
            read.invoices[key].append(line)
            if not meaning.certain:
                read.doubtful_invoices.add(key)
        elif meaning.role is LineRole.HOLDBACK:
            read.holdbacks[meaning.root].append(line)
        elif meaning.role in _CLAIMS:
            read.claims[meaning.root, key, meaning.type].append((line, meaning))
        elif meaning.role in _CREDITS:
            read.credits[meaning.root, key].append((line, meaning))
        else:
            others.append(OtherLine(line.number, meaning.role, meaning.type, meaning.root, line.paid, line.currency, line, meaning.basis))
            continue
        _spell(read.spelled, meaning.root, line)
    read.others = tuple(others)
    _join_untyped(read)
    return read


def _join_untyped(read: _Read) -> None:
    """Slices whose line does not say its kind belong to the claim of the same number that does."""
    for root, number, kind in [k for k in read.claims if k[2] is FindingType.UNCLASSIFIED]:
        typed = [k for k in read.claims if k[:2] == (root, number) and k[2] is not FindingType.UNCLASSIFIED]
        if len(typed) == 1:
            together = read.claims[typed[0]] + read.claims.pop((root, number, kind))
            read.claims[typed[0]] = sorted(together, key=lambda part: line_order(part[0]))


def _words(line: RemittanceLine) -> LineWords:
    return LineWords(line.number, _sign(line), line.description, line.transaction_type, line.reference_details, line.original_invoice)


def _sign(line: RemittanceLine) -> Decimal:
    return line.paid or line.amount


def _spell(spelled: dict[str, str], root: str, line: RemittanceLine) -> None:
    """How a root is printed: as our own invoice, in the line's own column, or the number without its suffix."""
    if root in spelled:
        return
    if number_key(line.original_invoice) == root:
        spelled[root] = line.original_invoice
        return
    cut = next((line.number[:n] for n in range(1, len(line.number) + 1) if number_key(line.number[:n]) == root), root)
    spelled[root] = cut


def _slice(line: RemittanceLine) -> Slice:
    settled = abs(line.paid) + abs(line.discount) + abs(line.withholding)
    balance = None if line.balance is None else abs(line.balance)
    return Slice(line.payment_number, line.payment_date, abs(line.paid), settled, balance, line.evidence, line.review)


def _asked(lines: Sequence[RemittanceLine]) -> tuple[Decimal, tuple[str, ...], bool]:
    """The claim once, what to note, and whether that is sure.

    Payments repeat the claim's amount. Where they show several: each taken whole, they are parts of the claim; else the one
    that all payments together come to, for exports that print what was left at the time.
    """
    settled: dict[Decimal, Decimal] = {}
    for line in lines:
        amount = abs(line.amount) or abs(line.paid)
        settled[amount] = settled.get(amount, ZERO) + abs(line.paid) + abs(line.discount) + abs(line.withholding)
    if len(settled) <= 1:
        return next(iter(settled), ZERO), (), True
    said = ", ".join(str(a) for a in sorted(settled))
    if all(done == amount for amount, done in settled.items()):
        return sum(settled, ZERO), (f"claimed in parts under one number: {said}",), True
    done = sum(settled.values(), ZERO) + abs(lines[-1].balance or ZERO)
    if done in settled:
        return done, (), True
    latest = abs(lines[-1].amount) or abs(lines[-1].paid)
    return latest, (f"payments show different amounts for the claim ({said}); the latest is used",), False


def _claim(number: str, parts: Sequence[tuple[RemittanceLine, Meaning]], read: _Read) -> Claim:
    lines = [line for line, _ in parts]
    meaning = min((m for _, m in parts), key=lambda m: (m.type is FindingType.UNCLASSIFIED, m.certain, m.basis))
    amount, notes, sure = _asked(lines)
    claim = Claim(
        number,
        read.spelled.get(meaning.root, meaning.root),
        meaning.type,
        meaning.role,
        meaning.round,
        amount,
        lines[0].currency,
        tuple(_slice(line) for line in lines),
        next((line.invoice_date for line in lines if line.invoice_date), None),
        next((line.description for line in lines if line.description), ""),
        certain=meaning.certain and sure,
        basis=meaning.basis,
        notes=notes,
    )
    if claim.over_taken_by:
        notes += (f"payments took {claim.settled}, {claim.over_taken_by} more than the claim",)
    if claim.unseen:
        notes += (f"{claim.unseen} was taken on payments that are not at hand",)
    return replace(claim, notes=notes)


def _credit(number: str, parts: Sequence[tuple[RemittanceLine, Meaning]], read: _Read) -> CreditLine:
    lines = [line for line, _ in parts]
    meaning = min((m for _, m in parts), key=lambda m: (m.certain, m.basis))
    return CreditLine(
        number,
        read.spelled.get(meaning.root, meaning.root),
        meaning.type,
        meaning.role,
        meaning.round,
        sum((abs(line.paid) for line in lines), ZERO),
        lines[0].currency,
        tuple(_slice(line) for line in lines),
        next((line.description for line in lines if line.description), ""),
        "",
        meaning.certain,
        meaning.basis,
    )


def _chains(read: _Read, records: Sequence[DisputeRecord]) -> tuple[tuple[Chain, ...], tuple[DisputeRecord, ...]]:
    by_root: dict[str, list[Claim]] = defaultdict(list)
    for (root, _, _), parts in read.claims.items():
        by_root[root].append(_claim(parts[0][0].number, parts, read))
    for claims in by_root.values():
        claims.sort(key=lambda c: (c.deducted_on or date.max, c.round, c.key))
    linked, unlinked = _link_credits(read, by_root, records)
    filed, loose = link_disputes(by_root, records)
    chains = []
    for root in sorted({*by_root, *read.invoices, *unlinked}):
        claims = [replace(c, credits=tuple(linked.get(c.key, ())), disputes=tuple(filed.get(c.key, ()))) for c in by_root.get(root, [])]
        chains.append(
            Chain(
                read.spelled.get(root, root),
                tuple(_with_repeats(claims)),
                tuple(unlinked.get(root, ())),
                _paid_invoice(root, read),
            )
        )
    return tuple(chains), tuple(loose)


def _with_repeats(claims: Sequence[Claim]) -> list[Claim]:
    """Claims with the earlier one that each repeats: the same amount on the same root while that one still stands."""
    told: list[Claim] = []
    for claim in claims:
        earlier = next(
            (
                c
                for c in told
                if c.amount == claim.amount
                and c.open > 0
                and (claim.role is LineRole.MISSED_ADJUSTMENT or c.type is claim.type)
                and c.currency == claim.currency
            ),
            None,
        )
        if earlier is not None:
            kind = earlier.type if claim.type is FindingType.UNCLASSIFIED else claim.type
            told.append(replace(claim, repeats=earlier.number, type=kind))
        else:
            told.append(claim)
    return told


def _link_credits(
    read: _Read, by_root: Mapping[str, Sequence[Claim]], records: Sequence[DisputeRecord]
) -> tuple[dict[ClaimKey, list[CreditLine]], dict[str, list[CreditLine]]]:
    """Credits by the claim they end, and by root those that end none."""
    linked: dict[ClaimKey, list[CreditLine]] = defaultdict(list)
    unlinked: dict[str, list[CreditLine]] = defaultdict(list)
    everywhere = {number_key(c.number): c for claims in by_root.values() for c in claims}
    referred = {number_key(r.dispute_id): number_key(r.reference) for r in records if r.dispute_id}
    for (root, key), parts in sorted(read.credits.items(), key=lambda i: (_first_day(i[1]), i[0])):
        credit = _credit(parts[0][0].number, parts, read)
        claim = ended_by(credit, key, by_root.get(root, ())) or named_by(parts[0][0], everywhere, referred)
        if claim is None:
            unlinked[root].append(credit)
        else:
            credit = replace(credit, claim=claim.number, root=claim.root, type=claim.type, round=claim.round)
            linked[claim.key].append(credit)
    return linked, unlinked


def _first_day(parts: Sequence[tuple[RemittanceLine, Meaning]]) -> date:
    return min((line.payment_date or date.max for line, _ in parts), default=date.max)


def _paid_invoice(root: str, read: _Read) -> PaidInvoice | None:
    lines = read.invoices.get(root)
    if not lines:
        return None
    amount, _, sure = _asked(lines)
    return PaidInvoice(
        read.spelled.get(root, root),
        next((line.invoice_date for line in lines if line.invoice_date), None),
        amount,
        sum((line.paid for line in lines), ZERO),
        sum((abs(line.discount) for line in lines), ZERO),
        sum((abs(line.withholding) for line in lines), ZERO),
        next((abs(line.balance) for line in reversed(lines) if line.balance is not None), None),
        lines[0].currency,
        tuple(_slice(line) for line in lines),
        root not in read.doubtful_invoices and sure,
    )


def _discounts(invoice: PaidInvoice) -> tuple[DiscountTaken, ...]:
    if not invoice.discount:
        return ()
    slices = tuple(s for s in invoice.slices if s.settled != s.amount)
    return (DiscountTaken(invoice.number, invoice.invoice_date, invoice.amount, invoice.discount, invoice.currency, slices),)


def _provisions(read: _Read, grammar: Grammar) -> tuple[Provision, ...]:
    found = [_provision(lines, grammar) for _, lines in sorted(read.holdbacks.items())]
    orphans = [p for p in found if not p.taken]
    settled: list[Provision] = [p for p in found if p.taken]
    for orphan in orphans:
        alike = [i for i, p in enumerate(settled) if p.open == orphan.reversed and p.currency == orphan.currency and p.held]
        if len(alike) == 1:
            p = settled[alike[0]]
            numbers = (*p.reversal_numbers, orphan.number)
            settled[alike[0]] = replace(p, given_back=(*p.given_back, *orphan.given_back), reversal_numbers=numbers, review=True)
        else:
            settled.append(replace(orphan, review=True))
    return tuple(sorted(settled, key=lambda p: (p.placed_on or date.max, p.number)))


def _provision(lines: Sequence[RemittanceLine], grammar: Grammar) -> Provision:
    held = [line for line in lines if _sign(line) <= 0]
    back = [line for line in lines if _sign(line) > 0]
    first = (held or back)[0]
    return Provision(
        first.number,
        placed_on(first.number, grammar) or first.invoice_date,
        _asked(held)[0] if held else ZERO,
        first.currency,
        tuple(_slice(line) for line in held),
        tuple(_slice(line) for line in back),
        first.description,
        tuple(sorted({line.number for line in back})),
        any(line.review for line in lines),
    )


def _notes(remitted: Remittances, chains: Sequence[Chain]) -> Iterable[Problem]:
    for untied in remitted.untied:
        number = untied.payment.number
        said = f"payment {number} of {untied.payment.amount}: its lines add up to {untied.lines_total}, a gap of {untied.gap}"
        message = f"{said}; {_GAPS[untied.label]}"
        yield Problem(f"payment_untied_{untied.label}", message, untied.payment.evidence)
    for claim in (c for chain in chains for c in chain.claims):
        if claim.state is ClaimState.OVER_TAKEN:
            message = f"{claim.number}: payments took {claim.settled} for a claim of {claim.amount}"
            yield Problem("claim_over_taken", message, claim.evidence[-1])
