"""The admin: every model can be searched and read; nothing a worker wrote can be changed; no page loads bytes."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evoweb.runs.models import (
    ApiToken,
    ColumnSet,
    ComputeProcess,
    Design,
    Founders,
    Generation,
    HookCall,
    OwnPreset,
    Pin,
    Quota,
    Run,
    Score,
    Webhook,
)
from evoweb.runs.people.tokens import issue_token
from evoweb.runs.system.reports import report, state_of_this_process
from evoweb.runs.worker import keeper
from tests.web.factories import UserFactory, recorded_run, tiny_run

pytestmark = pytest.mark.django_db

MODELS = sorted(model._meta.model_name or "" for model in apps.get_app_config("runs").get_models())


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(UserFactory(username="root", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def run() -> Run:
    run = recorded_run()
    issue_token(run.owner, "notebook")
    Pin.objects.create(user=run.owner, score=Score.objects.filter(generation__run=run)[0])
    Quota.objects.create(unfinished_runs=3)
    Founders.objects.create(run=run, content=b"{}", sha256="")
    OwnPreset.objects.create(user=run.owner, name="small", settings={"population": 4})
    ColumnSet.objects.create(user=run.owner, name="scores", columns=["best"])
    Design.objects.create(user=run.owner, name="a tripod", genome={})
    webhook = Webhook.objects.create(user=run.owner, url="https://example.org/hook", secret="told once")
    HookCall.objects.create(webhook=webhook, run=run, event="run.done", body={})
    keeper.report()
    report(ComputeProcess.Kind.WEB, timezone.now(), state_of_this_process())
    return run


def test_every_model_is_there() -> None:
    assert {model for model in apps.get_app_config("runs").get_models() if not admin.site.is_registered(model)} == set()


@pytest.mark.parametrize("model", MODELS)
def test_lists_are_searched_without_loading_bytes_or_asking_once_a_row(staff: Client, run: Run, model: str) -> None:
    recorded_run()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page = staff.get(f"/admin/runs/{model}/?q={run.pk}")
    assert page.status_code == 200
    assert len(captured) <= 8
    assert not any(
        '"content"' in query["sql"].replace('LENGTH("runs_' + model + '"."content")', "") for query in captured
    )


@pytest.mark.parametrize("model", MODELS)
def test_each_row_has_a_page_and_what_workers_wrote_cannot_be_changed(staff: Client, run: Run, model: str) -> None:
    found = apps.get_model("runs", model)
    row = found.objects.order_by("pk")[0]
    page = staff.get(f"/admin/runs/{model}/{row.pk}/change/")
    assert page.status_code == 200
    assert "b&#x27;" not in page.content.decode()
    editable = set(page.context["adminform"].form.fields)
    quota = {"user", "unfinished_runs", "creature_steps_a_day", "stored_bytes", "clip_days"}
    assert editable == {"run": {"name", "public"}, "apitoken": {"name"}, "webhook": {"active"}, "quota": quota}.get(
        model, set()
    )
    assert staff.get(f"/admin/runs/{model}/add/").status_code == (200 if model == "quota" else 403)


def test_a_run_can_be_renamed_and_made_public_and_nothing_else(staff: Client, run: Run) -> None:
    staff.post(f"/admin/runs/run/{run.pk}/change/", {"name": "Swimmer", "public": "on", "state": "QUEUED", "seed": "1"})
    run.refresh_from_db()
    assert (run.name, run.public, run.state, run.seed) == ("Swimmer", True, "DONE", 7)


def test_a_creatures_page_shows_its_genome_and_links_to_its_replay(staff: Client, run: Run) -> None:
    creature = run.creatures.order_by("born", "index")[0]
    text = staff.get(f"/admin/runs/creature/{creature.pk}/change/").content.decode()
    assert "evoweb-genome/1" in text
    assert f"/runs/{run.pk}/creatures/{creature.name}/" in text


def test_deleting_a_run_takes_everything_it_recorded_along_and_nothing_else(staff: Client, run: Run) -> None:
    other = recorded_run()
    kept = other.recorded.count()
    assert staff.post(f"/admin/runs/run/{run.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Run.objects.all()) == [other]
    assert Generation.objects.count() == kept
    assert set(Score.objects.values_list("generation__run", flat=True)) == {other.pk}


def test_parts_of_a_run_cannot_be_deleted(staff: Client, run: Run) -> None:
    generation = run.recorded.get(number=1)
    assert staff.post(f"/admin/runs/generation/{generation.pk}/delete/", {"post": "yes"}).status_code == 403
    assert run.recorded.count() == 4


def test_tokens_are_revoked_and_never_shown(staff: Client) -> None:
    token = issue_token(UserFactory(), "notebook")
    stored = ApiToken.objects.get()
    chosen = {"action": "revoke", "_selected_action": [stored.pk]}
    assert token not in staff.post("/admin/runs/apitoken/", chosen, follow=True).content.decode()
    stored.refresh_from_db()
    assert stored.revoked is not None


def test_names_are_escaped(staff: Client) -> None:
    run = tiny_run(name="<script>alert(1)</script>")
    for path in ("/admin/runs/run/", f"/admin/runs/run/{run.pk}/change/"):
        assert "<script>alert" not in staff.get(path).content.decode()


def test_the_queues_own_pages_are_not_offered(staff: Client) -> None:
    assert staff.get("/admin/django_q/ormq/").status_code == 404
