"""One-time sign-in links: who holds the link is the user, once, for a short time."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

LIFETIME = timedelta(hours=12)


class SignInLink(models.Model):
    """A link that signs its user in once; only the token's hash is stored, so the table opens no door."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created = models.DateTimeField(db_default=Now())
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "sign-in link"

    def __str__(self) -> str:
        return f"link for {self.user.get_username()}, {self.created:%Y-%m-%d %H:%M}"


def hash_of(token: str) -> str:
    """The stored form of a token; a plain hash is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue_link(user: User) -> str:
    """Store a fresh link for `user` and return its path, the only place where the token stands."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(user=user, token_hash=hash_of(token), expires=timezone.now() + LIFETIME)
    return reverse("sign-in", args=[token])


def use_link(token: str) -> User | None:
    """The user of an unused, unexpired link, which is now used; None for any other token.

    Two requests with the same token: the UPDATE's row count lets one through.
    """
    now = timezone.now()
    link = SignInLink.objects.filter(token_hash=hash_of(token), used=None, expires__gt=now, user__is_active=True)
    if link.update(used=now) == 0:
        return None
    return User.objects.get(signinlink__token_hash=hash_of(token))


def local_owner() -> User:
    """The superuser of a local installation, created when missing; comes in by link, has no password."""
    owner, created = User.objects.get_or_create(username="owner", defaults={"is_staff": True, "is_superuser": True})
    if created:
        owner.set_unusable_password()
        owner.save(update_fields=["password"])
    return owner
