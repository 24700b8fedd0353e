"""The house rules that only the source can show: who writes, who reads cases, how long things are."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = [
    "accounts",
    "notices",
    "grids",
    "residents",
    "cases",
    "procedures",
    "meetings",
    "volunteers",
    "reports",
    "api",
    "web",
    "config",
]

WRITES = re.compile(
    r"\.objects(?:\.\w+\([^)]*\))*\.(?:create|bulk_create|get_or_create|update_or_create|bulk_update|update|delete)\("
    r"|\.save\(|\bbulk\.run\("
)
WRITERS = re.compile(
    r"/actions(?:/\w+)?\.py$"  # every write is an action
    r"|^cases/ledger\.py$|^notices/(?:outbox|bulk)\.py$"  # the ledger of the actions, the outbox and their statements
    r"|^accounts/idempotency\.py$|^grids/versions\.py$"  # part of a caller's transaction
    r"|^cases/catalogue\.py$|^cases/calendar\.py$"  # rows that a migration loads
    r"|^cases/photos\.py$|^config/(?:management/commands/)?messages\.py$"  # pixels to memory, translations to a file
    r"|^web/staff/(?:agreement_file|qr_code)\.py$"  # a document and a drawing to memory
)
SCOPED = re.compile(r"\bCase\.objects\.(?!visible_to\()(\w+)")
ONLY_HERE = {
    "api/views/requests.py": "the requester, by number and query code",
    "web/track.py": "the requester, by number and query code",
}


@cache
def files(app: str) -> list[tuple[str, str]]:
    paths = sorted((ROOT / app).rglob("*.py"))
    return [(path.relative_to(ROOT).as_posix(), path.read_text()) for path in paths if "migrations" not in path.parts]


def sources(*apps: str, naming: str = "") -> Iterator[tuple[str, str]]:
    """Files of these apps, or of all; only those in which a word occurs, for to read a file's code takes its time."""
    for app in apps or APPS:
        yield from (row for row in files(app) if re.search(naming, row[1]))


@cache
def code(text: str) -> str:
    """The source without docstrings and comments."""
    return ast.unparse(_without_docstrings(ast.parse(text)))


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            body[0] = ast.Pass()
    return tree


def test_only_actions_write():
    words = r"create|update|delete|\.save\(|bulk\.run"
    found = [name for name, text in sources(naming=words) if not WRITERS.search(name) and WRITES.search(code(text))]
    assert found == []


def test_surfaces_reach_cases_only_through_visible_to():
    found = [
        (name, match.group(0))
        for name, text in sources("web", "api", "reports", "volunteers", "meetings", "procedures", naming="Case")
        if name not in ONLY_HERE
        for match in SCOPED.finditer(code(text))
    ]
    assert found == []


def test_only_one_place_assigns_a_cases_state():
    pattern = re.compile(r"\bcase\.state = |\bcurrent\.state = |setattr\([^)]*'state'")
    words = r"\.state\b|setattr"
    found = [name for name, text in sources(naming=words) if pattern.search(code(text))]
    assert found == ["cases/actions/applying.py"]


def test_every_verb_of_the_actions_says_who_and_when():
    """Keyword-only `at`, and `by` for staff: nobody acts without a name, no action reads the clock."""
    requester = {"rate", "withdraw", "answer"}
    modules = ("handling", "triage", "deciding", "checking", "supervision", "followup", "asking", "helping", "urging")
    for module in modules:
        tree = ast.parse((ROOT / f"cases/actions/{module}.py").read_text())
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if [argument.arg for argument in node.args.args][:1] != ["case"]:
                continue
            names = {argument.arg for argument in node.args.kwonlyargs}
            assert names >= ({"at"} if node.name in requester else {"at", "by"}), node.name


@pytest.mark.parametrize(
    ("pattern", "most"), [("**/*.py", 600), ("web/templates/**/*.html", 150), ("config/settings.py", 300)]
)
def test_files_stay_within_their_budget(pattern, most):
    skipped = {".venv", "node_modules", "var", "migrations"}
    long = [
        (path.relative_to(ROOT).as_posix(), lines)
        for path in ROOT.glob(pattern)
        if not skipped & set(path.relative_to(ROOT).parts) and (lines := len(path.read_text().splitlines())) > most
    ]
    assert long == []


def test_no_function_is_longer_than_forty_lines_and_no_task_longer_than_six():
    long = []
    for name, text in sources():
        most = 6 if name.endswith("/tasks.py") else 40
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or 0) - node.body[0].lineno + 1
                if lines > most:
                    long.append((name, node.name, lines))
    assert long == []


def test_nothing_listens_for_signals():
    found = [
        name
        for name, text in sources()
        if re.search(
            r"@receiver|_(?:save|delete|migrate|init)\.connect\(|from django\.(?:db\.models\.signals|dispatch)",
            code(text),
        )
    ]
    assert found == []


def test_templates_carry_no_script_and_no_style_of_their_own():
    inline = re.compile(r"<style|\sstyle=|\son\w+=[\"']|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
    templates = [path for app in APPS for path in (ROOT / app).rglob("*.html")]
    assert len(templates) > 10
    assert [path.relative_to(ROOT).as_posix() for path in templates if inline.search(path.read_text())] == []
