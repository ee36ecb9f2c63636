"""POST /api/simulation/batch: scores of given creatures."""

import json
import math
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evoweb.runs.models import Run
from evoweb.runs.people.tokens import issue_token
from simulation.batch import simulate_batch
from simulation.genome import genome_json, parse_genomes
from simulation.layouts import explicit_layout
from simulation.newborns import newborns
from tests.web.factories import UserFactory, tiny_config
from tests.web.pools import full_pool

pytestmark = pytest.mark.django_db

CONFIG = {"seed": 7, "seconds": 1.0, "physics_hz": 30}


@pytest.fixture
def api() -> Client:
    return Client(headers={"Authorization": f"Bearer {issue_token(UserFactory(), 'tests')}"})


@pytest.fixture
def genomes() -> list[dict[str, Any]]:
    population = newborns(tiny_config(), 5, seed=3)
    return [genome_json(population, row, tiny_config()) for row in range(5)]


def post(api: Client, body: Any) -> Any:
    return api.post("/api/simulation/batch", body, content_type="application/json")


def problems_of(response: Any) -> dict[str, str]:
    assert response.status_code == 422, response.content
    return {problem["path"]: problem["message"] for problem in response.json()["problems"]}


def test_creatures_score_as_they_do_in_the_engine(api: Client, genomes: list[dict[str, Any]]) -> None:
    scores = post(api, {"genomes": genomes, "config": CONFIG}).json()
    episodes = simulate_batch(parse_genomes(genomes, tiny_config()), tiny_config())
    assert scores["fitness"] == episodes.fitness.tolist()
    assert scores["parts"] == {name: part.tolist() for name, part in episodes.parts.items()}
    assert scores["targets_reached"] == episodes.targets_reached.tolist()
    assert scores["disqualified"] == [""] * 5
    assert scores["frames"] is None


def test_a_layout_puts_targets_where_it_says(api: Client, genomes: list[dict[str, Any]]) -> None:
    layout = [[3.0, 0.5, 0.0], [0.0, 0.5, 3.0]]
    scores = post(api, {"genomes": genomes, "config": CONFIG, "layout": layout}).json()
    met = explicit_layout([(3.0, 0.5, 0.0), (0.0, 0.5, 3.0)])
    episodes = simulate_batch(parse_genomes(genomes, tiny_config()), tiny_config(), met)
    assert scores["fitness"] == episodes.fitness.tolist()


def test_frames_show_every_node_from_birth_on(api: Client, genomes: list[dict[str, Any]]) -> None:
    frames = post(api, {"genomes": genomes, "config": CONFIG, "frames": True}).json()["frames"]
    assert [len(creature) for creature in frames] == [16] * 5  # 1 s at 15 Hz and the birth
    for creature, genome in zip(frames, genomes, strict=True):
        assert {len(frame) for frame in creature} == {len(genome["nodes"])}
        for node, born in zip(creature[0], genome["nodes"], strict=True):
            x, y, z = born["position"]
            assert node == pytest.approx([x, y + 1, z], abs=1e-5)


def test_a_creature_that_flies_apart_is_disqualified_and_harms_no_other(
    api: Client, genomes: list[dict[str, Any]]
) -> None:
    alone = post(api, {"genomes": genomes[:1], "config": CONFIG}).json()
    bomb = {**genomes[1], "nodes": [{**node, "position": [0, 0, 0]} for node in genomes[1]["nodes"]]}
    bomb["nodes"][0]["position"] = [20, 20, 20]
    bomb["muscles"] = [muscle | {"stiffness": 500, "rest_length": 0.2} for muscle in bomb["muscles"]]
    scores = post(api, {"genomes": [genomes[0], bomb], "config": CONFIG, "frames": True})
    assert scores.status_code == 200
    assert scores.json()["fitness"][0] == alone["fitness"][0]


def test_every_problem_of_every_genome_is_named_with_its_place(api: Client, genomes: list[dict[str, Any]]) -> None:
    genomes[1]["nodes"][0]["size"] = 9
    genomes[3]["muscles"][1]["ends"] = [0, 99]
    genomes[4]["colour"] = "red"
    paths = problems_of(post(api, {"genomes": genomes, "config": CONFIG})).keys()
    for place in ("genomes[1].nodes[0].size", "genomes[3].muscles[1].ends", "genomes[4]"):
        assert any(path.startswith(place) for path in paths), paths


@pytest.mark.parametrize(
    ("changes", "path", "bound"),
    [
        ({"genomes": []}, "genomes", "at least 1"),
        ({"genomes": [{}] * 1001}, "genomes", "at most 1000"),
        ({"genomes": "all"}, "genomes", "list"),
        ({"genomes": None}, "genomes", "list"),
        ({"config": {"gravity": 0}}, "gravity", "1 to 30"),
        ({"config": {"seconds": 120, "physics_hz": 120, "layout_count": 16, "backend": "torch"}}, "genomes",
         "allowed in one request"),
        ({"layout": []}, "layout", "at least 1"),
        ({"layout": [[1, 2]]}, "layout[0][2]", "required"),
        ({"layout": [[1, 2, "x"]]}, "layout[0][2]", "number"),
        ({"layout": [[0, 0, 0]] * 65}, "layout", "at most 64"),
        ({"layout": [[1, 2, 3]], "config": {"task": "run"}}, "layout", "no targets"),
        ({"frames": "perhaps"}, "frames", "boolean"),
        ({"frames": True, "config": {"max_nodes": 20, "seconds": 120, "clip_hz": 120, "physics_hz": 120}}, "frames",
         "coordinates"),
    ],
)  # fmt: skip
def test_a_bad_request_is_refused_at_its_field_with_the_bound(
    api: Client, genomes: list[dict[str, Any]], changes: dict[str, Any], path: str, bound: str
) -> None:
    found = problems_of(post(api, {"genomes": genomes * 6, "config": CONFIG} | changes))
    assert bound in found[path]


def test_what_is_no_number_is_refused(api: Client, genomes: list[dict[str, Any]]) -> None:
    genomes[0]["nodes"][0]["friction"] = math.nan
    assert "genomes[0].nodes[0].friction" in problems_of(post(api, {"genomes": genomes, "config": CONFIG}))


def test_when_all_places_are_taken_it_says_when_to_come_back(api: Client, genomes: list[dict[str, Any]]) -> None:
    body = {"genomes": genomes, "config": CONFIG}
    with full_pool():
        turned_away = post(api, body)
    assert turned_away.status_code == 429
    assert int(turned_away["Retry-After"]) > 0
    assert "try again" in turned_away.json()["detail"]
    assert post(api, body).status_code == 200


def test_it_takes_a_key(client: Client, genomes: list[dict[str, Any]]) -> None:
    assert post(client, {"genomes": genomes}).status_code == 401


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
FIELDS = st.sampled_from(["genomes", "config", "layout", "frames", "nodes", "muscles", "brain", "format", "population"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=JSON | st.dictionaries(FIELDS, JSON | st.lists(st.dictionaries(FIELDS, JSON)), min_size=1))
def test_no_body_whatever_breaks_the_server(api: Client, body: Any) -> None:
    for path in ("simulation/batch", "genetics/generate", "genetics/evolve", "runs"):
        response = api.post(f"/api/{path}", json.dumps(body), content_type="application/json")
        assert response.status_code in (200, 400, 422)
        if response.status_code == 422:
            assert response.json()["problems"]
    assert not Run.objects.exists()
