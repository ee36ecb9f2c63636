"""Variation: what offspring may and may not be."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from operators import (
    MUSCLE_FIELDS,
    NODE_FIELDS,
    cross,
    mutate_body,
    mutate_structure,
    mutate_weights,
    seeded,
    settings_with,
)

from simulation.breeding import breed
from simulation.config import RunConfig
from simulation.genes import MUSCLE_GENES, NODE_GENES, POSITION, UNIT_VECTORS
from simulation.newborns import newborns
from simulation.population import DenseBrain, Population
from simulation.variation.genotypes import packed, unpacked


def check_bodies(creatures: Population, config: RunConfig) -> None:
    """Every promise that a body keeps."""
    nodes, muscles = creatures.node_mask.sum(1), creatures.muscle_mask.sum(1)
    assert ((nodes >= config.min_nodes) & (nodes <= config.max_nodes)).all()
    assert ((muscles >= config.min_muscles) & (muscles <= config.max_muscles)).all()
    assert (creatures.node_mask == (torch.arange(config.max_nodes) < nodes[:, None])).all(), "occupied slots first"
    assert (creatures.muscle_mask == (torch.arange(config.max_muscles) < muscles[:, None])).all()
    for row in range(len(creatures)):
        check_graph(creatures.ends[row][creatures.muscle_mask[row]].tolist(), int(nodes[row]))
    for names, mask in ((NODE_FIELDS, creatures.node_mask), ((*MUSCLE_FIELDS, "ends"), creatures.muscle_mask)):
        for name in names:
            assert (getattr(creatures, name)[~mask] == 0).all(), f"padding of {name} is zero"
    check_ranges(creatures)
    if isinstance(creatures.brain, DenseBrain):
        assert (creatures.brain.weights_out.mT[~creatures.muscle_mask] == 0).all()
        assert (creatures.brain.bias_out[~creatures.muscle_mask] == 0).all()


def check_graph(pairs: list[list[int]], n_nodes: int) -> None:
    """In one piece, no self-loop, no parallel muscles, no end outside the body."""
    assert all(0 <= end < n_nodes for pair in pairs for end in pair)
    assert all(first != second for first, second in pairs)
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)
    reached, waiting = {0}, [0]
    while waiting:
        node = waiting.pop()
        near = {end for pair in pairs if node in pair for end in pair} - reached
        reached |= near
        waiting += near
    assert reached == set(range(n_nodes))


def check_ranges(creatures: Population) -> None:
    for genes, mask in ((NODE_GENES, creatures.node_mask), (MUSCLE_GENES, creatures.muscle_mask)):
        for name, gene in genes.items():
            values = getattr(creatures, name)[mask]
            low, high = torch.tensor(gene.low), torch.tensor(gene.high)
            assert ((values >= low) & (values <= high)).all(), name
    for axis, gene in enumerate(POSITION.values()):
        values = creatures.position[creatures.node_mask][:, axis]
        assert ((values >= gene.low) & (values <= gene.high)).all()
    for name in UNIT_VECTORS:
        length = getattr(creatures, name)[creatures.muscle_mask].norm(dim=1)
        assert torch.allclose(length, torch.ones_like(length), atol=1e-5)


BOUNDS = st.sampled_from(
    [
        {},
        {"min_nodes": 2, "max_nodes": 4, "min_muscles": 1, "max_muscles": 4},
        {"min_nodes": 5, "max_nodes": 6, "min_muscles": 5, "max_muscles": 6},
        {"min_nodes": 3, "max_nodes": 20, "min_muscles": 2, "max_muscles": 50},
    ]
)


@settings(max_examples=15, deadline=None)
@given(bounds=BOUNDS, brain=st.sampled_from(["none", "pure"]), seed=st.integers(0, 2**31))
def test_bodies_stay_whole_through_many_generations_of_every_operator(bounds, brain, seed):
    config = settings_with(brain, **bounds, structural_rate=1.0, mutation_rate=0.5, mutation_magnitude=1.0)
    creatures, random = newborns(config, 24, seed), seeded(seed)
    for _ in range(4):
        others = creatures[torch.randperm(24, generator=random)]
        creatures = mutate_structure(
            mutate_body(cross(creatures, others, config, random), config, random), config, random
        )
        creatures = mutate_weights(creatures, config, 1, random)
        check_bodies(creatures, config)


@pytest.mark.parametrize("brain", ["none", "hybrid", "neat"])
def test_genes_side_by_side_are_the_genes_apart(brain):
    config = settings_with(brain)
    before = newborns(config, 20, 12)
    who = {name: getattr(before, name) for name in ("id", "parents", "operator", "streak")}
    after = unpacked(packed(before), config, **who)
    for (name, one), (_, other) in zip(before.tensors(), after.tensors(), strict=True):
        assert torch.equal(one, other), name


@pytest.mark.parametrize("brain", ["none", "hybrid", "neat"])
def test_torch_threads_change_no_bit_of_the_next_generation(brain):
    config = settings_with(brain, seed=3, population=3000)
    creatures, before = newborns(config, 3000, 13), torch.get_num_threads()
    bred = []
    try:
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            bred.append(breed(config, creatures, torch.arange(3000.0), 1))
    finally:
        torch.set_num_threads(before)
    for other in bred[1:]:
        for (name, one), (_, two) in zip(bred[0].tensors(), other.tensors(), strict=True):
            assert torch.equal(one, two), name
