"""The keys of desk and list stand in tables: the sheet shows its page's, the scripts do each of them and no other."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from web.staff.shortcuts import DESK, LIST

SCRIPTS = Path(settings.BASE_DIR) / "web" / "static" / "web"


def does(name):
    """What a script does by name: its tables, and what it adds alone."""
    text = (SCRIPTS / name).read_text(encoding="utf-8")
    tables = re.findall(r"(?:const does = |Object\.assign\(does, )\{(.*?)\n  \}", text, re.DOTALL)
    named = {key for table in tables for key in re.findall(r"^    (\w+)(?::|,)", table, re.MULTILINE)}
    return named | set(re.findall(r"^  does\.(\w+) = ", text, re.MULTILINE))


def test_the_scripts_do_what_the_tables_name_and_nothing_else():
    at_the_list = does("rows.js") | does("desk.js") | does("desk_map.js")
    assert at_the_list == {row.does for row in LIST if row.does}
    assert {row.does for row in DESK if row.does} <= does("rows.js")


@pytest.mark.parametrize("table", [DESK, LIST])
def test_no_key_stands_for_two_things(table):
    keys = [row.key for row in table]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("path", "table"), [("/desk/", DESK), ("/cases/", LIST)])
def test_the_sheet_lists_every_key_once(as_, town, path, table):
    town.report("ENV01")
    text = as_("community").get(path).text
    assert [text.count(f">{row.key}</kbd>") for row in table] == [1] * len(table)
