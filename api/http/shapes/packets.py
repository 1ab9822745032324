"""Packets, filing kits and bulk files, as they go over the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from api.http.shapes.plain import RowId, Shown, Wanted
from cases.filing.filing_kit import FilingKit
from ledger.cases import Packet
from rules.model import FieldLimit


class PartShown(Shown):
    """One PDF of a packet."""

    number: int
    name: str
    bytes: int
    pages: int
    sha256: str


class PacketShown(Shown):
    """An evidence packet as it was built; `missing` names what could not be enclosed."""

    id: int
    case_id: int
    draft_id: int | None
    made_at: datetime
    made_by: str
    parts: list[PartShown]
    exhibits: list[dict[str, Any]]
    missing: list[str]

    @classmethod
    def of(cls, row: Packet) -> Self:
        """From the row."""
        parts = [
            PartShown(number=place, name=p["name"], bytes=p["bytes"], pages=p["pages"], sha256=p["sha256"])
            for place, p in enumerate(row.parts, start=1)
        ]
        plain = {name: getattr(row, name) for name in cls.model_fields if name != "parts"}
        return cls(**plain, parts=parts)


class LimitShown(Shown):
    """What a field of the portal takes: characters (soft and hard), and whether plain ASCII alone."""

    soft: int
    hard: int
    ascii_only: bool

    @classmethod
    def of(cls, limit: FieldLimit) -> Self:
        """From the pack."""
        return cls(soft=limit.soft, hard=limit.hard, ascii_only=limit.ascii_only)


class KitFieldShown(Shown):
    """A field of the form and what to paste into it; empty: to be filled in by hand."""

    label: str
    text: str
    count: int
    limit: LimitShown | None
    too_long: bool
    not_plain: bool


class KitAttachmentShown(Shown):
    """A file to upload, in its order; `objection` says what the portal would not take about it."""

    number: int
    name: str
    sha256: str
    bytes: int
    type: str
    pages: int
    objection: str


class ToRecordShown(Shown):
    """Something to write down once it is filed."""

    name: str
    label: str
    needed: bool


class FilingKitShown(Shown):
    """All that is needed to file a case by hand."""

    channel: str
    retailer: str
    fields: list[KitFieldShown]
    attachments: list[KitAttachmentShown]
    to_record: list[ToRecordShown]
    objections: list[str]
    fits: bool
    safe_by: date | None
    dispute_by: date | None
    attempts_left: int | None
    draft_id: int | None
    packet_id: int | None

    @classmethod
    def of(cls, kit: FilingKit) -> Self:
        """From the service's own."""
        fields = [
            KitFieldShown(
                label=f.label,
                text=f.text,
                count=f.count,
                limit=None if f.limit is None else LimitShown.of(f.limit),
                too_long=f.too_long,
                not_plain=f.not_plain,
            )
            for f in kit.fields
        ]
        named = {"fields", "attachments", "to_record", "objections"}
        plain = {name: getattr(kit, name) for name in cls.model_fields if name not in named}
        return cls(
            **plain,
            fields=fields,
            attachments=[KitAttachmentShown.model_validate(a) for a in kit.attachments],
            to_record=[ToRecordShown.model_validate(r) for r in kit.to_record],
            objections=list(kit.objections),
        )


class BulkFileWanted(Wanted):
    """Cases of one account, to go into one file of a layout of its rule pack."""

    account_id: RowId
    layout: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]+$")]
    case_ids: list[RowId] = Field(min_length=1, max_length=5000)


class LayoutShown(Shown):
    """A layout in which a retailer takes many disputes at once."""

    name: str
    format: str
    kinds: list[str]
    row_per: str
    max_rows: int | None
