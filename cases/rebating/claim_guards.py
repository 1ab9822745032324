"""What stands between a rebate claim and its next state: each guard a question with the sentence that says why a claim may not go there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from cases.background.desk import day_of
from cases.rebating.versions import DECIDED, deciding, versions_of
from facts.money import Money
from ledger.operation import JournalEntry
from ledger.rebate_claims import ClaimHold, ClaimState, RebateClaimRow, RebatePayout
from ledger.rebates import BankDetail, ContractVersion, CustomerScope, RebateContract, RebateStatement, VersionState
from matchers.rebates.statement import Side

UNDECIDED: Final = frozenset({ClaimState.CALCULATED, ClaimState.REVIEWED})
"""States in which somebody is yet to say what is granted."""
REPLACEABLE: Final = UNDECIDED | {ClaimState.DISPUTED}
"""States in which another claim may take a claim's place: nothing of it was granted, or one side disputes it."""
MOST_CORRECTIONS: Final = 50
"""Claims in each other's place that are followed."""
WHO_COUNTS = ("name", "names", "territory", "channel", "active_from", "active_until")
"""What is kept of a customer or partner that decides whose purchases count."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What other claims were approved for: for some of a claim's days, and for any days of the period that it is a part of."""

    days: int = 0
    period: int = 0


NOTHING: Final = Granted()


@dataclass(frozen=True, slots=True)
class ClaimSituation:
    """All that a guard looks at. `bank_days` is for how many days a change of bank detail keeps somebody from approving.

    `beside` is what other claims were approved for, `correction` the number of the claim that was filed in this one's place. `deciders` are
    those who said whom the agreement is with, whose purchases count under it, or that a version of it is withdrawn.
    """

    claim: RebateClaimRow
    contract: RebateContract
    versions: tuple[ContractVersion, ...]
    holds: tuple[ClaimHold, ...]
    banks: tuple[BankDetail, ...]
    payouts: tuple[RebatePayout, ...]
    bank_days: int
    actor: str
    today: date
    reason: str
    amount_minor: int | None
    beside: Granted
    correction: str
    deciders: frozenset[str]

    @property
    def ours(self) -> bool:
        """Whether we earn under the agreement."""
        return self.claim.side == Side.OWED_TO_US

    @property
    def deciding(self) -> ContractVersion | None:
        """The version that the claim's period is worked out by."""
        return deciding(self.versions, self.claim.starts_on)

    @property
    def open_holds(self) -> list[ClaimHold]:
        """Signals that nobody has lifted."""
        return [h for h in self.holds if h.lifted_at is None and h.gone_at is None]


Guard = Callable[[ClaimSituation], str | None]
"""Says why a claim may not go there, or None."""


def situation_of(
    session: Session,
    claim: RebateClaimRow,
    *,
    actor: str,
    today: date,
    bank_days: int,
    reason: str = "",
    amount_minor: int | None = None,
) -> ClaimSituation:
    """Read fresh."""
    session.flush()
    correction = correction_of(session, claim)
    since = today - timedelta(days=bank_days)
    banks: Sequence[BankDetail] = ()
    if claim.partner_id is not None:
        held = session.scalars(select(BankDetail).where(BankDetail.partner_id == claim.partner_id)).all()
        banks = [b for b in held if day_of(b.made_at) >= since]
    return ClaimSituation(
        claim=claim,
        contract=session.get_one(RebateContract, claim.contract_id),
        versions=tuple(versions_of(session, claim.contract_id)),
        holds=tuple(session.scalars(select(ClaimHold).where(ClaimHold.claim_id == claim.id).order_by(ClaimHold.id))),
        banks=tuple(banks),
        payouts=tuple(session.scalars(select(RebatePayout).where(RebatePayout.claim_id == claim.id).order_by(RebatePayout.id))),
        bank_days=bank_days,
        actor=actor,
        today=today,
        reason=reason,
        amount_minor=amount_minor,
        beside=granted_beside(session, claim),
        correction="" if correction is None else correction.number,
        deciders=frozenset(_deciders(session, claim)),
    )


def granted_beside(session: Session, claim: RebateClaimRow, *, before: datetime | None = None) -> Granted:
    """What other claims were approved for (until a moment): a period is paid once, in however many claims. A replaced claim has nothing."""
    replaced = [c.id for c in in_whose_place(session, claim)]
    wanted = select(RebateClaimRow.starts_on, RebateClaimRow.ends_on, RebateClaimRow.agreed_minor).where(
        RebateClaimRow.contract_id == claim.contract_id,
        RebateClaimRow.id.not_in([claim.id, *replaced]),
        RebateClaimRow.state != ClaimState.WITHDRAWN,
        RebateClaimRow.currency == claim.currency,
        RebateClaimRow.agreed_minor.is_not(None),
    )
    if before is not None:
        wanted = wanted.where(RebateClaimRow.approved_at < before)
    granted = session.execute(wanted).all()
    first, last = claim.period_starts_on or claim.starts_on, claim.period_ends_on or claim.ends_on
    return Granted(
        sum(minor or 0 for starts_on, ends_on, minor in granted if starts_on <= claim.ends_on and ends_on >= claim.starts_on),
        sum(minor or 0 for starts_on, ends_on, minor in granted if starts_on <= last and ends_on >= first),
    )


def in_whose_place(session: Session, claim: RebateClaimRow) -> list[RebateClaimRow]:
    """The claim in whose place one stands, the one that that stands for, and so on: those that were not granted, or are disputed."""
    found: list[RebateClaimRow] = []
    last = claim
    while last.replaces_id is not None and len(found) < MOST_CORRECTIONS:
        last = session.get_one(RebateClaimRow, last.replaces_id)
        found.append(last)
    return [c for c in found if c.state in REPLACEABLE]


def correction_of(session: Session, claim: RebateClaimRow) -> RebateClaimRow | None:
    """The standing claim that was filed in the place of one."""
    wanted = select(RebateClaimRow).where(RebateClaimRow.replaces_id == claim.id, RebateClaimRow.state != ClaimState.WITHDRAWN)
    return session.scalars(wanted.order_by(RebateClaimRow.id).limit(1)).first()


def _deciders(session: Session, claim: RebateClaimRow) -> Iterator[str]:
    """Who changed what an agreement comes to for the claim's days without writing on a version: customers, partner, a withdrawal."""
    withdrawn = select(ContractVersion).where(
        ContractVersion.contract_id == claim.contract_id, ContractVersion.withdrawal_asked_by.is_not(None)
    )
    for version in session.scalars(withdrawn):
        begun = version.effective_from is None or version.effective_from <= claim.ends_on
        if begun and version.state is VersionState.WITHDRAWN:
            yield from (who for who in (version.withdrawal_asked_by, version.decided_by) if who is not None)
    for scope in session.scalars(select(CustomerScope).where(CustomerScope.contract_id == claim.contract_id)):
        begun = scope.starts_on is None or scope.starts_on <= claim.ends_on
        if begun and (scope.ends_on is None or scope.ends_on >= claim.starts_on):
            yield scope.undone_by or scope.made_by
    changed = select(JournalEntry).where(
        JournalEntry.noun == "agreement", JournalEntry.noun_id == claim.contract_id, JournalEntry.action == "agreement_changed"
    )
    for entry in session.scalars(changed):
        if (entry.before or {}).get("partner_id") != (entry.after or {}).get("partner_id"):
            yield entry.actor
    yield from _renamers(session, claim)


def _renamers(session: Session, claim: RebateClaimRow) -> Iterator[str]:
    """Who changed, since the claim's period began, the spellings of its partner, or what is kept of a customer that the agreement names."""
    contract = session.get_one(RebateContract, claim.contract_id)
    partner = and_(JournalEntry.noun == "partner", JournalEntry.noun_id == contract.partner_id, JournalEntry.action == "partner_changed")
    customer = and_(JournalEntry.noun == "customer", JournalEntry.action.in_(("customer_made", "customer_changed")))
    wanted = select(JournalEntry).where(JournalEntry.chain == f"supplier:{claim.supplier_id}", or_(partner, customer))
    named = _named(session, claim)
    for entry in session.scalars(wanted):
        before, after = entry.before or {}, entry.after or {}
        changed = any(before.get(key) != after.get(key) for key in WHO_COUNTS)
        told = {str(name).lower() for said in (before, after) for name in (said.get("name"), *(said.get("names") or ()))}
        told |= {str(said.get(key) or "").lower() for said in (before, after) for key in ("territory", "channel")} - {""}
        if changed and day_of(entry.at) >= claim.starts_on and (entry.noun == "partner" or told & named):
            yield entry.actor


def _named(session: Session, claim: RebateClaimRow) -> set[str]:
    """The customers, territories and channels that count under the claim's agreement, by its terms, its decisions or its statement."""
    found: set[str] = set()
    for version in versions_of(session, claim.contract_id):
        found |= {str(n) for key in ("customers", "territories") for n in version.terms.get(key) or ()}
        found.add(str(version.terms.get("earner") or ""))
    for scope in session.scalars(select(CustomerScope).where(CustomerScope.contract_id == claim.contract_id)):
        found |= {scope.customer, scope.territory, scope.channel}
    statement = session.get(RebateStatement, claim.statement_id) if claim.statement_id is not None else None
    found |= {str(n) for n in (statement.content.get("customers") or ())} if statement is not None else set()
    return {name.lower() for name in found} - {""}


def has_a_reason(s: ClaimSituation) -> str | None:
    """Some moves need to be explained."""
    return None if s.reason.strip() else "say why"


def was_compared(s: ClaimSituation) -> str | None:
    """It was held against a statement of ours."""
    if s.claim.calculated_minor is not None:
        return None
    return s.claim.difference_why or "there is no statement to compare it with yet; have the agreement's statement worked out"


def was_gone_through(s: ClaimSituation) -> str | None:
    """The judge of claims and the checks went through it since it came or was last added to; a claim of ours is not judged."""
    if s.ours or s.claim.origin == "calculated" or s.claim.verdict:
        return None
    return "it has not been gone through since it came or was added to; have the agreement's statement worked out"


def none_stands_for_it(s: ClaimSituation) -> str | None:
    """A claim that was corrected is not granted; the corrected one is."""
    if not s.correction:
        return None
    return f"claim {s.correction} was filed in its place; decide on that one, or withdraw it first"


def period_is_over(s: ClaimSituation) -> str | None:
    """Nothing is granted for days that are still to come."""
    return None if s.claim.ends_on < s.today else f"its period runs until {s.claim.ends_on}; what it earns is known after that day"


def stands_on_an_agreement(s: ClaimSituation) -> str | None:
    """A version of the agreement is approved for its period."""
    return None if s.deciding is not None else f"no version of agreement {s.contract.number} is approved"


def no_hold_is_open(s: ClaimSituation) -> str | None:
    """Every hold was lifted by a person, with a reason."""
    if not s.open_holds:
        return None
    return f"on hold: {'; '.join(h.sentence for h in s.open_holds)}. Look into it and lift the hold with a reason"


def approver_did_not_submit_it(s: ClaimSituation) -> str | None:
    """Who submits a claim does not approve it."""
    return f"{s.actor} submitted this claim; somebody else approves it" if s.actor == s.claim.submitted_by else None


def approver_wrote_no_terms(s: ClaimSituation) -> str | None:
    """Who wrote on a version that the claim rests on does not approve it."""
    first, last = s.claim.starts_on, s.claim.ends_on
    own = [
        v
        for v in s.versions
        if v is s.deciding
        or (v.state in DECIDED and (v.effective_from or date.min) <= last and (v.effective_until is None or v.effective_until >= first))
    ]
    wrote = [v.number for v in own if s.actor in v.editors]
    if not wrote:
        return None
    return f"{s.actor} wrote on version {wrote[0]} of agreement {s.contract.number}; somebody else approves its claims"


def approver_decided_not_who_counts(s: ClaimSituation) -> str | None:
    """Who said whom the agreement is with, or whose purchases count under it, does not approve its claims."""
    if s.actor in s.deciders:
        return f"{s.actor} said who counts under agreement {s.contract.number}, or whom it is with; somebody else approves its claims"
    return None


def approver_changed_no_bank(s: ClaimSituation) -> str | None:
    """Who changed where the partner is paid does not approve what is paid there, for some time."""
    if any(b.made_by == s.actor for b in s.banks):
        return f"{s.actor} changed the partner's bank detail within the last {s.bank_days} days; somebody else approves its claims"
    return None


def something_is_due(s: ClaimSituation) -> str | None:
    """There is an amount to pay or to claim."""
    if granted_minor(s.claim, s.beside) > 0:
        return None
    if upheld_minor(s.claim) <= 0:
        return f"nothing of it holds: {s.claim.difference_why}; dispute it with a reason"
    if s.beside.days:
        return "all that was earned for these days was granted on other claims; withdraw it or dispute it with a reason"
    if s.beside.period:
        return "all that its period earned so far was granted on other claims; withdraw it or dispute it with a reason"
    return "nothing is due on it; withdraw it or dispute it with a reason"


def we_earn(s: ClaimSituation) -> str | None:
    """We claim what we earn."""
    return None if s.ours else "we owe this rebate; the partner is notified of it"


def we_owe(s: ClaimSituation) -> str | None:
    """We notify the partner of what we owe."""
    return "we earn this rebate; it is claimed" if s.ours else None


def is_in_time(s: ClaimSituation) -> str | None:
    """The agreement's deadline for claims has not passed."""
    if s.claim.claim_by is None or s.today <= s.claim.claim_by:
        return None
    return f"claims for this period could be filed until {s.claim.claim_by}"


def is_within_what_was_approved(s: ClaimSituation) -> str | None:
    """Nobody agrees on what nobody approved."""
    if s.claim.approved_by is None:
        return "nobody has approved it; look at it again and approve it first"
    if s.amount_minor is None or s.claim.agreed_minor is None or s.amount_minor <= s.claim.agreed_minor:
        return None
    approved = Money(s.claim.agreed_minor, s.claim.currency)
    return f"{approved} {s.claim.currency} was approved; for more, look at the claim again and approve it anew"


def is_theirs(s: ClaimSituation) -> str | None:
    """Somebody else claims it from us."""
    if s.claim.origin == "calculated":
        return "we worked this claim out ourselves; send it back or withdraw it"
    return None


def money_came(s: ClaimSituation) -> str | None:
    """All of what was agreed was credited or paid."""
    if s.payouts and all(p.state in {"made", "reconciled"} for p in s.payouts):
        return None
    return "record the credit or payment first"


def money_was_found(s: ClaimSituation) -> str | None:
    """Every credit or payment was found again on a remittance or statement of account."""
    if s.payouts and all(p.state == "reconciled" for p in s.payouts):
        return None
    return "not every payout was found again; reconcile them first"


def granted_minor(claim: RebateClaimRow, beside: Granted = NOTHING) -> int:
    """What a claim comes to: what was agreed or approved, else the most that can be approved of it."""
    return claim.agreed_minor if claim.agreed_minor is not None else most_minor(claim, beside)


def most_minor(claim: RebateClaimRow, beside: Granted = NOTHING) -> int:
    """The smaller of what holds of a claim and what was earned, less what other claims were approved for.

    A part of a period never takes what is granted beyond what all of the period earned so far.
    """
    earned = claim.calculated_minor if claim.calculated_minor is not None else claim.claimed_minor
    most = min(upheld_minor(claim), max(earned - beside.days, 0))
    return most if claim.to_date_minor is None else min(most, max(claim.to_date_minor - beside.period, 0))


def upheld_minor(claim: RebateClaimRow) -> int:
    """What is claimed less what contract or ledger refute of it, to the cent; nothing where that is not known."""
    refuted = next((c for c in claim.checks or () if c.get("refutes") and "excess" in c), None)
    if refuted is None:
        return claim.claimed_minor
    excess = refuted["excess"]
    return 0 if excess is None else max(claim.claimed_minor - Money.of(Decimal(excess), claim.currency).minor, 0)


BEFORE_PAYMENT: frozenset[ClaimState] = frozenset(
    {
        ClaimState.CALCULATED,
        ClaimState.REVIEWED,
        ClaimState.APPROVED,
        ClaimState.CLAIMED,
        ClaimState.NOTIFIED,
        ClaimState.DISPUTED,
    }
)
"""States in which nobody has agreed to pay yet."""
