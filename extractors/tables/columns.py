"""From cells to a typed frame: every column read by its type, with one convention for dates and decimal marks per column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from extractors.tables import dates as days
from extractors.tables import numbers
from extractors.tables.grid import ROW, plain, plain_text
from extractors.tables.headers import Section
from extractors.tables.kinds import Fit
from extractors.tables.table import DTYPES, Table
from facts.tables import SCALE, TABLES, Column, ColumnType

SHOWN: Final = 5
"""So many unreadable cells are named one by one, the rest counted."""
_TOTAL: Final = (
    r"(?i)^\W*(?:(?:grand|sub|report|page|overall|invoice|net|running)?[\s-]*totals?|sum|summe|gesamt(?:summe|betrag)?|zwischensumme|endsumme|"
    r"(?:sous[\s-]*)?total(?:\s+g[ée]n[ée]ral)?|somme|suma|(?:total|totale)\s+general\w*|(?:sub)?totale?|toplam|合\s*计|总\s*计|小\s*计|共\s*计)\b?[\s:：=]*(?:[A-Z]{3}|\(.*\))?\W*$"
)
_EACH_WORDS: Final = frozenset("ea each eaches pc pcs pce piece pieces unit units u un stk st stck stück pza pzas pz pi pce uds unid 个 件 只".split())
_CURRENCY_WORDS: Final = {
    "RMB": "CNY", "人民币": "CNY", "CNH": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "EURO": "EUR", "EUROS": "EUR",
    "DOLLAR": "USD", "DOLLARS": "USD", "US DOLLAR": "USD", "YUAN": "CNY", "$US": "USD",
} | numbers.SIGNS  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """A section with its kind and its cells; `marks` and `orders` are what its columns say by themselves."""

    section: Section
    fit: Fit
    sheet: str | None
    separator: str | None
    body: pl.DataFrame
    marks: dict[str, numbers.Marks] = field(default_factory=dict)
    dates: dict[str, days.Dates] = field(default_factory=dict)


@dataclass(slots=True)
class _Build:
    """The growing table: columns, rows for review, conventions and problems."""

    plan: Plan
    review: pl.Series
    columns: dict[str, pl.Series] = field(default_factory=dict)
    extra: dict[str, pl.Series] = field(default_factory=dict)
    conventions: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def flag(self, rows: pl.Series) -> None:
        self.review = self.review | rows.fill_null(value=False)

    def printed(self, column: str) -> str:
        name = self.plan.fit.columns.get(column)
        return self.plan.section.headers[name].printed if name else column.replace("_", " ")

    def say(self, column: str, what: str) -> None:
        self.problems.append(f"{where(self.plan)}column '{self.printed(column)}': {what}")


def where(plan: Plan) -> str:
    """The table and its sheet, as problems begin."""
    sheet = f"sheet {plan.sheet}, " if plan.sheet else ""
    return f"{plan.fit.kind.value.replace('_', ' ')}: {sheet}"


def plan_of(section: Section, fit: Fit, sheet: str | None, separator: str | None) -> Plan:
    """A section made ready: totals and footers left out, and what its number and date columns say about their conventions."""
    body = _without_totals(section, fit)
    plan = Plan(section, fit, sheet, separator, body)
    for column in TABLES[fit.kind]:
        name = fit.columns.get(column.name)
        if name is None:
            continue
        if column.type is ColumnType.DATE:
            plan.dates[column.name] = days.take_apart(body[name])
        elif column.type not in {ColumnType.TEXT, ColumnType.IDENTIFIER}:
            plan.marks[column.name] = numbers.take_apart(body[name]).marks
    return plan


def _without_totals(section: Section, fit: Fit) -> pl.DataFrame:
    """Leaves out rows that sum up and rows that hold a single cell (footers), where what names a row of the table is missing."""
    body = section.body
    names = list(section.headers)
    keys = [
        fit.columns[column.name]
        for column in TABLES[fit.kind]
        if column.needed and column.type in {ColumnType.IDENTIFIER, ColumnType.DATE} and column.name in fit.columns
    ]
    texts = [name for name in body.columns if name != ROW]
    total = pl.any_horizontal(pl.col(name).str.contains(_TOTAL).fill_null(value=False) for name in texts)
    keyless = pl.any_horizontal(pl.col(name).is_null() | pl.col(name).str.contains(_TOTAL) for name in keys) if keys else pl.lit(value=True)
    candidates = body.filter(keyless)
    lonely = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.UInt16) for name in texts) <= 1
    dropped = candidates.filter(total | (lonely if len(names) > 2 else pl.lit(value=False)))[ROW]
    return body.filter(~pl.col(ROW).is_in(dropped.implode())) if dropped.len() else body


def table_of(plan: Plan, plans: Sequence[Plan]) -> Table:
    """The typed table. `plans` are all of the file: columns without evidence of their own follow the others."""
    build = _Build(plan, pl.Series("_review", [False] * plan.body.height, dtype=pl.Boolean))
    order_of = _date_orders(plans)
    for column in TABLES[plan.fit.kind]:
        name = plan.fit.columns.get(column.name)
        if name is None:
            build.columns[column.name] = pl.Series(column.name, [None], dtype=DTYPES[column.type]).new_from_index(0, plan.body.height)
        elif column.type is ColumnType.DATE:
            _add_dates(build, column, order_of[id(plan), column.name])
        elif column.type in {ColumnType.TEXT, ColumnType.IDENTIFIER}:
            _add_texts(build, column, plan.body[name])
        else:
            others = [m for p in plans for c, m in p.marks.items() if (p is not plan or c != column.name)]
            _add_numbers(build, column, plan.body[name], others)
    _fill_from_context(build)
    _check_needed(build)
    return _finished(build)


def _date_orders(plans: Sequence[Plan]) -> dict[tuple[int, str], days.DateOrder]:
    """The order of every date column of the file: first those that decide by themselves, then the rest after them."""
    alone = {(id(plan), name): days.decide_order(found, []) for plan in plans for name, found in plan.dates.items()}
    hints = _country_hints(plans)
    decided = {}
    for plan in plans:
        for name, found in plan.dates.items():
            others = [order for key, order in alone.items() if key != (id(plan), name) and order.own]
            decided[id(plan), name] = days.decide_order(found, others, hints)
    return decided


def _country_hints(plans: Sequence[Plan]) -> list[tuple[str, str]]:
    """Weak signs of the country a file was written for: languages of headers, its decimal comma, US dollars."""
    languages: dict[str, int] = {}
    for plan in plans:
        for header in plan.section.headers.values():
            if header.meaning is not None and len(header.meaning.languages) == 1:
                (language,) = header.meaning.languages
                languages[language] = languages.get(language, 0) + 1
    foreign = sum(count for language, count in languages.items() if language in {"de", "fr", "es", "it", "tr"})
    comma = sum(m.comma for plan in plans for m in plan.marks.values())
    point = sum(m.point for plan in plans for m in plan.marks.values())
    if foreign > languages.get("en", 0):
        return [("DMY", "the headers are in a language that writes the day first")]
    if comma > point:
        return [("DMY", "amounts have a decimal comma, as where the day comes first")]
    currencies = {cell for plan in plans if "currency" in plan.fit.columns for cell in plan.body[plan.fit.columns["currency"]].drop_nulls().unique()}
    if currencies == {"USD"}:
        return [("MDY", "amounts are in US dollars")]
    if currencies and currencies <= {"EUR", "GBP", "CHF", "PLN", "SEK", "TRY", "AUD", "INR"}:
        return [("DMY", f"amounts are in {', '.join(sorted(currencies))}")]
    return []


def _add_dates(build: _Build, column: Column, order: days.DateOrder) -> None:
    found = build.plan.dates[column.name]
    result = days.to_days(found, order)
    build.columns[column.name] = result.values
    if order.evidence:
        build.conventions[column.name] = order.evidence
    elif any(spelled.serial for spelled in found.spelled.values()):
        build.conventions[column.name] = "spreadsheet day counts: whole numbers of five digits"
    _report(build, column, result.unreadable, "is no date that can be read", order.evidence)
    doubtful = int(result.doubtful.sum())
    if doubtful:
        build.flag(result.doubtful)
        build.say(column.name, f"{doubtful} dates could be read another way ({order.evidence or 'typed and written dates disagree'}); look at them")


def _add_texts(build: _Build, column: Column, cells: pl.Series) -> None:
    texts = plain_text(cells).str.strip_chars()
    if column.type is ColumnType.IDENTIFIER:
        texts = _identifiers(build, column, texts)
    elif column.name == "currency":
        texts = texts.str.to_uppercase().replace(_CURRENCY_WORDS)
    build.columns[column.name] = texts


def _identifiers(build: _Build, column: Column, texts: pl.Series) -> pl.Series:
    """Identifiers as printed, without the dress of spreadsheets: `="0123"`, a leading apostrophe, `.0` behind every number."""
    if texts.str.contains(r"[^\x00-\x7F]").any():
        texts = texts.str.normalize("NFKC")
    texts = texts.str.replace(r'^="?([^"]*)"?$', "$1").str.strip_prefix("'")
    floats = texts.str.contains(r"^\d+\.0$")
    if floats.any() and floats.all(ignore_nulls=True):
        texts = texts.str.strip_suffix(".0")
    cut = texts.str.contains(r"(?i)^\d(?:[.,]\d+)?E\+?\d{1,2}$").fill_null(value=False)
    if cut.any():
        build.flag(cut)
        build.say(column.name, f"{int(cut.sum())} numbers were cut short by a spreadsheet (such as {texts.filter(cut)[0]}); export them as text")
    return texts


def _add_numbers(build: _Build, column: Column, cells: pl.Series, others: Sequence[numbers.Marks]) -> None:
    found = numbers.take_apart(cells)
    mark = numbers.decide_mark(found.marks, others, build.plan.separator)
    result = numbers.to_millionths(found, mark)
    values, unreadable = result.values, result.unreadable
    if mark.evidence:
        build.conventions[column.name] = mark.evidence
    doubtful = result.doubtful
    if column.type is ColumnType.RATE:
        values, odd = _rates(build, column, found, values)
        doubtful = doubtful | odd
    if column.type is ColumnType.COUNT:
        whole = (values % SCALE == 0).fill_null(value=True)
        unreadable = unreadable | ~whole
        values = values.set(~whole, None) // SCALE
        doubtful = doubtful | ~found.parts["unit"].str.to_lowercase().str.strip_chars(".").is_in(_EACH_WORDS).fill_null(value=True)
    elif column.type is not ColumnType.MEASURE:
        foreign = found.parts["unit"].is_not_null()
        unreadable, values = unreadable | foreign, values.set(foreign, None)
    build.columns[column.name] = values.alias(column.name)
    build.extra[column.name] = found.parts["currency"] if column.type is ColumnType.MONEY else found.parts["unit"]
    what = "is no whole number" if column.type is ColumnType.COUNT else "is no number that can be read"
    _report(build, column, unreadable, what, mark.evidence)
    if doubtful.any():
        build.flag(doubtful)
        example = plain(cells.filter(doubtful)[0])
        build.say(column.name, f"{int(doubtful.sum())} values could mean something else, such as '{example}' ({mark.evidence or 'unit or sign'}); look at them")
    if result.rounded:
        build.say(column.name, f"{result.rounded} values have more than six decimals and were rounded")


def _rates(build: _Build, column: Column, found: numbers.Numbers, values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Rates as fractions of one: per cent signs in cells or header divide by a hundred; a bare number above one stays and is flagged."""
    percent = found.parts["percent"]
    header = build.plan.section.headers[build.plan.fit.columns[column.name]]
    named = any("%" in hint or "percent" in hint.lower() for hint in (*header.hints, header.printed))
    bare = ~percent & values.is_not_null()
    over_one = (values.abs() > SCALE).fill_null(value=False)
    by_header = named and bool((over_one & bare).any()) and not bool(percent.any())
    divided = pl.Series([by_header]).new_from_index(0, values.len()) | percent
    frame = pl.DataFrame({"value": values, "divided": divided})
    result = frame.select(pl.when("divided").then((pl.col("value") + 50) // 100).otherwise("value")).to_series()
    odd = (over_one & ~divided) | (bare & bool(percent.any()) & values.ne(0).fill_null(value=False)) | (bare & named & (not by_header))
    return result, odd


def _report(build: _Build, column: Column, unreadable: pl.Series, what: str, evidence: str) -> None:
    count = int(unreadable.sum())
    if not count:
        return
    build.flag(unreadable)
    name = build.plan.fit.columns[column.name]
    shown = build.plan.body.select(ROW, name).filter(unreadable).head(SHOWN)
    reading = f" (read as {evidence.split(':')[0]})" if evidence else ""
    for row, text in shown.iter_rows():
        build.problems.append(f"{where(build.plan)}row {row}, column '{build.printed(column.name)}': '{plain(text)[:60]}' {what}{reading}")
    if count > SHOWN:
        build.say(column.name, f"{count - SHOWN} more cells like these")


def _fill_from_context(build: _Build) -> None:
    """Currencies and units that stand in cells or headers beside the numbers, and labelled values above the table."""
    plan = build.plan
    for column in TABLES[plan.fit.kind]:
        if column.name in plan.fit.columns:
            continue
        if column.name == "currency":
            _fill_currency(build)
        elif column.type in {ColumnType.TEXT, ColumnType.IDENTIFIER} and column.name in {"dimension_unit", "weight_unit"}:
            _fill_unit(build, column.name, ("weight", "max_weight") if column.name == "weight_unit" else ("length", "width", "height", "max_longest_side"))
        _fill_from_label(build, column)


def _fill_currency(build: _Build) -> None:
    money = [c.name for c in TABLES[build.plan.fit.kind] if c.type is ColumnType.MONEY and c.name in build.extra]
    codes = [build.extra[name].str.to_uppercase().replace(_CURRENCY_WORDS) for name in money]
    codes = [code.set(~code.is_in(sorted(numbers.CURRENCIES)).fill_null(value=True), None) for code in codes]
    hints = {
        code
        for name in money
        for hint in build.plan.section.headers[build.plan.fit.columns[name]].hints
        if (code := _CURRENCY_WORDS.get(hint.upper(), hint.upper())) in numbers.CURRENCIES
    }
    if len(hints) == 1:
        codes.append(pl.Series([hints.pop()]).new_from_index(0, build.review.len()))
    for code in codes:
        build.columns["currency"] = pl.DataFrame({"a": build.columns["currency"], "b": code}).select(pl.coalesce("a", "b")).to_series()


def _fill_unit(build: _Build, target: str, sources: Sequence[str]) -> None:
    for source in sources:
        if source not in build.extra:
            continue
        header = build.plan.section.headers[build.plan.fit.columns[source]]
        unit = build.extra[source].str.strip_chars(" .").str.to_lowercase()
        known = [hint.lower() for hint in header.hints if hint.lower() in {"cm", "mm", "m", "in", "inch", "inches", "kg", "g", "lb", "lbs", "oz"}]
        fill = unit.fill_null(known[0]) if known else unit
        build.columns[target] = pl.DataFrame({"a": build.columns[target], "b": fill}).select(pl.coalesce("a", "b")).to_series()


def _fill_from_label(build: _Build, column: Column) -> None:
    """`Invoice Number: RE100` above a table without such a column names all its rows."""
    meanings = build.plan.fit.kind, column.name
    for header, value in build.plan.section.labels:
        if header.meaning is None or column.type not in {ColumnType.TEXT, ColumnType.IDENTIFIER}:
            continue
        if _goes_by(meanings[0], column, header.meaning.names) and not build.columns[column.name].is_not_null().any():
            text = plain(value)
            build.columns[column.name] = pl.Series([text]).new_from_index(0, build.review.len())
            build.conventions[column.name] = f"from the line '{header.printed}' above the table"


def _goes_by(kind: object, column: Column, names: frozenset[str]) -> bool:
    del kind
    return column.name in names or column.name.replace("_number", "").replace("_id", "") in names


def _check_needed(build: _Build) -> None:
    """A row without what names it is for review; a column that the table cannot do without is named when it is missing."""
    plan = build.plan
    for column in TABLES[plan.fit.kind]:
        if not column.needed:
            continue
        empty = build.columns[column.name].is_null()
        if column.name not in plan.fit.columns:
            if empty.all() and plan.body.height:
                continue
        elif column.type in {ColumnType.IDENTIFIER, ColumnType.DATE} and empty.any():
            build.flag(empty)
            rows = plan.body[ROW].filter(empty).head(SHOWN).to_list()
            build.say(column.name, f"empty in {int(empty.sum())} rows ({', '.join(map(str, rows))}{' and more' if empty.sum() > SHOWN else ''})")


def _finished(build: _Build) -> Table:
    plan = build.plan
    missing = [name for name in plan.fit.missing if not build.columns[name].is_not_null().any()]
    seen = ", ".join(header.printed for header in plan.section.headers.values())
    kind = plan.fit.kind.value.replace("_", " ")
    lacking = [
        f"{kind}: {f'sheet {plan.sheet}, ' if plan.sheet else ''}no column for '{name.replace('_', ' ')}' (seen: {seen}); add it or rename the header"
        for name in missing
    ]
    unknown = _unknown(plan)
    frame = pl.DataFrame([build.columns[column.name].alias(column.name) for column in TABLES[plan.fit.kind]])
    frame = frame.with_columns(
        pl.lit(plan.sheet, dtype=pl.String).alias("_sheet"),
        plan.body[ROW].alias("_row"),
        (build.review | bool(missing)).alias("_review"),
        *(plain_text(plan.body[name]).alias(f"x:{printed}") for name, printed in unknown),
    )
    mended = [
        f"{kind}: the header '{header.printed}' was read as '{column.replace('_', ' ')}'; correct it if that is wrong"
        for column, name in plan.fit.columns.items()
        if (header := plan.section.headers[name]).meaning is not None and not header.meaning.exact
    ]
    return Table(
        kind=plan.fit.kind,
        frame=frame,
        sheet=plan.sheet,
        header_row=plan.section.header_row,
        columns={column: plan.section.headers[name].printed for column, name in plan.fit.columns.items()},
        unknown_columns=tuple(printed for _, printed in unknown),
        conventions=build.conventions,
        rows=frame.height,
        problems=tuple([*lacking, *mended, *build.problems]),
        hidden_payments=plan.section.warned,
    )


def _unknown(plan: Plan) -> list[tuple[str, str]]:
    """Columns that the table does not know, with their printed names, made different where two are the same."""
    used = set(plan.fit.columns.values())
    found: list[tuple[str, str]] = []
    for number, name in enumerate((n for n in plan.body.columns if n != ROW), start=1):
        header = plan.section.headers.get(name)
        if name in used or (header is None and plan.body[name].null_count() == plan.body.height):
            continue
        printed = " ".join(header.printed.split()) if header is not None else f"column {number}"
        taken = {p for _, p in found}
        times = 2
        unique = printed
        while unique in taken:
            unique, times = f"{printed} ({times})", times + 1
        found.append((name, unique))
    return found
