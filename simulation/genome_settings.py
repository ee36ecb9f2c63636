"""Settings under which genomes can be read that come from elsewhere: a genome does not say under which it was made.

A body shows how many nodes and muscles there must be room for, a net its kind, its activation, its neurons and how many
inputs it has; what these sense is guessed: as the given settings say where that fits, else with the fewest changes.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any, get_args

from simulation.config import RunConfig
from simulation.errors import GenomeError, Problem
from simulation.genome import MOST_PROBLEMS, problems_of
from simulation.genome_fields import is_whole
from simulation.genome_neat import absent_inputs
from simulation.genome_reader import another_format, reach_of
from simulation.population import n_inputs
from simulation.setting import bounds_of

BRAINS = {"none": ("none",), "dense": ("pure", "hybrid"), "neat": ("neat",)}  # that have nets of this kind
SENSES = ("time_encoding", "sense_strain", "sense_velocity", "sense_ground", "bias_mode", "max_nodes", "max_muscles")
"""Settings that decide how many inputs nets have."""
CLOCKS = ("none", "sin", "cyclic")  # one of each number of inputs
MOST_TRIES = 8
MOST_LOOKED_AT = 20  # nets of NEAT, to see which inputs their bodies have

Numbered = list[tuple[int, Any]]  # genomes with their places in a list


def origins_of(genomes: Sequence[Any], near: RunConfig) -> list[RunConfig]:
    """Settings, the nearest to the given ones, under which each of these genomes, read from JSON, can be read.

    Genomes with the same kind of net, or with none, are taken to be of one origin.

    Raises:
        GenomeError: with every problem of genomes that can be read under no settings, up to MOST_PROBLEMS.
    """
    bodies = [genome.get("nodes") for genome in genomes if isinstance(genome, dict)]
    if any(reach_of(nodes) > near.body_size / 2 for nodes in bodies):
        near = near.model_copy(update={"world": "published"})  # which has bodies of any size
    kinds: dict[str, Numbered] = {}
    for numbered in enumerate(genomes):
        kinds.setdefault(_kind(numbered[1]), []).append(numbered)
    origins, problems = dict[int, RunConfig](), list[Problem]()
    for kind, alike in kinds.items():
        origin, found = _origin(kind, alike, near)
        problems += found
        origins |= dict.fromkeys((place for place, _ in alike), origin)
    if problems:
        raise GenomeError(problems[:MOST_PROBLEMS])
    return [origins[place] for place in range(len(genomes))]


def _kind(genome: Any) -> str:
    """The kind of a genome's net; of one that is none, a net of unknown kind is as bad as a dense one."""
    brain = genome.get("brain") if isinstance(genome, dict) else None
    if brain is None or another_format(genome):
        return "none"
    return "neat" if isinstance(brain, dict) and brain.get("kind") == "neat" else "dense"


def _origin(kind: str, alike: Numbered, near: RunConfig) -> tuple[RunConfig, list[Problem]]:
    """The nearest settings under which these can be read; where there are none, those that come nearest, and why."""
    nearest: tuple[RunConfig, list[Problem]] | None = None
    for changes in islice(_candidates(kind, [genome for _, genome in alike], near), MOST_TRIES):
        origin = near.model_copy(update=changes)
        problems = problems_of(alike, origin)
        if not problems:
            return origin, []
        nearest = nearest or (origin, problems)
    assert nearest is not None  # there is always a candidate
    return nearest


def _candidates(kind: str, genomes: list[Any], near: RunConfig) -> Iterator[dict[str, Any]]:
    """Changes to the settings, those with the fewest first; at least one."""
    given = [genome for genome in genomes if isinstance(genome, dict)]
    room = {what: _room(what, given) for what in ("nodes", "muscles")}
    sizes = {f"max_{what}": max(getattr(near, f"max_{what}"), most) for what, (_, most) in room.items()}
    sizes |= {f"min_{what}": min(getattr(near, f"min_{what}"), least) for what, (least, _) in room.items()}
    if kind == "none":
        yield widest() | {"brain": "none"}
        return
    nets = [genome["brain"] for genome in given if isinstance(genome.get("brain"), dict)]
    changes = sizes | _shape(kind, nets)
    changed = near.model_copy(update=changes)
    most = room["nodes"][1], room["muscles"][1]
    senses = list(_senses(kind, nets[0], changed, most)) if nets else []
    if kind == "neat":
        sensed = [_sensed(genome) for genome in given[:MOST_LOOKED_AT]]
        senses = [one for one in senses if not _miss(sensed, changed.model_copy(update=one))]
    differences = [sum(value != getattr(changed, name) for name, value in one.items()) for one in senses]
    yield from (changes | senses[at] for at in sorted(range(len(senses)), key=differences.__getitem__))
    brain = near.brain if near.brain in BRAINS[kind] else BRAINS[kind][0]
    yield changes | {"brain": brain}  # which none can read, or only these inputs' meaning was guessed wrong


def widest() -> dict[str, Any]:
    """Sizes of bodies as far as settings go; a body without a net does not depend on how much room there is for it."""
    fields = RunConfig.model_fields
    names = [f"{most}_{what}" for what in ("nodes", "muscles") for most in ("min", "max")]
    return {name: bounds_of(fields[name])[name.startswith("max")] for name in names}


def _room(what: str, genomes: list[dict[str, Any]]) -> tuple[int, int]:
    """The fewest and the most nodes or muscles of bodies, within what settings may be."""
    counts = [len(genome[what]) for genome in genomes if isinstance(genome.get(what), list)]
    low, high = bounds_of(RunConfig.model_fields[f"max_{what}"])
    fewest = bounds_of(RunConfig.model_fields[f"min_{what}"])[0]
    return max(min(counts, default=high), fewest), min(max(counts, default=low), high)


def _shape(kind: str, nets: list[dict[str, Any]]) -> dict[str, Any]:
    """Activation and neurons: of the first dense net, for all must be alike; room for the largest of NEAT's."""
    changes: dict[str, Any] = {}
    if nets and nets[0].get("activation") in get_args(RunConfig.model_fields["activation"].annotation):
        changes["activation"] = nets[0]["activation"]
    part, setting = ("bias_hidden", "hidden") if kind == "dense" else ("hidden", "neat_max_hidden")
    counts = [len(net[part]) for net in nets if isinstance(net.get(part), list)]
    low, high = bounds_of(RunConfig.model_fields[setting])
    if counts:
        changes[setting] = min(max(counts[0] if kind == "dense" else max(counts), low), high)
    return changes


def _senses(kind: str, net: dict[str, Any], near: RunConfig, most: tuple[int, int]) -> Iterator[dict[str, Any]]:
    """Brains and senses that give nets as many inputs as this one has.

    Args:
        most: nodes and muscles of the largest bodies, for which there must be slots.
    """
    rows, links = net.get("weights_in"), net.get("links")
    inputs = len(rows) if kind == "dense" and isinstance(rows, list) else net.get("inputs")
    if not is_whole(inputs):
        return
    linked = links if isinstance(links, list) else []
    biases = ["neuron", "bias_node"]
    if kind == "neat" and any(isinstance(link, dict) and link.get("from") == "bias" for link in linked):
        biases = ["bias_node"]
    for brain, clock, bias in product(BRAINS[kind], {near.time_encoding: 0} | dict.fromkeys(CLOCKS), biases):
        plain: dict[str, Any] = {"brain": brain, "time_encoding": clock, "bias_mode": bias}
        slotless = near.model_copy(update=plain | {"max_nodes": 0, "max_muscles": 0})
        left = int(inputs) + (kind == "neat" and bias == "bias_node") - n_inputs(slotless)
        for strain, velocity, ground in product((False, True), repeat=3):
            changes = plain | {"sense_strain": strain, "sense_velocity": velocity, "sense_ground": ground}
            for nodes, muscles in _slots(left, 3 * velocity + ground, strain, most):
                yield changes | ({"max_nodes": nodes} if nodes else {}) | ({"max_muscles": muscles} if muscles else {})


def _sensed(genome: dict[str, Any]) -> tuple[tuple[int, int], set[str]]:
    """The nodes and muscles of a body with a net of NEAT, and the sources of its links."""
    nodes, muscles = (len(genome[what]) if isinstance(genome.get(what), list) else 0 for what in ("nodes", "muscles"))
    links = genome["brain"].get("links")
    sources = [link.get("from") for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    return (nodes, muscles), {source for source in sources if isinstance(source, str)}


def _miss(sensed: list[tuple[tuple[int, int], set[str]]], config: RunConfig) -> bool:
    """Whether one of these links leads from a sense of what its body does not have."""
    return any(sources & {f"in:{place}" for place in absent_inputs(body, config)} for body, sources in sensed)


def _slots(inputs: int, per_node: int, strain: bool, most: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Slots of nodes and muscles that have so many inputs, a node `per_node`, a muscle one; 0 where any number will do.

    Args:
        most: nodes and muscles of the largest bodies.
    """
    (nodes, muscles), highest = most, [bounds_of(RunConfig.model_fields[name])[1] for name in SENSES[-2:]]
    for slots in range(nodes, highest[0] + 1) if per_node else (0,):
        left = inputs - per_node * slots
        if (strain and muscles <= left <= highest[1]) or (not strain and left == 0):
            yield slots, left
