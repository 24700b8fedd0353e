"""The audit trail: what people did, and who looked at contact data for what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import AuditEntry
from accounts.refusals import forbidden, invalid
from cases import words
from cases.models import CaseEvent
from cases.queries import audit as queries
from cases.reasons import reason_text
from cases.states import Verb
from cases.story import actor
from cases.words import word
from grids.tree import Directory
from procedures import words as procedures
from residents.purposes import PURPOSES
from web.paging import id_in
from web.staff.bulk_log import said_of
from web.viewing import viewer_of

PAGE_SIZE = 50

ENTRY_WORDS: Mapping[str, Promise] = {
    "sign_in": _("Signed in"),
    "sign_out": _("Signed out"),
    "lock_out": _("Locked out after failed sign-ins"),
    "issue_token": _("Issued an API token"),
    "revoke_token": _("Revoked an API token"),
    "revoke_tokens": _("Revoked all API tokens"),
    "create_user": _("Created a user"),
    "set_password": _("Set a password"),
    "set_device_key": _("Gave a device group a new key"),
    "save_device": _("Registered an alarm device"),
    "activate_user": _("Opened a user's account"),
    "deactivate_user": _("Closed a user's account"),
    "reveal_contact": _("Looked at contact data"),
    "print_names": _("Wrote out a document with the names"),
    "erase_contact": _("Erased contact data"),
    "replace_calendar": _("Replaced a year of the working calendar"),
    "publish_service_post": _("Published a service post"),
    "withdraw_service_post": _("Withdrew a service post"),
    "assign_post": _("Gave a post to somebody"),
    "end_post": _("Ended a post"),
    "create_unit": _("Founded a unit"),
    "change_unit": _("Changed a unit"),
    "found_party": _("Entered a party organisation"),
    "change_party": _("Changed a party organisation"),
    "import_areas": _("Imported areas"),
    "set_outline": _("Drew the outline of an area"),
    "issue_place_code": _("Issued a place code"),
    "revoke_place_code": _("Revoked a place code"),
    "set_duty": _("Set days of the duty roster"),
    "plan_reception": _("Planned a reception"),
    "begin_reception": _("Began a reception"),
    "record_reception_item": _("Recorded a matter of a reception"),
    "instruct_case": _("Gave an instruction on a case"),
    "summarise_reception": _("Signed the summary of a reception"),
    "call_off_reception": _("Called off a reception"),
    "plan_screening": _("Planned a screening meeting"),
    "begin_screening": _("Began a screening meeting"),
    "pick_case": _("Put a case on an agenda"),
    "decide_dispute": _("Decided on a dispute"),
    "report_screening": _("Reported a screening meeting"),
    "acknowledge_screening": _("Acknowledged a screening report"),
    "call_off_screening": _("Called off a screening meeting"),
    "name_unit": _("Entered a dispatch rule"),
    "end_rule": _("Ended a dispatch rule"),
    "move_rule": _("Moved a dispatch rule in the order"),
    "set_hours": _("Set the office hours"),
    "write_category": _("Wrote a version of a kind of matter"),
    "end_category": _("Ended a kind of matter"),
    "set_figure": _("Set a figure of the process"),
    "write_template": _("Wrote prepared words"),
    "choose_channel": _("Entered an address for notices"),
    "verify_channel": _("Verified an address for notices"),
    "change_channel": _("Changed what comes to an address for notices"),
    "take_back_channel": _("Took back an address for notices"),
    "set_notice_text": _("Changed the text of a notice"),
    "put_up_display": _("Put up a wall display"),
    "withdraw_display": _("Withdrew a wall display"),
    "act_in_bulk": _("Did one step in many cases"),
    **{f"{kind}_{verb}": said for kind, verbs in procedures.VERBS.items() for verb, said in verbs.items()},
}

SUBJECTS: Mapping[str, Promise] = {
    "user": _("User"),
    "token": _("API token"),
    "device_group": _("Device group"),
    "device": _("Alarm device"),
    "case": _("Case"),
    "requester": _("Requester"),
    **{str(kind): said for kind, said in procedures.PROCEDURES.items()},
    "calendar": _("Working calendar"),
    "service_post": _("Service post"),
    "reception": _("Reception"),
    "screening": _("Screening meeting"),
    "post": _("Post"),
    "unit": _("Unit"),
    "party": _("Party organisation"),
    "area": _("Area"),
    "areas": _("Areas"),
    "place_code": _("Place code"),
    "dispatch_rule": _("Dispatch rule"),
    "category": _("Kind of matter"),
    "office_hours": _("Office hours"),
    "figure": _("Figure of the process"),
    "reply_template": _("Prepared words"),
    "notice_text": _("Text of a notice"),
    "bulk": _("Step in many cases"),
    "display": _("Wall display"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail in words."""

    at: Any
    who: str
    what: "str | Promise"
    about: str
    why: "str | Promise"
    changes: "tuple[tuple[str, str], ...]" = ()
    url: str = ""


@login_required
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Access and administration; with `?of=cases` the events of cases, without their texts."""
    viewer = viewer_of(request)
    if not queries.scope(viewer):
        raise forbidden("not_your_audit", _("Only an auditor reads the trail."))
    of_cases = request.GET.get("of") == "cases"
    before = request.GET.get("before", "")
    rows, older = _page(queries.events(viewer) if of_cases else queries.entries(viewer), before)
    context = {
        "entries": [_event(row, viewer.directory) for row in rows] if of_cases else _entries(rows, viewer.directory),
        "of_cases": of_cases,
        "older": older,
        "is_first": not before,
    }
    return render(request, "web/staff/audit.html", context)


def _page(rows: QuerySet[Any], before: str) -> tuple[list[Any], str]:
    """Fifty rows by keyset, and the id from which the next page goes on."""
    if before:
        place = id_in(before)
        if place is None:
            raise invalid("bad_cursor", _("This page of the list is not known. Begin at the first."))
        rows = rows.filter(pk__lt=place)
    found = list(rows[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    return found[:PAGE_SIZE], str(found[PAGE_SIZE - 1].pk) if more else ""


def _entries(rows: Sequence[AuditEntry], directory: Directory) -> list[Entry]:
    """Entries in words; users and areas by their names, in one statement."""
    users = queries.user_names(row.subject_id for row in rows if row.subject_kind == "user")
    return [
        Entry(
            at=row.at,
            who=row.user.name if row.user else str(_("Automatic")),
            what=ENTRY_WORDS.get(row.verb, row.verb),
            about=_about(row, users, directory),
            why=said_of(row.data) if row.verb == "act_in_bulk" else PURPOSES.get(row.purpose, row.purpose),
            changes=tuple((old, new) for old, new in row.data.get("changes", {}).values()),
            url=reverse("bulk_run", args=[int(row.subject_id)]) if row.verb == "act_in_bulk" else "",
        )
        for row in rows
    ]


def _about(row: AuditEntry, users: Mapping[str, str], directory: Directory) -> str:
    if row.subject_kind == "user" and row.subject_id in users:
        return users[row.subject_id]
    if row.subject_kind == "area" and row.subject_id in directory.areas:
        return directory.areas[row.subject_id].name
    return f"{SUBJECTS.get(row.subject_kind, row.subject_kind)} {row.subject_id}"


def _event(row: CaseEvent, directory: Directory) -> Entry:
    unit = directory.units.get(row.unit_id or 0)
    who = " · ".join(
        part for part in (actor(row.verb, row.by.name if row.by else ""), unit.name if unit else "") if part
    )
    why = reason_text(Verb(row.verb), row.reason) if row.reason else words.DEADLINES.get(row.cause, "")
    return Entry(row.at, who, word(words.VERBS, row.verb), row.case.number, why)
