"""A quality measurement, to be read."""

from typing import Any

import numpy as np

from simulation.quality import SeedResult

TOGETHER = {  # title and decimals
    "median": ("median over layouts", 1),
    "mean": ("mean over layouts", 1),
    "pellets": ("targets", 1),
    "quartile_spread": ("quartile spread", 3),
    "repeats": ("repeats", 3),
    "body_lengths_per_s": ("body lengths/s", 2),
    "transport": ("J/(kg·m)", 1),
}


def row(result: SeedResult) -> dict[str, Any]:
    """A seed in a few numbers."""
    return {
        "median": result.median,
        "mean": result.mean,
        "pellets_median": float(np.median(result.pellets)),
        "quartile_spread": result.quartile_spread,
    }


def number(value: float | None, width: int, decimals: int) -> str:
    """A number in its column; a dash where there is none."""
    return f"{'–':>{width}}" if value is None else f"{value:{width}.{decimals}f}"


def table(report: dict[str, Any]) -> str:
    """Seeds, what they come to together, how long each threshold took, and the curve."""
    head = f"{'seed':>6} {'champion':>10} {'selected at':>11} {'median':>8} {'mean':>8} {'pellets':>7} {'spread':>7} "
    head += f"{'repeats':>7} {'lengths/s':>9} {'J/(kg·m)':>8} {'wall s':>7}"
    seeds = [
        f"{seed['seed']:6d} {seed['champion']:>10} {seed['best']:11.1f} {seed['median']:8.1f} {seed['mean']:8.1f} "
        f"{seed['pellets_median']:7.1f} {seed['quartile_spread']:7.3f} {number(seed['measured']['repeats'], 7, 3)} "
        f"{seed['measured']['speed']:9.2f} {number(seed['measured']['transport'], 8, 1)} {seed['wall_s']:7.1f}"
        for seed in report["seeds"]
    ]
    return "\n".join([head, *seeds, "", *together(report), "", *way(report), "", *curve(report)])


def together(report: dict[str, Any]) -> list[str]:
    """Over seeds: the champion on its 64 layouts."""
    lines = [
        f"{report['evaluations']} evaluations a seed: {report['episodes']} episodes, "
        f"{report['simulated']['median']:.0f} of them simulated (survivors keep their scores where layouts stay)"
    ]
    for name, (title, decimals) in TOGETHER.items():
        middle, low, high = (number(report[name][part], 1, decimals) for part in ("median", "q1", "q3"))
        lines.append(f"{title:>20}: {middle} over seeds, quartiles {low} – {high}")
    return lines


def way(report: dict[str, Any]) -> list[str]:
    """Evaluations until a generation's champion reached a score as the median of 16 held-out layouts."""
    total = len(report["seeds"])
    lines = []
    for threshold in report["thresholds"]:
        reached = "not by half of the seeds" if threshold["evaluations"] is None else f"{threshold['evaluations']:,}"
        lines.append(f"to {threshold['score']:6.0f}: {reached} evaluations ({threshold['seeds']} of {total} seeds)")
    return lines


def curve(report: dict[str, Any]) -> list[str]:
    """Medians over seeds of what selection saw, and of the same champions on 16 held-out layouts."""
    return [
        f"{'evaluations':>11} {'selection saw':>13} {'held-out':>9}",
        *(
            f"{point['evaluations']:11d} {point['best']:13.1f} {point['held_out']['median']:9.1f}"
            for point in report["curve"]
        ),
    ]
