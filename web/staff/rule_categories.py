"""The kinds of matters: the catalogue as it is and as it will be, one kind with its versions, a new version."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import AuditEntry
from accounts.refusals import Refusal, invalid
from cases import category_terms
from cases.actions import categories as actions
from cases.category_terms import LABELS
from cases.explanations import limit_words
from cases.models import Category
from cases.models.category import PERSONAL_DATA
from cases.words import SEVERITIES
from cases.world import World
from grids.levels import Level
from grids.models.area import LEVEL_NAMES
from web.forms import refuse, status_of
from web.staff.rule_category_forms import EndForm, NewCategoryForm, TermsForm, first_values
from web.staff.rule_history import Line, history
from web.staff.rules import check
from web.viewing import instant_of, user_of, world_of

NAMES = {**LABELS, "until": _("Last day")}
YES_NO = {"True": _("Yes"), "yes": _("Yes"), "False": _("No"), "no": _("No")}
ANSWERS = frozenset({"on_the_spot", "evidence", "publish"})
LIMITS = frozenset({"respond_limit", "resolve_limit"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One category in the list: the version in force, or the one that comes, or the last one."""

    row: Category
    level: str
    respond: str
    resolve: str
    is_in_force: bool
    has_ended: bool
    next: Category | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version with what it changed: the label, the value before, the value."""

    row: Category
    differences: "tuple[tuple[str | Promise, str, str], ...]"
    state: "str | Promise"


@login_required
@require_safe
def rule_categories(request: HttpRequest) -> HttpResponse:
    """All kinds by group."""
    check(request)
    present = world_of(request)
    kinds = [_kind(present, code) for code in present.catalogue.codes()]
    groups = [(name, list(rows)) for name, rows in groupby(kinds, key=lambda kind: kind.row.group_name)]
    return render(request, "web/staff/rules/categories.html", {"groups": groups, "history": _history()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_category(request: HttpRequest, code: str) -> HttpResponse:
    """One kind: its versions, and a new one from a day on."""
    return _page(request, code, TermsForm, _write)


@login_required
@require_http_methods(["POST"])
def rule_category_end(request: HttpRequest, code: str) -> HttpResponse:
    """The last day of a kind."""
    return _page(request, code, EndForm, _end)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_category_new(request: HttpRequest) -> HttpResponse:
    """A kind that was not there before."""
    check(request)
    present = world_of(request)
    initial = {"since": present.today.isoformat(), "personal_data": "none", "expected": present.catalogue.mark("")}
    form = NewCategoryForm(request.POST or None, initial=initial)
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        code = form.cleaned_data["code"]
        status = _tried(request, code, form, _write_new)
        if status is HTTPStatus.OK:
            return redirect("rule_category", code=code)
    return render(request, "web/staff/rules/category_new.html", {"form": form}, status=status)


def _page(request: HttpRequest, code: str, sent: type[forms.Form], act: Any) -> HttpResponse:
    """The page of a kind, with the form that was sent."""
    check(request)
    present = world_of(request)
    versions = present.catalogue.versions(code)
    if not versions:
        raise Http404
    made = {TermsForm: _terms_form(present, versions), EndForm: _end_form(present, versions)}
    status = HTTPStatus.OK
    if request.method == "POST":
        form = made[sent] = sent(request.POST)
        status = _tried(request, code, form, act) if form.is_valid() else HTTPStatus.BAD_REQUEST
        if status is HTTPStatus.OK:
            return redirect("rule_category", code=code)
    context = {
        "kind": _kind(present, code),
        "versions": _versions(versions, present),
        "facts": _facts(versions[-1]),
        "form": made[TermsForm],
        "end_form": made[EndForm],
        "history": _history(code),
    }
    return render(request, "web/staff/rules/category.html", context, status=status)


def _tried(request: HttpRequest, code: str, form: Any, act: Any) -> HTTPStatus:
    """The status after the action: its refusal stands in the form."""
    try:
        act(request, code, form)
    except Refusal as refusal:
        refuse(form, refusal)
        return status_of(refusal)
    return HTTPStatus.OK


def _write_new(request: HttpRequest, code: str, form: NewCategoryForm) -> None:
    if world_of(request).catalogue.versions(code):
        raise invalid("code_taken", _("There is a kind of this code already."), "code")
    _keep(request, code, form, form.cleaned_data["name_id"])


def _write(request: HttpRequest, code: str, form: TermsForm) -> None:
    _keep(request, code, form, world_of(request).catalogue.versions(code)[-1].name_id)


def _keep(request: HttpRequest, code: str, form: TermsForm, english: str) -> None:
    terms = form.terms(english)
    given = {"since": form.cleaned_data["since"], "expected": form.cleaned_data["expected"]}
    actions.write_version(code, terms, **given, by=user_of(request), at=instant_of(request))
    messages.success(request, _("The version is kept. Cases that are there keep the one they were filed under."))


def _end(request: HttpRequest, code: str, form: EndForm) -> None:
    sent = form.cleaned_data
    actions.end(code, on=sent["on"], expected=sent["ending"], by=user_of(request), at=instant_of(request))
    messages.success(request, _("The last day is set. Open cases keep their rules to their end."))


def _terms_form(present: World, versions: Sequence[Category]) -> TermsForm:
    last = versions[-1]
    return TermsForm(initial=first_values(last, present.catalogue.mark(last.code), present.today))


def _end_form(present: World, versions: Sequence[Category]) -> EndForm:
    return EndForm(initial={"on": present.today.isoformat(), "ending": present.catalogue.mark(versions[-1].code)})


def _kind(present: World, code: str) -> Kind:
    versions, today = present.catalogue.versions(code), present.today
    now = present.catalogue.in_force(code, today)
    coming = next((row for row in versions if row.since > today), None)
    row = now or coming or versions[-1]
    return Kind(
        row=row,
        level=shown("level", row.level),
        respond=limit_words(row.respond_limit),
        resolve=limit_words(row.resolve_limit),
        is_in_force=now is not None,
        has_ended=present.catalogue.ended(code, today),
        next=coming,
    )


def _versions(versions: Sequence[Category], present: World) -> list[Version]:
    """Newest first."""
    before: Category | None = None
    found = []
    for row in versions:
        old = category_terms.of(before) if before else None
        changes = category_terms.difference(old, category_terms.of(row)) if before else {}
        said = tuple((NAMES[name], shown(name, pair[0]), shown(name, pair[1])) for name, pair in changes.items())
        found.append(Version(row, said, _state(row, present)))
        before = row
    return found[::-1]


def _state(row: Category, present: World) -> "str | Promise":
    if row.since > present.today:
        return _("to come")
    return _("ended") if row.until is not None and row.until < present.today else _("in force")


def _facts(row: Category) -> "list[tuple[str | Promise, str]]":
    found = [(LABELS[name], shown(name, getattr(row, name))) for name in LABELS]
    return [(label, value) for label, value in found if value]


def shown(name: str, value: object) -> str:
    """A value of a version in words."""
    text = str(value)
    if name in LIMITS and text:
        return limit_words(text)
    words: dict[str, Any] = {"severity": SEVERITIES, "personal_data": dict(PERSONAL_DATA)}
    if name == "level" and text:
        return str(LEVEL_NAMES[Level(text)])
    table = YES_NO if name in ANSWERS else words.get(name, {})
    return str(table.get(text, text))


def _history(code: str = "") -> list[Line]:
    def about(entry: AuditEntry) -> str:
        since = entry.data.get("since")
        day = str(_("from %(day)s on")) % {"day": since} if since else ""
        return " · ".join(part for part in (entry.subject_id, day) if part)

    return history("category", names=NAMES, about=about, shown=shown, subject=code)
