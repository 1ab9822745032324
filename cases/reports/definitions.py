"""The reports themselves: win rates, recovery, coverage, ageing, deadlines, evidence and write-offs, as domain.md section 6 has them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, case

from cases.reports.report import Column, Unit
from cases.reports.selection import Selection
from cases.reports.tables import Shown, Sums, Table, count, money, number, of, plainly, rate, total
from facts.money import round_half_up

BUCKETS: Final = ((30, "0_30", "0 to 30 days"), (60, "31_60", "31 to 60 days"), (90, "61_90", "61 to 90 days"))
"""Days since the deduction up to which a case belongs to a bucket of the ageing; older ones are beyond 90."""
PERIOD: Final = 90
"""Days over which deductions per day are averaged where the report names no period."""


WON: Final = ("won_at_once", "won")
RESOLVED: Final = (*WON, "partly_won", "lost")

WIN_RATES: Final = Table(
    "win-rates",
    "Win rates",
    ("outcome", "disputed", "granted"),
    plainly("disputed", "granted"),
    lambda _today, _selection: (
        count("n", "Decided", of("cases", *RESOLVED)),
        count("won", "Won", of("cases", *WON)),
        count("partly_won", "Partly won", of("cases", "partly_won")),
        count("lost", "Lost", of("cases", "lost")),
        rate("rate_by_count", "Win rate by count", of("cases", *WON), of("cases", *RESOLVED)),
        money("disputed", "Disputed", of("disputed", *RESOLVED)),
        money("approved", "Approved", of("granted", *RESOLVED)),
        rate("rate_by_amount", "Win rate by amount", of("granted", *RESOLVED), of("disputed", *RESOLVED)),
        count("first_pass", "Won at the first filing", of("cases", "won_at_once")),
        rate("first_pass_rate", "First-pass rate", of("cases", "won_at_once"), of("cases", *RESOLVED)),
        count("pending", "Pending, not counted", of("cases", "pending")),
        money("pending_disputed", "Pending amount, not counted", of("disputed", "pending")),
    ),
    "disputed",
    "Decided disputes only, pending ones in neither rate. By count: won / (won + partly won + lost). By amount: approved / disputed.",
    lambda c, _today: c.outcome,
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


def _age(c: Any, today: date) -> ColumnElement[Any]:
    """The bucket of a case's age, counted from its deduction."""
    younger = [(c.deducted_on >= today - timedelta(days=days), name) for days, name, _ in BUCKETS]
    return case((c.deducted_on.is_(None), "undated"), *younger, else_="over_90")


def _still_open(c: Any, today: date, selection: Selection) -> dict[str, ColumnElement[Any]]:
    first, last = _period(today, selection)
    return {"open_cases": number(c.open > 0), "open": total(c.open), "deducted": total(c.claimed, c.deducted_on.between(first, last))}


def _ageing_shown(today: date, selection: Selection) -> tuple[Shown, ...]:
    first, last = _period(today, selection)
    length = (last - first).days + 1

    def outstanding(sums: Sums) -> Decimal | None:
        return round_half_up(Decimal(sums["open"] * length) / sums["deducted"], 1) if sums["deducted"] and length > 0 else None

    buckets = [(name, title) for _, name, title in BUCKETS] + [("over_90", "over 90 days"), ("undated", "no day known")]
    return (
        count("open_cases", "Open cases"),
        money("open", "Open"),
        *(count(f"cases_{name}", f"Cases, {title}", of("open_cases", name)) for name, title in buckets),
        *(money(f"open_{name}", f"Open, {title}", of("open", name)) for name, title in buckets),
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
    _still_open,
    _ageing_shown,
    "open",
    "Days since the deduction. Days outstanding: open / deducted per day, over the chosen period or the last 90 days.",
    _age,
)

MISSED: Final = ("missed", "missed_expired")
EXPIRED: Final = ("expired", "missed_expired")

DEADLINES: Final = Table(
    "deadlines",
    "Missed deadlines",
    ("lateness", "disputable", "lapsed"),
    lambda c, _today, _selection: {
        "disputable_cases": number(c.disputable > 0),
        "disputable": total(c.disputable),
        "lapsed": total(c.lapsed),
    },
    lambda _today, _selection: (
        count("disputable_cases", "Disputable cases"),
        money("disputable", "Disputable"),
        count("missed", "Missed", of("cases", *MISSED)),
        money("missed_amount", "Missed amount", of("lapsed", *MISSED)),
        rate("missed_rate", "Missed by count", of("cases", *MISSED), "disputable_cases"),
        rate("missed_rate_by_amount", "Missed by amount", of("lapsed", *MISSED), "disputable"),
        count("expired", "Expired in all", of("cases", *EXPIRED)),
        money("expired_amount", "Expired amount in all", of("lapsed", *EXPIRED)),
    ),
    "lapsed",
    "Missed: the window closed on a case that could have been filed. Expired also counts what came in too late.",
    lambda c, _today: c.lateness,
)

EVIDENCE_STATES: Final = ("complete", "weak", "missing", "waived")

EVIDENCE: Final = Table(
    "evidence",
    "Completeness of evidence",
    ("evidence", "disputable"),
    plainly("disputable"),
    lambda _today, _selection: (
        count("n", "Disputable cases", of("cases", *EVIDENCE_STATES)),
        *(count(state, state.capitalize(), of("cases", state)) for state in EVIDENCE_STATES),
        rate("complete_rate", "Complete by count", of("cases", "complete"), of("cases", *EVIDENCE_STATES)),
        money("disputable", "Disputable"),
        money("complete_amount", "Disputable with complete evidence", of("disputable", "complete")),
        rate("complete_rate_by_amount", "Complete by amount", of("disputable", "complete"), "disputable"),
    ),
    "disputable",
    sorts=lambda c, _today: c.evidence,
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
