"""Partners, their bank details and the customers of a supplier, as they go over the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from api.http.shapes.plain import NO_NUL, Currency, Day, Line, Name, Reason, RowId, Shown, Wanted
from cases.rebating.eligibility import Eligibility
from cases.rebating.partners import masked
from ledger.rebates import BankDetail, CustomerScope, Partner, PartnerRole, RebateCustomer

Number = Annotated[str, StringConstraints(min_length=4, max_length=60, pattern=r"^[A-Za-z0-9 -]+$")]
Contact = Annotated[str, StringConstraints(max_length=320, pattern=NO_NUL)]


class PartnerShown(Shown):
    """The other party of agreements: it pays us (`payer`), or it earns from us (`earner`)."""

    id: int
    supplier_id: int
    name: str
    role: PartnerRole
    currency: str
    names: list[str] = Field(description="Spellings under which the sales know it.")
    numbers: dict[str, str] = Field(description="Its ids by kind.")
    contact: str
    active: bool
    made_at: datetime
    made_by: str
    changed_at: datetime
    version: int
    external_id: str | None
    bank: BankShown | None = None

    @classmethod
    def of(cls, row: Partner, bank: BankDetail | None) -> Self:
        """From the rows."""
        told = {name: getattr(row, name) for name in cls.model_fields if name != "bank"}
        return cls.model_validate(told | {"bank": None if bank is None else BankShown.of(bank)})


class BankShown(Shown):
    """Where a partner is paid; of the number the last four characters alone are ever shown."""

    id: int
    version: int
    holder: str
    scheme: str
    number: str = Field(description="Masked.", examples=["…6789"])
    bank: str
    country: str
    made_at: datetime
    made_by: str
    reason: str

    @classmethod
    def of(cls, row: BankDetail) -> Self:
        """From the row."""
        told: dict[str, Any] = {name: getattr(row, name) for name in cls.model_fields}
        return cls.model_validate(told | {"number": masked(row)})


class BanksShown(Shown):
    """Every bank detail that a partner had, the latest first."""

    items: list[BankShown]


class PartnerNew(Wanted):
    """A partner to be."""

    name: Name
    role: PartnerRole
    currency: Currency
    names: list[Name] = Field(default=[], max_length=50)
    numbers: dict[Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=NO_NUL)], Name] = Field(
        default_factory=dict, max_length=50
    )
    contact: Contact = ""


class PartnerChange(Wanted):
    """What is changed of a partner; parts left out stay."""

    name: Name | None = None
    currency: Currency | None = None
    names: list[Name] | None = Field(default=None, max_length=50)
    numbers: dict[Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=NO_NUL)], Name] | None = Field(
        default=None, max_length=50
    )
    contact: Contact | None = None
    active: bool | None = Field(default=None, strict=True)
    reason: Annotated[str, StringConstraints(max_length=2000, pattern=NO_NUL)] = ""


class BankNew(Wanted):
    """Where a partner is paid from now on, and how that was confirmed."""

    holder: Name
    scheme: Literal["iban", "account"]
    number: Number
    routing: Annotated[str, StringConstraints(max_length=40, pattern=NO_NUL)] = ""
    bank: Line = ""
    country: Annotated[str, StringConstraints(pattern=r"^([A-Za-z]{2})?$")] = ""
    reason: Reason


class CustomerShown(Shown):
    """A customer whose purchases may count under agreements."""

    id: int
    supplier_id: int
    name: str
    names: list[str]
    territory: str
    channel: str
    buying_group: str
    active_from: date | None
    active_until: date | None
    made_at: datetime
    made_by: str
    version: int
    external_id: str | None

    @classmethod
    def of(cls, row: RebateCustomer) -> Self:
        """From the row."""
        return cls.model_validate(row)


class CustomerNew(Wanted):
    """A customer to be, by its name in the sales."""

    name: Name
    names: list[Name] = Field(default=[], max_length=50)
    territory: Annotated[str, StringConstraints(max_length=80, pattern=NO_NUL)] = ""
    channel: Annotated[str, StringConstraints(max_length=80, pattern=NO_NUL)] = ""
    buying_group: Line = ""
    active_from: Day | None = None
    active_until: Day | None = None


class CustomerChange(Wanted):
    """What is changed of a customer; parts left out stay."""

    name: Name | None = None
    names: list[Name] | None = Field(default=None, max_length=50)
    territory: Annotated[str, StringConstraints(max_length=80, pattern=NO_NUL)] | None = None
    channel: Annotated[str, StringConstraints(max_length=80, pattern=NO_NUL)] | None = None
    buying_group: Line | None = None
    active_from: Day | None = None
    active_until: Day | None = None


class ScopeShown(Shown):
    """Who was taken into an agreement, or left out of it, and why."""

    id: int
    agreement_id: int
    include: bool
    customer: str
    territory: str
    channel: str
    starts_on: date | None
    ends_on: date | None
    reason: str
    made_at: datetime
    made_by: str
    undone_at: datetime | None
    undone_by: str | None

    @classmethod
    def of(cls, row: CustomerScope) -> Self:
        """From the row."""
        told = {name: getattr(row, name) for name in cls.model_fields if name != "agreement_id"}
        return cls.model_validate(told | {"agreement_id": row.contract_id})


class ScopesShown(Shown):
    """All such decisions of an agreement, the latest first, those that were undone among them."""

    items: list[ScopeShown]


class ScopeNew(Wanted):
    """Takes one customer, territory or channel in, or leaves it out, from a day until a day."""

    include: bool = Field(strict=True)
    customer: Line = ""
    territory: Annotated[str, StringConstraints(max_length=80, pattern=NO_NUL)] = ""
    channel: Annotated[str, StringConstraints(max_length=80, pattern=NO_NUL)] = ""
    starts_on: Day | None = None
    ends_on: Day | None = None
    reason: Reason


class EligibilityShown(Shown):
    """Whether a customer's purchases of a day count, and why."""

    customer: str
    on: date
    eligible: bool
    sentence: str
    scope_id: int | None

    @classmethod
    def of(cls, customer: str, on: date, found: Eligibility) -> Self:
        """From the answer of the service."""
        return cls(customer=customer, on=on, eligible=found.eligible, sentence=found.sentence, scope_id=found.scope_id)


class EligibilitiesShown(Shown):
    """The answer for one customer, or for all that the house knows."""

    items: list[EligibilityShown]


class PartnerNamed(Shown):
    """A partner in short."""

    id: RowId
    name: str
    role: PartnerRole


PartnerShown.model_rebuild()
