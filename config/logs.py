"""A line of the log, without the keys that an address may hold."""

import logging
import re

_KEY = re.compile(r"/t/[A-Za-z0-9_-]{20,}", re.ASCII)


class Line(logging.Formatter):
    """As the formatter of the library, but of a link for people without an account only that it was one.

    Who reads the log could otherwise answer in their name: the server writes the address of what it refuses.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line; its traceback too."""
        return _KEY.sub("/t/…", super().format(record))
