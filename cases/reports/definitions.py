"""The reports themselves: win rates, recovery, coverage, ageing, deadlines, evidence and write-offs, as domain.md section 6 has them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, and_

from cases.reports.report import Column, Unit
from cases.reports.selection import Selection
from cases.reports.tables import Shown, Sums, Table, count, money, number, plainly, rate, total
from facts.money import round_half_up

BUCKETS: Final = ((30, "0_30", "0 to 30 days"), (60, "31_60", "31 to 60 days"), (90, "61_90", "61 to 90 days"))
"""Days since the deduction up to which a case belongs to a bucket of the ageing; older ones are beyond 90."""
PERIOD: Final = 90
"""Days over which deductions per day are averaged where the report names no period."""


def _outcomes(c: Any, _today: date, _selection: Selection) -> dict[str, ColumnElement[Any]]:
    resolved, won = c.outcome.in_(("won", "partly_won", "lost")), c.outcome == "won"
    return {
        "n": number(resolved),
        "won": number(won),
        "partly_won": number(c.outcome == "partly_won"),
        "lost": number(c.outcome == "lost"),
        "pending": number(c.outcome == "pending"),
        "first_pass": number(and_(won, c.first_pass)),
        "disputed": total(c.disputed, resolved),
        "approved": total(c.granted, resolved),
        "pending_disputed": total(c.disputed, c.outcome == "pending"),
    }


WIN_RATES: Final = Table(
    "win-rates",
    "Win rates",
    ("outcome", "first_pass", "disputed", "granted"),
    _outcomes,
    lambda _today, _selection: (
        count("n", "Decided"),
        count("won", "Won"),
        count("partly_won", "Partly won"),
        count("lost", "Lost"),
        rate("rate_by_count", "Win rate by count", "won", "n"),
        money("disputed", "Disputed"),
        money("approved", "Approved"),
        rate("rate_by_amount", "Win rate by amount", "approved", "disputed"),
        count("first_pass", "Won at the first filing"),
        rate("first_pass_rate", "First-pass rate", "first_pass", "n"),
        count("pending", "Pending, not counted"),
        money("pending_disputed", "Pending amount, not counted"),
    ),
    "disputed",
    "Decided disputes only, pending ones in neither rate. By count: won / (won + partly won + lost). By amount: approved / disputed.",
)

RECOVERY: Final = Table(
    "recovery",
    "Deducted and recovered",
    ("claimed", "disputed", "approved", "paid", "mitigated", "offset", "rededucted", "unpaid", "written_off", "open"),
    plainly("claimed", "disputed", "approved", "paid", "mitigated", "offset", "rededucted", "unpaid", "written_off", "open"),
    lambda _today, _selection: (
        count("cases", "Cases"),
        money("deducted", "Deducted", "claimed"),
        money("disputed", "Disputed"),
        money("approved", "Approved"),
        money("paid", "Paid"),
        money("rededucted", "Deducted again"),
        money("net_recovered", "Net recovered", lambda sums: sums["paid"] - sums["rededucted"]),
        rate("net_recovery_rate", "Net recovery rate", lambda sums: sums["paid"] - sums["rededucted"], "claimed"),
        money("approved_unpaid", "Approved, unpaid", "unpaid"),
        money("mitigated", "Credited without a filing", "mitigated"),
        money("offset", "Netted"),
        money("written_off", "Written off"),
        money("open", "Open"),
    ),
    "claimed",
    "Net recovery rate: (paid - deducted again) / deducted. Approved is not paid.",
)

COVERAGE: Final = Table(
    "coverage",
    "Coverage and invalid share",
    ("claimed", "disputable", "disputed", "invalid"),
    plainly("claimed", "disputable", "disputed", "invalid"),
    lambda _today, _selection: (
        count("cases", "Cases"),
        money("deducted", "Deducted", "claimed"),
        money("invalid", "Invalid"),
        rate("invalid_share", "Invalid share", "invalid", "claimed"),
        money("disputable", "Disputable"),
        money("disputed", "Disputed"),
        rate("coverage", "Coverage", "disputed", "disputable"),
    ),
    "disputable",
    "Invalid: what could be asked back or came back by itself, of what was deducted. Coverage: disputed / disputable.",
)


def _ages(c: Any, today: date, selection: Selection) -> dict[str, ColumnElement[Any]]:
    is_open, first, last = c.open > 0, *_period(today, selection)
    sums = {
        "open_cases": number(is_open),
        "open": total(c.open),
        "cases_undated": number(and_(is_open, c.deducted_on.is_(None))),
        "open_undated": total(c.open, c.deducted_on.is_(None)),
        "deducted": total(c.claimed, c.deducted_on.between(first, last)),
    }
    younger = None
    for days, name, _ in BUCKETS:
        since = c.deducted_on >= today - timedelta(days=days)
        inside = since if younger is None else and_(since, c.deducted_on < younger)
        younger = today - timedelta(days=days)
        sums |= {f"cases_{name}": number(and_(is_open, inside)), f"open_{name}": total(c.open, inside)}
    older = c.deducted_on < younger
    return sums | {"cases_over_90": number(and_(is_open, older)), "open_over_90": total(c.open, older)}


def _ageing_shown(today: date, selection: Selection) -> tuple[Shown, ...]:
    first, last = _period(today, selection)
    length = (last - first).days + 1

    def outstanding(sums: Sums) -> Decimal | None:
        return round_half_up(Decimal(sums["open"] * length) / sums["deducted"], 1) if sums["deducted"] and length > 0 else None

    buckets = [(name, title) for _, name, title in BUCKETS] + [("over_90", "over 90 days"), ("undated", "no day known")]
    return (
        count("open_cases", "Open cases"),
        money("open", "Open"),
        *(
            shown
            for name, title in buckets
            for shown in (count(f"cases_{name}", f"Cases, {title}"), money(f"open_{name}", f"Open, {title}"))
        ),
        Shown(Column("days_outstanding", "Days of deductions outstanding", Unit.DAYS), outstanding),
    )


def _period(today: date, selection: Selection) -> tuple[date, date]:
    """The days over which deductions per day are averaged: those that the report is narrowed to, else the last 90."""
    last = min(selection.deducted_to or today, today)
    return selection.deducted_from or last - timedelta(days=PERIOD - 1), last


AGEING: Final = Table(
    "ageing",
    "Ageing of what is open",
    ("claimed", "open", "deducted_on"),
    _ages,
    _ageing_shown,
    "open",
    "Days since the deduction. Days outstanding: open / deducted per day, over the chosen period or the last 90 days.",
)

DEADLINES: Final = Table(
    "deadlines",
    "Missed deadlines",
    ("missed", "expired", "disputable", "lapsed"),
    lambda c, _today, _selection: {
        "disputable_cases": number(c.disputable > 0),
        "disputable": total(c.disputable),
        "missed": number(c.missed),
        "missed_amount": total(c.lapsed, c.missed),
        "expired": number(c.expired),
        "expired_amount": total(c.lapsed, c.expired),
    },
    lambda _today, _selection: (
        count("disputable_cases", "Disputable cases"),
        money("disputable", "Disputable"),
        count("missed", "Missed"),
        money("missed_amount", "Missed amount"),
        rate("missed_rate", "Missed by count", "missed", "disputable_cases"),
        rate("missed_rate_by_amount", "Missed by amount", "missed_amount", "disputable"),
        count("expired", "Expired in all"),
        money("expired_amount", "Expired amount in all"),
    ),
    "missed_amount",
    "Missed: the window closed on a case that could have been filed. Expired also counts what came in too late.",
)

EVIDENCE: Final = Table(
    "evidence",
    "Completeness of evidence",
    ("evidence", "disputable"),
    lambda c, _today, _selection: {
        "n": number(c.evidence != ""),
        "disputable": total(c.disputable),
        "complete_amount": total(c.disputable, c.evidence == "complete"),
        **{state: number(c.evidence == state) for state in ("complete", "weak", "missing", "waived")},
    },
    lambda _today, _selection: (
        count("n", "Disputable cases"),
        count("complete", "Complete"),
        count("weak", "Weak"),
        count("missing", "Missing"),
        count("waived", "Waived"),
        rate("complete_rate", "Complete by count", "complete", "n"),
        money("disputable", "Disputable"),
        money("complete_amount", "Disputable with complete evidence"),
        rate("complete_rate_by_amount", "Complete by amount", "complete_amount", "disputable"),
    ),
    "disputable",
)

WRITE_OFFS: Final = Table(
    "write-offs",
    "Write-offs",
    ("claimed", "written_off"),
    lambda c, _today, _selection: {
        "written_off_cases": number(c.written_off > 0),
        "written_off": total(c.written_off),
        "claimed": total(c.claimed),
    },
    lambda _today, _selection: (
        count("cases", "Cases"),
        count("written_off_cases", "Written off"),
        money("written_off", "Amount written off"),
        money("deducted", "Deducted", "claimed"),
        rate("written_off_share", "Share of deducted", "written_off", "claimed"),
    ),
    "written_off",
)

TABLES: Final = (WIN_RATES, RECOVERY, COVERAGE, AGEING, DEADLINES, EVIDENCE, WRITE_OFFS)
