"""Presets: settings to start from. This page imports no torch.

A preset states what makes it what it is; the rest is left to the defaults of RunConfig.
"""

from dataclasses import dataclass
from typing import Any

BRAINS = {"none": "Oscillators", "pure": "Net", "hybrid": "Hybrid", "neat": "NEAT"}


@dataclass(frozen=True)
class Preset:
    """Named settings for a purpose."""

    title: str
    description: str
    settings: dict[str, Any]
    of: str = ""  # key of the preset of which this is the same with another brain

    @property
    def brain(self) -> str:
        """What drives the muscles, as a brief word."""
        return BRAINS[self.settings.get("brain", "none")]


# Bodies of enough nodes and muscles to have a shape, on ground that grips; and four trials, new ones every generation.
NATURAL: dict[str, Any] = {
    "world": "natural",
    "ground_friction": 1.0,
    "min_nodes": 6,
    "max_nodes": 10,
    "min_muscles": 12,
    "max_muscles": 24,
    "layout_count": 4,
    "layout_period": 1,
}
# Most are replaced, and children differ a little: what walks is kept in trim rather than reinvented.
IN_TRIM: dict[str, Any] = {"cull": 0.7, "mutation_rate": 0.1, "structural_rate": 0.05}
PROMPT: dict[str, Any] = {"smoothing": 0.5, "velocity_cap": 20.0}  # muscles follow a net soon
# A net that feels its body and decides often.
SENSES: dict[str, Any] = PROMPT | {"sense_ground": True, "sense_strain": True, "brain_hz": 15.0}
# A net that steers: it decides more often, with a beat as fast as legs, and senses nothing but where to go.
STEERING: dict[str, Any] = PROMPT | {"time_encoding": "cyclic", "clock_hz": 3.0, "brain_hz": 30.0}
DENSE: dict[str, Any] = {"output_bias": 0.0, "weight_magnitude": 0.3}
HYBRID: dict[str, Any] = DENSE | {"brain": "hybrid", "hidden": 4}
MODULATED: dict[str, Any] = SENSES | HYBRID
ONE_SPECIES = 10.0  # the highest threshold: many species would leave each of them too few to choose from
GROWN: dict[str, Any] = {
    # with muscles that push from the start
    "brain": "neat",
    "compatibility_threshold": ONE_SPECIES,
    "activation": "sigmoid",
    "output_bias": -1.5,
    "weight_magnitude": 0.1,
    "velocity_cap": 15.0,
}
REFLEXES: dict[str, Any] = SENSES | GROWN  # finds a rhythm of its own
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
        # few generations: starts that differ more let no gait win that stumbles when it starts otherwise
        NATURAL | IN_TRIM | {"task": "run", "population": 400, "generations": 30, "seconds": 10.0, "start_jitter": 0.1},
    ),
    "walker": Preset("Walker", "As far as it can along +x", WALKER),
    "walker_hybrid": Preset(
        "Walker, hybrid", "A net that feels the body modulates oscillators", WALKER | MODULATED, of="walker"
    ),
    "walker_neat": Preset(
        "Walker, NEAT",
        "A net that grows and has no rhythm but its own",
        WALKER | REFLEXES | {"selection": "truncation", "cull": 0.9},
        of="walker",
    ),
    "forager": Preset("Forager", "From pellet to pellet, wherever the next one is", FORAGER),
    "forager_pure": Preset(
        "Forager, net",
        "A net moves the muscles by a clock",
        FORAGER | STEERING | DENSE | {"brain": "pure", "hidden": 8},
        of="forager",
    ),
    "forager_hybrid": Preset(
        "Forager, hybrid", "A net modulates oscillators", FORAGER | STEERING | HYBRID, of="forager"
    ),
    "forager_neat": Preset("Forager, NEAT", "Nets that grow", FORAGER | STEERING | GROWN, of="forager"),
    "jumper": Preset(
        "Jumper",
        "As high as it can",
        NATURAL | IN_TRIM | {"task": "jump", "population": 300, "generations": 60, "seconds": 12.0},
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
        FORAGER | STEERING | HYBRID | {"population": 10_000, "generations": 500, "selection": "tournament"},
    ),
    "pellets": Preset(
        "Published pellets",
        "The world of earlier programs, for comparison; its scores seldom repeat",
        PELLETS | PUBLISHED_REFLEXES | {"brain": "pure", "hidden": 2},
    ),
    "pellets_none": Preset(
        "Published pellets, oscillators", "That world without a net", PELLETS | {"brain": "none"}, of="pellets"
    ),
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
        of="pellets",
    ),
    "pellets_neat": Preset(
        "Published pellets, NEAT",
        "That world with nets that grow",
        PELLETS | PUBLISHED_REFLEXES | {"population": 150},
        of="pellets",
    ),
}


def cards() -> dict[str, dict[str, Preset]]:
    """Return what is chosen among: per preset that is no other's variant, itself and its variants, each by its key."""
    return {
        card: {key: preset for key, preset in PRESETS.items() if card in {key, preset.of}}
        for card, first in PRESETS.items()
        if not first.of
    }
