"""A report comes in: placed, routed with its reason, dispatched at once where everything is certain.

Every channel ends here (case process, invariant 13): web form, API, import. One transaction, a
statement a table; the answer is sent after the commit.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import forbidden, invalid
from cases import calendar, casefile, deadlines, guards_merging, query_code, routing, suggesting, texts
from cases.actions import merging
from cases.actions import photos as photo_store
from cases.actions.applying import NOBODY, Author, Draft
from cases.actions.triage import file_under, known_category, send
from cases.casefile import CaseFile
from cases.ledger import Ledger
from cases.models import Case, Category, TextKind
from cases.photos import Photo
from cases.public_steps import promised
from cases.queries import duplicates
from cases.routing import Reason
from cases.states import PUBLIC_CHANNELS, Channel, DeadlineKind, Severity, State, Verb
from cases.world import ZONE, World, viewer_in, world
from grids.locate import Place
from grids.roles import Permission
from grids.versions import Tokens
from residents import actions as residents
from residents.contact import Contact

MOST_PHOTOS = 4
HISTORY_AFTER = dt.timedelta(days=30)
LONGEST_ADDRESS = 200


@dataclass(frozen=True)
class Reported:
    """What the requester gets: the case, the code to read it with, and the promise."""

    case: Case
    query_code: str
    promise_at: dt.datetime | None
    emergency_hint: str = ""


@dataclass(frozen=True)
class ImportRow:
    """One row of an import, already placed. `reported_at` is when the message was sent."""

    external_number: str
    text: str
    reported_at: dt.datetime
    place: Place
    category_code: str | None = None
    contact: Contact | None = None
    address: str = ""


@dataclass(frozen=True)
class _Report:
    """A report in clean form."""

    text: str
    channel: Channel
    place: Place
    reported_at: dt.datetime
    category: Category | None = None
    address: str = ""
    contact: Contact | None = None
    external_number: str = ""
    complained_unit: int | None = None
    photos: Sequence[Photo] = field(default_factory=tuple)
    follows: int | None = None


def report(
    *,
    text: str,
    at: dt.datetime,
    channel: str,
    place: Place,
    by: User | None = None,
    category_code: str | None = None,
    address: str = "",
    contact: Contact | None = None,
    photos: Sequence[Photo] = (),
    external_number: str = "",
    complained_unit: int | None = None,
    follow: str = "",
    tokens: Tokens | None = None,
) -> Reported:
    """Takes a report in. `by` is the member of staff who enters it, None for a resident.

    `complained_unit` is the office whose staff the report complains about. Neither it nor anybody below
    it sees the case, also while the case waits for somebody to choose its category.
    `follow` is the token of a hint or an offer (`cases.queries.duplicates`): the report is merged at once into
    the case that it names; where that is not possible any more, it goes its own way.
    `tokens` are the version tokens with which the caller found the place, to read them once.

    Raises `Refusal`: 400 `empty`, `too_long`, `control_characters`, `unknown_category`,
    `ended_category`, `unknown_channel`, `unknown_unit`, `too_many_photos`; 403 `outside_your_area` for staff who
    report outside their post's subtree.
    """
    present = world(at, tokens)
    if len(photos) > MOST_PHOTOS:
        raise invalid("too_many_photos", _("At most four photos."), "photos")
    if complained_unit is not None and complained_unit not in present.directory.units:
        raise invalid("unknown_unit", _("There is no such unit."), "complained_unit")
    clean = _Report(
        text=texts.clean(text),
        channel=_channel(channel, by),
        place=place,
        reported_at=at,
        category=known_category(present.catalogue, category_code, present.today) if category_code else None,
        address=_address(address),
        contact=contact,
        external_number=external_number,
        complained_unit=complained_unit,
        photos=photos,
    )
    author = _author(present, by, place) if by is not None else NOBODY
    clean = replace(clean, follows=_followed(present, follow, clean, by))
    with photo_store.kept(photos) as names, transaction.atomic():
        present, [ids] = _begin(present, 1)
        ledger = Ledger(present)
        draft = _take(ledger, clean, author, *ids)
        ledger.attachments += photo_store.rows(draft.case, photos, names, at)
        ledger.write()
    return _reported(draft, clean)


def _followed(present: World, token: str, clean: _Report, by: User | None) -> int | None:
    """The case that a token names, among those that a requester or this member of staff may follow."""
    if not token:
        return None
    return duplicates.chosen(
        present,
        token,
        text=clean.text,
        area_code=clean.place.area_code,
        category_code=clean.category.code if clean.category else None,
        viewer=viewer_in(present, by) if by is not None else None,
    )


def from_device(*, text: str, at: dt.datetime, place: Place, category_code: str, address: str) -> Case:
    """The case of a device's signal: no requester, and a category that is certain unless it has ended.

    Call inside the transaction that keeps the signal. Where the category has ended, the triage desk chooses.
    """
    present = world(at)
    clean = _Report(
        text=texts.clean(text),
        channel=Channel.ALARM,
        place=place,
        reported_at=at,
        category=present.catalogue.in_force(category_code, present.today),
        address=_address(address),
    )
    present, [ids] = _begin(present, 1)
    ledger = Ledger(present)
    draft = _take(ledger, clean, NOBODY, *ids)
    ledger.write()
    return draft.case


def category_in_force(code: str, at: dt.datetime) -> Category:
    """The version of a category that is in force. Refuses `ended_category` and `unknown_category` (400)."""
    present = world(at)
    return known_category(present.catalogue, code, present.today)


def import_batch(rows: Sequence[ImportRow], *, channel: str, at: dt.datetime, by: User | None = None) -> list[Case]:
    """Takes many reports in, in one transaction: all of them or, where one raises, none.

    Rows reported more than 30 days before `at` are history: no clocks, no notices. Raises as
    `report` does, and IntegrityError where an external number of the channel is there already.
    """
    with transaction.atomic():
        present, new_ids = _begin(world(at), len(rows))
        ledger = Ledger(present)
        for row, ids in zip(rows, new_ids, strict=True):
            _take(ledger, _from_row(row, Channel(channel), present), NOBODY, *ids)
        ledger.write()
    return ledger.new_cases


def _from_row(row: ImportRow, channel: Channel, present: World) -> _Report:
    code = row.category_code
    return _Report(
        text=texts.clean(row.text),
        channel=channel,
        place=row.place,
        reported_at=row.reported_at,
        category=known_category(present.catalogue, code, present.today) if code else None,
        address=_address(row.address),
        contact=row.contact,
        external_number=row.external_number,
    )


def _channel(channel: str, by: User | None) -> Channel:
    if channel not in list(Channel):
        raise invalid("unknown_channel", _("There is no such channel."), "channel")
    if by is None and channel not in PUBLIC_CHANNELS:
        raise invalid("unknown_channel", _("Sign in to report through this channel."), "channel")
    return Channel(channel)


def _address(address: str) -> str:
    tidy = texts.clean(address, "address", required=False)
    if len(tidy) > LONGEST_ADDRESS:
        raise invalid("too_long", _("The address is longer than 200 characters."), "address")
    return tidy


def _author(present: World, by: User, place: Place) -> Author:
    """The post in which a member of staff reports: one whose area contains the place."""
    viewer = viewer_in(present, by)
    for post in viewer.posts:
        area = post.area_code or present.directory.units[post.unit_id].area_code
        if post.allows(Permission.REPORT) and present.directory.contains(area, place.area_code):
            return Author(by.pk, post.id, post.unit_id)
    raise forbidden("outside_your_area", _("The place lies outside your area."))


def _begin(present: World, count: int) -> tuple[World, list[tuple[int, int]]]:
    """The world by which new cases are written, and their ids and those of their requesters.

    The ids come ahead of the rows, so that everything is inserted in bulk; the calendar may have changed since
    the world was read.
    """
    token, ids = calendar.begin_cases(count)
    return replace(present, calendar=calendar.current(token)), ids


def number_of(pk: int, day: dt.date) -> str:
    """The case number: the day and the running count in six digits or more, such as 20261122000123.

    The count is never cut, so no two cases share a number whatever their days are.
    """
    return f"{day:%Y%m%d}{pk:06d}"


def _take(ledger: Ledger, clean: _Report, author: Author, case_id: int, requester_id: int) -> Draft:
    present = ledger.world
    case = Case(
        id=case_id,
        number=number_of(case_id, clean.reported_at.astimezone(ZONE).date()),
        external_number=clean.external_number,
        channel=clean.channel,
        area_id=clean.place.area_code,
        address=clean.address,
        latitude=clean.place.latitude,
        longitude=clean.place.longitude,
        reported_at=clean.reported_at,
    )
    if clean.contact:
        requester = residents.prepare(clean.contact, ledger.world.at)
        requester.pk = requester_id
        case.requester = requester
        ledger.requesters.append(requester)
    ledger.new_cases.append(case)
    draft = Draft(present, CaseFile(case), ledger, author, is_new=True)
    history = present.at - clean.reported_at > HISTORY_AFTER
    _route(draft, clean, history=history)
    return draft


def _route(draft: Draft, clean: _Report, *, history: bool) -> None:
    present, case, category = draft.world, draft.case, clean.category
    route = routing.route(
        present.directory,
        case.area_id,
        None if history else category,
        today=present.today,
        named=present.rule_for(category, case.area_id) if category else None,
        complained=present.directory.units.get(clean.complained_unit or 0),
        found=clean.place.how,
        unfiled=_unfiled(clean, history=history),
    )
    case.holder_id, case.holder_level, case.held_since = route.unit.id, route.unit.level, draft.at
    case.routing = [list(line) for line in route.why]
    case.complained_unit_id = route.complained.id if route.complained else None
    if category is not None:
        file_under(draft, category, Severity(category.severity))
    elif not history:
        case.suggested_category = _suggested(present, clean.text)
    draft.apply(
        Verb.REPORT,
        to=State.REPORTED,
        words=(TextKind.REQUEST, clean.text),
        data={"channel": clean.channel, "area": case.area_id, "how": clean.place.how, "why": case.routing},
    )
    if history or (clean.follows is not None and _follow(draft, clean.follows)):
        return
    if route.certain:
        system = Draft(present, draft.file, draft.ledger, is_new=True)
        send(system, route)
        return
    _await_dispatch(draft)
    draft.tell("case_to_triage", route.unit.id)
    draft.tell_requester("resident_received", **promised(draft.file.deadlines[DeadlineKind.ACCEPT].due_at, ZONE))


def _suggested(present: World, text: str) -> Category | None:
    """What the words sound like, for the triage desk to look at: it routes and dispatches nothing."""
    in_force = present.catalogue.by_code(present.today)
    found = suggesting.best(text, in_force.keys())
    return in_force[found.code] if found else None


def _unfiled(clean: _Report, *, history: bool) -> Reason:
    """Why a report is not routed by a category."""
    if history:
        return Reason.OLD_RECORD
    return Reason.CATEGORY_ENDED if clean.channel is Channel.ALARM else Reason.CATEGORY_NOT_CHOSEN


def _await_dispatch(draft: Draft) -> None:
    """The clock of the triage desk."""
    present, severity = draft.world, Severity(draft.case.severity)
    limit, source = present.figures.accept(severity), f"figure:accept_{severity}"
    clock = deadlines.plain(present.calendar, DeadlineKind.ACCEPT, draft.at, limit, source)
    draft.start(clock, draft.case.holder_id)


def _follow(draft: Draft, pk: int) -> bool:
    """Merges the new case into another one, as its requester chose. False where that one takes no more."""
    present = draft.world
    master = Draft(present, casefile.lock(pk), draft.ledger)
    if guards_merging.unfit(draft.case, master.case, present) is not None:
        return False
    _await_dispatch(draft)
    merging.join(Draft(present, draft.file, draft.ledger, is_new=True), master, cause=merging.FOLLOW)
    return True


def _reported(draft: Draft, clean: _Report) -> Reported:
    accept = draft.file.deadlines.get(DeadlineKind.ACCEPT)
    shown = draft.case.master or draft.case
    promise = shown.due_at or (accept.due_at if accept else None)
    hint = clean.category.emergency_hint if clean.category else ""
    return Reported(draft.case, query_code.of(draft.case.number), promise, hint)
