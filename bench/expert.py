"""Ten typical shortage cases worked by keyboard alone, from the queue to the filing kit, by a scripted expert in a real Chromium.

.venv/bin/python bench/expert.py [--write]

The expert (`tests/web/expert.py`) opens every exhibit, holds what the letter says against what is printed at its spot, approves, waits
for the packet and copies each field of the portal's form. In one case somebody put the cartons of a receipt right wrongly before the
letter was written: the verifier finds nothing, the paper says otherwise, and the expert has to stop there. Ends with 1 where a case
takes more than 25 keys or two page waits, where the wrong fact passes, or where a right letter is sent back. With `--write` the
figures go to `docs/speed-of-work.md`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from demo.scenarios import shortage
from tests.browsers import launched
from tests.conftest import CHECKOUT
from tests.databases import Databases
from tests.web.browsing import Browsing
from tests.web.expert import Expert, Worked
from tests.web.expert_queue import lay_out, plant
from tests.web.house_open import open_house
from tests.web.made_folder import Story
from tests.web.town import moved_in
from tests.web.town_raised import raise_town

KEYS, WAITS = 25, 2
"""At most, per case."""
TEN: Final[tuple[tuple[str, Story, str], ...]] = (
    ("one", shortage.full_proof, "signed receipt, nothing noted"),
    ("two", shortage.collect_signed, "collect load, counted by the driver"),
    ("three", shortage.full_proof, "signed receipt, nothing noted"),
    ("four", shortage.noted_in_part, "scan, fewer cartons noted than claimed"),
    ("five", shortage.full_proof, "signed receipt, nothing noted"),
    ("six", shortage.full_proof, "signed receipt, nothing noted"),
    ("seven", shortage.collect_signed, "collect load, counted by the driver"),
    ("eight", shortage.over_billed_in_part, "part of it billed beyond the order"),
    ("nine", shortage.noted_in_part, "scan, fewer cartons noted than claimed"),
    ("ten", shortage.full_proof, "signed receipt, nothing noted"),
)
WRONG: Final = "six"
DOCUMENT: Final = CHECKOUT / "docs/speed-of-work.md"
BEGINS, ENDS = "<!-- measured -->", "<!-- until here -->"
"""What is between these marks of the page is written by `--write`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Raises the town, lets the expert work, and says how it went."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write docs/speed-of-work.md")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="recoup-expert-") as place:
        about, worked, troubles = _work(Path(place))
    table = _table(about, worked)
    print("\n".join(table))
    faults = [*troubles, *_faults(about, worked)]
    print("\n".join(faults))
    if asked.write and not faults:
        DOCUMENT.write_text(_told(table, worked), encoding="utf-8")
    return 1 if faults else 0


def _work(place: Path) -> tuple[dict[str, str], list[Worked], list[str]]:
    """What each reference is about, how each case went, and what a page did that it must not."""
    (place / "raised").mkdir()
    raise_town(place / "raised", Databases(place).sqlite_template, [(name, story) for name, story, _ in TEN])
    with open_house() as house, moved_in(place / "raised", place / "town", house) as town:
        plant(town, WRONG)
        lay_out(town, [name for name, _, _ in TEN])
        town.settle(120)
        with launched() as chromium, chromium.at_work() as browser:
            browsing = Browsing(browser, town)
            page = browsing("/queue?state=in_review", user="ben", permissions=["clipboard-read", "clipboard-write"])
            worked = Expert(page).works()
            troubles = [*browsing.close(), *town.mistakes]
        references = town.register.references
    return {references[name]: about for name, _, about in TEN} | {references[WRONG]: "a wrong fact is planted"}, worked, troubles


def _faults(about: dict[str, str], worked: Sequence[Worked]) -> list[str]:
    faults = [f"{len(worked)} of {len(TEN)} cases were worked"] if len(worked) != len(TEN) else []
    for case in worked:
        planted = about[case.reference] == "a wrong fact is planted"
        if planted is not bool(case.stopped):
            faults.append(f"{case.reference}: " + (case.stopped or "the wrong fact passed"))
        if case.keys > KEYS or case.waits > WAITS:
            faults.append(f"{case.reference}: {case.keys} keys, {case.waits} page waits")
    return faults


def _table(about: dict[str, str], worked: Sequence[Worked]) -> list[str]:
    lines = [
        "| case | what it is | sentences | pages and rows opened | values compared | fields copied | keys | page waits | seconds |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for case in worked:
        keys = f"{case.keys} + {case.letters} letters" if case.letters else str(case.keys)
        numbers = f"{case.sentences} | {len(case.exhibits)} | {case.compared} | {case.copied or 'sent back'} | {keys}"
        lines.append(f"| {case.reference} | {about[case.reference]} | {numbers} | {case.waits} | {case.seconds:.1f} |")
    return lines


def _told(table: Sequence[str], worked: Sequence[Worked]) -> str:
    """The page with the figures of this run between its marks."""
    filed = [case for case in worked if not case.stopped]
    keys, seconds = [case.keys for case in filed], statistics.median(case.seconds for case in filed)
    stopped = next(case for case in worked if case.stopped)
    said = (
        f"**A case takes {statistics.median(keys):g} keys (at most {max(keys)}; the bound is {KEYS}) and {max(c.waits for c in worked)} "
        f"page waits (the letter and the kit; the bound is {WAITS}).** The machine's own part is {seconds:.1f} seconds a case, with the "
        "exhibits that are opened and the packet that is built while the kit is open already. What a person adds is the reading.\n"
    )
    sent_back = f"\nSent back after {stopped.keys} keys with: “{stopped.stopped}”\n"
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    return "\n".join([before + BEGINS, said, *table, sent_back + ENDS + after])


if __name__ == "__main__":
    sys.exit(main())
