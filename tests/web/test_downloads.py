"""Files of what a run recorded: genomes that import, clips that decode, tables that spreadsheets take as figures."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from evoweb.runs.api import api
from evoweb.runs.api.downloads import slug, streamed
from evoweb.runs.engine import engine
from evoweb.runs.models import Checkpoint, Clip, Generation, Run, Score
from evoweb.runs.reading import tables
from evoweb.runs.reading.creatures import score_of
from evoweb.runs.reading.replays import clip_of
from simulation import clips
from tests.web.factories import recorded_run

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators"),
]


@pytest.fixture
def run() -> Run:
    return recorded_run(name="Läufer: the 2nd", public=True)


@pytest.fixture
def visitor() -> Client:
    return Client()


def champion_of(run: Run, number: int) -> str:
    return run.recorded.get(number=number).champion


def table(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


def test_a_genome_is_a_file_that_every_import_takes(run: Run, visitor: Client, settings: Settings) -> None:
    name = champion_of(run, 2)
    answer = visitor.get(f"/api/runs/{run.pk}/creatures/{name}/genome.json?generation=2")
    wanted = f'attachment; filename="laufer-the-2nd-creature-{name}-generation-2.json"'
    assert answer["Content-Disposition"] == wanted
    genome = json.loads(answer.content)
    assert genome["format"] == "evoweb-genome/1"
    owner = Client()
    owner.force_login(run.owner)
    batch = {"genomes": [genome], "config": run.config}
    scored = owner.post("/api/simulation/batch", batch, content_type="application/json")
    assert scored.json()["fitness"] == [pytest.approx(score_of(run, name, 2).fitness, rel=1e-4)]


@pytest.mark.parametrize("is_stored", [True, False])
def test_a_clip_is_a_file_of_the_bytes_that_pages_get(run: Run, visitor: Client, is_stored: bool) -> None:
    name = champion_of(run, 3)
    sent = clips.message(clip_of(run, score_of(run, name, 3)))
    if not is_stored:
        Clip.objects.all().delete()
    answer = visitor.get(f"/api/runs/{run.pk}/creatures/{name}/clip?generation=3")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].endswith('.evc"')
    assert answer.content == sent


def test_what_cannot_be_given_now_says_when_and_what_is_spoilt_says_so(
    run: Run, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = champion_of(run, 1)
    genome, clip = (f"/api/runs/{run.pk}/creatures/{name}/{what}?generation=1" for what in ("genome.json", "clip"))
    monkeypatch.setattr(engine, "_is_loaded", False)
    answer = visitor.get(genome)
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")
    monkeypatch.undo()
    Checkpoint.objects.update(content=b"spoilt")
    Clip.objects.update(content=b"spoilt")
    for address in (genome, clip):
        answer = visitor.get(address)
        assert (answer.status_code, "damaged" in answer.json()["detail"]) == (409, True)


def test_generations_are_a_table_of_their_figures(run: Run, visitor: Client) -> None:
    answer = visitor.get(f"/api/runs/{run.pk}/generations.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="laufer-the-2nd-generations.csv"'
    rows = table(answer)
    stats = visitor.get(f"/api/runs/{run.pk}/generations").json()
    assert len(rows) == len(stats) == 4
    same = {"best": "best", "lower_quartile": "quartile_low", "held_out_mean": "held_out_mean", "wall_s": "wall_s"}
    for row, said in zip(rows, stats, strict=True):
        assert (int(row["generation"]), row["champion"]) == (said["number"], f"creature {said['champion']}")
        assert {column: float(row[column]) for column in same} == {key: said[value] for key, value in same.items()}
        assert row["novelty_mean"] == ""  # this run counts none


def test_creatures_are_a_table_with_a_column_for_each_part_of_the_score(run: Run, visitor: Client) -> None:
    answer = visitor.get(f"/api/runs/{run.pk}/generations/2/creatures.csv")
    rows = table(answer)
    said = visitor.get(f"/api/runs/{run.pk}/generations/2/creatures").json()["items"]
    assert [row["creature"] for row in rows] == [f"creature {one['name']}" for one in said]
    for row, one in zip(rows, said, strict=True):
        assert float(row["fitness"]) == one["fitness"]
        parts = {name.removeprefix("part_"): float(row[name]) for name in row if name.startswith("part_")}
        assert parts == one["parts"]
        assert row["parents"] == "; ".join(f"creature {name}" for name in one["parents"])
        assert bool(int(row["survives"])) == one["survives"]


def test_a_long_table_comes_in_pieces_and_can_be_gone_on_with(
    run: Run, visitor: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(tables, "AT_ONCE", 3)
    monkeypatch.setattr(tables, "MOST_ROWS", 6)
    address = f"/api/runs/{run.pk}/generations/1/creatures.csv"
    first = table(visitor.get(address))
    rest = table(visitor.get(f"{address}?after=6"))
    assert [int(row["rank"]) for row in first + rest] == list(range(1, 9))
    generation = run.recorded.get(number=1)
    with django_assert_num_queries(3):  # the columns, and two pieces: none for each row
        assert len(list(tables.creature_table(generation))) == 7
    address = f"/api/runs/{run.pk}/generations.csv"
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert [row["generation"] for row in table(visitor.get(address))] == ["0", "1", "2"]
    assert [row["generation"] for row in table(visitor.get(f"{address}?after=2"))] == ["3"]


async def test_a_table_is_sent_while_it_is_read() -> None:
    """As Daphne asks for it: nothing of it is gathered first."""
    pieces = iter(["a\r\n", "b\r\n", "c\r\n"])
    answer = aiter(streamed(pieces))
    assert await anext(answer) == b"a\r\n"
    assert list(pieces) == ["b\r\n", "c\r\n"]


def test_no_word_in_a_table_becomes_a_formula(run: Run, visitor: Client) -> None:
    Generation.objects.update(champion='=HYPERLINK("http://evil")')
    Score.objects.update(disqualified="@SUM(1+1)")
    rows = table(visitor.get(f"/api/runs/{run.pk}/generations.csv"))
    assert {row["champion"] for row in rows} == {'creature =HYPERLINK("http://evil")'}
    rows = table(visitor.get(f"/api/runs/{run.pk}/generations/0/creatures.csv"))
    assert {row["disqualified"] for row in rows} == {"'@SUM(1+1)"}
    assert tables.csv_lines([["-x", "+x", "\tx", -2.4, float("nan"), None]]) == "'-x,'+x,'\tx,-2.4,,\r\n"
    for sign in "＝＋－＠":
        assert tables.csv_lines([[f"{sign}x"]]) == f"'{sign}x\r\n"


def test_no_word_in_a_table_becomes_a_date_or_a_number() -> None:
    for word in ("3-10", "1/2", "2024.01.02", "1e5", "12:30"):
        assert tables.csv_lines([[word]]) == f"'{word}\r\n"
    assert tables.csv_lines([["creature 3-10", "3rd try", 3, "2026-12-01T10:00:00+00:00"]]).startswith(
        "creature 3-10,3rd"
    )


def test_every_table_begins_with_the_byte_order_mark_by_which_spreadsheets_know_utf8(run: Run) -> None:
    owner = Client()
    owner.force_login(run.owner)
    kinds = api.get_openapi_schema()["paths"].items()
    paths = [path for path, ways in kinds if "text/csv" in json.dumps(ways)]
    assert len(paths) == 3
    for path in paths:
        address = path.format(run_id=run.pk, number=0) + f"?runs={run.pk}" * ("comparison" in path)
        content = b"".join(owner.get(address))
        assert content.startswith("\ufeff".encode()), path
        assert content.count("\ufeff".encode()) == 1


def test_a_files_name_is_the_runs_in_letters_that_every_file_system_takes() -> None:
    """As frontend/src/downloads/names.test.ts has it."""
    assert slug("Two dozen") == "two-dozen"
    assert slug("  Läufer №3: ../../etc/passwd  ") == "laufer-no3-etc-passwd"
    assert slug("Ходок_7") == "ходок-7"
    assert slug("歩く・生き物") == "歩く-生き物"
    assert slug("=cmd|' /C calc'!A0") == "cmd-c-calc-a0"
    assert slug("…") == "run"
    assert len(slug("a" * 100)) == 60
