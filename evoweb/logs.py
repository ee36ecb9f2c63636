"""Log lines: one JSON object each, or readable ones where a person looks on; none holds a secret.

Whoever works on something binds what it is (structlog.contextvars), and all lines say so: a worker's carry `run`,
`epoch` and `generation`, those of the web `request` and, where somebody has come in, `user`.
"""

import logging
import os
import re
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.types import EventDict, Processor, WrappedLogger

from evoweb.requests import facts_of_request

SECRETS = (
    (re.compile(r"(/sign-in/)[\w%.~-]+"), r"\1…"),
    (re.compile(r"(?i)(\bbearer[ :=]+)[\w.~+/=-]+"), r"\1…"),
    (re.compile(r"(://[^\s:/@]*:)[^\s@/]+@"), r"\1…@"),  # a password in an address
)


def logging_settings(readable: bool) -> dict[str, Any]:
    """Django's LOGGING: everything to stderr, which is a file of the process's own, a terminal, or a collector's."""
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.contextvars.merge_contextvars,
        add_origin,
    ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"one_line": {"()": OneLine}},
        "formatters": {
            "line": {
                "()": ProcessorFormatter,
                "foreign_pre_chain": before,
                "processors": [ProcessorFormatter.remove_processors_meta, *rendering(readable), without_secrets],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.security.DisallowedHost": {"filters": ["one_line"]},  # anybody can ask by another name
            "axes": {"level": "WARNING"},  # four lines at every sign-in that succeeds
        },
    }


class OneLine(logging.Filter):
    """Says what happened, and not where in the code."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        return True


def rendering(readable: bool) -> list[Processor]:
    """From fields to text."""
    if readable:
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]


def add_origin(logger: WrappedLogger, method: str, fields: EventDict) -> EventDict:
    """Which process says it, and while it answers which request."""
    fields["pid"] = os.getpid()
    fields.update(facts_of_request())
    return fields


def without_secrets(logger: WrappedLogger, method: str, line: str) -> str:
    """The finished line without tokens and passwords, wherever in it they stood."""
    for secret, stand_in in SECRETS:
        line = secret.sub(stand_in, line)
    return line
