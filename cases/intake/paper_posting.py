"""The papers of a document as they count now: what the reading in force shows with the corrections over it, and how they are found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from cases.intake.overlay import laid_over, positions
from cases.intake.told import PAPERS, cut_of, in_force
from facts.documents import DocumentKind, Source
from facts.identifiers import compact, look_alike_class
from ledger.papers import Correction, Document, DocumentOrigin, Paper, PaperKey
from ledger.search import put, remove

KEYS: Final[Mapping[str, str]] = {
    "purchase_orders": "purchase_order",
    "purchase_order": "purchase_order",
    "bol_number": "bol_number",
    "master_bol_number": "bol_number",
    "pro_number": "pro_number",
    "tracking_number": "pro_number",
    "invoice_number": "invoice_number",
    "original_invoice": "invoice_number",
    "related_invoice": "invoice_number",
    "credit_note_number": "invoice_number",
    "memo_number": "invoice_number",
    "payment_number": "payment_number",
    "agreement_number": "agreement_number",
    "contract_number": "agreement_number",
    "appointment_id": "appointment_id",
    "chargeback_id": "chargeback_id",
    "claim_number": "claim_number",
    "asn_number": "asn_number",
    "delivery_note_number": "delivery_note_number",
    "arn": "arn",
    "seal_number": "seal_number",
    "trailer_number": "trailer_number",
    "sku": "sku",
    "gtin": "gtin",
}
"""Numbers on papers by which they are found: field → name of the key."""
KEY_LENGTH: Final = 120
WORDS_LIMIT: Final = 50_000
"""Letters of a paper that can be searched for."""
PAPER_NOUN: Final = "paper"


@dataclass(frozen=True, slots=True)
class LaidPapers:
    """What laying the papers anew changed: whether any counts otherwise now, and the keys that such papers had before."""

    changed: bool
    former_keys: frozenset[str]
    papers: tuple[Paper, ...]
    """Those of the reading in force, in its order."""


def lay_papers(session: Session, document: Document, contents: Sequence[Mapping[str, Any]]) -> LaidPapers:
    """Brings the rows of a document's papers in line with a reading (`contents`: its documents in the form of contract.md).

    Papers that it no longer finds are kept as gone. Keys and search entries follow.
    """
    rows = list(session.scalars(select(Paper).where(Paper.document_id == document.id).order_by(Paper.gone, Paper.position)))
    known = {paper.position: paper for paper in rows}
    standing = in_force(session, document.id)
    cut, corrections = cut_of(standing), by_position(standing)
    found = positions([(paper.position, paper.content["pages"]) for paper in rows], [content["pages"] for content in contents])
    changed: list[Paper] = []
    former: set[str] = set()
    papers: list[Paper] = []
    for place, (position, read) in enumerate(zip(found, contents, strict=True)):
        of_paper = [c for c in corrections.get(position, ()) if not cut.overrules(c, read["pages"])]
        content = laid_over(read, of_paper).content
        paper = known.pop(position, None)
        if paper is None:
            paper = Paper(document_id=document.id, position=position)
            session.add(paper)
        elif (paper.content, paper.gone, paper.place) == (content, False, place):
            papers.append(paper)
            continue
        else:
            former |= _keys_of(session, paper.id)
        paper.kind, paper.source, paper.content = DocumentKind(content["kind"]), Source(content["source"]), content
        paper.place, paper.gone, paper.to_review = place, False, _to_review(content)
        papers.append(paper)
        changed.append(paper)
    lost = [paper for paper in known.values() if not paper.gone]
    for paper in lost:
        former |= _keys_of(session, paper.id)
        paper.gone = True
    session.flush()
    _make_findable(session, document, changed, lost)
    return LaidPapers(bool(changed or lost), frozenset(former), tuple(papers))


def by_position(corrections: Sequence[Correction]) -> dict[int, list[Correction]]:
    """Corrections of papers by the position of their paper, in the order they were made."""
    found: dict[int, list[Correction]] = defaultdict(list)
    for correction in corrections:
        if correction.name != PAPERS:
            found[correction.position].append(correction)
    return found


def keys_on(content: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The numbers on a paper by which it is found: name and number, compacted."""
    return {
        (KEYS[name], key[:KEY_LENGTH])
        for fields in (content["fields"], *content["lines"])
        for name, field in fields.items()
        if name in KEYS
        for value in (field["value"] if isinstance(field["value"], list) else [field["value"]])
        if (key := compact(str(value)))
    }


def _keys_of(session: Session, paper_id: int) -> set[str]:
    return set(session.scalars(select(PaperKey.key).where(PaperKey.paper_id == paper_id)))


def _to_review(content: Mapping[str, Any]) -> int:
    return sum(1 for fields in (content["fields"], *content["lines"]) for field in fields.values() if field["review"])


def _make_findable(session: Session, document: Document, changed: Sequence[Paper], lost: Sequence[Paper]) -> None:
    """Keys and search entries of papers that changed; those of papers that are gone are taken back."""
    stale = [paper.id for paper in (*changed, *lost)]
    if stale:
        session.execute(delete(PaperKey).where(PaperKey.paper_id.in_(stale)))
    keys = [
        {"paper_id": paper.id, "name": name, "key": key, "look_alike": look_alike_class(key)}
        for paper in changed
        for name, key in sorted(keys_on(paper.content))
    ]
    if keys:
        session.execute(insert(PaperKey), keys)
    paths = list(session.scalars(select(DocumentOrigin.path).where(DocumentOrigin.document_id == document.id).order_by(DocumentOrigin.id)))
    for paper in changed:
        if paper.source is not Source.TABLE:
            put(
                session,
                document.supplier_id,
                PAPER_NOUN,
                paper.id,
                "\n".join(_words(paper.content, paths or [document.name]))[:WORDS_LIMIT],
            )
    for paper in lost:
        remove(session, PAPER_NOUN, paper.id)


def _words(content: Mapping[str, Any], paths: Sequence[str]) -> Iterator[str]:
    """Everything on a paper that a person may remember: where it lies, what it is, every value as printed and as understood."""
    yield from paths
    yield content["kind"].replace("_", " ")
    for fields in (content["fields"], *content["lines"]):
        for field in fields.values():
            values = field["value"] if isinstance(field["value"], list) else [field["value"]]
            yield from (str(value) for value in values if not isinstance(value, bool))
            if field["text"] and field["text"] not in values:
                yield str(field["text"])
