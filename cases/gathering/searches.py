"""The tools that look for papers in the ledger: each a small question with a bounded answer, within one supplier and account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from cases.gathering.known import NUMBERS, Knowledge, Known
from cases.intake.paper_posting import PAPER_NOUN
from facts.documents import DocumentKind, Source
from facts.identifiers import compact, look_alike_class
from ledger.papers import Document, DocumentOrigin, Paper, PaperKey, PaperLink
from ledger.search import find

MOST: Final = 40
"""Papers that one look gives at most."""
AT_A_TIME: Final = 900
"""Spellings that one statement asks for."""
LONGEST_NEAR: Final = 20
"""Letters of a number whose near spellings are asked for; longer ones have too many."""
SHORTEST_INSIDE: Final = 6
"""Letters and digits that a number needs to be looked for inside other words."""
MOST_NEAR: Final = 400
"""Papers with a near number that are looked at before it is known whose they are."""
MOST_TOGETHER: Final = 60
"""Files that came together and say something of each other; a larger batch is an archive of everything."""
_LETTERS: Final = "0123456789ACEFHJKMNPRTUVWXY"
"""What is left of letters and digits once those that look alike are one."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where is looked: papers of these kinds that came for the account. `days` is how far from shipping a paper may be dated."""

    supplier_id: int
    account_id: int
    kinds: tuple[DocumentKind, ...]
    days: int

    def papers(self) -> Select[int]:
        """The papers that may be found; conditions are the search's own."""
        came = exists().where(DocumentOrigin.document_id == Paper.document_id, DocumentOrigin.account_id == self.account_id)
        return (
            select(Paper.id)
            .join(Document, Document.id == Paper.document_id)
            .where(
                Document.supplier_id == self.supplier_id,
                came,
                Paper.kind.in_((*self.kinds, DocumentKind.OTHER)),
                Paper.gone.is_(False),
                Paper.source != Source.TABLE,
            )
        )


@dataclass(frozen=True, slots=True)
class Sighting:
    """A paper that a search found, and by what: the search's name and the number or value that led there."""

    paper_id: int
    by: str
    value: str = ""


def by_exact_number(session: Session, scope: Scope, known: Knowledge) -> Iterator[Sighting]:
    """Papers that carry one of the case's numbers just as it is, whatever the matcher made of them."""
    keys = known.keys()
    if keys:
        wanted = scope.papers().join(PaperKey, PaperKey.paper_id == Paper.id).add_columns(PaperKey.key).where(PaperKey.key.in_(keys))
        for paper, key in session.execute(wanted.order_by(Paper.id.desc()).limit(MOST)):
            yield Sighting(paper, "by_exact_number", keys[key].value)


def by_near_number(session: Session, scope: Scope, known: Knowledge) -> Iterator[Sighting]:
    """Papers with a number that a scan confuses with one of the case's, or that is one sign away from it."""
    wanted = {spelling: k.value for k in _worth_repairing(known) for spelling in near_spellings(k.value)}
    spelled, near = list(wanted), dict[int, str]()
    for start in range(0, len(spelled), AT_A_TIME):
        # by the index over spellings alone: joined with the papers, SQLite would walk those of a kind instead
        keys = select(PaperKey.paper_id, PaperKey.look_alike).where(PaperKey.look_alike.in_(spelled[start : start + AT_A_TIME]))
        near |= {paper: wanted[spelling] for paper, spelling in session.execute(keys.limit(MOST_NEAR))}
    if near:
        found = scope.papers().where(Paper.id.in_(near)).order_by(Paper.id.desc()).limit(MOST)
        yield from (Sighting(paper, "by_near_number", near[paper]) for paper in session.scalars(found))


def by_number_in_text(session: Session, scope: Scope, known: Knowledge) -> Iterator[Sighting]:
    """Papers in whose words or file name one of the case's numbers stands, with signs before or after it."""
    for name in _sought(known):
        for one in known.of(name):
            if len(compact(one.value)) < SHORTEST_INSIDE:
                continue
            for word in dict.fromkeys((one.value, compact(one.value))):
                hits = find(session, word, supplier_ids=[scope.supplier_id], nouns=[PAPER_NOUN], limit=MOST).hits
                found = scope.papers().where(Paper.id.in_([hit.noun_id for hit in hits]))
                yield from (Sighting(paper, "by_number_in_text", one.value) for paper in session.scalars(found))


def by_truck(session: Session, scope: Scope, known: Knowledge) -> Iterator[Sighting]:
    """Papers that the matcher tied to other orders of the same truck: the same bill of lading, another order."""
    bols = {compact(one.value): one.value for one in known.of("bol_number")}
    orders = list(known.keys("purchase_order"))
    if not bols:
        return
    spellings = {*bols, *bols.values()}
    wanted = (
        scope.papers()
        .join(PaperLink, PaperLink.paper_id == Paper.id)
        .add_columns(PaperLink.bol_number)
        .where(
            PaperLink.account_id == scope.account_id,
            PaperLink.bol_number.in_(spellings),
            PaperLink.purchase_order.not_in(orders),
            PaperLink.how != "unmatched",
        )
    )
    for paper, bol in session.execute(wanted.order_by(Paper.id.desc()).limit(MOST)):
        yield Sighting(paper, "by_truck", bol)


def by_neighbours(session: Session, scope: Scope, known: Knowledge) -> Iterator[Sighting]:
    """Papers that belong to nobody, for the same destination or with the same count of cartons, dated near the shipment."""
    alike: list[ColumnElement[bool]] = []
    if known.of("ship_to_code"):
        spelled = {v for one in known.of("ship_to_code") for v in (one.value, one.value.upper())}
        alike.append(_printed("ship_to_code").in_(spelled))
    if known.cartons is not None:
        alike.append(_printed("total_cartons") == known.cartons.value)
    start = known.day("shipped_on") or known.day("ordered_on")
    if not alike or start is None:
        return
    last = start + timedelta(days=scope.days + (0 if known.day("shipped_on") else scope.days))
    wanted = scope.papers().where(_unmatched(scope.account_id), or_(*alike), _dated_within(start - timedelta(days=1), last))
    for paper in session.scalars(wanted.order_by(Paper.id.desc()).limit(MOST)):
        yield Sighting(paper, "by_neighbours")


def by_company(session: Session, scope: Scope, known: Knowledge) -> Iterator[Sighting]:
    """Papers that belong to nobody and came in the same mail, archive or small batch as papers of the case."""
    if not known.documents:
        return
    containers = select(Document.container_id).where(Document.id.in_(known.documents), Document.container_id.is_not(None))
    batches = (
        select(DocumentOrigin.batch_id)
        .where(DocumentOrigin.batch_id.in_(select(DocumentOrigin.batch_id).where(DocumentOrigin.document_id.in_(known.documents))))
        .group_by(DocumentOrigin.batch_id)
        .having(func.count() <= MOST_TOGETHER)
    )
    together = exists().where(DocumentOrigin.document_id == Paper.document_id, DocumentOrigin.batch_id.in_(batches))
    same = or_(Paper.document_id.in_(known.documents), Document.container_id.in_(containers), together)
    wanted = scope.papers().where(same, _unmatched(scope.account_id))
    for paper in session.scalars(wanted.order_by(Paper.id.desc()).limit(MOST)):
        yield Sighting(paper, "by_company")


Search = Callable[[Session, Scope, Knowledge], Iterator[Sighting]]
TOOLS: Final[Mapping[str, Search]] = {
    "by_exact_number": by_exact_number,
    "by_near_number": by_near_number,
    "by_truck": by_truck,
    "by_number_in_text": by_number_in_text,
    "by_neighbours": by_neighbours,
    "by_company": by_company,
}
"""Every search, the surest first."""
REPAIRED: Final = (
    "purchase_order",
    "bol_number",
    "pro_number",
    "asn_number",
    "arn",
    "appointment_id",
    "delivery_note_number",
    "invoice_number",
)
"""Numbers whose near spellings are looked for."""


def look(session: Session, scope: Scope, known: Knowledge, tools: Iterable[str] = tuple(TOOLS)) -> dict[int, tuple[Sighting, ...]]:
    """What the searches find, by paper; papers that the case has already are left out."""
    found: dict[int, list[Sighting]] = {}
    for name in tools:
        for sighting in TOOLS[name](session, scope, known):
            if sighting.paper_id not in known.papers:
                found.setdefault(sighting.paper_id, []).append(sighting)
    return {paper: tuple(dict.fromkeys(sightings)) for paper, sightings in found.items()}


def near_spellings(number: str) -> Sequence[str]:
    """A number in the spelling in which look-alikes are one, and every such spelling that is one sign away.

    >>> "4XK2P90R" in near_spellings("4XK2P9QR")
    True
    """
    own = look_alike_class(number)
    if len(own) > LONGEST_NEAR:
        return (own,)
    cut = [(own[:at], own[at:]) for at in range(len(own) + 1)]
    dropped = (left + right[1:] for left, right in cut if right)
    changed = (left + sign + right[1:] for left, right in cut if right for sign in _LETTERS)
    put = (left + sign + right for left, right in cut for sign in _LETTERS)
    swapped = (left + right[1] + right[0] + right[2:] for left, right in cut if len(right) > 1)
    return tuple(dict.fromkeys((own, *changed, *dropped, *put, *swapped)))


def _worth_repairing(known: Knowledge) -> list[Known]:
    return [one for name in _sought(known) for one in known.of(name)[:MOST_REPAIRED]]


def _sought(known: Knowledge) -> Sequence[str]:
    """The names of numbers that are worth it: those that papers are filed by, or any where none of them is known."""
    return REPAIRED if any(known.of(name) for name in REPAIRED) else NUMBERS


MOST_REPAIRED: Final = 4
"""Numbers of one name whose near spellings are looked for."""


def _printed(name: str) -> ColumnElement[str]:
    """The value of a paper's field as text, in the database."""
    return cast(Paper.content[("fields", name, "value")].as_string(), String)


def _unmatched(account_id: int) -> ColumnElement[bool]:
    """Whether the matcher tied the paper to nobody in this account."""
    return Paper.id.in_(select(PaperLink.paper_id).where(PaperLink.account_id == account_id, PaperLink.how == "unmatched"))


def _dated_within(first: date, last: date) -> ColumnElement[bool]:
    """Whether a day on the paper lies between two days, or the paper shows none."""
    days = [_printed(name) for name in ("delivery_date", "ship_date", "pickup_date")]
    within = [and_(day >= first.isoformat(), day < (last + timedelta(days=1)).isoformat()) for day in days]
    return or_(*within, and_(*(day.is_(None) for day in days)))
