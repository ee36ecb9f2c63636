"""Who may see and do what, on pages and by the API: owners their own, everyone what is public, staff everything."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from evoweb.runs.models import Run, State
from tests.web.factories import UserFactory, recorded_run, tiny_run

pytestmark = pytest.mark.django_db

PAGES = ["/runs/{run}/", "/runs/{run}/compare/", "/runs/{run}/creatures/0-0/"]
READS = ["", "/generations", "/generations/0", "/generations/0/creatures", "/creatures/0-0"]
DEEDS = ["pause", "resume", "cancel"]


@pytest.fixture
def run() -> Run:
    return recorded_run(generations=1, name="Swimmer")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sees(client: Client, run: Run) -> set[int]:
    """The answers to everything that shows a run."""
    paths = [page.format(run=run.pk) for page in PAGES] + [f"/api/runs/{run.pk}{read}" for read in READS]
    return {client.get(path).status_code for path in paths}


def changes(client: Client, run: Run) -> set[int]:
    """The answers to everything that changes a run."""
    posted = [client.post(f"/runs/{run.pk}/{deed}/").status_code for deed in DEEDS]
    return {*posted, *(client.post(f"/api/runs/{run.pk}/{deed}").status_code for deed in DEEDS)}


def lists(client: Client, run: Run) -> bool:
    return any(found["id"] == run.pk for found in client.get("/api/runs").json()["items"])


def test_the_owner_sees_and_changes_the_run(run: Run) -> None:
    owner = signed_in(run.owner)
    assert sees(owner, run) == {200}
    assert lists(owner, run)
    assert changes(owner, run) <= {200, 302, 409}


def test_to_a_stranger_the_run_does_not_exist(run: Run) -> None:
    stranger = signed_in(UserFactory())
    assert sees(stranger, run) == changes(stranger, run) == {404}
    assert not lists(stranger, run)
    run.refresh_from_db()
    assert run.state == State.RUNNING


def test_a_public_run_can_be_seen_and_not_changed_by_strangers(run: Run) -> None:
    Run.objects.update(public=True)
    stranger = signed_in(UserFactory())
    assert sees(stranger, run) == {200}
    assert lists(stranger, run)
    assert changes(stranger, run) == {404}


def test_staff_see_and_change_every_run(run: Run) -> None:
    staff = signed_in(UserFactory(is_staff=True))
    assert sees(staff, run) == {200}
    assert changes(staff, run) <= {200, 302, 409}


def test_who_has_not_signed_in_is_sent_to_sign_in(run: Run) -> None:
    Run.objects.update(public=True)
    nobody = Client()
    assert sees(nobody, run) == {302, 401}
    assert changes(nobody, run) == {302, 401}
    run.refresh_from_db()
    assert run.state == State.RUNNING


def test_nobody_can_start_a_run_without_signing_in() -> None:
    answer = Client().post("/runs/new/", {"name": "a"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert not Run.objects.exists()


def test_another_owners_run_cannot_be_reached_through_ones_own(run: Run) -> None:
    mine = tiny_run(UserFactory())
    assert signed_in(mine.owner).get(f"/api/runs/{mine.pk}/creatures/0-0?generation=0").status_code == 404
