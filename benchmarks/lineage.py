"""How long does the server take over the families of a long run?

    python -m benchmarks.lineage [--json] [--births N] [--generations N,N]

Writes runs into an embedded Postgres of their own in which so many creatures are born in each generation, half of them
by crossover, and the better half of whom survives once; nothing is computed. Measures how long an ancestry (12 and 64
wide) and a phylogeny take from the query's shape to JSON, the median of nine, and how large they are.
"""

import argparse
import json
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks.generation import database

TIMES = 9


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--births", type=int, default=1000, help="in each generation (default: %(default)s)")
    parser.add_argument("--generations", default="100", help="of each run (default: %(default)s)")
    options = parser.parse_args()
    with database():
        runs = [measured(int(generations), options.births) for generations in options.generations.split(",")]
    print(json.dumps(runs) if options.json else table(runs))


def measured(generations: int, births: int) -> dict[str, Any]:
    """What the families of one run cost."""
    from evoweb.runs.reading.ancestry import ancestry  # noqa: PLC0415 - the models need the settings
    from evoweb.runs.reading.phylogeny import phylogeny  # noqa: PLC0415
    from evoweb.runs.schemas.lineage import AncestryQuery, PhylogenyQuery  # noqa: PLC0415
    from tests.web.families import crowd  # noqa: PLC0415

    run = crowd(generations, births)
    questions: dict[str, Callable[[], Any]] = {
        "ancestry": lambda: ancestry(run, AncestryQuery(), run.owner),
        "ancestry, 64 wide": lambda: ancestry(run, AncestryQuery(width=64), run.owner),
        "phylogeny": lambda: phylogeny(run, PhylogenyQuery()),
    }
    return {"generations": generations, "births": births, **{name: timed(ask) for name, ask in questions.items()}}


def timed(ask: Callable[[], Any]) -> dict[str, Any]:
    """Seconds, and what came of them."""
    seconds = []
    for _ in range(TIMES):
        began = time.perf_counter()
        answer = ask()
        content = answer.model_dump_json()
        seconds.append(time.perf_counter() - began)
    return {"seconds": median(seconds), "creatures": len(answer.creatures), "bytes": len(content)}


def table(runs: list[dict[str, Any]]) -> str:
    """The measurements for people."""
    lines = [f"{'births × generations':>22}  {'question':<18} {'s':>7} {'creatures':>10} {'kB':>7}"]
    for run in runs:
        size = f"{run['births']:,} × {run['generations']:,}"
        for name in ("ancestry", "ancestry, 64 wide", "phylogeny"):
            found = run[name]
            lines.append(
                f"{size:>22}  {name:<18} {found['seconds']:7.3f} {found['creatures']:10,} {found['bytes'] / 1000:7.0f}"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
