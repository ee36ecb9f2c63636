"""manage.py sweep: the same run under many settings and seeds, as runs of the app."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evoweb.runs.errors import Refused
from evoweb.runs.management.output_file import INTERRUPTED
from evoweb.runs.management.settings_options import add_set_option, problems_as_command_error, settings_of
from evoweb.runs.management.sweep_space import METHODS, Done, by_grid, parse_space
from evoweb.runs.management.sweep_trials import Sweep, Trial, compute_here, trials_of, wait_for_workers
from evoweb.sign_in.models import local_owner
from simulation.presets import PRESETS
from simulation.worlds import changed

MOST_SEEDS = 20  # runs of one trial are queued at once


class Command(BaseCommand):
    """Start trials, wait for them or compute them here, and say which settings did best."""

    help = (
        "Try settings: every trial is one run for each seed, named after the sweep, and shows on Home. The objective "
        "is the median over seeds of the last champion's mean on held-out layouts. Interrupted and called again with "
        "the same arguments, it goes on; more --trials add to it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("name", help="of the sweep; its runs are called NAME 000 seed 1, …")
        add("--preset", required=True, metavar="NAME", help=f"one of {', '.join(PRESETS)}")
        add_set_option(parser)
        add("--vary", action="append", default=[], metavar="KEY=…", help="V1,V2,… or LOW..HIGH or LOW..HIGH:log")
        add("--method", default="random", help=f"one of {', '.join(METHODS)} (default random)")
        add("--trials", type=int, help="how many (default 20; of a grid, all)")
        add("--seeds", type=int, default=3, help="runs a trial (default 3)")
        add("--first-seed", type=int, default=1, help="the others follow it (default 1)")
        add("--sweep-seed", type=int, default=0, help="of what random and optuna propose (default 0)")
        add("--user", help="whose runs they are (default: the local owner)")
        add("--here", action="store_true", help="compute in this process, not by the installation's workers")
        add("--json", action="store_true", help="one JSON object instead of lines and a table")

    def handle(self, **options: Any) -> None:
        compute = compute_here if options["here"] else wait_for_workers

        def computed(trial: Trial) -> None:
            if not options["json"]:
                self.stdout.write(f"{trial.number:03d}  {words(trial.choices)}", ending="")
                self.stdout.flush()
            compute(trial)
            if not options["json"]:
                self.stdout.write(f"  runs {', '.join(str(run.pk) for run in trial.runs)}")

        with problems_as_command_error(), terminated_like_interrupted():
            sweep = sweep_of(options)
            try:
                found = trials_of(sweep, computed)
            except KeyboardInterrupt as interrupt:
                raise CommandError(interrupted(options["here"]), returncode=INTERRUPTED) from interrupt
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
        rows = [row(trial, done) for trial, done in found]
        rows.sort(key=lambda one: (one["objective"] is None, -(one["objective"] or 0)))
        report = {"sweep": sweep.name, "trials": rows}
        self.stdout.write(json.dumps(report) if options["json"] else table(rows))


@contextmanager
def terminated_like_interrupted() -> Iterator[None]:
    """SIGTERM ends a sweep as Ctrl-C does, its runs left consistent."""

    def interrupt(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def sweep_of(options: dict[str, Any]) -> Sweep:
    """The sweep that the options ask for.

    Raises:
        ConfigError: --vary or --set name what cannot be.
        CommandError: another option does.
    """
    for name, choices in (("preset", PRESETS), ("method", METHODS)):
        if options[name] not in choices:
            raise CommandError(f"--{name}: must be one of {', '.join(choices)}")
    if not 1 <= options["seeds"] <= MOST_SEEDS:
        raise CommandError(f"--seeds: must be 1 to {MOST_SEEDS}")
    propose = METHODS[options["method"]]
    trials = options["trials"] or (2**31 if propose is by_grid else 20)
    return Sweep(
        name=options["name"].strip(),
        owner=owner_of(options["user"]),
        base=changed(PRESETS[options["preset"]].settings, settings_of(options["chosen"])),
        preset=options["preset"],
        space=parse_space(options["vary"]),
        propose=propose,
        trials=trials,
        seeds=range(options["first_seed"], options["first_seed"] + options["seeds"]),
        seed=options["sweep_seed"],
    )


def owner_of(name: str | None) -> User:
    """The user of that name, or the local owner."""
    if name is None:
        return local_owner()
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist as missing:
        raise CommandError(f"There is no user {name!r}") from missing


def interrupted(here: bool) -> str:
    """What became of the runs."""
    state = "are paused" if here else "stay queued, and workers go on with them"
    return f"Interrupted. Runs that are not done {state}; the same command goes on where this one stopped."


def row(trial: Trial, done: Done) -> dict[str, Any]:
    """A trial in a few words."""
    runs = [run.pk for run in trial.runs]
    return {"trial": trial.number, "objective": done.value, "settings": trial.choices, "runs": runs}


def table(rows: list[dict[str, Any]]) -> str:
    """Trials, the best first."""
    lines = [f"{'trial':>5} {'held-out mean':>13}  settings"]
    for one in rows:
        value = "failed" if one["objective"] is None else f"{one['objective']:.2f}"
        lines.append(f"{one['trial']:5d} {value:>13}  {words(one['settings'])}")
    return "\n".join(lines)


def words(choices: dict[str, Any]) -> str:
    """Settings as --set takes them."""
    return " ".join(
        f"{key}={value:.4g}" if isinstance(value, float) else f"{key}={value}" for key, value in choices.items()
    )
