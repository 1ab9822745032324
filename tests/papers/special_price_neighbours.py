"""Papers that name special prices or agreements on them and grant none: lists, offers, claims, credits, letters; with what each is."""

from __future__ import annotations

from typing import Final

NEIGHBOURS: Final = {
    "price list": (
        "price_list",
        """PRICE LIST 2032
Alder Connectors Ltd
Special prices valid from 1 March 2032 to 28 February 2033
Part number    List price    Net price
AX-10021       USD 12.50     USD 10.00
AX-10055       USD 9.80      USD 8.15
""",
    ),
    "quotation": (
        "other",
        """QUOTATION No. Q-7781
Alder Connectors Ltd
To: Finch Components Ltd
Special price agreement SD-7001 applies.
End customer: Plant 7 Robotics Ltd
Valid until 28 February 2033
Part number    List price    Net price
AX-10021       USD 12.50     USD 10.00
AX-10055       USD 9.80      USD 8.15
""",
    ),
    "price protection agreement": (
        "other",
        """PRICE PROTECTION AGREEMENT No. PP-7781
between Alder Connectors Ltd (the Supplier) and Finch Components Ltd (the Distributor)
Valid from 1 March 2032 to 28 February 2033
Part number    List price    Net price
AX-10021       USD 12.50     USD 10.00
AX-10055       USD 9.80      USD 8.15
""",
    ),
    "cost change approval": (
        "other",
        """COST CHANGE APPROVAL
Approval no.: CC-8891
Vendor: Alder Connectors Ltd
Effective date: 1 March 2032
Item           Old cost      New cost
AX-10021       USD 12.50     USD 10.00
""",
    ),
    "invoice": (
        "invoice",
        """INVOICE
Invoice no.: RE-88123         Date: 12 March 2032
Special Price Agreement SD-7001
Alder Connectors Ltd
Bill to: Finch Components Ltd
Part number    Qty    Unit price    Amount
AX-10021       10     USD 12.50     USD 125.00
Total                               USD 125.00
""",
    ),
    "claim": (
        "other",
        """SHIP AND DEBIT CLAIM
Claim no.: CL-7781
Ship and Debit Agreement SD-7001
Distributor: Finch Components Ltd
Part number    Qty    List price    Special price   Claim amount
AX-10021       10     USD 12.50     USD 10.00       USD 25.00
""",
    ),
    "request": (
        "other",
        """Special Price Request
Request no.: RQ-7781
End customer: Plant 7 Robotics Ltd
Part number    List price    Net price
AX-10021       USD 12.50     USD 10.00
AX-10055       USD 9.80      USD 8.15
""",
    ),
    "credit note": (
        "credit_note",
        """Credit note
Credit note no.: CN-7781     Date: 12 March 2032
Ship and Debit Authorization SPA-4471
Alder Connectors Ltd
Finch Components Ltd
AX-10021       10     USD 2.50      USD 25.00
Total                               USD 25.00
""",
    ),
    "offer in German": (
        "other",
        """Sonderpreisangebot Nr. 7781
Erlen Werke GmbH
Gültig bis 28.02.2033
Artikelnummer    Listenpreis    Sonderpreis
AX-10021         12,50 EUR      10,00 EUR
""",
    ),
    "price list in German": (
        "price_list",
        """Preisliste 2032
Erlen Werke GmbH
Sonderpreise gültig ab 01.03.2032
Artikelnummer    Listenpreis    Sonderpreis
AX-10021         12,50 EUR      10,00 EUR
""",
    ),
    "price list in French": (
        "price_list",
        """TARIF 2032
Aulne Connectique SAS
Prix spéciaux valables du 01/03/2032 au 28/02/2033
Référence     Prix catalogue    Prix spécial
AX-10021      12,50 EUR         10,00 EUR
""",
    ),
    "price list in Spanish": (
        "price_list",
        """LISTA DE PRECIOS
Aliso Conectores S.L.
Referencia    Precio de lista    Precio especial
AX-10021      12,50 EUR         10,00 EUR
""",
    ),
    "price list in Italian": (
        "price_list",
        """LISTINO PREZZI
Ontano Connettori S.r.l.
Articolo    Prezzo di listino    Prezzo speciale
AX-10021    12,50 EUR            10,00 EUR
""",
    ),
    "price list in Chinese": (
        "price_list",
        """价格表
桤木电子有限公司
型号            目录价          特价
AX-10021        12.50元         10.00元
""",
    ),
    "offer in Chinese": (
        "other",
        """报价单
桤木电子有限公司
特价协议号：SD-7001
型号            目录价          特价
AX-10021        12.50元         10.00元
""",
    ),
    "request in Chinese": (
        "other",
        """特价申请单
申请编号：TJ-2032-118
型号            目录价          特价
AX-10021        12.50元         10.00元
""",
    ),
    "letter about a debit": (
        "other",
        """Alder Connectors Ltd
12 March 2032
Dear Sirs,
we refer to our special price agreement SD-7001 and your debit of USD 25.00.
The list price is USD 12.50 and the special price USD 10.00.
Kind regards
""",
    ),
    "debit memo": (
        "debit_memo",
        """DEBIT MEMO DM-7781
Finch Components Ltd
To: Alder Connectors Ltd
Re: Ship and Debit Agreement SD-7001
AX-10021       10     USD 2.50      USD 25.00
Total                               USD 25.00
""",
    ),
    "letter about a claim": (
        "other",
        """Finch Components Ltd
Re: Special Price Authorization SPA-4471, our claim CL-12
Dear Sirs,
please credit USD 25.00.
""",
    ),
}
