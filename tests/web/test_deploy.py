"""What the production guide has one install: the wrapper by which commands run in the environment of the units."""

import os
import pwd
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

WRAPPER = settings.BASE_DIR / "deploy" / "evoweb"
ENVIRONMENT = """\
# a comment

EVOWEB_ENV=production
SECRET_KEY="a key for tests, of $HOME and 'more' than fifty characters and 1 digit"
ALLOWED_HOSTS='evoweb.example.org'
DATABASE_URL=postgres://evoweb:a%23b$c@127.0.0.1:1/evoweb
; another
EVOWEB_VAR={var}
TRUSTED_PROXIES=127.0.0.1"""
ASK = "from django.conf import settings as s; print(s.PRODUCTION, s.SECRET_KEY, s.DATABASES['default']['PASSWORD'])"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The surroundings of an administrator, who has set nothing, beside an installation of this user's."""
    file = tmp_path / "evoweb.env"
    file.write_text(ENVIRONMENT.format(var=tmp_path))
    places = {
        "EVOWEB_ENV_FILE": str(file),
        "EVOWEB_HOME": str(settings.BASE_DIR),
        "EVOWEB_USER": pwd.getpwuid(os.getuid()).pw_name,
    }
    return {"PATH": os.environ["PATH"], "HOME": "/somewhere"} | places


def evoweb(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [WRAPPER, *command], env=environment, cwd="/", capture_output=True, text=True, check=False
    )  # fmt: skip


def test_commands_run_in_the_environment_of_the_units(environment: dict[str, str]) -> None:
    said = evoweb(environment, "shell", "--no-imports", "-c", ASK)
    key = "a key for tests, of $HOME and 'more' than fifty characters and 1 digit"
    assert said.stdout == f"True {key} a#b$c\n", said.stderr


def test_a_backup_says_where_it_looked_for_a_database_that_does_not_answer(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "evoweb.backup"
    said = evoweb(environment, "backup", str(file))
    assert said.returncode == 1
    assert "The database cannot be reached (dbname=evoweb user=evoweb host=127.0.0.1 port=1)" in said.stderr
    assert "Traceback" not in said.stderr
    assert not file.exists()


def test_an_environment_that_cannot_be_read_is_refused(environment: dict[str, str], tmp_path: Path) -> None:
    said = evoweb(environment | {"EVOWEB_ENV_FILE": str(tmp_path / "none")}, "check")
    assert (said.returncode, "none cannot be read; run this as root" in said.stderr) == (1, True)
    broken = tmp_path / "broken"
    broken.write_text("EVOWEB_ENV production\n")
    said = evoweb(environment | {"EVOWEB_ENV_FILE": str(broken)}, "check")
    assert (said.returncode, "a line that sets nothing: EVOWEB_ENV production" in said.stderr) == (1, True)
