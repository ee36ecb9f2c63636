"""Coming in by a one-time link."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from evoweb import rate_limit
from evoweb.clients import client_address
from evoweb.sign_in.models import SignInLink, issue_link, local_owner

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_link_signs_its_user_in_and_goes_home(client: Client) -> None:
    path = issue_link(local_owner())
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(User.objects.get(username="owner").pk)


def test_a_link_works_once(client: Client) -> None:
    path = issue_link(local_owner())
    client.get(path)
    stranger = Client()
    assert stranger.get(path).status_code == 403
    assert not is_signed_in(stranger)


def test_the_same_browser_may_open_its_used_link_again(client: Client) -> None:
    path = issue_link(local_owner())
    client.get(path)
    assert client.get(path)["Location"] == "/"


def test_an_expired_link_is_refused(client: Client) -> None:
    path = issue_link(local_owner())
    SignInLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert client.get(path).status_code == 403
    assert not is_signed_in(client)


def test_an_invented_token_is_refused_in_friendly_words(client: Client) -> None:
    response = client.get("/sign-in/" + "x" * 43 + "/")
    assert response.status_code == 403
    assert "no longer works" in response.content.decode()


def test_a_deactivated_users_link_is_refused(client: Client) -> None:
    path = issue_link(local_owner())
    User.objects.update(is_active=False)
    assert client.get(path).status_code == 403


def test_the_token_itself_is_not_stored() -> None:
    token = issue_link(local_owner()).strip("/").split("/")[-1]
    stored = SignInLink.objects.values().get()
    assert token not in str(stored)


def test_the_local_owner_is_one_superuser_without_a_password() -> None:
    owner = local_owner()
    assert local_owner().pk == owner.pk
    assert owner.is_superuser
    assert not owner.has_usable_password()


def test_every_page_asks_a_stranger_to_sign_in(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


# --- Too many attempts


def attempt(username: str, password: str, address: str = "192.0.2.1", **headers: str) -> int:
    client = Client(REMOTE_ADDR=address, headers=headers)
    return client.post("/accounts/login/", {"username": username, "password": password}).status_code


@pytest.fixture
def ada(settings: Settings) -> User:
    settings.AXES_FAILURE_LIMIT = 3
    return User.objects.create_user("ada", password=PASSWORD)


def lock_out(username: str, address: str = "192.0.2.1") -> None:
    assert [attempt(username, "wrong", address) for _ in range(3)] == [200, 200, 429]


def test_too_many_wrong_passwords_are_told_to_wait(ada: User) -> None:
    lock_out("ada")
    refused = Client(REMOTE_ADDR="192.0.2.1").post("/accounts/login/", {"username": "ada", "password": PASSWORD})
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert "Wait 15 minutes" in refused.content.decode()


def test_the_admins_door_is_the_same_door(ada: User) -> None:
    lock_out("ada")
    refused = Client(REMOTE_ADDR="192.0.2.1").post("/admin/login/", {"username": "ada", "password": PASSWORD})
    assert refused.status_code == 429


def test_who_is_locked_out_locks_out_neither_their_neighbours_nor_the_user_elsewhere(ada: User) -> None:
    User.objects.create_user("bob", password=PASSWORD)
    lock_out("ada")
    assert attempt("bob", PASSWORD) == 302
    assert attempt("ada", PASSWORD, "192.0.2.2") == 302


def test_an_address_may_not_knock_without_end_whomever_it_asks_for(
    ada: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limit.time, "time", lambda: 1_200_000_020.0)  # all of it in one minute
    settings.SIGN_INS_A_MINUTE = 5
    statuses = [attempt(f"user{number}", "wrong") for number in range(5)]
    assert statuses == [200] * 5
    assert attempt("ada", PASSWORD) == 429
    assert Client(REMOTE_ADDR="192.0.2.1").get("/sign-in/" + "x" * 43 + "/").status_code == 429
    assert attempt("ada", PASSWORD, "192.0.2.2") == 302


# --- Whose address it is


@pytest.mark.parametrize(
    ("remote", "forwarded", "client"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),  # no proxy of ours: anyone can say so
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.7, 203.0.113.9", "203.0.113.9"),  # what the client itself said stands before
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", "", "192.0.2.1"),
        ("", "203.0.113.9", "0.0.0.0"),
    ],
)
def test_a_client_is_known_by_what_trusted_proxies_say_and_by_nothing_else(
    settings: Settings, remote: str, forwarded: str, client: str
) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == client


def test_behind_a_proxy_clients_are_told_apart_only_as_configured(ada: User, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.1")]
    wrong = [attempt("ada", "wrong", "10.0.0.1", **{"X-Forwarded-For": "203.0.113.9"}) for _ in range(3)]
    assert wrong[-1] == 429
    assert attempt("ada", PASSWORD, "10.0.0.1", **{"X-Forwarded-For": "203.0.113.10"}) == 302
    settings.TRUSTED_PROXIES = []
    lock_out("ada", "10.0.0.2")
    assert attempt("ada", PASSWORD, "10.0.0.2", **{"X-Forwarded-For": "203.0.113.11"}) == 429
