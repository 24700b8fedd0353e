"""What volunteers and offices read. Hours are read by their owner alone."""

import datetime as dt
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, invalid, not_found
from cases.viewer import Viewer
from volunteers.models import Claim, ReportIn, ServicePost, ServicePostQuerySet
from volunteers.rules import Standing, communities_to_publish_for
from volunteers.states import ACTIVE

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the posts ahead; `next` is the cursor of the one after it, empty at the end."""

    standings: list[Standing]
    next: str


def posts(viewer: Viewer) -> ServicePostQuerySet:
    """The posts in the viewer's scope, with community and place."""
    return ServicePost.objects.visible_to(viewer).select_related("area", "place")


def standing(viewer: Viewer, post_id: int) -> Standing:
    """The viewer before one post. Raises `Refusal` not_found outside the scope."""
    post = posts(viewer).filter(pk=post_id).first()
    if post is None:
        raise not_found(_("There is no such service post."))
    return standings(viewer, [post])[0]


def standings(viewer: Viewer, rows: list[ServicePost]) -> list[Standing]:
    """The viewer before each of these posts, in two statements."""
    claims = {claim.post_id: claim for claim in Claim.objects.filter(volunteer_id=viewer.user_id, post__in=rows)}
    reported = set(ReportIn.objects.filter(user_id=viewer.user_id).values_list("area__code", flat=True))
    return [Standing(viewer, post, claims.get(post.pk), post.area_id in reported) for post in rows]


def ahead(viewer: Viewer, at: dt.datetime, cursor: str = "") -> Page:
    """Fifty posts in the viewer's scope that are not over, the next one first. Three statements.

    Raises `Refusal` invalid `bad_cursor` for a cursor that no page gave.
    """
    rows = posts(viewer).ahead(at)
    if cursor:
        starts_at, pk = _parsed(cursor)
        rows = rows.filter(Q(starts_at__gt=starts_at) | Q(starts_at=starts_at, pk__gt=pk))
    found = list(rows[: PAGE + 1])
    return Page(standings(viewer, found[:PAGE]), _cursor(found[PAGE - 1]) if len(found) > PAGE else "")


def _cursor(post: ServicePost) -> str:
    return urlsafe_b64encode(f"{post.starts_at.astimezone(dt.UTC).isoformat()} {post.pk}".encode()).decode()


def _parsed(cursor: str) -> tuple[dt.datetime, int]:
    try:
        moment, _space, pk = urlsafe_b64decode(cursor.encode("ascii")).decode("ascii").partition(" ")
        starts_at, number = dt.datetime.fromisoformat(moment), int(pk)
    except ValueError:
        raise _unknown_page() from None
    if starts_at.utcoffset() != dt.timedelta(0) or not 0 < number < 2**63:
        raise _unknown_page()
    return starts_at, number


def _unknown_page() -> Refusal:
    return invalid("bad_cursor", _("This page of the list is not known. Begin at the first."), "cursor")


def own_report_ins(user_id: int) -> QuerySet[ReportIn]:
    """Where a person reported in; for that person only."""
    return ReportIn.objects.filter(user_id=user_id).select_related("area").order_by("area_id")


def own_claims(user_id: int) -> QuerySet[Claim]:
    """A person's claims with their posts, the latest first; for that person only."""
    return Claim.objects.filter(volunteer_id=user_id).select_related("post__area").order_by("-post__starts_at", "-id")


def own_hours(user_id: int) -> Decimal:
    """The sum of a person's hours; for that person only."""
    total: Decimal | None = Claim.objects.filter(volunteer_id=user_id, state__in=ACTIVE).aggregate(s=Sum("hours"))["s"]
    return total or Decimal(0)


def volunteer_counts(viewer: Viewer) -> list[tuple[str, int]]:
    """How many reported in to each community that the viewer publishes for: (name, count), by code.

    Counts only: who reported in, and as what, is nobody else's business.
    """
    areas = communities_to_publish_for(viewer)
    rows = ReportIn.objects.filter(area__in=[area.code for area in areas]).values_list("area_id")
    counts = dict(rows.annotate(count=Count("id")).order_by())
    return [(area.name, counts.get(area.code, 0)) for area in areas]
