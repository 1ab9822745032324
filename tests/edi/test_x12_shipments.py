from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from extractors.edi import read_edi
from facts.documents import Document

Writer: TypeAlias = Callable[..., bytes]
SHIPMENT = ["TD1*CTN*{cartons}****G*1239*LB", "TD5**2*BRFL*M*Branfield Freight", "TD3*TL**T4471******SEAL9", "REF*BM*06141411234567895"]
MORE = ["REF*CN*495461269", "DTM*011*20260525", "N1*ST*Bramble DC 7*92*QXY7"]


def notice(x12: Writer, levels: list[str], cartons: int) -> Document:
    head = [s.format(cartons=cartons) for s in SHIPMENT] + MORE
    tree = [segment for segment in levels if segment != "SHIPMENT"]
    at = tree.index("HL*1**S") + 1
    segments = ["BSN*00*640803797*20260525*1845*0001", *tree[:at], *head, *tree[at:]]
    read = read_edi(x12(("856", [*segments, f"CTT*{sum(s.startswith('HL') for s in tree)}"])))
    assert read.error is None
    return read.documents[0]


def test_a_standard_notice_tells_units_and_cartons_of_each_order_line(x12: Writer) -> None:
    found = notice(
        x12,
        [
            "HL*1**S", "HL*2*1*O", "PRF*56MMHE77", "TD1*CTN*53", "HL*3*2*I", "LIN**BP*B0AAA0AWZZ", "SN1**696*EA", "PO4*24**EA",
            "HL*4*2*I", "LIN**BP*B0MQZGV05N", "SN1**288*EA", "PO4*12**EA",
        ],
        cartons=53,
    )  # fmt: skip
    expected = {
        "asn_number": "640803797", "bol_number": "06141411234567895", "pro_number": "495461269", "scac": "BRFL", "total_cartons": 53,
        "carrier_name": "Branfield Freight", "trailer_number": "T4471", "seal_number": "SEAL9", "ship_date": "2026-05-25",
        "total_weight": "1239", "weight_unit": "lb", "ship_to_code": "QXY7", "purchase_orders": ["56MMHE77"],
        "issued_at": "2026-05-25T18:45:00", "sent_at": "2026-05-01T06:15:00",
    }  # fmt: skip
    assert {name: found.value(name) for name in expected} == expected
    assert [(line["units"].value, line["cartons"].value, line["case_pack"].value) for line in found.lines] == [(696, 29, 24), (288, 24, 12)]
    assert found.problems == ()


def test_cartons_that_do_not_sum_to_the_stated_total_are_not_invented(x12: Writer) -> None:
    found = notice(x12, ["HL*1**S", "HL*2*1*O", "PRF*P1", "HL*3*2*I", "LIN**BP*X1", "SN1**696*EA", "PO4*24"], cartons=30)
    assert "cartons" not in found.lines[0]
    assert found.problems == ("total_cartons: 30 stated, the lines sum to 29",)


def test_each_carton_told_one_by_one_is_a_line_with_its_label(x12: Writer) -> None:
    found = notice(
        x12,
        [
            "HL*1**S", "HL*2*1*O", "PRF*P1", "HL*3*2*P", "MAN*GM*00006141411234567892", "HL*4*3*I", "LIN**BP*X1", "SN1**12*EA",
            "HL*5*2*P", "MAN*GM*006141411234567908**CP*1Z999", "HL*6*5*I", "LIN**BP*X1", "SN1**12*EA", "HL*7*5*I", "LIN**BP*X2",
            "SN1**4*EA",
        ],
        cartons=2,
    )  # fmt: skip
    alone, mixed, other = found.lines
    assert alone["sscc"].value == "006141411234567892"
    assert alone["cartons"].value == 1
    assert "cartons" not in mixed
    assert mixed["sscc"].value == other["sscc"].value == "006141411234567908"
    assert [line["purchase_order"].value for line in found.lines] == ["P1"] * 3


def test_pallets_stand_between_order_and_carton(x12: Writer) -> None:
    found = notice(
        x12,
        [
            "HL*1**S", "HL*2*1*O", "PRF*P1", "HL*3*2*T", "MAN*GM*006141411234567915", "HL*4*3*P", "MAN*GM*006141411234567892", "HL*5*4*I",
            "LIN**BP*X1", "SN1**12*EA",
        ],
        cartons=1,
    )  # fmt: skip
    line = found.lines[0]
    assert (line["purchase_order"].value, line["pallet_sscc"].value, line["sscc"].value) == (
        "P1",
        "006141411234567915",
        "006141411234567892",
    )
    assert found.value("total_pallets") == 1


def test_cartons_may_hang_below_their_item(x12: Writer) -> None:
    found = notice(
        x12,
        [
            "HL*1**S", "HL*2*1*O", "PRF*P1", "HL*3*2*I", "LIN**BP*X1", "SN1**24*EA", "HL*4*3*P", "MAN*GM*006141411234567892",
            "HL*5*3*P", "MAN*GM*006141411234567908",
        ],
        cartons=2,
    )  # fmt: skip
    assert found.lines[0]["cartons"].value == 2
    assert found.lines[0]["sscc"].value == ["006141411234567892", "006141411234567908"]
    assert found.problems == ()


def test_parents_that_are_not_given_follow_from_the_order_of_levels(x12: Writer) -> None:
    found = notice(
        x12,
        ["HL*1**S", "HL*2**O", "PRF*P1", "HL*3**I", "LIN**BP*X1", "SN1**10*EA", "HL*4**O", "PRF*P2", "HL*5**I", "LIN**BP*X2", "SN1**5*EA"],
        cartons=15,
    )
    assert [line["purchase_order"].value for line in found.lines] == ["P1", "P2"]
    assert found.value("purchase_orders") == ["P1", "P2"]


def test_cases_become_units_only_where_the_pack_is_known(x12: Writer) -> None:
    levels = ["HL*1**S", "HL*2*1*O", "PRF*P1", "HL*3*2*I", "LIN**BP*X1", "SN1**10*CA", "PO4*12", "HL*4*2*I", "LIN**BP*X2", "SN1**5*CA"]
    known, unknown = notice(x12, levels, cartons=15).lines
    assert (known["units"].value, known["cartons"].value) == (120, 10)
    assert "units" not in unknown
    assert unknown["cartons"].value == 5


def test_a_count_of_packages_of_no_kind_is_for_review(x12: Writer) -> None:
    found = notice(x12, ["HL*1**S", "HL*2*1*O", "PRF*P1"], cartons=1)
    assert not found.fields["total_cartons"].review
    bare = read_edi(x12(("856", ["BSN*00*A1*20260525*1845", "HL*1**S", "TD1**65", "CTT*1"]))).documents[0]
    assert bare.fields["total_cartons"].review


def test_a_chain_of_levels_without_end_is_read(x12: Writer) -> None:
    deep = ["BSN*00*A1*20260525*1845"] + [f"HL*{n}*{n - 1 or ''}*{'S' if n == 1 else 'P'}" for n in range(1, 3000)]
    assert read_edi(x12(("856", deep))).documents[0].value("asn_number") == "A1"
