"""What is disputed of a deduction, in German: the whole of it or a part, what there is no room for, what is left out of a claim."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes

TRUE = [
    ("shortage_denied", "Ihre Ablehnung zu D-8993362 akzeptieren wir nicht."),
    ("audited_late", "Prüfungsforderungen für dieses Jahr waren nur bis zum 18.02.2026 möglich, Ihre kam am 16.05.2026."),
    ("freight_tariff", "Die Frachtrechnung liegt 247,12 EUR über dem Tarif."),
    ("quick_pay_discount", "Der Skontoabzug ist um 103,96 EUR zu hoch ausgefallen."),
    ("quick_pay_discount", "Beim Skonto haben Sie sich um 103,96 EUR vertan: 207,93 EUR wären es gewesen, 311,89 EUR haben Sie gezogen."),
    ("return", "Von Ihrem Abzug in Höhe von 1.518,38 USD erkennen wir 17,36 $ nicht an."),
    ("return", "Von Ihrem Abzug in Höhe von 1.518,38 USD akzeptieren wir 17,36 $ nicht."),
    ("return", "Es geht uns nicht um den gesamten Abzug von 1.518,38 USD, sondern nur um 17,36 USD."),
    ("return", "Für uns bleibt VRET321995154 mit USD 17,36 offen, bis gezahlt ist."),
    ("return", "Zu klären ist noch der Abzug VRET321995154; wir bitten um Rücküberweisung von 17,36 USD auf unser Konto."),
    ("shortage", "Der Abzug ist vollständig strittig, also in Höhe von 25.323,84 EUR."),
    ("shortage", "Bei 432 Stück sind wir anderer Meinung als Sie, das sind 25.323,84 EUR."),
    ("shortage", "Rechnerisch bleibt für eine Fehlmenge von 432 Stück kein Raum, denn 29 Kartons zu je 24 Stück sind quittiert."),
    (
        "shortage",
        "Ausgeliefert und quittiert wurden 696 Stück, bezahlt werden müssen daher auch die 432 Stück, die Sie als fehlend führen.",
    ),
    ("shortage_in_part", "1 Karton ist als fehlend vermerkt; diesen haben wir bei unserer Forderung weggelassen."),
]

FALSE = [
    ("audited_late", "Prüfungsforderungen für dieses Jahr waren nur bis zum 16.05.2026 möglich, Ihre kam am 18.02.2026."),
    ("audited_late", "Nach Ablauf der Frist am 18.02.2026 kann für das geprüfte Jahr noch etwas gefordert werden."),
    ("freight", "Die Bestellung läuft unfrei, Frachtkosten von 6.765,79 USD dürfen Sie uns daher berechnen."),
    ("freight_tariff", "Die Frachtrechnung liegt 247,12 EUR unter dem Tarif."),
    ("freight_tariff", "Die Frachtrechnung liegt nicht 247,12 EUR über dem Tarif."),
    ("quick_pay_discount", "Der Skontoabzug ist um 103,96 EUR zu niedrig ausgefallen."),
    ("quick_pay_discount", "Beim Skonto haben Sie sich um 103,96 EUR vertan: 311,89 EUR wären es gewesen, 207,93 EUR haben Sie gezogen."),
    ("shortage_in_part", "Ausweislich des Belegs waren es 1 Karton."),
    ("shortage_in_part", "Ausweislich des Belegs waren es 24 Kartons."),
    # what is refused is taken, and the credit is threatened for
    ("shortage_denied", "Ihre Ablehnung zu D-8993362 nehmen wir hin."),
    ("shortage_denied", "Wir bitten um Erstattung von 25.323,84 EUR und sperren Ihr Konto, bis gezahlt ist."),
    # a part for the whole and the other way round, another figure, the other party, the denial lost or of a part
    ("return", "Von Ihrem Abzug in Höhe von 17,36 USD erkennen wir 1.518,38 $ nicht an."),
    ("return", "Von Ihrem Abzug in Höhe von 1.518,38 USD erkennen wir 17,36 $ an."),
    ("return", "Von Ihrem Abzug in Höhe von 1.518,38 USD erkennen wir 24,49 $ nicht an."),
    ("return", "Von Ihrem Abzug in Höhe von 1.518,38 USD erkennen wir 17,36 $ nicht vollständig an."),
    ("return", "Von Ihrem Abzug in Höhe von 1.518,38 USD erkennen Sie 17,36 $ nicht an."),
    ("return", "Es geht uns nicht um den gesamten Abzug von 17,36 USD, sondern nur um 1.518,38 USD."),
    ("return", "Es geht uns um den gesamten Abzug von 1.518,38 USD, nicht nur um 17,36 USD."),
    ("return", "Der Abzug ist vollständig strittig, also in Höhe von 1.518,38 USD."),
    ("return", "Der Abzug ist vollständig strittig, also in Höhe von 17,36 USD."),
    ("return", "Für uns bleibt VRET321995154 mit USD 1.518,38 offen, bis gezahlt ist."),
    ("return", "Zu klären ist noch der Abzug VRET321995154; wir bitten um Rücküberweisung von 1.518,38 USD auf unser Konto."),
    ("shortage", "Bei 696 Stück sind wir anderer Meinung als Sie, das sind 25.323,84 EUR."),
    # room where there is none, and none where cartons are noted missing
    ("shortage", "Rechnerisch bleibt für eine Fehlmenge von 432 Stück noch Raum, denn 29 Kartons zu je 24 Stück sind quittiert."),
    ("shortage", "Rechnerisch bleibt für eine Fehlmenge von 264 Stück kein Raum, denn 29 Kartons zu je 24 Stück sind quittiert."),
    ("shortage", "Für eine Lieferung von 696 Stück bleibt kein Raum, denn 29 Kartons zu je 24 Stück sind quittiert."),
    ("shortage_in_part", "Rechnerisch bleibt für eine Fehlmenge von 288 Stück kein Raum, denn 16 Kartons zu je 24 Stück sind quittiert."),
    (
        "shortage",
        "Ausgeliefert und quittiert wurden 432 Stück, bezahlt werden müssen daher auch die 696 Stück, die Sie als fehlend führen.",
    ),
    ("shortage_in_part", "16 Kartons sind als fehlend vermerkt; diese haben wir bei unserer Forderung weggelassen."),
    ("shortage_in_part", "1 Karton ist als fehlend vermerkt; diesen haben wir bei unserer Forderung nicht weggelassen."),
]


@pytest.mark.parametrize("kind, text", TRUE)
def test_what_is_disputed_passes(kind: str, text: str) -> None:
    assert passes("de", kind, text)


@pytest.mark.parametrize("kind, text", FALSE)
def test_what_is_not_so_does_not_pass(kind: str, text: str) -> None:
    assert not passes("de", kind, text)
