"""Variation: what offspring may and may not be."""

from collections.abc import Callable
from dataclasses import fields, replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.breeding import breed
from simulation.config import RunConfig
from simulation.genes import CREATURE_GENES, MUSCLE_GENES, NODE_GENES, POSITION, UNIT_VECTORS
from simulation.newborns import newborns
from simulation.population import Population, input_slots
from simulation.variation import crossover, mutation, slots, structure, weights
from simulation.variation.genotypes import Genotypes, packed, unpacked
from simulation.variation.weights import WEIGHT_CROSSOVER, positions, sbx, weight_magnitude

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
mutate_body, mutate_weights = on_creatures(mutation.mutate_body), on_creatures(weights.mutate_weights)
mutate_structure, compacted = on_creatures(structure.mutate_structure), on_creatures(slots.compacted)
CHANGES = [
    on_creatures(getattr(structure, name)) for name in ("add_node", "remove_node", "add_muscle", "remove_muscle")
]
add_node, remove_node, add_muscle, remove_muscle = CHANGES


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def settings_with(brain: str = "none", **changes) -> RunConfig:
    senses = {"sense_strain": True, "sense_velocity": True, "sense_ground": True} if brain != "none" else {}
    return RunConfig(brain=brain, **senses, **changes)


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
    if creatures.brain is not None:
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


@pytest.mark.parametrize("change", CHANGES)
def test_who_is_not_drawn_keeps_every_bit(change):
    config = settings_with("pure")
    before = newborns(config, 50, 1)
    drawn = torch.arange(50) % 2 == 0
    after = change(before, drawn, config, seeded())
    for (name, was), (_, now) in zip(before.tensors(), after.tensors(), strict=True):
        assert torch.equal(was[~drawn], now[~drawn]), name


def test_each_structural_change_changes_the_count_it_names():
    config = settings_with(max_nodes=12, max_muscles=40)
    creatures, everyone = newborns(config, 200, 2), torch.ones(200, dtype=torch.bool)
    nodes, muscles = creatures.node_mask.sum(1), creatures.muscle_mask.sum(1)
    grown = add_node(creatures, everyone, config, seeded())
    room = (nodes < 12) & (muscles < 40)
    assert torch.equal(grown.node_mask.sum(1) - nodes, room.long())
    assert torch.equal(grown.muscle_mask.sum(1) - muscles, room.long())
    tighter = add_muscle(creatures, everyone, config, seeded())
    assert torch.equal(
        tighter.muscle_mask.sum(1) - muscles, (muscles < (nodes * (nodes - 1) // 2).clamp(max=40)).long()
    )
    looser = remove_muscle(creatures, everyone, config, seeded())
    cycles = (muscles > nodes - 1) & (muscles > config.min_muscles)  # a connected graph with more than a tree's edges
    assert torch.equal(muscles - looser.muscle_mask.sum(1), cycles.long())
    smaller = remove_node(creatures, everyone, config, seeded())
    assert torch.equal(smaller.node_mask.sum(1) < nodes, nodes > config.min_nodes)


def test_a_new_node_is_near_another_and_its_muscle_is_relaxed():
    config = settings_with(max_nodes=12, max_muscles=40)
    before = newborns(config, 100, 3)
    after = add_node(before, torch.ones(100, dtype=torch.bool), config, seeded())
    grown = (after.node_mask.sum(1) > before.node_mask.sum(1)).nonzero()[:, 0]
    assert len(grown) > 50
    for row in grown.tolist():
        muscle = int(before.muscle_mask[row].sum())
        first, second = after.position[row][after.ends[row, muscle]]
        length = (first - second).norm()
        assert length <= 1.001
        assert after.rest_length[row, muscle] == pytest.approx(max(float(length), 0.2), rel=1e-5)


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


def test_removing_a_muscle_never_rewires_another():
    config = settings_with("pure")
    creature = line_of_three(config)
    muscles = creature.muscle_mask.clone()
    muscles[0, 2] = False
    left = compacted(creature, creature.node_mask, muscles, config)
    assert left.stiffness[0, :5].tolist() == [1, 2, 4, 5, 0]
    assert left.ends[0, :4].tolist() == [[0, 1], [1, 2], [0, 2], [1, 3]]
    assert left.brain.weights_out[0, 0, :5].tolist() == [1, 2, 4, 5, 0]
    assert left.brain.bias_out[0, :5].tolist() == [1, 2, 4, 5, 0]
    assert left.brain.weights_in[0, input_slots(config)["strain"], 0][:4].tolist() == [1, 2, 4, 5]


def test_removing_a_node_moves_its_successors_senses_and_ends_along():
    config = settings_with("pure")
    creature = line_of_three(config)
    nodes, muscles = creature.node_mask.clone(), creature.muscle_mask.clone()
    nodes[0, 1] = False
    muscles[0] &= ~(creature.ends[0] == 1).any(1)
    left = compacted(creature, nodes, muscles, config)
    assert left.node_mask.sum() == 3
    assert left.ends[0, :2].tolist() == [[1, 2], [0, 1]]
    assert left.stiffness[0, :3].tolist() == [3, 4, 0]
    slots = input_slots(config)
    assert left.brain.weights_in[0, slots["ground"], 0][:3].tolist() == [1, 3, 4]
    assert left.brain.weights_in[0, slots["velocity"], 0][:9].tolist() == [1, 1, 1, 3, 3, 3, 4, 4, 4]


def test_a_weakly_held_node_goes_first():
    config = settings_with("pure")
    creature = line_of_three(config)  # degrees 2, 3, 3, 2
    for seed in range(10):
        left = remove_node(creature, torch.tensor([True]), config, seeded(seed))
        assert left.muscle_mask.sum() == 3


def test_crossover_takes_the_structure_of_the_fitter_and_genes_between_the_parents():
    config = settings_with("pure", weight_crossover="interpolation")
    fitter, other = newborns(config, 100, 4), newborns(config, 100, 5)
    child = cross(fitter, other, config, seeded())
    assert torch.equal(child.ends, fitter.ends)
    assert torch.equal(child.node_mask, fitter.node_mask)
    both = fitter.node_mask & other.node_mask
    low, high = torch.minimum(fitter.size, other.size), torch.maximum(fitter.size, other.size)
    assert ((child.size >= low - 1e-6) & (child.size <= high + 1e-6))[both].all()
    assert torch.equal(child.size[~both], fitter.size[~both])
    assert not torch.equal(child.size[both], fitter.size[both])
    match = matched(fitter, other)
    assert match.muscles.any()
    assert torch.equal(child.stiffness[~match.muscles], fitter.stiffness[~match.muscles])
    assert torch.equal(child.brain.weights_out.mT[~match.muscles], fitter.brain.weights_out.mT[~match.muscles])


def test_muscles_match_by_the_nodes_they_join_whichever_end_is_first():
    config = settings_with("pure")
    fitter, other = line_of_three(config), line_of_three(config)
    other.ends[0, :5] = torch.tensor([[2, 1], [1, 0], [3, 2], [0, 3], [3, 1]])
    match = matched(fitter, other)
    assert match.muscles[0, :5].tolist() == [True, True, True, False, True]
    assert match.partner[0, [0, 1, 2, 4]].tolist() == [1, 0, 2, 4]


def test_a_phase_is_mixed_the_shorter_way_round():
    config = settings_with()
    first, second = newborns(config, 50, 6), newborns(config, 50, 6)
    first = replace(first, phase=torch.full_like(first.phase, 6.2) * first.muscle_mask)
    second = replace(second, phase=torch.full_like(second.phase, 0.1) * second.muscle_mask)
    phase = cross(first, second, config, seeded()).phase[first.muscle_mask]
    assert ((phase >= 6.19) | (phase <= 0.11)).all()


@pytest.mark.parametrize("name", WEIGHT_CROSSOVER)
def test_weights_alike_in_both_parents_stay(name):
    weights = torch.randn(10, 4, 3, generator=seeded())
    child = WEIGHT_CROSSOVER[name](weights, weights.clone(), RunConfig(), seeded())
    assert torch.allclose(child, weights, atol=1e-6)


def test_uniform_takes_from_either_and_interpolation_between():
    first, second = torch.zeros(2000), torch.ones(2000)
    assert set(WEIGHT_CROSSOVER["uniform"](first, second, RunConfig(), seeded()).tolist()) == {0.0, 1.0}
    between = WEIGHT_CROSSOVER["interpolation"](first, second, RunConfig(), seeded())
    assert ((between >= 0) & (between <= 1)).all()
    assert between.mean() == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("eta", [0.5, 2.0, 5.0])
def test_sbx_spreads_children_as_its_paper_says(eta):
    """Deb & Agrawal 1995: half of all children lie within the parents' interval; P(β ≤ b) = b^(η+1) / 2 there."""
    first, second = torch.zeros(100_000), torch.full((100_000,), 2.0)
    child = sbx(first, second, RunConfig(sbx_eta=eta), seeded())
    spread = (child - 1).abs()
    assert float((spread <= 1).float().mean()) == pytest.approx(0.5, abs=0.01)
    assert float((spread <= 0.5).float().mean()) == pytest.approx(0.5 ** (eta + 1) / 2, abs=0.01)
    assert float(child.mean()) == pytest.approx(1.0, abs=0.1)


def test_mutation_moves_each_gene_at_its_rate_and_no_farther_than_its_share_of_the_range():
    config = settings_with(mutation_rate=0.25, mutation_magnitude=0.4)
    before = newborns(config, 2000, 7)
    after = mutate_body(before, config, seeded())
    tables = [(NODE_GENES, before.node_mask), (MUSCLE_GENES, before.muscle_mask)]
    for genes, mask in tables:
        for name, gene in genes.items():
            step = (getattr(after, name) - getattr(before, name))[mask]
            span = gene.born_high - gene.born_low
            if gene.wraps:
                step = torch.remainder(step + span / 2, span) - span / 2
            assert float((step != 0).float().mean()) == pytest.approx(0.25, abs=0.03), name
            assert step.abs().max() <= 0.4 * gene.step * span * 1.0001, name
    step = (after.position - before.position)[before.node_mask]
    assert step.abs().max() <= 0.4 * 0.5 * 2 * 1.0001


def test_stiffness_may_grow_beyond_what_it_is_born_with():
    config = settings_with(mutation_rate=1.0, mutation_magnitude=1.0)
    creatures, random = newborns(config, 50, 8), seeded()
    assert creatures.stiffness.max() <= 200
    for _ in range(30):
        creatures = mutate_body(creatures, config, random)
    assert 400 < creatures.stiffness.max() <= 500


def test_creature_genes_mutate_too():
    config = settings_with(mutation_rate=1.0)
    before = newborns(config, 20, 9)
    after = mutate_body(before, config, seeded())
    for name in CREATURE_GENES:
        assert (getattr(after, name) != getattr(before, name)).all(), name


def test_weights_mutate_at_their_rate_with_their_size():
    config = settings_with("pure", weight_rate=0.3, weight_magnitude=0.2)
    creatures = newborns(config, 500, 10)
    after = mutate_weights(creatures, config, 1, seeded()).brain
    step = (after.weights_in - creatures.brain.weights_in).flatten()
    moved = step[step != 0]
    assert len(moved) / len(step) == pytest.approx(0.3, abs=0.01)
    assert float(moved.std()) == pytest.approx(0.2, rel=0.02)


def test_every_array_of_a_net_is_crossed_and_mutated():
    config = settings_with("hybrid", weight_rate=1.0)
    first, second = newborns(config, 30, 11), newborns(config, 30, 11)
    second = replace(second, brain=second.brain.map(lambda weights: weights + 1.0))
    child = cross(first, second, config, seeded())
    mutated = mutate_weights(first, config, 1, seeded()).brain
    for field in fields(type(first.brain)):
        mask = first.muscle_mask[:, None] if field.name == "weights_out" else first.muscle_mask
        before = getattr(first.brain, field.name)
        everywhere = mask.expand_as(before) if field.name.endswith("out") else torch.ones_like(before, dtype=torch.bool)
        assert (getattr(child.brain, field.name) != before)[everywhere].float().mean() > 0.6, field.name
        assert (getattr(mutated, field.name) != before)[everywhere].float().mean() > 0.6, field.name


@pytest.mark.parametrize(
    ("decay", "expected"),
    [("off", [0.1, 0.1, 0.1, 0.1]), ("linear", [0.5, 0.3, 0.1, 0.1]), ("exponential", [0.5, 0.1 * 5**0.5, 0.1, 0.1])],
)
def test_the_size_of_weight_mutations_decays_as_told(decay, expected):
    config = RunConfig(weight_magnitude=0.1, weight_decay=decay, weight_decay_start=5, weight_decay_generations=10)
    assert [weight_magnitude(config, generation) for generation in (1, 6, 11, 500)] == pytest.approx(expected)


@pytest.mark.parametrize("rate", [0.0, 1e-300, 1e-6, 0.01, 0.2, 0.7, 1.0])
def test_positions_are_drawn_each_with_the_same_chance(rate):
    random = seeded()
    drawn = [positions(1000, rate, random) for _ in range(1000)]
    for few in drawn:
        assert ((few >= 0) & (few < 1000)).all()
        assert (few.diff() > 0).all()
    share = torch.bincount(torch.cat(drawn), minlength=1000) / 1000
    spread = (rate * (1 - rate) / 1000) ** 0.5
    assert float(share.mean()) == pytest.approx(rate, abs=5 * spread / 1000**0.5)
    assert (share - rate).abs().max() <= 6 * spread + 2e-3
    numbers = torch.tensor([float(len(few)) for few in drawn])
    assert float(numbers.std()) == pytest.approx((1000 * rate * (1 - rate)) ** 0.5, rel=0.1, abs=0.05)


def test_genes_side_by_side_are_the_genes_apart():
    config = settings_with("hybrid")
    before = newborns(config, 20, 12)
    who = {name: getattr(before, name) for name in ("id", "parents", "operator", "streak")}
    after = unpacked(packed(before), config, **who)
    for (name, one), (_, other) in zip(before.tensors(), after.tensors(), strict=True):
        assert torch.equal(one, other), name


@pytest.mark.parametrize("brain", ["none", "hybrid"])
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
