"""What was stored before there were worlds is of the published one, and reads as such."""

from importlib import import_module

import pytest
from django.apps import apps

from evoweb.runs.models import OwnPreset, Run
from simulation.checkpoint import SINCE_WORLDS
from tests.web.factories import UserFactory, tiny_run

name_worlds = import_module("evoweb.runs.migrations.0014_worlds").name_worlds


@pytest.mark.django_db
def test_runs_and_presets_of_before_are_of_the_published_world() -> None:
    run, natural = tiny_run(), tiny_run(world="natural", physics_hz=240)
    old = {name: value for name, value in run.config.items() if name not in {"world", *SINCE_WORLDS}}
    Run.objects.filter(pk=run.pk).update(config=old)
    preset = OwnPreset.objects.create(user=UserFactory(), name="old", settings={"task": "run"})
    name_worlds(apps, None)
    assert Run.objects.get(pk=run.pk).run_config() == run.run_config()
    assert Run.objects.get(pk=natural.pk).config["world"] == "natural"
    preset.refresh_from_db()
    assert preset.settings == {"task": "run", "world": "published", "layout_count": 1, "layout_period": 0}
