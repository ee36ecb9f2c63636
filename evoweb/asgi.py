"""The one ASGI application: pages and the API by Django, websockets by Channels."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from channels.sessions import SessionMiddlewareStack
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evoweb.settings")
pages = get_asgi_application()  # loads the apps, which the imports below need

from django.conf import settings  # noqa: E402

from evoweb.body_limit import limit_body  # noqa: E402
from evoweb.charset import only_utf8  # noqa: E402
from evoweb.runs.consumers.routing import websocket_urlpatterns  # noqa: E402


def own_origins() -> list[str]:
    """Whose pages may open a websocket: those of this installation's names, and those whose forms are accepted."""
    trusted = [origin.replace("://*.", "://.") for origin in settings.CSRF_TRUSTED_ORIGINS]  # Channels' way to say it
    return [*settings.ALLOWED_HOSTS, *trusted]


application = ProtocolTypeRouter(
    {
        "http": limit_body(only_utf8(pages), settings.BODY_LIMITS),
        "websocket": OriginValidator(SessionMiddlewareStack(URLRouter(websocket_urlpatterns)), own_origins()),
    }
)
