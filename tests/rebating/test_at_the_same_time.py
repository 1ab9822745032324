"""Two people at the same moment: one approval, one payout, and a period that is never granted twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.orm import Session, sessionmaker

from cases.rebating.claim_moves import RefusedClaimError, move
from cases.rebating.holds import holds_of
from cases.rebating.payouts import PayoutError, PayoutMade, payouts_of, record_payout
from ledger.models import RebateClaimRow
from tests.rebating.agreed import Desk
from tests.rebating.claiming import S, approve, look, submit, take, told

pytestmark = pytest.mark.both_engines

Deed = Callable[[Session], None]


def at_once(sessions: sessionmaker[Session], *deeds: Deed) -> list[str]:
    """Each deed in a session of its own, begun at one moment; what was done or why it was refused."""
    together = Barrier(len(deeds), timeout=20)

    def carry_out(deed: Deed) -> str:
        together.wait()
        try:
            with sessions.begin() as session:
                deed(session)
        except (RefusedClaimError, PayoutError) as refused:
            return str(refused)
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(carry_out, deeds))


def approving(desk: Desk, claim: int, actor: str) -> Deed:
    return lambda session: void(move(session, session.get_one(RebateClaimRow, claim), S.APPROVED, **told(desk, actor)))


def void(_: object) -> None:
    return None


def test_of_two_who_approve_one_claim_one_does_and_one_payout_follows(owed: Desk, sessions: sessionmaker[Session]) -> None:
    claim = submit(owed, "240.00")
    take(owed, claim, (S.REVIEWED, "ben"))
    owed.session.commit()
    said = at_once(sessions, approving(owed, claim.id, "rita"), approving(owed, claim.id, "rob"))
    assert sorted(s if s == "done" else "refused" for s in said) == ["done", "refused"]
    assert any("no way leads from approved to approved" in s for s in said)
    owed.session.refresh(claim)
    take(owed, claim, (S.NOTIFIED, "ben"))
    owed.session.commit()

    def agree(session: Session) -> None:
        move(session, session.get_one(RebateClaimRow, claim.id), S.AGREED, **told(owed, "pia"))

    assert sorted(s == "done" for s in at_once(sessions, agree, agree)) == [False, True]

    def pay(reference: str) -> Deed:
        made = PayoutMade("credit", 240_00, owed.house.today, reference)
        return lambda session: void(record_payout(session, session.get_one(RebateClaimRow, claim.id), made, **told(owed, "ben")))

    assert sorted(s == "done" for s in at_once(sessions, pay("CN-1"), pay("CN-2"))) == [False, True]
    owed.session.expire_all()
    assert [(p.amount_minor, p.state) for p in payouts_of(owed.session, claim.id)] == [(240_00, "made")]


def test_two_claims_for_one_period_that_are_approved_at_once_grant_it_once(owed: Desk, sessions: sessionmaker[Session]) -> None:
    first, second = submit(owed, "240.00"), submit(owed, "200.00", "CL-2")
    look(owed)
    for claim in (first, second):
        claim.checks, claim.verdict = [], "accept"  # as where neither was known when the other was gone through
        move(owed.session, claim, S.REVIEWED, **told(owed, "ben"))
    owed.session.commit()
    said = at_once(sessions, approving(owed, first.id, "rita"), approving(owed, second.id, "rita"))
    assert "done" in said
    owed.session.expire_all()
    assert sum(c.agreed_minor or 0 for c in (first, second)) == 240_00


def test_a_correction_and_the_claim_that_it_corrects_are_never_both_granted(owed: Desk, sessions: sessionmaker[Session]) -> None:
    first = submit(owed, "200.00")
    approve(owed, first)
    take(owed, first, (S.NOTIFIED, "ben"))
    move(owed.session, first, S.DISPUTED, **told(owed, "pia"), reason="40.00 were forgotten")
    second = submit(owed, "240.00", "CL-2")
    take(owed, second, (S.REVIEWED, "ben"))
    for hold in holds_of(owed.session, second.id):
        hold.lifted_at = owed.house.now
    owed.session.commit()

    def agree(session: Session) -> None:
        move(session, session.get_one(RebateClaimRow, first.id), S.AGREED, **told(owed, "pia"))

    at_once(sessions, agree, approving(owed, second.id, "rita"))
    owed.session.expire_all()
    standing = [c.agreed_minor or 0 for c in (first, second) if c.state is not S.WITHDRAWN]
    assert sum(standing) == 240_00
