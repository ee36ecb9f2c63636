"""The form of a new run: derived from RunConfig, filled with presets, and its errors at their fields."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings

from evoweb.runs.models import Run, State
from evoweb.runs.pages.forms import RunForm, preset_settings
from simulation.config import GROUPS, RunConfig
from simulation.presets import PRESETS
from tests.web.factories import UserFactory

pytestmark = pytest.mark.django_db
URL = "/runs/new/"


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.force_login(UserFactory(username="owner"))
    return client


def filled(preset: str = "quick", **changes: Any) -> dict[str, Any]:
    """What a browser sends of the form, filled with a preset: unchecked boxes and None are not sent."""
    values = {"name": "a run", "preset": preset} | preset_settings(preset) | changes
    return {name: "" if value is None else value for name, value in values.items() if value is not False}


def errors_at(html: str) -> dict[str, str]:
    """The error of each field that has one, as the page shows it."""
    shown = re.findall(r'id="id_(\w+)_error"><p>(.*?)</p>', html)
    return dict(shown)


def refused(browser: Client, **changes: Any) -> dict[str, str]:
    """The fields' errors after the form was sent with these changes; nothing may be stored."""
    response = browser.post(URL, filled(**changes))
    assert response.status_code == 422
    assert not Run.objects.exists()
    return errors_at(response.content.decode())


def test_every_setting_has_a_field_under_its_heading_with_its_bounds_and_unit(browser: Client) -> None:
    html = browser.get(URL).content.decode()
    for name in RunConfig.model_fields:
        assert f'data-field="{name}"' in html
    assert [title for title in GROUPS.values() if f"<h2>{title}</h2>" not in html] == []
    assert "2 to 100\u2009000 creatures" in html
    assert '<span class="field-unit">m/s²</span>' in html
    assert 'min="2"' in html


def test_the_form_starts_with_the_first_preset_and_its_title_as_name(browser: Client) -> None:
    html = browser.get(URL).content.decode()
    first = next(iter(PRESETS.values()))
    assert f'name="name" value="{first.title}"' in html
    assert 'data-preset="quick" aria-current="true"' in html


@pytest.mark.parametrize("key", list(PRESETS))
def test_a_preset_fills_the_form_and_starts_as_it_stands(browser: Client, key: str) -> None:
    html = browser.get(f"{URL}?preset={key}").content.decode()
    assert f'data-preset="{key}" aria-current="true"' in html
    form = RunForm(filled(key))
    assert form.is_valid(), form.errors
    expected = RunConfig.parse(PRESETS[key].settings | {"seed": form.config.seed})
    assert form.config == expected


def test_an_unknown_preset_is_not_found(browser: Client) -> None:
    assert browser.get(f"{URL}?preset=nonsense").status_code == 404


def test_a_good_form_starts_a_run_and_goes_to_it(browser: Client) -> None:
    response = browser.post(URL, filled("pellets", name="first", population=24, sense_strain="on"))
    run = Run.objects.get()
    assert response["Location"] == f"/runs/{run.pk}/"
    assert (run.name, run.preset, run.state) == ("first", "pellets", State.QUEUED)
    assert (run.run_config().population, run.run_config().sense_strain, run.run_config().arena) == (24, True, 10)


def test_an_empty_seed_is_drawn_and_a_given_one_is_kept(browser: Client) -> None:
    for seed in ("", "", "20260"):
        browser.post(URL, filled(seed=seed))
    drawn, other, given = Run.objects.order_by("pk").values_list("seed", flat=True)
    assert drawn != other
    assert given == 20260


@pytest.mark.parametrize("value", ["", "nan", "-1", "1e99", "many", "inf", "12.5", "9" * 400, "<b>"])
def test_a_bad_number_is_refused_at_its_field(browser: Client, value: str) -> None:
    assert list(refused(browser, population=value)) == ["population"]


def test_an_error_names_the_bounds(browser: Client) -> None:
    assert refused(browser, generations="0", gravity="99") == {
        "generations": "Must be 1 to 1\u2009000\u2009000",
        "gravity": "Must be 1 to 30 m/s²",
    }


def test_every_problem_is_told_at_once_and_listed_beside_start(browser: Client) -> None:
    response = browser.post(URL, filled(name="", population="0", task="swim", cull="x"))
    html = response.content.decode()
    assert set(errors_at(html)) == {"name", "population", "task", "cull"}
    for field in ("name", "population", "task", "cull"):
        assert f'<a href="#id_{field}">' in html


def test_a_group_with_an_error_is_open(browser: Client) -> None:
    html = browser.post(URL, filled(gravity="99")).content.decode()
    assert re.search(r'<details class="group" data-group="physics" open>', html)
    assert re.search(r'<details class="group" data-group="storage">', html)


def test_settings_that_contradict_each_other_are_refused_at_one_of_them(browser: Client) -> None:
    assert list(refused(browser, min_nodes="9", max_nodes="5")) == ["max_nodes"]


def test_a_name_that_is_too_long_or_invisible_is_refused(browser: Client) -> None:
    assert list(refused(browser, name="x" * 121)) == ["name"]
    assert list(refused(browser, name="\u200b\u202e")) == ["name"]


def test_a_made_up_preset_is_refused(browser: Client) -> None:
    response = browser.post(URL, filled() | {"preset": "nonsense"})
    assert response.status_code == 422
    assert "nonsense is not one of the available choices" in response.content.decode()
    assert not Run.objects.exists()


def test_what_was_typed_is_kept_and_escaped(browser: Client) -> None:
    html = browser.post(URL, filled(name='"><script>alert(1)</script>', population="<i>")).content.decode()
    assert "<script>alert" not in html
    assert "&quot;&gt;&lt;script&gt;" in html
    assert 'value="&lt;i&gt;"' in html


@override_settings(MAX_RUN_CREATURE_STEPS=1000)
def test_a_run_that_costs_too_much_is_refused_at_a_field(browser: Client) -> None:
    assert "more than the 1\N{THIN SPACE}000 allowed" in refused(browser)["generations"]


@override_settings(MAX_UNFINISHED_RUNS=1)
def test_too_many_unfinished_runs_are_refused_in_words(browser: Client) -> None:
    browser.post(URL, filled())
    response = browser.post(URL, filled())
    assert response.status_code == 422
    assert "You have 1 unfinished runs" in response.content.decode()
    assert Run.objects.count() == 1


def test_start_pressed_twice_makes_two_runs(browser: Client) -> None:
    for _ in range(2):
        assert browser.post(URL, filled()).status_code == 302
    assert Run.objects.count() == 2


def test_a_visitor_who_is_not_signed_in_starts_nothing() -> None:
    assert Client().post(URL, filled()).status_code == 302
    assert not Run.objects.exists()
    assert not User.objects.exists()
