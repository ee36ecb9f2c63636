"""Structural mutation: nodes and muscles come and go, and nothing else moves."""

import pytest
import torch
from operators import (
    CHANGES,
    add_muscle,
    add_node,
    compacted,
    line_of_three,
    remove_muscle,
    remove_node,
    seeded,
    settings_with,
)

from simulation.newborns import newborns
from simulation.population import input_slots


@pytest.mark.parametrize("brain", ["pure", "neat"])
@pytest.mark.parametrize("change", CHANGES)
def test_who_is_not_drawn_keeps_every_bit(change, brain):
    config = settings_with(brain)
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
