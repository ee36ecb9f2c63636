"""Tables of what a run recorded, as comma-separated values: read a piece at a time, however long they are."""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from evoweb.runs.models import Generation, Run
from evoweb.runs.reading.creatures import creature_row
from evoweb.runs.reading.histories import generations_between
from evoweb.runs.schemas.creatures import CreatureRow
from evoweb.runs.schemas.generations import GenerationStats

Cell = str | int | float | None

MOST_ROWS = 100_000  # of one table; the next one goes on after its last row
AT_ONCE = 500  # rows read and written together
BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know UTF-8
FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # what spreadsheets take for the beginning of one
FIGURE = re.compile(r"[0-9][0-9\s.,:/-]*([eE][0-9]+)?")  # what they take for a number or a date


def csv_lines(rows: Iterable[list[Cell]]) -> str:
    """Rows as lines: numbers plain, nothing where there is none, words such that spreadsheets leave them alone."""
    text = io.StringIO()
    csv.writer(text).writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def safe(cell: Cell) -> Cell:
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    if isinstance(cell, str) and (cell.startswith(FORMULA) or FIGURE.fullmatch(cell)):
        return f"'{cell}"
    return cell


def creature_cell(name: str | None) -> Cell:
    """A creature's name as a table has it: `creature 3-10`, for spreadsheets make a date of 3-10."""
    return f"creature {name}" if name else None


def in_pieces(rows: Iterator[list[Cell]]) -> Iterator[str]:
    """The lines of a table, some hundred at a time, after a byte-order mark."""
    yield BYTE_ORDER_MARK
    while piece := list(islice(rows, AT_ONCE)):
        yield csv_lines(piece)


def generation_table(run: Run, after: int = -1) -> Iterator[list[Cell]]:
    """Header and rows: the figures of each recorded generation above number `after`."""
    last = min(run.next_generation, after + 1 + MOST_ROWS)
    yield list(columns_of_generations())
    for first in range(after + 1, last, AT_ONCE):
        for stats in generations_between(run.pk, first, min(first + AT_ONCE, last)):
            yield generation_cells(stats)


def columns_of_generations() -> tuple[str, ...]:
    """Units stand in the names; scores are in points."""
    return (
        "generation", "recorded", "champion", "best", "mean", "median", "worst", "standard_deviation",
        "lower_quartile", "upper_quartile", "held_out_mean", "held_out_median", "diversity", "disqualified",
        "targets_reached", "evaluations", "reused", "creature_steps", "simulated_s", "wall_s", "weight_magnitude",
        "mutation_boost", "species", "novelty_mean", "map_coverage", "qd_score", "neurons", "connections",
        "behaviour_spread_m",
    )  # fmt: skip


def generation_cells(stats: GenerationStats) -> list[Cell]:
    return [
        stats.number, stats.recorded.isoformat(), creature_cell(stats.champion), stats.best, stats.mean,
        stats.median, stats.worst, stats.std, stats.quartile_low, stats.quartile_high,
        stats.held_out_mean, stats.held_out_median, stats.diversity, stats.disqualified, stats.targets_reached,
        stats.evaluations, stats.reused, stats.creature_steps, stats.simulated_s, stats.wall_s,
        stats.weight_magnitude, stats.boost, len(stats.species),
        stats.novelty.mean if stats.novelty else None, stats.map.coverage if stats.map else None,
        stats.map.qd_score if stats.map else None, stats.net.neurons if stats.net else None,
        stats.net.connections if stats.net else None, stats.behaviour_spread,
    ]  # fmt: skip


def creature_table(generation: Generation, after: int = 0) -> Iterator[list[Cell]]:
    """Header and rows: the creatures of a generation that rank below number `after`, the best first."""
    scores = generation.scores.select_related("creature").order_by("rank")
    first = scores.first()
    parts = list(first.parts) if first else []
    yield [
        "rank", "creature", "fitness", *(f"part_{name}" for name in parts), "targets_reached", "disqualified", "nodes",
        "muscles", "born_in_generation", "generations_survived", "parents", "operator", "survives",
    ]  # fmt: skip
    for rank in range(after, after + MOST_ROWS, AT_ONCE):
        page = [creature_row(score) for score in scores.filter(rank__gt=rank, rank__lte=rank + AT_ONCE)]
        yield from (creature_cells(row, parts) for row in page)
        if len(page) < AT_ONCE:
            return


def creature_cells(row: CreatureRow, parts: list[str]) -> list[Cell]:
    return [
        row.rank, creature_cell(row.name), row.fitness, *(row.parts.get(name) for name in parts), row.targets_reached,
        row.disqualified, row.nodes, row.muscles, row.born, row.streak,
        "; ".join(f"creature {name}" for name in row.parents), row.operator, int(row.survives),
    ]  # fmt: skip
