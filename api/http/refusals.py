"""What the services refuse, and which problem each refusal is: it stands against how things are (409), or makes no sense (422)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import FastAPI, Request, Response

from agents.model.port import NoModelError
from agents.narrative.keeping import NothingToTakeOverError
from agents.reading_help.ordering import NoPageError, NothingToPlaceError
from api.http.problems import ConflictError, FieldProblem, NotFoundError, ProblemError, UnusableError, answer
from cases.accounts.clients import ClientError, ClientExistsError
from cases.auditing.event import EventPeriodError
from cases.causes.actions import ActionError
from cases.causes.note_text import NoteLanguageError
from cases.causes.notes import NoteDecisionError
from cases.causes.refreshing import NoDeductionsError
from cases.filing.bulk_files import RowRefusedError
from cases.filing.mail import MailError
from cases.filing.packet.build import PacketError
from cases.gathering.contacts import ContactError
from cases.gathering.proposals import DecidedError, NoMailError, NoReasonError
from cases.intake.corrections import AlreadyUndoneError, NoSuchFieldError, NoSuchLineError, NoSuchPaperError, NotCorrectableError
from cases.intake.cutting import CutError
from cases.intake.hand_links import ForeignCaseError, LinkTargetError, LinkUndoneError, NotLinkableError
from cases.intake.page_views import NoPagesError, NoSuchPageError
from cases.intake.pointed_fields import DecidedBeforeError
from cases.intake.reading import MissingBytesError
from cases.intake.receiving import FileTooLargeError, ForeignAccountError
from cases.intake.watching import WatchedPlaceError
from cases.letters.keeping import DraftError, NothingToWriteError
from cases.letters.letter_words import LetterLanguageError
from cases.letters.writing import OutdatedDraftError, RefusedApprovalError
from cases.life.answers import AnswerError
from cases.life.by_hand import SeenDeductionError
from cases.life.filings import FilingError
from cases.life.money_seen import MoneySeenError
from cases.life.remarks import RemarkError
from cases.life.settlements import SettlementError
from cases.life.transitions import RefusedMoveError
from cases.life.undo import NothingToUndoError
from cases.life.write_offs import WriteOffError
from cases.rebating.claim_moves import RefusedClaimError
from cases.rebating.claims import ClaimError
from cases.rebating.eligibility import ScopeError
from cases.rebating.partners import PartnerError
from cases.rebating.payouts import PayoutError
from cases.rebating.statement_files import NoStatementError
from cases.rebating.terms import UnusableTermsError
from cases.rebating.versions import RefusedVersionError
from cases.worklist.pages import CursorError
from facts.paper_fields import FieldValueError
from rules.errors import RuleError

REFUSALS: Final[Mapping[type[Exception], type[ProblemError]]] = {
    RefusedMoveError: ConflictError,
    NothingToUndoError: ConflictError,
    WriteOffError: ConflictError,
    SettlementError: ConflictError,
    MoneySeenError: ConflictError,
    ClientExistsError: ConflictError,
    MissingBytesError: ConflictError,
    AlreadyUndoneError: ConflictError,
    LinkUndoneError: ConflictError,
    NotCorrectableError: ConflictError,
    NoPagesError: ConflictError,
    NoSuchPageError: NotFoundError,
    CutError: UnusableError,
    NotLinkableError: ConflictError,
    ForeignCaseError: ConflictError,
    LinkTargetError: UnusableError,
    NoSuchPaperError: UnusableError,
    NoSuchLineError: UnusableError,
    NoSuchFieldError: UnusableError,
    NoModelError: ConflictError,
    NoPageError: ConflictError,
    NothingToPlaceError: ConflictError,
    DecidedBeforeError: ConflictError,
    FieldValueError: UnusableError,
    WatchedPlaceError: UnusableError,
    EventPeriodError: UnusableError,
    OutdatedDraftError: ConflictError,
    NothingToWriteError: ConflictError,
    RefusedApprovalError: ConflictError,
    NothingToTakeOverError: ConflictError,
    DraftError: UnusableError,
    LetterLanguageError: UnusableError,
    MailError: ConflictError,
    PacketError: ConflictError,
    RowRefusedError: UnusableError,
    FilingError: UnusableError,
    AnswerError: UnusableError,
    RemarkError: UnusableError,
    SeenDeductionError: UnusableError,
    ClientError: UnusableError,
    ContactError: UnusableError,
    DecidedError: ConflictError,
    NoMailError: ConflictError,
    NoReasonError: UnusableError,
    CursorError: UnusableError,
    FileTooLargeError: UnusableError,
    ForeignAccountError: ConflictError,
    RuleError: UnusableError,
    ActionError: UnusableError,
    NoteDecisionError: ConflictError,
    NoteLanguageError: UnusableError,
    NoDeductionsError: ConflictError,
    RefusedVersionError: ConflictError,
    RefusedClaimError: ConflictError,
    NoStatementError: ConflictError,
    UnusableTermsError: UnusableError,
    PartnerError: UnusableError,
    ScopeError: UnusableError,
    ClaimError: UnusableError,
    PayoutError: UnusableError,
}


def install(app: FastAPI) -> None:
    """Each refusal becomes its problem, in the service's own words."""
    for refusal in REFUSALS:
        app.add_exception_handler(refusal, _refused)


async def _refused(request: Request, error: Exception) -> Response:
    problem = next(REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS)
    return answer(request, problem(str(error), errors=_fields(error)))


def _fields(error: Exception) -> list[FieldProblem]:
    """Which parts of a request a refusal is about, each with its sentence."""
    match error:
        case RefusedMoveError() | RefusedApprovalError() | RefusedVersionError() | RefusedClaimError():
            return [FieldProblem(field="body", message=reason) for reason in error.reasons]
        case UnusableTermsError():
            told = ((p.field, p.sentence) for p in error.problems)
            return [FieldProblem(field="body.terms" if f == "terms" else f"body.terms.{f}", message=said) for f, said in told]
        case PartnerError() | ScopeError() | ClaimError() | PayoutError():
            return [FieldProblem(field=f"body.{error.field}", message=str(error))]
        case _:
            return []
