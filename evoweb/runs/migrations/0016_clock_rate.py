"""Clocks of nets that were stored before they had a rate come round every two seconds."""

from typing import Any

from django.db import migrations

HZ = 0.5


def name_rates(apps: Any, _: Any) -> None:
    rows = apps.get_model("runs", "Run")._base_manager
    for key, settings in rows.exclude(config__has_key="clock_hz").values_list("pk", "config").iterator():
        rows.filter(pk=key).update(config={"clock_hz": HZ} | settings)


class Migration(migrations.Migration):
    dependencies = (("runs", "0015_measured"),)
    operations = (migrations.RunPython(name_rates, migrations.RunPython.noop),)
