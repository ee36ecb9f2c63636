"""A sweep's trials as runs of the app: whatever a sweep knows stands in their rows, so it can be interrupted any time.

The run of a trial's seed is named "SWEEP 007 seed 2": Home lists a sweep by searching for its name, and runs are
compared like any others.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.contrib.auth.models import User

from evoweb.runs.deeds.resuming import resume_run
from evoweb.runs.deeds.services import pause_run, start_run
from evoweb.runs.errors import Refused
from evoweb.runs.management.sweep_space import Choices, Done, Propose, Space
from evoweb.runs.models import UNFINISHED, Generation, Run, State
from evoweb.runs.queue.leases import claim, hand_over
from evoweb.runs.worker.tasks import compute_slice
from simulation.config import RunConfig
from simulation.errors import ConfigError, Problem

LOOK_EVERY = 0.5  # s, how often runs that others compute are looked at


@dataclass(frozen=True)
class Sweep:
    """What is tried, by whom, and under which name."""

    name: str
    owner: User
    base: dict[str, Any]  # settings that stay
    preset: str
    space: Space
    propose: Propose
    trials: int  # at most
    seeds: Sequence[int]
    seed: int  # of the proposals


@dataclass(frozen=True)
class Trial:
    """One choice of settings and its runs, one a seed."""

    number: int
    choices: Choices
    runs: list[Run]


Compute = Callable[[Trial], None]  # returns when no run of the trial is unfinished


def trials_of(sweep: Sweep, compute: Compute) -> list[tuple[Trial, Done]]:
    """All trials, in order; those found in the database are not computed again."""
    over: list[tuple[Trial, Done]] = []
    while len(over) < sweep.trials:
        choices = sweep.propose(sweep.space, [done for _, done in over], sweep.seed)
        if choices is None:
            break
        trial = begun(sweep, len(over), choices)
        compute(trial)
        over.append((trial, Done(choices, objective(trial))))
    return over


def begun(sweep: Sweep, number: int, choices: Choices) -> Trial:
    """The trial with its runs, found or started.

    Raises:
        ConfigError: the settings cannot be, or a run of that name is something else.
    """
    runs = []
    for seed in sweep.seeds:
        name = f"{sweep.name} {number:03d} seed {seed}"
        config = RunConfig.parse(sweep.base | choices | {"seed": seed})
        found = Run.objects.filter(owner=sweep.owner, name=name).order_by("pk").first()
        if found is not None and found.run_config() != in_force(config, found):
            raise ConfigError([Problem("name", f"the run {name!r} is there with other settings: choose another name")])
        runs.append(found or start_run(sweep.owner, name, config, sweep.preset))
    return Trial(number, choices, runs)


def in_force(config: RunConfig, run: Run) -> RunConfig:
    """The settings as a run has them that began to be computed on some backend and device."""
    pinned = {"backend": run.backend, "device": run.device}
    return config.model_copy(update={key: value for key, value in pinned.items() if value})


def objective(trial: Trial) -> float | None:
    """Median over seeds of the last champions' mean on held-out layouts; None where a run has no end.

    In a task without layouts, that mean is the champion's score.
    """
    values = [held_out_mean(run) for run in trial.runs]
    known = [value for value in values if value is not None]
    return median(known) if len(known) == len(values) else None


def held_out_mean(run: Run) -> float | None:
    """Of the champion of the last generation; None for a run that is not done, or where nobody is in play."""
    run.refresh_from_db()
    if run.state != State.DONE:
        return None
    last = Generation.objects.get(run=run, number=run.next_generation - 1)
    return float(sum(last.held_out) / len(last.held_out)) if last.held_out else None


def unfinished(trial: Trial) -> list[Run]:
    """The trial's runs that are still to be computed, as they are now."""
    return list(Run.objects.filter(pk__in=[run.pk for run in trial.runs], state__in=UNFINISHED).order_by("pk"))


def wait_for_workers(trial: Trial) -> None:
    """Return once others have computed the trial's runs; whoever pauses one lets the sweep wait."""
    while unfinished(trial):
        time.sleep(LOOK_EVERY)


def compute_here(trial: Trial) -> None:
    """Compute the trial's runs in this process, slice by slice under the same leases as a worker.

    Interrupted, it gives back the lease it holds and pauses what is not done: nobody need be there to compute it.
    """
    mine: Run | None = None
    try:
        while runs := unfinished(trial):
            for run in runs:
                if run.state == State.PAUSED:
                    resume_run(run, run.owner)
            mine = next((claimed for run in runs if (claimed := claim(run.pk))), None)
            if mine is None:
                time.sleep(LOOK_EVERY)  # others hold them
            else:
                compute_slice(mine)
    except KeyboardInterrupt:
        if mine is not None:
            hand_over(mine)
        for run in unfinished(trial):
            with suppress(Refused):  # it rests, or was done this moment
                pause_run(run, run.owner)
        raise
