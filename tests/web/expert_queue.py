"""What an expert finds in the morning: letters written and waiting for approval, one of them from a value that was put right wrongly."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

from cases.accounts.rules_of_account import rules_for
from cases.letters.writing import write_draft
from cases.life.transitions import move
from ledger.cases import Case, CaseState
from tests.web.town import Town

TOO_MANY: Final = 2
ACTOR: Final = "mara@example.com"


def plant(town: Town, name: str) -> str:
    """Somebody mistypes the cartons of a proof of delivery, in its first line and in its total; the spots on the page stay.

    What stands in the letter then is said.
    """
    document = town.documents[f"pod_{name}.pdf"]
    with town.api("mara") as api:
        content = api.get(f"/api/v1/documents/{document}").json()["papers"][0]["content"]
        total, line = content["fields"]["total_cartons"], content["lines"][0]["cartons"]
        wrong = [
            {"name": "total_cartons", "value": int(total["value"]) + TOO_MANY},
            {"name": "cartons", "line": 0, "value": int(line["value"]) + TOO_MANY},
        ]
        answer = api.patch(f"/api/v1/documents/{document}/fields", json={"corrections": wrong, "reason": "read again"})
        assert answer.status_code == 200, answer.text
    town.settle(60)
    return f"{int(line['value']) + TOO_MANY} cartons"


def lay_out(town: Town, names: Iterable[str]) -> None:
    """Letters are written for these cases, and approval is asked for."""
    today = town.now.date()
    with town.writing() as session:
        for name in names:
            case = session.get_one(Case, town.cases[name])
            rules = rules_for(session, case.account_id, today)
            goes = partial(move, session, case, rules=rules, actor=ACTOR, now=town.now, today=today)
            if case.state is CaseState.DETECTED:
                goes(CaseState.DRAFTING)
            write_draft(session, case, rules, actor=ACTOR, now=town.now)
            goes(CaseState.IN_REVIEW)
