"""`python -m evoweb.launcher`: start everything, print the way in, keep it running, stop everything."""

import http.client
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError

from evoweb.launcher import checks, places, processes
from evoweb.launcher.errors import LaunchError, in_words
from evoweb.launcher.log_files import last_lines, roll_over
from evoweb.launcher.postgres import Postgres
from evoweb.launcher.processes import Service
from simulation.config import RunConfig
from simulation.presets import PRESETS

MANAGE = [sys.executable, "manage.py"]
READY_WITHIN_S = 60.0
TRY_AGAIN_S = 5.0


class Launcher:
    """The embedded Postgres, if there is one, and the services on top of it."""

    def __init__(self, var: Path, port: int, workers: int, stopping: threading.Event) -> None:
        self.var = var
        self.port = port
        self.stopping = stopping
        self.postgres = None if os.environ.get("DATABASE_URL") else Postgres(var)
        daphne = [sys.executable, "-m", "daphne", "-b", checks.HOST, "-p", str(port), "-v", "0"]
        self.web = Service("web", [*daphne, "evoweb.serve:application"], var)
        self.services = [
            self.web,
            *(Service(f"worker-{slot}", [*MANAGE, "qcluster"], var) for slot in range(1, workers + 1)),
            Service("keeper", [*MANAGE, "keep"], var),
        ]

    def start(self) -> None:
        """Database first, then its tables, then everything that uses them; returns when the pages answer."""
        if self.postgres is not None:
            self.postgres.start()
        prepare_database()
        for service in self.services:
            service.start()
        self.await_pages()

    def await_pages(self) -> None:
        """Return once /healthz answers 200.

        Raises:
            LaunchError: the web process ended, or took too long.
        """
        deadline = time.monotonic() + READY_WITHIN_S
        while not self.stopping.wait(0.1):
            if is_healthy(self.port):
                return
            if not self.web.is_alive() or time.monotonic() > deadline:
                raise LaunchError(
                    f"The web process does not start. The end of {self.web.log}:\n{last_lines(self.web.log)}"
                )

    def watch(self) -> None:
        """Start again whatever dies, until asked to stop."""
        while not self.stopping.wait(0.5):
            if self.postgres is not None and not self.postgres.is_alive():
                say(f"Postgres ended; starting it again. Its last words:\n{last_lines(self.postgres.log, 5)}")
                self.insist(self.postgres.start)
            for service in self.services:
                if not service.is_alive() and service.is_due():
                    say(f"The {service.name} process ended; starting it again (its words: {service.log})")
                    self.insist(service.restart)
            roll_over((self.var / "log").glob("*.log"))

    def insist(self, start: Callable[[], None]) -> None:
        """Start something again, over and over where the disk is full or the like; each reason is said once."""
        said = ""
        while reason := refusal_of(start):
            if reason != said:
                say(f"{reason}\nTrying again every {TRY_AGAIN_S:.0f} s …")
            said = reason
            if self.stopping.wait(TRY_AGAIN_S):
                return

    def stop(self) -> None:
        """Everything that was started, Postgres last."""
        processes.stop(self.services)
        if self.postgres is not None:
            self.postgres.stop()


def refusal_of(start: Callable[[], None]) -> str:
    """Why something does not start; empty when it does."""
    try:
        start()
    except LaunchError as refusal:
        return str(refusal)
    except OSError as error:
        return f"It cannot be started: {in_words(error)}"
    return ""


def prepare_database() -> None:
    """Bring the tables up to date."""
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise LaunchError(f"The database does not answer or refuses its tables: {error}") from error


def is_healthy(port: int) -> bool:
    """Whether /healthz answers 200."""
    request = http.client.HTTPConnection(checks.HOST, port, timeout=5)
    try:
        request.request("GET", "/healthz", headers={"Host": public_host()})
        return request.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        request.close()


def public_host() -> str:
    """A name under which the pages may be asked for."""
    return settings.ALLOWED_HOSTS[0].lstrip("*.") or checks.HOST


def address(port: int) -> str:
    """Where people find the pages: on this machine, or in production at the proxy in front."""
    return f"https://{public_host()}" if settings.PRODUCTION else f"http://{checks.HOST}:{port}"


def welcome(port: int) -> None:
    """Print the owner's way in; on an empty database there is something to watch at once."""
    from evoweb.runs.deeds.services import start_run  # noqa: PLC0415
    from evoweb.runs.models import Run  # noqa: PLC0415 - models exist once Django is set up
    from evoweb.sign_in.models import issue_link, local_owner  # noqa: PLC0415

    owner = local_owner()
    if not Run.objects.exists():
        quick = PRESETS["quick"]
        start_run(owner, quick.title, RunConfig(**quick.settings), preset="quick")
    say(f"\nEvoWeb is ready. This link signs you in, once:\n\n  {address(port)}{issue_link(owner)}\n")
    say("Ctrl-C stops everything.")


def say(words: str) -> None:
    print(words, flush=True)


def launch() -> None:
    """Run EvoWeb until a signal says stop."""
    stopping = threading.Event()
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, lambda *_: stopping.set())
    port = checks.chosen_port()
    checks.check_threads()
    workers = checks.chosen_workers()
    var = checks.prepared_folder(places.var_folder())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evoweb.settings")
    django.setup()
    logging.disable(logging.INFO)  # the terminal is for people
    lock = checks.only_launcher(var)
    processes.end_what_is_left(var)  # it may hold the port
    checks.check_port_is_free(port)
    launcher = Launcher(var, port, workers, stopping)
    say("Starting EvoWeb …")
    try:
        launcher.start()
        if not stopping.is_set():
            welcome(port)
        launcher.watch()
    finally:
        say("Stopping …")
        launcher.stop()
        lock.close()


def main() -> None:
    try:
        launch()
    except (LaunchError, ImproperlyConfigured) as refusal:
        sys.exit(f"EvoWeb cannot start. {refusal}")


if __name__ == "__main__":
    main()
