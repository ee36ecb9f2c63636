"""The table of compared runs: its columns, and what stands in them."""

from collections.abc import Callable, Sequence
from typing import Any

from evoweb.runs.reading.tables import Cell, creature_cell
from evoweb.runs.schemas.comparison import ComparedRun, Comparison
from simulation.config import RunConfig

# fmt: off
COLUMNS = {  # what people call them, with units; settings have columns of their own: "settings.population"
    "name": "Run",
    "owner": "Owner",
    "state": "State",
    "tags": "Tags",
    "preset": "Preset",
    "best": "In its generation",
    "held_out_mean": "Score",
    "held_out_deviation": "Score, SD",
    "held_out_median": "Score, median",
    "repeats": "Repeats",
    "body_speed": "Body lengths/s",
    "work": "Work, J a trial",
    "transport": "Cost of transport, J/(kg·m)",
    "generations": "Generations",
    "evaluations": "Evaluations",
    "elapsed_s": "Computed, s",
    "speed": "Creature-steps/s",
    "champion": "Champion",
    "seed": "Seed",
    "created": "Created",
    "id": "Number",
}
# fmt: on
CELLS: dict[str, Callable[[ComparedRun], Cell]] = {
    "name": lambda run: run.name,
    "owner": lambda run: run.owner,
    "state": lambda run: run.state.lower(),
    "tags": lambda run: " ".join(run.tags),
    "preset": lambda run: run.preset,
    "best": lambda run: run.best,
    "held_out_mean": lambda run: run.held_out.mean if run.held_out else None,
    "held_out_deviation": lambda run: run.held_out.deviation if run.held_out else None,
    "held_out_median": lambda run: run.held_out.median if run.held_out else None,
    "repeats": lambda run: run.measured.repeats if run.measured else None,
    "body_speed": lambda run: run.measured.speed if run.measured else None,
    "work": lambda run: run.measured.work if run.measured else None,
    "transport": lambda run: run.measured.transport if run.measured else None,
    "generations": lambda run: run.generation,
    "evaluations": lambda run: run.evaluations,
    "elapsed_s": lambda run: run.elapsed_s,
    "speed": lambda run: run.creature_steps_per_s,
    "champion": lambda run: creature_cell(run.champion),
    "seed": lambda run: run.seed,
    "created": lambda run: run.created.isoformat(),
    "id": lambda run: run.id,
}


OTHER_SETTINGS = {  # beside those of RunConfig: title and group
    "starts_from": ("Starts from", "basics"),
    "engine_version": ("Engine", "machine"),
}
SETTING = "settings."


def run_table(compared: Comparison, columns: Sequence[str]) -> list[list[Cell]]:
    """A row a run, in their order."""
    return [[cell_of(run, compared.same, column) for column in columns] for run in compared.runs]


def title_of(column: str) -> str:
    """What a column is called.

    Raises:
        KeyError: there is no such column.
    """
    if column in COLUMNS:
        return COLUMNS[column]
    name = column.removeprefix(SETTING)
    return OTHER_SETTINGS[name][0] if name in OTHER_SETTINGS else str(RunConfig.model_fields[name].title)


def cell_of(run: ComparedRun, same: dict[str, Any], column: str) -> Cell:
    if column in CELLS:
        return CELLS[column](run)
    name = column.removeprefix(SETTING)
    value = run.settings.get(name, same.get(name))
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str | int | float) else None
