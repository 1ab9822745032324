"""What each role may do, and what a token may be narrowed to: the one table of permissions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ledger.people import Role


class Action(StrEnum):
    """What can be done with what belongs to a supplier, or with the house itself."""

    READ = "read"
    """See rows: cases, documents, reports, events."""
    DOWNLOAD = "download"
    """Take files, packets and exports out."""
    UPLOAD = "upload"
    """Bring documents in, and have them read again."""
    CORRECT = "correct"
    """Put right what a reader saw; link papers by hand."""
    WORK = "work"
    """Move, assign, remark on and open cases; write drafts."""
    FILE = "file"
    """Record what was sent, answered and paid; send mails; write off and settle."""
    APPROVE = "approve"
    """Approve a draft, so that it may be filed."""
    RUN = "run"
    """Cancel background work."""
    ARRANGE = "arrange"
    """Terms, accounts, watched places and settings of a supplier."""
    AUDIT = "audit"
    """See who came in and who took what out."""
    GOVERN = "govern"
    """Users, roles and suppliers of the house; only with the role for all suppliers."""


_READING: Final = frozenset({Action.READ, Action.DOWNLOAD})
_WORKING: Final = _READING | {Action.UPLOAD, Action.CORRECT, Action.WORK, Action.FILE}

PERMISSIONS: Final[Mapping[Role, frozenset[Action]]] = {
    Role.PARTNER: frozenset(),
    Role.SUPPLIER: _READING,
    Role.SPECIALIST: _WORKING,
    Role.REVIEWER: _WORKING | {Action.APPROVE},
    Role.ADMIN: frozenset(Action),
}


PARTNERS_OWN: Final = _READING | {Action.UPLOAD}
"""What a partner may do with its own agreements and claims; nothing of the supplier's beside."""


class TokenScope(StrEnum):
    """What a token is for. It never lets its bearer do more than the token's user may."""

    READ = "read"
    DOCUMENTS = "documents"
    CASES = "cases"
    APPROVE = "approve"
    ADMIN = "admin"


TOKEN_SCOPES: Final[Mapping[TokenScope, frozenset[Action]]] = {
    TokenScope.READ: _READING,
    TokenScope.DOCUMENTS: _READING | {Action.UPLOAD, Action.CORRECT},
    TokenScope.CASES: _READING | {Action.WORK, Action.FILE},
    TokenScope.APPROVE: _READING | {Action.APPROVE},
    TokenScope.ADMIN: _READING | {Action.RUN, Action.ARRANGE, Action.AUDIT, Action.GOVERN},
}
