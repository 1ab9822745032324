"""What a person needs to file a case in a portal: each field with its text and room, the attachments in order, what to write down after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any, Final

from sqlalchemy.orm import Session

from cases.filing.packet.of_case import draft_to_file, latest_packet
from cases.filing.portal_fields import PortalField, portal_fields
from cases.letters.casefile import CaseFile, load
from cases.letters.drafting import letter_limit
from cases.wording import count, words
from ledger.cases import Case, Draft, Packet
from rules.model import AttachmentLimit, FieldLimit, Rules

MEDIA_TYPES: Final = {"pdf": "application/pdf"}


@dataclass(frozen=True, slots=True)
class _Letter:
    """The letter of a draft with the room that its field has."""

    letter: str
    limit: FieldLimit


@dataclass(frozen=True, slots=True)
class KitField:
    """A field of the form: its name, the text to paste (empty: fill it in by hand), how long it is and what the portal takes."""

    label: str
    text: str
    limit: FieldLimit | None = None

    @property
    def count(self) -> int:
        """Characters of the text."""
        return len(self.text)

    @property
    def too_long(self) -> bool:
        """True where the portal would refuse or cut it."""
        return self.limit is not None and self.count > self.limit.hard

    @property
    def not_plain(self) -> bool:
        """True where the field takes plain ASCII alone and the text has more than that."""
        return self.limit is not None and self.limit.ascii_only and not self.text.isascii()


@dataclass(frozen=True, slots=True)
class KitAttachment:
    """A file to upload, in its order. `objection` says what the portal would not take about it and what to do; empty: it fits."""

    number: int
    name: str
    sha256: str
    bytes: int
    type: str
    pages: int
    objection: str = ""


@dataclass(frozen=True, slots=True)
class ToRecord:
    """Something to write down once it is filed: its name in `record_filing`, what to look for, and whether it may be missing."""

    name: str
    label: str
    needed: bool = True


@dataclass(frozen=True, slots=True)
class FilingKit:
    """All of it. `objections` are about the filing as a whole; nothing stands against it where there are none and `fits` is True."""

    channel: str
    retailer: str
    fields: tuple[KitField, ...]
    attachments: tuple[KitAttachment, ...]
    to_record: tuple[ToRecord, ...]
    objections: tuple[str, ...]
    safe_by: date | None
    dispute_by: date | None
    attempts_left: int | None
    draft_id: int | None
    packet_id: int | None

    @property
    def fits(self) -> bool:
        """Whether every field and attachment is within the portal's limits."""
        return not any(f.too_long or f.not_plain for f in self.fields) and not any(a.objection for a in self.attachments)


def filing_kit(session: Session, case: Case, rules: Rules, draft: Draft | None) -> FilingKit:
    """The kit of a case around a draft (the approved or latest one where none is given) and the packet that was built for it."""
    chosen = draft or draft_to_file(session, case)
    file = load(session, case, rules)
    packet = latest_packet(session, case, chosen)
    return FilingKit(
        channel=rules.channel,
        retailer=rules.name or words(case.retailer),
        fields=tuple(_fields(file, chosen, rules)),
        attachments=attachments_of(packet, rules.attachments),
        to_record=tuple(_to_record(file)),
        objections=tuple(_objections(chosen, packet, rules.attachments)),
        safe_by=case.safe_by,
        dispute_by=case.dispute_by,
        attempts_left=case.attempts_left,
        draft_id=chosen.id if chosen else None,
        packet_id=packet.id if packet else None,
    )


def attachments_of(packet: Packet | None, limit: AttachmentLimit) -> tuple[KitAttachment, ...]:
    """The parts of a packet in order, each held against what the portal takes."""
    parts: Sequence[dict[str, Any]] = packet.parts if packet else ()
    return tuple(_attachment(part, place, limit) for place, part in enumerate(parts, start=1))


def _attachment(part: dict[str, Any], place: int, limit: AttachmentLimit) -> KitAttachment:
    ending = PurePosixPath(str(part["name"])).suffix.lstrip(".").lower()
    size = int(part["bytes"])
    objection = ""
    if limit.types and ending not in limit.types:
        objection = f"the portal takes {', '.join(limit.types)}: save it in one of these forms"
    elif limit.largest_bytes is not None and size > limit.largest_bytes:
        objection = f"larger than the {limit.largest_bytes:,} bytes that the portal takes: leave out a paper and build the packet again"
    elif limit.smallest_bytes is not None and size < limit.smallest_bytes:
        objection = f"smaller than the {limit.smallest_bytes:,} bytes that the portal takes: put it together with another file"
    elif limit.files is not None and place > limit.files:
        objection = f"the portal takes {count(limit.files, 'file')}: this one does not fit any more"
    kind = MEDIA_TYPES.get(ending, "application/octet-stream")
    return KitAttachment(place, str(part["name"]), str(part["sha256"]), size, kind, int(part["pages"]), objection)


def _fields(file: CaseFile, draft: Draft | None, rules: Rules) -> Iterator[KitField]:
    """The portal's fields from the letter as it stands; names of attachments are no field here, they are listed with their files."""
    limit = letter_limit(rules)
    text = draft.text if draft else ""
    if file.group is None:
        yield KitField("Title", f"{words(file.kind.value)} settlement {file.reference}".strip(), rules.limit("title"))
        yield KitField("Explanation", text.strip(), limit)
        return
    for field in portal_fields(file.group, rules, _Letter(text, limit), file.exhibits, file.papers):
        if not _is_about_files(field):
            yield KitField(field.label, field.text, field.limit)


def _is_about_files(field: PortalField) -> bool:
    return any(word in field.label.casefold() for word in ("attachment", "upload"))


def _to_record(file: CaseFile) -> Iterator[ToRecord]:
    yield ToRecord("filed_on", "the day on which it was sent")
    yield ToRecord("dispute_id", "the number that the retailer gives the dispute; it may come later", needed=False)
    if file.earlier:
        yield ToRecord("what_is_new", f"what is new against round {file.earlier[-1].round}")


def _objections(draft: Draft | None, packet: Packet | None, limit: AttachmentLimit) -> Iterator[str]:
    if draft is None:
        yield "no letter is written yet"
    elif draft.approved_at is None:
        yield "the letter is not approved yet"
    if packet is None:
        yield "the packet of this letter is not built yet"
        return
    yield from (f"not enclosed: {missing}" for missing in packet.missing)
    yield from packet.problems
    if limit.note:
        yield limit.note
