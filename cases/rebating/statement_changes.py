"""What changed between two statements of an agreement, period by period: other terms, data that came late, or days that went by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from cases.rebating.worked import WorkedStatement
from ledger.rebates import RebateStatement
from matchers.rebates.kept import late

MOST_FILES: Final = 10


def differences(last: RebateStatement, worked: WorkedStatement, came: Mapping[str, datetime]) -> Iterator[dict[str, Any]]:
    """What changed since a statement, period by period, and why: other terms, data that came late, or days that went by."""
    before = {p["start"]: p for p in last.content.get("periods", ())}
    after = {p["start"]: (p, d) for p, d in zip(worked.content["periods"], worked.periods, strict=True)}
    new_files = [path for path, at in came.items() if at > last.made_at]
    for start in sorted(before.keys() | after.keys()):
        was, (now, period) = before.get(start), after.get(start, (None, None))
        if was is not None and now is not None and (was["print"], was["payout"], was["base"]) == (now["print"], now["payout"], now["base"]):
            continue
        told = {f"{name}_{when}": None if p is None else p[name] for name in ("base", "payout", "transactions") for when, p in
                (("before", was), ("after", now))}  # fmt: skip
        entry: dict[str, Any] = {"start": start, "end": (now or was or {})["end"], "cause": _cause(was, now)} | told
        if period is not None and was is not None:
            count, amount, files = late(period.account.payout.rows, new_files, last.as_of)
            if count:
                entry |= {"cause": "late_data", "late": {"transactions": count, "base": f"{amount:f}", "files": list(files[:MOST_FILES])}}
        yield entry


def _cause(was: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> str:
    if was is None:
        return "new_period"
    if now is None:
        return "no_longer_a_period"
    if was["version"] != now["version"]:
        return "other_terms"
    return "changed_data" if was["over"] else "running"
