"""The papers, table rows and claims behind a case, as far as a request may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from api.http.gate.rows import Gate
from cases.intake.planted_marks import planted_problems
from cases.letters.case_papers import FiledDocument, documents_by_path, problems_of
from cases.life.case_lines import lines_of
from facts.documents import Source
from facts.identifiers import compact
from ledger.models import Case, Deduction, Document, HandLink, Paper, PaperLink, User


@dataclass(frozen=True, slots=True)
class PaperOfCase:
    """A paper that belongs to a case: `how` as the matcher tied it or `by_hand`; `link_id` is the word of a person that tied it."""

    id: int
    document_id: int
    name: str
    kind: str
    pages: tuple[int, ...]
    how: str
    why: str
    link_id: int | None
    to_review: int
    planted: tuple[str, ...] = ()
    """What the readers noticed that speaks to a machine or says what is to become of the case."""


def documents_cited(gate: Gate, case: Case) -> Mapping[str, FiledDocument]:
    """The documents that the lines of a case cite, by the path that they are cited under."""
    cited = {e["file"] for line in lines_of(gate.session, case) for e in line.evidence if e.get("file")}
    return documents_by_path(gate.session, case.account_id, cited)


def papers_of(gate: Gate, case: Case) -> list[PaperOfCase]:
    """The papers that belong to a case: by a person's word first, then those tied to its orders."""
    orders = {compact(line.purchase_order) for line in lines_of(gate.session, case) if line.purchase_order}
    decided = _decided(gate, case)
    found: dict[int, tuple[str, str, int | None]] = {paper: ("by_hand", "", link.id) for paper, link in decided.items() if link.linked}
    tied = select(PaperLink).where(
        PaperLink.account_id == case.account_id, PaperLink.purchase_order.in_(orders), PaperLink.how != "unmatched"
    )
    for link in gate.session.scalars(tied.order_by(PaperLink.id)):
        if link.paper_id not in decided:
            found.setdefault(link.paper_id, (link.how, link.why, None))
    rows = gate.seen(Paper).add_columns(Document.name).where(Paper.id.in_(found), Paper.gone.is_(False), Paper.source != Source.TABLE)
    named = gate.session.execute(rows).all()
    noticed = problems_of(gate.session, {paper.document_id for paper, _ in named})
    shown = [
        PaperOfCase(
            paper.id,
            paper.document_id,
            name,
            paper.kind.value,
            tuple(paper.content.get("pages", ())),
            *found[paper.id],
            paper.to_review,
            planted_problems([*paper.content.get("problems", ()), *noticed.get(paper.document_id, ())]),
        )
        for paper, name in named
    ]
    return sorted(shown, key=lambda paper: (paper.how != "by_hand", paper.kind, paper.name, paper.pages))


def _decided(gate: Gate, case: Case) -> dict[int, HandLink]:
    """What a person said last of a paper and this case."""
    said = gate.seen(HandLink).where(HandLink.case_id == case.id, HandLink.undone_at.is_(None)).order_by(HandLink.id)
    return {link.paper_id: link for link in gate.session.scalars(said)}


def claims_of(gate: Gate, case: Case) -> Sequence[Deduction]:
    """The claims of the chains that the lines of a case are about: what was asked, taken, given back and repaid under each number."""
    lines = lines_of(gate.session, case)
    roots, numbers = {line.invoice_number for line in lines} - {""}, {line.reference for line in lines}
    wanted = select(Deduction).where(
        Deduction.account_id == case.account_id, Deduction.type == case.type, or_(Deduction.root.in_(roots), Deduction.number.in_(numbers))
    )
    return gate.session.scalars(wanted.order_by(Deduction.root, Deduction.round, Deduction.id)).all()


def names_of(gate: Gate, actors: Iterable[str]) -> dict[str, str]:
    """The names of those who did something, by the address under which they are on record."""
    rows = gate.session.execute(select(User.email, User.name).where(User.email.in_(set(actors))))
    return {row.email: row.name for row in rows}


def numbers_of(gate: Gate, ids: Iterable[int]) -> dict[int, Case]:
    """Cases that may be seen, by their id."""
    return {row.id: row for row in gate.session.scalars(gate.seen(Case).where(Case.id.in_(set(ids))))}
