"""What a letter is checked against beside its brief: the day, the window, the amounts at stake, what goes along, what the portal takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from rules.model import AttachmentLimit, FieldLimit


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes along under `name`; `size` in bytes is None where it cannot be had, or is made only when the packet is built."""

    name: str
    size: int | None
    made_later: bool = False


@dataclass(frozen=True, slots=True)
class FieldText:
    """What goes into a field of the portal, and the field's limit."""

    label: str
    text: str
    limit: FieldLimit


@dataclass(frozen=True, slots=True)
class Situation:
    """The day and the circumstances of a filing.

    `deducted` is what was taken, `units_asked` and `units_claimed` the units in dispute and those that the retailer claims (None
    where the claim has no units). `forbidden` are words that the pack lets no letter say, by kind. `opens_on` and `dispute_by`
    bound the window; `attempts_left` is None where there is no limit.
    """

    language: str
    today: date
    currency: str
    asked: Decimal
    deducted: Decimal
    units_asked: Decimal | None = None
    units_claimed: Decimal | None = None
    opens_on: date | None = None
    dispute_by: date | None = None
    attempts_left: int | None = None
    attachments: tuple[Attached, ...] = ()
    attachment_limit: AttachmentLimit = field(default_factory=AttachmentLimit)
    fields: tuple[FieldText, ...] = ()
    forbidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
