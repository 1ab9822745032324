from __future__ import annotations

import pytest

from extractors.papers.remarks import counting, reads_none, remark


@pytest.mark.parametrize(
    "note, short, damaged, over",
    [
        ("short 2 ctn", 2, 0, 0),
        ("2 ctns short", 2, 0, 0),
        ("SHORT 2 CTN - 28 rec'd", 2, 0, 0),
        ("Shortage: 3 cartons", 3, 0, 0),
        ("two cartons missing", 2, 0, 0),
        ("OS&D: 1 dmg", 0, 1, 0),
        ("2 ctns dmg, 1 short", 1, 2, 0),
        ("over 1 case", 0, 0, 1),
        ("manque 2 colis", 2, 0, 0),
        ("2 colis manquants, 1 avarié", 2, 1, 0),
        ("3 Kolli fehlen", 3, 0, 0),
        ("2 Kartons beschädigt", 0, 2, 0),
        ("faltan 4 bultos", 4, 0, 0),
        ("mancano 2 colli", 2, 0, 0),
        ("2 cartoni danneggiati", 0, 2, 0),
        ("少2箱", 2, 0, 0),
        ("破损3箱", 0, 3, 0),
    ],
)
def test_a_note_says_how_many_are_short_damaged_or_over(note: str, short: int, damaged: int, over: int) -> None:
    found = remark(note)
    assert (found.short, found.damaged, found.over) == (short, damaged, over)
    assert found.speaks


@pytest.mark.parametrize("note, short", [("2 cajs faltantes", 2), ("Fehlmcnge 4 Karton", 4), ("3 ctns missng", 3), ("goods 5 in all", 0)])
def test_a_hand_misread_by_a_letter_still_says_what_is_short(note: str, short: int) -> None:
    assert remark(note).short == short


@pytest.mark.parametrize(
    "note",
    [
        "none",
        "None noted.",
        "no exceptions",
        "N/A",
        "clean",
        "Néant",
        "keine Vorbehalte",
        "ohne Vorbehalt",
        "sin novedad",
        "nessuna",
        "无",
        "",
    ],
)
def test_a_note_that_nothing_is_wrong_takes_no_exception(note: str) -> None:
    assert not remark(note).speaks


@pytest.mark.parametrize(
    "note",
    [
        "Subject to count",
        "rec'd subject to final count",
        "STC",
        "sous réserve de comptage",
        "vorbehaltlich der Zählung",
        "salvo recuento",
        "con riserva di conteggio",
        "待清点",
    ],
)
def test_subject_to_count_is_heard_in_every_language(note: str) -> None:
    assert remark(note).subject_to_count


@pytest.mark.parametrize("note", ["SLC", "SL&C", "Shipper load & count", "SHIPPER'S LOAD AND COUNT", "自装自点"])
def test_shipper_load_and_count_is_heard(note: str) -> None:
    assert remark(note).shipper_load_and_count


@pytest.mark.parametrize("note", ["Interest is charged on overdue amounts.", "call before delivery", "Pallets exchanged 1:1"])
def test_small_print_is_no_count(note: str) -> None:
    found = remark(note)
    assert (found.short, found.damaged, found.over) == (0, 0, 0)


@pytest.mark.parametrize(
    "words, who",
    [
        ("Driver - pallets said to contain", "driver_pallets"),
        ("by driver/pieces", "driver_pieces"),
        ("shipper", "shipper"),
        ("Fahrer, nur Paletten", "driver_pallets"),
        ("le chauffeur, colis", "driver_pieces"),
        ("司机按箱", "driver_pieces"),
        ("nobody", None),
    ],
)
def test_who_counted_is_told_from_words(words: str, who: str | None) -> None:
    assert counting(words) == who


def test_a_dash_means_nothing_noted() -> None:
    assert reads_none(" - ")
    assert not reads_none("1 carton wet")


@pytest.mark.parametrize(
    "text, who",
    [
        ("Driver counted pallets, said to contain.", "driver_pallets"),
        ("Driver counted every piece", "driver_pieces"),
        ("Count made by shipper, not verified by carrier.", "shipper"),
        ("Gezählt vom Absender, nicht geprüft durch den Frachtführer", "shipper"),
    ],
)
def test_who_counted_is_told_from_a_sentence(text: str, who: str) -> None:
    assert counting(text) == who
