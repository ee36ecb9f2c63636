"""Crossover of NEAT's nets, against the same in plain Python, gene by gene."""

import pytest
import torch
from neat_nets import some_generations
from operators import cross, matched, seeded

from simulation.config import RunConfig

SENSES = {"sense_strain": True, "sense_velocity": True, "sense_ground": True}


def parents(config):
    creatures, _ = some_generations(config, 120, 12, seed=7)
    return creatures[:60], creatures[60:]


def genes_of(brain, row):
    """Number → (source, sink, weight, enabled)."""
    return {
        int(brain.innovation[row, source, sink]): (
            source, sink, float(brain.weight[row, source, sink]), bool(brain.enabled[row, source, sink]),
        )
        for source, sink in brain.innovation[row].nonzero().tolist()
    }  # fmt: skip


@pytest.mark.parametrize("senses", [{}, SENSES])
@pytest.mark.parametrize("rule", ["uniform", "interpolation"])
def test_a_child_has_the_fitters_genes_and_of_those_that_both_have_mixed_weights(senses, rule):
    config = RunConfig(
        brain="neat", seed=1, weight_crossover=rule, neat_add_node=0.5, neat_disable=0.3, weight_rate=1.0, **senses
    )
    fitter, other = parents(config)
    child = cross(fitter, other, config, seeded()).brain
    assert torch.equal(child.neuron, fitter.brain.neuron)
    counts = {"matched": 0, "alone": 0, "mixed": 0, "disabled": 0, "disabled in either": 0}
    for row in range(len(fitter)):
        first, second, born = (genes_of(brain, row) for brain in (fitter.brain, other.brain, child))
        assert {number: gene[:2] for number, gene in born.items()} == {
            number: gene[:2] for number, gene in first.items()
        }
        for number, (*_, weight, enabled) in born.items():
            if number not in second:
                assert (weight, enabled) == first[number][2:]
                counts["alone"] += 1
                continue
            own, others = first[number][2], second[number][2]
            if rule == "uniform":
                assert weight in (own, others)
            assert min(own, others) - 1e-6 <= weight <= max(own, others) + 1e-6
            counts["matched"] += 1
            counts["mixed"] += weight != own
            if first[number][3] and second[number][3]:
                assert enabled
            else:
                counts["disabled in either"] += 1
                counts["disabled"] += not enabled
    assert min(counts["alone"], counts["matched"]) > 500
    assert counts["mixed"] > 0.3 * counts["matched"]
    assert counts["disabled in either"] > 200
    assert counts["disabled"] / counts["disabled in either"] == pytest.approx(0.75, abs=0.06)


def test_biases_are_mixed_where_both_have_the_neuron_and_else_the_fitters():
    config = RunConfig(brain="neat", seed=1, weight_crossover="interpolation", neat_add_node=0.5, weight_rate=1.0)
    fitter, other = parents(config)
    child, match = cross(fitter, other, config, seeded()).brain, matched(fitter, other)
    both = 0
    for row in range(len(fitter)):
        others = dict(zip(other.brain.neuron[row].tolist(), other.brain.bias_hidden[row].tolist(), strict=True))
        for slot, neuron in enumerate(fitter.brain.neuron[row].tolist()):
            own, bias = float(fitter.brain.bias_hidden[row, slot]), float(child.bias_hidden[row, slot])
            if neuron and neuron in others:
                assert min(own, others[neuron]) - 1e-6 <= bias <= max(own, others[neuron]) + 1e-6
                both += bias != own
            else:
                assert bias == own
    assert both > 10
    assert torch.equal(child.bias_out[~match.muscles], fitter.brain.bias_out[~match.muscles])
    assert (child.bias_out != fitter.brain.bias_out)[match.muscles].any()


def test_crossing_leaves_the_parents_as_they_are():
    config = RunConfig(brain="neat", seed=1)
    fitter, other = parents(config)
    before = fitter.map(torch.clone), other.map(torch.clone)
    cross(fitter, other, config, seeded())
    for one, was in zip((fitter, other), before, strict=True):
        for (name, now), (_, then) in zip(one.tensors(), was.tensors(), strict=True):
            assert torch.equal(now, then), name
