"""Tells mails and archives apart by what they are, and by their name where that does not tell."""

from __future__ import annotations

from typing import Final

from extractors.containers.archive import open_zip
from extractors.containers.mail import open_mail
from extractors.containers.outlook import open_outlook
from extractors.containers.parts import ContainerRead, failed
from facts.documents import ReadErrorCode

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_container(content: bytes, name: str) -> ContainerRead:
    """The parts of a mail (.eml, .msg) or archive (.zip). Never raises; what cannot be opened is named."""
    if not content:
        return failed(ReadErrorCode.EMPTY, "the file is empty; ask for it again")
    ending = name.lower().rpartition(".")[2]
    if content.startswith(_OLE):
        return open_outlook(content)
    if content.startswith(_ZIP) or ending == "zip":
        return open_zip(content)
    if ending == "msg" and b"\x00" in content[:512]:
        return failed(ReadErrorCode.CORRUPT, "the file is no Outlook message; save it again as .msg or .eml")
    return open_mail(content)
