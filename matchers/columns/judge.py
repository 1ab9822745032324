"""Claims judged in whole columns, cut by invoice so that memory stays bounded; what is unusual is left for `matchers.judge`.

There is one judge. Of every class of lines some are judged by it, line by line: from them the words, formulas and steps of the class
are taken, and to them what columns worked out is held. Where the two differ, the whole class is left.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from itertools import count, islice
from threading import Event
from typing import Any, Final, TypeAlias

import polars as pl

from facts.finding import Finding, FindingType
from facts.tables import TableKind
from matchers.columns.accounts import DETAILS, Accounts
from matchers.columns.gathering import order_heads, price_rows, shortage_rows, with_costs, with_packs
from matchers.columns.merits import price_merits, shortage_merits
from matchers.columns.parted import Parted, Rows
from matchers.columns.single import part_of
from matchers.columns.standing import Windows, with_standing
from matchers.columns.texts import with_texts
from matchers.columns.written import AMOUNTS, KNOWN, Form, UnknownFormError, amounts, form_of, written
from matchers.finding_table import SCHEMA, finding_row
from matchers.frames import Frames
from matchers.judge import judge
from rules.model import Rules

CUT_LINES: Final = 260_000
"""So many claim lines are judged at a time at most: some hundred megabytes while their findings are written."""
SIDE_BY_SIDE: Final = 2
"""So many cuts are judged at once. All wait for the first, a small one, before they write: it finds the forms of most classes."""
EXAMPLES: Final = 2
"""So many of the first lines of each class are judged one by one as well, beside its last and the one of which least came back."""
Forms: TypeAlias = dict[tuple[Any, ...], Form]
"""Forms of classes that were held against the judge of single lines before, by what tells classes apart."""
_DONE_WITH: Final = (
    "claim", "item", "line", "claim_key", "remitted", "deducted_on", "issued", "due", "status", "attempt", "merits", "safe_by", "came_back",
    "granted", "pending", "closed", "used_up", "too_early", "invoiced", "received", "short", "over_billed", "contestable", "quantity",
    "printed_units", "unit_cost", "order_cost", "adjusted_cost", "printed_cost", "later_cost", "claim_asked", "claim_paid", "back_asked",
    "back_paid", "left", "above_order", "pack_dated",
)  # fmt: skip
"""What lines are judged by and no finding tells, or tells as a text by then: it is left behind before they are parted."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What one cut found out and the next need not: forms of classes, and windows by the days that they count from.

    `first` is set when the first cut has found its forms.
    """

    forms: Forms = field(default_factory=dict)
    windows: Windows = field(default_factory=dict)
    first: Event = field(default_factory=Event)


@dataclass(frozen=True, slots=True)
class Cut:
    """Findings of some of the invoices, as rows of findings.parquet, and their amounts.

    The findings stay in parts, class by class: joined, they would be copied by whoever selects from them.
    """

    findings: tuple[pl.DataFrame, ...]
    amounts: pl.DataFrame


def judge_in_columns(
    accounts: Accounts,
    tables: Mapping[TableKind, pl.DataFrame],
    rules: Rules,
    as_of: date,
    when_known: Callable[[pl.Series], object],
) -> Iterator[Cut]:
    """Judges the usual claims, cut by cut. `tables` are the account's tables that are not cut.

    `when_known` is told the places of the invoices that the cuts leave undecided, once, before the findings of the last are written.
    """
    usual = pl.Series("root", range(accounts.invoices.height), dtype=pl.UInt32)
    usual = usual.set(usual.is_in(accounts.unusual.implode()), None)
    plain: dict[TableKind, pl.Series] = {kind: usual[accounts.tables[kind]["root"]] for kind in DETAILS if kind in accounts.tables}
    cuts = _cuts(sum(roots.count() for roots in plain.values()))
    known = _Known()
    undone: list[pl.Series] = []
    counted = count(1)

    def judged(cut: int) -> Cut:
        mine: dict[TableKind, pl.DataFrame] = {kind: rows.of_cut(cut) for kind, rows in details.items()}
        try:
            classes, left = _sorted(parted.of_cut(cut), tables, mine, known.windows, rules, as_of)
            if cut:
                known.first.wait()
            formed, undecided = _formed(accounts, tables, classes, known.forms, rules, as_of)
        finally:
            known.first.set()
        roots = _roots([*left, *undecided])
        undone.append(roots)
        if next(counted) == cuts:  # no two cuts are given the same count
            when_known(pl.concat(undone))
        return _written(formed, roots, rules)

    with ThreadPoolExecutor(SIDE_BY_SIDE) as hands:
        parting = [hands.submit(Rows.of, accounts.tables[kind], roots, cuts) for kind, roots in plain.items()]
        parted = Parted.of(accounts, usual, cuts, hands)
        details = {kind: rows.result() for kind, rows in zip(plain, parting, strict=True)}
        waiting = iter(range(cuts))
        ahead = deque(hands.submit(judged, cut) for cut in islice(waiting, SIDE_BY_SIDE))
        while ahead:
            done = ahead.popleft().result()
            ahead.extend(hands.submit(judged, cut) for cut in islice(waiting, 1))
            yield done


def _cuts(lines: int) -> int:
    """One for few lines, else the first, and after it as many as keep all hands busy to the end."""
    later = -(-lines // CUT_LINES)
    return 1 if later <= 1 else 1 + later + -later % SIDE_BY_SIDE


def _sorted(
    near: Accounts,
    tables: Mapping[TableKind, pl.DataFrame],
    details: Mapping[TableKind, pl.DataFrame],
    windows: Windows,
    rules: Rules,
    as_of: date,
) -> tuple[list[_Class], list[pl.Series]]:
    """The lines of a cut by classes with what columns say of them, and the invoices that are left because something is unusual."""
    classes: list[_Class] = []
    left: list[pl.Series] = []
    heads = order_heads(near)
    for kind, rows in details.items():
        shortage = kind is TableKind.SHORTAGE_DETAIL
        claim = FindingType.SHORTAGE if shortage else FindingType.PRICE_CLAIM
        lines = _shortages(near, heads, rows, rules) if shortage else _prices(near, heads, tables, rows, rules)
        found = with_texts(with_standing(lines, claim, rules, as_of, windows).with_columns(_left_over()))
        odd = found.filter(pl.col("class") == "unusual")["root"]
        left.append(odd)
        classes += _classes(found.filter(~pl.col("root").is_in(odd.unique().implode())) if odd.len() else found, claim)
    return classes, left


def _shortages(accounts: Accounts, heads: pl.DataFrame | None, rows: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    return shortage_merits(shortage_rows(accounts, heads, rows, rules))


def _prices(
    accounts: Accounts, heads: pl.DataFrame | None, tables: Mapping[TableKind, pl.DataFrame], rows: pl.DataFrame, rules: Rules
) -> pl.DataFrame:
    lines = with_costs(price_rows(accounts, heads, rows, rules), tables.get(TableKind.COST_HISTORY), rules)
    return price_merits(with_packs(lines, tables.get(TableKind.CATALOGUE)), rules)


def _left_over() -> pl.Expr:
    """What is still to be had, in cents: the value less what came back."""
    return (
        pl.when(pl.col("credited").is_null())
        .then("value")
        .otherwise(pl.max_horizontal(0, pl.col("value") - pl.col("credited")))
        .alias("left_over")
    )


@dataclass(frozen=True, slots=True)
class _Class:
    """Lines of a kind that are alike in all that decides the form of a finding, its `mark`: where they stand among others of the kind.

    They are taken from there only when all that are written alike are known, once.
    """

    kind: FindingType
    mark: tuple[Any, ...]
    lines: pl.DataFrame
    places: pl.Series

    def roots(self) -> pl.Series:
        """The places of their invoices."""
        return self.lines["root"][self.places]


def _classes(lines: pl.DataFrame, kind: FindingType) -> list[_Class]:
    """The lines parted by all that decides the form of a finding."""
    there = [pl.col(column).is_not_null().cast(pl.UInt64) for column in KNOWN.values() if column in lines.columns]
    known = pl.sum_horizontal(has * (1 << n) for n, has in enumerate(there))
    marks = lines.select(
        "condition", *(pl.col(name).to_physical() for name in ("class", "terms", "currency", "accepted_word")), known.alias("known")
    )
    parted = marks.with_row_index("place").group_by(marks.columns, maintain_order=True).agg("place")
    told = lines.select("class", "condition", "terms", "currency", "accepted_word").with_columns(marks["known"])
    told = told[parted["place"].list.first()]
    lines = lines.drop(_DONE_WITH, strict=False)
    return [_Class(kind, (kind, *mark), lines, places) for mark, places in zip(told.iter_rows(), parted["place"], strict=True)]


_Formed: TypeAlias = tuple[FindingType, Form, list[_Class]]
"""Classes that are written alike, with their kind and their form."""


def _formed(
    accounts: Accounts,
    tables: Mapping[TableKind, pl.DataFrame],
    classes: Sequence[_Class],
    forms: Forms,
    rules: Rules,
    as_of: date,
) -> tuple[list[_Formed], list[pl.Series]]:
    """How the lines of all classes are written, and the invoices of those classes on which the judge of single lines says otherwise."""
    found = _forms(accounts, tables, [one for one in classes if one.mark not in forms], rules, as_of)
    alike: dict[tuple[Any, ...], _Formed] = {}
    undecided = []
    for one in classes:
        form = forms.get(one.mark) or found.get(one.mark)
        if form is None:
            undecided.append(one.roots())
            continue
        if one.places.len() >= EXAMPLES:
            forms[one.mark] = form
        alike.setdefault(_written_alike(one.mark, form), (one.kind, form, []))[2].append(one)
    return list(alike.values()), undecided


def _roots(places: Sequence[pl.Series]) -> pl.Series:
    """Places of invoices, each once."""
    none = pl.Series("root", [], dtype=pl.UInt32)
    return pl.concat([none, *(some.cast(pl.UInt32).alias("root") for some in places)]).unique()


def _written(formed: Sequence[_Formed], roots: pl.Series, rules: Rules) -> Cut:
    """The lines as findings, but for those of invoices that are left: `roots` are their places."""
    parts: list[pl.DataFrame] = []
    sums = [pl.DataFrame(schema=dict.fromkeys(AMOUNTS, pl.Int64()))]
    for claim in dict.fromkeys(kind for kind, _, _ in formed):
        mine = [one for one in formed if one[0] is claim]
        lines = mine[0][2][0].lines
        kept = ~lines["root"].is_in(roots.implode())
        places = [pl.concat([one.places for one in classed]) for _, _, classed in mine]
        if not kept.all():
            places = [some.filter(kept[some]) for some in places]
        told = [(some.len(), form) for some, (_, form, _) in zip(places, mine, strict=True) if some.len()]
        if told:
            rows = lines[pl.concat(places)]
            parts += written(rows, told, claim, rules)
            sums += amounts(rows, told)
    return Cut(tuple(parts), pl.concat(sums))


def _examples(one: _Class) -> pl.DataFrame:
    """The lines of a class to which the judge of single lines is asked as well, the first before all others."""
    last = one.places.len() - 1
    least = (one.lines["credited"][one.places] / (one.lines["claimed"][one.places] + 1)).arg_min()
    places = {*range(min(EXAMPLES, last)), last, 0 if least is None else least}
    return one.lines[one.places[sorted(places)]]


def _forms(accounts: Accounts, tables: Mapping[TableKind, pl.DataFrame], classes: Sequence[_Class], rules: Rules, as_of: date) -> Forms:
    """The forms of classes, but for those of which an example comes out otherwise than it is judged one by one."""
    shown = [_examples(one) for one in classes]
    judged = _one_by_one(accounts, tables, pl.concat([rows["root"] for rows in shown]).unique(), rules, as_of) if shown else {}
    alike: dict[tuple[Any, ...], tuple[Form, list[tuple[tuple[Any, ...], pl.DataFrame, list[Finding]]]]] = {}
    for one, rows in zip(classes, shown, strict=True):
        alone = [line for key in rows.select("reference", "sku").iter_rows() if (line := judged.get((one.kind, *key))) is not None]
        if len(alone) == rows.height and (form := _form(rows, alone, one.kind, rules)) is not None:
            alike.setdefault(_written_alike(one.mark, form), (form, []))[1].append((one.mark, rows, alone))
    found: Forms = {}
    for claim in dict.fromkeys(one.kind for one in classes):
        mine = [(form, tried) for (kind, *_), (form, tried) in alike.items() if kind is claim]
        if not mine:
            continue
        lines = pl.concat([rows for _, tried in mine for _, rows, _ in tried], rechunk=True)
        formed = [(sum(rows.height for _, rows, _ in tried), form) for form, tried in mine]
        for (form, tried), frame in zip(mine, written(lines, formed, claim, rules), strict=True):
            at = 0
            for mark, rows, alone in tried:
                one_by_one = pl.DataFrame([finding_row(one) for one in alone], schema=SCHEMA)
                if frame.slice(at, rows.height).equals(one_by_one):
                    found[mark] = form
                at += rows.height
    return found


def _written_alike(mark: tuple[Any, ...], form: Form) -> tuple[Any, ...]:
    """What classes that are written together have in common: their kind, class and condition, and all words of their form."""
    return (*mark[:3], *form.words())


def _form(rows: pl.DataFrame, alike: Sequence[Finding], kind: FindingType, rules: Rules) -> Form | None:
    try:
        return form_of(rows, alike[0], kind, rules)
    except UnknownFormError:
        return None


def _one_by_one(
    accounts: Accounts, tables: Mapping[TableKind, pl.DataFrame], roots: pl.Series, rules: Rules, as_of: date
) -> dict[tuple[FindingType, str, str], Finding]:
    frames = Frames(part_of(accounts, tables, roots, whole=False))
    return {(f.type, f.reference, f.sku): f for f in judge(frames, rules, as_of).findings}
