"""The odds on the pages: in the queue and its order, in the case with what they rest on, and told to nobody outside."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from sqlalchemy import select

from cases.odds.renewing import renew_cases, renew_cells
from ledger.cases import Case
from ledger.improving import OddsCell
from tests.web.browsing import Browsing, shoot
from tests.web.measures import axe, beyond_the_edge, press
from tests.web.town import Town

ASKED = "detected"


def learnt(town: Town) -> None:
    """The house has answers to forty-one filings like the one of a case, and knows what cases are worth by them."""
    with town.writing() as session:
        renew_cells(session, today=town.now.date(), now=town.now)
        case = session.get_one(Case, town.cases[ASKED])
        assert case.odds_key is not None
        cell = session.scalars(select(OddsCell).where(OddsCell.key == case.odds_key)).one()
        cell.decided, cell.won, cell.chance_ppm, cell.share_ppm = 41, 30, 721_000, 950_000
        levels = [("supplier", 41, 30, 700_000), ("retailer", 60, 45, 150_000), ("round", 310, 240, 100_000)]
        cell.said = [{"level": level, "decided": n, "won": won, "weight_ppm": weight} for level, n, won, weight in levels]
        session.flush()
        renew_cases(session, 1, 1_000_000)


def test_the_queue_shows_odds_and_begins_with_the_worthiest(visit: Browsing, town: Town) -> None:
    learnt(town)
    page = visit("/queue", width=1500)
    row = page.locator(f'[data-row="{town.cases[ASKED]}"]')
    expect(row.locator(".q-worth")).to_contain_text("72% (n 41)")
    page.get_by_role("link", name="Expected").click()
    expect(page).to_have_url(re.compile(r"sort=worth"))
    expect(page.get_by_role("columnheader", name="Expected")).to_have_attribute("aria-sort", "descending")
    worth = (Case.currency.desc(), Case.worth_per_hour_minor.desc(), Case.id.desc())
    with town.writing() as session:
        best = session.scalars(select(Case.id).where(Case.closed.is_(False)).order_by(*worth)).first()
    expect(page.locator("tbody [data-row]").first).to_have_attribute("data-row", str(best))
    shoot(page, "queue-odds")
    axe(page)
    press(page, "j Enter")
    expect(page).to_have_url(re.compile(r"/cases/\d+\?in="))


def test_a_case_says_what_its_odds_rest_on(visit: Browsing, town: Town) -> None:
    learnt(town)
    for width, scheme in ((1366, "light"), (1366, "dark"), (390, "light")):
        page = visit(f"/cases/{town.cases[ASKED]}", width=width, color_scheme=scheme)
        odds = page.locator("#odds")
        expect(odds).to_contain_text("72% that it is granted, at least in part. 41 answered filings count most: of this supplier")
        expect(odds).to_contain_text("The whole house has 310.")
        odds.get_by_text("What this rests on").click()
        expect(odds.get_by_role("row")).to_have_count(4)
        assert beyond_the_edge(page) == []
        shoot(page, f"case-odds-{width}-{scheme}")
        axe(page)
