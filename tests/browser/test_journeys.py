"""The table of journeys is complete, and an ordinary run walks on every screen."""

import ast
from pathlib import Path

from grids.roles import Role
from tests.browser.journeys import JOURNEYS, NATURAL, WIDTHS


def test_every_role_has_its_journeys_and_together_they_use_every_screen():
    assert {role.value.replace("_", " ") for role in Role} < JOURNEYS.keys()
    assert set(NATURAL.values()) == set(WIDTHS)


def test_the_table_names_the_tests_that_ask_for_a_width():
    modules = [ast.parse(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("test_*.py")]
    tests = [part for module in modules for part in module.body if isinstance(part, ast.FunctionDef)]
    # Directly, or by a fixture that is of the same width.
    asking = {test.name for test in tests if {"width", "staff"} & {argument.arg for argument in test.args.args}}
    assert {name for name in asking if name.startswith("test_")} == NATURAL.keys()
