"""Reading genome JSON: everything that is wrong with a genome; what its genes may be stands in gene_facts.py."""

import json
import math
from typing import Any

from simulation.gene_facts import CREATURE, FORMAT, MUSCLE, NODE, POSITION
from simulation.genes import UNIT_VECTORS
from simulation.genome_brains import BRAIN_FORMATS
from simulation.genome_fields import Bound, Fields, is_whole

OURS = ("format", "nodes", "muscles")
MOST_TOLD = 80  # characters of what is in another format
UNIT_TOLERANCE = 1e-3
SIZE_TOLERANCE = 1e-3  # share
COMPONENT = Bound(-1 - 1e-6, 1 + 1e-6)  # to divide by the length rounds


def another_format(genome: object) -> str:
    """What tells that an object is a genome of another format; empty where it may be one of ours."""
    if not isinstance(genome, dict):
        return ""
    if "format" in genome:
        named = json.dumps(genome["format"])[:MOST_TOLD]
        return "" if genome["format"] == FORMAT else f'its "format" is {named}, and "{FORMAT}" is what can be read'
    if genome.keys() & OURS:
        return ""
    keys = ", ".join(map(str, genome))[:MOST_TOLD]
    return f'it has {keys or "nothing"}, and none of {", ".join(OURS)}, which "{FORMAT}" has'


class Reader(Fields):
    """Reads genomes."""

    def genome(self, value: object, path: str) -> None:
        """One creature."""
        found = self.record(value, path, ("format", *CREATURE, "nodes", "muscles", "brain"))
        self.numbers(found, path, CREATURE)
        nodes = self.some(found, "nodes", path, 2, self.config.max_nodes)
        muscles = self.some(found, "muscles", path, 1, self.config.max_muscles)
        for index, node in enumerate(nodes):
            self.node(node, f"{path}.nodes[{index}]")
        for index, muscle in enumerate(muscles):
            self.muscle(muscle, f"{path}.muscles[{index}]")
        if self.config.is_natural:
            self.size(nodes, f"{path}.nodes")
        if nodes and muscles:
            self.graph(muscles, len(nodes), path)
            if "brain" in found:
                check = BRAIN_FORMATS[self.config.brain].check
                check(self, found["brain"], (len(nodes), len(muscles)), f"{path}.brain")

    def size(self, nodes: list[Any], path: str) -> None:
        """All nodes within a ball about their middle."""
        reach, most = reach_of(nodes), self.config.body_size / 2
        if reach > most * (1 + SIZE_TOLERANCE):
            self.refuse(
                path, f"must be within {most:g} m of their middle, not {reach:.2f}, or body_size {2 * reach:.2f}"
            )

    def node(self, value: object, path: str) -> None:
        """One node."""
        found = self.record(value, path, ("position", *NODE))
        self.numbers(found, path, NODE)
        if "position" in found:
            position = self.items(found["position"], f"{path}.position", 3, 3, "number")
            for axis, (coordinate, bound) in enumerate(zip(position, POSITION.values(), strict=False)):
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


def reach_of(nodes: object) -> float:
    """m: how far the farthest of a genome's nodes is from their mean; 0 where these are no nodes with positions."""
    try:
        places = [[float(coordinate) for coordinate in node["position"]] for node in nodes]  # type: ignore[attr-defined]
        middle = [sum(along) / len(places) for along in zip(*places, strict=True)]
        return max((math.dist(place, middle) for place in places), default=0.0)
    except (TypeError, ValueError, KeyError, OverflowError):
        return 0.0


def _are_nodes(ends: object, n_nodes: int) -> bool:
    return isinstance(ends, list) and len(ends) == 2 and all(is_whole(end) and 0 <= end < n_nodes for end in ends)


def _hang_together(n_nodes: int, pairs: list[frozenset[int]]) -> bool:
    reached, before = {0}, set[int]()
    while reached != before:
        before = set(reached)
        reached |= {node for pair in pairs if pair & before for node in pair}
    return len(reached) == n_nodes
