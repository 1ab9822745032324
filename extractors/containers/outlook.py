"""Opens Outlook messages (.msg): main headers, the body as text, and what is attached. A message within becomes a mail of its own."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any, Final

from oxmsg import Message
from oxmsg.properties import Properties

from extractors.containers.html import words_of
from extractors.containers.mail import HEADERS, SMALL_PICTURE, decoded, safe_subject
from extractors.containers.parts import Collector, ContainerRead, TooLargeError, failed
from facts.documents import ReadErrorCode

_SHORT_NAME: Final = 0x3704
_DISPLAY_NAME: Final = 0x3001
_CONTENT_ID: Final = 0x3712
_RTF_BODY: Final = 0x1009
_INNER_MESSAGE: Final = "__substg1.0_3701000D"
_INNER_HEADER: Final = 24
_DEEPEST: Final = 5


class _InnerMessage(Message):
    """A message inside an attachment: its properties begin 8 bytes earlier than those of a file ([MS-OXMSG] 2.4.1.2)."""

    @property
    def properties(self) -> Any:
        return Properties(self._storage, _INNER_HEADER)


def open_outlook(content: bytes) -> ContainerRead:
    """A message as Outlook saves it."""
    try:
        message = Message.load(content)
        collector = Collector()
        headers, body = _headers(message), _body(message, collector.problems)
        _take_attachments(message, collector, 0)
    except TooLargeError as too_large:
        return failed(ReadErrorCode.TOO_LARGE, f"the mail is not opened: {too_large}; save its attachments by hand")
    except MemoryError:
        raise
    except Exception as broken:  # noqa: BLE001  on damaged files the parser raises whatever its arithmetic runs into
        return failed(ReadErrorCode.CORRUPT, f"the Outlook message cannot be opened ({broken}); save it again as .msg or .eml")
    return ContainerRead(tuple(collector.parts), body, headers, tuple(collector.problems))


def _headers(message: Any) -> dict[str, str]:
    """The transport headers where the message was sent; a draft has its subject and sender alone."""
    sent = {name.lower(): value for name, value in message.message_headers.items()}
    headers = {name: decoded(sent[name.lower()]) for name in HEADERS if sent.get(name.lower())}
    if "Subject" not in headers and message.subject:
        headers["Subject"] = message.subject
    if "From" not in headers and message.sender:
        headers["From"] = message.sender
    if "Date" not in headers and message.sent_date is not None:
        headers["Date"] = message.sent_date.isoformat()
    return headers


def _body(message: Any, problems: list[str]) -> str | None:
    plain = (message.body or "").strip()
    try:
        rich = words_of(message.html_body or "")
    except (LookupError, UnicodeDecodeError):
        rich = ""
    if plain or rich:
        return plain or rich
    if message.properties.binary_prop_value(_RTF_BODY):
        problems.append("the text of the mail is in Outlook's own format (RTF) and was not read; save the mail as .eml")
    return None


def _take_attachments(message: Any, collector: Collector, depth: int) -> None:
    for number, attachment in enumerate(message.attachments, 1):
        properties = attachment.properties
        name = attachment.file_name or properties.str_prop_value(_SHORT_NAME) or properties.str_prop_value(_DISPLAY_NAME) or ""
        kind = str(attachment.mime_type or "")
        content = attachment.file_bytes
        if content is None:
            inner = next((s for s in attachment._storage.storages if s.name == _INNER_MESSAGE), None)  # noqa: SLF001  no public way in
            if inner is None or depth >= _DEEPEST:
                shown = name or f"attachment {number}"
                collector.problems.append(f"{shown}: a link or an object of Outlook, not a file; ask for it as a file")
                continue
            mail = _as_mail(_InnerMessage(inner), collector.problems, depth + 1)
            subject = safe_subject(name or str(_InnerMessage(inner).subject)).removesuffix(".msg")
            collector.take(f"{subject}.eml", mail, f"attachment-{number}.eml")
        elif properties.str_prop_value(_CONTENT_ID) and kind.startswith("image/") and len(content) < SMALL_PICTURE:
            collector.problems.append(f"{name or kind}: a small picture inside the text ({len(content)} bytes) was left out")
        elif not content:
            collector.problems.append(f"{name or kind}: an empty attachment was left out")
        else:
            collector.take(name, content, f"attachment-{number}.bin")


def _as_mail(message: Any, problems: list[str], depth: int) -> bytes:
    """A message within, written as a mail, so that it is opened like any other."""
    mail, inside = EmailMessage(), Collector()
    for name, value in _headers(message).items():
        mail[name] = " ".join(value.split())
    mail.set_content(_body(message, problems) or "")
    _take_attachments(message, inside, depth)
    problems += inside.problems
    for part in inside.parts:
        mail.add_attachment(part.content, maintype="application", subtype="octet-stream", filename=part.name.rpartition("/")[2])
    return mail.as_bytes()
