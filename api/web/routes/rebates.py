"""Rebate agreements: all with how far each is, one with its periods, versions and customers, and the form one is written in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from pydantic import Field

from api.http.gate import rebate_claims, rebate_overview, rebates, reports
from api.http.gate.rows import Gate
from api.http.paging import After
from api.http.permissions import Action
from api.http.problems import NotFoundError
from api.http.shapes.plain import NO_NUL, Day, PathId, amount
from api.http.shapes.rebates import AgreementListed, VersionShown
from api.http.visit import Reader, Visit
from api.web.agreement_terms import BY_NAME, PARTS, TERMS, Entry, Part, choice_words, differences_said, measured, terms_shown
from api.web.languages import Language
from api.web.page import EMPTY, Which, language_of_gate, page, pages
from api.web.page_pictures import PageView, pages_of_document
from api.web.rebates_shown import (
    TermPlace,
    accrual_columns,
    changes_said,
    day_of,
    moves_shown,
    page_boxes,
    periods_shown,
    places_of_terms,
    rate_of,
    way_shown,
)
from cases.rebating.statements import latest_statement
from cases.reports.rebates import RebateAxis, RebateSelection
from facts.rebates import GrowthOn, Mechanism, Period
from ledger.models import Account, Supplier
from ledger.rebates import ContractVersion, RebateContract, RebateStatement, VersionState

router: Final = pages()
ON_A_PAGE: Final = 50
MOST_CLAIMS: Final = 10
MOST_KEPT: Final = 20
MOST_PARTNERS: Final = 500
SIDES: Final = {"we owe": "we_owe", "owed to us": "owed_to_us"}
SUMS: Final = ("earned", "accrued", "claimed", "paid", "expected")
MAIN_MOVES: Final = ("submitted", "approved")
REASONED: Final = ("draft", "withdrawn")
Side = Annotated[Literal["we_owe", "owed_to_us"] | None, EMPTY, Query()]
Number = Annotated[Annotated[int, Field(ge=1, le=100_000)] | None, EMPTY, Query()]
Customer = Annotated[Annotated[str, Field(max_length=200, pattern=NO_NUL)] | None, EMPTY, Query()]
Shown = Annotated[Literal["progress", "terms", "who", "history"], Query()]


@router.get("/rebates")
def agreements_page(
    request: Request,
    visit: Reader,
    supplier: Which = None,
    side: Side = None,
    state: Annotated[VersionState | None, EMPTY, Query()] = None,
    after: After = None,
) -> Response:
    """The agreements that one works with, the latest first, each with the way of its running period."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        say = language_of_gate(request, gate)
        found = rebates.agreements(gate, supplier, state=state, side=side, limit=ON_A_PAGE, after=after)
        terms = rebate_overview.terms_in_force(gate, [a.id for a in found.items])
        names = _supplier_names(gate)
        asked = {"supplier": supplier, "side": side, "state": state.value if state else None}
        told = {
            "rows": [_row(a, terms.get(a.id, {}), names if len(names) > 1 else {}, say) for a in found.items],
            "standing": standing(gate, supplier),
            "side": side,
            "state": state.value if state else None,
            "more": found.next,
            "after": after,
            "asked": urlencode({name: value for name, value in asked.items() if value}),
        }
        return page(request, visit, gate, "rebates/agreements", told)


@router.get("/rebates/new")
def new_agreement_page(request: Request, visit: Reader, supplier: Which = None) -> Response:
    """The form for an agreement that no contract was read for."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        say = language_of_gate(request, gate)
        told = {
            "title": say.text("New agreement"),
            "lead": say.text("What both sides signed, term by term. Nothing is worked out by it until somebody else has approved it."),
            "back": "/rebates",
            "back_name": say.text("Rebates"),
            "write": "POST /api/v1/suppliers/0/agreements",
            "goes": "/rebates/agreements/{id}?show=terms",
            "match": None,
            "terms": {"mechanism": Mechanism.RETROACTIVE.value, "period": Period.YEAR.value, "growth_on": GrowthOn.INCREASE.value},
            "effective_from": None,
        }
        return page(request, visit, gate, "rebates/entry", told | _choices(gate, supplier, say) | _form(say))


@router.get("/rebates/agreements/{agreement_id}")
def agreement_page(
    request: Request,
    visit: Reader,
    agreement_id: PathId,
    show: Shown = "progress",
    version: Number = None,
    against: Number = None,
    customer: Customer = None,
    on: Annotated[Day | None, EMPTY, Query()] = None,
    as_of: Annotated[Day | None, EMPTY, Query()] = None,
    kept: Which = None,
) -> Response:
    """One agreement: how far it is, its versions beside each other, who counts under it, or the statements that were kept."""
    with visit.reading() as gate:
        row = rebates.agreement(gate, agreement_id, Action.WORK)
        say = language_of_gate(request, gate)
        listed = rebates.listed(gate, row)
        statement = latest_statement(gate.session, row.id)
        told: dict[str, Any] = {"agreement": listed, "show": show, "statement": statement}
        told["problem"] = str(listed.figures.get("problem") or "")
        told["of_which_part"] = listed.figures.get("of_which_part") or ()
        match show:
            case "progress":
                told |= _progress(gate, row, listed, say)
            case "terms":
                told |= _versions(gate, row, version, against, say)
            case "who":
                told |= _who(gate, row, customer, on)
            case _:
                told |= _history(gate, row, as_of, kept, say)
    if show == "terms":
        labels = {name: say.text(term.label) for name, term in BY_NAME.items()}
        told["view"] = _contract_page(visit, told["version"], told["term_places"], labels)
    with visit.reading() as gate:
        return page(request, visit, gate, "rebates/agreement", told)


@router.get("/rebates/agreements/{agreement_id}/change")
def change_agreement_page(request: Request, visit: Reader, agreement_id: PathId, version: Number = None) -> Response:
    """The form for a further version, laid over the one in force; or for a draft that is there."""
    with visit.reading() as gate:
        row = rebates.agreement(gate, agreement_id, Action.WORK)
        say = language_of_gate(request, gate)
        found = rebates.versions(gate, row)
        draft = _numbered(found, version) if version is not None else None
        if draft is not None and draft.state is not VersionState.DRAFT:
            draft = None
        base = draft or next((v for v in found if v.id == row.in_force_id), found[0] if found else None)
        terms = dict(base.terms) if base is not None else {"number": row.number, "currency": row.currency}
        here = f"/rebates/agreements/{row.id}"
        name = say.text("Version {number}").format(number=draft.number) if draft else say.text("New version")
        held = gate.session.get(ContractVersion, draft.id) if draft else None
        told = {
            "title": f"{name} · {row.number}",
            "lead": say.text("It decides periods that begin from its day on, once it is approved; what was decided before stays."),
            "back": f"{here}?show=terms",
            "back_name": row.number,
            "write": f"PATCH /api/v1/versions/{draft.id}" if draft else f"POST /api/v1/agreements/{row.id}/versions",
            "goes": f"{here}?show=terms",
            "match": rebates.tag_of_version(held) if held is not None else None,
            "terms": form_terms(terms),
            "effective_from": draft.effective_from if draft else None,
            "suppliers_to_choose": False,
            "accounts": [gate.session.get_one(Account, row.account_id)],
            "partners": [],
            "account_id": row.account_id,
        }
        return page(request, visit, gate, "rebates/entry", told | _form(say))


def standing(gate: Gate, supplier_id: int | None) -> list[dict[str, Any]]:
    """Where rebates stand: a line for each currency and side."""
    found = reports.rebates(gate, RebateSelection(supplier_id), RebateAxis.SUPPLIER)
    lines = []
    for total in found.totals:
        line = {c.name: value for c, value in zip(found.columns, total, strict=True)}
        owed = line["liability"] if line["liability"] is not None else line["receivable"]
        amounts = {name: str(line[name]) for name in SUMS}
        lines.append({"side": SIDES[str(line["side"])], "currency": str(line["currency"]), "owed": str(owed), **amounts})
    return lines


def form_terms(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Terms as the form shows them: shares as percentages."""
    shown = dict(terms)
    for term in TERMS:
        if term.entry is Entry.PERCENT:
            shown[term.name] = _percent(shown.get(term.name))
    growth = terms.get("mechanism") == Mechanism.GROWTH
    shares = ("rate", "start", "end") if growth else ("rate",)
    shown["tiers"] = [{**tier, **{name: _percent(tier.get(name)) for name in shares}} for tier in terms.get("tiers") or ()]
    groups = terms.get("required_groups") or ()
    shown["required_groups"] = [{**g, **{name: _percent(g.get(name)) for name in ("least_share", "most_share")}} for g in groups]
    return shown


def _percent(share: Any) -> str | None:
    """A share as a percentage, digit by digit."""
    try:
        return None if share is None else f"{(Decimal(str(share)) * 100).normalize():f}"
    except InvalidOperation:
        return str(share)


def _row(listed: AgreementListed, terms: Mapping[str, Any], names: Mapping[int, str], say: Language) -> dict[str, Any]:
    figures = listed.figures
    period = figures.get("period") or {}
    unplaced = next(iter(figures.get("of_which_part") or ()), "")
    waits = {VersionState.DRAFT: say.text("to be submitted"), VersionState.SUBMITTED: say.text("to be approved")}
    return {
        "agreement": listed,
        "partner": listed.partner.name if listed.partner else "",
        "supplier": names.get(listed.supplier_id, ""),
        "waiting": waits.get(listed.state, ""),
        "way": way_shown(figures, terms, say),
        "problem": figures.get("problem") or unplaced,
        "of_which_part": unplaced,
        "earned": figures.get("earned"),
        "accrued": figures.get("accrued"),
        "claim_by": day_of(period.get("claim_by")),
    }


def _progress(gate: Gate, row: RebateContract, listed: AgreementListed, say: Language) -> dict[str, Any]:
    statement = latest_statement(gate.session, row.id)
    versions = {v.number: v.terms for v in rebates.versions(gate, row)}
    terms = rebate_overview.terms_in_force(gate, [row.id]).get(row.id, {})
    months = rebates.months(gate, row)
    claims = rebate_claims.claims(gate, agreement_id=row.id, limit=MOST_CLAIMS).items
    sums = next(iter(_sums(gate, row)), dict.fromkeys((*SUMS, "owed"), "0"))
    period = listed.figures.get("period") or {}
    totals = listed.figures.get("totals") or ()
    return {
        "sums": sums,
        "other_totals": [one for one in totals if one["currency"] != row.currency],
        "way": None if period.get("over") else way_shown(listed.figures, terms, say),
        "claim_by": day_of(period.get("claim_by")),
        "periods": [] if statement is None else periods_shown(statement.content, versions, say),
        "too_much": {} if statement is None else _too_much(gate, row, statement, say),
        "months": months,
        "chart": accrual_columns(months, say),
        "claims": claims,
        "claimed": {claim.starts_on.isoformat() for claim in claims},
        "base_said": lambda base: measured(base, terms, say),
        "rate_of": lambda rate: rate_of(rate, say),
    }


def _sums(gate: Gate, row: RebateContract) -> list[dict[str, Any]]:
    """The figures of one agreement, as the report has them."""
    found = reports.rebates(gate, RebateSelection(agreement_id=row.id), RebateAxis.AGREEMENT)
    lines = []
    for total in found.totals:
        line = {c.name: value for c, value in zip(found.columns, total, strict=True)}
        if line["currency"] == row.currency:
            owed = line["liability"] if line["liability"] is not None else line["receivable"]
            lines.append({name: str(line[name]) for name in SUMS} | {"owed": str(owed)})
    return lines


def _versions(gate: Gate, row: RebateContract, number: int | None, against: int | None, say: Language) -> dict[str, Any]:
    found = rebates.versions(gate, row)
    if not found:
        raise NotFoundError(f"There is no version of agreement {row.number}.")
    chosen = found[0] if number is None else _numbered(found, number)
    other = _numbered(found, against) if against is not None else next((v for v in found if v.number < chosen.number), None)
    changed = [name for name in chosen.terms if other is not None and name != "version" and chosen.terms[name] != other.terms.get(name)]
    places = places_of_terms(chosen.places, BY_NAME, say)
    held = gate.session.get_one(ContractVersion, chosen.id)
    may = gate.scope.may(Action.WORK, row.supplier_id)
    # what is in force is asked to be withdrawn first, in a form of its own
    asked = chosen.state is not VersionState.APPROVED or chosen.withdrawal_asked_by is not None
    ways = {to: reasons for to, reasons in chosen.moves.items() if asked or to != VersionState.WITHDRAWN}
    return {
        "versions": found,
        "version": chosen,
        "against": other,
        "differences": [] if other is None else differences_said(changed, other.terms, chosen.terms, say),
        "parts": list(terms_shown(chosen.terms, say)),
        "term_places": places,
        "review_words": [say.text(BY_NAME[name].label) if name in BY_NAME else say.word("field", name) for name in chosen.to_review],
        "moves": moves_shown(ways, "version_move", say, main=("submitted", "approved"), reasoned=("draft", "withdrawn")) if may else [],
        "may_ask": may and chosen.state is VersionState.APPROVED and chosen.withdrawal_asked_by is None,
        "may_edit": may and chosen.state is VersionState.DRAFT,
        "match": rebates.tag_of_version(held),
        "view": None,
        "document_name": say.text("the contract"),
    }


def _contract_page(visit: Visit, version: VersionShown, places: Mapping[str, TermPlace], labels: Mapping[str, str]) -> PageView | None:
    """The contract with a box around each term that was read; None where it has no pages to show."""
    if version.document_id is None:
        return None
    found = pages_of_document(visit, version.document_id)
    boxes = page_boxes(version.places, places, labels)
    first = boxes[0].page if boxes else 1
    with visit.reading() as gate:
        name = rebate_overview.document_name(gate, version.document_id)
    return PageView(version.document_id, name, found, first, boxes) if found else None


def _who(gate: Gate, row: RebateContract, customer: str | None, on: date | None) -> dict[str, Any]:
    day = on or gate.today
    answered = rebates.eligibility(gate, row, customer, day) if customer else []
    known = rebates.eligibility(gate, row, "", day)
    return {
        "customer": customer,
        "on": day,
        "eligibility": answered[0] if answered else None,
        "known": known,
        "customers": [one.customer for one in known],
        "scopes": [scope for scope in rebates.scopes(gate, row) if scope.undone_at is None],
        "scopes_match": rebates.tag_of_scopes(gate, row),
    }


def _history(gate: Gate, row: RebateContract, as_of: date | None, number: int | None, say: Language) -> dict[str, Any]:
    """The statements that were kept, and one of them in full: the one that is asked for, or that of a day."""
    kept = rebates.statements(gate, row, limit=MOST_KEPT, after=None).items
    terms = rebate_overview.terms_in_force(gate, [row.id]).get(row.id, {})
    full = rebates.kept_statement(gate, number) if number is not None else latest_statement(gate.session, row.id, as_of) if as_of else None
    if full is not None and full.contract_id != row.id:
        raise NotFoundError(f"There is no such statement of agreement {row.number}.")
    versions = {v.number: v.terms for v in rebates.versions(gate, row)}
    return {
        "kept": [{"row": one, "changes": changes_said(one.difference, terms, say)} for one in kept],
        "as_of": as_of,
        "full": full,
        "totals": [] if full is None else full.content.get("totals") or [],
        "periods": [] if full is None else periods_shown(full.content, versions, say),
        "too_much": {},
    }


def _too_much(gate: Gate, row: RebateContract, statement: RebateStatement, say: Language) -> dict[str, str]:
    """By the first day of a period that is over, how much more was granted than it earned by now."""
    found = rebate_claims.granted_too_much(gate, row, statement)
    return {start: say.money(amount(minor, currency), currency) for start, (minor, currency) in found.items()}


def _numbered(versions: list[VersionShown], number: int) -> VersionShown:
    """The version of that number. Raises NotFoundError."""
    found = next((v for v in versions if v.number == number), None)
    if found is None:
        raise NotFoundError(f"There is no version {number} of this agreement.")
    return found


def _form(say: Language) -> dict[str, Any]:
    return {
        "parts": [(part.value, say.text(title)) for part, title in PARTS.items()],
        "open_parts": (),
        "terms_of_part": lambda part: [term for term in TERMS if term.part is Part(part)],
        "choices_of": lambda term: choice_words(term, say),
    }


def _choices(gate: Gate, supplier_id: int | None, say: Language) -> dict[str, Any]:
    """The accounts and partners that a new agreement may be of."""
    wanted = gate.seen_inside(Account).order_by(Account.id)
    if supplier_id is not None:
        wanted = wanted.where(Account.supplier_id == supplier_id)
    names = _supplier_names(gate)
    working = [a for a in gate.session.scalars(wanted) if gate.scope.may(Action.WORK, a.supplier_id)]
    accounts = [
        {
            "id": a.id,
            "supplier_id": a.supplier_id,
            "currency": a.currency,
            "name": f"{names.get(a.supplier_id, '')} · {say.retailer(a.retailer)}",
        }
        for a in working
    ]
    known = [partner for partner, _ in rebate_overview.partners_of_all(gate, supplier_id, MOST_PARTNERS)]
    return {"accounts": accounts, "account_id": None, "partners": known, "suppliers_to_choose": True}


def _supplier_names(gate: Gate) -> dict[int, str]:
    return {row.id: row.name for row in gate.session.scalars(gate.seen_inside(Supplier))}
