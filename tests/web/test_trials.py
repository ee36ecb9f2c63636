"""POST /api/simulation/check and /clip, GET /api/genetics/genes, and the editor's pages: a body that somebody draws."""

import json
import struct
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evoweb.runs.models import Run
from evoweb.runs.people.designs import keep_designs
from evoweb.runs.people.tokens import issue_token
from simulation.batch import simulate_batch
from simulation.genes import CREATURE_GENES, MUSCLE_GENES, NODE_GENES, POSITION
from simulation.genome import parse_genomes
from tests.web.factories import UserFactory, a_genome, recorded_run, tiny_config
from tests.web.pools import full_pool

pytestmark = pytest.mark.django_db

CONFIG = {"seed": 7, "seconds": 1.0, "physics_hz": 30}


@pytest.fixture
def api() -> Client:
    return Client(headers={"Authorization": f"Bearer {issue_token(UserFactory(), 'tests')}"})


def post(api: Client, what: str, body: Any) -> Any:
    return api.post(f"/api/simulation/{what}", body, content_type="application/json")


def header_of(message: bytes) -> dict[str, Any]:
    """What a clip on the wire says of itself."""
    assert message[:4] == b"EVC1"
    (length,) = struct.unpack_from("<I", message, 8)
    header: dict[str, Any] = json.loads(message[12 : 12 + length])
    return header


def test_a_clip_shows_what_the_engine_scores(api: Client) -> None:
    genome = a_genome()
    answer = post(api, "clip", {"genome": genome, "config": CONFIG})
    assert answer["Content-Type"] == "application/octet-stream"
    header = header_of(answer.content)
    episodes = simulate_batch(parse_genomes([genome], tiny_config()), tiny_config())
    assert header["fitness"] == pytest.approx(episodes.fitness.item())
    assert (header["nodes"], header["muscles"]) == (len(genome["nodes"]), len(genome["muscles"]))
    assert header["frames"] == 16  # 1 s at 15 Hz and the birth
    assert header["targets"]


@pytest.mark.parametrize("brain", ["pure", "hybrid", "neat"])
def test_a_net_brings_the_settings_that_it_needs(api: Client, brain: str) -> None:
    genome = a_genome(brain=brain, hidden=5)
    header = header_of(post(api, "clip", {"genome": genome, "config": CONFIG}).content)
    assert header["activations"]["hidden"]


def test_a_body_larger_than_the_settings_have_room_for_is_given_room(api: Client) -> None:
    genome = a_genome(min_nodes=12, max_nodes=14, max_muscles=30)
    assert header_of(post(api, "clip", {"genome": genome, "config": CONFIG}).content)["nodes"] >= 12


def test_a_sound_body_has_no_problems(api: Client) -> None:
    assert post(api, "check", {"genome": a_genome()}).json() == {"problems": []}


def spoilt() -> dict[str, Any]:
    genome = a_genome()
    genome["nodes"][0]["size"] = 9
    genome["muscles"][0]["ends"] = [1, 1]
    return genome


def test_problems_stand_at_the_thing_that_they_are_about(api: Client) -> None:
    expected = {"genome.nodes[0].size", "genome.muscles[0].ends"}
    checked = post(api, "check", {"genome": spoilt()})
    assert checked.status_code == 200
    assert {problem["path"] for problem in checked.json()["problems"]} == expected
    refused = post(api, "clip", {"genome": spoilt()})
    assert refused.status_code == 422
    assert refused.json() == checked.json()


def test_a_body_in_two_pieces_is_told_so(api: Client) -> None:
    genome = a_genome()
    genome["nodes"].append(genome["nodes"][0])
    [problem] = post(api, "check", {"genome": genome}).json()["problems"]
    assert problem == {"path": "genome.muscles", "message": "must join all nodes into one body"}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"genome": None}, "genome"),
        ({"genome": [1]}, "genome"),
        ({"config": {"gravity": 0}}, "gravity"),
        ({"config": {"task": "swim"}}, "task"),
        ({"config": {"seconds": 120, "physics_hz": 120, "backend": "torch", "layout_count": 16}}, "seconds"),
    ],
)
def test_what_exceeds_its_bounds_is_refused(api: Client, changes: dict[str, Any], path: str) -> None:
    body = {"genome": a_genome(), "config": CONFIG} | changes
    refused = post(api, "clip", body)
    assert refused.status_code == 422
    assert path in {problem["path"] for problem in refused.json()["problems"]}


def test_when_all_places_are_taken_it_says_when_to_come_back(api: Client) -> None:
    with full_pool():
        for what in ("check", "clip"):
            turned_away = post(api, what, {"genome": a_genome(), "config": CONFIG})
            assert turned_away.status_code == 429
            assert int(turned_away["Retry-After"]) > 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=JSON, key=st.sampled_from(["nodes", "muscles", "brain", "hue", "format", "more"]))
def test_no_genome_whatever_breaks_the_server(api: Client, part: Any, key: str) -> None:
    body = json.dumps({"genome": a_genome() | {key: part}, "config": CONFIG})
    for what in ("check", "clip"):
        assert post(api, what, body).status_code in (200, 422)


def test_every_gene_that_evolves_is_explained_within_its_bounds(api: Client) -> None:
    facts = {gene["name"]: gene for gene in api.get("/api/genetics/genes").json()}
    for name, gene in (CREATURE_GENES | POSITION | NODE_GENES | MUSCLE_GENES).items():
        told = facts[name]
        assert told["title"]
        assert told["description"]
        assert told["low"] <= gene.low
        assert gene.high <= told["high"] + 1e-6
        assert told["low"] <= told["usual"] <= told["high"]


def props_of(browser: Client, address: str) -> dict[str, Any]:
    page = browser.get(address)
    assert page.status_code == 200
    props: dict[str, Any] = page.context["props"]
    return props


def test_the_editor_begins_with_a_copy_of_a_creature_that_one_may_see(client: Client) -> None:
    run = recorded_run()
    client.force_login(run.owner)
    creature = client.get(f"/api/runs/{run.pk}/generations/1/creatures").json()["items"][0]["name"]
    address = f"/designs/new/?creature={run.pk}/{creature}/1"
    props = props_of(client, address)
    assert props["genome"] == client.get(f"/api/runs/{run.pk}/creatures/{creature}?generation=1").json()["genome"]
    assert (props["id"], props["copy_of"]) == (None, f"{run.pk}/{creature}/1")
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    Run.objects.update(public=True)
    assert props_of(client, address)["genome"] == props["genome"]


@pytest.mark.parametrize("creature", ["", "1", "1/0-0", "x/0-0/0", "1/0-0/-1", "1/0-0/99999999999", "999999999/0-0/0"])
def test_a_copy_of_nothing_is_not_found(client: Client, creature: str) -> None:
    client.force_login(UserFactory())
    assert client.get("/designs/new/", {"creature": creature}).status_code == 404


def test_a_design_is_opened_by_its_owner_alone(client: Client) -> None:
    owner = UserFactory()
    [design] = keep_designs(owner, "</script><b>walker", [a_genome()])
    client.force_login(owner)
    props = props_of(client, f"/designs/{design.pk}/")
    assert (props["id"], props["name"], props["genome"]) == (design.pk, "</script><b>walker", design.genome)
    assert "</script><b>" not in client.get(f"/designs/{design.pk}/").content.decode()
    client.force_login(UserFactory(is_staff=True))
    assert client.get(f"/designs/{design.pk}/").status_code == 404
