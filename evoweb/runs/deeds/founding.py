"""Founding: a new run that begins with chosen creatures: of runs, of a person's own, or genomes from elsewhere."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth.models import User

from evoweb.runs.compute import seat
from evoweb.runs.deeds.services import Origin, launch_problems, start_run
from evoweb.runs.errors import Refused
from evoweb.runs.models import Design, Generation, Run, Score
from evoweb.runs.reading.checkpoints import checkpoint_of
from evoweb.runs.reading.creatures import engine_id
from evoweb.runs.reading.hall import scores_at
from evoweb.runs.reading.stored import DamagedError
from evoweb.runs.schemas.founders import CreatureAt, Founding
from simulation.config import RunConfig
from simulation.errors import CheckpointError, ConfigError, GenomeError, InvalidInput, Problem

if TYPE_CHECKING:
    from simulation.founding import Founder


class Fit(NamedTuple):
    """Whether chosen creatures fit into settings."""

    problems: list[Problem]  # by setting
    changes: dict[str, Any]  # of settings, as far as that makes them fit


def found_run(owner: User, name: str, config: RunConfig, preset: str, founding: Founding) -> Run:
    """Start a run with chosen creatures as the first of its generation 0; with newborns where none is chosen.

    Raises:
        ConfigError: settings that cannot be, have no room for the creatures, or cost too much.
        InvalidInput: a creature that is not there, or not for this person to see; what is wrong with given genomes.
        Refused: the quota does not allow another run, or a creature cannot be read any more.
        Loading, Busy: the engine, which reads the creatures, is not loaded yet or has too much to do.
    """
    if not founding:
        return start_run(owner, name, config, preset)
    if problems := launch_problems(name, config, preset):
        raise ConfigError(problems)
    with seat(), named(founding):
        from simulation.founding import founders_given  # noqa: PLC0415 - loads torch, which the pages never need

        founders = founders_given(founders_chosen(owner, founding, config), config)
    creatures = [f"{at.creature} of run {at.run}" for at in founding.creatures]
    detail = {"creatures": creatures, "designs": len(founding.designs), "genomes": len(founding.genomes)}
    return start_run(
        owner, name, config, preset, Origin(founders, detail={key: said for key, said in detail.items() if said})
    )


def founders_fit(user: User, founding: Founding, config: RunConfig) -> Fit:
    """Whether chosen creatures fit into settings, as none at all do; raises as `found_run`, but for what fits not."""
    if not founding:
        return Fit([], {})
    with seat(), named(founding):
        from simulation.founding import changes_for, founders_given  # noqa: PLC0415 - loads torch

        chosen = founders_chosen(user, founding, config)
        try:
            founders_given(chosen, config)
        except ConfigError as error:
            return Fit(error.problems, changes_for(chosen, config))
    return Fit([], {})


def founders_chosen(user: User, founding: Founding, config: RunConfig) -> list["Founder"]:
    """Genomes of chosen creatures, and the settings that they come from, in their order."""
    from simulation.genome_settings import origins_of  # noqa: PLC0415 - loads torch

    designs = genomes_of_designs(user, founding.designs)
    given = [*designs, *founding.genomes]
    with named(founding, len(founding.creatures)):
        origins = origins_of(given, config) if given else []
    return [*creatures_of_runs(user, founding.creatures), *zip(given, origins, strict=True)]


@contextmanager
def named(founding: Founding, before: int = 0) -> Iterator[None]:
    """Name what is wrong with genomes of a list by their places in what was asked for, of which some stand before."""
    try:
        yield
    except GenomeError as error:
        raise InvalidInput([in_body(problem, founding, before) for problem in error.problems]) from error


def in_body(problem: Problem, founding: Founding, before: int) -> Problem:
    """A problem by the list and the place in it where the genome is that has it."""
    index, rest = problem.path.removeprefix("[").split("]", 1)
    place = int(index) + before
    for key in ("creatures", "designs"):
        if place < len(getattr(founding, key)):
            return Problem(f"{key}[{place}]{rest}", problem.message)
        place -= len(getattr(founding, key))
    return Problem(f"genomes[{place}]{rest}", problem.message)


def genomes_of_designs(user: User, ids: list[int]) -> list[Any]:
    """The genomes of a person's designs."""
    found = {design.pk: design.genome for design in Design.objects.filter(user=user, pk__in=ids)}
    if missing := [Problem(f"designs[{place}]", "is not there") for place, pk in enumerate(ids) if pk not in found]:
        raise InvalidInput(missing)
    return [found[pk] for pk in ids]


def creatures_of_runs(user: User, wanted: list[CreatureAt]) -> list["Founder"]:
    """Genomes of creatures of runs, and the runs' settings; each generation is read once."""
    found = scores_at(user, wanted)
    if missing := [Problem(f"creatures[{place}]", "is not there") for place, one in enumerate(found) if one is None]:
        raise InvalidInput(missing)
    scores = [score for score in found if score is not None]
    together: dict[Generation, list[Score]] = defaultdict(list)
    for score in scores:
        together[score.generation].append(score)
    founders: dict[Score, Founder] = {}
    for generation, some in together.items():
        ids = {score: engine_id(score.creature) for score in some}
        genomes, origin = genomes_in(generation, list(ids.values()))
        founders |= {score: (genomes[creature_id], origin) for score, creature_id in ids.items()}
    return [founders[score] for score in scores]


def genomes_in(generation: Generation, ids: list[int]) -> tuple[dict[int, dict[str, Any]], RunConfig]:
    """Genomes of creatures of a generation by the engine's ids, and the settings of its run."""
    from simulation.replay import genomes_of  # noqa: PLC0415 - loads torch

    try:
        origin = generation.run.run_config()
        return genomes_of(checkpoint_of(generation), origin, ids), origin
    except (CheckpointError, DamagedError) as error:  # another version's, or spoilt
        raise Refused(
            f"The creatures of generation {generation.number} of {generation.run.name} cannot be read: {error}"
        ) from error
