"""Letters of cases: written from the template, changed by people, verified every time, approved; every version is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.background.desk import SYSTEM, Desk
from cases.background.work import Handler, Report, Task
from cases.letters.brief import Brief, DraftKind
from cases.letters.brief_facts import brief_of
from cases.letters.casefile import CaseFile, load
from cases.letters.drafting import letter_limit, write
from cases.letters.letter_matter import asked_in, field_to_json, fields_of, kind_of, matter_of, situation_of
from cases.letters.letter_words import MATCHERS_LANGUAGE, LetterLanguageError
from cases.letters.sentences import Sentence, SentenceKind, sentences_in, text_of
from cases.letters.verifier import Remark, Severity, verify
from cases.letters.verifier.citing import Citer
from cases.life.approval import objection_to_approval
from facts.money import Money
from ledger import journal
from ledger.cases import Case, CaseForm, Draft
from ledger.suppliers import Supplier
from rules.model import Rules

ALIKE: Final = 0.5
"""How alike two sentences are for the one to count as a changed form of the other."""


class DraftError(ValueError):
    """A letter that cannot be written, changed or approved; the message says why."""


class NothingToWriteError(DraftError):
    """The case has nothing to ask for now."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"case {case.number} has no line that could be asked back now, so there is no letter to write")


class OutdatedDraftError(DraftError):
    """Somebody wrote a later version."""

    def __init__(self, draft: Draft, latest: Draft) -> None:
        super().__init__(f"version {draft.version} is not the latest: {latest.author} wrote version {latest.version}")


class RefusedApprovalError(DraftError):
    """A draft that may not be approved; `reasons` says all that stands against it."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


def write_draft(
    session: Session,
    case: Case,
    rules: Rules,
    *,
    actor: str,
    now: datetime,
    kind: DraftKind | str | None = None,
    language: str = MATCHERS_LANGUAGE,
    share: Decimal | None = None,
) -> Draft:
    """Writes the next version from the template and verifies it; a letter with objections is kept too, so that a person can mend it.

    `kind` is what the case calls for where none is given. `share` is the part of the open total that a settlement asks for.
    Raises NothingToWriteError, DraftError for a kind or share that does not fit, LetterLanguageError for a language without letters.
    """
    file = load(session, case, rules)
    brief = _brief(case, file, kind, share)
    written = write(brief, letter_limit(rules), language)
    return _keep(session, case, file, written.sentences, brief, made_by="template", language=language, actor=actor, now=now)


def revise_draft(
    session: Session,
    draft: Draft,
    *,
    rules: Rules,
    actor: str,
    now: datetime,
    text: str | None = None,
    sentences: Sequence[Mapping[str, Any]] | None = None,
) -> Draft:
    """A person's version, as a whole text or as sentences (`text`, and where known `facts`, `kind`, `paragraph`).

    Sentences that stand as they stood keep their facts. The others get those that they say; what no fact says is objected to.
    Raises OutdatedDraftError where a later version exists, DraftError for an empty letter.
    """
    case = session.get_one(Case, draft.case_id)
    _refuse_outdated(session, case, draft)
    brief = Brief.from_json(draft.brief)
    revised = _revised(draft, brief, text, sentences)
    file = load(session, case, rules)
    made = _keep(session, case, file, revised, brief, made_by="person", language=draft.language, actor=actor, now=now)
    made.kind = draft.kind
    return made


def weigh_revision(
    session: Session,
    draft: Draft,
    *,
    rules: Rules,
    now: datetime,
    text: str | None = None,
    sentences: Sequence[Mapping[str, Any]] | None = None,
) -> Draft:
    """What `revise_draft` would make of a person's words, verified, without keeping anything: for remarks while somebody writes.

    Raises DraftError for an empty letter.
    """
    brief = Brief.from_json(draft.brief)
    revised = _revised(draft, brief, text, sentences)
    told = {name: getattr(draft, name) for name in ("case_id", "version", "kind", "language", "brief")}
    weighed = Draft(**told, text=text_of(revised), sentences=[s.to_json() for s in revised], made_by="person", author="", at=now)
    _put_verdict(weighed, load(session, session.get_one(Case, draft.case_id), rules), now)
    return weighed


def _revised(draft: Draft, brief: Brief, text: str | None, sentences: Sequence[Mapping[str, Any]] | None) -> tuple[Sentence, ...]:
    """A person's words as sentences with the facts that they rest on."""
    before = tuple(Sentence.from_json(s) for s in draft.sentences)
    told = _given(sentences) if sentences is not None else sentences_in(text or "", before)
    if not told:
        raise DraftError("a letter has at least one sentence")
    return _cited(told, before, Citer(brief, draft.language), given=sentences)


def verify_again(session: Session, draft: Draft, *, rules: Rules, now: datetime) -> Draft:
    """Holds a draft against the case as it is on this day: windows close, papers go, findings change."""
    case = session.get_one(Case, draft.case_id)
    _put_verdict(draft, load(session, case, rules), now)
    return draft


def approve_draft(session: Session, draft: Draft, *, rules: Rules, actor: str, now: datetime) -> Draft:
    """Approves the latest version, once it is verified anew, by another than its author where the supplier wants four eyes.

    Raises OutdatedDraftError and RefusedApprovalError.
    """
    case = session.get_one(Case, draft.case_id)
    _refuse_outdated(session, case, draft)
    verify_again(session, draft, rules=rules, now=now)
    objection = objection_to_approval(session.get_one(Supplier, case.supplier_id), draft, actor)
    if objection is not None:
        raise RefusedApprovalError([objection, *(p["message"] for p in draft.problems if p["severity"] == Severity.OBJECTION)])
    draft.approved_by, draft.approved_at = actor, now
    _note(session, case, "draft_approved", draft, actor=actor, now=now)
    return draft


def latest_draft(session: Session, case: Case) -> Draft | None:
    """The latest version, or None where nothing is written yet."""
    return session.scalar(select(Draft).where(Draft.case_id == case.id).order_by(Draft.version.desc()).limit(1))


def asked_of(draft: Draft) -> Money:
    """What a letter asks for."""
    return asked_in(Brief.from_json(draft.brief))


def settlement_asks(session: Session, case: Case) -> int | None:
    """What a settlement's letter asks for in minor units, which may be a share of what is open; None for a dispute: it asks for all."""
    latest = latest_draft(session, case) if case.form is CaseForm.SETTLEMENT else None
    return asked_of(latest).minor or None if latest is not None else None


def draft_handler(desk: Desk, after: Callable[[Session, Case, Draft], None] | None = None) -> Handler:
    """Writes the draft of a case (payload `case_id`, and where wanted `kind`, `language`, `actor`).

    A body that runs twice writes once: where the latest draft was written from the same facts, whoever changed it since, it stays,
    and where it was objected to meanwhile it is verified again.
    `after` is called with a draft that was written.
    """

    def handle(task: Task, report: Report) -> None:
        now = desk.now()
        with desk.sessions.begin() as session:
            case = session.get(Case, int(task.payload["case_id"]))
            if case is None:
                report(1, 1, "the case is not there any more")
                return
            rules = rules_for(session, case.account_id, desk.today())
            wanted = {n: task.payload[n] for n in ("kind", "language") if task.payload.get(n)}
            try:
                made = _write_once(session, case, rules, actor=str(task.payload.get("actor") or SYSTEM), now=now, **wanted)
            except (NothingToWriteError, LetterLanguageError) as refusal:
                report(1, 1, str(refusal))
                return
            standing = latest_draft(session, case) if made is None else None
            if standing is not None and not standing.verified:
                verify_again(session, standing, rules=rules, now=now)
            if made is not None and after is not None:
                after(session, case, made)
            report(1, 1, f"version {made.version} written" if made else "nothing has changed since the latest version")

    return handle


def _write_once(
    session: Session, case: Case, rules: Rules, *, actor: str, now: datetime, kind: str | None = None, language: str = MATCHERS_LANGUAGE
) -> Draft | None:
    """The next version, or None where the latest one rests on the same facts."""
    latest = latest_draft(session, case)
    if latest is not None and latest.language == language:
        fresh = _brief(case, load(session, case, rules), kind, None)
        if latest.brief.get("hash") == fresh.hash:
            return None
    return write_draft(session, case, rules, actor=actor, now=now, kind=kind, language=language)


def _brief(case: Case, file: CaseFile, kind: DraftKind | str | None, share: Decimal | None) -> Brief:
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


def _keep(
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
    """A new version as a row, verified, with the portal's fields, and the journal's entry."""
    # one version at a time: two people who write at once come one after the other
    session.execute(select(Case.id).where(Case.id == case.id).with_for_update())
    latest = latest_draft(session, case)
    draft = Draft(
        case_id=case.id,
        version=latest.version + 1 if latest else 1,
        kind=brief.draft.value,
        language=language,
        text=text_of(sentences),
        sentences=[s.to_json() for s in sentences],
        brief=brief.to_json() | {"hash": brief.hash},
        made_by=made_by,
        author=actor,
        at=now,
    )
    _put_verdict(draft, file, now)
    session.add(draft)
    session.flush()
    _note(session, case, "draft_written" if made_by == "template" else "draft_changed", draft, actor=actor, now=now, before=latest)
    return draft


def _put_verdict(draft: Draft, file: CaseFile, now: datetime) -> None:
    """Fills the portal's fields from the letter and verifies it. A letter that rests on facts which changed since is objected to."""
    brief = Brief.from_json(draft.brief)
    fields = fields_of(file, brief, draft.text)
    situation = situation_of(file, brief, draft.text, fields, language=draft.language, today=now.astimezone(UTC).date())
    verification = verify([Sentence.from_json(s) for s in draft.sentences], brief, situation)
    outdated = _outdated(draft, brief, file)
    draft.fields = [field_to_json(f) for f in fields]
    draft.problems = [r.to_json() for r in outdated] + verification.to_json()
    draft.verified = verification.passed and not outdated
    if not draft.verified:
        draft.approved_by = draft.approved_at = None


def _outdated(draft: Draft, brief: Brief, file: CaseFile) -> list[Remark]:
    """An objection where the case would give another brief today."""
    share = brief.at("case/share")
    if file.group is None and not file.settled:
        return [Remark("brief", Severity.OBJECTION, "the case has nothing to ask for any more")]
    fresh = brief_of(matter_of(file, brief.draft, Decimal(share.value) if share else None))
    if fresh.hash == draft.brief.get("hash"):
        return []
    return [Remark("brief", Severity.OBJECTION, "the facts of the case have changed since this letter was begun; write it anew")]


def _refuse_outdated(session: Session, case: Case, draft: Draft) -> None:
    latest = latest_draft(session, case)
    if latest is not None and latest.id != draft.id:
        raise OutdatedDraftError(draft, latest)


def _given(sentences: Sequence[Mapping[str, Any]]) -> tuple[Sentence, ...]:
    """Sentences as somebody hands them in; what is not said stays open. Raises DraftError for what is no sentence."""
    found = []
    for place, entry in enumerate(sentences):
        text = " ".join(str(entry.get("text", "")).split())
        if not text:
            continue
        try:
            kind = SentenceKind(entry.get("kind") or SentenceKind.OTHER)
            facts = tuple(int(n) for n in entry.get("facts") or ())
            found.append(Sentence(text, facts, kind, int(entry.get("paragraph", place))))
        except (TypeError, ValueError) as odd:
            raise DraftError(f"sentence {place + 1} is not understood: {odd}") from odd
    return tuple(found)


def _cited(
    told: Sequence[Sentence], before: Sequence[Sentence], citer: Citer, *, given: Sequence[Mapping[str, Any]] | None
) -> tuple[Sentence, ...]:
    """Each sentence with its facts: as it stood, as they were given, or by what it says."""
    stood = {s.text: s for s in before}
    gone = [s for s in before if s.text not in {t.text for t in told}]
    found = []
    for sentence in told:
        was = stood.get(sentence.text)
        if was is not None:
            found.append(replace(sentence, facts=sentence.facts or was.facts, kind=was.kind))
            continue
        if given is not None and sentence.facts:
            found.append(sentence)
            continue
        made_from = max(gone, key=lambda s: _alike(s.text, sentence.text), default=None)
        if made_from is not None and _alike(made_from.text, sentence.text) < ALIKE:
            made_from = None
        facts = citer.facts_of(sentence.text, made_from.facts if made_from else ())
        kind = made_from.kind if made_from and SentenceKind.FACT not in {made_from.kind, sentence.kind} else sentence.kind
        found.append(replace(sentence, facts=facts, kind=kind))
    return tuple(found)


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _note(session: Session, case: Case, action: str, draft: Draft, *, actor: str, now: datetime, before: Draft | None = None) -> None:
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
