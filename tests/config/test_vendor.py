import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from config.vendor import FILES, NODE_MODULES


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("vendor/htmx/htmx.min.js", "htmx.org/dist/htmx.min.js"),
        ("vendor/leaflet/leaflet.css", "leaflet/dist/leaflet.css"),
        ("vendor/htmx/htmx.js", None),
        ("vendor/htmx/../../axe-core/axe.js", None),
        ("vendor/other/htmx.min.js", None),
        ("vendor", None),
    ],
)
def test_only_listed_files_are_found(path, found):
    assert finders.find(path) == (found and str(NODE_MODULES / found))


def test_every_listed_file_is_installed():
    missing = [
        file for folder, files in FILES.values() for file in files if not (NODE_MODULES / folder / file).exists()
    ]

    assert missing == []


def test_every_vendored_file_that_a_template_names_is_listed():
    templates = (Path(settings.BASE_DIR) / "web").rglob("*.html")
    named = {path for template in templates for path in re.findall(r"static '(vendor/[^']+)'", template.read_text())}

    assert [path for path in sorted(named) if finders.find(path) is None] == []
