"""Lists of runs: searched, filtered, ordered, a page at a time. A handful of queries, however many runs there are."""

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Case, Count, F, Func, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Lower

from evoweb.runs.models import Run, State
from evoweb.runs.reading.selectors import run_summary, visible_runs
from evoweb.runs.schemas.runs import HomePage, RunPage, RunQuery, TagCount

MOST_WORDS = 8  # of a search that are looked for
RUNNING_SHOWN = 6
TAGS_LISTED = 100
PRESETS_LISTED = 100

# Runs in the order in which one looks after them.
BY_STATE = Case(*(When(state=state, then=place) for place, state in enumerate(
    (State.RUNNING, State.QUEUED, State.PAUSED, State.FAILED, State.DONE, State.CANCELLED)
)))  # fmt: skip
COLUMNS: dict[str, str | Case | Func] = {
    "created": "created",
    "name": Lower("name"),
    "state": BY_STATE,
    "generation": "next_generation",
    "best": "best",
    "held-out": "held_out_mean",
    "speed": "speed",
    "owner": "owner__username",
    "elapsed": "elapsed_s",
}


def run_page(user: User | AnonymousUser, query: RunQuery) -> RunPage:
    """The visible runs that the query asks for."""
    found = found_runs(visible_runs(user), query)
    states = dict(found.order_by().values_list("state").annotate(Count("pk")))
    asked = found.filter(state=query.state) if query.state else found
    page = asked.select_related("owner").order_by(*in_order(query.order))[query.offset : query.offset + query.limit]
    return RunPage(
        count=states.get(query.state, 0) if query.state else sum(states.values()),
        states=states,
        items=[run_summary(run, user) for run in page],
    )


def found_runs(runs: QuerySet[Run], query: RunQuery) -> QuerySet[Run]:
    """Those that have every tag, began with the preset, and have every word of the search somewhere."""
    if query.tag:
        runs = runs.filter(tags__contains=query.tag)
    if query.preset:
        runs = runs.filter(preset=query.preset)
    words = query.search.split()[:MOST_WORDS]
    if words:
        runs = runs.alias(tag_words=Func(F("tags"), Value(" "), function="array_to_string", output_field=TextField()))
    for word in words:
        runs = runs.filter(
            Q(name__icontains=word)
            | Q(owner__username__icontains=word)
            | Q(preset__icontains=word)
            | Q(tag_words__icontains=word)
            | Q(config__task__icontains=word)
            | Q(config__brain__icontains=word)
        )
    return runs


def in_order(order: str) -> list[OrderBy]:
    """By a column, those without a value last; runs that are equal there, the newest first."""
    column = COLUMNS[order.removeprefix("-")]
    by: F | Case | Func = F(column) if isinstance(column, str) else column
    way = by.desc(nulls_last=True) if order.startswith("-") else by.asc(nulls_last=True)
    return [way, F("id").asc() if order == "created" else F("id").desc()]


def tag_counts(runs: QuerySet[Run]) -> list[TagCount]:
    """The tags of these runs, the most used first."""
    each = runs.order_by().annotate(tag=Func(F("tags"), function="unnest")).values("tag").annotate(runs=Count("pk"))
    return [TagCount(**found) for found in each.order_by("-runs", "tag")[:TAGS_LISTED]]


def choices_of(user: User) -> dict[str, list[str]]:
    """Tags and presets by which the runs that a user may see can be found."""
    runs = visible_runs(user)
    presets = runs.exclude(preset="").order_by("preset").values_list("preset", flat=True)
    return {
        "tags": sorted(found.tag for found in tag_counts(runs)),
        "presets": list(presets.distinct()[:PRESETS_LISTED]),
    }


def home_page(user: User | AnonymousUser, query: RunQuery) -> HomePage:
    """What the home page begins with."""
    visible = visible_runs(user)
    running = visible.filter(state=State.RUNNING).select_related("owner").order_by("-created", "-id")[:RUNNING_SHOWN]
    return HomePage(
        page=run_page(user, query),
        running=[run_summary(run, user) for run in running],
        tags=tag_counts(visible),
    )
