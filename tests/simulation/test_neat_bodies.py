"""Bodies and NEAT's nets stay in step: what belongs to a node or a muscle comes, moves and goes with it."""

import pytest
import torch
from operators import add_muscle, add_node, compacted, seeded

from simulation.config import RunConfig
from simulation.neurons import HIDDEN, input_ids, output_ids
from simulation.newborns import newborns
from simulation.population import Population, input_mask, input_slots

SENSES = {"sense_strain": True, "sense_velocity": True, "sense_ground": True}
MOST = 16  # hidden slots
ROOM = {"max_nodes": 12, "max_muscles": 40}


def settings_of(connectivity: str = "full", **others) -> RunConfig:
    return RunConfig(brain="neat", neat_connectivity=connectivity, seed=1, **SENSES, **others)


def with_a_hidden_neuron(creature: Population, config: RunConfig) -> Population:
    """One neuron that every input leads to and that leads to every muscle; their weights say where they belong."""
    brain, present = creature.brain, input_mask(creature.node_mask, creature.muscle_mask, config)
    inputs = present.shape[1]
    brain.neuron[:, 0] = HIDDEN + 9000
    into, out = brain.weight[:, :inputs, 0], brain.weight[:, inputs, MOST:]
    into.copy_(torch.arange(1.0, inputs + 1) * present)
    out.copy_(torch.arange(1.0, out.shape[1] + 1) * creature.muscle_mask)
    for values, links in ((into, (slice(None), slice(inputs), 0)), (out, (slice(None), inputs, slice(MOST, None)))):
        brain.innovation[links] = (5000 + values.int()) * (values > 0)
        brain.enabled[links] = values > 0
    return creature


def links_by_identity(creature: Population, config: RunConfig) -> dict[tuple[int, int], float]:
    """Weights of the first creature by the ids of what they link."""
    brain = creature.brain
    sources = torch.cat([input_ids(creature.ends, config), brain.neuron], 1)[0].tolist()
    sinks = torch.cat([brain.neuron, output_ids(creature.ends, config)], 1)[0].tolist()
    return {
        (sources[source], sinks[sink]): float(brain.weight[0, source, sink])
        for source, sink in brain.innovation[0].nonzero().tolist()
    }


def test_removing_a_muscle_takes_its_connections_and_no_others():
    config = settings_of(min_nodes=4, min_muscles=5)
    creature = with_a_hidden_neuron(newborns(config, 1, 3), config)
    count = int(creature.muscle_mask.sum())
    gone = 1
    strain = input_slots(config)["strain"].start + gone
    ids = int(input_ids(creature.ends, config)[0, strain]), int(output_ids(creature.ends, config)[0, gone])
    before = links_by_identity(creature, config)
    muscles = creature.muscle_mask.clone()
    muscles[0, gone] = False
    left = compacted(creature, creature.node_mask, muscles, config)
    expected = {link: weight for link, weight in before.items() if not set(link) & set(ids)}
    assert len(expected) < len(before)
    assert links_by_identity(left, config) == expected
    assert left.brain.bias_out[0, : count - 1].eq(config.output_bias).all()
    assert left.brain.bias_out[0, count - 1 :].eq(0).all()
    kept = creature.brain.innovation[0, :7, MOST:][:, [m for m in range(count) if m != gone]]
    assert torch.equal(left.brain.innovation[0, :7, MOST : MOST + count - 1], kept), "their numbers too"


def test_removing_a_node_moves_the_senses_of_those_behind_it_along():
    config = settings_of(min_nodes=5, min_muscles=7)
    creature = with_a_hidden_neuron(newborns(config, 1, 3), config)
    gone, nodes = 1, int(creature.node_mask.sum())
    keep = creature.node_mask.clone()
    keep[0, gone] = False
    muscles = creature.muscle_mask & ~(creature.ends == gone).any(2)
    slots, before = input_slots(config), creature.brain.weight[0]
    left = compacted(creature, keep, muscles, config)
    after, stay = left.brain.weight[0], [n for n in range(nodes) if n != gone]
    ground, velocity, strain = (slots[name].start for name in ("ground", "velocity", "strain"))
    muscle_stays = muscles[0].nonzero()[:, 0].tolist()
    for place, node in enumerate(stay):
        assert after[ground + place, 0] == before[ground + node, 0]
        assert torch.equal(
            after[velocity + 3 * place : velocity + 3 * place + 3, 0],
            before[velocity + 3 * node : velocity + 3 * node + 3, 0],
        )
    assert after[ground + len(stay), 0] == 0
    for place, muscle in enumerate(muscle_stays):
        assert after[strain + place, 0] == before[strain + muscle, 0]
        for source in (*range(7), len(after) - MOST):
            assert after[source, MOST + place] == before[source, MOST + muscle]
    assert (after[:, MOST + len(muscle_stays) :] == 0).all()


NEW_OUTPUT = {"full": "all", "sparse_inputs": "none", "sparse_outputs": "one", "none": "none"}


@pytest.mark.parametrize("connectivity", NEW_OUTPUT)
def test_a_new_muscle_is_connected_as_at_birth(connectivity):
    config = settings_of(connectivity, **ROOM)
    before = newborns(config, 100, 4)
    after = add_muscle(before, torch.ones(100, dtype=torch.bool), config, seeded())
    slot = before.muscle_mask.sum(1)
    grown = (after.muscle_mask.sum(1) > slot).nonzero()[:, 0]
    assert len(grown) > 50
    senses = input_mask(after.node_mask, after.muscle_mask, config)
    strain = input_slots(config)["strain"].start
    for row in grown.tolist():
        new, inputs = int(slot[row]), senses.shape[1]
        into = after.brain.enabled[row, :inputs, MOST + new]
        felt = after.brain.enabled[row, strain + new, MOST:]
        wanted = {"all": int(senses[row].sum()), "one": 1}
        if connectivity == "sparse_inputs":  # of which the new strain has one, perhaps with its own muscle
            assert felt.sum() == 1
            assert int(into.sum()) == int(felt[new])
        else:
            assert int(into.sum()) == wanted.get(NEW_OUTPUT[connectivity], 0)
        if connectivity == "full":
            assert int(felt.sum()) == new + 1
        assert after.brain.bias_out[row, new] == pytest.approx(config.output_bias)
        old = after.brain.map(lambda tensor, row=row: tensor[row : row + 1])
        was = before.brain.map(lambda tensor, row=row: tensor[row : row + 1])
        for name in ("weight", "innovation", "enabled"):
            now, then = getattr(old, name).clone(), getattr(was, name)
            now[:, :, MOST + new], now[:, strain + new] = 0, 0
            assert torch.equal(now, then), name


NEW_SENSES = {"full": "all", "sparse_inputs": "one each", "sparse_outputs": "none", "none": "none"}


@pytest.mark.parametrize("connectivity", NEW_SENSES)
def test_a_new_nodes_senses_are_connected_as_at_birth(connectivity):
    config = settings_of(connectivity, **ROOM)
    before = newborns(config, 100, 4)
    after = add_node(before, torch.ones(100, dtype=torch.bool), config, seeded())
    slots, node = input_slots(config), before.node_mask.sum(1)
    for row in (after.node_mask.sum(1) > node).nonzero()[:, 0].tolist():
        new, muscles = int(node[row]), int(before.muscle_mask[row].sum())
        places = [slots["ground"].start + new, *(slots["velocity"].start + 3 * new + axis for axis in range(3))]
        links = after.brain.enabled[row, places, MOST : MOST + muscles]  # the new muscle is not among them
        if NEW_SENSES[connectivity] == "all":
            assert links.all()
        elif NEW_SENSES[connectivity] == "one each":
            assert (links.sum(1) == 1).all()
        else:
            assert not links.any()


@pytest.mark.parametrize(
    ("connectivity", "of_input", "of_output"),
    [("full", "every", "every"), ("sparse_inputs", 1, None), ("sparse_outputs", None, 1), ("none", 0, 0)],
)
def test_newborns_are_connected_as_told(connectivity, of_input, of_output):
    config = settings_of(connectivity)
    born = newborns(config, 1500, 6)
    senses = input_mask(born.node_mask, born.muscle_mask, config)
    links = born.brain.enabled[:, : senses.shape[1], MOST:]
    assert torch.equal(born.brain.enabled, born.brain.innovation > 0)
    assert not born.brain.neuron.any()
    assert (born.brain.weight != 0).sum() == links.sum()
    assert born.brain.weight.abs().max() <= 0.5
    for count, wanted, present, others in (
        (links.sum(2), of_input, senses, born.muscle_mask),
        (links.sum(1), of_output, born.muscle_mask, senses),
    ):
        assert (count[~present] == 0).all()
        if wanted == "every":
            assert torch.equal(count, others.sum(1, keepdim=True) * present)
        elif wanted is not None:
            assert (count[present] == wanted).all()
    if connectivity.startswith("sparse"):
        assert links.any(0).any(1).all()  # every input and every muscle is chosen now and then
        assert links.any(0).any(0).all()
