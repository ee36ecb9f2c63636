"""Reading genome JSON: what a genome may hold, and everything that is wrong with one that does not.

Stricter than Python and wider than evolution: what the physics can carry is allowed (a muscle without damping, a node
20 m up), even where no mutation leads there.
"""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from simulation.config import RunConfig
from simulation.errors import Problem
from simulation.genes import UNIT_VECTORS
from simulation.population import n_inputs

FORMAT = "evoweb-genome/1"
UNIT_TOLERANCE = 1e-3


class Bound(NamedTuple):
    """What a number may be."""

    low: float
    high: float
    unit: str = ""

    def __str__(self) -> str:
        return f"must be {self.low:g} to {self.high:g}" + (f" {self.unit}" if self.unit else "")


def gene(low: float, high: float, unit: str = "") -> Bound:
    """What a gene may be. Genes are float32, in which the number nearest to 0.6 is a little more: it belongs to it."""
    return Bound(min(low, float(np.float32(low))), max(high, float(np.float32(high))), unit)


CREATURE = {"frequency_multiplier": gene(0.8, 1.2), "hue": gene(0, 1)}
POSITION = (gene(-20, 20, "m"), gene(0, 20, "m"), gene(-20, 20, "m"))
NODE = {"size": gene(0.2, 0.6, "m"), "friction": gene(0, 1)}
MUSCLE = {
    "rest_length": gene(0.2, 4, "m"),
    "stiffness": gene(0, 500, "N/m"),
    "damping": gene(0, 6, "N·s/m"),
    "frequency": gene(0, 2, "Hz"),
    "amplitude": gene(0, 0.5),
    "phase": gene(-2 * math.pi, 2 * math.pi, "rad"),
    "direction_strength": gene(0, 1),
    "velocity_strength": gene(0, 1),
    "distance_bias": gene(-1, 1),
    "distance_strength": gene(0, 1),
}
COMPONENT = Bound(-1 - 1e-6, 1 + 1e-6)  # to divide by the length rounds
WEIGHT = Bound(-1e6, 1e6)
DENSE = ("kind", "activation", "weights_in", "bias_hidden", "weights_out", "bias_out")


class Reader:
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

    def genome(self, value: object, path: str) -> None:
        """One creature."""
        found = self.record(value, path, ("format", *CREATURE, "nodes", "muscles", "brain"))
        if "format" in found and found["format"] != FORMAT:
            self.refuse(f"{path}.format", f'must be "{FORMAT}"')
        self.numbers(found, path, CREATURE)
        nodes = self.some(found, "nodes", path, 2, self.config.max_nodes)
        muscles = self.some(found, "muscles", path, 1, self.config.max_muscles)
        for index, node in enumerate(nodes):
            self.node(node, f"{path}.nodes[{index}]")
        for index, muscle in enumerate(muscles):
            self.muscle(muscle, f"{path}.muscles[{index}]")
        if nodes and muscles:
            self.graph(muscles, len(nodes), path)
            if "brain" in found:
                self.brain(found["brain"], len(muscles), f"{path}.brain")

    def some(self, found: Mapping[str, Any], name: str, path: str, fewest: int, most: int) -> list[Any]:
        """The list under this name; that it is missing has been said already."""
        return self.items(found[name], f"{path}.{name}", fewest, most, name.removesuffix("s")) if name in found else []

    def node(self, value: object, path: str) -> None:
        """One node."""
        found = self.record(value, path, ("position", *NODE))
        self.numbers(found, path, NODE)
        if "position" in found:
            position = self.items(found["position"], f"{path}.position", 3, 3, "number")
            for axis, (coordinate, bound) in enumerate(zip(position, POSITION, strict=False)):
                self.number(coordinate, f"{path}.position[{axis}]", bound)

    def muscle(self, value: object, path: str) -> None:
        """One muscle, but for its ends."""
        found = self.record(value, path, ("ends", *MUSCLE, *UNIT_VECTORS))
        self.numbers(found, path, MUSCLE)
        for name in UNIT_VECTORS:
            if name in found:
                self.unit_vector(found[name], f"{path}.{name}")

    def unit_vector(self, value: object, path: str) -> None:
        """Three numbers of length 1."""
        problems = len(self.problems)
        vector = self.items(value, path, 3, 3, "number")
        for axis, component in enumerate(vector):
            self.number(component, f"{path}[{axis}]", COMPONENT)
        if len(self.problems) == problems and abs(math.hypot(*vector) - 1) > UNIT_TOLERANCE:
            self.refuse(path, "must be a unit vector")

    def graph(self, muscles: list[Any], n_nodes: int, path: str) -> None:
        """Muscles join two different nodes, no two the same two, and all nodes hang together."""
        joined: dict[frozenset[int], int] = {}
        sound = True
        for index, muscle in enumerate(muscles):
            if not isinstance(muscle, dict) or "ends" not in muscle:
                sound = False
                continue
            at, ends = f"{path}.muscles[{index}].ends", muscle["ends"]
            pair = frozenset(ends) if _are_nodes(ends, n_nodes) else frozenset[int]()
            if not pair:
                self.refuse(at, f"must be two nodes, 0 to {n_nodes - 1}")
            elif len(pair) == 1:
                self.refuse(at, "must be two different nodes")
            elif pair in joined:
                self.refuse(at, f"must not join the same nodes as muscle {joined[pair]}")
            sound &= len(pair) == 2
            joined.setdefault(pair, index)
        if sound and not _hang_together(n_nodes, list(joined)):
            self.refuse(f"{path}.muscles", "must join all nodes into one body")

    def brain(self, value: object, n_muscles: int, path: str) -> None:
        """A brain such as the settings ask for."""
        setting = self.config.brain
        if setting == "none":
            if value is not None:
                self.refuse(path, "must be null where the setting `brain` is none: oscillators need no net")
            return
        if value is None:
            self.refuse(path, f"must be a dense net, not null, where the setting `brain` is {setting}")
            return
        found = self.record(value, path, DENSE)
        for name, wanted, why in (
            ("kind", "dense", f"where the setting `brain` is {setting}"),
            ("activation", self.config.activation, "as the settings say"),
        ):
            if name in found and found[name] != wanted:
                self.refuse(f"{path}.{name}", f'must be "{wanted}", {why}')
        inputs, hidden = n_inputs(self.config), self.config.hidden
        for name, rows, columns in (("weights_in", inputs, hidden), ("weights_out", hidden, n_muscles)):
            if name in found:
                self.matrix(found[name], f"{path}.{name}", rows, columns)
        for name, count in (("bias_hidden", hidden), ("bias_out", n_muscles)):
            if name in found:
                self.vector(found[name], f"{path}.{name}", count)

    def matrix(self, value: object, path: str, rows: int, columns: int) -> None:
        """Weights, row = source."""
        for index, row in enumerate(self.items(value, path, rows, rows, "row")):
            self.vector(row, f"{path}[{index}]", columns)

    def vector(self, value: object, path: str, count: int) -> None:
        """Weights of a row, or biases."""
        for index, weight in enumerate(self.items(value, path, count, count, "number")):
            self.number(weight, f"{path}[{index}]", WEIGHT)


def _are_nodes(ends: object, n_nodes: int) -> bool:
    return isinstance(ends, list) and len(ends) == 2 and all(type(end) is int and 0 <= end < n_nodes for end in ends)


def _hang_together(n_nodes: int, pairs: list[frozenset[int]]) -> bool:
    reached, before = {0}, set[int]()
    while reached != before:
        before = set(reached)
        reached |= {node for pair in pairs if pair & before for node in pair}
    return len(reached) == n_nodes
