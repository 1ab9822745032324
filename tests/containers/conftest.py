"""Mails and archives of our own; an Outlook message is written by hand, as nothing else at hand writes one."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TypeAlias

import pytest

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR, MINI = 512, 64


@dataclass
class Folder:
    """A storage of a compound file: streams and storages by name."""

    streams: dict[str, bytes] = field(default_factory=dict)
    folders: dict[str, Folder] = field(default_factory=dict)


Node: TypeAlias = tuple[str, int, list[int], bytes]


def compound_file(root: Folder) -> bytes:
    """A compound file (version 3) with every stream in the mini stream or in sectors, as its size asks."""
    nodes: list[Node] = []

    def add(name: str, kind: int, folder: Folder | None, content: bytes) -> int:
        at = len(nodes)
        nodes.append((name, kind, [], content))
        if folder is not None:
            children = [add(n, 2, None, c) for n, c in folder.streams.items()] + [add(n, 1, f, b"") for n, f in folder.folders.items()]
            nodes[at][2].extend(children)
        return at

    add("Root Entry", 5, root, b"")
    sectors: list[bytes] = []
    chains: list[int] = []

    def store(content: bytes) -> int:
        first = len(sectors)
        pieces = [content[i : i + SECTOR].ljust(SECTOR, b"\0") for i in range(0, len(content), SECTOR)]
        sectors.extend(pieces)
        chains.extend([*range(first + 1, first + len(pieces)), END] if pieces else [])
        return first if pieces else END

    small, starts = b"", {}
    mini_chain: list[int] = []
    for at, (_, kind, _, content) in enumerate(nodes):
        if kind == 2 and len(content) < 4096:
            count = -(-len(content) // MINI)
            starts[at] = len(mini_chain) if count else END
            mini_chain += [*range(len(mini_chain) + 1, len(mini_chain) + count), END] if count else []
            small += content.ljust(count * MINI, b"\0")
        elif kind == 2:
            starts[at] = store(content)
    starts[0] = store(small)
    entries = b"".join(_entry(node, at, nodes, starts, len(small)) for at, node in enumerate(nodes))
    directory = store(entries.ljust(-(-len(entries) // SECTOR) * SECTOR, b"\0"))
    mini_fat = store(struct.pack(f"<{len(mini_chain)}I", *mini_chain).ljust(SECTOR * -(-len(mini_chain) // 128), b"\xff"))
    fat_count = -(-(len(sectors) + 3) // 127)
    fat_at = len(sectors)
    chains += [FAT] * fat_count
    table = struct.pack(f"<{len(chains)}I", *chains).ljust(fat_count * SECTOR, b"\xff")
    sectors += [table[i : i + SECTOR] for i in range(0, len(table), SECTOR)]
    counts = (0, fat_count, directory, 0, 4096, mini_fat, -(-len(mini_chain) // 128), END, 0, fat_at)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x10I", 0x3E, 3, 0xFFFE, 9, 6, *counts)
    header += struct.pack("<108I", *(fat_at + i if i < fat_count else FREE for i in range(1, 109)))
    return header[:SECTOR] + b"".join(sectors)


def _entry(node: Node, at: int, nodes: list[Node], starts: dict[int, int], small: int) -> bytes:
    name, kind, children, content = node
    siblings = next((n[2] for n in nodes if at in n[2]), [])
    after = siblings[siblings.index(at) + 1] if at in siblings and siblings.index(at) + 1 < len(siblings) else FREE
    raw = (name + "\0").encode("utf-16-le")
    size = small if kind == 5 else len(content)
    return raw.ljust(64, b"\0") + struct.pack("<HBBIII16xI16xIQ", len(raw), kind, 1, FREE, after, children[0] if children else FREE, 0,
                                               starts.get(at, 0), size)  # fmt: skip


def properties(header: int, texts: dict[int, str], numbers: dict[int, int] | None = None, blobs: dict[int, bytes] | None = None) -> Folder:
    """A storage with MAPI properties: Unicode texts, 32-bit numbers and binary values."""
    folder, rows = Folder(), b""
    for tag, text in texts.items():
        raw = text.encode("utf-16-le")
        folder.streams[f"__substg1.0_{tag:04X}001F"] = raw
        rows += struct.pack("<HHIII", 0x001F, tag, 6, len(raw) + 2, 0)
    for tag, blob in (blobs or {}).items():
        folder.streams[f"__substg1.0_{tag:04X}0102"] = blob
        rows += struct.pack("<HHIII", 0x0102, tag, 6, len(blob), 0)
    for tag, number in (numbers or {}).items():
        rows += struct.pack("<HHIII", 0x0003, tag, 6, number, 0)
    folder.streams["__properties_version1.0"] = bytes(header) + rows
    return folder


SUBJECT, BODY, HEADERS, CLASS = 0x0037, 0x1000, 0x007D, 0x001A
LONG_NAME, MIME, CONTENT_ID, DATA, METHOD = 0x3707, 0x370E, 0x3712, 0x3701, 0x3705


def message(subject: str, body: str, attachments: list[Folder], header: int = 32) -> Folder:
    """A mail as Outlook stores it."""
    texts = {SUBJECT: subject, BODY: body, CLASS: "IPM.Note", HEADERS: f"From: desk@carrier.example\r\nSubject: {subject}\r\n\r\n"}
    folder = properties(header, texts)
    folder.folders = {f"__attach_version1.0_#{n:08X}": attached for n, attached in enumerate(attachments)}
    return folder


def attached_file(name: str, content: bytes, mime: str = "application/pdf", content_id: str = "") -> Folder:
    """A file attached to a mail."""
    texts = {LONG_NAME: name, MIME: mime} | ({CONTENT_ID: content_id} if content_id else {})
    return properties(8, texts, {METHOD: 1}, {DATA: content})


def attached_message(name: str, inner: Folder) -> Folder:
    """A message inside a message."""
    folder = properties(8, {LONG_NAME: name}, {METHOD: 5})
    folder.folders["__substg1.0_3701000D"] = inner
    return folder


@pytest.fixture(scope="session")
def archive() -> Callable[..., bytes]:
    """Writes a ZIP."""

    def write(*entries: tuple[str, bytes]) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in entries:
                file.writestr(name, content)
        return target.getvalue()

    return write


@pytest.fixture(scope="session")
def outlook() -> SimpleNamespace:
    """Writes Outlook messages."""
    return SimpleNamespace(message=message, file=attached_file, inner=attached_message, write=compound_file)
