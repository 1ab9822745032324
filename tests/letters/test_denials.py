"""A denial that stands apart from what it denies is read with it; a lost or added `not`, a denial of a part or of another never passes."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes

TRUE = [
    # nothing of it was due
    ("return", "en", "None of the USD 17.36 was owed."),
    ("return", "en", "USD 17.36 of the USD 1,518.38 deducted was not authorised."),
    ("rebate_fraud", "en", "The ledger has no purchase that would support the USD 11,473.32."),
    # what figures and days come to
    ("shortage", "en", "No unit was missing: 696 were invoiced and 696 delivered."),
    ("chargeback", "en", "The ship notice was not late, and so the charge of EUR 844.75 has no basis."),
    # figures that make sense in no other place
    ("shortage", "en", "Multiply 432 units by EUR 58.62 and the result is EUR 25,323.84."),
]

FALSE = [
    # added or lost
    ("return", "en", "The USD 1,501.02 was not authorised."),
    ("return", "en", "None of the USD 1,501.02 was authorised."),
    ("chargeback", "en", "The ship notice was late, and so the charge of EUR 844.75 has a basis."),
    ("duplicate", "en", "The earlier deduction of USD 78.56 was given back to us."),
    ("rebate_base", "en", "The goods sent back belong in the base, which is therefore USD 443,314.03."),
    ("rebate_base", "de", "Die Retouren gehören in die Basis, die daher 443.314,03 USD beträgt."),
    # of a part only
    ("return", "en", "USD 17.36 was not fully owed."),
    # of what was taken rightly, and of all where a part is in dispute
    ("return", "en", "The deduction of USD 1,518.38 has no basis."),
    ("return", "en", "Please reverse deduction VRET321995154 in full, namely USD 17.36."),
    ("return", "en", "We are disputing all of deduction VRET321995154, namely 17.36 USD out of 1,518.38 USD."),
    ("return", "de", "Der Abzug von 1.518,38 USD entbehrt jeder Grundlage."),
    ("return", "de", "Wir bestreiten den Abzug VRET321995154 in vollem Umfang, nämlich 17,36 USD."),
    # of our own claim
    ("return", "en", "There is no reason to dispute USD 17.36."),
    ("return", "en", "We do not ask for USD 17.36, which was owed."),
    ("duplicate", "en", "The USD 78.56 we ask for is not to be given back."),
    # of something else
    ("chargeback", "en", "The delivery was not late, and so the charge of EUR 844.75 has no basis."),
    ("shortage_in_part_denied", "en", "No carton was missing: 384 units were invoiced and 360 delivered."),
    # what a carton holds is not what all of them do
    ("shortage", "en", "With 24 units in each carton, 29 cartons of item B0ERK14YEV contain 24 units."),
    ("shortage", "en", "Multiply 432 units by EUR 25,323.84 and the result is EUR 58.62."),
]


@pytest.mark.parametrize("kind, language, text", TRUE)
def test_a_denial_is_read_with_what_it_denies(kind: str, language: str, text: str) -> None:
    assert passes(language, kind, text)


@pytest.mark.parametrize("kind, language, text", FALSE)
def test_its_false_neighbours_never_pass(kind: str, language: str, text: str) -> None:
    assert not passes(language, kind, text)
