"""Clips over a websocket: the stored one or the same bits again, and clear errors."""

import json
import struct
from typing import Any
from urllib.parse import quote

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import User

from evoweb.runs.consumers import clips as clip_socket
from evoweb.runs.consumers import window
from evoweb.runs.consumers.socket import STALLED
from evoweb.runs.models import Clip, Run, Score
from simulation import clips
from simulation.clip_store import decode
from tests.web.factories import UserFactory, recorded_run
from tests.web.pools import full_pool
from tests.web.sockets import opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run() -> Run:
    return recorded_run()


@pytest.fixture
def scores(run: Run) -> list[Score]:
    return list(Score.objects.filter(generation__run=run, generation__number=3).select_related("creature"))


def wanted(run: Run, score: Score, number: int = 7) -> dict[str, Any]:
    return {"request": number, "run": run.pk, "creature": score.creature.name, "generation": 3}


def header_of(message: bytes) -> tuple[bytes, int, dict[str, Any]]:
    magic, request, length = struct.unpack_from("<4sII", message)
    return magic, request, json.loads(message[12 : 12 + length])


async def test_every_creature_of_a_generation_can_be_watched(run: Run, scores: list[Score]) -> None:
    assert {score.clip_id is None for score in scores} == {True, False}  # stored ones and others
    async with opened("/ws/clips/", await database_sync_to_async(lambda: run.owner)()) as socket:
        for number, score in enumerate(scores):
            await socket.say(wanted(run, score, number))
        for number, score in enumerate(scores):
            magic, request, header = header_of(await socket.hear())
            assert (magic, request) == (b"EVC1", number)
            assert (header["creature"], header["generation"]) == (score.creature.name, 3)
            assert header["fitness"] == pytest.approx(score.fitness)


async def test_the_address_may_carry_the_first_request(run: Run, scores: list[Score]) -> None:
    ask = quote(json.dumps(wanted(run, scores[0], 5)))
    async with opened(f"/ws/clips/?ask={ask}", await database_sync_to_async(lambda: run.owner)()) as socket:
        await socket.say(wanted(run, scores[1], 6))
        assert [header_of(await socket.hear())[1] for _ in range(2)] == [5, 6]


@pytest.mark.parametrize("ask", ["nonsense", "%FF", "[1]", "{}", "x" * 5000])
async def test_an_address_that_asks_for_nonsense_is_told_so_and_the_socket_still_serves(
    ask: str, run: Run, scores: list[Score]
) -> None:
    async with opened(f"/ws/clips/?ask={ask}", await database_sync_to_async(lambda: run.owner)()) as socket:
        assert "error" in await socket.hear()
        await socket.say(wanted(run, scores[0]))
        assert isinstance(await socket.hear(), bytes)


async def test_a_stored_clip_is_sent_as_it_was_recorded(run: Run, scores: list[Score]) -> None:
    score = next(score for score in scores if score.clip_id is not None and not score.reused)
    stored = await database_sync_to_async(Clip.objects.get)(pk=score.clip_id)
    async with opened("/ws/clips/", await database_sync_to_async(lambda: run.owner)()) as socket:
        await socket.say(wanted(run, score))
        assert await socket.hear() == clips.message(decode(bytes(stored.content)), 7)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"generation": 99}, "no such creature"),
        ({"creature": "9-9"}, "no such creature"),
        ({"creature": "nonsense"}, "no such creature"),
        ({"creature": "1" * 40}, "creature"),
        ({"generation": -1}, "generation"),
        ({"generation": None}, "generation"),
        ({"run": "x"}, "run"),
        ({"run": 10**30}, "run"),
        ({"request": -1}, "request"),
    ],
)
async def test_a_request_that_cannot_be_met_says_why(
    run: Run, scores: list[Score], changes: dict[str, Any], complaint: str
) -> None:
    async with opened("/ws/clips/", await database_sync_to_async(lambda: run.owner)()) as socket:
        message = wanted(run, scores[0]) | changes
        await socket.say(message)
        answer = await socket.hear()
        assert answer["request"] == message["request"]
        assert complaint in answer["error"].lower()
        await socket.say(wanted(run, scores[0]))
        assert isinstance(await socket.hear(), bytes)


async def test_a_clip_of_somebody_elses_run_does_not_exist(run: Run, scores: list[Score]) -> None:
    stranger: User = await database_sync_to_async(UserFactory)()
    async with opened("/ws/clips/", stranger) as socket:
        await socket.say(wanted(run, scores[0]))
        assert "no such creature" in (await socket.hear())["error"].lower()


async def test_who_has_not_signed_in_is_told_the_same(run: Run, scores: list[Score]) -> None:
    async with opened("/ws/clips/") as socket:
        await socket.say(wanted(run, scores[0]))
        assert "no such creature" in (await socket.hear())["error"].lower()


async def test_no_more_than_two_answers_lie_unread(run: Run, scores: list[Score]) -> None:
    async with opened("/ws/clips/", await database_sync_to_async(lambda: run.owner)()) as socket:
        for number in range(4):
            await socket.say(wanted(run, scores[number], number) | {"generation": 3 if number % 2 else 99})
        for _ in range(2):
            await socket.overhear()
        assert await socket.receive_nothing(0.5)
        await socket.acknowledge(1)
        for _ in range(2):
            await socket.overhear()


async def test_who_takes_no_answer_is_sent_away(run: Run, scores: list[Score], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "STALL_SECONDS", 0.3)
    async with opened("/ws/clips/", await database_sync_to_async(lambda: run.owner)()) as socket:
        await socket.say(wanted(run, scores[0]))
        assert await socket.close_code() == STALLED


async def test_a_damaged_clip_is_reported_and_never_shown(run: Run, scores: list[Score]) -> None:
    score = next(score for score in scores if score.clip_id is not None)
    await database_sync_to_async(Clip.objects.update)(content=b"something else")
    async with opened("/ws/clips/", await database_sync_to_async(lambda: run.owner)()) as socket:
        await socket.say(wanted(run, score))
        assert "damaged" in (await socket.hear())["error"]


async def test_when_all_places_are_taken_it_says_when_to_come_back(run: Run, scores: list[Score]) -> None:
    score = next(score for score in scores if score.clip_id is None)
    with full_pool():
        async with opened("/ws/clips/", await database_sync_to_async(lambda: run.owner)()) as socket:
            await socket.say(wanted(run, score))
            refusal = await socket.hear()
            assert "try again" in refusal["error"]
            assert refusal["retry_after"] > 0


async def test_one_socket_cannot_queue_without_end(
    run: Run, scores: list[Score], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip_socket, "MOST_WAITING", 2)
    async with opened("/ws/clips/", await database_sync_to_async(lambda: run.owner)()) as socket:
        for number in range(20):
            await socket.say(wanted(run, scores[0], number))
        answers = [await socket.hear() for _ in range(20)]
    refused = [answer for answer in answers if not isinstance(answer, bytes)]
    assert refused
    assert all("At most 2" in answer["error"] for answer in refused)
    assert len(refused) < 20


async def test_a_creature_can_be_watched_in_a_races_layout_again_and_again(run: Run, scores: list[Score]) -> None:
    async with opened("/ws/clips/", await database_sync_to_async(lambda: run.owner)()) as socket:
        seen = []
        for race in (3, 3, 4):
            await socket.say(wanted(run, scores[0]) | {"race": race})
            seen.append(await socket.hear())
    first, again, other = seen
    assert first == again != other
    assert header_of(first)[2]["targets"] != header_of(other)[2]["targets"]


async def test_a_champion_can_be_watched_in_each_of_the_trials_that_its_score_is_the_mean_of(run: Run) -> None:
    last = await database_sync_to_async(lambda: run.recorded.get(number=3))()
    ask = {"run": run.pk, "creature": last.champion, "generation": 3}
    async with opened("/ws/clips/", await database_sync_to_async(lambda: run.owner)()) as socket:
        gave = []
        for trial in range(1, 17):
            await socket.say({"request": trial, **ask, "trial": trial})
            gave.append(header_of(await socket.hear())[2]["fitness"])
        assert gave == last.held_out
        for wrong in ({"trial": 0}, {"trial": 17}, {"trial": 1, "race": 1}):
            await socket.say({"request": 20, **ask, **wrong})
            assert "trial" in (await socket.hear())["error"]
