"""From bytes to documents: tells X12 from EDIFACT, and gives each transaction set or message to its reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from extractors.edi import edifact, x12
from extractors.edi.edifact_messages import MESSAGES, message_document
from extractors.edi.x12_billing import credit_debit_adjustment, credit_debit_kind, invoice, invoice_kind, remittance_advice
from extractors.edi.x12_orders import order_confirmation, purchase_order, purchase_order_change
from extractors.edi.x12_receipts import acknowledgement, interchange_acknowledgement, receiving_advice
from extractors.edi.x12_shipments import advance_ship_notice
from extractors.form import Form
from facts.documents import Document, DocumentKind, ReadError, ReadErrorCode, Source


@dataclass(frozen=True, slots=True)
class EdiRead:
    """What an EDI file holds: one document per business document, what is wrong with the file, or why it cannot be read."""

    documents: tuple[Document, ...] = ()
    problems: tuple[str, ...] = ()
    error: ReadError | None = None


_Reader = Callable[[x12.TransactionSet, Form], list[Form]]
_READERS: Final[dict[str, tuple[DocumentKind | Callable[[x12.TransactionSet], DocumentKind], _Reader]]] = {
    "850": (DocumentKind.PURCHASE_ORDER, purchase_order),
    "855": (DocumentKind.ORDER_CONFIRMATION, order_confirmation),
    "856": (DocumentKind.ADVANCE_SHIP_NOTICE, advance_ship_notice),
    "860": (DocumentKind.PURCHASE_ORDER_CHANGE, purchase_order_change),
    "865": (DocumentKind.ORDER_CONFIRMATION, order_confirmation),
    "810": (invoice_kind, invoice),
    "812": (credit_debit_kind, credit_debit_adjustment),
    "820": (DocumentKind.REMITTANCE_ADVICE, remittance_advice),
    "861": (DocumentKind.RECEIVING_ADVICE, receiving_advice),
    "997": (DocumentKind.ACKNOWLEDGEMENT, acknowledgement),
    "999": (DocumentKind.ACKNOWLEDGEMENT, acknowledgement),
    "TA1": (DocumentKind.ACKNOWLEDGEMENT, interchange_acknowledgement),
}
_NOT_READ: Final = "is not read"
_NAMES: Final = {
    "210": "a freight bill", "214": "a shipment status", "204": "a load tender", "211": "a bill of lading", "212": "a delivery manifest",
    "824": "an application advice", "832": "a price catalogue", "846": "an inventory inquiry", "852": "product activity",
    "857": "a shipment and billing notice", "864": "a text message", "940": "a warehouse order",
    "945": "a warehouse shipping advice", "816": "organizational relationships",
}  # fmt: skip


def looks_like_edi(content: bytes) -> bool:
    """True when the bytes open like an X12 or EDIFACT interchange, whatever the file is called."""
    text = edifact.decode(content[:4000])
    return x12.looks_like_x12(text) or edifact.looks_like_edifact(text)


def read_edi(content: bytes) -> EdiRead:
    """Reads every business document of an X12 or EDIFACT file. Never raises; what cannot be read is named."""
    if not content.strip():
        return EdiRead(error=ReadError(ReadErrorCode.EMPTY, "the file is empty; ask for it again"))
    text = edifact.decode(content)
    if x12.looks_like_x12(text):
        return _read_x12(text)
    if edifact.looks_like_edifact(text):
        return _read_edifact(text)
    return EdiRead(error=ReadError(ReadErrorCode.UNSUPPORTED, "the file does not open like X12 (ISA) or EDIFACT (UNA, UNB)"))


def _read_x12(text: str) -> EdiRead:
    sets, problems = x12.read_interchanges(text)
    documents: list[Document] = []
    for transaction in sets:
        if transaction.code in _READERS:
            documents.append(_x12_document(transaction))
        else:
            name = _NAMES.get(transaction.code, "a kind not used here")
            problems.append(f"transaction set {transaction.code} ({name}, control number {transaction.control_number}) {_NOT_READ}")
    return _result(documents, problems, "X12", found=len(sets))


def _read_edifact(text: str) -> EdiRead:
    messages, problems = edifact.read_interchanges(text)
    documents: list[Document] = []
    for message in messages:
        if message.kind in MESSAGES:
            documents.append(message_document(message))
        else:
            problems.append(f"message {message.kind} (reference {message.reference}) {_NOT_READ}")
    return _result(documents, problems, "EDIFACT", found=len(messages))


def _result(documents: list[Document], problems: list[str], syntax: str, *, found: int) -> EdiRead:
    if documents:
        return EdiRead(tuple(documents), tuple(problems))
    if problems:
        said = "; ".join(sorted(problems, key=lambda p: not p.endswith(_NOT_READ))[:5])
        code = ReadErrorCode.UNSUPPORTED if found else ReadErrorCode.CORRUPT
        return EdiRead((), tuple(problems), ReadError(code, f"no document could be read from this {syntax} file: {said}"))
    return EdiRead((), (), ReadError(ReadErrorCode.CORRUPT, f"the {syntax} envelope holds no document; the file may be cut off"))


def _x12_document(transaction: x12.TransactionSet) -> Document:
    kind, reader = _READERS[transaction.code]
    form = Form()
    lines = reader(transaction, form)
    _put_envelope(transaction, form)
    problems = [*transaction.problems, *form.problems]
    problems += [f"line {number}: {problem}" for number, line in enumerate(lines, 1) for problem in line.problems]
    return Document(
        kind=kind if isinstance(kind, DocumentKind) else kind(transaction),
        source=Source.EDI,
        fields=form.fields,
        lines=tuple(line.fields for line in lines),
        problems=tuple(problems),
    )


def _put_envelope(transaction: x12.TransactionSet, form: Form) -> None:
    interchange, group = transaction.interchange, transaction.group
    form.text("sender_id", group[2] or interchange[6])
    form.text("receiver_id", group[3] or interchange[8])
    form.text("interchange_control_number", interchange[13])
    form.text("group_control_number", group[6])
    form.text("transaction_control_number", transaction.control_number)
    form.moment("sent_at", *((group[4], group[5]) if group[4] else (interchange[9], interchange[10])))
    form.put("segment", transaction.row, "ST")
    if interchange[15].upper() == "T":
        form.problems.append("the interchange is marked as a test (ISA15); do not rely on it before the sender confirms it")
