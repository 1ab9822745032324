"""What files that come with a claim say of their own making."""

from datetime import date

from extractors.file_traces import LOOKED_AT, FileTrace, trace_of

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
