"""Designs: creatures of a person's own, which nobody else sees, and only creatures."""

import json
import math
from typing import Any

import pytest
from django.test import Client, override_settings

from evoweb.runs.errors import Refused
from evoweb.runs.models import Design
from evoweb.runs.people import designs
from evoweb.runs.people.designs import keep_designs
from simulation.errors import GenomeError
from tests.web.factories import UserFactory, a_genome, genomes

pytestmark = pytest.mark.django_db
URL = "/api/designs"
TAG = "<img src=x onerror=alert(1)>"


@pytest.fixture
def browser() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(username="mira"))
    return client


def kept(browser: Client, **body: Any) -> dict[str, Any]:
    answer = browser.post(URL, {"name": "walker", "genome": a_genome()} | body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


@pytest.mark.parametrize("brain", ["none", "pure", "hybrid", "neat"])
def test_a_creature_is_kept_as_it_was_given_whatever_its_net(browser: Client, brain: str) -> None:
    genome = a_genome(brain=brain, sense_ground=brain != "none", max_nodes=11)
    made = kept(browser, genome=genome)
    found = browser.get(f"{URL}/{made['id']}").json()
    assert found["genome"] == json.loads(json.dumps(genome))
    assert (found["nodes"], found["muscles"]) == (len(genome["nodes"]), len(genome["muscles"]))
    assert found["net"] == {"none": None, "pure": "dense", "hybrid": "dense"}.get(brain, brain)


def test_the_list_tells_of_bodies_and_holds_no_genome(browser: Client) -> None:
    first, second = kept(browser, name="first"), kept(browser, name="second")
    listed = browser.get(URL).json()
    assert [row["name"] for row in listed] == ["second", "first"]
    assert listed == [{key: row[key] for key in row if key != "genome"} for row in (second, first)]


def test_a_list_of_hundreds_takes_a_few_queries(browser: Client, django_assert_max_num_queries: Any) -> None:
    keep_designs(Design._meta.get_field("user").related_model.objects.get(), "many", genomes(300))
    with django_assert_max_num_queries(5):
        assert len(browser.get(URL).json()) == 300


def test_name_and_genome_are_changed_each_alone(browser: Client) -> None:
    made, other = kept(browser), a_genome(seed=99)
    url = f"{URL}/{made['id']}"
    renamed = browser.put(url, {"name": " runner "}, content_type="application/json").json()
    assert (renamed["name"], renamed["genome"]) == ("runner", made["genome"])
    redrawn = browser.put(url, {"genome": other}, content_type="application/json").json()
    assert (redrawn["name"], redrawn["genome"]) == ("runner", json.loads(json.dumps(other)))
    assert redrawn["changed"] > renamed["changed"] > made["changed"]
    assert redrawn["created"] == made["created"]
    assert browser.delete(url).status_code == 204
    assert browser.get(url).status_code == 404


def test_nobody_else_sees_or_changes_it_not_even_staff(browser: Client) -> None:
    url = f"{URL}/{kept(browser)['id']}"
    for person in (UserFactory(), UserFactory(is_staff=True, is_superuser=True)):
        client = Client()
        client.force_login(person)
        assert client.get(URL).json() == []
        assert client.get(url).status_code == client.delete(url).status_code == 404
        assert client.put(url, {"name": "mine"}, content_type="application/json").status_code == 404
    assert Client().get(URL).status_code == Client().get(url).status_code == 401


def spoilt(**changes: Any) -> dict[str, Any]:
    genome = a_genome()
    genome["nodes"][1] = genome["nodes"][1] | changes
    return genome


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({"genome": spoilt(size=9, friction=-1)}, ["genome.nodes[1].size", "genome.nodes[1].friction"]),
        ({"genome": spoilt(wings=2)}, ["genome.nodes[1].wings"]),
        ({"genome": spoilt(size=math.nan)}, ["genome.nodes[1].size"]),
        ({"genome": spoilt(size=10**400)}, ["genome.nodes[1].size"]),
        ({"genome": [a_genome()]}, ["genome"]),
        ({"genome": "walker"}, ["genome"]),
        ({"genome": a_genome() | {"brain": {"kind": "dense"}}}, ["genome.brain.activation"]),
        ({"genome": a_genome() | {"brain": {"kind": TAG}}}, ["genome.brain.kind"]),
        ({"name": " "}, ["name"]),
        ({"name": "x" * 101}, ["name"]),
        ({"name": "a\x00b"}, ["name"]),
        ({"name": 7}, ["name"]),
    ],
)
def test_what_is_no_creature_is_refused_with_every_problem_and_its_path(
    browser: Client, body: dict[str, Any], paths: list[str]
) -> None:
    refused = browser.post(
        URL, json.dumps({"name": "walker", "genome": a_genome()} | body), content_type="application/json"
    )
    assert refused.status_code == 422
    assert set(paths) <= {problem["path"] for problem in refused.json()["problems"]}
    made = kept(browser)
    again = browser.put(f"{URL}/{made['id']}", json.dumps(body), content_type="application/json")
    assert again.status_code == 422
    assert browser.get(f"{URL}/{made['id']}").json() == made


def test_a_pit_of_brackets_is_refused(browser: Client) -> None:
    pit = '{"name": "pit", "genome": ' + "[" * 100_000 + "]" * 100_000 + "}"
    assert browser.post(URL, pit, content_type="application/json").status_code in (400, 422)


@override_settings(BODY_LIMITS=(("", 10_000_000),), DATA_UPLOAD_MAX_MEMORY_SIZE=10_000_000)
def test_a_genome_of_more_than_a_megabyte_is_refused(browser: Client) -> None:
    genome = a_genome(brain="neat", neat_max_hidden=128, max_nodes=20, max_muscles=50, min_muscles=45, min_nodes=18)
    genome["brain"]["hidden"] = [{"id": 10**6 + n, "bias": 0} for n in range(128)]
    genome["brain"]["links"] = [
        {"from": f"in:{i}", "to": f"hidden:{10**6 + n}", "weight": 1 / 3, "enabled": True,
         "innovation": 2 * 10**9 + 128 * i + n}
        for i in range(7) for n in range(128)
    ] + [
        {"from": f"hidden:{10**6 + a}", "to": f"hidden:{10**6 + b}", "weight": 1 / 3, "enabled": True,
         "innovation": 10**9 + 128 * a + b}
        for a in range(128) for b in range(a)
    ]  # fmt: skip
    assert len(json.dumps(genome)) > 2**20
    refused = browser.post(URL, {"name": "big", "genome": genome}, content_type="application/json")
    assert refused.status_code == 422
    assert refused.json()["problems"] == [{"path": "genome", "message": "must be at most 1 MB of JSON"}]


def test_one_person_keeps_at_most_so_many(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(designs, "MOST_DESIGNS", 2)
    user = UserFactory()
    keep_designs(user, "two", genomes(2))
    with pytest.raises(Refused, match="You have 2 creatures, and 2 are allowed"):
        keep_designs(user, "third", genomes(1))
    kept(browser)  # others have a count of their own


def test_several_are_kept_under_numbered_names_all_or_none() -> None:
    user = UserFactory()
    keep_designs(user, "x" * 100, genomes(11))
    names = set(Design.objects.values_list("name", flat=True))
    assert names == {"x" * 98 + f" {n}" for n in range(1, 10)} | {"x" * 97 + f" {n}" for n in (10, 11)}
    with pytest.raises(GenomeError) as refusal:
        keep_designs(user, "more", [a_genome(), a_genome(), a_genome() | {"hue": 2}])
    assert [path for path, _ in refusal.value.problems] == ["[2].hue"]
    assert Design.objects.count() == 11


def test_names_with_markup_are_kept_as_they_are(browser: Client) -> None:
    assert kept(browser, name=TAG)["name"] == TAG
