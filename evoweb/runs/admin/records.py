"""Runs and what they recorded: of a run only what cannot corrupt it can be changed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest
from django.urls import reverse

from evoweb.runs.admin.shapes import NameForm, ReadOnly, Searched, page_link, pretty
from evoweb.runs.engine import Loading
from evoweb.runs.models import Checkpoint, Clip, Creature, Founders, Generation, Pin, Run, Score
from evoweb.runs.reading.creatures import genome_of
from evoweb.runs.reading.stored import DamagedError
from simulation.errors import Busy, CheckpointError


def replay_link(score: Score) -> str:
    """The page on which a creature moves as it did in a generation."""
    path = reverse("runs:replay", args=[score.generation.run_id, score.creature.name])
    return page_link(f"{path}?generation={score.generation.number}", "Replay")


SHOWN_OTHERWISE = ("id", "name", "public", "config", "spark")
WORKERS_FIELDS = (
    *(field.name for field in Run._meta.concrete_fields if field.name not in SHOWN_OTHERWISE),
    *("settings", "page"),
)


@admin.register(Run)
class RunAdmin(Searched):
    """Name, and who may look, can be changed; the rest belongs to the workers."""

    form = NameForm

    list_display = (
        "id",
        "name",
        "owner",
        "state",
        "next_generation",
        "best",
        "held_out_mean",
        "public",
        "created",
        "page",
    )
    list_display_links = ("id", "name")
    list_filter = ("state", "preset", "public")
    list_select_related = ("owner",)
    list_per_page = 50
    search_fields = ("name", "owner__username", "preset", "seed")
    date_hierarchy = "created"
    fields = ("name", "public", *WORKERS_FIELDS)
    readonly_fields = WORKERS_FIELDS

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Runs are started from the form, which checks them."""
        return False

    @admin.display(description="Page")
    def page(self, run: Run) -> str:
        return page_link(reverse("runs:run", args=[run.pk]), "Open")

    @admin.display(description="Settings")
    def settings(self, run: Run) -> str:
        return pretty(run.config)


def rounded(score: float | None) -> float | None:
    """Return a score to three places; None where nobody was in play."""
    return None if score is None else round(score, 3)


@admin.register(Generation)
class GenerationAdmin(ReadOnly):
    list_display = ("id", "run", "number", "champion", "best", "held_out_mean", "recorded", "replay")
    list_select_related = ("run",)
    list_filter = ("run__state",)
    search_fields = ("=run__id", "run__name", "=number", "champion")
    fields = ("run", "number", "champion", "held_out", "recorded", "figures", "replay")
    readonly_fields = ("figures", "replay")

    @admin.display(description="Best")
    def best(self, generation: Generation) -> float | None:
        return rounded(generation.statistics["best"])

    @admin.display(description="Score")
    def held_out_mean(self, generation: Generation) -> float | None:
        return rounded(generation.statistics["held_out_mean"])

    @admin.display(description="Champion's replay")
    def replay(self, generation: Generation) -> str:
        if not generation.champion:
            return "–"
        path = reverse("runs:replay", args=[generation.run_id, generation.champion])
        return page_link(f"{path}?generation={generation.number}", "Replay")

    @admin.display(description="Statistics")
    def figures(self, generation: Generation) -> str:
        return pretty(generation.statistics)


@admin.register(Creature)
class CreatureAdmin(ReadOnly):
    list_display = ("id", "name", "run", "operator", "nodes", "muscles", "replay")
    list_select_related = ("run",)
    list_filter = ("operator", "nodes")
    search_fields = ("=run__id", "run__name", "=born", "=index")
    fields = ("run", "name", "born", "index", "parents", "operator", "nodes", "muscles", "genome", "replay")
    readonly_fields = ("name", "genome", "replay")

    @admin.display(description="Name", ordering="born")
    def name(self, creature: Creature) -> str:
        return creature.name

    @admin.display(description="Replay")
    def replay(self, creature: Creature) -> str:
        return page_link(reverse("runs:replay", args=[creature.run_id, creature.name]), "Replay")

    @admin.display(description="Genome")
    def genome(self, creature: Creature) -> str:
        """Read out of the checkpoint of its birth, or why it cannot be, when this page is opened."""
        score = creature.scores.select_related("generation", "creature").get(generation__number=creature.born)
        try:
            return pretty(genome_of(creature.run, score))
        except (Loading, Busy, CheckpointError, DamagedError) as error:
            return str(error)


@admin.register(Score)
class ScoreAdmin(ReadOnly):
    list_display = ("id", "run", "generation_number", "creature_name", "rank", "fitness", "disqualified", "replay")
    list_select_related = ("generation__run", "creature")
    list_filter = ("disqualified", "survives", "reused")
    search_fields = ("=generation__run__id", "generation__run__name", "=generation__number", "=creature__born")
    fields = (
        *("generation", "creature", "rank", "row", "fitness", "parts", "targets_reached", "disqualified"),
        *("survives", "reused", "streak", "replay"),
    )
    readonly_fields = ("replay",)

    @admin.display(description="Run")
    def run(self, score: Score) -> Run:
        return score.generation.run

    @admin.display(description="Generation", ordering="generation__number")
    def generation_number(self, score: Score) -> int:
        return score.generation.number

    @admin.display(description="Creature")
    def creature_name(self, score: Score) -> str:
        return score.creature.name

    @admin.display(description="Replay")
    def replay(self, score: Score) -> str:
        return replay_link(score)


class Bytes(ReadOnly):
    """Rows that hold bytes: their size and checksum are shown, the bytes are never loaded."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).defer("content").annotate(length=Length("content"))
        return rows

    @admin.display(description="Bytes", ordering="length")
    def size(self, stored: Any) -> int:
        return int(stored.length)


@admin.register(Checkpoint)
class CheckpointAdmin(Bytes):
    list_display = ("generation", "size", "sha256")
    list_select_related = ("generation",)
    search_fields = ("=generation__run__id", "generation__run__name", "=generation__number")
    fields = ("generation", "size", "sha256")
    readonly_fields = ("size",)


@admin.register(Founders)
class FoundersAdmin(Bytes):
    list_display = ("run", "size", "sha256")
    list_select_related = ("run",)
    search_fields = ("=run__id", "run__name")
    fields = ("run", "size", "sha256")
    readonly_fields = ("size",)


@admin.register(Clip)
class ClipAdmin(Bytes):
    list_display = ("id", "creature", "generation", "size", "sha256", "replay")
    list_select_related = ("creature", "generation")
    search_fields = ("=generation__run__id", "generation__run__name", "=generation__number", "=creature__born")
    fields = ("creature", "generation", "size", "sha256", "replay")
    readonly_fields = ("size", "replay")

    @admin.display(description="Replay")
    def replay(self, clip: Clip) -> str:
        path = reverse("runs:replay", args=[clip.generation.run_id, clip.creature.name])
        return page_link(f"{path}?generation={clip.generation.number}", "Replay")


@admin.register(Pin)
class PinAdmin(Searched):
    """Deleting a pin lets its replay be collected."""

    list_display = ("user", "creature", "created", "replay")
    list_select_related = ("user", "score__generation", "score__creature")
    search_fields = ("user__username", "=score__generation__run__id", "score__generation__run__name")
    fields = readonly_fields = ("user", "creature", "created", "replay")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Replays are pinned where they are watched."""
        return False

    @admin.display(description="Creature")
    def creature(self, pin: Pin) -> str:
        return str(pin.score.creature)

    @admin.display(description="Replay")
    def replay(self, pin: Pin) -> str:
        return replay_link(pin.score)
