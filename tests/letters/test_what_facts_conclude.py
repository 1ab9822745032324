"""German and Chinese: what the reason of a claim concludes, whose freight it is, prices of one, spans of days, words of the trade."""

from __future__ import annotations

import pytest

from cases.letters.sentences import Sentence
from cases.letters.verifier import verify_sentence
from tests.letters.drafts import draft_of, situation_of


def _why(name: str, language: str, text: str, *facts: str) -> list[str]:
    brief = draft_of(name).brief
    numbers = tuple(next(f.number for f in brief.facts if f.name == fact) for fact in facts)
    found = verify_sentence(Sentence(text, numbers), brief, situation_of(name, language))
    return [r.message for r in (*found.objections, *found.unverifiable)]


TRUE = [
    ("rebate_underpaid", "de", "Die Schwelle der nächsten Stufe wurde erreicht.", ("why",)),
    ("fee", "de", "Der Artikel fällt unter die kleinere Größenklasse.", ("why",)),
    ("freight", "de", "Die Bestellung ist unfrei, also zahlt der Händler die Fracht.", ("why",)),
    ("freight", "de", "Die Fracht von 310,00 USD haben wir nicht zu tragen.", ("claimed", "why")),
    ("promotion", "de", "Verkäufe in Höhe von 150,00 USD fanden nach Ablauf der Aktion statt.", ("value", "right", "why")),
    ("fee", "de", "20 Stück zu je 1,20 USD ergeben 24,00 USD.", ("quantity", "right_fee", "expected")),
    ("fee", "de", "Die Gebühr betrug 42,00 USD.", ("claimed",)),
    ("shortage", "de", "Die Differenz zwischen berechneter und vereinnahmter Menge beträgt 120 Stück.", ("short", "invoiced", "received")),
    ("shortage", "de", "Der Wert der 120 Stück beträgt 500,40 USD.", ("disputable", "value")),
    ("duplicate", "de", "Der Abzug von 84,66 USD ist eine doppelte Belastung.", ("claimed", "why")),
]
FALSE = [
    ("rebate_underpaid", "de", "Die Schwelle der nächsten Stufe wurde nicht erreicht.", ("why",)),
    ("fee", "de", "Der Artikel fällt unter die größere Größenklasse.", ("why",)),
    ("freight", "de", "Die Bestellung ist unfrei, also zahlt der Lieferant die Fracht.", ("why",)),
    ("freight", "de", "Die Fracht von 310,00 USD haben wir zu tragen.", ("claimed", "why")),
    ("promotion", "de", "Verkäufe in Höhe von 150,00 USD fanden vor Ablauf der Aktion statt.", ("value", "right", "why")),
    ("fee", "de", "20 Stück zu je 24,00 USD ergeben 1,20 USD.", ("quantity", "right_fee", "expected")),
    ("fee", "de", "Ihre Gebühr von 42,00 USD ist Betrug.", ("claimed",)),
    ("fee", "de", "Ihre Gebühr von 42,00 USD ist betrug.", ("claimed",)),
    ("rebate_overclaimed", "de", "Der uns zustehende Betrag beläuft sich auf 3.000,00 USD.", ("right",)),
    ("fee", "de", "Der Betrag von 42,00 USD wurde zweimal abgezogen.", ("claimed", "why")),
    ("fee", "de", "Die Gebühr betrug 42,00 USD. Mehreren Lieferanten wurde ebenso abgezogen.", ("claimed",)),
]


@pytest.mark.parametrize("name, language, text, facts", TRUE)
def test_what_the_facts_conclude_is_verified(name: str, language: str, text: str, facts: tuple[str, ...]) -> None:
    assert _why(name, language, text, *facts) == []


@pytest.mark.parametrize("name, language, text, facts", FALSE)
def test_the_contrary_is_not(name: str, language: str, text: str, facts: tuple[str, ...]) -> None:
    assert _why(name, language, text, *facts) != []
