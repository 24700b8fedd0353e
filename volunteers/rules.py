"""Who may do what with a service post now.

`check` raises, `may` and `actions` look; all ask the same conditions, so that a page offers exactly
what an action accepts. Order of the answers: not yours (403), then the moment (409).
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, conflict, forbidden
from cases.viewer import Viewer
from grids.levels import Level
from grids.roles import Permission
from grids.tree import AreaNode
from volunteers.models import Claim, ServicePost
from volunteers.states import ACTIVE, ClaimState, PostState, Verb


@dataclass(frozen=True, slots=True)
class Standing:
    """A viewer before a post: the own claim, and whether reported in to its community."""

    viewer: Viewer
    post: ServicePost
    claim: Claim | None
    reported_in: bool


def check_publisher(viewer: Viewer, area_code: str) -> None:
    """Publishing belongs to the office of the community or of an area above it (permission `post_service`).

    Raises `Refusal` forbidden `not_your_verb` or `not_your_unit`.
    """
    codes = _offices(viewer)
    if not codes:
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    if not any(viewer.directory.contains(code, area_code) for code in codes):
        raise forbidden("not_your_unit", _("This is for another unit to do."))


def communities_to_publish_for(viewer: Viewer) -> list[AreaNode]:
    """The communities for which the viewer may publish, by code."""
    codes = _offices(viewer)
    return [area for area in communities(viewer) if any(viewer.directory.contains(code, area.code) for code in codes)]


def communities(viewer: Viewer) -> list[AreaNode]:
    """All communities, by code."""
    areas = viewer.directory.areas.values()
    return sorted((area for area in areas if area.level is Level.COMMUNITY), key=lambda area: area.code)


def _offices(viewer: Viewer) -> list[str]:
    units = viewer.directory.units
    return [
        post.area_code or units[post.unit_id].area_code
        for post in viewer.posts
        if units[post.unit_id].is_office and post.allows(Permission.POST_SERVICE)
    ]


def check(verb: Verb, standing: Standing, at: dt.datetime) -> None:
    """Raises the `Refusal` that keeps the verb from being used now."""
    _CHECKS[verb](standing, at)


def may(verb: Verb, standing: Standing, at: dt.datetime) -> Refusal | None:
    """The refusal of a verb, or None where it may be used now."""
    try:
        check(verb, standing, at)
    except Refusal as refusal:
        return refusal
    return None


def actions(standing: Standing, at: dt.datetime) -> list[Verb]:
    """The verbs that may be used now, in the order of the enum."""
    return [verb for verb in Verb if may(verb, standing, at) is None]


def _claim(standing: Standing, at: dt.datetime) -> None:
    if not standing.reported_in:
        raise forbidden("not_reported_in", _("Report in to this community first."))
    _published(standing.post, at)
    if standing.claim is not None and standing.claim.state in ACTIVE:
        raise conflict("already_claimed", _("You take part already."))
    if standing.post.places_left < 1:
        raise conflict("full", _("All places are taken."))


def _withdraw_claim(standing: Standing, at: dt.datetime) -> None:
    if standing.claim is None or standing.claim.state != ClaimState.CLAIMED:
        raise conflict("wrong_state", _("There is nothing of yours to withdraw."))


def _confirm(standing: Standing, at: dt.datetime) -> None:
    if standing.claim is None or standing.claim.state not in ACTIVE:
        raise conflict("wrong_state", _("You do not take part in this."))
    if at < standing.post.starts_at:
        raise conflict("too_early", _("It has not begun yet."))


def _withdraw(standing: Standing, at: dt.datetime) -> None:
    check_publisher(standing.viewer, standing.post.area_id)
    _published(standing.post, at)


def _published(post: ServicePost, at: dt.datetime) -> None:
    if post.state != PostState.PUBLISHED or at >= post.ends_at:
        raise conflict("wrong_state", _("The post is over or was withdrawn."))


_CHECKS: Mapping[Verb, Callable[[Standing, dt.datetime], None]] = {
    Verb.CLAIM: _claim,
    Verb.WITHDRAW_CLAIM: _withdraw_claim,
    Verb.CONFIRM: _confirm,
    Verb.WITHDRAW: _withdraw,
}
