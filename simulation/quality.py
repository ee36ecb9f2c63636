"""Quality: what settings are worth, measured at equal budgets on layouts that evolution never met.

Every seed evolves with the same number of evaluations and without an early stop. Work is counted in three ways:

- evaluations: a creature of a generation that has a score, population × generations. A survivor whose score is taken
  over counts as well, as with programs that simulate everybody anew. The budget is given in these.
- episodes: evaluations × the layouts that a score is the mean of.
- simulated: the episodes that were really played; scores that were taken over are left out.

The champion is the run's, as the app names it: of the generations' champions, where layouts change, the one with the
best mean over its 16 held-out layouts, else the one with the best score. Nothing of what it is scored on helped to
choose it: those are QUALITY_LAYOUTS of a stream of their own, neither the run's layouts nor those 16.
"""

import json
import os
import struct
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch

from simulation import __version__
from simulation import checkpoint as checkpoints
from simulation.batch import simulate_batch
from simulation.champions import standing_in
from simulation.config import RunConfig
from simulation.errors import ConfigError, Problem
from simulation.evolve import evolve
from simulation.generation import Generation
from simulation.layouts import Layouts
from simulation.population import name_of
from simulation.repeats import Measured, measured_creature
from simulation.selection.standing import score_of, standing_of
from simulation.stopping import RULES

QUALITY_LAYOUTS = 64
SIZES = struct.Struct("<QQ")  # points, bytes of the champion's checkpoint
SAVE_EVERY = 5.0  # s, at most lost when a measurement is interrupted
LEAN = {"clips_top": 1, "clips_random": 0, "clips_bottom": 0}  # nobody looks at the replays
THRESHOLDS = {"forage": (100.0, 200.0, 300.0, 400.0, 500.0)}
OTHER_THRESHOLDS = (1.0, 2.0, 5.0, 10.0, 20.0)  # m


@dataclass(frozen=True)
class Point:
    """A generation on the curve of a seed; the champion is that generation's."""

    evaluations: int  # up to and with this generation; episodes are so many times n_layouts
    simulated: int  # episodes
    best: float  # the champion's fitness, as selection saw it; -inf, as the others, where nobody was in play
    held_out_mean: float
    held_out_median: float

    @classmethod
    def of(cls, generation: Generation, config: RunConfig, before: Sequence["Point"]) -> Self:
        """The next point after those before it."""
        return cls(
            evaluations=(generation.number + 1) * config.population,
            simulated=(before[-1].simulated if before else 0) + int((~generation.reused).sum()) * config.n_layouts,
            best=-np.inf if generation.champion is None else float(generation.fitness[generation.champion]),
            held_out_mean=float(np.mean(generation.held_out or [-np.inf])),
            held_out_median=float(np.median(generation.held_out or [-np.inf])),
        )


@dataclass(frozen=True)
class SeedResult:
    """What one seed came to; scores are the champion's, on each of QUALITY_LAYOUTS layouts."""

    seed: int
    champion: str
    best: float  # what selection saw of it
    scores: list[float]
    pellets: list[int]  # targets reached
    disqualified: int  # of the layouts
    measured: Measured  # its repeats and energy
    parts: dict[str, float]  # of the score, means over the layouts
    curve: list[Point]
    wall_s: float

    @property
    def median(self) -> float:
        return float(np.median(self.scores))

    @property
    def mean(self) -> float:
        return float(np.mean(self.scores))

    @property
    def quartile_spread(self) -> float:
        """How far the quartiles of its scores are apart, as a share of the median; 0 where that is not above 0."""
        low, high = np.percentile(self.scores, [25, 75])
        return float((high - low) / self.median) if self.median > 0 else 0.0


def within_budget(config: RunConfig, evaluations: int) -> RunConfig:
    """The settings with as many generations as the budget pays for, never more, and no rule that stops before.

    Raises:
        ConfigError: it does not pay for two generations, without which nothing evolves.
    """
    generations = evaluations // config.population
    if generations < 2:
        message = f"must be at least {2 * config.population}: two generations of {config.population}"
        raise ConfigError([Problem("evaluations", message)])
    return config.model_copy(update={"generations": generations - 1, **dict.fromkeys(RULES), **LEAN})


def measure_seed(config: RunConfig, folder: Path, told: Callable[[Point], None]) -> SeedResult:
    """One seed's result; read if it is there, else evolved, from where an interrupted measurement got.

    Args:
        config: as `within_budget` gives it.
        folder: where results and what is half done are kept.
        told: called after every generation that is evolved now.
    """
    finished = folder / f"seed-{config.seed}.json"
    if finished.exists():
        return read_result(finished)
    half = HalfDone(folder / f"seed-{config.seed}")
    points, champion, checkpoint, spent = half.read()
    settings = config.model_dump()

    def stands_by(point: Point) -> float:
        return standing_in(settings, point.best, point.held_out_mean)

    start = saved = time.monotonic()
    for generation in evolve(config, checkpoint):
        points.append(Point.of(generation, config, points))
        if max(points, key=stands_by) is points[-1]:
            champion = generation.checkpoint
        told(points[-1])
        if time.monotonic() - saved > SAVE_EVERY or generation.number == config.generations:
            saved = time.monotonic()
            half.write(points, champion, generation.checkpoint, spent + saved - start)
    result = result_of(config, champion, points, spent + time.monotonic() - start)
    write_whole(finished, json.dumps(asdict(result)).encode())
    half.forget()
    return result


class HalfDone:
    """What is kept of a seed while it evolves: its curve, the generation of its champion and the curve's last one."""

    def __init__(self, stem: Path):
        self._curve, self._checkpoints = stem.with_suffix(".curve.json"), stem.with_suffix(".checkpoints")

    def write(self, points: list[Point], champion: bytes, checkpoint: bytes, spent: float) -> None:
        """The curve first: one that is longer than its checkpoint is cut, one that is shorter would have a gap."""
        curve = {"spent_s": spent, "points": [asdict(point) for point in points]}
        write_whole(self._curve, json.dumps(curve).encode())
        write_whole(self._checkpoints, SIZES.pack(len(points), len(champion)) + champion + checkpoint)

    def read(self) -> tuple[list[Point], bytes, bytes | None, float]:
        """Points, checkpoints of the champion's and of the last generation, and s spent; if not begun, nothing."""
        if not self._checkpoints.exists():
            return [], b"", None, 0.0
        raw, curve = self._checkpoints.read_bytes(), json.loads(self._curve.read_text())
        count, size = SIZES.unpack_from(raw)
        champion, checkpoint = raw[SIZES.size : SIZES.size + size], raw[SIZES.size + size :]
        return [Point(**point) for point in curve["points"]][:count], champion, checkpoint, curve["spent_s"]

    def forget(self) -> None:
        """Once the result is written."""
        for path in (self._checkpoints, self._curve):
            with suppress(FileNotFoundError):
                path.unlink()


def result_of(config: RunConfig, checkpoint: bytes, points: list[Point], wall_s: float) -> SeedResult:
    """The champion of the checkpoint's generation on the quality layouts, each met once, all in one batch."""
    saved = checkpoints.decode(checkpoint, config)
    row = standing_of(saved.scores, saved.population.id)[0]
    count = QUALITY_LAYOUTS if config.has_layouts else 1
    copies = replace(saved.population[row.expand(count)], id=torch.arange(count))
    played = simulate_batch(copies, config, Layouts(config.seed, "quality layout", 0, 1, own=True))
    return SeedResult(
        seed=config.seed,
        champion=name_of(int(saved.population.id[row])),
        best=float(score_of(saved.scores)[row]),
        scores=played.fitness.tolist(),
        pellets=played.targets_reached.tolist(),
        disqualified=int((played.disqualified > 0).sum()),
        measured=measured_creature(saved.population[row : row + 1], config),
        parts={name: float(part.double().mean()) for name, part in played.parts.items()},
        curve=points,
        wall_s=wall_s,
    )


def read_result(path: Path) -> SeedResult:
    """A seed's result as it was written."""
    raw = json.loads(path.read_text())
    return SeedResult(
        **raw | {"curve": [Point(**point) for point in raw["curve"]], "measured": Measured(**raw["measured"])}
    )


def claim_folder(folder: Path, config: RunConfig, evaluations: int) -> None:
    """Make the folder, or find in it the same settings and engine: results of others are no part of this measurement.

    Raises:
        ConfigError: it holds results of something else.
    """
    about = {
        "engine": __version__,
        "evaluations": evaluations,
        "settings": config.model_dump(mode="json", exclude={"seed"}),
        "figures": [field.name for field in fields(SeedResult)],
    }
    folder.mkdir(parents=True, exist_ok=True)
    named = folder / "measured.json"
    if not named.exists():
        write_whole(named, json.dumps(about, indent=1).encode())
        return
    there = json.loads(named.read_text())
    if there != about:
        others = sorted(key for key in about if there.get(key) != about[key])
        raise ConfigError([Problem("out", f"{folder} holds results of another measurement ({', '.join(others)})")])


def write_whole(path: Path, content: bytes) -> None:
    """All of it or nothing: whoever is interrupted leaves no half file."""
    draft = path.with_name(path.name + ".draft")
    draft.write_bytes(content)
    os.replace(draft, path)


def spread(values: Sequence[float]) -> dict[str, float | None]:
    """Median and quartiles; None of nothing."""
    if not values:
        return dict.fromkeys(("median", "q1", "q3"))
    low, middle, high = np.percentile(np.asarray(values, dtype=float), [25, 50, 75])
    return {"median": float(middle), "q1": float(low), "q3": float(high)}


def thresholds_of(config: RunConfig) -> tuple[float, ...]:
    """Scores on the way, whose evaluations are reported."""
    return THRESHOLDS.get(config.task, OTHER_THRESHOLDS)


def evaluations_to(threshold: float, curve: Sequence[Point]) -> int | None:
    """Evaluations until a generation's champion first had the threshold as the median of its 16 held-out layouts."""
    return next((point.evaluations for point in curve if point.held_out_median >= threshold), None)


def summary(config: RunConfig, results: Sequence[SeedResult]) -> dict[str, Any]:
    """What the seeds come to together; spreads are over seeds.

    An evaluations-to-threshold is the median over seeds, those that never got there counting as infinitely many: None
    where fewer than half got there.
    """
    thresholds = []
    for threshold in thresholds_of(config):
        reached = [evaluations_to(threshold, result.curve) for result in results]
        counted = sorted(np.inf if count is None else count for count in reached)
        middle = counted[len(counted) // 2]
        thresholds.append(
            {
                "score": threshold,
                "seeds": sum(count is not None for count in reached),
                "evaluations": None if np.isinf(middle) else int(middle),
            }
        )
    return {
        "median": spread([result.median for result in results]),
        "mean": spread([result.mean for result in results]),
        "pellets": spread([float(np.median(result.pellets)) for result in results]),
        "repeats": spread([result.measured.repeats or 0.0 for result in results]),  # who gets nowhere repeats nothing
        "quartile_spread": spread([result.quartile_spread for result in results]),
        "body_lengths_per_s": spread([result.measured.speed for result in results]),
        "transport": spread([result.measured.transport for result in results if result.measured.transport is not None]),
        "evaluations": results[0].curve[-1].evaluations,
        "episodes": results[0].curve[-1].evaluations * config.n_layouts,
        "simulated": spread([result.curve[-1].simulated for result in results]),
        "wall_s": spread([result.wall_s for result in results]),
        "thresholds": thresholds,
        "curve": mean_curve(results),
    }


def mean_curve(results: Sequence[SeedResult], points: int = 10) -> list[dict[str, Any]]:
    """Over seeds, medians of what selection saw of the champion and of its held-out median, at even distances."""
    length = len(results[0].curve)
    at = sorted({max(round(length * part / points) - 1, 0) for part in range(1, points + 1)})
    return [
        {
            "evaluations": results[0].curve[place].evaluations,
            "best": float(np.median([result.curve[place].best for result in results])),
            "held_out": spread([result.curve[place].held_out_median for result in results]),
        }
        for place in at
    ]
