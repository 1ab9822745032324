"""What the queue's page shows: a page of cases, the counts by state, the views one can choose, and the filters that are set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import select

from api.http.gate import views
from api.http.gate.cases import colleagues, worked_on
from api.http.gate.odds import odds_of
from api.http.gate.rows import Gate
from api.http.problems import UnusableError
from api.http.shapes.odds import OddsShown
from api.http.shapes.plain import amount
from api.http.shapes.views import ViewShown
from api.web.languages import Language
from api.web.queue_address import ALL, DAYS, NAMES, QUEUE, AskedQueue, Pairs, ordered
from api.web.told_sentences import told
from api.web.walk import address_in, at_work
from api.web.words import N_
from cases.worklist.cursor import CursorError
from cases.worklist.pages import CaseCount, ListedCase, counts, page
from ledger.cases import CaseState
from ledger.models import Account, Grant, Role, Supplier, User

ROWS: Final = 50
LOOKS: Final = 3
"""How often it is looked further for a page that would be empty otherwise."""
MOST_PEOPLE: Final = 200
WHY: Final = 140
"""Letters of the reason that a row shows; the case has all of it."""


@dataclass(frozen=True, slots=True)
class NamedView:
    """A view that can be chosen. `key` stands in the address; `saved` is the kept one, None for those that come with the house."""

    key: str
    name: str
    pairs: Pairs
    saved: ViewShown | None = None

    @property
    def query(self) -> str:
        """What it shows, as it is kept."""
        return urlencode(self.pairs)


READY_MADE: Final = (
    NamedView("open", N_("At work"), ()),
    NamedView("mine", N_("My work"), (("assignee", "me"),)),
    NamedView("overdue", N_("Overdue"), (("due_before", "today"),)),
    NamedView("this-week", N_("Due this week"), (("due_before", "in-7-days"),)),
    NamedView("to-approve", N_("To approve"), (("state", "in_review"),)),
    NamedView("to-file", N_("To file"), (("state", "ready_to_file"),)),
    NamedView("waiting", N_("Waiting for an answer"), (("state", "filed"),)),
    NamedView("re-dispute", N_("To re-dispute"), (("state", "answered"),)),
    NamedView("papers", N_("Missing papers"), (("evidence_state", "missing"),)),
    NamedView("all", N_("Everything"), (("closed", ALL),)),
)
DUE_WORDS: Final[Mapping[str, str]] = {
    "today": N_("Overdue"),
    "tomorrow": N_("Today or overdue"),
    "in-7-days": N_("Within 7 days"),
    "in-30-days": N_("Within 30 days"),
}
CLOSED_WORDS: Final[Mapping[str, str]] = {"true": N_("Finished"), ALL: N_("At work and finished")}
FILTER_WORDS: Final[Mapping[str, str]] = {
    "supplier": N_("Supplier"),
    "type": N_("Type"),
    "state": N_("State"),
    "closed": N_("Show"),
    "assignee": N_("Assignee"),
    "due_before": N_("Due"),
    "tag": N_("Tag"),
    "retailer": N_("Retailer"),
    "evidence_state": N_("Evidence"),
    "q": N_("Text"),
}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A case of the queue. `due_word` says what `case.next_due` is; `open` and `claimed` are amounts of `case.currency`."""

    case: ListedCase
    address: str
    why: str
    due_word: str
    open: str
    claimed: str
    retailer: str
    odds: OddsShown | None = None

    @property
    def at_work(self) -> str:
        """Where its next step is done."""
        return at_work(self.address)


@dataclass(frozen=True, slots=True)
class Tab:
    """A state with how many cases are in it."""

    name: str
    address: str
    here: bool
    count: CaseCount | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that is set, and the queue without it."""

    name: str
    value: str
    without: str


def rows_of(gate: Gate, asked: AskedQueue, retailers: Mapping[str, str], say: Language) -> tuple[list[QueueRow], str | None]:
    """The page of cases and the cursor of the next one. Raises UnusableError for a cursor of another order."""
    view, after = worked_on(gate, asked.view), asked.after
    try:
        found = page(gate.session, view, after=after, limit=ROWS)
        for _ in range(LOOKS):
            if found.rows or found.next is None:
                break
            found = page(gate.session, view, after=found.next, limit=ROWS)
    except CursorError as error:
        raise UnusableError.of("query.after", "This page belongs to another order of the queue; begin with its first page.") from error
    odds = odds_of(gate, found.rows)
    return [_row(asked, case, retailers, odds.get(case.id), say) for case in found.rows], found.next


def _row(asked: AskedQueue, case: ListedCase, retailers: Mapping[str, str], odds: OddsShown | None, say: Language) -> QueueRow:
    why = told(case.why, say)
    differs = case.claimed_minor != case.open_minor
    return QueueRow(
        case,
        address_in(asked, case),
        why if len(why) <= WHY else f"{why[: WHY - 1].rstrip()}…",
        _due_word(case),
        amount(case.open_minor, case.currency),
        amount(case.claimed_minor, case.currency) if differs else "",
        retailers.get(case.retailer, case.retailer),
        odds,
    )


def _due_word(case: ListedCase) -> str:
    """What it is that is due next."""
    known = {case.snoozed_until: N_("until"), case.dispute_by: N_("closes"), case.safe_by: N_("safe by"), case.reply_due: N_("reply by")}
    return known.get(case.next_due, "") if case.next_due is not None else ""


def tabs_of(gate: Gate, asked: AskedQueue, say: Language) -> list[Tab]:
    """All states that hold cases of the queue, and what is finished."""
    states = set(asked.values("state"))
    counted = counts(gate.session, worked_on(gate, asked.view))
    total = CaseCount(sum(c.number for c in counted.values()), any(c.more for c in counted.values()))
    finished_alone = asked.value("closed") == "true"
    first = say.text(N_("Finished") if finished_alone else N_("Everything") if asked.value("closed") == ALL else N_("At work"))
    tabs = [Tab(first, asked.address(state=None), not states, total)]
    for state in CaseState:
        if state in counted or state.value in states:
            here = states == {state.value}
            tabs.append(Tab(say.word("state", state.value), asked.address(state=state.value), here, counted.get(state, CaseCount(0))))
    if not asked.value("closed"):
        tabs.append(Tab(say.text(N_("Finished")), asked.address(state=None, closed="true"), here=False))
    return tabs


def views_of(gate: Gate, say: Language) -> list[NamedView]:
    """The views one can choose: those that come with the house, one's own, and those that others share."""
    ready = [NamedView(view.key, say.text(view.name), view.pairs) for view in READY_MADE]
    return ready + [NamedView(str(kept.id), kept.name, _pairs(kept.query), kept) for kept in views.views(gate)]


def view_named(known: Sequence[NamedView], asked: AskedQueue) -> tuple[NamedView, bool]:
    """The view that the address names, and whether what is shown differs from it. The supplier one works for is no difference."""
    named = next((view for view in known if view.key == asked.named), None)
    if named is None:
        same = next((view for view in known if view.pairs == _but_supplier(view, asked.pairs)), None)
        return (same, False) if same is not None else (known[0], True)
    return named, _but_supplier(named, asked.pairs) != named.pairs


def address_of_view(view: NamedView, asked: AskedQueue) -> str:
    """Where a view is shown; the supplier that was chosen stays where the view does not name one."""
    pairs = view.pairs
    if asked.value("supplier") and not any(name == "supplier" for name, _ in pairs):
        pairs = ordered((("supplier", asked.value("supplier")), *pairs))
    key = () if view.key == READY_MADE[0].key else (("view", view.key),)
    told = urlencode((*key, *pairs))
    return f"{QUEUE}?{told}" if told else QUEUE


def _pairs(query: str) -> Pairs:
    return ordered((name, value) for name, value in parse_qsl(query) if name in NAMES)


def _but_supplier(view: NamedView, pairs: Pairs) -> Pairs:
    own = any(name == "supplier" for name, _ in view.pairs)
    return pairs if own else tuple(pair for pair in pairs if pair[0] != "supplier")


def chosen_of(asked: AskedQueue, say: Language, people: Mapping[int, str], retailers: Mapping[str, str]) -> list[Chosen]:
    """The filters that are set, as chips say them; supplier and state have places of their own."""
    told = [(name, value) for name, value in asked.pairs if name in FILTER_WORDS and name not in {"supplier", "q"}]
    several = len(asked.values("state")) > 1
    return [
        Chosen(say.text(FILTER_WORDS[name]), _said(name, value, say, people, retailers), asked.without(name, value))
        for name, value in told
        if name != "state" or several
    ]


def _said(name: str, value: str, say: Language, people: Mapping[int, str], retailers: Mapping[str, str]) -> str:
    match name:
        case "type" | "state":
            return say.word(name, value)
        case "evidence_state":
            return say.word("evidence", value)
        case "closed":
            return say.text(CLOSED_WORDS.get(value, value))
        case "due_before":
            return say.text(DUE_WORDS[value]) if value in DAYS else say.text(N_("before {day}")).format(day=say.day(value))
        case "assignee":
            special = {"me": N_("me"), "none": N_("nobody")}.get(value)
            return say.text(special) if special else people.get(int(value), value)
        case "retailer":
            return retailers.get(value, value)
        case _:
            return value


def people_of(gate: Gate, asked: AskedQueue) -> dict[int, str]:
    """Those that cases can be given to: who works for the supplier that was chosen, or for any that one works for."""
    supplier_id = asked.view.supplier_id
    if supplier_id is not None and gate.scope.inside(supplier_id):
        return {user.id: user.name for user in colleagues(gate, supplier_id)[:MOST_PEOPLE]}
    known = gate.scope.inside_ids
    working = select(Grant.user_id).where(Grant.role.not_in((Role.SUPPLIER, Role.PARTNER)))
    if known is not None:
        working = working.where(Grant.supplier_id.is_(None) | Grant.supplier_id.in_(known))
    wanted = select(User.id, User.name).where(User.active, User.id.in_(working)).order_by(User.name, User.id).limit(MOST_PEOPLE)
    return {row.id: row.name for row in gate.session.execute(wanted)}


def names_of(gate: Gate, people: Mapping[int, str], rows: Iterable[QueueRow]) -> dict[int, str]:
    """The names of those whom the cases of a page are given to."""
    missing = {row.case.assignee_id for row in rows if row.case.assignee_id is not None} - people.keys()
    if not missing:
        return dict(people)
    found = gate.session.execute(select(User.id, User.name).where(User.id.in_(missing)))
    return {**people, **{row.id: row.name for row in found}}


def suppliers_named(gate: Gate, rows: Iterable[QueueRow]) -> dict[int, str]:
    """The names of the suppliers of a page."""
    wanted = gate.seen(Supplier).where(Supplier.id.in_({row.case.supplier_id for row in rows}))
    return {supplier.id: supplier.name for supplier in gate.session.scalars(wanted)}


def retailers_of(gate: Gate, say: Language) -> dict[str, str]:
    """The retailers of all accounts that one sees, by code, with their names."""
    codes = gate.session.scalars(gate.seen(Account).with_only_columns(Account.retailer).distinct().order_by(Account.retailer))
    return {code: say.retailer(code) for code in codes}


def snooze_days(today: date) -> list[tuple[str, date]]:
    """Days that one puts cases off to most."""
    return [
        (N_("Tomorrow"), today + timedelta(days=1)),
        (N_("In 3 days"), today + timedelta(days=3)),
        (N_("In a week"), today + timedelta(days=7)),
        (N_("In two weeks"), today + timedelta(days=14)),
        (N_("In a month"), today + timedelta(days=30)),
    ]
