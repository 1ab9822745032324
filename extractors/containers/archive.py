"""Opens ZIP archives: bombs are told by what comes out, not by what the directory says."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from typing import Final

from extractors.containers.parts import Collector, ContainerRead, TooLargeError, failed
from facts.documents import ReadErrorCode

_CHUNK: Final = 1024 * 1024
_UTF8: Final = 0x800
_ENCRYPTED: Final = 0x1
_NOISE: Final = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_SUSPICIOUS_RATIO: Final = 250
_SUSPICIOUS_SIZE: Final = 100 * 1024 * 1024
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, NotImplementedError, ValueError, RuntimeError, IndexError
)  # fmt: skip


def open_zip(content: bytes) -> ContainerRead:
    """The files of a ZIP. An archive of encrypted files alone is `encrypted`; a broken file in a sound archive is a problem."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as broken:
        return failed(ReadErrorCode.CORRUPT, f"the ZIP cannot be opened ({broken}); ask for it again")
    with archive:
        entries = [e for e in archive.infolist() if not e.is_dir()]
        if not entries:
            return failed(ReadErrorCode.EMPTY, "the ZIP holds no files; ask for it again")
        locked = [e for e in entries if e.flag_bits & _ENCRYPTED]
        if len(locked) == len(entries):
            return failed(ReadErrorCode.ENCRYPTED, "the ZIP is encrypted; ask for it without a password, or unpack it first")
        collector = Collector()
        try:
            for entry in entries:
                _take(archive, entry, collector)
        except TooLargeError as too_large:
            return failed(ReadErrorCode.TOO_LARGE, f"the ZIP is not unpacked: {too_large}; unpack the files that matter by hand")
    if not collector.parts and collector.problems:
        return failed(ReadErrorCode.CORRUPT, f"no file of the ZIP could be read: {'; '.join(collector.problems[:3])}")
    return ContainerRead(tuple(collector.parts), problems=tuple(collector.problems))


def _take(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, collector: Collector) -> None:
    name = _name(entry)
    base = name.replace("\\", "/").rpartition("/")[2].lower()
    if base in _NOISE or base.startswith("._") or name.startswith("__MACOSX/"):
        return
    if stat.S_ISLNK(entry.external_attr >> 16):
        collector.problems.append(f"{name}: a link, not followed")
        return
    if entry.flag_bits & _ENCRYPTED:
        collector.problems.append(f"{name}: encrypted; ask for it without a password")
        return
    if entry.file_size > _SUSPICIOUS_SIZE and entry.file_size > _SUSPICIOUS_RATIO * max(entry.compress_size, 1):
        raise TooLargeError(f"{name} claims to unpack to {entry.file_size // (1024 * 1024)} MB from {entry.compress_size} bytes")
    try:
        collector.take(name, _unpack(archive, entry, collector.room))
    except _BROKEN as broken:
        collector.problems.append(f"{name}: cannot be unpacked ({broken}); ask for it again")


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    unpacked = bytearray()
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            unpacked += chunk
            if len(unpacked) > room:
                raise TooLargeError("it unpacks to more than it may")
            if len(unpacked) > _SUSPICIOUS_SIZE and len(unpacked) > _SUSPICIOUS_RATIO * max(entry.compress_size, 1):
                raise TooLargeError(f"{entry.filename} unpacks to far more than its size")
    return bytes(unpacked)


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name. Archives that do not say UTF-8 often are, or are in a Chinese or Western Windows code page."""
    if entry.flag_bits & _UTF8 or entry.filename.isascii():
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for charset in ("utf-8", "gb18030"):
        try:
            decoded = raw.decode(charset)
        except UnicodeDecodeError:
            continue
        if charset == "utf-8" or all(c.isascii() or "\u4e00" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef" for c in decoded):
            return decoded
    return entry.filename
