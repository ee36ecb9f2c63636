"""What every setting of a run is, for people to read: the page of all parameters and docs/parameters.md.

All of it is what RunConfig says of itself; nothing is stated here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evoweb.runs.pages.forms import SCHEMA, SPECS, Spec
from simulation.config import GROUPS, RunConfig
from simulation.setting import conditions_of, spaced


@dataclass(frozen=True)
class Parameter:
    """A setting with what it may be, in words."""

    spec: Spec

    @property
    def default(self) -> str:
        """What it is where nobody says."""
        default = SCHEMA[self.spec.name].get("default")
        if default is None:
            return self.spec.empty
        return f"{value_in_words(self.spec, default)} {self.spec.unit}".strip()

    @property
    def kind(self) -> str:
        """What may be written into it."""
        if self.spec.choices:
            return "one of the choices below"
        return {"boolean": "on or off", "integer": "a whole number"}.get(self.spec.type, "a number")

    @property
    def conditions(self) -> list[str]:
        """When it has an effect: any one of these; none where it always has."""
        found = conditions_of(RunConfig.model_fields[self.spec.name])
        return [" and ".join(requirement(*one) for one in condition.items()) for condition in found if condition]


@dataclass(frozen=True)
class Section:
    """The settings under one heading."""

    key: str
    title: str
    parameters: list[Parameter]


def sections() -> Iterator[Section]:
    """Every setting, under RunConfig's headings and in its order."""
    for key, title in GROUPS.items():
        yield Section(key, title, [Parameter(spec) for spec in SPECS.values() if spec.group == key])


def requirement(name: str, values: list[Any]) -> str:
    """What one other setting must be for a setting to have an effect."""
    spec = SPECS[name]
    if spec.type == "boolean":
        return f"{spec.title} is {'on' if values == [True] else 'off'}"
    if spec.type == "integer":
        return f"{spec.title} is at least {spaced(min(values))}"
    words = [value_in_words(spec, value) for value in values]
    listed = " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
    return f"{spec.title} is {listed}"


def value_in_words(spec: Spec, value: Any) -> str:
    """A value of a setting as the pages show it, without its unit."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return f"“{dict(spec.choices)[value]}”"
    whole = int(value) if float(value).is_integer() else value
    return spaced(whole).replace("-", "−")


@require_GET
def parameters(request: HttpRequest) -> HttpResponse:
    """All settings of a run, in the words of RunConfig; whoever looks."""
    return render(request, "runs/parameters.html", {"sections": list(sections())})
