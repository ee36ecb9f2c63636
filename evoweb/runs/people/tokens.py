"""Keys to the API: shown once, stored as hashes, of a scope, revocable."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from evoweb.runs.errors import Refused
from evoweb.runs.models import ApiToken
from evoweb.runs.names import name_problems, tidy
from evoweb.sign_in.models import hash_of
from simulation.errors import InvalidInput

LONGEST_TOKEN_NAME = 120  # characters
USE_NOTED_EVERY = timedelta(minutes=1)  # a token's last use; not a write for every request


def issue_token(user: User, name: str, scope: str = ApiToken.Scope.WRITE) -> str:
    """Store a new API token and return it, the only place where it stands.

    Raises:
        InvalidInput: what is wrong with the name.
        Refused: the user has as many tokens as one may have.
    """
    name = tidy(name)
    if problems := name_problems(name, longest=LONGEST_TOKEN_NAME):
        raise InvalidInput(problems)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two at once count one after the other
        if live_tokens(user).count() >= settings.MAX_API_TOKENS:
            raise Refused(f"A user can have {settings.MAX_API_TOKENS} tokens; revoke one that is no longer needed.")
        ApiToken.objects.create(user=user, name=name, scope=scope, token_hash=hash_of(token))
    return token


def live_token(token: str) -> ApiToken | None:
    """The stored token, whose use is noted; None for one that was revoked or never issued, or of an inactive user."""
    live = ApiToken.objects.filter(token_hash=hash_of(token), revoked=None, user__is_active=True)
    found = live.select_related("user").first()
    if found is not None:
        now = timezone.now()
        unnoted = Q(last_used=None) | Q(last_used__lt=now - USE_NOTED_EVERY)
        ApiToken.objects.filter(unnoted, pk=found.pk).update(last_used=now)
    return found


def revoke_token(user: User, token_id: int) -> bool:
    """Make one of the user's tokens useless; False if they have none of this number."""
    return ApiToken.objects.filter(user=user, pk=token_id, revoked=None).update(revoked=timezone.now()) == 1


def live_tokens(user: User) -> QuerySet[ApiToken]:
    """The user's tokens that work, newest first."""
    return ApiToken.objects.filter(user=user, revoked=None)
