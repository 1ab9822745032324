"""French, Spanish and Italian as clerks write them: what `soit` tells, disputes by their number, cartons noted, weak proofs."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes

TRUE = [
    ("fr", "coop", "L'accord retient une base de 113.300,00 USD, ce qui donne 5.665,00 USD au taux convenu de 5 %."),
    ("fr", "return", "Le retour autorisé porte sur 62 unités, soit 1.501,02 USD au prix payé."),
    ("fr", "quick_pay_discount", "L'escompte pris, soit 311,89 EUR, est supérieur à l'escompte acquis de 207,93 EUR."),
    ("fr", "duplicate", "Vous avez déduit deux fois 78,56 USD pour les mêmes 16 unités."),
    ("fr", "shortage_in_part", "Sans les cartons notés manquants, la livraison de 360 unités reste prouvée."),
    ("fr", "shortage_in_part", "Nous n'avons pas compté les cartons notés manquants, ce qui donne 360 unités livrées."),
    ("es", "shortage_in_part", "No hemos contado las cajas anotadas como faltantes, de modo que quedan 360 unidades entregadas."),
    ("it", "shortage_in_part", "Non abbiamo contato i cartoni annotati come mancanti, perciò restano 360 unità consegnate."),
    ("fr", "shortage_denied", "Dans la contestation D-8993362, nous demandions 25.323,84 EUR ; vous avez répondu le 3 octobre 2026."),
    ("es", "shortage_denied", "En la reclamación D-8993362 pedíamos 25.323,84 EUR, y ustedes respondieron el 3 de octubre de 2026."),
    (
        "es",
        "shortage_denied",
        "Nuestra reclamación D-8993362, presentada el 10 de septiembre de 2026, fue rechazada el 3 de octubre de 2026.",
    ),
    ("it", "shortage_denied", "Nella contestazione D-8993362 chiedevamo 25.323,84 EUR e avete risposto il 3 ottobre 2026."),
    ("fr", "shortage_partly", "La contestation D-3797075 a été acceptée en partie seulement, à hauteur de 7.597,15 EUR."),
    ("it", "shortage_partly", "La contestazione D-3797075 è stata accolta solo in parte, per un importo di 7.597,15 EUR."),
    (
        "fr",
        "rebate_fraud",
        "Le grand livre n'indique aucun achat pour cette facture, la ristourne de 11.473,32 USD n'est donc pas acquise.",
    ),
    ("fr", "rebate_overclaimed", "L'accord donne droit à une ristourne de 3.590,52 EUR, or 10.880,36 EUR ont été déduits."),
    ("fr", "shortage_denied", "La preuve de livraison est un élément nouveau, qui n'était pas joint à notre dépôt du 10 septembre 2026."),
    (
        "fr",
        "post_audit",
        "L'année auditée se situe en dehors de la période prévue par l'accord, la déduction de 11.055,98 EUR n'est donc pas permise.",
    ),
    (
        "it",
        "post_audit",
        "L'anno sottoposto a revisione è fuori dal periodo ammesso dall'accordo, quindi la detrazione di 11.055,98 EUR non è consentita.",
    ),
    ("fr", "settlement_shortage", "Un montant de 1.595,30 USD concerne des réclamations aux preuves faibles."),
    ("it", "settlement_shortage", "Un importo di 1.595,30 USD riguarda reclami con prove deboli."),
    ("it", "shortage", "Alla firma per 29 cartoni non sono stati annotati cartoni mancanti."),
    ("es", "shortage", "Al firmar la recepción de 29 cajas no se anotaron cajas faltantes."),
    ("fr", "shortage_denied", "Nous vous prions de rouvrir la contestation D-8993362 et de régler les 25.323,84 EUR encore dus."),
]
FALSE = [
    ("fr", "coop", "L'accord retient une base de 113.300,00 USD, ce qui donne 6.140,00 USD au taux convenu de 5 %."),
    ("fr", "return", "Le retour autorisé porte sur 62 unités, soit 1.518,38 USD au prix payé."),
    ("fr", "return", "Le retour facturé porte sur 62 unités, soit 1.501,02 USD au prix de votre base."),
    ("fr", "quick_pay_discount", "L'escompte pris, soit 207,93 EUR, est supérieur à l'escompte acquis de 311,89 EUR."),
    ("fr", "quick_pay_discount", "L'escompte acquis, soit 311,89 EUR, est supérieur à l'escompte pris de 207,93 EUR."),
    ("es", "return", "La devolución autorizada es de 62 unidades, lo que supone 1.518,38 USD al precio pagado."),
    ("it", "return", "Il reso autorizzato è di 62 unità, pari a 1.518,38 USD al prezzo pagato."),
    ("fr", "shortage", "Vous avez déduit deux fois 25.323,84 EUR pour les mêmes 432 unités."),
    ("fr", "shortage_in_part", "Sans les cartons notés manquants, la livraison de 384 unités reste prouvée."),
    ("fr", "shortage", "Sans les cartons notés manquants, la livraison de 696 unités reste prouvée."),
    ("fr", "shortage_in_part", "Nous n'avons pas compté les cartons notés manquants, ce qui donne 384 unités livrées."),
    ("es", "shortage_in_part", "No hemos contado las cajas anotadas como faltantes, de modo que quedan 384 unidades entregadas."),
    ("it", "shortage_in_part", "Non abbiamo contato i cartoni annotati come mancanti, perciò restano 384 unità consegnate."),
    ("fr", "shortage_partly", "Dans la contestation D-3797075, nous demandions 7.597,15 EUR ; vous avez répondu le 29 septembre 2026."),
    ("fr", "shortage_denied", "Dans la contestation D-8993362, vous demandiez 25.323,84 EUR ; nous avons répondu le 3 octobre 2026."),
    (
        "es",
        "shortage_denied",
        "Nuestra reclamación D-8993362, presentada el 3 de octubre de 2026, fue rechazada el 10 de septiembre de 2026.",
    ),
    (
        "es",
        "shortage_denied",
        "Nuestra reclamación D-8993362, presentada el 10 de septiembre de 2026, fue aceptada el 3 de octubre de 2026.",
    ),
    ("es", "shortage_denied", "Su reclamación D-8993362, presentada el 10 de septiembre de 2026, fue rechazada el 3 de octubre de 2026."),
    ("it", "shortage_partly", "Nella contestazione D-3797075 chiedevamo 7.597,15 EUR e avete risposto il 29 settembre 2026."),
    ("fr", "shortage_partly", "La contestation D-3797075 a été acceptée en partie seulement, à hauteur de 17.726,69 EUR."),
    ("fr", "shortage_partly", "La contestation D-3797075 a été acceptée en totalité, à hauteur de 25.323,84 EUR."),
    ("fr", "shortage_denied", "La contestation D-8993362 a été acceptée en partie seulement, à hauteur de 25.323,84 EUR."),
    ("it", "shortage_partly", "La contestazione D-3797075 è stata accolta solo in parte, per un importo di 17.726,69 EUR."),
    (
        "fr",
        "rebate_overclaimed",
        "Le grand livre n'indique aucun achat pour cette facture, la ristourne de 10.880,36 EUR n'est donc pas acquise.",
    ),
    ("fr", "rebate_overclaimed", "L'accord donne droit à une ristourne de 10.880,36 EUR, or 3.590,52 EUR ont été déduits."),
    ("fr", "rebate_overclaimed", "L'accord donne droit à une ristourne de 7.289,84 EUR, or 10.880,36 EUR ont été déduits."),
    ("fr", "shortage", "La preuve de livraison est un élément nouveau, qui n'était pas joint à notre dépôt du 10 septembre 2026."),
    ("fr", "shortage_denied", "La preuve de livraison est un élément nouveau, qui était joint à notre dépôt du 10 septembre 2026."),
    ("fr", "shortage_denied", "La preuve de livraison n'était pas jointe à notre dépôt du 3 octobre 2026."),
    ("fr", "post_audit", "L'année auditée se situe dans la période prévue par l'accord, la déduction de 11.055,98 EUR est donc permise."),
    (
        "fr",
        "coop",
        "L'année auditée se situe en dehors de la période prévue par l'accord, la déduction de 6.140,00 USD n'est donc pas permise.",
    ),
    ("fr", "settlement_shortage", "Un montant de 748,36 USD concerne des réclamations aux preuves faibles."),
    ("fr", "settlement_shortage", "Un montant de 1.595,30 USD concerne des réclamations aux preuves complètes."),
    ("it", "settlement_shortage", "Un importo di 748,36 USD riguarda reclami con prove deboli."),
    ("it", "shortage_in_part", "Alla firma per 16 cartoni non sono stati annotati cartoni mancanti."),
    ("es", "shortage_in_part", "Al firmar la recepción de 16 cajas no se anotaron cajas faltantes."),
    ("it", "shortage", "Alla firma per 29 cartoni sono stati annotati cartoni mancanti."),
    ("fr", "price_cost_update", "Le prix facturé dépasse celui de la commande de 20,29 EUR, il n'y a donc pas d'écart de prix."),
    ("fr", "price_cost_update", "Il n'y a pas d'écart de prix entre les 20,29 EUR facturés et les 19,40 EUR commandés."),
    ("fr", "shortage", "Vous avez accepté 264 unités sur la commande, et c'est la quantité que nous avons facturée."),
    ("fr", "duplicate", "Le manquant de 16 unités n'avait pas déjà été déduit, 78,56 USD n'ont été déduits qu'une fois."),
    ("fr", "shortage_denied", "Votre contestation D-8993362, déposée le 10 septembre 2026, a été rejetée le 3 octobre 2026."),
    ("fr", "shortage", "Des cartons manquants ont été notés à la signature pour 29 cartons."),
    ("es", "shortage", "Al firmar la recepción de 29 cajas se anotaron cajas faltantes."),
]


@pytest.mark.parametrize("language, kind, text", TRUE)
def test_what_is_true_passes(language: str, kind: str, text: str) -> None:
    assert passes(language, kind, text)


@pytest.mark.parametrize("language, kind, text", FALSE)
def test_its_false_neighbours_do_not(language: str, kind: str, text: str) -> None:
    assert not passes(language, kind, text)
