"""The production guide and what lies in deploy/ speak of this code: its commands, its files, its variables."""

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs" / "production.md").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
OURS = [name for name, service in COMPOSE["services"].items() if service["image"] == "evoweb"]
READ = re.compile(r"""(?:env\.\w+|environ\.get|required|networks)\(\s*"([A-Z_]+)\"""")
FOR_DEPLOYMENT = {"EVOWEB_HOST", "POSTGRES_PASSWORD"}  # read by compose itself
OF_OTHERS = {"DJANGO_SETTINGS_MODULE", "NUMBA_CACHE_DIR"}


def variables_read() -> set[str]:
    files = [path for room in ("evoweb", "simulation") for path in (ROOT / room).rglob("*.py")]
    return {name for path in files for name in READ.findall(path.read_text())} - OF_OTHERS


def test_the_guides_table_has_every_variable_that_the_code_reads_and_no_other() -> None:
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", GUIDE, re.M)) == variables_read()
    assert {"SECRET_KEY", "DATABASE_URL", "EVOWEB_THREADS", "PORT", "TRUSTED_PROXIES"} < variables_read()


def test_the_example_of_an_environment_names_only_what_is_read_and_all_that_is_needed() -> None:
    named = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "evoweb.env.example").read_text(), re.M))
    assert named <= variables_read() | FOR_DEPLOYMENT
    assert named >= {"EVOWEB_ENV", "SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"} | FOR_DEPLOYMENT


def is_a_command(words: list[str]) -> bool:
    """Whether these start a management command, or the web, of ours."""
    if "daphne" in words:
        module, name = words[-1].split(":")
        return name in Path(find_spec(module).origin).read_text()
    return words[words.index("manage.py") + 1] in get_commands()


@pytest.mark.parametrize("name", OURS)
def test_each_container_of_ours_starts_what_there_is_with_few_rights(name: str) -> None:
    service = COMPOSE["services"][name]
    assert is_a_command(service["command"])
    assert (service["read_only"], service["cap_drop"], service["env_file"]) == (True, ["ALL"], "evoweb.env")


def test_the_compose_file_holds_together() -> None:
    services = COMPOSE["services"]
    assert set(OURS) == {"migrate", "web", "keeper", "worker"}
    for name, service in services.items():
        assert set(service.get("depends_on", [])) <= services.keys(), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or (DEPLOY / source).exists(), volume
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    port = services["web"]["command"][services["web"]["command"].index("-p") + 1]
    assert f"web:{port}" in (DEPLOY / "Caddyfile").read_text()
    assert services["worker"]["pid"] == "service:keeper"  # which ends those that have frozen
    assert services["worker"]["hostname"] == services["keeper"]["hostname"]


def test_the_image_is_made_of_files_that_are_there() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.M)
    for source in " ".join(copied).split():
        assert (ROOT / source).exists(), source


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_each_unit_starts_what_there_is(unit: Path) -> None:
    command = re.search(r"^ExecStart=(.*)$", unit.read_text(), re.M)
    assert command
    assert is_a_command(command[1].split())
    assert "User=evoweb" in unit.read_text()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in (DEPLOY / "systemd").iterdir():
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/evoweb/.venv/bin/python", "/bin/true"))
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in said.stderr.splitlines() if "evoweb" in line] == []
