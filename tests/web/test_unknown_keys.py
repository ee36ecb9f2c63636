"""What nobody understands is refused by name: keys of bodies, parameters of queries; and said in words on a page."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from evoweb.runs.api import api
from evoweb.runs.models import Design, Run
from evoweb.runs.pages.urls import urlpatterns
from simulation.errors import MOST_LISTED
from simulation.genome import genome_json
from simulation.newborns import newborns
from tests.web.factories import UserFactory, recorded_run, tiny_config

pytestmark = pytest.mark.django_db
SCHEMA: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
STRANGE = "zyxwv"


class Asked(NamedTuple):
    """One operation of the API."""

    method: str
    path: str
    body: dict[str, Any] | None  # its schema


def operations() -> Iterator[Asked]:
    for path, ways in SCHEMA["paths"].items():
        for method, operation in ways.items():
            content = operation.get("requestBody", {}).get("content", {})
            yield Asked(method, path, content["application/json"]["schema"] if content else None)


def address(path: str, run: Run) -> str:
    for name, value in {"run_id": run.pk, "number": 0, "name": "0-0"}.items():
        path = path.replace(f"{{{name}}}", f"{value}")
    for name in ("design_id", "preset_id"):
        path = path.replace(f"{{{name}}}", "1")
    assert "{" not in path
    return path


def resolved(shape: dict[str, Any]) -> dict[str, Any]:
    return SCHEMA["components"]["schemas"][shape["$ref"].rsplit("/", 1)[-1]] if "$ref" in shape else shape


def objects_in(shape: Any) -> Iterator[dict[str, Any]]:
    """Every object that a body may hold, but for genomes, which the engine reads."""
    shape = resolved(shape)
    if "properties" in shape:
        yield shape
    parts = [*shape.get("properties", {}).values(), *shape.get("anyOf", []), *shape.get("prefixItems", [])]
    for part in [*parts, *([shape["items"]] if "items" in shape else [])]:
        yield from objects_in(part)


@pytest.fixture
def client() -> Client:
    user = UserFactory(is_staff=True, is_superuser=True)
    recorded_run(user)
    client = Client()
    client.force_login(user)
    return client


def keep_design(user: User) -> Design:
    genome = genome_json(newborns(tiny_config(), 1, seed=3), 0, tiny_config())
    return Design.objects.create(user=user, name="mine", genome=genome)


def problems(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422, answer.content
    return {problem["path"]: problem["message"] for problem in answer.json()["problems"]}


@pytest.mark.parametrize("asked", list(operations()), ids=lambda asked: f"{asked.method} {asked.path}")
def test_every_operation_refuses_a_key_or_parameter_it_does_not_know(client: Client, asked: Asked) -> None:
    path = address(asked.path, Run.objects.get())
    body = {STRANGE: 1} if asked.body else None
    by_query = client.generic(asked.method.upper(), f"{path}?{STRANGE}=1", json.dumps({}), "application/json")
    assert problems(by_query)[STRANGE] == "unknown parameter"
    by_body = client.generic(asked.method.upper(), path, json.dumps(body or {STRANGE: 1}), "application/json")
    assert problems(by_body)[STRANGE if asked.body else ""] == ("unknown key" if asked.body else "takes no body")
    for shape in objects_in(asked.body) if asked.body else ():
        assert shape.get("additionalProperties") is False, shape["title"]


@pytest.mark.parametrize(
    ("asked", "body", "path", "message"),
    [
        ("POST /api/runs", {"name": "x", "confg": {}}, "confg", "key; did you mean config?"),
        (
            "POST /api/runs",
            {"name": "", "founders": {"desings": []}},
            "founders.desings",
            "key; did you mean designs?",
        ),
        (
            "POST /api/runs",
            {"name": "x", "config": {"populatoin": 5}},
            "populatoin",
            "setting; did you mean population?",
        ),
        ("POST /api/runs/{}/fork", {"name": "x", "generation": 0, "cfg": {}}, "cfg", "key; did you mean config?"),
        ("POST /api/runs/{}/extend", {"config": {"generation": 9}}, "generation", "setting; did you mean generations?"),
        ("POST /api/runs/{}/tags", {"ad": ["x"]}, "ad", "key; did you mean add?"),
        ("PATCH /api/runs/{}", {"note": "x"}, "note", "key; did you mean notes?"),
        ("GET /api/runs?staet=FAILED", {}, "staet", "parameter; did you mean state?"),
    ],
)
def test_the_nearest_known_name_is_told(client: Client, asked: str, body: Any, path: str, message: str) -> None:
    method, address = asked.format(Run.objects.get().pk).split()
    answer = client.generic(method, address, json.dumps(body), "application/json")
    assert problems(answer) == {path: f"unknown {message}"}
    assert Run.objects.count() == 1


@pytest.mark.parametrize("body", [5, "text", [], [1]])
def test_a_body_that_has_no_keys_is_refused(client: Client, body: Any) -> None:
    path = f"/api/runs/{Run.objects.get().pk}/tags"
    assert problems(client.post(path, json.dumps(body), "application/json")) == {"": "must be an object"}


@pytest.mark.parametrize(
    ("path", "body"),
    [("/api/estimate", lambda keys: {"config": keys}), ("/api/runs", lambda keys: {"name": "x", **keys})],
    ids=["settings", "keys"],
)
def test_of_40_000_unknown_names_20_are_listed_and_the_others_counted(client: Client, path: str, body: Any) -> None:
    sent = body({f"populaton{number}": 1 for number in range(40_000)})
    answer = client.post(path, json.dumps(sent), "application/json")
    assert answer.status_code == 422
    listed = answer.json()["problems"]
    assert len(listed) == MOST_LISTED + 1
    assert listed[-1] == {"path": "", "message": "and 39\N{THIN SPACE}980 more problems"}
    assert sum("did you mean" in problem["message"] for problem in listed) <= 5
    assert len(answer.content) < 5_000


def test_a_problem_of_a_bulk_request_names_its_key_and_nothing_of_pydantics(client: Client) -> None:
    body = {"deed": "tag", "runs": [1], "tag": " "}
    assert problems(client.post("/api/runs/bulk", json.dumps(body), "application/json")) == {"tag": "must not be empty"}


PAGES = {
    pattern.name: pattern.callback
    for pattern in urlpatterns
    if pattern.name not in ("metrics", "embed")  # a page within another site's has no room for words
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_which_part_of_its_address_it_does_not_know(client: Client, name: str) -> None:
    run = Run.objects.get()
    design = keep_design(run.owner)
    arguments = {"run_id": run.pk, "name": "0-0", "design_id": design.pk, "token_id": 1}
    pattern = next(pattern for pattern in urlpatterns if pattern.name == name)
    known = pattern.pattern.converters
    path = reverse(f"runs:{name}", kwargs={key: value for key, value in arguments.items() if key in known})
    answer = client.get(f"{path}?{STRANGE}=1")
    if answer.status_code == 405:  # nobody is led there
        return
    assert answer.status_code == 200, answer.content
    assert f"The address asks for “{STRANGE}”, which this page does not know" in answer.content.decode()


def test_a_misspelt_filter_is_said_on_the_page_with_the_nearest_known(client: Client) -> None:
    assert (
        "“staet”, which this page does not know; did you mean state?" in client.get("/?staet=FAILED").content.decode()
    )
    wrong = client.get("/?state=FALED&search=x").content.decode()
    assert "“state” in the address is passed over: input should be" in wrong
    assert "which this page" not in client.get("/?state=FAILED&order=name&page=1").content.decode()


def test_a_page_beyond_the_last_leads_to_the_last(client: Client) -> None:
    answer = client.get("/?page=999&order=name", follow=True)
    assert answer.redirect_chain == [("/?page=1&order=name", 302)]
    assert "There is 1 page; this is the last." in answer.content.decode()
    assert Run.objects.get().name in answer.content.decode()
    assert client.get("/?page=" + "9" * 40).status_code == 302
    assert "“page” in the address is passed over: it is no number" in client.get("/?page=two").content.decode()


@pytest.mark.parametrize("path", ["/api/run", "/api/runs/", "/api/", "/api/runs/x", "/api/runs/999999", "/api/a%00b"])
def test_addresses_of_the_api_that_are_not_there_answer_json(client: Client, path: str) -> None:
    for answer in (client.get(path), Client().post(path, {}, content_type="application/json")):
        if answer.status_code != 405:
            assert (answer.status_code, answer.json()) == (404, {"detail": "Not found"})
    assert "<html" in client.get("/run").content.decode()
