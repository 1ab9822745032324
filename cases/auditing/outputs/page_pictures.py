"""The pictures of a report, cut from the papers of the audited folder."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from cases.auditing.outputs.pictures import PictureRequest
from cases.auditing.outputs.shelf import Shelf
from cases.filing.filing_group import Papers
from extractors.pictures import open_sheet, sheet_picture
from extractors.sandbox import Sandbox
from facts.documents import FileReading


class PagePictures:
    """Pictures by opening each paper once more, in the sandbox. Readings say how a scanned page was turned to stand upright."""

    def __init__(self, shelf: Shelf, sandbox: Sandbox, readings: Iterable[FileReading]) -> None:
        self._shelf = shelf
        self._sandbox = sandbox
        self._papers = Papers(readings)

    def crops(self, requests: Iterable[PictureRequest]) -> dict[PictureRequest, bytes]:
        """A picture for each request whose paper can be opened again; requests for one page stand together best."""
        pictures: dict[PictureRequest, bytes] = {}
        for (file, page), same in groupby(requests, key=lambda r: (r.file, r.page)):
            content = self._shelf.content(file)
            sheet = open_sheet(self._sandbox, content, file, page) if content is not None else None
            if sheet is None:
                continue
            document = self._papers.document(file, page)
            turn = document.turned.get(page, 0) if document else 0
            for request in same:
                picture = sheet_picture(sheet, request.boxes, turn=turn)
                if picture is not None:
                    pictures[request] = picture
        return pictures
