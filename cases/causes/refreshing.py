"""Looks anew at what an account's deductions have in common, and writes the notes that this calls for, without any model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.causes.charges import charge_words
from cases.causes.clusters import Cluster, clusters
from cases.causes.figures import Part, figures_of
from cases.causes.hypotheses import Looked, standing, weighed
from cases.causes.lines import Dimension, Lines, Span, month_of, months_up_to
from cases.causes.note_brief import Subject, brief_of_note, month_before
from cases.causes.note_check import check_note, situation_of_note
from cases.causes.note_text import NoteLanguageError, note_languages, write_note
from cases.causes.notes import Written, keep_note, key_of, overtake
from facts.finding import FindingType
from ledger.cases import Case
from ledger.findings import FindingRow
from ledger.improving import CauseNote
from ledger.suppliers import Account
from rules.model import Rules


@dataclass(frozen=True, slots=True)
class Look:
    """A look at causes: for whom, on which day, in which language, and the run it belongs to."""

    today: date
    now: datetime
    actor: str
    language: str = "en"
    month: date | None = None
    """The month to write a note on; the last whole one where none is named."""
    run_id: int | None = None


@dataclass(slots=True)
class Refreshed:
    """What a look came to: the notes that were written, how many stand as they stood, how many were overtaken."""

    written: list[CauseNote] = field(default_factory=list)
    unchanged: int = 0
    overtaken: int = 0


class NoDeductionsError(ValueError):
    """There is nothing to look at; the message says what was looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a look at an account or a charge found: notes ready to be kept, and the clusters that are there by currency."""

    account_id: int
    rules: Rules
    written: tuple[Written, ...] = ()
    clusters: Mapping[str, Sequence[str]] = field(default_factory=dict)


def refresh_account(session: Session, account: Account, look: Look) -> Refreshed:
    """Looks at an account and keeps what was found, in one go. Raises NoteLanguageError for a language without notes."""
    return keep_found(session, found_in_account(session, account.id, look), look)


def refresh_charge(session: Session, case: Case, look: Look) -> Refreshed:
    """The same for one chargeback. Raises NoDeductionsError for a case of another kind or without lines, NoteLanguageError."""
    return keep_found(session, found_in_charge(session, case, look), look)


def found_in_account(session: Session, account_id: int, look: Look) -> Found:
    """The notes that an account calls for: one for each cluster of the last months, and one for the month. Only reads.

    Raises NoteLanguageError for a language without notes.
    """
    rules = rules_for(session, account_id, look.today)
    _require_language(rules, look.language)
    span = months_up_to(look.today, rules.causes.months)
    month = month_of(look.month or look.today.replace(day=1) - timedelta(days=1))
    written: list[Written] = []
    keys: dict[str, list[str]] = {}
    for currency in _currencies(session, account_id, span, month):
        whole = Lines(account_id, currency, span)
        subjects = [subject_of(session, cluster, rules) for cluster in clusters(session, whole, rules.causes)]
        keys[currency] = [key_of(subject) for subject in subjects]
        told = _month(session, whole.over(month), rules)
        written += [written_by_template(session, s, rules, look) for s in (*subjects, *([told] if told else []))]
    return Found(account_id, rules, tuple(written), keys)


def found_in_charge(session: Session, case: Case, look: Look) -> Found:
    """The note that a chargeback calls for. Only reads. Raises NoDeductionsError, NoteLanguageError."""
    rules = rules_for(session, case.account_id, look.today)
    _require_language(rules, look.language)
    if case.type is not FindingType.CHARGEBACK:
        raise NoDeductionsError(f"case {case.number} is no chargeback; what its deductions have in common is told for the supplier")
    subject = charge_subject(session, case, rules, look.today)
    return Found(case.account_id, rules, (written_by_template(session, subject, rules, look),))


def keep_found(session: Session, found: Found, look: Look) -> Refreshed:
    """Keeps what a look found."""
    account, done = session.get_one(Account, found.account_id), Refreshed()
    for written in found.written:
        note = keep_note(session, account, written, found.rules.causes, now=look.now)
        if note is None:
            done.unchanged += 1
        else:
            done.written.append(note)
    for currency, keys in found.clusters.items():
        done.overtaken += overtake(session, account, currency, keys)
    return done


def subject_of(session: Session, cluster: Cluster, rules: Rules) -> Subject:
    """A cluster with its figures and what they point to."""
    figures = figures_of(session, cluster.lines, small_units=rules.causes.small_units)
    held = weighed(Looked(cluster.lines, figures, rules.causes))
    return Subject("cluster", cluster.lines, rules.name, figures, standing(held), held, cluster.base)


def charge_subject(session: Session, case: Case, rules: Rules, today: date) -> Subject:
    """One chargeback, and how often its cause came up in the months before. Raises NoDeductionsError."""
    day = case.deducted_on or today
    lines = Lines(case.account_id, case.currency, Span(day, day), {Dimension.CASE: str(case.id)})
    figures = figures_of(session, lines, small_units=rules.causes.small_units)
    if not figures.lines:
        raise NoDeductionsError(f"case {case.number} has no line that a charge stands for")
    if figures.first is not None and figures.last is not None:
        lines = lines.over(Span(figures.first, figures.last))
    words = charge_words(session, case.account_id, case.reference)
    told = rules.causes.charge(words)
    if told is not None and not any(figures.by_cause):  # judged before its words were looked at
        figures = replace(figures, by_cause={told: Part(figures.lines, figures.claimed_minor)})
    held = weighed(Looked(lines, figures, rules.causes))
    stands = standing(held)
    span = months_up_to(day, rules.causes.months)
    earlier = None
    if stands:
        same = Lines(case.account_id, case.currency, span, {Dimension.TYPE: case.type.value, Dimension.CAUSE: stands[0].cause})
        earlier = figures_of(session, same, small_units=rules.causes.small_units)
    return Subject(
        "chargeback",
        lines,
        rules.name,
        figures,
        stands,
        held,
        case=case,
        words=words,
        earlier=earlier if earlier is not None and earlier.lines > figures.lines else None,
        earlier_span=span,
    )


def _month(session: Session, lines: Lines, rules: Rules) -> Subject | None:
    figures = figures_of(session, lines, small_units=rules.causes.small_units)
    if not figures.lines:
        return None
    held = weighed(Looked(lines, figures, rules.causes))
    last = month_of(lines.span.first - timedelta(days=1))
    before = month_before(session, lines, last, rules.causes)
    return Subject("month", lines, rules.name, figures, standing(held), held, before=before)


def written_by_template(session: Session, subject: Subject, rules: Rules, look: Look) -> Written:
    """A note in the house's own sentences."""
    brief = brief_of_note(session, subject, rules.causes, look.language)
    sentences = write_note(brief.brief, subject.scope, look.language, subject.cause)
    situation = situation_of_note(brief.brief, look.language, rules, look.today)
    verdict = check_note(sentences, brief.brief, situation, sentences)
    return Written(subject, brief, subject.cause, sentences, verdict, look.language, "template", look.actor, look.run_id)


def _currencies(session: Session, account_id: int, *spans: Span) -> Iterator[str]:
    first, last = min(s.first for s in spans), max(s.last for s in spans)
    asked = (
        select(FindingRow.currency)
        .where(FindingRow.account_id == account_id, FindingRow.gone_at.is_(None), FindingRow.deducted_on.between(first, last))
        .distinct()
    )
    yield from sorted(session.scalars(asked))


def _require_language(rules: Rules, language: str) -> None:
    if language not in note_languages(rules.causes):
        raise NoteLanguageError(language, rules.causes)
