"""`recoup import`: takes a folder in, has it judged once per account, and says what is new, known, unread, and what changed."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Sequence
from typing import Final

from api.errors import OK, SOME_UNREAD, CommandError
from api.opening import ready_house, shell_actor
from api.progress import ReadingProgress
from api.reading_again import kept_readings
from api.tables import print_table
from cases.accounts.clients import ClientError
from cases.auditing.previous import Change, ChangeKind
from cases.background.desk import Desk
from cases.detection.detecting import Detected, detect, detect_in_pieces
from cases.detection.judging import OvertakenError
from cases.intake.importing import Imported, ImportedAccount, ImportOrder, import_folder
from extractors.read import Progress, ReaderPool
from facts.money import Money
from ledger.suppliers import Account
from rules.errors import RuleError

SHOWN: Final = 20
"""Lines that are shown one by one; the rest is counted."""


def run(arguments: argparse.Namespace) -> int:
    """Runs the import; 0 when it ran, 2 on unusable arguments, 3 when some files could not be read."""
    with ready_house() as house:
        order = ImportOrder(
            arguments.folder,
            arguments.as_of or house.desk.today(),
            shell_actor(),
            arguments.supplier,
            arguments.retailer,
            arguments.terms,
        )
        try:
            imported = _taken_in(house.desk, order, arguments.workers, afresh=arguments.afresh)
        except (RuleError, ClientError) as error:
            raise CommandError(str(error)) from None
        _say_what_came(imported)
        for account in imported.accounts:
            _say_what_changed(account, _judged(house.desk, account, order))
    return SOME_UNREAD if imported.failed else OK


def _taken_in(desk: Desk, order: ImportOrder, workers: int | None, *, afresh: bool) -> Imported:
    with ReaderPool(workers, kept=None if afresh else kept_readings) as pool, ReadingProgress() as bar:
        started = time.monotonic()

        def show(progress: Progress) -> None:
            bar.show(progress.done, progress.total, progress.pages, time.monotonic() - started)

        return import_folder(desk, order, pool, show)


def _judged(desk: Desk, account: ImportedAccount, order: ImportOrder) -> Detected | None:
    """Judges what the files touched, all of the account where it was last judged by another day. None where a worker was faster."""
    with desk.sessions() as session:
        last = session.get_one(Account, account.account_id).judged_as_of
    everything = last != order.as_of.isoformat()
    try:
        if order.as_of == desk.today():
            return detect_in_pieces(desk, account.account_id, _silent, everything=everything, actor=order.actor)
        with desk.sessions.begin() as session:
            return detect(
                session,
                desk.work,
                account_id=account.account_id,
                as_of=order.as_of,
                now=desk.now(),
                actor=order.actor,
                everything=everything,
            )
    except OvertakenError:
        return None


def _silent(done: int, total: int | None, message: str = "") -> None:
    del done, total, message


def _say_what_came(imported: Imported) -> None:
    counts = f"{imported.new} new, {imported.known} known, {imported.unused} not used, {len(imported.failed)} unread"
    print(f"{imported.supplier}: {imported.new + imported.known} files: {counts}")
    for file in imported.failed[:SHOWN]:
        print(f"  {file.path}: {file.code}: {file.message}")
    _say_the_rest(imported.failed)


def _say_what_changed(account: ImportedAccount, detected: Detected | None) -> None:
    name = f"{account.retailer}{f' in {account.folder}' if account.folder else ''}"
    if detected is None:
        print(f"{name}: a worker judges it now; what changed is in the journal")
        return
    print(f"{name}, as of {detected.as_of}: {detected.told()}")
    rows = [row for kind in ChangeKind for row in _sums(kind, detected.of_kind(kind))]
    if rows:
        print_table(("lines", "", "deducted", "recoverable", "currency"), rows, empty="", right=("", "deducted", "recoverable"))
    changed = [change for change in detected.changes if change.kind is not ChangeKind.NEW]
    for change in changed[:SHOWN]:
        print(f"  {change.kind.value}: {change.type.replace('_', ' ')} {change.reference} {change.sku}".rstrip() + _differences(change))
    _say_the_rest(changed)
    for balance in detected.balances[:SHOWN]:
        before, after = (Money(minor, balance.currency).amount for minor in (balance.before, balance.after))
        print(f"  balance of {balance.root}: {before} → {after} {balance.currency}")
    _say_the_rest(detected.balances)


def _sums(kind: ChangeKind, changes: Sequence[Change]) -> Iterable[tuple[str, int, str, str, str]]:
    """Count and amounts of one kind of change, by currency."""
    for currency in sorted({change.currency for change in changes}):
        own = [change for change in changes if change.currency == currency]
        claimed, recoverable = sum(c.claimed for c in own), sum(c.recoverable for c in own)
        yield kind.value, len(own), f"{claimed:,.2f}", f"{recoverable:,.2f}", currency


def _differences(change: Change) -> str:
    told = ", ".join(f"{d.name} {d.before} → {d.after}" for d in change.differences)
    return f" ({told})" if told else ""


def _say_the_rest(items: Sequence[object]) -> None:
    if len(items) > SHOWN:
        print(f"  and {len(items) - SHOWN} more")
