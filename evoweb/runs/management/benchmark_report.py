"""What the rows of a benchmark add up to: ratios, the best number of threads, and a table to be read."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

Row = dict[str, Any]  # of measuring.Way, or of what was made of such
# fmt: off
COLUMNS = (
    "how", "threads", "best s", "median s", "M steps/s", "speed-up", "efficiency", "p50 ms", "p95 ms", "p99 ms",
    "active", "queue", "MB", "times",
)
# fmt: on
WIDTH = 11
CASE = ("world", "backend", "brain", "population", "recorded")  # which rows are of one case


def ratios_of(rows: Sequence[Row]) -> list[Row]:
    """Every comparison that the rows allow, of times in sequence but for threads: what, where, and its value.

    `share` is an extra cost (0.1: takes 10 % longer), `times` says how many times as fast.
    """
    by_case = {(*(row[name] for name in CASE), row["how"], row["threads"]): row for row in rows}
    return [found for key, row in by_case.items() for found in comparisons(key, row, by_case)]


def comparisons(key: tuple[Any, ...], row: Row, by_case: dict[tuple[Any, ...], Row]) -> Iterator[dict[str, Any]]:
    """What one row is compared with."""
    where, seconds, threads = dict(zip(CASE, key, strict=False)), row["total_s"], row["threads"]

    def like(**others: Any) -> Row | None:
        """The row that differs in this."""
        return by_case.get((*(where | others).values(), row["how"], threads))

    if row["how"] == "pooled":
        if (one := by_case.get((*key[:-1], 1))) and threads > 1:
            yield where | {"what": f"1 → {threads} threads", "times": one["total_s"] / seconds}
        return
    if row["backend"] != "torch" and (reference := like(backend="torch")):
        yield where | {"what": f"{row['backend']} against torch", "times": reference["total_s"] / seconds}
    if row["brain"] != "none" and (without := like(brain="none")):
        yield where | {"what": f"brain {row['brain']} against none", "share": seconds / without["total_s"] - 1}
    if row["recorded"] and (unseen := like(recorded=0)):
        what = f"recording {row['recorded']} of {row['population']}"
        yield where | {"what": what, "share": seconds / unseen["total_s"] - 1}
    if row["world"] == "natural" and (other := like(world="published")):
        pace = row["creature_steps_per_s"] / other["creature_steps_per_s"]
        yield where | {"what": "a trial, natural against published", "share": seconds / other["total_s"] - 1}
        yield where | {"what": "steps of physics a second, natural against published", "times": pace}


def best_threads(rows: Sequence[Row]) -> tuple[str, int]:
    """How ("sequential" or "pooled") and on how many threads all cases together take least time."""
    totals: dict[tuple[str, int], float] = {}
    for row in rows:
        way = row["how"], row["threads"]
        totals[way] = totals.get(way, 0.0) + row["total_s"]
    return min(totals, key=lambda way: totals[way])


def table(report: dict[str, Any]) -> str:
    """The report, to be read."""
    header = "".join(f"{column:>{WIDTH}}" for column in COLUMNS)
    lines = ["{seconds:g} s episodes, {cores} cores, load {load:.1f}".format(**report)]
    for case, rows in groupby(report["measurements"], key=case_words):
        lines += ["", case, header, *(line_of(row) for row in rows)]
    lines += ["", *(ratio_line(ratio) for ratio in sorted(report["ratios"], key=lambda ratio: str(ratio["what"])))]
    lines.append("best: {best}, threads: {best_threads} · threads by default: {default_threads}".format(**report))
    lines += [once_line(paid) for paid in report["once"]]
    lines.append(f"peak memory: {report['peak_memory_mb']:.0f} MB")
    return "\n".join(lines)


def case_words(row: Row) -> str:
    """The case of a row or a comparison, in words."""
    recorded = row["recorded"] or "none"
    return (
        "{world} world, {population} creatures, brain {brain}, backend {backend}".format(**row)
        + f", {recorded} recorded"
    )


def line_of(row: Row) -> str:
    """One row of the table."""
    numbers = [row["total_s"], row["median_s"], row["creature_steps_per_s"] / 1e6, row["speed_up"], row["efficiency"]]
    latencies = [row[f"shard_p{share}_ms"] for share in (50, 95, 99)]
    counts = [row["peak_active"], row["peak_queue_depth"], round(row["peak_memory_mb"]), row["evaluations"]]
    return (
        f"{row['how']:>{WIDTH}}{row['threads']:>{WIDTH}}"
        + "".join(f"{number:>{WIDTH}.3g}" for number in numbers)
        + "".join(f"{latency:>{WIDTH}.1f}" for latency in latencies)
        + "".join(f"{count:>{WIDTH}}" for count in counts)
    )


def ratio_line(ratio: dict[str, Any]) -> str:
    """One comparison, in words."""
    value = f"{ratio['times']:.2f} ×" if "times" in ratio else f"{100 * ratio['share']:+.1f} %"
    return f"{ratio['what']}: {value} ({case_words(ratio)})"


def once_line(paid: dict[str, Any]) -> str:
    """What is paid only once, in words."""
    said = "{world} world, {backend}, brain {brain}: first evaluation here {first_s:.2f} s".format(**paid)
    if "cold_s" in paid:
        said += "; in a new process {cold_s:.1f} s cold, {cached_s:.2f} s cached".format(**paid)
    return said
