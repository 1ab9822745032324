from __future__ import annotations

import io
import os
import struct
import warnings
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.containers import ContainerRead, open_container
from extractors.containers.parts import safe_name
from facts.documents import ReadErrorCode

Writer: TypeAlias = Callable[..., bytes]
SAMPLES = Path(os.environ.get("RECOUP_SAMPLES", Path(__file__).parents[3] / "shared"))
PDF = b"%PDF-1.7 a proof of delivery"


def names(read: ContainerRead) -> list[str]:
    return [part.name for part in read.parts]


def code(read: ContainerRead) -> ReadErrorCode | None:
    return None if read.error is None else read.error.code


def mail(body: str = "Please find the delivery papers attached.", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "POD desk <pod@carrier.example>", "deductions@supplier.example"
    message["Subject"] = headers.get("subject", "Re: POD request")
    message["Date"] = "Sun, 01 Nov 2026 09:12:00 -0000"
    message.set_content(body)
    return message


def test_a_mail_gives_its_words_headers_and_papers() -> None:
    message = mail()
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="Ablieferbeleg Köln 7.pdf")
    message.add_attachment("PO;cartons\n4XK2P9QR;12", subtype="csv", filename="list.csv")
    read = open_container(message.as_bytes(), "m.eml")
    assert names(read) == ["Ablieferbeleg Köln 7.pdf", "list.csv"]
    assert read.parts[0].content == PDF
    assert read.body == "Please find the delivery papers attached."
    assert read.headers["Subject"] == "Re: POD request"
    assert read.headers["Date"] == "Sun, 01 Nov 2026 09:12:00 -0000"
    assert read.problems == ()


@pytest.mark.parametrize(
    "written, seen",
    [
        ("=?utf-8?B?5pyq5o6l5pS2?= PO 4XK2P9QR", "未接收 PO 4XK2P9QR"),
        ("=?iso-8859-1?Q?Lieferung_f=FCr_K=F6ln?=", "Lieferung für Köln"),
        ("=?nonsense?B?AAAA?=", None),
    ],
)
def test_headers_are_decoded(written: str, seen: str | None) -> None:
    raw = f"From: a@b.example\nSubject: {written}\n\nwords\n".encode()
    read = open_container(raw, "m.eml")
    assert read.body == "words"
    assert seen is None or read.headers["Subject"] == seen


def test_a_name_in_any_spelling_is_decoded() -> None:
    raw = (
        b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
        b'Content-Type: application/pdf; name="=?gb18030?B?x6nK1bWl?=.pdf"\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--x\n'
        b"Content-Type: application/pdf\nContent-Disposition: attachment; filename*=utf-8''re%C3%A7u.pdf\n"
        b"Content-Transfer-Encoding: base64\n\nJVBERg==\n--x\n"
        b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--x--\n"
    )
    assert names(open_container(raw, "m.eml")) == ["签收单.pdf", "reçu.pdf", "part-3.pdf"]


def test_an_html_mail_reads_like_on_the_screen() -> None:
    message = mail("")
    message.clear_content()
    message.set_content(
        "<html><head><style>p{}</style></head><body><p>Appointment&nbsp;ID: <b>5211593996</b></p><table>"
        "<tr><td>PO</td><td>93C2UXEK</td></tr><tr><td>Cartons</td><td>21</td></tr></table><script>x()</script></body></html>",
        subtype="html",
    )
    assert open_container(message.as_bytes(), "m.eml").body == "Appointment ID: 5211593996\nPO\t93C2UXEK\nCartons\t21"


def test_the_words_of_html_stand_in_for_an_empty_plain_part() -> None:
    message = mail("see html")
    message.add_alternative("<p>Requested delivery date: 2026-10-12, carrier BRFL, PRO 899592846</p>", subtype="html")
    assert open_container(message.as_bytes(), "m.eml").body == "Requested delivery date: 2026-10-12, carrier BRFL, PRO 899592846"


def test_logos_are_left_out_and_photos_kept() -> None:
    message = mail()
    message.add_related(b"\x89PNG" + bytes(500), maintype="image", subtype="png", cid="<logo>", filename="logo.png", disposition="inline")
    message.add_related(
        b"\xff\xd8" + bytes(90_000), maintype="image", subtype="jpeg", cid="<pod>", filename="pod.jpg", disposition="inline"
    )
    read = open_container(message.as_bytes(), "m.eml")
    assert names(read) == ["pod.jpg"]
    assert read.problems == ("logo.png: a small picture inside the text (504 bytes) was left out",)


def test_a_forwarded_mail_is_a_part_that_opens_in_turn() -> None:
    inner = mail("Signed by the dock.", subject="POD 4XK2P9QR")
    inner.add_attachment(PDF, maintype="application", subtype="pdf", filename="pod.pdf")
    outer = mail("FYI")
    outer.add_attachment(inner)
    read = open_container(outer.as_bytes(), "m.eml")
    assert names(read) == ["POD 4XK2P9QR.eml"]
    again = open_container(read.parts[0].content, read.parts[0].name)
    assert (names(again), again.body) == (["pod.pdf"], "Signed by the dock.")


def test_sealed_and_wrapped_mails_are_named() -> None:
    head = b"From: a@b.example\nMIME-Version: 1.0\n"
    sealed = head + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nAAAA\n"
    wrapped = (
        head + b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nhi\n--x\nContent-Type: application/ms-tnef; "
    )
    wrapped += b'name="winmail.dat"\n\nAAAA\n--x--\n'
    assert code(open_container(sealed, "m.eml")) is ReadErrorCode.ENCRYPTED
    assert "winmail.dat" in open_container(wrapped, "m.eml").problems[0]


def test_no_mail_is_named() -> None:
    assert code(open_container(b"", "m.eml")) is ReadErrorCode.EMPTY
    assert code(open_container(b"\x00\x01 no mail at all", "m.eml")) is ReadErrorCode.CORRUPT


@settings(max_examples=50)
@given(st.data())
def test_damage_never_stops_the_opening_of_a_mail(cut: st.DataObject) -> None:
    message = mail()
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="pod.pdf")
    whole = message.as_bytes()
    at = cut.draw(st.integers(0, len(whole)))
    read = open_container(whole[:at] + cut.draw(st.binary(max_size=10)) + whole[at + cut.draw(st.integers(0, 30)) :], "m.eml")
    assert read.error is not None or read.body is not None or read.parts or read.problems or read.headers is not None


def test_an_archive_gives_its_files_under_harmless_names(archive: Writer) -> None:
    read = open_container(
        archive(
            ("pods/7.pdf", PDF), ("../../etc/cron.d/job", b"x"), ("/abs/y.pdf", b"y"), ("C:\\scans\\z.pdf", b"z"), ("pods/7.PDF", b"again"),
            ("__MACOSX/pods/._7.pdf", b"noise"), ("pods/.DS_Store", b"noise"), ("empty/", b""), ("bad\x07na:me?.pdf", b"n"),
        ),
        "a.zip",
    )  # fmt: skip
    assert names(read) == ["pods/7.pdf", "etc/cron.d/job", "abs/y.pdf", "scans/z.pdf", "pods/7 (2).PDF", "bad_na_me_.pdf"]
    assert read.problems == ()


@given(st.text(max_size=60))
def test_no_name_leaves_the_folder(name: str) -> None:
    steps = safe_name(name).split("/")
    assert all(step not in {"", ".", ".."} and ":" not in step and "\\" not in step for step in steps)
    assert not safe_name(name).startswith("/")


def test_names_in_a_chinese_code_page_are_read(archive: Writer) -> None:
    content = archive(("XXXX.pdf", PDF))
    assert names(open_container(content.replace(b"XXXX", "签收".encode("gb18030")), "a.zip")) == ["签收.pdf"]


def test_locked_archives_and_files_are_named(archive: Writer) -> None:
    def lock(content: bytes, name: bytes) -> bytes:
        mutable = bytearray(content)
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = -1
            while (at := mutable.find(mark, at + 1)) >= 0:
                start = at + (30 if mark == b"PK\x03\x04" else 46)
                if mutable[start : start + len(name)] == name:
                    struct.pack_into("<H", mutable, at + offset, 1)
        return bytes(mutable)

    both = archive(("a.pdf", PDF), ("b.pdf", PDF))
    part = open_container(lock(both, b"a.pdf"), "a.zip")
    assert (names(part), part.problems) == (["b.pdf"], ("a.pdf: encrypted; ask for it without a password",))
    assert code(open_container(lock(lock(both, b"a.pdf"), b"b.pdf"), "a.zip")) is ReadErrorCode.ENCRYPTED


def test_a_bomb_is_not_unpacked(archive: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.containers.parts.MOST_BYTES", 2_000_000)
    monkeypatch.setattr("extractors.containers.parts.MOST_PARTS", 50)
    assert code(open_container(archive(("zeros", bytes(3_000_000))), "a.zip")) is ReadErrorCode.TOO_LARGE
    assert code(open_container(archive(*((f"{n}.txt", b"x") for n in range(51))), "a.zip")) is ReadErrorCode.TOO_LARGE
    monkeypatch.setattr("extractors.containers.archive._SUSPICIOUS_SIZE", 100_000)
    assert code(open_container(archive(("zeros", bytes(1_000_000))), "a.zip")) is ReadErrorCode.TOO_LARGE
    liar = archive(("zeros", bytes(1_000_000))).replace(struct.pack("<I", 1_000_000), struct.pack("<I", 10))
    assert code(open_container(liar, "a.zip")) in {ReadErrorCode.TOO_LARGE, ReadErrorCode.CORRUPT}


def test_a_link_is_not_followed() -> None:
    target, link = io.BytesIO(), zipfile.ZipInfo("link.pdf")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(target, "w") as file:
        file.writestr(link, "/etc/passwd")
        file.writestr("pod.pdf", PDF)
    read = open_container(target.getvalue(), "a.zip")
    assert (names(read), read.problems) == (["pod.pdf"], ("link.pdf: a link, not followed",))


def test_a_broken_file_in_a_sound_archive_is_a_problem(archive: Writer) -> None:
    content = bytearray(archive(("a.pdf", b"a" * 3000), ("b.pdf", PDF)))
    content[40] ^= 0xFF
    read = open_container(bytes(content), "a.zip")
    assert names(read) == ["b.pdf"]
    assert read.problems[0].startswith("a.pdf: cannot be unpacked")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.data())
def test_damage_never_stops_the_opening_of_an_archive(archive: Writer, cut: st.DataObject) -> None:
    whole = archive(("pods/7.pdf", PDF), ("b.csv", b"PO,cartons\n1,2\n" * 30))
    at = cut.draw(st.integers(4, len(whole)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read = open_container(whole[:at] + cut.draw(st.binary(max_size=6)) + whole[at + cut.draw(st.integers(0, 9)) :], "a.zip")
    assert read.parts or read.problems or read.error is not None


def test_an_empty_archive_is_named(archive: Writer) -> None:
    assert code(open_container(archive(), "a.zip")) is ReadErrorCode.EMPTY
    assert code(open_container(b"no zip", "a.zip")) is ReadErrorCode.CORRUPT


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here; set RECOUP_SAMPLES to their folder")
def test_every_sample_opens() -> None:
    found = [p for p in SAMPLES.glob("worlds/*/files/*/*") if p.suffix in {".eml", ".zip", ".msg"}]
    reads = [open_container(p.read_bytes(), p.name) for p in found]
    assert len(reads) > 10
    assert [(r.error, r.problems) for r in reads] == [(None, ())] * len(reads)
    assert all(r.parts or "Appointment" in (r.body or "") for r in reads)
