"""Dispatch rules: the list in its order, and its changes, each tried on last month's cases before it is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases import administration
from cases.actions import dispatch_rules
from cases.catalogue import Rule
from cases.explanations import route_sentences
from cases.models import DispatchRule
from cases.models.dispatch_rule import Hours
from cases.queries import dispatch_trial
from cases.queries.dispatch_trial import Proposal
from cases.world import World
from web.forms import refuse, status_of
from web.staff.rule_dispatch_forms import EndForm, EntryForm, MoveForm, RuleForm
from web.staff.rule_history import Line, history
from web.staff.rules import check
from web.viewing import instant_of, user_of, world_of

MOST_ROWS: Final = 500

NAMES: Final = {
    "category": _("Category"),
    "area": _("Place"),
    "unit": _("Unit"),
    "hours": _("When"),
    "position": _("Order"),
    "since": _("From this day on"),
    "until": _("Last day"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A rule in words."""

    rule: Rule
    category: str
    unit: str
    place: str
    hours: "str | Promise"
    has_ended: bool
    called_off: bool
    to_come: bool


@dataclass(frozen=True)
class Step:
    """One way to change the list: its words, its form, what the list would become, the action."""

    title: "str | Promise"
    button: "str | Promise"
    done: "str | Promise"
    form: type[RuleForm]
    propose: Callable[[World, Rule | None, RuleForm], Proposal]
    act: Callable[..., DispatchRule]


@login_required
@require_safe
def rule_dispatch(request: HttpRequest) -> HttpResponse:
    """The rules in the order in which they are asked; with `?ended=1` those that have ended."""
    check(request)
    present = world_of(request)
    ended = request.GET.get("ended") == "1"
    names = _names(present)
    rows = [row for row in (_row(present, rule, names) for rule in present.catalogue.rules) if row.has_ended == ended]
    context = {
        "rows": rows[:MOST_ROWS],
        "more": len(rows) - MOST_ROWS,
        "ended": ended,
        "history": _history(present),
    }
    return render(request, "web/staff/rules/dispatch.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, step: Step, pk: int | None = None) -> HttpResponse:
    """One change of the list: tried first, kept once it is what was tried."""
    check(request)
    present = world_of(request)
    rule = _rule(present, pk) if pk is not None else None
    form = step.form(request.POST or None, present=present, rule=rule)
    context = {"step": step, "form": form, "row": _row(present, rule, _names(present)) if rule else None}
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        try:
            proposal = step.propose(present, rule, form)
            if form.is_kept() and request.POST.get("expected"):
                _keep(request, step, pk, form)
                messages.success(request, str(step.done))
                return redirect("rule_dispatch")
            context |= _tried(request, present, proposal, form)
            status = HTTPStatus.OK
        except Refusal as refusal:
            refuse(form, refusal)
            status = status_of(refusal)
    return render(request, "web/staff/rules/dispatch_change.html", context, status=status)


def _keep(request: HttpRequest, step: Step, pk: int | None, form: RuleForm) -> None:
    given = {**form.arguments(), "expected": request.POST["expected"]}
    row = DispatchRule.objects.filter(pk=pk).first() if pk is not None else None
    step.act(row, **given, by=user_of(request), at=instant_of(request))


def _tried(request: HttpRequest, present: World, proposal: Proposal, form: RuleForm) -> dict[str, object]:
    found = dispatch_trial.trial(present, proposal)
    return {
        "trial": found,
        "on": proposal.on,
        "why": route_sentences(found.why, present.catalogue.name_of),
        "tried": form.fingerprint(),
        "expected": present.catalogue.rules_mark,
        "again": request.POST.get("do") == "keep",
    }


def _enter(present: World, rule: Rule | None, form: RuleForm) -> Proposal:
    administration.check_first_day(form.cleaned_data["since"], present)
    return dispatch_trial.entering(present, dispatch_rules.proposed(present, **form.arguments()))


def _end(present: World, rule: Rule | None, form: RuleForm) -> Proposal:
    return dispatch_trial.ending(present, dispatch_rules.ended(present, _given(rule), **form.arguments()))


def _move(present: World, rule: Rule | None, form: RuleForm) -> Proposal:
    return dispatch_trial.moving(present, dispatch_rules.moved(_given(rule), **form.arguments()))


def _given(rule: Rule | None) -> Rule:
    if rule is None:
        raise Http404
    return rule


def _rule(present: World, pk: int) -> Rule:
    return _given(next((rule for rule in present.catalogue.rules if rule.pk == pk), None))


NEW: Final = Step(
    _("A new dispatch rule"),
    _("Enter this rule"),
    _("The rule stands in the list."),
    EntryForm,
    _enter,
    lambda _row, **given: dispatch_rules.name_unit(**given),
)
END: Final = Step(
    _("End a dispatch rule"), _("End this rule"), _("The rule has a last day."), EndForm, _end, dispatch_rules.end_rule
)
MOVE: Final = Step(
    _("Move a dispatch rule in the order"),
    _("Move this rule"),
    _("The list has a new order."),
    MoveForm,
    _move,
    dispatch_rules.move_rule,
)


def _row(present: World, rule: Rule, names: Mapping[str, str]) -> Row:
    return Row(
        rule=rule,
        category=names.get(rule.category_code, rule.category_code),
        unit=present.directory.units[rule.unit_id].name,
        place=present.directory.areas[rule.area_code].name,
        hours=Hours(rule.hours).label,
        has_ended=rule.until is not None and rule.until < present.today,
        called_off=rule.until is not None and rule.until < rule.since,
        to_come=rule.since > present.today,
    )


def _names(present: World) -> dict[str, str]:
    """What categories and groups are called."""
    names: dict[str, str] = {}
    for category in present.catalogue.all_in_force(present.today):
        names[category.code] = category.name
        names[category.group] = str(_("All of %(group)s") % {"group": category.group_name})
    return names


def _history(present: World) -> list[Line]:
    def about(entry: AuditEntry) -> str:
        unit = present.directory.units.get(entry.data.get("unit", 0))
        return f"{present.catalogue.name_of(entry.data.get('category', ''))} → {unit.name if unit else ''}"

    def shown(name: str, value: object) -> str:
        if name == "hours" and value in Hours.values:
            return str(Hours(value).label)
        return present.catalogue.name_of(str(value)) if name == "category" else str(value)

    return history("dispatch_rule", names=NAMES, about=about, shown=shown)
