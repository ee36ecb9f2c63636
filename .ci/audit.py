"""`make audit`: known weaknesses of the packages that are installed, as pip-audit and npm audit tell them.

Exit code 1 where there is one that audit-exceptions.toml does not excuse. Where the advisories cannot be asked (no
network, a mirror without them) it says so, and that is no failure: nothing was found out.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
FRONTEND = HERE.parent / "frontend"
EXCEPTIONS = HERE / "audit-exceptions.toml"
PIP = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
NPM = ["npm", "audit", "--json"]


class Weakness(NamedTuple):
    """One advisory about one package."""

    advisory: str
    package: str
    says: str


class NotTold(Exception):
    """The advisories could not be asked; the text says what came instead."""


def of_python(output: str, complaint: str) -> list[Weakness]:
    """What pip-audit found.

    Raises:
        NotTold: it got no answer for any package, whatever its exit code says.
    """
    try:
        packages = json.loads(output)["dependencies"]
    except (ValueError, KeyError):
        raise NotTold(last_line(complaint)) from None
    asked = [package for package in packages if "vulns" in package]
    if not asked:
        raise NotTold(packages[0].get("skip_reason", "no package could be audited") if packages else "no packages")
    return [
        Weakness(found["id"], f"{package['name']} {package['version']}", found.get("description", "").split("\n")[0])
        for package in asked
        for found in package["vulns"]
    ]


def of_javascript(output: str, complaint: str) -> list[Weakness]:
    """What npm audit found.

    Raises:
        NotTold: it got no answer.
    """
    try:
        told = json.loads(output)
        found = told["vulnerabilities"]
    except ValueError:
        raise NotTold(last_line(complaint)) from None
    except KeyError:
        raise NotTold(told.get("message") or told.get("error", {}).get("summary") or last_line(complaint)) from None
    return [
        Weakness(via["url"].rsplit("/", 1)[-1], name, via["title"])
        for name, package in found.items()
        for via in package["via"]
        if isinstance(via, dict)  # a name points to the package that has the weakness itself
    ]


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no answer"])[-1]


def excused(today: date) -> dict[str, str]:
    """Why an advisory is no failure, for each whose excuse has not run out."""
    stated = tomllib.loads(EXCEPTIONS.read_text()).get("exception", [])
    return {found["advisory"]: found["reason"] for found in stated if found["until"] >= today}


def judge(weaknesses: Iterable[Weakness], excuses: dict[str, str]) -> bool:
    """Say what was found; whether all of it is excused."""
    fine = True
    for advisory, package, says in weaknesses:
        reason = excuses.get(advisory)
        print(f"  {package}: {advisory} {says}" + (f" (excused: {reason})" if reason else ""))
        fine &= reason is not None
    return fine


def main() -> int:
    fine = True
    for title, command, folder, read in [
        ("Python", PIP, HERE, of_python),
        ("JavaScript", NPM, FRONTEND, of_javascript),
    ]:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        try:
            weaknesses = read(done.stdout, done.stderr)
        except NotTold as silence:
            print(f"{title}: NOT AUDITED, the advisory service cannot be reached: {silence}")
            continue
        print(f"{title}: {len(weaknesses)} known weaknesses")
        fine &= judge(weaknesses, excused(date.today()))
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
