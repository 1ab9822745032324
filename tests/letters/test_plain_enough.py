"""French, Spanish and Italian: what the rest of a sentence makes plain, denials that the facts bear out, and their false neighbours."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cases.letters.brief import Brief
from cases.letters.brief_facts import brief_of
from cases.letters.sentences import Sentence
from cases.letters.verifier import Situation, verify_sentence
from evals.cases_at_hand import TODAY
from evals.made_up.matters import made_up_matters

MATTERS = {name: (brief_of(matter), taken) for name, matter, taken in made_up_matters(31)}


def _situation(brief: Brief, taken: Decimal, language: str) -> Situation:
    asked = brief.at("case/asked")
    assert asked is not None
    assert asked.amount is not None
    return Situation(language=language, today=TODAY, currency=brief.currency, asked=asked.amount, deducted=taken)


def _why(name: str, language: str, text: str, *facts: str) -> list[str]:
    """What is said of a sentence in which `{claimed}` is the value of that fact; all facts that are named are cited."""
    brief, taken = MATTERS[name]
    cited = {n: next(f for f in brief.facts if f.name == n) for n in facts}
    values = {n: f"{f.value} {f.currency}" if f.currency else f.value for n, f in cited.items()}
    sentence = Sentence(text.format(**values), tuple(f.number for f in cited.values()))
    said = verify_sentence(sentence, brief, _situation(brief, taken, language))
    return [r.message for r in (*said.objections, *said.unverifiable)]


@pytest.mark.parametrize(
    "language, text",
    [
        ("fr", "{invoiced} unités ont été facturées ; vous en avez enregistré {received}."),
        ("es", "Facturamos {invoiced} unidades; ustedes registraron {received}."),
        ("it", "Abbiamo fatturato {invoiced} unità; ne avete registrate {received}."),
    ],
)
def test_what_the_verb_of_its_clause_says_of_a_count_is_plain_and_of_the_other_count_it_is_not(language: str, text: str) -> None:
    facts = ("invoiced", "received")
    assert _why("shortage", language, text, *facts) == []
    turned = text.replace("{invoiced}", "{x}").replace("{received}", "{invoiced}").replace("{x}", "{received}")
    assert _why("shortage", language, turned, *facts)


@pytest.mark.parametrize(
    "language, text",
    [
        ("fr", "La pénalité de {claimed} est de {value} supérieure aux frais convenus de {expected}."),
        ("es", "El cargo de {claimed} es {value} superior a la tarifa acordada de {expected}."),
        ("it", "L'addebito di {claimed} è di {value} superiore alla tariffa concordata di {expected}."),
    ],
)
def test_by_how_much_one_is_higher_stands_before_the_word_and_what_it_is_held_against_behind_it(language: str, text: str) -> None:
    facts = ("claimed", "value", "expected")
    assert _why("charge_on_confirmed", language, text, *facts) == []
    turned = text.replace("{value}", "{x}").replace("{expected}", "{value}").replace("{x}", "{expected}")
    assert _why("charge_on_confirmed", language, turned, *facts)
    lower = {"fr": ("supérieure aux", "inférieure aux"), "es": ("superior a", "inferior a"), "it": ("superiore alla", "inferiore alla")}
    assert _why("charge_on_confirmed", language, text.replace(*lower[language]), *facts)


@pytest.mark.parametrize(
    "language, text, denial",
    [
        ("fr", "Un seul manquant de {short} unités ne justifie pas deux déductions de {claimed}.", ("ne justifie pas", "justifie")),
        ("es", "Una sola falta de {short} unidades no justifica dos deducciones de {claimed}.", ("no justifica", "justifica")),
        ("it", "Una sola mancanza di {short} unità non giustifica due trattenute di {claimed}.", ("non giustifica", "giustifica")),
    ],
)
def test_one_shortage_does_not_bear_two_deductions(language: str, text: str, denial: tuple[str, str]) -> None:
    facts = ("short", "claimed", "claimed_before", "why")
    assert _why("duplicate", language, text, *facts) == []
    assert _why("duplicate", language, text.replace(*denial), *facts)


@pytest.mark.parametrize(
    "language, text, denial",
    [
        ("fr", "L'année auditée n'entre pas dans la période prévue par l'accord.", ("n'entre pas", "entre")),
        ("es", "El año auditado no entra en el período que permite el acuerdo.", ("no entra", "entra")),
        ("it", "L'anno verificato non rientra nel periodo ammesso dall'accordo.", ("non rientra", "rientra")),
    ],
)
def test_a_year_outside_of_the_period_is_not_within_it(language: str, text: str, denial: tuple[str, str]) -> None:
    assert _why("post_audit", language, text, "why") == []
    assert _why("post_audit", language, text.replace(*denial), "why")


@pytest.mark.parametrize(
    "language, text",
    [
        ("fr", "L'accord est en vigueur du {start_date} au {end_date}."),
        ("es", "El acuerdo está en vigor desde el {start_date} hasta el {end_date}."),
        ("it", "L'accordo è in vigore dal {start_date} al {end_date}."),
    ],
)
def test_an_agreement_runs_from_its_first_day_to_its_last_and_not_the_other_way_round(language: str, text: str) -> None:
    facts = ("start_date", "end_date")
    assert _why("coop_denied", language, text, *facts) == []
    turned = text.replace("{start_date}", "{x}").replace("{end_date}", "{start_date}").replace("{x}", "{end_date}")
    assert _why("coop_denied", language, turned, *facts)


@pytest.mark.parametrize(
    "language, small, large",
    [
        ("fr", "plus petite catégorie de taille", "plus grande catégorie de taille"),
        ("es", "categoría de tamaño más pequeña", "categoría de tamaño más grande"),
        ("it", "classe di dimensioni più piccola", "classe di dimensioni più grande"),
    ],
)
def test_the_fee_is_that_of_the_smaller_tier(language: str, small: str, large: str) -> None:
    lead = {"fr": "L'article relève de la {}, où les frais sont de {{right_fee}} l'unité.",
            "es": "El artículo pertenece a la {}, donde la tarifa es de {{right_fee}} por unidad.",
            "it": "L'articolo rientra nella {}, in cui la tariffa è di {{right_fee}} al pezzo."}  # fmt: skip
    facts = ("right_fee", "why")
    assert _why("fee", language, lead[language].format(small), *facts) == []
    assert _why("fee", language, lead[language].format(large), *facts)


@pytest.mark.parametrize(
    "language, text",
    [
        ("fr", "Selon l'accord, {expected} sont dus."),
        ("es", "Según el acuerdo, se deben {expected}."),
        ("it", "Secondo l'accordo sono dovuti {expected}."),
    ],
)
def test_what_is_due_by_the_agreement_is_not_what_was_billed_beyond_it(language: str, text: str) -> None:
    assert _why("coop", language, text, "expected") == []
    assert _why("coop", language, text.replace("expected", "value"), "value")
