"""A user's webhook: the address that is told when their runs end, and the secret that signs what it is told."""

import base64
import secrets
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.db import transaction

from evoweb.runs.errors import Refused
from evoweb.runs.models import HookCall, Webhook
from evoweb.runs.outbox import TEST, tell_test

CALLS_LISTED = 10
LONGEST_URL = 500
SWITCHED_OFF = "not sent: the webhook was switched off"


def hook_of(user: User) -> Webhook | None:
    """The user's webhook, if they have one."""
    return Webhook.objects.filter(user=user).first()


def set_hook(user: User, url: str, active: bool, site: str) -> str:
    """Have the user's runs told to this address; the secret where the webhook is new, the only time it is shown.

    Args:
        site: where people reach this installation, for links.
    Raises:
        Refused: an address that will not do.
    """
    if problem := url_problem(url):
        raise Refused(problem)
    with transaction.atomic():
        hook, is_new = Webhook.objects.select_for_update(no_key=True).get_or_create(
            user=user, defaults={"url": url, "active": active, "site": site, "secret": fresh_secret()}
        )
        if is_new:
            return hook.secret
        Webhook.objects.filter(pk=hook.pk).update(url=url, active=active, site=site)
        if not active:
            hook.calls.filter(due__isnull=False).update(due=None, answer=SWITCHED_OFF)
    return ""


def url_problem(url: str) -> str:
    """What is wrong with an address; empty where nothing is. Whether it may be reached is seen when it is called."""
    if len(url) > LONGEST_URL:
        return f"The address must be at most {LONGEST_URL} characters long."
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        return "This is no address."
    if parts.scheme not in ("http", "https") or not host:
        return "The address must begin with https:// or http:// and name a host."
    if parts.username is not None or parts.password is not None:
        return "The address must not hold a name or a password."
    if port is not None and port < 1024 and port not in (80, 443):
        return "The port must be 80, 443, or above 1023."
    return "" if url.isascii() and url.isprintable() and " " not in url else "The address must be plain characters."


def new_secret(user: User) -> str:
    """Sign with another secret from now on; it is returned, the only time it is shown.

    Raises:
        Webhook.DoesNotExist: the user has none.
    """
    hook = Webhook.objects.get(user=user)
    hook.secret = fresh_secret()
    hook.save(update_fields=["secret"])
    return hook.secret


def fresh_secret() -> str:
    """256 random bits, as the Standard Webhooks write them."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def remove_hook(user: User) -> bool:
    """Tell nobody any more; False if there was no webhook."""
    return Webhook.objects.filter(user=user).delete()[0] > 0


def test_hook(user: User) -> None:
    """Have the user's webhook called, to see whether it works.

    Raises:
        Webhook.DoesNotExist: the user has none.
        Refused: it is switched off, or the last test is still on its way.
    """
    with transaction.atomic():
        hook = Webhook.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(user=user)
        if not hook.active:
            raise Refused("The webhook is switched off.")
        if hook.calls.filter(event=TEST, due__isnull=False).exists():
            raise Refused("The last test is still on its way.")
        tell_test(hook)


def latest_calls(hook: Webhook) -> list[HookCall]:
    """What the webhook was told, or is to be told, the latest first."""
    return list(hook.calls.select_related("run")[:CALLS_LISTED])
