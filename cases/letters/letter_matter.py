"""From a case file to what its letter is about, to the portal's fields, and to the situation it is filed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cases.filing.filing_group import FilingGroup
from cases.filing.portal_fields import PortalField, portal_fields
from cases.letters.brief import Brief, DraftKind
from cases.letters.brief_facts import Matter, total_units
from cases.letters.casefile import CaseFile
from cases.letters.drafting import letter_limit, portal_amount, portal_reason
from cases.letters.verifier import Attached, FieldText, Situation
from cases.wording import plain_ascii, words
from facts.money import Money, minor_digits, round_half_up
from ledger.cases import CaseForm
from rules.model import FieldLimit


@dataclass(frozen=True, slots=True)
class LetterText:
    """A letter with the room that its field has."""

    letter: str
    limit: FieldLimit


def kind_of(file: CaseFile) -> DraftKind:
    """What kind of letter the case calls for now."""
    if file.form is CaseForm.SETTLEMENT:
        return DraftKind.SETTLEMENT
    return DraftKind.RE_DISPUTE if file.earlier else DraftKind.DISPUTE


def matter_of(file: CaseFile, kind: DraftKind, share: Decimal | None = None) -> Matter:
    """What the letter is about. `share` is the part of the open total that a settlement asks for; all of it where none is said."""
    asked = file.asked.amount
    if share is not None and kind is DraftKind.SETTLEMENT:
        asked = round_half_up(asked * share, minor_digits(file.currency))
    again = kind is DraftKind.RE_DISPUTE
    return Matter(
        draft=kind,
        claim=file.kind,
        currency=file.currency,
        asked=asked,
        group=file.group,
        papers=file.papers,
        exhibits=file.exhibits,
        reason=portal_reason(file.group, file.rules) if file.group else "",
        document_ids={path: document.id for path, document in file.documents.items()},
        earlier=file.earlier if again else (),
        new_exhibits=_new_exhibits(file) if again else frozenset(),
        new_lines=_new_lines(file) if again else frozenset(),
        settled=file.settled,
        share=share if kind is DraftKind.SETTLEMENT else None,
    )


def _new_exhibits(file: CaseFile) -> frozenset[int]:
    """Exhibits that no earlier round enclosed; where it is not on record what went along, those that came after the last round."""
    if not file.earlier:
        return frozenset()
    sent = frozenset(d for f in file.earlier for d in f.documents)
    last = file.earlier[-1]
    found = set()
    for exhibit in file.exhibits:
        document = file.documents.get(exhibit.file)
        if document is None or document.id in sent:
            continue
        came_later = document.received_at.date() > last.filed_on or document.received_at > last.recorded_at
        if last.documents or came_later:
            found.add(exhibit.number)
    return frozenset(found)


def _new_lines(file: CaseFile) -> frozenset[str]:
    """Lines that the last round was not filed on, where that is on record."""
    filed = file.earlier[-1].lines if file.earlier else frozenset()
    return frozenset(f.id for f in file.group.findings if f.id not in filed) if filed and file.group else frozenset()


def fields_of(file: CaseFile, brief: Brief, text: str) -> tuple[PortalField, ...]:
    """The portal's fields around this letter; a settlement has a title, an amount and the letter."""
    limit = letter_limit(file.rules)
    asked = asked_in(brief)
    if file.group is not None:
        return portal_fields(file.group, file.rules, LetterText(text, limit), file.exhibits, file.papers, asked.amount)
    title = f"{words(file.kind.value)} settlement, {file.currency} {portal_amount(asked.amount, file.currency)}"
    return (
        PortalField("Title", plain_ascii(title) if limit.ascii_only else title, file.rules.limit("title")),
        PortalField("Amount", portal_amount(asked.amount, file.currency)),
        PortalField("Explanation", text.strip(), limit),
    )


def asked_in(brief: Brief) -> Money:
    """What a letter asks for, by its brief."""
    fact = brief.at("case/asked")
    return Money.of(Decimal(fact.value) if fact else Decimal(0), brief.currency)


def situation_of(file: CaseFile, brief: Brief, text: str, fields: Iterable[PortalField], *, language: str, today: date) -> Situation:
    """The circumstances that the letter would be filed in on this day."""
    limit = letter_limit(file.rules)
    filled = [FieldText(f.label, f.text, f.limit) for f in fields if f.limit is not None]
    if not any(f.text.strip() == text.strip() for f in filled):
        filled.insert(0, FieldText("letter", text, limit))
    units = total_units(file.group) if file.group else ""
    return Situation(
        language=language,
        today=today,
        currency=brief.currency,
        asked=asked_in(brief).amount,
        deducted=file.group.claimed if file.group else file.asked.amount,
        units_asked=Decimal(units) if units else None,
        units_claimed=_units_claimed(file.group) if file.group else None,
        opens_on=file.opens_on,
        dispute_by=file.dispute_by,
        attempts_left=file.attempts_left,
        attachments=tuple(_attached(file)),
        attachment_limit=file.rules.attachments,
        fields=tuple(filled),
        forbidden=file.rules.forbidden.get(language, {}),
    )


def _units_claimed(group: FilingGroup) -> Decimal | None:
    """The units that the retailer says are short, over all lines; None where a line does not say."""
    total = Decimal(0)
    for finding in group.findings:
        values = {s.id: s.value for s in finding.calculation}
        try:
            total += Decimal(values["short"]) if "short" in values else Decimal(values["invoiced"]) - Decimal(values["received"])
        except (KeyError, ArithmeticError):
            return None
    return total


def _attached(file: CaseFile) -> Iterable[Attached]:
    """The exhibits with their sizes. Pages cut out of a file, and the extract of tables, have theirs once the packet is built."""
    for exhibit in file.exhibits:
        document = file.documents.get(exhibit.file)
        whole = document is not None and (not exhibit.pages or len(exhibit.pages) >= file.papers.pages_in(exhibit.file))
        made_later = not exhibit.file or (document is not None and not whole)
        yield Attached(exhibit.name, document.size if document is not None and whole else None, made_later)


def field_to_json(field: PortalField) -> dict[str, Any]:
    """A field as a draft keeps it."""
    limit = field.limit
    return {
        "label": field.label,
        "text": field.text,
        "soft": limit.soft if limit else None,
        "hard": limit.hard if limit else None,
        "ascii_only": limit.ascii_only if limit else None,
        "too_long": field.too_long,
    }
