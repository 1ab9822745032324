"""From cells to a typed frame: every column read by its type, with one convention for dates and decimal marks per column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from extractors.tables import dates as days
from extractors.tables import numbers
from extractors.tables.context import UNIT_SOURCES, currency_beside, first_filled, labelled, unit_beside
from extractors.tables.grid import ROW, plain, plain_text
from extractors.tables.plans import Conventions, Plan
from extractors.tables.table import DTYPES, Table
from extractors.tables.vocabulary import Header, vocabulary
from extractors.tables.words import CURRENCY_SIGNS, EACH
from facts.tables import SCALE, TABLES, Column, ColumnType

SHOWN: Final = 5
"""So many unreadable cells are named one by one, the rest counted."""
_CELL_WIDTH: Final = 60
_SAME_ENDING: Final = 3
_CUT_SHORT: Final = r"(?i)^\d(?:[.,]\d+)?E\+?\d{1,2}$"
SPREADSHEET_DRESS: Final = rf"^\d+\.0$|{_CUT_SHORT}"
"""Identifiers that a spreadsheet took for numbers: `123.0`, or cut short as `1.2E+11`."""


@dataclass(slots=True)
class _Build:
    """The growing table: columns, what stood beside the digits of number columns, rows for review, conventions and problems."""

    plan: Plan
    review: pl.Series
    columns: dict[str, pl.Series] = field(default_factory=dict)
    beside: dict[str, pl.Series] = field(default_factory=dict)
    conventions: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def flag(self, rows: pl.Series) -> None:
        self.review |= rows.fill_null(value=False)

    def header(self, column: str) -> Header:
        return self.plan.section.headers[self.plan.fit.columns[column]]

    def printed(self, column: str) -> str:
        return self.header(column).printed if column in self.plan.fit.columns else column.replace("_", " ")

    def say(self, column: str, what: str) -> None:
        self.problems.append(f"{self.plan.where}column '{self.printed(column)}': {what}")


def table_of(plan: Plan, conventions: Conventions) -> Table:
    """The typed table of a section, by the conventions of its file."""
    build = _Build(plan, pl.Series("_review", [False]).new_from_index(0, plan.body.height))
    for column in TABLES[plan.fit.kind]:
        name = plan.fit.columns.get(column.name)
        if name is None:
            build.columns[column.name] = pl.Series(column.name, [None], dtype=DTYPES[column.type]).new_from_index(0, plan.body.height)
        elif column.type is ColumnType.DATE:
            _add_dates(build, column, conventions.order(plan, column.name))
        elif column.type in {ColumnType.TEXT, ColumnType.IDENTIFIER}:
            _add_texts(build, column, plan.body[name])
        else:
            _add_numbers(build, column, plan.body[name], conventions)
    _fill_from_context(build)
    _check_names(build)
    return _finished(build)


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
        reason = order.evidence or "a spreadsheet may have turned day and month round"
        build.say(column.name, f"{doubtful} dates could be read another way ({reason}); look at them")


def _add_texts(build: _Build, column: Column, cells: pl.Series) -> None:
    texts = text_values(plain_text(cells).str.strip_chars(), column)
    build.columns[column.name] = _identifiers(build, column, texts) if column.type is ColumnType.IDENTIFIER else texts


def text_values(texts: pl.Series, column: Column) -> pl.Series:
    """Trimmed texts as the column keeps them: currencies by their codes, all others as printed."""
    return texts.str.to_uppercase().replace(CURRENCY_SIGNS) if column.name == "currency" else texts


def _identifiers(build: _Build, column: Column, texts: pl.Series) -> pl.Series:
    """Identifiers as printed, without the dress of spreadsheets: `="0123"`, a leading apostrophe, `.0` behind every number."""
    if texts.str.contains(r"[^\x00-\x7F]").any():
        texts = texts.str.normalize("NFKC").str.replace_all(r"\s+", " ")
    texts = texts.str.replace(r'^="?([^"]*)"?$', "$1").str.strip_prefix("'")
    floats = texts.str.contains(r"^\d+\.0$")
    if floats.any() and floats.all(ignore_nulls=True):
        texts = texts.str.strip_suffix(".0")
    cut = texts.str.contains(_CUT_SHORT).fill_null(value=False)
    if cut.any():
        build.flag(cut)
        build.say(
            column.name, f"{int(cut.sum())} numbers were cut short by a spreadsheet (such as {texts.filter(cut)[0]}); export them as text"
        )
    return texts


def _add_numbers(build: _Build, column: Column, cells: pl.Series, conventions: Conventions) -> None:
    found = build.plan.apart.get(column.name) or numbers.take_apart(cells)
    whole = column.type is ColumnType.COUNT
    mark = numbers.decide_mark(found.marks, conventions.other_marks(build.plan, column.name), build.plan.separator, whole=whole)
    result = numbers.to_millionths(found, mark)
    values, unreadable, doubtful = result.values, result.unreadable, result.doubtful
    if mark.evidence:
        build.conventions[column.name] = mark.evidence
    if column.type is ColumnType.RATE:
        values, odd = _rates(build, column, found, values)
        doubtful |= odd
    elif whole:
        broken = (values % SCALE != 0).fill_null(value=False)
        unreadable |= broken
        values = values.set(broken, None) // SCALE
        doubtful |= ~found.parts["unit"].str.to_lowercase().str.strip_chars(".").is_in(EACH).fill_null(value=True)
        doubtful |= _three_decimals(found, mark)
    elif column.type is ColumnType.MONEY:
        foreign = found.parts["unit"].is_not_null()
        unreadable, values = unreadable | foreign, values.set(foreign, None)
    build.columns[column.name] = values
    build.beside[column.name] = found.parts["currency"] if column.type is ColumnType.MONEY else found.parts["unit"]
    _report(build, column, unreadable, f"is no {'whole ' if whole else ''}number that can be read", mark.evidence)
    _doubt(build, column, cells, doubtful & values.is_not_null(), mark.evidence)
    if result.rounded:
        build.say(column.name, f"{result.rounded} values have more than six decimals and were rounded")
    _check_total(build, column, values, mark)


def _doubt(build: _Build, column: Column, cells: pl.Series, doubtful: pl.Series, evidence: str) -> None:
    if doubtful.any():
        build.flag(doubtful)
        example = f"'{plain(cells.filter(doubtful)[0])[:_CELL_WIDTH]}'"
        reason = evidence or "its unit, sign or size is unusual"
        build.say(column.name, f"{int(doubtful.sum())} values could mean something else, such as {example} ({reason}); look at them")


def _three_decimals(found: numbers.Numbers, mark: numbers.DecimalMark) -> pl.Series:
    """Counts that all end in a mark and three noughts (`12.000`) may be whole numbers written with three decimals."""
    body = found.parts["body"].set(found.parts["typed"], None)
    noughts = body.str.contains(r"^\d{1,3}[.,]000$")
    other = "." if mark.mark == "," else ","
    suspicious = noughts.sum() >= _SAME_ENDING and noughts.all(ignore_nulls=True) and body.str.contains(other, literal=True).any()
    return noughts.fill_null(value=False) & suspicious


def _check_total(build: _Build, column: Column, values: pl.Series, mark: numbers.DecimalMark) -> None:
    """A printed total at the foot of the table is compared with the sum of the rows."""
    if build.plan.totals.height != 1 or column.type not in {ColumnType.MONEY, ColumnType.COUNT} or "unit" in column.name:
        return
    printed = build.plan.totals[build.plan.fit.columns[column.name]]
    total = numbers.to_millionths(numbers.take_apart(printed), mark).values[0]
    summed = int(values.sum()) * (SCALE if column.type is ColumnType.COUNT else 1)
    if total is not None and total != summed:
        row = build.plan.totals[ROW][0]
        build.say(
            column.name, f"the total in row {row} is {plain(printed[0])}, but the rows sum to {_decimal(summed)}; rows may be missing"
        )


def _decimal(millionths: int) -> str:
    whole, rest = divmod(abs(millionths), SCALE)
    return f"{'-' if millionths < 0 else ''}{whole}" + (f".{rest:06d}".rstrip("0") if rest else "")


def _rates(build: _Build, column: Column, found: numbers.Numbers, values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Rates as fractions of one, and the rows in doubt.

    A per cent sign in the cell, or in the header above numbers over one, divides by a hundred. A bare number above one stays and is
    flagged, as is a bare number among cells with the sign.
    """
    percent = found.parts["percent"]
    header = build.header(column.name)
    named = any("%" in text or "percent" in text.lower() for text in (*header.hints, header.printed))
    over_one = (values.abs() > SCALE).fill_null(value=False)
    by_header = named and bool((over_one & ~percent).any()) and not bool(percent.any())
    divided = percent | by_header
    frame = pl.DataFrame({"value": values, "divided": divided})
    result = frame.select(pl.when("divided").then((pl.col("value") + 50) // 100).otherwise("value")).to_series()
    bare = ~percent & values.ne(0).fill_null(value=False)
    mixed = bool(percent.any()) or (named and not by_header)
    return result, (over_one & ~divided) | (bare & mixed)


def _report(build: _Build, column: Column, unreadable: pl.Series, what: str, evidence: str) -> None:
    count = int(unreadable.sum())
    if not count:
        return
    build.flag(unreadable)
    name = build.plan.fit.columns[column.name]
    shown = build.plan.body.select(ROW, name).filter(unreadable).head(SHOWN)
    reading = f" (read as {evidence.split(':', maxsplit=1)[0]})" if evidence else ""
    for row, text in shown.iter_rows():
        cell = plain(text)[:_CELL_WIDTH]
        build.problems.append(f"{build.plan.where}row {row}, column '{build.printed(column.name)}': '{cell}' {what}{reading}")
    if count > SHOWN:
        build.say(column.name, f"{count - SHOWN} more cells like these")


def _fill_from_context(build: _Build) -> None:
    """Columns that the table lacks, from what stands beside numbers, in headers and above the table."""
    kind = build.plan.fit.kind
    headers = {name: build.header(name) for name in build.plan.fit.columns}
    for column in TABLES[kind]:
        if column.name in build.plan.fit.columns:
            continue
        found: list[pl.Series] = []
        if column.name == "currency":
            found = currency_beside(kind, build.beside, headers)
        elif column.name in UNIT_SOURCES:
            found = unit_beside(column.name, build.beside, headers)
        label = labelled(build.plan.section, kind, column)
        if label is not None:
            found.append(pl.Series([plain(label.value)]).new_from_index(0, build.plan.body.height))
            build.conventions[column.name] = f"from '{label.header.printed}' in row {label.row}, above the table"
        if found:
            build.columns[column.name] = first_filled([build.columns[column.name], *found])


def _check_names(build: _Build) -> None:
    """A row without what names it (a needed identifier or date) is for review."""
    plan = build.plan
    for column in TABLES[plan.fit.kind]:
        if column.needed and column.name in plan.fit.columns and column.type in {ColumnType.IDENTIFIER, ColumnType.DATE}:
            empty = plan.body[plan.fit.columns[column.name]].is_null()
            if empty.any():
                build.flag(empty)
                rows = ", ".join(str(row) for row in plan.body[ROW].filter(empty).head(SHOWN))
                build.say(
                    column.name, f"empty in {int(empty.sum())} rows ({rows}{' and more' if empty.sum() > SHOWN else ''}); look at them"
                )


def _finished(build: _Build) -> Table:
    plan = build.plan
    lacking = tuple(
        f"{plan.where}no column for '{name.replace('_', ' ')}' (seen: {', '.join(h.printed for h in plan.section.headers.values())}); "
        "add it or rename the header"
        for name in plan.fit.missing
    )
    unknown = _unknown(plan)
    frame = pl.DataFrame([build.columns[column.name].alias(column.name) for column in TABLES[plan.fit.kind]])
    frame = frame.with_columns(
        pl.lit(plan.sheet, dtype=pl.String).alias("_sheet"),
        plan.body[ROW].alias("_row"),
        (build.review | _in_doubt(plan)).alias("_review"),
        *(plain_text(plan.body[name]).alias(f"x:{printed}") for name, printed in unknown),
    )
    return Table(
        kind=plan.fit.kind,
        frame=frame,
        sheet=plan.sheet,
        header_row=plan.section.header_row,
        columns={column: plan.section.headers[name].printed for column, name in plan.fit.columns.items()},
        unknown_columns=tuple(printed for _, printed in unknown),
        conventions=build.conventions,
        rows=frame.height,
        problems=(*lacking, *_about_headers(plan), *build.problems),
        hidden_payments=plan.section.warned,
    )


def _about_headers(plan: Plan) -> list[str]:
    """Headers that were mended, and headers that mean the same as one already used."""
    said = []
    for column, name in plan.fit.columns.items():
        header = plan.section.headers[name]
        if header.meaning is not None and not header.meaning.exact:
            said.append(f"{plan.where}the header '{header.printed}' was read as '{column.replace('_', ' ')}'; correct it if that is wrong")
        meaning = vocabulary().tables[plan.fit.kind][column][0]
        for other, rival in plan.section.headers.items():
            same = rival.meaning is not None and rival.meaning.exact and meaning in rival.meaning.names
            if same and other not in plan.fit.columns.values() and plan.body[other].is_not_null().any():
                said.append(
                    f"{plan.where}'{header.printed}' and '{rival.printed}' both fit '{column.replace('_', ' ')}'; the first was used"
                )
    for one, other in plan.fit.exchangeable:
        first, second = (plan.section.headers[plan.fit.columns[column]].printed for column in (one, other))
        names = f"'{first}' was read as '{one.replace('_', ' ')}' and '{second}' as '{other.replace('_', ' ')}'"
        said.append(f"{plan.where}{names}, but it could be the other way round; name them more clearly")
    return said


def _in_doubt(plan: Plan) -> bool:
    """True where rows cannot be relied on as a whole: a needed column is missing, or an identifier that is needed may be another column."""
    needed = {column.name for column in TABLES[plan.fit.kind] if column.needed and column.type is ColumnType.IDENTIFIER}
    return bool(plan.fit.missing) or any(needed & set(pair) for pair in plan.fit.exchangeable)


def _unknown(plan: Plan) -> list[tuple[str, str]]:
    """Columns that the table does not know, with their printed names, made different where two are the same."""
    used = set(plan.fit.columns.values())
    found: dict[str, str] = {}
    for number, name in enumerate((n for n in plan.body.columns if n != ROW), start=1):
        header = plan.section.headers.get(name)
        if name in used or (header is None and plan.body[name].null_count() == plan.body.height):
            continue
        printed = " ".join(header.printed.split()) if header is not None else f"column {number}"
        unique, times = printed, 2
        while unique in found:
            unique, times = f"{printed} ({times})", times + 1
        found[unique] = name
    return [(name, printed) for printed, name in found.items()]
