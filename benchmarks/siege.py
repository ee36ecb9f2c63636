"""How does EvoWeb bear those who mean it harm, while a run is computed and watched on the same machine?

    python -m benchmarks.siege [--json] [--seconds S] [--population N]

Starts everything that `make run` starts, on a database of its own, and a public run of quick generations. Measures the
run's pace alone; then while 300 slow posts send a byte every ten seconds, 60 large ones stop short of their end and
400 websockets idle, with one viewer who should lose nothing; then while 200 keep-alive clients ask for Home without a
pause. All of them are on this machine too, and take their share of its cores.

    web growth     the web process's resident memory at its highest, above what it was before
    healthz        the longest that /healthz took, asked five times a second
"""

import argparse
import json
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import urlopen

from benchmarks.siege_clients import besieged
from benchmarks.viewer_clients import clients
from benchmarks.viewers import Peak, app, begin, n_recorded, paced

SIEGE = {"slow": 300, "large": 60, "idle": 400}
CROWD = {"kept": 200}


@contextmanager
def probed(address: str, took: list[float]) -> Iterator[None]:
    """Within the block /healthz is asked, and how long each answer took is written down."""
    over = threading.Event()

    def probe() -> None:
        while not over.wait(0.2):
            start = time.monotonic()
            try:
                urlopen(f"{address}/healthz", timeout=30).read()  # noqa: S310 - our own address
                took.append(time.monotonic() - start)
            except OSError:
                took.append(float("inf"))

    thread = threading.Thread(target=probe)
    thread.start()
    yield
    over.set()
    thread.join()


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each measurement (default: %(default)s)")
    parser.add_argument("--population", type=int, default=100, help="creatures (default: %(default)s)")
    options = parser.parse_args()
    with app() as (address, web):
        report = measured(address, web, options.seconds, options.population)
    print(json.dumps(report) if options.json else table(report))


def measured(address: str, web: Any, seconds: float, population: int) -> dict[str, Any]:
    """The report."""
    run, (cookie, viewer) = begin(2, population)
    alone = [paced(run, seconds)]
    before, peak = web.memory_info().rss, Peak(web)
    health: dict[str, list[float]] = {"besieged": [], "crowded": []}
    with (
        clients(address, run, [viewer]) as viewers,
        probed(address, health["besieged"]),
        besieged(address, cookie, SIEGE) as siege,
    ):
        pace_besieged = paced(run, seconds)
        seen = viewers.outcome(n_recorded(run) - 1)
        posts = siege.outcome()
    growth = peak.stop() - before
    alone.append(paced(run, seconds / 2))
    with probed(address, health["crowded"]), besieged(address, cookie, CROWD) as crowd:
        pace_crowded = paced(run, seconds)
        asked = crowd.outcome()
    return {
        "web_mb_before": before / 1e6,
        "web_growth_mb": growth / 1e6,
        **{f"healthz_{when}_s": spread(took) for when, took in health.items()},
        "lost": seen["lost"],
        "doubled": seen["doubled"],
        "viewer_longest_s": max(seen["delays"]),
        "posts": posts,
        "asked": asked,
        "generations_per_s_alone": alone,
        "generations_per_s_besieged": pace_besieged,
        "generations_per_s_crowded": pace_crowded,
        "share_besieged": pace_besieged / statistics.mean(alone),
        "share_crowded": pace_crowded / statistics.mean(alone),
    }


def spread(took: list[float]) -> dict[str, float]:
    """The middle of these times, the one that 99 of 100 stay below, and the longest."""
    longest_last = sorted(took)
    return {f"p{at}": longest_last[int(at / 100 * (len(took) - 1))] for at in (50, 99, 100)}


def table(report: dict[str, Any]) -> str:
    """The report, to be read."""
    return """\
web            {web_mb_before:.0f} MB before, growth {web_growth_mb:.0f} MB
healthz, s     besieged: {besieged}; crowded: {crowded}
viewer         lost {lost}, doubled {doubled}, longest delay {viewer_longest_s:.2f} s
half posts     {posts}
kept clients   {asked}
generations/s  {before:.1f} and {after:.1f} alone; {generations_per_s_besieged:.1f} besieged ({share_besieged:.0%}); \
{generations_per_s_crowded:.1f} crowded ({share_crowded:.0%})""".format(
        **report,
        **{when: told(report[f"healthz_{when}_s"]) for when in ("besieged", "crowded")},
        before=report["generations_per_s_alone"][0],
        after=report["generations_per_s_alone"][1],
    )


def told(times: dict[str, float]) -> str:
    """A spread of times, to be read."""
    return ", ".join(f"{name} {time:.2f}" for name, time in times.items())


if __name__ == "__main__":
    main()
