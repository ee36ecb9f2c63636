"""The hall of fame: the best creatures that a person may see, one a run, those of one task at a time."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from evoweb.runs.deeds.forking import fork_run
from evoweb.runs.deeds.pins import pin_replay
from evoweb.runs.models import Creature, Run, Score
from evoweb.runs.reading.hall import entries_at, hall_filters, hall_page
from evoweb.runs.schemas.founders import CreatureAt, HallQuery
from evoweb.runs.worker import tasks
from tests.web.factories import UserFactory, recorded_run

pytestmark = pytest.mark.django_db
TAG = "<img src=x onerror=alert(1)>"


def best(owner: User | None = None, held_out: float = 0.0, task: str = "", **fields: Any) -> Run:
    """A recorded run whose champion reached this on held-out layouts."""
    run = recorded_run(owner)
    config = run.config | ({"task": task} if task else {})
    Run.objects.filter(pk=run.pk).update(held_out_mean=held_out, config=config, **fields)
    run.refresh_from_db()
    return run


def listed(user: User, **query: Any) -> list[int]:
    return [entry.run for entry in hall_page(user, HallQuery(**query)).items]


@pytest.fixture
def mira() -> User:
    return UserFactory(username="mira")


def test_champions_are_listed_by_their_held_out_mean_one_a_run(mira: User) -> None:
    runs = [best(mira, held_out) for held_out in (2.0, 9.0, 5.0)]
    page = hall_page(mira, HallQuery())
    assert [entry.run for entry in page.items] == [runs[1].pk, runs[2].pk, runs[0].pk]
    first = page.items[0]
    assert (first.creature, first.generation) == (runs[1].champion, runs[1].champion_generation)
    assert (first.held_out_mean, first.fitness, first.owner) == (9.0, runs[1].best, "mira")
    assert first.nodes == Creature.objects.get(run=runs[1], born=int(first.creature.split("-")[0]),
                                               index=int(first.creature.split("-")[1])).nodes  # fmt: skip


def test_tasks_stand_apart_and_the_one_with_most_champions_comes_first(mira: User) -> None:
    jumper = best(mira, 99.0, task="jump")
    walkers = [best(mira, held_out, task="run") for held_out in (3.0, 4.0)]
    page = hall_page(mira, HallQuery())
    assert (page.task, page.count) == ("run", 2)
    assert [(one.task, one.count) for one in page.tasks] == [("run", 2), ("jump", 1)]
    assert [entry.run for entry in page.items] == [walkers[1].pk, walkers[0].pk]
    assert listed(mira, task="jump") == [jumper.pk]
    assert listed(mira, task="no such task") == []


def test_only_what_a_person_may_see_is_listed(mira: User) -> None:
    private, public = best(mira), best(mira, public=True)
    stranger, staff = UserFactory(), UserFactory(is_staff=True)
    assert set(listed(mira)) == set(listed(staff)) == {private.pk, public.pk}
    assert listed(stranger) == [public.pk]
    assert hall_filters(UserFactory()).owners == ["mira"]
    Run.objects.update(public=False)
    assert hall_filters(stranger).owners == []


def test_filters_narrow_it(mira: User) -> None:
    runs = {
        "net": best(mira, 1.0, preset="neat", name="netted"),
        "tagged": best(mira, 2.0, tags=["paper", "two"]),
        "other": best(UserFactory(username="noor"), 3.0, public=True),
    }
    Run.objects.filter(pk=runs["net"].pk).update(config=runs["net"].config | {"brain": "neat"})
    for query, names in [
        ({"brain": "neat"}, ["net"]),
        ({"preset": "neat"}, ["net"]),
        ({"tag": "paper"}, ["tagged"]),
        ({"tag": "pap"}, []),
        ({"owner": "noor"}, ["other"]),
        ({"search": "NETT"}, ["net"]),
        ({"search": "noo"}, ["other"]),
        ({"owner": "mira", "brain": "none"}, ["tagged"]),
    ]:
        assert listed(mira, **query) == [runs[name].pk for name in names], query
    filters = hall_filters(mira)
    assert (filters.brains, filters.owners) == (["neat", "none"], ["mira", "noor"])
    assert (filters.presets, filters.tags) == (["neat"], ["paper", "two"])


@pytest.mark.django_db(transaction=True)
def test_a_champion_that_its_run_was_given_stands_only_where_it_was_bred() -> None:
    parent = recorded_run()
    fork = fork_run(parent, 3, parent.owner, "fork", {"mutation_rate": 0.0, "structural_rate": 0.0})
    tasks.advance_next_run()
    fork.refresh_from_db()
    champion = Creature.objects.get(run=fork, born=0, index=int(fork.champion.split("-")[1]))
    assert champion.operator == Creature.Operator.IMPORT
    assert listed(parent.owner) == [parent.pk]
    Creature.objects.filter(pk=champion.pk).update(operator=Creature.Operator.MUTATION)
    assert set(listed(parent.owner)) == {parent.pk, fork.pk}


def test_a_run_without_a_generation_has_no_champion_to_show(mira: User) -> None:
    recorded_run(mira, generations=0)
    assert listed(mira) == []
    assert hall_page(mira, HallQuery()).task == ""


def test_it_is_leafed_through(mira: User) -> None:
    runs = [best(mira, float(-n)).pk for n in range(5)]
    assert listed(mira, limit=2) == runs[:2]
    assert listed(mira, limit=2, offset=4) == runs[4:]
    assert hall_page(mira, HallQuery(limit=2)).count == 5


def test_the_page_takes_as_many_queries_for_many_champions_as_for_one(
    mira: User, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(mira)
    for n in range(12):
        run = best(mira, float(n))
        pin_replay(run, Score.objects.filter(generation__run=run, clip__isnull=False).earliest("pk"), mira)
    with django_assert_max_num_queries(16):
        answer = client.get("/hall/")
    assert answer.status_code == 200
    assert len(answer.context["props"]["page"]["items"]) == len(answer.context["props"]["pins"]) == 12


def test_pinned_ones_are_ones_own_with_the_held_out_mean_of_champions_alone(mira: User) -> None:
    run = best(mira, public=True)
    champion = Score.objects.get(generation__run=run, generation__number=0, rank=1)
    other = Score.objects.get(generation__run=run, generation__number=0, rank=2)
    for score in (champion, other):
        pin_replay(run, Score.objects.select_related("creature", "generation").get(pk=score.pk), mira)
    client = Client()
    client.force_login(mira)
    pinned = client.get("/api/hall/pins").json()
    assert [entry["creature"] for entry in pinned] == [other.creature.name, champion.creature.name]
    held_out = run.recorded.get(number=0).held_out
    assert [entry["held_out_mean"] for entry in pinned] == [None, pytest.approx(sum(held_out) / len(held_out))]
    client.force_login(UserFactory())
    assert client.get("/api/hall/pins").json() == []


def test_creatures_by_their_addresses_come_in_that_order_and_only_seen_ones(mira: User) -> None:
    run = best(mira)
    wanted = [CreatureAt(run=run.pk, creature=name, generation=0) for name in ("0-3", "0-1", "9-9", "x", "٣-٣")]
    assert [entry.creature for entry in entries_at(mira, wanted)] == ["0-3", "0-1"]
    assert entries_at(UserFactory(), wanted) == []


def test_the_page_shows_names_escaped_and_passes_over_a_bad_address(mira: User) -> None:
    best(mira, name=TAG)
    client = Client()
    client.force_login(mira)
    for address in ("/hall/", "/hall/?limit=-1&offset=x", f"/hall/?task={TAG}", "/hall/?search=%00", "/hall/?wings=2"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "<img src=x" not in answer.content.decode()
    assert client.get("/api/hall?search=%00").status_code == 422
