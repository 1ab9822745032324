"""What is to be judged again in an account: what bears on claims otherwise than last time, whose day has come, and what was named.

When in doubt wider, never narrower: an account that was not judged to the end, by other rules, or as of a later day is judged whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from facts.finding import FindingType, Verdict
from ledger.findings import FindingRow, JudgedKey
from ledger.operation import Touch
from matchers.bearing import BearingKey, KeyKind, changed
from matchers.focus import Focus, everywhere
from matchers.grammar import number_key

KEY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Touches:
    """What waits to be judged: the rows, the keys that they name, why, and whether one of them means the whole account."""

    ids: tuple[int, ...]
    keys: frozenset[str]
    causes: tuple[str, ...]
    whole: bool


def waiting_touches(session: Session, account_id: int) -> Touches:
    """The touches of an account that no judgement took in yet."""
    wanted = select(Touch).where(Touch.account_id == account_id, Touch.judged_at.is_(None)).order_by(Touch.id)
    found = session.scalars(wanted).all()
    return Touches(
        tuple(t.id for t in found),
        frozenset(key for t in found for key in t.keys),
        tuple(dict.fromkeys(t.cause for t in found)),
        any(t.document_id is None and not t.keys for t in found),
    )


def bearings_of(session: Session, account_id: int) -> dict[BearingKey, str]:
    """What the last judgement saw under each number."""
    wanted = select(JudgedKey.kind, JudgedKey.key, JudgedKey.hash).where(JudgedKey.account_id == account_id)
    return {(KeyKind(kind), key): seen for kind, key, seen in session.execute(wanted.execution_options(yield_per=10_000))}


def stored_form(bearings: Mapping[BearingKey, str]) -> dict[BearingKey, str]:
    """The same with keys as long as the column holds."""
    return {(kind, key[:KEY_LENGTH]): seen for (kind, key), seen in bearings.items()}


def claims_of_the_day(session: Session, account_id: int, since: date, until: date) -> Focus:
    """The claims whose window opened or closed between two judgements, and the holdbacks, whose age is told."""
    row = FindingRow
    crossed = or_(
        (row.opens_on > since) & (row.opens_on <= until),
        (row.dispute_by >= since) & (row.dispute_by < until),
        (row.type == FindingType.PROVISION) & (row.verdict != Verdict.RESOLVED),
    )
    references = session.scalars(select(row.reference).where(row.account_id == account_id, row.gone_at.is_(None), crossed).distinct())
    return Focus(references=frozenset(number_key(r) for r in references))


def focus_on(before: Mapping[BearingKey, str], after: Mapping[BearingKey, str], day: Focus, keys: frozenset[str]) -> Focus:
    """All of it together."""
    return changed(before, after) | day | everywhere(keys)


def keep_bearings(session: Session, account_id: int, keys: Sequence[BearingKey], after: Mapping[BearingKey, str]) -> None:
    """Writes what was seen under these numbers in place of what was seen before; numbers that bear nothing any more go."""
    for kind, named in _by_kind(keys).items():
        gone = delete(JudgedKey).where(JudgedKey.account_id == account_id, JudgedKey.kind == kind.value, JudgedKey.key.in_(named))
        session.execute(gone)
    rows = [{"account_id": account_id, "kind": k[0].value, "key": k[1], "hash": after[k]} for k in keys if k in after]
    if rows:
        session.execute(insert(JudgedKey), rows)


def _by_kind(keys: Iterable[BearingKey]) -> dict[KeyKind, list[str]]:
    found: dict[KeyKind, list[str]] = {}
    for kind, key in keys:
        found.setdefault(kind, []).append(key)
    return found
