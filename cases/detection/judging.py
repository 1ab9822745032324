"""One judgement of an account, from what the ledger holds to what has to be written: nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rule_version, rules_by_version, rules_for
from cases.background.work import TransientWorkError
from cases.detection.account_books import BookChanges, KnownBooks, changes_to_books, known_books
from cases.detection.day_of_cases import cases_of_the_day
from cases.detection.finding_rows import JudgedLine
from cases.detection.focus import Touches, bearings_of, claims_of_the_day, focus_on, stored_form, waiting_touches
from cases.detection.judged_groups import Group, Grouping, KnownLine, Standing, matched, standing_of
from cases.detection.money_movements import RecordsOnFile
from cases.detection.paper_links import changes_to_links, known_links
from cases.detection.redating import CaseDates, Redated
from cases.detection.row_differences import Key, KnownRow, RowDifferences
from facts.finding import Finding
from facts.identifiers import compact
from ledger.cases import Case
from ledger.database import ROW_ALONE
from ledger.frames import AccountFacts, facts_of
from ledger.suppliers import Account
from matchers.bearing import BearingKey, bearings
from matchers.focus import Focus, widened
from matchers.frames import collect
from matchers.grammar import number_key
from matchers.grounds import Grounds, lay_out
from matchers.judge import judge_on
from matchers.shortage import freight_terms_of
from rules.errors import RuleError
from rules.model import Rules


class OvertakenError(TransientWorkError):
    """A later judgement of the account has begun; what this one found is old."""

    def __init__(self, account_id: int) -> None:
        super().__init__(f"a later judgement of account {account_id} has begun")


@dataclass(frozen=True, slots=True)
class Begun:
    """A judgement that has begun: its number, by which rules and as of when, and what it is to take in."""

    account_id: int
    supplier_id: int
    retailer: str
    number: int
    as_of: date
    since: date | None
    rules: Rules
    rule_version_id: int
    rules_changed: bool
    whole: bool
    touches: Touches


def begin(session: Session, account_id: int, *, as_of: date, now: datetime, everything: bool = False) -> Begun:
    """Begins a judgement; one that began before may write no more. Locks the account's row until the caller commits.

    Raises RuleError where the account's rules cannot be used.
    """
    account = session.get_one(Account, account_id, with_for_update=ROW_ALONE, populate_existing=True)
    rules = rules_for(session, account_id, as_of)
    version = rule_version(session, account_id, rules, now)
    since = date.fromisoformat(account.judged_as_of) if account.judged_as_of else None
    rules_changed = account.judged_rule_version_id not in {None, version.id}
    broken = account.judgement != account.judgement_done
    touches = waiting_touches(session, account_id)
    account.judgement += 1
    session.flush()
    return Begun(
        account_id=account_id,
        supplier_id=account.supplier_id,
        retailer=account.retailer,
        number=account.judgement,
        as_of=as_of,
        since=since,
        rules=rules,
        rule_version_id=version.id,
        rules_changed=rules_changed,
        whole=everything or broken or since is None or as_of < since or rules_changed or touches.whole,
        touches=touches,
    )


def hold(session: Session, begun: Begun) -> Account:
    """The account, locked until the caller commits. Raises OvertakenError where a later judgement has begun."""
    account = session.get_one(Account, begun.account_id, with_for_update=ROW_ALONE, populate_existing=True)
    if account.judgement != begun.number:
        raise OvertakenError(begun.account_id)
    return account


@dataclass(frozen=True, slots=True)
class Held:
    """What the ledger holds of an account when it is judged."""

    facts: AccountFacts
    standing: Standing
    bearings: Mapping[BearingKey, str]
    day: Focus
    books: KnownBooks
    links: Mapping[Key, KnownRow]
    kept: Mapping[int, Rules]
    of_the_day: tuple[int, ...]


def held(session: Session, begun: Begun) -> Held:
    """Reads it. `kept` are the rules of filed cases, by version, where they are not those in force."""
    standing = standing_of(session, begun.account_id)
    day = Focus()
    if begun.since is not None and begun.since != begun.as_of:
        day = claims_of_the_day(session, begun.account_id, begun.since, begun.as_of)
    return Held(
        facts=facts_of(session, begun.account_id),
        standing=standing,
        bearings=bearings_of(session, begun.account_id),
        day=day,
        books=known_books(session, begun.account_id),
        links=known_links(session, begun.account_id),
        kept=_kept_rules(session, standing, begun.rule_version_id),
        of_the_day=cases_of_the_day(session, begun.account_id, begun.since or begun.as_of, begun.as_of),
    )


def _kept_rules(session: Session, standing: Standing, current: int) -> dict[int, Rules]:
    versions = {v for c in standing.cases.values() if c.filed and (v := c.rule_version_id) is not None and v != current}
    found: dict[int, Rules] = {}
    for version in sorted(versions):
        try:
            found[version] = rules_by_version(session, version)
        except RuleError:
            # Kept under a vocabulary that is no longer read; such a case is dated by the rules in force.
            continue
    return found


@dataclass(frozen=True, slots=True)
class Worked:
    """What came of a judgement and has to be written. `undated` are filed claims as the rules in force would date them."""

    begun: Begun
    kept: Mapping[int, Rules]
    groups: tuple[Group, ...]
    books: BookChanges
    links: RowDifferences
    bearings: Mapping[BearingKey, str]
    changed_keys: tuple[BearingKey, ...]
    of_the_day: tuple[int, ...]
    judged: int
    redated: tuple[tuple[KnownLine, Finding], ...]


def work_out(begun: Begun, there: Held) -> Worked:
    """Judges what is to be judged and compares it with what is there. No database is asked."""
    frames = collect(there.facts.readings, there.facts.tables, there.facts.hidden_payments)
    grounds = lay_out(frames, begun.rules)
    seen = stored_form(bearings(grounds))
    judged_last = [(k.reference, k.invoice_number, k.purchase_order, k.sku) for k in there.standing.lines if not k.gone]
    focus = None if begun.whole else widened(focus_on(there.bearings, seen, there.day, begun.touches.keys), judged_last)
    kept = _kept_claims(there)
    judgement = judge_on(grounds, begun.as_of, focus, kept)
    records = RecordsOnFile(grounds.ledger, begun.rules.currency)
    lines = [_with_journey(f, grounds) for f in judgement.findings]

    def in_focus(known: KnownLine) -> bool:
        named = (known.reference, known.invoice_number, known.purchase_order, known.sku)
        return focus is None or focus.touches(*named) or number_key(known.reference) in judgement.references

    rows = matched(there.standing, lines)
    paper_ids = {id(paper): row for paper, row in zip(frames.papers, there.facts.papers, strict=True)}
    return Worked(
        begun=begun,
        kept=there.kept,
        groups=tuple(Grouping(there.standing, begun.rules, records).groups(rows, in_focus)),
        books=changes_to_books(there.books, grounds.ledger, begun.account_id, begun.rules.currency),
        links=changes_to_links(there.links, grounds, paper_ids, begun.account_id),
        bearings=seen,
        changed_keys=tuple(sorted(k for k in there.bearings.keys() | seen.keys() if there.bearings.get(k) != seen.get(k))),
        of_the_day=there.of_the_day,
        judged=len(lines),
        redated=tuple(_redated(begun, there, grounds, kept)),
    )


def _kept_claims(there: Held) -> dict[str, Rules]:
    """Filed claims with the rules that they were filed under, by `number_key` of their reference."""
    cases = there.standing.cases
    found: dict[str, Rules] = {}
    for known in there.standing.lines:
        case = cases.get(known.case_id or 0)
        kept = there.kept.get(case.rule_version_id or 0) if case is not None and case.filed and not known.gone else None
        if kept is not None:
            found[number_key(known.reference)] = kept
    return found


def _redated(begun: Begun, there: Held, grounds: Grounds, kept: Mapping[str, Rules]) -> Iterable[tuple[KnownLine, Finding]]:
    """Filed lines that keep their dates, with the finding that the new rules would make of them."""
    if not begun.rules_changed or not kept:
        return
    anew = judge_on(grounds, begun.as_of, Focus(references=frozenset(kept)))
    by_line = {(number_key(f.reference), compact(f.sku)): f for f in anew.findings}
    for known in there.standing.lines:
        if number_key(known.reference) in kept and not known.gone and known.identity in by_line:
            yield known, by_line[known.identity]


def _with_journey(found: Finding, grounds: Grounds) -> JudgedLine:
    """The finding with where the goods went, who carried them and under which terms, by its order and the shipments of it."""
    if not found.purchase_order:
        return JudgedLine(found)
    order = grounds.books.order(found.purchase_order)
    shipments = grounds.pairing.of(found.purchase_order)
    mine = [s for s in shipments if any(compact(x.sku) == compact(found.sku) for x in s.loads)] or shipments
    destination = (order.ship_to_code if order else "") or next((s.ship_to_code for s in mine if s.ship_to_code), "")
    carrier = next((c for s in mine if (c := s.scac or s.carrier_name)), "")
    return JudgedLine(found, destination, carrier, freight_terms_of(found.purchase_order, grounds.books, grounds.pairing) or "")


def foresee(session: Session, account_id: int, rules: Rules, *, as_of: date) -> tuple[Redated, ...]:
    """What other rules would change, without changing anything: each open case whose days they make others, filed ones as kept."""
    account = session.get_one(Account, account_id)
    standing = standing_of(session, account_id)
    facts = facts_of(session, account_id)
    grounds = lay_out(collect(facts.readings, facts.tables, facts.hidden_payments), rules)
    by_case: dict[int, list[Finding]] = defaultdict(list)
    for row in matched(standing, [JudgedLine(f) for f in judge_on(grounds, as_of).findings]):
        if row.row is not None and row.row.case_id is not None:
            by_case[row.row.case_id].append(row.line.finding)
    cases = session.scalars(select(Case).where(Case.account_id == account.id, Case.closed.is_(False)).order_by(Case.number))
    found = [
        Redated(c.id, c.number, kept=c.rounds > 0, before=CaseDates.of(c), after=CaseDates.of_findings(by_case[c.id]))
        for c in cases
        if c.id in by_case
    ]
    return tuple(r for r in found if r.before != r.after)
