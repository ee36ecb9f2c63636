"""Presets: settings to start from. This page imports no torch.

A preset states what makes it what it is; the rest is left to the defaults of RunConfig.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Preset:
    """Named settings for a purpose."""

    title: str
    description: str
    settings: dict[str, Any]


PELLETS: dict[str, Any] = {
    # the published pellet world
    "task": "forage",
    "seconds": 30.0,
    "physics_hz": 30,
    "arena": 10.0,
    # how creatures become good in it, as docs/quality.md tells
    "population": 300,
    "generations": 200,
    "layouts": "shared",
    "layout_count": 4,
    "layout_period": 1,
    "selection": "truncation",
    "cull": 0.9,
    "mutation_rate": 0.1,
    "mutation_magnitude": 0.6,
    "max_nodes": 12,
    "min_muscles": 7,
    "max_muscles": 40,
}

ONE_SPECIES = 10.0  # the highest threshold: many species would leave each of them too few to choose from
REFLEXES: dict[str, Any] = {
    # a net that feels its body and decides often finds a rhythm of its own
    "sense_ground": True,
    "sense_strain": True,
    "brain_hz": 15.0,
    "smoothing": 0.5,
    # muscles that push from the start, fast and far
    "activation": "sigmoid",
    "output_bias": -1.5,
    "weight_magnitude": 0.1,
    "velocity_cap": 15.0,
    "max_extension": 4.0,
}

MODULATED: dict[str, Any] = {
    # the same senses for a net that modulates oscillators: these push already
    **REFLEXES,
    "activation": "tanh",
    "output_bias": 0.0,
    "weight_magnitude": 0.3,
    "velocity_cap": 20.0,
}
WALKER: dict[str, Any] = {
    "task": "run",
    "population": 500,
    "generations": 200,
    "seconds": 15.0,
    "cull": 0.7,
    "mutation_rate": 0.1,
    "structural_rate": 0.05,
}

PRESETS: dict[str, Preset] = {
    "quick": Preset(
        "Quick look",
        "Small and short: something walks in under a minute",
        {
            "task": "run",
            "population": 400,
            "generations": 30,
            "seconds": 10.0,
            "min_nodes": 5,
            "min_muscles": 8,
            "cull": 0.7,
            "mutation_rate": 0.1,
            "structural_rate": 0.05,
        },
    ),
    "walker": Preset("Walker", "As far as it can along +x", WALKER),
    "walker_hybrid": Preset(
        "Walker, hybrid",
        "The same with a net that feels the body and modulates oscillators",
        WALKER | MODULATED | {"brain": "hybrid"},
    ),
    "walker_neat": Preset(
        "Walker, NEAT",
        "The same with a net that grows and has no rhythm but its own",
        WALKER
        | REFLEXES
        | {"brain": "neat", "selection": "truncation", "cull": 0.9, "compatibility_threshold": ONE_SPECIES},
    ),
    "pellets": Preset(
        "Pellets",
        "Like the published reference: a net moves the muscles",
        PELLETS | REFLEXES | {"brain": "pure", "hidden": 2},
    ),
    "pellets_none": Preset("Pellets, oscillators", "The same world without a net", PELLETS | {"brain": "none"}),
    "pellets_hybrid": Preset(
        "Pellets, hybrid",
        "The same world with a net that modulates oscillators",
        PELLETS
        | {
            "brain": "hybrid",
            "output_bias": 0.0,
            "weight_magnitude": 0.3,
            "brain_hz": 5.0,
            "velocity_cap": 20.0,
            "max_extension": 4.0,
        },
    ),
    "pellets_neat": Preset(
        "Pellets, NEAT",
        "The same world with nets that grow",
        PELLETS | REFLEXES | {"brain": "neat", "population": 150, "compatibility_threshold": ONE_SPECIES},
    ),
    "big": Preset(
        "Big population",
        "10 000 creatures, for many cores",
        {"task": "forage", "brain": "hybrid", "population": 10_000, "generations": 500, "selection": "tournament"},
    ),
    "jumper": Preset(
        "Jumper",
        "As high as it can",
        {
            "task": "jump",
            "population": 400,
            "generations": 40,
            "seconds": 12.0,
            "min_nodes": 5,
            "min_muscles": 8,
            "cull": 0.7,
            "mutation_rate": 0.1,
            "structural_rate": 0.05,
        },
    ),
    "climber": Preset(
        "Climber",
        "Up stairs, each step higher than the one before",
        {"task": "climb", "population": 500, "generations": 100, "seconds": 15.0, "cull": 0.7},
    ),
    "rough": Preset(
        "Rough ground",
        "As far as it can over a ground of waves",
        {
            "task": "rough",
            "population": 500,
            "generations": 100,
            "seconds": 15.0,
            "cull": 0.7,
            "mutation_rate": 0.1,
            "structural_rate": 0.05,
        },
    ),
}
