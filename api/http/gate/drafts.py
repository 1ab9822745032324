"""Drafts of the cases that a request may see."""

from __future__ import annotations

from sqlalchemy import Select, select

from api.http.gate.own_readers import unsigned
from api.http.gate.rows import Gate
from api.http.permissions import Action
from api.http.preconditions import etag
from api.http.problems import NotFoundError, UnusableError
from api.http.shapes.drafts import DraftListed, DraftShown
from ledger.models import Case, Draft, Filing


def draft(gate: Gate, number: int, action: Action = Action.READ) -> Draft:
    """A draft that may be seen. Raises NotFoundError, NotAllowedError."""
    found = gate.one(Draft, number, action)
    _require_told(gate, gate.one(Case, found.case_id), found)
    return found


def drafts(gate: Gate, row: Case) -> list[DraftListed]:
    """All versions of a case's letters, the latest first."""
    wanted = gate.seen(Draft).where(Draft.case_id == row.id).order_by(Draft.version.desc())
    if not gate.scope.inside(row.supplier_id):
        wanted = wanted.where(Draft.id.in_(_filed(row)))
    return [unsigned(gate, row.supplier_id, DraftListed.of(found)) for found in gate.session.scalars(wanted)]


def draft_shown(gate: Gate, row: Draft) -> DraftShown:
    """A version of a letter; a supplier's own reader is not told who wrote it and what the verifier said."""
    shown = DraftShown.of(row)
    supplier_id = gate.one(Case, row.case_id).supplier_id
    if gate.scope.inside(supplier_id):
        return shown
    sentences = [{name: value for name, value in sentence.items() if name != "by"} for sentence in shown.sentences]
    return unsigned(gate, supplier_id, shown).model_copy(update={"problems": [], "sentences": sentences})


def _filed(row: Case) -> Select[int | None]:
    return select(Filing.draft_id).where(Filing.case_id == row.id, Filing.draft_id.is_not(None))


def _require_told(gate: Gate, row: Case, found: Draft) -> None:
    """Raises NotFoundError for a letter in the making where the reader is the supplier's own."""
    if not gate.scope.inside(row.supplier_id) and found.id not in set(gate.session.scalars(_filed(row))):
        raise NotFoundError(f"There is no draft {found.id}.")


def of_version(gate: Gate, row: Case, version: int) -> Draft:
    """A version of a case's letter. Raises NotFoundError."""
    found = gate.session.scalars(gate.seen(Draft).where(Draft.case_id == row.id, Draft.version == version)).one_or_none()
    if found is None:
        raise NotFoundError(f"The letter has no version {version}.")
    return found


def written_in(gate: Gate, row: Draft) -> list[DraftListed]:
    """For each sentence of a letter the version that brought it in as it stands: who or what wrote it."""
    wanted = gate.seen(Draft).where(Draft.case_id == row.case_id, Draft.version <= row.version).order_by(Draft.version.desc())
    texts = [str(sentence["text"]) for sentence in row.sentences]
    origins, standing = [row] * len(texts), set(range(len(texts)))
    for earlier in gate.session.scalars(wanted):
        had = {str(sentence["text"]) for sentence in earlier.sentences}
        standing = {number for number in standing if texts[number] in had}
        for number in standing:
            origins[number] = earlier
    return [DraftListed.of(origin) for origin in origins]


def before(gate: Gate, row: Draft, number: int | None) -> Draft | None:
    """The version that another is compared with: the one named, else the one right before it. Raises UnusableError."""
    if number is None:
        wanted = gate.seen(Draft).where(Draft.case_id == row.case_id, Draft.version < row.version).order_by(Draft.version.desc()).limit(1)
        return gate.session.scalars(wanted).one_or_none()
    named = draft(gate, number)
    if named.case_id != row.case_id:
        raise UnusableError.of("query.against", "That draft belongs to another case.")
    return named


def tag_of(row: Draft) -> str:
    """The ETag of a draft: its text never changes, what is known of it (verified, approved) does."""
    return etag("draft", row.id, 2 * row.version + int(row.approved_at is not None))
