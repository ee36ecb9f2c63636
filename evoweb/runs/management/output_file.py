"""Files that commands write: tried before the work begins, whole whenever they are there, kept on Ctrl-C."""

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from django.core.management.base import CommandError

INTERRUPTED = 130  # exit code of a command that Ctrl-C ended, as shells give it


class OutputFile:
    """A file that an option names. What was in it stays until it is replaced as a whole."""

    def __init__(self, option: str, path: Path) -> None:
        """Try whether the file can be written, without touching what is in it.

        Raises:
            CommandError: it cannot be; it names option and path.
        """
        self.option, self.path = option, path
        self._target = path.resolve()  # a link stays one
        self._is_device = self._target.exists() and not self._target.is_file()  # like /dev/stdout, or a pipe
        if self._target.is_dir():
            raise CommandError(f"{option}: {path} is a folder; name a file")
        if not self._target.parent.is_dir():
            raise CommandError(f"{option}: there is no folder {path.parent}")
        if not self._is_device:
            self._draft().unlink()
            if self._target.exists() and not os.access(self._target, os.W_OK):
                raise CommandError(f"{option}: {path} may not be written to")

    def write(self, fill: Callable[[BinaryIO], object]) -> None:
        """Let `fill` write the file's bytes; whoever is interrupted meanwhile leaves the file as it was.

        Raises:
            CommandError: there is no room, or the folder is gone.
        """
        if self._is_device:
            with self._target.open("wb") as stream:
                fill(stream)
            return
        draft = self._draft()
        try:
            with draft.open("wb") as stream:
                fill(stream)
            draft.replace(self._target)
        except OSError as error:
            raise self._refused(error) from error
        finally:
            with suppress(FileNotFoundError):
                draft.unlink()

    def _draft(self) -> Path:
        """An empty file beside the target, with the mode of a file that is newly made."""
        try:
            descriptor, name = tempfile.mkstemp(dir=self._target.parent, prefix=f".{self._target.name}.")
        except OSError as error:
            raise self._refused(error) from error
        mask = os.umask(0)
        os.umask(mask)
        os.fchmod(descriptor, 0o666 & ~mask)
        os.close(descriptor)
        return Path(name)

    def _refused(self, error: OSError) -> CommandError:
        return CommandError(f"{self.option}: {self.path}: {error.strerror}")


@contextmanager
def interrupts_between() -> Iterator[Callable[[], None]]:
    """Hold Ctrl-C back until the function given is called, which raises it; a second one is raised at once.

    An exception at any other moment may come while the pool's locks change hands, and leave threads waiting for ever.
    """
    pressed = False

    def press(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        if pressed:
            signal.default_int_handler(number, frame)
        pressed = True

    def check() -> None:
        if pressed:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, press)
    try:
        yield check
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def interruptible(kept: Callable[[], str]) -> Iterator[None]:
    """End on Ctrl-C with exit code 130 and one line that says what was kept."""
    try:
        yield
    except KeyboardInterrupt as interrupt:
        raise CommandError(f"Interrupted. {kept()}", returncode=INTERRUPTED) from interrupt
