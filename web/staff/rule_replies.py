"""Words prepared for replies and reasons: the list, and one of them with a preview."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases import reply_words, words
from cases.actions.reply_templates import LONGEST_TITLE, clean_body, mark, write_template
from cases.models import ReplyTemplate
from cases.states import Verb
from cases.world import World
from grids.levels import Level
from web.forms import LongText, refuse, status_of
from web.staff import category_choices
from web.staff.form_parts import words_field
from web.staff.rule_history import Line, history
from web.staff.rules import check
from web.viewing import instant_of, user_of, world_of

NAMES: Final = {
    "verb": _("For this step"),
    "category_code": _("Category or group"),
    "language": _("Language"),
    "title": _("Title"),
    "body": _("Words"),
    "active": _("In use"),
}
VARIABLES: Final = {
    "number": _("the case number"),
    "category": _("the category"),
    "place": _("the place"),
    "due": _("the day on which the case is due"),
    "unit": _("the unit that holds the case"),
    "date": _("today"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """The words of one step, each with the kind of case and the language that it is for."""

    verb: "str | Promise"
    to_requester: bool
    rows: list[tuple[ReplyTemplate, str, str]]


class TemplateForm(forms.Form):
    """Words for a step, a kind of case and a language. Shape only."""

    verb = forms.ChoiceField(label=NAMES["verb"])
    category_code = forms.ChoiceField(label=NAMES["category_code"], required=False)
    language = forms.ChoiceField(label=NAMES["language"], choices=settings.LANGUAGES)
    title = LongText(label=NAMES["title"], max_length=LONGEST_TITLE, widget=forms.TextInput)
    body = words_field(NAMES["body"], rows=6)
    active = forms.BooleanField(label=NAMES["active"], required=False)
    expected = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, data: Any, *, present: World, row: ReplyTemplate | None) -> None:
        initial: dict[str, Any] = {"active": True, "language": settings.LANGUAGE_CODE}
        if row is not None:
            initial = {name: getattr(row, name) for name in NAMES} | {"expected": mark(row)}
        super().__init__(data, initial=initial)
        groups = category_choices.with_groups(present.catalogue.all_in_force(present.today))
        self._choose("verb", [(verb.value, words.VERBS[verb]) for verb in reply_words.WORDED])
        self._choose("category_code", [("", _("All kinds of cases")), *groups])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


@login_required
@require_safe
def rule_replies(request: HttpRequest) -> HttpResponse:
    """All prepared words by step, those out of use too."""
    check(request)
    found, named = list(ReplyTemplate.objects.all()), world_of(request).catalogue.name_of
    groups = [
        Group(
            words.VERBS[verb],
            verb in reply_words.TO_REQUESTER,
            [(row, named(row.category_code), _language(row.language)) for row in found if row.verb == verb],
        )
        for verb in reply_words.WORDED
    ]
    return render(request, "web/staff/rules/replies.html", {"groups": groups, "history": _history(named)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_reply(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One template, new or changed: previewed, kept."""
    check(request)
    row = _row(pk) if pk is not None else None
    form = TemplateForm(request.POST or None, present=world_of(request), row=row)
    status, preview = (HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK), ""
    if form.is_valid():
        try:
            preview = _preview(request, form.cleaned_data)
            if request.POST.get("do") == "keep":
                write_template(**form.cleaned_data, template=pk, by=user_of(request), at=instant_of(request))
                messages.success(request, _("The words are kept. They stand ready on the forms of this step."))
                return redirect("rule_replies")
            status = HTTPStatus.OK
        except Refusal as refusal:
            refuse(form, refusal)
            status = status_of(refusal)
    elif row is not None and not form.is_bound:
        preview = _preview(request, form.initial)
    context = {
        "row": row,
        "form": form,
        "preview": preview,
        "variables": [(f"{{{name}}}", VARIABLES[name]) for name in reply_words.VARIABLES],
        "history": _history(world_of(request).catalogue.name_of, str(pk)) if row else [],
    }
    return render(request, "web/staff/rules/reply.html", context, status=status)


def _language(code: str) -> str:
    return str(dict(settings.LANGUAGES).get(code, code))


def _row(pk: int) -> ReplyTemplate:
    found = ReplyTemplate.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _preview(request: HttpRequest, sent: Mapping[str, Any]) -> str:
    """The words on a case of today that does not exist, at the first grid and of the first category that fits.

    Refuses words that cannot be kept.
    """
    present, code, body = world_of(request), sent["category_code"], clean_body(sent["body"])
    directory, today = present.directory, present.today
    grid = min((node.code for node in directory.areas.values() if node.level == Level.GRID), default="")
    office = directory.office_at_or_above(grid) if grid else None
    fitting = (row for row in present.catalogue.all_in_force(today) if not code or code in {row.code, row.group})
    category = next(fitting, None)
    chinese = sent["language"].startswith("zh")
    values = {
        "number": f"{today:%Y%m%d}000001",
        "category": (category.name_zh if chinese else category.name) if category else "",
        "place": directory.areas[grid].name if grid else "",
        "due": today.isoformat(),
        "unit": office.name if office else "",
        "date": today.isoformat(),
    }
    return reply_words.fill(body, values)


def _history(named: Callable[[str], str], pk: str = "") -> list[Line]:
    titles = dict(ReplyTemplate.objects.values_list("pk", "title"))

    def about(entry: AuditEntry) -> str:
        return str(titles.get(int(entry.subject_id), entry.subject_id))

    def shown(name: str, value: object) -> str:
        return named(str(value)) if name == "category_code" else _shown(name, value)

    return history("reply_template", names=NAMES, about=about, shown=shown, subject=pk)


def _shown(name: str, value: object) -> str:
    if name == "verb" and value in set(Verb):
        return words.word(words.VERBS, str(value))
    if name == "language":
        return _language(str(value))
    return str({"True": _("Yes"), "False": _("No")}.get(str(value), value)) if name == "active" else str(value)
