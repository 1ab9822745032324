"""Archives and mails with papers in them, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from demo.chance import Chance

Part = tuple[str, bytes]
_TYPES = {"pdf": ("application", "pdf"), "jpg": ("image", "jpeg"), "png": ("image", "png"), "tif": ("image", "tiff")}
_ROUTINE = (
    "Hi,\n\nplease find the signed delivery receipt attached.\n\nRegards\n{name}\nCustomer Service",
    "Good morning,\n\nper your request, see attachment. Let us know if you need anything else.\n\n{name}",
    "See attached.\n\n{name}\nOS&D desk\n",
)


def as_zip(parts: Sequence[Part]) -> bytes:
    """An archive with the parts in a folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(zipfile.ZipInfo(f"documents/{name}", (2020, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def as_mail(parts: Sequence[Part], supplier: str, draw: Chance, today: date) -> bytes:
    """A carrier's answer with the parts attached."""
    mail = EmailMessage(policy=SMTP)
    name = draw.pick(("Dana", "Priya", "Marcus", "Elena"))
    mail["From"] = f"{name} <{name.lower()}@carrier.example>"
    mail["To"] = f"{supplier} <deductions@supplier.example>"
    mail["Subject"] = draw.pick(("RE: POD request", "Delivery receipt", "FW: proof of delivery needed"))
    mail["Date"] = format_datetime(datetime.combine(today, time(draw.whole(7, 17), draw.whole(0, 59)), UTC))
    mail["Message-ID"] = f"<{draw.digits(12)}@carrier.example>"
    mail.set_content(draw.pick(_ROUTINE).format(name=name))
    for file, data in parts:
        kind, form = _TYPES[file.rpartition(".")[2]]
        mail.add_attachment(data, maintype=kind, subtype=form, filename=file)
    mail.set_boundary(f"=_part_{draw.digits(14)}")
    return mail.as_bytes()
