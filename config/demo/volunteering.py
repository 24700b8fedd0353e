"""Service posts of the communities, and who has claimed them."""

import datetime as dt

from accounts.models import User
from config.demo.wording import data
from volunteers.actions import claims, posts, reporting
from volunteers.models import ServicePost


def recruit(until: dt.datetime) -> None:
    """The communities look for volunteers in the days around `until`; some have come forward."""
    for row in data("volunteers"):
        starts_at = until + dt.timedelta(days=row["starts_in_days"], hours=9)
        asked_at = min(until, starts_at) - dt.timedelta(days=3)
        post = posts.publish(
            by=User.objects.get(username=row["by"]),
            at=asked_at,
            area_code=row["area"],
            title=row["title"],
            text=row["text"],
            needed=row["needed"],
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(hours=3),
        )
        for username in row["claimed_by"]:
            _claim(post, User.objects.get(username=username), asked_at + dt.timedelta(hours=5))
    posts.finish_past(until)


def _claim(post: ServicePost, user: User, at: dt.datetime) -> None:
    reporting.report_in(by=user, at=at, area_code=post.area_id, kind="resident")
    claims.claim(post, by=user, at=at)
