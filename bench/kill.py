"""Kills servers and workers with -9 at random moments during a large intake, then counts: nothing may be lost, read twice or doubled.

    .venv/bin/python -m bench.kill [--kills 100] [--documents 400] [--lease 30] [--on sqlite|postgresql|both] [--worker-kills 10]

On SQLite one server and one worker are killed, whichever the dice say, and started again. On PostgreSQL one of three workers is
killed at a time and stays dead until the others must have taken its work over. The same files also go in undisturbed; cases and
findings must come out the same. Exit 1 where anything does not hold.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from sqlalchemy import distinct, func, select
from sqlalchemy.exc import DBAPIError

from bench.kill_house import Count, House, Intake, make_files, postgresql
from cases.background.work import ENDED, JobState, WorkKind
from ledger.journal import broken_links
from ledger.models import Case, Document, DocumentState, FindingRow, Job, JournalHead, Reading

ALLOWANCE = 15.0
"""Seconds beyond the lease within which the living must have taken over."""
AT_LAST = 900.0
"""Seconds that the rest of the work may take once nobody is killed any more."""
LEAD = 0.1
"""The share of the files that may come in before their time, so that the workers have something before them."""
SHORT = 0.3
"""Seconds within which a job that was begun is most likely still under way."""
AT_WORK = 0.8
"""The share of the kills that hit what is at work; the others may hit it while it starts."""


def main() -> int:
    """Runs what was asked for and prints the counts."""
    arguments = _arguments()
    print(f"seed {arguments.seed}, {arguments.documents} documents, lease {arguments.lease} s")
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="recoup-kill-") as place, ExitStack() as stack:
        files = make_files(Path(place) / "files", arguments.documents)
        undisturbed = _on_sqlite(Path(place) / "undisturbed", arguments, files, kills=0)
        wrong += _print("undisturbed, SQLite", undisturbed, None)
        if arguments.on in {"sqlite", "both"}:
            count = _on_sqlite(Path(place) / "sqlite", arguments, files, kills=arguments.kills)
            wrong += _print("server and worker killed, SQLite", count, undisturbed)
        if arguments.on in {"postgresql", "both"}:
            url = stack.enter_context(postgresql(Path(place)))
            count = _on_postgresql(Path(place) / "postgresql", url, arguments, files)
            wrong += _print("one of three workers killed, PostgreSQL", count, undisturbed)
    return 1 if wrong else 0


def _on_sqlite(place: Path, arguments: argparse.Namespace, files: Sequence[Path], *, kills: int) -> Count:
    """One server, one worker; each kill hits one of them, at work or while it starts."""
    chance, count = random.Random(arguments.seed), Count()  # noqa: S311 - moments that can be had again
    house = House(place, None, arguments.lease)
    names = ["server", "worker-1"]
    intake = Intake(house, files, count)
    try:
        for name in names:
            house.start(name)
        intake.start()
        for turn in range(kills):
            intake.may_go = (turn + 1) / (kills + 1) + LEAD
            name = chance.choice(names)
            if chance.random() < AT_WORK:
                _wait_for_work(house, name)
            time.sleep(chance.choice((SHORT, arguments.longest_gap)) * chance.random())
            house.kill(name)
            count.kills[name] += 1
            house.start(name)
        intake.may_go = 1.0
        _settle(house, intake, len(files), count)
    finally:
        house.close()
    return count


def _on_postgresql(place: Path, url: str, arguments: argparse.Namespace, files: Sequence[Path]) -> Count:
    """One server, three workers; a killed one stays dead until the others must have taken over, and how long that takes is measured."""
    chance, count = random.Random(arguments.seed), Count()  # noqa: S311 - moments that can be had again
    house = House(place, url, arguments.lease)
    names = ["worker-1", "worker-2", "worker-3"]
    intake = Intake(house, files, count)
    try:
        for name in ["server", *names]:
            house.start(name)
        intake.start()
        for turn in range(arguments.worker_kills):
            intake.may_go = (turn + 1) / (arguments.worker_kills + 1) + LEAD
            name = chance.choice(names)
            _wait(lambda: set(names) <= house.alive(), 180, "the workers are not up again")
            _wait_for_work(house, name)
            time.sleep(chance.uniform(0, SHORT))
            house.kill(name)
            count.kills[name] += 1
            _measure(house, name, arguments.lease, count)
            house.start(name)
        intake.may_go = 1.0
        _settle(house, intake, len(files), count)
    finally:
        house.close()
    return count


def _wait_for_work(house: House, name: str) -> None:
    """Waits until the server answers, or the worker is alive and has something in hand, where there is anything to do."""
    _wait(lambda: house.is_ready(name), 180, f"{name} is not up again")
    if name != "server":
        with suppress(TimeoutError):
            _wait(lambda: _in_hand(house, name), 20, "there is nothing to do")


def _in_hand(house: House, name: str) -> dict[str, int]:
    """The jobs that a worker has in hand by the rows that people watch, with how often each was started."""
    with house.reading() as session:
        held = select(Job).where(Job.worker == name, Job.state == JobState.RUNNING.value)
        return {job.key: job.attempts for job in session.scalars(held)}


def _measure(house: House, name: str, lease: int, count: Count) -> None:
    """How long it takes until everything that the dead had in hand was begun again by the living, or had ended."""
    killed = time.monotonic()
    left = _in_hand(house, name)

    def has_moved() -> bool:
        with house.reading() as session:
            rows = {
                key: (starts, state)
                for key, starts, state in session.execute(select(Job.key, Job.attempts, Job.state).where(Job.key.in_(left)))
            }
        return all(rows[key][0] > starts or JobState(rows[key][1]) in ENDED for key, starts in left.items())

    try:
        _wait(has_moved, lease + 2 * ALLOWANCE, "nobody took over")
        if left:
            count.takeovers.append(time.monotonic() - killed)
    except TimeoutError:
        count.wrong.append(f"nobody took over {sorted(left)} of {name} within {lease + 2 * ALLOWANCE} s")
    time.sleep(max(0.0, killed + lease + 2 - time.monotonic()))


def _settle(house: House, intake: Intake, files: int, count: Count) -> None:
    """Waits for the end of the work, then counts what came of it."""
    _wait(lambda: intake.failed is not None or count.uploads == files, AT_LAST, "the intake does not end")
    if intake.failed is not None:
        raise intake.failed
    unfinished = select(func.count()).where(
        Job.state.not_in([state.value for state in ENDED]), Job.kind.in_([WorkKind.READ.value, WorkKind.DETECT.value])
    )

    def is_quiet() -> bool:
        with house.reading() as session:
            return not session.scalar(unfinished)

    try:
        _wait(is_quiet, AT_LAST, "the work does not end")
    except TimeoutError as error:
        count.wrong.append(str(error))
    _count(house, files, count)


def _count(house: House, files: int, count: Count) -> None:
    with house.reading() as session:
        readings = select(func.count().label("versions")).select_from(Reading).group_by(Reading.document_id).subquery()
        states = Counter(str(state) for state in session.scalars(select(Document.state)))
        jobs = Counter(session.scalars(select(Job.state)))
        failed = session.execute(select(Job.key, Job.message).where(Job.state == JobState.FAILED.value)).all()
        keys = [row[0] for row in session.execute(select(Case.case_key))]
        broken = [
            f"{link.chain} {link.sequence}: {link.message}"
            for chain in session.scalars(select(JournalHead.chain))
            for link in broken_links(session, chain)
        ]
        count.facts = {
            "documents": sum(states.values()),
            "read": states[DocumentState.READ.value],
            "read more than once": session.scalar(select(func.count()).where(readings.c.versions > 1)),
            "cases": len(keys),
            "findings": session.scalar(select(func.count(distinct(FindingRow.finding_key)))),
            "finding rows": session.scalar(select(func.count()).select_from(FindingRow)),
            "jobs": dict(jobs),
            "started more than once": session.scalar(select(func.count()).select_from(Job).where(Job.attempts > 1)),
            "case keys": frozenset(keys),
            "finding keys": frozenset(session.scalars(select(FindingRow.finding_key))),
        }
    code, said = house.check()
    facts = count.facts
    wanted: Mapping[str, bool] = {
        f"{facts['documents']} documents of {files}": facts["documents"] == files,
        f"{facts['read']} read of {files}": facts["read"] == files,
        f"{facts['read more than once']} documents read more than once": not facts["read more than once"],
        f"cases doubled: {len(keys)} rows, {len(set(keys))} keys": len(keys) == len(set(keys)),
        f"findings doubled: {facts['finding rows']} rows, {facts['findings']} keys": facts["finding rows"] == facts["findings"],
        f"the journal does not hold: {broken[:5]}": not broken,
        f"recoup check says {code}: {said[-2000:]}": code == 0,
        f"jobs failed: {failed[:5]}": not failed,
    }
    count.wrong += [sentence for sentence, holds in wanted.items() if not holds]


def _print(title: str, count: Count, undisturbed: Count | None) -> int:
    """Prints the counts of a run; gives how many things do not hold, the comparison with the undisturbed run among them."""
    if undisturbed is not None:
        for name in ("case keys", "finding keys"):
            ours, theirs = count.facts.get(name, frozenset()), undisturbed.facts.get(name, frozenset())
            if ours != theirs:
                count.wrong.append(f"{name}: {len(ours - theirs)} too many, {len(theirs - ours)} missing")  # type: ignore[operator]
    print(f"\n{title}")
    print(f"  kills: {sum(count.kills.values())} {dict(count.kills)}")
    print(f"  uploads: {count.uploads}, tries {count.tries}")
    for name, value in count.facts.items():
        if not isinstance(value, frozenset):
            print(f"  {name}: {value}")
    if count.takeovers:
        print(f"  takeovers: {len(count.takeovers)}, longest {max(count.takeovers):.1f} s after the kill")
    print(
        "  journal sound, recoup check clean" if not count.wrong else "\n".join(f"  WRONG: {sentence}" for sentence in count.wrong),
        flush=True,
    )
    return len(count.wrong)


def _wait(holds: Callable[[], object], seconds: float, otherwise: str) -> None:
    end = time.monotonic() + seconds
    while True:
        with suppress(DBAPIError):
            if holds():
                return
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=100, help="kills of server or worker on SQLite")
    parser.add_argument("--worker-kills", type=int, default=10, help="kills of one of three workers on PostgreSQL")
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--lease", type=int, default=30, help="seconds")
    parser.add_argument("--longest-gap", type=float, default=3.0, help="seconds that a killed one may work at most before its next turn")
    parser.add_argument("--on", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
