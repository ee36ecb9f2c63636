"""How long does the server take to list runs and to lay them side by side, with a thousand of them in the database?

    python -m benchmarks.comparison [--json] [--runs N] [--generations N] [--rounds N]

On a Postgres of its own, with runs whose generations hold figures as real ones do. Times are of whole requests inside
the server, from the first middleware to the last byte of the answer, best and median of several rounds; and what of the
best this process computed itself, the rest being Postgres' share and, on a busy machine, others'.
"""

import argparse
import json
import os
import statistics
import time
from typing import Any

from benchmarks.generation import database


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--runs", type=int, default=1000, help="default: %(default)s")
    parser.add_argument("--generations", type=int, default=200, help="of each run (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="default: %(default)s")
    options = parser.parse_args()
    with database():
        report = measured(options.runs, options.generations, options.rounds)
    print(json.dumps(report) if options.json else table(report))


def measured(n_runs: int, generations: int, rounds: int) -> dict[str, Any]:
    """The report."""
    from django.conf import settings  # noqa: PLC0415 - needs set-up
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from tests.web.factories import UserFactory, many_runs  # noqa: PLC0415 - the models need the settings

    settings.USER_REQUESTS_A_MINUTE = settings.ADDRESS_REQUESTS_A_MINUTE = 10**9
    owner = UserFactory()
    runs = many_runs(owner, n_runs, generations)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    browser = Client(headers={"host": "localhost"})
    browser.force_login(owner)
    ids = ",".join(str(run.pk) for run in runs)
    some = ",".join(str(run.pk) for run in runs[:200])
    requests = {
        "a page of the list, by search": f"/api/runs?search=run&limit=50&offset={n_runs // 2}",
        "the page itself": f"/compare/?runs={ids}",
        "200 runs overlaid": f"/api/comparison?runs={some}",
        f"{n_runs} runs overlaid": f"/api/comparison?runs={ids}",
        f"table of {n_runs} runs": f"/api/comparison.csv?runs={ids}",
    }
    return {
        "requests": {name: timed(browser, address, rounds) for name, address in requests.items()},
        "generations": generations,
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
    }


def timed(browser: Any, address: str, rounds: int) -> dict[str, float]:
    """Seconds and bytes of one request."""
    times, computed = [], []
    for _ in range(rounds):
        start, begun = time.perf_counter(), time.process_time()
        answer = browser.get(address)
        times.append(time.perf_counter() - start)
        computed.append(time.process_time() - begun)
        assert answer.status_code == 200, answer.status_code
    return {
        "best_s": min(times),
        "median_s": statistics.median(times),
        "computed_s": min(computed),
        "bytes": len(answer.content),
    }


def table(report: dict[str, Any]) -> str:
    """The report, to be read."""
    lines = [
        "{cores} cores, load {load:.1f}; runs of {generations} generations; s, best (median), computed".format(**report)
    ]
    for name, found in report["requests"].items():
        words = "{best_s:.3f} ({median_s:.3f}) {computed_s:.3f}".format(**found)
        lines.append(f"{name:32}{words}{found['bytes'] / 1e3:>10.0f} kB")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
