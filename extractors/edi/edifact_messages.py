"""Which EDIFACT message is which paper, and what its envelope adds to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from extractors.edi import edifact_billing, edifact_despatch, edifact_disputes, edifact_orders
from extractors.edi.edifact import Message
from extractors.form import Form
from facts.documents import Document, DocumentKind, Source

_Reader = Callable[[Message, Form], list[Form]]
MESSAGES: Final[dict[str, tuple[DocumentKind | Callable[[Message], DocumentKind], _Reader]]] = {
    "ORDERS": (DocumentKind.PURCHASE_ORDER, edifact_orders.purchase_order),
    "ORDCHG": (DocumentKind.PURCHASE_ORDER_CHANGE, edifact_orders.purchase_order_change),
    "ORDRSP": (DocumentKind.ORDER_CONFIRMATION, edifact_orders.order_confirmation),
    "DESADV": (DocumentKind.ADVANCE_SHIP_NOTICE, edifact_despatch.advance_ship_notice),
    "RECADV": (DocumentKind.RECEIVING_ADVICE, edifact_despatch.receiving_advice),
    "CONTRL": (DocumentKind.ACKNOWLEDGEMENT, edifact_despatch.acknowledgement),
    "INVOIC": (edifact_billing.invoice_kind, edifact_billing.invoice),
    "COMDIS": (DocumentKind.DEBIT_MEMO, edifact_disputes.commercial_dispute),
    "REMADV": (DocumentKind.REMITTANCE_ADVICE, edifact_billing.remittance_advice),
}


def message_document(message: Message) -> Document:
    """One message as a document. `group_control_number` is the group's reference, or the interchange's where there is no group."""
    kind, reader = MESSAGES[message.kind]
    form = Form()
    lines = reader(message, form)
    interchange, group = message.interchange, message.group
    form.text("sender_id", interchange[2])
    form.text("receiver_id", interchange[3])
    form.text("interchange_control_number", interchange[5])
    form.text("group_control_number", group[5] or interchange[5])
    form.text("transaction_control_number", message.reference)
    form.moment("sent_at", interchange[4], interchange.part(4, 2))
    form.put("segment", message.row, "UNH")
    if interchange[11] == "1":
        form.problems.append("the interchange is marked as a test (UNB 0035); do not rely on it before the sender confirms it")
    problems = [*message.problems, *form.problems]
    problems += [f"line {number}: {problem}" for number, line in enumerate(lines, 1) for problem in line.problems]
    return Document(
        kind=kind if isinstance(kind, DocumentKind) else kind(message),
        source=Source.EDI,
        fields=form.fields,
        lines=tuple(line.fields for line in lines),
        problems=tuple(problems),
    )
