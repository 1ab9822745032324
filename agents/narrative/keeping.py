"""What becomes of a letter that a run wrote: the case's next version, or, where people went on meanwhile, something they may take over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from agents.narrative.frame import Frame
from agents.runs import end
from cases.accounts.rules_of_account import rules_for
from cases.background.desk import Desk
from cases.letters.casefile import CaseFile, load
from cases.letters.keeping import DraftError, brief_for, in_turn, keep, latest_draft
from cases.letters.letter_words import LetterLanguageError
from cases.letters.sentences import Sentence, text_of
from cases.letters.writing import write_draft
from ledger.agents import AgentRun
from ledger.cases import Case, Draft
from rules.model import Rules

CHANGED: Final = "the facts of the case changed while it was written"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A version that a run brought."""

    case: Case
    draft: Draft
    rules: Rules


class NothingToTakeOverError(DraftError):
    """The run has no letter that could be taken over now."""


def keep_letter(session: Session, desk: Desk, run: AgentRun, sentences: Sequence[Sentence], *, revisions: int) -> Outcome | None:
    """Ends a run with its letter: once, however often it is called. None where nothing was laid over what people have."""
    if run.state == "done":
        return None
    case, now = session.get_one(Case, run.case_id), desk.now()
    in_turn(session, case)
    rules = rules_for(session, case.account_id, desk.today())
    frame = Frame.from_json(run.brief)
    result = _told(run, sentences, revisions)
    against = _against(session, case, run)
    if against:
        letter = {"sentences": [s.to_json() for s in sentences], "text": text_of(sentences)}
        end(run, now=now, result=result | {"draft_id": None, "why": against, "alternative": letter})
        return None
    file = load(session, case, rules)
    if not _same_facts(case, file, frame):
        return _from_template(session, case, rules, run, now, result | {"whole": CHANGED})
    made = _kept(session, case, file, frame, sentences, actor=run.ordered_by, now=now)
    end(run, now=now, result=result | {"draft_id": made.id, "version": made.version})
    return Outcome(case, made, rules)


def keep_template(session: Session, desk: Desk, run: AgentRun, *, problem: str) -> Outcome | None:
    """Ends a run that failed with the template's letter, where people have not gone on meanwhile. None where there is none to write."""
    case, now = session.get_one(Case, run.case_id), desk.now()
    in_turn(session, case)
    rules = rules_for(session, case.account_id, desk.today())
    result = {"draft_id": None, "whole": problem, "revisions": 0}
    against = _against(session, case, run)
    if against:
        end(run, now=now, result=result | {"why": against}, problem=problem, state="failed")
        return None
    return _from_template(session, case, rules, run, now, result, problem=problem)


def take_over(session: Session, run: AgentRun, rules: Rules, *, actor: str, now: datetime) -> Draft:
    """Makes the letter that a run kept aside the case's next version, in the name of the person who wants it.

    Raises NothingToTakeOverError where there is none, or where the facts have changed since.
    """
    letter = run.result.get("alternative")
    if run.kind != "narrative" or not letter or run.result.get("draft_id"):
        raise NothingToTakeOverError(f"run {run.id} has no letter that waits to be taken over")
    case, frame = session.get_one(Case, run.case_id), Frame.from_json(run.brief)
    in_turn(session, case)
    file = load(session, case, rules)
    if not _same_facts(case, file, frame):
        raise NothingToTakeOverError(f"{CHANGED}; have it written anew")
    sentences = [Sentence.from_json(s) for s in letter["sentences"]]
    made = _kept(session, case, file, frame, sentences, actor=actor, now=now)
    run.result = run.result | {"draft_id": made.id, "version": made.version, "taken_over_by": actor}
    return made


def _kept(session: Session, case: Case, file: CaseFile, frame: Frame, sentences: Sequence[Sentence], *, actor: str, now: datetime) -> Draft:
    made_by = "model" if any(s.by == "model" for s in sentences) else "template"
    return keep(session, case, file, sentences, frame.brief, made_by=made_by, language=frame.language, actor=actor, now=now)


def _from_template(
    session: Session, case: Case, rules: Rules, run: AgentRun, now: datetime, result: Mapping[str, Any], *, problem: str = ""
) -> Outcome | None:
    """The template's letter on the facts of today, in place of the run's."""
    state = "failed" if problem else "done"
    share = Decimal(run.order["share"]) if run.order.get("share") else None
    wanted: dict[str, Any] = {n: run.order.get(n) for n in ("kind", "language")} | {"share": share}
    try:
        made = write_draft(session, case, rules, actor=run.ordered_by, now=now, **wanted)
    except (DraftError, LetterLanguageError) as refusal:
        end(run, now=now, result=dict(result) | {"draft_id": None}, problem=problem or str(refusal), state=state)
        return None
    told = {"draft_id": made.id, "version": made.version, "sentences": {"template": len(made.sentences)}, "made_by": "template"}
    end(run, now=now, result=dict(result) | told, problem=problem, state=state)
    return Outcome(case, made, rules)


def _same_facts(case: Case, file: CaseFile, frame: Frame) -> bool:
    share = frame.brief.at("case/share")
    try:
        return brief_for(case, file, frame.brief.draft, share.amount if share else None).hash == frame.brief.hash
    except DraftError:
        return False


def _against(session: Session, case: Case, run: AgentRun) -> str:
    """Why the run's letter is not laid over what the case has; empty where nothing speaks against it."""
    if case.rounds != run.order.get("rounds", case.rounds):
        return "the case was filed meanwhile"
    latest = latest_draft(session, case)
    if latest is None:
        return ""
    if latest.approved_at is not None and latest.approved_at > run.ordered_at:
        return f"{latest.approved_by} approved version {latest.version} meanwhile"
    if latest.made_by == "person" and latest.id != run.order.get("after"):
        return f"{latest.author} wrote version {latest.version} meanwhile"
    return ""


def _told(run: AgentRun, sentences: Sequence[Sentence], revisions: int) -> dict[str, Any]:
    """What the page says of a run in short: who wrote how many sentences, how often it was revised, what fell back and why."""
    by = Counter({"model": 0, "template": 0})
    by.update(sentence.by or "template" for sentence in sentences)
    mend = next((s for s in run.steps if s.get("node") == "mend"), {})
    return {
        "made_by": "model" if by["model"] else "template",
        "sentences": dict(by),
        "revisions": revisions,
        "fell_back": list(mend.get("replaced", ())),
        "whole": mend.get("whole", ""),
    }
