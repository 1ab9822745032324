"""Who carries out which kind of background work: the one list that every worker starts with."""

from __future__ import annotations

from collections.abc import Callable

from cases.background.desk import Desk
from cases.background.work import Handler, WorkKind
from cases.detection.deadline_sweep import deadlines_handler
from cases.detection.detecting import detect_handler
from cases.filing.mail_sending import Transport, mail_handler
from cases.filing.packet.of_case import packet_handler
from cases.filing.unattended import after_draft, after_packet
from cases.intake.reading import read_handler
from cases.intake.watching import watch_handler
from cases.letters.writing import draft_handler


def handlers(
    desk: Desk, *, transport: Transport | None = None, mailbox_password: Callable[[str], str | None] = lambda _: None
) -> dict[WorkKind, Handler]:
    """The handlers of cases. Tidying up is the wiring's, which knows how long things are kept.

    `transport` sends mails, None where none are sent; `mailbox_password` finds the password of a watched mailbox by its word.
    """
    return {
        WorkKind.READ: read_handler(desk),
        WorkKind.DETECT: detect_handler(desk),
        WorkKind.DEADLINES: deadlines_handler(desk),
        WorkKind.DRAFT: draft_handler(desk, after_draft(desk)),
        WorkKind.PACKET: packet_handler(desk, after_packet(desk)),
        WorkKind.MAIL: mail_handler(desk, transport),
        WorkKind.WATCH: watch_handler(desk, mailbox_password),
    }
