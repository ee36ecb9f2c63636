"""What was made to do harm is refused or neutralised: nothing executes, nothing breaks, nothing fills the disk."""

import json
import math
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.test import Client
from django.urls import reverse

from evoweb.runs.models import Run
from evoweb.runs.people.tokens import issue_token
from simulation.genome import genome_json
from simulation.newborns import newborns
from tests.processes import free_port, kill_group, status_of, until
from tests.web.factories import UserFactory, recorded_run, tiny_config

GIGABYTE = 10**9
MEGABYTE = 10**6
TAG = "<img src=x onerror=alert(1)>"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """The browser of a superuser, who sees every page, with one run whose every name is a tag."""
    user = UserFactory(username=f"mallory {TAG}", is_staff=True, is_superuser=True)
    run = recorded_run(user)
    Run.objects.filter(pk=run.pk).update(name=TAG, error=TAG, reason=TAG, public=True, preset=TAG[:30])
    issue_token(user, TAG)
    browser = Client(raise_request_exception=False)
    browser.force_login(user)
    return browser


# --- Names


def test_names_stand_escaped_on_every_page(client: Client) -> None:
    run = Run.objects.get()
    pages = ["/", "/account/", "/system/", f"/runs/{run.pk}/", f"/runs/{run.pk}/compare/"]
    pages += [f"/runs/{run.pk}/creatures/0-0/", f"/embed/runs/{run.pk}/creatures/0-0/"]
    pages += ["/admin/runs/run/", f"/admin/runs/run/{run.pk}/change/", "/admin/runs/apitoken/", "/admin/runs/deed/"]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "<img src=x" not in answer.content.decode(), page


@pytest.mark.parametrize(
    "name",
    ["..%2f..%2fetc%2fpasswd", "..", "%00", "0-0%00", "-1-0", "0-99999999999999999", "٣-٣", "0-0;", TAG, "a" * 500],
)
def test_a_name_that_is_no_creatures_is_not_found(client: Client, name: str) -> None:
    run = Run.objects.get()
    for address in (f"/runs/{run.pk}/creatures/{name}/", f"/embed/runs/{run.pk}/creatures/{name}/"):
        assert client.get(address).status_code == 404
    assert client.get(f"/api/runs/{run.pk}/creatures/{name}").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["../../manage.py", "dist/../../manage.py", "..%2f..%2fmanage.py", "%2e%2e/%2e%2e/manage.py", "//etc/passwd"],
)
def test_no_static_address_leads_out_of_the_static_files(client: Client, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800"])
def test_text_that_no_database_stores_is_refused_or_finds_nothing(client: Client, text: str) -> None:
    """A zero byte, and half of a pair of surrogates."""
    for path in ("/api/runs?search=", "/admin/runs/run/?q=", "/?search=", "/runs/new/?preset="):
        assert client.get(path + "%00").status_code < 500, path
    body = json.dumps({"name": text, "config": {}})
    assert client.post("/api/runs", body, content_type="application/json").status_code == 422
    assert client.post("/account/tokens/", {"name": text.encode("utf-8", "replace"), "scope": "read"}).status_code < 500
    login = Client(raise_request_exception=False).post(reverse("login"), {"username": "\x00", "password": "\x00"})
    assert login.status_code < 500


# --- Numbers and genomes


@pytest.mark.parametrize("population", [10**9, 10**18, 10**400, -1, 1e308, math.nan, math.inf])
def test_a_population_beyond_all_bounds_is_refused_everywhere(client: Client, population: float) -> None:
    config = {"population": population}
    for path, body in [
        ("/api/runs", {"name": "many", "config": config}),
        ("/api/estimate", {"config": config}),
        ("/api/genetics/generate", {"count": population}),
        ("/api/genetics/generate", {"config": config}),
    ]:
        refused = client.post(path, json.dumps(body), content_type="application/json")
        assert (refused.status_code, bool(refused.json()["problems"])) == (422, True), path
    assert client.post("/runs/new/", {"name": "many", "population": population}).status_code == 422
    assert Run.objects.count() == 1


def spoilt_genomes() -> Iterator[tuple[str, dict[str, Any]]]:
    """A creature of which one thing is as it never can be."""
    good = genome_json(newborns(tiny_config(), 1, seed=3), 0, tiny_config())
    for number in (math.nan, math.inf, 1e308, -1e308, 10**400):
        for part, gene in (
            ("nodes", "size"),
            ("nodes", "position"),
            ("muscles", "stiffness"),
            ("muscles", "frequency"),
        ):
            spoilt = json.loads(json.dumps(good))
            spoilt[part][0][gene] = [number] * 3 if gene == "position" else number
            yield f"{part}.{gene} {number}"[:40], spoilt
    for ends in ([0, 0], [0, 10**9], [-1, 0], [0, 0.5], [0, 1, 2]):
        spoilt = json.loads(json.dumps(good))
        spoilt["muscles"][0]["ends"] = ends
        yield f"ends {ends}", spoilt
    for part in ("nodes", "muscles"):
        yield f"thousands of {part}", good | {part: good[part][:1] * 2000}
        yield f"no {part}", good | {part: []}
        yield f"{part} of text", good | {part: TAG}


def test_genomes_that_cannot_be_are_refused_by_every_endpoint_that_takes_them(client: Client) -> None:
    good = genome_json(newborns(tiny_config(), 1, seed=3), 0, tiny_config())
    for what, genome in spoilt_genomes():
        for path, body in [
            ("/api/simulation/batch", {"genomes": [genome, good]}),
            ("/api/genetics/evolve", {"genomes": [genome, good], "fitness": [1.0, 2.0]}),
        ]:
            refused = client.post(path, json.dumps(body), content_type="application/json")
            assert refused.status_code == 422, (what, path, refused.content)
    for fitness in ([math.nan, 1.0], [1e309, 1.0], [10**400, 1.0], ["1e308x", 1.0]):
        body = {"genomes": [good, good], "fitness": fitness}
        refused = client.post("/api/genetics/evolve", json.dumps(body), content_type="application/json")
        assert refused.status_code == 422, fitness


def test_nets_that_feed_on_themselves_are_refused_where_nets_feed_forward(client: Client) -> None:
    config = {"brain": "neat", "population": 2}
    made = client.post("/api/genetics/generate", {"count": 2, "config": config}, content_type="application/json")
    genome, other = made.json()["genomes"]
    links = genome["brain"]["links"]
    genome["brain"]["links"] = [*links, {**links[0], "from": links[0]["to"], "innovation": 10_000}]
    refused = client.post(
        "/api/simulation/batch", {"genomes": [genome, other], "config": config}, content_type="application/json"
    )
    assert refused.status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        '{"genomes":' * 50_000,
        '{"genomes": ' + "[" * 90_000 + "]" * 90_000 + "}",
        "\x1f\x8b" * 1000,
        "nul",
    ],
    ids=["open brackets", "open braces", "deep", "packed", "broken"],
)
def test_a_body_that_is_no_json_or_a_pit_of_brackets_is_refused(client: Client, body: str) -> None:
    for path in ("/api/runs", "/api/simulation/batch", "/api/genetics/evolve"):
        answer = client.post(
            path, body.encode("latin-1"), content_type="application/json", headers={"Content-Encoding": "gzip"}
        )
        assert answer.status_code in {400, 422}, (path, answer.content[:200])


# --- Other sites


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Referer": "https://evil.example/"}]
)
def test_another_sites_page_changes_nothing_with_this_ones_cookies(headers: dict[str, str]) -> None:
    user = UserFactory()
    run = recorded_run(user, generations=1)
    browser = Client(enforce_csrf_checks=True, headers=headers)
    browser.force_login(user)
    for path in (f"/runs/{run.pk}/cancel/", f"/runs/{run.pk}/share/", f"/api/runs/{run.pk}/cancel", "/account/tokens/"):
        assert browser.post(path, {}).status_code == 403, path
    before = run.state
    run.refresh_from_db()
    assert (run.state, run.public) == (before, False)


# --- Size, at the door of the real server


class Door:
    """A Daphne that serves the application, as the launcher starts it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = psutil.Process(process.pid), port

    def open(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def bytes_on_disk(self) -> int:
        """Of files that it has open and nobody else can see, as temporary ones are."""
        sizes = []
        for entry in Path(f"/proc/{self.process.pid}/fd").iterdir():
            try:
                if (file := os.readlink(entry)).endswith("(deleted)") and not file.startswith("/dev/shm/"):
                    sizes.append(entry.stat().st_size)
            except OSError:
                continue  # closed meanwhile
        return sum(sizes)


@pytest.fixture
def door(transactional_db: None, process_environment: dict[str, str]) -> Iterator[Door]:
    port = free_port()
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "evoweb.serve:application"]
    process = subprocess.Popen(
        command, env=process_environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until(lambda: is_up(port), lambda: "the web does not come up")
    yield Door(process, port)
    kill_group(process)


def is_up(port: int) -> bool:
    try:
        return status_of(f"http://127.0.0.1:{port}/healthz") == 200
    except OSError:
        return False


def said_by(line: socket.socket) -> bytes:
    """What the server says; nothing where it hung up."""
    try:
        return line.recv(4096)
    except ConnectionResetError:
        return b""


def head(*headers: str) -> bytes:
    lines = ["POST /api/simulation/batch HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="reads what a process has open from /proc")
def test_a_body_of_a_gigabyte_is_refused_at_the_door_and_never_on_the_disk(door: Door) -> None:
    memory = door.process.memory_info().rss
    with door.open() as declared:
        declared.sendall(head(f"Content-Length: {GIGABYTE}"))
        assert declared.recv(4096).startswith(b"HTTP/1.1 413")
        assert declared.recv(4096) == b""

    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    sent, on_disk = 0, 0
    with door.open() as chunked:
        chunked.sendall(head("Transfer-Encoding: chunked"))
        try:
            while sent < GIGABYTE:
                chunked.sendall(chunk)
                sent += len(chunk)
                on_disk = max(on_disk, door.bytes_on_disk())
        except OSError:  # it hung up
            pass
    assert sent < 50 * MEGABYTE  # what lay in the buffers on the way
    assert on_disk == 0
    assert door.process.memory_info().rss - memory < 100 * MEGABYTE
    assert status_of(f"http://127.0.0.1:{door.port}/healthz") == 200

    with door.open() as whole:  # the largest that is let in reaches the API, and no disk either
        whole.sendall(head("Content-Length: 1000000", "Connection: close") + b"x" * 999_999)
        on_disk = door.bytes_on_disk()
        whole.sendall(b"x")
        assert whole.recv(4096).startswith(b"HTTP/1.1 401")
    assert on_disk == 0


@pytest.mark.django_db(transaction=True)
def test_headers_and_websocket_messages_without_end_end_the_connection(door: Door) -> None:
    with door.open() as long:
        long.sendall(b"GET /?" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert not said_by(long).startswith(b"HTTP/1.1 2")
    with door.open() as web_socket:
        web_socket.sendall(
            b"GET /ws/clips/ HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        assert web_socket.recv(4096).startswith(b"HTTP/1.1 101")
        web_socket.sendall(b"\x81\xff" + GIGABYTE.to_bytes(8, "big") + bytes(4))  # a masked text frame of 1 GB
        assert said_by(web_socket)[:1] in {b"", b"\x88"}  # hung up, or said that it will
