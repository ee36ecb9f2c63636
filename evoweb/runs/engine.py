"""The engine inside this process: loaded when a worker starts, or behind a web process that serves already.

Loading takes seconds (torch, compiled code, and minutes where that must be compiled first), so no request does it: one
that comes too early is told when to come again.
"""

import logging
import threading
import time
from typing import Any

logger = logging.getLogger(__name__)


class Loading(Exception):
    """The engine cannot simulate yet, or not at all."""

    retry_after = 3  # s


class Engine:
    """What of the engine this process has in memory."""

    def __init__(self) -> None:
        self._guard = threading.Lock()  # of the fields below
        self._work = threading.Lock()  # held while loading
        self._began = False
        self._is_loaded = False
        self._error = ""
        self._backends: list[dict[str, Any]] = []

    @property
    def is_loaded(self) -> bool:
        """Whether simulating would begin at once."""
        return self._is_loaded

    def begin(self) -> None:
        """Load in the background, unless that was begun before."""
        with self._guard:
            if self._began:
                return
            self._began = True
        threading.Thread(target=self.load, name="engine loading", daemon=True).start()

    def load(self) -> None:
        """Load now, or wait for whoever is loading; what fails is logged and reported."""
        with self._work:
            self._began = True
            if self._is_loaded:
                return
            try:
                import simulation.replay  # noqa: F401, PLC0415 - all that requests use; loads torch
                from simulation.backends import BACKENDS  # noqa: PLC0415
                from simulation.tasks import BROKEN_TASKS  # noqa: PLC0415
            except Exception as failure:
                logger.exception("The engine cannot be loaded")
                self._error = f"{type(failure).__name__}: {failure}"
                return
            for problem in BROKEN_TASKS.values():
                logger.error("A task of one's own: %s", problem)
            for name, backend in BACKENDS.items():
                self._load_backend(name, backend.load)
            self._is_loaded = True

    def _load_backend(self, name: str, load: Any) -> None:
        """One that fails leaves the others working."""
        start, error = time.perf_counter(), ""
        try:
            load()
        except Exception as failure:
            logger.exception("The backend %s cannot be loaded", name)
            error = f"{type(failure).__name__}: {failure}"
        with self._guard:
            self._backends.append({"name": name, "seconds": time.perf_counter() - start, "error": error})

    def require(self) -> None:
        """Return if the engine is loaded.

        Raises:
            Loading: it is not; from now on at least it is being loaded.
        """
        if self._is_loaded:
            return
        if self._error:
            raise Loading(f"The engine cannot be loaded: {self._error}")
        self.begin()
        raise Loading("The engine is still loading; try again in a moment.")

    def report(self) -> dict[str, Any]:
        """How far it is, as schemas.EngineState."""
        with self._guard:
            state = "failed" if self._error else "loaded" if self._is_loaded else "loading" if self._began else "idle"
            return {"state": state, "error": self._error, "backends": list(self._backends)}


engine = Engine()
