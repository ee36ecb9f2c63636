"""What people do with runs. Each is one transaction that also tells who watches."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

import simulation
from evoweb.runs.audit import note
from evoweb.runs.costs import LARGEST_CHECKPOINT, creature_steps
from evoweb.runs.errors import Refused
from evoweb.runs.events import announce
from evoweb.runs.models import UNFINISHED, Founders, Run, State
from evoweb.runs.names import name_problems, tidy
from evoweb.runs.people.quotas import check_quota
from evoweb.runs.queue.leases import ring
from evoweb.runs.reading.stored import sha256_of
from simulation.config import RunConfig
from simulation.errors import ConfigError, Problem
from simulation.presets import PRESETS
from simulation.setting import spaced


class Origin(NamedTuple):
    """The creatures with which a run begins (simulation/founding.py), and where they come from."""

    founders: bytes
    parent: Run | None = None  # whose generation they are; None: they were chosen one by one
    generation: int | None = None
    detail: Mapping[str, Any] = MappingProxyType({})  # what the audit trail says of those chosen


def start_run(owner: User, name: str, config: RunConfig, preset: str = "", origin: Origin | None = None) -> Run:
    """Store a new run and queue it.

    Args:
        origin: None: it begins with newborns.
    Raises:
        ConfigError: a name or preset that will not do, or a run that costs more than this installation allows.
        Refused: the owner's quota does not allow another run.
    """
    if problems := launch_problems(name, config, preset):
        raise ConfigError(problems)
    with transaction.atomic():
        check_quota(owner)
        run = Run.objects.create(
            owner=owner,
            name=tidy(name),
            config=config.model_dump(mode="json"),
            preset=preset,
            seed=config.seed,
            engine_version=simulation.__version__,
        )
        run.refresh_from_db()  # what the database filled in
        if origin:
            found(run, origin)
        else:
            note(run, "started", owner)
        ring(run)
        announce(run)
    return run


def found(run: Run, origin: Origin) -> None:
    """Let a run that has not begun begin with these creatures."""
    Founders.objects.create(run=run, content=origin.founders, sha256=sha256_of(origin.founders))
    if origin.parent is None:
        note(run, "founded", run.owner, **origin.detail)
        return
    parent = Run.objects.select_for_update(no_key=True).get(pk=origin.parent.pk)  # it must not go this moment
    run.parent, run.forked_at = parent, origin.generation
    run.save(update_fields=["parent", "forked_at"])
    note(run, "forked", run.owner, parent=parent.pk, generation=origin.generation)


def launch_problems(name: str, config: RunConfig, preset: str) -> list[Problem]:
    """What keeps a run from being started, whoever starts it."""
    return [*name_problems(tidy(name)), *preset_problems(preset), *cost_problems(config)]


def preset_problems(preset: str) -> list[Problem]:
    """What is wrong with a preset's key; none at all is fine."""
    if not preset or preset in PRESETS:
        return []
    return [Problem("preset", f"is none of {', '.join(PRESETS)}")]


def cost_problems(config: RunConfig) -> list[Problem]:
    """Return what exceeds this installation's bounds on work and on what can be stored."""
    if too_large := config.problem_of_size(LARGEST_CHECKPOINT):
        return [too_large]
    steps = creature_steps(config, config.population)
    if steps > settings.MAX_GENERATION_CREATURE_STEPS:
        return [
            Problem(
                "population",
                f"{spaced(steps)} creature-steps a generation (population × physics steps × layouts) "
                f"are more than the {spaced(settings.MAX_GENERATION_CREATURE_STEPS)} allowed",
            )
        ]
    total = steps * (config.generations + 1)
    if total > settings.MAX_RUN_CREATURE_STEPS:
        return [
            Problem(
                "generations",
                f"{spaced(total)} creature-steps in all are more than the "
                f"{spaced(settings.MAX_RUN_CREATURE_STEPS)} allowed",
            )
        ]
    return []


def pause_run(run: Run, by: User | None) -> Run:
    """Let a run rest. A generation that a worker is computing at this moment is still recorded."""
    return change_state(run, by, "paused", (State.QUEUED, State.RUNNING), state=State.PAUSED, rung=None)


def cancel_run(run: Run, by: User | None) -> Run:
    """End a run for good; its worker's writes are refused from now on. What was recorded stays."""
    return change_state(
        run,
        by,
        "cancelled",
        UNFINISHED,
        state=State.CANCELLED,
        finished=Now(),
        lease_until=None,
        rung=None,
        epoch=F("epoch") + 1,
    )


def change_state(
    run: Run,
    by: User | None,
    deed: str,
    legal: tuple[State, ...],
    detail: dict[str, Any] | None = None,
    **changes: Any,
) -> Run:
    """Apply changes to a run that is in one of the legal states; the row count decides. `by` is None for EvoWeb itself.

    Args:
        detail: what the audit trail says of the deed besides its name.
    Raises:
        Refused: it is in another state.
    """
    with transaction.atomic():
        changed = Run.objects.filter(pk=run.pk, state__in=legal).update(**changes)
        run.refresh_from_db()
        if not changed:
            raise cannot(run, deed)
        note(run, deed, by, **(detail or {}))
        announce(run)
    return run


def cannot(run: Run, deed: str) -> Refused:
    """The refusal of a deed that the run's state does not allow."""
    return Refused(f"A run that is {run.get_state_display().lower()} cannot be {deed}.")
