"""Deleting a run: all that it recorded goes, what people did and what came of it stays."""

from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from evoweb.runs.deeds.deleting import delete_run
from evoweb.runs.deeds.forking import fork_run
from evoweb.runs.deeds.pins import pin_replay
from evoweb.runs.deeds.resuming import resume_run
from evoweb.runs.deeds.services import pause_run
from evoweb.runs.errors import Refused
from evoweb.runs.models import Deed, Founders, Run, State
from evoweb.runs.people.quotas import use_of
from evoweb.runs.queue.leases import LeaseLost
from evoweb.runs.system.state import storage
from evoweb.runs.worker import removing
from evoweb.runs.worker.recording import record_generation
from evoweb.runs.worker.removing import remove_deleted
from tests.web.factories import UserFactory, claimed, recorded_run, tiny_generations, tiny_run

pytestmark = pytest.mark.django_db

RECORDED = ("generation", "checkpoint", "creature", "clip", "score", "pin", "founders")


def counts() -> dict[str, int]:
    def model(name: str) -> Any:
        return apps.get_model("runs", name)

    return {name: model(name).objects.count() for name in RECORDED}


def test_all_that_it_recorded_goes_and_nothing_of_others() -> None:
    other = recorded_run()
    pin_replay(other, other.recorded.get(number=0).scores.earliest("pk"), other.owner)
    before = counts()
    run = fork_run(recorded_run(), 0, other.owner, "fork", {})
    worker = claimed(run)
    for generation in tiny_generations():
        record_generation(worker, generation)
    pin_replay(run, run.recorded.get(number=0).scores.earliest("pk"), other.owner)
    for found in Run.objects.exclude(pk=other.pk):
        delete_run(found, found.owner)
    assert Run.objects.get() == other
    assert remove_deleted() == 4 - 2
    assert Run.with_deleted.get() == other
    assert counts() == before


def test_who_did_what_stays_and_forks_live_on() -> None:
    run = recorded_run()
    fork = fork_run(run, 2, run.owner, "fork", {})
    delete_run(run, run.owner)
    remove_deleted()
    deeds = Deed.objects.filter(run_name="tiny")
    assert [(deed.deed, deed.run, deed.username) for deed in deeds] == [
        ("deleted", None, run.owner.username), ("started", None, run.owner.username)
    ]  # fmt: skip
    fork.refresh_from_db()
    assert (fork.parent, fork.forked_at, fork.state) == (None, 2, State.QUEUED)


@pytest.mark.parametrize("state", State)
def test_a_run_that_is_to_be_computed_is_not_deleted(state: State) -> None:
    run = recorded_run()
    Run.objects.filter(pk=run.pk).update(state=state)
    if state in (State.QUEUED, State.RUNNING):
        with pytest.raises(Refused, match="cancel it first"):
            delete_run(run, run.owner)
        assert run.recorded.count() == 4
    else:
        delete_run(run, run.owner)
        assert not Run.objects.exists()


def test_a_worker_that_still_computes_it_writes_nothing() -> None:
    run = tiny_run()
    worker = claimed(run)
    pause_run(run, run.owner)
    delete_run(run, run.owner)
    with pytest.raises(LeaseLost):
        record_generation(worker, tiny_generations()[0])
    remove_deleted()
    assert counts() == dict.fromkeys(RECORDED, 0)


def test_a_deleted_run_is_gone_for_everybody_before_what_it_recorded_is_removed() -> None:
    run = recorded_run(public=True)
    pin_replay(run, run.recorded.get(number=0).scores.earliest("pk"), run.owner)
    fork = fork_run(run, 2, run.owner, "fork", {})
    client = Client()
    client.force_login(run.owner)
    delete_run(run, run.owner)
    assert counts()["generation"] == 4
    assert [client.get(path).status_code for path in (f"/runs/{run.pk}/", f"/api/runs/{run.pk}")] == [404, 404]
    assert [found["id"] for found in client.get("/api/runs").json()["items"]] == [fork.pk]
    assert client.get(f"/api/runs/{fork.pk}").json()["parent"] is None
    assert client.get("/api/pins").json() == []
    assert use_of(run.owner).stored_bytes == len(Founders.objects.get().content)
    for deed in (resume_run, pause_run):
        with pytest.raises((Refused, Run.DoesNotExist)):
            deed(run, run.owner)  # by a request that read it before
    assert Run.with_deleted.get(pk=run.pk).state == State.CANCELLED


def test_a_large_run_is_removed_bit_by_bit_and_the_system_page_tells_how_much_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(removing, "ROWS", 8)
    run = recorded_run()
    delete_run(run, run.owner)
    left = []
    while storage().removing:
        left.append(storage().removing)
        assert remove_deleted(seconds=-1.0) == 0
    assert left == [4, 3, 2, 1]
    assert remove_deleted() == 1
    assert counts() == dict.fromkeys(RECORDED, 0)
    assert not Run.with_deleted.exists()


def test_by_api_and_by_the_pages_button() -> None:
    one = recorded_run()
    two = recorded_run(one.owner)
    client = Client()
    client.force_login(UserFactory())
    assert client.delete(f"/api/runs/{one.pk}").status_code == 404
    client.force_login(one.owner)
    assert client.delete(f"/api/runs/{one.pk}").status_code == 204
    assert client.get(f"/api/runs/{one.pk}").status_code == 404
    answer = client.post(f"/runs/{two.pk}/delete/", follow=True)
    assert "tiny is deleted; what it recorded is being removed." in answer.content.decode()
    busy = tiny_run(one.owner)
    assert "cancel it first" in client.post(f"/runs/{busy.pk}/delete/", follow=True).content.decode()


def test_the_run_page_tells_its_owner_who_did_what_and_everybody_where_it_comes_from() -> None:
    parent = recorded_run(public=True)
    fork = fork_run(parent, 2, parent.owner, "<b>fork</b>", {})
    Run.objects.filter(pk=fork.pk).update(public=True)
    owner, visitor = Client(), Client()
    owner.force_login(parent.owner)
    html = owner.get(f"/runs/{fork.pk}/").content.decode()
    assert f'Forked from <a href="/runs/{parent.pk}/">tiny</a> at generation 2' in html
    assert f"</strong> forked: parent {parent.pk}, generation 2" in html
    assert "&lt;b&gt;fork&lt;/b&gt;" in owner.get(f"/runs/{parent.pk}/").content.decode()
    assert owner.get(f"/api/runs/{fork.pk}/history").json()[0]["deed"] == "forked"
    assert 'class="panel history"' not in visitor.get(f"/runs/{fork.pk}/").content.decode()
    Run.objects.filter(pk=parent.pk).update(public=False)
    assert "a run that is gone or not yours to see" in visitor.get(f"/runs/{fork.pk}/").content.decode()
    assert visitor.get(f"/api/runs/{fork.pk}").json()["parent"] is None
