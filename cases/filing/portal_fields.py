"""What goes into each field of a retailer's dispute form, as text to paste."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from cases.filing.exhibits import Exhibit
from cases.filing.filing_group import FilingGroup, Papers, is_table_row
from cases.letters.brief_facts import total_units, units_in_dispute
from cases.letters.drafting import portal_amount, portal_reason
from cases.wording import loses_letters, plain_ascii, words
from facts.documents import Document
from rules.model import FieldLimit, Rules


@dataclass(frozen=True, slots=True)
class PortalField:
    """One field of the form: its name in words, the text to paste (empty: not known, to be filled by hand), its limit."""

    label: str
    text: str
    limit: FieldLimit | None = None

    @property
    def too_long(self) -> bool:
        """True where the text is longer than the field takes."""
        return self.limit is not None and len(self.text) > self.limit.hard


class Letter(Protocol):
    """A letter with the room that its field has."""

    @property
    def letter(self) -> str:
        """Its text."""
        ...

    @property
    def limit(self) -> FieldLimit:
        """The limit of its field."""
        ...


@dataclass(frozen=True, slots=True)
class _Filing:
    """All that a field can be filled from."""

    group: FilingGroup
    asked: Decimal
    reason: str
    draft: Letter
    exhibits: Sequence[Exhibit]
    documents: tuple[Document, ...]

    @property
    def gtins(self) -> str:
        """The trade item numbers that the papers give for the items in dispute."""
        items = self.group.same(lambda f: f.sku)
        lines = (line for document in self.documents for line in document.lines if "gtin" in line and "sku" in line)
        found = {str(line["sku"].value): str(line["gtin"].value) for line in lines if not line["gtin"].review}
        return ", ".join(found[item] for item in items if item in found)

    def same(self, *names: str) -> str:
        """The first of the named fields that the papers give without doubt."""
        for name in names:
            for document in self.documents:
                found = document.fields.get(name)
                if found is not None and not found.review and not isinstance(found.value, bool):
                    return ", ".join(found.value) if isinstance(found.value, list) else str(found.value)
        return ""


def portal_fields(
    group: FilingGroup, rules: Rules | None, draft: Letter, exhibits: Sequence[Exhibit], papers: Papers, asked: Decimal | None = None
) -> tuple[PortalField, ...]:
    """The fields that the pack lists for this kind of claim, filled in; a plain list of ours where the pack lists none.

    `asked` is the amount where it is not that of all lines: a further round asks for less than the first once part was granted.
    """
    names = _names(group, rules)
    filing = _Filing(
        group, group.amount if asked is None else asked, portal_reason(group, rules), draft, exhibits, _documents(group, papers)
    )
    filled = []
    for name in names:
        key = _key(name)
        write = _FIELDS.get(key) or next((w for part, w in _PARTS if part in key), None)
        text = write(filing) if write else ""
        limit = draft.limit if write is _letter else _limit(rules, name, key, *(["default"] if write is _title else []))
        if draft.limit.ascii_only and not (write is _letter and loses_letters(text)):
            text = plain_ascii(text)
        filled.append(PortalField(words(name), text, limit))
    return tuple(filled)


def _names(group: FilingGroup, rules: Rules | None) -> tuple[str, ...]:
    if rules is not None:
        for key in (group.kind.value, "default", "*"):
            if rules.portal_fields.get(key):
                return rules.portal_fields[key]
    lines = ("items", "dispute_quantity") if units_in_dispute(group.findings[0]) else ("items",) if group.findings[0].sku else ()
    return ("reference", "invoice_number", "purchase_order", *lines, "amount", "reason", "explanation", "attachments")


def _limit(rules: Rules | None, *names: str) -> FieldLimit | None:
    """The limit that the pack states under the first of these names."""
    return next((rules.limits[n] for n in names if n in rules.limits), None) if rules else None


def _documents(group: FilingGroup, papers: Papers) -> tuple[Document, ...]:
    found: list[Document] = []
    for evidence in (e for f in group.findings for e in f.evidence if not is_table_row(e)):
        document = papers.document(evidence.file, evidence.page)
        if document is not None and document not in found:
            found.append(document)
    return tuple(found)


def _key(name: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def _letter(filing: _Filing) -> str:
    return filing.draft.letter.strip()


def _items(filing: _Filing) -> str:
    return ", ".join(filing.group.same(lambda f: f.sku))


def _quantities(filing: _Filing) -> str:
    lines = filing.group.findings
    if len(lines) == 1:
        return units_in_dispute(lines[0])
    return "\n".join(f"{f.sku or f.reference}: {units}" for f in lines if (units := units_in_dispute(f)))


def _amounts(filing: _Filing) -> str:
    return portal_amount(filing.asked, filing.group.currency)


def _title(filing: _Filing) -> str:
    group = filing.group
    return f"{words(group.kind.value)} dispute {group.reference}, {group.currency} {_amounts(filing)}"


def _step(*names: str) -> Callable[[_Filing], str]:
    """A field that a step of the calculation of the only line fills."""

    def write(filing: _Filing) -> str:
        lines = filing.group.findings
        found = []
        for finding in lines:
            values = {s.id: s.value for s in finding.calculation}
            value = next((values[n] for n in names if n in values), "")
            found.append(value if len(lines) == 1 else f"{finding.sku or finding.reference}: {value}" if value else "")
        return "\n".join(v for v in found if v)

    return write


def _earlier_claim(filing: _Filing) -> str:
    """The claim that took the same before, as the calculation of a duplicate names it."""
    said = [s.label for f in filing.group.findings for s in f.calculation if s.id.startswith("claimed_before")]
    return ", ".join(dict.fromkeys(label.rsplit(" ", 1)[-1] for label in said if any(map(str.isdigit, label))))


_FIELDS: Final[dict[str, Callable[[_Filing], str]]] = {
    "reference": lambda f: ", ".join(f.group.same(lambda x: x.reference)),
    "invoice_number": lambda f: ", ".join(f.group.same(lambda x: x.invoice_number)),
    "purchase_order": lambda f: ", ".join(f.group.same(lambda x: x.purchase_order)),
    "items": _items,
    "vendor_code": lambda f: ", ".join(f.group.same(lambda x: x.vendor_code)),
    "dispute_quantity": _quantities,
    "total_quantity": lambda f: total_units(f.group),
    "amount": _amounts,
    "claimed_amount": lambda f: portal_amount(f.group.claimed, f.group.currency),
    "currency": lambda f: f.group.currency,
    "reason": lambda f: f.reason,
    "title": _title,
    "explanation": _letter,
    "attachments": lambda f: "\n".join(e.name for e in f.exhibits),
    "invoice_cost": _step("invoice_cost", "invoiced_cost", "billed_cost", "invoice_unit_cost"),
    "po_cost": _step("po_cost", "order_cost", "cost_in_force", "agreed_cost"),
    "unit_cost": _step("unit_cost", "po_cost", "cost"),
    "quantity_invoiced": _step("invoiced", "quantity_invoiced", "quantity", "units"),
    "quantity_received": _step("received", "quantity_received"),
}

_PARTS: Final[tuple[tuple[str, Callable[[_Filing], str]], ...]] = (
    ("external_id", lambda f: f.gtins),
    ("gtin", lambda f: f.gtins),
    ("ean", lambda f: f.gtins),
    ("upc", lambda f: f.gtins),
    ("earlier", _earlier_claim),
    ("previous", _earlier_claim),
    ("explanation", _letter),
    ("comment", _letter),
    ("narrative", _letter),
    ("note", _letter),
    ("description", _letter),
    ("letter", _letter),
    ("attachment", _FIELDS["attachments"]),
    ("document", _FIELDS["attachments"]),
    ("file", _FIELDS["attachments"]),
    ("quantity_invoiced", _FIELDS["quantity_invoiced"]),
    ("invoiced_quantity", _FIELDS["quantity_invoiced"]),
    ("received_quantity", _FIELDS["quantity_received"]),
    ("quantity_received", _FIELDS["quantity_received"]),
    ("quantity", _quantities),
    ("units", _quantities),
    ("invoice_cost", _FIELDS["invoice_cost"]),
    ("po_cost", _FIELDS["po_cost"]),
    ("cost", _FIELDS["unit_cost"]),
    ("claimed", _FIELDS["claimed_amount"]),
    ("amount", _amounts),
    ("currency", _FIELDS["currency"]),
    ("invoice", _FIELDS["invoice_number"]),
    ("purchase_order", _FIELDS["purchase_order"]),
    ("asin", _items),
    ("sku", _items),
    ("item", _items),
    ("vendor", _FIELDS["vendor_code"]),
    ("supplier", _FIELDS["vendor_code"]),
    ("reason", _FIELDS["reason"]),
    ("title", _title),
    ("subject", _title),
    ("delivered", lambda f: f.same("delivery_date")),
    ("delivery_date", lambda f: f.same("delivery_date")),
    ("ship_date", lambda f: f.same("ship_date", "pickup_date")),
    ("shipped", lambda f: f.same("ship_date", "pickup_date")),
    ("bol", lambda f: f.same("bol_number")),
    ("bill_of_lading", lambda f: f.same("bol_number")),
    ("pro_number", lambda f: f.same("pro_number")),
    ("scac", lambda f: f.same("scac")),
    ("carrier", lambda f: f.same("carrier_name", "scac")),
    ("arn", lambda f: f.same("arn")),
    ("appointment", lambda f: f.same("appointment_id")),
    ("ship_to", lambda f: f.same("ship_to_code")),
    ("seal", lambda f: f.same("seal_number")),
    ("trailer", lambda f: f.same("trailer_number")),
    ("cartons", lambda f: f.same("total_cartons")),
    ("agreement", lambda f: f.same("agreement_number")),
    ("claim", _FIELDS["reference"]),
    ("issue", _FIELDS["reference"]),
    ("reference", _FIELDS["reference"]),
    ("po", _FIELDS["purchase_order"]),
)
"""Parts of field names in the order in which they are tried, for names that packs spell in their own way."""
