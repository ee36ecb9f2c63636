"""Calls of webhooks that are due: some at once, so that nobody's slow address keeps the keeper or others waiting.

A call is counted before it is sent, and due again unless an answer is written down, so that a keeper who dies loses
none: what is sent arrives at least once, and carries a number by which a second time is known.
"""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Window
from django.db.models.functions import Now, RowNumber

from evoweb.runs.clock import in_future
from evoweb.runs.models import HookCall
from evoweb.runs.worker.delivery import Undelivered, deliver

CARRIERS = 8  # calls that are on their way at once, each to another webhook
# Between one attempt and the next: six attempts in about six hours.
PAUSES = [timedelta(minutes=minutes) for minutes in (0.5, 3, 15, 60, 300)]
MOST_ATTEMPTS = len(PAUSES) + 1
KEPT = 50  # calls of a webhook that are over

logger = logging.getLogger(__name__)


class Postman:
    """Knows whose calls are on their way."""

    def __init__(self) -> None:
        self.carriers = ThreadPoolExecutor(CARRIERS, "postman")
        self.guard = threading.Lock()
        self.called: set[int] = set()  # webhooks

    def go(self) -> int:
        """Send off what is due, one call a webhook, and wait for nothing; how many calls."""
        with self.guard:
            busy = set(self.called)
        calls = due_calls(busy, CARRIERS - len(busy))
        for call in calls:
            with self.guard:
                self.called.add(call.webhook_id)
            self.carriers.submit(self.carry, call)
        return len(calls)

    def carry(self, call: HookCall) -> None:
        try:
            send(call)
        except (OperationalError, InterfaceError) as error:
            logger.warning("What became of call %d cannot be written down: %s", call.pk, error)
        except Exception:
            logger.exception("Call %d cannot be sent", call.pk)
        finally:
            connection.close()
            with self.guard:
                self.called.discard(call.webhook_id)


def due_calls(busy: set[int], most: int) -> list[HookCall]:
    """The longest due call of each webhook that is not busy; each is counted as an attempt, and ours for a while."""
    waiting = HookCall.objects.filter(due__lte=Now(), webhook__active=True).exclude(webhook__in=busy)
    first = waiting.order_by("webhook_id", "due", "id").distinct("webhook_id").values_list("due", "pk")
    chosen = [key for _, key in sorted(first)[: max(0, most)]]
    if not chosen:
        return []
    with transaction.atomic():
        calls = list(
            waiting.filter(pk__in=chosen).select_related("webhook").select_for_update(skip_locked=True, of=("self",))
        )
        for call in calls:
            call.attempts += 1
            pause = PAUSES[min(call.attempts, len(PAUSES)) - 1]
            HookCall.objects.filter(pk=call.pk).update(attempts=call.attempts, due=in_future(pause))
    return calls


def send(call: HookCall) -> None:
    """Send a call, and write down what came of it."""
    hook = call.webhook
    written = HookCall.objects.filter(pk=call.pk)
    try:
        if call.attempts > MOST_ATTEMPTS:  # a keeper died over the last one
            raise Undelivered("given up")
        status = deliver(hook.url, hook.secret, call.pk, call.body)
    except Undelivered as trouble:
        logger.info("Call %d, attempt %d: %s", call.pk, call.attempts, trouble)
        written.update(answer=str(trouble)[:200])
        if call.attempts >= MOST_ATTEMPTS:
            written.update(due=None)
    else:
        written.update(answer=str(status), delivered=Now(), due=None)


def forget_old_calls() -> int:
    """Remove calls that are over, but for the latest of each webhook; how many."""
    place = Window(RowNumber(), partition_by=F("webhook"), order_by=F("id").desc())
    old = HookCall.objects.filter(due=None).annotate(place=place).filter(place__gt=KEPT).order_by()
    return HookCall.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
