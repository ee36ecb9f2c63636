"""/api/genetics: new creatures, and the next generation of given ones."""

from typing import Any

import pytest
from django.test import Client

from evoweb.runs.people.tokens import issue_token
from tests.web.factories import UserFactory

pytestmark = pytest.mark.django_db

PURE = {"brain": "pure", "max_nodes": 5, "max_muscles": 8}


@pytest.fixture
def api() -> Client:
    return Client(headers={"Authorization": f"Bearer {issue_token(UserFactory(), 'tests')}"})


def post(api: Client, path: str, body: Any) -> Any:
    return api.post(f"/api/genetics/{path}", body, content_type="application/json")


def problems_of(response: Any) -> dict[str, str]:
    assert response.status_code == 422, response.content
    return {problem["path"]: problem["message"] for problem in response.json()["problems"]}


def born(api: Client, count: int = 6, **config: Any) -> list[dict[str, Any]]:
    genomes: list[dict[str, Any]] = post(api, "generate", {"count": count, "seed": 5, "config": config}).json()[
        "genomes"
    ]
    return genomes


def test_creatures_are_born_within_the_settings_and_the_same_from_the_same_seed(api: Client) -> None:
    genomes = born(api, **PURE)
    assert len(genomes) == 6
    assert genomes == born(api, **PURE)
    for genome in genomes:
        assert 3 <= len(genome["nodes"]) <= 5
        assert len(genome["muscles"]) <= 8
        assert genome["brain"]["kind"] == "dense"


def test_without_a_seed_each_call_makes_others(api: Client) -> None:
    first, second = (post(api, "generate", {"count": 1}).json() for _ in range(2))
    assert first != second


@pytest.mark.parametrize("config", [{}, PURE])
def test_the_fitter_survive_and_have_children(api: Client, config: dict[str, Any]) -> None:
    genomes = born(api, **config)
    fitness = [5.0, 1.0, 9.0, 0.0, 7.0, 2.0]
    body = {"genomes": genomes, "fitness": fitness, "config": config | {"seed": 1, "selection": "truncation"}}
    bred = post(api, "evolve", body).json()
    assert len(bred["genomes"]) == 6
    assert bred["operators"][:3] == ["survivor"] * 3
    assert bred["parents"][:3] == [[2], [4], [0]]  # best first
    for genome, (place,) in zip(bred["genomes"], bred["parents"][:3], strict=False):
        assert genome == genomes[place]
    for operator, parents in zip(bred["operators"][3:], bred["parents"][3:], strict=True):
        assert len(parents) == {"mutation": 1, "crossover": 2}[operator]
        assert set(parents) <= {0, 2, 4}
        assert fitness[parents[0]] == max(fitness[parent] for parent in parents)
    assert bred == post(api, "evolve", body).json()
    assert bred != post(api, "evolve", body | {"generation": 1}).json()
    assert post(api, "evolve", {**body, "genomes": bred["genomes"]}).status_code == 200


NEAT = {"brain": "neat", "max_nodes": 5, "max_muscles": 8, "neat_add_node": 1.0, "seed": 1}


def test_nets_of_neat_grow_and_a_gene_has_one_number_whatever_net_and_call_it_is_from(api: Client) -> None:
    genomes, links = born(api, 8, **NEAT), dict[int, tuple[str, str, str]]()
    for generation in range(4):
        for genome in genomes:
            assert genome["brain"]["kind"] == "neat"
            ends = {f"out:{place}": str(sorted(muscle["ends"])) for place, muscle in enumerate(genome["muscles"])}
            for link in genome["brain"]["links"]:
                same = (link["from"], link["to"] if link["to"] not in ends else "out", ends.get(link["to"], ""))
                assert links.setdefault(link["innovation"], same)[:2] == same[:2], "two genes of one number"
        body = {"genomes": genomes, "fitness": list(range(8)), "config": NEAT, "generation": generation}
        genomes = post(api, "evolve", body).json()["genomes"]
    assert max(len(genome["brain"]["hidden"]) for genome in genomes) > 1


def test_numbers_that_no_table_of_innovations_holds_are_refused(api: Client) -> None:
    genomes = born(api, 2, **NEAT)
    genomes[0]["brain"]["links"][0]["innovation"] = 2**30
    body = {"genomes": genomes, "fitness": [1, 2], "config": NEAT}
    assert "at most" in problems_of(post(api, "evolve", body))["genomes"]


@pytest.mark.parametrize("selection", ["rank", "tournament", "speciation"])
@pytest.mark.parametrize("brain", ["pure", "hybrid", "neat"])
def test_every_brain_is_bred_by_every_selection_that_goes_by_fitness(api: Client, selection: str, brain: str) -> None:
    config = {"brain": brain, "selection": selection, "fitness_sharing": True, "adaptive_mutation": True}
    bred = post(api, "evolve", {"genomes": born(api, **config), "fitness": [1, 2, 3, 4, 5, 6], "config": config}).json()
    assert [5] in bred["parents"], "the best survives"
    assert len(bred["genomes"]) == 6


@pytest.mark.parametrize("selection", ["novelty", "map_elites"])
def test_selection_by_behaviour_is_refused_where_nobody_is_seen_to_behave(api: Client, selection: str) -> None:
    config = {"selection": selection, "map_cells": 2}
    body = {"genomes": born(api), "fitness": [1, 2, 3, 4, 5, 6], "config": config}
    assert "has to see creatures behave" in problems_of(post(api, "evolve", body))["selection"]


@pytest.mark.parametrize(
    ("path", "body", "field", "bound"),
    [
        ("generate", {"count": 0}, "count", "1"),
        ("generate", {"count": 1001}, "count", "1000"),
        ("generate", {"count": 1, "seed": -1}, "seed", "0"),
        ("generate", {"count": 1, "config": {"hidden": 0}}, "hidden", "1 to 64"),
        ("evolve", {"genomes": [{}]}, "genomes", "at least 2"),
        ("evolve", {"genomes": [{}, {}], "fitness": [1, 2, 3]}, "fitness", "2 numbers"),
        ("evolve", {"genomes": [{}, {}], "fitness": [1, "x"]}, "fitness[1]", "number"),
        ("evolve", {"genomes": [{}, {}], "fitness": [1, float("nan")]}, "fitness[1]", "finite"),
        ("evolve", {"genomes": [{}, {}], "fitness": [1, 2]}, "genomes[0]", "another format"),
        ("evolve", {"genomes": [{}, {}], "fitness": [1, 2], "generation": -1}, "generation", "0"),
    ],
)
def test_a_bad_request_is_refused_at_its_field_with_the_bound(
    api: Client, path: str, body: dict[str, Any], field: str, bound: str
) -> None:
    assert bound in problems_of(post(api, path, body))[field]


def test_it_takes_a_key(client: Client) -> None:
    assert post(client, "generate", {"count": 1}).status_code == 401
    assert post(client, "evolve", {}).status_code == 401
