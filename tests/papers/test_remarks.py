from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.page import Page
from extractors.papers import read_pages
from extractors.papers.remarks import counting, reads_none, remark, speaks


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
        *(
            "Nothing to note.",
            "No comments",
            "Freight in good order.",
            "all good",
            "Rien à noter",
            "pas de réserves",
            "Nichts zu beanstanden",
        ),
        *("alles i. O.", "./.", "Nada que objetar", "todo conforme", "Niente da segnalare", "tutto regolare"),
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
        *("Received subject to inspection", "subject to our later unpacking", "pending inspection", "Received under reserve"),
        *("SOUS RÉSERVE DE DÉBALLAGE", "sous réserve d'inspection", "Reçu sous réserves", "vorbehaltlich des Auspackens"),
        *("Annahme unter Vorbehalt", "unter Vorbehalt der Sichtung", "con reserva de desembalaje", "pendiente de verificar"),
        *("Recibido con reservas", "con riserva di disimballo", "ricevuto con riserva", "merce da verificare", "待开箱验货"),
    ],
)
def test_subject_to_count_is_heard_in_every_language(note: str) -> None:
    assert remark(note).subject_to_count


@pytest.mark.parametrize(
    "print_of_the_form",
    [
        *("Carriage is subject to the carrier's tariff", "sous réserve de nos conditions générales", "Lieferung unter Eigentumsvorbehalt"),
        *("vorbehaltlich unserer AGB", "salvo buen fin", "con riserva di proprietà", "Réserves :", "Sans réserve", "ohne Vorbehalt"),
    ],
)
def test_terms_of_the_form_reserve_no_count(print_of_the_form: str) -> None:
    assert not remark(print_of_the_form).subject_to_count


@pytest.mark.parametrize(
    "note",
    [
        *("SLC", "SL&C", "Shipper load & count", "SHIPPER'S LOAD AND COUNT", "自装自点"),
        *("Dit contenir - comptage expéditeur", "Verladen und gezählt durch Absender", "Recuento del remitente", "Conteggio del mittente"),
    ],
)
def test_shipper_load_and_count_is_heard(note: str) -> None:
    assert remark(note).shipper_load_and_count


@pytest.mark.parametrize("note", ["Shipper's count: 40", "Zählung durch den Fahrer", "Comptage effectué par : le transporteur"])
def test_who_counted_alone_is_no_load_and_count_of_the_shipper(note: str) -> None:
    assert not remark(note).shipper_load_and_count


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


@pytest.mark.parametrize(
    "text, short, came",
    [
        ("only 38 of 40 cases came in", 2, 38),
        ("rec'd 18/20 ctns", 2, 18),
        ("Bill shows 50, we got 48", 2, 48),
        ("dock counted 18 ctn, BOL says 20", 2, 18),
        ("18 of 20 cartons in good order", 2, 18),
        ("nur 18 von 20 Kartons erhalten", 2, 18),
        ("reçu 18 colis sur 20", 2, 18),
        ("recibidos 18 bultos de 20", 2, 18),
        ("ricevuti 18 colli su 20", 2, 18),
        ("应收20箱实收18箱", 2, 18),
        ("3 boxes never came off the trailer", 3, None),
        ("Counted 29 of 30 cartons at the door, 1 not on the truck.", 1, None),
        ("short shipped by 4", 4, None),
        ("two cartons were not there", 2, None),
    ],
)
def test_what_a_receiver_writes_in_words_of_his_own_is_counted(text: str, short: int, came: int | None) -> None:
    note = remark(text)
    assert (note.short, note.received) == (short, came)
    assert speaks(text)


@pytest.mark.parametrize(
    "text", ["page 1 of 2", "received 05/04", "2 of 3 pallets received", "load 1 of 2", "2 of 3 boxes soaked and torn", "PO 4500012 of 20"]
)
def test_other_parts_of_a_whole_are_no_missing_cartons(text: str) -> None:
    assert remark(text).short == 0


def test_all_of_all_is_clean_and_more_than_all_is_over() -> None:
    assert remark("received 20 of 20 ctns").clean
    assert remark("Counted 52, bill 50").over == 2


@pytest.mark.parametrize(
    "text, short, damaged",
    [
        ("2 CT N SHO RT", 2, 0),
        ("SHO RT 3 C ARTONS", 3, 0),
        ("4 K olli fe hlen", 4, 0),
        ("1 co lis manqu ant", 1, 0),
        ("2 ca rtons dam aged", 0, 2),
    ],
)
def test_a_note_whose_letters_stand_apart_is_put_together(text: str, short: int, damaged: int) -> None:
    found = remark(text)
    assert (found.short, found.damaged) == (short, damaged)


@pytest.mark.parametrize("text", ["2 SH OES", "see d ock sh eet 14", "", "7"])
def test_letters_that_are_no_words_of_notes_stay_what_they_are(text: str) -> None:
    assert not remark(text).short


@pytest.mark.parametrize("note", ["nothing received", "all short", "all received but 2 ctns", "nothing damaged, 2 short"])
def test_what_begins_as_if_nothing_were_wrong_may_still_take_an_exception(note: str) -> None:
    assert remark(note).speaks


@pytest.mark.parametrize("note", ["co nfo rme", "s in nove dad", "N o n e"])
def test_a_hand_in_wide_letters_that_nothing_is_wrong_takes_no_exception(note: str) -> None:
    assert not remark(note).speaks
    assert remark(f"in {note}").speaks, "a word more is not known"


COMPLAINTS = """
LIEFERSCHEIN LS-311518
Frachtführer: Nordkant Logistik AG        Sdg.-Nr.: 3370237468
Bestellung: 3Z7340WL                      Frachtbrief: 09946061553811518
Krt.: 16

Empfangsbestätigung
Ware vollständig und in einwandfreiem Zustand übernommen, Beanstandungen:
{note}

Datum: 24.06.2026
"""


@pytest.mark.parametrize(
    "note, said, short", [("   1  Krt. fehlen", "1 Krt. fehlen", 1), ("   Krt. fehlen", "Krt. fehlen", None), ("", None, None)]
)
def test_a_note_stands_below_the_sentence_whose_last_word_asks_for_it(
    typed: Callable[..., Page], note: str, said: str | None, short: int | None
) -> None:
    """A hand begins where the line begins, far left of the word; a note that cannot be counted is a person's."""
    (found,) = read_pages([typed(COMPLAINTS.format(note=note))])
    assert found.kind == "proof_of_delivery"
    assert (found.value("exceptions"), found.value("cartons_short")) == (said, short)
    assert said is None or found.fields["exceptions"].review
