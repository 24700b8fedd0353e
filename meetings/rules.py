"""Who may do what with a reception or a screening meeting now.

`check_…` raises, `…_actions` looks; both ask the same conditions, so that a page offers exactly what an
action accepts. Order of the answers: not yours (403), then the moment (409).
"""

import datetime as dt
from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, conflict, forbidden
from cases.viewer import Viewer
from grids.levels import Level
from grids.roles import Role
from grids.tree import AreaNode, Directory, PostNode
from meetings.models import ReceptionSession, ScreeningMeeting
from meetings.scope import HOSTS, host_codes, hosts
from meetings.states import (
    MEETING_SOURCES,
    SESSION_SOURCES,
    MeetingState,
    ReceptionVerb,
    ScreeningVerb,
    SessionKind,
    SessionState,
)

RECORDERS = frozenset({Role.CLERK, Role.HANDLER})
"""Who writes down what is said: those who may report cases."""

SIGNERS = frozenset({Role.UNIT_HEAD, Role.LEADER})
"""Who answers for what an office did."""

LEVELS: Mapping[SessionKind, frozenset[Level]] = {
    SessionKind.LEADER_RECEPTION: frozenset({Level.STREET}),
    SessionKind.PROPERTY_RECEPTION: frozenset({Level.COMMUNITY, Level.GRID}),
}
"""The levels at which a reception of each kind is held."""

SCREENED = frozenset({Level.COMMUNITY, Level.STREET})
"""The levels at which disputes are screened."""

ROSTERED = LEVELS[SessionKind.LEADER_RECEPTION]
"""The levels that keep a duty roster."""


def areas_of(viewer: Viewer, levels: frozenset[Level]) -> list[AreaNode]:
    """The areas of these levels in which the viewer plans, by code."""
    contains, codes = viewer.directory.contains, host_codes(viewer)
    found = (area for area in viewer.directory.areas.values() if area.level in levels)
    return sorted((area for area in found if any(contains(code, area.code) for code in codes)), key=_code)


def _code(area: AreaNode) -> str:
    return area.code


def check_planner(viewer: Viewer, area_code: str) -> None:
    """Planning belongs to the office of the area and to those above it.

    Raises `Refusal` forbidden `not_your_verb` or `not_your_unit`.
    """
    _check_host(viewer, area_code, HOSTS)


def leaders_of(directory: Directory, area_code: str, day: dt.date) -> list[PostNode]:
    """The posts that lead a street on a day: its office's leaders first, then its heads of unit."""
    office = directory.offices.get(area_code)
    posts = directory.posts_by_unit.get(office.id, ()) if office else ()
    current = [post for post in posts if post.role in SIGNERS and post.is_current(day)]
    return sorted(current, key=lambda post: (post.role is not Role.LEADER, post.id))


def who_may_take_part(directory: Directory, area_code: str, day: dt.date) -> list[PostNode]:
    """The posts on a day of the units in the area and of those over it: a street's police post, say."""
    contains, units = directory.contains, directory.units
    found = (
        post
        for unit_id, posts in directory.posts_by_unit.items()
        for post in posts
        if contains(area_code, units[unit_id].area_code) or contains(units[unit_id].area_code, area_code)
    )
    return [post for post in found if post.is_current(day)]


def check_reception(verb: ReceptionVerb, viewer: Viewer, session: ReceptionSession, today: dt.date) -> None:
    """Raises the `Refusal` that keeps a verb from being used on a reception now."""
    _RECEPTION[verb](viewer, session, today)
    if SessionState(session.state) not in SESSION_SOURCES[verb]:
        raise conflict("wrong_state", _SESSION_MOMENTS[SessionState(session.state)])


def reception_actions(viewer: Viewer, session: ReceptionSession, today: dt.date) -> list[ReceptionVerb]:
    """The verbs that the viewer may use now, in the order of the enum."""
    return [verb for verb in ReceptionVerb if _allows(check_reception, verb, viewer, session, today)]


def check_screening(verb: ScreeningVerb, viewer: Viewer, meeting: ScreeningMeeting, today: dt.date) -> None:
    """Raises the `Refusal` that keeps a verb from being used on a screening meeting now."""
    if verb is ScreeningVerb.ACKNOWLEDGE:
        _check_receiver(viewer, meeting)
    else:
        _check_host(viewer, meeting.area_id, HOSTS)
    if MeetingState(meeting.state) not in MEETING_SOURCES[verb]:
        raise conflict("wrong_state", _MEETING_MOMENTS[MeetingState(meeting.state)])
    if verb is ScreeningVerb.ACKNOWLEDGE and meeting.acknowledged_at is not None:
        raise conflict("wrong_state", _("The report has been acknowledged already."))
    if verb is ScreeningVerb.BEGIN:
        _check_day(meeting.day, today)


def screening_actions(viewer: Viewer, meeting: ScreeningMeeting, today: dt.date) -> list[ScreeningVerb]:
    """The verbs that the viewer may use now, in the order of the enum."""
    return [verb for verb in ScreeningVerb if _allows(check_screening, verb, viewer, meeting, today)]


def _allows(check: Callable[..., None], *facts: object) -> bool:
    try:
        check(*facts)
    except Refusal:
        return False
    return True


def _check_host(viewer: Viewer, area_code: str, roles: frozenset[Role]) -> None:
    if not host_codes(viewer, roles):
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    if not hosts(viewer, area_code, roles):
        raise forbidden("not_your_unit", _("This is for another unit to do."))


def _check_day(day: dt.date, today: dt.date) -> None:
    """What was planned for later has not begun; what was missed may be written down afterwards."""
    if today < day:
        raise conflict("too_early", _("It is planned for a later day."))


def _by_host(viewer: Viewer, session: ReceptionSession, today: dt.date) -> None:
    _check_host(viewer, session.area_id, HOSTS)


def _by_recorder(viewer: Viewer, session: ReceptionSession, today: dt.date) -> None:
    _check_host(viewer, session.area_id, RECORDERS)


def _begin(viewer: Viewer, session: ReceptionSession, today: dt.date) -> None:
    _check_host(viewer, session.area_id, HOSTS)
    if session.state == SessionState.PLANNED:
        _check_day(session.day, today)


def _by_leader(viewer: Viewer, session: ReceptionSession, today: dt.date) -> None:
    """A leader reception is its own leader's or deputy's; where both have gone, any leader's of the office.

    A property-manager day has none: it is for those who answer for the office.
    """
    _check_host(viewer, session.area_id, SIGNERS)
    if session.kind != SessionKind.LEADER_RECEPTION:
        return
    named = {session.leader_id, session.deputy_id} - {None}
    serving = [
        post
        for posts in viewer.directory.posts_by_user.values()
        for post in posts
        if post.id in named and post.is_current(today)
    ]
    if serving and viewer.user_id not in {post.user_id for post in serving}:
        raise forbidden("not_the_leader", _("This is for the leader who receives, or the deputy."))


_RECEPTION: Mapping[ReceptionVerb, Callable[[Viewer, ReceptionSession, dt.date], None]] = {
    ReceptionVerb.BEGIN: _begin,
    ReceptionVerb.RECORD_CASE: _by_recorder,
    ReceptionVerb.RECORD_ANSWER: _by_recorder,
    ReceptionVerb.INSTRUCT: _by_leader,
    ReceptionVerb.SUMMARISE: _by_leader,
    ReceptionVerb.CALL_OFF: _by_host,
}


def _check_receiver(viewer: Viewer, meeting: ScreeningMeeting) -> None:
    """Somebody of the office above, in a post that takes part in meetings."""
    if not host_codes(viewer):
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    office = meeting.reported_to_id or above(viewer.directory, meeting.area_id)
    if not any(post.unit_id == office and post.role in HOSTS for post in viewer.posts):
        raise forbidden("not_your_unit", _("This is for another unit to do."))


def above(directory: Directory, area_code: str) -> int | None:
    """The office to which the area's office reports; None at the top."""
    parent = directory.areas[area_code].parent_code
    office = directory.office_at_or_above(parent) if parent else None
    return office.id if office else None


_SESSION_MOMENTS: Mapping[SessionState, Promise] = {
    SessionState.PLANNED: _("The reception has not begun yet."),
    SessionState.HELD: _("The reception is being held already."),
    SessionState.SUMMARISED: _("The reception is over and its summary signed."),
}
_MEETING_MOMENTS: Mapping[MeetingState, Promise] = {
    MeetingState.PLANNED: _("The meeting has not begun yet."),
    MeetingState.HELD: _("The meeting is being held now."),
    MeetingState.REPORTED: _("The meeting has been reported upwards."),
}
