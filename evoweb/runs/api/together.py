"""/api/runs/bulk, /api/runs/tags, /api/runs/<id>/tags: many runs at once, and the tags by which they are found."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from evoweb.runs.api.runs import editable_run, user_of
from evoweb.runs.api.shapes import Detail, Problems
from evoweb.runs.deeds import together
from evoweb.runs.deeds.describing import LONGEST_TAG, MOST_TAGS, tag_run
from evoweb.runs.models import Run
from evoweb.runs.names import tidy
from evoweb.runs.reading import lists, selectors
from evoweb.runs.schemas.given import Given
from evoweb.runs.schemas.runs import RunSummary, TagCount

router = Router(tags=["runs"])

Tag = Annotated[str, AfterValidator(tidy), Field(max_length=LONGEST_TAG)]


class Bulk(Given):
    """A deed, and the runs to do it with."""

    deed: Literal["pause", "resume", "cancel", "delete", "tag", "untag"]
    runs: list[Annotated[int, Field(ge=1, lt=2**63)]] = Field(min_length=1, max_length=together.MOST_RUNS)
    tag: Tag = Field(default="", validate_default=True, description="To put on or take off")

    @field_validator("tag")
    @classmethod
    def names_a_tag(cls, tag: str, info: ValidationInfo) -> str:
        if info.data.get("deed") in ("tag", "untag") and not tag.strip():
            raise ValueError("must not be empty")
        return tag


class BulkResult(Schema):
    """What became of the deed with one run."""

    run: int
    done: bool
    why: str = Field(description="Why it was not done; empty where it was")
    summary: RunSummary | None = Field(description="The run as it is now; null where it is gone or not yours to see")


class BulkAnswer(Schema):
    """What became of the deed with each run, in the order they were named."""

    results: list[BulkResult]


class Tags(Given):
    """Tags to put on a run, and to take off."""

    add: list[Tag] = Field(default=[], max_length=MOST_TAGS)
    remove: list[Tag] = Field(default=[], max_length=MOST_TAGS)


@router.post("bulk", response={200: BulkAnswer, 422: Problems})
def do_bulk(request: HttpRequest, wanted: Bulk) -> BulkAnswer:
    """Pause, resume, cancel, delete or tag many runs. Each is done or refused by itself; the answer tells of each."""
    tagging = {"tag": together.tagging, "untag": together.untagging}
    deed = tagging[wanted.deed](wanted.tag) if wanted.deed in tagging else together.DEEDS[wanted.deed]
    outcomes = together.do_together(wanted.runs, user_of(request), deed)
    runs = selectors.visible_runs(request.user).select_related("owner").in_bulk(wanted.runs)
    return BulkAnswer(
        results=[BulkResult(**found._asdict(), summary=summary_of(runs.get(found.run), request)) for found in outcomes]
    )


def summary_of(run: Run | None, request: HttpRequest) -> RunSummary | None:
    return selectors.run_summary(run, request.user) if run is not None else None


@router.get("tags", response=list[TagCount])
def list_tags(request: HttpRequest) -> list[TagCount]:
    """The tags of the runs that you may see, the most used first."""
    return lists.tag_counts(selectors.visible_runs(request.user))


@router.post("{int:run_id}/tags", response={200: RunSummary, 404: Detail, 409: Detail, 422: Problems})
def change_tags(request: HttpRequest, run_id: int, tags: Tags) -> RunSummary:
    """Put tags on a run and take others off; those it has, or has not, already are fine."""
    run = tag_run(editable_run(request, run_id), user_of(request), tags.add, tags.remove)
    return selectors.run_summary(run, request.user)
