"""200 uploads and 50 readers at once against a real server on the loopback: no error but rate limits, and nothing is lost.

    .venv/bin/python bench/load.py [--uploads 600] [--seconds 120] [--database URL] [--workers N] [--shipped-limits]

Starts `recoup serve` in a folder of its own, ends it, and stops by itself. Exit 1 where something went wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx2

UPLOADERS: Final = 200
READERS: Final = 50
PASSWORD: Final = "seven green pallets at the dock"  # noqa: S105 - of a server that lives for two minutes
START_SECONDS: Final = 180
RETRIES: Final = 20
WIDE: Final = {"RECOUP_RATE_REQUEST": "1000000/minute", "RECOUP_RATE_UPLOAD": "1000000/minute", "RECOUP_RATE_EXPORT": "1000000/minute"}
"""Limits out of the way, so that the load reaches the database."""


@dataclass
class Seen:
    """What came of the load."""

    statuses: Counter[str] = field(default_factory=Counter)
    waits: dict[str, list[float]] = field(default_factory=lambda: {"upload": [], "read": []})
    accepted: dict[str, int] = field(default_factory=dict)
    """Documents by the hash of what was sent."""
    problems: list[str] = field(default_factory=list)


@contextlib.contextmanager
def server(home: Path, arguments: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """A server on a free port; gives its address and the one-time link's secret."""
    settings = {"RECOUP_HOME": str(home), "RECOUP_LOG_LEVEL": "warning"} | ({} if arguments.shipped_limits else WIDE)
    if arguments.database:
        settings["RECOUP_DATABASE_URL"] = arguments.database
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--workers", str(arguments.workers), "--migrate"]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            yield _greeting(process, home)
        finally:
            process.terminate()
            process.wait(60)


def _greeting(process: subprocess.Popen[str], home: Path) -> tuple[str, str]:
    ends = time.monotonic() + START_SECONDS
    assert process.stdout is not None  # noqa: S101 - asked for above
    for line in process.stdout:
        found = re.search(r"(http://\S+)/link/(\S+)", line)
        if found:
            return found[1], found[2]
        if time.monotonic() > ends:
            break
    raise SystemExit(f"the server did not start: {(home / 'log').read_text()}")


async def prepare(address: str, secret: str) -> list[str]:
    """Logs in, makes a supplier, and gives tokens: one for all uploaders, one for each reader."""
    async with httpx2.AsyncClient(base_url=f"{address}/api/v1", timeout=30) as client:
        first = (await client.post("/passwords", json={"secret": secret, "password": PASSWORD})).raise_for_status()
        client.headers["x-csrf-token"] = first.json()["csrf"]
        supplier = (await client.post("/suppliers", json={"name": "Load"})).raise_for_status().json()
        (await client.post(f"/suppliers/{supplier['id']}/accounts", json={"retailer": "amazon_us"})).raise_for_status()
        wanted = {"name": "load", "scopes": ["read", "documents"], "days": 1}
        made = [(await client.post("/tokens", json=wanted)).raise_for_status().json()["secret"] for _ in range(READERS + 1)]
        return [str(secret) for secret in made]


async def upload(client: httpx2.AsyncClient, numbers: asyncio.Queue[int], seen: Seen, ends: float) -> None:
    """Sends files until none are left; one that meets a rate limit comes again with its key."""
    while time.monotonic() < ends:
        try:
            number = numbers.get_nowait()
        except asyncio.QueueEmpty:
            return
        content = f"note,number\nload,{number}\n".encode() * (1 + number % 50)
        for _ in range(RETRIES):
            started = time.perf_counter()
            answer = await _asked(
                client.post("/documents", files={"file": (f"{number}.csv", content)}, headers={"idempotency-key": f"load-{number}"}), seen
            )
            if answer is None:
                break
            seen.statuses[f"upload {answer.status_code}"] += 1
            if answer.status_code in {429, 409}:
                await asyncio.sleep(float(answer.headers.get("retry-after", "1")))
                continue
            seen.waits["upload"].append(time.perf_counter() - started)
            if answer.status_code == 202:
                seen.accepted[hashlib.sha256(content).hexdigest()] = answer.json()["document"]["id"]
            else:
                seen.problems.append(f"upload {number}: {answer.status_code} {answer.text[:200]}")
            break


async def read(client: httpx2.AsyncClient, seen: Seen, done: asyncio.Event) -> None:
    """Looks at lists and documents until the uploads are over."""
    addresses = ("/documents?limit=20", "/cases?limit=20", "/jobs?limit=20", "/me", "/suppliers", "/reports/win-rates")
    turn = 0
    while not done.is_set():
        started = time.perf_counter()
        answer = await _asked(client.get(addresses[turn % len(addresses)]), seen)
        turn += 1
        if answer is None:
            continue
        seen.statuses[f"read {answer.status_code}"] += 1
        if answer.status_code == 429:
            await asyncio.sleep(float(answer.headers.get("retry-after", "1")))
            continue
        seen.waits["read"].append(time.perf_counter() - started)
        if answer.status_code != 200:
            seen.problems.append(f"{addresses[(turn - 1) % len(addresses)]}: {answer.status_code} {answer.text[:200]}")


async def _asked(request: object, seen: Seen) -> httpx2.Response | None:
    try:
        answer: httpx2.Response = await request  # type: ignore[misc]
    except httpx2.HTTPError as error:
        seen.problems.append(f"{type(error).__name__}: {error}")
        return None
    return answer


async def load(address: str, tokens: list[str], arguments: argparse.Namespace) -> Seen:
    """Uploaders and readers at once, then the count of what is there."""
    seen, done, ends = Seen(), asyncio.Event(), time.monotonic() + arguments.seconds
    numbers: asyncio.Queue[int] = asyncio.Queue()
    for number in range(arguments.uploads):
        numbers.put_nowait(number)
    limits = httpx2.Limits(max_connections=None)

    def client(token: str) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            base_url=f"{address}/api/v1", headers={"authorization": f"Bearer {token}"}, timeout=arguments.seconds, limits=limits
        )

    async with contextlib.AsyncExitStack() as stack:
        uploading = await stack.enter_async_context(client(tokens[0]))
        reading = [await stack.enter_async_context(client(token)) for token in tokens[1:]]
        watching = [asyncio.create_task(read(reader, seen, done)) for reader in reading]
        await asyncio.gather(*(upload(uploading, numbers, seen, ends) for _ in range(UPLOADERS)))
        done.set()
        await asyncio.gather(*watching)
        await missing(uploading, seen)
    return seen


async def missing(client: httpx2.AsyncClient, seen: Seen) -> None:
    """Names every accepted document that is not there, by its hash and byte by byte."""
    there: dict[str, int] = {}
    after: str | None = None
    while True:
        page = (await client.get("/documents", params={"limit": 200} | ({"after": after} if after else {}))).raise_for_status().json()
        there |= {document["sha256"]: document["id"] for document in page["items"]}
        after = page["next"]
        if after is None:
            break
    for sha256, number in seen.accepted.items():
        if there.get(sha256) != number:
            seen.problems.append(f"document {number} was accepted and is not listed")
    for sha256, number in list(seen.accepted.items())[:: max(1, len(seen.accepted) // 50)]:
        answer = await client.get(f"/documents/{number}/file")
        if hashlib.sha256(answer.content).hexdigest() != sha256:
            seen.problems.append(f"the bytes of document {number} are others ({answer.status_code})")


def main() -> int:
    """Runs the load and prints the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uploads", type=int, default=600)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--workers", type=int, default=0, help="worker processes beside the server")
    parser.add_argument("--database", default="", help="URL of an empty database; SQLite where not given")
    parser.add_argument("--shipped-limits", action="store_true", help="keep the rate limits as they ship")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), arguments) as (address, secret):
        tokens = asyncio.run(prepare(address, secret))
        started = time.perf_counter()
        seen = asyncio.run(load(address, tokens, arguments))
        seconds = time.perf_counter() - started
    print(f"{UPLOADERS} uploaders, {READERS} readers, {seconds:.1f} s")
    for status, count in sorted(seen.statuses.items()):
        print(f"  {status}: {count}")
    for kind, waits in seen.waits.items():
        if len(waits) > 1:
            quick, slow = statistics.median(waits), statistics.quantiles(waits, n=100)[98]
            print(f"  {kind}: median {quick * 1000:.0f} ms, 99 % within {slow * 1000:.0f} ms, longest {max(waits) * 1000:.0f} ms")
    print(f"  accepted: {len(seen.accepted)} of {arguments.uploads}; problems: {len(seen.problems)}")
    for problem in seen.problems[:20]:
        print(f"    {problem}")
    return 1 if seen.problems or len(seen.accepted) != arguments.uploads else 0


if __name__ == "__main__":
    raise SystemExit(main())
