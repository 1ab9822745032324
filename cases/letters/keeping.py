"""How a letter becomes a version of the case's: from one brief, verified, with the portal's fields, in the journal; whoever wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.letters.brief import Brief, DraftKind
from cases.letters.brief_facts import brief_of
from cases.letters.casefile import CaseFile
from cases.letters.letter_matter import field_to_json, fields_of, kind_of, matter_of, situation_of
from cases.letters.letter_words import MATCHERS_LANGUAGE, languages
from cases.letters.planted_remarks import planted_remarks
from cases.letters.sentences import Sentence, text_of
from cases.letters.verifier import Remark, Severity, Situation, verify
from ledger import journal
from ledger.cases import Case, Draft
from rules.model import Rules


class DraftError(ValueError):
    """A letter that cannot be written, changed or approved; the message says why."""


class NothingToWriteError(DraftError):
    """The case has nothing to ask for now."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"case {case.number} has no line that could be asked back now, so there is no letter to write")


def language_of(rules: Rules) -> str:
    """The language that the portal takes letters in; the matchers' own where none are written in that one."""
    return rules.language if rules.language in languages() else MATCHERS_LANGUAGE


def brief_for(case: Case, file: CaseFile, kind: DraftKind | str | None, share: Decimal | None) -> Brief:
    """The numbered facts of a letter on this case; `kind` is what the case calls for where none is given.

    Raises NothingToWriteError, DraftError for a kind or share that does not fit.
    """
    try:
        wanted = kind_of(file) if kind is None else DraftKind(kind)
    except ValueError as unknown:
        raise DraftError(f"{kind} is no kind of letter; there are {', '.join(DraftKind)}") from unknown
    if (wanted is DraftKind.SETTLEMENT) != (kind_of(file) is DraftKind.SETTLEMENT):
        raise DraftError(f"case {case.number} is {'a' if kind_of(file) is DraftKind.SETTLEMENT else 'no'} settlement")
    if wanted is DraftKind.RE_DISPUTE and not file.earlier:
        raise DraftError(f"case {case.number} was never filed, so it cannot be disputed again")
    if share is not None and not 0 < share <= 1:
        raise DraftError("the share that a settlement asks for lies between 0 and 1")
    if file.group is None and not file.settled:
        raise NothingToWriteError(case)
    return brief_of(matter_of(file, wanted, share))


def latest_draft(session: Session, case: Case) -> Draft | None:
    """The latest version, or None where nothing is written yet."""
    return session.scalar(select(Draft).where(Draft.case_id == case.id).order_by(Draft.version.desc()).limit(1))


def in_turn(session: Session, case: Case) -> None:
    """One version at a time: two who write at once come one after the other, until the transaction ends."""
    session.execute(select(Case.id).where(Case.id == case.id).with_for_update())


def keep(
    session: Session,
    case: Case,
    file: CaseFile,
    sentences: Sequence[Sentence],
    brief: Brief,
    *,
    made_by: str,
    language: str,
    actor: str,
    now: datetime,
) -> Draft:
    """A new version as a row, verified, with the portal's fields, and the journal's entry. Sentences of nobody are those of `made_by`."""
    in_turn(session, case)
    latest = latest_draft(session, case)
    draft = Draft(
        case_id=case.id,
        version=latest.version + 1 if latest else 1,
        kind=brief.draft.value,
        language=language,
        text=text_of(sentences),
        sentences=[replace(s, by=s.by or made_by).to_json() for s in sentences],
        brief=brief.to_json() | {"hash": brief.hash},
        made_by=made_by,
        author=actor,
        at=now,
    )
    put_verdict(draft, file, now)
    session.add(draft)
    session.flush()
    note_draft(session, case, "draft_changed" if made_by == "person" else "draft_written", draft, actor=actor, now=now, before=latest)
    return draft


def put_verdict(draft: Draft, file: CaseFile, now: datetime) -> None:
    """Fills the portal's fields from the letter and verifies it. A letter that rests on facts which changed since is objected to."""
    brief = Brief.from_json(draft.brief)
    fields = fields_of(file, brief, draft.text)
    situation = situation_of(file, brief, draft.text, fields, language=draft.language, today=now.astimezone(UTC).date())
    verification = verify([Sentence.from_json(s) for s in draft.sentences], brief, situation)
    outdated = _outdated(draft, brief, file)
    draft.fields = [field_to_json(f) for f in fields]
    draft.problems = [r.to_json() for r in outdated] + verification.to_json() + [r.to_json() for r in planted_remarks(file)]
    draft.verified = verification.passed and not outdated
    if not draft.verified:
        draft.approved_by = draft.approved_at = None


def situation_for(file: CaseFile, brief: Brief, text: str, *, language: str, now: datetime) -> Situation:
    """The circumstances that a letter of this text would be filed in on the day of `now` (UTC)."""
    fields = fields_of(file, brief, text)
    return situation_of(file, brief, text, fields, language=language, today=now.astimezone(UTC).date())


def _outdated(draft: Draft, brief: Brief, file: CaseFile) -> list[Remark]:
    """An objection where the case would give another brief today."""
    share = brief.at("case/share")
    if file.group is None and not file.settled:
        return [Remark("brief", Severity.OBJECTION, "the case has nothing to ask for any more")]
    fresh = brief_of(matter_of(file, brief.draft, Decimal(share.value) if share else None))
    if fresh.hash == draft.brief.get("hash"):
        return []
    return [Remark("brief", Severity.OBJECTION, "the facts of the case have changed since this letter was begun; write it anew")]


def note_draft(session: Session, case: Case, action: str, draft: Draft, *, actor: str, now: datetime, before: Draft | None = None) -> None:
    """The journal's entry on a version."""
    journal.record(
        session,
        supplier_id=case.supplier_id,
        actor=actor,
        now=now,
        action=action,
        noun="case",
        noun_id=case.id,
        before={"version": before.version} if before else None,
        after={
            "draft": draft.id,
            "version": draft.version,
            "kind": draft.kind,
            "made_by": draft.made_by,
            "verified": draft.verified,
            "brief": draft.brief.get("hash"),
        },
    )
