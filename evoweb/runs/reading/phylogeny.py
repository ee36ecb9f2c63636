"""The phylogeny of a run: those who live in a generation, and where their lines part."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from evoweb.runs.engine import engine
from evoweb.runs.errors import Refused
from evoweb.runs.models import Generation, Run
from evoweb.runs.reading.checkpoints import checkpoint_of
from evoweb.runs.reading.kinship import Birth, ancestors, facts
from evoweb.runs.reading.stored import DamagedError
from evoweb.runs.schemas.lineage import MOST_SHOWN, Phylogeny, PhylogenyQuery
from simulation.errors import CheckpointError

LIVING = MOST_SHOWN // 2  # who are shown; lines part less often than there are living creatures
LOOKED_AT = 50_000


@dataclass(frozen=True)
class Tree:
    """Creatures by name, the youngest first, with whom each comes from."""

    parent: dict[str, str | None]  # of those that are kept: the nearest kept one along first parents
    skipped: dict[str, int]  # creatures between the two
    living: Counter[str]  # living descendants, the creature itself among them
    other: dict[str, str | None]  # of a crossover's second parent the nearest kept creature, itself or before it


def phylogeny(run: Run, query: PhylogenyQuery) -> Phylogeny:
    """The tree of those who live in a generation; the best of them, where they are very many.

    Raises:
        Generation.DoesNotExist: it is not recorded.
        Loading: the species are asked for, and the engine, which reads them, is not loaded yet.
        Refused: the species are asked for, and cannot be read any more.
    """
    number = run.next_generation - 1 if query.generation is None else query.generation
    generation = run.recorded.get(number=number)
    scores = generation.scores.order_by("rank")
    alive = list(scores.values_list("creature_id", "creature__born", "creature__index", "row")[:LIVING])
    rows = {f"{born}-{index}": row for _, born, index, row in alive}
    known = ancestors(run, (key for key, *_ in alive), LOOKED_AT, first_parents=True)
    tree = tree_of(known, set(rows))
    shown = list(tree.parent)
    places = {name: place for place, name in enumerate(shown)}
    told = facts(run, (known[name].key for name in shown))
    of = [told[known[name].key] for name in shown]
    root = latest_in_common(tree, len(rows))
    return Phylogeny(
        creatures=shown,
        born=[known[name].born for name in shown],
        operators=[fact.operator for fact in of],
        fitness=[fact.fitness for fact in of],
        nodes=[fact.nodes for fact in of],
        muscles=[fact.muscles for fact in of],
        parents=[[] if parent is None else [places[parent]] for parent in tree.parent.values()],
        others=[None if other is None else places[other] for other in tree.other.values()],
        generation=number,
        skipped=[tree.skipped[name] for name in shown],
        living=[tree.living[name] for name in shown],
        is_alive=[name in rows for name in shown],
        ancestor=None if root is None else places[root],
        population=scores.count(),
        is_cut=any(parent not in known for birth in known.values() for parent in birth.parents[:1]),
        species=species_along(tree, rows, species_in(run, generation)) if query.species else None,
    )


def tree_of(known: dict[str, Birth], alive: set[str]) -> Tree:
    """Who is alive, from whom several of them descend, and the first of each line."""
    births = sorted(known.values(), key=lambda birth: (birth.brood, birth.index), reverse=True)
    first = {birth.name: next((name for name in birth.parents[:1] if name in known), None) for birth in births}
    children = Counter(parent for parent in first.values() if parent)
    living = Counter(alive)
    for name, parent in first.items():  # children before their parents
        if parent:
            living[parent] += living[name]
    stays = {name: None for name in first if name in alive or children[name] > 1 or first[name] is None}

    def nearest(name: str | None) -> tuple[str | None, int]:
        """The creature, or the nearest before it that stays, and how many were passed on the way."""
        passed = 0
        while name is not None and name not in stays:
            name, passed = first.get(name), passed + 1
        return name, passed

    up = {name: nearest(first[name]) for name in stays}
    other = {
        name: nearest(next((parent for parent in known[name].parents[1:] if parent in known), None)) for name in stays
    }
    return Tree(
        parent={name: parent for name, (parent, _) in up.items()},
        skipped={name: passed for name, (_, passed) in up.items()},
        living=living,
        other={name: parent for name, (parent, _) in other.items()},
    )


def latest_in_common(tree: Tree, living: int) -> str | None:
    """The youngest creature from which all the living descend; it may be one of them."""
    return next((name for name in tree.parent if tree.living[name] == living), None)


def species_in(run: Run, generation: Generation) -> list[int]:
    """The species of the generation's creatures by row; 0 where selection knows none."""
    engine.require()
    from simulation import checkpoint  # noqa: PLC0415 - loads torch

    try:
        saved = checkpoint.decode(checkpoint_of(generation), run.run_config())
    except (CheckpointError, DamagedError) as error:  # another version's, or spoilt
        raise Refused(f"The species of generation {generation.number} cannot be read: {error}") from error
    return list(saved.memory.species.tolist())


def species_along(tree: Tree, rows: dict[str, int], species: list[int]) -> list[int] | None:
    """The species of the living, and of each creature that has living descendants of one alone; 0 for the others."""
    if not any(species):
        return None
    below: dict[str, set[int]] = defaultdict(set)
    for name, parent in tree.parent.items():  # children before their parents
        if name in rows:
            below[name].add(species[rows[name]])
        if parent is not None:
            below[parent] |= below[name]
    shared = {name: next(iter(found)) for name, found in below.items() if len(found) == 1}
    return [species[rows[name]] if name in rows else shared.get(name, 0) for name in tree.parent]
