"""What a stranger can make the web process hold: connections, half requests, bodies; and what its end cuts off."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from ipaddress import ip_network
from typing import Any

import pytest
from django.conf import settings
from twisted.internet.address import IPv4Address
from twisted.internet.protocol import Factory, Protocol
from websockets.sync.client import connect

from evoweb.front_door.bodies import Held, held
from evoweb.front_door.connections import Connection, Connections, TurnedAway
from evoweb.runs.people.tokens import issue_token
from tests.processes import kill_group
from tests.web.factories import UserFactory
from tests.web.guarded import GuardedWeb, status_on
from tests.web.sockets import cookie_of
from tests.web.test_viewers import assert_complete, watched

pytestmark = pytest.mark.django_db(transaction=True)
CHECK = "/api/import/check"
LARGE = 7_900_000
Start = Callable[..., GuardedWeb]


@pytest.fixture
def start(process_environment: dict[str, str]) -> Iterator[Start]:
    """Starts web processes whose bounds are changed by some Python; they are gone afterwards."""
    started: list[GuardedWeb] = []

    def start(changes: str = "", **environment: str) -> GuardedWeb:
        started.append(GuardedWeb(process_environment | environment, changes))
        return started[-1]

    yield start
    for web in started:
        kill_group(web.process)


def test_a_root_path_that_a_client_names_leads_nowhere_and_escapes_no_limit(start: Start) -> None:
    web = start(EVOWEB_SIGN_INS_A_MINUTE="0")
    root = {"Daphne_Root_Path": "/x"}
    assert [web.ask("POST", "/x/accounts/login/", **root)[0] for _ in range(40)] == [404] * 40
    assert [web.ask("POST", "/accounts/login/", **root)[0] for _ in range(40)] == [429] * 40
    assert web.ask("GET", "/x/healthz", **root)[0] == 404
    assert web.ask("GET", "/healthz", **root)[0] == 200


def test_an_addresss_limit_holds_on_a_connection_that_is_kept(start: Start) -> None:
    web = start(EVOWEB_ADDRESS_REQUESTS_A_MINUTE="5")
    kept = web.connection()
    assert [web.ask("GET", "/api/presets", connection=kept)[0] for _ in range(12)][-6:] == [429] * 6


def test_hundreds_who_come_at_once_are_not_kept_waiting_for_a_second_knock(start: Start) -> None:
    web = start()
    os.kill(web.process.pid, signal.SIGSTOP)  # it takes none of them for a while
    try:
        with ExitStack() as lines:
            for _ in range(300):
                lines.enter_context(socket.create_connection(("127.0.0.1", web.port), timeout=0.5))
    finally:
        os.kill(web.process.pid, signal.SIGCONT)
    assert web.ask("GET", "/healthz")[0] == 200


def test_a_request_that_is_not_whole_in_time_is_closed_however_it_trickles(start: Start) -> None:
    web = start("connections.REQUEST_WITHIN_S = 1.0")
    lines = [web.begin("/accounts/login/", 1000) for _ in range(20)]
    closed = 0
    for _ in range(40):  # each sends more often than any idle timeout looks
        time.sleep(0.1)
        for line in lines:
            try:
                line.send(b"x")
            except OSError:
                closed += 1
    assert closed > 0
    assert {status_on(line) for line in lines} <= {0, 408}
    assert web.lines() == 0


def test_a_request_after_a_pause_on_a_kept_connection_has_its_whole_time(start: Start) -> None:
    web = start("connections.REQUEST_WITHIN_S = 1.0")
    kept = web.connection()
    for _ in range(2):
        assert web.ask("GET", "/healthz", connection=kept)[0] == 200
        time.sleep(1.2)


def test_a_large_body_is_read_from_who_is_signed_in_alone(start: Start) -> None:
    web = start()
    user = UserFactory()
    token, session = issue_token(user, "tests"), f"{settings.SESSION_COOKIE_NAME}={cookie_of(user)}"
    strangers: list[dict[str, str]] = [
        {}, {"Authorization": "Bearer guess"}, {"Authorization": token}, {"Cookie": f"{settings.SESSION_COOKIE_NAME}=a"}
    ]  # fmt: skip
    for keys in strangers:
        assert status_on(web.begin(CHECK, LARGE, **keys)) == 401
    for keys in ({"Authorization": f"Bearer {token}"}, {"Cookie": session}):
        status, _ = web.ask("POST", CHECK, b" " * LARGE, Content_Type="application/json", **keys)
        assert status in (400, 403)  # it was read: that it is no JSON, or lacks the form's token, the API says
    assert status_on(web.begin(CHECK, 8_000_001, Cookie=session)) == 413
    assert status_on(web.begin("/api/runs", 1_000_001, Cookie=session)) == 413


def test_a_body_whose_length_is_not_told_is_an_ordinary_one(start: Start) -> None:
    web = start()
    token = issue_token(UserFactory(), "tests")
    for size, status in ((1_000_001, 413), (900_000, 400)):
        with web.begin_chunked(CHECK, Authorization=f"Bearer {token}") as line:
            line.sendall(f"{size:x}\r\n".encode() + b" " * size)
            if status == 400:
                line.sendall(b"\r\n0\r\n\r\n")
            assert status_on(line) == status


def test_so_many_bytes_of_bodies_are_held_and_no_more_and_all_are_let_go(start: Start) -> None:
    web = start("from django.conf import settings; settings.ADDRESS_BODY_BYTES = 2_000_000")
    begun = [web.begin("/accounts/login/", 900_000, 600_000) for _ in range(3)]
    time.sleep(0.5)
    one_more = web.begin("/accounts/login/", 900_000, 600_000)
    assert status_on(one_more) == 503
    for line in begun:
        line.close()
    time.sleep(0.5)
    status, _ = web.ask("POST", "/accounts/login/", b"x" * 900_000)
    assert status != 503


def test_bodies_count_for_their_address_and_for_all(settings: Any) -> None:
    settings.ADDRESS_BODY_BYTES, settings.ALL_BODY_BYTES = 10, 15
    first, second, third = Held("192.0.2.1"), Held("192.0.2.1"), Held("192.0.2.2")
    assert (first.add(6), second.add(5), second.add(4), third.add(6), third.add(5)) == (True, False, True, False, True)
    for each in (first, second, third, third):
        each.release()
    assert not held


def connections(settings: Any, address: int, in_all: int) -> Connections:
    settings.ADDRESS_CONNECTIONS, settings.ALL_CONNECTIONS = address, in_all
    settings.TRUSTED_PROXIES = []
    return Connections(Factory.forProtocol(Protocol))


def test_connections_are_counted_by_address_and_in_all_but_not_a_proxys(settings: Any) -> None:
    door = connections(settings, 2, 7)
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]

    def come(host: str) -> bool:
        address = IPv4Address("TCP", host, 40_000)
        made = door.buildProtocol(address)
        if isinstance(made, TurnedAway):
            return False
        assert isinstance(made, Connection)
        made.getPeer = lambda: address
        door.registerProtocol(made)
        open_ones.append(made)
        return True

    open_ones: list[Connection] = []
    assert [come("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert [come("10.0.0.1") for _ in range(3)] == [True, True, True]
    assert [come("127.0.0.1") for _ in range(3)] == [True, True, False]  # seven in all
    door.unregisterProtocol(open_ones.pop(0))
    assert [come("192.0.2.1") for _ in range(2)] == [True, False]


def test_the_end_lets_a_request_in_flight_finish_and_cuts_idle_ones(start: Start) -> None:
    web = start()
    idle = web.connection()
    assert web.ask("GET", "/healthz", connection=idle)[0] == 200
    slow = web.begin("/accounts/login/", 20, 10)
    time.sleep(0.3)
    web.process.send_signal(signal.SIGTERM)
    time.sleep(0.7)
    assert web.process.poll() is None
    slow.sendall(b"x" * 10)
    assert status_on(slow) == 403  # the form's token is missing: it was answered
    assert web.process.wait(10) == 0


def test_the_end_waits_for_nobody_for_ever(start: Start) -> None:
    web = start("ending.FINISH_WITHIN_S = 0.5")
    web.begin("/accounts/login/", 20, 10)
    time.sleep(0.3)
    web.process.send_signal(signal.SIGTERM)
    assert web.process.wait(10) == 0


def test_a_siege_costs_little_memory_and_a_viewer_loses_nothing(start: Start) -> None:
    web = start()
    before = web.memory()
    with ExitStack() as siege:
        for _ in range(100):
            siege.enter_context(web.begin("/accounts/login/", 500_000, 1))
        for _ in range(20):
            with suppress(OSError):  # it hung up
                siege.enter_context(web.begin(CHECK, LARGE, LARGE - 100))
        for _ in range(60):
            siege.enter_context(connect(f"ws://127.0.0.1:{web.port}/ws/clips/", origin=web.address))
        seen = watched(web, 2, 24, lambda number: time.sleep(0.02))
        assert web.ask("GET", "/healthz")[0] == 200
        growth = web.memory() - before
    assert_complete(seen, 2, 24)
    assert growth < 100e6
