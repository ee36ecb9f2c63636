"""A creature's clip: the stored one, or the same bits simulated again."""

from dataclasses import replace

from evoweb.runs.compute import seat
from evoweb.runs.models import Run, Score
from evoweb.runs.reading.checkpoints import checkpoint_of
from evoweb.runs.reading.creatures import engine_id
from evoweb.runs.reading.stored import stored_clip
from simulation.clip_store import decode
from simulation.clips import Clip


def clip_of(run: Run, score: Score) -> Clip:
    """The clip that shows how a creature came to its score.

    Raises:
        Loading: it must be simulated, and the engine is not loaded yet.
        Busy: it must be simulated, and too much work waits already.
        DamagedError: stored bytes have changed.
    """
    number = score.generation.number
    stored = stored_clip(score)
    if stored is not None:
        return replace(decode(stored), generation=number)  # a survivor's was made when it was simulated
    checkpoint = checkpoint_of(score.generation)
    with seat():
        from simulation.replay import replay  # noqa: PLC0415 - loads torch, which most clips do not need

        return replay(run.run_config(), checkpoint, engine_id(score.creature))


def raced_clip_of(run: Run, score: Score, layout: int) -> Clip:
    """The clip that shows a creature in a race's layout, which none of any run has met; under its own run's settings.

    In a task without layouts there is but the way it came to its score. Raises as `clip_of` does.
    """
    config = run.run_config()
    if not config.has_layouts:
        return clip_of(run, score)
    checkpoint = checkpoint_of(score.generation)
    with seat():
        from simulation.layouts import race_layout  # noqa: PLC0415 - loads torch
        from simulation.replay import replay  # noqa: PLC0415

        return replay(config, checkpoint, engine_id(score.creature), race_layout(layout))
