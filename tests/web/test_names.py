"""Names in any script are kept as they are meant; characters that hide or break something are refused by name."""

import json
import unicodedata
from importlib import import_module
from typing import Any

import pytest
from channels.testing import ApplicationCommunicator
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from evoweb.asgi import application
from evoweb.runs.models import ApiToken, ColumnSet, Design, OwnPreset, Run
from evoweb.runs.people.tokens import issue_token
from simulation.genome import genome_json
from simulation.newborns import newborns
from tests.web.factories import UserFactory, recorded_run, tiny_config

pytestmark = pytest.mark.django_db
GOOD = {
    "歩行　実験": "歩行 実験",
    "Essai n°\N{NO-BREAK SPACE}5": "Essai n° 5",
    "1\N{THIN SPACE}000 and 1\N{NARROW NO-BREAK SPACE}000": "1 000 and 1 000",
    "می\N{ZERO WIDTH NON-JOINER}خزد": "می\N{ZERO WIDTH NON-JOINER}خزد",
    "👩\N{ZERO WIDTH JOINER}🔬": "👩\N{ZERO WIDTH JOINER}🔬",
    "👩🏽\N{ZERO WIDTH JOINER}🔬 ❤️\N{ZERO WIDTH JOINER}🔥": "👩🏽\N{ZERO WIDTH JOINER}🔬 ❤️\N{ZERO WIDTH JOINER}🔥",
    unicodedata.normalize("NFD", "Éloïse"): "Éloïse",
    "\N{EM SPACE}padded\N{IDEOGRAPHIC SPACE}": "padded",
}
BAD = {
    "a\u202eb": "contains U+202E, right-to-left override",
    "a\u2066b": "contains U+2066, left-to-right isolate",
    "a\x00b": "contains U+0000, a control character",
    "a\nb": "contains U+000A, a control character",
    "a\ud800b": "contains U+D800, half of a surrogate pair",
    "a\u200bb": "contains U+200B, zero width space",
    "a\u2028b": "contains U+2028, line separator",
    "a \u200db": "contains U+200D, zero width joiner, that joins nothing",
}


@pytest.fixture
def user() -> User:
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def client(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def sent(client: Client, method: str, path: str, body: Any) -> Any:
    return client.generic(method, path, json.dumps(body), "application/json")


def genome() -> dict[str, Any]:
    return genome_json(newborns(tiny_config(), 1, seed=3), 0, tiny_config())


def givings(run: Run) -> dict[str, Any]:
    """Ways to give a name: what to send, and which field it is said of."""
    config = tiny_config().model_dump(mode="json")
    return {
        "run": ("POST", "/api/runs", lambda name: {"name": name, "config": config}, "name"),
        "renamed": ("PATCH", f"/api/runs/{run.pk}", lambda name: {"name": name}, "name"),
        "fork": ("POST", f"/api/runs/{run.pk}/fork", lambda name: {"name": name, "generation": 0}, "name"),
        "tag": ("POST", f"/api/runs/{run.pk}/tags", lambda name: {"add": [name]}, "tags"),
        "preset": ("POST", "/api/own-presets", lambda name: {"name": name}, "name"),
        "columns": ("POST", "/api/column-sets", lambda name: {"name": name, "columns": ["best"]}, "name"),
        "design": ("POST", "/api/designs", lambda name: {"name": name, "genome": genome()}, "name"),
    }


@pytest.mark.parametrize("what", ["run", "renamed", "fork", "tag", "preset", "columns", "design"])
def test_names_in_any_script_are_kept_and_found(client: Client, user: User, what: str) -> None:
    run = recorded_run(user)
    method, path, body, _ = givings(run)[what]
    for given, kept in GOOD.items():
        answer = sent(client, method, path, body(given))
        assert answer.status_code < 300, (given, answer.content)
        found = answer.json()
        assert found["name"] == kept if what != "tag" else kept.lower() in found["tags"]
        if what in ("run", "renamed", "tag"):
            for form in (given, kept, unicodedata.normalize("NFD", kept)):
                listed = client.get("/api/runs", {"search": form.lower() if what == "tag" else form}).json()["items"]
                assert found["id"] in [one["id"] for one in listed], form
            if what == "tag":
                assert client.get("/api/runs", {"tag": unicodedata.normalize("NFD", kept.lower())}).json()["count"] == 1
        else:
            client.delete(f"{path}/{found['id']}") if what in ("preset", "columns") else None


@pytest.mark.parametrize("what", ["run", "renamed", "fork", "tag", "preset", "columns", "design"])
def test_characters_that_hide_or_break_something_are_refused_by_name(client: Client, user: User, what: str) -> None:
    run = recorded_run(user)
    method, path, body, field = givings(run)[what]
    for given, message in BAD.items():
        answer = sent(client, method, path, body(given))
        assert answer.status_code == 422, (given, answer.content)
        found = {problem["path"]: problem["message"] for problem in answer.json()["problems"]}
        assert found.get(field) == message or (what == "columns" and "\ud800" in given), found
    run.refresh_from_db()
    assert (run.name, run.tags, Run.objects.count()) == ("tiny", [], 1)


def test_tokens_and_the_admin_go_by_the_same_rules(client: Client, user: User) -> None:
    made = client.post("/account/tokens/", {"name": "歩行　実験", "scope": "read"})
    assert (made.status_code, ApiToken.objects.get().name) == (201, "歩行 実験")
    refused = client.post("/account/tokens/", {"name": "a\u202eb", "scope": "read"})
    assert (refused.status_code, "contains U+202E, right-to-left override" in refused.content.decode()) == (422, True)
    with pytest.raises(CommandError, match=r"U\+202E"):
        call_command("create_token", user.username, "a\u202eb")
    run = recorded_run(user)
    refused = client.post(f"/admin/runs/run/{run.pk}/change/", {"name": "a\u202eb"})
    assert "contains U+202E, right-to-left override" in refused.content.decode()
    assert client.post(f"/admin/runs/run/{run.pk}/change/", {"name": "Essai n°\N{NO-BREAK SPACE}5"}).status_code == 302
    run.refresh_from_db()
    assert run.name == "Essai n° 5"
    listed = client.get("/admin/runs/run/", {"q": "Essai n°\N{NO-BREAK SPACE}5"}).content.decode()
    assert "1 run" in listed


def test_names_stored_before_are_brought_into_the_form_in_which_they_are_found(user: User) -> None:
    old = unicodedata.normalize("NFD", "Éloïse")
    run = recorded_run(user)
    Run.objects.filter(pk=run.pk).update(name=old, tags=[old.lower(), "éloïse", "b"])
    issue_token(user, "x")
    ApiToken.objects.update(name=old)
    Design.objects.create(user=user, name=old, genome={})
    for kind, content in ((OwnPreset, {"settings": {}}), (ColumnSet, {"columns": []})):
        kind.objects.create(user=user, name="Éloïse", **content)
        kind.objects.create(user=user, name=old, **content)
    import_module("evoweb.runs.migrations.0012_tidy_names").tidy_names(apps, None)
    run.refresh_from_db()
    assert (run.name, run.tags) == ("Éloïse", ["éloïse", "b"])
    assert ApiToken.objects.get().name == Design.objects.get().name == "Éloïse"
    for kind in (OwnPreset, ColumnSet):
        assert sorted(kind.objects.values_list("name", flat=True)) == ["Éloïse", "Éloïse 2"]


def test_notes_keep_their_lines_and_refuse_what_hides_text(client: Client, user: User) -> None:
    run = recorded_run(user)
    kept = "line\n\ttab\r\n👩\u200d🔬\u00ad \u200b"
    answer = sent(client, "PATCH", f"/api/runs/{run.pk}", {"notes": kept})
    assert (answer.status_code, answer.json()["notes"]) == (200, kept)
    for bad in ("a\u202eb", "a\x00b", "a\ud800b"):
        answer = sent(client, "PATCH", f"/api/runs/{run.pk}", {"notes": bad, "seen": kept})
        assert answer.status_code == 422
        assert answer.json()["problems"] == [{"path": "notes", "message": BAD[bad]}]


@pytest.mark.parametrize("path", ["/accounts/login/", "/admin/login/"])
def test_a_name_that_nobody_can_have_signs_nobody_in(path: str) -> None:
    for name in ("x" * 256, "x" * 100_000, "é" * 300):
        answer = Client(raise_request_exception=False).post(path, {"username": name, "password": "y"})
        assert answer.status_code == 200
        assert "password" in answer.content.decode()


async def status_of(path: str, method: str, content_type: str) -> int:
    """The status that the whole application answers with."""
    headers = [(b"host", b"localhost"), (b"content-type", content_type.encode())]
    path, _, query = path.partition("?")
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": headers}
    sent = ApplicationCommunicator(application, scope | {"http_version": "1.1", "client": ("127.0.0.1", 1)})
    await sent.send_input({"type": "http.request", "body": b"username=%E9&password=x"})
    return int((await sent.receive_output(10))["status"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "nonsense", "hex", "zlib", "idna", "UTF-8", '"utf8"'])
async def test_no_charset_but_utf8_is_read_and_none_breaks_anything(charset: str) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"):
        for path in ("/accounts/login/", "/api/runs", "/how-it-works/?search=%E9"):
            for method in ("POST", "GET"):
                status = await status_of(path, method, f"{kind}; charset={charset}")
                assert (status < 500, status == 415) == (True, "utf" not in charset.lower() or "16" in charset)
