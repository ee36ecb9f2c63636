"""Headers of every answer: what no page of ours asks of a browser, and what may be kept of answers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

REFUSED = ("camera", "display-capture", "geolocation", "hid", "microphone", "midi", "payment", "serial", "usb")
POLICY = ", ".join(f"{feature}=()" for feature in REFUSED)


def permissions_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the Permissions-Policy header of every answer."""

    def stated(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Permissions-Policy"] = POLICY
        return response

    return stated


def keep_nothing(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what is answered to who is signed in, neither proxies nor browsers keep, unless the view says more.

    Whoever sits down at the computer next sees no page of theirs by going back.
    """

    def kept(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return kept
