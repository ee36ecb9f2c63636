"""Postgres killed in the middle of runs, again and again: it goes on by itself, and no bit is another one."""

import http.client
import os
import signal
import time
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Sum

from benchmarks.viewer_clients import clients
from evoweb.launcher.places import DATABASE_NAME
from evoweb.launcher.postgres import Postgres
from evoweb.launcher.processes import recall
from evoweb.runs.models import Run
from evoweb.runs.reading.integrity import digest_of
from tests.faults.conftest import Launch
from tests.processes import is_done, numbers, until, wait_for
from tests.web.factories import UserFactory, evolved_run, tiny_run
from tests.web.sockets import cookie_of

pytestmark = pytest.mark.faults

KILLS = 10
LAST = 200  # generation
LONGEST_OUTAGE_S = 20.0
RESUMED_WITHIN_S = 60.0
PATIENCE_S = 180.0
KINDS = ({}, {"brain": "neat", "selection": "speciation"})


def kill(server: Postgres, random: Random) -> None:
    """kill -9 of the first of its processes, or of all at once, as when the power fails."""
    assert server.process is not None
    (os.killpg if random.random() < 0.5 else os.kill)(server.process.pid, signal.SIGKILL)
    server.process.wait()
    connection.close()


def answer(port: str, path: str, cookie: str) -> int:
    request = http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)
    request.request("GET", path, headers={"Cookie": cookie})
    return request.getresponse().status


def recorded() -> int:
    return int(Run.objects.aggregate(n=Sum("next_generation"))["n"])


@pytest.mark.timeout(600)
def test_ten_kills_change_no_bit_the_web_says_503_meanwhile_and_viewers_miss_nothing(
    mortal: Postgres, launchers: Launch, folder: Path
) -> None:
    random, waited = Random(8), []
    owner = UserFactory()
    runs = [tiny_run(owner, generations=LAST, **kind) for kind in KINDS]
    url = f"postgres://{DATABASE_NAME}@/{DATABASE_NAME}?host={mortal.socket}"
    terminal = launchers({"DATABASE_URL": url, "SECRET_KEY": settings.SECRET_KEY})
    cookie = f"evoweb_session_{terminal.port}={cookie_of(owner)}"
    web = recall(folder / "var" / "pids" / "web.json")
    paths = ["/healthz", f"/runs/{runs[0].pk}/", "/api/runs"]
    assert [answer(terminal.port, path, cookie) for path in paths] == [200] * 3
    moments = sorted(random.sample(range(10, len(runs) * LAST - 150), KILLS))
    with clients(f"http://127.0.0.1:{terminal.port}", runs[0].pk, [cookie] * 3) as viewers:
        for moment in moments:
            until(lambda moment=moment: recorded() >= moment, lambda: f"{recorded()} generations", PATIENCE_S)
            time.sleep(random.uniform(0, 0.2))
            kill(mortal, random)
            assert [answer(terminal.port, path, cookie) for path in paths] == [503] * 3
            time.sleep(random.uniform(0, LONGEST_OUTAGE_S))
            mortal.start()
            back, there = time.monotonic(), recorded()
            until(lambda: answer(terminal.port, paths[1], cookie) == 200, lambda: "the page does not come back")
            assert [answer(terminal.port, path, cookie) for path in paths] == [200] * 3
            until(lambda there=there: recorded() > there, lambda: "nothing is computed", PATIENCE_S)
            waited.append(time.monotonic() - back)
        for run in runs:
            wait_for(run, is_done, PATIENCE_S)
        seen = viewers.outcome(LAST)
    print(f"{len(waited)} kills; computed again {max(waited):.1f} s after Postgres was back at the most")
    assert max(waited) < RESUMED_WITHIN_S
    assert (seen["last"], seen["lost"], seen["doubled"]) == ([LAST] * 3, 0, 0)
    assert recall(folder / "var" / "pids" / "web.json") == web, "the web was started again"
    for run, kind in zip(runs, KINDS, strict=True):
        assert numbers(run) == list(range(LAST + 1))
        assert digest_of(run) == digest_of(evolved_run(owner, generations=LAST, **kind))
