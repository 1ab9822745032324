"""Why a supplier's deductions come again: the notes on it, what people decide, what is done, and what that brought."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from fastapi import Request, Response

from api.http.gate import cases, causes, suppliers
from api.http.gate.cause_months import months
from api.http.gate.rows import Gate
from api.http.permissions import Action
from api.http.shapes.causes import ActionListed, CauseListed, EffectShown
from api.http.shapes.plain import PathId
from api.http.visit import Reader
from api.web.causes_shown import (
    effect_chart,
    effect_words,
    facts_of_note,
    months_chart,
    period_words,
    shared_words,
    weighed,
    worth_bars,
)
from api.web.languages import Language
from api.web.letters_shown import remarks_on_all, sentences_shown
from api.web.page import language_of_gate, page, pages
from cases.causes.actions import WAYS
from cases.causes.note_text import note_languages
from ledger.improving import CauseNote, CorrectiveAction

router: Final = pages()
MOST_NOTES: Final = 200
MOST_CHARGES: Final = 20


@router.get("/suppliers/{supplier_id}/causes")
def causes_page(request: Request, visit: Reader, supplier_id: PathId) -> Response:
    """The notes on a supplier's deductions, and the actions on them."""
    with visit.reading() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.WORK)
        say = language_of_gate(request, gate)
        found = [causes.listed(gate, row) for row in _standing(gate, supplier_id)]
        accounts = {account.id: account for account in suppliers.accounts_of(gate, supplier_id)}
        clusters = sorted((n for n in found if n.scope == "cluster"), key=_place)
        held = [n for n in clusters if n.state != "dismissed"]
        told: dict[str, Any] = {
            "supplier": supplier,
            "accounts": accounts,
            "clusters": clusters,
            "months": sorted((n for n in found if n.scope == "month"), key=lambda n: n.period, reverse=True),
            "charges": [n for n in found if n.scope == "chargeback"][:MOST_CHARGES],
            "bars": {c: worth_bars(held, c, say) for c in sorted({n.currency for n in held})},
            "actions": actions_told(gate, causes.actions_of(gate, supplier_id), say),
            "looking": causes.looking(gate, supplier_id),
            "languages_of_notes": _languages(gate, accounts),
            "shared": lambda dimensions: shared_words(dimensions, say),
            "period": lambda period: period_words(period, say),
        }
        return page(request, visit, gate, "causes/causes", told)


@router.get("/causes/{cause_id}")
def cause_page(request: Request, visit: Reader, cause_id: PathId) -> Response:
    """One note: its sentences with their facts, the facts with their cases, what was weighed, what is decided and done."""
    with visit.reading() as gate:
        row = causes.cause(gate, cause_id, Action.WORK)
        say = language_of_gate(request, gate)
        shown = causes.shown(gate, row)
        return page(request, visit, gate, "causes/cause", {"note": shown, "match": causes.tag_of(row), **_note_told(gate, row, say)})


@router.get("/actions/{action_id}")
def action_page(request: Request, visit: Reader, action_id: PathId) -> Response:
    """One action: who does what by when, and what the deductions say since."""
    with visit.reading() as gate:
        row = causes.action(gate, action_id, Action.WORK)
        say = language_of_gate(request, gate)
        [told] = actions_told(gate, [row], say)
        values = {
            "supplier": suppliers.supplier(gate, row.supplier_id),
            "note": causes.cause(gate, row.note_id) if row.note_id is not None else None,
            "match": causes.tag_of_action(row),
            "ways": WAYS[row.state],
            "chart": effect_chart(told["effect"], say),
            "colleagues": cases.colleagues(gate, row.supplier_id),
            "shared": lambda dimensions: shared_words(dimensions, say),
        }
        return page(request, visit, gate, "causes/action", told | values)


def actions_told(gate: Gate, rows: Sequence[CorrectiveAction], say: Language) -> list[dict[str, Any]]:
    """Actions with what they brought, in words."""
    found = []
    for row in rows:
        action = ActionListed.of(row, overdue=causes.is_overdue(gate, row))
        effect: EffectShown = causes.effect_shown(gate, row)
        found.append({"action": action, "effect": effect, "said": effect_words(action, effect, say)})
    return found


def _place(note: CauseListed) -> tuple[bool, str, Decimal, int]:
    """What was dismissed comes last, what is worth most first."""
    return note.state == "dismissed", note.currency, -Decimal(note.preventable), note.id


def _note_told(gate: Gate, row: CauseNote, say: Language) -> dict[str, Any]:
    by_month = months(gate, row)
    return {
        "supplier": suppliers.supplier(gate, row.supplier_id),
        "account": suppliers.account(gate, row.account_id) if row.account_id is not None else None,
        "case": cases.case(gate, row.case_id) if row.case_id is not None else None,
        "facts": facts_of_note(row.brief, say),
        "sentences": sentences_shown(row.sentences, row.problems),
        "remarks": remarks_on_all(row.problems),
        "weighed": weighed(row.brief, row.currency, say),
        "by_month": by_month,
        "chart": months_chart(by_month, row.currency, say),
        "actions": actions_told(gate, causes.actions_of(gate, row.supplier_id, note=row), say),
        "colleagues": cases.colleagues(gate, row.supplier_id),
        "shared": lambda dimensions: shared_words(dimensions, say),
        "period": lambda period: period_words(period, say),
    }


def _standing(gate: Gate, supplier_id: int) -> Sequence[CauseNote]:
    return gate.session.scalars(causes.standing(gate, supplier_id).order_by(CauseNote.id.desc()).limit(MOST_NOTES)).all()


def _languages(gate: Gate, accounts: dict[int, Any]) -> tuple[str, ...]:
    return note_languages(gate.rules(next(iter(accounts))).causes) if accounts else ()
