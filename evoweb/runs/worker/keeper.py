"""The keeper's round: what nobody else would notice, for it is about those who cannot say so themselves."""

import logging
import os
import time

from django.db.models.functions import Now

from evoweb.runs.clock import in_future
from evoweb.runs.models import Keeper
from evoweb.runs.people.quotas import wake_rested
from evoweb.runs.queue.canary import Canaries
from evoweb.runs.queue.disk import Watch
from evoweb.runs.queue.leases import cut_off_the_stopped, ring_again
from evoweb.runs.queue.slots import DEAD_AFTER, HOST
from evoweb.runs.worker.postman import Postman, forget_old_calls
from evoweb.runs.worker.removing import remove_deleted
from evoweb.runs.worker.retention import collect
from evoweb.runs.worker.thinning import thin

COLLECT_EVERY_SECONDS = 60.0

logger = logging.getLogger(__name__)


class Rounds:
    """What a keeper remembers from one round to the next; after the database was away it begins anew."""

    def __init__(self) -> None:
        self.canaries = Canaries()
        self.disk = Watch()
        self.postman = Postman()
        self.collected_at = -COLLECT_EVERY_SECONDS

    def go(self) -> None:
        """Look at everything once."""
        self.disk.look()  # first: where nothing can be written, no run is given up for it
        report()
        if cut_off := cut_off_the_stopped():
            logger.error("Cut %d workers off that stopped while they wrote", cut_off)
        if rung := ring_again():
            logger.info("Rang again for %d waiting runs", rung)
        if woken := wake_rested():
            logger.info("A new day or room for %d runs that rested", woken)
        if removed := remove_deleted():
            logger.info("Removed %d deleted runs with all that they recorded", removed)
        self.canaries.go_round()
        self.postman.go()
        self.collect()

    def collect(self) -> None:
        """Now and then, remove stored replays, checkpoints and calls of webhooks that need not be kept."""
        if time.monotonic() - self.collected_at < COLLECT_EVERY_SECONDS:
            return
        self.collected_at = time.monotonic()
        if collected := collect():
            logger.info("Collected %d stored replays", collected)
        if thinned := thin():
            logger.info("Removed %d checkpoints that are computed again when they are asked for", thinned)
        forget_old_calls()


def report() -> None:
    """Write down that this keeper is there, and remove those that are not."""
    Keeper.objects.update_or_create(host=HOST, defaults={"pid": os.getpid(), "seen": Now()})
    Keeper.objects.filter(seen__lt=in_future(-DEAD_AFTER)).delete()
