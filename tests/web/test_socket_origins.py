"""Websockets open for pages of this installation only: a browser sends its cookies along from any page."""

from typing import Any
from urllib.parse import urlparse

import pytest
from channels.security.websocket import OriginValidator

from evoweb.asgi import application, own_origins
from evoweb.runs.consumers.routing import websocket_urlpatterns
from tests.web.sockets import Socket, socket_of

pytestmark = pytest.mark.django_db(transaction=True)
ROUTES = ["/" + str(route.pattern).replace("<int:run_id>", "1") for route in websocket_urlpatterns]


@pytest.mark.parametrize("path", ROUTES)
async def test_a_page_of_another_site_is_refused_on_every_route(path: str) -> None:
    for origin in ("https://evil.example", "http://localhost.evil.example", "null", "file://"):
        accepted, _ = await socket_of(path, origin=origin).connect()
        assert not accepted, origin


@pytest.mark.parametrize("path", ROUTES)
async def test_who_names_no_origin_is_refused_on_every_route(path: str) -> None:
    accepted, _ = await Socket(application, path, [(b"host", b"localhost")]).connect()
    assert not accepted


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        ("https://evoweb.example", True),
        ("https://evoweb.example:8443", True),
        ("https://lab.example.org", True),
        ("http://lab.example.org", False),
        ("https://any.trusted.example", True),
        ("https://trusted.example.evil.example", False),
        ("https://other.example", False),
    ],
)
def test_names_and_trusted_origins_of_production_are_ours(origin: str, is_ours: bool, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["evoweb.example"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://lab.example.org", "https://*.trusted.example"]
    validator = OriginValidator(application, own_origins())
    assert bool(validator.valid_origin(urlparse(origin))) == is_ours
