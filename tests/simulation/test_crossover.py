"""Crossover: what a child has from which parent."""

from dataclasses import replace

import pytest
import torch
from operators import cross, line_of_three, matched, seeded, settings_with

from simulation.config import RunConfig
from simulation.newborns import newborns
from simulation.variation.weights import WEIGHT_CROSSOVER, sbx


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
