"""The words and signs of words.yaml that cells and headers are made of, read once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
with Path(__file__).with_name("words.yaml").open(encoding="utf-8") as _file:
    _WORDS: Final[dict[str, Any]] = _LOADER(_file).get_data()
ABBREVIATIONS: Final[dict[str, str]] = {short: word for word, shorts in _WORDS["abbreviations"].items() for short in shorts}
"""Short or differing forms of a word → the word that headers are compared by."""
FILLERS: Final[frozenset[str]] = frozenset(_WORDS["fillers"])
"""Words that say nothing in a header."""
COMPOUND_ENDS: Final[tuple[str, ...]] = tuple(_WORDS["compound_ends"])
"""Last parts of German compounds, where they are cut."""
EMPTY: Final[tuple[str, ...]] = tuple(_WORDS["empty"])
"""What people and programs write for no value, in lower case."""
EACH: Final[tuple[str, ...]] = tuple(_WORDS["each"])
"""Units that leave a count as it is, in lower case."""
MEASURES: Final[frozenset[str]] = frozenset(_WORDS["measures"])
"""Units of length and weight, in lower case."""
CURRENCIES: Final[tuple[str, ...]] = tuple(_WORDS["currencies"])
"""Currency codes that may stand beside an amount (ISO 4217)."""
CURRENCY_SIGNS: Final[dict[str, str]] = {sign.upper(): code for code, signs in _WORDS["currency_signs"].items() for sign in signs}
"""Other ways to write a currency, in capitals → its code. What stands for several ($, ¥) is not here."""
MONTHS: Final[dict[str, int]] = {name: number for number, names in _WORDS["months"].items() for name in names}
"""Names of months in lower case without accents → 1 to 12."""
