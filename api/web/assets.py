"""What pages load: one style sheet, scripts, and what set-up fetched; under addresses that change with their content."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from fastapi import Request, Response

from api.http.problems import NotFoundError
from api.http.routes.routers import open_to_all
from templates import file_of

FOREVER: Final = "public, max-age=31536000, immutable"
TYPES: Final[Mapping[str, str]] = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
STYLE: Final = "style.css"
WORTH_PACKING: Final = 1000

public: Final = open_to_all("pages")


@dataclass(frozen=True)
class Assets:
    """The files of a folder by name. `digest` stands in every address, so browsers may keep them for ever."""

    folder: Path

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """Name → bytes: `style.css` of all sheets in the order of their names, `js/…`, `vendor/…`, `mark.svg`."""
        found = {STYLE: b"\n".join(sheet.read_bytes() for sheet in sorted((self.folder / "style").glob("*.css")))}
        found["mark.svg"] = (self.folder / "mark.svg").read_bytes()
        for part in ("js", "vendor"):
            for file in sorted((self.folder / part).glob("*")):
                if file.suffix in TYPES:
                    found[f"{part}/{file.name}"] = file.read_bytes()
        return found

    @cached_property
    def digest(self) -> str:
        """What the addresses change with."""
        told = hashlib.sha256()
        for name, content in self.files.items():
            told.update(f"{name} {len(content)}\n".encode() + content)
        return told.hexdigest()[:12]

    @cached_property
    def packed(self) -> Mapping[str, bytes]:
        """The same, compressed, where that is smaller."""
        return {
            name: gzip.compress(content, 9, mtime=0)
            for name, content in self.files.items()
            if len(content) > WORTH_PACKING and not name.endswith(".woff2")
        }

    def address(self, name: str) -> str:
        """Where a page finds a file. Raises KeyError for one that is not there: the page's mistake, or set-up has not run."""
        if name not in self.files:
            raise KeyError(f"there is no asset {name}; has `python3 dev.py setup` run?")
        return f"/assets/{self.digest}/{name}"


ASSETS: Final = Assets(file_of("pages"))


@public.get("/assets/{digest}/{name:path}", include_in_schema=False)
def asset(request: Request, digest: str, name: str) -> Response:
    """A file that pages load. An address of an older version gets the file of today, which is not kept."""
    content = ASSETS.files.get(name)
    if content is None:
        raise NotFoundError("There is no such file.")
    headers = {"Cache-Control": FOREVER if digest == ASSETS.digest else "no-cache", "Vary": "Accept-Encoding"}
    packed = ASSETS.packed.get(name)
    if packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        content = packed
    return Response(content, media_type=TYPES[Path(name).suffix], headers=headers)


@public.get("/favicon.ico", include_in_schema=False)
def favicon() -> Response:
    """Where browsers look for the mark unasked."""
    return Response(ASSETS.files["mark.svg"], media_type=TYPES[".svg"], headers={"Cache-Control": "public, max-age=86400"})
