"""Co-op invoices under agreements with a rate for each kind of advertising: by the invoice's own words, else for a person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from extractors.papers import read_pages
from facts.documents import DocumentKind, Field
from facts.evidence import Box
from facts.finding import Finding, Verdict
from facts.tables import TableKind
from matchers.coop.kinds import Kind, kind_meant, kinds_of
from tests.matchers.folder import Folder
from tests.matchers.test_coop import AGREEMENT, agreement, effects, findings, receipt, recomputes
from tests.papers.conftest import typed_page
from tests.papers.test_allowance_grids import GRIDS, HEADS

PRINT = {"program": "Print advertising", "rate": "0.03", "cap": "1000.00"}
DIGITAL = {"program": "Digital media", "rate": "0.0075"}


def doubtful(value: str) -> Field:
    return Field(value, value, 0.6, 1, review=True)


def granted(*lines: dict[str, Any], **said: Any) -> Folder:
    told: dict[str, Any] = {"agreement_number": AGREEMENT, "start_date": "2026-01-01", "end_date": "2026-12-31", "basis": "net_receipts"}
    told |= {"rate": doubtful("0.03"), "currency": "USD"}
    return Folder().paper(DocumentKind.COOP_AGREEMENT, lines=lines or (PRINT, DIGITAL), **(told | said))


def billed(folder: Folder, number: str, amount: str, title: str | None, day: date = date(2026, 7, 2)) -> Folder:
    named: dict[str, Any] = {"agreement_title": title} if title is not None else {}
    return folder.row(
        TableKind.COOP_INVOICES, invoice_id=number, invoice_date=day, agreement_id=AGREEMENT, amount=amount, currency="USD", **named
    )


def one(folder: Folder, title: str | None, amount: str, rate: str, rebate: str) -> Finding:
    receipt(folder, "C-1", 1000, rebate, rate=rate)
    return findings(billed(folder, "C-1", amount, title))["C-1"]


@pytest.mark.parametrize("title", ["Digital media", "DIGITAL MEDIA", "Digital  Média", "Digital media, June 2026", "Co-op: digital media"])
def test_an_invoice_is_held_against_the_rate_of_the_kind_that_it_names(title: str) -> None:
    assert one(granted(), title, "75.00", "0.0075", "75.00").verdict is Verdict.ACCEPT
    found = one(granted(), title, "300.00", "0.03", "300.00")
    assert (found.verdict, found.recoverable_amount) == (Verdict.DISPUTE, Decimal("225.00"))
    assert effects(found) == {"rate_effect": Decimal("225.00")}
    assert recomputes(found)


@pytest.mark.parametrize(
    "title",
    [
        None,
        "Marketing 2026",
        "Online campaign",
        "Print",
        "Digital",
        "Print advertising and digital media",
        "Non-print advertising",
        "Digital mediation",
        "Printed advertising",
    ],
)
def test_without_exactly_one_of_its_kinds_an_invoice_is_for_a_person(title: str | None) -> None:
    found = one(granted(), title, "300.00", "0.03", "300.00")
    assert (found.verdict, found.recoverable_amount) == (Verdict.REVIEW, Decimal(0))
    assert "Print advertising 3 % up to 1000.00; Digital media 0.75 %" in found.why


def test_what_the_agreement_calls_itself_says_nothing_of_one_invoice() -> None:
    folder = granted(title="Print advertising programme")
    assert one(folder, "Print advertising programme", "300.00", "0.03", "300.00").verdict is Verdict.REVIEW


def test_each_kind_has_a_cap_of_its_own() -> None:
    folder = granted()
    for number, (units, title, rate, rebate) in enumerate(
        (
            (30000, "Print advertising", "0.03", "9000.00"),
            (1000, "Digital media", "0.0075", "75.00"),
            (500, "Print advertising", "0.03", "150.00"),
        ),
        start=1,
    ):
        receipt(folder, f"C-{number}", units, rebate, rate=rate, receipt_date=date(2026, 5, number))
        billed(folder, f"C-{number}", rebate, title, date(2026, 7, number))
    found = findings(folder)
    assert [found[f"C-{n}"].verdict for n in (1, 2, 3)] == [Verdict.DISPUTE, Verdict.ACCEPT, Verdict.DISPUTE]
    assert effects(found["C-1"]) == {"cap_effect": Decimal("8000.00")}
    assert effects(found["C-3"]) == {"cap_effect": Decimal("150.00")}
    assert all(recomputes(f) for f in found.values())


def test_the_same_receipts_bear_each_kind_once() -> None:
    folder = granted(PRINT | {"cap": "90000.00"}, DIGITAL)
    for number, title, rate, rebate in (
        ("C-1", "Print advertising", "0.03", "300.00"),
        ("C-2", "Digital media", "0.0075", "75.00"),
        ("C-3", "Digital media", "0.0075", "75.00"),
    ):
        receipt(folder, number, 1000, rebate, rate=rate)
        billed(folder, number, rebate, title)
    found = findings(folder)
    assert [found[n].verdict for n in ("C-1", "C-2", "C-3")] == [Verdict.ACCEPT, Verdict.ACCEPT, Verdict.DISPUTE]
    assert effects(found["C-3"]) == {"duplicate_effect": Decimal("75.00")}


def test_a_line_that_was_hard_to_read_is_looked_at_first() -> None:
    folder = granted(PRINT, DIGITAL | {"rate": doubtful("0.0075")})
    found = one(folder, "Digital media", "300.00", "0.03", "300.00")
    assert found.verdict is Verdict.REVIEW
    assert "check first: rate" in found.why


@pytest.mark.parametrize("cap", [doubtful("5000.00"), "5000.00"])
def test_a_cap_over_all_kinds_is_for_a_person_even_where_it_was_confirmed(cap: Any) -> None:
    found = one(granted(cap=cap), "Digital media", "300.00", "0.03", "300.00")
    assert found.verdict is Verdict.REVIEW
    assert "check first: cap" in found.why


def test_invoices_that_are_right_by_their_kinds_and_together_beyond_the_cap_over_all_are_for_a_person() -> None:
    folder = granted(cap="35.00")
    receipt(folder, "C-1", 1000, "30.00", rate="0.03")
    receipt(folder, "C-2", 1000, "7.50", rate="0.0075")
    billed(folder, "C-1", "30.00", "Print advertising", date(2026, 7, 2))
    billed(folder, "C-2", "7.50", "Digital media", date(2026, 7, 3))
    found = findings(folder)
    assert [found[n].verdict for n in ("C-1", "C-2")] == [Verdict.ACCEPT, Verdict.REVIEW]
    assert found["C-2"].why == "what was billed under the agreement goes beyond its cap, as far as the contract was read; check first: cap"


def test_a_cap_over_all_kinds_that_is_as_much_as_that_of_one_is_still_over_all() -> None:
    apart = granted(PRINT, DIGITAL, cap=Field("1000.00", "1,000.00", 1.0, 1, Box(10, 200, 60, 210)))
    assert one(apart, "Digital media", "300.00", "0.03", "300.00").verdict is Verdict.REVIEW
    in_the_row = granted(PRINT, DIGITAL, cap="1000.00")
    assert one(in_the_row, "Digital media", "300.00", "0.03", "300.00").verdict is Verdict.DISPUTE


def test_two_lines_of_one_name_are_told_apart_by_nobody() -> None:
    folder = granted(DIGITAL, DIGITAL | {"rate": "0.02"})
    assert one(folder, "Digital media", "300.00", "0.03", "300.00").verdict is Verdict.REVIEW


def test_kinds_with_one_rate_and_cap_are_one_allowance() -> None:
    folder = granted(
        PRINT | {"rate": "0.05", "cap": "9000.00"}, {"program": "Digital media", "rate": "0.05", "cap": "9000.00"}, rate="0.05"
    )
    assert one(folder, "Marketing", "500.00", "0.05", "500.00").verdict is Verdict.ACCEPT


def test_an_agreement_with_kinds_that_took_the_place_of_another_is_for_a_person() -> None:
    folder = agreement(Folder())
    folder.paper(
        DocumentKind.COOP_AGREEMENT,
        lines=(PRINT, DIGITAL),
        agreement_number="55129999",
        start_date="2026-06-01",
        end_date="2026-12-31",
        basis="net_receipts",
        rate=doubtful("0.03"),
        replaces_agreement=AGREEMENT,
        replaced_from="2026-06-01",
    )
    receipt(folder, "C-1", 1000, "500.00")
    found = findings(billed(folder, "C-1", "500.00", "Digital media"))["C-1"]
    assert (found.verdict, "a rate for each kind" in found.why) == (Verdict.REVIEW, True)


@pytest.mark.parametrize("language", HEADS)
def test_the_kinds_of_a_paper_are_known_by_its_words_in_each_language(language: str) -> None:
    heading, called, caps = GRIDS[language]
    rows = [f"{name:<22}{rate:<12}{cap}" for name, rate, cap in zip(called, ("3.00%", "0.75%"), caps, strict=True)]
    [document] = read_pages([typed_page(HEADS[language] + "\n".join((heading, *rows)) + "\n")])
    kinds = kinds_of(document)
    for name, kind in zip(called, kinds, strict=True):
        assert kind_meant(kinds, name.upper(), document.text("title") or "") is kind
        assert kind_meant(kinds, f"{name} 06/2032", document.text("title") or "") is kind
    assert kind_meant(kinds, " / ".join(called), "") is None


@pytest.mark.parametrize(
    "title",
    [
        "Print and online ads",
        "No print; online banners",
        "No print 2026",
        "TV (print cancelled)",
        "Print / Radio",
        "Print without June",
        "非户外广告",
        "Digital display",
        "Digital display, June 2026",
        "Keine Print-Anzeigen",
        "Print et affichage",
        "sin print",
    ],
)
def test_a_title_with_anything_else_beside_a_kind_says_none(title: str) -> None:
    kinds = [Kind(name, Decimal(rate), None, {}) for name, rate in (("Print", "0.03"), ("Display", "0.02"), ("户外", "0.01"))]
    assert kind_meant(kinds, title, "", ["Digital display"]) is None


@pytest.mark.parametrize(
    "title, name",
    [
        ("Print", "Print"),
        ("Claim no. 55 for print, 06/2026", "Print"),
        ("Display campaign, June 2026", "Display"),
        ("Rechnung Nr. 4711 für Print, Juni", "Print"),
        ("Facture 12 pour print – trimestre 2", "Print"),
        ("户外", "户外"),
        ("户外 2026年6月发票", "户外"),
    ],
)
def test_a_title_with_days_and_numbers_beside_a_kind_says_it(title: str, name: str) -> None:
    kinds = [Kind(called, Decimal(rate), None, {}) for called, rate in (("Print", "0.03"), ("Display", "0.02"), ("户外", "0.01"))]
    found = kind_meant(kinds, title, "", ["Digital display"])
    assert found is not None
    assert found.name == name


def test_a_kind_whose_rate_was_not_read_stays_a_kind() -> None:
    folder = granted({"program": "Display", "rate": "0.03"}, {"program": "Digital display", "rate": "see annex"})
    assert one(folder, "Digital display", "300.00", "0.03", "300.00").verdict is Verdict.REVIEW
