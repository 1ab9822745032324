"""What dirt, torn numbers and slanting lines make of the figures of a scan: right, or for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from extractors.bitmap import Bitmap
from extractors.ink import PageInk
from extractors.ocr.widths import stretched
from extractors.page import Page, Word
from extractors.papers import read_pages
from extractors.papers.draft import Draft
from extractors.papers.headings import names_of
from extractors.papers.months import months_spelt
from extractors.papers.number_groups import grouped, torn
from extractors.papers.region import region_of
from extractors.papers.row_sums import check_payments
from extractors.papers.specks import parted, without_specks
from extractors.papers.strips import lay_out, strip_of
from facts.documents import Field, Source
from facts.evidence import Box

ADVICE = """
Comptoir Breton SA
AVIS DE RÈGLEMENT n° 88120455 du 14/05/2026
Bénéficiaire : Faïencerie du Lac SAS

Votre facture      Date facture       Montant TTC      Escompte      Net réglé
2026-1188          02/04/2026             {gross}         12,00       5050,58
2026-1190          09/04/2026            17800,00          0,00      17800,00
Total réglé                                                          22850,58 EUR
"""


def printed(text: str, x0: float, x1: float, *, top: float = 100.0, high: float = 6.0, agreed: bool = True, sure: float = 0.98) -> Word:
    return Word(text, Box(x0, top, x1, top + high), sure, agreed=agreed)


def test_a_payment_that_is_not_its_invoice_less_the_discount_is_for_a_person_on_a_scan(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(ADVICE.format(gross="1062,58"), scanned=True)])
    assert found.lines[0]["invoice_amount"].review
    assert not found.lines[1]["invoice_amount"].review
    assert any("1062.58" in problem for problem in found.problems)


def test_figures_of_a_row_that_bear_each_other_out_need_no_second_look(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(ADVICE.format(gross="5062,58"), scanned=True, agreed=False)])
    assert not any(line[n].review for line in found.lines for n in ("invoice_amount", "terms_discount", "amount_paid"))


def test_what_stays_open_of_an_invoice_may_be_left_out_of_the_payment_or_stand_beside_it() -> None:
    draft = Draft.__new__(Draft)
    figures = {"invoice_amount": "100.00", "remaining_amount": "20.00"}
    for paid, confirmed in (("80.00", True), ("100.00", False)):
        draft.problems = []
        draft.lines = [{n: Field(v, v, 0.6, review=True) for n, v in (figures | {"amount_paid": paid}).items()}]
        check_payments(draft)
        assert (draft.problems, draft.lines[0]["amount_paid"].review) == ([], False)
        assert draft.lines[0]["remaining_amount"].review is not confirmed


def test_a_sum_of_lines_that_no_print_confirms_is_for_a_person_on_a_scan(typed: Callable[..., Page]) -> None:
    text = """
    Faïencerie du Lac SAS                                    LISTE DE COLISAGE
    Destinataire : Comptoir Breton SA          Date : 12/03/2026         Commande n° : PO-778120

    Réf.            Désignation                    Nb colis       PCB       Nombre
    AB-1207         Plat ovale 32 cm                     40         6          240
    AB-1310         Cocotte 24 cm                        25         4          100
    """
    (seen,), (digital,) = read_pages([typed(text, scanned=True)]), read_pages([typed(text)])
    assert (seen.value("total_cartons"), seen.fields["total_cartons"].review) == (65, True)
    assert not digital.fields["total_cartons"].review


def test_dirt_is_no_word_but_a_minus_at_its_figure_is() -> None:
    words = [
        printed("Total", 100, 120),
        printed("-", 300, 303, top=102, high=1.5, agreed=False, sure=0.6),
        printed("45,00", 304, 325),
        printed(":", 500, 501, top=101, high=1.5, agreed=False, sure=0.6),
        printed("8", 520, 521, high=1.2, sure=0.9),
        printed("REA", 0, 8, high=5.0, agreed=False, sure=0.2),
        printed("Lit", 560, 570, high=40.0, agreed=False, sure=0.1),
    ]
    assert [w.text for w in without_specks(words, 600.0)] == ["Total", "-", "45,00"]


def test_a_number_and_a_day_between_which_blanks_were_lost_are_two_words() -> None:
    parts = list(parted(printed("n°2026-97182du28.05.2026", 100, 200)))
    assert [w.text for w in parts] == ["n°", "2026-97182", "du", "28.05.2026"]
    assert all(a.box.x1 < b.box.x0 for a, b in pairwise(parts))
    assert [w.text for w in parted(printed("AB-1207", 100, 130))] == ["AB-1207"]
    assert [w.text for w in parted(printed("202617:03.", 100, 150))] == ["2026", "17:03"], "the hour behind a day with its month in letters"


def test_figures_of_two_columns_are_never_one_number() -> None:
    near = strip_of([printed("36", 100, 110), printed("288", 113, 128)], 1)
    far = strip_of([printed("36", 100, 110), printed("288", 150, 165)], 1)
    assert (near.text, far.text) == ("36 288", "36  288")


def test_groups_in_a_typewriters_print_are_one_number_though_its_figures_are_boxed_by_their_ink() -> None:
    """A recogniser's boxes leave out the room beside the outer figures, so that a blank looks wider than a figure."""
    assert strip_of([printed("1", 495, 499, high=5.3), printed("707,42", 506, 537, high=6.7)], 1).text == "1 707,42"


def test_a_speck_behind_its_cents_does_not_part_an_amount() -> None:
    words = [printed("1", 493, 497), printed("707,42.", 504, 540)]
    assert [w.text for w in grouped(words, region_of("Montant 12,50 EUR"), 6.0)] == ["1 707,42."]


INVOICE = """
Ateliers Rochebrune SARL                                     FACTURE SI-05628
Amazon EU S.à r.l.                            Date : 13/09/2026

Article        Désignation             Qté     P.U. HT     Total HT
B0H1R1H3JW     Lumenta Leash            66       25,87     {row}
                                           Total HT        {net}
                                           TVA                 0,00
                                           Total TTC   EUR 1707,42
"""


@pytest.mark.parametrize("row, net", [("707,42", "707,42"), ("1707,42", "707,42")])
def test_totals_of_a_scan_that_do_not_add_up_are_for_a_person(typed: Callable[..., Page], row: str, net: str) -> None:
    (found,) = read_pages([typed(INVOICE.format(row=row, net=net), scanned=True)])
    assert found.fields["grand_total"].review
    assert "net_total" not in found.fields or found.fields["net_total"].review
    assert found.lines[0]["line_total"].review is (row == net)


def test_an_amount_whose_first_group_went_to_another_column_is_for_a_person() -> None:
    first, rest, far = printed("24", 100, 110), printed("528,00", 113, 140), printed("528,00", 160, 187)
    assert not torn((first, rest), {0: [first], 1: [rest]})[1][0].agreed
    assert torn((first, far), {0: [first], 1: [far]})[1][0].agreed


def test_a_slanting_line_with_a_low_word_stays_one_line(typed: Callable[..., Page]) -> None:
    page = typed("", scanned=True)
    words = [printed("Colis", 100, 118, top=100.0), printed("en", 200, 208, top=101.6, high=4.0), printed("1.250", 300, 320, top=103.0)]
    sheet = lay_out(replace(page, words=tuple(words)))
    assert len(sheet.rows) == 1


def test_a_word_wider_than_its_letters_lost_some() -> None:
    words = [printed("Annaffiatoio", 0, 48), printed("Destinatario", 60, 108), printed("colli", 120, 134), printed("30", 140, 158)]
    assert stretched(words) == {3}


def test_a_box_as_high_as_the_line_is_fitted_to_its_ink() -> None:
    pixels = np.full((200, 400), 250, dtype=np.uint8)
    for x in (20, 60, 100, 140):
        pixels[80:100, x : x + 24] = 20
    words = [printed(t, x, x + 24, top=80, high=20) for t, x in (("A1", 20), ("B2", 60), ("C3", 100))]
    loose = printed("D4", 140, 164, top=60, high=45)
    fitted = PageInk(Bitmap(pixels, 72), (*words, loose)).fitted()
    assert fitted[:3] == tuple(words)
    assert 75 < fitted[3].box.top <= 80
    assert 99 <= fitted[3].box.bottom < 103


def test_headings_that_a_scan_left_too_short_to_compare_are_what_they_were() -> None:
    for read in ("PONa", "PO Ne.", "P.O. No", "PO No."):
        assert names_of(read, scanned=True) == ("purchase_order",)
    assert names_of("Pleces", scanned=True) == names_of("Pieces", scanned=True)
    assert names_of("PONa", scanned=False) == ()


def test_a_month_that_was_misread_by_a_letter_is_that_month_for_a_person() -> None:
    words = [Word(text, Box(20.0 + 60 * n, 100, 70.0 + 60 * n, 110), 0.9, agreed=True) for n, text in enumerate(("27", "giugrio", "2026"))]
    page = months_spelt(Page(1, 600, 800, tuple(words), Source.OCR))
    assert [(w.text, w.agreed) for w in page.words] == [("27", True), ("giugno", False), ("2026", True)]
    assert months_spelt(replace(page, words=(words[1],))).words == (words[1],), "a word that stands in no day is left"


FAXED_NOTE = """
DDT                                  N. lettera di vettura: 08121726058223595

Codice        Descrizione                  Q.tà pz      Coli
B0PKR2DEJY    Night Light                  264          22
B0GK8W6F3K    Camping Lantern              72           12

                                  Barical.      5
                                  Cotli         34

Data di consegna: 13 giugno 2026
Ricevuto da: Paola Ricci
Firma:
"""


def test_a_short_heading_misread_by_a_letter_counts_and_labels_below_a_table_are_none_of_its_rows(typed: Callable[..., Page]) -> None:
    """Of “Colli” a fax leaves “Coli”; the labels of pallets and cartons below stand where no cell does."""
    (found,) = read_pages([typed(FAXED_NOTE, scanned=True)])
    assert [(line["cartons"].value, line["units"].value) for line in found.lines] == [(22, 264), (12, 72)]
    assert found.value("total_cartons") == 34
    assert found.fields["total_cartons"].review


LADING = """
BILL OF LADING
Redwater Tool Works Inc.
BOL #: 09581811726120261                  PRO #: 516412802
Consignee: AMAZON.COM SERVICES            Carrier: Northgate LTL Express
Terms of freight: Colfeet                 Date: 11/11/2025

Certous     Skids     Commodity Description     PO No.
38          2         General merchandise       7ZRW5ZLM
38          2         Totals
"""


def test_a_heading_that_only_the_second_reading_spelt_names_its_column(typed: Callable[..., Page]) -> None:
    other = {"Certous": "Cartons", "Colfeet": "Collect", "Redwater": "Redwiter"}
    page = typed(LADING, scanned=True, doubtful=other)
    heard = replace(page, words=tuple(replace(w, alternative=other.get(w.text)) for w in page.words))
    (found,), (deaf,) = read_pages([heard]), read_pages([page])
    assert (found.value("total_cartons"), found.value("freight_terms"), found.fields["freight_terms"].review) == (38, "collect", True)
    assert found.text("ship_from_name") == "Redwater Tool Works Inc."
    assert "total_cartons" not in deaf.fields
