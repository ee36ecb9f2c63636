"""Runs that begin with chosen creatures: of other runs, of one's own, and genomes from elsewhere."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from evoweb.body_limit import most_bytes
from evoweb.runs.deeds.founding import found_run
from evoweb.runs.errors import Refused
from evoweb.runs.models import Checkpoint, Creature, Deed, Design, Founders, Run, Score, State
from evoweb.runs.pages.forms import written_out
from evoweb.runs.people.designs import keep_designs
from evoweb.runs.reading.creatures import genome_of
from evoweb.runs.schemas.founders import CreatureAt, Founding
from evoweb.runs.worker import tasks
from simulation.errors import ConfigError
from tests.web.factories import TINY, UserFactory, a_genome, evolved_run, genomes, recorded_run, tiny_config

pytestmark = pytest.mark.django_db
TAG = "<img src=x onerror=alert(1)>"


@pytest.fixture
def mira() -> User:
    return UserFactory(username="mira")


@pytest.fixture
def browser(mira: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(mira)
    return client


def champion_of(run: Run) -> dict[str, Any]:
    return {"run": run.pk, "creature": run.champion, "generation": run.champion_generation}


def post(browser: Client, path: str, body: dict[str, Any]) -> Any:
    return browser.post(f"/api/{path}", json.dumps(body), content_type="application/json")


def problems(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422, answer.content
    return {problem["path"]: problem["message"] for problem in answer.json()["problems"]}


def computed(run: Run) -> Run:
    tasks.advance_next_run()
    run.refresh_from_db()
    assert (run.state, run.error) == (State.DONE, "")
    return run


def genome_in(run: Run, index: int) -> dict[str, object]:
    """The genome of a creature of generation 0, as the API gives it."""
    score = Score.objects.select_related("creature", "generation").get(
        generation__run=run, generation__number=0, creature__born=0, creature__index=index
    )
    return genome_of(run, score)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("brain", ["none", "neat"])
def test_a_run_begins_with_creatures_of_runs_then_ones_own_then_given_genomes(mira: User, brain: str) -> None:
    one, other = evolved_run(mira, brain=brain), evolved_run(brain=brain, seed=8)
    Run.objects.filter(pk=other.pk).update(public=True)
    [design] = keep_designs(mira, "walker", [a_genome(brain=brain, seed=21)])
    founding = Founding(
        creatures=[CreatureAt(**champion_of(one)), CreatureAt(**champion_of(other))],
        designs=[design.pk],
        genomes=[a_genome(brain=brain, seed=22)],
    )
    run = computed(found_run(mira, "mixed", tiny_config(brain=brain), "", founding))
    born = run.creatures.filter(born=0).order_by("index")
    assert [creature.operator for creature in born[:4]] == [Creature.Operator.IMPORT] * 4
    assert {creature.operator for creature in born[4:]} <= {"mutation", "crossover"}
    bodies = [genome_in(run, index)["nodes"] for index in range(4)]
    champions = [Score.objects.select_related("creature", "generation").get(
        generation__run=found, generation__number=found.champion_generation,
        creature__born=int(found.champion.split("-")[0]), creature__index=int(found.champion.split("-")[1]),
    ) for found in (one, other)]  # fmt: skip
    expected = [genome_of(score.generation.run, score)["nodes"] for score in champions]
    assert bodies == [*expected, design.genome["nodes"], a_genome(brain=brain, seed=22)["nodes"]]
    deed = Deed.objects.get(run=run)
    assert deed.deed == "founded"
    assert deed.detail == {
        "creatures": [f"{one.champion} of run {one.pk}", f"{other.champion} of run {other.pk}"],
        "designs": 1,
        "genomes": 1,
    }


@pytest.mark.django_db(transaction=True)
def test_a_single_creature_fills_the_population_with_mutated_copies(mira: User) -> None:
    run = computed(found_run(mira, "lone", tiny_config(crossover_rate=1.0), "", Founding(genomes=[a_genome()])))
    born = run.creatures.filter(born=0, index__gt=0)
    assert {(creature.operator, *creature.parents) for creature in born} == {("mutation", "0-0")}


def test_what_is_not_there_or_not_to_be_seen_is_named_and_nothing_is_started(browser: Client) -> None:
    private = recorded_run()
    [theirs] = keep_designs(private.owner, "theirs", [a_genome()])
    founders = {
        "creatures": [
            champion_of(private),
            champion_of(private) | {"run": 999},
            {"run": private.pk, "creature": "x", "generation": 0},
        ]
    }
    answer = post(browser, "runs", {"name": "r", "config": TINY, "founders": founders})
    assert problems(answer) == dict.fromkeys([f"creatures[{n}]" for n in range(3)], "is not there")
    answer = post(browser, "runs", {"name": "r", "config": TINY, "founders": {"designs": [theirs.pk]}})
    assert problems(answer) == {"designs[0]": "is not there"}
    assert Run.objects.count() == 1
    Run.objects.update(public=True)
    founders["creatures"] = founders["creatures"][:1]
    assert post(browser, "runs", {"name": "r", "config": TINY, "founders": founders}).status_code == 201


def test_settings_without_room_are_refused_at_the_setting(mira: User) -> None:
    founding = Founding(genomes=genomes(9, brain="neat"))
    with pytest.raises(ConfigError) as refusal:
        found_run(mira, "many", tiny_config(brain="neat"), "", founding)
    assert dict(refusal.value.problems) == {"population": "must be at least 9: so many creatures begin the run"}
    with pytest.raises(ConfigError) as refusal:
        found_run(mira, "many", tiny_config(population=20), "", founding)
    assert dict(refusal.value.problems)["brain"] == "must be neat: the founders' nets are neat"
    assert not Founders.objects.exists()


def test_a_damaged_generation_is_refused_in_words(mira: User) -> None:
    run = recorded_run(mira)
    Checkpoint.objects.update(content=b"something else")
    with pytest.raises(Refused, match="cannot be read"):
        found_run(mira, "r", tiny_config(), "", Founding(creatures=[CreatureAt(**champion_of(run))]))


# --- The API


def test_a_check_says_what_fits_and_what_would_make_it_fit(browser: Client) -> None:
    alike = post(browser, "import/check", {"founders": {"genomes": genomes(3)}, "config": TINY})
    assert alike.json() == {"problems": [], "changes": {}}
    nets = {"genomes": genomes(3, brain="hybrid", hidden=5)}
    other = post(browser, "import/check", {"founders": nets, "config": TINY}).json()
    assert [problem["path"] for problem in other["problems"]] == ["brain"]
    assert other["changes"] == {"brain": "hybrid", "hidden": 5}
    again = post(browser, "import/check", {"founders": nets, "config": TINY | other["changes"]}).json()
    assert again == {"problems": [], "changes": {}}


def test_nobody_fits_into_any_settings(browser: Client) -> None:
    answer = post(browser, "import/check", {"founders": {}, "config": TINY})
    assert (answer.status_code, answer.json()) == (200, {"problems": [], "changes": {}})


def test_a_check_passes_over_settings_that_cannot_be(browser: Client) -> None:
    answer = post(browser, "import/check", {"founders": {"genomes": genomes(1)}, "config": {"gravity": "heavy"}})
    assert answer.json() == {"problems": [], "changes": {}}


def test_every_problem_of_genomes_is_told_with_its_path(browser: Client) -> None:
    [design] = keep_designs(User.objects.get(username="mira"), "walker", [a_genome()])
    bad = [a_genome(), a_genome() | {"hue": 7}, "walker", {"format": TAG}]
    body = {"designs": [design.pk], "genomes": bad}
    for path, more in (("import/check", {}), ("import/runs", {"name": "r"}), ("runs", {"name": "r"})):
        found = problems(post(browser, path, {"founders": body} | more))
        assert found["genomes[1].hue"] == "must be 0 to 1"
        assert found["genomes[2]"] == "must be an object"
        assert found["genomes[3]"].startswith("this is another format: ")
        assert not any(at.startswith(("genomes[0]", "designs")) for at in found)
    assert "genomes[1].hue" in problems(post(browser, "import/designs", {"name": "d", "genomes": bad}))
    assert (Run.objects.count(), Design.objects.count()) == (0, 1)


def test_thousands_of_genomes_go_where_bodies_may_be_large(browser: Client) -> None:
    many = genomes(500)
    body = {"name": "many", "config": TINY | {"population": 500}, "founders": {"genomes": many}}
    assert most_bytes("/api/runs", settings.BODY_LIMITS) < len(json.dumps(body))
    assert len(json.dumps(body)) < most_bytes("/api/import/runs", settings.BODY_LIMITS)
    answer = post(browser, "import/runs", body)
    assert answer.status_code == 201, answer.content
    assert Run.objects.get().founders.content
    too_many = {"founders": {"genomes": [None] * 5001}}
    assert list(problems(post(browser, "import/check", too_many))) == ["founders.genomes"]


def test_genomes_of_any_kind_are_kept_together_under_numbered_names(browser: Client) -> None:
    kept = post(browser, "import/designs", {"name": "found", "genomes": [a_genome(), a_genome(brain="neat")]})
    assert kept.status_code == 201
    assert {(row["name"], row["net"]) for row in kept.json()} == {("found 1", None), ("found 2", "neat")}


@pytest.mark.parametrize(
    "founders",
    [
        7, [], "all", {"genomes": {}}, {"genomes": 7}, {"designs": ["x"]}, {"designs": [-1]}, {"designs": [10**30]},
        {"designs": [1] * 501}, {"creatures": [7]}, {"creatures": [{"run": 1}]}, {"wings": 2, "creatures": "x"},
        {"creatures": [{"run": 1, "creature": "x" * 99, "generation": 0}]},
        {"creatures": [{"run": 1, "creature": "0-0", "generation": 10**30}]},
        {"creatures": [{"run": 1, "creature": "0-0", "generation": 0}] * 101},
    ],
)  # fmt: skip
def test_what_is_no_list_of_creatures_is_refused(browser: Client, founders: Any) -> None:
    for path in ("runs", "import/runs", "import/check"):
        assert problems(post(browser, path, {"name": "r", "founders": founders}))


def test_a_pit_of_brackets_is_refused(browser: Client) -> None:
    pit = '{"name": "pit", "founders": {"genomes": [' + "[" * 10**6 + "]" * 10**6 + "]}}"
    for path in ("check", "runs"):
        answer = browser.post(f"/api/import/{path}", pit, content_type="application/json")
        assert answer.status_code in (400, 422)


# --- The form


def sent(**changes: Any) -> dict[str, Any]:
    """What a browser sends of the form: unchecked boxes and None are not sent."""
    values = {"name": "r", "preset": ""} | written_out(TINY) | changes
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_the_form_is_filled_with_the_run_of_the_creature_that_is_chosen(browser: Client, mira: User) -> None:
    run = recorded_run(mira)
    address = f"{run.pk}/{run.champion}/{run.champion_generation}"
    answer = browser.get(f"/runs/new/?creature={address}")
    html = answer.content.decode()
    assert 'name="population" value="8"' in html
    assert 'name="seed" value="7"' not in html
    props = answer.context["props"]
    assert (props["preset"], props["presets"]["origin"]["title"]) == ("origin", "tiny")
    assert [entry["creature"] for entry in props["creatures"]] == [run.champion]
    [design] = keep_designs(mira, "walker", [a_genome()])
    props = browser.get(f"/runs/new/?design={design.pk}").context["props"]
    assert (props["preset"], [row["name"] for row in props["designs"]]) == ("quick", ["walker"])


def test_the_form_starts_a_run_with_them_and_loses_nothing_where_it_cannot(browser: Client, mira: User) -> None:
    run = recorded_run(mira)
    [design] = keep_designs(mira, "walker", [a_genome()])
    address = f"{run.pk}/{run.champion}/{run.champion_generation}"
    chosen = {"creature": [address], "design": [str(design.pk)]}
    refused = browser.post("/runs/new/", sent(max_nodes=3, min_nodes=3, base="origin", **chosen))
    assert refused.status_code == 422
    assert "a founder has so many" in refused.content.decode()
    props = refused.context["props"]
    assert (props["preset"], len(props["creatures"]), len(props["designs"])) == ("origin", 1, 1)
    done = browser.post("/runs/new/", sent(**chosen))
    made = Run.objects.latest("pk")
    assert done["Location"] == f"/runs/{made.pk}/"
    assert Deed.objects.get(run=made).detail["designs"] == 1


@pytest.mark.parametrize(
    "address", ["1", "1/0-0", "1/0-0/0/0", "x/0-0/0", "1/0-0/x", "1/0-0/-1", "/".join(["9" * 40] * 3)]
)
def test_an_address_of_no_creature_is_not_found_and_a_form_with_it_is_refused(browser: Client, address: str) -> None:
    assert browser.get(f"/runs/new/?creature={address}").status_code == 404
    refused = browser.post("/runs/new/", sent(creature=[address]))
    assert refused.status_code == 422
    assert "cannot be read: choose it again" in refused.content.decode()


def test_a_creature_that_is_not_to_be_seen_is_not_told_of(browser: Client) -> None:
    run = recorded_run()
    address = f"{run.pk}/{run.champion}/{run.champion_generation}"
    page = browser.get(f"/runs/new/?creature={address}")
    assert page.context["props"]["creatures"] == []
    assert "are gone, or not yours to see" in page.content.decode()
    assert "origin" not in page.context["props"]["presets"]
    assert "Is not there" in browser.post("/runs/new/", sent(creature=[address])).content.decode()
    assert Run.objects.count() == 1


def test_a_preset_of_ones_own_fills_the_form(browser: Client) -> None:
    made = post(browser, "own-presets", {"name": TAG, "settings": {"gravity": 4, "population": 77}}).json()
    answer = browser.get(f"/runs/new/?preset=own-{made['id']}")
    html = answer.content.decode()
    assert 'name="population" value="77"' in html
    assert "<img src=x" not in html
    assert answer.context["props"]["presets"][f"own-{made['id']}"]["settings"]["gravity"] == 4
    stranger = Client()
    stranger.force_login(UserFactory())
    assert stranger.get(f"/runs/new/?preset=own-{made['id']}").status_code == 404
    again = browser.post("/runs/new/", sent(gravity=99, base=f"own-{made['id']}"))
    assert again.context["props"]["preset"] == f"own-{made['id']}"
