"""Where creatures come from: ancestries and phylogenies, as lists of equal length; places in them name creatures."""

from ninja import Schema
from pydantic import Field

from evoweb.runs.schemas.given import Given

MOST_SHOWN = 2_000  # creatures of an ancestry, and about as many of a phylogeny


class AncestryQuery(Given):
    """Whose ancestry, and how much of it."""

    creature: str = Field(
        default="", max_length=32, pattern=r"^([0-9]{1,9}-[0-9]{1,9})?$", description="Empty: the champion so far"
    )
    width: int = Field(default=12, ge=1, le=64, description="Ancestors shown of those born in one generation, at most")


class PhylogenyQuery(Given):
    """Of which generation, and with what."""

    generation: int | None = Field(default=None, ge=0, lt=2**31, description="Left out: the latest")
    species: bool = Field(
        default=False, description="Tell species as well, which are read out of the generation's checkpoint"
    )


class Kin(Schema):
    """Creatures by their places in these lists, the youngest first."""

    creatures: list[str]
    born: list[int]
    operators: list[str]
    fitness: list[float] = Field(description="In the generation of birth")
    nodes: list[int]
    muscles: list[int]
    parents: list[list[int]] = Field(description="Places of those parents that are shown, the fitter first")


class FounderOrigin(Schema):
    """Who a run's founder was in the run that it was forked from."""

    place: int
    run: int
    run_name: str
    creature: str
    generation: int


class Ancestry(Kin):
    """A creature, which stands first, and its ancestors.

    Of the ancestors born in a generation those are shown that it descends from by the largest shares: a child by
    crossover has half of each of its parents, any other all of its one parent. Its first parents are always shown.
    """

    shares: list[float] = Field(description="Share by which the creature descends from each, by the lines shown")
    hidden: list[int] = Field(description="Parents of each that are not shown")
    line: list[int] = Field(description="Places of the line of first parents, the creature itself first")
    looked_at: int = Field(description="Creatures among which those shown were chosen")
    is_cut: bool = Field(description="There are further ancestors at which nobody looked")
    founders: list[FounderOrigin] = Field(description="Where lines go on, in a run that you may see")


class Phylogeny(Kin):
    """Those who live in a generation, and whom they come from by first parents.

    Shown are the living, those from whom several lines of the living part, and the first of each line.
    """

    others: list[int | None] = Field(
        description="Of who was born by crossover: place of the second parent, or of the nearest shown before it"
    )
    generation: int
    skipped: list[int] = Field(description="Creatures left out between each and its parent here")
    living: list[int] = Field(description="Descendants of each that live in the generation, itself among them")
    is_alive: list[bool]
    ancestor: int | None = Field(description="Place of the latest ancestor of all; null where they have none in common")
    population: int = Field(description="Creatures that live in the generation: if not all are shown, the best are")
    is_cut: bool = Field(description="Lines go further back than was looked")
    species: list[int] | None = Field(
        description="Of the living, and of whom all living descendants are of one; 0: none. Null: not asked for, or "
        "selection knows no species"
    )
