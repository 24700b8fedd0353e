"""When a message leaves the house: at once, after the quiet hours, or with the day's digest. Pure.

Rules: case process §8. What is critical leaves at once, always. All else waits while the installation is
quiet: at night, and for staff on days that are not worked. The times are those of the office's zone.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

RETRIES: Final[Sequence[dt.timedelta]] = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=25),
    dt.timedelta(hours=2),
    dt.timedelta(hours=12),
)
"""How long after each failed try the next one comes; after the last the message has failed."""

_LONGEST_HOLIDAY = 30


@dataclass(frozen=True, slots=True)
class Hours:
    """The installation's quiet hours and the time of its digest."""

    zone: ZoneInfo
    quiet_from: dt.time
    quiet_until: dt.time
    digest_at: dt.time

    def is_night(self, at: dt.datetime) -> bool:
        """Inside the quiet hours, which may run over midnight; equal ends mean that there are none."""
        time = at.astimezone(self.zone).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= time < self.quiet_until
        return time >= self.quiet_from or time < self.quiet_until

    def on(self, day: dt.date, time: dt.time) -> dt.datetime:
        """The instant at which the office's clock shows this."""
        return dt.datetime.combine(day, time, self.zone).astimezone(dt.UTC)


WorksOn = Callable[[dt.date], bool]


def every_day(day: dt.date) -> bool:
    """For residents, whose messages rest at night only."""
    return True


def after_quiet(at: dt.datetime, hours: Hours, works_on: WorksOn) -> dt.datetime:
    """The first instant from `at` on that is not quiet. A holiday longer than thirty days does not hold it."""
    day = at.astimezone(hours.zone).date()
    if works_on(day) and not hours.is_night(at):
        return at
    for ahead in range(_LONGEST_HOLIDAY + 1):
        morning = hours.on(day + dt.timedelta(days=ahead), hours.quiet_until)
        if morning > at and works_on(day + dt.timedelta(days=ahead)):
            return morning
    return at


def next_digest(at: dt.datetime, hours: Hours, works_on: WorksOn) -> dt.datetime:
    """The first digest after `at`, on a day that is worked."""
    day = at.astimezone(hours.zone).date()
    days = (day + dt.timedelta(days=ahead) for ahead in range(_LONGEST_HOLIDAY + 1))
    coming = (hours.on(day, hours.digest_at) for day in days if works_on(day))
    return next((instant for instant in coming if instant > at), at)


def leaves_at(at: dt.datetime, *, critical: bool, in_digest: bool, hours: Hours, works_on: WorksOn) -> dt.datetime:
    """When a message of `at` leaves; `works_on` says which days are not quiet."""
    if critical:
        return at
    return next_digest(at, hours, works_on) if in_digest else after_quiet(at, hours, works_on)


def retry_at(at: dt.datetime, tries: int) -> dt.datetime | None:
    """When the try after the `tries`-th comes, or None after the last."""
    return at + RETRIES[tries - 1] if tries <= len(RETRIES) else None
