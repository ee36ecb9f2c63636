"""Progress over websockets: nothing missed, nothing twice, and only for those who may see it."""

from contextlib import AsyncExitStack
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection

from evoweb.runs.consumers import feed, runs, watcher, window
from evoweb.runs.consumers import socket as base
from evoweb.runs.deeds import services
from evoweb.runs.deeds.resuming import resume_run
from evoweb.runs.models import Run
from evoweb.runs.worker.recording import record_generation
from tests.web.factories import UserFactory, claimed, recorded_run, tiny_generations, tiny_run
from tests.web.sockets import Socket, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(runs, "PAUSE_SECONDS", 0.0)


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
        await socket.hello()
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
        await socket.hello()
        assert await generations_until(socket, 0) == [0]
    await record(worker, 1)
    await record(worker, 2)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.hello(0)
        assert await generations_until(socket, 2) == [1, 2]
        await record(worker, 3)
        assert await generations_until(socket, 3) == [3]


async def test_many_generations_come_in_several_messages(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MESSAGE_CHARACTERS", 3000)
    run = await change(recorded_run, owner)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.hello()
        assert await generations_until(socket, 3) == [0, 1, 2, 3]


async def test_a_change_of_state_is_told_without_a_generation(owner: User) -> None:
    run = await change(tiny_run, owner)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.hello()
        assert (await socket.hear())["run"]["state"] == "QUEUED"
        await change(services.pause_run, run, owner)
        assert (await socket.hear())["run"]["state"] == "PAUSED"


@pytest.mark.parametrize(
    "nonsense",
    [
        "no JSON",
        "[]",
        '"hello"',
        "{}",
        '{"type": "hello"}',
        '{"type": "hello", "after": -2}',
        '{"type": "ack"}',
        '{"type": "ack", "seq": -1}',
        '{"type": "ack", "seq": 1e99}',
        "[" * 900,
        "x" * 2000,
    ],
)
async def test_nonsense_is_answered_with_an_error_and_does_no_harm(owner: User, nonsense: str) -> None:
    run = await change(tiny_run, owner)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.say(nonsense)
        assert "error" in await socket.hear()
        await socket.hello()
        assert (await socket.hear())["type"] == "progress"


async def test_a_client_that_has_all_is_told_nothing_until_there_is_news(owner: User) -> None:
    run = await change(tiny_run, owner)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.hello()
        seq = (await socket.hear())["seq"]
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.hello(-1, seq=seq)
        assert await socket.is_pinged()
        assert await socket.receive_nothing(0.5)
        await change(services.pause_run, run, owner)
        news = await socket.hear()
        assert (news["run"]["state"], news["seq"] > seq) == ("PAUSED", True)


async def test_what_a_run_went_through_is_numbered_upwards_whoever_writes_it(owner: User) -> None:
    run = await change(tiny_run, owner)
    seqs = []
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.hello()
        seqs.append((await socket.hear())["seq"])
        for deed in (services.pause_run, resume_run, services.cancel_run):
            await change(deed, run, owner)
            message = await socket.hear()
            assert message["run"]["revision"] == message["seq"]
            seqs.append(message["seq"])
    stale = await change(Run.objects.get, pk=run.pk)
    await change(Run.objects.filter(pk=run.pk).update, name="renamed")
    await change(stale.save)  # with the revision of before
    seqs.append((await change(Run.objects.get, pk=run.pk)).revision)
    assert seqs == sorted(set(seqs))


async def test_a_client_that_knows_more_than_the_database_begins_anew(owner: User) -> None:
    run = await change(recorded_run, owner, 2)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.hello(7, seq=10**6)
        message = await socket.hear()
        assert (message["snapshot"], message["from"]) == (True, 0)
        assert [generation["number"] for generation in message["generations"]] == [0, 1]


async def test_what_changes_is_read_once_for_all_who_watch(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = []
    news_of = feed.news_of
    monkeypatch.setattr(feed, "news_of", lambda *asked: readings.append(asked) or news_of(*asked))
    run = await change(tiny_run, owner)
    worker = await change(claimed, run)
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(opened(f"/ws/runs/{run.pk}/", owner)) for _ in range(10)]
        for socket in sockets:
            await socket.hello()
            await socket.hear()
        readings.clear()
        await record(worker, 0)
        for socket in sockets:
            assert await generations_until(socket, 0) == [0]
    assert 1 <= len(readings) <= 2


# --- Acknowledgements


async def test_a_client_that_does_not_acknowledge_gets_two_messages_and_later_the_rest_as_one(owner: User) -> None:
    run = await change(tiny_run, owner)
    worker = await change(claimed, run)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.hello()
        seqs = [(await socket.overhear())["seq"]]
        await record(worker, 0)
        seqs.append((await socket.overhear())["seq"])
        for number in (1, 2, 3):
            await record(worker, number)
        assert await socket.receive_nothing(0.5)
        await socket.acknowledge(seqs[0])
        rest = await socket.hear()
        assert [generation["number"] for generation in rest["generations"]] == [1, 2, 3]
        assert rest["run"]["state"] == "DONE"


async def test_an_acknowledgement_of_nothing_opens_nothing(owner: User) -> None:
    run = await change(tiny_run, owner)
    worker = await change(claimed, run)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.hello()
        await socket.overhear()
        await record(worker, 0)
        await socket.overhear()
        await record(worker, 1)
        for seq in (0, 10**9):
            await socket.acknowledge(seq)
        assert await socket.receive_nothing(0.5)


@pytest.mark.parametrize("path", ["/ws/runs/{}/", "/ws/runs/"])
@pytest.mark.parametrize("greets", [True, False])
async def test_who_does_not_answer_is_sent_away(
    owner: User, path: str, greets: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "STALL_SECONDS", 0.3)
    run = await change(tiny_run, owner)
    async with opened(path.format(run.pk), owner) as socket:
        if greets:
            await socket.hello()
        assert await socket.close_code() == base.STALLED


async def test_who_answers_stays(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "STALL_SECONDS", 0.3)
    run = await change(tiny_run, owner)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.hello()
        await socket.hear()
        assert await socket.receive_nothing(1.0)


async def test_who_talks_nonsense_and_never_listens_is_sent_away(owner: User) -> None:
    run = await change(tiny_run, owner)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        for _ in range(base.MOST_MISTAKES + 1):
            await socket.say("nonsense")
        assert await socket.close_code() == base.NONSENSE


# --- The list of runs


async def test_a_list_that_was_away_hears_how_its_runs_ended(owner: User) -> None:
    run = await change(tiny_run, owner)
    foreign = await change(tiny_run, await change(UserFactory))
    await change(services.cancel_run, run, owner)
    async with opened("/ws/runs/", owner) as socket:
        await socket.say({"type": "hello", "runs": [run.pk, foreign.pk]})
        message = await socket.hear()
        assert [(run["id"], run["state"]) for run in message["runs"]] == [(run.pk, "CANCELLED")]


async def test_the_list_shows_unfinished_runs_and_then_those_that_change(owner: User) -> None:
    first, done = await change(tiny_run, owner, "first"), await change(recorded_run, owner)
    await change(tiny_run, await change(UserFactory), "not mine")
    async with opened("/ws/runs/", owner) as socket:
        await socket.say({"type": "hello"})
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
            assert await socket.close_code() == base.NOT_FOUND


async def test_who_has_not_signed_in_is_refused(owner: User) -> None:
    run = await change(tiny_run, owner)
    for path in (f"/ws/runs/{run.pk}/", "/ws/runs/"):
        async with opened(path) as socket:
            assert await socket.close_code() == base.SIGN_IN


async def test_a_public_run_may_be_watched_by_anybody_and_staff_may_watch_all(owner: User) -> None:
    public, private = await change(recorded_run, owner, public=True), await change(tiny_run, owner)
    visitor, staff = await change(UserFactory), await change(UserFactory, is_staff=True)
    for run, user, may_edit in [(public, None, False), (public, visitor, False), (private, staff, True)]:
        async with opened(f"/ws/runs/{run.pk}/", user) as socket:
            await socket.hello()
            assert (await socket.hear())["run"]["may_edit"] == may_edit


async def test_rights_that_are_lost_close_the_socket(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "CHECK_SECONDS", 0.1)
    run = await change(recorded_run, owner, public=True)
    visitor = await change(UserFactory)
    async with opened(f"/ws/runs/{run.pk}/", visitor) as watching, opened(f"/ws/runs/{run.pk}/", owner) as owning:
        for socket in (watching, owning):
            await socket.hello()
            await socket.hear()
        await change(Run.objects.update, public=False)
        assert await watching.close_code() == base.NOT_FOUND
        await change(Session.objects.all().delete)
        assert await owning.close_code() == base.SIGN_IN


# --- Long histories


def lengthened(run: Run, recorded: int, champions: dict[int, str]) -> None:
    """Let a run have recorded so many generations, copies of its last but for their numbers and these champions."""
    last = run.recorded.latest("number")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO runs_generation (run_id, number, champion, held_out, statistics) "
            "SELECT run_id, copied, champion, held_out, statistics "
            "FROM runs_generation, generate_series(%s, %s) AS copied WHERE id = %s",
            [last.number + 1, recorded - 1, last.pk],
        )
    for number, champion in champions.items():
        run.recorded.filter(number__gte=number).update(champion=champion)
    Run.objects.filter(pk=run.pk).update(next_generation=recorded)


async def test_of_a_long_history_some_stand_for_all_and_no_new_champion_is_left_out(owner: User) -> None:
    run = await change(recorded_run, owner)
    await change(lengthened, run, 5000, {1777: "1777-3", 4321: "4321-0"})
    numbers: list[int] = []
    messages = 0
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.hello()
        stands_at = -1
        while stands_at < 4999:
            message = await socket.hear()
            assert message["from"] == stands_at + 1
            stands_at = message["to"]
            numbers += [generation["number"] for generation in message["generations"]]
            messages += 1
            await socket.acknowledge(message["seq"])
    assert numbers == sorted(set(numbers))
    assert {0, 8, 1776, 1777, 4321, 4992, 4999} <= set(numbers)
    assert len(numbers) < 2000
    assert messages < 40


async def test_who_comes_back_to_a_long_history_gets_each_generation_that_was_missed(owner: User) -> None:
    run = await change(recorded_run, owner)
    await change(lengthened, run, 5000, {})
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.hello(after=4900)
        assert await generations_until(socket, 4999) == list(range(4901, 5000))
