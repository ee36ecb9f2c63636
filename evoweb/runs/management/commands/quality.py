"""manage.py quality: what a preset is worth at an equal budget, on layouts it never met. Needs no database."""

import hashlib
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evoweb.runs.management.output_file import OutputFile, interruptible
from evoweb.runs.management.quality_report import row, table
from evoweb.runs.management.settings_options import add_set_option, problems_as_command_error, settings_of
from simulation.config import RunConfig
from simulation.presets import PRESETS
from simulation.quality import Point, claim_folder, measure_seed, summary, within_budget
from simulation.worlds import changed

TOLD_EVERY = 10.0  # s, how often a line says how far a seed is


class Command(BaseCommand):
    """Evolve several seeds with equal budgets and score their champions on held-out layouts."""

    help = (
        "Measure what settings are worth: several seeds with equal budgets, the champion of each scored on 64 layouts "
        "of a stream of their own. Interrupted, it goes on where it was."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--preset", required=True, metavar="NAME", help=f"one of {', '.join(PRESETS)}")
        add_set_option(parser)
        add("--seeds", type=int, default=10, help="how many (default 10)")
        add("--first-seed", type=int, default=0, help="the others follow it (default 0)")
        add(
            "--evaluations", type=int, default=60_000, help="budget of a seed: population × generations (default 60000)"
        )
        add("--json", action="store_true", help="one JSON object instead of a table")
        add("--out", type=Path, metavar="FOLDER", help="where results are kept; default: under var/quality")

    def handle(self, **options: Any) -> None:
        with problems_as_command_error():
            configs = configs_of(options)
            folder = options["out"] or default_folder(options["preset"], configs[0], options["evaluations"])
            claim(folder, configs[0], options["evaluations"])
        report_file = OutputFile("--out", folder / "summary.json")
        say = Progress(self, configs[0].generations)
        with interruptible(lambda: f"What is measured is kept in {folder}; the same command goes on from there."):
            results = [measure_seed(config, folder, say.seed(config.seed)) for config in configs]
        report = {
            "preset": options["preset"],
            "settings": configs[0].model_dump(mode="json", exclude={"seed"}),
            "folder": str(folder),
            **summary(configs[0], results),
            "seeds": [asdict(result) | row(result) for result in results],
        }
        text = json.dumps(report, indent=1) + "\n"
        report_file.write(lambda stream: stream.write(text.encode()))
        self.stdout.write(json.dumps(report) if options["json"] else table(report))


def claim(folder: Path, config: RunConfig, evaluations: int) -> None:
    """Make the folder, or find in it the same measurement.

    Raises:
        ConfigError: it holds another measurement.
        CommandError: it cannot be made or written to.
    """
    try:
        claim_folder(folder, config, evaluations)
    except OSError as error:
        raise CommandError(f"--out: {folder}: {error.strerror}") from error


def configs_of(options: dict[str, Any]) -> list[RunConfig]:
    """The settings of every seed.

    Raises:
        ConfigError: settings, or a budget, that cannot be.
    """
    if options["preset"] not in PRESETS:
        raise CommandError(f"--preset: must be one of {', '.join(PRESETS)}")
    if options["seeds"] < 1:
        raise CommandError("--seeds: must be 1 or more")
    chosen = changed(PRESETS[options["preset"]].settings, settings_of(options["chosen"]))
    first = options["first_seed"]
    return [
        within_budget(RunConfig.parse(chosen | {"seed": seed}), options["evaluations"])
        for seed in range(first, first + options["seeds"])
    ]


def default_folder(preset: str, config: RunConfig, evaluations: int) -> Path:
    """A folder of their own for every preset, settings and budget."""
    about = config.model_dump_json(exclude={"seed"}) + str(evaluations)
    return Path(settings.VAR) / "quality" / f"{preset}-{hashlib.sha256(about.encode()).hexdigest()[:10]}"


class Progress:
    """Says on the error stream how far a seed is: the output is the report alone."""

    def __init__(self, command: BaseCommand, generations: int):
        self._command, self._generations, self._told = command, generations, time.monotonic()

    def seed(self, seed: int) -> Any:
        """What is called after every generation of the seed."""

        def told(point: Point) -> None:
            if time.monotonic() - self._told > TOLD_EVERY:
                self._told = time.monotonic()
                self._command.stderr.write(
                    f"seed {seed}: {point.evaluations} evaluations, best {point.best:.1f}, "
                    f"held-out median {point.held_out_median:.1f}",
                    style_func=str,
                )

        return told
