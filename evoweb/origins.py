"""Whose pages may open a websocket: those whose forms are accepted, by Django's own rule.

A browser sends its cookies along from any page, and does not keep a page of another site from opening a websocket here.
The page's origin must be this request's scheme, host and port, or one of CSRF_TRUSTED_ORIGINS.
"""

from channels.security.websocket import WebsocketDenier
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

from evoweb.body_limit import Application, Receive, Scope, Send


class Handshake(HttpRequest):
    """The request that a websocket begins with, as far as Django's rule looks at it."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.over_tls = scope.get("scheme") == "wss"
        for name, value in scope["headers"]:
            self.META["HTTP_" + name.decode("latin-1").upper().replace("-", "_")] = value.decode("latin-1")

    def _get_scheme(self) -> str:
        """What the server saw; `scheme` asks it where no trusted proxy says otherwise."""
        return "https" if self.over_tls else "http"


class OriginRule(CsrfViewMiddleware):
    """Django's rule for the origins of forms."""

    def allows(self, handshake: Handshake) -> bool:
        """Whether it may come from where it says; a browser always says."""
        return "HTTP_ORIGIN" in handshake.META and bool(self._origin_verified(handshake))  # type: ignore[attr-defined]


def never(request: HttpRequest) -> HttpResponseBase:
    """The view behind the rule, which is not used as middleware."""
    raise NotImplementedError


def own_origin_only(application: Application) -> Application:
    """An application that opens websockets for our own pages and denies all others."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = OriginRule(never).allows(Handshake(scope))
        await (application if is_ours else WebsocketDenier())(scope, receive, send)

    return guarded
