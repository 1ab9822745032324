"""What readers saw in a document becomes rows: a version of its reading, its tables and papers, and the files inside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from cases.background.desk import SYSTEM
from cases.background.work import Work
from cases.intake.agreement_posting import post_agreements
from cases.intake.paper_posting import lay_papers
from cases.intake.planted_marks import with_planted
from cases.intake.receiving import locked, origins_of, take_parts
from cases.intake.touches import MANY, touch, touch_documents
from cases.rebating.from_papers import post_contracts
from extractors.read import ReadFile
from extractors.tables import Table
from extractors.told import NOTHING_TOLD, Told
from facts.identifiers import compact
from facts.tables import TableKind
from ledger.frames import table_rows
from ledger.journal import record
from ledger.papers import Document, DocumentState, Reading, TableRead, TradeFact

AT_A_TIME: Final = 5_000
"""Rows that go to the database in one statement."""
MOST_KEYS: Final = 1_000
"""Keys that are touched one by one; more are the whole account."""
KEY_LENGTH: Final = 80
SHEET_LENGTH: Final = 200
ORDERS: Final = ("purchase_order", "order_number")
INVOICES: Final = ("invoice_number", "transaction_number")
REFERENCES: Final[Mapping[TableKind, tuple[str, ...]]] = {
    TableKind.PURCHASE_ORDERS: (),
    TableKind.PAYMENTS: ("payment_number",),
    TableKind.REMITTANCE_LINES: ("original_invoice_number", "invoice_number"),
    TableKind.SHORTAGE_DETAIL: ("claim_number", "invoice_number"),
    TableKind.PRICE_DISCREPANCIES: ("claim_number", "invoice_number"),
    TableKind.CHARGEBACKS: ("issue_id",),
    TableKind.DISPUTES: ("reference",),
    TableKind.COOP_INVOICES: ("invoice_id",),
    TableKind.COOP_BACKUP: ("invoice_id",),
    TableKind.RETURN_AUTHORIZATIONS: ("authorization_id", "return_id"),
    TableKind.FEE_STATEMENT: ("fee_id",),
    TableKind.FREIGHT_CHARGES: ("freight_claim",),
    TableKind.PRICE_PROTECTION: ("protection_claim",),
    TableKind.POST_AUDIT_CLAIMS: ("audit_claim",),
    TableKind.PROMOTION_CLAIMS: ("promotion_claim",),
    TableKind.SALES: ("transaction_id",),
    TableKind.REBATE_CLAIMS: ("claim_id",),
    TableKind.SHIPMENT_LINES: ("bol_number",),
}
"""The columns that hold a row's own number, the first that has one counts."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What a posting changed: the document, by account the documents to judge again, and keys that are touched beside theirs."""

    document: Document
    changed: bool
    touched: Mapping[int, Sequence[int]] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()


def post(
    session: Session,
    work: Work,
    document_id: int,
    read: ReadFile,
    *,
    reader: str,
    now: datetime,
    read_parts: bool = True,
    told: Told = NOTHING_TOLD,
) -> Posted:
    """Posts what a file gave. The caller touches what changed (`touch_posted`) once all documents of its transaction are posted.

    The same outcome of the same readers makes no new version. An attempt that fails leaves an earlier reading in force.
    `read_parts`: jobs are submitted for the files inside. Their bytes must be in the store. `told` is what the readers were told.
    """
    document = locked(session, document_id)
    content = storable(with_planted(content_of(read), read)) | ({"told": told.to_json()} if told else {})
    before = session.get(Reading, document.reading_id) if document.reading_id is not None else None
    reading = _version(session, document, content, reader, now)
    if "error" in content and before is not None and "error" not in before.content:
        document.state, document.read_at = DocumentState.READ if before.content.get("used", True) else DocumentState.UNUSED, now
        document.error_code, document.error_message = content["error"]["code"], content["error"]["message"]
        session.flush()
        return Posted(document, changed=False)
    _put_in_force(document, reading, content, now)
    session.flush()
    former = _post_tables(session, document, reading, read.tables)
    laid = lay_papers(session, document, content.get("documents", ()))
    origins = origins_of(session, document.id)
    account_id = next((o.account_id for o in origins if o.account_id is not None), None)
    post_agreements(session, document, laid.papers, account_id=account_id, actor=SYSTEM, now=now)
    post_contracts(session, document, laid.papers, account_id=account_id, now=now)
    entered = take_parts(session, work, document, origins, read.parts, read=read_parts, now=now)
    touched: dict[int, list[int]] = defaultdict(list, entered)
    changed = laid.changed or former is not None
    for account in {o.account_id for o in origins if o.account_id is not None} if changed else ():
        touched[account].append(document.id)
    if changed and before is not None and "error" not in before.content:
        _journal_new_version(session, document, before, reading, now)
    return Posted(document, changed, touched, laid.former_keys | (former or frozenset()))


def touch_posted(session: Session, work: Work, postings: Iterable[Posted], *, cause: str, now: datetime) -> set[int]:
    """Submits the judgement of what was posted, account by account; gives the accounts."""
    documents: dict[int, list[int]] = defaultdict(list)
    keys: dict[int, set[str]] = defaultdict(set)
    for posted in postings:
        for account_id, ids in posted.touched.items():
            documents[account_id] += ids
            keys[account_id] |= posted.keys
    for account_id in sorted(documents):
        former, touched = keys[account_id], list(dict.fromkeys(documents[account_id]))
        if len(former) > MOST_KEYS or len(touched) > MANY:
            touch(session, work, account_id, cause=cause, now=now)
            continue
        touch_documents(session, work, account_id, touched, cause=cause, now=now)
        if former:
            touch(session, work, account_id, keys=former, cause=cause, now=now)
    return set(documents)


def content_of(read: ReadFile) -> dict[str, Any]:
    """A reading as it is kept: the form of contract.md without file and hash, the files inside by name and hash, and its pages."""
    entry = read.reading.to_json()
    content = {name: value for name, value in entry.items() if name not in {"file", "sha256", "container"}}
    if read.parts:
        content["parts"] = [{"name": part.name, "sha256": part.sha256, "size": part.size} for part in read.parts]
    if read.pages:
        content["pages"] = [page.to_json() for page in read.pages]
    kept: dict[str, Any] = storable(content)
    return kept


def storable(value: Any) -> Any:
    """The same value without characters that databases refuse: NUL, and halves of characters."""
    if isinstance(value, str):
        if "\x00" not in value and value.isascii():
            return value
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {storable(name): storable(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable(inner) for inner in value]
    return value


def _version(session: Session, document: Document, content: dict[str, Any], reader: str, now: datetime) -> Reading:
    """The reading with this content: the last version where the same readers said the same, else a new one."""
    versions = select(Reading).where(Reading.document_id == document.id).order_by(Reading.version.desc())
    last = session.scalars(versions.limit(1)).first()
    if last is not None and (last.reader, last.content) == (reader, content):
        return last
    made = Reading(document_id=document.id, version=1 if last is None else last.version + 1, reader=reader, made_at=now, content=content)
    session.add(made)
    session.flush()
    return made


def _put_in_force(document: Document, reading: Reading, content: Mapping[str, Any], now: datetime) -> None:
    document.reading_id, document.read_at = reading.id, now
    error = content.get("error")
    document.error_code, document.error_message = (error["code"], error["message"]) if error else (None, None)
    if error:
        document.state = DocumentState.FAILED
    else:
        document.state = DocumentState.READ if content.get("used", True) else DocumentState.UNUSED


def _journal_new_version(session: Session, document: Document, before: Reading, reading: Reading, now: datetime) -> None:
    record(
        session,
        supplier_id=document.supplier_id,
        actor=SYSTEM,
        now=now,
        action="read again",
        noun="document",
        noun_id=document.id,
        before={"version": before.version, "reader": before.reader},
        after={"version": reading.version, "reader": reading.reader},
    )


def _post_tables(session: Session, document: Document, reading: Reading, tables: Sequence[Table]) -> frozenset[str] | None:
    """Replaces the tables of a document where they changed. Gives the keys that the former ones had, None where nothing changed."""
    known = list(session.scalars(select(TableRead).where(TableRead.document_id == document.id).order_by(TableRead.position)))
    if known and _same(session, known, tables):
        return None
    if not known and not tables:
        return None
    former = _keys_of_tables(session, document.id) if known else frozenset()
    if known:
        session.execute(delete(TableRead).where(TableRead.document_id == document.id))
    for position, table in enumerate(tables):
        kept = TableRead(
            document_id=document.id,
            reading_id=reading.id,
            position=position,
            kind=table.kind.value,
            sheet=None if table.sheet is None else str(storable(table.sheet))[:SHEET_LENGTH],
            rows=table.frame.height,
            about=_about(table),
        )
        session.add(kept)
        session.flush()
        rows = _facts(kept.id, table)
        while chunk := list(islice(rows, AT_A_TIME)):
            session.execute(insert(TradeFact), chunk)
    return former


def _about(table: Table) -> dict[str, Any]:
    about: dict[str, Any] = storable({
        "header_row": table.header_row,
        "columns": table.columns,
        "unknown_columns": table.unknown_columns,
        "conventions": table.conventions,
        "problems": table.problems,
        "hidden_payments": table.hidden_payments,
    })  # fmt: skip
    return about


def _facts(table_id: int, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table as columns of `trade_fact`."""
    own = REFERENCES.get(table.kind, ())
    for position, row in enumerate(table_rows(table.frame)):
        values = storable(row.values)
        yield {
            "table_id": table_id,
            "position": position,
            "row": row.row,
            "review": row.review,
            "values": values,
            "purchase_order": _key(values, ORDERS),
            "invoice_number": _key(values, INVOICES),
            "reference": _key(values, own),
            "sku": _key(values, ("sku",)),
        }


def _key(values: Mapping[str, Any], names: Sequence[str]) -> str | None:
    """The first of these columns that has a number, compacted."""
    for name in names:
        key = compact(str(values[name]))[:KEY_LENGTH] if name in values else ""
        if key:
            return key
    return None


def _same(session: Session, known: Sequence[TableRead], tables: Sequence[Table]) -> bool:
    """True where the tables of a document are just those that were read before."""
    if [(t.kind, t.sheet, t.rows, t.about) for t in known] != [(t.kind.value, t.sheet, t.frame.height, _about(t)) for t in tables]:
        return False
    for row, table in zip(known, tables, strict=True):
        facts = session.execute(
            select(TradeFact.row, TradeFact.review, TradeFact.values)
            .where(TradeFact.table_id == row.id)
            .order_by(TradeFact.position)
            .execution_options(yield_per=AT_A_TIME)
        )
        if any(
            tuple(fact) != (new.row, new.review, storable(new.values)) for fact, new in zip(facts, table_rows(table.frame), strict=True)
        ):
            return False
    return True


def _keys_of_tables(session: Session, document_id: int) -> frozenset[str]:
    """Orders, invoices and references that the facts of a document name."""
    keys: set[str] = set()
    for column in (TradeFact.purchase_order, TradeFact.invoice_number, TradeFact.reference):
        named = select(column).join(TableRead, TableRead.id == TradeFact.table_id).where(TableRead.document_id == document_id)
        keys.update(key for key in session.scalars(named.distinct()) if key is not None)
    return frozenset(keys)
