"""Fields of genome JSON: numbers, lists and objects that must be so and so, and what is wrong with others."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeGuard

from simulation.config import RunConfig
from simulation.errors import Problem
from simulation.genes import LARGEST_WEIGHT


class Bound(NamedTuple):
    """What a number may be; of a gene also what is usual, and what people call it."""

    low: float
    high: float
    unit: str = ""
    usual: float = 0.0
    title: str = ""
    description: str = ""

    def __str__(self) -> str:
        return f"must be {self.low:g} to {self.high:g}" + (f" {self.unit}" if self.unit else "")


WEIGHT = Bound(-LARGEST_WEIGHT, LARGEST_WEIGHT)


def is_whole(value: object) -> TypeGuard[int | float]:
    """Whether this is a whole number; many programs write 1.0 for 1."""
    return type(value) is int or (type(value) is float and value.is_integer())


class Fields:
    """Collects what is wrong with genomes, each problem with its path."""

    def __init__(self, config: RunConfig):
        self.config = config
        self.problems: list[Problem] = []

    def refuse(self, path: str, message: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(path, message))

    def number(self, value: object, path: str, bound: Bound) -> None:
        """A finite number within its bound."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(path, f"{bound}, not {type(value).__name__}")
        elif not bound.low <= value <= bound.high:  # NaN and infinity are within nothing
            self.refuse(path, str(bound))

    def items(self, value: object, path: str, fewest: int, most: int, what: str) -> list[Any]:
        """A list of so many; empty where it is not."""
        wanted = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        message = f"must be a list of {wanted} {what}{'s' * (most != 1)}"
        if not isinstance(value, list):
            self.refuse(path, message)
            return []
        if not fewest <= len(value) <= most:
            self.refuse(path, f"{message}, not {len(value)}")
            return []
        return value

    def record(self, value: object, path: str, keys: tuple[str, ...]) -> dict[str, Any]:
        """An object with exactly these keys; those of them it has."""
        if not isinstance(value, dict):
            self.refuse(path, "must be an object")
            return {}
        for name in value.keys() - set(keys):
            self.refuse(f"{path}.{str(name)[:40]}", "is not a key of this format")
        for name in keys:
            if name not in value:
                self.refuse(f"{path}.{name}", "is missing")
        return {name: value[name] for name in keys if name in value}

    def numbers(self, found: Mapping[str, Any], path: str, bounds: Mapping[str, Bound]) -> None:
        """Those of an object's values that are numbers."""
        for name, bound in bounds.items():
            if name in found:
                self.number(found[name], f"{path}.{name}", bound)

    def some(self, found: Mapping[str, Any], name: str, path: str, fewest: int, most: int) -> list[Any]:
        """The list under this name; that it is missing has been said already."""
        return self.items(found[name], f"{path}.{name}", fewest, most, name.removesuffix("s")) if name in found else []

    def matrix(self, value: object, path: str, rows: int, columns: int) -> None:
        """Weights, row = source."""
        for index, row in enumerate(self.items(value, path, rows, rows, "row")):
            self.vector(row, f"{path}[{index}]", columns)

    def vector(self, value: object, path: str, count: int) -> None:
        """Weights of a row, or biases."""
        for index, weight in enumerate(self.items(value, path, count, count, "number")):
            self.number(weight, f"{path}[{index}]", WEIGHT)

    def whole(self, value: object, path: str, low: int, high: int) -> bool:
        """A whole number within its bounds; whether it is one."""
        sound = is_whole(value) and low <= value <= high
        if not sound:
            self.refuse(path, f"must be a whole number, {low} to {high}")
        return sound

    def net(self, value: object, path: str, kind: str, keys: tuple[str, ...]) -> dict[str, Any]:
        """A brain of this kind, with the settings' activation and exactly these keys; those of them it has."""
        setting = self.config.brain
        if value is None:
            self.refuse(path, f"must be a {kind} net, not null, where the setting `brain` is {setting}")
            return {}
        found = self.record(value, path, keys)
        for name, wanted, why in (
            ("kind", kind, f"where the setting `brain` is {setting}"),
            ("activation", self.config.activation, "as the settings say"),
        ):
            if name in found and found[name] != wanted:
                self.refuse(f"{path}.{name}", f'must be "{wanted}", {why}')
        return found
