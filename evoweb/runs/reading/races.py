"""Races: champions of different runs in one layout, and whether that is fair."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser, User

from evoweb.runs.models import Run
from evoweb.runs.reading.selectors import visible_runs
from evoweb.runs.schemas.comparison import Race, Racer
from simulation.config import RunConfig
from simulation.setting import extra_of, is_live

IN_FORCE = {"settle": "settle_seconds", "physics_hz": "step_hz"}  # what holds where nothing is set
NAMED = 3  # runs, of many with one value

# What the world does to a creature, and what its score counts; how it drives its body is its own affair.
WORLD = (
    "world", "task", "seconds", "physics_hz", "gravity", "ground_friction", "damping_scale", "muscle_strength",
    "stroke", "arena", "efficiency", "step_rise", "roughness", "settle",
)  # fmt: skip


def race_of(user: User | AnonymousUser, ids: Sequence[int], layout: int) -> Race:
    """The race of the champions of these runs, as far as the user may see them, in this order."""
    found = visible_runs(user).select_related("owner").in_bulk(list(ids))
    runs = [found[number] for number in ids if number in found]
    there = [run for run in runs if run.champion]
    configs = [run.run_config() for run in there]
    return Race(
        layout=layout,
        task=configs[0].task if configs else None,
        has_layouts=any(config.has_layouts for config in configs),
        racers=[racer(run) for run in there],
        unfair=[words for name in WORLD if (words := difference(name, there, configs))],
        waiting=[run.name for run in runs if not run.champion],
        left_out=[number for number in ids if number not in found],
    )


def racer(run: Run) -> Racer:
    """A run's champion."""
    assert run.champion_generation is not None
    assert run.best is not None
    assert run.held_out_mean is not None
    return Racer(
        run=run.pk,
        name=run.name,
        owner=run.owner.get_username(),
        creature=run.champion,
        generation=run.champion_generation,
        brain=run.config["brain"],
        best=run.best,
        held_out_mean=run.held_out_mean,
    )


def difference(name: str, runs: Sequence[Run], configs: Sequence[RunConfig]) -> str:
    """In what the runs' worlds differ as to one setting, in words; empty where they do not."""
    of_value: dict[Any, list[str]] = {}
    for run, config in zip(runs, configs, strict=True):
        if is_live(name, config):
            value = getattr(config, IN_FORCE.get(name, name))
            of_value.setdefault(value, []).append(run.name)
    if len(of_value) < 2:
        return ""
    info = RunConfig.model_fields[name]
    extra = extra_of(info)
    unit = f" {extra['unit']}" if extra.get("unit") else ""
    labels = extra.get("labels", {})
    parts = [f"{labels.get(value, plain(value))}{unit} in {listed(names)}" for value, names in of_value.items()]
    return f"{info.title}: {'; '.join(parts)}."


def plain(value: Any) -> str:
    """A value as people write it: 8 and not 8.0."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def listed(names: list[str]) -> str:
    """Some names, and how many more."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
