"""Words prepared for verbs: written, changed, taken out of use; and those that ship with the product."""

import csv
import datetime as dt
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import conflict, invalid, not_found
from cases import administration, reply_words, texts
from cases.actions.reference import DATA
from cases.marks import mark_of
from cases.models import Category, ReplyTemplate
from cases.states import Verb
from cases.world import world
from grids.versions import bump

FIELDS: Final = ("verb", "category_code", "language", "title", "body", "active")
LONGEST_TITLE: Final = 60


@transaction.atomic
def write_template(
    *,
    verb: str,
    title: str,
    body: str,
    category_code: str = "",
    language: str = "zh-hans",
    active: bool = True,
    template: int | None = None,
    expected: str = "",
    by: User | None,
    at: dt.datetime,
) -> ReplyTemplate:
    """A new template, or the one with the id `template` with these words instead of its own.

    `expected` is the `mark` of what the person saw. Raises `Refusal`: 403 `not_administrator`; 404; 400 at the field:
    `not_worded`, `unknown_category`, `unknown_language`, `unknown_variable`, `too_long` and those of `texts.clean`;
    409 `stale` where somebody else has changed it.
    """
    bump("catalogue")
    administration.check(by, world(at))
    row = _existing(template, expected) if template is not None else ReplyTemplate()
    before = {name: getattr(row, name) for name in FIELDS} if template is not None else {}
    row.verb, row.category_code, row.language = _verb(verb), _category(category_code), _language(language)
    row.title, row.body, row.active = _title(title), clean_body(body), active
    row.save()
    bump("catalogue")  # what was read above does not know these words
    after = {name: getattr(row, name) for name in FIELDS}
    changes = {
        name: [str(before.get(name, "")), str(after[name])] for name in FIELDS if before.get(name) != after[name]
    }
    audit.record(
        by=by, verb="write_template", subject_kind="reply_template", subject_id=row.pk, at=at, data={"changes": changes}
    )
    return row


def mark(row: ReplyTemplate) -> str:
    """Another one for other words: what a person saw who changes them."""
    return mark_of([str(getattr(row, name)) for name in FIELDS])


def _existing(pk: int, expected: str) -> ReplyTemplate:
    row = ReplyTemplate.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise not_found(_("There is no such template."))
    if expected and expected != mark(row):
        raise conflict("stale", _("Somebody else has changed these words in the meantime. Look again."))
    return row


def _verb(verb: str) -> str:
    if verb not in reply_words.WORDED:
        raise invalid("not_worded", _("No words are prepared for this step."), "verb")
    return Verb(verb)


def _category(code: str) -> str:
    known = not code or Category.objects.filter(code=code).exists() or Category.objects.filter(group=code).exists()
    if not known:
        raise invalid("unknown_category", _("There is no such category."), "category_code")
    return code


def _language(language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        raise invalid("unknown_language", _("There is no such language."), "language")
    return language


def _title(title: str) -> str:
    tidy = texts.clean(title, "title")
    if len(tidy) > LONGEST_TITLE or "\n" in tidy:
        raise invalid("too_long", _("A title is one line of at most 60 characters."), "title")
    return tidy


def clean_body(body: str) -> str:
    """The words as they are kept. Refuses as `write_template`, at `body`."""
    tidy = texts.clean(body, "body")
    strange = reply_words.unknown(tidy)
    if strange:
        message = _("“%(name)s” is not known. In braces may stand: %(names)s.")
        names = ", ".join(f"{{{name}}}" for name in reply_words.VARIABLES)
        raise invalid("unknown_variable", message % {"name": strange[0][:40], "names": names}, "body")
    return tidy


@transaction.atomic
def load_shipped(*, at: dt.datetime) -> int:
    """The Chinese words of `data/reply_templates.csv`; what is there stays. Returns how many are new."""
    there = set(ReplyTemplate.objects.values_list("verb", "category_code", "title"))
    with (DATA / "reply_templates.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if (row["verb"], row["category_code"], row["title"]) not in there]
    for row in rows:
        write_template(
            verb=row["verb"],
            category_code=row["category_code"],
            title=row["title"],
            body=row["body"],
            by=None,
            at=at,
        )
    return len(rows)
