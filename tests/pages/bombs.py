"""Hostile files, made here: each small, each meant to exhaust or crash whoever opens it."""

from __future__ import annotations

import io
import zlib

import pikepdf


def _document(contents: bytes, resources: str = "", mediabox: str = "[0 0 612 792]", extra: tuple[bytes, ...] = ()) -> bytes:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox {mediabox}/Resources<<{resources}>>/Contents 4 0 R>>".encode(),
        contents,
        *extra,
    ]
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def _stream(body: bytes, entries: str = "") -> bytes:
    return f"<</Length {len(body)}{entries}>>stream\n".encode() + body + b"\nendstream"


def deflated_twice() -> bytes:
    """A gigabyte of blanks in two and a half kilobytes."""
    packer = zlib.compressobj(9)
    block = b" " * (1 << 20)
    inner = b"".join(packer.compress(block) for _ in range(1024)) + packer.flush()
    return _document(_stream(zlib.compress(inner, 9), "/Filter[/FlateDecode/FlateDecode]"))


def millions_of_operators() -> bytes:
    """Three million pieces of text."""
    body = zlib.compress(b"BT /F1 9 Tf 10 10 Td " + b"(a)Tj " * 3_000_000 + b"ET", 9)
    font = "/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    return _document(_stream(body, "/Filter/FlateDecode"), font)


def form_in_itself() -> bytes:
    """A form that draws itself again and again."""
    form = _stream(b"/X Do /X Do", "/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</X 5 0 R>>>>")
    return _document(_stream(b"/X Do"), "/XObject<</X 5 0 R>>", extra=(form,))


def forms_in_forms() -> bytes:
    """Nine levels of ten forms each: a thousand million drawings."""
    levels = 9
    forms = []
    for level in range(levels):
        inner = f"/Resources<</XObject<</X {6 + level} 0 R>>>>" if level < levels - 1 else "/Resources<<>>"
        body = b"/X Do " * 10 if level < levels - 1 else b"0 0 1 1 re f"
        forms.append(_stream(body, f"/Type/XObject/Subtype/Form/BBox[0 0 612 792]{inner}"))
    return _document(_stream(b"/X Do " * 10), "/XObject<</X 5 0 R>>", extra=tuple(forms))


def page_of_seventy_metres() -> bytes:
    """A page of 200,000 points."""
    return _document(_stream(b"0 0 100 100 re f"), mediabox="[0 0 200000 200000]")


def page_tree_in_a_circle() -> bytes:
    """Pages that are their own parents."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1/Parent 3 0 R>>endobj\n"
        b"3 0 obj<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R/Size 4>>\n%%EOF"
    )


def arrays_in_arrays() -> bytes:
    """Two hundred thousand brackets."""
    return _document(_stream(b"q Q"), f"/Deep {'[' * 200_000}{']' * 200_000}")


def encrypted(content: bytes) -> bytes:
    """The same document behind a password."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return out.getvalue()


ALL = {
    "a gigabyte deflated twice": deflated_twice,
    "three million operators": millions_of_operators,
    "a form in itself": form_in_itself,
    "forms in forms": forms_in_forms,
    "a page of seventy metres": page_of_seventy_metres,
    "a page tree in a circle": page_tree_in_a_circle,
    "arrays in arrays": arrays_in_arrays,
}
