"""Adaptive mutation: boosted while scores stagnate."""

import pytest
import torch

from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.selection.adaptive import adapted, trimmed_mean


def boosts(history: list[float], **changes) -> list[float]:
    """The boost in force after each generation of a run with these mean scores."""
    config = RunConfig(adaptive_mutation=True, **changes)
    means, boost, told = torch.zeros(0, dtype=torch.float64), 1.0, []
    for mean in history:
        means, boost = adapted(torch.cat([means, torch.tensor([mean], dtype=torch.float64)]), boost, config)
        told.append(boost)
    return told


def test_a_scripted_history_is_boosted_as_it_stagnates_and_no_longer_when_it_improves():
    windows = [10.0, 10.4, 10.5, 10.5, 10.5, 20.0, 20.0]  # the second is 4 % better than the first: not enough
    history = [mean for mean in windows for _ in range(4)]
    told = boosts(history, adaptive_window=4, adaptive_threshold=5, adaptive_boost=2, adaptive_most=6)
    assert told == [1.0] * 7 + [2.0] * 4 + [4.0] * 4 + [6.0] * 4 + [6.0] * 4 + [1.0] * 4 + [2.0]


def test_nothing_is_decided_before_there_are_two_windows():
    assert boosts([0.0] * 39) == [1.0] * 39
    assert boosts([0.0] * 40)[-1] == 2.0


def test_scores_below_zero_improve_when_they_rise():
    assert boosts([-10.0, -10.0, -9.0, -9.0], adaptive_window=2)[-1] == 1.0
    assert boosts([-10.0, -10.0, -11.0, -11.0], adaptive_window=2)[-1] == 2.0


def test_a_lucky_generation_is_trimmed():
    values = [1.0] * 10 + [1000.0, -1000.0]
    assert trimmed_mean(torch.tensor(values)) == 1.0
    assert trimmed_mean(torch.tensor([1.0, 2.0, 6.0])) == 3.0, "of fewer than ten all count"


def test_a_boosted_generation_changes_more():
    settings = {"population": 40, "seconds": 1, "physics_hz": 15, "seed": 4, "generations": 4, "crossover_rate": 0}
    settings |= {"adaptive_mutation": True, "adaptive_window": 2, "adaptive_threshold": 100.0}
    boosted = list(evolve(RunConfig(**settings, adaptive_boost=5.0, mutation_rate=0.1)))
    plain = list(evolve(RunConfig(**settings | {"adaptive_mutation": False}, mutation_rate=0.1)))
    assert [one.statistics["boost"] for one in boosted] == [1, 1, 1, 5, 5]
    assert [one.statistics["boost"] for one in plain] == [1] * 5
    for number in range(4):
        assert boosted[number].fitness.tolist() == plain[number].fitness.tolist(), "until the boost all is the same"
    assert boosted[4].fitness.tolist() != plain[4].fitness.tolist()


@pytest.mark.parametrize("boost", [0.5, 9.0])
def test_a_boost_out_of_bounds_is_refused(boost):
    from dataclasses import replace  # noqa: PLC0415

    from simulation.checkpoint import decode, encode  # noqa: PLC0415
    from simulation.errors import CheckpointError  # noqa: PLC0415

    config = RunConfig(population=4, seconds=1, physics_hz=15, seed=1, adaptive_mutation=True)
    saved = decode(next(evolve(config)).checkpoint, config)
    memory = replace(saved.memory, boost=torch.tensor([boost], dtype=torch.float64))
    with pytest.raises(CheckpointError, match=r"memory.boost: must be 1 to 8"):
        decode(encode(replace(saved, memory=memory), config), config)
