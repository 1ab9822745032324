"""The rules in force, with their sources and disagreements; and what was agreed with a retailer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Query, Response

from api.http.gate import suppliers
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.problems import NotFoundError
from api.http.routes.routers import WRITES, guarded
from api.http.shapes.plain import Day, PathId
from api.http.shapes.suppliers import PackShown, RedatedShown, RuleChange, RulesShown, TermsRecorded, TermsShown, TermsWanted
from api.http.visit import Reader, Writer
from cases.accounts.rules_of_account import rules_for
from cases.accounts.terms import record_terms
from cases.detection.judging import foresee
from rules.loader import available, load_rules, read_terms, rules_of
from rules.model import Rules

router: Final = guarded("rules")
DRY: Final[dict[int | str, dict[str, Any]]] = {200: {"model": TermsRecorded, "description": "What would change; nothing was kept"}}
MOST_SHOWN: Final = 500
TERMS_FILE: Final = "terms.yaml"


@router.get("/packs")
def list_packs(visit: Reader) -> list[PackShown]:
    """The rule packs there are, as in force today."""
    today = visit.house.desk.today()
    return [_pack(load_rules(name, None, today)) for name in available()]


@router.get("/packs/{retailer}")
def show_pack(visit: Reader, retailer: str, on: Annotated[Day | None, Query()] = None) -> RulesShown:
    """A retailer's pack as in force on a day, each value with where it was read."""
    if retailer not in available():
        raise NotFoundError("There is no such pack.")
    day = on or visit.house.desk.today()
    return _shown(load_rules(retailer, None, day), day)


@router.get("/accounts/{account_id}/rules")
def show_rules(visit: Reader, account_id: PathId, on: Annotated[Day | None, Query()] = None) -> RulesShown:
    """What is in force for an account on a day: the retailer's pack with the terms laid over it, each value with its source."""
    with visit.reading() as gate:
        account = suppliers.account(gate, account_id)
        day = on or gate.today
        return _shown(rules_for(gate.session, account.id, day), day)


@router.get("/accounts/{account_id}/terms")
def list_terms(visit: Reader, account_id: PathId, limit: Limit = 50, after: After = None) -> Page[TermsShown]:
    """What supplier and retailer have agreed, version by version, the latest first."""
    with visit.reading() as gate:
        return suppliers.terms(gate, suppliers.account(gate, account_id).id, limit=limit, after=after)


@router.post("/accounts/{account_id}/terms", status_code=HTTPStatus.CREATED, response_model=TermsRecorded, responses=WRITES | DRY)
def add_terms(visit: Writer, account_id: PathId, wanted: TermsWanted) -> Response:
    """A new version of what was agreed; all of the account is judged again. The answer shows whose days change.

    A dry run keeps nothing. Terms that cannot be used are refused with the line and what to write instead.
    """
    with visit.reading() as gate:
        account = suppliers.account(gate, account_id, Action.ARRANGE)
        rules = rules_of(account.retailer, read_terms(wanted.text.encode(), TERMS_FILE), gate.today)
        changes = changes_between(gate.rules(account.id).raw, rules.raw)
        redated = [RedatedShown.of(r) for r in foresee(gate.session, account.id, rules, as_of=gate.today)] if changes else []
    shown = TermsRecorded(terms=None, changes=changes, redated=redated[:MOST_SHOWN], redated_count=len(redated))
    with visit.writing() as gate:
        account = suppliers.account(gate, account_id, Action.ARRANGE)
        if wanted.dry_run:
            return gate.answer(shown)
        made = record_terms(
            gate.session,
            gate.desk.work,
            account,
            text=wanted.text,
            file=TERMS_FILE,
            on=gate.today,
            actor=gate.actor,
            now=gate.now,
        )
        shown.terms = TermsShown.of(made) if made else None
        return gate.answer(shown, HTTPStatus.CREATED)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[RuleChange]:
    """Every value that differs, by its place."""
    old, new = dict(_values(before, "")), dict(_values(after, ""))
    differ = [path for path in sorted(old.keys() | new.keys()) if old.get(path) != new.get(path)]
    return [RuleChange(path=path, before=old.get(path), after=new.get(path)) for path in differ]


def _values(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The values of a tree of rules by their place, without their sources: what counts is what is in force."""
    if isinstance(node, dict) and "source" not in node:
        for key, below in node.items():
            yield from _values(below, f"{path}.{key}" if path else str(key))
    else:
        entries = node if isinstance(node, list) else [node]
        kept = [{k: v for k, v in e.items() if k not in {"source", "mark", "place"}} if isinstance(e, dict) else e for e in entries]
        yield path, kept[0] if len(kept) == 1 else kept


def _pack(rules: Rules) -> PackShown:
    return PackShown(
        retailer=rules.retailer, name=rules.name, rule_id=rules.id, currency=rules.currency, disagreements=list(rules.disagreements)
    )


def _shown(rules: Rules, on: date) -> RulesShown:
    return RulesShown(
        retailer=rules.retailer,
        rule_id=rules.id,
        version=rules.version,
        on=on,
        currency=rules.currency,
        content=rules.raw,
        disagreements=list(rules.disagreements),
        unknown=list(rules.unknown),
    )
