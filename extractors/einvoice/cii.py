"""UN/CEFACT Cross Industry Invoice: Factur-X, ZUGFeRD 1.0 and 2.x, XRechnung in CII."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from extractors.edi.edifact_heading import edifact_days
from extractors.einvoice.checks import check_lines, check_sums, is_heading, kind_of, put_items, put_terms_text, put_unit_price
from extractors.einvoice.tree import attribute, every, one, text
from extractors.form import Form, number_of
from facts.documents import Document, Source

ROOTS: Final = frozenset({"CrossIndustryInvoice", "CrossIndustryDocument"})
_TRANSACTION: Final = "SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction"
_AGREEMENT: Final = "ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement"
_DELIVERY: Final = "ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery"
_SETTLEMENT: Final = "ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement"
_SUMMATION: Final = "SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
_LINE_AGREEMENT: Final = "SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement"
_LINE_DELIVERY: Final = "SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery"
_LINE_SETTLEMENT: Final = "SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement"
_LINE_SUMMATION: Final = "SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
_ID: Final = "IssuerAssignedID|ID"
_STAMP: Final = "DateTimeString|DateTime|DateString"
_DAYS: Final = {"DAY": 1, "DAYS": 1, "WEE": 7, "": 1}


def read_cii(root: Element) -> Document:
    """One Cross Industry Invoice as a document."""
    form = Form()
    header = one(root, "ExchangedDocument|HeaderExchangedDocument")
    transaction = one(root, _TRANSACTION)
    settlement = one(transaction, _SETTLEMENT)
    form.text("invoice_number", text(header, "ID"))
    form.text("type_code", text(header, "TypeCode"))
    _put_day(form, "issue_date", one(header, f"IssueDateTime/{_STAMP}"))
    _put_agreement(form, one(transaction, _AGREEMENT))
    _put_delivery(form, one(transaction, _DELIVERY))
    form.text("currency", text(settlement, "InvoiceCurrencyCode").upper())
    form.text("original_invoice", text(settlement, f"InvoiceReferencedDocument/{_ID}"))
    for terms in every(settlement, "SpecifiedTradePaymentTerms"):
        _put_terms(form, terms)
    lines = [_line(item) for item in every(transaction, "IncludedSupplyChainTradeLineItem")]
    lines = [line for line in lines if not is_heading(line)]
    summation = one(settlement, _SUMMATION)
    _put_totals(form, summation)
    orders = list(dict.fromkeys(o for line in lines if (o := line.value("purchase_order"))))
    if orders and "purchase_order" not in form.fields and len(orders) == 1:
        form.text("purchase_order", orders[0])
    form.problems += check_sums(form, lines, number_of(text(summation, "LineTotalAmount"))) + check_lines(lines)
    form.problems += [f"line {number}: {problem}" for number, line in enumerate(lines, 1) for problem in line.problems]
    return Document(
        kind=kind_of(text(header, "TypeCode"), form.number("grand_total")),
        source=Source.XML,
        fields=form.fields,
        lines=tuple(line.fields for line in lines),
        problems=tuple(form.problems),
    )


def _put_agreement(form: Form, agreement: Element | None) -> None:
    for role, party in (("seller", one(agreement, "SellerTradeParty")), ("buyer", one(agreement, "BuyerTradeParty"))):
        form.text(f"{role}_name", text(party, "Name") or text(party, "SpecifiedLegalOrganization/TradingBusinessName"))
        registered = {attribute(e, "schemeID").upper(): text(e) for e in every(party, "SpecifiedTaxRegistration/ID")}
        form.text(f"{role}_tax_id", registered.get("VA") or registered.get("FC") or registered.get("") or "")
        form.text(f"{role}_code", text(party, "GlobalID"))
    form.text("vendor_code", text(agreement, "SellerTradeParty/ID"))
    form.text("purchase_order", text(agreement, f"BuyerOrderReferencedDocument/{_ID}"))
    form.text("contract_number", text(agreement, f"ContractReferencedDocument/{_ID}"))
    form.text("supplier_order_number", text(agreement, f"SellerOrderReferencedDocument/{_ID}"))


def _put_delivery(form: Form, delivery: Element | None) -> None:
    form.text("ship_to_name", text(delivery, "ShipToTradeParty/Name"))
    form.text("ship_to_code", text(delivery, "ShipToTradeParty/ID|GlobalID"))
    _put_day(form, "delivery_date", one(delivery, f"ActualDeliverySupplyChainEvent/OccurrenceDateTime/{_STAMP}"))
    form.text("delivery_note_number", text(delivery, f"DespatchAdviceReferencedDocument|DeliveryNoteReferencedDocument/{_ID}"))


def _put_terms(form: Form, terms: Element) -> None:
    put_terms_text(form, text(terms, "Description"))
    _put_day(form, "due_date", one(terms, f"DueDateDateTime/{_STAMP}"))
    discount = one(terms, "ApplicableTradePaymentDiscountTerms")
    if discount is None:
        return
    form.percent("discount_rate", text(discount, "CalculationPercent"))
    form.amount("discount_amount", text(discount, "ActualDiscountAmount"))
    period = one(discount, "BasisPeriodMeasure")
    days = number_of(text(period)) if period is not None and text(period) else None
    factor = _DAYS.get(attribute(period, "unitCode").upper())
    if days is not None and factor:
        form.count("discount_days", f"{days * factor:f}")


def _put_totals(form: Form, summation: Element | None) -> None:
    form.amount("net_total", text(summation, "TaxBasisTotalAmount"))
    currency = form.value("currency")
    taxes = every(summation, "TaxTotalAmount")
    own = [t for t in taxes if attribute(t, "currencyID").upper() in {"", currency}] or taxes
    form.amount("tax_total", text(own[0]) if own else "")
    form.amount("grand_total", text(summation, "GrandTotalAmount"))
    form.amount("allowance_total", text(summation, "AllowanceTotalAmount"))
    form.amount("charge_total", text(summation, "ChargeTotalAmount"))
    form.amount("prepaid_total", text(summation, "TotalPrepaidAmount"))
    form.amount("due_payable", text(summation, "DuePayableAmount"))


def _line(item: Element) -> Form:
    """A billed item. Text lines and headings of groups (EXTENDED profile) carry no amount and give an empty form."""
    line = Form()
    agreement, settlement = one(item, _LINE_AGREEMENT), one(item, _LINE_SETTLEMENT)
    status = text(item, "AssociatedDocumentLineDocument/LineStatusReasonCode").upper()
    if status in {"GROUP", "INFORMATION"} or (agreement is None and settlement is None):
        return line
    product = one(item, "SpecifiedTradeProduct")
    line.text("line_number", text(item, "AssociatedDocumentLineDocument/LineID"))
    note = text(item, "AssociatedDocumentLineDocument/IncludedNote/Content")
    put_items(
        line,
        buyer=text(product, "BuyerAssignedID"),
        seller=text(product, "SellerAssignedID"),
        standard=text(product, "GlobalID"),
        description=text(product, "Name") or text(product, "Description") or note,
    )
    quantity = one(item, f"{_LINE_DELIVERY}/BilledQuantity")
    line.count("quantity", text(quantity))
    line.text("unit", attribute(quantity, "unitCode"))
    line.amount("line_total", text(settlement, f"{_LINE_SUMMATION}/LineTotalAmount"))
    for price in (one(agreement, "NetPriceProductTradePrice"), one(agreement, "GrossPriceProductTradePrice")):
        if text(price, "ChargeAmount") and "unit_price" not in line.fields:
            put_unit_price(line, text(price, "ChargeAmount"), text(price, "BasisQuantity"))
    line.text("purchase_order", text(agreement, f"BuyerOrderReferencedDocument/{_ID}"))
    _put_line_charges(line, settlement)
    return line


def _put_line_charges(line: Form, settlement: Element | None) -> None:
    for charge in every(settlement, "SpecifiedTradeAllowanceCharge"):
        amount = number_of(text(charge, "ActualAmount")) if text(charge, "ActualAmount") else None
        if amount is not None:
            name = "charge" if text(charge, "ChargeIndicator/Indicator").lower() in {"true", "1"} else "allowance"
            total = (line.number(name) or 0) + amount
            line.drop(name)
            line.amount(name, f"{total:f}")


def _put_day(form: Form, name: str, stamp: Element | None) -> None:
    written = text(stamp)
    if not written:
        return
    found, _ = edifact_days(written, attribute(stamp, "format"))
    if found is None:
        form.problems.append(f"{name}: {written!r} is not a date")
    elif name not in form.fields:
        form.put(name, found.isoformat(), written)
