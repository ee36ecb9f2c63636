"""A champion's score gets its deviation beside it, those of runs before too; repeats are measured from now on."""

from statistics import stdev
from typing import Any

from django.db import migrations, models


def add_deviations(apps: Any, _: Any) -> None:
    runs = apps.get_model("runs", "Run")._base_manager
    generations = apps.get_model("runs", "Generation").objects
    champions = generations.filter(number=models.F("run__champion_generation")).values_list("run_id", "held_out")
    for run, scores in champions.iterator():
        if len(scores) > 1:
            runs.filter(pk=run).update(held_out_deviation=stdev(scores))


class Migration(migrations.Migration):
    dependencies = (("runs", "0014_worlds"),)
    operations = (
        migrations.AddField(
            "run", "held_out_deviation", models.FloatField(null=True, help_text="Sample deviation over those layouts")
        ),
        migrations.AddField(
            "run",
            "measured",
            models.JSONField(null=True, help_text="A champion's repeats and energy, see worker/measuring.py"),
        ),
        migrations.RunPython(add_deviations, migrations.RunPython.noop),
    )
