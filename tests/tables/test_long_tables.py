"""A long table read in pieces is the table that reading it whole gives, or it is left to be read whole."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from extractors.table_boxes import TableBoxes
from extractors.tables import UnsettledError, read_first_piece, read_piece, read_tables
from extractors.tables.long_file import LongReader

HEAD = "Claim Number,Invoice Number,PO,ASIN,Invoiced Quantity,Received Quantity,Short Quantity,Unit Cost,Amount\n"


def rows(first: int, last: int) -> str:
    return "".join(
        f"INV{n}SC,INV{n},PO{n:05d}Q,B0ITEM{n % 7:04d},{n % 90 + 9},{n % 9},{n % 5 + 1},{n % 31}.{n % 90 + 10},{n}.05\n"
        for n in range(first, last)
    )


def in_pieces(*pieces: str, name: str = "claims.csv") -> pl.DataFrame:
    """The last table of a file read piece by piece; UnsettledError where a piece does not fit the first."""
    read, settled = read_first_piece(pieces[0].encode(), name)
    assert settled is not None
    first = read.tables[-1].frame
    further = [frame for piece in pieces[1:] for frame in read_piece(io.BytesIO(piece.encode()), settled)]
    columns = [c for c in first.columns if c in further[-1].columns]
    return pl.concat([as_texts(frame.select(columns)) for frame in (first, *further)])


def as_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts that repeat may come as categories: what counts is what they say."""
    return frame.with_columns(pl.col(pl.Categorical).cast(pl.String))


def whole(*pieces: str, name: str = "claims.csv") -> pl.DataFrame:
    return read_tables("".join(pieces).encode(), name).tables[-1].frame


def test_pieces_give_the_rows_and_amounts_of_the_whole() -> None:
    pieces = HEAD + rows(100, 160), rows(160, 300), rows(300, 301)
    found = in_pieces(*pieces)
    assert found.equals(whole(*pieces).select(found.columns))


def test_a_decimal_comma_and_days_before_months_are_settled_for_all_pieces() -> None:
    head = "Bestellnummer;Artikelnummer;Bestelldatum;Bestätigte Menge;Stückkosten\n"
    first = head + "".join(f"PO{n:04d}Q;B0ITEM0001;{n % 28 + 1:02d}.03.2026;{n};1.{n % 900 + 100},50\n" for n in range(1, 60))
    second = "PO9999Q;B0ITEM0002;04.05.2026;1;12,5\n" + 'PO9998Q;"B0ITEM0003";05.04.2026;2;"1.000,25"\n'
    found = in_pieces(first, second)
    assert found.equals(whole(first, second).select(found.columns))
    assert found["unit_cost"].to_list()[-2:] == [12_500_000, 1_000_250_000]


def test_a_remittance_keeps_the_payments_that_stand_above_its_lines() -> None:
    head = (
        "Remittance payments\n\nPayment Number,Payment Date,Payment Currency,Payment Amount,Status\n9001,03/26/2026,USD,10.00,Cleared\n\n"
        "Invoices\nPayment Number,Invoice Number,Invoice Date,Description,Invoice Amount,Invoice Currency,Amount Paid,Remaining Amount\n"
    )
    lines = "".join(f"9001,INV{n},03/{n % 28 + 1:02d}/2026,Invoice INV{n},{n}.10,USD,{n}.10,0.00\n" for n in range(10, 60))
    read, settled = read_first_piece((head + lines).encode(), "r.csv")
    assert settled is not None
    assert [t.kind.value for t in read.tables] == ["payments", "remittance_lines"]
    further = "9001,INV77SC,04/01/2026,Shortage Claim,-5.00,USD,-5.00,0.00\n"
    assert in_pieces(head + lines, further).equals(whole(head + lines, further).select(in_pieces(head + lines, further).columns))


@pytest.mark.parametrize(
    "odd",
    [
        "INV9SC,INV9,PO00009Q,B0ITEM0001,12,10,2,4.20,about five\n",
        'INV9SC,INV9,PO00009Q,B0ITEM0001,12,10,2,4.20,"1.234,50"\n',
        "Total,,,,,,,,12345.67\n",
        "INV9SC,INV9,,B0ITEM0001,12,10,2,4.20\n\nINV8SC,INV8,PO00008Q,B0ITEM0001,12,10,2,4.20,1.00\n",
        HEAD,
        'INV9SC,INV9,PO00009Q,"B0ITEM""0001",12,10,2,4.20,8.40\n',
        "INV9SC,1.2E+11,PO00009Q,B0ITEM0001,12,10,2,4.20,8.40\n",
        "INV9SC,INV9,PO00009Q,B0ITEM0001,12.5,10,2,4.20,8.40\n",
        'INV9SC,INV9,PO00009Q,"B0ITEM\n0001",12,10,2,4.20,8.40\n',
    ],
)  # fmt: skip
def test_a_piece_that_is_written_otherwise_sends_the_file_the_careful_way(odd: str) -> None:
    with pytest.raises(UnsettledError):
        in_pieces(HEAD + rows(100, 160), rows(160, 170) + odd)


@pytest.mark.parametrize("room", [100, 4_000, 1_000_000])
def test_a_long_file_is_read_by_children_of_the_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    monkeypatch.setattr("extractors.table_boxes.ROOM", room)
    monkeypatch.setattr("extractors.tables.long_file.FIRST", (4_000,))
    monkeypatch.setattr("extractors.tables.long_file.PIECE", 6_000)
    monkeypatch.setattr("extractors.table_boxes.LONG", 10_000)
    path = tmp_path / "claims.csv"
    path.write_text(HEAD + rows(100, 600), encoding="utf-8")
    with LongReader(TableBoxes(1)) as reader:
        long, short = reader.read({"deductions/claims.csv": path})
        path.write_text(HEAD + rows(100, 600) + "Total,,,,,,,,1.00\n", encoding="utf-8")
        assert reader.read({"deductions/claims.csv": path}) == ({}, {})
    table = long["deductions/claims.csv"]
    assert len(table.frames) > 2
    assert not short
    found = as_texts(pl.concat(table.frames))
    assert found["_file"].unique().to_list() == ["deductions/claims.csv"]
    places = [c for c in found.columns if c != "_file"]
    assert found.select(places).equals(whole(HEAD, rows(100, 600)).select(places))


def test_long_and_short_tables_of_a_folder_are_read_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.tables.long_file.FIRST", (500, 4_000))
    monkeypatch.setattr("extractors.tables.long_file.PIECE", 6_000)
    monkeypatch.setattr("extractors.table_boxes.LONG", 10_000)
    texts = {"a.csv": HEAD + rows(100, 600), "b.csv": HEAD + rows(600, 620), "c.csv": HEAD + rows(700, 1100), "d.pdf": "no table"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with LongReader(TableBoxes()) as reader:
        long, short = reader.read({name: tmp_path / name for name in (*texts, "gone.csv")})
    assert [sum(frame.height for frame in long[name].frames) for name in ("a.csv", "c.csv")] == [500, 400]
    assert {name: [table.rows for table in file.tables] for name, file in short.items()} == {"b.csv": [20]}
