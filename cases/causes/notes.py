"""Notes on causes as rows: a new version where figures changed, decided ones kept until they changed enough, and what people decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from cases.causes.clusters import Cluster, dimensions_of
from cases.causes.hypotheses import Hypothesis
from cases.causes.note_brief import NoteBrief, Subject
from cases.letters.brief import Brief
from cases.letters.sentences import Sentence, text_of
from cases.letters.verifier import Verification
from cases.wording import cause_name
from facts.money import minor_digits
from ledger import journal
from ledger.improving import CauseNote
from ledger.suppliers import Account
from rules.causes import CauseRules

DECISIONS: Final = ("accepted", "dismissed")
"""What people decide of a note."""
PROPOSED, OVERTAKEN = "proposed", "overtaken"
LONGEST_REASON: Final = 2_000


class NoteDecisionError(ValueError):
    """A decision that cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Written:
    """A note ready to be kept: what it is about, its facts, its sentences with the verifier's word, and who wrote it."""

    subject: Subject
    brief: NoteBrief
    cause: str
    sentences: tuple[Sentence, ...]
    verdict: Verification
    language: str
    made_by: str
    author: str
    run_id: int | None = None


def latest_notes(supplier_id: int) -> Select[CauseNote]:
    """The notes of a supplier as they stand: of each the latest version."""
    later = aliased(CauseNote)
    newer = select(later.id).where(
        later.supplier_id == CauseNote.supplier_id, later.key == CauseNote.key, later.version > CauseNote.version
    )
    return select(CauseNote).where(CauseNote.supplier_id == supplier_id, ~newer.exists())


def latest_note(session: Session, supplier_id: int, key: str) -> CauseNote | None:
    """The latest version of a note."""
    wanted = select(CauseNote).where(CauseNote.supplier_id == supplier_id, CauseNote.key == key)
    return session.scalars(wanted.order_by(CauseNote.version.desc()).limit(1)).first()


def key_of(subject: Subject) -> str:
    """Names a note within its supplier, whenever it is looked for again."""
    if subject.case is not None:
        return f"case:{subject.case.id}"
    month = f"month:{subject.lines.span.said}" if subject.scope == "month" else ""
    return f"{subject.lines.key}{month}"[:200]


def keep_note(session: Session, account: Account, written: Written, rules: CauseRules, *, now: datetime) -> CauseNote | None:
    """Keeps a note as the next version; None where the one that stands says the same, or was decided on figures that hardly changed."""
    subject, key = written.subject, key_of(written.subject)
    standing = latest_note(session, account.supplier_id, key)
    if standing is not None:
        if _says_the_same(standing, written):
            return None
        if standing.state in DECISIONS and not _changed(standing, written, rules):
            return None
        if standing.state == PROPOSED:
            standing.state = OVERTAKEN
    note = CauseNote(
        supplier_id=account.supplier_id,
        account_id=account.id,
        case_id=subject.case.id if subject.case is not None else None,
        run_id=written.run_id,
        scope=subject.scope,
        key=key,
        version=1 if standing is None else standing.version + 1,
        period=subject.lines.span.said,
        cause=written.cause,
        title=title_of(written.cause, subject)[:300],
        dimensions=_dimensions(subject, rules),
        currency=subject.lines.currency,
        claims=subject.figures.lines,
        amount_minor=subject.figures.claimed_minor,
        preventable_minor=_preventable(written),
        language=written.language,
        text=text_of(written.sentences),
        sentences=[s.to_json() for s in written.sentences],
        brief=written.brief.to_json() | {"hash": written.brief.brief.hash, "weighed": [h.to_json() for h in subject.weighed]},
        problems=written.verdict.to_json(),
        verified=written.verdict.passed,
        made_by=written.made_by,
        author=written.author,
        at=now,
        state=PROPOSED,
    )
    session.add(note)
    session.flush()
    return note


def title_of(cause: str, subject: Subject) -> str:
    """A note's heading in plain English; pages say it in the reader's own words."""
    place = subject.lines.place
    return cause_name(cause) + (f", {place[1]}" if place else f", {subject.lines.span.said}" if subject.scope == "month" else "")


def decide(session: Session, note: CauseNote, *, decision: str, reason: str, actor: str, now: datetime) -> None:
    """Accepts or dismisses the latest version of a note, with a reason. Raises NoteDecisionError."""
    if decision not in DECISIONS:
        raise NoteDecisionError(f"a note is {' or '.join(DECISIONS)}, not {decision}")
    if not reason.strip():
        raise NoteDecisionError("say why, so that whoever reads it later knows")
    latest = latest_note(session, note.supplier_id, note.key)
    if latest is not None and latest.version != note.version:
        raise NoteDecisionError(f"version {note.version} is not the latest: figures changed, and version {latest.version} says how")
    if note.state == OVERTAKEN:
        raise NoteDecisionError("these deductions no longer lie together; there is nothing to decide")
    before = {"state": note.state, "reason": note.decided_reason}
    note.state, note.decided_at, note.decided_by, note.decided_reason = decision, now, actor, reason.strip()[:LONGEST_REASON]
    journal.record(
        session,
        supplier_id=note.supplier_id,
        actor=actor,
        now=now,
        action="cause_decided",
        noun="cause_note",
        noun_id=note.id,
        reason=note.decided_reason,
        before=before,
        after={"state": note.state, "cause": note.cause, "key": note.key, "version": note.version},
    )


def overtake(session: Session, account: Account, currency: str, found: Sequence[str]) -> int:
    """Marks proposed clusters of an account that are no longer found; gives how many. What people decided stays."""
    wanted = latest_notes(account.supplier_id).where(
        CauseNote.account_id == account.id,
        CauseNote.currency == currency,
        CauseNote.scope == "cluster",
        CauseNote.state == PROPOSED,
        CauseNote.key.not_in(found),
    )
    gone = session.scalars(wanted).all()
    for note in gone:
        note.state = OVERTAKEN
    return len(gone)


def _dimensions(subject: Subject, rules: CauseRules) -> dict[str, str | int]:
    """What the lines have in common, and, of a cluster, in how many months they came up and whether that is again and again."""
    told = dict(dimensions_of(Cluster(subject.lines, subject.figures.lines, subject.figures.claimed_minor, subject.base)))
    if subject.scope == "cluster":
        months = len(subject.figures.months)
        told |= {"months": months, "again": int(months >= rules.months_repeated)}
    return told


def _preventable(written: Written) -> int:
    """What was deducted for the lines that bear the note's cause."""
    leading: Hypothesis | None = next((h for h in written.subject.standing if h.cause == written.cause), None)
    return leading.part.minor if leading else 0


def _says_the_same(standing: CauseNote, written: Written) -> bool:
    """The same facts, and not a model's words in place of the template's."""
    same = standing.brief.get("hash") == written.brief.brief.hash and standing.language == written.language
    return same and standing.state != OVERTAKEN and (written.made_by == "template" or standing.made_by == "model")


def _changed(standing: CauseNote, written: Written, rules: CauseRules) -> bool:
    """By as much as the pack asks for, in count or in money; or it is another cause."""
    figures = written.subject.figures
    pairs = ((standing.claims, figures.lines), (standing.amount_minor, figures.claimed_minor))
    return standing.cause != written.subject.cause or any(_apart(before, after) >= rules.changed_by for before, after in pairs)


def _apart(before: int, after: int) -> Decimal:
    return Decimal(abs(after - before)) / before if before else Decimal(after != before)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A model's note on the same facts: the cause it argues for, its sentences with the verifier's word, which model, in which run."""

    cause: str
    sentences: tuple[Sentence, ...]
    verdict: Verification
    model: str
    run_id: int


def put_in_place(session: Session, standing: CauseNote, written: Rewritten, *, now: datetime) -> CauseNote | None:
    """Keeps a model's note as the version after the template's; None where that was decided or is no longer the latest."""
    latest = latest_note(session, standing.supplier_id, standing.key)
    if latest is None or latest.id != standing.id or standing.state != PROPOSED:
        return None
    brief = Brief.from_json(standing.brief)
    worth = brief.at(f"cause:{written.cause}/worth")
    amount = (worth.amount if worth else None) or Decimal(0)
    copied = ("supplier_id", "account_id", "case_id", "scope", "key", "period", "dimensions", "currency", "claims", "amount_minor")
    note = CauseNote(
        **{name: getattr(standing, name) for name in (*copied, "language", "brief")},
        run_id=written.run_id,
        version=standing.version + 1,
        cause=written.cause,
        title=standing.title.replace(cause_name(standing.cause), cause_name(written.cause), 1),
        preventable_minor=int(amount.scaleb(minor_digits(standing.currency))),
        text=text_of(written.sentences),
        sentences=[s.to_json() for s in written.sentences],
        problems=written.verdict.to_json(),
        verified=written.verdict.passed,
        made_by="model",
        author=written.model,
        at=now,
        state=PROPOSED,
    )
    standing.state = OVERTAKEN
    session.add(note)
    session.flush()
    return note
