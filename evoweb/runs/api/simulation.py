"""/api/simulation: scores of given creatures."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field, FiniteFloat

from evoweb.runs.api.shapes import Detail, Problems, Settings
from evoweb.runs.compute import seat
from evoweb.runs.costs import PACES, backend_of, creature_steps
from evoweb.runs.schemas.given import Given
from simulation.config import RunConfig
from simulation.errors import ConfigError, Problem
from simulation.setting import spaced

router = Router(tags=["simulation"])

MOST_GENOMES = 1000
MOST_TARGETS = 64
MOST_FRAME_NUMBERS = 2_000_000  # coordinates in one answer

Position = tuple[FiniteFloat, FiniteFloat, FiniteFloat]


class Batch(Given):
    """Creatures to simulate. `layout`: targets in m, met in order by every creature, in place of drawn ones."""

    genomes: list[Any] = Field(min_length=1, max_length=MOST_GENOMES)
    config: Settings = Field(default_factory=dict)
    layout: list[Position] | None = Field(default=None, min_length=1, max_length=MOST_TARGETS)
    frames: bool = False


class Scores(Schema):
    """What each creature reached, in the order of the genomes; frames: creature, frame, node, [x, y, z] in m."""

    fitness: list[float]
    parts: dict[str, list[float]]
    targets_reached: list[int]
    disqualified: list[str]
    frames: list[list[list[list[float]]]] | None


@router.post("batch", response={200: Scores, 401: Detail, 422: Problems, 429: Detail, 503: Detail})
def batch(request: HttpRequest, batch: Batch) -> Scores:
    """Simulate creatures together; every one scores as it would alone."""
    config = RunConfig.parse(batch.config)
    if problems := list(batch_problems(batch, config)):
        raise ConfigError(problems)
    with seat():
        return simulate(batch, config)


def batch_problems(batch: Batch, config: RunConfig) -> list[Problem]:
    """What exceeds the bounds on one request."""
    problems = steps_problems(config, len(batch.genomes), "genomes")
    numbers = len(batch.genomes) * (config.n_steps // config.frame_every + 1) * config.max_nodes * 3
    if batch.frames and numbers > MOST_FRAME_NUMBERS:
        problems.append(
            Problem(
                "frames",
                f"up to {spaced(numbers)} coordinates are more than the {spaced(MOST_FRAME_NUMBERS)} of one answer",
            )
        )
    if batch.layout is not None and not config.has_targets:
        problems.append(Problem("layout", f"the task {config.task} has no targets"))
    return problems


def steps_problems(config: RunConfig, n_creatures: int, path: str) -> list[Problem]:
    """Whether so many creatures take more than one request may; `path` is what that is said of."""
    pace = PACES[backend_of(config)]
    steps = creature_steps(config, max(n_creatures, pace.narrowest))
    most = round(settings.MAX_BATCH_SECONDS * pace.speed)
    if steps <= most:
        return []
    words = (
        f"{spaced(steps)} creature-steps (genomes, counted as {pace.narrowest} at least, × physics steps × layouts) "
        f"are more than the {spaced(most)} allowed in one request"
    )
    return [Problem(path, words)]


def simulate(batch: Batch, config: RunConfig) -> Scores:
    """Scores, and frames where they are asked for."""
    import torch  # noqa: PLC0415 - the pages never need it

    from simulation.batch import simulate_batch  # noqa: PLC0415
    from simulation.episode import REASONS  # noqa: PLC0415
    from simulation.genome import parse_genomes  # noqa: PLC0415
    from simulation.layouts import explicit_layout  # noqa: PLC0415

    population = parse_genomes(batch.genomes, config)
    layouts = explicit_layout(batch.layout) if batch.layout else None
    record = torch.ones(len(population), dtype=torch.bool) if batch.frames else None
    episodes = simulate_batch(population, config, layouts, record)
    n_nodes = population.node_mask.sum(1).tolist()
    films = episodes.films
    return Scores(
        fitness=episodes.fitness.tolist(),
        parts={name: part.tolist() for name, part in episodes.parts.items()},
        targets_reached=episodes.targets_reached.tolist(),
        disqualified=[REASONS[reason] for reason in episodes.disqualified.tolist()],
        frames=None
        if films is None
        else [frames[:, :nodes].tolist() for frames, nodes in zip(films.positions, n_nodes, strict=True)],
    )
