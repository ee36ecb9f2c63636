"""Coming in by a one-time link."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from evoweb.sign_in.models import SignInLink, issue_link, local_owner

pytestmark = pytest.mark.django_db


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
