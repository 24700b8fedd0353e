"""Claim a place, give it back, write down one's own hours.

Every verb locks the post first, so that the last place goes to one of those who race for it.
"""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import invalid
from cases import world
from volunteers import rules
from volunteers.models import Claim, ReportIn, ServicePost
from volunteers.states import ClaimState, Verb

MOST_HOURS = Decimal(999) / 10
"""The longest post has 31 days; nobody works more than this in one."""


@transaction.atomic
def claim(post: ServicePost, *, by: User, at: dt.datetime) -> Claim:
    """Take a place, again too after having withdrawn.

    Raises `Refusal` forbidden `not_reported_in`, conflict `already_claimed`, `full` or `wrong_state`.
    """
    standing = _locked(post, by, at)
    rules.check(Verb.CLAIM, standing, at)
    _move_taken(standing.post, 1)
    row, _made = Claim.objects.update_or_create(
        post=standing.post, volunteer=by, defaults={"state": ClaimState.CLAIMED, "at": at}
    )
    return row


@transaction.atomic
def withdraw_claim(post: ServicePost, *, by: User, at: dt.datetime) -> Claim:
    """Give the own place back. Raises `Refusal` conflict `wrong_state` where there is none."""
    standing = _locked(post, by, at)
    rules.check(Verb.WITHDRAW_CLAIM, standing, at)
    _move_taken(standing.post, -1)
    return _changed(standing.post, by, ClaimState.WITHDRAWN, None)


@transaction.atomic
def confirm(post: ServicePost, *, by: User, at: dt.datetime, hours: Decimal) -> Claim:
    """Write down the own hours, in tenths; doing it again corrects them.

    Raises `Refusal` invalid `bad_hours`, conflict `too_early` before the beginning or `wrong_state`.
    """
    standing = _locked(post, by, at)
    rules.check(Verb.CONFIRM, standing, at)
    if not hours.is_finite() or not 0 < hours <= MOST_HOURS or hours != round(hours, 1):
        raise invalid("bad_hours", _("Write the hours as a number with at most one decimal, up to 99.9."), "hours")
    return _changed(standing.post, by, ClaimState.CONFIRMED, hours)


def _locked(post: ServicePost, by: User, at: dt.datetime) -> rules.Standing:
    viewer = world.viewer(by, at)
    locked = ServicePost.objects.select_for_update().get(pk=post.pk)
    own = Claim.objects.filter(post=locked, volunteer=by).first()
    return rules.Standing(viewer, locked, own, ReportIn.objects.filter(user=by, area_id=locked.area_id).exists())


def _move_taken(post: ServicePost, by: int) -> None:
    post.taken += by
    post.save(update_fields=["taken"])


def _changed(post: ServicePost, by: User, state: ClaimState, hours: Decimal | None) -> Claim:
    row = Claim.objects.get(post=post, volunteer=by)
    row.state, row.hours = state, hours
    row.save(update_fields=["state", "hours"])
    return row
