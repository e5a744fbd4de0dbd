"""What the service writes about itself: one JSON object a line, in UTC, without secrets."""

import json
import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

import structlog

Event = MutableMapping[str, Any]

current_request: ContextVar[str] = ContextVar("current_request", default="")

SECRET_NAME = re.compile(r"passw|passphrase|secret|token|authori[sz]ation|cookie|api[_-]?key", re.I)
SECRET_TEXT = re.compile(r"(?<=://)[^/@\s]+(?=@)|(?<=[Bb]earer )[\w.~+/=-]+")
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
REDACTED = "[redacted]"
ENCODER = json.JSONEncoder(default=str)

steps: list[Any] = []  # from event to line; loggers keep this list, so it is changed in place


class LineLogger:
    """Write each line to whatever stdout is at that moment."""

    def msg(self, line: str) -> None:
        """Write one line."""
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    debug = info = warning = error = critical = exception = msg


class FromLogging(logging.Handler):
    """Take what libraries log, so that there is one form of line."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record as a line of ours."""
        structlog.get_logger(record.name).log(
            record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info
        )


def name_request(logger: object, method: str, event: Event) -> Event:
    """Add the id of the request that is being answered."""
    if request_id := current_request.get():
        event["request_id"] = request_id
    return event


@lru_cache(maxsize=1000)
def is_secret_name(name: str) -> bool:
    """Return whether a value of that name must not be written."""
    return SECRET_NAME.search(name) is not None


def redact(logger: object, method: str, event: Event) -> Event:
    """Hide what bears the name of a secret, and credentials inside a text."""
    for name, value in event.items():
        if is_secret_name(name):
            event[name] = REDACTED
        elif isinstance(value, str):
            if "://" in value or "earer " in value:
                event[name] = SECRET_TEXT.sub(REDACTED, value)
        elif isinstance(value, Mapping):
            event[name] = redact(logger, method, dict(value))
    return event


def escape_controls(logger: object, method: str, event: Event) -> Event:
    """Keep a caller's text from forging a line or steering a terminal."""
    for name, value in event.items():
        if isinstance(value, str) and name != "exception" and not value.isprintable():
            event[name] = value.translate(CONTROLS)
    return event


def write_json(event: object, **options: Any) -> str:
    """Return one line; what JSON does not know is written as its text."""
    return ENCODER.encode(event)


def configure_logs(in_production: bool, level: int = logging.INFO) -> None:
    """Write JSON in production and readable lines in development."""
    last: list[Any] = [structlog.processors.JSONRenderer(write_json)]
    if not in_production:
        last = [escape_controls, structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())]
    steps[:] = [
        name_request,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
        *last,
    ]
    structlog.configure(
        processors=steps,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *names: LineLogger(),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.setLevel(level)
    root.handlers = [
        *(handler for handler in root.handlers if not isinstance(handler, FromLogging)),
        FromLogging(),
    ]
