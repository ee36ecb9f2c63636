"""Runs side by side: their figures, settings and curves, in the shapes that pages and the API speak."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field, JsonValue

from evoweb.runs.names import Name
from evoweb.runs.schemas.given import Given
from evoweb.runs.schemas.runs import ChampionMeasured, StateName
from simulation.champions import LayoutsMet

MOST_RUNS = 1000
MOST_RACERS = 25
MOST_COLUMNS = 200  # of a table; more than there are


class RunChoice(Given):
    """Which runs are compared."""

    runs: str = Field(
        max_length=19 * MOST_RUNS,
        pattern=r"^[0-9]{1,18}(,[0-9]{1,18})*$",
        description=f"Their numbers with commas between them; at most {MOST_RUNS}",
    )

    @property
    def ids(self) -> list[int]:
        """The runs' numbers, each once, in the order given."""
        return list(dict.fromkeys(int(part) for part in self.runs.split(",")))


class HeldOutScores(Schema):
    """What a run's champion reached in the layouts that selection never sees."""

    mean: float
    median: float
    deviation: float = Field(description="Standard deviation over the layouts; 0 of a single number")
    layouts: int


class Curve(Schema):
    """A run's scores by generation, thinned evenly; its last generation is always among them."""

    generation: list[int]
    evaluations: list[int] = Field(description="Episodes simulated up to and with the generation")
    seconds: list[float] = Field(description="Computed up to and with the generation, waiting not counted")
    best: list[float | None] = Field(
        description="The generation's champion, as selection saw it; null, as the others, where nobody was in play"
    )
    mean: list[float | None]
    median: list[float | None]
    held_out_mean: list[float | None]


class ComparedRun(Schema):
    """A run among those that are compared."""

    id: int
    name: str
    owner: str
    state: StateName
    tags: list[str]
    preset: str | None
    layouts: LayoutsMet
    seed: int
    created: datetime
    generation: int | None
    best: float | None
    held_out: HeldOutScores | None = Field(description="Null before the first generation")
    measured: ChampionMeasured | None
    champion: str | None
    champion_generation: int | None
    evaluations: int
    elapsed_s: float
    creature_steps_per_s: float | None
    settings: dict[str, JsonValue] = Field(
        description="Those that are not the same in all runs, as they are in force; `starts_from` says whom generation "
        "0 holds, `engine_version` which engine computed it. The seed is no setting here"
    )
    curve: Curve


class Comparison(Schema):
    """Runs side by side."""

    runs: list[ComparedRun] = Field(description="In the order asked for")
    same: dict[str, JsonValue] = Field(description="Settings that are the same in all")
    left_out: list[int] = Field(description="Runs that do not exist or that you may not see")


class RaceChoice(RunChoice):
    """Whose champions race, and in which layout."""

    layout: int = Field(default=1, ge=0, lt=2**31, description="Of those that no creature of any run has met")


class Racer(Schema):
    """A run's champion, as it starts in a race."""

    run: int
    name: str = Field(description="Of the run")
    owner: str
    creature: str
    generation: int
    brain: str
    best: float
    held_out_mean: float


class Race(Schema):
    """Champions of different runs in one layout."""

    layout: int
    task: str | None = Field(description="Null where nobody races")
    has_layouts: bool = Field(
        description="Whether the task lays out anything; else each shows how it came to its score"
    )
    racers: list[Racer] = Field(description="Their clips are asked of /ws/clips/, with this layout as `race`")
    unfair: list[str] = Field(description="Why these do not race against each other, in words; empty where they may")
    waiting: list[str] = Field(description="Runs that have no champion yet")
    left_out: list[int] = Field(description="Runs that do not exist or that you may not see")


ColumnKey = Annotated[str, Field(pattern=r"^[a-z0-9_.]{1,60}$")]


class Columns(Given):
    """Columns of the table of runs, to keep under a name."""

    name: Name
    columns: list[ColumnKey] = Field(min_length=1, max_length=MOST_COLUMNS)


class KeptColumns(Schema):
    """Columns that you have kept."""

    id: int
    name: str
    columns: list[str]
