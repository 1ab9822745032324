"""French, Spanish and Italian: what is reckoned with cartons, rates and prices, halves, what is asked for in the closing lines."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes

TRUE = [
    ("es", "freight", "No debemos el flete de este pedido, y sin embargo cobraron 6.765,79 USD."),
    ("es", "shortage", "No estamos conformes con el cargo 91223SC por importe de 25.323,84 EUR."),
    ("es", "shortage", "Si necesitan algún documento más para devolver los 25.323,84 EUR, avísennos."),
    ("es", "shortage", "A 24 unidades por caja, las 29 cajas firmadas contenían 696 unidades."),
    ("es", "price_cost_update", "Su descuento de 407,62 EUR es la diferencia entre 20,29 EUR y 19,40 EUR en 458 unidades."),
    ("es", "rebate_base", "Con el 2 %, la base de 443.314,03 USD genera un rappel de 8.866,28 USD."),
    ("fr", "rebate_base", "À 2 %, la base de 443.314,03 USD génère une ristourne de 8.866,28 USD."),
    ("fr", "shortage", "À raison de 24 unités par carton, les 29 cartons signés contenaient 696 unités."),
    ("it", "rebate_base", "Al 2 %, la base di 443.314,03 USD genera un premio di 8.866,28 USD."),
    ("it", "shortage", "A 24 unità per cartone, i 29 cartoni firmati contenevano 696 unità."),
    ("fr", "shortage", "S'il vous faut un autre document pour rembourser les 25.323,84 EUR, faites-le-nous savoir."),
    ("es", "shortage", "Entre las 696 unidades facturadas y las 264 registradas hay una diferencia de 432 unidades."),
    ("it", "shortage", "Tra le 696 unità fatturate e le 264 registrate c'è una differenza di 432 unità."),
    ("fr", "shortage", "Entre les 696 unités facturées et les 264 enregistrées, il y a un écart de 432 unités."),
]
FALSE = [
    ("es", "settlement_shortage", "La mitad de los 13.747,40 USD pendientes son 10.310,55 USD."),
    ("fr", "settlement_shortage", "La moitié des 13.747,40 USD ouverts fait 10.310,55 USD."),
    ("es", "settlement_shortage", "La mitad de los 13.747,40 USD pendientes son 9.750,48 USD."),
    ("es", "settlement_shortage", "La mitad de los 9.750,48 USD está documentada."),
    ("es", "shortage", "La mitad de las 696 unidades fue entregada."),
    ("fr", "shortage", "La moitié des 25.323,84 EUR est due."),
    ("it", "shortage", "La metà dei 25.323,84 EUR va rimborsata."),
    ("fr", "shortage", "La moitié des 696 unités facturées a été livrée."),
    ("es", "freight", "Debemos el flete de este pedido, y cobraron 6.765,79 USD."),
    ("es", "shortage", "No estamos conformes con el abono 91223SC por importe de 25.323,84 EUR."),
    ("es", "shortage", "Estamos conformes con el cargo 91223SC por importe de 25.323,84 EUR."),
    ("es", "coop", "No estamos conformes con el cargo por importe de 5.665,00 USD."),
    ("es", "shortage", "A 29 unidades por caja, las 24 cajas firmadas contenían 696 unidades."),
    ("es", "shortage", "A 24 unidades por caja, las 29 cajas firmadas contenían 264 unidades."),
    ("es", "price_cost_update", "El pedido conservaba el coste antiguo de 20,29 EUR, cuando ya estaban aprobados 19,40 EUR."),
    ("es", "price_cost_update", "Su descuento de 407,62 EUR es la diferencia entre 19,40 EUR y 20,29 EUR en 264 unidades."),
    ("es", "rebate_base", "Con el 2 %, la base de 457.581,00 USD genera un rappel de 8.866,28 USD."),
    ("es", "rebate_base", "Con el 2 %, la base de 443.314,03 USD genera un rappel de 9.151,62 USD."),
    ("es", "rebate_base", "A las ventas de 443.314,03 USD se restan 14.266,97 USD de devoluciones y queda una base de 457.581,00 USD."),
    ("fr", "rebate_base", "À 2 %, la base de 443.314,03 USD génère une ristourne de 9.151,62 USD."),
    ("it", "rebate_base", "Al 2 %, la base di 457.581,00 USD genera un premio di 8.866,28 USD."),
    ("fr", "shortage", "À raison de 29 unités par carton, les 24 cartons signés contenaient 696 unités."),
    ("fr", "shortage", "À raison de 24 unités par carton, les 29 cartons signés ne contenaient pas 696 unités."),
    ("es", "shortage", "Entre las 696 unidades facturadas y las 432 registradas hay una diferencia de 264 unidades."),
    ("es", "shortage", "Entre las 264 unidades facturadas y las 696 registradas hay una diferencia de 432 unidades."),
    ("es", "shortage", "Entre las 696 unidades facturadas y las 264 entregadas hay una diferencia de 432 unidades."),
    ("it", "shortage", "Tra le 696 unità fatturate e le 432 registrate c'è una differenza di 264 unità."),
    ("it", "shortage", "Tra le 264 unità fatturate e le 696 registrate c'è una differenza di 432 unità."),
    ("it", "shortage", "Tra le 696 unità fatturate e le 264 consegnate c'è una differenza di 432 unità."),
    ("fr", "shortage", "Entre les 696 unités facturées et les 432 enregistrées, il y a un écart de 264 unités."),
    ("fr", "shortage", "Entre les 696 unités facturées et les 264 livrées, il y a un écart de 432 unités."),
    ("fr", "shortage", "Entre les 264 unités facturées et les 696 enregistrées, il y a un écart de 432 unités."),
    ("fr", "shortage", "Il y a un manquant de 432 unités entre les unités facturées et les unités livrées."),
]


@pytest.mark.parametrize("language, kind, text", TRUE)
def test_what_is_true_passes(language: str, kind: str, text: str) -> None:
    assert passes(language, kind, text)


@pytest.mark.parametrize("language, kind, text", FALSE)
def test_its_false_neighbours_do_not(language: str, kind: str, text: str) -> None:
    assert not passes(language, kind, text)
