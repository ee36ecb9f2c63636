"""manage.py evolve: a run on the command line. Needs no database."""

import json
from dataclasses import asdict
from pathlib import Path
from statistics import stdev
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evoweb.runs.management.output_file import OutputFile, interruptible, interrupts_between
from evoweb.runs.management.settings_options import add_set_option, problems_as_command_error, settings_of
from simulation.backends import backend_of
from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.generation import Generation
from simulation.population import name_of
from simulation.presets import PRESETS
from simulation.repeats import measured
from simulation.replay import genome_of
from simulation.stopping import until_stopped
from simulation.worlds import changed

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
        champion = ChampionFile(config, options["champion"])
        line = json.dumps if options["json"] else sentence
        if not options["json"]:
            self.stdout.write(f"seed {config.seed}")
        with interruptible(champion.kept), interrupts_between() as check:
            for latest in until_stopped(config, evolve(config)):
                champion.follow(latest[0])
                self.stdout.write(line(row(latest[0])))
                self.stdout.flush()
                check()
        generation, reason = latest
        end = ending(config, generation, champion_of(generation, config), reason)
        self.stdout.write(json.dumps(end) if options["json"] else last_sentence(end))


class ChampionFile:
    """The file that holds the champion's genome, for `simulate --genomes`; written anew with every new champion."""

    def __init__(self, config: RunConfig, path: Path | None) -> None:
        """Try the file; raises CommandError where it cannot be written. None: there is none."""
        self.config = config
        self.file = OutputFile("--champion", path) if path else None
        self.name, self.generation = "", -1  # of the champion that is in the file, and of the latest generation

    def follow(self, generation: Generation) -> None:
        """Write the generation's champion, where it is another one than before."""
        self.generation = generation.number
        if generation.champion is None:
            return
        name = name_of(int(generation.id[generation.champion]))
        if self.file and name != self.name:
            text = json.dumps([champion_of(generation, self.config)], indent=1) + "\n"
            self.file.write(lambda stream: stream.write(text.encode()))
            self.name = name

    def kept(self) -> str:
        """What is there when the command is interrupted."""
        if self.generation < 0:
            return "No generation was computed, and nothing is kept."
        if self.file is None or not self.name:
            return f"Nothing is kept of {self.generation + 1} generations; --champion FILE would keep their champion."
        return f"The champion of generation {self.generation}, {self.name}, is in {self.file.path}."


def champion_of(generation: Generation, config: RunConfig) -> dict[str, Any] | None:
    """Return the genome of a generation's champion; None where nobody is in play."""
    if generation.champion is None:
        return None
    return genome_of(generation.checkpoint, config, int(generation.id[generation.champion]))


def config_of(options: dict[str, Any]) -> RunConfig:
    """The preset with what the other options change."""
    if options["preset"] not in PRESETS:
        raise CommandError(f"--preset: must be one of {', '.join(PRESETS)}")
    given = {name: options[name] for name in ("seed", "generations") if options[name] is not None}
    with problems_as_command_error():
        config = RunConfig.parse(changed(PRESETS[options["preset"]].settings, settings_of(options["chosen"])) | given)
        backend_of(config)  # what the settings name can be played, or we are told why not
        return config


def row(generation: Generation) -> dict[str, Any]:
    """What is printed of a generation."""
    return {"generation": generation.number} | {name: generation.statistics[name] for name in PRINTED}


def ending(config: RunConfig, generation: Generation, genome: dict[str, Any] | None, reason: str) -> dict[str, Any]:
    """What is printed after the last generation: its champion, and how that does where selection never looked.

    Args:
        reason: why a rule ended the run; empty: it came to its last generation.
    """
    scores = generation.held_out
    if generation.champion is None:
        return {"done": True, "reason": reason, "champion": None}
    return {
        "done": True,
        "reason": reason,
        "champion": genome,
        "name": name_of(int(generation.id[generation.champion])),
        "fitness": float(generation.fitness[generation.champion]),
        "held_out": {"mean": float(np.mean(scores)), "median": float(np.median(scores)), "scores": scores},
        "measured": asdict(measured(config, generation.checkpoint, int(generation.id[generation.champion]))),
    }


def sentence(values: dict[str, Any]) -> str:
    """A generation's values to be read."""
    rounded = {name: f"{value:.2f}" if isinstance(value, float) else value for name, value in values.items()}
    rounded |= {name: "–" for name, value in values.items() if value is None}  # nobody was in play
    return "  ".join(f"{name} {value}" for name, value in rounded.items())


def last_sentence(end: dict[str, Any]) -> str:
    """The ending to be read."""
    reason = f"{end['reason']}  " if end["reason"] else ""
    if end["champion"] is None:
        return f"done  {reason}no champion: every creature of the last generation was disqualified"
    champion = f"done  {reason}champion {end['name']}"
    return f"{champion}  {score_of(end)}  {measurement(end['measured'])}"


def score_of(end: dict[str, Any]) -> str:
    """The champion's score to be read."""
    scores = end["held_out"]["scores"]
    if len(scores) == 1:
        return f"score {end['fitness']:.2f} (the task has no layouts)"
    return (
        f"score {end['held_out']['mean']:.2f} ± {stdev(scores):.2f} over {len(scores)} trials that selection never saw"
        f" ({end['fitness']:.2f} in its generation's)"
    )


def measurement(found: dict[str, Any]) -> str:
    """Repeats and energy to be read."""
    repeats = "–" if found["repeats"] is None else f"{found['repeats']:.2f}"
    transport = "" if found["transport"] is None else f"  {found['transport']:.1f} J/(kg·m)"
    return f"repeats {repeats}  {found['speed']:.2f} body lengths/s  {found['work']:.0f} J a trial{transport}"
