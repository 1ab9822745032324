"""What one case is worth: what its next decision is about, how such decisions went, and how much work people have with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.odds.cells import FIRST, SETTLEMENT, Sort, key_of, merit_of, round_of
from cases.odds.worth import MILLION, Odds, expected_minor, half_up, worth_per_hour
from ledger.cases import Case, CaseForm, CaseState, Filing
from ledger.improving import OddsCell
from rules.model import Rules

_WRITE: Final = ("draft", "review", "file")
_STEPS: Final[dict[str, tuple[str, ...]]] = {
    "start": ("gather", *_WRITE),
    "decide": ("gather", *_WRITE),
    "get_papers": ("gather", *_WRITE),
    "decide_re_dispute": ("gather", *_WRITE),
    "write": _WRITE,
    "approve": ("review", "file"),
    "file": ("file",),
    "reply": ("gather", "reply"),
    "chase_answer": ("chase",),
    "chase_payment": ("chase",),
}
"""The work that lies ahead by the next step of a case (`cases.life.deadlines`); the other steps are waiting."""
_WANTING: Final = {"missing": ("gather", "ask"), "weak": ("gather",)}
"""What papers that are not in hand ask for beside it, once."""
_IN_HAND: Final = frozenset({"complete", "waived"})


@dataclass(frozen=True, slots=True)
class AtStake:
    """What a case still has to bring in minor units: what is not decided yet, and what is granted and not seen on a remittance."""

    undecided: int
    granted: int


def weigh(session: Session, case: Case, reason: str, filings: Sequence[Filing], rules: Rules) -> None:
    """Brings the odds of a case, its worth and the work left up to date; `reason` is the code of the finding that speaks for it."""
    sort = next_decision(case, reason, filings)
    case.odds_key = None if sort is None else key_of(sort.path)
    odds = None if sort is None else odds_of(session, sort, rules)
    stake = at_stake(case)
    case.chance_ppm = None if odds is None else odds.chance_ppm
    case.expected_minor = expected_minor(odds, at_stake_minor=stake.undecided, granted_minor=stake.granted)
    case.minutes_left = minutes_left(case, rules)
    case.worth_per_hour_minor = worth_per_hour(case.expected_minor, case.minutes_left)


def at_stake(case: Case) -> AtStake:
    """The open amount, parted."""
    granted = min(case.open_minor, max(0, case.approved_minor - case.paid_minor - case.offset_minor))
    return AtStake(case.open_minor - granted, granted)


def next_decision(case: Case, reason: str, filings: Sequence[Filing]) -> Sort | None:
    """What sort of filing the retailer decides next; None where no decision lies ahead.

    While a filing has no answer it is that one, as it was filed; before and after it is the next one, as the case stands.
    """
    state = case.state_before if case.state is CaseState.SNOOZED else case.state
    if case.closed or at_stake(case).undecided == 0:
        return None
    last = filings[-1] if filings else None
    asked = case.state is CaseState.ANSWERED and case.next_action == "reply"
    if last is not None and (state is CaseState.FILED or asked):
        return _sort(case, last.round, merit_of(last.reason), last.evidence_state)
    if case.state is CaseState.ANSWERED and case.next_action != "decide_re_dispute":
        return None
    merit = merit_of(reason) or (merit_of(last.reason) if last is not None else "")
    return _sort(case, last.round + 1 if last is not None else 1, merit, case.evidence_state)


def _sort(case: Case, number: int, reason: str, evidence: str) -> Sort:
    kind = SETTLEMENT if case.form is CaseForm.SETTLEMENT else case.type.value
    return Sort(round_of(number), kind, reason, evidence, case.retailer, case.supplier_id)


def odds_of(session: Session, sort: Sort, rules: Rules) -> Odds:
    """The odds of a sort of filing: of the nearest cell that something is known of; before anything is known the public figures."""
    keys = [key_of(path) for path in sort.paths()]
    nearest = select(OddsCell.chance_ppm, OddsCell.share_ppm).where(OddsCell.key.in_(keys)).order_by(OddsCell.level.desc()).limit(1)
    with session.no_autoflush:
        found = session.execute(nearest).first()
    return public_odds(rules, sort.round) if found is None else Odds(found.chance_ppm, found.share_ppm)


def public_odds(rules: Rules, round_: str = FIRST) -> Odds:
    """What the pack says is public; even where it says nothing."""
    chance, share = rules.outlook.chance.get(round_), rules.outlook.share.get(round_)
    return Odds(
        MILLION // 2 if chance is None else half_up(int(chance * MILLION * 1000), 1000),
        MILLION if share is None else half_up(int(share * MILLION * 1000), 1000),
    )


def minutes_left(case: Case, rules: Rules) -> int:
    """Minutes of work that people have with a case now; 0 while it waits for somebody else or for a day."""
    steps = _STEPS.get(case.next_action, ())
    if case.closed or not steps:
        return 0
    if case.state is not CaseState.ANSWERED and case.evidence_state in _IN_HAND:
        steps = tuple(step for step in steps if step != "gather")
    elif "chase" not in steps:
        steps = tuple(dict.fromkeys((*_WANTING.get(case.evidence_state, ()), *steps)))
    return rules.minutes(case.type.value, steps)
