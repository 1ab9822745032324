"""Papers come in any order; judged after each, the ledger ends where judging all of them at once ends."""

import random
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from cases.letters.casefile import finding_of
from tests.detection.house import House, open_house
from tests.detection.supplier import FILES


def ends(house: House) -> tuple[dict[str, Any], dict[str, Any]]:
    """Findings as they are written out, and the cases that anybody still has to look at, with their lines and money."""
    findings = {key: finding_of(row, house.account.retailer).to_json() for key, row in house.rows().items()}
    cases = {}
    for key, case in house.cases().items():
        lines = sorted((r.reference, r.sku, r.verdict.value) for r in house.rows().values() if r.case_id == case.id)
        if case.closed:
            assert not [line for line in lines if line[2] in {"dispute", "needs_evidence", "too_early", "review"}]
            continue
        money = (
            case.claimed_minor,
            case.recoverable_minor,
            case.disputed_minor,
            case.approved_minor,
            case.mitigated_minor,
            case.rededucted_minor,
        )
        cases[key] = (case.state.value, case.verdict, case.reference, case.safe_by, case.dispute_by, money, case.evidence_state, lines)
    return findings, cases


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_arrival_ends_the_same(sessions: sessionmaker[Session], seed: int) -> None:
    with sessions() as session:
        at_once = open_house(session)
        at_once.take(*FILES)
        wanted = ends(at_once)
        session.rollback()
    with sessions() as session:
        house = open_house(session)
        shuffled = list(FILES)
        random.Random(seed).shuffle(shuffled)
        for file in shuffled:
            house.take(file)
        assert ends(house) == wanted
