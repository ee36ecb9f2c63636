"""What the settings promise: local needs nothing, production guesses nothing, pages may load only what is ours."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from evoweb.launcher.places import local_secret_key
from evoweb.runs.people.tokens import issue_token
from evoweb.settings import allowed_hosts, networks, secret_key
from tests.web.factories import UserFactory

PRODUCTION = {
    "EVOWEB_ENV": "production",
    "SECRET_KEY": "a key for tests, of more than fifty characters and 1 digit",
    "ALLOWED_HOSTS": "evoweb.example.org",
    "DATABASE_URL": "postgres://evoweb@db.example.org/evoweb",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    surroundings = {key: value for key, value in os.environ.items() if key not in PRODUCTION}
    return subprocess.run(command, env={**surroundings, **environment}, capture_output=True, text=True, check=False)


def test_production_settings_pass_djangos_deployment_check() -> None:
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_production_does_not_start_without(missing: str) -> None:
    refused = manage("check", **{**PRODUCTION, missing: ""})
    assert refused.returncode != 0
    assert f"EVOWEB_ENV=production needs {missing}" in refused.stderr


@pytest.mark.parametrize("key", ["short", "ab" * 40, "django-insecure-" + PRODUCTION["SECRET_KEY"]])
def test_production_does_not_start_with_a_key_that_can_be_guessed(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(ImproperlyConfigured, match="at least 50 random characters"):
        secret_key()


@pytest.mark.parametrize("hosts", ["*", "evoweb.example.org, *", " , "])
def test_production_does_not_start_for_any_host(monkeypatch: pytest.MonkeyPatch, hosts: str) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    with pytest.raises(ImproperlyConfigured, match="must name the hosts"):
        allowed_hosts()


def test_a_proxy_that_is_no_address_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.1, 10.0.0.0/33")
    with pytest.raises(ImproperlyConfigured, match=r"TRUSTED_PROXIES.*10\.0\.0\.0/33"):
        networks("TRUSTED_PROXIES")


def test_every_answer_carries_the_headers_that_browsers_guard_by(client: Client) -> None:
    answer = client.get("/accounts/login/")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    cookie = answer.cookies[settings.CSRF_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/account/", "/api/runs", "/no-such-page/"])
def test_what_who_is_signed_in_is_answered_nobody_keeps(admin_client: Client, path: str) -> None:
    assert {"private", "no-store"} <= set(admin_client.get(path)["Cache-Control"].split(", "))


@pytest.mark.django_db
def test_what_a_token_is_answered_nobody_keeps(client: Client) -> None:
    token = issue_token(UserFactory(), "tests")
    answer = client.get("/api/runs", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.django_db
def test_static_files_are_kept_whoever_asks(admin_client: Client) -> None:
    for file in list((settings.BASE_DIR / "static" / "dist" / "assets").iterdir())[:1]:
        assert "immutable" in admin_client.get(f"/static/dist/assets/{file.name}")["Cache-Control"]


def test_production_speaks_https_only_and_its_cookies_do_too() -> None:
    asked = """
from django.test import Client
plain = Client().get("/accounts/login/", headers={"Host": "evoweb.example.org"})
print(plain.status_code, plain["Location"])
safe = Client().get("/accounts/login/", headers={"Host": "evoweb.example.org", "X-Forwarded-Proto": "https"})
print(safe.status_code, safe["Strict-Transport-Security"], safe.cookies["evoweb_csrf"]["secure"])
print(Client(raise_request_exception=False).get("/", headers={"Host": "evil.example"}).status_code)
"""
    said = manage("shell", "--no-imports", "-c", asked, **PRODUCTION).stdout.splitlines()
    assert said == [
        "301 https://evoweb.example.org/accounts/login/",
        "200 max-age=31536000 True",
        "400",
    ]


def test_other_names_and_other_browsers_are_told_of_https_where_that_is_asked_for() -> None:
    asked = """
from django.test import Client
safe = Client().get("/accounts/login/", headers={"Host": "evoweb.example.org", "X-Forwarded-Proto": "https"})
print(safe["Strict-Transport-Security"])
"""
    wished = {"SECURE_HSTS_INCLUDE_SUBDOMAINS": "true", "SECURE_HSTS_PRELOAD": "true"}
    said = manage("shell", "--no-imports", "-c", asked, **PRODUCTION, **wished).stdout
    assert said == "max-age=31536000; includeSubDomains; preload\n"


def test_two_local_instances_on_two_ports_keep_their_cookies_apart() -> None:
    asked = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"

    def names(**environment: str) -> list[str]:
        return manage("shell", "--no-imports", "-c", asked, **environment).stdout.split()

    first, second, third = names(PORT="8000"), names(PORT="8001"), names(PORT="8002")
    assert len({*first, *second, *third}) == 6
    assert names(PORT="8001", **PRODUCTION) == names(**PRODUCTION) == ["evoweb_session", "evoweb_csrf"]


def test_an_unknown_environment_is_refused_with_the_known_ones() -> None:
    refused = manage("check", EVOWEB_ENV="staging")
    assert refused.returncode != 0
    assert "local or production" in refused.stderr


def test_the_local_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as many:
        keys = set(many.map(local_secret_key, [tmp_path] * 8))
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert [stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()] == [0o600]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/accounts/login/", "/admin/login/", "/no-such-page/"])
def test_no_page_may_run_inline_or_foreign_code(client: Client, page: str) -> None:
    policy = client.get(page)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.django_db
def test_the_admin_shows_no_pages_of_the_queue(admin_client: Client) -> None:
    assert admin_client.get("/admin/").status_code == 200
    assert admin_client.get("/admin/django_q/").status_code == 404


@pytest.mark.django_db
def test_built_files_are_kept_by_browsers_for_ever_and_others_are_not(client: Client) -> None:
    assets = settings.BASE_DIR / "static" / "dist" / "assets"
    for file in assets.iterdir():
        assert "immutable" in client.get(f"/static/dist/assets/{file.name}")["Cache-Control"], file.name
    assert "immutable" not in client.get("/static/admin/css/base.css")["Cache-Control"]
