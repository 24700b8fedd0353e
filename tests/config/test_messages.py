import gettext

import polib
import pytest

from config import messages, translations
from config.messages import Message

PYTHON = """
def words(n):
    return [_("plain"), gettext_lazy("lazy"), ngettext("one", "many", n), pgettext("verb", "sign"), other("not this")]
"""
TEMPLATE = """{% load i18n %}
  <p>{% translate "from a tag" %}</p>
    {% blocktranslate count counter=n trimmed %}
      {{ counter }} day
    {% plural %}
      {{ counter }} days
    {% endblocktranslate %}
{% translate "sign" context "noun" %}
"""


def po(**entries):
    catalogue = polib.POFile()
    for text, translation in entries.items():
        catalogue.append(polib.POEntry(msgid=text, msgstr=translation))
    return catalogue


def test_messages_of_python(tmp_path):
    (tmp_path / "m.py").write_text(PYTHON)

    assert set(messages.messages_of(tmp_path / "m.py")) == {
        Message("plain"),
        Message("lazy"),
        Message("one", "many"),
        Message("sign", context="verb"),
    }


def test_messages_of_a_template(tmp_path):
    (tmp_path / "t.html").write_text(TEMPLATE)

    assert set(messages.messages_of(tmp_path / "t.html")) == {
        Message("from a tag"),
        Message("%(counter)s day", "%(counter)s days"),
        Message("sign", context="noun"),
    }


def test_gathered_names_the_files(tmp_path):
    for name in ("cases/a.py", "web/templates/web/b.html", "tests/c.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "cases/a.py").write_text('_("both"); _("both")')
    (tmp_path / "web/templates/web/b.html").write_text('{% translate "both" %}')
    (tmp_path / "tests/c.py").write_text('_("of a test")')

    assert messages.gathered(tmp_path) == {Message("both"): ["cases/a.py", "web/templates/web/b.html"]}


@pytest.mark.parametrize(
    ("catalogue", "expected"),
    [
        (po(day="日"), []),
        (po(), ["not in the catalogue: 'day' (a.py)"]),
        (po(day=""), ["empty: 'day' (a.py)"]),
        (po(day="日", night="夜"), ["used nowhere: 'night' (no file)"]),
        (po(day="%(n)s 日"), ["placeholders differ: 'day' (a.py)"]),
    ],
)
def test_lacking(catalogue, expected):
    assert messages.lacking(catalogue, {Message("day"): ["a.py"]}) == expected


def test_lacking_refuses_a_fuzzy_translation():
    catalogue = po(day="日")
    catalogue[0].flags.append("fuzzy")

    assert messages.lacking(catalogue, {Message("day"): ["a.py"]}) == ["fuzzy: 'day' (a.py)"]


def test_merge_keeps_translations_adds_new_and_drops_unused():
    catalogue = po(day="日", night="夜")
    messages.merge(catalogue, {Message("day"): ["b.py"], Message("one", "many"): ["a.py"]})

    assert [(entry.msgid, entry.msgstr, entry.occurrences) for entry in catalogue] == [
        ("day", "日", [("b.py", "")]),
        ("one", "", [("a.py", "")]),
    ]


def test_compile_catalogues_makes_what_gettext_reads_and_only_once(tmp_path):
    folder = tmp_path / "zh_Hans/LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = po(day="日")
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    catalogue.save(str(folder / "django.po"))

    assert translations.compile_catalogues([tmp_path]) == 1
    assert translations.compile_catalogues([tmp_path]) == 0
    with (folder / "django.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("day") == "日"
