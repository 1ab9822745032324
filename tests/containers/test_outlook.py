from __future__ import annotations

from types import SimpleNamespace

from extractors.containers import open_container
from facts.documents import ReadErrorCode

PDF = b"%PDF-1.7 a proof of delivery " * 400


def test_a_message_gives_its_words_headers_and_papers(outlook: SimpleNamespace) -> None:
    attachments = [
        outlook.file("Ablieferbeleg Köln.pdf", PDF),
        outlook.file("logo.png", b"\x89PNG" + bytes(90), "image/png", "logo@x"),
    ]
    content = outlook.write(outlook.message("POD 4XK2P9QR", "Signed by the dock.", attachments))
    read = open_container(content, "m.msg")
    assert read.error is None
    assert read.body == "Signed by the dock."
    assert read.headers == {"From": "desk@carrier.example", "Subject": "POD 4XK2P9QR"}
    assert [(p.name, p.content) for p in read.parts] == [("Ablieferbeleg Köln.pdf", PDF)]
    assert read.problems == ("logo.png: a small picture inside the text (94 bytes) was left out",)


def test_a_message_inside_a_message_opens_in_turn(outlook: SimpleNamespace) -> None:
    inner = outlook.message("POD inside", "Count confirmed.", [outlook.file("pod.pdf", PDF)], header=24)
    content = outlook.write(outlook.message("FW", "see below", [outlook.inner("POD inside", inner)]))
    read = open_container(content, "m.msg")
    assert [p.name for p in read.parts] == ["POD inside.eml"]
    again = open_container(read.parts[0].content, read.parts[0].name)
    assert again.body == "Count confirmed."
    assert [(p.name, p.content) for p in again.parts] == [("pod.pdf", PDF)]
    assert again.headers["Subject"] == "POD inside"


def test_a_broken_message_is_named(outlook: SimpleNamespace) -> None:
    content = outlook.write(outlook.message("POD", "words", [outlook.file("pod.pdf", PDF)]))
    for damaged in (content[:600], content[:1500], content[:512] + bytes(len(content) - 512)):
        read = open_container(damaged, "m.msg")
        assert read.error is not None
        assert read.error.code is ReadErrorCode.CORRUPT
    named = open_container(b"\x00\x00not outlook", "m.msg")
    assert named.error is not None
    assert named.error.code is ReadErrorCode.CORRUPT
