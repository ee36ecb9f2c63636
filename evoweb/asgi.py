"""The one ASGI application: pages and the API by Django, websockets by Channels."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import WebsocketDenier
from channels.sessions import SessionMiddlewareStack
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evoweb.settings")
pages = get_asgi_application()  # loads the apps, which the imports below need

from django.conf import settings  # noqa: E402

from evoweb.body_limit import Application, Receive, Scope, Send, limit_body  # noqa: E402
from evoweb.charset import only_utf8  # noqa: E402
from evoweb.origins import own_origin_only  # noqa: E402
from evoweb.runs.consumers.routing import websocket_urlpatterns  # noqa: E402
from evoweb.turns import in_turn, opened_in_turn  # noqa: E402


def at_root(application: Application) -> Application:
    """An application whose addresses begin with `/`, though the server says otherwise.

    Daphne believes any client's `Daphne-Root-Path`, which would have paths mean something else than they say.
    """

    async def rooted(scope: Scope, receive: Receive, send: Send) -> None:
        await application({**scope, "root_path": ""}, receive, send)

    return rooted


sockets = URLRouter([*websocket_urlpatterns, re_path("", WebsocketDenier.as_asgi())])  # no other path opens one
application = ProtocolTypeRouter(
    {
        "http": at_root(limit_body(only_utf8(in_turn(pages)), settings.BODY_LIMITS)),
        "websocket": at_root(own_origin_only(opened_in_turn(SessionMiddlewareStack(sockets)))),
    }
)
