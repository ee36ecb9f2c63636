"""How long does a generation take, end to end, as a worker computes it?

    python -m benchmarks.generation [--json] [--population N,N] [--brain none,neat] [--generations N]

Runs of 8-second episodes, evolved by the engine and recorded in an embedded Postgres of their own with the settings of
`make run`, so that a commit is on disk. Times are of generations 1 and later, whose survivors are not simulated again:

    breed, simulate, encode, commit  each alone: the next population; its offspring's episodes, the chosen filmed;
                                     statistics, clips and checkpoint; the transaction that writes everything down
    in turn                          a whole generation, the champion's held-out episodes included, and all of this
                                     one after the other
    worker                           the same as a worker does it, who encodes and writes one while the next is computed
    overlap                          the share of encoding and writing that this hides

Besides them the bytes of the clips, and breeding alone for populations of 1000 and 10 000: of newborns, and of the
offspring of 50 generations, whose nets of NEAT have grown.
"""

import argparse
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

BREEDING = ((1000, 0), (1000, 50), (10_000, 0))  # creatures and their generations, whose breeding is measured alone
STAGES = ("breed", "simulate", "encode", "commit")


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--population", default="100,1000", help="creatures (default: %(default)s)")
    parser.add_argument("--brain", default="none,pure,neat", help="default: %(default)s")
    parser.add_argument("--generations", type=int, default=10, help="of each run (default: %(default)s)")
    options = parser.parse_args()
    brains, populations = options.brain.split(","), [int(count) for count in options.population.split(",")]
    with database():
        from benchmarks.generation_stages import breeding, measured  # noqa: PLC0415 - the models need the settings

        runs = [measured(brain, count, options.generations) for brain in brains for count in populations]
        bred = [breeding(brain, *case) for brain in brains for case in BREEDING]
    report = {"runs": runs, "breeding": bred}
    print(json.dumps(report) if options.json else table(report))


@contextmanager
def database() -> Iterator[None]:
    """Django, set up on an embedded Postgres of its own that is thrown away afterwards."""
    var = Path(tempfile.mkdtemp(prefix="evoweb-benchmark-"))
    var.chmod(0o711)  # Postgres' user must be able to walk to it
    os.environ |= {"EVOWEB_VAR": str(var), "DJANGO_SETTINGS_MODULE": "evoweb.settings", "DATABASE_URL": ""}
    from evoweb.launcher.postgres import Postgres  # noqa: PLC0415 - reads the environment

    server = Postgres(var)
    try:
        server.start()
        django.setup()
        logging.getLogger("django-q").setLevel(logging.WARNING)  # it says so whenever a bell is rung
        call_command("migrate", verbosity=0)
        yield
    finally:
        server.stop()
        shutil.rmtree(var)


def table(report: dict[str, Any]) -> str:
    """The report, to be read."""
    lines = [
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; ms: a stage at best (median); mean of the best run",
        f"{'brain':8}{'population':>10}{'backend':>9}"
        + "".join(f"{name:>16}" for name in STAGES)
        + "".join(f"{name:>10}" for name in ("in turn", "worker", "overlap")),
    ]
    for run in report["runs"]:
        times = [f"{run['best_ms'][name]:.1f} ({run['median_ms'][name]:.1f})" for name in STAGES]
        lines.append(
            f"{run['brain']:8}{run['population']:>10}{run['backend']:>9}"
            + "".join(f"{words:>16}" for words in times)
            + f"{run['in_turn_ms']:>10.1f}{run['worker_ms']:>10.1f}{run['overlapped']:>10.0%}"
        )
    lines.append("")
    for run in report["runs"]:
        name, clip = f"{run['brain']}, {run['population']} creatures", run["clip_bytes"]
        lines.append(f"{name}: {clip['count']} clips, mean {clip['mean']:.0f} bytes, largest {clip['max']}")
    for bred in report["breeding"]:
        words = "{brain}: breeding {population} after {generations} generations takes {best_ms:.1f} ms"
        words += " (median {median_ms:.1f}), judging them before {judge_ms:.1f}"
        lines.append(words.format(**bred))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
