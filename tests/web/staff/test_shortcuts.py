"""The keys of the list stand in one table: the sheet shows it, and the script does each of them and no other."""

import re
from pathlib import Path

from django.conf import settings

from web.staff.shortcuts import SHORTCUTS

SCRIPT = Path(settings.BASE_DIR) / "web" / "static" / "web" / "desk.js"


def test_the_script_does_what_the_table_names_and_nothing_else():
    table = re.search(r"const DOES = \{(.*?)\n  \};", SCRIPT.read_text(encoding="utf-8"), re.DOTALL).group(1)
    done = re.findall(r"^    (\w+)(?::|,)", table, re.MULTILINE)
    assert sorted(done) == sorted(row.does for row in SHORTCUTS if row.does)


def test_no_key_stands_for_two_things():
    keys = [row.key for row in SHORTCUTS]
    assert len(keys) == len(set(keys))


def test_the_sheet_lists_every_key_once(as_, town):
    town.report("ENV01")
    text = as_("community").get("/cases/").text
    assert [text.count(f">{row.key}</kbd>") for row in SHORTCUTS] == [1] * len(SHORTCUTS)
