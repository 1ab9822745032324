"""What reports are to say, worked out case by case in plain words from the columns of each case."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ledger.cases import CaseForm, CaseState
from tests.made_up_cases import TODAY

S = CaseState


def outcome(c: dict[str, Any]) -> str:
    granted = max(c["approved_minor"], c["paid_minor"] + c["offset_minor"])
    if c["form"] is CaseForm.SETTLEMENT or not c["rounds"]:
        return ""
    if c["closed"]:
        decided = c["decided_on"] is not None or c["close_reason"] in {"won", "lost"}
    else:
        in_hand = c["state"] is S.ANSWERED or (c["state"] is S.SNOOZED and c["state_before"] is S.ANSWERED)
        decided = in_hand and c["decided_on"] is not None and c["reply_due"] is None
    if not decided:
        return "" if c["closed"] else "pending"
    return "lost" if granted == 0 else "won" if granted >= c["disputed_minor"] else "partly_won"


def disputable(c: dict[str, Any]) -> int:
    return 0 if c["form"] is CaseForm.SETTLEMENT else max(c["recoverable_minor"], c["disputed_minor"])


def sum_of(cases: Iterable[dict[str, Any]], *names: str) -> int:
    return sum(c[f"{name}_minor"] for c in cases for name in names)


def rate(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    exact = Fraction(part, whole) * 10_000
    doubled = abs(exact) * 2
    rounded = (doubled.numerator // doubled.denominator + 1) // 2
    return Decimal(rounded if exact >= 0 else -rounded).scaleb(-4)


def win_rates(cases: list[dict[str, Any]]) -> dict[str, Any]:
    decided = [c for c in cases if outcome(c) in {"won", "partly_won", "lost"}]
    pending = [c for c in cases if outcome(c) == "pending"]
    counted = Counter(map(outcome, decided))
    granted = sum(max(c["approved_minor"], c["paid_minor"] + c["offset_minor"]) for c in decided)
    first = sum(outcome(c) == "won" and c["rounds"] == 1 for c in decided)
    return {
        "n": len(decided), "won": counted["won"], "partly_won": counted["partly_won"], "lost": counted["lost"],
        "rate_by_count": rate(counted["won"], len(decided)), "disputed": sum_of(decided, "disputed"), "approved": granted,
        "rate_by_amount": rate(granted, sum_of(decided, "disputed")), "first_pass": first, "first_pass_rate": rate(first, len(decided)),
        "pending": len(pending), "pending_disputed": sum_of(pending, "disputed"),
    }  # fmt: skip


def recovery(cases: list[dict[str, Any]]) -> dict[str, Any]:
    net = sum_of(cases, "paid") - sum_of(cases, "rededucted")
    unpaid = sum(max(0, c["approved_minor"] - c["paid_minor"] - c["offset_minor"]) for c in cases)
    asked_for = [c for c in cases if c["form"] is CaseForm.DISPUTE]
    return {
        "cases": len(cases), "deducted": sum_of(cases, "claimed"), "disputed": sum_of(asked_for, "disputed"),
        "approved": sum_of(cases, "approved"), "paid": sum_of(cases, "paid"), "rededucted": sum_of(cases, "rededucted"),
        "net_recovered": net, "net_recovery_rate": rate(net, sum_of(cases, "claimed")), "approved_unpaid": unpaid,
        "mitigated": sum_of(cases, "mitigated"), "offset": sum_of(cases, "offset"), "written_off": sum_of(cases, "written_off"),
        "open": sum_of(cases, "open"),
    }  # fmt: skip


def coverage(cases: list[dict[str, Any]]) -> dict[str, Any]:
    asked_for = [c for c in cases if c["form"] is CaseForm.DISPUTE]
    could, was = sum(map(disputable, cases)), sum_of(asked_for, "disputed")
    invalid = sum(max(disputable(c), c["paid_minor"] + c["offset_minor"] + c["mitigated_minor"]) for c in asked_for)
    return {
        "cases": len(cases), "deducted": sum_of(cases, "claimed"), "invalid": invalid,
        "invalid_share": rate(invalid, sum_of(cases, "claimed")), "disputable": could, "disputed": was, "coverage": rate(was, could),
    }  # fmt: skip


def ageing(cases: list[dict[str, Any]]) -> dict[str, Any]:
    still = [c for c in cases if c["open_minor"] > 0]
    buckets: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for c in still:
        age = None if c["deducted_on"] is None else (TODAY - c["deducted_on"]).days
        name = "undated" if age is None else "0_30" if age <= 30 else "31_60" if age <= 60 else "61_90" if age <= 90 else "over_90"
        buckets[name].append(c)
    shown: dict[str, Any] = {"open_cases": len(still), "open": sum_of(still, "open")}
    for name in ("0_30", "31_60", "61_90", "over_90", "undated"):
        shown |= {f"cases_{name}": len(buckets[name]), f"open_{name}": sum_of(buckets[name], "open")}
    return shown


def deadlines(cases: list[dict[str, Any]]) -> dict[str, Any]:
    def lapsed(some: list[dict[str, Any]]) -> int:
        return sum(max(0, disputable(c) - max(c["approved_minor"], c["paid_minor"] + c["offset_minor"])) for c in some)

    missed, expired = [c for c in cases if c["missed_deadline"]], [c for c in cases if c["state"] is S.EXPIRED]
    could = [c for c in cases if disputable(c)]
    return {
        "disputable_cases": len(could), "disputable": sum(map(disputable, could)), "missed": len(missed), "missed_amount": lapsed(missed),
        "missed_rate": rate(len(missed), len(could)), "missed_rate_by_amount": rate(lapsed(missed), sum(map(disputable, could))),
        "expired": len(expired), "expired_amount": lapsed(expired),
    }  # fmt: skip


def evidence(cases: list[dict[str, Any]]) -> dict[str, Any]:
    could = [c for c in cases if disputable(c)]
    states = Counter(c["evidence_state"] for c in could)
    whole, complete = sum(map(disputable, could)), sum(disputable(c) for c in could if c["evidence_state"] == "complete")
    return {
        "n": len(could), **{state: states[state] for state in ("complete", "weak", "missing", "waived")},
        "complete_rate": rate(states["complete"], len(could)), "disputable": whole, "complete_amount": complete,
        "complete_rate_by_amount": rate(complete, whole),
    }  # fmt: skip


def write_offs(cases: list[dict[str, Any]]) -> dict[str, Any]:
    gone = [c for c in cases if c["written_off_minor"] > 0]
    return {
        "cases": len(cases), "written_off_cases": len(gone), "written_off": sum_of(gone, "written_off"),
        "deducted": sum_of(cases, "claimed"),
        "written_off_share": rate(sum_of(gone, "written_off"), sum_of(cases, "claimed")),
    }  # fmt: skip


def days_taken(cases: list[dict[str, Any]]) -> dict[str, Any]:
    shown: dict[str, int | None] = {}
    for name, start, end in (
        ("file", "deducted_on", "first_filed_on"),
        ("decide", "first_filed_on", "decided_on"),
        ("pay", "decided_on", "paid_on"),
    ):
        taken = []
        for c in cases:
            days = {day: c[day] for day in (start, end)}
            if None not in days.values():
                taken.append((days[end] - days[start]).days)
        taken.sort()
        shown[f"to_{name}_n"] = len(taken)
        for quarter in (1, 2, 3):
            shown[f"to_{name}_q{quarter}"] = taken[-(-len(taken) * quarter // 4) - 1] if taken else None
    return shown


PLAINLY: dict[str, Callable[[list[dict[str, Any]]], dict[str, Any]]] = {
    "win-rates": win_rates, "recovery": recovery, "coverage": coverage, "ageing": ageing, "deadlines": deadlines, "evidence": evidence,
    "write-offs": write_offs, "timing": days_taken,
}  # fmt: skip
