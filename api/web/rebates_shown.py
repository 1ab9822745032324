"""Rebates as pages show them: how far a base is on its way through the tiers, periods with their calculation, and accruals as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import urlencode

from api.web.agreement_terms import measured, rate_said, tier_said
from api.web.charts import Columns, columns
from api.web.formulas import figure, in_words
from api.web.languages import Language
from api.web.page_pictures import PageBox
from api.web.step_words import step_label
from facts.rebates import Measure, Mechanism

WIDE: Final = 200
"""Units of the bar's own width."""
BEYOND: Final = Decimal("1.06")
"""The bar ends a little beyond the highest threshold, so that it can be seen to be reached."""
MOST_MONTHS: Final = 18
MOST_LISTED: Final = 25
"""Transactions of a period that a page shows; the download has all."""

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """How far a base is: figures in words, and for the bar the length of what is done and the thresholds, out of 200.

    `missing` is empty where no tier lies ahead, `gain` where reaching it adds nothing at once; `top` says that the highest one is reached.
    `reached` is that tier in words.
    """

    period: str
    base: str
    length: float
    ticks: tuple[float, ...]
    reached: str
    following: str
    missing: str
    gain: str
    one_more: str
    near: bool
    top: bool


@dataclass(frozen=True, slots=True)
class Move:
    """Where something may go: the word of the button, what stands against it, and whether a reason or an amount is asked for."""

    to: str
    label: str
    objections: tuple[str, ...]
    main: bool
    needs_reason: bool
    amount: str | None = None


@dataclass(frozen=True, slots=True)
class TermPlace:
    """Where a term was read on the contract: its number on the page, and the address of the paper with its box."""

    number: int
    key: str
    where: str
    address: str


@dataclass(frozen=True, slots=True)
class ChangeSaid:
    """What changed of a period since the statement before, and why."""

    period: str
    why: str
    base_before: str
    base_after: str
    payout_before: str
    payout_after: str


@dataclass(frozen=True, slots=True)
class StepShown:
    """One line of a payout's calculation."""

    label: str
    value: str
    worked_out: str


@dataclass(frozen=True, slots=True)
class PeriodShown:
    """A period of a statement: what it pays, how that was worked out, and the first of its transactions."""

    start: str
    end: str
    name: str
    over: bool
    claim_by: date | None
    base: str
    payout: str
    transactions: int
    version: int | None
    steps: tuple[StepShown, ...]
    listed: tuple[Values, ...]
    currency: str


def way_shown(figures: Values, terms: Values, say: Language) -> Way | None:
    """The way of the running period; None where nothing runs, or nothing could be worked out."""
    period, progress = figures.get("period"), figures.get("progress")
    if not period:
        return None
    base = _decimal(period.get("base")) or Decimal(0)
    thresholds = [at for at in (_threshold(tier, terms) for tier in terms.get("tiers") or ()) if at is not None and at > 0]
    ahead = _decimal((progress or {}).get("next_tier_from"))
    room = max([*thresholds, base, *([ahead] if ahead else [])], default=Decimal(0)) * BEYOND
    lengths = [_along(at, room) for at in thresholds]
    money = str(terms.get("currency") or "USD")
    told = progress or {}
    missing = told.get("next_tier_from") is not None
    one_more = _decimal(told.get("worth_of_one_more"))
    return Way(
        period=period_said(period, say),
        base=measured(base, terms, say),
        length=_along(base, room),
        ticks=tuple(lengths),
        reached=_tier_at(told.get("reached_from"), terms, say),
        following=_tier_at(told.get("next_tier_from"), terms, say),
        missing=measured(told.get("missing"), terms, say) if missing else "",
        gain=say.money(told.get("gain"), money) if missing and _decimal(told.get("gain")) else "",
        one_more=_one_more(one_more, terms, say) if one_more else "",
        near=bool(told.get("near_threshold")),
        top=bool(told.get("reached_from") is not None and not missing and thresholds),
    )


def periods_shown(content: Values, terms: Mapping[int, Values], say: Language) -> list[PeriodShown]:
    """The periods of a kept statement, the latest first; `terms` are those of each version by its number."""
    shown = []
    for period in content.get("periods") or ():
        of_version = terms.get(int(period.get("version") or 0), {})
        shown.append(_period(period, of_version, say))
    return shown[::-1]


def period_said(period: Values, say: Language) -> str:
    """A period by its days."""
    return f"{say.day(period['start'])} – {say.day(period['end'])}"


def steps_shown(calculation: Sequence[Values], say: Language) -> tuple[StepShown, ...]:
    """A calculation line by line, in words."""
    values = {str(step["id"]): str(step["value"]) for step in calculation}
    return tuple(
        StepShown(
            step_label(str(step["label"]), say),
            figure(str(step["value"]), say),
            in_words(str(step["formula"]), values, say) if step.get("formula") else "",
        )
        for step in calculation
    )


def transactions_of(period: Values | None) -> tuple[Values, ...]:
    """The first transactions of a period of a kept statement."""
    return () if period is None else tuple(period.get("listed") or ())[:MOST_LISTED]


def accrual_columns(months: Sequence[Any], say: Language) -> Columns | None:
    """Earned and accrued by month; None where there is no month."""
    known = months[-MOST_MONTHS:]
    if not known:
        return None
    values = [[Decimal(getattr(month, name)) for month in known] for name in ("earned", "accrued")]
    return columns([say.month(month.month) for month in known], values)


def rate_of(value: Any, say: Language) -> str:
    """A forecast rate, to the hundredth of a per cent."""
    share = _decimal(value)
    return "–" if share is None else say.percent(share, 2)


def day_of(told: Any) -> date | None:
    """A day as kept statements write it."""
    return date.fromisoformat(str(told)) if told else None


def moves_shown(
    moves: Mapping[str, Sequence[str]],
    table: str,
    say: Language,
    *,
    main: Sequence[str] = (),
    reasoned: Sequence[str] = (),
    amounts: Mapping[str, str] | None = None,
) -> list[Move]:
    """Where something may go from here, the main ways first; those `reasoned` ask why, those with `amounts` ask how much."""
    found = [
        Move(to, say.word(table, to), tuple(reasons), to in main, to in reasoned, (amounts or {}).get(to)) for to, reasons in moves.items()
    ]
    return sorted(found, key=lambda move: (not move.main, bool(move.objections)))


def places_of_terms(places: Mapping[str, Values], known: Mapping[str, Any], say: Language) -> dict[str, TermPlace]:
    """Where the terms were read, counted in the order of the page's own terms."""
    order = {name: at for at, name in enumerate(known)}
    named = [name for name in places if places[name].get("document_id")]
    ordered = sorted(named, key=lambda name: (order.get(name, len(order)), name))
    return {name: _place(number, name, places[name], say) for number, name in enumerate(ordered, start=1)}


def page_boxes(places: Mapping[str, Values], shown: Mapping[str, TermPlace], labels: Mapping[str, str]) -> list[PageBox]:
    """The boxes on the contract's pages, those that readers were not sure of marked."""
    found = []
    for name, place in shown.items():
        told = places[name]
        if told.get("page") and told.get("box"):
            tone = "review" if told.get("review") else "sure"
            found.append(PageBox(place.key, int(told["page"]), tuple(told["box"]), labels.get(name, name), tone))
    return found


def changes_said(difference: Sequence[Values], terms: Values, say: Language) -> list[ChangeSaid]:
    """What a statement says otherwise than the one before."""
    currency = str(terms.get("currency") or "USD")

    def money(value: Any) -> str:
        return say.money(value, currency)

    return [
        ChangeSaid(
            period_said(change, say),
            _why(change, terms, say),
            measured(change.get("base_before"), terms, say),
            measured(change.get("base_after"), terms, say),
            money(change.get("payout_before")),
            money(change.get("payout_after")),
        )
        for change in difference
    ]


def _why(change: Values, terms: Values, say: Language) -> str:
    """Why a period is otherwise; of late data how much it is and where it came from."""
    said = say.word("statement_change", str(change.get("cause") or ""))
    late = change.get("late")
    if not late:
        return said
    files = ", ".join(str(file).rsplit("/", 1)[-1] for file in late.get("files") or ())
    count = int(late.get("transactions") or 0)
    told = say.texts("{count} transaction of {base} from {files}", "{count} transactions of {base} from {files}", count)
    return f"{said}: " + told.format(count=say.number(count), base=measured(late.get("base"), terms, say), files=files or "–")


def _place(number: int, name: str, place: Values, say: Language) -> TermPlace:
    page = place.get("page")
    box = ",".join(f"{edge:g}" for edge in place.get("box") or ())
    asked = urlencode({key: value for key, value in {"page": page, "box": box}.items() if value})
    where = say.text("page {page}").format(page=page) if page else ""
    address = f"/documents/{place['document_id']}" + (f"?{asked}" if asked else "")
    return TermPlace(number, name, where, address)


def _period(period: Values, terms: Values, say: Language) -> PeriodShown:
    currency = str(period.get("currency") or terms.get("currency") or "USD")
    return PeriodShown(
        start=str(period["start"]),
        end=str(period["end"]),
        name=period_said(period, say),
        over=bool(period.get("over")),
        claim_by=day_of(period.get("claim_by")),
        base=measured(period.get("base"), terms, say),
        payout=say.money(period.get("payout"), currency),
        transactions=int(period.get("transactions") or 0),
        version=period.get("version"),
        steps=steps_shown(period.get("calculation") or (), say),
        listed=transactions_of(period),
        currency=currency,
    )


def _threshold(tier: Values, terms: Values) -> Decimal | None:
    """Where a tier starts in the measure of the base; growth starts at a share above the baseline."""
    start = _decimal(tier.get("start"))
    if start is None or terms.get("mechanism") != Mechanism.GROWTH:
        return start
    baseline = _decimal(terms.get("baseline"))
    return None if baseline is None else baseline * (1 + start)


def _tier_at(start: Any, terms: Values, say: Language) -> str:
    """The tier that starts there, in words."""
    wanted = _decimal(start)
    if wanted is None:
        return ""
    tier = next((t for t in terms.get("tiers") or () if _decimal(t.get("start")) == wanted), None)
    return "" if tier is None else tier_said(tier, terms, say)


def _along(at: Decimal, room: Decimal) -> float:
    return 0.0 if room <= 0 else round(float(max(at, Decimal(0)) / room) * WIDE, 1)


def _one_more(worth: Decimal, terms: Values, say: Language) -> str:
    """What one more unit of the measure earns: an amount for a unit or a jump, a share where each further amount earns its part."""
    if terms.get("measure", Measure.VALUE) != Measure.VALUE or worth >= 1:
        return say.text("{amount} for one more unit").format(amount=say.money(worth, str(terms.get("currency") or "USD")))
    return say.text("{rate} of whatever is added").format(rate=rate_said(worth, say))


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None
