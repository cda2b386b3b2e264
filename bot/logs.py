"""Logs as lines of JSON: when, how grave, where, what; never a text, an id or a token.

The cleaning is the channel's (bot/channels/telegram/logs.py), at the moment when a record is made.
"""

import json
import logging
import sys
from datetime import UTC, datetime


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:  # a record that was not cleaned: the type alone
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def write(level: str) -> None:
    """Write the logs to standard error.

    Args:
        level: DEBUG, INFO, WARNING or ERROR.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
