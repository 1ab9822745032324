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
from cases.gathering.gathering import AfterCase, gather_handler
from cases.intake.reading import read_handler
from cases.intake.watching import watch_handler
from cases.letters.draft_work import draft_handler
from cases.letters.ordering import OrderModelLetter
from cases.odds.renewing import odds_handler
from cases.rebating.renewing import renewal_handler


def handlers(
    desk: Desk,
    *,
    transport: Transport | None = None,
    mailbox_password: Callable[[str], str | None] = lambda _: None,
    model_letter: OrderModelLetter | None = None,
    after_gathering: AfterCase | None = None,
) -> dict[WorkKind, Handler]:
    """The handlers of cases. Tidying up is the wiring's, which knows how long things are kept.

    `transport` sends mails, None where none are sent; `mailbox_password` finds the password of a watched mailbox by its word.
    `model_letter` orders a letter from the model of a case's supplier, None where there are no models: letters come from templates.
    `after_gathering` is called with each case that papers were looked for: where a run with a model is ordered.
    """
    return {
        WorkKind.READ: read_handler(desk),
        WorkKind.DETECT: detect_handler(desk),
        WorkKind.DEADLINES: deadlines_handler(desk),
        WorkKind.GATHER: gather_handler(desk, after_gathering),
        WorkKind.DRAFT: draft_handler(desk, after_draft(desk), model_letter),
        WorkKind.PACKET: packet_handler(desk, after_packet(desk)),
        WorkKind.MAIL: mail_handler(desk, transport),
        WorkKind.ODDS: odds_handler(desk),
        WorkKind.REBATES: renewal_handler(desk),
        WorkKind.WATCH: watch_handler(desk, mailbox_password),
    }
