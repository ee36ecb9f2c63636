"""Selection: who survives, who breeds."""

from dataclasses import replace

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scored import scored

from simulation.config import RunConfig
from simulation.physics.step import LEFT, NOT_FINITE
from simulation.selection import SELECTION, judge
from simulation.selection.ranking import linear_ranking
from simulation.selection.remembering import remembered
from simulation.selection.standing import n_survivors, standing, standing_of


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("name", SELECTION)
@settings(max_examples=30, deadline=None)
@given(data=st.data(), population=st.integers(2, 60), size=st.integers(2, 10), seed=st.integers(0, 2**31))
def test_survivors_are_distinct_as_many_as_asked_and_the_best_is_among_them(name, data, population, size, seed):
    count = data.draw(st.integers(1, population - 1))
    config = RunConfig(selection=name, tournament_size=size)
    survivors = SELECTION[name].survivors(population, count, config, seeded(seed)).tolist()
    assert survivors[0] == 0
    assert survivors == sorted(set(survivors))
    assert len(survivors) == count
    assert max(survivors) < population


@pytest.mark.parametrize("name", SELECTION)
@settings(max_examples=30, deadline=None)
@given(survivors=st.integers(2, 40), count=st.integers(1, 60), seed=st.integers(0, 2**31))
def test_two_parents_are_different_survivors(name, survivors, count, seed):
    for pressure in (1.0, 1.5, 2.0):
        config = RunConfig(selection=name, rank_pressure=pressure, tournament_size=3)
        pairs = SELECTION[name].parents(survivors, count, config, seeded(seed))
        assert pairs.shape == (count, 2)
        assert ((pairs >= 0) & (pairs < survivors)).all()
        assert (pairs[:, 0] != pairs[:, 1]).all()


@pytest.mark.parametrize("name", SELECTION)
def test_a_lone_survivor_is_both_parents(name):
    pairs = SELECTION[name].parents(1, 5, RunConfig(selection=name), seeded())
    assert (pairs == 0).all()


def test_truncation_and_rank_keep_exactly_the_best():
    for name in ("truncation", "rank"):
        assert SELECTION[name].survivors(10, 4, RunConfig(), seeded()).tolist() == [0, 1, 2, 3]


def test_tournaments_let_weaker_creatures_through_but_prefer_the_strong():
    config = RunConfig(tournament_size=3)
    kept = torch.stack([SELECTION["tournament"].survivors(100, 30, config, seeded(seed)) for seed in range(50)])
    assert (kept >= 30).any()
    assert kept.double().mean() < 35  # without selection: 49.5
    loser = torch.stack([(row == 99).any() for row in kept])
    assert not loser.any()  # of three or fewer who meet, the worst of all never wins before the places are filled


def test_a_larger_tournament_prefers_the_strong_more():
    means = []
    for size in (2, 4, 10):
        config = RunConfig(tournament_size=size)
        means.append(SELECTION["tournament"].parents(100, 20_000, config, seeded())[:, 0].double().mean())
    assert means[0] > means[1] > means[2]
    assert means[0] == pytest.approx(100 / 3 - 0.5, rel=0.05)  # expected minimum of two even draws


def test_linear_ranking_draws_the_best_by_the_pressure_and_the_worst_by_two_less_it():
    """Baker 1985: expected draws against an average survivor's."""
    first = linear_ranking(5, 200_000, 1.6, seeded())[:, 0]
    share = torch.bincount(first, minlength=5) / len(first) * 5
    assert share.tolist() == pytest.approx([1.6, 1.3, 1.0, 0.7, 0.4], abs=0.02)


def test_the_second_parent_is_drawn_by_rank_among_the_others():
    pairs = linear_ranking(3, 200_000, 2.0, seeded())
    after_best = pairs[pairs[:, 0] == 0, 1]
    assert (after_best == 1).all()  # at pressure 2 the worst of three has no chance
    after_middle = pairs[pairs[:, 0] == 1, 1]
    assert (after_middle == 0).all()


def test_of_equal_scores_the_elder_stands_first():
    fitness, creature_id = torch.tensor([1.0, 3.0, 3.0, 2.0]), torch.tensor([4, 9, 7, 1])
    assert standing(fitness, creature_id).tolist() == [2, 1, 3, 0]


def test_the_cull_leaves_at_least_one_and_makes_room_for_at_least_one():
    assert n_survivors(100, 0.5) == 50
    assert n_survivors(300, 0.7) == 90
    assert n_survivors(2, 0.9) == 1
    assert n_survivors(2, 0.1) == 1


@pytest.mark.parametrize("name", SELECTION)
@settings(max_examples=30, deadline=None)
@given(
    population=st.integers(5, 40),
    islands=st.integers(1, 4),
    cull=st.floats(0.1, 0.9),
    migrants=st.integers(1, 5),
    generation=st.integers(0, 20),
    out=st.dictionaries(st.integers(0, 39), st.sampled_from([NOT_FINITE, LEFT])),
    seed=st.integers(0, 2**31),
)
@example(population=10, islands=2, cull=0.25, migrants=1, generation=9, out={}, seed=0)  # migrants filled an island
@example(population=6, islands=1, cull=0.5, migrants=1, generation=0, out=dict.fromkeys(range(6), LEFT), seed=0)
@example(population=6, islands=1, cull=0.5, migrants=1, generation=0, out=dict.fromkeys(range(6), NOT_FINITE), seed=0)
def test_a_verdict_gives_every_place_away_once_and_keeps_the_champion(  # noqa: PLR0917 - hypothesis names them all
    name, population, islands, cull, migrants, generation, out, seed
):
    islands = min(islands, population // 5)
    config = RunConfig(
        selection=name, population=population, map_cells=2, cull=cull, islands=islands, migrants=migrants
    )
    random = seeded(seed)
    fitness, behaviour = (
        torch.randint(0, 6, (population,), generator=random),
        torch.randn(population, 2, generator=random),
    )
    saved = scored(config, fitness, behaviour, generation=generation)
    for row in out.keys() & set(range(population)):
        saved.scores.disqualified[row] = out[row]
    saved = replace(saved, memory=remembered(config, saved, None))
    verdict = judge(config, saved)
    survivors = verdict.survivors.tolist()
    champion = int(standing_of(saved.scores, saved.population.id)[0])
    assert verdict.order[0] == champion
    if saved.scores.disqualified[champion] == 0:
        assert survivors[0] == champion
    assert not (saved.scores.disqualified[verdict.survivors] == NOT_FINITE).any()
    assert len(set(survivors)) == len(survivors)
    rank = verdict.order.argsort()[verdict.survivors].tolist()
    assert rank == sorted(rank), "survivors stand best first"
    born = sum(brood.count for brood in verdict.broods)
    homes = {int(home) for home in saved.memory.island}
    for home in homes:
        assert sum(brood.count for brood in verdict.broods if brood.island == home) >= 1, "births on every island"
    assert born + len(survivors) + len(verdict.migrants) == population
    assert sorted(place for brood in verdict.broods for place in brood.parents.tolist()) == list(range(len(survivors)))
    able = {int(home) for home in saved.memory.island[saved.scores.disqualified != NOT_FINITE]}
    assert able <= {brood.island for brood in verdict.broods if len(brood.parents)}


def test_the_champion_takes_the_last_place_of_those_it_competes_with():
    config = RunConfig(selection="novelty", novelty_neighbours=1)
    behaviour = [[float(row * row), 0.0] for row in range(10)]
    verdict = judge(config, scored(config, [9.0, *[0.0] * 9], behaviour))
    assert verdict.survivors.tolist() == [0, 6, 7, 8, 9], "not 5, which is more novel"


def test_a_verdict_is_the_same_whatever_else_was_judged_before():
    config = RunConfig(selection="tournament", islands=2, population=40)
    saved = scored(config, torch.arange(40.0), generation=7)
    first, _, again = judge(config, saved), judge(config, replace(saved, generation=8)), judge(config, saved)
    assert torch.equal(first.survivors, again.survivors)
