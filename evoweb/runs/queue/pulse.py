"""Who answers: every slot to the bells rung at it, every keeper by its reports."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ

from evoweb.runs.clock import in_future
from evoweb.runs.models import Keeper
from evoweb.runs.queue.canary import OVERDUE_SECONDS, busy_queues
from evoweb.runs.queue.slots import DEAD_AFTER, living_queues
from evoweb.runs.schemas.system import KeeperState, SlotState

SILENT_AFTER_SECONDS = 2 * OVERDUE_SECONDS  # by then a keeper would have ended the slot, and reported often
RETRY = timedelta(seconds=Conf.RETRY)  # for which a bell that was taken is locked


def slot_states() -> list[SlotState]:
    """Every slot, by its queue's name."""
    now, busy = timezone.now(), busy_queues()
    rung: dict[str, list[datetime]] = defaultdict(list)
    for queue, lock in OrmQ.objects.values_list("key", "lock"):
        rung[queue].append(lock if lock <= now else lock - RETRY)
    states = []
    for queue in sorted(living_queues()):
        unanswered_s = max((now - min(rung[queue], default=now)).total_seconds(), 0.0)
        answers = queue in busy or unanswered_s < SILENT_AFTER_SECONDS
        states.append(SlotState(queue=queue, unanswered_s=unanswered_s, answers=answers))
    return states


def keeper_states() -> list[KeeperState]:
    """Every keeper, by its machine's name."""
    now = timezone.now()
    return [
        KeeperState(
            host=keeper.host,
            pid=keeper.pid,
            silent_s=(silent := max((now - keeper.seen).total_seconds(), 0.0)),
            answers=silent < SILENT_AFTER_SECONDS,
        )
        for keeper in Keeper.objects.filter(seen__gte=in_future(-DEAD_AFTER)).order_by("host")
    ]


def in_a_word(states: list[SlotState] | list[KeeperState]) -> str:
    """ok where all answer, degraded where some do, silent where nobody does."""
    answers = [state.answers for state in states]
    return "silent" if not any(answers) else "ok" if all(answers) else "degraded"
