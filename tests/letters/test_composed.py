"""What a figure is by the build of its sentence: words in any order that clerks put them in, none of them a phrase that is listed."""

from __future__ import annotations

import pytest

from cases.letters.verifier.composed.sentence import composed
from cases.letters.verifier.lexicon import lexicon_of
from cases.letters.verifier.reading import read


def _told(text: str, figure: str) -> list[set[str]]:
    """What is said of a figure in a sentence: of each set one holds."""
    lexicon = lexicon_of("en")
    assert lexicon is not None
    reading = read(text, lexicon)
    (at,) = (f.at for f in reading.figures if f.text == figure)
    return [set(roles) for roles in composed(reading, "en").told.get(at, ())]


@pytest.mark.parametrize(
    "text, figure",
    [
        ("Of the USD 90.00 you held back, USD 20.00 belongs to us.", "90.00"),
        ("The USD 90.00 that was withheld is wrong.", "90.00"),
        ("You docked USD 90.00 and gave no reason.", "90.00"),
        ("USD 90.00, which you kept back, is missing.", "90.00"),
        ("Our review concerns the deduction, in the amount of USD 90.00.", "90.00"),
    ],
)
def test_what_the_retailer_took_was_deducted_however_it_is_said(text: str, figure: str) -> None:
    assert any("deducted" in roles for roles in _told(text, figure))
    assert not any("sought" in roles for roles in _told(text, figure))


@pytest.mark.parametrize(
    "text",
    [
        "Please credit us the amount of USD 20.00.",
        "We ask that USD 20.00 be refunded.",
        "A balance of USD 20.00 is still to be credited.",
        "All that is needed is a credit of USD 20.00.",
        "Of what you took, USD 20.00 belongs to us.",
        "We look to you to pay USD 20.00 back.",
    ],
)
def test_what_is_to_be_given_back_is_what_is_asked(text: str) -> None:
    assert any("sought" in roles for roles in _told(text, "20.00"))
    assert not any("granted" in roles and "sought" not in roles for roles in _told(text, "20.00"))


def test_what_was_credited_is_not_what_is_asked() -> None:
    (told,) = _told("You credited USD 20.00 in May.", "20.00")
    assert "granted" in told
    assert "sought" not in told


def test_what_was_not_credited_is_asked_and_not_granted() -> None:
    (told,) = _told("USD 20.00 has not been credited.", "20.00")
    assert "sought" in told
    assert "granted" not in told


def test_what_is_said_of_another_thing_is_not_said_of_the_figure() -> None:
    told = _told("Please credit the USD 20.00 that was deducted for units sold after May.", "20.00")
    assert not any("sold" in roles for roles in told)
    lexicon = lexicon_of("en")
    assert lexicon is not None
    reading = read("Please credit the USD 20.00 that was deducted for units sold after May.", lexicon)
    assert composed(reading, "en").explains(reading.small.index("sold"), "sold")


def test_a_count_is_told_as_goods_and_an_amount_as_money() -> None:
    (goods,) = _told("Please release the 48 units.", "48")
    (money,) = _told("Please release the USD 48.00.", "48.00")
    assert "disputed" in goods
    assert "sought" in money


def test_what_we_deduct_says_nothing_of_what_the_retailer_deducted() -> None:
    assert _told("We deducted USD 20.00.", "20.00") == []


def test_a_language_of_which_no_clauses_are_known_is_told_nothing() -> None:
    lexicon = lexicon_of("de")
    assert lexicon is not None
    assert not composed(read("Sie haben 20,00 EUR einbehalten.", lexicon), "de").told


def test_a_cubic_metre_is_no_cubic_centimetre() -> None:
    lexicon = lexicon_of("en")
    assert lexicon is not None
    units = [f.unit for f in read("The volume is 0.0051 m³, which is 5100.0 cm³.", lexicon).figures]
    assert all(units)
    assert len(set(units)) == 2
