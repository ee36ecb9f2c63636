"""Quality: equal budgets, layouts of their own, and results that an interruption does not change."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from simulation import quality
from simulation.batch import simulate_batch
from simulation.checkpoint import decode
from simulation.config import RunConfig
from simulation.errors import ConfigError
from simulation.evolve import evolve
from simulation.layouts import Layouts, held_out_layouts, layouts_of
from simulation.population import name_of
from simulation.quality import Point, SeedResult, claim_folder, evaluations_to, measure_seed, summary, within_budget
from simulation.repeats import Measured

TINY = {"seed": 3, "brain": "pure", "population": 10, "seconds": 2.0, "physics_hz": 30, "layout_count": 2}


def tiny(evaluations: int = 40, **changes) -> RunConfig:
    return within_budget(RunConfig.parse(TINY | changes), evaluations)


def nothing(point: Point) -> None:
    """Nobody is told."""


def scored(*scores: float, curve: tuple[Point, ...] = ()) -> SeedResult:
    points = list(curve) or [Point(100, 100, 1.0, 1.0, 1.0)]
    measured = Measured("0-0", [1.0, 1.0, 1.0], 1.0, 0.5, 10.0, 20.0)
    return SeedResult(0, "0-0", 1.0, list(scores), [0] * len(scores), 0, measured, {}, points, 1.0)


@pytest.mark.parametrize(("evaluations", "last"), [(20, 1), (29, 1), (30, 2), (40, 3)])
def test_a_budget_pays_for_whole_generations_and_is_never_exceeded(evaluations, last):
    assert tiny(evaluations).generations == last  # of 10 creatures


def test_episodes_are_evaluations_times_layouts(tmp_path: Path):
    report = summary(tiny(), [measure_seed(tiny(), tmp_path, nothing)])
    assert (report["evaluations"], report["episodes"], report["simulated"]["median"]) == (40, 80, 50)


def test_a_budget_that_pays_for_no_evolution_is_refused():
    with pytest.raises(ConfigError, match="must be at least 20"):
        tiny(19)


def test_the_budget_counts_survivors_and_beside_it_what_was_simulated(tmp_path: Path):
    points = measure_seed(tiny(), tmp_path, nothing).curve
    assert [point.evaluations for point in points] == [10, 20, 30, 40]
    assert [point.simulated for point in points] == [20, 30, 40, 50]  # half survive and meet the same layouts


def test_where_layouts_change_everybody_is_simulated(tmp_path: Path):
    points = measure_seed(tiny(layout_period=1), tmp_path, nothing).curve
    assert [point.simulated for point in points] == [20, 40, 60, 80]


@pytest.mark.parametrize(
    ("layout_period", "worth"), [(1, lambda g: np.mean(g.held_out)), (0, lambda g: g.fitness.max())]
)
def test_the_champion_is_the_runs_as_the_app_names_it(tmp_path: Path, layout_period, worth):
    config = tiny(120, layout_period=layout_period, seed=8)
    generations = list(evolve(config))
    best = max(generations, key=worth)  # the first of equals
    result = measure_seed(config, tmp_path, nothing)
    assert result.champion == name_of(int(best.id[best.champion]))
    assert result.best == best.fitness[best.champion]
    population = decode(best.checkpoint, config).population
    copies = replace(population[torch.tensor([best.champion] * 64)], id=torch.arange(64))
    met = Layouts(8, "quality layout", 0, 1, own=True)
    assert result.scores == simulate_batch(copies, config, met).fitness.tolist()
    assert len(set(result.scores)) > 1


def test_the_64_layouts_are_neither_the_runs_nor_the_16_of_its_champions():
    config = tiny()
    ids = torch.arange(64)
    ours = Layouts(config.seed, "quality layout", 0, 1, own=True).streams(0, ids)
    assert len(set(ours.tolist())) == 64
    others = [held_out_layouts(config).streams(0, ids), *(layouts_of(config, 0).streams(k, ids) for k in range(2))]
    assert not set(ours.tolist()) & set(torch.cat(others).tolist())


def test_an_interrupted_measurement_goes_on_to_the_same_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(quality, "SAVE_EVERY", 0.0)
    config = tiny(80, layout_period=1)
    for name in ("whole", "torn"):
        (tmp_path / name).mkdir()
    whole = measure_seed(config, tmp_path / "whole", nothing)
    told: list[Point] = []

    def interrupt(point: Point) -> None:
        told.append(point)
        if len(told) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure_seed(config, tmp_path / "torn", interrupt)
    rest = measure_seed(config, tmp_path / "torn", told.append)
    assert len(told) == 4 + 5  # of 8 generations one was lost with the interruption
    assert asdict(rest) | {"wall_s": 0} == asdict(whole) | {"wall_s": 0}


def test_a_finished_seed_is_not_evolved_again(tmp_path: Path):
    first = measure_seed(tiny(), tmp_path, nothing)
    told: list[Point] = []
    assert measure_seed(tiny(), tmp_path, told.append) == first
    assert told == []
    assert [path.name for path in tmp_path.iterdir()] == ["seed-3.json"]


def test_a_folder_of_another_measurement_is_refused(tmp_path: Path):
    claim_folder(tmp_path, tiny(), 40)
    claim_folder(tmp_path, tiny(seed=4), 40)  # another seed of the same
    with pytest.raises(ConfigError, match="another measurement \\(settings\\)"):
        claim_folder(tmp_path, tiny(cull=0.7), 40)
    assert json.loads((tmp_path / "measured.json").read_text())["evaluations"] == 40


def test_spreads_are_medians_and_quartiles_over_seeds():
    results = [scored(*scores) for scores in ([0, 10, 100], [20, 20, 20], [30, 40, 50], [1, 60, 90], [2, 80, 85])]
    report = summary(tiny(), results)
    assert report["median"] == {"median": 40, "q1": 20, "q3": 60}
    assert report["mean"]["median"] == pytest.approx(40)


def test_a_threshold_is_reached_by_held_out_medians_alone():
    curve = [Point(20, 20, 900, 900, 99), Point(40, 30, 901, 50, 100), Point(60, 40, 902, 50, 80)]
    assert evaluations_to(100, curve) == 40
    assert evaluations_to(101, curve) is None


def test_seeds_that_never_reach_a_threshold_count_as_slowest():
    fast, slow = [Point(20, 20, 1, 1, 500)], [Point(20, 20, 1, 1, 0)]
    found = {
        count: summary(tiny(), [scored(1, curve=tuple(fast))] * count + [scored(1, curve=tuple(slow))] * (5 - count))
        for count in (2, 3)
    }
    assert [found[count]["thresholds"][0] for count in (2, 3)] == [
        {"score": 100, "seeds": 2, "evaluations": None},
        {"score": 100, "seeds": 3, "evaluations": 20},
    ]


def test_a_task_without_layouts_is_scored_once(tmp_path: Path):
    result = measure_seed(tiny(task="run"), tmp_path, nothing)
    assert result.scores == [pytest.approx(result.best)]
    assert np.isfinite(result.median)
