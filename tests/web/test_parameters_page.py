"""The page of all parameters and the page How it works: for everybody, and true to what they tell of."""

import re
from html import unescape

import pytest
from django.test import Client

from evoweb.runs.models import Run
from simulation.config import GROUPS, RunConfig
from simulation.setting import bounds_of, extra_of, spaced
from tests.web.factories import UserFactory, evolved_run, recorded_run

pytestmark = pytest.mark.django_db


def page(path: str, client: Client | None = None) -> str:
    response = (client or Client()).get(path)
    assert response.status_code == 200
    return unescape(response.content.decode())


def articles(html: str) -> dict[str, str]:
    """What the page says of each setting, by its name."""
    found = re.findall(r'<article class="parameter" id="(\w+)">(.*?)</article>', html, re.DOTALL)
    return {name: re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", words)) for name, words in found}


def test_every_setting_is_told_of_once_under_an_anchor_of_its_own() -> None:
    html = page("/docs/parameters/")
    assert list(articles(html)) == [
        name for group in GROUPS for name, info in RunConfig.model_fields.items() if extra_of(info)["group"] == group
    ]
    assert all(f'href="#{group}"' in html and f'id="{group}"' in html for group in GROUPS)


def test_a_setting_is_told_in_the_words_of_its_declaration() -> None:
    told = articles(page("/docs/parameters/"))
    for name, info in RunConfig.model_fields.items():
        assert str(info.title) in told[name]
        assert str(info.description) in told[name]
        assert str(extra_of(info).get("unit", "")) in told[name]
        if isinstance(info.default, int | float) and not isinstance(info.default, bool):
            low, high = bounds_of(info)
            assert f"{spaced(low)} to {spaced(high)}".replace("-", "−") in told[name].replace("-", "−")


def test_conditions_defaults_and_choices_are_told_in_words() -> None:
    told = articles(page("/docs/parameters/"))
    assert "Default “Pellets (forage)”" in told["task"]
    assert "jump Height (jump)" in told["task"]
    assert "Default random" in told["seed"]
    assert "Default off" in told["stop_target"]
    assert "Has an effect where Islands is at least 2" in told["migrants"]
    assert "Adaptive mutation is on" in told["adaptive_boost"]
    assert "or where Brain is “NEAT" in told["min_species_size"]
    assert "Has an effect" not in told["population"]


def test_how_it_works_shows_strangers_no_run_not_even_a_public_one_whose_address_they_lack() -> None:
    evolved_run(generations=12)
    Run.objects.update(public=True)
    html = page("/how-it-works/")
    assert '"learnt": null' in html


def test_how_it_works_takes_the_newest_run_in_sight_that_has_gone_on_for_a_while() -> None:
    owner = UserFactory()
    client = Client()
    client.force_login(owner)
    mine = evolved_run(owner, generations=12)
    recorded_run(owner, generations=3)  # too young
    html = page("/how-it-works/", client)
    assert f'"run": {mine.pk}' in html
    assert [int(number) for number in re.findall(r'"generation": (\d+)', html)] == [0, 3, 12]


def test_a_run_tells_its_settings_that_have_an_effect_and_marks_what_is_not_the_default() -> None:
    run = recorded_run(generations=1, public=True)
    html = page(f"/runs/{run.pk}/")
    told = re.findall(r'<dt>(.+?) <span class="tip">.*?</dt><dd class="num">(.*?)</dd>', html, re.DOTALL)
    values = {title: re.sub(r"<[^>]+>", "", value) for title, value in told}
    config = run.run_config()
    assert values["Population"] == f"{config.population} creatures"
    assert values["Seed"] == str(config.seed)
    assert "Brain" in values
    assert "Hidden neurons" not in values  # no net, no such neurons
    marked = {title for title, value in told if "not the default" in value}
    assert "Population" in marked
    assert "Gravity" not in marked
