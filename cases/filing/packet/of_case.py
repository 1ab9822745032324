"""The evidence packet of a case: gathered from the ledger, built, kept in the file store, and noted once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.background.desk import SYSTEM, Desk
from cases.background.work import Handler, Report, Task
from cases.filing.exhibits import cited_rows, safe_name
from cases.filing.packet.build import MadePacket, make_packet
from cases.filing.packet.content import PacketContent, packet_exhibits, particulars_of
from cases.letters.case_papers import FiledDocument
from cases.letters.casefile import CaseFile, load
from cases.life.transitions import note
from cases.wording import day, kind_name, words
from extractors.sandbox import Sandbox
from facts.money import Money
from ledger.cases import Case, CaseForm, Draft, Packet
from ledger.database import for_reading
from ledger.files import FileStore
from ledger.people import User
from rules.model import Rules


@dataclass(frozen=True, slots=True)
class StoredPapers:
    """The papers of a case by the path that findings name, from the file store."""

    documents: Mapping[str, FiledDocument]
    files: FileStore

    def content(self, file: str) -> bytes | None:
        """The bytes, or None where no document goes by that path or the store has lost it."""
        document = self.documents.get(file)
        return None if document is None else self.files.get(document.sha256)


def build_packet(
    session: Session, files: FileStore, sandbox: Sandbox, case: Case, draft: Draft | None, rules: Rules, *, actor: str, now: datetime
) -> Packet:
    """Builds the packet of a case around a draft (the latest where none is given) and keeps it; the same parts are kept once.

    Raises PacketError where it cannot be bound. What cannot be enclosed is named in `missing`.
    """
    chosen = draft or draft_to_file(session, case)
    file = load(session, case, rules)
    content = packet_content(session, file, case, chosen, actor=actor, now=now)
    made = make_packet(content, StoredPapers(file.documents, files), sandbox, rules.attachments)
    return _kept(session, files, case, chosen, file, made, actor=actor, now=now)


def packet_handler(desk: Desk, after: Callable[[Session, Case, Packet], None] | None = None) -> Handler:
    """Builds the packet that a job asks for (`case_id`, and `draft_id` or the latest). No transaction is open while papers are.

    `after` follows in the same transaction where the job says `unattended`.
    """

    def build(task: Task, report: Report) -> None:
        now, actor = desk.now(), str(task.payload.get("actor", SYSTEM))
        report(0, None, "gathering the papers")
        with for_reading(desk.sessions)() as session:
            case = session.get_one(Case, int(task.payload["case_id"]))
            rules = rules_for(session, case.account_id, desk.today())
            named = task.payload.get("draft_id")
            draft = session.get(Draft, int(named)) if named is not None else draft_to_file(session, case)
            file = load(session, case, rules)
            content = packet_content(session, file, case, draft, actor=actor, now=now)
        report(0, len(content.exhibits), "enclosing exhibits")
        with desk.sandbox() as sandbox:
            made = make_packet(content, StoredPapers(file.documents, desk.files), sandbox, rules.attachments)
        with desk.sessions.begin() as session:
            case = session.get_one(Case, case.id, with_for_update=True)
            chosen = session.get(Draft, draft.id) if draft else None
            packet = _kept(session, desk.files, case, chosen, file, made, actor=actor, now=now)
            if after is not None and task.payload.get("unattended") is True:
                after(session, case, packet)
        report(len(content.exhibits), len(content.exhibits), "the packet is built")

    return build


def packet_key(case: Case, draft: Draft | None, now: datetime) -> str:
    """The key of the job that builds a packet: once for a case, a draft and a moment."""
    return f"packet:{case.id}:{draft.version if draft else 0}:{now.astimezone(UTC):%Y%m%d%H%M%S}"


def latest_packet(session: Session, case: Case, draft: Draft | None = None) -> Packet | None:
    """The packet that was built last, for the draft if one is given."""
    wanted = select(Packet).where(Packet.case_id == case.id)
    if draft is not None:
        wanted = wanted.where(Packet.draft_id == draft.id)
    return session.scalar(wanted.order_by(Packet.id.desc()).limit(1))


def draft_to_file(session: Session, case: Case) -> Draft | None:
    """The approved draft of the highest version, else the latest there is."""
    drafts = select(Draft).where(Draft.case_id == case.id).order_by(Draft.version.desc()).limit(1)
    return session.scalar(drafts.where(Draft.approved_at.is_not(None))) or session.scalar(drafts)


def packet_content(session: Session, file: CaseFile, case: Case, draft: Draft | None, *, actor: str, now: datetime) -> PacketContent:
    """What the packet of a case says; `actor` prepared it where no draft names its author."""
    group = file.group
    claimed = group.claimed if group else Money(case.claimed_minor, case.currency).amount
    return PacketContent(
        supplier=file.supplier,
        retailer=file.rules.name or words(file.retailer),
        label=f"case {file.number}",
        kind="Settlement" if file.form is CaseForm.SETTLEMENT else kind_name(file.kind),
        reference=file.reference or f"case {file.number}",
        currency=file.currency,
        claimed=claimed,
        amount=file.asked.amount,
        safe_by=case.safe_by,
        dispute_by=case.dispute_by,
        prepared_by=_name(session, (draft.approved_by or draft.author) if draft else actor),
        prepared_on=now.astimezone(UTC).date(),
        narrative=draft.text if draft else "No letter is written yet.",
        exhibits=packet_exhibits(group, file.papers, file.exhibits) if group else (),
        particulars=tuple(_particulars(file)),
        rows=cited_rows(group) if group else (),
    )


def part_name(reference: str, number: int, of: int) -> str:
    """The file name of a part: `INV10482SC_packet.pdf`, `INV10482SC_packet_2_of_3.pdf`."""
    return f"{safe_name(reference, 60)}_packet" + (f"_{number}_of_{of}" if of > 1 else "") + ".pdf"


def _particulars(file: CaseFile) -> list[tuple[str, str]]:
    said = list(particulars_of(file.group)) if file.group else []
    for earlier in file.earlier:
        answer = earlier.decision
        told = f"dispute {earlier.dispute_id or 'without a number'}, filed {day(earlier.filed_on)}"
        answered = f", {words(answer.kind).lower()} {day(answer.answered_on)}" if answer else ""
        said.append((f"Round {earlier.round}", told + answered))
    return said


def _name(session: Session, actor: str) -> str:
    """A person's name for the cover; the actor as it stands for what has no account."""
    if actor == SYSTEM:
        return "Recoup"
    return session.scalar(select(User.name).where(User.email == actor)) or actor


def _kept(
    session: Session,
    files: FileStore,
    case: Case,
    draft: Draft | None,
    file: CaseFile,
    made: MadePacket,
    *,
    actor: str,
    now: datetime,
) -> Packet:
    """The packet's row; where the last one has the same parts, that one: a job may run twice."""
    of = len(made.parts)
    parts = [
        {
            "number": part.number,
            "name": part_name(file.reference or f"case_{file.number}", part.number, of),
            "sha256": files.put(part.content),
            "bytes": len(part.content),
            "pages": part.pages,
            "exhibits": list(part.exhibits),
        }
        for part in made.parts
    ]
    before = latest_packet(session, case, draft)
    if before is not None and before.parts == parts:
        return before
    packet = Packet(
        case_id=case.id,
        draft_id=draft.id if draft else None,
        made_at=now,
        made_by=actor,
        parts=parts,
        exhibits=[_exhibit(file, number) for number in range(len(made.exhibits))],
        missing=[f"{e.title} ({e.file}): {e.lost}" for e in made.exhibits if e.lost],
        problems=list(made.problems),
    )
    for entry, enclosed in zip(packet.exhibits, made.exhibits, strict=True):
        entry |= {"pages": enclosed.pages, "parts": list(enclosed.parts), "lost": enclosed.lost}
    session.add(packet)
    session.flush()
    after: dict[str, Any] = {"packet": packet.id, "draft": draft.version if draft else None, "parts": [p["sha256"] for p in parts]}
    note(session, case, "packet_built", actor=actor, now=now, after=after | {"missing": packet.missing})
    return packet


def _exhibit(file: CaseFile, place: int) -> dict[str, Any]:
    exhibit = file.exhibits[place]
    document = file.documents.get(exhibit.file)
    return {
        "number": exhibit.number,
        "name": exhibit.name,
        "title": exhibit.title,
        "file": exhibit.file,
        "page_numbers": list(exhibit.pages),
        "document_id": document.id if document else None,
    }
