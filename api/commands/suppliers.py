"""`recoup supplier`: suppliers, their accounts with retailers, and what was agreed there."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agents.model.choice import Models, model_for, with_model
from agents.model.port import NoModelError
from api.commands.clients import account_called, account_if_any, supplier_called
from api.commands.watching import watch
from api.errors import OK, CommandError
from api.opening import ready_house, shell_actor
from api.parsers.values import NamedAmount
from api.tables import print_table
from api.wiring import House
from cases.accounts.clients import ClientError, change_account, change_supplier, make_supplier, open_account
from cases.accounts.rules_of_account import terms_of
from cases.accounts.terms import record_terms, text_of
from cases.filing.unattended import UNATTENDED_MAIL, UNATTENDED_MODEL
from cases.intake.watching import WatchedPlaceError
from facts.money import Money, minor_digits
from ledger.models import Account, Case, Supplier
from rules.errors import RuleError


def run(arguments: argparse.Namespace) -> int:
    """Does one of the deeds; what cannot be done is said."""
    with ready_house() as house:
        now, actor = house.desk.now(), shell_actor()
        with house.desk.sessions.begin() as session:
            try:
                _deed(house, session, arguments, actor, now)
            except (ClientError, RuleError, WatchedPlaceError) as error:
                raise CommandError(str(error)) from None
    return OK


def _deed(house: House, session: Session, arguments: argparse.Namespace, actor: str, now: datetime) -> None:
    match arguments.deed:
        case "list":
            _list(session)
        case "add":
            print(make_supplier(session, name=arguments.name, slug=arguments.slug, actor=actor, now=now).slug)
        case "set":
            _set(session, house.models, arguments, actor, now)
        case "account":
            _account(house, session, arguments, actor, now)
        case "terms":
            _terms(house, session, arguments, actor, now)
        case "places" | "watch-folder" | "watch-mailbox" | "unwatch":
            watch(session, arguments, actor, now)
        case deed:
            raise CommandError(f"there is no deed {deed}")


def _set(session: Session, models: Models, arguments: argparse.Namespace, actor: str, now: datetime) -> None:
    supplier = supplier_called(session, arguments.slug)
    changes = _changes(arguments)
    told = {UNATTENDED_MAIL: arguments.unattended_mail, UNATTENDED_MODEL: arguments.unattended_model}
    if given := {name: value for name, value in told.items() if value is not None}:
        changes["settings"] = {**supplier.settings, **given}
    if arguments.model is not None:
        changes["settings"] = with_model(changes.get("settings", supplier.settings), _model(models, arguments.model))
    if changes:
        change_supplier(session, supplier, changes, actor=actor, now=now)
    rows = [
        ("name", supplier.name),
        ("active", "on" if supplier.active else "off"),
        ("four eyes", "on" if supplier.four_eyes else "off"),
        ("unattended up to", _limit(supplier.unattended_up_to_minor, supplier.unattended_currency)),
        ("mailed unattended", "on" if supplier.settings.get(UNATTENDED_MAIL) else "off"),
        ("a model's letters unattended", "on" if supplier.settings.get(UNATTENDED_MODEL) else "off"),
        ("write off up to", supplier.write_off_up_to_minor or "off"),
        ("mail from", supplier.mail_from or "not set: no mails"),
        ("papers may go to", model_for(session, supplier.id, models) or "no language model"),
    ]
    print_table((supplier.slug, ""), rows, empty="")


def _model(models: Models, name: str) -> str | None:
    """What is kept of a choice; None for the house's own. Raises CommandError for a model that is not set up."""
    if name == "default":
        return None
    try:
        return models.choice(name)
    except NoModelError as error:
        raise CommandError(f"{error}; known: {', '.join(sorted(models.listed)) or 'none'}, or write none or default") from None


def _changes(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was given on the command line, by the names of `cases.accounts.clients.CHANGEABLE`."""
    given = vars(arguments)
    changes: dict[str, Any] = {name: given[name] for name in ("name", "active", "four_eyes") if given.get(name) is not None}
    if given.get("mail_from") is not None:
        changes["mail_from"] = given["mail_from"].strip() or None
    if "unattended" in given:
        limit: NamedAmount | None = given["unattended"]
        changes["unattended_up_to_minor"] = None if limit is None else _minor(limit)
        changes["unattended_currency"] = None if limit is None else limit.currency
    if "write_off" in given:
        changes["write_off_up_to_minor"] = 0 if given["write_off"] is None else _minor(given["write_off"])
    return changes


def _minor(limit: NamedAmount) -> int:
    """The limit in minor units. Raises CommandError for more digits than the currency has."""
    if -int(limit.amount.as_tuple().exponent) > minor_digits(limit.currency):
        raise CommandError(f"{limit.amount} {limit.currency} has more digits than the currency")
    return Money.of(limit.amount, limit.currency).minor


def _limit(minor: int | None, currency: str | None) -> str:
    return "off" if minor is None or currency is None else f"{Money(minor, currency).amount} {currency}"


def _account(house: House, session: Session, arguments: argparse.Namespace, actor: str, now: datetime) -> None:
    supplier = supplier_called(session, arguments.slug)
    account = account_if_any(session, supplier, arguments)
    if account is None:
        account = open_account(
            session,
            supplier,
            retailer=arguments.retailer,
            currency=arguments.currency,
            folder=arguments.folder,
            on=house.desk.today(),
            actor=actor,
            now=now,
        )
    elif arguments.currency not in {None, account.currency}:
        raise CommandError(f"the account is kept in {account.currency}; that cannot be changed")
    changes = {name: value for name in ("contact", "active") if (value := getattr(arguments, name)) is not None}
    if changes:
        change_account(session, account, changes, actor=actor, now=now)
    print(f"account {account.id}: {supplier.slug} with {account.retailer}, in {account.currency}")


def _terms(house: House, session: Session, arguments: argparse.Namespace, actor: str, now: datetime) -> None:
    account = account_called(session, arguments)
    if arguments.file is None:
        terms = terms_of(session, account.id)
        print("nothing was agreed beyond the rule pack" if terms is None else terms.text, end="" if terms else "\n")
        return
    name = arguments.file.name
    text = text_of(arguments.file.read_bytes(), name)
    made = record_terms(session, house.desk.work, account, text=text, file=name, on=house.desk.today(), actor=actor, now=now)
    print("these terms are in force already" if made is None else f"version {made.version} is in force; the account is judged again")


def _list(session: Session) -> None:
    cases = dict(session.execute(select(Case.account_id, func.count()).group_by(Case.account_id)).all())
    columns = (Supplier.slug, Supplier.name, Supplier.active, Account.id, Account.retailer, Account.folder, Account.currency)
    wanted = select(*columns).outerjoin(Account, Account.supplier_id == Supplier.id).order_by(Supplier.slug, Account.id)
    rows = (
        (slug, name, "" if active else "closed", retailer or "no account yet", folder, currency, cases.get(number, 0))
        for slug, name, active, number, retailer, folder, currency in session.execute(wanted)
    )
    print_table(("slug", "name", "", "retailer", "folder", "currency", "cases"), rows, empty="no suppliers yet", right=("cases",))
