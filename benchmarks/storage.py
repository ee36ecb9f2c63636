"""How much does a run store, and how long does it take to delete it?

    python -m benchmarks.storage [--json] [--population N] [--generations N] [--brain NAME]

A run of one-second episodes is computed and recorded in an embedded Postgres of its own. Told are the bytes of each
table with its indexes, by generation and by row, before and after checkpoints were thinned and the table was compacted,
as Postgres does in time; what the owner's quota counts; how long the last checkpoint before a kept one takes to compute
again; how long the request to delete the run takes, and how long the keeper works at it.
"""

import argparse
import json
import time
from collections.abc import Callable
from typing import Any

from benchmarks.generation import database

TABLES = ("generation", "checkpoint", "clip", "creature", "score")


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--population", type=int, default=1000, help="default: %(default)s")
    parser.add_argument("--generations", type=int, default=1000, help="default: %(default)s")
    parser.add_argument("--brain", default="none", help="default: %(default)s")
    options = parser.parse_args()
    with database():
        report = measured(options.population, options.generations, options.brain)
    print(json.dumps(report) if options.json else table(report))


def measured(population: int, generations: int, brain: str) -> dict[str, Any]:
    """What one run stores, and what it takes to thin and to delete it."""
    from evoweb.runs.deeds.deleting import delete_run  # noqa: PLC0415 - the models need the settings
    from evoweb.runs.engine import engine  # noqa: PLC0415
    from evoweb.runs.people.quotas import stored_bytes  # noqa: PLC0415
    from evoweb.runs.reading.checkpoints import checkpoint_of  # noqa: PLC0415
    from evoweb.runs.reading.histories import spacing  # noqa: PLC0415
    from evoweb.runs.worker.removing import remove_deleted  # noqa: PLC0415
    from evoweb.runs.worker.thinning import MOST_SPACED, thin  # noqa: PLC0415
    from tests.web.factories import evolved_run  # noqa: PLC0415

    engine.load()
    run = evolved_run(population=population, generations=generations - 1, brain=brain, clips_top=10, clips_random=10)
    before = sizes()
    thinning_s, removed = timed(thin)
    compacted("checkpoint")
    farthest = run.recorded.get(number=spacing(generations, MOST_SPACED) - 1)
    again_s, _ = timed(lambda: checkpoint_of(farthest))
    report = {
        "population": population,
        "generations": generations,
        "brain": brain,
        "bytes": before,
        "rows": {name: count_of(name) for name in TABLES},
        "checkpoint_bytes_thinned": sizes()["checkpoint"],
        "checkpoints_removed": removed,
        "thinning_s": thinning_s,
        "computed_again_s": again_s,
        "counted_bytes": stored_bytes(run.owner),
    }
    report["request_s"], _ = timed(lambda: delete_run(run, run.owner))
    report["removing_s"], _ = timed(lambda: remove_deleted(seconds=1e9))
    return report


def timed(deed: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    began = time.perf_counter()
    result = deed()
    return time.perf_counter() - began, result


def sizes() -> dict[str, int]:
    """Bytes of each table, its indexes and its long values."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"pg_total_relation_size('runs_{name}')" for name in TABLES))
        return dict(zip(TABLES, cursor.fetchone(), strict=True))


def count_of(name: str) -> int:
    """Rows of a table."""
    from django.apps import apps  # noqa: PLC0415

    return int(apps.get_model("runs", name).objects.count())


def compacted(name: str) -> None:
    """Give a table's free room back to the disk."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM FULL runs_{name}")


def table(report: dict[str, Any]) -> str:
    """The report, to be read."""
    generations = report["generations"]
    lines = [f"{report['population']} creatures x {generations} generations, brain {report['brain']}"]
    lines.append(f"{'table':12}{'MB':>10}{'kB a generation':>18}{'rows':>12}{'bytes a row':>14}")
    for name in TABLES:
        size, rows = (
            report["bytes"][name],
            report["rows"][name] + (name == "checkpoint") * report["checkpoints_removed"],
        )
        lines.append(
            f"{name:12}{size / 1e6:10.1f}{size / generations / 1e3:18.1f}{rows:12,}{size / max(rows, 1):14.0f}"
        )
    lines.append(
        f"checkpoints thinned: {report['checkpoint_bytes_thinned'] / 1e6:.1f} MB, in {report['thinning_s']:.1f} s; "
        f"the farthest computed again in {report['computed_again_s']:.1f} s"
    )
    lines.append(f"the quota counts {report['counted_bytes'] / 1e6:.1f} MB")
    lines.append(f"deleted: the request takes {report['request_s']:.3f} s, the keeper {report['removing_s']:.1f} s")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
