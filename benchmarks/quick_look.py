"""Does "Quick look" keep its word? Clear movement within 10 generations and 60 s on two cores.

    python -m benchmarks.quick_look [--seeds N]

Prints, for each seed, how far the champion of generation 10 got over the ground (from where it stood to where it ended,
up not counted), in metres and in its own lengths, and how long generations 0 to 10 took; then the medians.
"""

import argparse
import time
from statistics import median

import numpy as np
from numpy.typing import NDArray

from simulation.clip_store import decode
from simulation.clips import Clip
from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.presets import PRESETS

GENERATIONS = 10


def main() -> None:
    """Run the preset once for each seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="runs (default: %(default)s)")
    measured = [measure(seed) for seed in range(1, parser.parse_args().seeds + 1)]
    print(line("median", *(median(values) for values in zip(*measured, strict=True))))


def measure(seed: int) -> tuple[float, float, float]:
    """Ground travel of the last champion, m; the same in body lengths; seconds the run took."""
    config = RunConfig(**PRESETS["quick"].settings | {"seed": seed, "generations": GENERATIONS})
    start = time.perf_counter()
    champion: Clip | None = None
    for generation in evolve(config):
        if generation.champion in generation.clips:  # else it is the one of the generation before
            champion = decode(generation.clips[generation.champion])
    seconds = time.perf_counter() - start
    assert champion is not None
    travel = float(np.linalg.norm((champion.centre[-1] - champion.centre[0])[[0, 2]]))
    result = travel, travel / body_length(champion.positions[0], champion.radius), seconds
    print(line(f"seed {seed}", *result), flush=True)
    return result


def body_length(nodes: NDArray[np.float32], radius: NDArray[np.float32]) -> float:
    """Greatest distance between the surfaces of two nodes [N, 3] m."""
    apart = np.linalg.norm(nodes[:, None] - nodes[None], axis=-1) + radius[:, None] + radius[None]
    return float(apart.max())


def line(name: str, travel: float, lengths: float, seconds: float) -> str:
    """One row of the table."""
    return f"{name:>8}: {travel:6.2f} m over the ground, {lengths:5.2f} body lengths, {seconds:5.1f} s"


if __name__ == "__main__":
    main()
