"""Offspring: from parents to children, through every operator of variation."""

from torch import Tensor

from simulation.body_size import fitted, longest_rest
from simulation.config import RunConfig
from simulation.genes import MUSCLE_GENES
from simulation.random import generator
from simulation.setting import bounds_of
from simulation.variation.crossover import cross
from simulation.variation.genotypes import REST_LENGTH, Genotypes
from simulation.variation.growth import AXES
from simulation.variation.innovations import Innovations
from simulation.variation.mutation import mutate_body, mutate_weights
from simulation.variation.structure import mutate_structure

BOOSTED = ("mutation_rate", "weight_magnitude", "structural_rate")  # what adaptive mutation multiplies


def offspring(  # noqa: PLR0913, PLR0917 (who mates with whom, and what the run remembers)
    config: RunConfig,
    survivors: Genotypes,
    pairs: Tensor,
    crossed: Tensor,
    generation: int,
    innovations: Innovations,
    boost: float = 1.0,
) -> Genotypes:
    """Children [count] of survivors.

    Args:
        pairs: [count, 2] places of survivors, of two who cross the fitter first; of others the first is the parent.
        crossed: [count] bool, whose child is mixed of both.
        innovations: the run's table, to which new genes of NEAT are added.
        boost: multiplies the settings BOOSTED, as far as their bounds allow.
    """
    config = boosted(config, boost)
    random = {purpose: generator(config.seed, purpose, generation) for purpose in ("cross", "body", "nets", "weights")}
    children, rows = survivors[pairs[:, 0]], crossed.nonzero()[:, 0]
    children.write(rows, cross(children[rows], survivors[pairs[rows, 1]], config, random["cross"]))
    children = mutate_body(children, config, random["body"])
    children = mutate_structure(children, config, random["body"])
    if config.is_natural:
        fit(children, config)
    if children.nets is not None:
        children.nets.mutate_topology(children.frame, config, innovations, random["nets"])
    return mutate_weights(children, config, generation, random["weights"])


def fit(children: Genotypes, config: RunConfig) -> None:
    """Shrink bodies that have become larger than the settings allow, with the muscles that hold them."""
    position, share = fitted(children.nodes[..., :AXES], children.node_mask, config)
    children.nodes[..., :AXES] = position
    rest = children.muscles[..., REST_LENGTH] * share[:, None]
    bounded = rest.clamp(MUSCLE_GENES["rest_length"].low, longest_rest(config))
    children.muscles[..., REST_LENGTH] = bounded * children.muscle_mask


def boosted(config: RunConfig, boost: float) -> RunConfig:
    """The settings with mutation multiplied."""
    if boost == 1:
        return config
    return config.model_copy(
        update={
            name: min(boost * getattr(config, name), bounds_of(RunConfig.model_fields[name])[1]) for name in BOOSTED
        }
    )
