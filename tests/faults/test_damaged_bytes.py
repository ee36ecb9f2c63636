"""Two hundred stored things with a flipped bit each: all are found, and none is ever shown."""

from random import Random
from typing import Any

import pytest
from channels.db import database_sync_to_async

from evoweb.runs.models import Checkpoint, Clip, Run, Score
from evoweb.runs.reading.creatures import creature_detail
from evoweb.runs.reading.integrity import inventory, trouble_with
from tests.web.factories import evolved_run, flip_a_bit
from tests.web.sockets import Socket, opened

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

HALF = 100


def shown_by_clip(clip: Clip) -> Score:
    """A creature whose replay is this one."""
    scores = Score.objects.select_related("creature", "generation").filter(clip=clip)
    return scores.order_by("generation__number").first()


def shown_by_checkpoint(checkpoint: Checkpoint) -> Score:
    """A creature whose replay must be simulated out of this checkpoint."""
    scores = Score.objects.select_related("creature", "generation").filter(clip=None)
    return scores.filter(generation=checkpoint.generation).first()


def things_to_show(run: Run) -> list[tuple[Checkpoint | Clip, Score]]:
    """Half of them replays, half checkpoints, each with a creature that it shows."""
    clips = Clip.objects.filter(generation__run=run).order_by("pk")[:HALF]
    checkpoints = Checkpoint.objects.filter(generation__run=run).select_related("generation").order_by("pk")[:HALF]
    return [(clip, shown_by_clip(clip)) for clip in clips] + [(one, shown_by_checkpoint(one)) for one in checkpoints]


async def asked(socket: Socket, run: Run, score: Score, number: int) -> Any:
    """The answer to a page that asks for a replay."""
    name, generation = score.creature.name, score.generation.number
    await socket.say({"request": number, "run": run.pk, "creature": name, "generation": generation})
    return await socket.hear()


async def test_two_hundred_flipped_bits_are_found_and_told_of_and_never_shown() -> None:
    in_database = database_sync_to_async
    run = await in_database(evolved_run)(generations=HALF)
    things = await in_database(things_to_show)(run)
    owner = await in_database(lambda: run.owner)()
    assert len(things) == 2 * HALF
    async with opened("/ws/clips/", owner) as socket:
        for number, (_, score) in enumerate(things):
            assert isinstance(await asked(socket, run, score, number), bytes)
        random = Random(3)
        for stored, _ in things:
            await in_database(flip_a_bit)(stored, random)
        for number, (stored, score) in enumerate(things):
            answer = await asked(socket, run, score, number)
            assert isinstance(answer, dict), f"{stored} is shown"
            assert "damaged" in answer["error"]
    await in_database(the_page_of_a_creature_says_so)(run, [score for stored, score in things if score.clip_id is None])
    assert await in_database(lambda: sum(bool(trouble_with(stored)) for _, stored in inventory(run)))() == 2 * HALF


def the_page_of_a_creature_says_so(run: Run, scores: list[Score]) -> None:
    for score in scores:
        detail = creature_detail(run, score, run.owner)
        assert detail.genome is None
        assert "damaged" in detail.genome_error
