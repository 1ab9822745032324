"""Puts papers into the folder the way they come: digital, scanned one by one or in a batch, zipped by a carrier, attached to a mail."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from demo.chance import Chance
from demo.drawing import Drawer, Paper
from demo.parcels import Part, as_mail, as_zip
from demo.scans import CLASSES, Scan, as_jpeg, as_pdf, as_png, as_tiff, scanned
from demo.trade import PaperWish
from demo.workshop import Workshop
from facts.evidence import Box

_SCANNED_SHARE: Final = {"proof_of_delivery": 0.6, "bill_of_lading": 0.55, "packing_list": 0.35, "invoice": 0.15, "chargeback_notice": 0.2}
_FOLDERS: Final = {
    "proof_of_delivery": ("proofs of delivery", "POD", "carrier docs/{scac}"),
    "bill_of_lading": ("freight/bol", "shipping", "BOLs"),
    "packing_list": ("shipping/packing", "packing slips", "pl"),
    "invoice": ("invoices", "AR/invoices", "our invoices"),
    "chargeback_notice": ("notices", "compliance", "claims/notices"),
}
_NAMES: Final = {
    "proof_of_delivery": ("POD_{pro}", "{pro} delivery receipt", "pod-{bol}"),
    "bill_of_lading": ("BOL {bol}", "{bol}", "bol_{pro}"),
    "packing_list": ("packing list {bol}", "PL-{bol}", "slip_{bol}"),
    "invoice": ("{key}", "Invoice {key}", "inv_{key}"),
    "chargeback_notice": ("notice {key}", "{key}", "chargeback_{key}"),
}
_OF_TRUCKS: Final = frozenset({"proof_of_delivery", "bill_of_lading", "packing_list"})
_SCAN_NAMES: Final = ("scan{n:04d}", "DOC{n:06d}", "{n:03d}_copier", "Scan {n}")


@dataclass(slots=True)
class Filed:
    """What lies in the folder: readings in the form of the truth, and which file holds which paper."""

    readings: list[dict[str, Any]] = field(default_factory=list)
    places: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """A paper ready for a file: its bytes with the ending they want, or the scanned pages to be bound with others."""

    paper: Paper
    way: str
    scans: tuple[Scan, ...] = ()


def _moved(cell: dict[str, Any], scans: Sequence[Scan], first: int) -> dict[str, Any]:
    """A remembered value where it stands on the scan, `first` being the file's page before the paper's own."""
    there = {**cell, "page": cell["page"] + first}
    if scans and "box" in cell:
        scan = scans[cell["page"] - 1]
        place = scan.place(Box(*cell["box"]))
        there["box"] = place.rounded()
        if scan.turned:
            there["box_as_shown"] = scan.shown(place).rounded()
    return there


def document(piece: Piece, first: int) -> dict[str, Any]:
    """The truth about one paper of a file whose own pages begin after page `first`."""
    reading, scans = piece.paper.reading, piece.scans
    pages = [first + n + 1 for n in range(piece.paper.pages)]
    told = {
        "key": f"{piece.paper.kind}:{piece.paper.key}",
        "kind": reading.kind,
        "pages": pages,
        "language": reading.language,
        "source": "ocr" if scans else piece.paper.source,
        "class": piece.way,
        "layout": reading.layout,
        "fields": {name: _moved(cell, scans, first) for name, cell in reading.fields.items()},
        "lines": [{name: _moved(cell, scans, first) for name, cell in line.items()} for line in reading.lines],
        "lines_judged": reading.lines_judged,
        "alternatives": reading.alternatives,
    }
    turned = {str(page): scan.turned for page, scan in zip(pages, scans, strict=False) if scan.turned}
    return {**told, "rotation": turned} if turned else told


class Cabinet:
    """Files papers below a folder and keeps the truth about each file; `scanned` is the part of the usual scans that are scans here."""

    def __init__(self, shop: Workshop, folder: Path, *, scanned: float = 1.0) -> None:
        self.scanned = scanned
        self.folder = folder
        self.shop = shop
        self.chance = shop.chance.branch("filing")
        self.drawer = Drawer(shop)
        self.filed = Filed()
        self._folders = {kind: self.chance.branch("folder", kind).pick(choices) for kind, choices in _FOLDERS.items()}
        self._names = {kind: self.chance.branch("name", kind).pick(choices) for kind, choices in _NAMES.items()}
        self._scan_name = self.chance.branch("scan name").pick(_SCAN_NAMES)
        self._count = self.chance.branch("count").whole(11, 700)

    def file(self, wishes: Sequence[PaperWish], *, batch: int = 0) -> Filed:
        """Files all papers: some scans bound in batches, some papers in an archive and in mails, the rest one by one.

        The first `batch` papers of trucks are one batch of the office scanner in any case.
        """
        stack = [wish for wish in wishes if wish.kind in _OF_TRUCKS][:batch]
        if stack:
            name = f"batch {self.shop.as_of:%Y-%m-%d} front desk.pdf"
            self._write(Path("scans") / name, [self._scan(wish, "office200") for wish in stack])
        pieces = [self._piece(wish) for wish in wishes if not any(wish is other for other in stack)]
        rest = self._bind(self._post(self._pack(pieces)))
        for piece in rest:
            self._single(piece)
        return self.filed

    def _piece(self, wish: PaperWish) -> Piece:
        draw = self.chance.branch("way", wish.kind, wish.key)
        if not wish.hand and not draw.likely(self.scanned * _SCANNED_SHARE[wish.kind]):
            return Piece(self.drawer.draw(wish), "digital")
        way = draw.pick((*CLASSES, "office200", "clean300"))
        return self._scan(wish, way, turned=draw.pick((90, 180, 270)) if way != "phone" and draw.likely(0.12) else 0)

    def _scan(self, wish: PaperWish, way: str, *, turned: int = 0) -> Piece:
        draw = self.chance.branch("way", wish.kind, wish.key)
        paper = self.drawer.draw(wish, scanned=True)
        return Piece(paper, way, tuple(scanned(paper.pdf, way, draw.branch("scan"), turned=turned)))

    def _pack(self, pieces: list[Piece]) -> list[Piece]:
        """A carrier's archive: some proofs of delivery of one kind of file or another. Gives what is left."""
        proofs = [p for p in pieces if p.paper.kind == "proof_of_delivery"]
        chosen = self.chance.branch("zip").some(proofs, max(2, len(proofs) // 8))
        parts = [(self._name(p, own=True), p) for p in chosen]
        archive = self.chance.branch("zip").pick(("pods.zip", "delivery documents.zip", "export.zip"))
        self._container(f"carrier docs/{archive}", parts, as_zip)
        return [p for p in pieces if p not in chosen]

    def _post(self, pieces: list[Piece]) -> list[Piece]:
        """Mails from carriers with one proof each. Gives what is left."""
        proofs = [p for p in pieces if p.paper.kind == "proof_of_delivery"]
        chosen = self.chance.branch("mail").some(proofs, max(1, len(proofs) // 15))
        for number, piece in enumerate(chosen):
            draw = self.chance.branch("mail", number)
            file = f"mail/{draw.pick(('RE POD request', 'Fwd delivery receipt', 'documents'))} {number + 1}.eml"
            bind = partial(as_mail, supplier=self.shop.supplier, draw=draw, today=self.shop.as_of)
            self._container(file, [(self._name(piece, own=True), piece)], bind)
        return [p for p in pieces if p not in chosen]

    def _bind(self, pieces: list[Piece]) -> list[Piece]:
        """Batches of the office scanner, several papers in one file. Gives what is left."""
        draw = self.chance.branch("batch")
        bound: list[Piece] = []
        for way in ("office200", "clean300"):
            stack = [p for p in pieces if p.way == way]
            chosen = draw.some(stack, max(3, len(stack) // 3))
            while len(chosen) > 1:
                batch, chosen = chosen[: draw.whole(3, 6)], chosen[6:]
                bound += batch
                self._write(Path("scans") / f"batch {self.shop.days_ago(len(bound)):%Y-%m-%d}.pdf", batch)
        return [p for p in pieces if p not in bound]

    def _single(self, piece: Piece) -> None:
        folder = "scans" if piece.scans and self.chance.branch("loose", piece.paper.key).likely(0.4) else self._folders[piece.paper.kind]
        shipment = piece.paper.subject
        scac = shipment.carrier.scac if piece.paper.kind == "proof_of_delivery" else ""
        self._write(Path(folder.format(scac=scac)) / self._name(piece, own=folder != "scans"), [piece])

    def _name(self, piece: Piece, *, own: bool) -> str:
        """A file name with its ending: that of the paper, or a running number of the scanner."""
        ending = self._ending(piece)
        if not own:
            self._count += 1
            return ("IMG_{n:04d}" if ending == "jpg" else self._scan_name).format(n=self._count) + f".{ending}"
        subject, form = piece.paper.subject, self._names[piece.paper.kind]
        pro, bol = getattr(subject, "pro_number", ""), getattr(subject, "bol_number", "")
        return f"{form.format(key=piece.paper.key, pro=pro, bol=bol)}.{ending}"

    def _ending(self, piece: Piece) -> str:
        draw = self.chance.branch("ending", piece.paper.kind, piece.paper.key)
        if piece.way == "phone":
            return "jpg" if len(piece.scans) == 1 else "pdf"
        if piece.way == "fax":
            return draw.pick(("tif", "pdf"))
        if piece.way == "office200" and len(piece.scans) == 1:
            return draw.pick(("pdf", "pdf", "pdf", "png", "jpg"))
        return "pdf"

    def _bytes(self, pieces: Sequence[Piece], ending: str) -> bytes:
        if pieces[0].way == "digital":
            return pieces[0].paper.pdf
        scans = [scan for piece in pieces for scan in piece.scans]
        return {"jpg": as_jpeg, "tif": as_tiff, "png": as_png, "pdf": as_pdf}[ending](scans)

    def _write(self, file: Path, pieces: Sequence[Piece]) -> None:
        data = self._bytes(pieces, file.suffix[1:])
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            raise FileExistsError(f"two papers would lie in {file}")
        path.write_bytes(data)
        self._remember(file.as_posix(), None, data, pieces)

    def _remember(self, file: str, container: str | None, data: bytes, pieces: Sequence[Piece]) -> None:
        documents, first = [], 0
        for piece in pieces:
            documents.append(document(piece, first))
            first += piece.paper.pages
            self.filed.places[piece.paper.kind, piece.paper.key] = container or file
        self.filed.readings.append(
            {"file": file, "container": container, "sha256": hashlib.sha256(data).hexdigest(), "documents": documents}
        )

    def _container(self, file: str, named: Sequence[tuple[str, Piece]], bind: Callable[[Sequence[Part]], bytes]) -> None:
        parts = [(name, self._bytes([piece], name.rpartition(".")[2])) for name, piece in named]
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bind(parts))
        for (name, data), (_, piece) in zip(parts, named, strict=True):
            self._remember(name, file, data, [piece])


def sprinkle(shop: Workshop, draw: Chance, count: int) -> None:
    """Asks for papers of ordinary trade until there are `count` papers: nobody files only what is disputed."""
    ledger = shop.ledger
    trucks = draw.shuffled(ledger.shipments)
    bills = draw.shuffled(ledger.bills)
    while len(ledger.wishes) < count and trucks and bills:
        kind = draw.pick(("proof_of_delivery", "bill_of_lading", "packing_list", "invoice"))
        truck = trucks.pop()
        if kind == "invoice":
            ledger.wish(kind, bills.pop())
        elif not claimed(shop, truck.orders):
            ledger.wish(kind, truck)


def claimed(shop: Workshop, orders: Sequence[str]) -> bool:
    """True where an order of the truck has a claim: which papers such an order has is part of its story."""
    return any(line.purchase_order in orders for line in shop.ledger.truth)
