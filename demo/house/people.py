"""Who works in the ready-made house, and what they say: comments, reasons and tags as they are written in the trade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a log-in: the name that the journal takes and the user's id."""

    actor: str
    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Team:
    """The people of the house. `specialists` work cases, the first of them most; `reviewer` approves."""

    specialists: tuple[Person, ...]
    reviewer: Person


ASKED: Final = (
    "Asked the carrier for the signed delivery receipt; they said two days.",
    "Carrier's portal shows delivered in full, PDF not there yet. Asked again.",
    "Dock says the driver's copy went to accounting. Looking for it.",
    "Left a message with the OS&D desk, reference is the PRO number.",
)
NOTES: Final = (
    "Same article as last month, second time this dock books it short.",
    "Counted by pieces and signed clean. Should be an easy one.",
    "Checked the packing list against the invoice: cartons and units agree.",
    "The appointment was moved twice, the receipt shows the second one.",
    "Talked to the warehouse: loaded in full, photo of the trailer exists.",
)
SENT_BACK: Final = (
    "Please name the receiver who signed; they ask for that every time.",
    "Give the delivery date in the first sentence, then it stands on its own.",
)
WAIVED: Final = (
    "the packing list is lost; the receipt names every carton",
    "the carrier keeps no signed copy that old; the tracking page is enclosed",
    "the retailer took the same papers without a packing list before",
)
WITHDRAWN: Final = (
    "the warehouse found the cartons: they never left",
    "the customer's count is right, our label printer doubled a line",
    "settled by a replacement shipment",
)
ACCEPTED: Final = ("too small to go after without a signed receipt", "the clerk confirmed the cost change came too late")
GIVEN_UP: Final = ("nothing new to show; a second round would be refused as well", "the rest is not worth another round")
DENIED: Final = (
    ("The proof of delivery provided does not show the quantity received.", "POD_QTY"),
    ("Units were not received at the fulfilment center per our records.", "NOT_RECEIVED"),
    ("The document is not legible. Please resubmit.", "ILLEGIBLE"),
    ("The bill of lading is marked shipper load and count.", "SLC"),
)
PARTLY: Final = ("Approved for the units found on a recount.", "Approved for the cartons that the receipt names; the rest is denied.")
QUESTIONS: Final = (
    "Please provide the packing list for this shipment.",
    "Please provide the tracking number and the name of the receiver.",
)
REPLIES: Final = (
    "Packing list and tracking sent through the portal.",
    "Sent the receipt again at a higher resolution, with the receiver's name.",
)
WHAT_IS_NEW: Final = (
    "the packing list with carton counts per article, and the carrier's delivery confirmation",
    "a legible copy of the signed receipt from the carrier",
    "photos of the loaded trailer and the seal number",
)
SNOOZED: Final = ("the carrier answers after the holiday", "wait for the next remittance", "the window is not open yet")
TAGS: Final = ("prime event", "repeat offender", "carrier asked", "high value", "dock audit", "quarter end")
SEEN: Final = "seen on the deduction list in the portal; no export shows it yet"
SETTLED: Final = "both rounds used up; the retailer's team offered to look at them together"
