"""The house learns: from all answers the odds of every sort of filing, and from these what each open case is worth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final, cast

from sqlalchemy import BigInteger, ColumnElement, Table, delete, exists, func, insert, literal, or_, select, update
from sqlalchemy import case as either
from sqlalchemy import cast as in_large
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.background.desk import Desk
from cases.background.work import Handler, Report, Task
from cases.life.case_lines import lines_of, reason_of
from cases.life.standing import filings_of
from cases.odds.calibration import expected_error
from cases.odds.cells import LEVELS, Level, Path, key_of, path_of
from cases.odds.fitting import FIT, Cell, Fit, Prior, fitted
from cases.odds.learning import ended_filings
from cases.odds.weighing import weigh
from cases.odds.worth import MILLION
from ledger.cases import Case, Outcome
from ledger.improving import OddsCell
from rules.errors import RuleError
from rules.loader import FALLBACK, load_rules

WEIGHED_AT_ONCE: Final = 200
"""Cases that nobody has weighed yet and that are read in one transaction."""
RENEWED_AT_ONCE: Final = 20_000
"""Numbers of cases that are gone through in one transaction."""
_ROWS: Final = 500


def odds_handler(desk: Desk) -> Handler:
    """Carries out `WorkKind.ODDS`: nothing where no answer came since it last did so on the same day."""

    def handle(task: Task, report: Report) -> None:
        del task
        with desk.sessions() as session:
            if not is_due(session, desk.now()):
                report(0, 0, "no answer came since the odds were last worked out")
                return
        weighed = 0
        for number in _weighing(desk):
            weighed += number
            report(weighed, None, f"{weighed} cases weighed for the first time")
        with desk.sessions.begin() as session:
            fit = renew_cells(session, today=desk.today(), now=desk.now())
        last = 0
        with desk.sessions() as session:
            last = session.scalar(select(func.max(Case.id)).where(Case.closed.is_(False))) or 0
        for start in range(0, last, RENEWED_AT_ONCE):
            with desk.sessions.begin() as session:
                renew_cases(session, start + 1, start + RENEWED_AT_ONCE)
            report(min(start + RENEWED_AT_ONCE, last), last)
        report(last, last, said(fit))

    return handle


def is_due(session: Session, now: datetime) -> bool:
    """True where an answer came since the odds were worked out, a day has passed, or a case was never weighed."""
    fitted_at = session.scalar(select(func.max(OddsCell.fitted_at)))
    if fitted_at is None or fitted_at.astimezone(UTC).date() != now.astimezone(UTC).date():
        return True
    latest = session.scalar(select(Outcome.recorded_at).order_by(Outcome.id.desc()).limit(1))
    return (latest is not None and latest >= fitted_at) or bool(session.scalar(select(exists().where(*_UNWEIGHED))))


_UNWEIGHED: Final = (Case.closed.is_(False), Case.minutes_left.is_(None))


def _weighing(desk: Desk) -> Iterator[int]:
    """Weighs open cases that stood before anybody weighed cases, some at a time; gives how many."""
    while True:
        with desk.sessions.begin() as session:
            found = session.scalars(select(Case).where(*_UNWEIGHED).order_by(Case.id).limit(WEIGHED_AT_ONCE)).all()
            for case in found:
                try:
                    rules = rules_for(session, case.account_id, desk.today())
                except RuleError:
                    # The next judgement says what is wrong with them, and weighs the case once they can be used.
                    case.minutes_left = 0
                    continue
                weigh(session, case, reason_of(lines_of(session, case)), filings_of(session, case), rules)
        if not found:
            return
        yield len(found)


def renew_cells(session: Session, *, today: date, now: datetime) -> Fit:
    """Puts the odds of every sort of filing that has an answer or is open in place of those that stood."""
    fit = fitted(ended_filings(session), public_priors(today))
    paths = set(fit.cells)
    paths |= {path_of(key) for key in session.scalars(select(Case.odds_key).distinct()) if key is not None}
    rows = [_row(path, fit.of(path), now) for path in sorted(paths) if path[0] in {p[0] for p in fit.cells}]
    session.execute(delete(OddsCell))
    for start in range(0, len(rows), _ROWS):
        session.execute(insert(OddsCell), rows[start : start + _ROWS])
    return fit


def public_priors(today: date) -> dict[str, Prior]:
    """The public figures of the pack for every retailer."""
    outlook = load_rules(FALLBACK, None, today).outlook
    return {
        name: Prior(float(chance), float(outlook.share.get(name, 1)), float(max(1, outlook.counts_for)))
        for name, chance in outlook.chance.items()
    }


def _row(path: Path, cell: Cell, now: datetime) -> dict[str, Any]:
    """A cell as the ledger keeps it; one that nothing is known of says what the nearest one above it does."""
    parts = dict(zip(LEVELS, path, strict=False))
    own = cell.path == path
    return {
        "key": key_of(path),
        "level": len(path) - 1,
        "supplier_id": int(parts[Level.SUPPLIER]) if Level.SUPPLIER in parts else None,
        "kind": parts.get(Level.KIND, ""),
        "reason": parts.get(Level.REASON, ""),
        "evidence": parts.get(Level.EVIDENCE, ""),
        "decided": cell.decided if own else 0,
        "won": cell.won if own else 0,
        "chance_ppm": cell.chance_ppm,
        "share_ppm": cell.share_ppm,
        "said": [
            {"level": LEVELS[part.depth].value, "decided": part.decided, "won": part.won, "weight_ppm": round(part.weight * MILLION)}
            for part in cell.parts
        ],
        "fit": FIT,
        "fitted_at": now,
    }


def renew_cases(session: Session, first: int, last: int) -> None:
    """Says of open cases whose ids lie from `first` to `last` what the odds now make of them.

    In the database alone, as `cases.odds.worth` has it. A version is no other by it: nobody decided anything. Who holds a case at this
    moment brings it up to date themselves.
    """
    case, cell = cast("Table", Case.__table__), cast("Table", OddsCell.__table__)
    granted = _at_least_nothing(case.c.approved_minor - case.c.paid_minor - case.c.offset_minor)
    granted = either((granted > case.c.open_minor, case.c.open_minor), else_=granted)
    undecided = case.c.open_minor - granted
    brings = _half_up(in_large(cell.c.chance_ppm, BigInteger) * cell.c.share_ppm, literal(MILLION))
    # whole millions first: amounts times millionths grow beyond what databases hold
    expected = granted + undecided // MILLION * brings + _half_up(undecided % MILLION * brings, literal(MILLION))
    known = (
        select(case.c.id, cell.c.chance_ppm, expected.label("expected"), case.c.minutes_left)
        .join(cell, cell.c.key == case.c.odds_key)
        .where(case.c.id.between(first, last), case.c.closed.is_(False))
        .with_for_update(of=case, skip_locked=True)
        .subquery()
    )
    worth = either((known.c.minutes_left > 0, _half_up(known.c.expected * 60, known.c.minutes_left)), else_=0)
    session.execute(
        update(case)
        .where(
            case.c.id == known.c.id,
            or_(
                case.c.chance_ppm.is_distinct_from(known.c.chance_ppm),
                case.c.expected_minor != known.c.expected,
                case.c.worth_per_hour_minor != worth,
            ),
        )
        .values(chance_ppm=known.c.chance_ppm, expected_minor=known.c.expected, worth_per_hour_minor=worth)
    )


def _half_up(number: ColumnElement[int], divisor: ColumnElement[int]) -> ColumnElement[int]:
    return (2 * number + divisor) // (2 * divisor)


def _at_least_nothing(amount: ColumnElement[int]) -> ColumnElement[int]:
    return either((amount > 0, amount), else_=0)


def said(fit: Fit) -> str:
    """What was learnt, in words for who watches the work."""
    if not fit.decided:
        return "no filing was answered yet: the public figures stand"
    held = f"off by {100 * expected_error(fit.held):.1f} points on the average"
    return f"{fit.decided} answered filings; {held}; {'put right' if fit.calibration else 'as they are'}"
