"""manage.py evolve: a run on the command line. Needs no database."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evoweb.runs.management.settings_options import add_set_option, problems_as_command_error, settings_of
from simulation.backends import backend_of
from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.generation import Generation
from simulation.population import name_of
from simulation.presets import PRESETS
from simulation.replay import genome_of
from simulation.stopping import until_stopped

PRINTED = (
    "best",
    "held_out_mean",
    "mean",
    "median",
    "worst",
    "evaluations",
    "disqualified",
    "wall_s",
    "creature_steps",
)


class Command(BaseCommand):
    """Evolve a preset, changed where wanted, and print what each generation came to."""

    help = "Evolve creatures and print a line per generation, and at the end the champion and its held-out score."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--preset", required=True, metavar="NAME", help=f"one of {', '.join(PRESETS)}")
        add_set_option(parser)
        parser.add_argument("--seed", help="same seed, same result; default: drawn at random")
        parser.add_argument("--generations", help="number of the last generation; default: the preset's")
        parser.add_argument("--json", action="store_true", help="a JSON object per line")
        parser.add_argument("--champion", type=Path, metavar="FILE.json", help="write the champion's genome here")

    def handle(self, **options: Any) -> None:
        config = config_of(options)
        if options["champion"] and not options["champion"].parent.is_dir():
            raise CommandError(f"--champion: there is no folder {options['champion'].parent}")
        line = json.dumps if options["json"] else sentence
        if not options["json"]:
            self.stdout.write(f"seed {config.seed}")
        for latest in until_stopped(config, evolve(config)):
            self.stdout.write(line(row(latest[0])))
            self.stdout.flush()
        generation, reason = latest
        genome = genome_of(generation.checkpoint, config, int(generation.id[generation.champion]))
        if options["champion"]:
            write(options["champion"], [genome])
        end = ending(generation, genome, reason)
        self.stdout.write(json.dumps(end) if options["json"] else last_sentence(end))


def config_of(options: dict[str, Any]) -> RunConfig:
    """The preset with what the other options change."""
    if options["preset"] not in PRESETS:
        raise CommandError(f"--preset: must be one of {', '.join(PRESETS)}")
    given = {name: options[name] for name in ("seed", "generations") if options[name] is not None}
    with problems_as_command_error():
        config = RunConfig.parse(PRESETS[options["preset"]].settings | settings_of(options["chosen"]) | given)
        backend_of(config)  # what the settings name can be played, or we are told why not
        return config


def row(generation: Generation) -> dict[str, Any]:
    """What is printed of a generation."""
    return {"generation": generation.number} | {name: generation.statistics[name] for name in PRINTED}


def ending(generation: Generation, genome: dict[str, Any], reason: str) -> dict[str, Any]:
    """What is printed after the last generation: its champion, and how that does where selection never looked.

    Args:
        reason: why a rule ended the run; empty: it came to its last generation.
    """
    scores = generation.held_out
    return {
        "done": True,
        "reason": reason,
        "champion": genome,
        "name": name_of(int(generation.id[generation.champion])),
        "fitness": float(generation.fitness[generation.champion]),
        "held_out": {"mean": float(np.mean(scores)), "median": float(np.median(scores)), "scores": scores},
    }


def sentence(values: dict[str, Any]) -> str:
    """A generation's values to be read."""
    rounded = {name: f"{value:.2f}" if isinstance(value, float) else value for name, value in values.items()}
    return "  ".join(f"{name} {value}" for name, value in rounded.items())


def last_sentence(end: dict[str, Any]) -> str:
    """The ending to be read."""
    held_out = end["held_out"]
    reason = f"{end['reason']}  " if end["reason"] else ""
    champion = f"done  {reason}champion {end['name']}  fitness {end['fitness']:.2f}"
    if len(held_out["scores"]) == 1:
        return f"{champion}  (the task has no layouts)"
    return (
        f"{champion} on its layouts  held-out mean {held_out['mean']:.2f}  median {held_out['median']:.2f}"
        f"  ({len(held_out['scores'])} layouts that selection never saw)"
    )


def write(path: Path, genomes: list[dict[str, Any]]) -> None:
    """Write genomes as a file that `simulate --genomes` reads."""
    try:
        path.write_text(json.dumps(genomes, indent=1) + "\n")
    except OSError as error:
        raise CommandError(f"--champion: {path}: {error.strerror}") from error
