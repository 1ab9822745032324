"""Co-op agreements as their papers state them: on what, at what rate, up to what, without what, and what replaced them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from facts.documents import DocumentKind, Field
from facts.evidence import Evidence
from facts.identifiers import compact
from matchers.coop.kinds import Kind, kinds_of
from matchers.frames import Frames, Paper

FIXED: Final = "fixed"
GROSS: Final = "gross_receipts"
HARMLESS: Final = frozenset({"payer_name", "earner_name", "title", "funding_type", "payment_method"})
"""Fields on which no money depends."""


@dataclass(frozen=True, slots=True)
class CoopContract:
    """One agreement. `rate` is a share of receipts (0.05 is 5 %), `amount` a fixed payment; both None where the paper was not read to say.

    `replaces` takes the place of another agreement for receipts from `replaced_from` on; on receipts that accrue under one of
    `not_beside` nothing accrues here. Days are inclusive; None where the paper does not say. `kinds` have rates and caps of their own,
    `kind` is the one that an invoice is held against, `cap_over_all` then the cap over all of them.
    """

    number: str
    paper: Paper
    basis: str = ""
    rate: Decimal | None = None
    amount: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    cap: Decimal | None = None
    excluded: frozenset[str] = frozenset()
    included: frozenset[str] = frozenset()
    replaces: str = ""
    replaced_from: date | None = None
    not_beside: str = ""
    currency: str = ""
    funding: str = ""
    version: int = 1
    signed_on: date | None = None
    to_review: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    kind: Kind | None = None
    cap_over_all: Decimal | None = None

    def under(self, kind: Kind) -> CoopContract:
        """The agreement as it is for one kind of advertising: rate, cap and what is in doubt of them are those of its line.

        A cap over all kinds bounds an invoice together with those of other kinds: what it leaves of one is for a person.
        """
        overall = self.cap if self._is_capped_over_all() else None
        open_still = (*(n for n in self.to_review if n not in {"rate", "amount", "cap"}), *(("cap",) if overall is not None else ()))
        return replace(self, rate=kind.rate, cap=kind.cap, kind=kind, cap_over_all=overall, to_review=(*open_still, *kind.in_doubt))

    def _is_capped_over_all(self) -> bool:
        """Whether its cap is that of no line: another amount, or the same one that stands elsewhere on the paper."""
        told = self.paper.document.fields.get("cap")
        own = [k.cells["cap"] for k in self.kinds if k.cap == self.cap and "cap" in k.cells]
        return self.cap is not None and not any(told is None or _same_place(told, cell) for cell in own)

    def covers(self, day: date) -> bool:
        """True for a day within the term."""
        return (self.starts_on is None or day >= self.starts_on) and (self.ends_on is None or day <= self.ends_on)

    def counts(self, sku: str) -> bool:
        """True for an item that accrues."""
        key = compact(sku)
        return key not in self.excluded and (not self.included or key in self.included)

    def evidence(self, name: str, fact: str) -> Evidence:
        """The place of a field of the contract; of rate and cap of one kind of advertising, that of its line."""
        if self.kind is not None and name in {"rate", "cap"}:
            return self.paper.line_evidence(self.kind.cells, name, fact)
        return self.paper.evidence(name, fact)


def _same_place(one: Field, other: Field) -> bool:
    """Whether two fields stand in one place; one without a place may stand in that of any other."""
    if one.box is None or other.box is None:
        return True
    a, b = one.box, other.box
    return one.page == other.page and a.x0 < b.x1 and b.x0 < a.x1 and a.top < b.bottom and b.top < a.bottom


def coop_contracts(frames: Frames) -> dict[str, CoopContract]:
    """The co-op agreements of the papers by their compacted number, each in the version that holds.

    Of several papers with one number the highest version counts, else the one signed last. Where nothing tells which of two different
    ones does, that is for a person to say.
    """
    papers: dict[str, list[CoopContract]] = {}
    for paper in frames.of_kind(DocumentKind.COOP_AGREEMENT):
        contract = _contract(paper)
        if contract is not None:
            papers.setdefault(compact(contract.number), []).append(contract)
    return {number: _version_that_holds(same) for number, same in papers.items()}


def _version_that_holds(same: Sequence[CoopContract]) -> CoopContract:
    last = max(enumerate(same), key=lambda placed: (*_rank(placed[1]), -len(placed[1].to_review), placed[0]))[1]
    rivals = [c for c in same if _rank(c) == _rank(last) and _said(c) != _said(last)]
    return replace(last, to_review=(*last.to_review, "version")) if rivals else last


def _rank(contract: CoopContract) -> tuple[int, date]:
    return contract.version, contract.signed_on or date.min


def _said(contract: CoopContract) -> tuple[object, ...]:
    """What money depends on."""
    return (
        contract.basis, contract.rate, contract.amount, contract.starts_on, contract.ends_on, contract.cap, contract.excluded,
        contract.included, contract.replaces, contract.not_beside, tuple((k.name, k.rate, k.cap) for k in contract.kinds),
    )  # fmt: skip


def in_force(contract: CoopContract, day: date | None, known: Mapping[str, CoopContract]) -> CoopContract:
    """The agreement that holds on a day: the contract itself, or the last of those that have taken its place, one after the other."""
    current, seen = contract, {compact(contract.number)}
    while day is not None:
        following = [
            (since, other)
            for key, other in known.items()
            if key not in seen
            and other.replaces == compact(current.number)
            and (since := other.replaced_from or other.starts_on) is not None
            and since <= day
        ]
        if not following:
            break
        current = max(following, key=lambda found: found[0])[1]
        seen.add(compact(current.number))
    return current


def _contract(paper: Paper) -> CoopContract | None:
    number = paper.document.text("agreement_number")
    if not number:
        return None
    fields = paper.document.fields
    return CoopContract(
        number=number,
        paper=paper,
        basis=paper.document.text("basis") or "",
        rate=_decimal(paper, "rate"),
        amount=_decimal(paper, "amount"),
        starts_on=_day(paper, "start_date"),
        ends_on=_day(paper, "end_date"),
        cap=_decimal(paper, "cap"),
        excluded=frozenset(compact(i) for i in paper.document.texts("excluded_skus")),
        included=frozenset(compact(i) for i in paper.document.texts("included_skus")),
        replaces=compact(paper.document.text("replaces_agreement") or ""),
        replaced_from=_day(paper, "replaced_from"),
        not_beside=compact(paper.document.text("not_beside_agreement") or ""),
        currency=paper.document.text("currency") or "",
        funding=(paper.document.text("funding_type") or "").strip().lower(),
        version=int(_decimal(paper, "version") or 1),
        signed_on=_day(paper, "signed_on"),
        to_review=tuple(sorted(name for name, field in fields.items() if field.review and name not in HARMLESS)),
        kinds=kinds_of(paper.document),
    )


def _decimal(paper: Paper, name: str) -> Decimal | None:
    found = paper.document.fields.get(name)
    try:
        return None if found is None else Decimal(str(found.value))
    except ArithmeticError:
        return None


def _day(paper: Paper, name: str) -> date | None:
    text = paper.document.text(name)
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
