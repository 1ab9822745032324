"""A true sentence whose denial, comparison or concession may be of another thing is left to a person; its false neighbour never passes."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes, refuses


@pytest.mark.parametrize(
    "language, kind, text",
    [
        # what is granted is not what is in dispute
        ("en", "shortage_in_part", "We do not dispute the cartons noted missing on the receipt."),
        # a denial that is of the goods, not of what was done with them
        ("en", "shortage", "Your system shows no receipt of the 696 units that we invoiced."),
        # by how much, not what
        ("en", "shortage", "You have booked 432 units fewer than the 696 we invoiced."),
        ("de", "shortage", "Sie haben 432 Stück weniger gebucht als die 696, die wir berechnet haben."),
        ("fr", "shortage", "Vous avez enregistré 432 unités de moins que les 696 facturées."),
        ("de", "fee", "Für 366,52 EUR fällige Gebühr wurden 746,76 EUR und damit 380,24 EUR mehr als fällig berechnet."),
        # what something comes to at most
        ("en", "rebate_capped", "You claimed EUR 578.34, but not more than EUR 463.00 is due."),
        # the name of a thing
        ("en", "price_cost_update", "The order had not been updated to the approved cost of EUR 20.29."),
        ("zh", "price_cost_update", "价格差异的原因是，批准的单价为20.29欧元。"),
    ],
)
def test_what_may_be_said_of_another_thing_is_not_refused(language: str, kind: str, text: str) -> None:
    assert not refuses(language, kind, text)


@pytest.mark.parametrize(
    "language, kind, text",
    [
        ("en", "shortage", "There was a shortage of units, because 696 units were delivered and 696 units were invoiced."),
        ("en", "rebate_capped", "The payout of EUR 463.00 is less than the cap of EUR 463.00."),
        ("fr", "shortage", "Vous avez enregistré 264 unités, soit 432 unités de plus que les 696 facturées."),
        ("en", "shortage", "The 264 units in your receiving record are our count."),
        ("en", "shortage", "We deducted EUR 25,323.84."),
        ("en", "shortage_in_part", "We also dispute the cartons noted missing."),
        ("de", "shortage", "Wir haben 25.323,84 EUR abgezogen."),
        ("de", "shortage_in_part", "Auch die als fehlend vermerkten Kartons bestreiten wir."),
        ("de", "shortage", "Sie haben 25.323,84 EUR abgezogen, schon der dritte Fehler dieser Art."),
        ("zh", "shortage", "我方扣除了25,323.84欧元。"),
        ("zh", "shortage", "贵方扣除了25,323.84欧元，每箱在装车前都称过重。"),
        ("zh", "shortage", "贵方扣除了25,323.84欧元，我方银行已出具证明。"),
    ],
)
def test_its_false_neighbour_never_passes(language: str, kind: str, text: str) -> None:
    assert not passes(language, kind, text)


@pytest.mark.parametrize(
    "language, kind, text",
    [
        ("en", "shortage", "You deducted EUR 25,323.84."),
        ("de", "shortage", "Sie haben 25.323,84 EUR abgezogen."),
        ("zh", "shortage", "贵方扣除了25,323.84欧元。"),
        # to correct a claim is asked, and says of no rebate that it is correct
        ("en", "rebate_overclaimed", "We ask you to correct rebate claim RB-432580 by EUR 7,289.84."),
    ],
)
def test_what_is_plainly_true_passes_as_before(language: str, kind: str, text: str) -> None:
    assert passes(language, kind, text)


@pytest.mark.parametrize(
    "language, kind, text",
    [
        # who is told behind what is done
        ("en", "shortage", "The deduction of EUR 25,323.84 was made by us."),
        ("de", "shortage", "Der Abzug von 25.323,84 EUR wurde von uns vorgenommen."),
        ("fr", "shortage", "La somme de 25 323,84 EUR a été déduite par nous."),
        ("es", "shortage", "La deducción de 25.323,84 EUR fue efectuada por nosotros."),
        ("it", "shortage", "La detrazione di 25.323,84 EUR è stata fatta da noi."),
        ("zh", "shortage", "扣除25,323.84欧元的是我方。"),
        # what is asked back is owed to us
        ("en", "shortage", "EUR 25,323.84 is not owed to us."),
        ("en", "shortage", "EUR 25,323.84 is not still owed to us."),
        # a verb denied before a word of contrast
        ("de", "shortage", "Wir haben 696 Stück geliefert, gebucht wurden nicht aber 264 Stück."),
        # what is noted missing is no delivery
        ("en", "shortage_in_part", "We have included the cartons noted missing."),
        ("de", "shortage_in_part", "Wir haben die als fehlend vermerkten Kartons mitgezählt."),
        ("fr", "shortage_in_part", "Nous avons compté les cartons notés manquants."),
        ("es", "shortage_in_part", "Hemos contado las cajas anotadas como faltantes."),
        ("it", "shortage_in_part", "Abbiamo contato i cartoni annotati come mancanti."),
        ("zh", "shortage_in_part", "我方已经把注明缺失的箱数计入。"),
        # a receipt without a note
        ("en", "shortage", "The receipt is signed with a note of missing cartons."),
        ("de", "shortage", "Der Ablieferbeleg ist mit Hinweis auf fehlende Kartons unterschrieben."),
        ("fr", "shortage", "Le bon de livraison est signé avec réserves."),
        ("zh", "shortage", "签收单上有缺箱记录。"),
        # a shortage where all was delivered; a deduction that is justified
        ("de", "shortage", "Eine Fehlmenge besteht tatsächlich, denn alle 696 Stück wurden geliefert."),
        ("de", "shortage", "Da alles geliefert wurde, war der Abzug von 25.323,84 EUR berechtigt."),
        # what no paper has, behind a fact
        ("en", "shortage", "You deducted EUR 25,323.84, although your portal showed the receipt as complete."),
        ("fr", "shortage", "Vous avez déduit 25 323,84 EUR, pour la deuxième fois ce trimestre."),
        ("es", "shortage", "Ustedes dedujeron 25.323,84 EUR, por segunda vez."),
        ("it", "shortage", "Avete detratto 25.323,84 EUR, per la seconda volta."),
        ("de", "shortage", "Sie haben 25.323,84 EUR abgezogen, zum zweiten Mal."),
        ("zh", "shortage", "贵方第二次扣除了25,323.84欧元。"),
    ],
)
def test_who_did_it_what_was_counted_and_what_a_receipt_bears_are_never_turned(language: str, kind: str, text: str) -> None:
    assert not passes(language, kind, text)


@pytest.mark.parametrize(
    "language, kind, text",
    [
        # what is asked back has not come back, and is not due to who took it
        ("en", "shortage", "You have since repaid EUR 25,323.84."),
        ("en", "shortage", "Thank you for the refund of EUR 25,323.84."),
        ("en", "shortage", "EUR 25,323.84 must be repaid to you."),
        ("en", "shortage", "You dispute EUR 25,323.84."),
        ("en", "shortage", "A further EUR 25,323.84 is to be repaid."),
        ("de", "shortage", "Sie haben 25.323,84 EUR erstattet."),
        ("de", "shortage", "Vielen Dank für die Gutschrift von 25.323,84 EUR."),
        ("de", "shortage", "25.323,84 EUR stehen Ihnen zu."),
        ("de", "shortage", "25.323,84 EUR sind von uns zurückzuzahlen."),
        ("de", "shortage", "Sie fordern 25.323,84 EUR zurück."),
        ("fr", "shortage", "Vous avez déjà remboursé 25 323,84 EUR."),
        ("es", "shortage", "Ustedes ya han devuelto 25.323,84 EUR."),
        ("it", "shortage", "Avete già rimborsato 25.323,84 EUR."),
        ("zh", "shortage", "贵方已退还25,323.84欧元。"),
        # a shortage, a count or a deduction is not conceded
        ("en", "shortage", "The shortage of 432 units occurred at our dock."),
        ("en", "shortage", "You acknowledge that 696 units were delivered."),
        ("de", "shortage", "Unstreitig fehlen 432 Stück."),
        ("de", "shortage", "Die Fehlmenge von 432 Stück beruht auf unserer Lieferung."),
        ("de", "shortage", "Der Abzug von 25.323,84 EUR ist richtig."),
        # who delivers and who receives
        ("de", "shortage", "Sie haben 696 Stück geliefert."),
        ("de", "shortage", "Wir haben 264 Stück gebucht."),
        ("en", "shortage", "We are short of 432 units."),
        # alike and yet not alike; what is said to be allowed
        ("zh", "shortage", "交付数量与开票数量不一致，均为696件。"),
        ("de", "shortage", "Der Betrag von 25.323,84 EUR darf abgezogen werden."),
    ],
)
def test_what_is_asked_is_neither_paid_nor_conceded_and_sides_are_not_exchanged(language: str, kind: str, text: str) -> None:
    assert not passes(language, kind, text)
