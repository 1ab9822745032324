"""Words that are spelled as others: `dû` as `du`, which leads to a day or a thing; `pedido`, what is asked for, as the order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cases.letters.verifier.lexicon import Lexicon
from cases.letters.verifier.phrases import Spot
from cases.letters.verifier.tokens import Token
from cases.wording import plain_spelling

_NUMBERS = frozenset({"literal", "code"})


def told_apart(roles: Iterable[Spot], text: str, tokens: Sequence[Token], small: Sequence[str], lexicon: Lexicon) -> list[Spot]:
    """The roles but those of a word that, as the sentence has it, is another one."""
    return [r for r in roles if not _lacks_accent(r, text, small, lexicon) and not _is_noun(r, tokens, small, lexicon)]


def _lacks_accent(role: Spot, text: str, small: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the last word has the role with an accent alone, and is written without."""
    _, end, meaning = role
    word = lexicon.accented.get(meaning, "")
    last = small[end - 1]
    if not word or plain_spelling(word) != last:
        return False
    written = [w for w in re.findall(r"\w+", text.casefold()) if plain_spelling(w) == last]
    nth = small[: end - 1].count(last)
    return nth >= len(written) or written[nth] != word


def _is_noun(role: Spot, tokens: Sequence[Token], small: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the word has the role as a participle alone, and is a noun: behind an article, before its number."""
    start, end, meaning = role
    if end - start > 1 or small[start] not in lexicon.nouns.get(meaning, ()):
        return False
    is_numbered = end < len(tokens) and tokens[end].kind in _NUMBERS
    return is_numbered or (start > 0 and small[start - 1] in lexicon.articles)
