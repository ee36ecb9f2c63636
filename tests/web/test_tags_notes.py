"""What people call their runs and write on them, and how runs are found by it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evoweb.runs.deeds.describing import MOST_TAGS, rename_run, tag_run, write_notes
from evoweb.runs.errors import Refused
from evoweb.runs.models import Deed, Run, State
from evoweb.runs.reading.lists import home_page, run_page
from evoweb.runs.schemas.runs import RunQuery
from simulation.errors import ConfigError
from tests.web.factories import UserFactory, recorded_run, tiny_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory(username="mira")


@pytest.fixture
def browser(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def names(user: User, **asked: Any) -> list[str]:
    """The names of the runs that are found, in order."""
    return [run.name for run in run_page(user, RunQuery(**asked)).items]


def tagged(owner: User, name: str, *tags: str) -> Run:
    return tag_run(tiny_run(owner, name), owner, add=tags)


# --- Describing


def test_tags_are_put_on_and_taken_off_plain_and_once(owner: User) -> None:
    run = tagged(owner, "a", "  Paper  figure ", "neat", "NEAT")
    assert run.tags == ["paper figure", "neat"]
    assert tag_run(run, owner, add=["neat"], remove=["paper figure", "never there"]).tags == ["neat"]
    assert [deed.detail for deed in Deed.objects.filter(run=run, deed="tagged")] == [
        {"tags": "neat"},
        {"tags": "paper figure, neat"},
    ]


def test_tags_of_two_windows_are_added_up(owner: User) -> None:
    run = tiny_run(owner)
    for tag in ("one", "two"):
        tag_run(Run.objects.get(pk=run.pk), owner, add=[tag])
    run.refresh_from_db()
    assert run.tags == ["one", "two"]


@pytest.mark.parametrize("tag", ["", "  ", "x" * 31, "a,b", "tab\x07"])
def test_a_tag_that_will_not_do_is_refused(owner: User, tag: str) -> None:
    with pytest.raises(ConfigError):
        tag_run(tiny_run(owner), owner, add=["good", tag])
    assert Run.objects.get().tags == []


def test_a_run_has_only_so_many_tags(owner: User) -> None:
    run = tagged(owner, "a", *(f"t{i}" for i in range(MOST_TAGS)))
    with pytest.raises(Refused, match="can have 20 tags"):
        tag_run(run, owner, add=["more"])
    assert len(tag_run(run, owner, add=["more"], remove=["t0"]).tags) == MOST_TAGS


def test_a_run_is_renamed_and_the_audit_says_how_it_was_called(owner: User, browser: Client) -> None:
    run = tiny_run(owner, "before")
    answer = browser.patch(f"/api/runs/{run.pk}", {"name": " after "}, content_type="application/json")
    assert (answer.status_code, answer.json()["name"]) == (200, "after")
    deed = Deed.objects.get(run=run, deed="renamed")
    assert (deed.user, deed.detail) == (owner, {"before": "before"})
    for bad in ("", "x" * 101, "two\nlines"):
        with pytest.raises(ConfigError):
            rename_run(run, owner, bad)


def test_notes_are_kept_as_they_were_written(owner: User, browser: Client) -> None:
    run = tiny_run(owner)
    notes = "First line\n\n<script>alert(1)</script> https://example.org/?a=1&b=2\n" + "x" * 9000
    answer = browser.patch(f"/api/runs/{run.pk}", {"notes": notes, "seen": ""}, content_type="application/json")
    assert (answer.status_code, answer.json()["notes"]) == (200, notes)
    assert browser.get(f"/api/runs/{run.pk}").json()["notes"] == notes
    page = browser.get(f"/runs/{run.pk}/").content.decode()
    assert "<script>alert(1)" not in page


def test_notes_that_another_window_wrote_are_not_lost(owner: User, browser: Client) -> None:
    run = write_notes(tiny_run(owner), owner, "theirs", seen="")
    answer = browser.patch(f"/api/runs/{run.pk}", {"notes": "mine", "seen": ""}, content_type="application/json")
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.json()["detail"]
    run.refresh_from_db()
    assert run.notes == "theirs"
    assert write_notes(run, owner, "both", seen="theirs").notes == "both"


def test_notes_that_are_too_long_are_refused(owner: User) -> None:
    with pytest.raises(ConfigError, match="10\N{THIN SPACE}000"):
        write_notes(tiny_run(owner), owner, "x" * 10_001, seen="")


def test_only_who_may_edit_describes_and_only_who_may_see_reads(owner: User) -> None:
    run = write_notes(tagged(owner, "a", "secret"), owner, "private", seen="")
    stranger = Client()
    stranger.force_login(UserFactory())
    for visible, status in ((False, 404), (True, 200)):
        Run.objects.update(public=visible)
        assert stranger.get(f"/api/runs/{run.pk}").status_code == status
        assert stranger.patch(f"/api/runs/{run.pk}", {"name": "b"}, content_type="application/json").status_code == 404
        tags = stranger.post(f"/api/runs/{run.pk}/tags", {"add": ["b"]}, content_type="application/json")
        assert tags.status_code == 404
    run.refresh_from_db()
    assert (run.name, run.tags) == ("a", ["secret"])


# --- Finding


def test_every_word_is_looked_for_in_name_tags_owner_preset_and_task(owner: User) -> None:
    tagged(owner, "Walker one", "paper")
    tagged(owner, "pellets", "neat")
    Run.objects.filter(name="pellets").update(preset="quick")
    assert names(owner, search="WALK") == ["Walker one"]
    assert names(owner, search="pap") == ["Walker one"]
    assert names(owner, search="quick neat") == ["pellets"]
    assert names(owner, search="mira forage", order="name") == ["pellets", "Walker one"]
    assert names(owner, search="walker neat") == []
    assert names(owner, search="%") == names(owner, search="{") == []


def test_runs_are_filtered_by_state_and_by_all_of_several_tags(owner: User) -> None:
    tagged(owner, "a", "x", "y")
    tagged(owner, "b", "x")
    Run.objects.filter(name="b").update(state=State.PAUSED)
    assert names(owner, tag=["x"], order="name") == ["a", "b"]
    assert names(owner, tag=["x", "y"]) == ["a"]
    assert names(owner, tag=["x"], state="PAUSED") == ["b"]
    page = run_page(owner, RunQuery(state="PAUSED"))
    assert (page.count, page.states) == (1, {"QUEUED": 1, "PAUSED": 1})


def test_every_column_orders_both_ways_and_pages_hold_each_run_once(owner: User) -> None:
    for number, name in enumerate(("b", "A", "c", "d")):
        run = tiny_run(owner, name)
        if number != 2:  # one has no figures yet
            figures = {"best": number, "held_out_mean": -number, "speed": 9 - number, "elapsed_s": number + 1}
            Run.objects.filter(pk=run.pk).update(next_generation=number + 1, **figures)
    assert names(owner, order="name") == ["A", "b", "c", "d"]
    assert names(owner, order="-best") == ["d", "A", "b", "c"]
    assert names(owner, order="best") == ["b", "A", "d", "c"]
    assert names(owner, order="-held-out") == ["b", "A", "d", "c"]
    assert names(owner, order="created") == ["b", "A", "c", "d"]
    for column in ("created", "name", "state", "generation", "best", "held-out", "speed", "owner", "elapsed"):
        for order in (column, f"-{column}"):
            whole = names(owner, order=order)
            assert sorted(whole) == ["A", "b", "c", "d"]
            assert [names(owner, order=order, limit=1, offset=at)[0] for at in range(4)] == whole


def test_a_list_takes_as_many_queries_however_long_it_is(owner: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            home_page(owner, RunQuery(search="t", tag=["x"]))
        return len(captured)

    tagged(owner, "t1", "x")
    before = queries()
    for i in range(5):
        tagged(owner, f"t{i}", "x", "y")
    assert queries() == before <= 5


def test_the_home_page_begins_with_what_its_address_asks_for(owner: User, browser: Client) -> None:
    tagged(owner, "a", "x")
    recorded_run(owner, generations=1)
    props = browser.get("/?tag=x&order=name").context["props"]
    assert [run["name"] for run in props["page"]["items"]] == ["a"]
    assert [run["name"] for run in props["running"]] == ["tiny"]
    assert props["tags"] == [{"tag": "x", "runs": 1}]
    for nonsense in ("?order=nonsense", "?state=ASLEEP", "?page=-1", "?page=99999999999", "?search=" + "x" * 200):
        assert len(browser.get(f"/{nonsense}", follow=True).context["props"]["page"]["items"]) == 2


def test_tags_are_offered_by_use_and_only_of_runs_one_may_see(owner: User, browser: Client) -> None:
    tagged(owner, "a", "often", "once")
    tagged(owner, "b", "often")
    tagged(UserFactory(), "theirs", "foreign")
    assert browser.get("/api/runs/tags").json() == [{"tag": "often", "runs": 2}, {"tag": "once", "runs": 1}]
