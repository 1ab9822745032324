"""The words of an HTML mail as a person reads them: one line per block or table row, cells apart."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset(
    {"p", "div", "br", "tr", "li", "ul", "ol", "table", "hr", "pre", "blockquote", "section", "article", "header", "footer", "dt", "dd"}
    | {f"h{level}" for level in range(1, 7)}
)
_CELLS: Final = frozenset({"td", "th"})
_HIDDEN: Final = frozenset({"script", "style", "head", "title", "template"})
_LONGEST: Final = 2_000_000


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _HIDDEN:
            self.hidden += 1
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        if tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in _CELLS:
            self.pieces.append("\t")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))


def words_of(html: str) -> str:
    """Plain text of an HTML page, without scripts, styles and empty lines."""
    parser = _Words()
    parser.feed(html[:_LONGEST])
    parser.close()
    lines = (re.sub(r"[ \xa0]+", " ", line).strip(" \t") for line in "".join(parser.pieces).split("\n"))
    return "\n".join(re.sub(r" ?\t ?", "\t", line) for line in lines if line)
