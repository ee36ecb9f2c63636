"""Requests in other characters than UTF-8, refused at the ASGI edge: Django fails on some before any middleware."""

import codecs
import json

from django.utils.http import parse_header_parameters

from evoweb.body_limit import Application, Receive, Scope, Send

REFUSAL = json.dumps({"detail": "A request must be in UTF-8"}).encode()


def only_utf8(application: Application) -> Application:
    """An application that answers 415 to requests that say they are in other characters, and hands all others on."""

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        declared = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
        if is_utf8(parse_header_parameters(declared)[1].get("charset", "utf-8")):
            return await application(scope, receive, send)
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 415, "headers": headers})
        return await send({"type": "http.response.body", "body": REFUSAL})

    return checked


def is_utf8(charset: str) -> bool:
    """Whether this is one of the names of UTF-8."""
    try:
        return codecs.lookup(charset.strip("\"'")).name == "utf-8"
    except (LookupError, ValueError):
        return False
