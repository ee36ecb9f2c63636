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
    "walker": Preset(
        "Walker",
        "As far as it can along +x",
        {
            "task": "run",
            "population": 500,
            "generations": 200,
            "seconds": 15.0,
            "cull": 0.7,
            "mutation_rate": 0.1,
            "structural_rate": 0.05,
        },
    ),
    "pellets": Preset(
        "Pellets",
        "Like the published reference",
        {
            "task": "forage",
            "brain": "pure",
            "population": 300,
            "generations": 100,
            "seconds": 30.0,
            "physics_hz": 30,
            "layouts": "own",
            "arena": 10.0,
            "cull": 0.5,
        },
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
