"""Packets, filing kits and bulk files, as far as a request may see them."""

from __future__ import annotations

from sqlalchemy import Select, select

from api.http.gate.own_readers import unsigned
from api.http.gate.rows import Gate
from api.http.permissions import Action
from api.http.problems import ConflictError, NotFoundError, UnusableError
from api.http.shapes.packets import PacketShown, PartShown
from cases.auditing.outputs.recomputation import NAME, recomputation
from cases.filing.bulk_files import BulkFile, bulk_file
from cases.letters.casefile import load
from ledger.models import Case, Filing, Packet


def packets(gate: Gate, row: Case) -> list[PacketShown]:
    """The packets of a case, the latest first."""
    wanted = _told(gate, row).order_by(Packet.id.desc()).limit(100)
    return [unsigned(gate, row.supplier_id, PacketShown.of(packet)) for packet in gate.session.scalars(wanted)]


def packet(gate: Gate, number: int, action: Action = Action.READ) -> Packet:
    """A packet that may be seen. Raises NotFoundError, NotAllowedError."""
    found = gate.one(Packet, number, action)
    if not gate.session.scalar(_told(gate, gate.one(Case, found.case_id)).with_only_columns(Packet.id).where(Packet.id == number)):
        raise NotFoundError(f"There is no packet {number}.")
    return found


def newest(gate: Gate, row: Case) -> Packet | None:
    """The packet that was built last for a case that was looked up through the gate; for a supplier's own reader, that was filed last."""
    return gate.session.scalar(_told(gate, row).order_by(Packet.id.desc()).limit(1))


def _told(gate: Gate, row: Case) -> Select[Packet]:
    """The packets of a case; for a supplier's own reader, those that were filed."""
    wanted = gate.seen(Packet).where(Packet.case_id == row.id)
    if gate.scope.inside(row.supplier_id):
        return wanted
    return wanted.where(Packet.id.in_(select(Filing.packet_id).where(Filing.case_id == row.id)))


def recomputed(gate: Gate, row: Case) -> tuple[bytes, str]:
    """The workbook of what a case would file now, and its name. Raises ConflictError where it would file nothing."""
    group = load(gate.session, row, gate.rules(row.account_id)).group
    if group is None:
        raise ConflictError("No line of this case is to be filed, so there is nothing to recompute.")
    return recomputation(group.findings, group.currency, gate.now.date()), f"{row.reference or row.number}_{NAME}"


def parts_of(gate: Gate, number: int) -> list[PartShown]:
    """The PDFs of a packet that may be seen."""
    return PacketShown.of(packet(gate, number)).parts


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
