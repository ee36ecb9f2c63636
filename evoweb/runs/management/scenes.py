"""The creatures of the page "How it works": what some small runs came to, recorded by the engine itself.

`manage.py write_scenes` writes them to a file that the front end bundles; the same settings make the same file, to the
byte, and tests/contracts/test_generated_fresh.py holds it to that.

The file, little-endian: uint32 length of the JSON, which is padded to a multiple of four; the JSON; then clips as they
go over the wire (simulation/clips.py). The JSON is what frontend/src/how/scenes.ts declares; in it a clip is its
number, and `clips` holds the length of each in bytes.
"""

import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from django.conf import settings

from simulation import checkpoint
from simulation.clips import message
from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.genes import MUSCLE_GENES, NODE_GENES
from simulation.genome import genome_json
from simulation.layouts import layouts_of
from simulation.population import OPERATORS, Population, input_slots
from simulation.presets import MODULATED, PRESETS
from simulation.replay import filmed

TARGET = Path(settings.BASE_DIR) / "frontend" / "src" / "how" / "scenes.bin"
PRESET = PRESETS["quick"]
SETTINGS = PRESET.settings | {
    "start_jitter": 0.01
}  # a clip shows one trial: what all four give, where starts are alike
WALKERS = RunConfig(**SETTINGS, seed=2)
BODIES = RunConfig(**SETTINGS, seed=5)
THINKERS = RunConfig(
    **{
        **SETTINGS,
        **MODULATED,
        "brain": "hybrid",
        "hidden": 4,
        "min_nodes": 4,
        "max_nodes": 6,
        "min_muscles": 6,
        "max_muscles": 9,
        "seed": 3,
    }
)
SHOWN_S = 6.0  # of the sliders' bodies
FRICTIONS = [0.05, 0.3, BODIES.ground_friction, 1.5]  # of the ground: like ice, less, as it evolved, more
STIFFNESSES = [0.5, 1.0, 2.0]  # times what its muscles have
RANKS = [1, 2, 30, 120, 121, 200, 300, 400]  # of generation 0, best to worst
MOST_CHANGES = 4  # that are told
NAMED = {  # genes of which a change is told, as people call them
    "size": ("size", "m"),
    "friction": ("friction", ""),
    "rest_length": ("rest length", "m"),
    "stiffness": ("stiffness", "N/m"),
    "damping": ("damping", "N·s/m"),
    "frequency": ("frequency", "Hz"),
    "amplitude": ("amplitude", ""),
    "phase": ("phase", "rad"),
}


@dataclass
class Reel:
    """Clips in the order in which they were asked for."""

    messages: list[bytes] = field(default_factory=list)

    def number_of(self, creature: Population, config: RunConfig, generation: int) -> int:
        """Record one creature, as it lives in a generation of a run, and give its clip a number."""
        self.messages.append(message(filmed(creature, config, layouts_of(config, generation), generation)))
        return len(self.messages) - 1


@dataclass(frozen=True)
class Recorded:
    """A generation of a run with its creatures, the best first."""

    number: int
    creatures: Population
    fitness: list[float]
    survives: list[bool]

    def ranked(self, rank: int) -> Population:
        """The creature of a rank, counted from 1, alone."""
        return self.creatures[rank - 1 : rank]


@dataclass(frozen=True)
class Mutation:
    """A child of one parent that has the same nodes and muscles."""

    parent: Population
    child: Population
    generation: int  # the child's
    gain: float


def scenes() -> bytes:
    """The whole file."""
    reel = Reel()
    run = list(recorded(WALKERS))
    parts = {
        "run": {"title": PRESET.title, "population": WALKERS.population, "seed": WALKERS.seed},
        "body": body_scene(reel),
        "brain": brain_scene(reel),
        "selection": selection_scene(reel, run[0]),
        "variation": variation_scene(reel, run),
        "learning": [
            {"generation": number, "clip": reel.number_of(run[number].ranked(1), WALKERS, number)}
            for number in (0, 10, WALKERS.generations)
        ],
    }
    return packed(parts | {"clips": [len(clip) for clip in reel.messages]}, reel.messages)


def packed(head: dict[str, Any], messages: Iterable[bytes]) -> bytes:
    """The JSON, its length before it, and what follows."""
    text = json.dumps(head, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)
    return struct.pack("<I", len(text)) + text + b"".join(messages)


def recorded(config: RunConfig) -> Iterator[Recorded]:
    """The generations of a run."""
    for generation in evolve(config):
        order = generation.rank.argsort()
        creatures = checkpoint.decode(generation.checkpoint, config).population[torch.from_numpy(order)]
        fitness, survives = generation.fitness[order].tolist(), generation.survives[order].tolist()
        yield Recorded(generation.number, creatures, fitness, survives)


def champion_of(config: RunConfig) -> tuple[Population, int]:
    """The last generation's best creature, and that generation's number."""
    *_, last = recorded(config)
    return last.ranked(1), last.number


def body_scene(reel: Reel) -> dict[str, Any]:
    """A champion on grounds that grip less and more, with muscles that are softer and stiffer; all else as it was."""
    champion, number = champion_of(BODIES)

    def clip(friction: float, stiffness: float) -> int:
        changed = replace(champion, stiffness=champion.stiffness * stiffness)
        config = BODIES.model_copy(update={"seconds": SHOWN_S, "ground_friction": friction})
        return reel.number_of(changed, config, number)

    clips = [[clip(friction, stiffness) for stiffness in STIFFNESSES] for friction in FRICTIONS]
    return {"frictions": FRICTIONS, "home": BODIES.ground_friction, "stiffnesses": STIFFNESSES, "clips": clips}


def brain_scene(reel: Reel) -> dict[str, Any]:
    """A champion with a net that modulates its oscillators, and the net: of each sense its strongest weights."""
    champion, number = champion_of(THINKERS)
    net: Any = genome_json(champion, 0, THINKERS)["brain"]
    columns = list(zip(*net["weights_in"], strict=True))  # [H][I]
    senses = {
        name: [round(strongest(column[slot]), 2) for column in columns]
        for name, slot in input_slots(THINKERS).items()
        if slot.start < slot.stop
    }
    outputs = [[round(weight, 2) for weight in row] for row in net["weights_out"]]
    return {"senses": senses, "outputs": outputs, "clip": reel.number_of(champion, THINKERS, number)}


def strongest(weights: Sequence[float]) -> float:
    """The weight that is furthest from 0."""
    return max(max(weights), min(weights), key=abs)


def selection_scene(reel: Reel, first: Recorded) -> list[dict[str, Any]]:
    """Some creatures of generation 0 from the best to the worst, and who of them survives."""
    return [
        {
            "rank": rank,
            "survives": first.survives[rank - 1],
            "clip": reel.number_of(first.ranked(rank), WALKERS, first.number),
        }
        for rank in RANKS
    ]


def variation_scene(reel: Reel, run: list[Recorded]) -> dict[str, Any]:
    """Of the mutations among the last champion's ancestors the one that gained most: parent, child, what changed."""
    step = max(mutations(run), key=lambda mutation: mutation.gain)
    return {
        "parent": reel.number_of(step.parent, WALKERS, step.generation),
        "child": reel.number_of(step.child, WALKERS, step.generation),
        "changes": changes(step.parent, step.child),
    }


def mutations(run: list[Recorded]) -> Iterator[Mutation]:
    """The mutations in the line of the last champion, back along the fitter parents."""
    lived = {
        int(creature): (generation, row)
        for generation in reversed(run)
        for row, creature in enumerate(generation.creatures.id.tolist())
    }
    creature = int(run[-1].ranked(1).id)
    while True:
        born, row = lived[creature]
        child = born.ranked(row + 1)
        creature = int(child.parents[0, 0])
        if creature not in lived:
            return
        before, place = lived[creature]
        parent = before.ranked(place + 1)
        if OPERATORS[int(child.operator)] == "mutation" and is_built_alike(parent, child):
            yield Mutation(parent, child, born.number, born.fitness[row] - before.fitness[place])


def is_built_alike(one: Population, other: Population) -> bool:
    """Whether two creatures have the same nodes and the same muscles between them."""
    return torch.equal(one.node_mask, other.node_mask) and torch.equal(one.ends, other.ends)


def changes(parent: Population, child: Population) -> list[str]:
    """What a mutation changed, the largest first: each change as a share of how its gene may be born."""
    found = []
    for part, genes in (("Node", NODE_GENES), ("Muscle", MUSCLE_GENES)):
        for name in genes.keys() & NAMED.keys():
            before, after = getattr(parent, name)[0].tolist(), getattr(child, name)[0].tolist()
            for place, (old, new) in enumerate(zip(before, after, strict=True)):
                share = abs(new - old) / (genes[name].born_high - genes[name].born_low)
                found.append((share, f"{part} {place + 1}: {in_words(name, old, new)}"))
    found = sorted((change for change in found if change[0] > 0), reverse=True)
    told = [words for _, words in found[:MOST_CHANGES]]
    return [*told, f"and {len(found) - len(told)} smaller changes"] if len(found) > len(told) else told


def in_words(gene: str, old: float, new: float) -> str:
    """A gene's change, to be read."""
    name, unit = NAMED[gene]
    return f"{name} {old:.3g} → {new:.3g} {unit}".strip()
