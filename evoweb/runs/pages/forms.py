"""The form of a new run, derived from RunConfig: no field, bound, unit or default is stated here.

RunConfig.parse is the only validation of settings; its problems become the errors of the fields they name.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms import BoundField

from evoweb.runs.deeds.extending import EXTENDABLE
from evoweb.runs.models import Run
from evoweb.runs.pages.specs import SCHEMA, SPECS, Spec
from simulation.config import GROUPS, RunConfig
from simulation.errors import ConfigError, Problem
from simulation.presets import PRESETS


def field_of(spec: Spec) -> forms.Field:
    """The form field that draws a setting; it checks nothing, RunConfig does."""
    shared: dict[str, Any] = {"label": spec.title, "help_text": spec.description, "required": False}
    if spec.type == "boolean":
        return forms.BooleanField(**shared, widget=forms.CheckboxInput(attrs={"class": "form-check-input"}))
    if spec.choices:
        return forms.CharField(**shared, widget=forms.Select(attrs={"class": "form-select"}, choices=spec.choices))
    attrs: dict[str, Any] = {"class": "form-control", "step": spec.step, "autocomplete": "off"}
    attrs |= {key: bound for key, bound in (("min", spec.minimum), ("max", spec.maximum)) if bound is not None}
    if spec.empty:
        attrs["placeholder"] = spec.empty
    attrs["inputmode"] = "numeric" if spec.type == "integer" else "decimal"
    return forms.CharField(**shared, widget=forms.NumberInput(attrs=attrs))


class SettingField(BoundField):
    """A bound field that knows its setting, for templates/django/forms/field.html."""

    @property
    def spec(self) -> Spec | None:
        return SPECS.get(self.name)

    @property
    def when_json(self) -> str:
        """The choices under which the setting has an effect, for the page's script."""
        return json.dumps(self.spec.when) if self.spec and self.spec.when else ""


@dataclass(frozen=True)
class Group:
    """The fields under one heading; open when something in it needs attention."""

    key: str
    title: str
    fields: list[BoundField]

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in self.fields)


class SettingsForm(forms.Form):
    """Some settings of RunConfig; which of them are named by whoever derives a form from this one."""

    bound_field_class = SettingField
    names: Iterable[str]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields |= {name: field_of(SPECS[name]) for name in self.names}

    def add_problems(self, problems: list[Problem]) -> None:
        """Show every problem at the field that it names; what names none is said beside the button."""
        for problem in problems:
            self.add_error(problem.path if problem.path in self.fields else None, in_words(problem.message))

    def settings(self) -> dict[str, Any]:
        """The settings as typed. An empty field that may be empty is left out, as its placeholder says."""
        typed = {name: self.cleaned_data[name] for name in self.names}
        return {name: value for name, value in typed.items() if not (value == "" and SPECS[name].empty)}


class LaunchForm(SettingsForm):
    """A name and every setting of RunConfig. After is_valid(), `config` holds the settings."""

    names = SPECS
    config: RunConfig

    name = forms.CharField(
        label="Name",
        max_length=Run._meta.get_field("name").max_length,
        help_text="Shown in the list of runs.",
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Parse the settings; every problem becomes an error of the field that it names."""
        cleaned = cast("dict[str, Any]", super().clean())
        try:
            self.config = RunConfig.parse(self.settings())
        except ConfigError as error:
            self.add_problems(error.problems)
        return cleaned

    def groups(self) -> Iterator[Group]:
        """The settings under RunConfig's headings, in its order."""
        for key, title in GROUPS.items():
            fields = [self[name] for name, spec in SPECS.items() if spec.group == key]
            yield Group(key, title, [self["name"], *fields] if key == "basics" else fields)


class RunForm(LaunchForm):
    """A new run, filled with a preset, EvoWeb's or one's own."""

    preset = forms.ChoiceField(
        choices=[("", ""), *((key, preset.title) for key, preset in PRESETS.items())],
        required=False,
        widget=forms.HiddenInput,
    )
    base = forms.CharField(required=False, widget=forms.HiddenInput)  # what fills the form, where that is no preset


class ForkForm(LaunchForm):
    """A run that begins with the creatures of another's generation, filled with that one's settings."""

    generation = forms.CharField(
        label="From generation",
        help_text="Its creatures are the fork's generation 0.",
        required=False,
        widget=forms.NumberInput(attrs={"class": "form-control", "min": 0, "inputmode": "numeric"}),
    )

    def clean_generation(self) -> int:
        """The number of a generation, recorded or not."""
        typed = self.cleaned_data["generation"].strip()
        if not typed.isdecimal() or len(typed) > 9:
            raise forms.ValidationError("Must be the number of a recorded generation")
        return int(typed)

    def groups(self) -> Iterator[Group]:
        """As of a new run, and the generation that it begins with."""
        for group in super().groups():
            if group.key == "basics":
                group.fields.insert(1, self["generation"])
            yield group


class ExtendForm(SettingsForm):
    """How long a run goes on at most."""

    names = EXTENDABLE

    def settings(self) -> dict[str, Any]:
        """All of them: what is left empty is off from now on."""
        return dict.fromkeys(self.names) | super().settings()


def in_words(message: str) -> str:
    """A problem as a sentence of its own, at the field that it is about."""
    return message[:1].upper() + message[1:]


def preset_settings(key: str) -> dict[str, Any]:
    """Every setting of a preset, written out; what RunConfig draws at random or decides itself stays empty."""
    return written_out(PRESETS[key].settings)


def written_out(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Every setting as fields show it; those that are not stated by default."""
    return {name: undecorated(settings.get(name, SCHEMA[name].get("default"))) for name in SPECS}


def undecorated(value: Any) -> Any:
    """A whole float as an int, so that fields show 8 and not 8.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
