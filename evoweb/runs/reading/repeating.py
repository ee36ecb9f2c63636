"""Testing a creature: what it reaches from many starts, at its run's physics rate and at finer ones."""

from statistics import quantiles

from django.conf import settings

from evoweb.runs.compute import seat
from evoweb.runs.costs import PACES, backend_of, creature_steps
from evoweb.runs.errors import Refused
from evoweb.runs.models import Run, Score
from evoweb.runs.reading.checkpoints import checkpoint_of
from evoweb.runs.reading.creatures import engine_id
from evoweb.runs.schemas.creatures import CreatureTest, TestedRate
from simulation.config import RunConfig

STARTS = 64


def test_of(run: Run, score: Score) -> CreatureTest:
    """Simulate a creature in 64 held-out trials of its run, at one, two and four times its physics rate.

    Raises:
        Refused: it would take longer than one request may.
        Loading, Busy: the engine is not loaded yet, or has too much to do.
        DamagedError, CheckpointError: its genome cannot be read.
    """
    config = run.run_config()
    starts = STARTS if config.has_layouts else 1
    checkpoint = checkpoint_of(score.generation)
    with seat():
        from simulation.checkpoint import decode_creatures  # noqa: PLC0415 - loads torch
        from simulation.repeats import MULTIPLES, at_rate, ratio_of, scores_at  # noqa: PLC0415

        refuse_long([at_rate(config, multiple) for multiple in MULTIPLES], starts)
        _, creature = decode_creatures(checkpoint, config, [engine_id(score.creature)])
        rates = []
        for multiple in MULTIPLES:
            scores = scores_at(creature, config, starts, multiple).tolist()
            low, median, high = quantiles(scores, n=4, method="inclusive") if starts > 1 else scores * 3
            rates.append(
                TestedRate(
                    multiple=multiple,
                    hz=config.step_hz * multiple,
                    scores=scores,
                    median=median,
                    lower_quartile=low,
                    upper_quartile=high,
                )
            )
        return CreatureTest(starts=starts, rates=rates, repeats=ratio_of([rate.median for rate in rates]))


def refuse_long(configs: list[RunConfig], starts: int) -> None:
    """Refuse what takes longer than one request may."""
    pace = PACES[backend_of(configs[0])]
    each = (creature_steps(config, max(starts, pace.narrowest)) / config.n_layouts for config in configs)
    seconds = sum(each) / pace.speed
    if seconds > settings.MAX_BATCH_SECONDS:
        raise Refused(
            f"Testing this creature takes some {seconds:.0f} s, more than the {settings.MAX_BATCH_SECONDS} s of one "
            "request: its episodes are too long for the backend of its run"
        )
