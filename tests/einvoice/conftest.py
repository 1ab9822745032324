"""E-invoices of our own in both syntaxes, and a hybrid PDF that carries one."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest

UBL_LINE = """<cac:{kind}Line><cbc:ID>{n}</cbc:ID><cbc:{quantity} unitCode="C62">{count}</cbc:{quantity}>
<cbc:LineExtensionAmount currencyID="EUR">{total}</cbc:LineExtensionAmount>
<cac:OrderLineReference><cbc:LineID>1</cbc:LineID><cac:OrderReference><cbc:ID>4XK2P9QR</cbc:ID></cac:OrderReference></cac:OrderLineReference>
<cac:Item><cbc:Name>Gartenschlauch 20 m</cbc:Name><cac:BuyersItemIdentification><cbc:ID>B0ABCDEF12</cbc:ID></cac:BuyersItemIdentification>
<cac:SellersItemIdentification><cbc:ID>HS-77</cbc:ID></cac:SellersItemIdentification>
<cac:StandardItemIdentification><cbc:ID schemeID="0160">04012345678901</cbc:ID></cac:StandardItemIdentification></cac:Item>
<cac:Price><cbc:PriceAmount currencyID="EUR">{price}</cbc:PriceAmount>
<cbc:BaseQuantity>{basis}</cbc:BaseQuantity></cac:Price></cac:{kind}Line>"""

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<{kind} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{kind}-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>RE-2026-17</cbc:ID><cbc:IssueDate>2026-04-21</cbc:IssueDate><cbc:DueDate>2026-06-20</cbc:DueDate>
<cbc:{kind}TypeCode>{code}</cbc:{kind}TypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>RE-2026-09</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>
<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Waldner</cbc:Name></cac:PartyName>
<cac:PartyTaxScheme><cbc:CompanyID>DE123456789</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>Waldner Haushaltswaren GmbH</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party>
</cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Läden Europa S.à r.l.</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:PaymentTerms><cbc:Note>{terms}</cbc:Note></cac:PaymentTerms>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">{tax}</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount>{lines_total}</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount>{net}</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount>{grand}</cbc:TaxInclusiveAmount><cbc:AllowanceTotalAmount>{allowance}</cbc:AllowanceTotalAmount>
<cbc:PayableAmount>{grand}</cbc:PayableAmount></cac:LegalMonetaryTotal>
{lines}
</{kind}>"""

CII = """<?xml version='1.0' encoding='UTF-8'?><!-- a remark --><rsm:CrossIndustryInvoice
 xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100">
<rsm:ExchangedDocument><ram:ID>RE28804</ram:ID><ram:TypeCode>{code}</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20260409</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:IncludedSupplyChainTradeLineItem>
<ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
<ram:SpecifiedTradeProduct><ram:GlobalID schemeID="0160">4006381333931</ram:GlobalID>
<ram:Name>Duschablage [B0CS5SCCH6]</ram:Name></ram:SpecifiedTradeProduct>
<ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>3582.00</ram:ChargeAmount>
<ram:BasisQuantity unitCode="C62">100</ram:BasisQuantity></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">{count}</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
<ram:SpecifiedLineTradeSettlement><ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>{net}</ram:LineTotalAmount>
</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Waldner Haushaltswaren GmbH</ram:Name>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">77/1</ram:ID></ram:SpecifiedTaxRegistration>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">FR77633606770</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>Läden Europa S.à r.l.</ram:Name></ram:BuyerTradeParty>
<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>848CUJ90</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument>
</ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery/><ram:ApplicableHeaderTradeSettlement>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode><ram:SpecifiedTradePaymentTerms>
<ram:DueDateDateTime><udt:DateTimeString format="102">20260608</udt:DateTimeString></ram:DueDateDateTime>
<ram:ApplicableTradePaymentDiscountTerms><ram:BasisPeriodMeasure unitCode="DAY">30</ram:BasisPeriodMeasure>
<ram:CalculationPercent>3.00</ram:CalculationPercent></ram:ApplicableTradePaymentDiscountTerms></ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>{net}</ram:LineTotalAmount>
<ram:TaxBasisTotalAmount>{net}</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">{tax}</ram:TaxTotalAmount>
<ram:GrandTotalAmount>{grand}</ram:GrandTotalAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""


def ubl_text(kind: str = "Invoice", code: str = "380", **changes: str) -> str:
    """A UBL paper over one line of 50 pieces at 250.00 per 100 with an allowance of 5.00."""
    values = {"count": "50", "price": "250.00", "basis": "100", "total": "125.00", "allowance": "5.00", "net": "120.00", "tax": "22.80"}
    values |= {"grand": "142.80", "lines_total": "125.00", "terms": "#SKONTO#TAGE=14#PROZENT=2.00#"} | changes
    quantity = "InvoicedQuantity" if kind == "Invoice" else "CreditedQuantity"
    line = UBL_LINE.format(kind=kind, quantity=quantity, n=1, **{k: values[k] for k in ("count", "price", "basis", "total")})
    whole = {k: values[k] for k in ("tax", "net", "grand", "allowance", "lines_total", "terms")}
    return UBL.format(kind=kind, code=code, lines=line, **whole)


def cii_text(code: str = "380", count: str = "252", net: str = "9026.64", tax: str = "1715.06", grand: str = "10741.70") -> str:
    """A CII paper over one line at 35.82."""
    return CII.format(code=code, count=count, net=net, tax=tax, grand=grand)


@pytest.fixture(scope="session")
def ubl() -> Callable[..., bytes]:
    """Writes a UBL paper."""
    return lambda *args, **changes: ubl_text(*args, **changes).encode()


@pytest.fixture(scope="session")
def cii() -> Callable[..., bytes]:
    """Writes a CII paper."""
    return lambda *args, **changes: cii_text(*args, **changes).encode()


@pytest.fixture(scope="session")
def hybrid() -> Callable[..., bytes]:
    """A PDF of one page with files attached."""

    def write(**attachments: bytes) -> bytes:
        target = io.BytesIO()
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            for name, content in attachments.items():
                file = name.replace("_", ".").replace("factur.x", "factur-x")
                pdf.attachments[file] = pikepdf.AttachedFileSpec(pdf, content, filename=file)
            pdf.save(target)
        return target.getvalue()

    return write
