"""Bring stored names into the form in which names are kept and searched for since: composed, with ordinary spaces."""

import unicodedata
from typing import Any

from django.db import migrations


def tidy(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in composed).strip()


def tidy_names(apps: Any, _: Any) -> None:
    for model, longest in (("Run", 100), ("Design", 100), ("ApiToken", 120)):
        rows = apps.get_model("runs", model).objects
        for key, name in rows.values_list("pk", "name").iterator():
            if (tidied := tidy(name)[:longest] or name) != name:
                rows.filter(pk=key).update(name=tidied)
    for model in ("OwnPreset", "ColumnSet"):  # whose names are unique
        rows = apps.get_model("runs", model).objects
        for key, user, name in rows.values_list("pk", "user", "name").iterator():
            if (tidied := tidy(name)[:100] or name) != name:
                taken = set(rows.filter(user=user).exclude(pk=key).values_list("name", flat=True))
                numbered = (f"{tidied[:95]} {number}" for number in range(2, 1_000))
                rows.filter(pk=key).update(name=next(one for one in (tidied, *numbered) if one not in taken))
    runs = apps.get_model("runs", "Run").objects
    for key, tags in runs.exclude(tags=[]).values_list("pk", "tags").iterator():
        if (tidied := list(dict.fromkeys(tidy(tag)[:30] for tag in tags))) != tags:
            runs.filter(pk=key).update(tags=tidied)


class Migration(migrations.Migration):
    dependencies = (("runs", "0011_without_anybody"),)
    operations = (migrations.RunPython(tidy_names, migrations.RunPython.noop),)
