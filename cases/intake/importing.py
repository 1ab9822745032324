"""Takes a folder in: suppliers and accounts by its terms, every file that is not known yet read and posted, batch by batch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.accounts.clients import make_supplier, open_account
from cases.accounts.terms import record_terms, text_of
from cases.auditing.scopes import FolderScope, find_scopes, listed_files, scope_of
from cases.background.desk import Desk
from cases.intake.batches import FailedFile, begin_batch, end_batch
from cases.intake.file_names import harmless_path
from cases.intake.page_views import keep_words
from cases.intake.posting import Posted, post, touch_posted
from cases.intake.receiving import Admitted, Arrival, admit
from cases.intake.touches import touch_documents
from extractors.kinds import ending
from extractors.read import FILE_LIMIT, Progress, ReaderPool, ReadFile
from extractors.version import reader_version
from facts.documents import ReadErrorCode
from ledger.papers import Document, DocumentState
from ledger.suppliers import Account, Supplier
from rules.loader import load_rules
from rules.model import Rules

FILES_AT_A_TIME: Final = 40
ROWS_AT_A_TIME: Final = 50_000
"""What one transaction posts: so many files or rows of tables, whichever comes first."""
HASHES_AT_A_TIME: Final = 500
IMPORT: Final = "import"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What to take in, and what the command line says about whose it is. `as_of` is the day that rules are taken for."""

    folder: Path
    as_of: date
    actor: str
    supplier: str | None = None
    retailer: str | None = None
    terms: Path | None = None


@dataclass(frozen=True, slots=True)
class ImportedAccount:
    """An account that files were taken in for: its id, the retailer, and its folder in the import."""

    account_id: int
    retailer: str
    folder: str


@dataclass(slots=True)
class Imported:
    """What came of it. `known` files were read before, in this folder or elsewhere; `failed` are those that nobody can read."""

    supplier_id: int
    supplier: str
    batch_id: int
    accounts: tuple[ImportedAccount, ...]
    new: int = 0
    known: int = 0
    unused: int = 0
    failed: list[FailedFile] = field(default_factory=list)


def import_folder(desk: Desk, order: ImportOrder, pool: ReaderPool, on_progress: Callable[[Progress], None] | None = None) -> Imported:
    """Takes every file below a folder in, in transactions of its own; what it leaves to judge waits in the accounts' touches.

    Files whose bytes are known are noted and not read again; stopped half-way, it goes on where it was when run again. Raises
    RuleError where terms or pack cannot be used: nothing is taken in before they are sound.
    """
    files = listed_files(order.folder)
    scopes = find_scopes(order.folder, files, order.terms)
    rules = {s.folder: load_rules(order.retailer if not s.folder else None, s.terms, order.as_of) for s in scopes}
    inhabited = {scope_of(scopes, below(order.folder, path)).folder for path in files} | {s.folder for s in scopes if s.terms is not None}
    with desk.sessions.begin() as session:
        supplier = _supplier(session, order, [rules[s.folder] for s in scopes if s.folder in inhabited], desk.now())
        accounts = {s.folder: _account(session, desk, order, supplier, s, rules[s.folder]) for s in scopes if s.folder in inhabited}
        batch = begin_batch(
            session, supplier_id=supplier.id, account_id=None, via=IMPORT, source=str(order.folder), actor=order.actor, now=desk.now()
        )
    told = tuple(ImportedAccount(account.id, account.retailer, folder) for folder, account in accounts.items())
    imported = Imported(supplier.id, supplier.name, batch.id, told)
    run = _Run(desk, order, scopes, {folder: account.id for folder, account in accounts.items()}, imported)
    known, unread = run.parted(files)
    for some in _portions(known):
        run.note(some)
    for group in _groups(pool.read(order.folder, unread, on_progress, desk.files.put)):
        run.take(group)
    run.settle()
    with desk.sessions.begin() as session:
        end_batch(session, batch.id, new=imported.new, known=imported.known, failed=imported.failed, actor=order.actor, now=desk.now())
    return imported


@dataclass(slots=True)
class _Run:
    """One import at work: what waits to be posted, and what came of the rest."""

    desk: Desk
    order: ImportOrder
    scopes: tuple[FolderScope, ...]
    accounts: dict[str, int]
    imported: Imported
    waiting: list[list[ReadFile]] = field(default_factory=list)
    rows: int = 0

    def parted(self, files: Sequence[Path]) -> tuple[list[tuple[Path, str]], list[Path]]:
        """The files whose bytes were read before, with their hashes, and the others."""
        hashes = {path: _hash_of(path) for path in files}
        read: dict[str, tuple[DocumentState, str]] = {}
        with self.desk.sessions() as session:
            for some in _portions(sorted({h for h in hashes.values() if h is not None}), HASHES_AT_A_TIME):
                wanted = select(Document.sha256, Document.state, Document.name)
                for row in session.execute(wanted.where(Document.supplier_id == self.imported.supplier_id, Document.sha256.in_(some))):
                    read[row.sha256] = (row.state, row.name)
        known: list[tuple[Path, str]] = []
        for path, sha256 in hashes.items():
            state, name = read.get(sha256 or "", (DocumentState.RECEIVED, ""))
            if sha256 is not None and (
                state is DocumentState.READ or (state is DocumentState.UNUSED and ending(name) == ending(path.name))
            ):
                known.append((path, sha256))
        seen = {path for path, _ in known}
        return known, [path for path in files if path not in seen]

    def note(self, known: Sequence[tuple[Path, str]]) -> None:
        """Notes that files which were read before came this way too."""
        with self.desk.sessions.begin() as session:
            now = self.desk.now()
            entered: dict[int, list[int]] = {}
            for path, sha256 in sorted(known, key=lambda item: item[1]):
                arrival = self._arrival(below(self.order.folder, path), now)
                admitted = admit(session, self.desk.work, arrival, sha256, path.stat().st_size)
                if arrival.account_id is not None:
                    entered.setdefault(arrival.account_id, []).extend(admitted.entered)
            for account_id in sorted(entered):
                touch_documents(session, self.desk.work, account_id, entered[account_id], cause="files came in", now=now)
        self.imported.known += len(known)

    def take(self, group: list[ReadFile]) -> None:
        """Takes a file that was read, with the parts of it, and posts what waits once it is enough."""
        for read in group:
            keep_words(self.desk.derived, read.reading.sha256, read.pages)
        self.waiting.append(group)
        self.rows += sum(table.frame.height for read in group for table in read.tables)
        if sum(map(len, self.waiting)) >= FILES_AT_A_TIME or self.rows >= ROWS_AT_A_TIME:
            self.settle()

    def settle(self) -> None:
        """Posts what waits in one transaction."""
        waiting, self.waiting, self.rows = self.waiting, [], 0
        if not waiting:
            return
        with self.desk.sessions.begin() as session:
            now = self.desk.now()
            posted = [p for group in waiting for p in self._posted(session, group, now)]
            touch_posted(session, self.desk.work, posted, cause="files came in", now=now)

    def _posted(self, session: Session, group: list[ReadFile], now: datetime) -> Iterator[Posted]:
        for read in group:
            reading = read.reading
            if reading.error is not None:
                self.imported.failed.append(FailedFile(reading.file, reading.error.code.value, reading.error.message))
            elif not reading.used:
                self.imported.unused += 1
            if reading.container is None and not self._is_kept(read):
                continue
            document = self._document(session, read, now)
            if document is not None and document.state is not DocumentState.READ:
                yield post(session, self.desk.work, document.id, read, reader=reader_version(), now=now, read_parts=False)

    def _is_kept(self, read: ReadFile) -> bool:
        """False where a file could not even be opened, or was too large to be held: there are no bytes to keep."""
        error = read.reading.error
        if error is not None and error.code is ReadErrorCode.TOO_LARGE:
            return self.desk.files.has(read.reading.sha256)
        return bool(read.reading.sha256)

    def _document(self, session: Session, read: ReadFile, now: datetime) -> Document | None:
        """The document of a file; that of a part is there since its container was posted."""
        reading = read.reading
        if reading.container is not None:
            return session.scalar(
                select(Document).where(Document.supplier_id == self.imported.supplier_id, Document.sha256 == reading.sha256)
            )
        size = min((self.order.folder / reading.file).stat().st_size, FILE_LIMIT)
        admitted: Admitted = admit(session, self.desk.work, self._arrival(reading.file, now), reading.sha256, size)
        if admitted.new:
            self.imported.new += 1
        else:
            self.imported.known += 1
        return admitted.document

    def _arrival(self, file: str, now: datetime) -> Arrival:
        account_id = self.accounts[scope_of(self.scopes, file).folder]
        return Arrival(self.imported.supplier_id, account_id, harmless_path(file), IMPORT, self.order.actor, now, self.imported.batch_id)


def below(root: Path, path: Path) -> str:
    """The path of a file below the folder that is taken in, with slashes."""
    return path.relative_to(root).as_posix()


def _supplier(session: Session, order: ImportOrder, rules: Sequence[Rules], now: datetime) -> Supplier:
    """The supplier by the name on the command line, else by that in the terms, else by that of the folder; made where it is missing."""
    name = order.supplier or next((r.supplier for r in rules if r.supplier), None) or order.folder.resolve().name
    named = select(Supplier).where((Supplier.name == name) | (Supplier.slug == name)).order_by(Supplier.id)
    return session.scalars(named.limit(1)).first() or make_supplier(session, name=name, actor=order.actor, now=now)


def _account(session: Session, desk: Desk, order: ImportOrder, supplier: Supplier, scope: FolderScope, rules: Rules) -> Account:
    """The account of a scope, opened where it is missing, with the terms that lie there."""
    now = desk.now()
    kept = select(Account).where(Account.supplier_id == supplier.id, Account.retailer == rules.retailer).with_for_update()
    accounts = {account.folder: account for account in session.scalars(kept)}
    account = accounts.get(scope.folder) or (next(iter(accounts.values())) if len(accounts) == 1 and not scope.folder else None)
    if account is None:
        account = open_account(
            session,
            supplier,
            retailer=rules.retailer,
            currency=rules.currency,
            folder=scope.folder,
            on=order.as_of,
            actor=order.actor,
            now=now,
        )
    if scope.terms is not None:
        text = text_of(scope.terms.read_bytes(), scope.terms.name)
        record_terms(session, desk.work, account, text=text, file=scope.terms.name, on=order.as_of, actor=order.actor, now=now)
    return account


def _groups(read: Iterable[ReadFile]) -> Iterator[list[ReadFile]]:
    """Each file with the parts of it."""
    group: list[ReadFile] = []
    for file in read:
        if file.reading.container is None and group:
            yield group
            group = []
        group.append(file)
    if group:
        yield group


def _portions(items: Sequence[T], size: int = FILES_AT_A_TIME) -> Iterator[list[T]]:
    waiting = iter(items)
    while some := list(islice(waiting, size)):
        yield some


def _hash_of(path: Path) -> str | None:
    """The hash of a file's bytes; None where it cannot be opened or is too large to be taken in."""
    try:
        if path.stat().st_size > FILE_LIMIT:
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
