"""A creature's clip: the stored one, or the same bits simulated again; or how it does in another layout."""

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


def clip_in(run: Run, score: Score, *, race: int | None = None, trial: int | None = None) -> Clip:
    """The clip that shows a creature in another layout; as `clip_of` where none is named, or the task has none.

    Args:
        race: number of a race's layout, which none of any run has met; under its own run's settings.
        trial: one of the run's held-out trials, 1 to 16, on which champions are scored.
    """
    config = run.run_config()
    if (race is None and trial is None) or not config.has_layouts:
        return clip_of(run, score)
    checkpoint = checkpoint_of(score.generation)
    with seat():
        from simulation.layouts import held_out_layout, race_layout  # noqa: PLC0415 - loads torch
        from simulation.replay import replay  # noqa: PLC0415

        raced = None if race is None else race_layout(race)
        layouts = raced if trial is None else held_out_layout(config, trial - 1)
        return replay(config, checkpoint, engine_id(score.creature), layouts)
