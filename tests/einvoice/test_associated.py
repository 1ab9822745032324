from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf

from extractors.einvoice import embedded_xml


def test_an_invoice_that_is_only_associated_is_found(cii: Callable[..., bytes]) -> None:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        stream = pdf.make_indirect(pikepdf.Stream(pdf, cii()))
        file = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="factur-x.xml", EF=pikepdf.Dictionary(F=stream))
        pdf.Root.AF = pikepdf.Array([pdf.make_indirect(file)])
        pdf.save(target)
    assert embedded_xml(target.getvalue()) == cii()


def test_a_locked_pdf_holds_nothing_for_us(cii: Callable[..., bytes]) -> None:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments["factur-x.xml"] = pikepdf.AttachedFileSpec(pdf, cii(), filename="factur-x.xml")
        pdf.save(target, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert embedded_xml(target.getvalue()) is None
