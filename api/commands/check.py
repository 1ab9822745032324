"""`recoup check`: whether ledger, journal and files are sound."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Final

from api.errors import OK, UNSOUND
from api.opening import settings_in_force
from api.tables import print_table
from api.wiring import House, open_house
from cases.check import Checked, Orphan, check_files, check_ledger, orphans, remove_orphans
from ledger.database import for_reading

SHOWN: Final = 20


def run(arguments: argparse.Namespace) -> int:
    """Checks everything, prints a table and what is wrong; 1 where something is. Files that nobody speaks of are no fault."""
    with open_house(settings_in_force()) as house:
        done = list(_checks(house, contents=not arguments.quick))
        rows = ((c.name, c.looked_at, "sound" if c.sound else f"{c.wrong} wrong") for c in done)
        print_table(("check", "looked at", "result"), rows, empty="", right=("looked at",))
        for found in done:
            for problem in found.problems:
                print(f"{found.name}: {problem}")
            if found.wrong > len(found.problems):
                print(f"{found.name}: and {found.wrong - len(found.problems)} more")
        if done[0].sound:
            _tell_orphans(house, remove=arguments.remove_orphans)
    return OK if all(c.sound for c in done) else UNSOUND


def _checks(house: House, *, contents: bool) -> Iterator[Checked]:
    reading = for_reading(house.desk.sessions)
    sound = True
    for found in check_ledger(reading):
        sound = sound and (found.sound or found.name != "form of the database")
        yield found
    if sound:
        yield check_files(reading, house.desk.files, contents=contents)


def _tell_orphans(house: House, *, remove: bool) -> None:
    reading, files = for_reading(house.desk.sessions), house.desk.files
    if remove:
        gone = remove_orphans(reading, files, now=house.desk.now())
        print(f"{len(gone)} files that nobody spoke of were removed")
    left: list[Orphan] = orphans(reading, files)
    if not left:
        return
    size = sum(orphan.size for orphan in left) / 1_000_000
    print(f"{len(left)} files that nobody speaks of ({size:.1f} MB); --remove-orphans takes those older than a day")
    for orphan in left[:SHOWN]:
        print(f"  {orphan.sha256} {orphan.size} bytes, put {orphan.put_at:%Y-%m-%d %H:%M}")
    if len(left) > SHOWN:
        print(f"  and {len(left) - SHOWN} more")
