"""manage.py simulate: what genomes from a file achieve. Needs no database."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from django.core.management.base import BaseCommand, CommandError, CommandParser
from numpy.typing import NDArray

from evoweb.runs.management.output_file import OutputFile, interruptible
from evoweb.runs.management.settings_options import add_set_option, parse_settings, problems_as_command_error
from simulation.backends import BACKENDS, backend_of
from simulation.batch import simulate_batch
from simulation.config import RunConfig
from simulation.episode import REASONS, Episodes
from simulation.errors import ConfigError, GenomeError, Problem
from simulation.genome import read_genomes
from simulation.layouts import Layouts, explicit_layout
from simulation.population import Population

DTYPES = {"float32": torch.float32, "float64": torch.float64}
FARTHEST_TARGET = 1000.0  # m from the origin along an axis
MOST_TARGETS = 1000


class Command(BaseCommand):
    """Play one episode with every genome of a file."""

    help = "Simulate the genomes of a file and print what each achieves."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--genomes", type=Path, required=True, metavar="FILE.json", help='a genome, a list, or {"genomes": […]}'
        )
        add_set_option(parser)
        parser.add_argument("--layout", type=Path, metavar="FILE.json", help="target positions [x, y, z], met in order")
        parser.add_argument("--frames", type=Path, metavar="OUT.npy", help="write positions [B, F, N, 3] here")
        parser.add_argument("--backend", choices=sorted(BACKENDS), help="default: the setting's")
        parser.add_argument(
            "--dtype", choices=sorted(DTYPES), default="float32", help="float64: by the reference, torch"
        )
        parser.add_argument("--json", action="store_true", help="one JSON list instead of a table")

    def handle(self, **options: Any) -> None:
        frames = OutputFile("--frames", options["frames"]) if options["frames"] else None
        with problems_as_command_error():
            named = options["backend"] or ("torch" if options["dtype"] == "float64" else None)
            config = parse_settings(options["chosen"], seed=0, **({"backend": named} if named else {}))
            if options["dtype"] == "float64" and backend_of(config) != "torch":
                raise ConfigError([Problem("dtype", f"must be float32: the {backend_of(config)} backend has no other")])
            population = read_genomes(read(options["genomes"]), config, DTYPES[options["dtype"]])
            layouts = read_layout(read(options["layout"]), config) if options["layout"] else None
        record = torch.full((len(population),), frames is not None)
        with interruptible(lambda: "Nothing is kept."):
            episodes = simulate_batch(population, config, layouts, record)
            if frames:
                positions = positions_of(population, episodes)
                frames.write(lambda stream: np.save(stream, positions))
        self.stdout.write(json.dumps(results(episodes)) if options["json"] else table(episodes))


def read(path: Path) -> bytes:
    """A file's bytes; CommandError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def read_layout(text: bytes, config: RunConfig) -> Layouts:
    """Target positions as a layout.

    Raises:
        GenomeError: with every position that is none.
    """
    if not config.has_targets:
        raise GenomeError([Problem("layout", f"the task {config.task} has no targets")])
    try:
        positions = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GenomeError([Problem("layout", f"must be JSON: {error}")]) from error
    if not isinstance(positions, list) or not 1 <= len(positions) <= MOST_TARGETS:
        raise GenomeError([Problem("layout", f"must be a list of 1 to {MOST_TARGETS} positions [x, y, z]")])
    problems = [
        Problem(f"layout[{index}]", f"must be three numbers, −{FARTHEST_TARGET:g} to {FARTHEST_TARGET:g} m")
        for index, position in enumerate(positions)
        if not is_position(position)
    ]
    if problems:
        raise GenomeError(problems)
    return explicit_layout(positions)


def is_position(value: object) -> bool:
    """Whether this is [x, y, z] in m."""
    return (
        isinstance(value, list)
        and len(value) == 3
        and all(type(part) in (int, float) and -FARTHEST_TARGET <= part <= FARTHEST_TARGET for part in value)
    )


def positions_of(population: Population, episodes: Episodes) -> NDArray[np.float32]:
    """Positions [B, F, N, 3] of every frame, the birth included; NaN on padding."""
    assert episodes.films is not None
    frames: NDArray[np.float32] = episodes.films.positions.astype(np.float32)
    padding = ~population.node_mask.numpy()
    frames[np.broadcast_to(padding[:, None], frames.shape[:3])] = math.nan
    return frames


def results(episodes: Episodes) -> list[dict[str, Any]]:
    """What each creature achieved, in the order of the genomes."""
    return [
        {
            "fitness": float(episodes.fitness[row]),
            "parts": {name: float(part[row]) for name, part in episodes.parts.items()},
            "targets_reached": int(episodes.targets_reached[row]),
            "disqualified": REASONS[int(episodes.disqualified[row])] or None,
        }
        for row in range(len(episodes.fitness))
    ]


def table(episodes: Episodes) -> str:
    """The same, to be read."""
    lines = []
    for row, result in enumerate(results(episodes)):
        parts = "  ".join(f"{name} {value:.3f}" for name, value in result["parts"].items())
        fate = f"  disqualified: {result['disqualified']}" if result["disqualified"] else ""
        lines.append(f"{row:>4}  fitness {result['fitness']:.3f}  targets {result['targets_reached']}  {parts}{fate}")
    return "\n".join(lines)
