"""What goes wrong is said as problem details (RFC 9457): one class per reason, one place that turns them into answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

MEDIA_TYPE: Final = "application/problem+json"
SCHEMA: Final = "#/components/schemas/Problem"


class FieldProblem(BaseModel):
    """What is wrong with one part of a request."""

    field: str = Field(description="Where it stands: `body.email`, `query.limit`.")
    message: str


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str = Field(description="Names the kind of problem; stable, for programs.")
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    errors: list[FieldProblem] = Field(default=[], description="Where a request is wrong, field by field.")


class ProblemError(Exception):
    """A request that cannot be carried out. The classes below say why; `message` says it for people."""

    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST
    code: ClassVar[str] = "bad-request"
    message: str = "The request cannot be understood."

    def __init__(self, message: str = "", *, headers: Mapping[str, str] | None = None, errors: Sequence[FieldProblem] = ()) -> None:
        self.message = message or self.message
        self.headers = dict(headers or {})
        self.errors = list(errors)
        super().__init__(self.message)


class NotSignedInError(ProblemError):
    """Nobody is named, or not somebody who may come in."""

    status = HTTPStatus.UNAUTHORIZED
    code = "not-signed-in"
    message = "Log in, or send a valid bearer token."

    def __init__(self, message: str = "") -> None:
        super().__init__(message, headers={"WWW-Authenticate": 'Bearer realm="recoup"'})


class NotAllowedError(ProblemError):
    """The user may see it but not do that with it."""

    status = HTTPStatus.FORBIDDEN
    code = "not-allowed"
    message = "You may not do this."


class ForgedRequestError(ProblemError):
    """A request with a session's cookie that the session's own pages did not make."""

    status = HTTPStatus.FORBIDDEN
    code = "forged-request"
    message = "This request did not come from a page of this session; send the session's csrf value as X-CSRF-Token."


class NotFoundError(ProblemError):
    """There is no such thing, or it is another supplier's: nobody learns which."""

    status = HTTPStatus.NOT_FOUND
    code = "not-found"
    message = "There is nothing here."


class ConflictError(ProblemError):
    """It cannot be done as things stand."""

    status = HTTPStatus.CONFLICT
    code = "conflict"
    message = "This cannot be done as things stand."


class UnderWayError(ConflictError):
    """The same request is being carried out at this moment."""

    code = "under-way"
    message = "A request with this Idempotency-Key is being carried out; ask again in a moment."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class MovedError(ProblemError):
    """Somebody changed it since it was read."""

    status = HTTPStatus.PRECONDITION_FAILED
    code = "moved"
    message = "It was changed since you read it; read it again and decide anew."


class TooLargeError(ProblemError):
    """More than is taken in one request."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "too-large"
    message = "The request is too large."


class UnusableError(ProblemError):
    """The request is well formed but makes no sense."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "unusable"
    message = "The request cannot be used."

    @classmethod
    def of(cls, field: str, message: str) -> UnusableError:
        """One field and what is wrong with it."""
        return cls(message, errors=[FieldProblem(field=field, message=message)])


class OtherRequestError(UnusableError):
    """An Idempotency-Key that was used for another request."""

    code = "key-used"
    message = "This Idempotency-Key was used for another request; take a new one."


class VersionNeededError(ProblemError):
    """Something that must not be done unseen."""

    status = HTTPStatus.PRECONDITION_REQUIRED
    code = "version-needed"
    message = "Send the ETag of what you saw as If-Match."


class TooManyRequestsError(ProblemError):
    """Too many requests in too short a time."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too-many-requests"
    message = "Too many requests; wait a little."

    def __init__(self, seconds: int) -> None:
        super().__init__(headers={"Retry-After": str(max(1, seconds))})


class BusyError(ProblemError):
    """The database does not answer in time."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "busy"
    message = "The house is too busy; try again in a moment."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "2"})


class OurMistakeError(ProblemError):
    """A mistake of ours. Nothing is told but that there was one."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "our-mistake"
    message = "Something went wrong here; it was logged."


def answer(request: Request, error: ProblemError) -> Response:
    """The problem as an answer."""
    return described(request, error.status, error.code, error.message, headers=error.headers, errors=error.errors)


def described(
    request: Request,
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[FieldProblem] = (),
) -> Response:
    """An answer in the form of RFC 9457."""
    title = HTTPStatus(status).phrase
    problem = Problem(
        type=f"urn:recoup:problem:{code}", title=title, status=status, detail=detail, errors=list(errors), instance=request.url.path
    )
    return JSONResponse(problem.model_dump(exclude_defaults=True), status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def unexpected(request: Request) -> Response:
    """What is said of our own mistakes: nothing but that there was one."""
    return answer(request, OurMistakeError())


def install(app: FastAPI) -> None:
    """Every error that a route can raise becomes problem details."""
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(HTTPException, by_status)
    app.add_exception_handler(RequestValidationError, _unusable)
    app.add_exception_handler(StaleDataError, _stale)
    app.add_exception_handler(IntegrityError, _in_conflict)
    app.add_exception_handler(DBAPIError, _database)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101 - registered for that class alone
    return answer(request, error)


async def by_status(request: Request, error: Exception) -> Response:
    """What the framework itself refuses, as problem details."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for that class alone
    if error.status_code == HTTPStatus.NOT_FOUND:
        return described(request, error.status_code, NotFoundError.code, NotFoundError.message)
    phrase = HTTPStatus(error.status_code).phrase
    return described(request, error.status_code, phrase.lower().replace(" ", "-"), str(error.detail), headers=error.headers)


async def _unusable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for that class alone
    problems = [FieldProblem(field=".".join(str(part) for part in e["loc"]), message=str(e["msg"])) for e in error.errors()]
    return answer(request, UnusableError("The request does not have the form that is asked for.", errors=problems))


async def _stale(request: Request, error: Exception) -> Response:
    del error
    return answer(request, MovedError() if "if-match" in request.headers else ConflictError(MovedError.message))


async def _in_conflict(request: Request, error: Exception) -> Response:
    del error
    return answer(request, ConflictError("This contradicts something that was recorded at the same time or before."))


async def _database(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)  # noqa: S101 - registered for that class alone
    if any(word in str(error.orig).lower() for word in ("locked", "busy", "deadlock", "could not serialize", "timeout", "connection")):
        return answer(request, BusyError())
    raise error


def answers(*statuses: HTTPStatus | int) -> dict[int | str, dict[str, Any]]:
    """The problems that a route may answer with, for the OpenAPI document."""
    return {
        int(status): {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": {"$ref": SCHEMA}}}}
        for status in statuses
    }
