"""The one ASGI application: pages and the API by Django, websockets by Channels."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from channels.sessions import SessionMiddlewareStack
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evoweb.settings")
pages = get_asgi_application()  # loads the apps, which the imports below need

from django.conf import settings  # noqa: E402

from evoweb.body_limit import Application, Receive, Scope, Send, limit_body  # noqa: E402
from evoweb.runs.consumers.routing import websocket_urlpatterns  # noqa: E402


def own_origins() -> list[str]:
    """Whose pages may open a websocket: those of this installation's names, and those whose forms are accepted."""
    trusted = [origin.replace("://*.", "://.") for origin in settings.CSRF_TRUSTED_ORIGINS]  # Channels' way to say it
    return [*settings.ALLOWED_HOSTS, *trusted]


def at_root(application: Application) -> Application:
    """An application whose addresses begin with `/`, though the server says otherwise.

    Daphne believes any client's `Daphne-Root-Path`, which would have paths mean something else than they say.
    """

    async def rooted(scope: Scope, receive: Receive, send: Send) -> None:
        await application({**scope, "root_path": ""}, receive, send)

    return rooted


application = ProtocolTypeRouter(
    {
        "http": at_root(limit_body(pages, settings.BODY_LIMITS)),
        "websocket": OriginValidator(SessionMiddlewareStack(URLRouter(websocket_urlpatterns)), own_origins()),
    }
)
