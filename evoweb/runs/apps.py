"""The runs app."""

from contextlib import suppress
from typing import Any

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "evoweb.runs"
    label = "runs"
    verbose_name = "Runs"

    def ready(self) -> None:
        """A worker of the queue loads the engine when it starts: after the fork, which torch would not survive."""
        from django.core.checks import register  # noqa: PLC0415 - has models
        from django_q.signals import post_spawn  # noqa: PLC0415 - has models

        from evoweb.runs.checks import own_tasks_are_usable  # noqa: PLC0415 - not before the apps

        post_spawn.connect(start_worker)
        register(own_tasks_are_usable)


def start_worker(**signal: Any) -> None:
    """Report from now on, load the engine before the first bell, and see who waits."""
    from django.db import InterfaceError, OperationalError, connection  # noqa: PLC0415 - not before the apps

    from evoweb.runs.engine import engine  # noqa: PLC0415 - models exist once all apps are ready
    from evoweb.runs.models import ComputeProcess  # noqa: PLC0415
    from evoweb.runs.queue.canary import end_own_slot_if_frozen  # noqa: PLC0415
    from evoweb.runs.queue.slots import open_own_slot  # noqa: PLC0415
    from evoweb.runs.system.reports import begin_reporting  # noqa: PLC0415

    with suppress(OperationalError, InterfaceError):  # the database is away; the keeper's canary will tell
        end_own_slot_if_frozen()
    begin_reporting(ComputeProcess.Kind.WORKER)
    engine.load()
    with suppress(OperationalError, InterfaceError):  # the keeper's next canary is a bell as well
        open_own_slot()
    connection.close()
