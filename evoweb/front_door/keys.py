"""Whether a request whose body has not come yet is a user's: its session or its token is looked up in the database."""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest, parse_cookie

from evoweb.runs.people.tokens import live_token

readers = ThreadPoolExecutor(2, "front-door")  # each with a connection to the database for the moment
BEARER = "Bearer "


def is_signed_in(cookies: str, authorization: str) -> bool:
    """Whether these headers name a user; as the API does, a token that is given decides alone.

    Raises:
        DatabaseError, InterfaceError: the database is away.
    """
    try:
        if authorization:
            return authorization.startswith(BEARER) and live_token(authorization.removeprefix(BEARER)) is not None
        request = HttpRequest()
        request.COOKIES = parse_cookie(cookies)
        store = import_module(settings.SESSION_ENGINE).SessionStore
        request.session = store(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        return get_user(request).is_authenticated
    finally:
        connection.close()
