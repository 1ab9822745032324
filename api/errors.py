"""How a command ends when it cannot do what it was asked."""

from __future__ import annotations

from typing import Final

OK: Final = 0
UNSOUND: Final = 1
"""It ran, and found something that is not as it should be."""
UNUSABLE: Final = 2
"""Arguments, settings or the state of the house do not allow it; the message says what to do."""
SOME_UNREAD: Final = 3
"""It ran, but some files could not be read; they are named."""
INTERRUPTED: Final = 130


class CommandError(Exception):
    """The message is for the person at the shell: what is in the way, and what to do."""
