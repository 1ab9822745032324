"""Why a file cannot be read: one exception for each reason, raised by readers inside the sandbox, met once at its boundary."""

from __future__ import annotations

from typing import ClassVar

from facts.documents import ReadError, ReadErrorCode


class UnreadableError(Exception):
    """A file that cannot be read; the message says what is wrong and what to do."""

    code: ClassVar[ReadErrorCode] = ReadErrorCode.CORRUPT
    sentence: ClassVar[str] = "the file cannot be read; ask the sender for a fresh copy"

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.sentence} ({detail})" if detail else self.sentence)

    def as_error(self) -> ReadError:
        """The reason in the form a reading carries it."""
        return ReadError(self.code, str(self))


class CorruptError(UnreadableError):
    """The bytes do not form the file they claim to be."""

    sentence = "the file is damaged or is not what its name says; ask the sender for a fresh copy"


class EncryptedError(UnreadableError):
    """A password is needed."""

    code = ReadErrorCode.ENCRYPTED
    sentence = "the file is protected by a password; save it without one and put it back"


class UnsupportedError(UnreadableError):
    """A kind of file that is not read."""

    code = ReadErrorCode.UNSUPPORTED
    sentence = "this kind of file is not read; export it as PDF, CSV or XLSX"


class TooLargeError(UnreadableError):
    """More pages, pixels or bytes than a paper of the trade has."""

    code = ReadErrorCode.TOO_LARGE
    sentence = "the file needs more memory than a paper may take; split it or save it at a lower resolution"


class SlowError(UnreadableError):
    """The time allowed for one file is over."""

    code = ReadErrorCode.TIMEOUT
    sentence = "reading the file took longer than is allowed; split it or print it to a new PDF"


class NothingInItError(UnreadableError):
    """There is nothing in the file."""

    code = ReadErrorCode.EMPTY
    sentence = "the file is empty; ask the sender to send it again"
