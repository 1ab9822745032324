"""Suppliers, their accounts and terms, and the rules in force, as they go over the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from agents.model.choice import CHOICE
from api.http.permissions import Action
from api.http.shapes.people import Email
from api.http.shapes.plain import Amount, Currency, Line, Name, Positive, Shown, Wanted, amount_or_none
from cases.detection.redating import Redated
from ledger.suppliers import Account, Supplier, Terms

Slug = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class SupplierShown(Shown):
    """A supplier and what was settled with it. Amounts are in `unattended_currency`, or the accounts' own currency for write-offs."""

    id: int
    name: str
    slug: str
    active: bool
    created_at: datetime
    four_eyes: bool = Field(description="Who wrote a draft may not approve it.")
    unattended_up_to: Amount | None = Field(description="A verified draft up to this amount may be approved without a person; null: never.")
    unattended_currency: str | None
    write_off_up_to_minor: int = Field(description="A rest that small, in minor units of the case's currency, may be written off.")
    mail_from: str | None
    model: str | None = Field(description="The language model that it chose: its name, `none`, or null for the house's own choice.")
    external_id: str | None
    allowed: list[Action] = Field(description="What the user who asks may do here.")

    @classmethod
    def of(cls, row: Supplier, allowed: list[Action]) -> Self:
        """From the row."""
        return cls(
            id=row.id,
            name=row.name,
            slug=row.slug,
            active=row.active,
            created_at=row.created_at,
            four_eyes=row.four_eyes,
            unattended_up_to=amount_or_none(row.unattended_up_to_minor, row.unattended_currency or ""),
            unattended_currency=row.unattended_currency,
            write_off_up_to_minor=row.write_off_up_to_minor,
            mail_from=row.mail_from,
            model=row.settings.get(CHOICE),
            external_id=row.external_id,
            allowed=allowed,
        )


class SupplierWanted(Wanted):
    """A supplier to be; `slug` is its short name in commands, made from the name where left out."""

    name: Name
    slug: Slug | None = None


class UnattendedWanted(Wanted):
    """Up to which amount a verified draft may be approved without a person."""

    amount: Positive
    currency: Currency


class SupplierChange(Wanted):
    """What is to change; parts left out stay. `unattended: null` switches unattended approval off."""

    name: Name | None = None
    active: bool | None = Field(default=None, strict=True)
    four_eyes: bool | None = Field(default=None, strict=True)
    unattended: UnattendedWanted | None = None
    write_off_up_to_minor: int | None = Field(default=None, ge=0, le=10**12, strict=True)
    mail_from: Email | None = None
    model: Name | None = Field(
        default=None, description="A model of this house, `none` for no model at all, null for the house's own choice."
    )
    external_id: Line | None = None


class AccountShown(Shown):
    """A supplier's account with one retailer."""

    id: int
    supplier_id: int
    retailer: str
    folder: str
    currency: str
    active: bool
    contact: str | None
    judged_as_of: str | None
    created_at: datetime
    external_id: str | None

    @classmethod
    def of(cls, row: Account) -> Self:
        """From the row."""
        return cls.model_validate(row)


class AccountWanted(Wanted):
    """An account to be; `retailer` is the name of a rule pack, `folder` tells two with the same retailer apart."""

    retailer: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]+$")]
    currency: Currency | None = None
    folder: Line = ""
    contact: Email | None = None


class AccountChange(Wanted):
    """What is to change; parts left out stay."""

    contact: Email | None = None
    active: bool | None = Field(default=None, strict=True)
    external_id: Line | None = None


class TermsShown(Shown):
    """A version of what supplier and retailer have agreed."""

    id: int
    account_id: int
    version: int
    text: str
    file: str
    recorded_at: datetime
    recorded_by: str

    @classmethod
    def of(cls, row: Terms) -> Self:
        """From the row."""
        return cls.model_validate(row)


class TermsWanted(Wanted):
    """A terms.yaml in its own words. With `dry_run` nothing is kept: the answer shows what would change."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=200_000, pattern=r"^[^\x00]+$")]
    dry_run: bool = Field(default=False, strict=True)


class RuleChange(Shown):
    """A value that differs: its place in the pack's own words (`windows.shortage.closes`), before and after; null where it was not."""

    path: str
    before: Any
    after: Any


class Days(Shown):
    """From when a case may be filed, until when it is safe, when its window closes."""

    opens_on: date | None
    safe_by: date | None
    dispute_by: date | None


class RedatedShown(Shown):
    """An open case and its days, before and after. `kept`: it was filed, and keeps the days it was filed under."""

    case_id: int
    number: int
    kept: bool
    before: Days
    after: Days

    @classmethod
    def of(cls, found: Redated) -> Self:
        """From the service's own."""
        return cls.model_validate(found)


class TermsRecorded(Shown):
    """New terms and what they change. `terms` is null for a dry run, and for words that are in force already."""

    terms: TermsShown | None
    changes: list[RuleChange]
    redated: list[RedatedShown] = Field(description="Open cases whose days these terms make others; at most 500.")
    redated_count: int


class RulesShown(Shown):
    """What is in force for an account on a day: pack and terms laid over each other, each value with its source."""

    retailer: str
    rule_id: str
    version: str
    on: date
    currency: str
    content: dict[str, Any]
    disagreements: list[str] = Field(description="Values for which the sources differ, in words.")
    unknown: list[str] = Field(default_factory=list, description="What nobody has published of the retailer, in words.")


class PackShown(Shown):
    """A rule pack that there is."""

    retailer: str
    name: str
    rule_id: str
    currency: str
    disagreements: list[str]
