import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from config import documents, env


@pytest.fixture
def docs(settings, tmp_path):
    """The generated pages in a folder of their own, as the repository has them."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    (tmp_path / "requirements.txt").write_text("amqp==5.4.2 \\\n    --hash=x\n")
    (tmp_path / "package-lock.json").write_text('{"packages": {}}')
    call_command("document", "settings.md", "licences.md")
    return tmp_path / "docs"


def test_settings_page_lists_every_variable_once():
    page = documents.settings_page()
    listed = re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE)

    assert listed == [variable.name for variable in env.VARIABLES]
    assert {"DATABASE_URL", "REDIS_URL", "PORT", "GEZHI_VAR", "GEZHI_FIELD_KEYS"} < set(listed)
    assert len(set(listed)) == len(listed)


def test_no_page_holds_a_key_of_this_installation():
    keys = [path.read_text() for path in (Path(settings.VAR) / "keys").iterdir()]
    page = documents.settings_page()

    assert len(keys) == 2
    assert not [key for key in keys if key in page]


def test_licences_page_names_what_is_installed(docs):
    assert "| amqp | 5.4.2 | BSD |" in (docs / "licences.md").read_text()


def test_check_passes_on_fresh_pages_and_names_a_stale_one(docs):
    call_command("document", "settings.md", "licences.md", check=True)
    (docs / "settings.md").write_text("old")

    with pytest.raises(CommandError, match=r"Out of date: settings\.md\. Run: manage\.py document"):
        call_command("document", "settings.md", "licences.md", check=True)


def test_an_unknown_page_is_refused(docs):
    with pytest.raises(CommandError, match=r"Not a generated page: x\.md"):
        call_command("document", "x.md")


@pytest.mark.parametrize("name", list(documents.PAGES))
def test_the_committed_pages_are_up_to_date(name):
    assert documents.committed(name) == documents.page(name)
