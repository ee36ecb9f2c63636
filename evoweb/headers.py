"""What no page of ours asks of a browser, neither for itself nor for what it embeds."""

from collections.abc import Callable

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
