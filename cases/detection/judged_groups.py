"""Which case each judged line belongs to: what a judgement found, sorted by what is filed once, beside the cases that are there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.detection.case_keys import Grouped, case_key, grouped
from cases.detection.finding_rows import JudgedLine, content_hash
from cases.detection.money_movements import Records, RecordsOnFile, Share
from cases.life.by_hand import PREFIX
from facts.finding import FindingType, Verdict
from facts.identifiers import compact
from facts.money import Money
from ledger.cases import Case, CaseForm, Filing
from ledger.findings import FindingRow
from matchers.grammar import number_key
from rules.model import Rules

OPENS_A_CASE: Final = frozenset(Verdict) - {Verdict.ACCEPT, Verdict.RESOLVED}
"""Verdicts of lines that somebody has to act on, or should have; the others only join a case that is there."""


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A finding as it stands in the ledger, without its words."""

    id: int
    key: str
    case_id: int | None
    type: FindingType
    currency: str
    reference: str
    invoice_number: str
    purchase_order: str
    vendor_code: str
    sku: str
    claimed_minor: int
    verdict: Verdict
    content_hash: str
    gone: bool

    @property
    def by_hand(self) -> bool:
        """True for a line that a person entered; no judgement makes or removes it."""
        return self.key.startswith(PREFIX)

    @property
    def grouped(self) -> Grouped:
        """What decides where it is filed."""
        return Grouped(self.type, self.currency, self.reference, self.invoice_number, self.vendor_code)

    @property
    def identity(self) -> tuple[str, str]:
        """Reference and item: the same line, whatever its kind turned out to be."""
        return number_key(self.reference), compact(self.sku)


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case as far as grouping needs it.

    A case that was `filed` keeps the rules it was filed under; one that we filed ourselves (`filed_by_us`) also keeps its lines. A
    filing that only the exports show goes where its lines go.
    """

    id: int
    key: str
    number: int
    filed: bool
    filed_by_us: bool
    records_hash: str
    rule_version_id: int | None


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A judged line with its content, and the row that it is of (None: a new one)."""

    line: JudgedLine
    content: Mapping[str, Any]
    hash: str
    row: KnownLine | None

    @property
    def differs(self) -> bool:
        """True where the row does not say just this already."""
        return self.row is None or self.row.gone or self.row.content_hash != self.hash


@dataclass(slots=True)
class Group:
    """What a judgement has to say about one case: `key` is its key, `case_id` the case that has it, if there is one.

    `changed` are lines that are new or say something else, `gone` and `joining` rows by id: those that no judgement finds any
    more, and those that belong to the case and are not in it yet. `adopts` is a case without lines of its own whose lines turned
    up here; `merges` are more of these. `open` says whether anything of it is to be acted on.
    """

    key: str
    case_id: int | None
    changed: list[JudgedRow] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    joining: list[int] = field(default_factory=list)
    adopts: int | None = None
    merges: list[int] = field(default_factory=list)
    records: Records = field(default_factory=Records)
    open: bool = False
    stale_records: bool = False

    @property
    def has_a_case(self) -> bool:
        """True where there is one, or is to be one."""
        return self.case_id is not None or self.adopts is not None or self.open

    @property
    def says_something(self) -> bool:
        """True where the ledger has to change for it."""
        moves = self.has_a_case and (self.joining or self.merges or self.stale_records)
        return bool(self.changed or self.gone or moves)


@dataclass(frozen=True, slots=True)
class Standing:
    """The findings and cases of an account before a judgement is written down."""

    lines: tuple[KnownLine, ...]
    cases: Mapping[int, KnownCase]


def standing_of(session: Session, account_id: int) -> Standing:
    """Reads them, without the words of the findings."""
    f = FindingRow
    columns = (
        f.id, f.finding_key, f.case_id, f.type, f.currency, f.reference, f.invoice_number, f.purchase_order, f.vendor_code, f.sku,
        f.claimed_minor, f.verdict, f.content_hash, f.gone_at,
    )  # fmt: skip
    rows = session.execute(select(*columns).where(f.account_id == account_id).order_by(f.id).execution_options(yield_per=10_000))
    lines = tuple(_known_line(tuple(row)) for row in rows)
    wanted = select(Case.id, Case.case_key, Case.number, Case.rounds, Case.records_hash, Case.rule_version_id).where(
        Case.account_id == account_id, Case.form == CaseForm.DISPUTE
    )
    ours = select(Filing.case_id).join(Case, Case.id == Filing.case_id).where(Case.account_id == account_id, Filing.channel != "imported")
    by_us = set(session.scalars(ours.distinct()))
    cases = {r[0]: KnownCase(r[0], r[1], r[2], r[3] > 0, r[0] in by_us, r[4], r[5]) for r in session.execute(wanted)}
    return Standing(lines, cases)


def _known_line(row: tuple[Any, ...]) -> KnownLine:
    said: list[Any] = [*row[:-1]]
    said.append(row[-1] is not None)
    return KnownLine(*said)


def matched(standing: Standing, judged: Iterable[JudgedLine]) -> list[JudgedRow]:
    """Each judged line with the row that it is of: by its key, else the one row of the same reference and item.

    The key changes with the kind of a claim and the supplier's name in the terms; the line stays the line.
    """
    found = list(judged)
    by_key = {k.key: k for k in standing.lines if not k.by_hand}
    taken = {f.finding.id for f in found} & by_key.keys()
    loose: dict[tuple[str, str], list[KnownLine]] = defaultdict(list)
    for known in standing.lines:
        if not known.gone and not known.by_hand and known.key not in taken:
            loose[known.identity].append(known)
    rows = []
    for line in found:
        finding, content = line.finding, line.to_json()
        row = by_key.get(finding.id)
        same = loose.get((number_key(finding.reference), compact(finding.sku)), [])
        if row is None and len(same) == 1:
            row = same.pop()
        rows.append(JudgedRow(line, content, content_hash(content), row))
    return rows


class Grouping:
    """Sorts what was judged, and what was not, by the case that it belongs to."""

    def __init__(self, standing: Standing, rules: Rules, records: RecordsOnFile) -> None:
        self._standing = standing
        self._rules = rules
        self._records = records
        self._case_by_key = {c.key: c for c in standing.cases.values()}
        self._members: dict[str, list[tuple[KnownLine | None, JudgedRow | None]]] = defaultdict(list)
        self._gone: list[KnownLine] = []
        self._own_keys: dict[tuple[str, FindingType], str] = {}

    def groups(self, judged: Sequence[JudgedRow], in_focus: Callable[[KnownLine], bool]) -> list[Group]:
        """The groups that have something to say, in the order of their cases' numbers, new ones last."""
        touched = self._place(judged, in_focus)
        made: dict[str, Group] = {}
        for key, members in self._members.items():
            made[key] = self._group(key, members)
        for lost in self._gone:
            left = self._key_of_case(lost.case_id)
            lonely = Group("", None) if left is None else Group(left, self._case_by_key[left].id)
            made.setdefault(lonely.key, lonely).gone.append(lost.id)
        self._adopt(made)
        self._add_records(made, touched)
        speaking = [g for g in made.values() if g.says_something]
        return sorted(speaking, key=lambda g: (g.case_id is None, g.case_id or 0, g.key))

    def _place_first_rounds(self, judged: Sequence[JudgedRow]) -> None:
        """The key of each claim by its own line, for claims that take it up again: they may not name its invoice."""
        for known in self._standing.lines:
            if not known.gone:
                key = self._key_of_case(known.case_id) or case_key(known.grouped, self._rules)
                self._own_keys[number_key(known.reference), known.type] = key
        for found in judged:
            f = found.line.finding
            self._own_keys[number_key(f.reference), f.type] = self._key_in_hand(found) or case_key(grouped(f), self._rules)

    def _place(self, judged: Sequence[JudgedRow], in_focus: Callable[[KnownLine], bool]) -> set[str]:
        """Puts every line that stands after the judgement to its key; gives the keys of those that were judged."""
        self._place_first_rounds(judged)
        touched = set()
        rows = set()
        for found in judged:
            key = self._key_of_judged(found)
            touched.add(key)
            self._members[key].append((found.row, found))
            if found.row is not None:
                rows.add(found.row.id)
        for known in self._standing.lines:
            if known.gone or known.id in rows:
                continue
            if in_focus(known) and not known.by_hand:
                self._gone.append(known)
                continue
            key = self._key_of_case(known.case_id) or self._key_of_line(known.grouped)
            self._members[key].append((known, None))
        return touched

    def _key_of_judged(self, found: JudgedRow) -> str:
        return self._key_in_hand(found) or self._key_of_line(grouped(found.line.finding))

    def _key_in_hand(self, found: JudgedRow) -> str | None:
        """The key of the case that a line stays in: one that we filed ourselves."""
        case = self._standing.cases.get(found.row.case_id or 0) if found.row is not None else None
        return case.key if case is not None and case.filed_by_us else None

    def _key_of_line(self, line: Grouped) -> str:
        """The group by the rules in force. A claim made again after it was given back belongs to the case of its first round."""
        first = self._records.first_round(line.reference)
        if number_key(first) != number_key(line.reference):
            key = self._own_keys.get((number_key(first), line.type))
            if key is not None:
                return key
        return case_key(replace(line, reference=first), self._rules)

    def _key_of_case(self, case_id: int | None) -> str | None:
        case = self._standing.cases.get(case_id) if case_id is not None else None
        return case.key if case else None

    def _group(self, key: str, members: Sequence[tuple[KnownLine | None, JudgedRow | None]]) -> Group:
        case = self._case_by_key.get(key)
        group = Group(key, case.id if case else None)
        for known, found in members:
            verdict = found.line.finding.verdict if found is not None else known.verdict if known is not None else Verdict.ACCEPT
            group.open = group.open or verdict in OPENS_A_CASE
            if found is not None and found.differs:
                group.changed.append(found)
            elif known is not None and (known.case_id is None or known.case_id != group.case_id):
                group.joining.append(known.id)
        return group

    def _adopt(self, made: dict[str, Group]) -> None:
        """A case that is left without lines goes with them: it takes the new key, or is merged into the case that has it."""
        before: dict[int, list[KnownLine]] = defaultdict(list)
        for standing in self._standing.lines:
            if standing.case_id is not None and not standing.gone:
                before[standing.case_id].append(standing)
        turned_up: dict[str, Counter[str]] = defaultdict(Counter)
        for key, members in self._members.items():
            for known, found in members:
                line = found.line.finding.reference if found is not None else known.reference if known is not None else ""
                turned_up[number_key(line)][key] += 1
        for case_id in sorted(before, key=lambda i: self._standing.cases[i].number if i in self._standing.cases else 0):
            case = self._standing.cases.get(case_id)
            if case is None or self._members.get(case.key):
                continue
            keys: Counter[str] = Counter()
            for left in before[case_id]:
                keys.update(turned_up.get(number_key(left.reference), {}))
            if keys:
                self._hand_over(case, made, min(keys, key=lambda k: (-keys[k], k)))

    def _hand_over(self, case: KnownCase, made: dict[str, Group], key: str) -> None:
        left, target = made.pop(case.key, None), made[key]
        target.gone += left.gone if left else []
        if target.case_id is None and target.adopts is None:
            target.adopts = case.id
        else:
            target.merges.append(case.id)

    def _add_records(self, made: Mapping[str, Group], touched: Iterable[str]) -> None:
        """The filings and the money of each case that was judged. A claim of several cases is shared by what each has of it."""
        claimed: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for key, members in self._members.items():
            for reference, _, minor in _lines(members):
                claimed[reference][key] += minor
        wanted = {*touched, *(key for key, group in made.items() if group.says_something)}
        for key in wanted & made.keys() & self._members.keys():
            group = made[key]
            lines = list(_lines(self._members[key]))
            shares = {reference: _share(claimed[reference], key) for reference, _, _ in lines}
            group.records = self._records.of(shares, (sku for _, sku, _ in lines))
            case = self._standing.cases.get(group.case_id or group.adopts or 0)
            group.stale_records = group.records.hash != (case.records_hash if case else "")


def _lines(members: Iterable[tuple[KnownLine | None, JudgedRow | None]]) -> Iterator[tuple[str, str, int]]:
    """Reference, item and amount of each line as it stands after the judgement."""
    for known, found in members:
        if found is not None:
            f = found.line.finding
            yield number_key(f.reference), f.sku, Money.of(f.claimed_amount, f.currency).minor
        elif known is not None:
            yield number_key(known.reference), known.sku, known.claimed_minor


def _share(claimed: Mapping[str, int], key: str) -> Share:
    before = sum(minor for other, minor in claimed.items() if other < key)
    return Share(claimed[key], before, sum(claimed.values()))
