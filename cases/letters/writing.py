"""Letters of cases: written from the template, changed by people, verified every time, approved; every version is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, Final

from sqlalchemy.orm import Session

from cases.letters.brief import Brief, DraftKind
from cases.letters.casefile import load
from cases.letters.drafting import letter_limit, write
from cases.letters.keeping import DraftError, brief_for, keep, language_of, latest_draft, note_draft, put_verdict
from cases.letters.letter_matter import asked_in
from cases.letters.sentences import Sentence, SentenceKind, sentences_in, text_of
from cases.letters.verifier import Severity
from cases.letters.verifier.citing import Citer
from cases.life.approval import objection_to_approval
from facts.money import Money
from ledger.cases import Case, CaseForm, Draft
from ledger.suppliers import Supplier
from rules.model import Rules

ALIKE: Final = 0.5
"""How alike two sentences are for the one to count as a changed form of the other."""


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
    language: str | None = None,
    share: Decimal | None = None,
) -> Draft:
    """Writes the next version from the template and verifies it; a letter with objections is kept too, so that a person can mend it.

    `kind` is what the case calls for and `language` the portal's where none is given. `share` is the part of the open total that a
    settlement asks for.
    Raises NothingToWriteError, DraftError for a kind or share that does not fit, LetterLanguageError for a language without letters.
    """
    file = load(session, case, rules)
    brief = brief_for(case, file, kind, share)
    spoken = language or language_of(rules)
    written = write(brief, letter_limit(rules), spoken)
    return keep(session, case, file, written.sentences, brief, made_by="template", language=spoken, actor=actor, now=now)


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
    made = keep(session, case, file, revised, brief, made_by="person", language=draft.language, actor=actor, now=now)
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
    put_verdict(weighed, load(session, session.get_one(Case, draft.case_id), rules), now)
    return weighed


def _revised(draft: Draft, brief: Brief, text: str | None, sentences: Sequence[Mapping[str, Any]] | None) -> tuple[Sentence, ...]:
    """A person's words as sentences with the facts that they rest on."""
    stood = (Sentence.from_json(s) for s in draft.sentences)
    before = tuple(replace(s, by=s.by or draft.made_by) for s in stood)
    told = _given(sentences) if sentences is not None else sentences_in(text or "", before)
    if not told:
        raise DraftError("a letter has at least one sentence")
    return _cited(told, before, Citer(brief, draft.language), given=sentences)


def verify_again(session: Session, draft: Draft, *, rules: Rules, now: datetime) -> Draft:
    """Holds a draft against the case as it is on this day: windows close, papers go, findings change."""
    case = session.get_one(Case, draft.case_id)
    put_verdict(draft, load(session, case, rules), now)
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
    note_draft(session, case, "draft_approved", draft, actor=actor, now=now)
    return draft


def asked_of(draft: Draft) -> Money:
    """What a letter asks for."""
    return asked_in(Brief.from_json(draft.brief))


def settlement_asks(session: Session, case: Case) -> int | None:
    """What a settlement's letter asks for in minor units, which may be a share of what is open; None for a dispute: it asks for all."""
    latest = latest_draft(session, case) if case.form is CaseForm.SETTLEMENT else None
    return asked_of(latest).minor or None if latest is not None else None


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
            found.append(replace(sentence, facts=sentence.facts or was.facts, kind=was.kind, by=was.by))
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
