"""French, Spanish and Italian by their gist: a true sentence in words of its own passes, its false neighbours do not, every fact cited."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes

TRUE = [
    ("fr", "shortage", "Au bout du compte, EUR 25.323,84 doivent nous être restitués."),
    ("fr", "shortage", "Vous n'avez enregistré que 264 unités sur les 696 facturées."),
    ("fr", "coop", "USD 475,00 ont été facturés au-delà de ce que prévoit l'accord."),
    ("es", "shortage", "Ustedes registraron solo 264 unidades de las 696 facturadas."),
    ("it", "shortage", "Avete registrato soltanto 264 unità delle 696 fatturate."),
    ("it", "coop", "USD 475,00 sono stati fatturati oltre quanto previsto dall'accordo."),
]
FALSE = [
    # figures exchanged, another figure of the brief
    ("fr", "shortage", "Vous n'avez enregistré que 696 unités sur les 264 facturées."),
    ("fr", "coop", "USD 6.140,00 ont été facturés au-delà de ce que prévoit l'accord."),
    ("es", "shortage", "Ustedes registraron solo 696 unidades de las 264 facturadas."),
    ("es", "coop", "Se facturaron USD 5.665,00 por encima de lo que prevé el acuerdo."),
    ("it", "shortage", "Avete registrato soltanto 432 unità delle 696 fatturate."),
    ("it", "coop", "USD 6.140,00 sono stati fatturati oltre quanto previsto dall'accordo."),
    # a denial added, who bears it exchanged
    ("fr", "coop", "USD 475,00 n'ont jamais été facturés au-delà de ce que prévoit l'accord."),
    ("es", "coop", "No se facturaron USD 475,00 por encima de lo que prevé el acuerdo."),
    ("it", "freight", "L'ordine è stato spedito in porto assegnato, quindi il nolo di USD 6.765,79 è a carico nostro."),
    # what was refused is not accepted, what is sold after the promotion is not sold in it
    ("fr", "shortage_denied", "Notre première contestation D-8993362 a été déposée le 10 septembre 2026 et acceptée le 2026-10-03."),
    ("it", "promotion", "Le unità vendute durante la promozione rappresentano USD 970,99."),
    # two that are the same do not differ, somebody is said to say so
    ("es", "shortage", "Las 696 unidades facturadas no coinciden con las 696 unidades entregadas."),
    ("fr", "shortage", "Selon votre équipe, EUR 25.323,84 doivent nous être restitués."),
]


@pytest.mark.parametrize("language, kind, text", TRUE)
def test_what_is_true_passes(language: str, kind: str, text: str) -> None:
    assert passes(language, kind, text)


@pytest.mark.parametrize("language, kind, text", FALSE)
def test_what_is_false_is_never_passed(language: str, kind: str, text: str) -> None:
    assert not passes(language, kind, text)
