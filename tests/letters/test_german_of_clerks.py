"""How clerks write of a claim in German: over and under, from and to, what is left of it, what is worked out; and its false neighbours."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes

TRUE = [
    # over as what something is of, under as the number that it goes by
    ("shortage_denied", "Am 10.09.2026 haben wir unter D-8993362 Widerspruch über 25.323,84 EUR eingelegt."),
    ("shortage_denied", "Wir bitten um Gutschrift von 25.323,84 EUR unter 91223SC."),
    ("shortage_denied", "Der Ablieferbeleg ist über 29 Kartons unterschrieben."),
    ("shortage_denied", "Die Rechnung 91223 lautet über 696 Stück des Artikels B0ERK14YEV."),
    ("freight_tariff", "Die berechnete Fracht liegt um 247,12 EUR über dem Tarif."),
    # a number that stands alone, and a credit that is asked for
    ("shortage_denied", "Wir bitten Sie, D-8993362 erneut zu prüfen und uns 25.323,84 EUR zu erstatten."),
    ("shortage_denied", "Bitte bestätigen Sie uns, dass 25.323,84 EUR unter 91223SC gutgeschrieben werden."),
    # all of all, and what is said of a figure behind a clause about it
    ("shortage_denied", "Die 432 Stück, die angeblich fehlen, wurden geliefert."),
    # cartons of so many
    ("shortage_denied", "In 29 Kartons zu je 24 Stück waren 696 Stück."),
    ("shortage_in_part", "Auch ohne den 1 als fehlend vermerkten Karton wurden 360 Stück geliefert."),
    # what is left out of a claim, what a booking is to be, two effects, what lies between
    ("shortage_in_part", "Die als fehlend vermerkten Kartons haben wir nicht mitgezählt und kommen so auf 360 gelieferte Einheiten."),
    ("shortage_in_part", "Bitte berichtigen Sie Ihren Wareneingang von 96 auf 360 Einheiten."),
    ("shortage_in_part", "Der Beleg lautet über 16 Kartons, davon 1 als fehlend vermerkt; das bestreiten wir nicht."),
    ("shortage_in_part", "Zwischen 384 berechneten und 96 gebuchten Einheiten liegt eine Differenz von 288 Einheiten."),
    (
        "coop_effects",
        "Die überhöhte Abrechnung von 313,56 EUR setzt sich aus 107,78 EUR bei der Bemessungsgrundlage und 205,78 EUR beim Satz zusammen.",
    ),
    ("coop_effects", "Sie haben mit einem Satz von 6,5 Prozent gerechnet, vereinbart sind aber 5 Prozent."),
    ("storage", "Wir bitten um Erstattung von 212,66 USD, weil unter FEE-360306 mehr als die fällige Gebühr berechnet wurde."),
    ("rebate_base", "Gefordert wurden 9.151,62 USD, nach der Vereinbarung stehen Ihnen 8.866,28 USD zu, das sind 285,34 USD weniger."),
    ("settlement_shortage", "Für 748,36 USD liegen die Nachweise noch nicht vor."),
    (
        "quick_pay_discount",
        "Bei einem Skonto von 2 % auf 10.396,42 EUR wären 207,93 EUR abziehbar gewesen, abgezogen wurden aber 311,89 EUR.",
    ),
    ("freight_tariff", "Laut Versandpapieren wog die Sendung 4289 kg, wofür nach Tarif 521,46 EUR anfallen."),
    ("freight_tariff", "Bitte überweisen Sie 247,12 EUR mit dem nächsten Zahllauf und geben Sie FR-996630 als Verwendungszweck an."),
]

FALSE = [
    ("shortage_denied", "Am 03.10.2026 haben wir unter D-8993362 Widerspruch über 25.323,84 EUR eingelegt."),
    ("shortage_denied", "Am 10.09.2026 haben wir unter 91223SC Widerspruch über 58,62 EUR eingelegt."),
    ("shortage_denied", "Wir haben über 25.323,84 EUR zurückgefordert."),
    ("shortage_denied", "Geliefert wurden über 696 Stück."),
    ("shortage_denied", "Der Abzug lag unter 25.323,84 EUR."),
    ("shortage_denied", "Unterschrieben wurden über 29 Kartons."),
    ("shortage_denied", "Wir widersprechen dem Abzug 91223SC über 432 EUR."),
    ("price_cost_update", "Der Bestellpreis von 19,40 EUR liegt über dem Rechnungspreis von 20,29 EUR."),
    ("freight_tariff", "Die berechnete Fracht liegt um 521,46 EUR über dem Tarif."),
    ("freight_tariff", "Der Tarif liegt um 247,12 EUR über der berechneten Fracht."),
    ("shortage_denied", "Wir bitten Sie, D-8993362 erneut zu prüfen und uns 58,62 EUR zu erstatten."),
    ("shortage_denied", "Bitte bestätigen Sie uns, dass 25.323,84 EUR unter 91223SC abgezogen werden."),
    ("shortage_denied", "Sie haben uns bestätigt, dass 25.323,84 EUR unter 91223SC gutgeschrieben werden."),
    ("shortage_denied", "Eine Fehlmenge gab es: Nachgewiesen sind 696 von 696 Stück."),
    ("shortage_in_part", "Es gab keine Fehlmenge, da 384 Stück geliefert und 384 Stück berechnet wurden."),
    ("shortage_denied", "Die 432 Stück, die angeblich fehlen, wurden nicht geliefert."),
    ("shortage_in_part", "Alle 288 Stück, die angeblich fehlen, wurden geliefert."),
    ("shortage_denied", "In 24 Kartons zu je 29 Stück waren 696 Stück."),
    ("shortage_denied", "In 29 Kartons zu je 24 Stück haben Sie 696 Stück gebucht."),
    ("shortage_in_part", "Auch ohne den 1 als fehlend vermerkten Karton wurden 384 Stück geliefert."),
    ("coop_effects", "Ihre Rechnung geht von 1530 Stück zu je 10,05 EUR aus, nachdem die 165 zurückgesandten Stück abgezogen wurden."),
    ("rebate_fraud", "In den Büchern findet sich ein Einkauf zu dieser Rechnung, daher waren die 11.473,32 USD nicht verdient."),
    ("rebate_fraud", "Zu dieser Rechnung gibt es einen Einkauf im Hauptbuch, daher waren die 11.473,32 USD nicht verdient."),
    ("shortage_in_part", "Die als fehlend vermerkten Kartons haben Sie nicht mitgezählt und kommen so auf 360 gelieferte Einheiten."),
    ("shortage_in_part", "Bitte berichtigen Sie Ihren Wareneingang von 360 auf 96 Einheiten."),
    ("shortage_in_part", "Bitte berichtigen Sie Ihren Wareneingang von 96 auf 384 Einheiten."),
    ("shortage_in_part", "Sie haben Ihren Wareneingang von 96 auf 360 Einheiten berichtigt."),
    ("shortage_in_part", "Als fehlend vermerkt ist 1 Karton, offen sind 264 Einheiten; das bestreiten wir nicht."),
    ("shortage_in_part", "Zwischen 384 berechneten und 96 gelieferten Einheiten liegt eine Differenz von 288 Einheiten."),
    ("coop_effects", "Sie haben mit einem Satz von 5 Prozent gerechnet, vereinbart sind aber 6,5 Prozent."),
    ("storage", "Wir bitten um Erstattung von 212,66 USD, weil unter FEE-360306 die fällige Gebühr berechnet wurde."),
    ("rebate_base", "Gefordert wurden 9.151,62 USD, nach der Vereinbarung stehen Ihnen 8.866,28 USD zu, das sind 285,34 USD mehr."),
    ("rebate_base", "Die Retouren mindern den Umsatz, dadurch sinkt die Bemessungsgrundlage von 443.314,03 USD auf 457.581,00 USD."),
    ("settlement_shortage", "Für 1.653,26 USD liegen die Nachweise noch nicht vor."),
    (
        "quick_pay_discount",
        "Bei einem Skonto von 2 % auf 10.396,42 EUR wären 311,89 EUR abziehbar gewesen, abgezogen wurden aber 207,93 EUR.",
    ),
    ("price_cost_update", "Der Preis von 19,40 EUR war bereits vor der Bestellung genehmigt worden."),
    ("shortage_denied", "Mit dem Einspruch D-8993362 hatten Sie 25.323,84 EUR gefordert, Ihre Antwort erhielten wir am 03.10.2026."),
    ("shortage_denied", "Auf dem Beleg ist von Fehlmengen die Rede, unterschrieben ist er von J. Kowalczyk."),
    ("rebate_on_growth", "Die nächste Bonusstufe ist verfehlt, daher stehen noch 1.394,29 USD aus."),
    ("freight", "Die Fracht trägt nach den Lieferbedingungen der Lieferant, daher sind die 6.765,79 USD zurückzuzahlen."),
    ("duplicate", "Die frühere Belastung über 78,56 USD haben Sie längst zurückerstattet."),
    ("duplicate", "Der frühere Abzug von 78,56 USD wurde Ihnen nicht erstattet, sodass der jetzige eine zweite Belastung ist."),
    ("shortage_denied", "Laut Zahlungsbedingungen fehlen 432 Stück."),
    ("shortage_denied", "Nach Durchsicht der Anlagen sind 25.323,84 EUR berechtigt abgezogen."),
    ("shortage_denied", "Die Gutschrift über 25.323,84 EUR ist bereits verbucht."),
    ("duplicate", "Der frühere Abzug von 78,56 USD ist bereits bereinigt."),
    ("freight_tariff", "Laut Versandpapieren wog die Sendung 4289 kg, wofür nach Tarif 768,58 EUR anfallen."),
]

THREATS = [
    # what was ordered, paid or agreed is held back, stopped, put off or called off, until or unless
    "Bis zu Ihrer Zahlung halten wir alle offenen Bestellungen zurück.",
    "Bis zum Ausgleich liefern wir nicht mehr.",
    "Wir werden die Belieferung aussetzen, bis der Betrag gezahlt ist.",
    "Alle weiteren Lieferungen werden bis zur Zahlung gestoppt.",
    "Solange der Betrag offen ist, führen wir keine Aufträge aus.",
    "Die Auslieferung setzen wir vorerst aus.",
    "Offene Bestellungen sind gesperrt.",
    "Weitere Ware erhalten Sie erst nach Zahlung.",
    "Falls Sie nicht zahlen, werden wir Ihre Aufträge stornieren.",
    "Wir sehen uns gezwungen, die Lieferungen zurückzuhalten.",
    "Wir halten Ihre Bonuszahlungen zurück.",
    # it is set off, or costs more
    "Wir verrechnen den Betrag mit künftigen Gutschriften.",
    "Andernfalls ziehen wir den Betrag von Ihrer nächsten Rechnung ab.",
    "Ab morgen berechnen wir Verzugszinsen.",
    "Wir setzen Ihnen eine Frist von sieben Tagen.",
    # somebody else hears of it
    "Unsere Rechtsabteilung ist informiert.",
    "Ein Rechtsanwalt wird sich bei Ihnen melden.",
    "Wir klagen den Betrag ein.",
    "Wir informieren das Kartellamt.",
    "Wir behalten uns weitere Schritte vor.",
    "Wir werden unsere Zusammenarbeit überdenken.",
    # blame
    "Ihre Leute haben schlecht gearbeitet.",
    "Ihr Wareneingang hat offenkundig nicht richtig gezählt.",
]


@pytest.mark.parametrize("kind, text", TRUE)
def test_what_clerks_write_passes(kind: str, text: str) -> None:
    assert passes("de", kind, text)


@pytest.mark.parametrize("kind, text", FALSE)
def test_its_false_neighbours_never_pass(kind: str, text: str) -> None:
    assert not passes("de", kind, text)


@pytest.mark.parametrize("text", THREATS)
def test_no_threat_passes_behind_what_does(text: str) -> None:
    wanted = "Wir bitten um Erstattung von 25.323,84 EUR."
    assert passes("de", "shortage_denied", wanted)
    assert not passes("de", "shortage_denied", f"{wanted} {text}")
