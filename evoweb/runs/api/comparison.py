"""/api/comparison: runs side by side; /api/column-sets: columns of their table that a person keeps."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from evoweb.runs.api.downloads import TABLE, as_file, file_of
from evoweb.runs.api.runs import user_of
from evoweb.runs.api.shapes import Detail, Problems
from evoweb.runs.models import ColumnSet
from evoweb.runs.people import columns
from evoweb.runs.reading.comparison import compared
from evoweb.runs.reading.races import race_of
from evoweb.runs.reading.run_table import run_table, title_of
from evoweb.runs.reading.tables import Cell, in_pieces
from evoweb.runs.schemas.comparison import (
    MOST_COLUMNS,
    MOST_RACERS,
    MOST_RUNS,
    Columns,
    Comparison,
    KeptColumns,
    Race,
    RaceChoice,
    RunChoice,
)
from simulation.errors import ConfigError, Problem

router = Router(tags=["comparison"])

FIRST_COLUMNS = "id,name,best,held_out_mean,held_out_deviation,generations,evaluations,elapsed_s,seed"


@router.get("comparison", response={200: Comparison, 422: Problems})
def compare_runs(request: HttpRequest, choice: Query[RunChoice]) -> Comparison:
    """Runs side by side: figures, the settings in which they differ, and curves.

    Runs that do not exist or that you may not see are left out, and named as such.
    """
    return compared(request.user, chosen(choice))


@router.get("comparison/race", response={200: Race, 422: Problems})
def race(request: HttpRequest, choice: Query[RaceChoice]) -> Race:
    """The champions of some runs in one layout that none has met, and why they may not race, if so."""
    if len(choice.ids) > MOST_RACERS:
        raise ConfigError([Problem("runs", f"must be at most {MOST_RACERS}, and {len(choice.ids)} are named")])
    return race_of(request.user, choice.ids, choice.layout)


@router.get("comparison.csv", response={422: Problems}, openapi_extra=file_of("text/csv"))
def table_file(request: HttpRequest, choice: Query[RunChoice], columns: str = FIRST_COLUMNS) -> HttpResponse:
    """Columns of runs as a table, a row a run; settings are columns as well: `settings.population`."""
    keys = columns.split(",")
    if len(keys) > MOST_COLUMNS:
        raise ConfigError([Problem("columns", f"must be at most {MOST_COLUMNS}, and {len(keys)} are named")])
    try:
        titles: list[Cell] = [title_of(key) for key in keys]
    except KeyError as error:
        raise ConfigError([Problem("columns", f"has no column {error.args[0]!r}")]) from error
    rows = run_table(compared(request.user, chosen(choice)), keys)
    return as_file(HttpResponse("".join(in_pieces(iter([titles, *rows]))), TABLE), "runs.csv")


def chosen(choice: RunChoice) -> list[int]:
    if len(choice.ids) > MOST_RUNS:
        raise ConfigError([Problem("runs", f"must be at most {MOST_RUNS}, and {len(choice.ids)} are named")])
    return choice.ids


@router.get("column-sets", response=list[KeptColumns])
def list_columns(request: HttpRequest) -> list[ColumnSet]:
    """The columns that you keep."""
    return columns.column_sets(user_of(request))


@router.post("column-sets", response={201: KeptColumns, 409: Detail, 422: Problems})
def keep_columns(request: HttpRequest, given: Columns) -> Status[ColumnSet]:
    """Keep columns under a name."""
    return Status(201, columns.keep_columns(user_of(request), given.name, given.columns))


@router.put("column-sets/{int:number}", response={200: KeptColumns, 404: Detail, 409: Detail, 422: Problems})
def change_columns(request: HttpRequest, number: int, given: Columns) -> ColumnSet:
    """Rename columns that you keep, or keep others under the name."""
    return columns.change_columns(own(request, number), given.name, given.columns)


@router.delete("column-sets/{int:number}", response={204: None, 404: Detail})
def delete_columns(request: HttpRequest, number: int) -> Status[None]:
    """Keep these columns no more."""
    own(request, number).delete()
    return Status(204, None)


def own(request: HttpRequest, number: int) -> ColumnSet:
    return ColumnSet.objects.get(pk=number, user=user_of(request))
