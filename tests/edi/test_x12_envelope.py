from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.edi import looks_like_edi, read_edi
from facts.documents import ReadErrorCode

Writer: TypeAlias = Callable[..., bytes]
ORDER = ["BEG*00*SA*4XK2P9QR**20260418", "CUR*BY*USD", "PO1*1*348*EA*10.66*PE*BP*B09DZSLVHH*VN*CA-7500", "CTT*1*348"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    marks=st.lists(st.sampled_from("*|~^!$%&;<>\x1c\x1d\x1e\x1f…"), min_size=3, max_size=3, unique=True),
    newline=st.sampled_from(["", "\n", "\r\n", "\n  "]),
)
def test_delimiters_are_those_of_the_envelope_whatever_they_are(x12: Writer, marks: list[str], newline: str) -> None:
    element, component, end = marks
    read = read_edi(x12(("850", ORDER), element=element, component=component, end=end, newline=newline))
    assert read.error is None
    assert read.problems == ()
    assert read.documents == read_edi(x12(("850", ORDER))).documents


def test_segments_may_end_at_the_end_of_a_line(x12: Writer) -> None:
    assert read_edi(x12(("850", ORDER), end="", newline="\n")).documents == read_edi(x12(("850", ORDER))).documents
    assert read_edi(x12(("850", ORDER), end=" ", newline="\r\n")).documents == read_edi(x12(("850", ORDER))).documents


def test_a_file_cut_into_lines_of_equal_width_reads_the_same(x12: Writer) -> None:
    whole = x12(("850", ORDER), newline="").decode()
    for width in (20, 37, 80):
        cut = "\n".join(whole[i : i + width] for i in range(0, len(whole), width))
        assert read_edi(cut.encode()).documents == read_edi(whole.encode()).documents


def test_an_envelope_without_its_padding_reads_the_same(x12: Writer) -> None:
    padded = x12(("850", ORDER)).decode()
    assert read_edi(" ".join(padded.split("          ")).encode()).documents == read_edi(padded.encode()).documents


def test_interchanges_of_one_file_keep_their_own_delimiters(x12: Writer) -> None:
    other = ["BEG*00*SA*954F4AA6**20260418", "PO1*1*60*EA*7.23*PE*BP*B0H1CPGMVT", "CTT*1"]
    read = read_edi(x12(("850", ORDER)) + x12(("850", other), element="|", end="^", number=8))
    assert [d.text("purchase_order") for d in read.documents] == ["4XK2P9QR", "954F4AA6"]
    assert [d.text("group_control_number") for d in read.documents] == ["7", "8"]
    assert read.problems == ()


def test_a_wrong_segment_count_is_said_and_the_order_is_still_read(x12: Writer) -> None:
    read = read_edi(x12(("850", ORDER)).replace(b"SE*6*", b"SE*9*"))
    assert read.documents[0].text("purchase_order") == "4XK2P9QR"
    assert read.documents[0].problems == ("SE01 says 9, 6 segments were counted",)


def test_wrong_counts_of_group_and_interchange_are_said(x12: Writer) -> None:
    read = read_edi(x12(("850", ORDER)).replace(b"GE*1*7", b"GE*2*7").replace(b"IEA*1*000000007", b"IEA*1*000000009"))
    assert read.problems == ("GE01 says 2, 1 transaction sets were counted", "IEA02 000000009 is not the control number 000000007")
    assert len(read.documents) == 1


def test_wrong_totals_of_lines_are_said(x12: Writer) -> None:
    read = read_edi(x12(("850", [*ORDER[:3], "CTT*2*340"])))
    assert read.documents[0].problems == ("CTT01 says 2 lines, 1 were counted", "CTT02 says quantities sum to 340, they sum to 348")


def test_a_file_that_was_cut_off_is_read_as_far_as_it_goes(x12: Writer) -> None:
    whole = x12(("850", ORDER))
    read = read_edi(whole[: whole.index(b"CTT")])
    assert [line["quantity"].value for line in read.documents[0].lines] == [348]
    assert "the transaction set has no SE; it may be cut off" in read.documents[0].problems
    assert any("does not end with IEA" in problem for problem in read.problems)


def test_a_missing_terminator_is_mended_and_said(x12: Writer) -> None:
    read = read_edi(x12(("850", ORDER)).replace(b"CUR*BY*USD~", b"CUR*BY*USD"))
    assert read.documents[0].text("currency") == "USD"
    assert len(read.documents[0].lines) == 1
    assert "has no terminator" in read.problems[0]


def test_a_transaction_set_without_envelope_is_read() -> None:
    bare = "ST*850*0001~BEG*00*SA*4XK2P9QR**20260418~PO1*1*5*EA*1.00**BP*X1~CTT*1~SE*5*0001~"
    assert looks_like_edi(bare.encode())
    assert read_edi(bare.encode()).documents[0].text("purchase_order") == "4XK2P9QR"


def test_a_test_interchange_is_not_to_be_relied_on(x12: Writer) -> None:
    read = read_edi(x12(("850", ORDER)).replace(b"*0*P*", b"*0*T*"))
    assert "marked as a test" in read.documents[0].problems[0]


def test_what_is_not_read_is_named(x12: Writer) -> None:
    read = read_edi(x12(("852", ["XQ*G*20260501"])))
    assert read.error is not None
    assert read.error.code is ReadErrorCode.UNSUPPORTED
    assert "product activity" in read.error.message
    both = read_edi(x12(("850", ORDER), ("852", ["XQ*G*20260501"])))
    assert both.error is None
    assert len(both.documents) == 1
    assert "transaction set 852" in both.problems[0]


def test_nothing_and_no_edi_are_named() -> None:
    empty, letter = read_edi(b"  \n"), read_edi(b"Dear Sir, ISA*00* is how it starts")
    assert empty.error is not None
    assert empty.error.code is ReadErrorCode.EMPTY
    assert letter.error is not None
    assert letter.error.code is ReadErrorCode.UNSUPPORTED
    assert not looks_like_edi(b"Dear Sir, ISA*00* is how it starts")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(cut=st.data())
def test_damage_never_stops_the_reader(x12: Writer, edifact: Writer, cut: st.DataObject) -> None:
    whole = cut.draw(st.sampled_from([x12(("850", ORDER)), edifact(("ORDERS", ["BGM+220+4XK2P9QR+9", "LIN+1++1:BP", "QTY+21:5"]))]))
    at = cut.draw(st.integers(0, len(whole)))
    read = read_edi(whole[:at] + cut.draw(st.binary(max_size=12)) + whole[at + cut.draw(st.integers(0, 9)) :])
    assert read.documents or read.error is not None
