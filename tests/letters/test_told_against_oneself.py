"""What would hurt the supplier's own case and no fact has: a receipt that tells of shortages, freight for us, one deduction of two."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "The receipt signed by M. Lindqvist mentions shortages."),
        ("en", "The delivery receipt speaks of missing units."),
        ("de", "Auf dem Beleg ist von Fehlmengen die Rede, unterschrieben ist er von M. Lindqvist."),
        ("de", "Der Ablieferbeleg erwähnt fehlende Kartons."),
        ("fr", "Le bon signé par M. Lindqvist mentionne un manquant."),
        ("fr", "Le bon de livraison fait état de manquants."),
        ("es", "El albarán firmado por M. Lindqvist menciona faltantes."),
        ("it", "La bolla firmata da M. Lindqvist menziona mancanze."),
        ("zh", "M. Lindqvist签收的签收单上注明了短缺。"),
    ],
)
def test_a_clean_receipt_tells_of_nothing_missing(language: str, text: str) -> None:
    assert not passes(language, "shortage", text)


@pytest.mark.parametrize(
    "language, text",
    [
        ("de", "Die Fehlmenge wurde einmal abgezogen."),
        ("fr", "Le manquant a été déduit une fois."),
        ("es", "El faltante se dedujo una vez."),
        ("it", "L'importo è stato trattenuto una sola volta."),
        ("zh", "短缺的4件被扣了一次。"),
    ],
)
def test_what_was_deducted_twice_was_not_deducted_once(language: str, text: str) -> None:
    assert not passes(language, "duplicate", text)


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "By the terms the supplier bears the freight."),
        ("de", "Die Fracht trägt nach den Lieferbedingungen der Lieferant."),
        ("fr", "Le fournisseur paie le fret."),
        ("es", "El proveedor paga el flete."),
        ("it", "Il fornitore paga il trasporto."),
        ("zh", "按条款运费由供应商承担。"),
    ],
)
def test_freight_collect_is_not_for_the_supplier_to_pay(language: str, text: str) -> None:
    assert not passes(language, "freight", text)


def test_an_underpaid_rebate_is_not_one_of_a_tier_that_was_missed() -> None:
    assert not passes("de", "rebate_underpaid", "Die nächste Bonusstufe ist verfehlt.")


@pytest.mark.parametrize(
    "language, kind, text",
    [
        ("en", "shortage", "A shortage is noted on the signed receipt."),
        ("es", "shortage", "La entrega de 696 unidades está probada, por lo que el faltante procede."),
        ("it", "shortage", "Sulla bolla firmata è annotata una mancanza."),
        ("de", "shortage", "Die Fehlmenge ist daher berechtigt."),
        ("zh", "shortage", "因此短缺成立。"),
    ],
)
def test_a_shortage_that_is_disputed_is_not_called_right(language: str, kind: str, text: str) -> None:
    assert not passes(language, kind, text)


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "The receipt is attached, as agreed in March with your buyers."),
        ("de", "Der Beleg liegt bei, wie im März mit Ihrem Einkauf besprochen."),
        ("fr", "Le bon est joint, comme convenu en mars avec vos acheteurs."),
        ("es", "Adjuntamos el comprobante de entrega, como se acordó en marzo con sus compradores."),
        ("it", "La bolla è allegata, come concordato a marzo con i vostri buyer."),
        ("zh", "附上签收单，贵公司应付账款部门已在邮件中同意。"),
    ],
)
def test_what_people_are_said_to_have_agreed_is_for_a_person(language: str, text: str) -> None:
    assert not passes(language, "shortage", text)


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "The 696 units have since been sold in your stores."),
        ("de", "Die Rechnung liegt bei, und die Ware ist inzwischen in Ihren Filialen verkauft."),
        ("fr", "La facture est jointe, et la marchandise a depuis été vendue dans vos magasins."),
        ("es", "La factura se adjunta, y la mercancía ya se vendió en sus tiendas."),
        ("it", "La fattura è allegata, e la merce è stata nel frattempo venduta nei vostri negozi."),
        ("zh", "发票附上，货物早已在贵方门店售出。"),
    ],
)
def test_what_became_of_the_goods_is_in_no_paper(language: str, text: str) -> None:
    assert not passes(language, "shortage", text)


@pytest.mark.parametrize(
    "language, text",
    [
        ("fr", "Vos équipes ont visiblement mal compté."),
        ("es", "Su personal contó mal las cajas."),
        ("it", "Il vostro personale ha contato male."),
        ("zh", "贵方仓库清点马虎。"),
    ],
)
def test_blame_is_for_a_person(language: str, text: str) -> None:
    assert not passes(language, "shortage", text)


def test_nobody_is_said_to_have_ticked_off_what_no_paper_shows() -> None:
    assert not passes("zh", "shortage", "贵公司共扣款25,323.84欧元，收货人逐行勾选为齐全。")
