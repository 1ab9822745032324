"""Hybrid invoices: the page as people read it, with the same invoice as structured data inside the file (Factur-X, ZUGFeRD)."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

import pikepdf

from demo.papers.desk import Desk
from demo.trade import Bill, BillLine

_UNITS = {"EA": "EA", "CA": "CS"}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
    'xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" '
    'xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">'
)


def _tag(name: str, *content: str, **attributes: str) -> str:
    """An element of the trade's vocabulary around what stands in it."""
    inside = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<ram:{name}{inside}>{''.join(content)}</ram:{name}>"


def _day(day: date) -> str:
    return f'<udt:DateTimeString format="102">{day:%Y%m%d}</udt:DateTimeString>'


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _line(number: int, line: BillLine) -> str:
    tax = _tag("ApplicableTradeTax", _tag("TypeCode", "VAT"), _tag("CategoryCode", "K"), _tag("RateApplicablePercent", "0"))
    total = _tag("SpecifiedTradeSettlementLineMonetarySummation", _tag("LineTotalAmount", _money(line.total)))
    product = (
        _tag("GlobalID", line.item.gtin, schemeID="0160"),
        _tag("BuyerAssignedID", line.item.sku),
        _tag("Name", escape(line.item.title)),
    )
    return _tag(
        "IncludedSupplyChainTradeLineItem",
        _tag("AssociatedDocumentLineDocument", _tag("LineID", str(number))),
        _tag("SpecifiedTradeProduct", *product),
        _tag("SpecifiedLineTradeAgreement", _tag("NetPriceProductTradePrice", _tag("ChargeAmount", _money(line.unit_price)))),
        _tag("SpecifiedLineTradeDelivery", _tag("BilledQuantity", str(line.quantity), unitCode=_UNITS[line.unit])),
        _tag("SpecifiedLineTradeSettlement", tax, total),
    )


def _settlement(bill: Bill, desk: Desk) -> str:
    nought, net, currency = _money(Decimal(0)), _money(bill.net), desk.locale.currency
    tax = _tag(
        "ApplicableTradeTax",
        _tag("CalculatedAmount", nought),
        _tag("TypeCode", "VAT"),
        _tag("BasisAmount", net),
        _tag("CategoryCode", "K"),
        _tag("RateApplicablePercent", "0"),
    )
    sums = _tag(
        "SpecifiedTradeSettlementHeaderMonetarySummation",
        _tag("LineTotalAmount", net),
        _tag("TaxBasisTotalAmount", net),
        _tag("TaxTotalAmount", nought, currencyID=currency),
        _tag("GrandTotalAmount", net),
        _tag("DuePayableAmount", net),
    )
    terms = _tag("SpecifiedTradePaymentTerms", _tag("DueDateDateTime", _day(bill.due_on)))
    return _tag("ApplicableHeaderTradeSettlement", _tag("InvoiceCurrencyCode", currency), tax, terms, sums)


def structured(bill: Bill, desk: Desk) -> bytes:
    """The invoice as Cross Industry Invoice in the profile of EN 16931."""
    registration = _tag("SpecifiedTaxRegistration", _tag("ID", desk.tax_id, schemeID="VA"))
    agreement = _tag(
        "ApplicableHeaderTradeAgreement",
        _tag("SellerTradeParty", _tag("Name", escape(desk.supplier)), registration),
        _tag("BuyerTradeParty", _tag("Name", escape(desk.locale.payer))),
        _tag("BuyerOrderReferencedDocument", _tag("IssuerAssignedID", bill.order.number)),
    )
    lines = "".join(_line(number, line) for number, line in enumerate(bill.lines, 1))
    profile = _tag("GuidelineSpecifiedDocumentContextParameter", _tag("ID", "urn:cen.eu:en16931:2017"))
    issued = _tag("IssueDateTime", _day(bill.issued_on))
    return (
        f"{_HEAD}<rsm:ExchangedDocumentContext>{profile}</rsm:ExchangedDocumentContext>"
        f"<rsm:ExchangedDocument>{_tag('ID', escape(bill.number))}{_tag('TypeCode', '380')}{issued}</rsm:ExchangedDocument>"
        f"<rsm:SupplyChainTradeTransaction>{lines}{agreement}{_tag('ApplicableHeaderTradeDelivery')}{_settlement(bill, desk)}"
        "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    ).encode()


def hybrid(pdf: bytes, bill: Bill, desk: Desk) -> bytes:
    """The page with the structured invoice attached as factur-x.xml."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        part = pikepdf.AttachedFileSpec(document, structured(bill, desk), filename="factur-x.xml", mime_type="text/xml")
        part.relationship = pikepdf.Name.Alternative
        document.attachments["factur-x.xml"] = part
        document.save(out, static_id=True)
    return out.getvalue()
