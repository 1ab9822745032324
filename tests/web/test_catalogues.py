"""The languages of the pages: each says every text, with the same values in it, and nobody's guess is among them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import matchers
from api.web.catalogues import PLURALS, untranslated
from api.web.languages import CODES, LOCALES, Language
from api.web.step_words import STEP_WORDS, WITH_VALUES, fact_label, step_label
from templates import file_of

COUNTS: Final = {"count", "n"}
PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
TRANSLATED: Final = [code for code in CODES if code != "en"]


def catalogue_of(code: str) -> Catalog:
    """The catalogue of a language as it lies in the file."""
    with file_of(f"locales/{code}.po").open("rb") as file:
        return read_po(file, locale=LOCALES[code])


def forms_of(message: Message) -> tuple[str, ...]:
    """The translation of a text: one form, or the forms of a plural."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def said(message: Message) -> Iterator[tuple[str, str]]:
    """Each form of a translation beside the original that it says: of a plural, the plural of the original."""
    original = message.id if isinstance(message.id, str) else message.id[1]
    for form in forms_of(message):
        yield original, form


def texts_of(code: str) -> list[Message]:
    """The texts of a language, without the header."""
    return [message for message in catalogue_of(code) if message.id]


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_is_said_in_every_language(code: str) -> None:
    assert untranslated(code) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_holds_the_same_values_as_its_original(code: str) -> None:
    differing = [
        (original, translation)
        for message in texts_of(code)
        for original, translation in said(message)
        if translation and set(PLACEHOLDER.findall(translation)) != set(PLACEHOLDER.findall(original))
    ]
    assert differing == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_plural_has_as_many_forms_as_its_language(code: str) -> None:
    plurals = [message for message in texts_of(code) if not isinstance(message.id, str)]
    assert plurals
    assert [message.id for message in plurals if len(forms_of(message)) != PLURALS[code]] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_translation_is_a_guess(code: str) -> None:
    assert [message.id for message in texts_of(code) if message.fuzzy] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_begins_and_ends_as_its_original(code: str) -> None:
    """Blanks at the ends stand between a text and what is put beside it."""
    differing = [
        (original, translation)
        for message in texts_of(code)
        for original, translation in said(message)
        if translation and (translation[:1].isspace(), translation[-1:].isspace()) != (original[:1].isspace(), original[-1:].isspace())
    ]
    assert differing == []


PLURAL = re.compile(r"{% trans (?P<first>\w+)[^%]*%}(?:(?!{% endtrans).)*?{% pluralize(?P<named> \w+)? %}", re.DOTALL)


def test_a_plural_goes_by_its_count_and_not_by_another_value() -> None:
    """Without a name the first value decides, which in another language than English ends in an error where it is no number."""
    found = [(path.name, m) for path in sorted(file_of("pages").rglob("*.j2")) for m in PLURAL.finditer(path.read_text(encoding="utf-8"))]
    assert len(found) > 20
    assert [(name, m[0]) for name, m in found if not m["named"] and m["first"] not in COUNTS] == []


def labels_of_matchers() -> set[str]:
    """The labels that the matchers' calculations give their steps; those with a value in them have 7 in its place."""
    found = set()
    for path in sorted(Path(matchers.__file__).parent.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in {"given", "noted", "work_out"}:
                label = call.args[1]
                if isinstance(label, ast.JoinedStr):
                    found.add("".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in label.values))
                elif isinstance(label, ast.Constant):
                    found.add(str(label.value))
    return found


WITH_A_DAY = ("approved cost in force on 7", "fee per unit, 7, from 7", "fee per unit of volume, 7, from 7")
"""Labels of which the value is a day."""


def test_every_step_of_a_calculation_is_said_in_every_language() -> None:
    labels = labels_of_matchers()
    assert len(labels) > 50
    known = [*(re.escape(label) for label in STEP_WORDS), *(form.pattern.pattern for form in WITH_VALUES.all), *WITH_A_DAY]
    unknown = [label for label in sorted(labels) if not any(re.fullmatch(form, label) for form in known)]
    assert [label for label in unknown if not _from_a_fixed_set(label)] == []


def _from_a_fixed_set(label: str) -> bool:
    """The value in the label is one of a few, and each label so made stands by itself: the longest, median and shortest side."""
    return any(re.fullmatch(re.escape(label).replace("7", r"[a-z]+"), word) for word in STEP_WORDS)


def test_a_step_keeps_its_values_in_the_reader_s_language() -> None:
    french = Language("fr")
    assert step_label("approved cost in force on 2026-03-02", french) == "Coût approuvé en vigueur le 2 mars 2026"
    assert step_label("cost of B0ABC on the order", french) == "Coût de B0ABC sur la commande"
    assert step_label("a label of a later edition", french) == "A label of a later edition"


def test_a_fact_of_a_letter_goes_by_its_step_its_name_or_its_field() -> None:
    french = Language("fr")
    step = {"name": "case_pack", "key": "line:1/step:case_pack", "label": "units per carton"}
    assert fact_label(step, french) == "Unités par carton"
    assert fact_label({"name": "why", "key": "line:1/why", "label": "rounding"}, french) == "Pourquoi"
    assert fact_label({"name": "bol_number", "key": "paper:1/bol_number", "label": "BOL"}, french) == "Numéro BOL"
    assert fact_label({"name": "strong_count", "key": "class:strong/count", "label": "claims with strong evidence"}, french).startswith(
        "Claims"
    )
