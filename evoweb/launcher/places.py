"""Where EvoWeb keeps what it makes; settings and launcher agree here. Imports no Django."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
DATABASE_NAME = "evoweb"  # and the name of its only role


def var_folder() -> Path:
    """The folder for everything that is not code: `var/` in the checkout, or EVOWEB_VAR."""
    return Path(os.environ.get("EVOWEB_VAR") or CHECKOUT / "var").resolve()


def socket_folder(var: Path) -> Path:
    """The private folder of the embedded Postgres' socket; short, since a socket's path is limited to ~107 bytes."""
    return Path("/tmp") / f"evoweb-{os.getuid()}-{short_hash(var)}"  # noqa: S108 - created 0700, owner checked


def short_hash(path: Path) -> str:
    """Eight characters that stand for a path."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:8]


def local_secret_key(var: Path) -> str:
    """The secret key of this local installation, made on first use and readable by its owner only."""
    file = var / "secret_key"
    if not file.exists():
        var.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=var)  # mode 0600
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, file)  # whoever links first wins: processes that start together share one key
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    return file.read_text()
