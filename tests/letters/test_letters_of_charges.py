"""Charges, fees, freight, price protection and audits are argued in every language, and the verifier lets the letters pass."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

import pytest

from cases.filing.exhibits import exhibits_of
from cases.filing.filing_group import Papers, filed_together
from cases.letters.arguments import argued
from cases.letters.brief import Brief, DraftKind, FactKind
from cases.letters.brief_facts import Matter, brief_of
from cases.letters.drafting import portal_reason, write
from cases.letters.letter_words import languages, words_of
from cases.letters.verifier import Attached, Situation, verify
from evals.cases_at_hand import forbidden
from facts.documents import DocumentKind
from facts.finding import Finding, Verdict
from matchers.judge import judge
from rules.model import FieldLimit, Rules
from tests.matchers import charged_order as faults
from tests.matchers import test_billed_twice as billed
from tests.matchers import test_freight as freight
from tests.matchers import test_promotions as promotions
from tests.matchers import test_protection_and_audits as further
from tests.matchers import test_storage_and_cards as storage
from tests.matchers.folder import BILL, INVOICE, ORDER, Folder, with_packing_list, with_receipt

AS_OF = date(2026, 11, 1)


def _billed_twice() -> Folder:
    folder = freight.tariff(freight.billed("242.00"))
    return freight.billed("242.00", number="FR-2", folder=folder, charge_date=date(2026, 10, 1))


def _under_two() -> Folder:
    folder = faults.delivered_late(faults.ordered(faults.charged("45.60", "Not on time", units=190), received=160))
    return faults.charged("16.00", "Not filled", units=40, folder=folder, number="2222222222", charge_date=date(2026, 10, 27))


def _on_time() -> Folder:
    folder = faults.ordered(faults.charged("9.60", "Not on time"))
    return with_receipt(with_packing_list(folder), delivery_date="2026-08-13")


def _notice_in_time() -> Folder:
    folder = faults.ordered(faults.charged("6.40", "Late ASN", issue_type="Receive Accuracy"))
    folder = with_receipt(with_packing_list(folder), delivery_date="2026-08-12")
    return folder.paper(DocumentKind.ADVANCE_SHIP_NOTICE, bol_number=BILL, purchase_orders=[ORDER], sent_at="2026-08-11T08:00:00")


CASES: Final[dict[str, tuple[Callable[[], Folder], str, Rules]]] = {
    "within the window": (_on_time, faults.ISSUE, faults.RULES),
    "a waived week": (
        lambda: faults.week(faults.delivered_late(faults.ordered(faults.charged("9.60", "Not on time"))), "0.92"),
        faults.ISSUE,
        faults.RULES,
    ),
    "a ship notice in time": (_notice_in_time, faults.ISSUE, faults.RULES),
    "above the rate": (
        lambda: faults.delivered_late(faults.ordered(faults.charged("16.00", "Not on time"))),
        faults.ISSUE,
        faults.RULES,
    ),
    "an order that was filled": (lambda: faults.ordered(faults.charged("32.00", "Not filled")), faults.ISSUE, faults.RULES),
    "units that cannot be of the fault": (
        lambda: faults.ordered(faults.charged("16.00", "Not filled"), received=190),
        faults.ISSUE,
        faults.RULES,
    ),
    "nothing cut": (
        lambda: faults.confirmation(faults.ordered(faults.charged("9.60", "Down-confirmed")), "2026-08-01", 200),
        faults.ISSUE,
        faults.RULES,
    ),
    "all confirmed": (
        lambda: faults.confirmation(faults.ordered(faults.charged("32.00", "Unconfirmed PO units")), "2026-08-01", 200),
        faults.ISSUE,
        faults.RULES,
    ),
    "under two faults": (_under_two, "2222222222", faults.RULES),
    "a storage rate": (lambda: storage.stored("240.00"), "S-1", storage.RULES),
    "a storage volume": (lambda: storage.stored("117.00", volume="150", volume_unit="cubic feet"), "S-1", storage.RULES),
    "a tier": (lambda: storage.handled("86.00", "0.86", (storage.SMALL, storage.LARGE)), "F-1", storage.RULES),
    "freight collect": (lambda: freight.billed("310.00", terms="Collect"), "FR-1", freight.RULES),
    "freight of another lane": (lambda: freight.tariff(freight.billed("330.00", rate="30.00")), "FR-1", freight.RULES),
    "a weight": (
        lambda: freight.notice(freight.bill(freight.tariff(freight.billed("363.00", weight="1500"))), "1005"),
        "FR-1",
        freight.RULES,
    ),
    "freight twice": (_billed_twice, "FR-2", freight.RULES),
    "no fall of the cost": (lambda: further.protected("200.00", folder=further.costs("10.00")), "IPAPUS1000001", further.RULES),
    "a smaller fall": (lambda: further.protected("200.00", folder=further.costs("9.00")), "IPAPUS1000001", further.RULES),
    "units on order": (lambda: further.protected("300.00", units_on_order=50), "IPAPUS1000001", further.AGREED),
    "protection claimed late": (
        lambda: further.protected("200.00", claim_date=date(2026, 9, 1)),
        "IPAPUS1000001",
        further.AGREED,
    ),
    "an audit too late": (
        lambda: further.audited("80.00", "Allowance", folder=further.invoiced("2024-05-01")),
        "PA-1",
        further.AGREED,
    ),
    "audited again": (lambda: further.deducted(further.audited("80.00", "Shortage")), "PA-1", further.RULES),
    "billed once": (lambda: billed.billed(120), INVOICE, billed.RULES),
    "a waived charge": (
        lambda: faults.money(faults.charged("16.00", "Not on time", status="Waived", invoice_number="1234567890VCBSINV"), "-16.00"),
        faults.ISSUE,
        faults.RULES,
    ),
    "content as announced": (
        lambda: faults.announced(
            faults.ordered(faults.charged("15.00", "Carton content accuracy", units=10, issue_type="Carton"), received=120), 120, 10
        ),
        faults.ISSUE,
        faults.RULES,
    ),
    "cartons shipped": (
        lambda: faults.announced(
            faults.ordered(faults.charged("180.00", "No carton label", units=12, issue_type="Carton"), received=120), 120, 10
        ),
        faults.ISSUE,
        faults.RULES,
    ),
    "a small carton": (
        lambda: faults.sized(faults.charged("50.00", "Oversized carton", units=2, issue_type="Carton"), "5", 4),
        faults.ISSUE,
        faults.RULES,
    ),
    "promotion units": (
        lambda: promotions.sold(promotions.claimed(promotions.promoted(), "400.00", units=200)),
        "MCB1",
        promotions.RULES,
    ),
    "promotion funding": (
        lambda: promotions.claimed(promotions.promoted(), "250.00", funding_per_unit="2.50"),
        "MCB1",
        promotions.RULES,
    ),
    "promotion days": (
        lambda: promotions.claimed(promotions.promoted(), "200.00", sold_from=date(2026, 8, 1), sold_until=date(2026, 8, 14)),
        "MCB1",
        promotions.RULES,
    ),
    "promotion twice": (
        lambda: promotions.claimed(promotions.claimed(promotions.promoted(), "200.00"), "200.00", number="MCB2"),
        "MCB2",
        promotions.RULES,
    ),
    "an order's price": (lambda: further.audited("51.60"), "PA-1", further.RULES),
}


@cache
def at_hand(name: str) -> tuple[Finding, Brief]:
    folder, reference, rules = CASES[name]
    made = folder()
    finding = next(f for f in judge(made.frames(), rules, AS_OF).findings if f.reference == reference)
    group = filed_together([finding])
    papers = Papers(made.papers)
    exhibits = exhibits_of(group, papers, {})
    reason = portal_reason(group, rules)
    return finding, brief_of(Matter(DraftKind.DISPUTE, group.kind, group.currency, group.amount, group, papers, exhibits, reason))


@pytest.mark.parametrize("name", CASES)
def test_the_conclusion_is_said_in_every_language(name: str) -> None:
    finding, _ = at_hand(name)
    assert finding.verdict is Verdict.DISPUTE, finding.why
    assert [language for language in languages() if language != "en" and not argued(finding.why, words_of(language))] == [], finding.why


def test_what_a_promotion_pays_for_a_unit_is_an_amount_and_no_share() -> None:
    _, brief = at_hand("promotion funding")
    told = [f for f in brief.facts if f.label.startswith("amount per unit")]
    assert {f.label: (f.kind, f.value, f.currency) for f in told} == {
        "amount per unit billed": (FactKind.AMOUNT, "2.50", "USD"),
        "amount per unit agreed": (FactKind.AMOUNT, "2.00", "USD"),
    }


@pytest.mark.parametrize("language", languages())
def test_the_house_s_letter_is_neither_refused_nor_in_doubt(language: str) -> None:
    for name in CASES:
        finding, brief = at_hand(name)
        letter = write(brief, FieldLimit(), language)
        situation = Situation(
            language=language,
            today=AS_OF,
            currency=brief.currency,
            asked=Decimal(finding.recoverable_amount),
            deducted=finding.claimed_amount,
            attachments=tuple(Attached(a.name, 1) for a in brief.attachments),
            forbidden=forbidden("amazon_us", language),
        )
        found = verify(letter.sentences, brief, situation)
        said = [(letter.sentences[r.sentence].text, r.message) for r in (*found.objections, *found.unverifiable) if r.sentence is not None]
        assert said == [], name
