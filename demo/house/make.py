"""Makes the ready-made house on an empty ledger: its suppliers, and their months up to now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from cases.background.work import Handler, Task, WorkKind
from demo.house.causes import find_causes
from demo.house.people import Team
from demo.house.rebates import RebateHouse, make_rebates
from demo.house.retailer import Retailer
from demo.house.story import Branch, Clock, Say, Story
from demo.house.world import SELDOM, Part, make_world
from extractors.read import ReaderPool

EDITION: Final = 3
"""Goes up when what is made changes, so that an older house can be told."""
SEED: Final = 7
WHOLE: Final = (Part("us", 0.7, 48, broken=True, window_days=165, charged=True), Part("eu", 0.3, 16, back=SELDOM))
SMALL: Final = (Part("us", 0.3, 16, broken=True, window_days=165), Part("eu", 0.14, 6, back=SELDOM))


@dataclass(frozen=True, slots=True)
class House:
    """What the maker is given: the desk, the clock it shows, inline work with its handlers, and who works there."""

    desk: Desk
    work: InlineWork
    handlers: dict[WorkKind, Handler]
    clock: Clock
    team: Team
    folder: Path
    speaker: str = "pia@demo.example"
    """Who speaks for the customer that claims rebates, as the journal names them."""
    readers: Callable[[], AbstractContextManager[ReaderPool]] = ReaderPool
    """Who reads the papers."""


@dataclass(frozen=True, slots=True)
class Furnished:
    """What was made: the suppliers' ids, and the id of the partner that claims rebates from the first of them."""

    suppliers: tuple[int, ...]
    partner_id: int


def furnish(house: House, parts: Sequence[Part], *, seed: int, now: datetime, say: Say) -> Furnished:
    """Tells the months of each supplier up to `now`. The same arguments give the same cases."""
    worlds = [make_world(part, seed, now.date()) for part in parts]
    branches = [Branch(world, Retailer(world)) for world in worlds]
    Story(house.desk, house.work, house.handlers, house.clock, house.team, branches, house.folder, now, say, house.readers).tell()
    for number, branch in enumerate(branches):
        find_causes(house.desk, branch.accounts, house.team.specialists[0], acts=number == 0)
    house.handlers[WorkKind.ODDS](Task("odds:furnished", WorkKind.ODDS, {}), lambda *_: None)
    say("rebates: agreements, statements and claims")
    rebates = RebateHouse(house.desk, house.work, house.handlers, branches[0].accounts[0], house.team, house.speaker, now)
    return Furnished(tuple(branch.supplier_id for branch in branches), make_rebates(rebates))
