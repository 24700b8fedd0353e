"""What is said at a reception: recorded as a case or as an answer; and the leader's instruction."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import conflict, invalid, not_found
from cases import routing, texts
from cases.actions import intake, triage
from cases.models import Case, Category
from cases.states import OPEN, Channel
from cases.world import World, viewer_in, world
from grids import locate
from grids.locate import Place
from grids.roles import Permission
from meetings.actions.receptions import opened, record
from meetings.models import Item, ReceptionSession
from meetings.states import PROPERTY, ItemKind, ReceptionVerb
from notices import outbox
from notices.outbox import To
from residents.contact import Contact

LONGEST_ANSWER = 400


@dataclass(frozen=True)
class Recorded:
    """The item, and what the person who spoke takes along: number, query code, promise."""

    item: Item
    case: Case
    query_code: str
    promise_at: dt.datetime | None
    emergency_hint: str = ""


@transaction.atomic
def record_case(
    session: ReceptionSession,
    *,
    by: User,
    at: dt.datetime,
    text: str,
    place: Place,
    category: str | None = None,
    address: str = "",
    contact: Contact | None = None,
) -> Recorded:
    """A matter becomes a case like any other; name and telephone go to `residents` with it.

    On a property-manager day the company holds the case where the routing rules let the triage desk send
    it there; else it takes its usual way. Raises `Refusal` 400 `outside_session` and what
    `cases.actions.intake.report` raises, 403 for who may not record, 409 `wrong_state`.
    """
    locked = opened(session, ReceptionVerb.RECORD_CASE, by, at)
    present = world(at)
    place = _inside(present, locked, place)
    known = triage.known_category(present.catalogue, category, present.today) if category else None
    to_company = known is not None and _company_may_hold(present, locked, known, place, by)
    reported = intake.report(
        text=text,
        at=at,
        by=by,
        channel=Channel(locked.kind),
        place=place,
        category_code=None if to_company else category,
        address=address,
        contact=contact,
    )
    case, promise_at = reported.case, reported.promise_at
    if to_company:
        case = triage.dispatch(case, by=by, at=at, category=category, unit=locked.unit_id)
        promise_at = case.due_at
    item = _add(locked, by, at, kind=ItemKind.CASE, case=case)
    record(locked, "record_reception_item", by, at, item=item.number, case=case.number)
    hint = known.emergency_hint if known else ""
    return Recorded(item, case, reported.query_code, promise_at, hint)


def _inside(present: World, session: ReceptionSession, place: Place) -> Place:
    """The place, narrowed to the session's area where it was found no finer. Raises `outside_session`."""
    contains = present.directory.contains
    if contains(session.area_id, place.area_code):
        return place
    if contains(place.area_code, session.area_id):
        return locate.by_area(session.area_id)
    raise invalid("outside_session", _("The place lies outside the area of this reception."), "area_code")


def _company_may_hold(present: World, session: ReceptionSession, category: Category, place: Place, by: User) -> bool:
    """A matter of property management at a place of the company, sent by the triage desk of that place."""
    company = present.directory.units.get(session.unit_id or 0)
    if company is None or category.group != PROPERTY or category.is_sensitive:
        return False
    if not present.directory.contains(company.area_code, place.area_code):
        return False
    desk = routing.triage_desk(present.directory, place.area_code, present.today)
    posts = viewer_in(present, by).posts
    return any(post.unit_id == desk.id and post.allows(Permission.TRIAGE) for post in posts)


@transaction.atomic
def record_answer(session: ReceptionSession, *, by: User, at: dt.datetime, text: str) -> Item:
    """What was answered at once, in up to 400 characters and without names. No case, nothing to follow."""
    locked = opened(session, ReceptionVerb.RECORD_ANSWER, by, at)
    tidy = texts.clean(text)
    if len(tidy) > LONGEST_ANSWER:
        raise invalid("too_long", _("The answer is longer than 400 characters."), "text")
    item = _add(locked, by, at, kind=ItemKind.ANSWER, text=tidy)
    record(locked, "record_reception_item", by, at, item=item.number)
    return item


def _add(session: ReceptionSession, by: User, at: dt.datetime, **facts: object) -> Item:
    last = session.items.aggregate(last=Max("number"))["last"] or 0
    return Item.objects.create(session=session, number=last + 1, by=by, at=at, **facts)


@transaction.atomic
def instruct(session: ReceptionSession, *, by: User, at: dt.datetime, item: int, text: str) -> Item:
    """The leader's word on the case of item number `item` (领导批示), told to the unit that holds it.

    It changes nothing about the case and is given once. Raises `Refusal` 404 for no such item or a case
    out of sight, 409 `already_instructed`, and `wrong_state` for an answer or a case that is closed.
    """
    locked = opened(session, ReceptionVerb.INSTRUCT, by, at)
    row = locked.items.filter(number=item).first() if 0 < item < 2**31 else None
    if row is None:
        raise not_found(_("There is no such item."))
    case = _case_to_instruct(row, by, at)
    row.instruction, row.instructed_by, row.instructed_at = texts.clean(text), by, at
    row.save(update_fields=["instruction", "instructed_by", "instructed_at"])
    notice = outbox.put(
        "leader_instruction",
        to=To("unit", case.holder_id),
        about=("instruction", str(row.pk)),
        key=f"leader_instruction:{row.pk}",
        at=at,
    )
    outbox.write([notice])
    record(locked, "instruct_case", by, at, item=row.number, case=case.number)
    return row


def _case_to_instruct(row: Item, by: User, at: dt.datetime) -> Case:
    if row.case_id is None:
        raise conflict("wrong_state", _("This was answered at once: there is no case to instruct on."))
    case = Case.objects.visible_to(viewer_in(world(at), by)).filter(pk=row.case_id).first()
    if case is None:
        raise not_found(_("There is no such case."))
    if row.instruction:
        raise conflict("already_instructed", _("An instruction has been given on this case."))
    if case.state not in OPEN:
        raise conflict("wrong_state", _("The case is closed."))
    return case
