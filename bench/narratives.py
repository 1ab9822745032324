"""A thousand letters through a stand-in for a model on the loopback: what graph, verifier and ledger cost beside the model's own time.

    .venv/bin/python bench/narratives.py [--cases 1000] [--at-a-time 2] [--thinks 0.5] [--wrong 0.3] [--database URL] [--profile]

Cases are made in a ledger of their own (SQLite in a temporary folder where no database is named). `--wrong` is the part of letters
whose first form has a sentence that is refused, so that revisions are measured too. Exit 1 where a case ends without a verified letter
or the house takes longer than it may.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from agents.narrative.handling import narrate_handler
from cases.background.work import Handler, Task, WorkKind
from evals.stub_server import Asked, StubServer
from facts.documents import DocumentKind
from jobs.queues import Widths
from ledger.agents import AgentRun, ModelCall
from ledger.cases import Case, Draft
from ledger.database import open_engine, open_sessions
from ledger.migrating import upgrade
from tests.agents.narrative.pens import true_sentences, with_a_false_amount
from tests.agents.narrative.scriptorium import Scriptorium, quiet, scriptorium
from tests.cases.office import Office
from tests.letters.matters import matter
from tests.letters.office_papers import paper, shortage_case

MAY_TAKE: Final = 0.150
"""Seconds a case beside the model's own time."""


def main() -> int:
    """Makes the cases, has the letters written, and says what it took."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder, StubServer() as stub:
        stub.thinks = arguments.thinks
        stub.write = _pen(arguments.wrong)
        url = arguments.database or f"sqlite:///{Path(folder) / 'ledger.sqlite'}"
        upgrade(url)
        sessions = open_sessions(open_engine(url))
        numbers: list[int] = []

        def make(office: Office) -> Case:
            made = [_case(office, n) for n in range(arguments.cases)]
            numbers.extend(case.id for case in made)
            return made[0]

        room = scriptorium(sessions, stub, make)
        runs = [_ordered(room, number) for number in numbers]
        handle = narrate_handler(room.bench)
        _timed(handle, runs[0])  # libraries are loaded and statements compiled before anything is measured
        profile = cProfile.Profile() if arguments.profile else None
        begun, busy = time.perf_counter(), time.process_time()
        if profile is not None:
            took = [profile.runcall(_timed, handle, run) for run in runs[1:]]
        else:
            with ThreadPoolExecutor(arguments.at_a_time) as at_work:
                took = list(at_work.map(lambda run: _timed(handle, run), runs[1:]))
        wall, busy = time.perf_counter() - begun, time.process_time() - busy
        if profile is not None:
            pstats.Stats(profile).sort_stats("cumulative").print_stats(60)
        print(f"processor time a letter, the stand-in's part with it {1000 * busy / len(took):7.1f} ms")
        return _told(sessions, arguments, took, wall)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--at-a-time", type=int, default=Widths().llm)
    parser.add_argument("--thinks", type=float, default=0.5)
    parser.add_argument("--wrong", type=float, default=0.3)
    parser.add_argument("--database", default="")
    parser.add_argument("--profile", action="store_true")
    return parser.parse_args()


def _pen(wrong: float) -> Callable[[Asked], str]:
    """A true pen whose first letters on some cases have a false amount."""

    def write(asked: Asked) -> str:
        said = true_sentences(asked.material)
        reference = next(str(f["value"]) for f in asked.material["facts"] if f["name"] == "reference")
        falsely = "previous" not in asked.material and int(reference[3:8]) % 100 < 100 * wrong
        return json.dumps({"sentences": with_a_false_amount(said) if falsely else said})

    return write


def _case(office: Office, number: int) -> Case:
    """A shortage with numbers and papers of its own."""
    if number == 0:
        return shortage_case(office)
    order, invoice = f"4XK{number:05d}", f"INV{20_000 + number}"
    fields: dict[str, Any] = {"bol_number": "06141411234567890", "ship_to_code": "PHX6", "signed": True, "delivery_date": "2026-08-12"}
    paper(office, f"pods/scan_{number}.pdf", DocumentKind.PROOF_OF_DELIVERY, order=order, **fields)
    paper(office, f"packing/PL_{number}.pdf", DocumentKind.PACKING_LIST, order=order, ship_date="2026-08-09")
    group = matter("shortage").group
    if group is None:
        raise LookupError("the shortage of the fixtures has no lines")
    (finding,) = group.findings
    own = (("INV10482", invoice), ("4XK2P9QR", order), ("scan_0007", f"scan_{number}"), ("PL_0614", f"PL_{number}"))
    said = json.dumps([[s.to_json() for s in finding.calculation], [e.to_json() for e in finding.evidence]])
    for before, after in own:
        said = said.replace(before, after)
    calculation, evidence = json.loads(said)
    line = {"calculation": calculation, "evidence": evidence, "why": finding.why}
    return office.case(line | {"reference": f"{invoice}SC", "invoice_number": invoice, "purchase_order": order, "sku": finding.sku})


def _ordered(room: Scriptorium, number: int) -> int:
    room.case_id = number
    return room.order()


def _timed(handle: Handler, run: int) -> float:
    begun = time.perf_counter()
    handle(Task(f"narrate:{run}", WorkKind.NARRATE, {"run_id": run}, 1), quiet)
    return time.perf_counter() - begun


def _told(sessions: sessionmaker[Session], arguments: argparse.Namespace, took: Sequence[float], wall: float) -> int:
    """The figures; 1 where something is not as it should be."""
    with sessions() as session:
        runs = session.scalars(select(AgentRun).order_by(AgentRun.id)).all()[1:]
        drafts = session.scalars(select(Draft)).all()
        asked = Counter(session.scalars(select(ModelCall.run_id)))
    calls = [asked[run.id] for run in runs]
    beside = [seconds - arguments.thinks * n for seconds, n in zip(took, calls, strict=True)]
    own = statistics.mean(beside)
    of_wall = wall * arguments.at_a_time / len(took) - arguments.thinks * statistics.mean(calls)
    sound = len(drafts) == arguments.cases and all(d.verified for d in drafts) and {r.state for r in runs} == {"done"}
    print(f"{len(took)} letters, {arguments.at_a_time} at a time, {wall:.1f} s; calls a letter {statistics.mean(calls):.2f}")
    print(f"the model's own time a letter   {1000 * arguments.thinks * statistics.mean(calls):7.1f} ms")
    print(f"beside it, mean of the letters  {1000 * own:7.1f} ms (median {1000 * statistics.median(beside):.1f}, ", end="")
    print(f"95 % below {1000 * statistics.quantiles(beside, n=20)[18]:.1f})")
    print(f"beside it, by the clock         {1000 * of_wall:7.1f} ms a letter and place at work")
    print(f"letters by the model {sum(d.made_by == 'model' for d in drafts)}, by the template {sum(d.made_by != 'model' for d in drafts)}")
    if not sound:
        print("not every case ended with one verified letter")
    return 0 if sound and own <= MAY_TAKE else 1


if __name__ == "__main__":
    sys.exit(main())
