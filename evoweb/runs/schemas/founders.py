"""Creatures that a new run begins with, and the hall of fame, where they are found."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from evoweb.runs.names import Sought
from evoweb.runs.schemas.given import Given

MOST_CREATURES = 100  # of other runs; each generation that they come from is read as a whole
MOST_DESIGNS = 500  # of one person
MOST_GENOMES = 5_000

Part = Annotated[Sought, Field(max_length=150)]


class CreatureAt(Given):
    """A creature of a run that you may see, as it stood in a generation."""

    run: int = Field(ge=1, le=2**63 - 1)
    creature: Sought = Field(max_length=32)
    generation: int = Field(ge=0, le=2**31 - 1)

    @classmethod
    def of_address(cls, address: str) -> "CreatureAt":
        """What RUN/NAME/GENERATION names, as addresses of pages and forms have it.

        Raises:
            ValueError: it is of another form.
        """
        run, creature, generation = address.split("/")
        return cls.model_validate({"run": run, "creature": creature, "generation": generation})


class Founding(Given):
    """Creatures that a run begins with, in this order: of runs, of your own, and genomes in the public format.

    They are the first of generation 0; offspring of theirs, bred as the settings say, fill the population up. A single
    one has mutated copies. None at all: all are born at random.
    """

    creatures: list[CreatureAt] = Field(default_factory=list, max_length=MOST_CREATURES)
    designs: list[Annotated[int, Field(ge=1, le=2**63 - 1)]] = Field(default_factory=list, max_length=MOST_DESIGNS)
    genomes: list[Any] = Field(default_factory=list, max_length=MOST_GENOMES)

    def __len__(self) -> int:
        return len(self.creatures) + len(self.designs) + len(self.genomes)


class HallEntry(CreatureAt):
    """A creature worth seeing, with what a card says of it."""

    run_name: str
    owner: str
    task: str
    world: str
    brain: str
    fitness: float = Field(description="In the layouts that selection went by, not what it reaches elsewhere")
    held_out_mean: float | None = Field(
        description="Mean over layouts that selection never sees; null where it was no champion"
    )
    held_out_deviation: float | None = Field(description="Sample deviation over those layouts")
    repeats: float | None = Field(
        description="How much of the score is left in smaller steps of physics, 0 to 1; null where nobody measured it"
    )
    nodes: int
    muscles: int


class TaskCount(Schema):
    """How many champions of a task there are under the other filters."""

    task: str
    count: int


class HallQuery(Given):
    """Which champions to list; scores of different tasks do not compare, so one task's at a time."""

    task: Part = Field(default="", description="Empty: the one with most champions")
    brain: Part = ""
    owner: Part = Field(default="", description="User name")
    preset: Part = ""
    tag: Part = ""
    search: Part = Field(default="", description="Part of a run's or an owner's name")
    limit: int = Field(default=24, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class HallFilters(Schema):
    """What the hall can be narrowed to."""

    brains: list[str]
    owners: list[str]
    presets: list[str]
    tags: list[str]


class HallPage(Schema):
    """The best champions of a task by their held-out mean, one a run; how many there are, and of which tasks."""

    task: str
    count: int
    tasks: list[TaskCount]
    items: list[HallEntry]
