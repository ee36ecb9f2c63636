"""Extending: more generations, or other rules to stop, for a run that rests or came to its end."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from evoweb.runs.deeds.services import cannot, change_state, cost_problems
from evoweb.runs.models import UNFINISHED, Run, State
from evoweb.runs.people.quotas import check_quota
from evoweb.runs.queue.leases import ring
from simulation.config import RunConfig
from simulation.errors import ConfigError, Problem
from simulation.stopping import RULES, stop_after

EXTENDABLE = ("generations", *RULES)
LEGAL = (State.DONE, State.PAUSED)  # a cancelled run ended for good; a failed one is resumed, a busy one paused first


def extend_run(run: Run, by: User | None, changes: Mapping[str, Any]) -> Run:
    """Queue a run again with some of EXTENDABLE changed: it goes on from its last recorded generation.

    It then records what it would have recorded had it been given these settings from the start.

    Raises:
        ConfigError: settings that cannot be, that would end the run at once, or that cost more than allowed.
        Refused: the run is in another state, or its owner's quota does not allow it.
    """
    with transaction.atomic():
        check_quota(run.owner, another_run=run.state not in UNFINISHED)
        run.refresh_from_db(from_queryset=Run.objects.select_for_update())
        if run.state not in LEGAL:
            raise cannot(run, "extended")
        config = extended_config(run, changes)
        after = run.config | {name: getattr(config, name) for name in EXTENDABLE}
        change_state(
            run,
            by,
            "extended",
            LEGAL,
            detail={name: after[name] for name in EXTENDABLE if after[name] != run.config.get(name)},
            config=after,
            state=State.QUEUED,
            attempts=0,
            reason="",
            finished=None,
            lease_until=None,
            epoch=F("epoch") + 1,  # a worker that still computes a paused run goes by the settings of before
        )
        ring(run)
    return run


def extended_config(run: Run, changes: Mapping[str, Any]) -> RunConfig:
    """The run's settings with these changes.

    Raises:
        ConfigError: naming every field that keeps the run from going on.
    """
    settings = run.run_config().model_dump()
    fixed = [name for name in changes if name in settings and name not in EXTENDABLE]
    problems = [Problem(name, "is fixed since the run began; a fork may have another") for name in fixed]
    try:
        config = RunConfig.parse(settings | {name: changes[name] for name in changes if name not in fixed})
    except ConfigError as error:
        raise ConfigError([*problems, *error.problems]) from error
    if problems:
        raise ConfigError(problems)
    if config.generations < run.next_generation:
        message = f"must be at least {run.next_generation}: generations 0 to {run.next_generation - 1} are recorded"
        raise ConfigError([Problem("generations", message)])
    if run.next_generation and (stop := stop_after(config, run.progress())):
        raise ConfigError([Problem(stop.rule, f"would end the run at once: {stop.reason}")])
    if problems := cost_problems(config):
        raise ConfigError(problems)
    return config
