"""What happens for a supplier is heard by those who may see it, from where they left off, over a real connection."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import httpx2
import pytest
import uvicorn

from ledger.models import Role
from tests.http.conftest import Town
from tests.http.shop import stocked


@contextlib.contextmanager
def served(town: Town) -> Iterator[str]:
    """The application on a free port of the loopback."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(town.app, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        door.close()


def heard(lines: Iterator[str], count: int) -> list[tuple[str, str]]:
    """The next events: their ids and names."""
    found: list[tuple[str, str]] = []
    number = ""
    for line in lines:
        if line.startswith("id: "):
            number = line[4:]
        elif line.startswith("event: "):
            found.append((number, line[7:]))
            if len(found) == count:
                break
    return found


@pytest.mark.both_engines
def test_what_happens_is_heard_from_where_one_left_off(town: Town) -> None:
    shop = stocked(town, "Hal")
    user = town.user("ana@example.com", (Role.SPECIALIST, shop.supplier.id))
    caller = town.caller(user)
    headers = {"authorization": caller.headers["authorization"]}
    stream = f"/api/v1/suppliers/{shop.supplier.id}/events/stream"
    with served(town) as address, httpx2.Client(base_url=address, headers=headers, timeout=20) as client:
        with client.stream("GET", stream) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = answer.iter_lines()
            next(lines)
            caller.post(f"/api/v1/cases/{shop.numbers['case_id']}/comments", json={"text": "first"})
            [(first, noun)] = heard(lines, 1)
            assert noun == "case"
        caller.post(f"/api/v1/cases/{shop.numbers['case_id']}/comments", json={"text": "second"})
        with client.stream("GET", stream, headers={"last-event-id": first}) as answer:
            assert heard(answer.iter_lines(), 1) == [(str(int(first) + 1), "case")]


def test_a_stream_ends_when_its_reader_may_no_longer_see_the_supplier(town: Town) -> None:
    shop = stocked(town, "Hal")
    admin = town.caller(town.user("ada@example.com", (Role.ADMIN, None)))
    user = town.user("ana@example.com", (Role.SPECIALIST, shop.supplier.id))
    headers = {"authorization": f"Bearer {town.token(user)}"}
    stream = f"/api/v1/suppliers/{shop.supplier.id}/events/stream"
    with (
        served(town) as address,
        httpx2.Client(base_url=address, headers=headers, timeout=20) as client,
        client.stream("GET", stream) as answer,
    ):
        lines = answer.iter_lines()
        next(lines)
        admin.delete(f"/api/v1/users/{user.id}/roles/specialist", params={"supplier_id": shop.supplier.id})
        names = [name for _, name in heard(lines, 2)]
        assert names in (["end"], ["user", "end"]), "the withdrawal itself may still be heard, nothing after it"


def test_a_stranger_hears_nothing(town: Town) -> None:
    own, foreign = stocked(town, "Own Goods"), stocked(town, "Foreign Goods")
    user = town.user("eve@example.com", (Role.ADMIN, own.supplier.id))
    headers = {"authorization": f"Bearer {town.token(user)}"}
    with served(town) as address, httpx2.Client(base_url=address, headers=headers, timeout=20) as client:
        answer = client.get(f"/api/v1/suppliers/{foreign.supplier.id}/events/stream", params={"since": 0})
        assert answer.status_code == 404
        assert foreign.mark not in answer.text


@pytest.mark.slow
def test_streams_are_few_per_person_and_end_after_their_time(town_with: Callable[..., Town]) -> None:
    town = town_with(streams_at_a_time=1, stream_seconds=1)
    shop = stocked(town, "Hal")
    headers = {"authorization": f"Bearer {town.token(town.user('ana@example.com', (Role.SPECIALIST, shop.supplier.id)))}"}
    stream = f"/api/v1/suppliers/{shop.supplier.id}/events/stream"
    with served(town) as address, httpx2.Client(base_url=address, headers=headers, timeout=20) as client:
        with client.stream("GET", stream) as answer:
            assert client.get(stream).status_code == 429
            assert list(answer.iter_lines())
        assert client.get(stream).status_code == 200
