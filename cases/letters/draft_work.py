"""The job that writes the letter of a case, once per state of its facts: the supplier's model where it has one, else the template."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.background.desk import SYSTEM, Desk
from cases.background.work import Handler, Report, Task
from cases.letters.casefile import load
from cases.letters.keeping import NothingToWriteError, brief_for, language_of, latest_draft
from cases.letters.letter_words import LetterLanguageError
from cases.letters.ordering import LetterOrder, OrderModelLetter
from cases.letters.writing import verify_again, write_draft
from ledger.cases import Case, Draft
from rules.model import Rules


def draft_handler(
    desk: Desk, after: Callable[[Session, Case, Draft], None] | None = None, model_letter: OrderModelLetter | None = None
) -> Handler:
    """Writes the draft of a case (payload `case_id`, and where wanted `kind`, `language`, `share`, `actor`).

    A body that runs twice writes once: where the latest draft was written from the same facts, whoever changed it since, it stays,
    and where it was objected to meanwhile it is verified again.
    `after` is called with a draft that was written; one that a model is to write comes later, from the run that is ordered here.
    """

    def handle(task: Task, report: Report) -> None:
        with desk.sessions.begin() as session:
            case = session.get(Case, int(task.payload["case_id"]))
            if case is None:
                report(1, 1, "the case is not there any more")
                return
            try:
                report(1, 1, _carry_out(session, desk, case, _order(task), after, model_letter))
            except (NothingToWriteError, LetterLanguageError) as refusal:
                report(1, 1, str(refusal))

    return handle


def _order(task: Task) -> LetterOrder:
    said = task.payload
    share = Decimal(str(said["share"])) if said.get("share") else None
    return LetterOrder(str(said.get("actor") or SYSTEM), said.get("kind") or None, said.get("language") or None, share)


def _carry_out(
    session: Session,
    desk: Desk,
    case: Case,
    order: LetterOrder,
    after: Callable[[Session, Case, Draft], None] | None,
    model_letter: OrderModelLetter | None,
) -> str:
    """Has the letter written where the facts call for one; says what was done."""
    now, rules = desk.now(), rules_for(session, case.account_id, desk.today())
    standing = latest_draft(session, case)
    if standing is not None and _still_says(session, case, rules, order, standing):
        if not standing.verified:
            verify_again(session, standing, rules=rules, now=now)
        return "nothing has changed since the latest version"
    run = model_letter(session, case, order, now) if model_letter is not None else None
    if run is not None:
        return f"a model writes it in run {run}"
    made = write_draft(session, case, rules, actor=order.actor, now=now, kind=order.kind, language=order.language, share=order.share)
    if after is not None:
        after(session, case, made)
    return f"version {made.version} written"


def _still_says(session: Session, case: Case, rules: Rules, order: LetterOrder, latest: Draft) -> bool:
    """Whether the latest version rests on the facts of today, in the language that is wanted."""
    if latest.language != (order.language or language_of(rules)):
        return False
    fresh = brief_for(case, load(session, case, rules), order.kind, order.share)
    return bool(latest.brief.get("hash") == fresh.hash)
