"""Logs: JSON lines that say what they are about, none with a secret; files that stay small."""

import io
import json
import logging
import logging.config
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import AsyncClient, Client

from evoweb.launcher import log_files
from evoweb.logs import logging_settings
from evoweb.runs.people.tokens import issue_token
from evoweb.runs.worker.tasks import advance_next_run
from tests.processes import Start, is_done, wait_for
from tests.web.factories import UserFactory, tiny_run

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def handler() -> Iterator[logging.StreamHandler[io.StringIO]]:
    """A handler with the formatter of the settings, into memory."""
    made = logging.StreamHandler(io.StringIO())
    made.setFormatter(formatter(readable=False))
    logging.getLogger().addHandler(made)
    yield made
    logging.getLogger().removeHandler(made)


@pytest.fixture
def lines(handler: logging.StreamHandler[io.StringIO]) -> Lines:
    """What was logged since the test began."""
    return lambda: [json.loads(line) for line in handler.stream.getvalue().splitlines()]


def formatter(readable: bool) -> logging.Formatter:
    """The formatter of the settings."""
    described = logging_settings(readable)["formatters"]
    configurator = logging.config.DictConfigurator({"version": 1})
    made: logging.Formatter = configurator.configure_formatter(dict(described["line"]))
    return made


def test_a_foreign_host_is_one_line_without_a_traceback(client: Client, lines: Lines) -> None:
    client.raise_request_exception = False
    logging.config.dictConfig(without_handlers(logging_settings(readable=False)))
    assert client.get("/accounts/login/", headers={"Host": "evil.example"}).status_code == 400
    (line,) = lines()
    assert "Invalid HTTP_HOST header: 'evil.example'" in line["event"]
    assert "exception" not in line


def without_handlers(settings: dict[str, Any]) -> dict[str, Any]:
    """Only what the settings say of filters."""
    loggers = {name: told for name, told in settings["loggers"].items() if "filters" in told}
    assert loggers
    return {"version": 1, "disable_existing_loggers": False, "filters": settings["filters"], "loggers": loggers}


def test_a_line_is_one_json_object_whatever_it_says(lines: Lines) -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logging.getLogger("somewhere").exception("Größe %d\nand more", 3)
    (line,) = lines()
    assert line["event"] == "Größe 3\nand more"
    assert (line["level"], line["logger"]) == ("error", "somewhere")
    assert "ValueError: two\nlines" in line["exception"]
    assert re.match(r"\d{4}-\d\d-\d\dT", line["timestamp"])


def test_a_terminal_gets_readable_lines() -> None:
    record = logging.LogRecord("here", logging.INFO, "", 0, "All is %s", ("well",), None)
    line = formatter(readable=True).format(record)
    assert "All is well" in line
    with pytest.raises(json.JSONDecodeError):
        json.loads(line)


@pytest.mark.django_db(transaction=True)
def test_every_line_of_a_slice_names_run_epoch_and_generation(lines: Lines) -> None:
    run = tiny_run()
    advance_next_run()
    ours = [line for line in lines() if line["logger"].startswith("evoweb.runs.worker.tasks")]
    assert {line["run"] for line in ours} == {run.pk}
    assert {line["epoch"] for line in ours} == {1}
    assert (ours[0]["generation"], ours[-1]["generation"]) == (0, 4)
    logging.getLogger("evoweb").warning("Afterwards")
    assert "run" not in lines()[-1]


@pytest.mark.django_db(transaction=True)
def test_a_workers_log_has_the_queues_lines_in_the_same_form(start: Start, capfd: pytest.CaptureFixture[str]) -> None:
    run = tiny_run()
    start("qcluster")
    wait_for(run, is_done)
    said = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert {"django-q", "evoweb.runs.worker.tasks"} <= {line["logger"] for line in said}
    assert any(line.get("run") == run.pk for line in said)


@pytest.mark.django_db
def test_a_request_has_an_id_that_its_lines_and_its_answer_carry(lines: Lines) -> None:
    answer = Client().get("/nowhere/")
    line = next(line for line in lines() if line["logger"] == "django.request")
    assert line["request"] == answer["X-Request-ID"]
    assert "user" not in line
    given = Client(headers={"X-Request-ID": "from-the-proxy-1"}).get("/nowhere/")
    assert given["X-Request-ID"] == "from-the-proxy-1"
    forged = Client(headers={"X-Request-ID": '"}\n{"level": "forged'}).get("/nowhere/")
    assert "forged" not in forged["X-Request-ID"]


@pytest.mark.django_db(transaction=True)
async def test_so_it_does_when_it_is_answered_asynchronously(lines: Lines) -> None:
    answer = await AsyncClient().get("/nowhere/")
    line = next(line for line in lines() if line["logger"] == "django.request")
    assert line["request"] == answer["X-Request-ID"]


@pytest.mark.django_db
def test_lines_name_the_user_by_number_whether_by_session_or_by_token(lines: Lines) -> None:
    user = UserFactory()
    browser = Client()
    browser.force_login(user)
    program = Client(headers={"Authorization": f"Bearer {issue_token(user, 'tests')}"})
    browser.get("/system/")
    program.get("/api/system")
    found = [line for line in lines() if line["logger"] == "django.request"]
    assert [line.get("user") for line in found] == [user.pk, user.pk]


@pytest.mark.django_db
def test_no_secret_is_logged(lines: Lines, handler: logging.StreamHandler[io.StringIO]) -> None:
    Client().get("/sign-in/a-secret-token/")
    logging.getLogger("any").warning("Authorization: Bearer a-secret-token")
    logging.getLogger("any").warning("cannot reach postgres://me:a-secret-token@host/db")
    try:
        raise ValueError("at /sign-in/a-secret-token/")
    except ValueError:
        logging.getLogger("any").exception("broken")
    assert len(lines()) >= 4
    assert "a-secret-token" not in handler.stream.getvalue()


# --- Files


def test_a_log_that_grows_too_large_is_moved_aside_while_it_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_files, "MOST_BYTES", 20)
    log, small = tmp_path / "web.log", tmp_path / "keeper.log"
    small.write_text("short\n")
    with log.open("ab", buffering=0) as writer:
        writer.write(b"many lines\n" * 3)
        log_files.roll_over([log, small, tmp_path / "none.log"])
        writer.write(b"the next line\n")
    assert log.read_text() == "the next line\n"
    assert log_files.former(log).read_text() == "many lines\n" * 3
    assert small.read_text() == "short\n"
