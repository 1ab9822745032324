"""Receipts as they are typed for these tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from extractors.page import Page
from extractors.papers import read_pages
from facts.documents import Document

RECEIPT = """
Blue Ridge Freight Lines                              PRO 164502848
DELIVERY RECEIPT

SHIPPER                              CONSIGNEE
Quillfeather Goods LLC               Amazon.com Services LLC        ABE8
12 Mill Rd, Dalton, GA 30721         401 Independence Rd, Florence, NJ 08518

BOL 06141413081935099       SCAC BRFL       Appointment ID: 9289907015

PO NUMBER          PCS          DESCRIPTION
1XJJD3F4            73          CTNS GENERAL MDSE
TOTAL PIECES        73          PLTS  4

Exceptions: {note}

Delivered: 05/16/2026   Time: 12:46

CONSIGNEE SIGNATURE


PRINT NAME: C. Whitfield
"""
SIGNATURE_LINE = 18

CROSS_ALONE = """
Harrow Parcel                             07-MAR-2026

PROOF OF DELIVERY

PRO#                         4698525912
BOL                          06141413081935099
PO NUMBER                    4WG5SZ6X
Date delivered:              07/04/2026
Cartons                      31
Print name:                  T. Nguyen
Exceptions:                  {note}

X
{more}"""


def receipt(typed: Callable[..., Page], note: str = "none", **more: Any) -> Document:
    (found,) = read_pages([typed(RECEIPT.format(note=note), **more)])
    return found
