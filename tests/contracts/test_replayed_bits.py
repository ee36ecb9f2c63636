"""Contract: whatever creature of whatever generation, its replay shows what was scored, to the bit."""

import random
from dataclasses import replace
from typing import Any

import pytest

from evoweb.runs.engine import engine
from evoweb.runs.models import Run, Score, State
from evoweb.runs.reading.checkpoints import checkpoint_of
from evoweb.runs.reading.creatures import engine_id
from evoweb.runs.reading.stored import stored_clip
from evoweb.runs.worker.tasks import advance_next_run
from simulation.clip_store import decode
from simulation.clips import Clip, message
from simulation.replay import replay
from tests.web.factories import tiny_run

CREATURES = 30  # of each run: 210 in all
SMALL: dict[str, Any] = {
    "population": 19, "generations": 3, "seconds": 2.0, "clips_top": 2, "clips_random": 2, "clips_bottom": 1,
}  # fmt: skip
RUNS = [
    *(
        {"task": task, "brain": brain, "backend": "kernel"}
        for task in ("forage", "run")
        for brain in ("none", "pure", "hybrid")
    ),
    *({"task": task, "brain": "none", "backend": "kernel"} for task in ("jump", "climb", "rough")),
    {"task": "forage", "brain": "hybrid", "backend": "torch"},
]


@pytest.fixture(scope="module", autouse=True)
def _loaded_engine() -> None:
    engine.load()
    assert engine.is_loaded


def simulated_again(run: Run, score: Score) -> Clip:
    """The clip of a score, whether or not one is stored."""
    return replay(run.run_config(), checkpoint_of(score.generation), engine_id(score.creature))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("settings", RUNS, ids=lambda settings: "-".join(settings.values()))
def test_a_replay_has_the_fitness_that_was_recorded_and_the_frames_that_were_stored(settings: dict[str, str]) -> None:
    run = tiny_run(**SMALL | settings)
    while run.state in (State.QUEUED, State.RUNNING):
        advance_next_run()
        run.refresh_from_db()
    assert (run.state, run.backend, run.next_generation) == (State.DONE, settings["backend"], 4), run.error
    scores = list(Score.objects.filter(generation__run=run).select_related("creature", "generation", "clip"))
    assert len(scores) == 4 * SMALL["population"]
    chosen = random.Random(5).sample(scores, CREATURES)
    for score in chosen:
        again = simulated_again(run, score)
        assert again.fitness == score.fitness, score
        assert again.parts == score.parts, score
        if stored := stored_clip(score):
            there = replace(decode(stored), generation=score.generation.number)  # a survivor's is an earlier one's
            assert message(again, 0) == message(there, 0), score
    kinds = {(score.reused, score.clip is not None) for score in chosen}
    assert {(True, False), (False, True), (False, False)} <= kinds, "survivors, stored clips and neither are among them"
