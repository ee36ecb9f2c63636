"""However many ask at once, the web takes so many connections of Postgres and no more, and everybody has their turn."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from evoweb import turns
from evoweb.body_limit import Application, Receive, Scope, Send
from evoweb.turns import in_turn, opened_in_turn
from tests.processes import kill_group
from tests.web.factories import UserFactory
from tests.web.guarded import GuardedWeb
from tests.web.sockets import cookie_of


class Room:
    """An application that keeps every request until it is let go, and notes the most that were in it at once."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.inside, self.most = 0, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.open.wait()
        self.inside -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class Asked:
    """A request that has been sent, and what it is answered."""

    def __init__(self, application: Application, address: str, path: str = "/") -> None:
        self.answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        scope: dict[str, Any] = {"type": "http", "path": path, "headers": [], "client": [address, 1]}
        self.task = asyncio.ensure_future(application(scope, asyncio.Queue().get, self.answers.put))

    async def start(self) -> dict[str, Any]:
        async with asyncio.timeout(10):
            return await self.answers.get()


async def test_so_many_requests_are_worked_on_at_once_and_a_share_of_them_for_one_address() -> None:
    room = Room()
    application = in_turn(room)
    one = [Asked(application, "192.0.2.1") for _ in range(10)]
    await asyncio.sleep(0.05)
    assert room.most == turns.OF_ONE_ADDRESS
    others = [Asked(application, f"198.51.100.{number}") for number in range(20)]
    await asyncio.sleep(0.05)
    assert room.most == turns.AT_ONCE
    room.open.set()
    assert {(await asked.start())["status"] for asked in one + others} == {200}


async def test_whether_the_service_is_well_is_answered_whoever_fills_it() -> None:
    room = Room()
    application = in_turn(room)
    for number in range(turns.AT_ONCE):
        Asked(application, f"198.51.100.{number}")
    await asyncio.sleep(0.05)
    probe = Asked(application, "198.51.100.1", "/healthz")
    await asyncio.sleep(0.05)
    assert room.inside == turns.AT_ONCE + 1
    room.open.set()
    assert (await probe.start())["status"] == 200


async def test_so_many_websockets_are_opened_at_once_and_any_number_stay_open() -> None:
    room = Room()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await room(scope, receive, send)
        await asyncio.Event().wait()  # it stays open

    opened = opened_in_turn(application)
    asked = [Asked(opened, "192.0.2.1", "/ws/clips/") for _ in range(3 * turns.OPENED_AT_ONCE)]
    await asyncio.sleep(0.05)
    assert room.most == turns.OPENED_AT_ONCE
    room.open.set()
    assert [(await one.start())["status"] for one in asked] == [200] * len(asked)
    assert room.most == turns.OPENED_AT_ONCE
    for one in asked:
        one.task.cancel()


async def test_a_websocket_whose_opening_fails_gives_its_turn_back() -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError(scope["path"])

    opened = opened_in_turn(failing)
    for _ in range(2 * turns.OPENED_AT_ONCE):
        with pytest.raises(ValueError, match="/ws/"):
            await Asked(opened, "192.0.2.1", "/ws/").task


async def test_who_has_no_turn_in_time_is_told_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", 0.05)
    room = Room()
    application = in_turn(room)
    held = [Asked(application, "192.0.2.1") for _ in range(turns.OF_ONE_ADDRESS)]
    refused = await Asked(application, "192.0.2.1").start()
    assert (refused["status"], dict(refused["headers"])[b"retry-after"]) == (503, b"5")
    room.open.set()
    assert {(await asked.start())["status"] for asked in held} == {200}
    assert (await Asked(application, "192.0.2.1").start())["status"] == 200


@contextmanager
def most_connections() -> Iterator[list[int]]:
    """The most connections to this database, but for the test's own, that were seen within the block."""
    seen, over = [0], threading.Event()

    def look() -> None:
        while not over.is_set():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s", [own]
                )
                seen[0] = max(seen[0], cursor.fetchone()[0] - 1)
            time.sleep(0.01)
        connections.close_all()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (own,) = cursor.fetchone()
    looking = threading.Thread(target=look)
    looking.start()
    yield seen
    over.set()
    looking.join()


@pytest.mark.django_db(transaction=True)
def test_sixty_clients_who_keep_their_connections_are_answered_over_a_few_of_postgres(
    process_environment: dict[str, str],
) -> None:
    cookie = f"{settings.SESSION_COOKIE_NAME}={cookie_of(UserFactory())}"
    web = GuardedWeb(process_environment, "import evoweb.turns; evoweb.turns.PATIENCE_S = 60")

    def client(_: int) -> list[int]:
        kept = web.connection()
        return [web.ask("GET", "/", connection=kept, Cookie=cookie)[0] for _ in range(3)]

    try:
        with most_connections() as most, ThreadPoolExecutor(60) as clients:
            statuses = Counter(status for answers in clients.map(client, range(60)) for status in answers)
    finally:
        kill_group(web.process)
    assert statuses == {200: 180}
    assert 0 < most[0] <= 2 * turns.OF_ONE_ADDRESS  # Postgres may still be ending those of the turns before
