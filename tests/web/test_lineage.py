"""Where creatures come from: ancestries and phylogenies of families by hand, of large ones, and of forks."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from evoweb.runs.deeds.forking import fork_run
from evoweb.runs.deeds.sharing import share_run
from evoweb.runs.models import Run
from evoweb.runs.reading import kinship
from evoweb.runs.reading.creatures import genome_of, score_of
from evoweb.runs.reading.stored import founders_of
from evoweb.runs.schemas.lineage import MOST_SHOWN
from evoweb.runs.worker.recording import record_generation
from simulation.evolve import evolve
from tests.web.factories import UserFactory, claimed, evolved_run, recorded_run, tiny_config
from tests.web.families import crowd, family

pytestmark = pytest.mark.django_db

# 3-0 comes from 2-0 alone, which is of 1-0 and of 0-1, who lived until then; 1-0 is of 0-0, and so is 1-1, of whom
# 2-1 came, who has no children. 3-1 is a migrant, a copy of 2-0.
FAMILY = {
    "0-0": [], "0-1": [], "0-2": [],
    "1-0": ["0-0"], "1-1": ["0-0"],
    "2-0": ["1-0", "0-1"], "2-1": ["1-1"],
    "3-0": ["2-0"], "3-1": ["2-0"],
}  # fmt: skip
LIVED = {"0-1": 2, "2-0": 3}


@pytest.fixture
def owner(client: Client) -> User:
    user: User = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def told(client: Client, owner: User) -> Any:
    """Asks for an ancestry or a phylogeny."""

    def ask(run: Run, what: str, **query: Any) -> dict[str, Any]:
        response = client.get(f"/api/runs/{run.pk}/{what}", query)
        assert response.status_code == 200, response.content
        answer: dict[str, Any] = response.json()
        return answer

    return ask


def edges(kin: dict[str, Any]) -> dict[str, list[str]]:
    """Parents by name, as the answer has them."""
    names = kin["creatures"]
    return {name: [names[place] for place in parents] for name, parents in zip(names, kin["parents"], strict=True)}


def test_an_ancestry_holds_all_ancestors_and_nobody_else(told: Any, owner: User) -> None:
    kin = told(family(FAMILY, LIVED, owner, c3_1="migration"), "ancestry", creature="3-0")
    assert edges(kin) == {"3-0": ["2-0"], "2-0": ["1-0", "0-1"], "1-0": ["0-0"], "0-1": [], "0-0": []}
    assert kin["creatures"][0] == "3-0"
    assert [kin["creatures"][place] for place in kin["line"]] == ["3-0", "2-0", "1-0", "0-0"]
    of = dict(zip(kin["creatures"], zip(kin["born"], kin["operators"], kin["shares"], strict=True), strict=True))
    assert of["2-0"] == (2, "crossover", 1.0)
    assert of["1-0"] == (1, "mutation", 0.5)
    assert of["0-1"] == (0, "random", 0.5)
    assert kin["looked_at"] == 5
    assert not kin["is_cut"]
    assert not any(kin["hidden"])


def test_without_a_name_it_is_the_champions_and_a_migrant_is_its_originals_child(told: Any, owner: User) -> None:
    run = family(FAMILY, LIVED, owner, c3_1="migration")
    assert told(run, "ancestry")["creatures"][0] == run.champion
    kin = told(run, "ancestry", creature="3-1")
    assert kin["operators"][0] == "migration"
    assert edges(kin)["3-1"] == ["2-0"]


def test_fitness_is_that_of_the_generation_of_birth(told: Any, owner: User) -> None:
    run = family(FAMILY, LIVED, owner)
    kin = told(run, "ancestry", creature="3-0")
    for name, fitness in zip(kin["creatures"], kin["fitness"], strict=True):
        assert fitness == score_of(run, name, int(name.split("-")[0])).fitness


def test_of_a_wide_ancestry_the_largest_shares_stay_and_the_first_parents_always(told: Any, owner: User) -> None:
    births = {
        "0-0": [], "0-1": [], "0-2": [],
        "1-0": ["0-0"], "1-1": ["0-1", "0-2"], "1-2": ["0-1"],
        "2-0": ["1-0", "1-1"], "2-1": ["1-1", "1-2"],
        "3-0": ["2-0", "2-1"],
    }  # fmt: skip
    kin = told(family(births, owner=owner), "ancestry", creature="3-0", width=1)
    assert edges(kin) == {"3-0": ["2-0"], "2-0": ["1-0"], "1-0": ["0-0"], "0-0": []}
    assert kin["hidden"] == [1, 1, 0, 0]
    kin = told(family(births, owner=owner), "ancestry", creature="3-0", width=2)
    assert edges(kin)["2-1"] == ["1-1"]
    assert {"0-0", "0-1"} < set(kin["creatures"])
    assert "0-2" not in kin["creatures"]
    assert kin["looked_at"] == 9


def test_a_phylogeny_keeps_the_living_and_where_lines_part(told: Any, owner: User) -> None:
    births = {
        "0-0": [], "0-1": [],
        "1-0": ["0-0"], "1-1": ["0-1"],
        "2-0": ["1-0"], "2-1": ["1-0", "1-1"],
        "3-0": ["2-0"], "3-1": ["2-1"], "3-2": ["2-1"],
    }  # fmt: skip
    tree = told(family(births, owner=owner), "phylogeny")
    assert edges(tree) == {"3-2": ["2-1"], "3-1": ["2-1"], "3-0": ["1-0"], "2-1": ["1-0"], "1-0": ["0-0"], "0-0": []}
    of = {name: place for place, name in enumerate(tree["creatures"])}
    assert tree["skipped"][of["3-0"]] == 1
    assert tree["others"] == [None] * 6  # the second parent of 2-1 has no line of first parents to the living
    assert tree["ancestor"] == of["1-0"]
    assert [tree["living"][of[name]] for name in ("0-0", "1-0", "2-1", "3-1")] == [3, 3, 2, 1]
    assert [name for name in of if tree["is_alive"][of[name]]] == ["3-2", "3-1", "3-0"]
    assert (tree["generation"], tree["population"], tree["species"]) == (3, 3, None)


def test_a_second_parent_is_told_by_the_nearest_before_it_that_is_shown(told: Any, owner: User) -> None:
    births = {"0-0": [], "0-1": [], "1-0": ["0-0"], "1-1": ["0-1"], "2-0": ["1-0"], "2-1": ["1-1", "1-0"]}
    tree = told(family(births, owner=owner), "phylogeny")
    of = {name: place for place, name in enumerate(tree["creatures"])}
    assert tree["others"][of["2-1"]] == of["0-0"]
    assert tree["others"][of["2-0"]] is None


def test_a_parent_who_lives_beside_its_child_stands_in_the_tree_as_both(told: Any, owner: User) -> None:
    births: dict[str, list[str]] = {"0-0": [], "1-0": ["0-0"]}
    tree = told(family(births, {"0-0": 1}, owner), "phylogeny")
    assert edges(tree) == {"1-0": ["0-0"], "0-0": []}
    assert tree["is_alive"] == [True, True]
    assert tree["creatures"][tree["ancestor"]] == "0-0"


def test_lines_that_never_met_have_no_ancestor_in_common(told: Any, owner: User) -> None:
    births: dict[str, list[str]] = {"0-0": [], "0-1": [], "1-0": ["0-0"], "1-1": ["0-1"]}
    tree = told(family(births, owner=owner), "phylogeny")
    assert tree["ancestor"] is None
    assert edges(tree) == {"1-1": ["0-1"], "1-0": ["0-0"], "0-1": [], "0-0": []}


def test_a_phylogeny_of_an_earlier_generation_is_of_those_who_lived_then(told: Any, owner: User) -> None:
    tree = told(family(FAMILY, LIVED, owner), "phylogeny", generation=1)
    assert set(tree["creatures"]) == {"0-0", "0-1", "1-0", "1-1"}


def test_a_real_runs_families_are_its_parents_exactly(told: Any, owner: User) -> None:
    run = recorded_run(owner)
    kin = told(run, "ancestry", width=64)
    rows = {creature.name: creature.parents for creature in run.creatures.all()}
    expected, todo = set(), [run.champion]
    while todo:
        name = todo.pop()
        expected.add(name)
        todo += [parent for parent in rows[name] if parent not in expected]
    assert set(kin["creatures"]) == expected
    assert edges(kin) == {name: rows[name] for name in kin["creatures"]}


def test_species_are_told_where_selection_knows_them(told: Any, owner: User) -> None:
    run = evolved_run(owner, selection="speciation", population=16)
    tree = told(run, "phylogeny", species=True)
    known = {found["id"] for found in run.recorded.get(number=3).statistics["species"]}
    living = [number for number, lives in zip(tree["species"], tree["is_alive"], strict=True) if lives]
    assert set(living) == known
    assert 0 not in living
    assert told(recorded_run(owner), "phylogeny", species=True)["species"] is None


def test_a_forks_founders_are_named_as_they_were_in_the_run_before(told: Any, owner: User) -> None:
    parent = recorded_run(owner)
    fork = fork_run(parent, 2, owner, "fork", {"population": 12})
    worker = claimed(fork)
    for generation in evolve(fork.run_config(), founders=founders_of(fork)):
        record_generation(worker, generation)
    fork.refresh_from_db()
    kin = told(fork, "ancestry", width=64)
    founders = {kin["creatures"][found["place"]]: found for found in kin["founders"]}
    imported = [name for name, how in zip(kin["creatures"], kin["operators"], strict=True) if how == "import"]
    assert sorted(founders) == sorted(imported)
    assert founders
    for name, found in founders.items():
        assert (found["run"], found["generation"]) == (parent.pk, 2)
        before = genome_of(parent, score_of(parent, found["creature"], 2))
        assert genome_of(fork, score_of(fork, name, 0)) == before


def test_where_a_line_goes_on_is_told_only_to_who_may_see_it(client: Client, told: Any, owner: User) -> None:
    parent = recorded_run(owner)
    fork = family({"0-0": [], "0-1": [], "1-0": ["0-1"]}, owner=owner, c0_0="import", c0_1="import")
    Run.objects.filter(pk=fork.pk).update(parent=parent, forked_at=1)
    [found] = told(fork, "ancestry")["founders"]
    assert found["creature"] == parent.recorded.get(number=1).scores.get(rank=2).creature.name
    share_run(fork, owner)
    client.logout()
    assert client.get(f"/api/runs/{fork.pk}/ancestry").json()["founders"] == []


def test_families_are_shown_to_whom_the_run_is_shown(client: Client) -> None:
    run = family(FAMILY, LIVED)
    pages = [f"/runs/{run.pk}/lineage/", f"/api/runs/{run.pk}/ancestry", f"/api/runs/{run.pk}/phylogeny"]
    client.force_login(UserFactory())
    assert [client.get(page).status_code for page in pages] == [404] * 3
    share_run(run, run.owner)
    client.logout()
    assert [client.get(page).status_code for page in pages] == [200] * 3


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("ancestry?creature=9-9", 404),
        ("ancestry?creature=0-0%27--", 422),
        ("ancestry?creature=0-0%00", 422),
        ("ancestry?creature=999999999-999999999", 404),
        ("ancestry?width=0", 422),
        ("ancestry?width=100000", 422),
        ("ancestry?width=x", 422),
        ("phylogeny?generation=-1", 422),
        ("phylogeny?generation=2147483647", 404),
        ("phylogeny?generation=99999999999999999999", 422),
        ("phylogeny?species=perhaps", 422),
    ],
)
def test_nonsense_is_refused(client: Client, owner: User, address: str, status: int) -> None:
    run = family({"0-0": []}, owner=owner)
    assert client.get(f"/api/runs/{run.pk}/{address}").status_code == status


@pytest.mark.parametrize("query", ["creature=9-9", "creature=%00", "creature=x", "generation=x", "generation=99"])
def test_a_page_of_nobody_is_not_there(client: Client, owner: User, query: str) -> None:
    run = family({"0-0": []}, owner=owner)
    assert client.get(f"/runs/{run.pk}/lineage/?{query}").status_code == 404


def test_a_run_without_a_generation_has_a_page_and_no_ancestry(client: Client, owner: User) -> None:
    run = recorded_run(owner, generations=0)
    assert client.get(f"/runs/{run.pk}/lineage/").status_code == 200
    assert client.get(f"/api/runs/{run.pk}/ancestry").status_code == 404
    assert client.get(f"/api/runs/{run.pk}/phylogeny").status_code == 404


def test_long_runs_take_no_more_queries_and_answers_stay_bounded(
    told: Any, owner: User, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    short, long = crowd(6, 40, owner), crowd(120, 40, owner)
    monkeypatch.setattr("evoweb.runs.reading.ancestry.LOOKED_AT", 300)  # as if the run were far longer
    monkeypatch.setattr("evoweb.runs.reading.ancestry.MOST_SHOWN", 400)
    with django_assert_num_queries(6):  # session, user, run, creature, walk, facts
        told(short, "ancestry")
    with django_assert_num_queries(7):  # and the line of first parents
        kin = told(long, "ancestry")
    assert len(kin["creatures"]) <= 400
    assert kin["is_cut"]
    assert len(kin["line"]) == 120
    assert kin["born"][kin["line"][-1]] == 0
    for run in (short, long):
        with django_assert_num_queries(8):
            tree = told(run, "phylogeny")
    assert len(tree["creatures"]) < MOST_SHOWN
    assert tree["ancestor"] is not None


def test_walks_go_by_the_index_of_names(owner: User) -> None:
    run = crowd(60, 60, owner)
    seeds = list(run.creatures.filter(born=59).values_list("pk", flat=True))
    for some in ("", "[1:1]"):
        with connection.cursor() as cursor:
            cursor.execute(
                "EXPLAIN " + kinship.WALK.format(some=some), {"run": run.pk, "seeds": seeds, "most": 100_000}
            )
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "one_creature_of_a_name" in plan, plan
        assert "Seq Scan on runs_creature" not in plan, plan
    assert tiny_config().population < len(kinship.ancestors(run, seeds, 100_000, first_parents=True))
