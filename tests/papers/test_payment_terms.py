"""Payment terms as invoices print them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.papers.payment_terms import discount_in, net_days_in


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
    ],
)
def test_net_days_are_read(text: str, days: int) -> None:
    found = net_days_in(text)
    assert found is not None
    assert found[0] == days
