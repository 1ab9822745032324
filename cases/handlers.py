"""Who carries out which kind of background work: the one list that every worker starts with."""

from __future__ import annotations

from collections.abc import Callable

from cases.desk import Desk
from cases.packet.of_case import packet_handler
from cases.reading import read_handler
from cases.watching import watch_handler
from cases.work import Handler, WorkKind


def handlers(desk: Desk, *, mailbox_password: Callable[[str], str | None]) -> dict[WorkKind, Handler]:
    """The handlers of cases. Tidying up is the wiring's, which knows how long things are kept."""
    return {
        WorkKind.READ: read_handler(desk),
        WorkKind.PACKET: packet_handler(desk),
        WorkKind.WATCH: watch_handler(desk, mailbox_password),
    }
