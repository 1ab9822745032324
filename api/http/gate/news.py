"""What is new for one reader, of all suppliers that they see: the journal of every chain, background work, and who looks at what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

from pydantic import BaseModel
from sqlalchemy import Select, and_, func, or_, select

from api.http.gate import events, presence, suppliers
from api.http.gate.rows import Gate, supplier_of_chain
from api.http.shapes.news import ChangeTold, JobTold, NothingMore
from api.http.shapes.presence import PresenceShown
from ledger.database_clock import DatabaseMoment
from ledger.models import Job, JournalEntry, JournalHead, Presence

AT_A_TIME: Final = 200
CHAINS_AT_A_TIME: Final = 50
SETTLES: Final = 5.0
"""Seconds after which everything is looked at even where nothing seems to have changed: who is gone writes no row, and a transaction
may end after another that began later."""
OVERLAP: Final = timedelta(seconds=10)
"""So long before the latest change of a job another may have happened that shows only now."""
AGAIN: Final = 64
"""Entries before a reader's place that are told again where they stand in other chains: they may have come after what was told."""
TOO_FAR: Final = 2_000
"""Entries that a reader may have missed; whoever missed more begins anew."""


@dataclass(frozen=True, slots=True)
class News:
    """One event: its name, what it tells, and the place to go on from after it."""

    name: str
    told: BaseModel
    place: str = ""


@dataclass(slots=True)
class NewsOfSupplier:
    """One supplier's journal, from the entry after `since` in its chain."""

    supplier_id: int
    since: int

    def look(self, gate: Gate, tick: float) -> list[News]:
        """What is new. Raises NotFoundError where the supplier may no longer be seen."""
        del tick
        suppliers.supplier(gate, self.supplier_id)
        found = events.news(gate, self.supplier_id, self.since)
        self.since = found[-1].sequence if found else self.since
        return [News(event.noun, event, str(event.sequence)) for event in found]


@dataclass(slots=True)
class NewsOfAll:
    """Everything that one reader may see. A place is the number of the journal's last entry that was told and a moment for jobs.

    Each chain is followed by its own sequence, which has no gaps; the journal's numbers over all chains have: a transaction may end
    after one that took a later number. Jobs are followed by the database's clock, with a look back. A job or another chain's entry
    may so be told twice to a reader who comes again, and nothing is left out.
    """

    entry: int
    jobs: datetime
    behind: bool = False
    chains: dict[str, int] = field(default_factory=dict)
    jobs_told: dict[int, datetime] = field(default_factory=dict)
    there: dict[presence.Thing, PresenceShown] = field(default_factory=dict)
    _base: int = 0
    _pulse: Sequence[object] | None = None
    _looked: float = 0.0
    _begun: bool = False

    @classmethod
    def since(cls, gate: Gate, place: str | None) -> NewsOfAll:
        """News after a place (`1234.1764090000123`), else from now on. A place that lies too far back counts as none and is told so."""
        latest, moment = gate.session.execute(_NOW).one()
        if place is not None:
            entry, _, milliseconds = place.partition(".")
            came, at = int(entry), datetime.fromtimestamp(int(milliseconds or 0) / 1000, UTC)
            if latest - came <= TOO_FAR:
                made = cls(entry=came, jobs=min(at, moment) if milliseconds else moment)
                made._follow_from(gate, came, at)
                return made
        made = cls(entry=latest, jobs=moment, behind=place is not None)
        made._follow(gate, latest)
        made.jobs_told = made._changed_jobs(gate)
        return made

    @property
    def place(self) -> str:
        """Where the reader is now."""
        return _place(self.entry, self.jobs)

    def look(self, gate: Gate, tick: float) -> list[News]:
        """What is new. One question finds out whether anything is; only then, and every few seconds, are rows looked at."""
        found: list[News] = []
        if not self._begun:
            self._begun = True
            found.append(News("behind" if self.behind else "begun", NothingMore(), self.place))
        pulse = gate.session.execute(_PULSE).one()
        if pulse == self._pulse and tick - self._looked < SETTLES:
            return found
        self._pulse, self._looked = pulse, tick
        return [*found, *self._changes(gate), *self._jobs(gate), *self._presence(gate)]

    def _follow(self, gate: Gate, base: int) -> None:
        """Follows every chain there is from the journal's entry `base` on."""
        self._base = base
        self.chains = _by_chain(gate, gate.heads())

    def _follow_from(self, gate: Gate, came: int, at: datetime) -> None:
        """The same for a reader who comes again: each chain from the first entry that may not have been told.

        Of the entries before `came` those alone that were written about `at` or since.
        """
        self._follow(gate, came)
        known = gate.journal().with_only_columns(JournalEntry.chain, JournalEntry.sequence).where(JournalEntry.id == came)
        last = gate.session.execute(known).one_or_none()
        missed = gate.journal().with_only_columns(JournalEntry.chain, func.min(JournalEntry.sequence))
        late = and_(JournalEntry.id > came - AGAIN, JournalEntry.at > at - OVERLAP)
        for chain, first in _by_chain(gate, missed.where(or_(JournalEntry.id > came, late)).group_by(JournalEntry.chain)).items():
            self.chains[chain] = first - 1
        if last is not None:
            self.chains[last.chain] = last.sequence

    def _changes(self, gate: Gate) -> list[News]:
        heads = _by_chain(gate, gate.heads())
        self._begin_with(gate, [chain for chain in heads if chain not in self.chains])
        moved = [chain for chain, sequence in heads.items() if sequence > self.chains[chain]]
        if not moved:
            return []
        further = [and_(JournalEntry.chain == c, JournalEntry.sequence > self.chains[c]) for c in moved[:CHAINS_AT_A_TIME]]
        told = (JournalEntry.at, JournalEntry.actor, JournalEntry.action, JournalEntry.noun, JournalEntry.noun_id)
        wanted = gate.journal().with_only_columns(JournalEntry.id, JournalEntry.chain, JournalEntry.sequence, *told).where(or_(*further))
        rows = gate.session.execute(wanted.order_by(JournalEntry.id).limit(AT_A_TIME)).all()
        if len(rows) == AT_A_TIME or len(moved) > CHAINS_AT_A_TIME:
            self._pulse = None
        found = []
        for row in rows:
            self.chains[row.chain], self.entry = row.sequence, max(self.entry, row.id)
            supplier_id = supplier_of_chain(row.chain)
            change = ChangeTold.model_validate({**row._mapping, "supplier_id": supplier_id})  # noqa: SLF001 - SQLAlchemy's public name
            if supplier_id is not None and not gate.scope.inside(supplier_id):
                change = change.model_copy(update={"actor": "", "action": "changed"})  # that something is new, not who did what
            found.append(News("change", change, self.place))
        return found

    def _begin_with(self, gate: Gate, new: Sequence[str]) -> None:
        """Chains that are seen for the first time: a new supplier's from its start, one that was granted from when the reader came."""
        if not new:
            return
        after = select(JournalEntry.chain, func.min(JournalEntry.sequence)).where(JournalEntry.chain.in_(new), JournalEntry.id > self._base)
        first = _by_chain(gate, after.group_by(JournalEntry.chain))
        for chain, sequence in _by_chain(gate, gate.heads().where(JournalHead.chain.in_(new))).items():
            self.chains[chain] = first[chain] - 1 if chain in first else sequence

    def _jobs(self, gate: Gate) -> list[News]:
        changed = self._changed_jobs(gate)
        new = list(islice((number for number, at in changed.items() if self.jobs_told.get(number) != at), AT_A_TIME + 1))
        if len(new) > AT_A_TIME:
            self._pulse = None
        found = []
        rows = (
            gate.session.scalars(gate.seen_inside(Job).where(Job.id.in_(new[:AT_A_TIME])).order_by(Job.changed_at, Job.id)) if new else ()
        )
        for row in rows:
            at = row.changed_at or self.jobs
            self.jobs_told[row.id], self.jobs = at, max(self.jobs, at)
            found.append(News("job", JobTold.of(row), self.place))
        self.jobs_told = {number: at for number, at in self.jobs_told.items() if at > self.jobs - 2 * OVERLAP}
        return found

    def _changed_jobs(self, gate: Gate) -> dict[int, datetime]:
        wanted = gate.seen_inside(Job).with_only_columns(Job.id, Job.changed_at).where(Job.changed_at > self.jobs - OVERLAP)
        return {number: at for number, at in gate.session.execute(wanted.order_by(Job.changed_at, Job.id)) if at is not None}

    def _presence(self, gate: Gate) -> list[News]:
        now, before = presence.everybody(gate), self.there
        self.there = now
        gone = [shown.model_copy(update={"people": []}) for thing, shown in before.items() if thing not in now]
        return [News("presence", shown, self.place) for shown in (*gone, *(s for thing, s in now.items() if before.get(thing) != s))]


def place_of_page(gate: Gate) -> str:
    """From where a page that is made now is to be told what happens: whatever ends before it listens is told it then."""
    latest, moment = gate.session.execute(_NOW).one()
    return _place(latest, moment)


def _place(entry: int, moment: datetime) -> str:
    return f"{entry}.{int(moment.timestamp() * 1000)}"


def _by_chain(gate: Gate, wanted: Select[str, int]) -> dict[str, int]:
    return dict(gate.session.execute(wanted).all())


_NOW: Final = select(func.coalesce(func.max(JournalEntry.id), 0), DatabaseMoment())
_PULSE: Final = select(
    select(func.max(JournalEntry.id)).scalar_subquery(),
    select(func.max(Job.changed_at)).scalar_subquery(),
    select(func.max(Presence.seen_at)).scalar_subquery(),
    select(func.count(Presence.id)).scalar_subquery(),
)
"""What moves with everything that can be new, each read off the end of an index."""
