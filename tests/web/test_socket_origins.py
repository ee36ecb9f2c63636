"""Websockets open for pages of this installation only: a browser sends its cookies along from any page."""

from typing import Any

import pytest

from evoweb.asgi import application
from evoweb.origins import Handshake, OriginRule, never
from evoweb.runs.consumers.routing import websocket_urlpatterns
from tests.web.sockets import Socket, socket_of

pytestmark = pytest.mark.django_db(transaction=True)
ROUTES = ["/" + str(route.pattern).replace("<int:run_id>", "1") for route in websocket_urlpatterns]


@pytest.mark.parametrize("path", ROUTES)
async def test_a_page_of_another_site_is_refused_on_every_route(path: str) -> None:
    others = ("https://localhost", "http://localhost:8001", "http://127.0.0.1", "http://a.localhost", "localhost")
    for origin in ("https://evil.example", "http://localhost.evil.example", "null", "file://", "http://[", *others):
        accepted, _ = await socket_of(path, origin=origin).connect()
        assert not accepted, origin


@pytest.mark.parametrize("path", ROUTES)
async def test_who_names_no_origin_is_refused_on_every_route(path: str) -> None:
    accepted, _ = await Socket(application, path, [(b"host", b"localhost")]).connect()
    assert not accepted


@pytest.mark.parametrize("path", ["/ws/nothing/", "/ws/runs/x/", "/ws/", "/", "/ws/runs/1/2/"])
async def test_a_path_that_leads_to_no_websocket_is_refused_without_an_error(path: str) -> None:
    accepted, code = await socket_of(path).connect()
    assert (accepted, code) == (False, 1000)


@pytest.mark.parametrize(
    ("host", "proto", "origin", "is_ours"),
    [
        ("evoweb.example", "https", "https://evoweb.example", True),
        ("evoweb.example:8443", "https", "https://evoweb.example:8443", True),
        ("evoweb.example", "https", "https://evoweb.example:8443", False),
        ("evoweb.example", "https", "http://evoweb.example", False),
        ("evoweb.example", "http", "https://evoweb.example", False),
        ("other.example", "https", "https://other.example", False),  # reached by a name that is not ours
        ("evoweb.example", "https", "https://lab.example.org", True),
        ("evoweb.example", "https", "http://lab.example.org", False),
        ("evoweb.example", "https", "https://lab.example.org:8443", False),
        ("evoweb.example", "https", "https://any.trusted.example", True),
        ("evoweb.example", "https", "https://trusted.example.evil.example", False),
        ("evoweb.example", "https", "https://other.example", False),
    ],
)
def test_only_this_very_origin_and_trusted_ones_are_ours(
    host: str, proto: str, origin: str, is_ours: bool, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["evoweb.example"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://lab.example.org", "https://*.trusted.example"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    told = {"host": host, "x-forwarded-proto": proto, "origin": origin}
    handshake = Handshake({"headers": [(name.encode(), value.encode()) for name, value in told.items()]})
    assert OriginRule(never).allows(handshake) == is_ours


def test_without_a_proxy_it_is_the_servers_own_scheme_that_counts(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["evoweb.example"]
    headers = [(b"host", b"evoweb.example"), (b"origin", b"https://evoweb.example")]
    assert OriginRule(never).allows(Handshake({"scheme": "wss", "headers": headers}))
    assert not OriginRule(never).allows(Handshake({"scheme": "ws", "headers": headers}))
