"""Publish and withdraw service posts; finish those that are over."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.characters import has_unprintable
from accounts.models import User
from accounts.refusals import invalid
from cases import world
from cases.viewer import Viewer
from grids.levels import Level
from notices import outbox
from notices.outbox import To
from volunteers import rules
from volunteers.models import Claim, ServicePost
from volunteers.states import ClaimState, PostState, Verb

TITLE_LENGTH, TEXT_LENGTH = 80, 2000
MOST_NEEDED = 500
FURTHEST = dt.timedelta(days=365)
LONGEST = dt.timedelta(days=31)


@transaction.atomic
def publish(
    *,
    by: User,
    at: dt.datetime,
    area_code: str,
    title: str,
    text: str,
    needed: int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    place_code: str = "",
) -> ServicePost:
    """A community looks for volunteers; `place_code` names where in the community, if not all of it.

    Raises `Refusal` invalid with the field (`unknown_area`, `unknown_place`, `bad_title`, `bad_text`,
    `bad_needed`, `bad_time`) and what `rules.check_publisher` raises.
    """
    viewer = world.viewer(by, at)
    _check_area(viewer, area_code, place_code or area_code)
    rules.check_publisher(viewer, area_code)
    _check_times(at, starts_at, ends_at)
    if not 1 <= needed <= MOST_NEEDED:
        raise invalid("bad_needed", _("Ask for 1 to 500 volunteers."), "needed")
    post = ServicePost.objects.create(
        area_id=area_code,
        place_id=place_code or area_code,
        title=_words(title, TITLE_LENGTH, "title"),
        text=_words(text.replace("\r\n", "\n"), TEXT_LENGTH, "text", allowed="\n"),
        needed=needed,
        starts_at=starts_at,
        ends_at=ends_at,
        published_by=by,
        published_at=at,
    )
    audit.record(by=by, verb="publish_service_post", subject_kind="service_post", subject_id=post.pk, at=at)
    return post


@transaction.atomic
def withdraw(post: ServicePost, *, by: User, at: dt.datetime) -> ServicePost:
    """The community needs nobody after all; every claim ends, and each volunteer is told.

    Raises `Refusal` forbidden for others than its publishers, conflict `wrong_state` when it is over.
    """
    locked = ServicePost.objects.select_for_update().get(pk=post.pk)
    rules.check(Verb.WITHDRAW, rules.Standing(world.viewer(by, at), locked, None, reported_in=False), at)
    claims = Claim.objects.filter(post=locked, state=ClaimState.CLAIMED)
    told = list(claims.order_by("id").values_list("volunteer_id", flat=True))
    claims.update(state=ClaimState.WITHDRAWN)
    locked.state, locked.taken = PostState.WITHDRAWN, locked.taken - len(told)
    locked.save(update_fields=["state", "taken"])
    outbox.write(
        outbox.put(
            "service_post_withdrawn",
            to=To("user", user_id),
            about=("service_post", str(locked.pk)),
            key=f"service_post_withdrawn:{locked.pk}:{user_id}",
            at=at,
        )
        for user_id in told
    )
    audit.record(by=by, verb="withdraw_service_post", subject_kind="service_post", subject_id=locked.pk, at=at)
    return locked


def finish_past(at: dt.datetime) -> int:
    """Mark the published posts that have ended; how many. Until then the rules look at the clock themselves."""
    return ServicePost.objects.filter(state=PostState.PUBLISHED, ends_at__lte=at).update(state=PostState.FINISHED)


def _check_area(viewer: Viewer, area_code: str, place_code: str) -> None:
    area = viewer.directory.areas.get(area_code)
    if area is None or area.level is not Level.COMMUNITY:
        raise invalid("unknown_area", _("Choose a community."), "area_code")
    if place_code not in viewer.directory.areas or not viewer.directory.contains(area_code, place_code):
        raise invalid("unknown_place", _("Choose a place in the community."), "place_code")


def _check_times(at: dt.datetime, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    if not at < starts_at <= at + FURTHEST:
        raise invalid("bad_time", _("Begin in the future, at most a year ahead."), "starts_at")
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise invalid("bad_time", _("End after the beginning, at most 31 days later."), "ends_at")


def _words(text: str, longest: int, field: str, *, allowed: str = "") -> str:
    text = text.strip()
    if not text:
        raise invalid(f"bad_{field}", _("This is needed."), field)
    if len(text) > longest or has_unprintable(text, allowed=allowed):
        raise invalid(f"bad_{field}", _("The text is too long or has unprintable characters."), field)
    return text
