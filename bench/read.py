"""Seconds per page and per table row of our readers, beside the bare library doing the same in the same run.

.venv/bin/python bench/read.py [FOLDER] [--seed N] [--most N]

Without FOLDER the papers of the demo supplier are made in a temporary folder. Each kind is timed in turns, ours and the bare
library one after the other on the same file, so that a busy machine slows both; the ratio is the figure to look at. Ours does
more than the bare library (kind, fields, boxes, review flags, a sandbox), so a ratio above 1 is what that costs. Both work in
one process at a time.

digital pages   plain pdfplumber `extract_words` with its default settings
scanned pages   plain pytesseract `image_to_data` on the page drawn at 200 dpi, English, one thread
delimited rows  plain Polars `scan_csv(...).collect()`, all columns as text
long table rows the same on purchase orders of 100,000 rows made here: what a row costs once the cost of a file no longer counts
workbook rows   plain python-calamine, every sheet to lists
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # before Tesseract is loaded: more threads make single pages slower

import pdfplumber
import polars as pl
import pypdfium2
import pytesseract
from PIL import Image
from python_calamine import CalamineWorkbook

from extractors.read import ReaderPool

ROOT = Path(__file__).resolve().parents[1]
POINTS_PER_INCH = 72
DRAWN_AT = 200
PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff"}
DELIMITED = {".csv": ",", ".tsv": "\t"}
WORKBOOKS = {".xlsx", ".xls"}
LONG_TABLE_ROWS = 100_000
Result = TypeVar("Result")


@dataclass(slots=True)
class Tally:
    """What one kind of file has cost so far: seconds of ours and of the bare library over the same units."""

    unit: str
    files: int = 0
    units: int = 0
    ours: float = 0.0
    bare: float = 0.0

    def line(self, name: str) -> str:
        """One line of the table that is printed."""
        if not self.units or not self.bare:
            return f"{name:<17} none found"
        ours, bare = 1000 * self.ours / self.units, 1000 * self.bare / self.units
        return f"{name:<17}{self.files:>6}{self.units:>8} {self.unit:<6}{ours:>11.3f}{bare:>11.4f}{self.ours / self.bare:>8.2f}"


def plain_pdfplumber(path: Path) -> int:
    """Words of every page; the number of pages."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words()
        return len(pdf.pages)


def plain_tesseract(path: Path) -> int:
    """Words of every page drawn, with boxes; the number of pages."""
    pages = 0
    for picture in _pictures(path):
        pytesseract.image_to_data(picture, lang="eng")
        pages += 1
    return pages


def plain_polars(path: Path) -> int:
    """All rows as text; the number of rows."""
    frame = pl.scan_csv(
        path, separator=DELIMITED[path.suffix.lower()], infer_schema=False, truncate_ragged_lines=True, encoding="utf8-lossy"
    )
    return frame.collect().height


def plain_calamine(path: Path) -> int:
    """All cells of all sheets; the number of rows."""
    workbook = CalamineWorkbook.from_path(path)
    return sum(len(workbook.get_sheet_by_name(name).to_python()) for name in workbook.sheet_names)


def _pictures(path: Path) -> Iterator[Image.Image]:
    """The pages of a PDF drawn at 200 dpi, or the frames of a picture as they are."""
    if path.suffix.lower() in PICTURES:
        with Image.open(path) as picture:
            for number in range(getattr(picture, "n_frames", 1)):
                picture.seek(number)
                yield picture.convert("RGB")
        return
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            yield page.render(scale=DRAWN_AT / POINTS_PER_INCH).to_pil()


def kind_of(path: Path) -> str | None:
    """The line of the table a file belongs to; None for what is not measured or cannot be opened."""
    suffix = path.suffix.lower()
    if suffix in PICTURES:
        return "scanned pages"
    if suffix in DELIMITED:
        return "delimited rows"
    if suffix in WORKBOOKS:
        return "workbook rows"
    if suffix != ".pdf":
        return None
    try:
        with pypdfium2.PdfDocument(path) as pdf:
            with_text = [bool(page.get_textpage().count_chars()) for page in pdf]
    except pypdfium2.PdfiumError:
        return None
    if all(with_text):
        return "digital pages"
    return None if any(with_text) else "scanned pages"


BARE: dict[str, tuple[str, Callable[[Path], int]]] = {
    "digital pages": ("pages", plain_pdfplumber),
    "scanned pages": ("pages", plain_tesseract),
    "delimited rows": ("rows", plain_polars),
    "workbook rows": ("rows", plain_calamine),
}


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds that a call took, and what it returned."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def measure(folder: Path, most: int) -> dict[str, Tally]:
    """Time both on every file below the folder, at most `most` files of a kind, spread evenly over the folder."""
    kinds: dict[str, list[Path]] = {name: [] for name in BARE}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if (kind := kind_of(path)) is not None:
            kinds[kind].append(path)
    tallies: dict[str, Tally] = {}
    with ReaderPool(workers=1) as pool, tempfile.TemporaryDirectory() as made:
        for kind, paths in kinds.items():
            unit, bare = BARE[kind]
            tally = tallies[kind] = Tally(unit)
            for path in paths[:: max(1, len(paths) // most)][:most]:
                add(tally, path, bare, partial(read_alone, pool, folder, path))
        orders = long_table(Path(made))
        tally = tallies["long table rows"] = Tally("rows")
        add(tally, orders, plain_polars, partial(read_alone, pool, orders.parent, orders))
    return tallies


def long_table(folder: Path) -> Path:
    """Purchase orders as a portal exports them, 100,000 rows, always the same."""
    path = folder / "orders.csv"
    first = date(2026, 1, 2)
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(
            ["PO", "Vendor", "ASIN", "Title", "Order Date", "Quantity Requested", "Accepted Quantity", "Unit Cost", "Currency"]
        )
        for n in range(LONG_TABLE_ROWS):
            day = first + timedelta(days=n // 400)
            cost = f"{n % 9000 // 100 + 1}.{n % 100:02}"
            written.writerow(
                [f"4X{n // 10:06}", "EXMP1", f"B0{n % 5000:08}", f"Item {n % 5000}", day.strftime("%m/%d/%Y"), 120, 96, cost, "USD"]
            )
    return path


def read_alone(pool: ReaderPool, folder: Path, path: Path) -> None:
    """One file through our readers, whatever comes of it."""
    for _ in pool.read(folder, [path]):
        pass


def add(tally: Tally, path: Path, bare: Callable[[Path], int], ours: Callable[[], object]) -> None:
    """Time one file both ways; a file that the bare library cannot open is left out and named."""
    if not tally.files:  # the first file of a kind warms both: models, fonts, compiled patterns
        ours()
    try:
        seconds, units = timed(lambda: bare(path))
    except Exception as error:  # noqa: BLE001 - a hostile file is no reason to end a measurement
        print(f"left out {path}: {type(error).__name__}", file=sys.stderr)
        return
    took, _ = timed(ours)
    tally.files += 1
    tally.units += units
    tally.bare += seconds
    tally.ours += took


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--seed", type=int, default=7, help="of the demo supplier, when no folder is given")
    parser.add_argument("--most", type=int, default=40, help="files of a kind that are measured")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder
        if folder is None:
            subprocess.run([sys.executable, "-m", "demo.make", made, "--seed", str(given.seed)], cwd=ROOT, check=True)
            folder = Path(made) / "files"
        tallies = measure(folder, given.most)
    print(f"{'kind':<17}{'files':>6}{'':>15}{'ours ms':>11}{'bare ms':>11}{'ratio':>8}")
    for name, tally in tallies.items():
        print(tally.line(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
