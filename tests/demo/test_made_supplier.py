"""The made-up supplier holds together: the same seed gives the same bytes, money ties, and every deduction has its truth."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from demo.make import make
from demo.names import LOCALES
from demo.plan import play
from demo.remittance import paid, payments
from demo.workshop import Workshop


def _bytes(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module", params=[("us", 3), pytest.param(("eu", 2), marks=pytest.mark.slow)], ids=lambda p: f"{p[0]}-{p[1]}")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Workshop]:
    locale, seed = request.param
    out = tmp_path_factory.mktemp("demo")
    return out, make(out, seed=seed, locale=locale)


def test_the_same_seed_gives_the_same_bytes(made: tuple[Path, Workshop], tmp_path: Path) -> None:
    out, shop = made
    world = json.loads((out / "truth" / "world.json").read_text())
    make(tmp_path, seed=world["seed"], locale=shop.locale.name)
    assert _bytes(tmp_path) == _bytes(out)


def test_another_seed_gives_another_supplier() -> None:
    numbers = []
    for seed in (3, 4):
        shop = Workshop(seed, LOCALES["us"], DAY)
        play(shop, "small")
        numbers.append({order.number for order in shop.ledger.orders})
    assert not numbers[0] & numbers[1]


def test_every_deduction_on_the_remittance_has_its_truth(made: tuple[Path, Workshop]) -> None:
    _, shop = made
    known = {line.reference for line in shop.ledger.truth} | {row["invoice_number"] for row in shop.ledger.chargebacks}
    taken = {e.number for e in shop.ledger.entries if e.amount < 0 and e.pay_on < shop.as_of}
    assert taken <= known


def test_every_discount_taken_has_its_truth(made: tuple[Path, Workshop]) -> None:
    _, shop = made
    judged = {line.reference for line in shop.ledger.truth if line.type == "quick_pay_discount"}
    assert {e.number for e in shop.ledger.entries if e.discount} == judged


def test_every_detail_row_has_its_truth(made: tuple[Path, Workshop]) -> None:
    _, shop = made
    judged = {(line.reference, line.sku): line.claimed_amount for line in shop.ledger.truth}
    rows = [*shop.ledger.shortages, *shop.ledger.prices]
    assert rows
    for row in rows:
        assert judged[row["claim_number"], row["sku"]] == row["amount"]


def test_nothing_is_worth_more_than_was_taken(made: tuple[Path, Workshop]) -> None:
    _, shop = made
    for line in shop.ledger.truth:
        assert Decimal(0) <= line.recoverable_amount <= line.claimed_amount
        assert line.recoverable_amount == round(line.recoverable_amount, 2)


def test_payments_tie_to_their_lines_but_for_the_flagged_one() -> None:
    for locale in LOCALES.values():
        shop = Workshop(5, locale, DAY)
        for n in range(30):
            part = shop.chance.branch(n)
            shop.trade(part, shop.days_ago(part.whole(10, 190)))
        made = payments(shop)
        off = [p for p in made if p.amount != sum(map(paid, p.entries))]
        assert len(off) == 1
        assert off[0].hidden
        assert all(p.amount > 0 for p in made)


DAY = date(2026, 7, 1)


def test_slices_of_a_claim_sum_to_it(made: tuple[Path, Workshop]) -> None:
    _, shop = made
    sliced = next(line for line in shop.ledger.truth if line.scenario == "short_sliced")
    slices = [e for e in shop.ledger.entries if e.number == sliced.reference]
    assert len(slices) > 1
    assert -sum(map(paid, slices)) == sliced.claimed_amount
    assert {e.amount for e in slices} == {-sliced.claimed_amount}


def test_evidence_of_the_truth_lies_in_the_folder(made: tuple[Path, Workshop]) -> None:
    out, _ = made
    for line in json.loads((out / "truth" / "findings.json").read_text()):
        for file in line["evidence"]:
            assert (out / "files" / file).is_file()
