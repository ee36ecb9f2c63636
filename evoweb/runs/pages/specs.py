"""What every setting says of itself, for forms, tips and the page of all parameters; all of it is RunConfig's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simulation.config import GROUPS, RunConfig
from simulation.setting import allowed, conditions_of, spaced

SCHEMA: dict[str, dict[str, Any]] = RunConfig.model_json_schema()["properties"]


@dataclass(frozen=True)
class Spec:
    """What the schema says of one setting."""

    name: str
    type: str  # "integer", "number", "boolean" or "string"
    title: str
    description: str
    group: str
    unit: str
    when: dict[str, list[Any]] | list[dict[str, list[Any]]]
    choices: list[tuple[str, str]]  # value and what people call it
    minimum: float | None
    maximum: float | None
    step: str
    empty: str  # what it means to leave it empty; nothing where that may not be

    @property
    def bounds(self) -> str:
        """The bounds in words, of a number."""
        return allowed(RunConfig.model_fields[self.name]).replace("-", "−") if self.minimum is not None else ""

    @property
    def kind(self) -> str:
        """What may be written into it."""
        if self.choices:
            return "one of the choices below"
        return {"boolean": "on or off", "integer": "a whole number"}.get(self.type, "a number")

    @property
    def default(self) -> str:
        """What it is where nobody says."""
        return self.told(SCHEMA[self.name].get("default"))

    @property
    def conditions(self) -> list[str]:
        """When it has an effect: any one of these; none where it always has."""
        found = conditions_of(RunConfig.model_fields[self.name])
        return [" and ".join(requirement(*one) for one in condition.items()) for condition in found if condition]

    def told(self, value: Any) -> str:
        """A value of it with its unit; where there is none, what that means."""
        return self.empty if value is None else f"{self.in_words(value)} {self.unit}".strip()

    def in_words(self, value: Any) -> str:
        """A value of it as the pages show it, without its unit."""
        if isinstance(value, bool):
            return "on" if value else "off"
        if isinstance(value, str):
            return f"“{dict(self.choices)[value]}”"
        whole = int(value) if float(value).is_integer() else value
        return spaced(whole).replace("-", "−")


def spec_of(name: str) -> Spec:
    """The specification of a setting, from RunConfig's JSON schema."""
    schema = SCHEMA[name]
    nullable = "anyOf" in schema
    shape = next(part for part in schema["anyOf"] if part["type"] != "null") if nullable else schema
    return Spec(
        name=name,
        type=shape["type"],
        title=schema["title"],
        description=schema["description"],
        group=schema["group"],
        unit=schema.get("unit", ""),
        when=schema.get("when", {}),
        choices=[(choice, label_of(schema, choice)) for choice in shape.get("enum", [])],
        minimum=shape.get("minimum"),
        maximum=shape.get("maximum"),
        step="1" if shape["type"] == "integer" else "any",
        empty=schema.get("empty", ""),
    )


def label_of(schema: dict[str, Any], choice: str) -> str:
    """What people call a choice of a setting."""
    label: str = schema.get("labels", {}).get(choice, choice)
    return label


SPECS: dict[str, Spec] = {name: spec_of(name) for name in SCHEMA}


@dataclass(frozen=True)
class Told:
    """What a setting of a run is, in words."""

    spec: Spec
    value: str
    is_usual: bool  # what it is where nobody says


def told(settings: Mapping[str, Any]) -> Iterator[tuple[str, list[Told]]]:
    """The settings of a run that have an effect, under RunConfig's headings."""
    full = {name: settings.get(name, SCHEMA[name].get("default")) for name in SPECS}
    for group, title in GROUPS.items():
        specs = [spec for spec in SPECS.values() if spec.group == group and has_effect(spec, full)]
        if specs:
            yield title, [Told(spec, spec.told(full[spec.name]), is_usual(spec, full)) for spec in specs]


def has_effect(spec: Spec, settings: Mapping[str, Any]) -> bool:
    """Whether a setting has one beside these others."""
    conditions = conditions_of(RunConfig.model_fields[spec.name])
    return any(all(settings[other] in choices for other, choices in one.items()) for one in conditions)


def is_usual(spec: Spec, settings: Mapping[str, Any]) -> bool:
    """Whether a setting is by default what it is here; a seed has no default."""
    return "default" in SCHEMA[spec.name] and settings[spec.name] == SCHEMA[spec.name]["default"]


def requirement(name: str, values: list[Any]) -> str:
    """What one other setting must be for a setting to have an effect."""
    spec = SPECS[name]
    if spec.type == "boolean":
        return f"{spec.title} is {'on' if values == [True] else 'off'}"
    if spec.type == "integer":
        return f"{spec.title} is at least {spaced(min(values))}"
    words = [spec.in_words(value) for value in values]
    listed = " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
    return f"{spec.title} is {listed}"
