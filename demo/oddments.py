"""What else lies in a folder: a note nobody needs, and on request files that cannot be opened."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
from reportlab.pdfgen.canvas import Canvas

_NOTE = """# Deductions, how we work
- Exports are pulled on Mondays; scans come from the dock in Olive Branch and from the carriers.
- Collect loads: we need the bill of lading with the driver's count, not the POD.
- Ask before writing anything off below 25.00.
"""


def write_note(folder: Path) -> None:
    """A note in plain words: listed by an audit, not read."""
    (folder / "notes").mkdir(parents=True, exist_ok=True)
    (folder / "notes" / "how we work.md").write_text(_NOTE, encoding="utf-8")


def write_broken(folder: Path) -> None:
    """A PDF under a password and a PDF whose end is missing: an audit names both and ends with code 3."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(72, 720, "Delivery receipt")
    canvas.save()
    (folder / "scans").mkdir(parents=True, exist_ok=True)
    (folder / "scans" / "upload interrupted.pdf").write_bytes(out.getvalue()[:300])
    with pikepdf.open(io.BytesIO(out.getvalue())) as document:
        locked = pikepdf.Encryption(owner="made up", user="made up", R=3, aes=False, metadata=False)
        document.save(folder / "scans" / "protected.pdf", encryption=locked, static_id=True)
