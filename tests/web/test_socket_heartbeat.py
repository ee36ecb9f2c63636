"""Heartbeats of sockets, idle sockets, and how many of them may be open."""

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest
from django.contrib.auth.models import User

from evoweb.runs.consumers import clips, heartbeat
from evoweb.runs.consumers import socket as base
from evoweb.runs.consumers.places import OPEN
from evoweb.runs.models import Run
from tests.web.factories import UserFactory, tiny_run
from tests.web.sockets import PATIENCE_SECONDS, PING, PONG, Socket, opened

pytestmark = pytest.mark.django_db(transaction=True)
every_socket = pytest.mark.parametrize("path", ["/ws/runs/", "/ws/runs/{}/", "/ws/clips/"])


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def run(owner: User) -> Run:
    return tiny_run(owner)


async def greet(socket: Socket, path: str) -> None:
    """Say what every page says first, and hear what there is."""
    if path != "/ws/clips/":
        await socket.hello()
        await socket.hear()


async def pings(socket: Socket, answer: bool, n: int) -> int:
    """How many of the next `n` messages are pings."""
    found = 0
    for _ in range(n):
        found += await socket.is_pinged()
        if answer:
            await socket.say(PONG)
    return found


@every_socket
async def test_a_quiet_socket_pings_and_keeps_a_client_that_answers(
    run: Run, owner: User, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "PING_SECONDS", 0.1)
    monkeypatch.setattr(heartbeat, "SILENCE_SECONDS", 1.0)
    async with opened(path.format(run.pk), owner) as socket:
        await greet(socket, path)
        assert await pings(socket, answer=True, n=15) == 15  # 1.5 s, by their pauses


@every_socket
async def test_a_client_that_answers_no_ping_is_sent_away(
    run: Run, owner: User, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "PING_SECONDS", 0.1)
    monkeypatch.setattr(heartbeat, "SILENCE_SECONDS", 0.6)
    async with opened(path.format(run.pk), owner) as socket:
        await greet(socket, path)
        assert await pings(socket, answer=False, n=3) == 3
        assert await socket.close_code() == base.STALLED
        assert await socket.receive_nothing(0.3)  # nothing is sent after that


@every_socket
async def test_a_client_may_ask_whether_the_line_is_live(run: Run, owner: User, path: str) -> None:
    async with opened(path.format(run.pk), owner) as socket:
        await greet(socket, path)
        await socket.say(PING)
        assert await socket.overhear() == PONG
        for _ in range(50):  # one a second is answered: what is sent may lie unread
            await socket.say(PING)
        assert await socket.receive_nothing(0.3)


async def test_a_socket_that_says_something_need_not_ping(
    run: Run, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "PING_SECONDS", 0.5)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await greet(socket, "run")
        for _ in range(10):
            await asyncio.sleep(0.1)
            await socket.say("nonsense")
        said = [json.loads(await socket.receive_from(PATIENCE_SECONDS)) for _ in range(10)]
    assert PING not in said


# --- Idle sockets


async def test_an_anonymous_clip_socket_that_asks_nothing_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clips, "IDLE_SECONDS", 0.3)
    async with opened("/ws/clips/") as socket:
        assert await socket.close_code() == base.IDLE


async def test_a_clip_socket_that_is_used_or_of_a_person_stays(
    run: Run, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clips, "IDLE_SECONDS", 0.5)
    wanted = {"request": 1, "run": run.pk, "creature": "0-0", "generation": 0}
    async with opened("/ws/clips/") as asking, opened("/ws/clips/", owner) as idle:
        for _ in range(8):
            await asyncio.sleep(0.15)
            await asking.say(wanted)
            assert "no such creature" in (await asking.hear())["error"]
        await idle.say(wanted)
        assert "no such creature" in (await idle.hear())["error"]


# --- Shares


@every_socket
async def test_an_address_has_only_so_many_sockets_and_again_as_many_when_some_are_closed(
    run: Run, owner: User, path: str, settings: Any
) -> None:
    settings.MAX_SOCKETS_OF_ADDRESS = 2
    path = path.format(run.pk)
    async with opened(path, owner):
        async with opened(path, owner), opened(path, owner) as third:
            await third.hello()  # a page does not wait to hear whether it may
            assert await third.close_code() == base.TOO_MANY
        async with opened(path, owner) as after:
            assert await after.is_pinged()
    assert OPEN.total() == 0


async def test_all_addresses_together_have_only_so_many_sockets(settings: Any) -> None:
    settings.MAX_SOCKETS = 3
    async with AsyncExitStack() as stack:
        for number in range(3):
            await stack.enter_async_context(opened("/ws/clips/", address=f"192.0.2.{number}"))
        fourth = await stack.enter_async_context(opened("/ws/clips/", address="192.0.2.9"))
        assert await fourth.close_code() == base.TOO_MANY
    assert OPEN.total() == 0
