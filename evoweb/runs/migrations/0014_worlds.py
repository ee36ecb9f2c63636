"""Everything stored before there were worlds is of the published one."""

from typing import Any

from django.db import migrations

# What a run did not say then, with what has no effect in its world.
OF_RUNS = {"world": "published", "muscle_strength": 20.0, "stroke": 0.35, "body_size": 3.0, "start_jitter": 0.01}
# A preset says a part; the defaults of these were others.
OF_PRESETS = {"world": "published", "layout_count": 1, "layout_period": 0}


def name_worlds(apps: Any, _: Any) -> None:
    for model, field, before in (("Run", "config", OF_RUNS), ("OwnPreset", "settings", OF_PRESETS)):
        rows = apps.get_model("runs", model)._base_manager
        for key, settings in rows.exclude(**{f"{field}__has_key": "world"}).values_list("pk", field).iterator():
            rows.filter(pk=key).update(**{field: before | settings})


class Migration(migrations.Migration):
    dependencies = (("runs", "0013_words"),)
    operations = (migrations.RunPython(name_worlds, migrations.RunPython.noop),)
