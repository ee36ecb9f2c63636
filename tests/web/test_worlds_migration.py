"""What was stored before there were worlds, or rates of clocks, reads as what it was."""

from importlib import import_module

import pytest
from django.apps import apps

from evoweb.runs.models import OwnPreset, Run
from simulation.checkpoint import LATER
from tests.web.factories import UserFactory, tiny_run

name_worlds = import_module("evoweb.runs.migrations.0014_worlds").name_worlds
name_rates = import_module("evoweb.runs.migrations.0016_clock_rate").name_rates


@pytest.mark.django_db
def test_runs_and_presets_of_before_are_of_the_published_world() -> None:
    run, natural = tiny_run(), tiny_run(world="natural", physics_hz=240)
    later = {"world", *LATER} - {"clock_hz"}  # which came with a migration of its own
    old = {name: value for name, value in run.config.items() if name not in later}
    Run.objects.filter(pk=run.pk).update(config=old)
    preset = OwnPreset.objects.create(user=UserFactory(), name="old", settings={"task": "run"})
    name_worlds(apps, None)
    assert Run.objects.get(pk=run.pk).run_config() == run.run_config()
    assert Run.objects.get(pk=natural.pk).config["world"] == "natural"
    preset.refresh_from_db()
    assert preset.settings == {"task": "run", "world": "published", "layout_count": 1, "layout_period": 0}


@pytest.mark.django_db
def test_clocks_of_before_come_round_every_two_seconds() -> None:
    run, fast = tiny_run(), tiny_run(brain="hybrid", clock_hz=2.0)
    Run.objects.filter(pk=run.pk).update(config={key: run.config[key] for key in run.config.keys() - {"clock_hz"}})
    name_rates(apps, None)
    assert Run.objects.get(pk=run.pk).config == run.config
    assert Run.objects.get(pk=fast.pk).config["clock_hz"] == 2.0
