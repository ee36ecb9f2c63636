"""Contract: no dead sliders. Every parameter of a run changes its result wherever `is_live` says that it does."""

from functools import cache
from typing import Any

import pytest

from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.setting import conditions_of, is_live
from simulation.stopping import until_stopped

BASE: dict[str, Any] = {
    "brain": "pure",
    "population": 8,
    "generations": 2,
    "seconds": 1.0,
    "physics_hz": 30,
    "clips_top": 2,
    "clips_random": 1,
    "clips_bottom": 1,
    "seed": 5,
}
CHANGED: dict[str, Any] = {
    "task": "run",
    "seed": 6,
    "population": 9,
    "generations": 3,
    "seconds": 1.5,
    "world": "natural",
    "physics_hz": 40,
    "muscle_strength": 1.0,
    "stroke": 0.05,
    "gravity": 15.0,
    "ground_friction": 1.5,
    "damping_scale": 2.0,
    "min_nodes": 6,
    "max_nodes": 5,
    "min_muscles": 8,
    "max_muscles": 6,
    "body_size": 1.0,
    "brain": "hybrid",
    "brain_hz": 30.0,
    "hidden": 3,
    "activation": "relu",
    "output_bias": 1.0,
    "smoothing": 1.0,
    "dead_zone": 0.4,
    "velocity_cap": 0.1,
    "max_extension": 1.2,
    "time_encoding": "sin",
    "clock_hz": 2.0,
    "sense_strain": True,
    "sense_velocity": True,
    "sense_ground": True,
    "bias_mode": "bias_node",
    "neat_connectivity": "sparse_outputs",
    "neat_max_hidden": 1,
    "selection": "truncation",
    "cull": 0.8,
    "tournament_size": 9,
    "rank_pressure": 2.0,
    "compatibility_threshold": 0.1,
    "species_stagnation": 1,
    "min_species_size": 5,
    "novelty_neighbours": 2,
    "novelty_archived": 0,
    "fitness_sharing": True,
    "sharing_radius": 2.0,
    "islands": 2,
    "migration_every": 1,
    "migrants": 2,
    "map_cells": 3,
    "crossover_rate": 1.0,
    "weight_crossover": "uniform",
    "sbx_eta": 5.0,
    "mutation_rate": 0.9,
    "mutation_magnitude": 0.9,
    "structural_rate": 0.9,
    "weight_rate": 0.9,
    "weight_magnitude": 1.0,
    "weight_decay": "exponential",
    "weight_decay_start": 20.0,
    "weight_decay_generations": 3,
    "neat_add_connection": 0.0,
    "neat_add_node": 1.0,
    "neat_enable": 1.0,
    "neat_disable": 1.0,
    "neat_replace_rate": 1.0,
    "distance_excess": 5.0,
    "distance_disjoint": 5.0,
    "distance_weights": 5.0,
    "adaptive_mutation": True,
    "adaptive_window": 3,
    "adaptive_threshold": 0.0,
    "adaptive_boost": 5.0,
    "adaptive_most": 1.5,
    "layouts": "own",
    "layout_count": 2,
    "layout_period": 1,
    "start_jitter": 0.0,
    "arena": 5.0,
    "efficiency": 5.0,
    "step_rise": 0.2,
    "roughness": 2.0,
    "settle": 1.0,
    "stop_target": 0.001,
    "stop_stagnation": 1,
    "stop_minutes": 0.001,
    "clip_hz": 5,
    "clips_top": 3,
    "clips_random": 2,
    "clips_bottom": 2,
}
MANY_SPECIES = {"population": 16, "generations": 4, "compatibility_threshold": 0.5}
GROWING = {"population": 16, "generations": 4, "neat_add_node": 1.0}
STAGNATING = {"generations": 6, "adaptive_window": 2, "adaptive_threshold": 100.0}
SHOWS: dict[str, dict[str, Any]] = {  # where so small a run would not show what a field does
    "world": {"physics_hz": 60},
    "species_stagnation": MANY_SPECIES,
    "min_species_size": MANY_SPECIES,
    "neat_max_hidden": GROWING,
    "neat_enable": GROWING,
    "distance_excess": MANY_SPECIES,
    "distance_disjoint": MANY_SPECIES,
    "distance_weights": MANY_SPECIES,
    "fitness_sharing": {"population": 16, "sharing_radius": 2.0},
    "sharing_radius": {"population": 16, "generations": 4},
    "migration_every": {"population": 16},
    "migrants": {"population": 16, "migration_every": 1},
    "map_cells": {"population": 16, "map_cells": 2},
    "adaptive_mutation": STAGNATING,
    "adaptive_window": STAGNATING,
    "adaptive_threshold": STAGNATING,
    "adaptive_boost": STAGNATING,
    "adaptive_most": STAGNATING,
    "stop_stagnation": {"generations": 6},
    "stop_minutes": {"population": 64, "generations": 40},
}
SAME_RESULT_BY_DESIGN = {"backend": "kernel", "device": "cpu"}  # auto picks these
INERT = {"run": {"brain": "none", "task": "run", "selection": "truncation"}}
INERT |= {task: {"brain": "none", "task": task, "selection": "truncation"} for task in ("jump", "climb", "rough")}
INERT["natural"] = {"world": "natural", "physics_hz": 60, "brain": "pure", "task": "run", "selection": "truncation"}
INERT["forage"] = {"brain": "hybrid", "selection": "tournament", "weight_crossover": "uniform"}


@cache
def result(settings: tuple[tuple[str, Any], ...]) -> list[Any]:
    """All that a run tells, but for how long it took and for its checkpoints, which quote the settings."""
    told = []
    config = RunConfig(**dict(settings))
    for generation, _ in until_stopped(config, evolve(config)):
        parts = {name: part.tolist() for name, part in generation.parts.items()}
        statistics = generation.statistics | {"wall_s": 0}
        ancestry = generation.id.tolist(), generation.parents.tolist(), generation.operator.tolist()
        told.append((ancestry, generation.fitness.tolist(), parts, generation.held_out, statistics, generation.clips))
    return told


def result_of(**settings: Any) -> list[Any]:
    return result(tuple(sorted(settings.items())))


def base_for(field: str) -> dict[str, Any]:
    """Settings under which the field is live."""
    when = conditions_of(RunConfig.model_fields[field])[0]
    default = RunConfig(**BASE)
    choices = {other: choices[0] for other, choices in when.items() if getattr(default, other) not in choices}
    hz = {"physics_hz": 60} if choices.get("world") == "natural" else {}  # a multiple of the rate at which it acts
    return BASE | SHOWS.get(field, {}) | choices | hz


def test_every_parameter_is_accounted_for():
    assert CHANGED.keys() | SAME_RESULT_BY_DESIGN.keys() == RunConfig.model_fields.keys()
    assert not CHANGED.keys() & SAME_RESULT_BY_DESIGN.keys()


@pytest.mark.parametrize("field", CHANGED)
def test_a_live_parameter_changes_the_result(field):
    base = base_for(field)
    assert is_live(field, RunConfig(**base))
    assert result_of(**base) != result_of(**base | {field: CHANGED[field]})


@pytest.mark.parametrize("field", SAME_RESULT_BY_DESIGN)
def test_where_a_run_is_computed_changes_nothing(field):
    assert result_of(**BASE) == result_of(**BASE | {field: SAME_RESULT_BY_DESIGN[field]})


@pytest.mark.parametrize("task", INERT)
def test_parameters_that_are_not_live_change_nothing(task):
    base = BASE | INERT[task]
    config = RunConfig(**base)
    inert = {field: value for field, value in CHANGED.items() if not is_live(field, config)}
    assert inert
    assert result_of(**base) == result_of(**base | inert)
