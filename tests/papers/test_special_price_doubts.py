"""What a paper says of its special prices beside the prices themselves puts them before a person, in six languages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.papers import read_pages
from facts.documents import Document
from matchers.frames import Paper
from matchers.rebates.agreements import Contract, contract_of
from rules.rebates import RebateRules
from tests.papers.conftest import typed_page
from tests.papers.special_price_papers import COLUMNS, HEADS, LABELS, TERMS, TITLES, money
from tests.papers.test_special_prices import HEAD, ONE, WHOM

CUSTOMER = {
    "en": "End customer: Plant 7 Robotics Ltd\n",
    "de": "Endkunde: Werk Sieben Maschinenbau GmbH\n",
    "fr": "Client final : Usine Sept Robotique SAS\n",
    "es": "Cliente final: Planta Siete Robótica S.L.\n",
    "it": "Cliente finale: Impianto Sette Robotica S.p.A.\n",
    "zh": "最终客户：七号机械有限公司\n",
}
PRICES = (Decimal("12.50"), Decimal("10.00"))


def head(language: str) -> str:
    return TITLES[language][0] + "\n" + HEADS[language].format(number="SD-7001") + TERMS[language] + CUSTOMER[language]


def priced(language: str) -> str:
    """A table of one item."""
    item, listed, special, _ = COLUMNS[language][0]
    cells = ("AX-10021", *(money(language, p) for p in PRICES))
    return "\n".join("".join(f"{cell:<26}" for cell in row).rstrip() for row in ((item, listed, special), cells)) + "\n"


def read(text: str) -> tuple[Document, Contract]:
    [document] = read_pages([typed_page(text, scanned=False)])
    found = contract_of(Paper("special.pdf", document), "USD", RebateRules())
    assert found is not None
    return document, found


def is_for_a_person(text: str, says: str = "") -> None:
    document, found = read(text)
    assert any(says in problem for problem in document.problems), document.problems
    assert all(part.to_review for part in found.parts or (found,))


FOR_MANY = [
    ("en", "All prices are per 1,000 pieces."),
    ("en", "Prices in USD per 100 pcs"),
    ("en", "Prices are quoted by the dozen."),
    ("en", "Price unit: 1000"),
    ("en", "All prices in USD/1000."),
    ("en", "All prices are in cents."),
    ("de", "Alle Preise je 100 Stück."),
    ("de", "Preiseinheit: 100 Stück"),
    ("de", "Die Preise gelten pro VE."),
    ("fr", "Unité de prix : 100 pièces"),
    ("fr", "Les prix s'entendent le cent."),
    ("fr", "Prix par 100 unités."),
    ("es", "Unidad de precio: 1.000 piezas"),
    ("es", "Precios por cada 100 unidades."),
    ("it", "Unità di prezzo: 100 pezzi"),
    ("it", "Tutti i prezzi si intendono per 100 pezzi."),
    ("it", "Prezzi per mille pezzi."),
    ("zh", "计价单位：千只"),
    ("zh", "以上价格为每100件价格。"),
]


@pytest.mark.parametrize("language, said", FOR_MANY)
@pytest.mark.parametrize("above", [False, True])
def test_prices_for_many_pieces_are_for_a_person_wherever_the_paper_says_so(language: str, said: str, above: bool) -> None:
    rows = priced(language)
    is_for_a_person(head(language) + (f"{said}\n{rows}" if above else f"{rows}{said}\n"), "for several pieces at once")


@pytest.mark.parametrize("language", TITLES)
def test_without_such_words_the_table_holds(language: str) -> None:
    document, found = read(head(language) + priced(language))
    assert not document.problems
    assert (found.to_review, found.terms and found.terms.special_price) == ((), Decimal("10.00"))


@pytest.mark.parametrize(
    "listed, special",
    [
        ("USD 120.00 per 1,000 pcs", "USD 100.00 per 1,000 pcs"),
        ("USD 120.00/100", "USD 100.00/100"),
        ("USD 120.00 per dozen", "USD 100.00 per dozen"),
        ("USD 20.00", "15 % off list"),
        ("USD 20.00", "10.00 to 12.00 depending on quantity"),
        ("USD 20.00", "USD 18.00 less 2 %"),
        ("USD 20.00", "on request"),
        ("USD 20.00 (until June)", "USD 18.00"),
    ],
)
def test_a_price_with_more_behind_its_label_than_an_amount_is_for_a_person(listed: str, special: str) -> None:
    text = HEAD + WHOM + LABELS["en"].format("AX-10021", listed, special)
    is_for_a_person(text, "was not understood")
    assert "special_price" not in read(text)[0].fields or special == "USD 18.00"


def test_a_credit_in_per_cent_is_no_amount() -> None:
    is_for_a_person(HEAD + WHOM + "Item no.: AX-10021\nList price: USD 20.00\nCredit: 15 %\n", "“15 %” behind “Credit”")


def credited(heading: str, credit: str) -> str:
    rows = (("Part number", "List price", heading), ("AX-10021", "12.50", credit), ("AX-10055", "9.80", "1.65"))
    return HEAD + WHOM + "".join("".join(f"{cell:<26}" for cell in row).rstrip() + "\n" for row in rows)


@pytest.mark.parametrize("heading", ["Support", "Rebate", "Support (%)", "Credit (%)", "Ship & debit support"])
def test_a_credit_that_may_be_per_cent_is_for_a_person(heading: str) -> None:
    is_for_a_person(credited(heading, "2.50"), "is money or per cent")


@pytest.mark.parametrize(
    "heading, credit", [("Support (USD)", "2.50"), ("Support", "USD 2.50"), ("Credit", "2.50"), ("Claim amount", "2.50")]
)
def test_a_credit_that_is_money_by_its_heading_or_its_currency_holds(heading: str, credit: str) -> None:
    document, found = read(credited(heading, credit))
    assert not document.problems
    assert [str(part.terms and part.terms.special_price) for part in found.parts] == ["10.00", "8.15"]


@pytest.mark.parametrize("each", ["each", "per unit", "/ pc", "ea.", "(per piece)"])
def test_a_price_for_each_piece_behind_its_label_holds(each: str) -> None:
    document, found = read(HEAD + WHOM + LABELS["en"].format("AX-10021", f"USD 12.50 {each}", f"USD 10.00 {each}"))
    assert not document.problems
    assert (found.to_review, found.terms and found.terms.special_price) == ((), Decimal("10.00"))


@pytest.mark.parametrize(
    "language, said",
    [
        ("en", "For item AX-10021 the special price is USD 2.00 below the list price of USD 12.00."),
        ("en", "For item AX-10021 the special price is the list price of USD 12.00 less USD 2.00."),
        ("de", "Für den Artikel AX-10021 liegt der Sonderpreis um 2,00 EUR unter dem Listenpreis von 12,50 EUR."),
        ("fr", "Pour l'article AX-10021, le prix spécial est inférieur de 2,00 EUR au prix catalogue de 12,50 EUR."),
        ("es", "Para el artículo AX-10021 el precio especial es de 2,00 EUR menos que el precio de lista de 12,50 EUR."),
        ("it", "Per l'articolo AX-10021 il prezzo speciale è di 2,00 EUR in meno del prezzo di listino di 12,50 EUR."),
        ("zh", "型号AX-10021特价比目录价12.50元低2.00元。"),
    ],
)
def test_a_difference_that_a_sentence_tells_is_no_price(language: str, said: str) -> None:
    is_for_a_person(head(language) + said + "\n")


@pytest.mark.parametrize(
    "said, says",
    [
        ("Item AX-10021 has a list price of USD 12.00.\nItem AX-10022 has a special price of USD 10.00.\n", "AX-10022: its list price"),
        ("Item AX-10021 has a list price of USD 12.00, item AX-10022 a special price of USD 10.00.\n", "alike"),
        ("For items AX-10021 or AX-10022 the special price is USD 10.00 in place of the list price of USD 12.00.\n", "alike"),
        ("For all items except AX-10021 the special price is USD 10.00 in place of the list price of USD 12.00.\n", "left out"),
        ("The special price of USD 10.00 in place of the list price of USD 12.00 does not apply to item AX-10021.\n", "left out"),
        ("For items AX-10021 to AX-10029 the special price is USD 10.00 in place of the list price of USD 12.00.\n", "alike"),
        (
            "For item AX-10021 the special price is USD 10.00, from 1 June 2032 USD 9.00, in place of the list price of USD 12.00.\n",
            "from another day on",
        ),
        ("For item AX-10021 the special price is USD 10.00 in place of the list price of EUR 12.00 per unit.\n", "EUR and USD"),
        (
            "For item AX-10021 the special price is USD 100.00 per 100 pieces in place of the list price of USD 120.00 per 100 pieces.\n",
            "several pieces",
        ),
        (
            "Item AX-10021 has a list price of USD 12.00.\nThe special price is USD 10.00.\nIts list price is USD 13.00.\n",
            "told as 12.00 and as 13.00",
        ),
    ],
)
def test_prices_in_sentences_that_may_belong_apart_are_for_a_person(said: str, says: str) -> None:
    is_for_a_person(HEAD + WHOM + said, says)


def test_a_sentence_each_for_the_prices_of_one_item_is_read_as_one() -> None:
    document, found = read(HEAD + WHOM + "Item AX-10021 has a list price of USD 12.00.\nThe special price of AX-10021 is USD 10.00.\n")
    assert not document.problems
    assert found.terms is not None
    assert (found.terms.list_price, found.terms.special_price, found.to_review) == (Decimal("12.00"), Decimal("10.00"), ())


def test_money_of_two_countries_is_not_subtracted() -> None:
    is_for_a_person(HEAD + WHOM + LABELS["en"].format("AX-10021", "CNY 90.00", "USD 10.00"), "CNY and USD")


@pytest.mark.parametrize("prices", [ONE, LABELS["en"].format("AX-10021", "USD 12.50", "USD 10.00")])
@pytest.mark.parametrize(
    "said",
    [
        "Effective 1 June 2032 the special price of AX-10021 is USD 11.00.",
        "The manufacturer bears half of the difference.",
        "The manufacturer bears 60 % of the difference.",
        "Only sales above 500 pieces per order qualify.",
        "The special price is granted for 5,000 pieces.",
        "The special price applies to a total quantity of 5,000 pieces.",
        "Special price valid from 1 June 2032 only.",
        "For orders of 500 and more only.",
        "Pricing is based on lots of 100.",
        "A handling fee of USD 0.50 per piece is deducted.",
    ],
)
def test_later_and_narrowing_words_beside_the_prices_are_for_a_person(prices: str, said: str) -> None:
    is_for_a_person(HEAD + WHOM + prices + said + "\n", said)


@pytest.mark.parametrize(
    "language, said",
    [
        ("de", "Ab dem 01.06.2032 beträgt der Sonderpreis 11,00 EUR."),
        ("de", "Der Lieferant trägt die Hälfte der Differenz."),
        ("fr", "Le fournisseur prend en charge la moitié de l'écart."),
        ("fr", "Accordé pour 5 000 pièces."),
        ("es", "El proveedor asume la mitad de la diferencia."),
        ("es", "Concedido para una cantidad total de 5.000 unidades."),
        ("it", "Il fornitore sostiene la metà della differenza."),
        ("it", "Concesso per 5.000 pezzi."),
        ("zh", "供应商承担差价的一半。"),
        ("zh", "特价总量5000件。"),
    ],
)
def test_narrowing_words_of_other_languages_are_for_a_person_too(language: str, said: str) -> None:
    is_for_a_person(head(language) + priced(language) + said + "\n", said)


@pytest.mark.parametrize(
    "said",
    [
        "Estimated annual usage: 5,000 pieces.",
        "Prices exclude VAT of 20 %.",
        "Late payments bear interest of 5 % per year.",
        "Claims must be filed within 60 days after the sale.",
        "The agreed resale price is USD 15.00.",
        "The special prices hold from 1 March 2032 to 28 February 2033.",
        "Claims for the credit are accepted until 31 March 2033.",
        "Please quote special price approval 77120 on each claim.",
    ],
)
def test_words_on_which_no_price_depends_leave_it_as_it_is(said: str) -> None:
    document, _ = read(HEAD + WHOM + ONE + said + "\n")
    assert not [p for p in document.problems if "more is said" in p or "several pieces" in p]
    assert not document.fields["special_price"].review


@pytest.mark.parametrize("said", ["Approved quantity: 5,000", "Minimum order quantity: 500", "UOM: C", "Pack size: 10", "Unit: box"])
def test_a_bound_behind_a_label_beside_the_table_is_for_a_person(said: str) -> None:
    for text in (f"{said}\n{ONE}", f"{ONE}{said}\n"):
        _, found = read(HEAD + WHOM + text)
        assert all("special_price" in part.to_review or part.terms is None for part in found.parts or (found,))


def test_a_range_of_items_is_not_its_first() -> None:
    is_for_a_person(HEAD + WHOM + LABELS["en"].format("AX-10021 to AX-10029", "USD 20.00", "USD 18.00"), "more than a list of item numbers")


def test_the_heading_of_a_table_names_no_party() -> None:
    text = HEAD.replace("Distributor: Finch Components Ltd\n", "") + WHOM
    table = "Item    Distributor cost    Approved net price\nAX-10021       USD 12.50     USD 10.00\n"
    for prices in (table, "Item: AX-10021\nDistributor cost: USD 12.50\nApproved net price: USD 10.00\n"):
        document, found = read(text + prices)
        assert "earner_name" not in document.fields
        assert found.to_review


def test_items_without_numbers_and_prices_are_said_to_be_so() -> None:
    is_for_a_person(
        HEAD + WHOM + "Item: Widget\nSpecial price: on request\nItem: Gadget\nSpecial price: on request\n", "names no item number"
    )


def test_prices_above_their_items_are_not_those_of_the_next() -> None:
    block = "List price: USD {0}.00\nSpecial price: USD {1}.00\nItem no.: {2}\n"
    is_for_a_person(HEAD + WHOM + block.format(12, 10, "AX-1") + block.format(30, 20, "BX-2"), "above the first item")


def test_rows_that_were_not_read_put_every_item_before_a_person() -> None:
    rows = ONE + "AX-10055       USD 9.80      USD 8.15\n\n\n\n\n\nAX-10077     Plug, long      USD 8.00    USD 7.00\n"
    document, found = read(HEAD + WHOM + rows)
    assert len(document.lines) == 2
    assert all("special_price" in part.to_review for part in found.parts)


@pytest.mark.parametrize(
    "language, said",
    [
        ("en", "Prices include 20 % VAT."),
        ("en", "All prices including 20 % VAT."),
        ("de", "Preise inkl. 19 % MwSt."),
        ("fr", "Prix TVA de 20 % comprise."),
        ("es", "Precios con IVA (21 %) incluido, IVA 21 % incluido."),
        ("it", "Prezzi IVA 22 % compresa."),
        ("zh", "价格含13%增值税。"),
    ],
)
def test_prices_with_a_rate_of_tax_in_them_are_for_a_person(language: str, said: str) -> None:
    is_for_a_person(head(language) + priced(language) + said + "\n", "include a tax")


@pytest.mark.parametrize("language, said", [("en", "Prices do not include VAT."), ("zh", "价格不含13%增值税。")])
def test_prices_without_the_tax_hold(language: str, said: str) -> None:
    document, _ = read(head(language) + priced(language) + said + "\n")
    assert not document.problems


CLAUSES = """
1. The Distributor may sell the items above to the End Customer at prices of its own choice.
2. The Supplier credits the difference between list price and special price for each unit sold to the End Customer.
3. Claims must be filed within 60 days after the end of the month with proof of sale.
4. Each claim states the approval number, the invoice number and date, the item, the quantity and the end customer.
5. The Supplier may audit claims for two years. Either party may end this agreement with 30 days' notice.
6. Prices are in USD, exclusive of VAT. List prices are those of the price list in force on the date of shipment.
7. Returns are deducted from later claims. This agreement has 3 pages and is signed in 2 copies.
Payment terms: 30 days. Page 1 of 1
Alder Connectors Ltd, 12 Station Road, London SW1A 1AA, VAT no. GB 123 4567 89
"""


@pytest.mark.parametrize(
    "prices",
    [
        ONE,
        LABELS["en"].format("AX-10021", "USD 12.50", "USD 10.00"),
        "Under this agreement the special price for item AX-10021 is USD 10.00 in place of the list price of USD 12.50 per unit.\n",
        "From 1 March 2032 the special price for item AX-10021 is USD 10.00 in place of the list price of USD 12.50.\n",
    ],
)
def test_the_usual_clauses_leave_the_prices_as_they_are(prices: str) -> None:
    document, found = read(HEAD + WHOM + prices + CLAUSES)
    assert not document.problems
    assert found.terms is not None
    assert (found.terms.list_price, found.terms.special_price, found.to_review) == (*PRICES, ())
