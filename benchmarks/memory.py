"""How much memory does a run of many creatures take? python -m benchmarks.memory [--population N] [--brain pure]

Evolves generations 0 and 1 with 8-second episodes and encodes all that is kept of them; prints the most memory that the
process had in use, Python and torch included.
"""

import argparse
import time

from evoweb.runs.management.measuring import peak_memory_mb
from simulation.backends import backend_of
from simulation.config import RunConfig
from simulation.evolve import evolve


def main() -> None:
    """Evolve, and print the peak after each generation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--population", type=int, default=100_000, help="creatures (default: %(default)s)")
    parser.add_argument("--brain", default="pure", help="default: %(default)s")
    parser.add_argument("--seconds", type=float, default=8, help="of an episode (default: %(default)s)")
    asked = vars(parser.parse_args()) | {"seed": 1, "generations": 1}
    config = RunConfig.parse(asked)
    print(f"{config.population} creatures, brain {config.brain}, backend {backend_of(config)}")
    start = time.perf_counter()
    for generation in evolve(config):
        kept = len(generation.checkpoint) + sum(map(len, generation.clips.values()))
        now = time.perf_counter()
        words = f"{now - start:.1f} s, {kept / 2**20:.0f} MB to keep, peak memory {peak_memory_mb():.0f} MB"
        print(f"generation {generation.number}: {words}", flush=True)
        start = now


if __name__ == "__main__":
    main()
