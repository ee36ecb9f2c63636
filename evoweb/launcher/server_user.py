"""Under whose name the embedded Postgres runs: it refuses root, so root lends it an unprivileged user.

That user must be able to walk to the binaries and to the data. Where it cannot (a checkout under /root, mode 0700),
both are kept in a private folder elsewhere; no folder's mode is ever loosened.
"""

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

from evoweb.launcher.errors import LaunchError
from evoweb.launcher.places import short_hash

CANDIDATES = ("postgres", "nobody")


def server_user(data: Path) -> pwd.struct_passwd:
    """The owner of an existing data folder; otherwise this process' user, or an unprivileged one for root.

    Raises:
        LaunchError: the data folder is someone else's, or there is no user to lend.
    """
    me = os.getuid()
    owner = data.stat().st_uid if data.exists() else None
    if owner is not None and me not in (0, owner):
        raise LaunchError(f"The database folder {data} belongs to user {name_of(owner)}; start EvoWeb as that user")
    if owner == 0:
        raise LaunchError(f"The database folder {data} belongs to root, whom Postgres refuses; give it another owner")
    if owner is not None:
        return account(owner)
    if me != 0:
        return account(me)
    for name in CANDIDATES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LaunchError("Postgres refuses to run as root, and this machine has no user postgres or nobody to run it as")


def account(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise LaunchError(f"User {uid} has no name on this machine (/etc/passwd), which Postgres needs") from None


def name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def run_as(user: pwd.struct_passwd) -> dict[str, Any]:
    """Arguments for subprocess that start a command as `user`; nothing to change unless we are root."""
    if os.getuid() != 0:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def can_walk_to(user: pwd.struct_passwd, folder: Path) -> bool:
    """Whether `user` may enter `folder`; the kernel is asked, as that user."""
    command = ["/bin/sh", "-c", 'cd "$0"', str(folder)]
    return subprocess.run(command, cwd="/", stderr=subprocess.DEVNULL, check=False, **run_as(user)).returncode == 0


def private_folder(folder: Path, user: pwd.struct_passwd) -> Path:
    """`folder`, made when missing, owned by `user` and closed to all others.

    Raises:
        LaunchError: something else stands there (anyone may create names in /tmp).
    """
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, user.pw_uid, user.pw_gid)
    except FileExistsError:
        found = folder.lstat()
        if folder.is_symlink() or not folder.is_dir() or found.st_uid != user.pw_uid or found.st_mode & 0o077:
            raise LaunchError(f"{folder} should be a private folder of user {user.pw_name}, and is not") from None
    return folder


def elsewhere(var: Path, user: pwd.struct_passwd) -> Path:
    """The private folder that stands in for `var` when the server's user cannot walk to it."""
    return private_folder(Path("/var/tmp") / f"evoweb-{user.pw_uid}-{short_hash(var)}", user)  # noqa: S108


def reachable_copy(binaries: Path, home: Path) -> Path:
    """A copy, inside `home`, of the Postgres installation that `binaries` (its bin folder) belongs to.

    A wheel keeps the libraries that its programs load beside its package, and they find them by the relative path.
    """
    installation, package = binaries.parent, binaries.parent.parent
    libraries = package.parent / f"{package.name}.libs"
    copy = home / f"{package.name}-{short_hash(installation)}"
    if not copy.exists():
        draft = home / "copying"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(installation, draft / package.name / installation.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for path in [draft, *draft.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        draft.rename(copy)
    return copy / package.name / installation.name / "bin"
