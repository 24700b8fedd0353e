"""Whom a notice reaches: what `notices` needs to know of posts, requesters and the working calendar."""

from collections.abc import Collection

from django.conf import settings

from cases.actions import notice_links
from cases.world import ZONE, World
from grids.models import Unit
from notices.addresses import mobile_of
from notices.channels import configured
from notices.reach import Reach
from notices.timing import Hours
from residents.reaching import mobiles


def reach(present: World) -> Reach:
    """Everything that a sweep of the notices asks of the layers above it, as of now."""

    def people(unit_id: int) -> set[int]:
        posts = present.directory.posts_by_unit.get(unit_id, ())
        return {post.user_id for post in posts if post.is_current(present.today)}

    hours = Hours(ZONE, settings.QUIET_FROM, settings.QUIET_UNTIL, settings.DIGEST_AT)
    return Reach(
        people=people,
        phones=mobiles,
        unit_phones=_unit_mobiles,
        tokens=lambda notices: notice_links.tokens(notices, present),
        works_on=present.calendar.is_working_day,
        hours=hours,
        senders=configured(),
        site=settings.SITE_URL,
        language=settings.LANGUAGE_CODE,
    )


def _unit_mobiles(unit_ids: Collection[int]) -> dict[int, str]:
    """The public numbers of units, as far as they are mobile ones."""
    rows = Unit.objects.filter(pk__in=unit_ids).values_list("id", "phone")
    return {pk: mobile for pk, phone in rows if (mobile := mobile_of(phone))}
