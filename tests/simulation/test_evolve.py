"""Evolve: what a run promises from generation to generation."""

import json
from dataclasses import fields, replace
from functools import partial
from itertools import pairwise, product

import numpy as np
import pytest
import torch

from simulation import checkpoint as checkpoints
from simulation.batch import simulate_batch
from simulation.clip_store import decode
from simulation.clips import snapped
from simulation.config import RunConfig
from simulation.episode import Episodes
from simulation.evolve import breed, evolve
from simulation.generation import Generation, Making
from simulation.layouts import layouts_of
from simulation.newborns import newborns
from simulation.population import NO_PARENT, OPERATORS, STRIDE, name_of
from simulation.replay import replay
from simulation.selection import SELECTION
from simulation.selection.standing import in_play
from simulation.statistics import fitness_statistics

TINY = {"population": 10, "generations": 3, "seconds": 1, "physics_hz": 60, "clip_hz": 5, "seed": 1, "settle": 0}
TINY |= {"clips_top": 2, "clips_random": 2, "clips_bottom": 1, "map_cells": 2}
BRAINS = ["none", "pure", "hybrid", "neat"]
WAYS = {  # of selection, and what goes with any of them
    **{name: {"selection": name} for name in SELECTION},
    "islands": {"islands": 2, "migration_every": 1, "migrants": 2},
    "islands of species": {"islands": 2, "migration_every": 2, "selection": "speciation"},
    "islands of elites": {"islands": 2, "migration_every": 1, "selection": "map_elites"},
    "shared novelty": {"selection": "novelty", "fitness_sharing": True, "sharing_radius": 2.0},
    "adaptive": {"adaptive_mutation": True, "adaptive_window": 2, "adaptive_threshold": 100.0},
}
SPLIT = {"compatibility_threshold": 0.6, "species_stagnation": 2}  # so that there are several species, and some end


def run(**changes) -> list[Generation]:
    return list(evolve(RunConfig(**TINY | changes)))


def same(first: Generation, second: Generation) -> None:
    """Every bit alike, but for the time it took."""
    at_once, when_asked = ({field.name for field in fields(part)} for part in (Generation, Making))
    for name in sorted((at_once | when_asked) - {"wall_s", "making"}):
        one, other = getattr(first, name), getattr(second, name)
        if name == "statistics":
            assert {**one, "wall_s": 0} == {**other, "wall_s": 0}
        elif name == "parts":
            assert one.keys() == other.keys()
            assert all(np.array_equal(one[part], other[part]) for part in one)
        elif isinstance(one, np.ndarray):
            assert one.dtype == other.dtype
            assert np.array_equal(one, other), name
        else:
            assert one == other, name


@pytest.mark.parametrize(("way", "brain"), [*product(WAYS, BRAINS)])
def test_a_run_resumed_from_any_checkpoint_is_the_run_undisturbed(way, brain):
    task = "run" if brain == "none" else "forage"
    layouts = {"layouts": "own", "layout_period": 2} if brain == "hybrid" else {}
    config = RunConfig(**TINY | {"generations": 4}, **WAYS[way], **SPLIT, brain=brain, task=task, **layouts)
    whole = list(evolve(config))
    assert [generation.number for generation in whole] == [0, 1, 2, 3, 4]
    for stop in range(4):
        for undisturbed, resumed in zip(whole[stop + 1 :], evolve(config, whole[stop].checkpoint), strict=True):
            same(undisturbed, resumed)


@pytest.mark.parametrize(("way", "brain"), [*product(WAYS, BRAINS)])
def test_the_champion_scores_again_what_is_recorded_when_it_is_replayed(way, brain):
    layouts = {"layouts": "own", "layout_count": 2 if brain == "hybrid" else 1}
    config = RunConfig(**TINY | {"generations": 2}, **WAYS[way], **SPLIT, brain=brain, **layouts)
    for generation in evolve(config):
        recorded = generation.fitness[generation.champion]
        assert replayed_score(config, generation) == recorded == generation.statistics["best"]
        clip = replay(config, generation.checkpoint, int(generation.id[generation.champion]))
        assert clip.creature == name_of(int(generation.id[generation.champion]))
        if config.layout_count == 1:
            assert clip.fitness == recorded, "a clip shows the first layout, of which the score is the mean"


def replayed_score(config: RunConfig, generation: Generation) -> float:
    """What the champion scores alone, read out of the checkpoint, in all layouts of its generation."""
    creature_id = int(generation.id[generation.champion])
    number, creature = checkpoints.decode_creatures(generation.checkpoint, config, [creature_id])
    return float(simulate_batch(creature, config, layouts_of(config, number)).fitness)


def test_the_same_seed_gives_the_same_bits_and_another_seed_others():
    first, again, other = run(), run(), run(seed=2)
    for one, two in zip(first, again, strict=True):
        same(one, two)
    assert not np.array_equal(first[0].fitness, other[0].fitness)


def test_a_finished_run_continues_when_more_generations_are_asked_for():
    config = RunConfig(**TINY)
    longer = config.model_copy(update={"generations": 5})
    undisturbed = list(evolve(longer))
    last = list(evolve(config))[-1].checkpoint
    assert list(evolve(config, last)) == []
    resumed = list(evolve(longer, last))
    assert [generation.number for generation in resumed] == [4, 5]
    same(undisturbed[-1], resumed[-1])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("layouts", ["shared", "own"])
def test_the_champion_is_never_lost_and_the_best_never_falls_while_layouts_stay(way, layouts):
    ways = {"cull": 0.9} | SPLIT | WAYS[way]
    generations = run(**ways, generations=8, population=14, layouts=layouts, brain="pure")
    best = [generation.statistics["best"] for generation in generations]
    assert best == sorted(best)
    assert len(set(best)) > 1
    for before, after in pairwise(generations):
        assert before.survives[before.champion]
        assert after.id[0] == before.id[before.champion], "the champion comes first"


def test_survivors_are_not_simulated_again_and_keep_their_scores():
    generations = run(cull=0.4)
    for before, after in pairwise(generations):
        assert after.statistics["evaluations"] == 4
        assert after.statistics["reused"] == 6
        assert after.statistics["creature_steps"] == 4 * 60
        assert set(after.id[after.reused]) == set(before.id[before.survives])
        for creature in before.id[before.survives]:
            old, new = int(np.flatnonzero(before.id == creature)[0]), int(np.flatnonzero(after.id == creature)[0])
            assert after.fitness[new] == before.fitness[old]
            assert after.streak[new] == before.streak[old] + 1
            assert not after.clips.keys() & set(np.flatnonzero(after.reused).tolist())
        assert (after.streak[~after.reused] == 0).all()


def test_a_score_taken_over_is_the_score_that_simulating_again_would_give():
    reused = run(brain="pure")[-1]
    config = RunConfig(**TINY, brain="pure")
    for row in np.flatnonzero(reused.reused)[:3]:
        assert replay(config, reused.checkpoint, int(reused.id[row])).fitness == reused.fitness[row]


def test_survivors_meet_new_layouts_when_these_change():
    generations = run(layout_period=2, generations=4)
    assert [generation.statistics["reused"] for generation in generations] == [0, 5, 0, 5, 0]
    assert [generation.statistics["evaluations"] for generation in generations] == [10, 5, 10, 5, 10]


def test_every_creature_has_its_parents_among_the_survivors_before_it():
    generations = run(population=30, crossover_rate=0.5)
    first = generations[0]
    assert (first.parents == NO_PARENT).all()
    assert {OPERATORS[code] for code in first.operator} == {"random"}
    for before, after in pairwise(generations):
        born = ~after.reused
        assert (after.id[born] // STRIDE == after.number).all()
        assert set(after.parents[born].flatten()) <= {*before.id[before.survives], NO_PARENT}
        crossed = born & (after.operator == OPERATORS.index("crossover"))
        assert crossed.any()
        assert (after.parents[crossed] != NO_PARENT).all()
        fitness = dict(zip(before.id, before.fitness, strict=True))
        assert all(fitness[one] >= fitness[two] for one, two in after.parents[crossed]), "the fitter parent first"
        cloned = born & (after.operator == OPERATORS.index("mutation"))
        assert (after.parents[cloned, 1] == NO_PARENT).all()
        assert (after.parents[cloned, 0] != NO_PARENT).all()
    ids = np.concatenate([generation.id[~generation.reused] for generation in generations])
    assert len(ids) == len(set(ids.tolist()))


def test_a_champion_is_scored_on_held_out_layouts_only_when_it_is_new():
    generations = run(brain="pure", generations=5, seconds=2)
    for before, after in pairwise(generations):
        unchanged = before.id[before.champion] == after.id[after.champion]
        assert len(after.held_out) == 16
        assert (before.held_out == after.held_out) == unchanged
    assert len(set(generations[-1].held_out)) > 1, "sixteen different layouts"


def test_a_task_without_layouts_has_the_champions_score_for_held_out():
    last = run(task="run")[-1]
    assert last.held_out == [last.fitness[last.champion]]


def test_statistics_say_what_the_arrays_say_and_are_json():
    last = run(population=30)[-1]
    statistics = json.loads(json.dumps(last.statistics, allow_nan=False))
    assert statistics["best"] == last.fitness.max() == last.fitness[last.champion]
    assert statistics["mean"] == pytest.approx(last.fitness.mean(), rel=1e-5)
    assert statistics["quartile_low"] <= statistics["median"] <= statistics["quartile_high"]
    assert sum(statistics["histogram"]["counts"]) == 30
    assert statistics["nodes"] == {str(n): int((last.nodes == n).sum()) for n in sorted(set(last.nodes.tolist()))}
    assert sorted(last.rank) == list(range(1, 31))
    assert last.rank[last.champion] == 1
    assert 0 < statistics["diversity"] < 0.4
    assert last.parts.keys() == {"pellets", "progress", "travel", "regression", "effort"}


def test_statistics_leave_out_the_zeros_of_the_disqualified():
    scores = Episodes(
        fitness=torch.tensor([-3.0, 0.0, -1.0]),
        parts={},
        targets_reached=torch.zeros(3, dtype=torch.int64),
        disqualified=torch.tensor([0, 1, 0], dtype=torch.int8),
        behaviour=torch.zeros(3, 2),
    )
    assert fitness_statistics(in_play(scores))["best"] == -1
    assert fitness_statistics(in_play(scores))["mean"] == -2


def test_diversity_is_nothing_when_all_are_alike():
    from simulation.statistics import diversity  # noqa: PLC0415

    alike = newborns(RunConfig(), 1, 0)[torch.zeros(5, dtype=torch.int64)]
    assert diversity(alike) == 0


def test_clips_show_the_top_the_bottom_and_others_of_those_simulated():
    generations = run(population=20, clips_top=3, clips_random=4, clips_bottom=2)
    for generation in generations:
        assert len(generation.clips) == 9
        simulated = np.flatnonzero(~generation.reused)
        ranked = simulated[np.argsort(generation.rank[simulated])]
        assert {*ranked[:3], *ranked[-2:]} <= generation.clips.keys() <= set(simulated)
        for row, clip in generation.clips.items():
            shown = decode(clip)
            assert shown.creature == name_of(int(generation.id[row]))
            assert shown.fitness == generation.fitness[row]
            assert shown.score[-1] == snapped(generation.fitness[row])


def test_a_clip_is_what_a_replay_from_the_checkpoint_shows():
    config = RunConfig(**TINY, brain="hybrid", layouts="own")
    last = list(evolve(config))[-1]
    for row, clip in last.clips.items():
        stored, again = decode(clip), replay(config, last.checkpoint, int(last.id[row]))
        assert np.array_equal(stored.offsets, again.offsets)
        assert np.array_equal(stored.score, again.score)
        assert stored.targets == again.targets


def test_which_clips_are_kept_does_not_depend_on_how_the_population_is_cut(monkeypatch):
    whole = run(population=20)
    monkeypatch.setattr("simulation.filming.batch_size", lambda config: 6)
    for one, two in zip(whole, run(population=20), strict=True):
        same(one, two)


def test_the_disqualified_rank_last_even_where_honest_creatures_score_below_zero():
    config = RunConfig(**TINY, task="run")
    generation = next(evolve(config))
    saved = checkpoints.decode(generation.checkpoint, config)
    exploded = int(generation.champion)
    scores = replace(
        saved.scores,
        fitness=saved.scores.fitness.clamp(max=-1.0).index_fill(0, torch.tensor([exploded]), 0.0),
        disqualified=saved.scores.disqualified.index_fill(0, torch.tensor([exploded]), 1),
    )
    data = checkpoints.encode(replace(saved, scores=scores), config)
    assert generation.id[exploded] not in next(evolve(config, data)).id


def test_breed_serves_a_callers_own_scores():
    config = RunConfig(**TINY, brain="pure")
    population = newborns(config, 12, 5)
    after = breed(config, population, torch.arange(12.0), 7)
    assert len(after) == 12
    assert after.id[:6].tolist() == population.id.flip(0)[:6].tolist()
    assert after.id[6:].tolist() == [7 * STRIDE + i for i in range(6)]


def test_breed_names_what_it_wants():
    config = RunConfig(**TINY)
    with pytest.raises(TypeError, match="2 creatures or more"):
        breed(config, newborns(config, 3, 0), torch.zeros(2), 1)


@pytest.mark.parametrize("selection", [name for name in SELECTION if name != "map_elites"])
@pytest.mark.parametrize(("population", "cull"), [(2, 0.1), (2, 0.9), (3, 0.5), (5, 0.5)])
def test_the_smallest_populations_evolve(selection, population, cull):
    generations = run(
        selection=selection,
        compatibility_threshold=0.1,
        population=population,
        cull=cull,
        tournament_size=10,
        crossover_rate=1,
    )
    assert [len(generation.id) for generation in generations] == [population] * 4


def test_the_smallest_map_of_elites_evolves():
    generations = run(selection="map_elites", population=5, map_cells=2, crossover_rate=1)
    assert [len(generation.id) for generation in generations] == [5] * 4


def test_what_a_generation_is_kept_as_is_made_once_and_only_when_asked_for():
    made = []

    def make(what):
        made.append(what)
        return {"of": what}

    generation = next(evolve(RunConfig(**TINY)))
    making = Making(*[partial(make, what) for what in ("statistics", "clips", "checkpoint")])
    watched = replace(generation, making=making)
    assert made == []
    assert watched.statistics is watched.statistics
    assert watched.statistics == {"of": "statistics", "wall_s": generation.wall_s}
    assert watched.clips is watched.clips
    assert watched.checkpoint is watched.checkpoint
    assert made == ["statistics", "clips", "checkpoint"]


def test_a_generation_encoded_after_later_ones_were_computed_is_the_same():
    config = RunConfig(**TINY, brain="pure")
    late = list(evolve(config))
    prompt = [(generation.checkpoint, generation.clips) for generation in evolve(config)]
    assert [(generation.checkpoint, generation.clips) for generation in late] == prompt
