"""Who may call the API: people with a session, programs with a token; and anyone may look at a public run."""

import time

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie
from ninja.throttling import BaseThrottle

from evoweb.rate_limit import MINUTE, seconds_to_wait
from evoweb.runs.models import ApiToken
from evoweb.runs.people.tokens import live_token

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Token(HttpBearer):
    """`Authorization: Bearer TOKEN`."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = live_token(token)
        if found is None:
            return None
        if found.scope == ApiToken.Scope.READ and request.method not in SAFE_METHODS:
            raise HttpError(403, f"The token {found.name!r} may only read; this takes one that may write")
        request.user = found.user
        return found.user


class SignedIn(APIKeyCookie):
    """The session of the pages, with their CSRF token in the header X-CSRFToken."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        """Without a session there is nothing to forge: that is 401, not a failed CSRF check."""
        return super()._get_key(request) if request.user.is_authenticated else None

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        return request.user if request.user.is_authenticated else None


def visitor(request: HttpRequest) -> AnonymousUser | None:
    """Who shows no key at all; a key that does not fit is refused even where none is needed."""
    return None if "Authorization" in request.headers else AnonymousUser()


class PerUser(BaseThrottle):
    """A bound on a user's requests, whatever keys they carry; visitors are counted by their address alone."""

    def allow_request(self, request: HttpRequest) -> bool:
        user = request.user.pk
        return user is None or seconds_to_wait("user", user, settings.USER_REQUESTS_A_MINUTE) == 0

    def wait(self) -> float:
        """Counts begin anew with each minute."""
        return MINUTE - time.time() % MINUTE


SIGNED_IN = [Token(), SignedIn()]
ANYONE = [*SIGNED_IN, visitor]  # for what asks selectors.visible_runs
