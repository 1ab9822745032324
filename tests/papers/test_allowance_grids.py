"""Co-op agreements with a rate for each kind of advertising: each is a line with its cap, and no single rate is relied on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.page import Page
from extractors.papers import read_pages
from facts.documents import DocumentKind

Typed = Callable[..., Page]
HEADS = {
    "en": "Co-op Advertising Agreement\n"
    "Agreement no. CA-2032-18 between Alder Glass Ltd (the Supplier) and Finch Stores Ltd (the Customer)\n"
    "1. Term\nThis agreement runs from 1 January 2032 to 31 December 2032.\n2. Allowances\nAllowances accrue on net receipts as follows.\n",
    "de": "Werbekostenvereinbarung\nVereinbarung Nr. CA-2032-18 zwischen Erlen Glas GmbH (Lieferant) und Finken Märkte AG (Abnehmer)\n"
    "1. Laufzeit\n"
    "Die Vereinbarung gilt vom 01.01.2032 bis 31.12.2032.\n2. Vergütungen\nDie Vergütung wird auf Nettowareneingänge gewährt.\n",
    "fr": "Accord de participation publicitaire\nAccord n° CA-2032-18 entre Aulne Verrerie SAS (le Fournisseur) et Pinson SA (l'Acheteur)\n"
    "1. Durée\nL'accord s'applique du 01/01/2032 au 31/12/2032.\n2. Participations\nElles portent sur les réceptions nettes.\n",
    "es": "Acuerdo de cooperación publicitaria\n"
    "Acuerdo n.º CA-2032-18 entre Aliso Vidrio S.L. (el Proveedor) y Pinzón S.A. (el Comprador)\n"
    "1. Vigencia\nEl acuerdo rige del 01/01/2032 al 31/12/2032.\n2. Aportaciones\nSe calculan sobre recepciones netas.\n",
    "it": "Accordo di contributo pubblicitario\n"
    "Accordo n. CA-2032-18 tra Ontano Vetri S.r.l. (il Fornitore) e Fringuello S.p.A. (l'Acquirente)\n"
    "1. Durata\nL'accordo vale dal 01/01/2032 al 31/12/2032.\n2. Contributi\nSi calcolano sui ricevimenti netti.\n",
    "zh": "市场推广费协议\n协议编号：CA-2032-18\n供应商：桤木玻璃有限公司\n采购方：雀谷百货有限公司\n"
    "一、期限\n本协议有效期自2032年1月1日至2032年12月31日。\n二、推广费\n推广费按净收货额计提。\n",
}
GRIDS = {
    "en": ("Program               Rate        Yearly cap", ("Print advertising", "Digital media"), ("EUR 85,000.00", "EUR 20,000.00")),
    "de": ("Maßnahme              Satz        Höchstbetrag", ("Handzettel", "Digitale Werbung"), ("85.000,00 EUR", "20.000,00 EUR")),
    "fr": ("Action                Taux        Plafond", ("Catalogue papier", "Média numérique"), ("85 000,00 EUR", "20 000,00 EUR")),
    "es": ("Acción                Tipo        Tope anual", ("Folleto impreso", "Medios digitales"), ("85.000,00 EUR", "20.000,00 EUR")),
    "it": ("Attività              Aliquota    Tetto annuo", ("Volantino", "Media digitali"), ("85.000,00 EUR", "20.000,00 EUR")),
    "zh": ("项目                  比例        上限", ("平面广告", "数字媒体"), ("85,000.00元", "20,000.00元")),
}


def _text(language: str, rates: tuple[str, str]) -> str:
    heading, called, caps = GRIDS[language]
    rows = [f"{name:<22}{rate:<12}{cap}" for name, rate, cap in zip(called, rates, caps, strict=True)]
    return HEADS[language] + "\n".join((heading, *rows)) + "\n"


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("language", HEADS)
def test_each_kind_of_advertising_is_a_line(typed: Typed, language: str, scanned: bool) -> None:
    rates = ("3.00%", "0.75%") if language in {"en", "zh"} else ("3,00%", "0,75%")
    read = read_pages([typed(_text(language, rates), scanned=scanned)])[0]
    assert read.kind is DocumentKind.COOP_AGREEMENT
    called = GRIDS[language][1]
    assert [{name: cell.value for name, cell in line.items()} for line in read.lines] == [
        {"program": called[0], "rate": "0.0300", "cap": "85000.00"},
        {"program": called[1], "rate": "0.0075", "cap": "20000.00"},
    ]
    assert all(read.fields[name].review for name in ("rate", "cap") if name in read.fields)
    assert any("each kind of advertising" in problem for problem in read.problems)


def test_discounts_on_the_invoice_are_no_allowances(typed: Typed) -> None:
    text = HEADS["en"] + "Base discount       6.00%     on invoice\nPallet discount     1.50%     off-invoice\n"
    assert read_pages([typed(text)])[0].lines == ()


def test_one_rate_with_a_cap_for_each_kind_of_advertising_is_for_a_person(typed: Typed) -> None:
    read = read_pages([typed(_text("en", ("3.00%", "3.00%")))])[0]
    assert any("each kind of advertising" in problem for problem in read.problems)
    assert all(read.fields[name].review for name in ("rate", "cap") if name in read.fields)
