"""Makes the catalogues of the pages' languages: every text that is marked in templates and scripts' words, old translations kept.

`python -m api.web.catalogues` brings templates/locales/*.po up to date and says how many texts are still to be translated.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from api.web.languages import CODES, LOCALES
from api.web.sentence_forms import PHRASES
from api.web.told_sentences import SENTENCES
from api.web.words import JS_WORDS, WORDS
from templates import file_of

KEYWORDS: Final[dict[str, Any]] = {"_": None, "N_": None, "text": None, "gettext": None, "ngettext": (1, 2), "texts": (1, 2)}
SOURCES: Final = (
    (file_of("pages"), [("**.html.j2", "jinja2.ext:babel_extract")]),
    (Path(__file__).parent, [("**.py", "python")]),
)
JINJA: Final = {"**.html.j2": {"trimmed": "false", "silent": "false"}}
PLURALS: Final = {"en": 2, "de": 2, "fr": 2, "es": 2, "zh": 1}


def wanted() -> Catalog:
    """All texts that pages say, without translations."""
    found = Catalog(locale="en", charset="utf-8")
    for message in _texts():
        found.add(message)
    return found


def brought_up_to_date(code: str) -> bytes:
    """The catalogue of a language with every text of today: those that are gone left out, those that are new without a translation."""
    with file_of(f"locales/{code}.po").open("rb") as file:
        known = read_po(file, locale=LOCALES[code])
    made = Catalog(locale=LOCALES[code], charset="utf-8", fuzzy=False)
    made.header_comment = f"# What the pages say in {CODES[code]}."
    for message in wanted():
        if message.id:
            before = known.get(message.id)
            made.add(message.id, string=before.string if before is not None else None)
    written = BytesIO()
    write_po(written, made, width=0, sort_output=True, no_location=True, omit_header=False)
    return _without_dates(written.getvalue())


def untranslated(code: str) -> list[str]:
    """The texts that a language does not say yet."""
    with file_of(f"locales/{code}.po").open("rb") as file:
        known = read_po(file, locale=LOCALES[code])
    missing = []
    for message in wanted():
        if message.id:
            found = known.get(message.id)
            said = found.string if found is not None else ""
            if not (all(said[: PLURALS[code]]) if isinstance(said, (tuple, list)) else said):
                missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def main() -> int:
    """Brings all catalogues up to date; the exit code is 1 where a translation is missing."""
    left = 0
    for code in CODES:
        if code != "en":
            catalogue = file_of(f"locales/{code}.po")
            made = catalogue.with_suffix(".made")
            made.write_bytes(brought_up_to_date(code))
            made.replace(catalogue)  # at once: who reads meanwhile sees the whole catalogue, the old one or the new
            missing = untranslated(code)
            left += len(missing)
            print(f"{code}: {len(missing)} to translate")
    return 1 if left else 0


def _texts() -> Iterator[str | tuple[str, ...]]:
    for folder, methods in SOURCES:
        for _, _, message, _, _ in extract_from_dir(folder, methods, JINJA, keywords=KEYWORDS, comment_tags=()):
            yield message
    for table in WORDS.values():
        yield from table.values()
    yield from SENTENCES
    for words in PHRASES.values():
        yield from sorted(words)
    yield from JS_WORDS


def _without_dates(content: bytes) -> bytes:
    """A catalogue that changes only where its texts do."""
    dated = (
        b'"POT-Creation-Date',
        b'"PO-Revision-Date',
        b'"Last-Translator',
        b'"Generated-By',
        b'"Project-Id-Version',
        b'"Report-Msgid',
        b'"Language-Team',
    )
    return b"\n".join(line for line in content.split(b"\n") if not line.startswith(dated))


if __name__ == "__main__":
    sys.exit(main())
