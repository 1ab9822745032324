"""What a contract says in words alone is put before a person; what is ordinary is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.page import Page
from extractors.papers import read_pages
from facts.documents import Document

Typed = Callable[..., Page]
SORTS = ("scope_in_words", "conditions", "further_rates")
HEADS = {
    "en": """
                    REBATE AGREEMENT

Agreement no. RA-4471 between Oakfield Tools Ltd (the "Supplier") and Brightwater Stores Ltd (the "Customer").
1. Term
This agreement runs from 1 January 2026 to 31 December 2026.
2. Rebate
The rebate is retroactive: the rate reached applies to all net purchases of the year.
GBP 40,000 or more but less than GBP 90,000  1.25%
GBP 90,000 or more                           2.75%
3. Further
""",
    "de": """
                    BONUSVEREINBARUNG

Vereinbarung Nr. BV-4471 zwischen Eichfeld Werkzeuge GmbH (Lieferant) und Hellwasser Märkte AG (Abnehmer).
1. Laufzeit
Diese Vereinbarung gilt vom 01.01.2026 bis 31.12.2026.
2. Bonus
Der Satz der erreichten Stufe gilt rückwirkend für den gesamten Umsatz des Kalenderjahres.
40.000 EUR bis 90.000 EUR   1,25 %
ab 90.000 EUR               2,75 %
3. Weiteres
""",
}


def _agreement(typed: Typed, body: str, language: str = "en") -> Document:
    return read_pages([typed(HEADS[language] + body)])[0]


def _told(paper: Document) -> dict[str, str]:
    assert all(paper.fields[name].review for name in SORTS if name in paper.fields)
    return {name: str(paper.fields[name].value) for name in SORTS if name in paper.fields}


@pytest.mark.parametrize(
    "language, sort, sentence",
    [
        ("en", "scope_in_words", "Private-label products and clearance lines do not count."),
        ("en", "scope_in_words", "Excluded are sales at a project price."),
        ("de", "scope_in_words", "Nicht bonusfähig sind Eigenmarken und Aktionsware mit Sonderpreis."),
        ("en", "conditions", "No rebate is due for a quarter in which the Customer's account is on stop."),
        ("en", "conditions", "The rebate is paid provided that no invoice is overdue."),
        ("de", "conditions", "Bei Zahlungsverzug von mehr als 30 Tagen ruht der Bonusanspruch."),
        ("en", "further_rates", "A loyalty rebate of 0.5% of all net purchases is granted as well."),
        ("de", "further_rates", "Daneben wird ein Treuebonus von 0,5 % des Umsatzes gewährt."),
    ],
)
def test_what_is_told_in_words_alone_is_for_a_person(typed: Typed, language: str, sort: str, sentence: str) -> None:
    paper = _agreement(typed, sentence + "\n", language)
    assert _told(paper) == {sort: sentence}
    assert len(paper.lines) == 2


@pytest.mark.parametrize(
    "sentence",
    [
        "Items KX-20417 and KX-20418 do not count.",
        "VAT and freight are excluded.",
        "For each unit bought, returns excepted, the base grows.",
        "Rebate claims not filed within 60 days after the end of the period are excluded.",
        "Invoices are payable within 30 days with 2% cash discount.",
        "Either party may terminate with three months' notice if the other is in default.",
        "Example: at net purchases of GBP 60,000 the rebate is 1.25%, or GBP 750.",
    ],
)
def test_what_is_read_or_bears_on_nothing_is_not_shown(typed: Typed, sentence: str) -> None:
    assert _told(_agreement(typed, sentence + "\n")) == {}


def test_goods_that_a_list_leaves_out_are_for_a_person(typed: Typed) -> None:
    paper = _agreement(typed, "Nicht bonusfähig sind:\na. Eigenmarken des Abnehmers,\nb. Pfand und Displays.\n", "de")
    assert _told(paper)["scope_in_words"] == "Nicht bonusfähig sind:"


def test_a_tax_rate_is_no_further_rate(typed: Typed) -> None:
    paper = _agreement(typed, "Der Bonus wird zuzüglich USt. 19 % gutgeschrieben.\n", "de")
    assert "further_rates" not in paper.fields
