"""Opens mails (.eml): main headers, the body as text, and what is attached."""

from __future__ import annotations

import email
import email.errors
import email.header
import email.message
import email.policy
import re
from typing import Final

from extractors.containers.html import words_of
from extractors.containers.parts import Collector, ContainerRead, TooLargeError, failed
from facts.documents import ReadErrorCode

HEADERS: Final = ("From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To")
SMALL_PICTURE: Final = 24 * 1024
"""A picture shown inside the text and smaller than this many bytes is a logo or a signature block, not a paper."""
_ENDINGS: Final = {
    "application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/tiff": ".tif", "text/csv": ".csv", "text/xml": ".xml",
    "application/xml": ".xml", "application/zip": ".zip", "message/rfc822": ".eml", "text/html": ".html", "text/plain": ".txt",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx", "application/vnd.ms-excel": ".xls",
    "application/edi-x12": ".x12", "application/edifact": ".edi", "application/edi-consent": ".edi",
}  # fmt: skip
_SIGNATURES: Final = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
_SEALED: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_HEADER_LINE: Final = re.compile(rb"\A\s*(?:From [^\n]*\n)?(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n|[ \t][^\n]*\n){1,}", re.MULTILINE)
_BROKEN: Final = (email.errors.MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError)


def open_mail(content: bytes) -> ContainerRead:
    """A mail as the post office knows it (RFC 5322 and MIME)."""
    if not content.strip():
        return failed(ReadErrorCode.EMPTY, "the mail is empty; export it again")
    if not _HEADER_LINE.match(content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")[:4096]):
        return failed(ReadErrorCode.CORRUPT, "the file does not begin like a mail; export it again as .eml")
    try:
        message = email.message_from_bytes(content.removeprefix(b"\xef\xbb\xbf").lstrip(), policy=email.policy.compat32)
    except _BROKEN as broken:
        return failed(ReadErrorCode.CORRUPT, f"the mail cannot be opened ({broken}); export it again")
    collector, texts = Collector(), _Texts()
    try:
        _walk(message, collector, texts)
    except TooLargeError as too_large:
        return failed(ReadErrorCode.TOO_LARGE, f"the mail is not opened: {too_large}; save its attachments by hand")
    if texts.sealed and not collector.parts and not texts.body:
        return failed(ReadErrorCode.ENCRYPTED, "the mail is encrypted; open it in the mail program and save it unencrypted")
    headers = {name: value for name in HEADERS if (value := decoded(message.get(name)))}
    return ContainerRead(tuple(collector.parts), texts.body, headers, tuple(collector.problems))


class _Texts:
    """The words of a mail while it is walked: plain and HTML, and whether something in it is sealed."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.html: list[str] = []
        self.sealed = False

    @property
    def body(self) -> str | None:
        """The plain words, or those of the HTML where the plain part says nothing or far less."""
        plain, rich = "\n".join(self.plain).strip(), "\n".join(words_of(h) for h in self.html).strip()
        if rich and len("".join(plain.split())) * 3 < len("".join(rich.split())):
            return rich
        return plain or rich or None


def _walk(message: email.message.Message, collector: Collector, texts: _Texts) -> None:
    waiting: list[email.message.Message] = [message]
    while waiting:
        part = waiting.pop(0)
        kind = part.get_content_type()
        if kind == "message/rfc822" and part is not message:
            _take_mail(part, collector)
        elif part.is_multipart():
            waiting[:0] = [p for p in part.get_payload() if isinstance(p, email.message.Message)]
        elif kind in _SIGNATURES:
            continue
        elif kind in _SEALED and part.get_param("smime-type", "") != "signed-data":
            texts.sealed = True
            collector.problems.append("a sealed part was left out; save it unencrypted from the mail program")
        else:
            _take_leaf(part, kind, collector, texts)


def _take_leaf(part: email.message.Message, kind: str, collector: Collector, texts: _Texts) -> None:
    name = file_name(part)
    disposition = (part.get_content_disposition() or "").lower()
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    if kind in {"text/plain", "text/html"} and disposition != "attachment" and not name:
        (texts.plain if kind == "text/plain" else texts.html).append(text_of(content, part.get_content_charset()))
        return
    if name.lower() == "winmail.dat" or kind == "application/ms-tnef":
        collector.problems.append("winmail.dat: attachments wrapped by Outlook are not opened; ask for them as plain attachments")
        return
    if not content:
        collector.problems.append(f"{name or kind}: an empty attachment was left out")
        return
    inline = bool(part.get("Content-ID")) and disposition != "attachment"
    if inline and kind.startswith("image/") and len(content) < SMALL_PICTURE:
        collector.problems.append(f"{name or kind}: a small picture inside the text ({len(content)} bytes) was left out")
        return
    fallback = f"part-{len(collector.parts) + 1}{_ENDINGS.get(kind, '.bin')}"
    collector.take(name or fallback, content, fallback)


def _take_mail(part: email.message.Message, collector: Collector) -> None:
    """A forwarded mail is a part of its own, named by its subject."""
    inner = part.get_payload()
    if not isinstance(inner, list) or not inner or not isinstance(inner[0], email.message.Message):
        return
    try:
        content = inner[0].as_bytes()
    except _BROKEN as broken:
        collector.problems.append(f"a forwarded mail cannot be opened ({broken}); ask for it on its own")
        return
    subject = safe_subject(decoded(inner[0].get("Subject")))
    collector.take(file_name(part) or f"{subject}.eml", content, "forwarded.eml")


def safe_subject(subject: str) -> str:
    """A subject as the name of a file."""
    return re.sub(r"[\\/]+", "_", subject).strip()[:100] or "forwarded"


def file_name(part: email.message.Message) -> str:
    """The name of an attachment, decoded from whichever way it was written."""
    try:
        name = part.get_filename() or ""
    except _BROKEN:
        return ""
    return decoded(name).strip()


def decoded(value: object) -> str:
    """A header as a person reads it, on one line."""
    if value is None:
        return ""
    pieces: list[str] = []
    try:
        for text, charset in email.header.decode_header(str(value)):
            pieces.append(text_of(text, charset) if isinstance(text, bytes) else text)
    except _BROKEN:
        pieces = [str(value)]
    return " ".join("".join(pieces).split())


def text_of(content: bytes, charset: str | None) -> str:
    """Bytes as text: in the charset that is named, else as UTF-8, else as Windows-1252."""
    for candidate in (charset, "utf-8"):
        if candidate:
            try:
                return content.decode(candidate)
            except (UnicodeDecodeError, LookupError):
                continue
    return content.decode("cp1252", errors="replace")
