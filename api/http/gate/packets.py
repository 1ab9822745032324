"""Packets, filing kits and bulk files, as far as a request may see them."""

from __future__ import annotations

from sqlalchemy import select

from api.http.gate.rows import Gate
from api.http.permissions import Action
from api.http.problems import NotFoundError, UnusableError
from api.http.shapes.packets import PacketShown
from cases.filing.bulk_files import BulkFile, bulk_file
from ledger.models import Case, Packet


def packets(gate: Gate, row: Case) -> list[PacketShown]:
    """The packets of a case, the latest first."""
    wanted = gate.seen(Packet).where(Packet.case_id == row.id).order_by(Packet.id.desc()).limit(100)
    return [PacketShown.of(packet) for packet in gate.session.scalars(wanted)]


def packet(gate: Gate, number: int, action: Action = Action.READ) -> Packet:
    """A packet that may be seen. Raises NotFoundError, NotAllowedError."""
    return gate.one(Packet, number, action)


def newest(gate: Gate, case_id: int) -> Packet | None:
    """The packet that was built last for a case that was looked up through the gate."""
    return gate.session.scalar(select(Packet).where(Packet.case_id == case_id).order_by(Packet.id.desc()).limit(1))


def part(gate: Gate, row: Packet, number: int) -> tuple[bytes, str]:
    """The bytes and the name of a part (from 1). Raises NotFoundError."""
    if not 1 <= number <= len(row.parts):
        raise NotFoundError(f"The packet has {len(row.parts)} parts.")
    told = row.parts[number - 1]
    content = gate.desk.files.get(str(told["sha256"]))
    if content is None:
        raise NotFoundError("The bytes of this part are not in the store.")
    return content, str(told["name"])


def bulk(gate: Gate, account_id: int, layout: str, case_ids: list[int]) -> BulkFile:
    """The cases as one file in a layout of the account's pack. Raises UnusableError for a layout that the pack does not have."""
    rules = gate.rules(account_id)
    if layout not in rules.bulk_files:
        known = ", ".join(sorted(rules.bulk_files)) or "none"
        raise UnusableError.of("body.layout", f"The pack has no such layout; it has {known}.")
    found = [gate.one(Case, number, Action.DOWNLOAD) for number in dict.fromkeys(case_ids)]
    foreign = [case.id for case in found if case.account_id != account_id]
    if foreign:
        raise UnusableError.of("body.case_ids", f"Case {foreign[0]} is of another account.")
    return bulk_file(gate.session, found, rules, rules.bulk_files[layout], today=gate.today)
