"""Notes on causes and corrective actions, as they go over the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from api.http.shapes.plain import Currency, Day, Name, Reason, RowId, Shown, Wanted, amount
from cases.causes.effects import Effect
from facts.money import Money
from ledger.improving import CauseNote, CorrectiveAction

Code = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
Told = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00]+$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]


class CauseListed(Shown):
    """A note on why deductions come again, in its latest version: what they have in common, the cause, what it costs.

    `preventable` is what was deducted over the period for the lines that bear the cause, and no more.
    """

    id: int
    supplier_id: int
    account_id: int | None
    case_id: int | None
    scope: str
    key: str
    version: int
    period: str = Field(description="A month (2026-09), or days from and until (2026-08-01/2026-09-30).")
    cause: str
    title: str
    dimensions: dict[str, Any] = Field(description="What the deductions have in common, with the counts that this was held against.")
    currency: str
    claims: int
    amount: str
    preventable: str
    language: str
    made_by: str
    author: str
    at: datetime
    verified: bool
    state: str
    decided_at: datetime | None
    decided_by: str | None
    decided_reason: str
    run_id: int | None

    @classmethod
    def of(cls, row: CauseNote) -> Self:
        """From the row."""
        amounts = {"amount": row.amount_minor, "preventable": row.preventable_minor}
        told = {name: getattr(row, name) for name in cls.model_fields if name not in {*amounts, "actions"}}
        return cls.model_validate(told | {name: amount(minor, row.currency) for name, minor in amounts.items()})


class CauseShown(CauseListed):
    """A note with its sentences, the facts that they rest on, the causes that were weighed, and what the verifier said."""

    text: str
    sentences: list[dict[str, Any]] = Field(description="Each with the numbers of the facts that it rests on.")
    brief: dict[str, Any] = Field(description="Numbered facts; `cases` names the cases of each, `weighed` the causes that were weighed.")
    problems: list[dict[str, Any]]


class CausesWanted(Wanted):
    """A look at what a supplier's deductions have in common; with `case_id` at one chargeback alone."""

    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "en"
    month: Annotated[str, StringConstraints(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$")] | None = Field(
        default=None, description="The month to write a note on; the last whole one where left out."
    )
    case_id: RowId | None = None


class LookOrdered(Shown):
    """The run that carries the look out."""

    run_id: int
    state: str


class CauseDecision(Wanted):
    """What somebody decides of a note, and why."""

    decision: Literal["accepted", "dismissed"]
    reason: Reason


class ActionListed(Shown):
    """Something that somebody does by a day so that a cause does not come again."""

    id: int
    supplier_id: int
    account_id: int | None
    note_id: int | None
    cause: str
    dimensions: dict[str, str]
    text: str
    owner: str
    owner_id: int | None
    due_on: date
    state: str
    done_on: date | None
    overdue: bool
    currency: str
    worth: str = Field(description="What a month of the deductions that it is to prevent came to when it was planned.")
    made_at: datetime
    made_by: str
    changed_at: datetime
    version: int

    @classmethod
    def of(cls, row: CorrectiveAction, *, overdue: bool) -> Self:
        """From the row."""
        told = {name: getattr(row, name) for name in cls.model_fields if name not in {"overdue", "worth", "effect"}}
        return cls.model_validate(told | {"overdue": overdue, "worth": amount(row.worth_minor, row.currency)})


class MonthShown(Shown):
    """A month of the deductions that an action is to prevent; `after` is null for the month in which it was done."""

    month: str
    claims: int
    amount: str
    after: bool | None


class EffectShown(Shown):
    """Deductions over equal spans before and after an action was done. `sign` is what the counts let say; other things change as well.

    `low` and `high` bound, at 95 %, how many deductions come afterwards for each one before.
    """

    sign: str
    days: int
    claims_before: int
    claims_after: int
    amount_before: str
    amount_after: str
    low: float | None
    high: float | None
    months: list[MonthShown]

    @classmethod
    def of_effect(cls, effect: Effect, currency: str) -> Self:
        """From the effect as it was counted."""
        return cls(
            sign=effect.sign.value,
            days=effect.days,
            claims_before=effect.before.lines,
            claims_after=effect.after.lines,
            amount_before=str(Money(effect.before.minor, currency)),
            amount_after=str(Money(effect.after.minor, currency)),
            low=effect.low,
            high=effect.high,
            months=[
                MonthShown(month=m.month, claims=m.part.lines, amount=str(Money(m.part.minor, currency)), after=m.after)
                for m in effect.months
            ],
        )


class ActionShown(ActionListed):
    """An action with what it brought, as far as deductions show it."""

    effect: EffectShown


class ActionWanted(Wanted):
    """An action on a note (`note_id`), or for an account, a cause and what the deductions have in common."""

    text: Words
    owner: Name
    owner_id: RowId | None = Field(default=None, description="The user who does it, where it is one.")
    due_on: Day
    note_id: RowId | None = None
    account_id: RowId | None = None
    cause: Code | None = None
    dimensions: dict[Code, Told] = Field(default_factory=dict, max_length=5, description="type, cause, destination, carrier, sku")
    currency: Currency | None = None


class ActionChange(Wanted):
    """What is changed of an action; `reason` goes into the journal."""

    text: Words | None = None
    owner: Name | None = None
    owner_id: RowId | None = None
    due_on: Day | None = None
    state: Literal["planned", "under_way", "done", "dropped"] | None = None
    done_on: Day | None = None
    reason: Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")] = ""

    def told(self) -> dict[str, Any]:
        """What is to change, as the service takes it."""
        return {name: value for name, value in self.model_dump(exclude_unset=True).items() if value is not None or name == "owner_id"}
