import os
import subprocess
import sys

import pytest
from django.conf import settings

from manage import needs_servers


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("migrate", True),
        ("shell -c pass", True),
        ("import_areas areas.csv --dry-run", True),
        ("", False),
        ("help", False),
        ("--version", False),
        ("migrate --help", False),
        ("import_areas -h", False),
        ("collectstatic --noinput", False),
        ("document --check", False),
        ("serve", False),
    ],
)
def test_needs_servers(line, expected):
    assert needs_servers(line.split()) is expected


def test_a_bad_setting_stops_with_a_sentence():
    environment = {**os.environ, "PORT": "eighty"}
    done = subprocess.run(
        [sys.executable, "manage.py", "help"],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (1, "PORT='eighty': expected a whole number\n")
