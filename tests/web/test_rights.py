"""Who may see and do what, on pages and by the API: owners their own, everyone what is public, staff everything."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from evoweb.runs.models import Deed, Run, State
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
    nobody = Client()
    assert sees(nobody, run) == {302, 401}
    assert changes(nobody, run) == {302, 401}
    run.refresh_from_db()
    assert run.state == State.RUNNING


def test_a_public_run_needs_no_signing_in_and_nobody_who_has_not_can_change_it_or_list_any(run: Run) -> None:
    recorded_run(public=True)
    shared = signed_in(run.owner).post(f"/api/runs/{run.pk}/share")
    assert (shared.status_code, shared.json()["public"]) == (200, True)
    nobody = Client()
    assert sees(nobody, run) == {200}
    assert changes(nobody, run) == {302, 401}
    assert nobody.get("/api/runs").status_code == 401
    comparison = nobody.get(f"/runs/{run.pk}/compare/").context["props"]
    assert [found["id"] for found in comparison["runs"]] == [run.pk]


def test_who_closes_the_public_link_closes_it_for_everybody_and_both_are_in_the_audit_trail(run: Run) -> None:
    owner = signed_in(run.owner)
    owner.post(f"/runs/{run.pk}/share/")
    assert Client().get(f"/runs/{run.pk}/").status_code == 200
    owner.post(f"/runs/{run.pk}/unshare/")
    owner.post(f"/runs/{run.pk}/unshare/")
    assert sees(Client(), run) == {302, 401}
    assert sees(signed_in(UserFactory()), run) == {404}
    deeds = Deed.objects.filter(run=run, username=run.owner.username).values_list("deed", flat=True)
    assert list(deeds[:2]) == ["unshared", "shared"]


def test_the_owner_gets_the_link_to_copy(run: Run) -> None:
    owner = signed_in(run.owner)
    assert "public-link" not in owner.get(f"/runs/{run.pk}/").content.decode()
    Run.objects.update(public=True)
    assert f'value="http://testserver/runs/{run.pk}/"' in owner.get(f"/runs/{run.pk}/").content.decode()
    assert "public-link" not in Client().get(f"/runs/{run.pk}/").content.decode()


def test_only_an_embedded_public_creature_may_stand_in_another_sites_frame(run: Run) -> None:
    embedded = f"/embed/runs/{run.pk}/creatures/0-0/"
    assert signed_in(run.owner).get(embedded).status_code == 404
    Run.objects.update(public=True)
    answer = Client().get(embedded)
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    for page in PAGES:
        answer = Client().get(page.format(run=run.pk))
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


def test_why_a_run_failed_is_told_to_those_who_may_try_it_again(run: Run) -> None:
    Run.objects.update(public=True, state=State.FAILED, error="Traceback in /home/somebody")
    assert signed_in(run.owner).get(f"/api/runs/{run.pk}").json()["error"]
    assert Client().get(f"/api/runs/{run.pk}").json()["error"] == ""


def test_a_key_that_does_not_fit_is_refused_even_where_none_is_needed(run: Run) -> None:
    Run.objects.update(public=True)
    assert Client(headers={"Authorization": "Bearer stale"}).get(f"/api/runs/{run.pk}").status_code == 401


def test_nobody_can_start_a_run_without_signing_in() -> None:
    answer = Client().post("/runs/new/", {"name": "a"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert not Run.objects.exists()


def test_another_owners_run_cannot_be_reached_through_ones_own(run: Run) -> None:
    mine = tiny_run(UserFactory())
    assert signed_in(mine.owner).get(f"/api/runs/{mine.pk}/creatures/0-0?generation=0").status_code == 404
