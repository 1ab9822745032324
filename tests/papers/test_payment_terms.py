"""Payment terms as invoices print them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from extractors.page import Page
from extractors.papers import read_pages
from extractors.papers.payment_terms import discount_in, net_days_in
from facts.documents import Field


@pytest.mark.parametrize(
    "text, rate, days",
    [
        ("Terms: 2% 30, net 60", "0.02", 30),
        ("2/10 net 30", "0.02", 10),
        ("Payment terms 1.5% 14 days, net 45", "0.015", 14),
        ("Zahlbar innerhalb 14 Tagen mit 2 % Skonto, 60 Tage netto", "0.02", 14),
        ("2 % Skonto innerhalb von 10 Tagen, 30 Tage netto", "0.02", 10),
        ("Escompte de 2 % pour paiement sous 30 jours", "0.02", 30),
        ("Descuento 3% por pago en 15 días", "0.03", 15),
        ("Sconto 2% entro 30 giorni", "0.02", 30),
        ("30天内付款 2% 折扣", "0.02", 30),
        ("2 % dcto. por pronto pago a 15 días, neto 40 días", "0.02", 15),
        ("1,5 % d'escompte pour règlement anticipé sous 12 jours, sinon 45 jours net", "0.015", 12),
        ("3% discount for prompt payment within 7 days", "0.03", 7),
        ("2,5 % Skto. bei Zahlung bis 8 Tage", "0.025", 8),
    ],
)
def test_a_quick_pay_discount_is_read(text: str, rate: str, days: int) -> None:
    found = discount_in(text)
    assert found is not None
    assert (found.rate, found.days) == (Decimal(rate), days)


@pytest.mark.parametrize("text", ["Terms: Net 60", "MwSt. 19% 132,64", "TVA 20 %", "Sales tax 8.25%  41.25", "Net 30 days"])
def test_a_tax_rate_or_plain_terms_are_no_discount(text: str) -> None:
    assert discount_in(text) is None


@pytest.mark.parametrize(
    "text, days",
    [
        ("Terms: Net 60", 60),
        ("2% 30, net 45", 45),
        ("30 Tage netto", 30),
        ("zahlbar innerhalb von 14 Tagen", 14),
        ("Paiement à 45 jours", 45),
        ("2/10 n/30", 30),
        ("2 % dcto. por pronto pago a 15 días, neto 40 días", 40),
        ("2 % Skonto innerhalb 10 Tagen, zahlbar innerhalb 30 Tagen", 30),
    ],
)
def test_net_days_are_read(text: str, days: int) -> None:
    found = net_days_in(text)
    assert found is not None
    assert found[0] == days


def test_net_days_beside_a_percentage_that_nobody_understands_are_for_a_person(typed: Callable[..., Page]) -> None:
    """What is said of a percentage may be a discount: such terms do not show that none is granted."""

    def terms(said: str) -> Field:
        text = f"INVOICE\nInvoice number: 88-1203\nInvoice date: 2026-03-02\nTerms: {said}\nTotal due: 120.00"
        (found,) = read_pages([typed(text)])
        assert "discount_rate" not in found.fields
        return found.fields["terms_net_days"]

    assert terms("2 % off our list if you are quick, net 45").review
    assert not terms("net 45, interest of 8 % on what is late").review
    assert not terms("net 45").review
