"""Presets of a person's own: settings under a name that is theirs alone."""

import json
from typing import Any

import pytest
from django.test import Client

from evoweb.runs.errors import Refused
from evoweb.runs.models import OwnPreset
from evoweb.runs.people import presets
from evoweb.runs.people.presets import keep_preset
from tests.web.factories import UserFactory

pytestmark = pytest.mark.django_db
URL = "/api/own-presets"


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.force_login(UserFactory(username="mira"))
    return client


def kept(browser: Client, name: str = "mine", **settings: Any) -> dict[str, Any]:
    answer = browser.post(URL, {"name": name, "settings": settings}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def problems(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422
    return {problem["path"]: problem["message"] for problem in answer.json()["problems"]}


def test_settings_are_kept_as_they_were_stated_and_no_others(browser: Client) -> None:
    made = kept(browser, " slippery ", gravity=4, brain="neat", stop_target=None)
    assert made == {"id": made["id"], "name": "slippery", "settings": made["settings"]}
    assert made["settings"] == {"gravity": 4.0, "brain": "neat", "stop_target": None}  # no seed was drawn
    assert browser.get(URL).json() == [made]


def test_they_are_listed_by_name(browser: Client) -> None:
    for name in ("b", "a", "c"):
        kept(browser, name)
    assert [preset["name"] for preset in browser.get(URL).json()] == ["a", "b", "c"]


def test_name_and_settings_are_changed_each_alone(browser: Client) -> None:
    made = kept(browser, gravity=4)
    url = f"{URL}/{made['id']}"
    renamed = browser.put(url, {"name": "moon"}, content_type="application/json").json()
    assert renamed == made | {"name": "moon"}
    changed = browser.put(url, {"settings": {"gravity": 2}}, content_type="application/json").json()
    assert changed == renamed | {"settings": {"gravity": 2.0}}
    assert browser.delete(url).status_code == 204
    assert browser.get(URL).json() == []


def test_a_name_is_one_presets_of_a_persons(browser: Client) -> None:
    kept(browser, "moon")
    other = kept(browser, "mars")
    body = {"name": "moon", "settings": {}}
    refused = browser.post(URL, body, content_type="application/json")
    assert problems(refused) == {"name": "is that of another preset of yours"}
    refused = browser.put(f"{URL}/{other['id']}", body, content_type="application/json")
    assert problems(refused) == {"name": "is that of another preset of yours"}
    browser.put(f"{URL}/{other['id']}", {"name": "mars"}, content_type="application/json")  # its own, again
    stranger = Client()
    stranger.force_login(UserFactory())
    kept(stranger, "moon")
    assert OwnPreset.objects.count() == 3


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\nb", "\x00", "\ud800"])
def test_a_name_that_will_not_do_is_refused(browser: Client, name: str) -> None:
    refused = browser.post(URL, json.dumps({"name": name}), content_type="application/json")
    assert list(problems(refused)) == ["name"]


def test_settings_that_cannot_be_are_refused_by_name_and_nothing_changes(browser: Client) -> None:
    made = kept(browser, gravity=4)
    bad = {"gravity": 99, "wings": 2, "population": "many"}
    for answer in (
        browser.post(URL, {"name": "bad", "settings": bad}, content_type="application/json"),
        browser.put(f"{URL}/{made['id']}", {"name": "bad", "settings": bad}, content_type="application/json"),
    ):
        assert set(problems(answer)) == set(bad)
    assert browser.get(URL).json() == [made]


def test_nobody_else_sees_or_changes_them(browser: Client) -> None:
    url = f"{URL}/{kept(browser)['id']}"
    for person in (UserFactory(), UserFactory(is_staff=True, is_superuser=True)):
        client = Client()
        client.force_login(person)
        assert client.get(URL).json() == []
        assert client.delete(url).status_code == 404
        assert client.put(url, {"name": "x"}, content_type="application/json").status_code == 404


def test_one_person_keeps_at_most_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presets, "MOST_PRESETS", 1)
    user = UserFactory()
    keep_preset(user, "one", {})
    with pytest.raises(Refused, match="You have 1 presets"):
        keep_preset(user, "two", {})
