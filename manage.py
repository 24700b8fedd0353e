#!/usr/bin/env python
"""Django's command line, with the embedded servers up for the commands that need them."""

import os
import sys
from contextlib import nullcontext

from django.conf import settings
from django.core.management import execute_from_command_line

from config import embedded
from config.env import BadSetting
from config.servers import ServerFailed

WITHOUT_SERVERS = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "document",
    "findstatic",
    "help",
    "makemessages",
    "messages",
    "part",
    "serve",
    "version",
}


def needs_servers(arguments: list[str]) -> bool:
    """Whether the command line names a command that reads or writes data."""
    asks_for_words = {"-h", "--help", "--version"}.intersection(arguments)
    return bool(arguments) and not asks_for_words and arguments[0] not in WITHOUT_SERVERS


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        servers = embedded.running(settings.VAR) if needs_servers(sys.argv[1:]) else nullcontext()
        with servers:
            execute_from_command_line(sys.argv)
    except (BadSetting, ServerFailed) as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
