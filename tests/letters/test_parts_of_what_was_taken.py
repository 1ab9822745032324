"""French, Spanish and Italian: what is asked for of what was taken, all of what was billed, cartons times units, and to whom it is due."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes

TRUE = [
    ("fr", "shortage", "29 cartons de 24 unités chacun, soit 696 unités."),
    ("fr", "shortage", "Les 432 unités que vous dites manquantes ont été livrées."),
    ("fr", "shortage", "Toutes les 696 unités facturées ont été livrées : 696 sur 696."),
    ("fr", "coop", "Nous ne réclamons pas la totalité des 6.140,00 USD, mais 475,00 USD."),
    ("fr", "coop", "Seuls 5.665,00 USD des 6.140,00 USD déduits étaient dus."),
    ("fr", "coop", "Nous ne contestons que 475,00 USD des 6.140,00 USD déduits."),
    ("fr", "coop", "L'accord ne couvre que 5.665,00 USD, pas 6.140,00 USD."),
    ("es", "shortage", "Las 432 unidades que declaran faltantes se entregaron."),
    ("es", "coop", "No reclamamos la totalidad de los 6.140,00 USD, sino 475,00 USD."),
    ("es", "coop", "De los 6.140,00 USD descontados solo correspondían 5.665,00 USD."),
    ("es", "coop", "Solo impugnamos 475,00 USD de los 6.140,00 USD descontados."),
    ("es", "shortage", "696 de 696 unidades fueron entregadas."),
    ("it", "shortage", "Le 432 unità che dite mancanti sono state consegnate."),
    ("it", "coop", "Non chiediamo l'intero importo di 6.140,00 USD, ma 475,00 USD."),
    ("it", "coop", "Dei 6.140,00 USD trattenuti spettavano solo 5.665,00 USD."),
    ("it", "coop", "Contestiamo soltanto 475,00 USD dei 6.140,00 USD trattenuti."),
    ("it", "shortage", "Sono state consegnate 696 unità su 696."),
    ("fr", "coop", "Nous réclamons 475,00 USD."),
    ("fr", "coop", "Nous demandons le remboursement de la somme de 475,00 USD."),
    ("fr", "coop", "La différence de 475,00 USD nous reste due."),
    ("es", "coop", "Reclamamos 475,00 USD."),
    ("es", "coop", "Solicitamos la devolución del importe de 475,00 USD."),
    ("it", "coop", "Chiediamo il rimborso di 475,00 USD."),
    ("it", "coop", "La differenza di 475,00 USD ci resta dovuta."),
]
FALSE = [
    ("fr", "shortage", "24 cartons de 29 unités chacun, soit 696 unités."),
    ("fr", "shortage", "Les 264 unités que vous dites manquantes ont été livrées."),
    ("fr", "shortage", "Toutes les 264 unités enregistrées ont été livrées : 264 sur 264."),
    ("fr", "coop", "Nous ne réclamons pas la totalité des 6.140,00 USD, mais 5.665,00 USD."),
    ("fr", "coop", "Nous réclamons la totalité des 6.140,00 USD."),
    ("fr", "coop", "Seuls 475,00 USD des 6.140,00 USD déduits étaient dus."),
    ("fr", "coop", "Nous ne contestons que 5.665,00 USD des 6.140,00 USD déduits."),
    ("fr", "coop", "L'accord ne couvre que 475,00 USD, pas 6.140,00 USD."),
    ("fr", "coop", "L'accord ne couvre que 6.140,00 USD, pas 5.665,00 USD."),
    ("fr", "coop", "La différence de 475,00 USD vous reste due."),
    ("es", "shortage", "Las 264 unidades que declaran faltantes se entregaron."),
    ("es", "coop", "No reclamamos la totalidad de los 6.140,00 USD, sino 5.665,00 USD."),
    ("es", "coop", "De los 6.140,00 USD descontados solo correspondían 475,00 USD."),
    ("es", "coop", "Solo impugnamos 5.665,00 USD de los 6.140,00 USD descontados."),
    ("es", "shortage", "432 de 432 unidades fueron entregadas."),
    ("es", "shortage", "264 de 264 unidades fueron entregadas."),
    ("es", "coop", "La diferencia de 475,00 USD se les debe a ustedes."),
    ("it", "shortage", "Le 264 unità che dite mancanti sono state consegnate."),
    ("it", "coop", "Non chiediamo l'intero importo di 6.140,00 USD, ma 5.665,00 USD."),
    ("it", "coop", "Dei 6.140,00 USD trattenuti spettavano solo 475,00 USD."),
    ("it", "coop", "Contestiamo soltanto 5.665,00 USD dei 6.140,00 USD trattenuti."),
    ("it", "shortage", "Sono state consegnate 264 unità su 264."),
    ("it", "coop", "La differenza di 475,00 USD vi resta dovuta."),
    ("fr", "coop", "Nous demandons le remboursement des 6.140,00 USD."),
    ("fr", "coop", "Nous réclamons 5.665,00 USD."),
    ("fr", "coop", "Nous vous devons 475,00 USD."),
    ("es", "coop", "Reclamamos la totalidad de los 6.140,00 USD."),
    ("es", "coop", "Solicitamos la devolución de 5.665,00 USD."),
    ("es", "coop", "Les debemos 475,00 USD."),
    ("it", "coop", "Chiediamo il rimborso di 6.140,00 USD."),
    ("it", "coop", "Chiediamo l'intero importo di 6.140,00 USD."),
    ("it", "coop", "Vi dobbiamo 475,00 USD."),
]


@pytest.mark.parametrize("language, kind, text", TRUE)
def test_what_is_true_passes(language: str, kind: str, text: str) -> None:
    assert passes(language, kind, text)


@pytest.mark.parametrize("language, kind, text", FALSE)
def test_its_false_neighbours_do_not(language: str, kind: str, text: str) -> None:
    assert not passes(language, kind, text)
