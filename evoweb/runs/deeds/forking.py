"""Forking: a new run that begins with the creatures of a generation of another, under other settings where wanted."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User

from evoweb.runs.compute import seat
from evoweb.runs.deeds.services import Origin, launch_problems, start_run
from evoweb.runs.errors import Refused
from evoweb.runs.models import Generation, Run
from evoweb.runs.reading.checkpoints import checkpoint_of
from evoweb.runs.reading.stored import DamagedError
from simulation.config import RunConfig
from simulation.errors import CheckpointError, ConfigError, Problem


def fork_run(run: Run, generation: int, by: User, name: str, changes: Mapping[str, Any]) -> Run:
    """Start a run of `by` with the creatures of a generation as its generation 0; rights are the caller's to check.

    Settings are the run's but for the changes. Where the population is larger, offspring fill it up; where it is
    smaller, the best are taken. The fork keeps what it needs: it does not depend on the run any more.

    Raises:
        ConfigError: settings that cannot be, have no room for the creatures, or cost too much; no such generation.
        Refused: the quota of `by` does not allow another run, or the generation cannot be read any more.
        Loading, Busy: the engine, which reads the creatures, is not loaded yet or has too much to do.
    """
    try:
        recorded = run.recorded.get(number=generation)
    except Generation.DoesNotExist as missing:
        raise ConfigError([Problem("generation", generations_in_words(run))]) from missing
    config = RunConfig.parse({**run.config, **changes})
    if problems := launch_problems(name, config, run.preset):
        raise ConfigError(problems)
    with seat():
        from simulation.founding import founders_of  # noqa: PLC0415 - loads torch, which the pages never need

        try:
            founders = founders_of(checkpoint_of(recorded), run.run_config(), config)
        except (CheckpointError, DamagedError) as error:  # another version's, or spoilt
            raise Refused(f"The creatures of generation {generation} cannot be read: {error}") from error
    return start_run(by, name, config, run.preset, Origin(founders, run, generation))


def generations_in_words(run: Run) -> str:
    """What is wrong with a generation that the run does not have."""
    if run.next_generation == 0:
        return "must be recorded, and the run has none yet"
    return f"must be 0 to {run.next_generation - 1}, which are recorded"
