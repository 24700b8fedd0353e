"""Whom a notice reaches: what `notices` needs to know of posts, requesters and the working calendar."""

from django.conf import settings

from cases.world import ZONE, World
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
        works_on=present.calendar.is_working_day,
        hours=hours,
        senders=configured(),
        site=settings.SITE_URL,
        language=settings.LANGUAGE_CODE,
    )
