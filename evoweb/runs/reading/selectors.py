"""Runs: who may see them, and what they are in the shapes of schemas. Nothing here needs torch or a checkpoint."""

import math
from collections.abc import Iterable
from typing import cast

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet

from evoweb.runs.costs import backend_of, bytes_kept, episode_steps, n_simulated, seconds_of_generation, usual_speed
from evoweb.runs.models import UNFINISHED, Deed, Run
from evoweb.runs.schemas.runs import (
    ChampionMeasured,
    DeedRow,
    Estimate,
    RunDetail,
    RunLink,
    RunSummary,
    Spark,
    StateName,
)
from simulation.champions import layouts_met
from simulation.config import RunConfig

RUNS_COMPARED = 50
FORKS_LISTED = 50
DEEDS_LISTED = 100


# --- Rights


def visible_runs(user: User | AnonymousUser) -> QuerySet[Run]:
    """The runs that a user may look at: public ones, which need no signing in, and their own; staff see all."""
    if not user.is_authenticated or not user.is_active:
        return Run.objects.filter(public=True)
    if user.is_staff or user.is_superuser:
        return Run.objects.all()
    return Run.objects.filter(Q(owner=user) | Q(public=True))


def may_see(run: Run, user: User | AnonymousUser) -> bool:
    """Whether `visible_runs` holds the run, without asking the database."""
    return run.public or may_edit(run, user)


def editable_runs(user: User | AnonymousUser) -> QuerySet[Run]:
    """The runs that a user may pause, resume and cancel: their own; staff may with all."""
    if not user.is_authenticated or not user.is_active:
        return Run.objects.none()
    return Run.objects.all() if user.is_staff or user.is_superuser else Run.objects.filter(owner=user)


def may_edit(run: Run, user: User | AnonymousUser) -> bool:
    """Whether `editable_runs` holds the run, without asking the database."""
    return user.is_active and (user.is_staff or user.is_superuser or run.owner_id == user.pk)


# --- Runs


def runs_to_watch(user: User | AnonymousUser, also: Iterable[int] = ()) -> list[RunSummary]:
    """The user's own unfinished runs, and those named in `also` whatever their state; newest first."""
    own = Run.objects.filter(Q(state__in=UNFINISHED) | Q(pk__in=also), owner_id=user.pk)
    return [run_summary(run, user) for run in own.select_related("owner").order_by("-created", "-id")]


def champion_measured(run: Run) -> ChampionMeasured | None:
    """What was measured of the run's champion; None where that is still to come."""
    found = run.champion_measured()
    return None if found is None else ChampionMeasured(**{name: found[name] for name in ChampionMeasured.model_fields})


def run_summary(run: Run, user: User | AnonymousUser) -> RunSummary:
    """A run as a row of the lists, as this user may see it."""
    generations = run.config["generations"]
    recorded = run.next_generation
    left = generations + 1 - recorded
    return RunSummary(
        id=run.pk,
        revision=run.revision,
        name=run.name,
        owner=run.owner.get_username(),
        state=cast("StateName", run.state),
        task=run.config["task"],
        brain=run.config["brain"],
        preset=run.preset or None,
        generation=recorded - 1 if recorded else None,
        generations=generations,
        population=run.config["population"],
        layouts=layouts_met(run.config),
        best=run.best,
        held_out_mean=run.held_out_mean,
        held_out_deviation=run.held_out_deviation,
        measured=champion_measured(run),
        champion=run.champion or None,
        champion_generation=run.champion_generation,
        without_anybody=run.without_anybody,
        creature_steps_per_s=run.speed,
        spark=Spark(**run.spark),
        evaluations=run.evaluations,
        reused=run.reused,
        elapsed_s=run.elapsed_s,
        eta_s=run.elapsed_s / recorded * left if recorded and run.state in UNFINISHED else None,
        created=run.created,
        started=run.started,
        finished=run.finished,
        error=run.error if may_edit(run, user) else "",  # its traceback names folders of this machine
        reason=run.reason,
        seed=run.seed,
        engine_version=run.engine_version,
        backend=run.backend,
        device=run.device,
        may_edit=may_edit(run, user),
        public=run.public,
        tags=run.tags,
    )


def run_detail(run: Run, user: User | AnonymousUser) -> RunDetail:
    """A run with its settings, and the runs before and after it that this user may see."""
    parent = visible_runs(user).filter(pk=run.parent_id).first() if run.parent_id else None
    forks = visible_runs(user).filter(parent=run).order_by("pk")[:FORKS_LISTED]
    return RunDetail(
        **run_summary(run, user).model_dump(),
        notes=run.notes,
        config=run.config,
        parent=RunLink(id=parent.pk, name=parent.name) if parent else None,
        forked_at=run.forked_at,
        forks=[RunLink(id=fork.pk, name=fork.name) for fork in forks],
    )


def deeds_of(run: Run) -> list[DeedRow]:
    """What was done to a run, the latest first; for those who may change it."""
    deeds = Deed.objects.filter(run=run).order_by("-at", "-id")[:DEEDS_LISTED]
    return [DeedRow(at=found.at, by=found.username, deed=found.deed, detail=found.detail) for found in deeds]


def estimate(config: RunConfig) -> Estimate:
    """What a run would cost, at the speed that this installation has measured with the most similar run."""
    speed = measured_speed(config)
    usual = seconds_of_generation(config, n_simulated(config), speed)
    first = seconds_of_generation(config, config.population, speed)
    return Estimate(
        creature_steps_per_generation=episode_steps(config, n_simulated(config)),
        seconds_per_generation=usual,
        seconds_total=first + usual * config.generations,
        bytes_per_generation=bytes_kept(config),
        speed=speed,
    )


def measured_speed(config: RunConfig) -> float:
    """Creature-steps/s of the recent run on the same backend with the same brain, if any, and the nearest population.

    Until this installation has measured its own, what such a run usually reaches.
    """
    backend = backend_of(config)
    measured = Run.objects.filter(speed__isnull=False, backend=backend).order_by("-claimed")[:RUNS_COMPARED]

    def unlikeness(run: Run) -> tuple[bool, float]:
        return run.config["brain"] != config.brain, abs(math.log(run.config["population"] / config.population))

    nearest = min(measured, key=unlikeness, default=None)
    return nearest.speed if nearest is not None and nearest.speed is not None else usual_speed(config)
