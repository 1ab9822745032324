"""What can be asked of the sandbox: each task takes plain values and blobs and gives plain values and blobs back."""

from __future__ import annotations

from typing import Any, Final

from extractors.bound_sheets import Binding
from extractors.containers import open_container
from extractors.edi import read_edi
from extractors.einvoice import embedded_xml, read_einvoice
from extractors.image import open_image
from extractors.page_binding import bind_pages
from extractors.page_copy import Wanted, copy_pages
from extractors.page_cut import cut_pages
from extractors.page_view import page_sizes, view_pages
from extractors.pdf import open_pdf
from extractors.table_tasks import PIECEWISE, Task
from extractors.table_tasks import TASKS as TABLE_TASKS
from facts.documents import Document, ReadError

__all__ = ["PIECEWISE", "TASKS"]


def _pdf(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:
    return open_pdf(blobs[0], int(values["first"]), int(values["count"])).to_wire()


def _image(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:
    return open_image(blobs[0], int(values["first"]), int(values["count"])).to_wire()


def _container(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:
    opened = open_container(blobs[0], str(values["name"]))
    told = {
        "parts": [part.name for part in opened.parts],
        "body": opened.body,
        "headers": opened.headers,
        "problems": list(opened.problems),
        "error": _error(opened.error),
    }
    return told, [part.content for part in opened.parts]


def _edi(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:  # noqa: ARG001 - the form of a task
    read = read_edi(blobs[0])
    return _documents(read.documents, read.problems, read.error), []


def _einvoice(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:  # noqa: ARG001 - the form of a task
    read = read_einvoice(blobs[0])
    return _documents(read.documents, read.problems, read.error), []


def _cut_pages(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:
    return {}, [cut_pages(blobs[0], [int(number) for number in values["pages"]])]


def _copy_pages(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:
    degrees, dpi = ({int(page): int(value) for page, value in values[name].items()} for name in ("turned", "pictured"))
    wanted = Wanted(tuple(int(number) for number in values["pages"]), degrees, dpi)
    copied = copy_pages(blobs[0], str(values["name"]), wanted, weigh=bool(values["weigh"]))
    told = {"numbers": copied.numbers, "sizes": copied.sizes, "weights": copied.weights, "left_out": copied.left_out}
    return told, [copied.content]


def _view_pages(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:
    pages = [(int(number), int(turn)) for number, turn in values["pages"]]
    return {}, view_pages(blobs[0], str(values["name"]), pages, int(values["dpi"]))


def _page_sizes(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:
    return {"sizes": page_sizes(blobs[0], str(values["name"]))}, []


def _bind_pages(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:
    return {}, [bind_pages(Binding.from_wire(values), blobs)]


def _embedded_xml(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:  # noqa: ARG001 - the form of a task
    found = embedded_xml(blobs[0])
    return {}, [] if found is None else [found]


def _documents(documents: tuple[Document, ...], problems: tuple[str, ...], error: ReadError | None) -> dict[str, Any]:
    return {"documents": [d.to_json() for d in documents], "problems": list(problems), "error": _error(error)}


def _error(error: ReadError | None) -> dict[str, str] | None:
    return None if error is None else {"code": error.code.value, "message": error.message}


TASKS: Final[dict[str, Task]] = {
    **TABLE_TASKS,
    "pdf": _pdf,
    "image": _image,
    "container": _container,
    "edi": _edi,
    "einvoice": _einvoice,
    "embedded_xml": _embedded_xml,
    "cut_pages": _cut_pages,
    "copy_pages": _copy_pages,
    "bind_pages": _bind_pages,
    "view_pages": _view_pages,
    "page_sizes": _page_sizes,
}
