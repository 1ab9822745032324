"""An audit of very many claim lines: written to findings.parquet while it is judged, with sums of all and the lines that matter most.

Nothing grows with the number of lines but the tables themselves: findings exist for one cut at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeAlias

import polars as pl
from polars.io.plugins import register_io_source

from facts.documents import DocumentKind
from facts.finding import Direction, Finding, FindingType, Verdict
from facts.tables import TABLES, TableKind
from matchers.columns.accounts import ASKED, CUT, DETAILS, Accounts, sort_out
from matchers.columns.judge import judge_in_columns
from matchers.columns.orders import OrdersBeside, orders_beside
from matchers.columns.single import beside, own_series, part_of
from matchers.columns.touched import touched
from matchers.columns.written import AMOUNTS
from matchers.finding_table import SCHEMA, WORD, finding_of, frames_of
from matchers.frames import PLACES, Paper, collect, schema
from matchers.grounds import lay_out
from matchers.judge import Judgement, judge_on
from rules.model import Rules

IN_COLUMNS_FROM: Final = 50_000
"""So many claim lines are judged in columns; fewer are judged one by one, which then costs little."""
LISTED: Final = 1_000
"""So many findings are kept at hand: those that can be filed first, the largest first."""
_DISPUTABLE: Final = (Verdict.DISPUTE, Verdict.NEEDS_EVIDENCE, Verdict.TOO_EARLY, Verdict.IN_DISPUTE)
"""Verdicts on which money can still be had (`CauseSum.open`)."""


@dataclass(frozen=True, slots=True)
class KindSum:
    """Lines of one kind, verdict and direction in one currency: how many, what was deducted, and what stands under the verdict.

    `partly_right` counts lines of which more was deducted than stands.
    """

    currency: str
    type: FindingType
    direction: Direction
    verdict: Verdict
    lines: int
    claimed: Decimal
    standing: Decimal
    partly_right: int


@dataclass(frozen=True, slots=True)
class CauseSum:
    """Lines of one cause in one currency: how many, what was deducted for it, and what of it can still be had."""

    currency: str
    cause: str
    lines: int
    claimed: Decimal
    open: Decimal


@dataclass(frozen=True, slots=True)
class Tally:
    """What all findings come to, of which only some are at hand."""

    lines: int
    kinds: tuple[KindSum, ...]
    causes: tuple[CauseSum, ...]


@dataclass(slots=True)
class BulkScope:
    """One retailer's tables, papers and rules. `tables` is emptied as it is judged: its frames are large."""

    rules: Rules
    tables: list[tuple[TableKind, pl.DataFrame]]
    papers: tuple[Paper, ...] = ()
    hidden_payments: tuple[str, ...] = ()

    @property
    def claim_lines(self) -> int:
        """Lines of the exports that detail claims."""
        return sum(frame.height for kind, frame in self.tables if kind in DETAILS)


@dataclass(slots=True)
class BulkJudgement:
    """What was judged: the judgements of what was unusual, scope by scope, the sums of all findings, and those kept at hand, `listed`.

    `orders` are, scope by scope, the orders beside those of the judgement (`matchers.columns.orders`).
    """

    judgements: list[Judgement] = field(default_factory=list)
    orders: list[OrdersBeside | None] = field(default_factory=list)
    sums: list[pl.DataFrame] = field(default_factory=list)
    causes: list[pl.DataFrame] = field(default_factory=list)
    listed: tuple[Finding, ...] = ()
    kept: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMA))

    def take(self, parts: Sequence[pl.DataFrame], amounts: pl.DataFrame) -> None:
        """Adds the findings of a cut to the sums, and keeps those that matter most; `amounts` are those of all of them (`AMOUNTS`)."""
        told = ("currency", "type", "direction", "verdict", "root_cause")
        money = pl.concat([pl.DataFrame([part[name] for name in told]) for part in parts]).hstack(amounts)
        money = money.with_columns(_standing().alias("standing"))
        self.sums.append(
            money.group_by("currency", "type", "direction", "verdict").agg(
                pl.len().alias("lines"), pl.col("claimed").sum(), pl.col("standing").sum(),
                (pl.col("claimed") > pl.col("standing")).sum().alias("partly_right"),
            )
        )  # fmt: skip
        owed = money.filter(pl.col("root_cause").is_not_null() & (pl.col("direction") == Direction.OWED_TO_US.value))
        still = pl.when(pl.col("verdict").is_in([v.value for v in _DISPUTABLE])).then("standing").otherwise(0)
        self.causes.append(
            owed.group_by("currency", "root_cause").agg(pl.len().alias("lines"), pl.col("claimed").sum(), still.sum().alias("open"))
        )
        places = _first(money["verdict"], money["recoverable"], pl.concat([part["id"] for part in parts]))
        kept = pl.concat([self.kept, *_rows(parts, places)])
        self.kept = kept[_first(kept["verdict"], _amounts(kept)["recoverable"], kept["id"])]

    def tally(self) -> Tally:
        """The sums of all."""
        kinds = pl.concat(self.sums).group_by("currency", "type", "direction", "verdict", maintain_order=True).sum() if self.sums else None
        causes = pl.concat(self.causes).group_by("currency", "root_cause", maintain_order=True).sum() if self.causes else None
        rows = () if kinds is None else tuple(
            KindSum(r["currency"], FindingType(r["type"]), Direction(r["direction"]), Verdict(r["verdict"]), r["lines"],
                    _exact(r["claimed"]), _exact(r["standing"]), r["partly_right"])
            for r in kinds.sort("currency", "type", "direction", "verdict").iter_rows(named=True)
        )  # fmt: skip
        told = () if causes is None else tuple(
            CauseSum(r["currency"], r["root_cause"], r["lines"], _exact(r["claimed"]), _exact(r["open"]))
            for r in causes.sort("currency", "root_cause").iter_rows(named=True)
        )  # fmt: skip
        return Tally(sum(r.lines for r in rows), rows, told)

    def close(self) -> None:
        """Lists the findings kept at hand, when there are no more to come."""
        self.listed = tuple(finding_of(row) for row in self.kept.to_dicts())


def _amounts(findings: pl.DataFrame) -> pl.DataFrame:
    """What was deducted and what can be had of some findings, by their texts."""
    texts = (pl.col(f"{name}_amount").str.to_decimal(scale=4).to_physical().cast(pl.Int64).alias(name) for name in AMOUNTS)
    return findings.select(texts)


def _first(verdicts: pl.Series, worth: pl.Series, ids: pl.Series) -> pl.Series:
    """The places of the findings that are kept, of these; `worth` is what can be had of each."""
    rank = (verdicts != Verdict.DISPUTE.value).alias("rank")
    ranked = pl.DataFrame([rank, worth.alias("worth")]).with_row_index("place")
    best = ranked.filter(~pl.col("rank"))["worth"].top_k(LISTED)
    if best.len() == LISTED:
        ranked = ranked.filter(~pl.col("rank") & (pl.col("worth") >= best.min()))
    ranked = ranked.with_columns(ids[ranked["place"]].alias("id"))
    return ranked.sort("rank", "worth", "id", descending=[False, True, False]).head(LISTED)["place"]


def _rows(parts: Sequence[pl.DataFrame], places: pl.Series) -> Iterator[pl.DataFrame]:
    """The rows of parts that stand at some places, all parts taken as one."""
    at = 0
    for part in parts:
        yield part[places.filter((places >= at) & (places < at + part.height)) - at]
        at += part.height


def _exact(ten_thousandths: int) -> Decimal:
    """The amount without needless digits, two at least."""
    amount = Decimal(ten_thousandths).scaleb(-4)
    cents = amount.quantize(Decimal("0.01"))
    return cents if cents == amount else amount.normalize()


def _standing() -> pl.Expr:
    """What a line contributes to its verdict's sum, as `cases.auditing.outputs.summary` says it of one."""
    stands = pl.col("verdict").is_in([Verdict.ACCEPT.value, Verdict.RESOLVED.value, Verdict.REVIEW.value])
    filed = (pl.col("verdict") == Verdict.IN_DISPUTE.value) & (pl.col("recoverable") == 0)
    return pl.when(stands | filed).then("claimed").otherwise("recoverable")


def judge_bulk(scopes: Sequence[BulkScope], as_of: date, path: Path) -> BulkJudgement:
    """Judges the scopes one after the other and writes all findings to `path` while they are judged."""
    judged = BulkJudgement()

    def batches(*_: object) -> Iterator[pl.DataFrame]:
        for scope in scopes:
            yield from _judged(scope, as_of, judged)
        judged.close()  # here, as the last findings are still being written

    source = register_io_source(batches, schema=SCHEMA, is_pure=False)
    source.sink_parquet(path, compression="snappy", statistics=False, maintain_order=True)
    return judged


def _judged(scope: BulkScope, as_of: date, judged: BulkJudgement) -> Iterator[pl.DataFrame]:
    on_paper = any(p.document.kind is DocumentKind.REMITTANCE_ADVICE for p in scope.papers)
    if on_paper or scope.claim_lines < IN_COLUMNS_FROM:
        frames = collect((), scope.tables, scope.hidden_payments, scope.papers)
        scope.tables.clear()
        judgement = judge_on(lay_out(frames, scope.rules), as_of)
        judged.orders.append(None)
        findings = list(frames_of(judgement.findings))
    else:
        tables = _together(scope.tables)
        orders = tables[TableKind.PURCHASE_ORDERS]["purchase_order"] if TableKind.PURCHASE_ORDERS in tables else pl.Series(dtype=pl.String)
        accounts = sort_out(tables, scope.rules, touched(scope.papers, tables, orders, scope.rules.grammar))
        whole = {kind: frame for kind, frame in tables.items() if kind not in CUT}
        tables.clear()
        apart: list[Future[_Apart]] = []
        with ThreadPoolExecutor(1) as hand:
            series = hand.submit(own_series, accounts, scope.rules)

            def begin(left: pl.Series) -> None:
                odd = pl.concat([accounts.unusual, left]).unique()
                apart.append(hand.submit(_judged_apart, scope, accounts, whole, odd, series.result(), as_of))

            for cut in judge_in_columns(accounts, whole, scope.rules, as_of, begin):
                if cut.findings:
                    judged.take(cut.findings, cut.amounts)
                yield from cut.findings
            (rest,) = apart
            judgement, orders_left, findings = rest.result()
        judged.orders.append(orders_left)
    judged.judgements.append(judgement)
    for frame in findings:
        judged.take([frame], _amounts(frame))
        yield frame


_Apart: TypeAlias = tuple[Judgement, OrdersBeside | None, list[pl.DataFrame]]


def _judged_apart(
    scope: BulkScope, accounts: Accounts, whole: Mapping[TableKind, pl.DataFrame], odd: pl.Series, series: frozenset[str], as_of: date
) -> _Apart:
    """What is unusual, judged line by line: the judgement, the orders beside it, its findings. `odd` are the places of its invoices."""
    part = part_of(accounts, whole, odd, whole=True)
    around = beside(accounts, part, odd, scope.rules, series, papers=bool(scope.papers))
    frames = collect((), part.items(), scope.hidden_payments, scope.papers)
    judgement = judge_on(lay_out(frames, scope.rules, around), as_of)
    return judgement, orders_beside(accounts, part), list(frames_of(judgement.findings))


def _together(parts: list[tuple[TableKind, pl.DataFrame]]) -> dict[TableKind, pl.DataFrame]:
    """One frame to a kind, with the columns that any of its files has. Takes the parts out of the list as it goes."""
    kinds = dict.fromkeys(kind for kind, _ in parts)
    found: dict[TableKind, pl.DataFrame] = {}
    for kind in kinds:
        names = {c.name for c in TABLES[kind]} | PLACES.keys()
        mine = [frame.select(n for n in frame.columns if n in names) for k, frame in parts if k is kind]
        parts[:] = [(k, frame) for k, frame in parts if k is not kind]
        wanted = {name: dtype for name, dtype in schema(kind).items() if name in ASKED.get(kind, schema(kind))}
        found[kind] = pl.concat(_alike([*mine, pl.DataFrame(schema=wanted)]), how="diagonal", rechunk=True)
    return found


def _alike(frames: Sequence[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The frames with words for texts wherever the longest of them has words, and texts for all other words."""
    longest = max(frames, key=lambda frame: frame.height).schema
    for frame in frames:
        worded = [name for name, dtype in frame.schema.items() if dtype in (pl.String, WORD)]
        yield frame.with_columns(pl.col(name).cast(WORD if longest.get(name) == WORD else pl.String) for name in worded)
