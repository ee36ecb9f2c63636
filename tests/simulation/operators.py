"""Operators of variation on whole populations, and creatures for them by hand."""

from collections.abc import Callable

import torch

from simulation.config import RunConfig
from simulation.genes import MUSCLE_GENES, NODE_GENES, UNIT_VECTORS
from simulation.newborns import newborns
from simulation.population import Population, input_slots
from simulation.variation import crossover, mutation, structure
from simulation.variation.genotypes import Genotypes, packed, unpacked

NODE_FIELDS = ("position", *NODE_GENES)
MUSCLE_FIELDS = (*MUSCLE_GENES, *UNIT_VECTORS)


def on_creatures(operator: Callable) -> Callable:
    """An operator on genotypes as one on populations."""

    def applied(*arguments):
        creatures = arguments[0]
        result = operator(*[packed(one) if isinstance(one, Population) else one for one in arguments])
        if not isinstance(result, Genotypes):
            return result
        config = next(one for one in arguments if isinstance(one, RunConfig))
        who = {name: getattr(creatures, name) for name in ("id", "parents", "operator", "streak")}
        return unpacked(result, config, **who)

    return applied


cross, matched = on_creatures(crossover.cross), on_creatures(crossover.matched)
mutate_body, mutate_weights = on_creatures(mutation.mutate_body), on_creatures(mutation.mutate_weights)
mutate_structure, compacted = on_creatures(structure.mutate_structure), on_creatures(structure.compacted)
CHANGES = [
    on_creatures(getattr(structure, name)) for name in ("add_node", "remove_node", "add_muscle", "remove_muscle")
]
add_node, remove_node, add_muscle, remove_muscle = CHANGES


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def settings_with(brain: str = "none", **changes) -> RunConfig:
    senses = {"sense_strain": True, "sense_velocity": True, "sense_ground": True} if brain != "none" else {}
    return RunConfig(brain=brain, **senses, **changes)


def line_of_three(config: RunConfig) -> Population:
    """One creature: nodes 0–1–2 and every muscle between them, with a brain whose numbers tell where they belong."""
    creature = newborns(config, 1, 0)
    creature.node_mask[:], creature.muscle_mask[:] = torch.arange(8) < 4, torch.arange(15) < 5
    creature.ends[0, :5] = torch.tensor([[0, 1], [1, 2], [2, 3], [0, 2], [1, 3]])
    for name in MUSCLE_FIELDS:
        values = getattr(creature, name)
        values[0, :5] = torch.arange(1.0, 6.0).view(5, *[1] * (values.dim() - 2))
    brain = creature.brain
    brain.weights_out[0, :, :5] = torch.arange(1.0, 6.0)
    brain.bias_out[0, :5] = torch.arange(1.0, 6.0)
    slots = input_slots(config)
    brain.weights_in[0, slots["strain"]] = torch.arange(1.0, 16.0)[:, None]
    brain.weights_in[0, slots["ground"]] = torch.arange(1.0, 9.0)[:, None]
    brain.weights_in[0, slots["velocity"]] = torch.arange(1.0, 9.0).repeat_interleave(3)[:, None]
    return creature
