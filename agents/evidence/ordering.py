"""A model's look at a case that lacks papers is ordered here, once for what was found: the same again costs nothing."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from agents.bench import Bench
from agents.model.choice import model_for
from agents.runs import order_run
from cases.background.desk import SYSTEM
from cases.background.work import WorkKind
from cases.gathering.gathering import AfterCase, open_proposals
from ledger.cases import Case

GRAPH: Final = "evidence@1"


def model_search(bench: Bench) -> AfterCase:
    """What follows each search that the house made by itself: a run with the supplier's model, where it has one."""

    def order(session: Session, case: Case, now: datetime) -> None:
        model = model_for(session, case.supplier_id, bench.models)
        if not model:
            return
        order_run(
            session,
            bench.desk.work,
            WorkKind.EVIDENCE,
            f"evidence:{case.id}:{_found(session, case, model)}",
            supplier_id=case.supplier_id,
            case_id=case.id,
            noun="case",
            noun_id=case.id,
            graph=GRAPH,
            model=model,
            actor=SYSTEM,
            now=now,
        )

    return order


def _found(session: Session, case: Case, model: str) -> str:
    """What the house found, in short: the same papers compared the same way are asked about once."""
    told = sorted([p.key, [r for r in p.reasons if r.get("name") != "condition"]] for p in open_proposals(session, case.id))
    lacking = [[item["paper"], item["standing"]] for item in case.checklist]
    return hashlib.sha256(json.dumps([model, lacking, told], sort_keys=True, default=str).encode()).hexdigest()[:24]
