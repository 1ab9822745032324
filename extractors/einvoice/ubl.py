"""UBL 2.x Invoice and CreditNote, also as Peppol BIS and XRechnung."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from extractors.einvoice.checks import check_lines, check_sums, is_heading, kind_of, put_items, put_terms_text, put_unit_price
from extractors.einvoice.tree import attribute, every, local, one, text
from extractors.form import Form, number_of
from facts.documents import Document, Source

ROOTS: Final = frozenset({"Invoice", "CreditNote"})
NAMESPACE: Final = "urn:oasis:names:specification:ubl:schema:xsd:"


def read_ubl(root: Element) -> Document:
    """One UBL invoice or credit note as a document."""
    form = Form()
    form.text("invoice_number", text(root, "ID"))
    type_code = text(root, "InvoiceTypeCode|CreditNoteTypeCode")
    form.text("type_code", type_code)
    form.day("issue_date", text(root, "IssueDate"))
    form.day("due_date", text(root, "DueDate") or text(root, "PaymentMeans/PaymentDueDate") or text(root, "PaymentTerms/PaymentDueDate"))
    form.text("currency", text(root, "DocumentCurrencyCode").upper())
    form.text("purchase_order", text(root, "OrderReference/ID"))
    form.text("supplier_order_number", text(root, "OrderReference/SalesOrderID"))
    form.text("original_invoice", text(root, "BillingReference/InvoiceDocumentReference|CreditNoteDocumentReference/ID"))
    form.text("delivery_note_number", text(root, "DespatchDocumentReference/ID"))
    form.text("contract_number", text(root, "ContractDocumentReference/ID"))
    _put_party(form, "seller", one(root, "AccountingSupplierParty"))
    _put_party(form, "buyer", one(root, "AccountingCustomerParty"))
    form.text("vendor_code", text(root, "AccountingSupplierParty/CustomerAssignedAccountID"))
    form.text("ship_to_code", text(root, "Delivery/DeliveryLocation/ID"))
    form.text("ship_to_name", text(root, "Delivery/DeliveryParty/PartyName/Name"))
    form.day("delivery_date", text(root, "Delivery/ActualDeliveryDate"))
    for terms in every(root, "PaymentTerms"):
        put_terms_text(form, text(terms, "Note"))
        form.percent("discount_rate", text(terms, "SettlementDiscountPercent"))
    lines = [line for item in every(root, "InvoiceLine|CreditNoteLine") if not is_heading(line := _line(item))]
    _put_totals(form, root)
    orders = list(dict.fromkeys(o for line in lines if (o := line.value("purchase_order"))))
    if "purchase_order" not in form.fields and len(orders) == 1:
        form.text("purchase_order", orders[0])
    line_sum = text(root, "LegalMonetaryTotal/LineExtensionAmount")
    form.problems += check_sums(form, lines, number_of(line_sum) if line_sum else None) + check_lines(lines)
    form.problems += [f"line {number}: {problem}" for number, line in enumerate(lines, 1) for problem in line.problems]
    return Document(
        kind=kind_of(type_code, form.number("grand_total"), credit_root=local(root) == "CreditNote"),
        source=Source.XML,
        fields=form.fields,
        lines=tuple(line.fields for line in lines),
        problems=tuple(form.problems),
    )


def _put_party(form: Form, role: str, party: Element | None) -> None:
    form.text(f"{role}_name", text(party, "Party/PartyLegalEntity/RegistrationName") or text(party, "Party/PartyName/Name"))
    schemes = {text(s, "TaxScheme/ID").upper(): text(s, "CompanyID") for s in reversed(every(party, "Party/PartyTaxScheme"))}
    form.text(f"{role}_tax_id", schemes.get("VAT") or schemes.get("GST") or next(iter(schemes.values()), ""))
    form.text(f"{role}_code", text(party, "Party/EndpointID"))


def _put_totals(form: Form, root: Element) -> None:
    totals, currency = one(root, "LegalMonetaryTotal"), form.value("currency")
    form.amount("net_total", text(totals, "TaxExclusiveAmount"))
    taxes = every(root, "TaxTotal/TaxAmount")
    own = [t for t in taxes if attribute(t, "currencyID").upper() in {"", currency}] or taxes
    form.amount("tax_total", text(own[0]) if own else "")
    form.amount("grand_total", text(totals, "TaxInclusiveAmount") or text(totals, "PayableAmount"))
    form.amount("allowance_total", text(totals, "AllowanceTotalAmount"))
    form.amount("charge_total", text(totals, "ChargeTotalAmount"))
    form.amount("prepaid_total", text(totals, "PrepaidAmount"))
    form.amount("due_payable", text(totals, "PayableAmount"))


def _line(item: Element) -> Form:
    line = Form()
    line.text("line_number", text(item, "ID"))
    quantity = one(item, "InvoicedQuantity|CreditedQuantity")
    line.count("quantity", text(quantity))
    line.text("unit", attribute(quantity, "unitCode"))
    line.amount("line_total", text(item, "LineExtensionAmount"))
    product = one(item, "Item")
    put_items(
        line,
        buyer=text(product, "BuyersItemIdentification/ID"),
        seller=text(product, "SellersItemIdentification/ID"),
        standard=text(product, "StandardItemIdentification/ID"),
        description=text(product, "Name") or text(product, "Description"),
    )
    put_unit_price(line, text(item, "Price/PriceAmount"), text(item, "Price/BaseQuantity"))
    line.text("purchase_order", text(item, "OrderLineReference/OrderReference/ID"))
    for charge in every(item, "AllowanceCharge"):
        amount = number_of(text(charge, "Amount")) if text(charge, "Amount") else None
        if amount is not None:
            name = "charge" if text(charge, "ChargeIndicator").lower() in {"true", "1"} else "allowance"
            total = (line.number(name) or 0) + amount
            line.drop(name)
            line.amount(name, f"{total:f}")
    return line
