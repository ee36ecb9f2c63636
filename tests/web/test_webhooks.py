"""Webhooks: told with the end itself, sent by the keeper, signed, tried again, and never into a network of ours."""

import base64
import hmac
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from evoweb.runs.deeds.deleting import delete_run
from evoweb.runs.deeds.services import cancel_run
from evoweb.runs.models import HookCall, Webhook
from evoweb.runs.people.hooks import hook_of, set_hook, url_problem
from evoweb.runs.people.hooks import test_hook as ask_for_a_test
from evoweb.runs.queue.leases import fail_run
from evoweb.runs.worker import delivery
from evoweb.runs.worker.delivery import Undelivered, allowed_address, deliver, is_public
from evoweb.runs.worker.keeper import Rounds
from evoweb.runs.worker.postman import KEPT, MOST_ATTEMPTS, due_calls, forget_old_calls, send
from evoweb.runs.worker.removing import remove_deleted
from tests.processes import Start
from tests.web.factories import UserFactory, claimed, recorded_run, tiny_run

PATIENCE_SECONDS = 30.0


class Post(NamedTuple):
    """A request that arrived."""

    headers: dict[str, str]
    body: bytes

    def is_signed_with(self, secret: str) -> bool:
        """As the Standard Webhooks say."""
        said = {name.lower(): value for name, value in self.headers.items()}
        signed = f"{said['webhook-id']}.{said['webhook-timestamp']}.".encode() + self.body
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
        return said["webhook-signature"] == f"v1,{expected}" and abs(int(said["webhook-timestamp"]) - time.time()) < 60


class Receiver(ThreadingHTTPServer):
    """Somebody's program that takes webhooks."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.posts: list[Post] = []
        self.statuses: list[int] = []  # of the next answers; 200 when there are no more
        self.url = f"http://127.0.0.1:{self.server_port}/hook?a=b"


class Answering(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append(Post(dict(self.headers), body))
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def owner(db: None) -> User:
    return UserFactory(username="mira")


@pytest.fixture
def hook(owner: User, receiver: Receiver) -> Webhook:
    set_hook(owner, receiver.url, active=True, site="https://evoweb.example")
    return Webhook.objects.get()


@pytest.fixture
def browser(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def due_now() -> None:
    HookCall.objects.filter(due__isnull=False).update(due=timezone.now() - timedelta(seconds=1))


# --- What is told


def test_a_run_that_is_done_is_told_once_with_its_figures(owner: User, hook: Webhook) -> None:
    run = recorded_run(owner, tags=["paper"])
    call = HookCall.objects.get()
    told = call.body["data"]["run"]
    assert (call.event, call.body["type"], call.run, call.webhook) == ("run.done", "run.done", run, hook)
    assert told["url"] == f"https://evoweb.example/runs/{run.pk}/"
    assert (told["state"], told["best"], told["champion"], told["generation"]) == ("DONE", run.best, run.champion, 3)
    assert (told["owner"], told["tags"]) == ("mira", ["paper"])


def test_a_run_that_fails_is_told_without_the_folders_of_this_machine(owner: User, hook: Webhook) -> None:
    fail_run(claimed(tiny_run(owner)), 'File "/srv/secret.py", line 1\nValueError: springs came loose')
    call = HookCall.objects.get()
    assert (call.event, call.body["data"]["run"]["error"]) == ("run.failed", "ValueError: springs came loose")


def test_nobody_is_told_of_others_runs_of_cancelled_ones_or_while_switched_off(owner: User, hook: Webhook) -> None:
    recorded_run()
    cancel_run(tiny_run(owner), owner)
    set_hook(owner, hook.url, active=False, site="")
    recorded_run(owner)
    assert not HookCall.objects.exists()


def test_what_is_told_of_stays_or_goes_with_the_end_itself(owner: User, hook: Webhook) -> None:
    with transaction.atomic():
        recorded_run(owner)
        assert HookCall.objects.exists()
        transaction.set_rollback(True)
    assert not HookCall.objects.exists()


def test_a_call_outlives_its_run(owner: User, hook: Webhook) -> None:
    delete_run(recorded_run(owner), owner)
    remove_deleted()
    assert HookCall.objects.get().run is None


# --- How it is sent


def test_a_call_arrives_signed_and_is_written_down(owner: User, hook: Webhook, receiver: Receiver) -> None:
    recorded_run(owner)
    for call in due_calls(set(), 8):
        send(call)
    (post,) = receiver.posts
    call = HookCall.objects.get()
    assert post.is_signed_with(hook.secret)
    assert not Post(post.headers, post.body + b" ").is_signed_with(hook.secret)
    assert json.loads(post.body) == call.body
    assert post.headers["webhook-id"] == str(call.pk)
    assert (call.answer, call.due, call.attempts, call.delivered is not None) == ("200", None, 1, True)
    assert due_calls(set(), 8) == []


def test_a_call_that_fails_is_tried_again_with_the_same_number_and_given_up_in_the_end(
    owner: User, hook: Webhook, receiver: Receiver
) -> None:
    receiver.statuses = [500] * (MOST_ATTEMPTS + 1)
    recorded_run(owner)
    pauses = []
    for _ in range(MOST_ATTEMPTS + 2):
        for call in due_calls(set(), 8):
            send(call)
        due = HookCall.objects.get().due
        pauses.append((due - timezone.now()).total_seconds() if due else None)
        due_now()
    assert len(receiver.posts) == MOST_ATTEMPTS
    assert len({post.headers["webhook-id"] for post in receiver.posts}) == 1
    waits = [pause for pause in pauses if pause is not None]
    assert waits == sorted(waits)
    assert waits[0] < 60
    assert waits[-1] > 3600
    call = HookCall.objects.get()
    assert (call.answer, call.due, call.delivered) == ("500 Internal Server Error", None, None)


def test_a_call_whose_keeper_died_is_sent_again(owner: User, hook: Webhook, receiver: Receiver) -> None:
    recorded_run(owner)
    assert len(due_calls(set(), 8)) == 1  # and nothing more is heard of it
    assert due_calls(set(), 8) == []
    due_now()
    for call in due_calls(set(), 8):
        send(call)
    assert len(receiver.posts) == 1
    assert HookCall.objects.get().attempts == 2


def test_each_webhook_has_its_turn_however_much_another_is_told(owner: User, hook: Webhook) -> None:
    other = UserFactory()
    set_hook(other, "http://127.0.0.1:9999/", active=True, site="")
    for told in [*[hook] * 30, Webhook.objects.get(user=other)]:
        HookCall.objects.create(webhook=told, event="test", body={})
    assert {call.webhook.user for call in due_calls(set(), 8)} == {owner, other}
    due_now()
    assert {call.webhook.user for call in due_calls({hook.pk}, 8)} == {other}
    assert due_calls({hook.pk}, 0) == []


@pytest.mark.django_db(transaction=True)
def test_the_keepers_round_sends_and_waits_for_nobody(
    owner: User, hook: Webhook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PATIENCE_SECONDS", 2.0)
    with socket.create_server(("127.0.0.1", 0)) as tarpit:  # it lets in and never answers
        slow = UserFactory()
        set_hook(slow, f"http://127.0.0.1:{tarpit.getsockname()[1]}/", active=True, site="")
        recorded_run(slow)
        recorded_run(owner)
        rounds = Rounds()
        began = time.monotonic()
        rounds.postman.go()
        assert HookCall.objects.get(webhook__user=slow).answer == ""  # it is on its way, and the round is over
        eventually(lambda: len(receiver.posts) == 1)
        eventually(lambda: HookCall.objects.get(webhook__user=slow).answer == "no answer within 2 s")
        assert time.monotonic() - began < PATIENCE_SECONDS
        rounds.postman.carriers.shutdown()


@pytest.mark.django_db(transaction=True)
def test_a_real_keeper_delivers(owner: User, hook: Webhook, receiver: Receiver, start: Start) -> None:
    recorded_run(owner)
    start("keep")
    eventually(lambda: HookCall.objects.get().delivered is not None)
    assert receiver.posts[0].is_signed_with(hook.secret)


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_redirect_is_not_followed(hook: Webhook, receiver: Receiver) -> None:
    receiver.statuses = [307]
    with pytest.raises(Undelivered, match="307: redirects are not followed"):
        deliver(receiver.url, hook.secret, 1, {})
    assert len(receiver.posts) == 1


def test_an_answer_that_trickles_in_is_cut_off(hook: Webhook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PATIENCE_SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def trickle() -> None:
            line, _ = server.accept()
            with line:
                for _ in range(200):
                    try:
                        line.send(b"HTTP/1.1 200 OK\r\n"[:1])
                    except OSError:
                        return
                    time.sleep(0.1)

        threading.Thread(target=trickle, daemon=True).start()
        with pytest.raises(Undelivered, match="no answer within 1 s"):
            deliver(f"http://127.0.0.1:{server.getsockname()[1]}/", hook.secret, 1, {})


def test_old_calls_are_forgotten_and_waiting_ones_are_not(owner: User, hook: Webhook) -> None:
    for number in range(KEPT + 5):
        HookCall.objects.create(webhook=hook, event="test", body={"n": number}, due=None)
    waiting = HookCall.objects.create(webhook=hook, event="test", body={})
    assert forget_old_calls() == 5
    assert HookCall.objects.filter(due=None).count() == KEPT
    assert HookCall.objects.filter(pk=waiting.pk).exists()
    assert not HookCall.objects.filter(body__n=4).exists()


# --- Where it may go

PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
    "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
    "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::", "64:ff9b:1::5db8:d70e", "64:ff9b:1:ffff::1", "fec0::1",
    "feff::1", "::10.0.0.1", "::93.184.215.14", "192.0.0.192", "192.0.0.9", "192.88.99.1", "240.0.0.1", "198.18.0.1",
    "2002:5db8:d70e::", "2001:10::1", "2001:20::1", "2001:db8::1", "3fff::1", "100::1", "5f00::1", "4000::1",
    "2606:2800:21f:cb07::5efe:a00:1", "2606:2800:21f:cb07:200:5efe:a00:1", "::ffff:0:10.0.0.1", "::ffff:192.0.0.8",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_a_network_of_ours_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_an_address_of_the_internet_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "::1"])
def test_private_hosts_are_refused_however_they_are_written(host: str, settings: Settings) -> None:
    settings.WEBHOOKS_PRIVATE = False
    with pytest.raises(Undelivered, match="is not a public address"):
        allowed_address(host, 80)


def test_the_address_that_was_looked_at_is_the_one_that_is_called(
    receiver: Receiver, hook: Webhook, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that means a public address when it is looked at, and one of ours when it is called, is called once."""
    settings.WEBHOOKS_PRIVATE = False
    asked = []

    def rebinding(host: str, *rest: Any, **more: Any) -> list[Any]:
        asked.append(host)
        address = "93.184.215.14" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, receiver.server_port))]

    connected: list[Any] = []

    def refuse(address: Any, *rest: Any) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(delivery.socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(delivery.socket, "create_connection", refuse)
    with pytest.raises(Undelivered):
        deliver(f"http://rebinding.example:{receiver.server_port}/", hook.secret, 1, {})
    assert connected == [("93.184.215.14", receiver.server_port)]
    assert receiver.posts == []


@pytest.mark.parametrize(
    "url",
    [
        "", "hook", "ftp://example.org/", "file:///etc/passwd", "http://", "http:///path", "https://me:pw@example.org/",
        "https://example.org:22/", "https://example.org:99999/", "http://exa mple.org/", "http://example.org/\r\nX: y",
        "gopher://example.org/", "https://example.org/" + "x" * 500, "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_is_no_address_for_a_webhook_is_refused(url: str, owner: User, browser: Client) -> None:
    assert url_problem(url)
    assert browser.post("/account/webhook/", {"url": url, "active": "on"}).status_code == 422
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("url", ["https://example.org", "http://hooks:8080/a?b=c", "https://[2606:2800::1]:8443/x"])
def test_other_addresses_are_taken(url: str) -> None:
    assert url_problem(url) == ""


# --- The Account page


def test_the_secret_is_shown_once_and_another_takes_its_place(browser: Client, owner: User) -> None:
    made = browser.post("/account/webhook/", {"url": "https://example.org/hook", "active": "on"})
    hook = Webhook.objects.get(user=owner)
    assert (made.status_code, hook.active, hook.site) == (201, True, "http://testserver")
    assert f'value="{hook.secret}"' in made.content.decode()
    assert hook.secret not in browser.get("/account/").content.decode()
    again = browser.post("/account/webhook/secret/")
    fresh = Webhook.objects.get(user=owner).secret
    assert fresh != hook.secret
    assert fresh in again.content.decode()


def test_changing_the_address_keeps_the_secret_and_switching_off_stops_what_waits(
    browser: Client, owner: User, hook: Webhook
) -> None:
    recorded_run(owner)
    assert browser.post("/account/webhook/", {"url": "https://example.org/other"}).status_code == 302
    changed = hook_of(owner)
    assert changed is not None
    assert (changed.url, changed.active, changed.secret) == ("https://example.org/other", False, hook.secret)
    assert HookCall.objects.get().due is None
    assert browser.post("/account/webhook/test/", follow=True).status_code == 200
    assert HookCall.objects.count() == 1


def test_a_test_is_sent_and_shown_with_what_was_answered(
    browser: Client, owner: User, hook: Webhook, receiver: Receiver
) -> None:
    receiver.statuses = [418]
    browser.post("/account/webhook/test/")
    assert "on its way" in browser.post("/account/webhook/test/", follow=True).content.decode()
    for call in due_calls(set(), 8):
        send(call)
    assert json.loads(receiver.posts[0].body)["type"] == "test"
    page = browser.get("/account/").content.decode()
    assert "418" in page


def test_a_webhook_is_removed_with_all_that_it_waits_for(browser: Client, owner: User, hook: Webhook) -> None:
    ask_for_a_test(owner)
    assert browser.post("/account/webhook/remove/").status_code == 302
    assert not HookCall.objects.exists()
    assert browser.post("/account/webhook/remove/").status_code == 404
