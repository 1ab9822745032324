"""What letters deny in French, Spanish and Italian: true as it is written; the denial dropped, its figures or days exchanged, it is not."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes

ASKED = ("deducted", "asked")
NEW = ("filed_on", "new")
ROUND = ("dispute_id", "answered_on")
NOTED = ("noted", "why")
SHORT = ("short", "proven")
RETURNED = ("quantity", "returned", "why")
RATES = ("billed", "rate", "rate_billed")
LATE = ("claimed", "claims_until", "why")
TRUE = [
    ("fr", "shortage_in_part_denied", "Nous joignons une preuve de livraison qui n'était pas au dossier du 2026-09-05.", NEW),
    ("es", "shortage_in_part_denied", "Aportamos un comprobante de entrega que no obraba en el expediente del 2026-09-05.", NEW),
    ("fr", "shortage_in_part_denied", "Nous ne pouvons accepter votre refus du 26/09/2026 concernant D-6915146.", ROUND),
    ("es", "shortage_in_part_denied", "No compartimos la denegación del 26/09/2026 en el caso D-6915146.", ROUND),
    ("it", "shortage_in_part_denied", "Non condividiamo il vostro rifiuto del 26/09/2026 sulla pratica D-6915146.", ROUND),
    ("fr", "shortage_in_part_denied", "1 cartons ont été notés manquants et nous ne les réclamons pas.", NOTED),
    ("es", "shortage_in_part_denied", "Se anotaron 1 cajas como faltantes, y esas no las reclamamos.", NOTED),
    ("it", "shortage_in_part_denied", "1 colli risultano annotati come mancanti e non ne chiediamo il rimborso.", NOTED),
    (
        "fr",
        "shortage_in_part_denied",
        "Si les 360 unités livrées avaient toutes été enregistrées, le manquant de 288 n'existerait pas.",
        SHORT,
    ),
    ("es", "shortage_in_part_denied", "De haberse registrado las 360 unidades entregadas, no habría un faltante de 288.", SHORT),
    ("it", "shortage_in_part_denied", "Se i 360 pezzi consegnati fossero stati caricati tutti, non ci sarebbe un ammanco di 288.", SHORT),
    ("fr", "coop_effects", "Sur 1530 unités, 165 ont été retournées et n'ouvrent pas droit à participation.", RETURNED),
    ("es", "coop_effects", "De 1.530 unidades se devolvieron 165, que no generan aportación.", RETURNED),
    ("it", "coop_effects", "Su 1530 pezzi ne sono tornati 165, che non danno diritto al contributo.", RETURNED),
    ("fr", "coop_effects", "L'accord fixe le taux à 5 % ; rien n'y autorise 6,5 %.", RATES),
    ("es", "coop_effects", "El acuerdo habla de un 5 %, nunca de un 6,5 %.", RATES),
    ("it", "coop_effects", "L'accordo prevede un'aliquota del 5 per cento; quella del 6,5 % non è mai stata pattuita.", RATES),
    ("fr", "audited_late", "Passé le 18/02/2026, aucune réclamation d'audit n'était plus possible pour cette année.", LATE),
    ("es", "audited_late", "Pasado el 18/02/2026, ya no cabía reclamar por el año auditado.", LATE),
    ("fr", "duplicate", "On ne saurait nous faire payer deux fois 78,56 USD pour un seul manquant.", ("claimed", "claimed_before", "why")),
    ("es", "duplicate", "No procede cobrar dos veces USD 78,56 por un mismo faltante.", ("claimed", "claimed_before", "why")),
    ("it", "duplicate", "Non possiamo pagare due volte USD 78,56 per un unico ammanco.", ("claimed", "claimed_before", "why")),
]
FALSE = [
    # the denial dropped
    ("fr", "shortage_in_part_denied", "Nous joignons une preuve de livraison qui était au dossier du 2026-09-05.", NEW),
    ("es", "shortage_in_part_denied", "Aportamos un comprobante de entrega que obraba en el expediente del 2026-09-05.", NEW),
    ("it", "shortage_in_part_denied", "Condividiamo il vostro rifiuto del 26/09/2026 sulla pratica D-6915146.", ROUND),
    ("fr", "shortage_in_part_denied", "1 cartons ont été notés manquants et nous les réclamons.", NOTED),
    ("es", "shortage_in_part_denied", "Se anotaron 1 cajas como faltantes, y esas sí las reclamamos.", NOTED),
    ("it", "shortage_in_part_denied", "1 colli risultano annotati come mancanti e ne chiediamo il rimborso.", NOTED),
    ("fr", "coop_effects", "Sur 1530 unités, 165 ont été retournées et ouvrent droit à participation.", RETURNED),
    ("es", "coop_effects", "De 1.530 unidades se devolvieron 165, que generan aportación.", RETURNED),
    ("it", "coop_effects", "Su 1530 pezzi ne sono tornati 165, che danno diritto al contributo.", RETURNED),
    ("es", "audited_late", "Pasado el 18/02/2026, aún cabía reclamar por el año auditado.", LATE),
    ("fr", "duplicate", "Vous ne nous avez pas encore déduit 78,56 USD pour ce même manquant.", ("claimed_before",)),
    ("it", "duplicate", "Vi chiediamo di annullare il primo addebito di USD 78,56.", ("claimed_before",)),
    # figures or days exchanged
    (
        "fr",
        "shortage_in_part_denied",
        "Nous ne pouvons accepter votre refus du 05/09/2026 concernant D-6915146.",
        ("dispute_id", "filed_on"),
    ),
    (
        "fr",
        "shortage_in_part_denied",
        "Si les 288 unités livrées avaient toutes été enregistrées, le manquant de 360 n'existerait pas.",
        SHORT,
    ),
    ("es", "coop_effects", "El acuerdo habla de un 6,5 %, nunca de un 5 %.", RATES),
    ("it", "coop_effects", "L'accordo prevede un'aliquota del 6,5 per cento; quella del 5 % non è mai stata pattuita.", RATES),
    (
        "fr",
        "audited_late",
        "Passé le 16/05/2026, aucune réclamation d'audit n'était plus possible pour cette année.",
        ("claimed_on", "why"),
    ),
    # what is asked for is not left out, and is all that is asked for
    ("fr", "shortage_in_part_denied", "264 unités sont contestées et nous ne les réclamons pas.", ("disputable",)),
    ("es", "shortage_in_part_denied", "Faltan 264 unidades, y esas no las reclamamos.", ("disputable",)),
    (
        "fr",
        "shortage_in_part_denied",
        "Notre contestation ne porte pas sur la totalité des 1948,32 EUR, mais seulement sur 2125,44 EUR.",
        ASKED,
    ),
    # more was billed than was due
    ("fr", "price_cost_update_denied", "Nous avons facturé le prix approuvé, soit 20,29 EUR, et même davantage.", ("invoice_cost", "why")),
    ("es", "price_cost_update_denied", "Facturamos el coste aprobado de EUR 20,29, e incluso más.", ("invoice_cost", "why")),
    ("it", "price_cost_update_denied", "Al costo approvato resta una differenza.", ("invoice_cost", "approved_cost")),
    # the goods are not found later, nor is a discount taken for the first time
    ("es", "shortage_in_part_denied", "Cada caja trae 24 unidades, después de que su inventario encontrara la mercancía.", ("case_pack",)),
    ("fr", "price_discount", "Vous appliquez la remise de 3 % pour la première fois.", ("agreed_discount", "why")),
]


@pytest.mark.parametrize("language, kind, text, cited", TRUE)
def test_a_denial_that_the_facts_bear_out_passes(language: str, kind: str, text: str, cited: tuple[str, ...]) -> None:
    assert passes(language, kind, text, *cited)


@pytest.mark.parametrize("language, kind, text, cited", FALSE)
def test_its_false_neighbours_are_never_passed(language: str, kind: str, text: str, cited: tuple[str, ...]) -> None:
    assert not passes(language, kind, text, *cited)
