"""Progress over websockets: nothing missed, nothing twice, and only for those who may see it."""

from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

from evoweb.runs import consumers, services
from evoweb.runs.models import Run
from evoweb.runs.recording import record_generation
from tests.web.factories import UserFactory, claimed, recorded_run, tiny_generations, tiny_run
from tests.web.sockets import Socket, opened, socket_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "PAUSE_SECONDS", 0.0)


@database_sync_to_async
def record(worker: Run, number: int) -> None:
    record_generation(worker, tiny_generations()[number])


@database_sync_to_async
def change(deed: Any, *arguments: Any, **named: Any) -> Any:
    return deed(*arguments, **named)


async def generations_until(socket: Socket, last: int) -> list[int]:
    """The generations that arrive, message after message, until the last one wanted is among them."""
    numbers: list[int] = []
    while last not in numbers:
        message = await socket.hear()
        assert message["type"] == "progress"
        numbers += [generation["number"] for generation in message["generations"]]
    return numbers


async def test_a_client_gets_what_there_is_and_then_what_comes(owner: User) -> None:
    run = await change(tiny_run, owner)
    worker = await change(claimed, run)
    await record(worker, 0)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.say({"type": "hello", "after": -1})
        first = await socket.hear()
        assert [generation["number"] for generation in first["generations"]] == [0]
        assert (first["run"]["id"], first["run"]["state"], first["run"]["generation"]) == (run.pk, "RUNNING", 0)
        await record(worker, 1)
        second = await socket.hear()
        assert [generation["number"] for generation in second["generations"]] == [1]
        assert second["run"]["generation"] == 1


async def test_a_client_that_comes_back_misses_nothing_and_gets_nothing_twice(owner: User) -> None:
    run = await change(tiny_run, owner)
    worker = await change(claimed, run)
    await record(worker, 0)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.say({"type": "hello", "after": -1})
        assert await generations_until(socket, 0) == [0]
    await record(worker, 1)
    await record(worker, 2)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.say({"type": "hello", "after": 0})
        assert await generations_until(socket, 2) == [1, 2]
        await record(worker, 3)
        assert await generations_until(socket, 3) == [3]


async def test_many_generations_come_in_several_messages(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "GENERATIONS_AT_ONCE", 3)
    run = await change(recorded_run, owner)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.say({"type": "hello", "after": -1})
        assert await generations_until(socket, 3) == [0, 1, 2, 3]


async def test_a_change_of_state_is_told_without_a_generation(owner: User) -> None:
    run = await change(tiny_run, owner)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.say({"type": "hello", "after": -1})
        assert (await socket.hear())["run"]["state"] == "QUEUED"
        await change(services.pause_run, run, owner)
        assert (await socket.hear())["run"]["state"] == "PAUSED"


@pytest.mark.parametrize("nonsense", ["no JSON", "[]", '"hello"', "{}", '{"type": "hello"}', "[" * 900, "x" * 2000])
async def test_nonsense_is_answered_with_an_error_and_does_no_harm(owner: User, nonsense: str) -> None:
    run = await change(tiny_run, owner)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.say(nonsense)
        assert "error" in await socket.hear()
        await socket.say({"type": "hello", "after": -1})
        assert (await socket.hear())["type"] == "progress"


async def test_the_list_shows_unfinished_runs_and_then_those_that_change(owner: User) -> None:
    first, done = await change(tiny_run, owner, "first"), await change(recorded_run, owner)
    await change(tiny_run, await change(UserFactory), "not mine")
    async with opened("/ws/runs/", owner) as socket:
        message = await socket.hear()
        assert message["type"] == "runs"
        assert [run["id"] for run in message["runs"]] == [first.pk]
        assert done.pk != first.pk
        await change(services.cancel_run, first, owner)
        changed = await socket.hear()
        assert [(run["id"], run["state"]) for run in changed["runs"]] == [(first.pk, "CANCELLED")]
        second = await change(tiny_run, owner, "second")
        assert [run["id"] for run in (await socket.hear())["runs"]] == [second.pk]


# --- Rights


async def test_somebody_elses_run_and_one_that_is_not_there_are_refused_alike(owner: User) -> None:
    run = await change(tiny_run, await change(UserFactory))
    for path in (f"/ws/runs/{run.pk}/", "/ws/runs/999999/"):
        async with opened(path, owner) as socket:
            assert await socket.close_code() == consumers.NOT_FOUND


async def test_who_has_not_signed_in_is_refused(owner: User) -> None:
    run = await change(tiny_run, owner)
    for path in (f"/ws/runs/{run.pk}/", "/ws/runs/", "/ws/clips/"):
        async with opened(path) as socket:
            assert await socket.close_code() == consumers.SIGN_IN


async def test_a_page_of_another_site_is_refused(owner: User) -> None:
    for path in ("/ws/runs/", "/ws/clips/"):
        accepted, _ = await socket_of(path, origin="https://evil.example").connect()
        assert not accepted


async def test_a_public_run_may_be_watched_by_any_user_and_staff_may_watch_all(owner: User) -> None:
    public, private = await change(recorded_run, owner, public=True), await change(tiny_run, owner)
    visitor, staff = await change(UserFactory), await change(UserFactory, is_staff=True)
    for run, user, may_edit in [(public, visitor, False), (private, staff, True)]:
        async with opened(f"/ws/runs/{run.pk}/", user) as socket:
            await socket.say({"type": "hello", "after": -1})
            assert (await socket.hear())["run"]["may_edit"] == may_edit


async def test_rights_that_are_lost_close_the_socket(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "CHECK_SECONDS", 0.1)
    run = await change(recorded_run, owner, public=True)
    visitor = await change(UserFactory)
    async with opened(f"/ws/runs/{run.pk}/", visitor) as watching, opened(f"/ws/runs/{run.pk}/", owner) as owning:
        for socket in (watching, owning):
            await socket.say({"type": "hello", "after": -1})
            await socket.hear()
        await change(Run.objects.update, public=False)
        assert await watching.close_code() == consumers.NOT_FOUND
        await change(Session.objects.all().delete)
        assert await owning.close_code() == consumers.SIGN_IN
