"""What can be asked of the sandbox: each task takes plain values and blobs and gives plain values and blobs back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from extractors.image import open_image
from extractors.pdf import open_pdf

Task: TypeAlias = Callable[[dict[str, Any], list[bytes]], tuple[Any, list[bytes]]]


def _pdf(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:
    return open_pdf(blobs[0], int(values["first"]), int(values["count"])).to_wire()


def _image(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:
    return open_image(blobs[0], int(values["first"]), int(values["count"])).to_wire()


TASKS: Final[dict[str, Task]] = {"pdf": _pdf, "image": _image}
