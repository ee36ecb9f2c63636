"""How near is the engine to the practical limit, a plain C++ loop of the same physics on one thread?

    python -m benchmarks.limit [--json] [--population N] [--rounds N]

Compiles loop.cpp with g++ on the spot, checks it against the torch reference (every node of every creature within
1e-3 m after 40 steps) and lets both play 8-second episodes at 60 Hz, in turns, so that a busy machine slows both; the
best round of each counts. Where there is no g++ it says so, and measures nothing.

The C++ loop does less than the engine, never more: it leaves out collecting pellets and laying out the next, every part
of the score but the ground travelled, the sum of effort, the reasons for a disqualification, recording, the nets'
optional senses and clocks, and settling. Its creatures lie ready in memory, in blocks of 16, while an evaluation starts
from the population and ends with its scores; "time loop" is the engine without these two ends, like with like.
"Strict" arithmetic is what the engine uses: its compiler flags change no result. "Not strict" is what g++ makes of
-ffast-math, which fuses and reorders; it is not what the engine could do, but shows what strictness costs.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from benchmarks.cpp_loop import FLAGS, Loop, NoCompiler
from simulation.backends import BACKENDS, backend_of
from simulation.batch import simulate_sequential
from simulation.config import RunConfig
from simulation.layouts import layouts_of
from simulation.newborns import newborns
from simulation.population import Population

BY_BRAIN = ("none", "pure")
SECONDS = 8
STEPS_ALIKE, ALIKE = 40, 1e-3  # steps after which the two must agree, and to how many metres


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--population", type=int, default=1000, help="creatures (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=15, help="of which the best counts (default: %(default)s)")
    options = parser.parse_args()
    torch.set_num_threads(1)
    try:
        with tempfile.TemporaryDirectory() as folder:
            report = {brain: measured(brain, options.population, options.rounds, Path(folder)) for brain in BY_BRAIN}
    except NoCompiler as error:
        print(json.dumps({"skipped": str(error)}) if options.json else f"Skipped: {error}")
        return
    if options.json:
        print(json.dumps({"population": options.population, "seconds": SECONDS, "brains": report}))
    else:
        print(table(report))


def measured(brain: str, count: int, rounds: int, folder: Path) -> dict[str, Any]:
    """Speeds of both under one brain, in million creature-steps/s, and their ratios."""
    config = RunConfig.parse({"world": "published", "seed": 1, "brain": brain, "seconds": SECONDS, "backend": engine()})
    population = newborns(config, count, seed=1)
    loops = {arithmetic: Loop(population, config, flags, folder) for arithmetic, flags in FLAGS.items()}
    apart = {arithmetic: loop.apart_from_reference(STEPS_ALIKE) for arithmetic, loop in loops.items()}
    if apart["strict"] > ALIKE:
        raise SystemExit(
            f"brain {brain}: the C++ loop is {apart['strict']:.1e} m off the reference: nothing to compare"
        )
    steps_per_us = count * config.n_steps / 1e6
    ways = {name: loop.seconds for name, loop in loops.items()} | engine_ways(population, config)
    best = {name: steps_per_us / seconds for name, seconds in best_times(ways, rounds).items()}
    return {
        "backend": backend_of(config),
        "apart_m": apart,
        "speed": best,
        "ratio": {name: best[name] / best["strict"] for name in ("evaluation", "time loop")},
    }


def engine() -> str:
    """The engine's fastest backend."""
    return "kernel" if "kernel" in BACKENDS else "auto"


def engine_ways(population: Population, config: RunConfig) -> dict[str, Callable[[], float]]:
    """What the engine does on one thread: a whole evaluation, and its time loop alone; each returns its seconds."""
    backend = BACKENDS[backend_of(config)]

    def evaluation() -> float:
        start = time.perf_counter()
        simulate_sequential(population, config)
        return time.perf_counter() - start

    def time_loop() -> float:
        job = backend.prepare(population, config, layouts_of(config, 0), None)
        start = time.perf_counter()
        for shard in job.shards:
            job.play(shard)
        return time.perf_counter() - start

    backend.load()
    evaluation()  # what is paid only once is not counted
    return {"evaluation": evaluation, "time loop": time_loop}


def best_times(ways: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Seconds of each way's best round."""
    times = [{name: seconds() for name, seconds in ways.items()} for _ in range(rounds)]
    return {name: min(one[name] for one in times) for name in ways}


def table(report: dict[str, Any]) -> str:
    """The report, to be read."""
    columns = ("C++ strict", "C++ not strict", "evaluation", "time loop", "/ C++", "time loop / C++")
    lines = [
        f"million creature-steps/s on one thread, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        f"{'brain':8}{'backend':9}" + "".join(f"{column:>17}" for column in columns),
    ]
    for brain, row in report.items():
        speeds = [row["speed"][name] for name in (*FLAGS, "evaluation", "time loop")]
        ratios = row["ratio"].values()
        lines.append(
            f"{brain:8}{row['backend']:9}"
            + "".join(f"{speed:17.1f}" for speed in speeds)
            + "".join(f"{ratio:17.2f}" for ratio in ratios)
        )
    worst = max(row["apart_m"]["strict"] for row in report.values())
    lines.append(f"C++ and reference after {STEPS_ALIKE} steps: at most {worst:.0e} m apart, any node of any creature")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
