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


NATURAL: dict[str, Any] = {"world": "natural", "layout_count": 4, "layout_period": 1}
# Most are replaced, and children differ a little: what walks is kept in trim rather than reinvented.
IN_TRIM: dict[str, Any] = {"cull": 0.7, "mutation_rate": 0.1, "structural_rate": 0.05}
SENSES: dict[str, Any] = {
    # a net that feels its body and decides often
    "sense_ground": True,
    "sense_strain": True,
    "brain_hz": 15.0,
    "smoothing": 0.5,
    "velocity_cap": 20.0,
}
MODULATED: dict[str, Any] = SENSES | {"brain": "hybrid", "hidden": 4, "output_bias": 0.0, "weight_magnitude": 0.3}
CLOCKED: dict[str, Any] = MODULATED | {"brain": "pure", "hidden": 8, "time_encoding": "cyclic"}
ONE_SPECIES = 10.0  # the highest threshold: many species would leave each of them too few to choose from
REFLEXES: dict[str, Any] = SENSES | {
    # finds a rhythm of its own, with muscles that push from the start
    "brain": "neat",
    "compatibility_threshold": ONE_SPECIES,
    "activation": "sigmoid",
    "output_bias": -1.5,
    "weight_magnitude": 0.1,
    "velocity_cap": 15.0,
}
WALKER = NATURAL | IN_TRIM | {"task": "run", "population": 300, "generations": 200, "seconds": 15.0}
FORAGER = (
    NATURAL
    | IN_TRIM
    | {
        "task": "forage",
        "population": 300,
        "generations": 200,
        "seconds": 30.0,
        "selection": "truncation",
        "cull": 0.9,
    }
)

PELLETS: dict[str, Any] = {
    # the published pellet world
    "world": "published",
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
PUBLISHED_REFLEXES = REFLEXES | {"max_extension": 4.0}

PRESETS: dict[str, Preset] = {
    "quick": Preset(
        "Quick look",
        "Small and short: something walks in under a minute",
        NATURAL
        | IN_TRIM
        | {"task": "run", "population": 400, "generations": 30, "seconds": 10.0, "min_nodes": 5, "min_muscles": 8},
    ),
    "walker": Preset("Walker", "As far as it can along +x", WALKER),
    "walker_hybrid": Preset(
        "Walker, hybrid", "The same with a net that feels the body and modulates oscillators", WALKER | MODULATED
    ),
    "walker_neat": Preset(
        "Walker, NEAT",
        "The same with a net that grows and has no rhythm but its own",
        WALKER | REFLEXES | {"selection": "truncation", "cull": 0.9},
    ),
    "forager": Preset("Forager", "From pellet to pellet, wherever the next one is", FORAGER),
    "forager_pure": Preset("Forager, net", "The same with a net that moves the muscles by a clock", FORAGER | CLOCKED),
    "forager_hybrid": Preset("Forager, hybrid", "The same with a net that modulates oscillators", FORAGER | MODULATED),
    "forager_neat": Preset("Forager, NEAT", "The same with nets that grow", FORAGER | REFLEXES),
    "jumper": Preset(
        "Jumper",
        "As high as it can",
        NATURAL
        | IN_TRIM
        | {"task": "jump", "population": 300, "generations": 60, "seconds": 12.0, "min_nodes": 5, "min_muscles": 8},
    ),
    "climber": Preset(
        "Climber", "Up stairs, each step higher than the one before", WALKER | {"task": "climb", "generations": 100}
    ),
    "rough": Preset(
        "Rough ground", "As far as it can over a ground of waves", WALKER | {"task": "rough", "generations": 100}
    ),
    "big": Preset(
        "Big population",
        "10 000 creatures, for many cores",
        FORAGER | MODULATED | {"population": 10_000, "generations": 500, "selection": "tournament"},
    ),
    "pellets": Preset(
        "Published pellets",
        "The world of earlier programs, for comparison; its scores seldom repeat",
        PELLETS | PUBLISHED_REFLEXES | {"brain": "pure", "hidden": 2},
    ),
    "pellets_none": Preset("Published pellets, oscillators", "That world without a net", PELLETS | {"brain": "none"}),
    "pellets_hybrid": Preset(
        "Published pellets, hybrid",
        "That world with a net that modulates oscillators",
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
        "Published pellets, NEAT",
        "That world with nets that grow",
        PELLETS | PUBLISHED_REFLEXES | {"population": 150},
    ),
}
