"""Special prices that the supplier makes good afterwards: by item the list price and the special one, for end customers, with an approval.

Prices stand in a table, behind labels or in sentences. One item is what the fields of the document say; several are its parts, each with
its own item and prices. What the arithmetic cannot hold (quantities, prices for many pieces) and what does not tie is for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from extractors.papers.draft import Draft
from extractors.papers.paper import Paper, Spot, whole_strip
from extractors.papers.passages import Passage
from extractors.papers.special_price_doubts import MANY_PIECES, for_many, foreign, or_share, said_besides
from extractors.papers.special_price_labels import BETWEEN, Told, labelled, labels_of, prices_in_sentences
from extractors.papers.special_price_rows import (
    AMOUNT,
    CREDIT,
    ITEM,
    LIMIT,
    LIST,
    PRICES,
    SPECIAL,
    UNIT,
    PriceRow,
    PriceTable,
    price_tables,
)
from extractors.papers.special_price_terms import read_whom_for
from extractors.papers.strips import Strip
from extractors.papers.tokens import fold
from extractors.papers.values import decimal_of, find_count, find_date, plain
from extractors.papers.vocabulary import cue
from facts.documents import Field, Value

_FOR_MANY: Final = re.compile(cue("for_many"))
_TAXED: Final = re.compile(cue("special_tax"))
_ONE: Final = re.compile(cue("single_piece"))
_ITEM_NUMBER: Final = re.compile(r"(?<!\S)(?=\S*\d)[A-Za-z0-9][\w./+-]*")
_IN_WORDS: Final = re.compile(r"[A-Z]{1,4} \d{3,}")
_EACH: Final = re.compile(rf"(?:{cue('for_one')})|(?:{cue('special_untaxed')})")
_LEAST_PRICES: Final = 2


@dataclass(slots=True)
class Item:
    """What a paper says of one item; `doubts` are sentences on what a person has to settle."""

    spots: dict[str, Spot] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    @property
    def called(self) -> str:
        """Its number as printed; empty where none was read."""
        value = self.spots[ITEM].value if ITEM in self.spots else ""
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def price(self, name: str) -> Decimal | None:
        """One of its prices."""
        return Decimal(str(self.spots[name].value)) if name in self.spots else None


def read_special_prices(draft: Draft, passage: Passage) -> None:
    """Puts items and prices, quantities that bound them, and what stands in the way of relying on them."""
    items, doubts = _items_of(draft, passage)
    for item in items:
        item.doubts.extend(doubts)
        _check(item)
    _same_item_twice(items)
    common = read_whom_for(draft, passage, by_row=bool(items) and all("end_customer" in item.spots for item in items))
    if _TAXED.search(passage.folded):
        common.append("prices include a tax; what is paid back is the difference without it")
    if not items:
        common.append("the paper grants special prices, and none was read together with its item and list price")
    draft.problems.extend(common)
    draft.problems.extend(dict.fromkeys(text for item in items for text in item.doubts))
    _put(draft, items, doubt=bool(common))


def _items_of(draft: Draft, passage: Passage) -> tuple[list[Item], list[str]]:
    """The items of tables, else of labels, else of sentences; and what puts all of them before a person."""
    paper = draft.paper
    doubts = [MANY_PIECES] if for_many(passage) else []
    tables = price_tables(paper)
    if tables:
        if _further_rows(paper, tables):
            doubts.append("more prices stand on the paper than in the rows that were read")
        rows = [strip for table in tables for row in table.rows for strip in row.row.strips]
        doubts.extend(_bounds_apart(paper))
        doubts.extend(said_besides(draft, passage, [*rows, *(t.strip for t in labels_of(paper) if t.role in _ASIDE)], ()))
        return [item for table in tables for item in _of_table(paper, table)], doubts
    if groups := labelled(paper):
        told = list(labels_of(paper))
        doubts.extend(_doubt_labels(paper, told))
        doubts.extend(said_besides(draft, passage, [t.strip for t in told], ()))
        return [_of_labels(paper, group) for group in groups], doubts
    said = prices_in_sentences(draft, passage)
    read = [sentence for one in said for sentence in one.sentences]
    doubts.extend(_bounds_apart(paper))
    doubts.extend(said_besides(draft, passage, [t.strip for t in labels_of(paper) if t.role in _ASIDE], read))
    return [Item(one.spots, one.doubts) for one in said], doubts


_ASIDE: Final = frozenset({"other_price", "planned_quantity", "described", "approval_label", "end_customer"})
"""Labels whose values are nothing that is paid back, nor a bound of it."""


def _bounds_apart(paper: Paper) -> Iterator[str]:
    """What labels beside a table or sentences say of quantities and of the pieces that a price is for."""
    for told in labels_of(paper):
        if told.role == LIMIT and find_count(told.text) is not None:
            yield f"the quantity of {told.text} is a bound that payouts do not hold; a person counts what is used up"
        if told.role == UNIT and told.start > 0 and not _ONE.fullmatch(fold(told.text).strip()):
            yield f"a price is for “{told.text}”; enter it for a single piece"


def _doubt_labels(paper: Paper, told: Sequence[Told]) -> Iterator[str]:
    """What makes labels as a whole ones for a person: a price above its item, a unit of many pieces, other money."""
    roles = [t.role for t in told if t.role in {*PRICES, ITEM}]
    if ITEM in roles and roles[0] != ITEM:
        yield "a price stands above the first item; which is whose, a person tells"
    if odd := next((t.text for t in told if t.role == UNIT and not _ONE.fullmatch(fold(t.text).strip())), ""):
        yield f"a price is for “{odd}”; enter it for a single piece"
    if found := foreign([f"{t.label} {t.text}" for t in told if t.role in PRICES], paper.region):
        yield found


def _put(draft: Draft, items: Sequence[Item], *, doubt: bool) -> None:
    """One item as fields of the document, several as its lines."""
    if doubt and "mechanism" in draft.fields:
        draft.fields["mechanism"] = replace(draft.fields["mechanism"], review=True)
    if len(items) == 1:
        for name, value in _fields(items[0]).items():
            draft.fields.setdefault(name, value)
        return
    seen: dict[str, int] = {}
    of_all = {"mechanism": replace(draft.fields["mechanism"], review=False)}
    of_all |= {"period": draft.fields["period"]} if "period" in draft.fields else {}
    for number, item in enumerate(items, start=1):
        own = _fields(item)
        called = item.called or f"item {number}"
        seen[called] = seen.get(called, 0) + 1
        place = next(iter(own.values()), of_all["mechanism"])
        part = replace(own.get("included_skus", place), value=called if seen[called] == 1 else f"{called} ({seen[called]})")
        draft.lines.append({"part": part} | of_all | own)


_NAMES: Final = {ITEM: "included_skus", LIMIT: "approved_quantity", "end_customer": "end_customers", "approval_label": "approval_number"}
_DAYS: Final = {"row_start": "start_date", "row_end": "end_date"}


def _fields(item: Item) -> dict[str, Field]:
    """An item's values by the names of contracts; all for review where anything of them is in doubt."""
    found: dict[str, Field] = {}
    for name, spot in item.spots.items():
        own = spot.field()
        if name in {ITEM, "end_customer"}:
            own = replace(own, value=spot.value if isinstance(spot.value, list) else [str(spot.value)])
        found[_NAMES.get(name, _DAYS.get(name, name))] = replace(own, review=True) if item.doubts or name == LIMIT else own
    return found


def _check(item: Item) -> None:
    """Holds an item's prices against each other: a credit takes the place of the special price only beside a list price."""
    lists, special, credit = (item.price(name) for name in PRICES)
    about = f"item {item.called}: " if item.called else ""
    if not item.called:
        item.doubts.append("a row of prices names no item number")
    if lists is not None and credit is not None and special is None:
        if credit <= lists:
            item.spots[SPECIAL] = replace(item.spots[CREDIT], value=plain(lists - credit))
        else:
            item.doubts.append(f"{about}the credit of {credit} is more than the list price of {lists}")
    elif lists is None or special is None:
        missing = "list price" if lists is None else "special price"
        item.doubts.append(f"{about}its {missing} was not read")
    elif special > lists:
        item.doubts.append(f"{about}the special price of {special} lies above the list price of {lists}")
    elif credit is not None and lists - special != credit:
        item.doubts.append(f"{about}list price less special price is {lists - special}, the paper says {credit}")
    elif credit is not None:
        item.spots |= {name: replace(item.spots[name], proof=True) for name in PRICES}
    if LIMIT in item.spots:
        told = item.spots[LIMIT].value
        item.doubts.append(f"{about}its quantity of {told} is a bound that payouts do not hold; a person counts what is used up")


def _same_item_twice(items: Sequence[Item]) -> None:
    """An item in several rows has a price by quantity, customer or time: which one counts is for a person."""
    called = [item.called for item in items]
    for item in items:
        if item.called and called.count(item.called) > 1:
            item.doubts.append(f"item {item.called} stands in several rows; which price is for which sale, a person tells")


def _of_table(paper: Paper, table: PriceTable) -> Iterator[Item]:
    """The items of a table. Two columns that may be the same price are told apart by a credit that ties, or by a person."""
    chosen, contested = _columns(paper, table)
    headings = " ".join(c.heading for c in table.columns)
    for row in table.rows:
        item = Item()
        for name, number in chosen.items():
            cell = row.cells.get(number)
            spot = _cell(paper, name, cell) if cell is not None else None
            if spot is not None:
                item.spots[name] = spot
            elif cell is not None and name in (*PRICES, LIMIT):
                item.doubts.append(f"“{cell.text}” below “{table.columns[number].heading}” was not understood")
        item.doubts.extend(contested)
        if CREDIT in item.spots and SPECIAL not in item.spots:
            place = chosen[CREDIT]
            column = [r.cells[place].text for r in table.rows if place in r.cells]
            item.doubts.extend(filter(None, [or_share(table.columns[place].heading, row.cells[place].text, column)]))
        _doubt_row(paper, table, row, headings, item)
        yield item


def _doubt_row(paper: Paper, table: PriceTable, row: PriceRow, headings: str, item: Item) -> None:
    """What makes a row one for a person: prices for many, in other money, an item number that goes on below."""
    units = [row.cells[n].text for n in table.of(UNIT) if n in row.cells]
    odd = next((u for u in units if not _ONE.fullmatch(fold(u).strip())), "")
    if _FOR_MANY.search(fold(headings)):
        item.doubts.append(MANY_PIECES)
    elif odd:
        item.doubts.append(f"a price is for “{odd}”; enter it for a single piece")
    if row.wrapped and ITEM in item.spots:
        item.doubts.append(f"the number of item {item.called} may go on in the next line")
    if found := foreign([headings, *(c.text for c in row.cells.values() if AMOUNT.fullmatch(c.text))], paper.region):
        item.doubts.append(found)


_READ: Final = frozenset({*PRICES, *_NAMES, *_DAYS})


def _columns(paper: Paper, table: PriceTable) -> tuple[dict[str, int], list[str]]:
    """Which column each role is read from, and what is contested."""
    chosen = {c.role: table.of(c.role)[0] for c in table.columns if c.role in _READ}
    twice = [role for role in (*PRICES, ITEM) if len(table.of(role)) > 1]
    prices = [role for role in twice if role in PRICES]
    if prices and len(table.of(CREDIT)) == 1 and (tied := _tied(paper, table)) is not None:
        chosen |= tied
        twice = [role for role in twice if role not in PRICES]
    contested = [
        f"several columns may be its {role.removeprefix('special_').replace('_', ' ')}: "
        + ", ".join(f"“{table.columns[n].heading}”" for n in table.of(role))
        for role in twice
    ]
    return chosen, contested


def _tied(paper: Paper, table: PriceTable) -> dict[str, int] | None:
    """The one pair of columns whose difference is the credit in every row."""
    [credit] = table.of(CREDIT)
    found = [
        {LIST: a, SPECIAL: b}
        for a in table.of(LIST)
        for b in table.of(SPECIAL)
        if all(_differ(paper, row, a, b, credit) for row in table.rows)
    ]
    return found[0] if len(found) == 1 else None


def _differ(paper: Paper, row: PriceRow, above: int, below: int, credit: int) -> bool:
    spots = [_cell(paper, LIST, row.cells[n]) if n in row.cells else None for n in (above, below, credit)]
    values = [Decimal(str(s.value)) for s in spots if s is not None]
    return len(values) == len(spots) and values[0] - values[1] == values[2]


def _cell(paper: Paper, name: str, strip: Strip) -> Spot | None:
    """The value of a cell by what its column is for; None where it has another shape."""
    text = strip.text.strip()
    if name in PRICES:
        amount = AMOUNT.fullmatch(strip.text)
        value = decimal_of(amount["number"], paper.region) if amount is not None else None
        return Spot(plain(value), strip, amount.start("number"), amount.end("number")) if amount is not None and value is not None else None
    if name == LIMIT:
        count = find_count(strip.text)
        return Spot(count.value, strip, count.start, count.end) if count is not None else None
    if name in _DAYS:
        day = find_date(strip.text, paper.region)
        return Spot(day.value, strip, day.start, day.end, doubt=day.doubt) if day is not None else None
    if name == ITEM:
        return whole_strip(text, strip, doubt=not (_ITEM_NUMBER.fullmatch(text) or _IN_WORDS.fullmatch(text)))
    return whole_strip(text, strip)


def _of_labels(paper: Paper, found: Sequence[Told]) -> Item:
    """An item from values behind labels."""
    item = Item()
    for told in found:
        name = told.role
        if name in PRICES and _FOR_MANY.search(fold(told.label)):
            item.doubts.append(MANY_PIECES)
        spot = _behind_label(paper, told)
        if spot is None:
            if name in (*PRICES, LIMIT):
                item.doubts.append(f"“{told.text}” behind “{told.label}” was not understood")
            continue
        if name == ITEM and spot.doubt:
            item.doubts.append(f"“{told.text}” behind “{told.label}” is more than a list of item numbers")
        before = item.spots.get(name)
        if before is not None and before.value != spot.value:
            item.doubts.append(f"its {name.removeprefix('special_').replace('_', ' ')} is told as {before.value} and as {spot.value}")
        item.spots.setdefault(name, spot)
    if CREDIT in item.spots and SPECIAL not in item.spots:
        item.doubts.extend(filter(None, (or_share(told.label, told.text) for told in found if told.role == CREDIT)))
    return item


def _behind_label(paper: Paper, told: Told) -> Spot | None:
    """The value behind a label, by what the label is for."""
    text, strip, start = told.strip.text[told.start : told.end], told.strip, told.start
    if told.role == ITEM:
        return _items_told(text, strip, start)
    if told.role in PRICES:
        amount = AMOUNT.match(text)
        value = decimal_of(amount["number"], paper.region) if amount is not None else None
        alone = AMOUNT.fullmatch(_EACH.sub(" ", fold(text)).strip(" .,;/()（）"))
        if amount is None or value is None or alone is None or alone["number"] != fold(amount["number"]):
            return None
        return Spot(plain(value), strip, start + amount.start("number"), start + amount.end("number"))
    count = find_count(text) if told.role == LIMIT else None
    return Spot(count.value, strip, start + count.start, start + count.end) if count is not None else None


def _items_told(text: str, strip: Strip, start: int) -> Spot | None:
    """The item numbers behind a label: all of a list that is nothing else, else the first one in doubt, which may begin a range."""
    codes = list(_ITEM_NUMBER.finditer(text))
    if not codes:
        return None
    listed = [c.group().rstrip(".,") for c in codes]
    told = BETWEEN.sub("", text) == "".join(listed)
    last = codes[-1] if told else codes[0]
    value: Value = [*listed] if told and len(listed) > 1 else listed[0]
    return Spot(value, strip, start + codes[0].start(), start + last.end(), doubt=not told)


def _further_rows(paper: Paper, tables: Sequence[PriceTable]) -> bool:
    """Whether rows with two amounts and more stand outside of the tables that were read."""
    taken = {id(row.row) for table in tables for row in table.rows}
    others = (row for _, row in paper.rows if id(row) not in taken)
    return any(sum(AMOUNT.fullmatch(s.text) is not None for s in row.strips) >= _LEAST_PRICES for row in others)
