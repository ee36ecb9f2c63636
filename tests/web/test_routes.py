"""Who gets what answer at which address: one table of every URL and websocket × role × method.

A route that is not in the table fails the tests, and so does a row whose route is gone. To add a route, add its rows:
method, path, then the answer to each role: a status, `login` (sent to sign in), for a websocket `open` or the code that
closes it, or `-` where it varies (an error it must not be). A method that has no row must be refused to everybody.
"""

import asyncio
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from pytest_django import Settings

from evoweb.runs.consumers.routing import websocket_urlpatterns
from evoweb.runs.people.designs import keep_designs
from evoweb.runs.people.presets import keep_preset
from tests.web.factories import UserFactory, a_genome, recorded_run
from tests.web.sockets import PATIENCE_SECONDS, cookie_of, socket_of

# {run}, {design} and {preset} are the owner's and private, {public} is a public run of theirs; {model} stands for every
# model of the admin.
# fmt: off
TABLE = """
#                                                       anonymous owner other staff superuser

# pages of people who have signed in
GET    /                                                  login   200   200   200   200
GET    /runs/new/                                         login   200   200   200   200
POST   /runs/new/                                         login   422   422   422   422
GET    /designs/new/                                      login   200   200   200   200
GET    /designs/{design}/                                 login   200   404   404   404
GET    /compare/                                          login   200   200   200   200
GET    /compare/race/                                     login   200   200   200   200
GET    /hall/                                             login   200   200   200   200
GET    /account/                                          login   200   200   200   200
GET    /account/password/                                 login   200   200   200   200
POST   /account/password/                                 login   200   200   200   200
POST   /account/tokens/                                   login   422   422   422   422
POST   /account/tokens/1/revoke/                          login   404   404   404   404
POST   /account/webhook/                                  login   422   422   422   422
POST   /account/webhook/secret/                           login   404   404   404   404
POST   /account/webhook/test/                             login   404   404   404   404
POST   /account/webhook/remove/                           login   404   404   404   404
GET    /system/                                           login   403   403   200   200
GET    /metrics                                           401     403   403   200   200
GET    /healthz                                           200     200   200   200   200
GET    /livez                                             200     200   200   200   200
GET    /readyz                                            200     200   200   200   200

# pages for everybody
GET    /how-it-works/                                     200     200   200   200   200
GET    /docs/parameters/                                  200     200   200   200   200

# a run
GET    /runs/{run}/                                       login   200   404   200   200
GET    /runs/{run}/compare/                               login   200   404   200   200
GET    /runs/{run}/lineage/                               login   200   404   200   200
GET    /runs/{run}/creatures/0-0/                         login   200   404   200   200
GET    /embed/runs/{run}/creatures/0-0/                   404     404   404   404   404
POST   /runs/{run}/pause/                                 login   302   404   302   302
POST   /runs/{run}/resume/                                login   302   404   302   302
POST   /runs/{run}/cancel/                                login   302   404   302   302
GET    /runs/{run}/extend/                                login   200   404   200   200
POST   /runs/{run}/extend/                                login   422   404   422   422
GET    /runs/{run}/fork/                                  login   200   404   200   200
POST   /runs/{run}/fork/                                  login   422   404   422   422
POST   /runs/{run}/delete/                                login   302   404   302   302
POST   /runs/{run}/share/                                 login   302   404   302   302
POST   /runs/{run}/unshare/                               login   302   404   302   302

# a public run
GET    /runs/{public}/                                    200     200   200   200   200
GET    /runs/{public}/compare/                            200     200   200   200   200
GET    /runs/{public}/lineage/                            200     200   200   200   200
GET    /runs/{public}/creatures/0-0/                      200     200   200   200   200
GET    /embed/runs/{public}/creatures/0-0/                200     200   200   200   200
POST   /runs/{public}/pause/                              login   302   404   302   302
POST   /runs/{public}/resume/                             login   302   404   302   302
POST   /runs/{public}/cancel/                             login   302   404   302   302
GET    /runs/{public}/extend/                             login   200   404   200   200
POST   /runs/{public}/extend/                             login   422   404   422   422
GET    /runs/{public}/fork/                               login   200   200   200   200
POST   /runs/{public}/fork/                               login   422   422   422   422
POST   /runs/{public}/delete/                             login   302   404   302   302
POST   /runs/{public}/share/                              login   302   404   302   302
POST   /runs/{public}/unshare/                            login   302   404   302   302

# the API
GET    /api/                                              404     404   404   404   404
GET    /api/docs                                          login   200   200   200   200
GET    /api/openapi.json                                  login   200   200   200   200
GET    /api/presets                                       401     200   200   200   200
POST   /api/estimate                                      401     422   422   422   422
GET    /api/pins                                          401     200   200   200   200
GET    /api/comparison                                    401     422   422   422   422
GET    /api/comparison/race                               401     422   422   422   422
GET    /api/comparison.csv                                401     422   422   422   422
GET    /api/column-sets                                   401     200   200   200   200
POST   /api/column-sets                                   401     422   422   422   422
PUT    /api/column-sets/1                                 401     422   422   422   422
DELETE /api/column-sets/1                                 401     404   404   404   404
GET    /api/runs                                          401     200   200   200   200
POST   /api/runs                                          401     422   422   422   422
POST   /api/runs/bulk                                     401     422   422   422   422
GET    /api/runs/tags                                     401     200   200   200   200
GET    /api/runs/{run}                                    401     200   404   200   200
PATCH  /api/runs/{run}                                    401     200   404   200   200
POST   /api/runs/{run}/tags                               401     200   404   200   200
POST   /api/runs/{run}/pause                              401     200   404   200   200
POST   /api/runs/{run}/resume                             401     409   404   409   409
POST   /api/runs/{run}/cancel                             401     200   404   200   200
POST   /api/runs/{run}/extend                             401     409   404   409   409
POST   /api/runs/{run}/fork                               401     422   422   422   422
GET    /api/runs/{run}/history                            401     200   404   200   200
DELETE /api/runs/{run}                                    401     409   404   409   409
POST   /api/runs/{run}/creatures/0-0/pin                  401     200   404   200   200
POST   /api/runs/{run}/creatures/0-0/unpin                401     200   404   200   200
POST   /api/runs/{run}/share                              401     200   404   200   200
POST   /api/runs/{run}/unshare                            401     200   404   200   200
GET    /api/runs/{run}/generations                        401     200   404   200   200
GET    /api/runs/{run}/generations/0                      401     200   404   200   200
GET    /api/runs/{run}/generations/0/map                  401     404   404   404   404
GET    /api/runs/{run}/generations/0/creatures            401     200   404   200   200
GET    /api/runs/{run}/creatures/0-0                      401     200   404   200   200
GET    /api/runs/{run}/generations.csv                    401     200   404   200   200
GET    /api/runs/{run}/generations/0/creatures.csv        401     200   404   200   200
GET    /api/runs/{run}/creatures/0-0/genome.json          401     200   404   200   200
GET    /api/runs/{run}/creatures/0-0/clip                 401     200   404   200   200
GET    /api/runs/{run}/creatures/0-0/test                 401     200   404   200   200
GET    /api/runs/{run}/ancestry                           401     200   404   200   200
GET    /api/runs/{run}/phylogeny                          401     200   404   200   200
GET    /api/runs/{public}                                 200     200   200   200   200
PATCH  /api/runs/{public}                                 401     200   404   200   200
POST   /api/runs/{public}/tags                            401     200   404   200   200
POST   /api/runs/{public}/pause                           401     200   404   200   200
POST   /api/runs/{public}/resume                          401     409   404   409   409
POST   /api/runs/{public}/cancel                          401     200   404   200   200
POST   /api/runs/{public}/extend                          401     409   404   409   409
POST   /api/runs/{public}/fork                            401     422   422   422   422
GET    /api/runs/{public}/history                         401     200   404   200   200
DELETE /api/runs/{public}                                 401     409   404   409   409
POST   /api/runs/{public}/creatures/0-0/pin               401     200   200   200   200
POST   /api/runs/{public}/creatures/0-0/unpin             401     200   200   200   200
POST   /api/runs/{public}/share                           401     200   404   200   200
POST   /api/runs/{public}/unshare                         401     200   404   200   200
GET    /api/runs/{public}/generations                     200     200   200   200   200
GET    /api/runs/{public}/generations/0                   200     200   200   200   200
GET    /api/runs/{public}/generations/0/map               404     404   404   404   404
GET    /api/runs/{public}/generations/0/creatures         200     200   200   200   200
GET    /api/runs/{public}/creatures/0-0                   200     200   200   200   200
GET    /api/runs/{public}/ancestry                        200     200   200   200   200
GET    /api/runs/{public}/phylogeny                       200     200   200   200   200
GET    /api/designs                                       401     200   200   200   200
POST   /api/designs                                       401     422   422   422   422
GET    /api/designs/{design}                              401     200   404   404   404
PUT    /api/designs/{design}                              401     200   404   404   404
DELETE /api/designs/{design}                              401     204   404   404   404
GET    /api/own-presets                                   401     200   200   200   200
POST   /api/own-presets                                   401     422   422   422   422
PUT    /api/own-presets/{preset}                          401     200   404   404   404
DELETE /api/own-presets/{preset}                          401     204   404   404   404
GET    /api/runs/{public}/generations.csv                 200     200   200   200   200
GET    /api/runs/{public}/generations/0/creatures.csv     200     200   200   200   200
GET    /api/runs/{public}/creatures/0-0/genome.json       200     200   200   200   200
GET    /api/runs/{public}/creatures/0-0/clip              200     200   200   200   200
GET    /api/runs/{public}/creatures/0-0/test              200     200   200   200   200
GET    /api/hall                                          401     200   200   200   200
GET    /api/hall/filters                                  401     200   200   200   200
GET    /api/hall/pins                                     401     200   200   200   200
POST   /api/import/check                                  401     422   422   422   422
POST   /api/import/runs                                   401     422   422   422   422
POST   /api/import/designs                                401     422   422   422   422
POST   /api/simulation/batch                              401     422   422   422   422
POST   /api/simulation/check                              401     422   422   422   422
POST   /api/simulation/clip                               401     422   422   422   422
GET    /api/genetics/genes                                401     200   200   200   200
POST   /api/genetics/generate                             401     200   200   200   200
POST   /api/genetics/evolve                               401     422   422   422   422
GET    /api/system                                        401     403   403   200   200

# coming in and going
GET    /accounts/login/                                   200     302   302   302   302
POST   /accounts/login/                                   200     302   302   302   302
POST   /accounts/logout/                                  login   login login login login
GET    /sign-in/no-such-token/                            403     302   302   302   302

# the admin: its door is for staff, each of its rooms for whom a superuser lets in
GET    /admin/                                            login   login login 200   200
GET    /admin/login/                                      200     200   200   302   302
POST   /admin/login/                                      200     200   200   200   200
POST   /admin/logout/                                     302     302   302   login login
GET    /admin/password_change/                            login   login login 200   200
POST   /admin/password_change/                            login   login login 200   200
GET    /admin/password_change/done/                       login   login login 200   200
GET    /admin/autocomplete/                               login   login login 403   403
GET    /admin/jsi18n/                                     login   login login 200   200
GET    /admin/r/1/1/                                      login   login login 404   404
GET    /admin/runs/                                       login   login login 404   200
GET    /admin/no-such-page/                               login   login login 404   404
GET    /admin/auth/user/1/password/                       login   login login -     -
POST   /admin/auth/user/1/password/                       login   login login -     -
GET    /admin/{model}/                                    login   login login 403   200
POST   /admin/{model}/                                    login   login login 403   -
GET    /admin/{model}/add/                                login   login login 403   -
POST   /admin/{model}/add/                                login   login login 403   -
GET    /admin/{model}/999999/                             login   login login 302   302
GET    /admin/{model}/999999/history/                     login   login login 302   302
GET    /admin/{model}/999999/delete/                      login   login login 403   -
POST   /admin/{model}/999999/delete/                      login   login login 403   -
GET    /admin/{model}/999999/change/                      login   login login 403   302
POST   /admin/{model}/999999/change/                      login   login login 403   -

# websockets
WS     /ws/runs/                                          4401    open  open  open  open
WS     /ws/runs/{run}/                                    4401    open  4404  open  open
WS     /ws/runs/{public}/                                 open    open  open  open  open
WS     /ws/clips/                                         open    open  open  open  open
"""
# fmt: on
ROLES = ("anonymous", "owner", "other", "staff", "superuser")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
REFUSALS = {"login", "401", "403", "404", "405"}


class Row(NamedTuple):
    """What each role is answered."""

    method: str
    path: str
    answers: dict[str, str]


def rows() -> Iterator[Row]:
    for line in TABLE.splitlines():
        if line and not line.startswith("#"):
            method, path, *answers = line.split()
            yield Row(method, path, dict(zip(ROLES, answers, strict=True)))


ROWS = list(rows())
PAGES = [row for row in ROWS if row.method != "WS"]
SOCKETS = [row for row in ROWS if row.method == "WS"]
PATHS = list(dict.fromkeys(row.path for row in PAGES))


def models() -> list[str]:
    """Those of the admin; not before the URLs are loaded, which take the queue's out."""
    return sorted(f"{model._meta.app_label}/{model._meta.model_name}" for model in admin.site._registry)


def filled(path: str, **numbers: int) -> list[str]:
    """The addresses that a path of the table stands for."""
    numbers = {"run": 1, "public": 1, "design": 1, "preset": 1} | numbers
    return [path.format(model=model, **numbers) for model in (models() if "{model}" in path else [""])]


def all_routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for found in patterns:
        if isinstance(found, URLResolver):
            yield from all_routes(found.url_patterns, prefix + str(found.pattern))
        else:
            yield prefix + str(found.pattern)


def test_the_table_holds_every_url_and_no_other() -> None:
    declared = {resolve(path).route for path in PATHS for path in filled(path)}
    assert declared == {route.replace("^", "") for route in all_routes(get_resolver().url_patterns)}


def test_the_table_holds_every_websocket_and_no_other() -> None:
    declared = {
        str(found.pattern)
        for row in SOCKETS
        for found in websocket_urlpatterns
        if found.resolve(filled(row.path)[0].removeprefix("/"))
    }
    assert declared == {str(found.pattern) for found in websocket_urlpatterns}


def test_no_row_stands_twice() -> None:
    assert len({(row.method, row.path) for row in ROWS}) == len(ROWS)


class People(NamedTuple):
    """The session of each role, and the numbers of what is the owner's."""

    sessions: dict[str, str]
    things: dict[str, int]


@pytest.fixture
def people(settings: Settings) -> People:
    settings.SIGN_INS_A_MINUTE = settings.USER_REQUESTS_A_MINUTE = settings.ADDRESS_REQUESTS_A_MINUTE = 10**9
    run = recorded_run(generations=1)
    public = recorded_run(run.owner, generations=1, public=True)
    users = {
        "owner": run.owner,
        "other": UserFactory(),
        "staff": UserFactory(is_staff=True),
        "superuser": UserFactory(is_staff=True, is_superuser=True),
    }
    sessions = {"anonymous": "", **{role: cookie_of(user) for role, user in users.items()}}
    [design] = keep_designs(run.owner, "walker", [a_genome()])
    preset = keep_preset(run.owner, "mine", {})
    return People(sessions, {"run": run.pk, "public": public.pk, "design": design.pk, "preset": preset.pk})


def answers(client: Client, people: People, method: str, path: str) -> dict[str, str]:
    return {role: answer(client, session, method, path) for role, session in people.sessions.items()}


def answer(client: Client, session: str, method: str, path: str) -> str:
    """What the table calls the answer; whatever the request changed is undone."""
    client.cookies.clear()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        if path.startswith("/api/"):
            response: Any = client.generic(method, path, "{}", content_type="application/json")
        else:
            response = client.post(path, {}) if method == "POST" else client.generic(method, path)
        transaction.set_rollback(True)
    is_login = re.match(r"(/accounts|/admin)/login/", response.headers.get("Location", ""))
    return "login" if is_login else str(response.status_code)


@pytest.mark.django_db
def test_each_role_is_answered_as_declared(client: Client, people: People) -> None:
    surprises = {}
    for row in PAGES:
        for path in filled(row.path, **people.things):
            got = answers(client, people, row.method, path)
            varies = {role for role, said in row.answers.items() if said == "-" and not got[role].startswith("5")}
            if got != row.answers | {role: got[role] for role in varies}:
                surprises[f"{row.method} {path}"] = " ".join(got.values())
    assert surprises == {}


@pytest.mark.django_db
def test_methods_that_are_not_declared_are_refused_to_everybody(client: Client, people: People) -> None:
    declared = {(row.method, row.path) for row in PAGES}
    allowed = {}
    for path in PATHS:
        for method in METHODS:
            if (method, path) in declared or path.startswith("/admin/"):  # Django's, which takes any other for GET
                continue
            got = answers(client, people, method, filled(path, **people.things)[0])
            if not set(got.values()) <= REFUSALS:
                allowed[f"{method} {path}"] = got
    assert allowed == {}


@pytest.mark.django_db(transaction=True)
async def test_each_role_is_let_in_or_turned_away_as_declared(people: People) -> None:
    for row in SOCKETS:
        path = filled(row.path, **people.things)[0]
        got = await asyncio.gather(*(reception(session, path) for session in people.sessions.values()))
        assert dict(zip(people.sessions, got, strict=True)) == row.answers, path


async def reception(session: str, path: str) -> str:
    """`open`, or the code with which the server closes."""
    socket = socket_of(path, session)
    accepted, code = await socket.connect(PATIENCE_SECONDS)
    if not accepted:
        return str(code)
    event = await socket.receive_output(PATIENCE_SECONDS)  # a ping, once it is known that the client may be here
    said = str(event["code"]) if event["type"] == "websocket.close" else "open"
    await socket.disconnect(PATIENCE_SECONDS)
    return said
