"""Postgres killed under a web process that goes on: everybody is told, and it recovers by itself (short form)."""

import json
import os
import signal
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

from evoweb.launcher.places import DATABASE_NAME
from evoweb.launcher.postgres import Postgres
from evoweb.runs.consumers import socket as codes
from tests.processes import status_of, until
from tests.web.factories import tiny_run
from tests.web.sockets import cookie_of
from tests.web.test_viewers import Web, kill_group


@pytest.fixture
def web(mortal: Postgres) -> Iterator[Web]:
    """A web process on a Postgres that may be killed."""
    url = f"postgres://{DATABASE_NAME}@/{DATABASE_NAME}?host={mortal.socket}"
    web = Web({**os.environ, "DATABASE_URL": url, "EVOWEB_VAR": str(mortal.var), "SECRET_KEY": settings.SECRET_KEY})
    yield web
    kill_group(web.process)


def test_the_web_says_that_the_database_is_away_and_recovers_by_itself(mortal: Postgres, web: Web) -> None:
    run = tiny_run()
    line = f"{web.address.replace('http', 'ws')}/ws/runs/{run.pk}/"
    cookie = {"Cookie": f"evoweb_session={cookie_of(run.owner)}"}
    assert mortal.process is not None
    os.kill(mortal.process.pid, signal.SIGKILL)
    mortal.process.wait()
    connection.close()
    assert status_of(web.address + "/healthz") == 503
    with connect(line, origin=web.address, additional_headers=cookie) as socket:
        with pytest.raises(ConnectionClosedError) as closed:
            socket.recv(30)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == codes.AWAY

    mortal.start()
    until(lambda: status_of(web.address + "/healthz") == 200, lambda: "the web does not come back")
    with connect(line, origin=web.address, additional_headers=cookie) as socket:
        socket.send('{"type": "hello", "after": -1}')
        assert [json.loads(socket.recv(30))["type"] for _ in range(2)] == ["ping", "progress"]
