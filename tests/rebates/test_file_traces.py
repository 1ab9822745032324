"""What files that come with a claim say of their own making."""

from datetime import date

from extractors.dispatch import traced
from extractors.file_traces import LOOKED_AT, FileTrace, trace_of
from facts.documents import Document, DocumentKind, Source

MADE = b"%PDF-1.7\n1 0 obj\n<< /Producer (Writer 3) /CreationDate (D:20260105101500Z) /ModDate (D:20260105101501Z) >>\nendobj\n"


def test_a_file_that_was_saved_again_says_when_and_by_what() -> None:
    again = MADE + b"%%EOF\n<< /ModDate (D:20260309) /Producer (Editor 9) >>\n%%EOF\n"
    assert trace_of(MADE) == FileTrace(date(2026, 1, 5), date(2026, 1, 5), "Writer 3")
    assert trace_of(again) == FileTrace(date(2026, 1, 5), date(2026, 3, 9), "Writer 3")


def test_notes_in_a_packet_of_their_own_count_as_well() -> None:
    packet = b"<xmp:CreateDate>2026-02-01T09:00:00Z</xmp:CreateDate><xmp:ModifyDate>2026-02-03T09:00:00Z</xmp:ModifyDate>"
    assert trace_of(b"%PDF-1.4\n" + packet) == FileTrace(date(2026, 2, 1), date(2026, 2, 3))


def test_nonsense_and_other_files_say_nothing() -> None:
    assert trace_of(b"%PDF-1.4 /CreationDate (D:20269999) /Producer (a\x00b\x07)") == FileTrace(by="ab")
    assert trace_of(b"PK\x03\x04" + MADE) == FileTrace()


def test_of_a_long_file_only_its_ends_are_looked_at() -> None:
    long = b"%PDF" + b" " * (2 * LOOKED_AT) + b"/ModDate (D:20260101)" + b" " * (2 * LOOKED_AT) + b"/CreationDate (D:20260201)"
    assert trace_of(long) == FileTrace(date(2026, 2, 1))


def test_an_agreement_keeps_the_day_on_which_its_file_was_changed_and_comes_back_with_it() -> None:
    agreement, invoice = (Document(kind, Source.TEXT) for kind in (DocumentKind.REBATE_AGREEMENT, DocumentKind.INVOICE))
    changed = MADE + b" /ModDate (D:20260309)"
    kept, other = traced((agreement, invoice), changed)
    assert (kept.changed_on, other.changed_on) == (date(2026, 3, 9), None)
    assert Document.from_json(kept.to_json()) == kept
    assert traced((agreement,), MADE) == (agreement,)
